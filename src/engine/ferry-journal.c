/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal as the rest of the engine sees it: asynchronous, on the main context of whoever asks. The database is
 * on the worker's thread alone; a FerryJournalCall carries a copy of all it needs there. */

#include "config.h"

#include "engine/ferry-journal.h"

#include "engine/ferry-journal-calls.h"
#include "engine/ferry-journal-error.h"
#include "engine/ferry-journal-private.h"
#include "engine/ferry-journal-watch.h"
#include "engine/ferry-journal-worker.h"

struct _FerryJournal
{
  GObject parent_instance;

  FerryJournalWorker *worker; /* (owned) (nullable): NULL once closed */
  FerryJournalWatch *watch;   /* (owned) (nullable) */
  FerryJournalState *state;   /* (owned): a reference */
  char *folder;               /* (owned) */
  char *set_aside;            /* (owned) (nullable) */
  gboolean foreign;
  gboolean recovered;
  gboolean looking;    /* for others' commits */
  gboolean look_again; /* something happened since */
};

G_DEFINE_FINAL_TYPE (FerryJournal, ferry_journal, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void look (FerryJournal *self);

/* Internal: lets the worker do @call; @task is answered with its result. */
void
ferry_journal_push (FerryJournal *self, GTask *task, FerryJournalCall *call, GDestroyNotify result_free)
{
  GError *error = NULL;

  g_task_set_task_data (task, call, ferry_journal_call_free);

  if (self->worker != NULL)
    {
      ferry_journal_worker_push (self->worker, task, ferry_journal_call_run, result_free);
      return;
    }

  ferry_journal_error_set (&error, FERRY_JOURNAL_ERROR_FAILED, self->folder, "closed");
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* For jobs nobody waits for. */
static GTask *
make_silent_task (FerryJournal *self, gpointer tag)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, tag);
  return task;
}

/* Watching others */

static void
look_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  FerryJournal *self = FERRY_JOURNAL (object);
  gboolean changed = g_task_propagate_pointer (G_TASK (result), NULL) != NULL;

  self->looking = FALSE;

  /* Once closed, nobody wants to read it any more. */
  if (changed && self->worker != NULL)
    g_signal_emit (self, signals[CHANGED], 0);

  if (self->look_again)
    look (self);
}

static void
look (FerryJournal *self)
{
  GTask *task;

  if (self->looking || self->worker == NULL)
    {
      self->look_again = self->worker != NULL;
      return;
    }

  self->looking = TRUE;
  self->look_again = FALSE;
  task = g_task_new (self, NULL, look_done_cb, NULL);
  g_task_set_source_tag (task, look);
  ferry_journal_push (self, task, ferry_journal_call_new (ferry_journal_call_look), NULL);
}

static void
watch_cb (gpointer user_data)
{
  look (FERRY_JOURNAL (user_data));
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryJournal *self = FERRY_JOURNAL (object);
  GError *error = NULL;
  FerryJournalOpening *opening = g_task_propagate_pointer (G_TASK (result), &error);

  if (opening == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->set_aside = g_steal_pointer (&opening->set_aside);
  self->foreign = opening->foreign;
  self->recovered = opening->recovered;
  self->watch = ferry_journal_watch_new (self->folder, opening->remote, watch_cb, self);
  ferry_journal_opening_free (opening);

  /* Others may have committed before the watch began. */
  look (self);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
ferry_journal_dispose (GObject *object)
{
  ferry_journal_close (FERRY_JOURNAL (object));

  G_OBJECT_CLASS (ferry_journal_parent_class)->dispose (object);
}

static void
ferry_journal_finalize (GObject *object)
{
  FerryJournal *self = FERRY_JOURNAL (object);

  g_free (self->folder);
  g_free (self->set_aside);
  ferry_journal_state_unref (self->state);

  G_OBJECT_CLASS (ferry_journal_parent_class)->finalize (object);
}

static void
ferry_journal_class_init (FerryJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_journal_dispose;
  object_class->finalize = ferry_journal_finalize;

  /**
   * FerryJournal::changed:
   *
   * Another process has committed something. Emitted on the main context that opened the journal, never for its own
   * commits; several commits may be one signal.
   */
  signals[CHANGED] =
    g_signal_new ("changed", FERRY_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_journal_init (FerryJournal *self)
{
  self->state = g_atomic_rc_box_new0 (FerryJournalState);
  self->worker = ferry_journal_worker_new (g_atomic_rc_box_acquire (self->state), ferry_journal_state_close);
}

/** ferry_journal_contents_free: Frees what ferry_journal_load_finish() gave. */
void
ferry_journal_contents_free (FerryJournalContents *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->operations, g_ptr_array_unref);
  g_clear_pointer (&self->replicas, g_ptr_array_unref);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  g_clear_pointer (&self->sightings, g_ptr_array_unref);
  g_clear_pointer (&self->duplicates, g_ptr_array_unref);
  g_clear_pointer (&self->wishes, g_ptr_array_unref);
  g_clear_pointer (&self->joins, g_ptr_array_unref);
  g_free (self);
}

/** ferry_journal_request_free: Frees what ferry_journal_request_finish() gave. */
void
ferry_journal_request_free (FerryJournalRequest *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->attached, g_array_unref);
  g_free (self);
}

static void
open_journal (const char *folder,
              gboolean as_remote,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (FerryJournal) self = g_object_new (FERRY_TYPE_JOURNAL, NULL);
  FerryJournalCall *call = ferry_journal_call_new (ferry_journal_call_open);
  GTask *task;
  GTask *inner;

  self->folder = g_strdup (folder);
  call->folder = g_strdup (folder);
  call->as_remote = as_remote;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_open_async);
  inner = g_task_new (self, NULL, opened_cb, task);
  g_task_set_source_tag (inner, open_journal);
  ferry_journal_push (self, inner, call, ferry_journal_opening_free);
}

/**
 * ferry_journal_open_async:
 * @folder: where journal.db is or is to be; made, for the user alone, if it is missing
 *
 * Opens the journal. A damaged file is set aside, never deleted, and a new one begun, see
 * ferry_journal_get_set_aside(). Errors are of #FERRY_JOURNAL_ERROR.
 */
void
ferry_journal_open_async (const char *folder,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (folder != NULL);

  open_journal (folder, FALSE, cancellable, callback, user_data);
}

/** ferry_journal_open_finish: Returns: (transfer full): the journal */
FerryJournal *
ferry_journal_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_close:
 *
 * Waits for what was asked before, then closes the file. The answers still come, on their main contexts; what is
 * asked from now on fails.
 */
void
ferry_journal_close (FerryJournal *self)
{
  g_return_if_fail (FERRY_IS_JOURNAL (self));

  g_clear_pointer (&self->watch, ferry_journal_watch_free);
  g_clear_pointer (&self->worker, ferry_journal_worker_free);
}

/** ferry_journal_get_folder: Returns: the folder it was opened in */
const char *
ferry_journal_get_folder (FerryJournal *self)
{
  g_return_val_if_fail (FERRY_IS_JOURNAL (self), NULL);

  return self->folder;
}

/** ferry_journal_get_set_aside: Returns: (nullable): where a damaged journal was put by this very opening */
const char *
ferry_journal_get_set_aside (FerryJournal *self)
{
  g_return_val_if_fail (FERRY_IS_JOURNAL (self), NULL);

  return self->set_aside;
}

/**
 * ferry_journal_was_recovered:
 *
 * Returns: whether this journal was begun because an earlier one was damaged, now or at any time before. Copies may
 *   exist that it knows nothing of.
 */
gboolean
ferry_journal_was_recovered (FerryJournal *self)
{
  g_return_val_if_fail (FERRY_IS_JOURNAL (self), FALSE);

  return self->recovered;
}

/** ferry_journal_is_foreign: Returns: whether another machine drove its work last: ask before driving it here */
gboolean
ferry_journal_is_foreign (FerryJournal *self)
{
  g_return_val_if_fail (FERRY_IS_JOURNAL (self), FALSE);

  return self->foreign;
}

/**
 * ferry_journal_adopt_async:
 *
 * Makes this machine the one that drives the journal's work.
 */
void
ferry_journal_adopt_async (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_adopt_async);
  ferry_journal_push (self, task, ferry_journal_call_new (ferry_journal_call_adopt), NULL);
}

/** ferry_journal_adopt_finish: Returns: whether it is this machine's now */
gboolean
ferry_journal_adopt_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (g_task_propagate_pointer (G_TASK (result), error) == NULL)
    return FALSE;

  self->foreign = FALSE;
  return TRUE;
}

/** ferry_journal_get_n_commits: Returns: how many durable commits were made since it was opened */
guint
ferry_journal_get_n_commits (FerryJournal *self)
{
  g_return_val_if_fail (FERRY_IS_JOURNAL (self), 0);

  return (guint) g_atomic_int_get (&self->state->n_commits);
}

/**
 * ferry_journal_set_probe:
 * @probe: (nullable): called on the journal's thread around each durable commit that is asked for from now on
 * @user_data_free: called on the journal's thread
 *
 * Lets a test stop the world where it matters.
 */
void
ferry_journal_set_probe (FerryJournal *self,
                         FerryJournalProbe probe,
                         gpointer user_data,
                         GDestroyNotify user_data_free)
{
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (self->worker != NULL);

  call = ferry_journal_call_new (ferry_journal_call_set_probe);
  call->probe = probe;
  call->probe_data = user_data;
  call->probe_data_free = user_data_free;
  ferry_journal_push (self, make_silent_task (self, ferry_journal_set_probe), call, NULL);
}

/**
 * ferry_journal_commit_async:
 * @transaction: not to be touched until the commit has finished
 *
 * Writes all of @transaction or nothing. After a failure the journal can be used again, and @transaction too: it is
 * as it was before.
 */
void
ferry_journal_commit_async (FerryJournal *self,
                            FerryTransaction *transaction,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (transaction != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_commit_async);
  call = ferry_journal_call_new (ferry_journal_call_commit);
  call->transaction = ferry_transaction_ref (transaction);
  ferry_journal_push (self, task, call, NULL);
}

/** ferry_journal_commit_finish: Returns: whether it was written; the records of the transaction have row IDs then */
gboolean
ferry_journal_commit_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ferry_journal_request_async:
 * @operation: what is wanted; `id` and `uid` are ignored, `created` 0 = now
 * @sources: (array zero-terminated=1): source image IDs
 *
 * Records a wish exactly once. Sources with an equal unfinished replica attach to its operation, the others become
 * the queued replicas of one new operation. A `request_id` that is known makes nothing: it gives the operation made
 * for it, or else the first it attached to, and the others it attached to; with other arguments it is refused.
 */
void
ferry_journal_request_async (FerryJournal *self,
                             const FerryOperationRecord *operation,
                             const char *const *sources,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (operation != NULL);
  g_return_if_fail (sources != NULL && sources[0] != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_request_async);
  call = ferry_journal_call_new (ferry_journal_call_request);
  call->operation = ferry_operation_record_copy (operation);
  call->sources = g_strdupv ((char **) sources);
  ferry_journal_push (self, task, call, (GDestroyNotify) ferry_journal_request_free);
}

/** ferry_journal_request_finish: Returns: (transfer full): the answer */
FerryJournalRequest *
ferry_journal_request_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_load_async:
 * @only_unfinished: leave out operations that have nothing open
 * @limit: if not @only_unfinished, how many of the newest operations to give besides the open ones; 0 = all
 *
 * Reads the journal as of one moment. An operation is open while a replica is unfinished, an attempt was superseded
 * (and may still turn out to have acted), or a possible duplicate is not settled.
 */
void
ferry_journal_load_async (FerryJournal *self,
                          gboolean only_unfinished,
                          guint limit,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_async);
  call = ferry_journal_call_new (ferry_journal_call_load);
  call->only_unfinished = only_unfinished;
  call->number = limit;
  ferry_journal_push (self, task, call, (GDestroyNotify) ferry_journal_contents_free);
}

/** ferry_journal_load_finish: Returns: (transfer full): what the journal holds */
FerryJournalContents *
ferry_journal_load_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_load_changes_async:
 * @newest: row ID of the newest operation that is known
 * @ids: (array length=n_ids): row IDs of operations that were open when they were read last
 *
 * Reads what another process may have changed: what is open, was, or is new. Cheap, however long the history is.
 * Without sightings.
 */
void
ferry_journal_load_changes_async (FerryJournal *self,
                                  gint64 newest,
                                  const gint64 *ids,
                                  guint n_ids,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (ids != NULL || n_ids == 0);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_changes_async);
  call = ferry_journal_call_new (ferry_journal_call_load_changes);
  call->row = newest;
  call->ids = g_memdup2 (ids, n_ids * sizeof *ids);
  call->n_ids = n_ids;
  ferry_journal_push (self, task, call, (GDestroyNotify) ferry_journal_contents_free);
}

/** ferry_journal_load_changes_finish: Returns: (transfer full): the operations */
FerryJournalContents *
ferry_journal_load_changes_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_load_operations_async:
 * @ids: (array length=n_ids): row IDs; those that do not exist are left out of the answer
 *
 * Reads some operations, with what ferry_journal_load_async() would give of them.
 */
void
ferry_journal_load_operations_async (FerryJournal *self,
                                     const gint64 *ids,
                                     guint n_ids,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (ids != NULL || n_ids == 0);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_operations_async);
  call = ferry_journal_call_new (ferry_journal_call_load_operations);
  call->ids = g_memdup2 (ids, n_ids * sizeof *ids);
  call->n_ids = n_ids;
  ferry_journal_push (self, task, call, (GDestroyNotify) ferry_journal_contents_free);
}

/** ferry_journal_load_operations_finish: Returns: (transfer full): the operations */
FerryJournalContents *
ferry_journal_load_operations_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_load_baseline_async:
 * @baseline: the row ID in an attempt
 *
 * Reads the listing that an attempt was sent against.
 */
void
ferry_journal_load_baseline_async (FerryJournal *self,
                                   gint64 baseline,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_baseline_async);
  call = ferry_journal_call_new (ferry_journal_call_load_baseline);
  call->row = baseline;
  ferry_journal_push (self, task, call, (GDestroyNotify) g_hash_table_unref);
}

/** ferry_journal_load_baseline_finish: Returns: (transfer full): a set of image IDs */
GHashTable *
ferry_journal_load_baseline_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_journal_identify_async:
 * @endpoint: the endpoint as given by the user or by default, always written the same way
 * @access_key: only its SHA-256 leaves this function
 * @owner_pin: (nullable): whose key it is; NULL = only what the journal knows of this key
 * @label: (nullable): what the user calls the account now
 *
 * Whose keys are these? Makes the identity if it is new. Learning a pin joins what was known by the key alone to the
 * pin's identity: row IDs of either go on working.
 */
void
ferry_journal_identify_async (FerryJournal *self,
                              const char *endpoint,
                              const char *access_key,
                              const char *owner_pin,
                              const char *label,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (endpoint != NULL);
  g_return_if_fail (access_key != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_identify_async);
  call = ferry_journal_call_new (ferry_journal_call_identify);
  call->endpoint = g_strdup (endpoint);
  call->key_hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, access_key, -1);
  call->pin = g_strdup (owner_pin);
  call->text = g_strdup (label);
  ferry_journal_push (self, task, call, ferry_journal_identified_free);
}

/**
 * ferry_journal_identify_finish:
 * @owner: (out) (optional) (nullable) (transfer full): the owner's pin, NULL if it was never learnt
 *
 * Returns: the identity's row ID, 0 on failure
 */
gint64
ferry_journal_identify_finish (FerryJournal *self, GAsyncResult *result, char **owner, GError **error)
{
  FerryJournalIdentified *identified;
  gint64 identity;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  identified = g_task_propagate_pointer (G_TASK (result), error);

  if (identified == NULL)
    return 0;

  if (owner != NULL)
    *owner = g_steal_pointer (&identified->owner);

  identity = identified->identity;
  ferry_journal_identified_free (identified);

  return identity;
}

/**
 * ferry_journal_load_aliases_async:
 * @identity: a row ID
 *
 * Other row IDs that this identity went by until its owner's pin was learnt. A process that has not heard of it yet
 * may still drive under one of them, so whoever locks @identity has to lock these too.
 */
void
ferry_journal_load_aliases_async (FerryJournal *self,
                                  gint64 identity,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_journal_load_aliases_async);
  call = ferry_journal_call_new (ferry_journal_call_load_aliases);
  call->row = identity;
  ferry_journal_push (self, task, call, (GDestroyNotify) g_array_unref);
}

/** ferry_journal_load_aliases_finish: Returns: (transfer full): gint64, often none */
GArray *
ferry_journal_load_aliases_finish (FerryJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ferry_journal_set_busy_timeout (FerryJournal *self, guint milliseconds)
{
  FerryJournalCall *call;

  g_return_if_fail (FERRY_IS_JOURNAL (self));
  g_return_if_fail (self->worker != NULL);

  call = ferry_journal_call_new (ferry_journal_call_set_busy_timeout);
  call->number = milliseconds;
  ferry_journal_push (self, make_silent_task (self, ferry_journal_set_busy_timeout), call, NULL);
}

void
ferry_journal_open_as_remote_async (const char *folder, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (folder != NULL);

  open_journal (folder, TRUE, NULL, callback, user_data);
}
