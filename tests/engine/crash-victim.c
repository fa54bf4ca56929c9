/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crash-victim FOLDER URI SETTLE KILL TARGET IMAGE…: a small front end that is made to be killed.
 *
 * Follows what the journal of FOLDER holds to its end, or asks for the copy if it holds nothing. KILL is "never",
 * "before-N" or "after-N" (durable commit N of this process), or "at-MS" (milliseconds after the start). Prints one
 * line "SOURCE STATE REPLICA" for each replica at the end. */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "emulator/emulator-options.h"
#include "engine/ferry-engine.h"
#include "jdcloud/jdc-credentials.h"

typedef struct
{
  char **args;
  GMainLoop *loop;
  FerryEngine *engine;
  FerryCloud *cloud;
  int exit_code;
} Victim;

typedef struct
{
  gboolean before;
  guint number;
} Kill;

static void
die (void)
{
  kill (getpid (), SIGKILL);
}

static void
probe_cb (guint number, gboolean committed, gpointer user_data)
{
  Kill *when = user_data;

  if (number == when->number && committed != when->before)
    die ();
}

static gboolean
time_cb (gpointer user_data)
{
  die ();
  return G_SOURCE_REMOVE;
}

static void
arm (Victim *victim, const char *when)
{
  if (g_str_has_prefix (when, "at-"))
    g_timeout_add ((guint) atoi (when + 3), time_cb, NULL);
  else if (g_strcmp0 (when, "never") != 0)
    {
      Kill *data = g_new0 (Kill, 1);

      data->before = g_str_has_prefix (when, "before-");
      data->number = (guint) atoi (strchr (when, '-') + 1);
      ferry_journal_set_probe (ferry_engine_get_journal (victim->engine), probe_cb, data, g_free);
    }
}

static gboolean
is_over (Victim *victim)
{
  return ferry_engine_get_n_active (victim->engine) == 0
         && g_list_model_get_n_items (ferry_engine_get_operations (victim->engine)) > 0;
}

static void
report (Victim *victim)
{
  GListModel *operations = ferry_engine_get_operations (victim->engine);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        {
          FerryReplica *replica = ferry_operation_get_replica (operation, j);
          const char *image = ferry_replica_get_image (replica);

          g_print ("%s %s %s\n", ferry_replica_get_source (replica),
                   ferry_state_to_string (ferry_replica_get_state (replica)), image != NULL ? image : "-");
        }
    }
}

static void
check_over (Victim *victim)
{
  if (is_over (victim))
    g_main_loop_quit (victim->loop);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Victim *victim = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission
    = ferry_engine_request_finish (FERRY_ENGINE (source), result, &error);

  if (submission == NULL || submission->problems->len > 0)
    {
      g_printerr ("refused: %s\n", error != NULL ? error->message
                                   : ((FerryProblem *) g_ptr_array_index (submission->problems, 0))->message);
      victim->exit_code = 3;
      g_main_loop_quit (victim->loop);
      return;
    }
  check_over (victim);
}

static void
request (Victim *victim)
{
  g_autoptr (FerryRequest) asked
    = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", victim->args[5], (const char *const *) victim->args + 6);

  asked->settle_seconds = (guint) atoi (victim->args[3]);
  ferry_engine_request_async (victim->engine, victim->cloud, asked, NULL, requested_cb, victim);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Victim *victim = user_data;
  g_autoptr (GError) error = NULL;

  ferry_engine_add_cloud_finish (FERRY_ENGINE (source), result, &error);
  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      victim->exit_code = 2;
      g_main_loop_quit (victim->loop);
      return;
    }
  if (g_list_model_get_n_items (ferry_engine_get_operations (victim->engine)) == 0)
    request (victim);
  else
    check_over (victim);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Victim *victim = user_data;
  g_autoptr (JdcCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  victim->engine = ferry_engine_open_finish (result, &error);
  if (victim->engine == NULL)
    g_error ("%s", error->message);
  arm (victim, victim->args[4]);
  g_signal_connect_swapped (victim->engine, "notify::n-active", G_CALLBACK (check_over), victim);
  credentials = jdc_credentials_new (EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY, NULL);
  victim->cloud = ferry_cloud_new ("victim", victim->args[2], credentials, FALSE, NULL);
  ferry_engine_add_cloud_async (victim->engine, victim->cloud, NULL, added_cb, victim);
}

int
main (int argc, char *argv[])
{
  Victim victim = { .args = argv };
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();

  if (argc < 7)
    return 2;
  victim.loop = g_main_loop_new (NULL, FALSE);
  ferry_engine_open_async (argv[1], clock, NULL, opened_cb, &victim);
  g_main_loop_run (victim.loop);
  report (&victim);
  ferry_engine_close (victim.engine);
  g_clear_object (&victim.engine);
  g_clear_object (&victim.cloud);
  g_main_loop_unref (victim.loop);
  return victim.exit_code;
}
