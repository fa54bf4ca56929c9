/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal does besides keeping copies: the audit log, pruning, wishes that are withdrawn, and who may tell
 * the user. On the main context of whoever asks, like all of FerryJournal. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-journal-calls.h"

/* Operations that go in one transaction: others wait for it. */
#define PRUNE_STEP 200

typedef struct
{
  guint days;
  guint n_removed;
} Pruning;

static void prune_step (GTask *task);

static void
ask (FerryJournal *self, GTask *task, FerryJournalWork work, gint64 row, GDestroyNotify result_free)
{
  FerryJournalCall *call = ferry_journal_call_new (work);

  call->row = row;
  ferry_journal_push (self, task, call, result_free);
}

static void
pruned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Pruning *pruning = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree guint *number = g_task_propagate_pointer (G_TASK (result), &error);

  if (number == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pruning->n_removed += *number;
  if (*number < PRUNE_STEP)
    g_task_return_boolean (task, TRUE);
  else
    prune_step (g_steal_pointer (&task));
}

/* Whatever else was asked for meanwhile comes between two steps. Takes @task. */
static void
prune_step (GTask *task)
{
  FerryJournal *self = g_task_get_source_object (task);
  Pruning *pruning = g_task_get_task_data (task);
  FerryJournalCall *call = ferry_journal_call_new (ferry_journal_call_prune);
  GTask *inner = g_task_new (self, NULL, pruned_cb, task);

  g_task_set_source_tag (inner, prune_step);
  call->number = pruning->days;
  call->limit = PRUNE_STEP;
  ferry_journal_push (self, inner, call, g_free);
}

static GTask *
new_pruning (FerryJournal *self, guint days, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Pruning *pruning = g_new0 (Pruning, 1);

  g_task_set_source_tag (task, ferry_journal_prune_async);
  pruning->days = days;
  g_task_set_task_data (task, pruning, g_free);
  return task;
}

static void
due_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean due = g_task_propagate_pointer (G_TASK (result), &error) != NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (due)
    prune_step (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_journal_load_audit_async:
 * @operation_uid: (nullable): only of this operation
 * @limit: how many of the newest lines; 0 = all
 */
void
ferry_journal_load_audit_async (FerryJournal *self,
                                const char *operation_uid,
                                guint limit,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_audit_async);
  call = ferry_journal_call_new (ferry_journal_call_load_audit);
  call->text = g_strdup (operation_uid);
  call->number = limit;
  ferry_journal_push (self, task, call, (GDestroyNotify) g_ptr_array_unref);
}

/** ferry_journal_load_audit_finish: Returns: (transfer full): FerryAuditRecord, oldest first */
GPtrArray *
ferry_journal_load_audit_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_prune_async:
 * @days: how long operations are kept after they have ended
 *
 * Forgets operations that ended longer ago, and listings that nothing needs any more. The audit log is kept. With
 * the last operation of a request its request ID is forgotten too. Works in short steps; commits go between them.
 */
void
ferry_journal_prune_async (FerryJournal *self, guint days, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FERRY_IS_JOURNAL (self));

  prune_step (new_pruning (self, days, callback, user_data));
}

/**
 * ferry_journal_prune_daily_async:
 * @days: how long operations are kept after they have ended
 *
 * The same, unless some process has done it within a day. Its finish is ferry_journal_prune_finish().
 */
void
ferry_journal_prune_daily_async (FerryJournal *self,
                                 guint days,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *inner;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  inner = g_task_new (self, NULL, due_cb, new_pruning (self, days, callback, user_data));
  g_task_set_source_tag (inner, ferry_journal_prune_daily_async);
  ask (self, inner, ferry_journal_call_is_pruning_due, 0, NULL);
}

/**
 * ferry_journal_prune_finish:
 * @n_removed: (out) (optional): how many operations went
 */
gboolean
ferry_journal_prune_finish (FerryJournal *self, GAsyncResult *result, guint *n_removed, GError **error)
{
  Pruning *pruning;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  pruning = g_task_get_task_data (G_TASK (result));

  if (n_removed != NULL)
    *n_removed = pruning->n_removed;

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_journal_withdraw_wish_async:
 * @wish: a row ID
 *
 * Takes back a wish that nobody has fulfilled.
 */
void
ferry_journal_withdraw_wish_async (FerryJournal *self,
                                   gint64 wish,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_withdraw_wish_async);
  ask (self, task, ferry_journal_call_withdraw_wish, wish, NULL);
}

/** ferry_journal_withdraw_wish_finish: Returns: whether it was still there; FALSE without @error: it is fulfilled */
gboolean
ferry_journal_withdraw_wish_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ferry_journal_tell_async:
 * @operation: a row ID
 *
 * Somebody has to tell the user that @operation has ended, or that it needs a decision: of all who ask, exactly one
 * is told to.
 */
void
ferry_journal_tell_async (FerryJournal *self,
                          gint64 operation,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_tell_async);
  ask (self, task, ferry_journal_call_tell, operation, NULL);
}

/** ferry_journal_tell_finish: Returns: whether the caller is the one; FALSE without @error: it is not */
gboolean
ferry_journal_tell_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ferry_journal_tell_recovery_async:
 *
 * The same for a damaged journal that was set aside.
 */
void
ferry_journal_tell_recovery_async (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_tell_recovery_async);
  ask (self, task, ferry_journal_call_tell_recovery, 0, g_free);
}

/**
 * ferry_journal_tell_recovery_finish:
 *
 * Returns: (transfer full) (nullable): where the damaged file is, if the caller is the one to tell; NULL without
 *   @error: there is nothing to tell
 */
char *
ferry_journal_tell_recovery_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_dup_recovery_words:
 * @path: where the damaged file is
 *
 * Returns: (transfer full): what the user is told about it
 */
char *
ferry_journal_dup_recovery_words (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  return g_strdup_printf (
    _ ("The journal was damaged, and a new one was begun. The damaged file was kept as “%s”. "
       "Copies that were on their way are not followed any more: look at the target regions "
       "before you copy the same images again."),
    shown);
}
