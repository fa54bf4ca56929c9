/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a person asks for to an operation in the journal, and what they may ask of it later. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-rules.h"
#include "jdcloud/jdc-image.h"

typedef struct
{
  FerryCloud *cloud;            /* (owned) */
  FerryRequest *request;        /* (owned): what is left to do after attaching */
  FerrySubmission *submission;  /* (owned) */
  gboolean record;              /* write it down, or only check */
  gint64 identity;
  char *owner;                  /* (owned) (nullable) */
  GArray *attached;             /* (owned): gint64 row IDs to follow */
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->cloud);
  ferry_request_free (run->request);
  g_clear_pointer (&run->submission, ferry_submission_free);
  g_free (run->owner);
  g_array_unref (run->attached);
  g_free (run);
}

static void
finish_run (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&run->submission), (GDestroyNotify) ferry_submission_free);
}

static void
add_problem (Run *run, FerryReason reason, const char *image, const char *message)
{
  g_ptr_array_add (run->submission->problems, ferry_problem_new (reason, image, NULL, message));
}

static void
follow (Run *run, FerryOperation *operation)
{
  if (operation != NULL && !g_ptr_array_find (run->submission->operations, operation, NULL))
    g_ptr_array_add (run->submission->operations, g_object_ref (operation));
}

static gboolean
is_equal_work (FerryOperation *operation, gint64 identity, const FerryRequest *request)
{
  const FerryOperationRecord *record = ferry_operation_get_record (operation);

  return record->identity == identity && record->kind == request->kind
         && g_strcmp0 (record->source_region, request->source_region) == 0
         && g_strcmp0 (record->target_region, request->target_region) == 0;
}

/* The operation that brings @source where the request wants it already, if there is one. */
static FerryOperation *
find_unfinished (FerryEngine *self, gint64 identity, const FerryRequest *request, const char *source)
{
  GListModel *operations = ferry_engine_get_operations (self);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);
      FerryReplica *replica;

      if (!is_equal_work (operation, identity, request))
        continue;
      replica = ferry_operation_find_source (operation, source);
      if (replica != NULL && !ferry_state_is_ended (ferry_replica_get_state (replica)))
        return operation;
    }
  return NULL;
}

static gboolean
texts_differ (FerryOperation *operation, const FerryRequest *request)
{
  const FerryOperationRecord *record = ferry_operation_get_record (operation);

  return g_strcmp0 (record->name, request->name) != 0
         || g_strcmp0 (record->description, request->description) != 0;
}

/* Takes out of the request what is on its way already. With if_missing it is "there, or may be", and skipped. */
static void
attach (FerryEngine *self, Run *run, GHashTable *present)
{
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) attached = g_strv_builder_new ();

  for (guint i = 0; run->request->images[i] != NULL; i++)
    {
      const char *source = run->request->images[i];
      FerryOperation *operation = find_unfinished (self, run->identity, run->request, source);

      if (operation == NULL || run->request->if_missing)
        g_strv_builder_add (left, source);
      else
        {
          g_strv_builder_add (attached, source);
          run->submission->texts_differ |= texts_differ (operation, run->request);
          follow (run, operation);
        }
      if (operation != NULL)
        g_hash_table_add (present, g_strdup (source));
    }
  g_strfreev (run->request->images);
  run->request->images = g_strv_builder_end (left);
  run->submission->attached = g_strv_builder_end (attached);
}

static GHashTable *
find_converting (FerryEngine *self, gint64 identity, const char *region)
{
  g_autoptr (GHashTable) busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *operations = ferry_engine_get_operations (self);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);
      const FerryOperationRecord *record = ferry_operation_get_record (operation);

      if (record->identity != identity || record->kind != FERRY_KIND_CONVERT
          || g_strcmp0 (record->source_region, region) != 0)
        continue;
      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        {
          FerryReplica *replica = ferry_operation_get_replica (operation, j);

          if (!ferry_state_is_ended (ferry_replica_get_state (replica)))
            g_hash_table_add (busy, g_strdup (ferry_replica_get_source (replica)));
        }
    }
  return g_steal_pointer (&busy);
}

static FerryOperationRecord *
make_record (FerryEngine *self, Run *run)
{
  FerryOperationRecord *record = g_new0 (FerryOperationRecord, 1);

  record->identity = run->identity;
  record->kind = run->request->kind;
  record->account = g_strdup (ferry_cloud_get_label (run->cloud));
  record->source_region = g_strdup (run->request->source_region);
  record->target_region = g_strdup (run->request->target_region);
  record->name = g_strdup (run->request->name);
  record->description = g_strdup (run->request->description);
  record->request_id = g_strdup (run->request->request_id);
  record->settle_seconds = run->request->settle_seconds != 0 ? run->request->settle_seconds : self->settle;
  record->allow_unknown_quota = run->request->allow_unknown_quota;
  record->created = ferry_clock_get_real (self->clock);
  return record;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents
    = ferry_journal_load_operations_finish (FERRY_JOURNAL (source), result, &error);
  FerryDriver *driver;

  if (contents == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  driver = ferry_engine_ensure_driver (self, run->identity, run->cloud);
  ferry_engine_take_contents (self, contents);
  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);
      FerryOperation *operation = ferry_engine_find_row (self, record->id);

      follow (run, operation);
      if (record->id == g_array_index (run->attached, gint64, 0))
        {
          g_set_object (&run->submission->created, operation);
          ferry_driver_take_preflight (driver, operation, run->submission->preflight);
        }
    }
  finish_run (task);
}

static void
load_rows (GTask *task)
{
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  ferry_journal_load_operations_async (self->journal, (const gint64 *) run->attached->data, run->attached->len,
                                       loaded_cb, g_object_ref (task));
}

static void
refuse_request_id (GTask *task)
{
  add_problem (g_task_get_task_data (task), FERRY_REASON_REQUEST_ID_REUSED, NULL,
               _("This request ID was used before, for something else. Choose a new one."));
  finish_run (task);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalRequest) answer
    = ferry_journal_request_finish (FERRY_JOURNAL (source), result, &error);

  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (answer->request_id_reused)
    {
      refuse_request_id (task);
      return;
    }
  /* It is recorded and will happen: whoever cancels now must still learn of it. */
  g_task_set_check_cancellable (task, FALSE);
  /* The new one first: 0 if there is none. */
  g_array_prepend_val (run->attached, answer->created);
  if (answer->attached != NULL)
    g_array_append_vals (run->attached, answer->attached->data, answer->attached->len);
  if (answer->same_request != 0)
    g_array_append_val (run->attached, answer->same_request);
  load_rows (task);
}

static void
record_request (GTask *task)
{
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (FerryOperationRecord) record = make_record (self, run);
  GPtrArray *images = ferry_preflight_get_images (run->submission->preflight);
  g_autoptr (GStrvBuilder) sources = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  for (guint i = 0; i < images->len; i++)
    g_strv_builder_add (sources, jdc_image_get_id (g_ptr_array_index (images, i)));
  ids = g_strv_builder_end (sources);
  ferry_journal_request_async (self->journal, record, (const char *const *) ids, recorded_cb,
                               g_object_ref (task));
}

static void
owner_identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  run->identity = ferry_journal_identify_finish (FERRY_JOURNAL (source), result, NULL, &error);
  if (run->identity == 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    record_request (task);
}

static void
take_preflight (Run *run, FerryPreflight *preflight)
{
  FerrySubmission *submission = run->submission;
  GPtrArray *problems = ferry_preflight_get_problems (preflight);

  submission->preflight = g_object_ref (preflight);
  submission->skipped = g_strdupv (ferry_preflight_get_skipped (preflight));
  for (guint i = 0; i < problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (problems, i);

      g_ptr_array_add (submission->problems, ferry_problem_ref (problem));
      submission->needs_confirmation |= problem->reason == FERRY_REASON_ALREADY_PRESENT;
    }
}

static void
preflight_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryPreflight) preflight = ferry_preflight_run_finish (result, &error);
  const char *pin;

  if (preflight == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_preflight (run, preflight);
  if (run->submission->problems->len > 0 || !run->record || ferry_preflight_get_images (preflight)->len == 0)
    {
      finish_run (task);
      return;
    }
  pin = ferry_preflight_get_owner_pin (preflight);
  if (pin == NULL || g_strcmp0 (pin, run->owner) == 0)
    record_request (task);
  else
    ferry_journal_identify_async (self->journal, ferry_cloud_get_endpoint (run->cloud),
                                  ferry_cloud_get_access_key (run->cloud), pin,
                                  ferry_cloud_get_label (run->cloud), owner_identified_cb, g_object_ref (task));
}

/* A request ID that is known answers before anything is asked of the service. */
static gboolean
answer_known_request (FerryEngine *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GListModel *operations = ferry_engine_get_operations (self);

  if (run->request->request_id == NULL || !run->record)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);
      const FerryOperationRecord *record = ferry_operation_get_record (operation);
      gboolean same;

      if (record->identity != run->identity || g_strcmp0 (record->request_id, run->request->request_id) != 0)
        continue;
      same = is_equal_work (operation, run->identity, run->request) && !texts_differ (operation, run->request);
      for (guint j = 0; same && run->request->images[j] != NULL; j++)
        same = ferry_operation_find_source (operation, run->request->images[j]) != NULL;
      if (!same)
        {
          refuse_request_id (task);
          return TRUE;
        }
      ferry_engine_ensure_driver (self, run->identity, run->cloud);
      follow (run, operation);
      finish_run (task);
      return TRUE;
    }
  return FALSE;
}

static void
check_facts (GTask *task)
{
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) busy = NULL;
  FerryPreflightContext context = { 0 };

  if (answer_known_request (self, task))
    return;
  if (run->record)
    ferry_engine_ensure_driver (self, run->identity, run->cloud);
  attach (self, run, present);
  if (run->request->images[0] == NULL)
    {
      finish_run (task);
      return;
    }
  /* A copy waits for a busy source; a conversion is refused. */
  if (run->request->kind == FERRY_KIND_CONVERT)
    busy = ferry_engine_dup_busy (self, run->cloud, run->request->source_region);
  else
    busy = find_converting (self, run->identity, run->request->source_region);
  context.busy = busy;
  context.present = present;
  context.refuse_present = ferry_journal_was_recovered (self->journal);
  ferry_preflight_run_async (run->cloud, run->request, &context, g_task_get_cancellable (task), preflight_cb,
                             g_object_ref (task));
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  run->identity = ferry_journal_identify_finish (FERRY_JOURNAL (source), result, &run->owner, &error);
  if (run->identity == 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    check_facts (task);
}

static void
refuse_foreign (Run *run)
{
  add_problem (run, FERRY_REASON_INTERNAL, NULL, ferry_engine_get_foreign_words ());
}

static void
start_run (GTask *task, FerryCloud *cloud, const FerryRequest *request, gboolean record)
{
  FerryEngine *self = g_task_get_source_object (task);
  Run *run = g_new0 (Run, 1);
  FerrySubmission *submission = g_new0 (FerrySubmission, 1);

  submission->problems = ferry_preflight_check_static (request);
  submission->operations = g_ptr_array_new_with_free_func (g_object_unref);
  run->cloud = g_object_ref (cloud);
  run->request = ferry_request_copy (request);
  run->submission = submission;
  run->record = record;
  run->attached = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  if (submission->problems->len == 0 && ferry_cloud_get_read_only (cloud))
    add_problem (run, FERRY_REASON_READ_ONLY, NULL, ferry_cloud_get_read_only_words ());
  if (submission->problems->len == 0 && record && ferry_journal_is_foreign (self->journal))
    refuse_foreign (run);
  if (submission->problems->len > 0)
    {
      finish_run (task);
      return;
    }
  ferry_journal_identify_async (self->journal, ferry_cloud_get_endpoint (cloud),
                                ferry_cloud_get_access_key (cloud), NULL, ferry_cloud_get_label (cloud),
                                identified_cb, g_object_ref (task));
}

/**
 * ferry_submission_free:
 * @self: (transfer full): a submission
 */
void
ferry_submission_free (FerrySubmission *self)
{
  g_clear_object (&self->preflight);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->operations, g_ptr_array_unref);
  g_clear_object (&self->created);
  g_strfreev (self->skipped);
  g_strfreev (self->attached);
  g_free (self);
}

/**
 * ferry_engine_check_async:
 * @self: an engine
 * @cloud: whose images
 * @request: what is asked for
 * @cancellable: (nullable): to stop
 * @callback: called when all is known
 * @user_data: for @callback
 *
 * Holds @request against every rule on fresh facts, and records nothing.
 */
void
ferry_engine_check_async (FerryEngine *self,
                          FerryCloud *cloud,
                          const FerryRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_check_async);
  start_run (task, cloud, request, FALSE);
}

FerrySubmission *
ferry_engine_check_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_engine_request_async:
 * @self: an engine
 * @cloud: whose images
 * @request: what is asked for
 * @cancellable: (nullable): to stop, as long as nothing is recorded
 * @callback: called when the operation is in the journal, or was refused
 * @user_data: for @callback
 *
 * The one way in: static rules, what is on its way already, facts, rules, quotas, the journal. Nothing is sent
 * before the operation is recorded; once it is, it happens, and the answer tells of it though @cancellable was
 * cancelled meanwhile.
 */
void
ferry_engine_request_async (FerryEngine *self,
                            FerryCloud *cloud,
                            const FerryRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_request_async);
  start_run (task, cloud, request, TRUE);
}

/**
 * ferry_engine_request_finish:
 * @self: an engine
 * @result: from the callback
 * @error: set when the journal cannot be written, or when cancelled; refusals are in the submission
 *
 * Returns: (transfer full): what became of the request
 */
FerrySubmission *
ferry_engine_request_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
