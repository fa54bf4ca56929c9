/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guarded single operations: texts and deletion. Both are told to the audit log before they are sent; a lost
 * answer is resolved by reading, since both can be repeated safely. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image.h"

#define MAX_TRIES 3

typedef struct
{
  FerryCloud *cloud;            /* (owned) */
  char *region;                 /* (owned) */
  char *image;                  /* (owned) */
  gboolean deleting;
  gboolean with_snapshots;
  char *name;                   /* (owned) (nullable): new text */
  char *description;            /* (owned) (nullable): new text */
  guint tries;
  FerryProblem *problem;        /* (owned) (nullable) */
} Edit;

static void send_edit (GTask *task);

static void
edit_free (Edit *edit)
{
  g_object_unref (edit->cloud);
  g_free (edit->region);
  g_free (edit->image);
  g_free (edit->name);
  g_free (edit->description);
  g_clear_pointer (&edit->problem, ferry_problem_unref);
  g_free (edit);
}

static FerryAuditRecord
make_audit (FerryEngine *self, Edit *edit, const char *request_id, const char *outcome)
{
  FerryAuditRecord record = { 0 };

  record.time = ferry_clock_get_real (self->clock);
  record.account = (char *) ferry_cloud_get_label (edit->cloud);
  record.action = edit->deleting ? (char *) "deleteImage" : (char *) "modifyImageAttribute";
  record.region = edit->region;
  record.image = edit->image;
  record.request_id = (char *) request_id;
  record.outcome = (char *) outcome;
  return record;
}

static void
audited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *edit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* The act itself is done or refused: a journal that cannot take its last line changes nothing about that. */
  if (!ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    g_message ("The journal could not be written: %s", error->message);
  else if (edit->deleting && edit->problem == NULL)
    ferry_engine_reload (g_task_get_source_object (task));
  g_task_return_boolean (task, edit->problem == NULL);
}

/* A possible duplicate that was deleted needs no more words. */
static void
settle_duplicates (FerryEngine *self, Edit *edit, FerryTransaction *transaction)
{
  GListModel *duplicates = G_LIST_MODEL (self->duplicates);

  for (guint i = 0; i < g_list_model_get_n_items (duplicates); i++)
    {
      g_autoptr (FerryDuplicate) duplicate = g_list_model_get_item (duplicates, i);
      g_autoptr (FerryDuplicateRecord) record = NULL;

      if (g_strcmp0 (ferry_duplicate_get_image (duplicate), edit->image) != 0 ||
          g_strcmp0 (ferry_duplicate_get_region (duplicate), edit->region) != 0)
        continue;
      record = ferry_duplicate_record_copy (ferry_duplicate_get_record (duplicate));
      record->settled = TRUE;
      ferry_transaction_put_duplicate (transaction, record);
    }
}

static void
end_edit (GTask *task, const char *request_id, const char *outcome)
{
  FerryEngine *self = g_task_get_source_object (task);
  Edit *edit = g_task_get_task_data (task);
  FerryAuditRecord record = make_audit (self, edit, request_id, outcome);
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();

  ferry_transaction_add_audit (transaction, &record);
  if (edit->deleting && edit->problem == NULL)
    settle_duplicates (self, edit, transaction);
  ferry_journal_commit_async (self->journal, transaction, audited_cb, g_object_ref (task));
}

static void
end_with_error (GTask *task, const GError *error)
{
  Edit *edit = g_task_get_task_data (task);
  g_autofree char *outcome = NULL;

  edit->problem = ferry_problem_new_for_error (error, edit->image, edit->region);
  outcome = g_strdup_printf ("refused: %s", ferry_reason_to_string (edit->problem->reason));
  end_edit (task, jdc_error_get_request_id (error), outcome);
}

static gboolean
has_new_texts (Edit *edit, JdcImage *image)
{
  const char *description = jdc_image_get_description (image);

  return (edit->name == NULL || g_strcmp0 (edit->name, jdc_image_get_name (image)) == 0)
         && (edit->description == NULL
             || g_strcmp0 (edit->description, description != NULL ? description : "") == 0);
}

/* After a lost answer: is it done? If not, the call may be repeated. */
static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *edit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImage) image = jdc_client_describe_image_finish (JDC_CLIENT (source), result, &error);
  gboolean gone = g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND);
  gboolean done;

  if (edit->deleting)
    done = gone || (image != NULL && g_strcmp0 (jdc_image_get_status (image), "deleting") == 0);
  else
    done = image != NULL && has_new_texts (edit, image);

  if (done)
    end_edit (task, NULL, "done, read back");
  else if (image != NULL && edit->tries < MAX_TRIES)
    send_edit (task);
  else if (error != NULL)
    end_with_error (task, error);
  else
    {
      edit->problem = ferry_problem_new (FERRY_REASON_SERVICE, edit->image, edit->region,
                                         _("JD Cloud does not answer clearly. Try again later."));
      end_edit (task, NULL, "unconfirmed");
    }
}

static void
resolve (GTask *task, const GError *error)
{
  Edit *edit = g_task_get_task_data (task);
  gboolean gone = edit->deleting && edit->tries > 1 && g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND);

  if (gone)
    end_edit (task, jdc_error_get_request_id (error), "done, read back");
  else if (jdc_error_get_fate (error) == JDC_FATE_UNKNOWN)
    jdc_client_describe_image_async (ferry_cloud_get_client (edit->cloud), edit->region, edit->image, NULL,
                                     read_back_cb, g_object_ref (task));
  else
    end_with_error (task, error);
}

static void
modified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = NULL;

  if (jdc_client_modify_image_attribute_finish (JDC_CLIENT (source), result, &request_id, &error))
    end_edit (task, request_id, "done");
  else
    resolve (task, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = NULL;

  if (jdc_client_delete_image_finish (JDC_CLIENT (source), result, &request_id, &error))
    end_edit (task, request_id, "done");
  else
    resolve (task, error);
}

static void
send_edit (GTask *task)
{
  Edit *edit = g_task_get_task_data (task);
  JdcClient *client = ferry_cloud_get_client (edit->cloud);

  edit->tries++;
  if (edit->deleting)
    jdc_client_delete_image_async (client, edit->region, edit->image, edit->with_snapshots, NULL, deleted_cb,
                                   g_object_ref (task));
  else
    jdc_client_modify_image_attribute_async (client, edit->region, edit->image, edit->name, edit->description,
                                             NULL, modified_cb, g_object_ref (task));
}

static void
announced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    send_edit (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static FerryProblem *
judge (FerryEngine *self, Edit *edit, JdcImage *image)
{
  g_autoptr (GHashTable) busy = NULL;

  if (!edit->deleting)
    return ferry_rules_check_edit (image, edit->region);
  busy = ferry_engine_dup_busy (self, edit->cloud, edit->region);
  return ferry_rules_check_delete (image, edit->region, g_hash_table_contains (busy, edit->image));
}

static void
image_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  Edit *edit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImage) image = jdc_client_describe_image_finish (JDC_CLIENT (source), result, &error);
  g_autoptr (FerryTransaction) transaction = NULL;
  FerryAuditRecord record;

  if (image == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  edit->problem = image != NULL ? judge (self, edit, image)
                                : ferry_problem_new_for_error (error, edit->image, edit->region);
  if (edit->problem != NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  transaction = ferry_transaction_new ();
  record = make_audit (self, edit, NULL, "sending");
  ferry_transaction_add_audit (transaction, &record);
  ferry_journal_commit_async (self->journal, transaction, announced_cb, g_object_ref (task));
}

/* Takes @edit. */
static void
start_edit (GTask *task, Edit *edit)
{
  FerryProblem *problem = NULL;

  g_task_set_task_data (task, edit, (GDestroyNotify) edit_free);
  if (ferry_cloud_get_read_only (edit->cloud))
    problem = ferry_problem_new (FERRY_REASON_READ_ONLY, edit->image, edit->region,
                                 _("This account is set to read-only. Change that in its settings first."));
  if (problem == NULL && !ferry_region_is_known (edit->region))
    problem = ferry_problem_new (FERRY_REASON_UNKNOWN_REGION, edit->image, edit->region,
                                 _("There is no such region. Choose a region of JD Cloud."));
  if (problem == NULL && edit->name != NULL)
    problem = ferry_rules_check_name (edit->name);
  if (problem == NULL && edit->description != NULL)
    problem = ferry_rules_check_description (edit->description);
  edit->problem = problem;
  if (problem != NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  jdc_client_describe_image_async (ferry_cloud_get_client (edit->cloud), edit->region, edit->image,
                                   g_task_get_cancellable (task), image_read_cb, g_object_ref (task));
}

static gboolean
finish_edit (FerryEngine *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  Edit *edit = g_task_get_task_data (G_TASK (result));

  if (problem != NULL)
    *problem = edit->problem != NULL ? ferry_problem_ref (edit->problem) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_engine_edit_async:
 * @self: an engine
 * @cloud: whose image
 * @region: where it is
 * @image: its ID
 * @name: (nullable): new name, NULL = keep
 * @description: (nullable): new description, NULL = keep
 * @cancellable: (nullable): to stop, as long as nothing is sent
 * @callback: called when it is done or refused
 * @user_data: for @callback
 *
 * Changes an image's texts.
 */
void
ferry_engine_edit_async (FerryEngine *self,
                         FerryCloud *cloud,
                         const char *region,
                         const char *image,
                         const char *name,
                         const char *description,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Edit *edit = g_new0 (Edit, 1);

  g_task_set_source_tag (task, ferry_engine_edit_async);
  edit->cloud = g_object_ref (cloud);
  edit->region = g_strdup (region);
  edit->image = g_strdup (image);
  edit->name = g_strdup (name);
  edit->description = g_strdup (description);
  start_edit (task, edit);
}

gboolean
ferry_engine_edit_finish (FerryEngine *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_edit (self, result, problem, error);
}

/**
 * ferry_engine_delete_async:
 * @self: an engine
 * @cloud: whose image
 * @region: where it is
 * @image: its ID
 * @with_snapshots: also try to delete the snapshots that only this image uses
 * @cancellable: (nullable): to stop, as long as nothing is sent
 * @callback: called when it is done or refused
 * @user_data: for @callback
 *
 * Deletes an image for good.
 */
void
ferry_engine_delete_async (FerryEngine *self,
                           FerryCloud *cloud,
                           const char *region,
                           const char *image,
                           gboolean with_snapshots,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Edit *edit = g_new0 (Edit, 1);

  g_task_set_source_tag (task, ferry_engine_delete_async);
  edit->cloud = g_object_ref (cloud);
  edit->region = g_strdup (region);
  edit->image = g_strdup (image);
  edit->deleting = TRUE;
  edit->with_snapshots = with_snapshots;
  start_edit (task, edit);
}

gboolean
ferry_engine_delete_finish (FerryEngine *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_edit (self, result, problem, error);
}

/* Unconfirmed counts: the copy may well run. What is only queued keeps nothing busy yet. */
static gboolean
is_busy_state (FerryState state)
{
  return state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED || state == FERRY_STATE_PENDING;
}

static char *
describe_busy (FerryOperation *operation)
{
  if (ferry_operation_get_kind (operation) == FERRY_KIND_CONVERT)
    return g_strdup (_("Being converted"));
  return g_strdup_printf (_("Being copied to %s"),
                          ferry_region_get_city (ferry_operation_get_target_region (operation)));
}

/**
 * ferry_engine_dup_busy:
 * @self: an engine
 * @cloud: whose images
 * @region: where they are
 *
 * Returns: (transfer full): image IDs of @region that a copy or conversion of ours keeps busy, each with a few words
 *   that say so
 */
GHashTable *
ferry_engine_dup_busy (FerryEngine *self, FerryCloud *cloud, const char *region)
{
  g_autoptr (GHashTable) busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 identity = ferry_engine_get_identity (self, cloud);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      if (ferry_operation_get_record (operation)->identity != identity
          || g_strcmp0 (ferry_operation_get_source_region (operation), region) != 0)
        continue;
      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        {
          FerryReplica *replica = ferry_operation_get_replica (operation, j);

          if (is_busy_state (ferry_replica_get_state (replica)))
            g_hash_table_insert (busy, g_strdup (ferry_replica_get_source (replica)), describe_busy (operation));
        }
    }
  return g_steal_pointer (&busy);
}

/**
 * ferry_engine_count_active:
 * @self: an engine
 * @cloud: an account's keys in use
 *
 * Returns: how many operations of the account have not ended; undecided ones count
 */
guint
ferry_engine_count_active (FerryEngine *self, FerryCloud *cloud)
{
  gint64 identity;
  guint n = 0;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), 0);

  identity = ferry_engine_get_identity (self, cloud);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      n += identity != 0 && ferry_operation_get_record (operation)->identity == identity &&
           !ferry_operation_state_is_ended (ferry_operation_get_state (operation));
    }
  return n;
}
