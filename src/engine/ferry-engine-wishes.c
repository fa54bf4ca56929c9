/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people ask of copies on their way. The process that drives does it at once; any other one writes the wish into
 * the journal and waits until the driver has fulfilled it, or becomes the driver itself. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-lock.h"

#define LOOK_SECONDS 1
/* Looks in a row that find nobody who drives. */
#define PATIENCE 3
/* A refusal that nobody has read for so long is read by nobody. */
#define LEFT_BEHIND ((gint64) 10 * 60 * G_USEC_PER_SEC)

typedef struct
{
  FerryWishRecord *record;   /* (owned): its ID is 0 until it is in the journal */
  FerryOperation *operation; /* (owned) */
  FerryReplica *replica;     /* (owned) (nullable) */
  guint n_alone;             /* looks in a row that found nobody who drives */
  gboolean withdrawing;
} Wish;

static void record_wish (GTask *task);

static void
wish_free (Wish *wish)
{
  ferry_wish_record_free (wish->record);
  g_object_unref (wish->operation);
  g_clear_object (&wish->replica);
  g_free (wish);
}

static void
fail_closed (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _ ("Image Ferry ends, and did not wait for this to be done."));
}

static void
fail_without_keys (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _ ("There are no keys for the account of this copy. Add the account again."));
}

static void
fail_read_only (GTask *task)
{
  g_task_return_new_error_literal (task, FERRY_REASON_ERROR, FERRY_REASON_READ_ONLY,
                                   ferry_cloud_get_read_only_words ());
}

/* The wish is off the list; the caller ends its task. */
static GTask *
steal_wish (FerryEngine *self, guint i)
{
  GTask *task = g_object_ref (g_ptr_array_index (self->wishes, i));

  g_ptr_array_remove_index (self->wishes, i);
  if (self->wishes->len == 0)
    g_clear_handle_id (&self->wish_timer, g_source_remove);
  return task;
}

static gboolean
find_wish (FerryEngine *self, gint64 id, guint *position)
{
  for (guint i = 0; i < self->wishes->len; i++)
    {
      Wish *wish = g_task_get_task_data (g_ptr_array_index (self->wishes, i));

      *position = i;
      if (wish->record->id == id)
        return TRUE;
    }
  return FALSE;
}

static void
finish_wish (FerryEngine *self, gint64 id)
{
  g_autoptr (GTask) task = NULL;
  guint position;

  if (!find_wish (self, id, &position))
    return;
  task = steal_wish (self, position);
  g_task_return_boolean (task, TRUE);
}

/* Taken back from the journal by whoever wished it. */
static void
take_refusal (FerryEngine *self, gint64 id)
{
  g_autoptr (GTask) task = NULL;
  guint position;

  if (!find_wish (self, id, &position))
    return;
  task = steal_wish (self, position);
  ferry_journal_withdraw_wish_async (self->journal, id, NULL, NULL);
  fail_read_only (task);
}

/* Asked for here, and done by the driver of this process. A driver that was stopped leaves it to the next one. */
static void
chosen (FerryDriver *driver, FerryDriverEnd end, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);

  if (end == FERRY_DRIVER_DONE)
    g_task_return_boolean (task, TRUE);
  else if (end == FERRY_DRIVER_REFUSED)
    fail_read_only (task);
  else if (self->closed)
    fail_closed (task);
  else
    record_wish (g_steal_pointer (&task));
}

typedef struct
{
  FerryEngine *engine; /* (owned) */
  gint64 id;
} Fulfilment;

static void
fulfilled (FerryDriver *driver, FerryDriverEnd end, gpointer user_data)
{
  Fulfilment *fulfilment = user_data;
  FerryEngine *self = fulfilment->engine;

  g_hash_table_remove (self->wishes_taken, &fulfilment->id);
  if (end == FERRY_DRIVER_DONE)
    finish_wish (self, fulfilment->id);
  else if (end == FERRY_DRIVER_REFUSED)
    take_refusal (self, fulfilment->id);
  g_object_unref (self);
  g_free (fulfilment);
}

static FerryReplica *
find_replica (FerryOperation *operation, gint64 id)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      if (ferry_replica_get_record (replica)->id == id)
        return replica;
    }
  return NULL;
}

/* Whoever wished it, this process drives. */
static void
serve_wish (FerryEngine *self, const FerryWishRecord *record)
{
  FerryOperation *operation = ferry_engine_find_row (self, record->operation);
  FerryDriver *driver = operation != NULL ? ferry_engine_find_driver (self, operation) : NULL;
  Fulfilment *fulfilment;

  if (record->refused || driver == NULL || !ferry_driver_is_driving (driver) ||
      !g_hash_table_add (self->wishes_taken, g_memdup2 (&record->id, sizeof record->id)))
    return;
  fulfilment = g_new0 (Fulfilment, 1);
  fulfilment->engine = g_object_ref (self);
  fulfilment->id = record->id;
  ferry_driver_choose (driver, record, operation, find_replica (operation, record->replica), fulfilled,
                       fulfilment);
}

static gboolean
is_in (GPtrArray *records, gint64 id)
{
  for (guint i = 0; i < records->len; i++)
    if (((FerryWishRecord *) g_ptr_array_index (records, i))->id == id)
      return TRUE;
  return FALSE;
}

static void
finish_fulfilled (FerryEngine *self, GPtrArray *records)
{
  for (guint i = self->wishes->len; i > 0; i--)
    {
      Wish *wish = g_task_get_task_data (g_ptr_array_index (self->wishes, i - 1));
      g_autoptr (GTask) task = NULL;

      if (is_in (records, wish->record->id))
        continue;
      task = steal_wish (self, i - 1);
      g_task_return_boolean (task, TRUE);
    }
}

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  Wish *wish = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean there = ferry_journal_withdraw_wish_finish (FERRY_JOURNAL (source), result, &error);
  g_autoptr (GTask) listed = NULL;
  guint position;

  wish->withdrawing = FALSE;
  if (!find_wish (self, wish->record->id, &position) || error != NULL)
    return;
  listed = steal_wish (self, position);
  if (there)
    fail_without_keys (listed);
  else
    g_task_return_boolean (listed, TRUE);
}

/* Nobody drives, and this process cannot: a wish that nobody will fulfil is taken back. */
static void
look_after (FerryEngine *self, GTask *task)
{
  Wish *wish = g_task_get_task_data (task);
  gint64 identity =
    ferry_engine_resolve_identity (self, ferry_operation_get_record (wish->operation)->identity);

  if (ferry_engine_find_driver (self, wish->operation) != NULL ||
      ferry_lock_is_taken (ferry_journal_get_folder (self->journal), identity))
    wish->n_alone = 0;
  else if (++wish->n_alone >= PATIENCE && !wish->withdrawing)
    {
      wish->withdrawing = TRUE;
      ferry_journal_withdraw_wish_async (self->journal, wish->record->id, withdrawn_cb, g_object_ref (task));
    }
}

static gboolean
look_cb (gpointer user_data)
{
  FerryEngine *self = user_data;

  for (guint i = 0; i < self->wishes->len; i++)
    look_after (self, g_ptr_array_index (self->wishes, i));
  return G_SOURCE_CONTINUE;
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->closed)
    {
      fail_closed (task);
      return;
    }
  g_ptr_array_add (self->wishes, g_object_ref (task));
  if (self->wish_timer == 0)
    self->wish_timer = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
  ferry_engine_start_drivers (self);
  ferry_engine_update_lock_timer (self);
  /* This process may have become the driver meanwhile, or the driver may have been quick. */
  ferry_engine_reload (self);
}

typedef struct
{
  GTask *task;                   /* (owned) */
  FerryTransaction *transaction; /* (owned) */
} Recording;

static void
wish_committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Recording *recording = user_data;
  Wish *wish = g_task_get_task_data (recording->task);
  FerryWishRecord *record = g_ptr_array_index (ferry_transaction_get_wishes (recording->transaction), 0);

  wish->record->id = record->id;
  recorded_cb (source, result, recording->task);
  ferry_transaction_unref (recording->transaction);
  g_free (recording);
}

/* Takes @task. */
static void
record_wish (GTask *task)
{
  FerryEngine *self = g_task_get_source_object (task);
  Wish *wish = g_task_get_task_data (task);
  Recording *recording = g_new0 (Recording, 1);

  recording->task = task;
  recording->transaction = ferry_transaction_new ();
  wish->record->created = ferry_clock_get_real (self->clock);
  ferry_transaction_put_wish (recording->transaction, wish->record);
  ferry_journal_commit_async (self->journal, recording->transaction, wish_committed_cb, recording);
}

/**
 * ferry_engine_is_driven:
 * @self: an engine
 * @operation: an operation
 *
 * Returns: whether any process drives the identity of @operation now, this one or another
 */
gboolean
ferry_engine_is_driven (FerryEngine *self, FerryOperation *operation)
{
  gint64 identity;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), FALSE);

  identity = ferry_engine_resolve_identity (self, ferry_operation_get_record (operation)->identity);

  return ferry_lock_is_taken (ferry_journal_get_folder (self->journal), identity);
}

/* Takes @task. */
static void
start_wish (GTask *task, FerryOperation *operation, FerryReplica *replica, FerryVerb verb, const char *image)
{
  g_autoptr (GTask) owned = task;
  FerryEngine *self = g_task_get_source_object (task);
  FerryDriver *driver = ferry_engine_find_driver (self, operation);
  Wish *wish = g_new0 (Wish, 1);

  wish->record = g_new0 (FerryWishRecord, 1);
  wish->record->operation = ferry_operation_get_record (operation)->id;
  wish->record->replica = replica != NULL ? ferry_replica_get_record (replica)->id : 0;
  wish->record->verb = verb;
  wish->record->image = g_strdup (image);
  wish->operation = g_object_ref (operation);
  wish->replica = replica != NULL ? g_object_ref (replica) : NULL;
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);

  if (self->closed)
    fail_closed (task);
  else if (ferry_journal_is_foreign (self->journal))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s",
                             ferry_engine_get_foreign_words ());
  else if (driver != NULL && ferry_driver_is_read_only (driver) && ferry_verb_sends (verb))
    fail_read_only (task);
  else if (driver != NULL && ferry_driver_is_driving (driver))
    ferry_driver_choose (driver, wish->record, operation, replica, chosen, g_steal_pointer (&owned));
  else if (driver != NULL || ferry_engine_is_driven (self, operation))
    record_wish (g_steal_pointer (&owned));
  else
    fail_without_keys (task);
}

/* Refused, and left by a process that ended before it could read that. */
static void
sweep (FerryEngine *self, const FerryWishRecord *record)
{
  gint64 age = ferry_clock_get_real (self->clock) - record->created;

  if (record->refused && ABS (age) > LEFT_BEHIND)
    ferry_journal_withdraw_wish_async (self->journal, record->id, NULL, NULL);
}

/* Wishes in the journal: those that are gone are fulfilled, the others are carried out here if this process drives. */
void
ferry_engine_serve_wishes (FerryEngine *self, FerryJournalContents *contents)
{
  finish_fulfilled (self, contents->wishes);
  for (guint i = 0; i < contents->wishes->len; i++)
    {
      const FerryWishRecord *record = g_ptr_array_index (contents->wishes, i);

      if (record->refused)
        take_refusal (self, record->id);
      sweep (self, record);
      serve_wish (self, record);
    }
}

/* Whether this process waits for something that whoever drives the identity of @driver has to do. */
gboolean
ferry_engine_has_wishes (FerryEngine *self, FerryDriver *driver)
{
  for (guint i = 0; i < self->wishes->len; i++)
    {
      Wish *wish = g_task_get_task_data (g_ptr_array_index (self->wishes, i));

      if (ferry_engine_find_driver (self, wish->operation) == driver)
        return TRUE;
    }
  return FALSE;
}

/* They stay in the journal; whoever drives fulfils them. */
void
ferry_engine_drop_wishes (FerryEngine *self)
{
  while (self->wishes->len > 0)
    {
      g_autoptr (GTask) task = steal_wish (self, self->wishes->len - 1);

      fail_closed (task);
    }
}

/**
 * ferry_engine_retry_async:
 * @self: an engine
 * @operation: an operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Failed, refused, vanished or cancelled replicas are queued again. If another process drives, it is asked to. Fails
 * with %FERRY_REASON_READ_ONLY of %FERRY_REASON_ERROR if the account must not be written to, here or there.
 */
void
ferry_engine_retry_async (FerryEngine *self,
                          FerryOperation *operation,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_retry_async);
  start_wish (task, operation, NULL, FERRY_VERB_RETRY, NULL);
}

gboolean
ferry_engine_retry_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_engine_cancel_async:
 * @self: an engine
 * @operation: an operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Cancels what has not been sent. If another process drives, it is asked to.
 */
void
ferry_engine_cancel_async (FerryEngine *self,
                           FerryOperation *operation,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_cancel_async);
  start_wish (task, operation, NULL, FERRY_VERB_CANCEL, NULL);
}

gboolean
ferry_engine_cancel_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_engine_resolve_async:
 * @self: an engine
 * @replica: an undecided replica
 * @choice: what the user says
 * @image: (nullable): with FERRY_CHOICE_THERE, which image it is
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * If another process drives, it is asked to. To send again fails as ferry_engine_retry_async() does with an account
 * that is read-only; the other choices change nothing at the service.
 */
void
ferry_engine_resolve_async (FerryEngine *self,
                            FerryReplica *replica,
                            FerryChoice choice,
                            const char *image,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  static const FerryVerb verbs[] = {
    [FERRY_CHOICE_THERE] = FERRY_VERB_ADOPT,
    [FERRY_CHOICE_SEND_AGAIN] = FERRY_VERB_SEND_AGAIN,
    [FERRY_CHOICE_FORGET] = FERRY_VERB_FORGET,
  };
  FerryOperation *operation = ferry_engine_find_row (self, ferry_replica_get_record (replica)->operation);
  GTask *task;

  g_return_if_fail (operation != NULL);
  g_return_if_fail (choice != FERRY_CHOICE_THERE || image != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_engine_resolve_async);
  start_wish (task, operation, replica, verbs[choice], image);
}

gboolean
ferry_engine_resolve_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
