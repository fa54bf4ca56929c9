/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crowd-member FOLDER URI SETTLE drive
 * crowd-member FOLDER URI SETTLE only-read
 * crowd-member FOLDER URI SETTLE copy TARGET IMAGE…
 * crowd-member FOLDER URI SETTLE finish
 *
 * One of several front ends that share a journal. "drive" drives, or watches, until it is ended; "only-read"
 * does so with an account that is read-only; "copy" asks for a
 * copy and waits until it has come to rest; "finish" waits until everything has. The last two print one line
 * "SOURCE TARGET STATE REPLICA" for each replica they waited for. */
#include "config.h"

#include <stdlib.h>

#include "emulator/emulator-options.h"
#include "engine/ferry-engine.h"
#include "jdcloud/jdc-credentials.h"

typedef struct
{
  char **args;
  GMainLoop *loop;
  FerryEngine *engine;
  FerryCloud *cloud;
  GPtrArray *followed; /* (element-type FerryOperation) */
  int exit_code;
} Member;

static gboolean
is_resting (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  return ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED;
}

static void
report (FerryOperation *operation)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      const char *image = ferry_replica_get_image (replica);

      g_print ("%s %s %s %s\n", ferry_replica_get_source (replica),
               ferry_operation_get_target_region (operation),
               ferry_state_to_string (ferry_replica_get_state (replica)), image != NULL ? image : "-");
    }
}

static void
check_over (Member *member)
{
  for (guint i = 0; i < member->followed->len; i++)
    if (!is_resting (g_ptr_array_index (member->followed, i)))
      return;
  if (member->followed->len > 0)
    g_main_loop_quit (member->loop);
}

static void
fail (Member *member, const char *message)
{
  g_printerr ("%s\n", message);
  member->exit_code = 1;
  g_main_loop_quit (member->loop);
}

static void
follow (Member *member, FerryOperation *operation)
{
  g_ptr_array_add (member->followed, g_object_ref (operation));
  g_signal_connect_swapped (operation, "notify::state", G_CALLBACK (check_over), member);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Member *member = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission =
    ferry_engine_request_finish (FERRY_ENGINE (source), result, &error);

  if (submission == NULL)
    {
      fail (member, error->message);
      return;
    }
  if (submission->problems->len > 0)
    {
      fail (member, ((FerryProblem *) g_ptr_array_index (submission->problems, 0))->message);
      return;
    }
  for (guint i = 0; i < submission->operations->len; i++)
    follow (member, g_ptr_array_index (submission->operations, i));
  check_over (member);
}

static void
request (Member *member)
{
  g_autoptr (FerryRequest) asked = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", member->args[5],
                                                      (const char *const *) member->args + 6);

  asked->settle_seconds = (guint) atoi (member->args[3]);
  ferry_engine_request_async (member->engine, member->cloud, asked, NULL, requested_cb, member);
}

static void
follow_all (Member *member)
{
  GListModel *operations = ferry_engine_get_operations (member->engine);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      follow (member, operation);
    }
  check_over (member);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Member *member = user_data;
  g_autoptr (GError) error = NULL;

  ferry_engine_add_cloud_finish (FERRY_ENGINE (source), result, &error);
  if (error != NULL)
    fail (member, error->message);
  else if (g_str_equal (member->args[4], "copy"))
    request (member);
  else if (g_str_equal (member->args[4], "finish"))
    follow_all (member);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Member *member = user_data;
  g_autoptr (JdcCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  member->engine = ferry_engine_open_finish (result, &error);
  if (member->engine == NULL)
    {
      fail (member, error->message);
      return;
    }
  credentials = jdc_credentials_new (EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY, NULL);
  member->cloud = ferry_cloud_new ("member", member->args[2], credentials,
                                   g_str_equal (member->args[4], "only-read"), NULL);
  ferry_engine_add_cloud_async (member->engine, member->cloud, NULL, added_cb, member);
}

int
main (int argc, char *argv[])
{
  Member member = { .args = argv };
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();

  if (argc < 5)
    return 2;
  member.loop = g_main_loop_new (NULL, FALSE);
  member.followed = g_ptr_array_new_with_free_func (g_object_unref);
  ferry_engine_open_async (argv[1], clock, NULL, opened_cb, &member);
  g_main_loop_run (member.loop);
  for (guint i = 0; i < member.followed->len; i++)
    {
      report (g_ptr_array_index (member.followed, i));
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (member.followed, i), &member);
    }
  if (member.engine != NULL)
    ferry_engine_close (member.engine);
  g_ptr_array_unref (member.followed);
  g_clear_object (&member.engine);
  g_clear_object (&member.cloud);
  g_main_loop_unref (member.loop);
  return member.exit_code;
}
