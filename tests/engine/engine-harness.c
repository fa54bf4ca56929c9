/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine-harness.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "emulator/emulator-options.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-credentials.h"

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
}

static GAsyncResult *
wait_answer (Answer *answer)
{
  while (answer->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return answer->result;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* Shows what the journal holds, and drives nothing. */
void
engine_harness_open_without_keys (EngineHarness *self)
{
  g_autoptr (FerryClock) clock = self->clock != NULL ? g_object_ref (self->clock) : ferry_clock_new_system ();
  g_autoptr (GError) error = NULL;
  Answer open = { 0 };

  ferry_engine_open_async (self->folder, clock, NULL, answered_cb, &open);
  self->engine = ferry_engine_open_finish (wait_answer (&open), &error);
  g_assert_no_error (error);
  g_object_unref (open.result);
}

/* Drives with these keys from now on; the ones before are forgotten. */
void
engine_harness_add_keys (EngineHarness *self, const char *secret)
{
  g_autoptr (JdcCredentials) credentials = jdc_credentials_new (EMULATOR_DEFAULT_ACCESS_KEY, secret, NULL);
  g_autoptr (FerryClock) clock = self->clock != NULL ? g_object_ref (self->clock) : ferry_clock_new_system ();
  const char *endpoint = self->endpoint != NULL ? self->endpoint : emulator_thread_get_uri (self->emulator);
  g_autoptr (GError) error = NULL;
  Answer add = { 0 };

  g_clear_object (&self->cloud);
  self->cloud = ferry_cloud_new_with_clock ("test", endpoint, credentials, FALSE, clock, NULL);
  g_assert_nonnull (self->cloud);
  ferry_engine_add_cloud_async (self->engine, self->cloud, NULL, answered_cb, &add);
  ferry_engine_add_cloud_finish (self->engine, wait_answer (&add), &error);
  g_assert_no_error (error);
  g_object_unref (add.result);
}

void
engine_harness_open_engine (EngineHarness *self)
{
  engine_harness_open_without_keys (self);
  engine_harness_add_keys (self, EMULATOR_DEFAULT_SECRET_KEY);
}

void
engine_harness_close_engine (EngineHarness *self)
{
  ferry_engine_close (self->engine);
  g_clear_object (&self->engine);
  g_clear_object (&self->cloud);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

EngineHarness *
engine_harness_new (double time_scale)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = time_scale;
  return engine_harness_new_with_options (&options);
}

EngineHarness *
engine_harness_new_with_options (const EmulatorOptions *options)
{
  EngineHarness *self = engine_harness_new_closed (options);

  engine_harness_open_engine (self);
  return self;
}

/* A cloud and a folder, no engine yet. */
EngineHarness *
engine_harness_new_closed (const EmulatorOptions *options)
{
  EngineHarness *self = g_new0 (EngineHarness, 1);
  g_autoptr (GError) error = NULL;

  self->emulator = emulator_thread_new (options, 0, &error);
  g_assert_no_error (error);
  self->folder = g_dir_make_tmp ("ferry-engine-XXXXXX", &error);
  g_assert_no_error (error);
  return self;
}

void
engine_harness_free (EngineHarness *self)
{
  if (self->engine != NULL)
    engine_harness_close_engine (self);
  emulator_thread_free (self->emulator);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->endpoint);
  g_clear_object (&self->clock);
  g_free (self);
}

void
engine_harness_fault (EngineHarness *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  emulator_thread_add_fault_json (self->emulator, json, &error);
  g_assert_no_error (error);
}

static JsonObject *
load_state (EngineHarness *self, JsonParser *parser)
{
  g_autofree char *state = emulator_thread_dup_state_json (self->emulator);

  g_assert_true (json_parser_load_from_data (parser, state, -1, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonArray *
get_images (JsonObject *state, const char *region)
{
  JsonArray *regions = json_object_get_array_member (state, "regions");

  for (guint i = 0; i < json_array_get_length (regions); i++)
    {
      JsonObject *one = json_array_get_object_element (regions, i);

      if (g_strcmp0 (json_object_get_string_member (one, "id"), region) == 0)
        return json_object_get_array_member (one, "images");
    }
  g_error ("no region %s", region);
}

char *
engine_harness_find_image (EngineHarness *self, const char *region, const char *name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *images = get_images (load_state (self, parser), region);

  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *image = json_array_get_object_element (images, i);

      if (g_strcmp0 (json_object_get_string_member (image, "name"), name) == 0)
        return g_strdup (json_object_get_string_member (image, "id"));
    }
  g_error ("no image %s in %s", name, region);
}

/* How many replicas of @source copyImages has ever made in @region. */
guint
engine_harness_count_replicas (EngineHarness *self, const char *region, const char *source)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *replicas = json_object_get_object_member (load_state (self, parser), "replicas");
  JsonArray *made;
  guint n = 0;

  if (!json_object_has_member (replicas, source))
    return 0;
  made = json_object_get_array_member (replicas, source);
  for (guint i = 0; i < json_array_get_length (made); i++)
    n += g_strcmp0 (json_object_get_string_member (json_array_get_object_element (made, i), "region"), region) == 0;
  return n;
}

/* Possible duplicates that the journal knows. */
guint
engine_harness_count_duplicates (EngineHarness *self)
{
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  ferry_journal_load_async (ferry_engine_get_journal (self->engine), FALSE, 100, answered_cb, &answer);
  contents = ferry_journal_load_finish (ferry_engine_get_journal (self->engine), wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return contents->duplicates->len;
}

guint
engine_harness_count_requests (EngineHarness *self, const char *operation)
{
  g_autofree char *log = emulator_thread_dup_requests_json (self->emulator);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *requests;
  guint n = 0;

  g_assert_true (json_parser_load_from_data (parser, log, -1, NULL));
  requests = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "requests");
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      n += g_strcmp0 (json_object_get_string_member_with_default (request, "operation", NULL), operation) == 0;
    }
  return n;
}

/* What a person reads about a replica, as "pending, waiting for network: service". NULL while it is queued, being sent
 * or pending, which is no news. */
char *
engine_harness_describe_replica (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);
  FerryWait wait = ferry_replica_get_waiting_for (replica);
  FerryProblem *problem = ferry_replica_get_problem (replica);
  g_autoptr (GString) text = g_string_new (ferry_state_to_string (state));

  if (wait == FERRY_WAIT_NONE
      && (state == FERRY_STATE_QUEUED || state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_PENDING))
    return NULL;
  if (wait != FERRY_WAIT_NONE)
    g_string_append_printf (text, "%s for %s", state == FERRY_STATE_WAITING ? "" : ", waiting",
                            ferry_wait_to_string (wait));
  if (problem != NULL)
    g_string_append_printf (text, ": %s", ferry_reason_to_string (problem->reason));
  return g_strdup (text->str);
}

/* No test waits for minutes to learn that nothing comes. */
void
engine_harness_be_impatient (EngineHarness *self)
{
  jdc_client_set_time_limits (ferry_cloud_get_client (self->cloud), 2, 3);
  jdc_client_set_time_limits (ferry_cloud_get_tracker_client (self->cloud), 2, 3);
}

/* The outcomes that the audit log has of @action, in order. */
char *
engine_harness_dup_audit (EngineHarness *self, const char *action)
{
  FerryJournal *journal = ferry_engine_get_journal (self->engine);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  ferry_journal_load_audit_async (journal, NULL, 1000, answered_cb, &answer);
  lines = ferry_journal_load_audit_finish (journal, wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  for (guint i = 0; i < lines->len; i++)
    {
      FerryAuditRecord *line = g_ptr_array_index (lines, i);

      if (g_str_equal (line->action, action))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", line->outcome);
    }
  return g_strdup (text->str);
}

/* Posts @body to a control address of the cloud. */
void
engine_harness_control (EngineHarness *self, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (emulator_thread_get_uri (self->emulator), path, NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

/* Requests that passed the gateway and were answered with another status than 200. */
guint
engine_harness_count_refused (EngineHarness *self, const char *operation)
{
  g_autofree char *log = emulator_thread_dup_requests_json (self->emulator);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *requests;
  guint n = 0;

  g_assert_true (json_parser_load_from_data (parser, log, -1, NULL));
  requests = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "requests");
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      n +=
        g_strcmp0 (json_object_get_string_member_with_default (request, "operation", NULL), operation) == 0 &&
        json_object_get_int_member (request, "status") != 200;
    }
  return n;
}

static GArray *
list_times (EngineHarness *self)
{
  g_autofree char *log = emulator_thread_dup_requests_json (self->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      g_autoptr (GDateTime) time =
        g_date_time_new_from_iso8601 (json_object_get_string_member (request, "time"), NULL);
      gint64 us = g_date_time_to_unix_usec (time);

      g_array_append_val (times, us);
    }
  return times;
}

/* The most requests of any minute, from number @first on. */
guint
engine_harness_find_busiest_minute (EngineHarness *self, guint first)
{
  g_autoptr (GArray) times = list_times (self);
  guint most = 0;

  for (guint from = first, to = first; to < times->len; to++)
    {
      while (g_array_index (times, gint64, to) - g_array_index (times, gint64, from) > 60 * G_USEC_PER_SEC)
        from++;
      most = MAX (most, to - from + 1);
    }
  return most;
}

/* Wishes that nobody has fulfilled, as the journal has them. */
FerryJournalContents *
engine_harness_load (EngineHarness *self)
{
  FerryJournalContents *contents;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  ferry_journal_load_async (ferry_engine_get_journal (self->engine), TRUE, 0, answered_cb, &answer);
  contents =
    ferry_journal_load_finish (ferry_engine_get_journal (self->engine), wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return contents;
}

guint
engine_harness_count_wishes (EngineHarness *self)
{
  g_autoptr (FerryJournalContents) contents = engine_harness_load (self);

  return contents->wishes->len;
}

/* As another process would learn whose keys these are. */
gint64
engine_harness_identify (EngineHarness *self, const char *access_key, const char *pin)
{
  g_autoptr (FerryJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  Answer open = { 0 };
  Answer identify = { 0 };
  gint64 identity;

  ferry_journal_open_async (self->folder, NULL, answered_cb, &open);
  journal = ferry_journal_open_finish (wait_answer (&open), &error);
  g_assert_no_error (error);
  g_object_unref (open.result);
  ferry_journal_identify_async (journal, ferry_cloud_get_endpoint (self->cloud), access_key, pin, "other",
                                answered_cb, &identify);
  identity = ferry_journal_identify_finish (journal, wait_answer (&identify), NULL, &error);
  g_assert_no_error (error);
  g_object_unref (identify.result);
  ferry_journal_close (journal);
  return identity;
}

FerrySubmission *
engine_harness_request (EngineHarness *self, const FerryRequest *request)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  FerrySubmission *submission;

  ferry_engine_request_async (self->engine, self->cloud, request, NULL, answered_cb, &answer);
  submission = ferry_engine_request_finish (self->engine, wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return submission;
}

FerryOperation *
engine_harness_copy (EngineHarness *self, const char *target, const char *const *images)
{
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", target, images);
  g_autoptr (FerrySubmission) submission = NULL;

  request->settle_seconds = 1;
  submission = engine_harness_request (self, request);
  for (guint i = 0; i < submission->problems->len; i++)
    g_printerr ("# problem: %s\n", ((FerryProblem *) g_ptr_array_index (submission->problems, i))->message);
  g_assert_nonnull (submission->created);
  return g_object_ref (submission->created);
}

FerryProblem *
engine_harness_edit (EngineHarness *self, const char *image, const char *name, const char *description)
{
  FerryProblem *problem = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  ferry_engine_edit_async (self->engine, self->cloud, "cn-north-1", image, name, description, NULL, answered_cb,
                           &answer);
  ferry_engine_edit_finish (self->engine, wait_answer (&answer), &problem, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return problem;
}

FerryProblem *
engine_harness_delete (EngineHarness *self, const char *image)
{
  FerryProblem *problem = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  ferry_engine_delete_async (self->engine, self->cloud, "cn-north-1", image, FALSE, NULL, answered_cb, &answer);
  ferry_engine_delete_finish (self->engine, wait_answer (&answer), &problem, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return problem;
}

static void
note_reason (EngineHarness *self, const GError *error)
{
  g_autoptr (FerryProblem) problem = error != NULL ? ferry_problem_new_for_error (error, NULL, NULL) : NULL;

  self->reason = problem != NULL ? problem->reason : FERRY_REASON_NONE;
}

gboolean
engine_harness_resolve (EngineHarness *self, FerryReplica *replica, FerryChoice choice, const char *image)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  gboolean done;

  ferry_engine_resolve_async (self->engine, replica, choice, image, answered_cb, &answer);
  done = ferry_engine_resolve_finish (self->engine, wait_answer (&answer), &error);
  g_object_unref (answer.result);
  note_reason (self, error);
  return done;
}

gboolean
engine_harness_retry (EngineHarness *self, FerryOperation *operation)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  gboolean done;

  ferry_engine_retry_async (self->engine, operation, answered_cb, &answer);
  done = ferry_engine_retry_finish (self->engine, wait_answer (&answer), &error);
  g_object_unref (answer.result);
  note_reason (self, error);
  return done;
}

gboolean
engine_harness_cancel (EngineHarness *self, FerryOperation *operation)
{
  Answer answer = { 0 };
  gboolean done;

  ferry_engine_cancel_async (self->engine, operation, answered_cb, &answer);
  done = ferry_engine_cancel_finish (self->engine, wait_answer (&answer), NULL);
  g_object_unref (answer.result);
  return done;
}

gboolean
engine_harness_tell (EngineHarness *self, FerryOperation *operation)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  gboolean mine;

  ferry_engine_tell_async (self->engine, operation, answered_cb, &answer);
  mine = ferry_engine_tell_finish (self->engine, wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return mine;
}

char *
engine_harness_tell_recovery (EngineHarness *self)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  char *words;

  ferry_engine_tell_recovery_async (self->engine, answered_cb, &answer);
  words = ferry_engine_tell_recovery_finish (self->engine, wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return words;
}

gboolean
engine_harness_settle (EngineHarness *self, FerryDuplicate *duplicate, gboolean keep, FerryProblem **problem)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  gboolean done;

  ferry_engine_settle_duplicate_async (self->engine, duplicate, keep, answered_cb, &answer);
  done = ferry_engine_settle_duplicate_finish (self->engine, wait_answer (&answer), problem, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return done;
}

/* The same keys, with another right to write. Returns the new cloud, which the harness uses from now on. */
FerryCloud *
engine_harness_replace_cloud (EngineHarness *self, gboolean read_only)
{
  g_autoptr (JdcCredentials) credentials =
    jdc_credentials_new (EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY, NULL);
  g_autoptr (FerryCloud) old = g_steal_pointer (&self->cloud);
  g_autoptr (GError) error = NULL;
  Answer add = { 0 };

  self->cloud =
    ferry_cloud_new ("test", emulator_thread_get_uri (self->emulator), credentials, read_only, NULL);
  ferry_engine_add_cloud_async (self->engine, self->cloud, NULL, answered_cb, &add);
  ferry_engine_add_cloud_finish (self->engine, wait_answer (&add), &error);
  g_assert_no_error (error);
  g_object_unref (add.result);
  ferry_engine_remove_cloud (self->engine, old);
  return g_object_ref (self->cloud);
}

gboolean
engine_harness_adopt_journal (EngineHarness *self)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  gboolean done;

  ferry_engine_adopt_journal_async (self->engine, answered_cb, &answer);
  done = ferry_engine_adopt_journal_finish (self->engine, wait_answer (&answer), &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return done;
}

/* Why a copy of @image to cn-east-1 could not even be asked for. */
GError *
engine_harness_request_error (EngineHarness *self, const char *image)
{
  const char *images[] = { image, NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", images);
  GError *error = NULL;
  Answer answer = { 0 };

  ferry_engine_request_async (self->engine, self->cloud, request, NULL, answered_cb, &answer);
  g_assert_null (ferry_engine_request_finish (self->engine, wait_answer (&answer), &error));
  g_object_unref (answer.result);
  return error;
}

static gboolean
time_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
engine_harness_run_until (gboolean (*is_done) (gpointer), gpointer data, guint seconds)
{
  gboolean over = FALSE;
  guint id = g_timeout_add_seconds (seconds, time_over_cb, &over);

  while (!is_done (data) && !over)
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (id);
  g_assert_true (is_done (data));
}

typedef struct
{
  FerryReplica *replica;
  FerryState state;
} Wanted;

static gboolean
has_state (gpointer data)
{
  Wanted *wanted = data;

  return ferry_replica_get_state (wanted->replica) == wanted->state;
}

void
engine_harness_wait_state (FerryReplica *replica, FerryState state, guint seconds)
{
  Wanted wanted = { replica, state };

  engine_harness_run_until (has_state, &wanted, seconds);
}

static gboolean
is_resting (gpointer data)
{
  FerryOperationState state = ferry_operation_get_state (data);

  return ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED;
}

void
engine_harness_wait_rest (FerryOperation *operation, guint seconds)
{
  engine_harness_run_until (is_resting, operation, seconds);
}

/* Returns: (transfer full): the IDs of the images of the first region that may be copied */
GPtrArray *
engine_harness_find_sources (EngineHarness *self)
{
  g_autofree char *state = emulator_thread_dup_state_json (self->emulator);
  g_autoptr (JsonNode) root = json_from_string (state, NULL);
  JsonArray *regions = json_object_get_array_member (json_node_get_object (root), "regions");
  JsonArray *images = json_object_get_array_member (json_array_get_object_element (regions, 0), "images");
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *image = json_array_get_object_element (images, i);
      g_autofree char *text = json_to_string (json_array_get_element (images, i), FALSE);

      if (strstr (text, "localDisk") == NULL && strstr (text, "\"encrypted\":true") == NULL &&
          strstr (text, "\"ready\"") != NULL)
        g_ptr_array_add (ids, g_strdup (json_object_get_string_member (image, "id")));
    }
  return ids;
}
