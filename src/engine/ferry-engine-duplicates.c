/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Possible duplicates: the user keeps or deletes them. Which of both is a matter of this process alone; that it is
 * settled is written into the journal, where the driver and all lists see it. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  FerryDuplicate *duplicate; /* (owned) */
  gboolean keep;
  FerryProblem *problem; /* (owned) (nullable) */
} Settling;

static void
settling_free (Settling *settling)
{
  g_object_unref (settling->duplicate);
  g_clear_pointer (&settling->problem, ferry_problem_unref);
  g_free (settling);
}

static void
take_off (FerryEngine *self, FerryDuplicate *duplicate)
{
  guint position;

  if (g_list_store_find (self->duplicates, duplicate, &position))
    g_list_store_remove (self->duplicates, position);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Settling *settling = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_off (g_task_get_source_object (task), settling->duplicate);
  g_task_return_boolean (task, TRUE);
}

static void
settle (GTask *task)
{
  FerryEngine *self = g_task_get_source_object (task);
  Settling *settling = g_task_get_task_data (task);
  FerryOperation *operation = ferry_duplicate_get_operation (settling->duplicate);
  g_autoptr (FerryDuplicateRecord) record =
    ferry_duplicate_record_copy (ferry_duplicate_get_record (settling->duplicate));
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryAuditRecord audit = { 0 };

  record->settled = TRUE;
  ferry_transaction_put_duplicate (transaction, record);
  audit.time = ferry_clock_get_real (self->clock);
  audit.account = (char *) ferry_operation_get_account (operation);
  audit.action = (char *) "settleDuplicate";
  audit.operation = (char *) ferry_operation_get_uid (operation);
  audit.region = record->region;
  audit.image = record->image;
  audit.outcome = settling->keep ? (char *) "kept" : (char *) "deleted";
  ferry_transaction_add_audit (transaction, &audit);
  ferry_journal_commit_async (self->journal, transaction, settled_cb, g_object_ref (task));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Settling *settling = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean deleted = ferry_engine_delete_finish (FERRY_ENGINE (source), result, &settling->problem, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (deleted || (settling->problem != NULL && settling->problem->reason == FERRY_REASON_NOT_FOUND))
    {
      g_clear_pointer (&settling->problem, ferry_problem_unref);
      settle (task);
    }
  else
    g_task_return_boolean (task, FALSE);
}

/**
 * ferry_engine_settle_duplicate_async:
 * @self: an engine
 * @duplicate: a possible duplicate of its list
 * @keep: keep the image; else delete it, which needs the account's keys
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
ferry_engine_settle_duplicate_async (FerryEngine *self,
                                     FerryDuplicate *duplicate,
                                     gboolean keep,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Settling *settling = g_new0 (Settling, 1);
  FerryDriver *driver = ferry_engine_find_driver (self, ferry_duplicate_get_operation (duplicate));

  g_task_set_source_tag (task, ferry_engine_settle_duplicate_async);
  settling->duplicate = g_object_ref (duplicate);
  settling->keep = keep;
  g_task_set_task_data (task, settling, (GDestroyNotify) settling_free);
  if (keep)
    settle (task);
  else if (driver == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                             _ ("There are no keys for the account of this copy. Add the account again."));
  else
    ferry_engine_delete_async (self, ferry_driver_get_cloud (driver), ferry_duplicate_get_region (duplicate),
                               ferry_duplicate_get_image (duplicate), FALSE, NULL, deleted_cb,
                               g_object_ref (task));
}

/**
 * ferry_engine_settle_duplicate_finish:
 * @self: an engine
 * @result: from the callback
 * @problem: (out) (optional) (nullable): why it could not be deleted
 * @error: set when the journal cannot be written or there are no keys
 *
 * Returns: whether it is settled
 */
gboolean
ferry_engine_settle_duplicate_finish (FerryEngine *self,
                                      GAsyncResult *result,
                                      FerryProblem **problem,
                                      GError **error)
{
  Settling *settling;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  settling = g_task_get_task_data (G_TASK (result));
  if (problem != NULL)
    *problem = settling->problem != NULL ? ferry_problem_ref (settling->problem) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}
