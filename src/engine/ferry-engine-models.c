/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal as list models. What another process commits is read again, a few times a second at most, and only
 * what may have changed. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include "engine/ferry-eta.h"

#define RELOAD_INTERVAL_MS 250
#define RELOAD_RETRY_MS 5000
/* A copy that stands still commits nothing; it is slow after minutes. */
#define ESTIMATE_INTERVAL (30 * G_USEC_PER_SEC)

static gboolean
is_resting (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  return ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED;
}

static void
update_n_active (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer operation;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    n += !is_resting (operation);
  ferry_engine_set_n_active (self, n);
}

static void
operation_state_changed_cb (FerryOperation *operation, GParamSpec *pspec, FerryEngine *self)
{
  if (!self->showing)
    {
      update_n_active (self);
      ferry_engine_update_lock_timer (self);
    }
  if (is_resting (operation))
    ferry_engine_emit_ended (self, operation);
}

static int
compare_operations (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 left = ferry_operation_get_record ((FerryOperation *) a)->id;
  gint64 right = ferry_operation_get_record ((FerryOperation *) b)->id;

  return (left > right) - (left < right);
}

static gboolean
is_driven_here (FerryEngine *self, FerryOperation *operation)
{
  FerryDriver *driver = ferry_engine_find_driver (self, operation);

  return driver != NULL && ferry_driver_is_driving (driver);
}

static FerryEta *
ensure_eta (FerryEngine *self, gint64 replica)
{
  FerryEta *eta = g_hash_table_lookup (self->etas, &replica);

  if (eta == NULL)
    {
      eta = g_new0 (FerryEta, 1);
      ferry_eta_init (eta);
      g_hash_table_insert (self->etas, g_memdup2 (&replica, sizeof replica), eta);
    }
  return eta;
}

/* The journal has the driver's percentages, not what it expects: that is told from them here as well. */
static void
estimate (FerryEngine *self, FerryReplica *replica, const FerryReplicaRecord *record)
{
  gint64 now = ferry_clock_get_monotonic (self->clock);
  guint low = 0;
  guint high = 0;
  FerryEta *eta;
  gboolean known;

  if (record->state != FERRY_STATE_PENDING)
    {
      if (g_hash_table_remove (self->etas, &record->id))
        ferry_replica_set_estimate (replica, -1, -1, FALSE);
      return;
    }
  eta = ensure_eta (self, record->id);
  if (record->progress >= 0)
    ferry_eta_feed (eta, now, record->progress);
  known = ferry_eta_get_remaining (eta, now, &low, &high);
  ferry_replica_set_estimate (replica, known ? (int) low : -1, known ? (int) high : -1,
                              ferry_eta_is_slow (eta, now));
}

static void
estimate_all (FerryEngine *self, FerryOperation *operation)
{
  gboolean driven_here = is_driven_here (self, operation);

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      const FerryReplicaRecord *record = ferry_replica_get_record (replica);

      if (driven_here)
        g_hash_table_remove (self->etas, &record->id);
      else
        estimate (self, replica, record);
    }
}

/* Whether time alone can still change what is shown: one that has a percentage, and is not slow yet. */
static gboolean
may_become_slow (FerryEngine *self)
{
  gint64 now = ferry_clock_get_monotonic (self->clock);
  GHashTableIter iter;
  gpointer eta;

  g_hash_table_iter_init (&iter, self->etas);
  while (g_hash_table_iter_next (&iter, NULL, &eta))
    if (ferry_eta_get_progress (eta) >= 0 && ferry_eta_get_progress (eta) < 100 && !ferry_eta_is_slow (eta, now))
      return TRUE;
  return FALSE;
}

static void estimates_due_cb (gpointer user_data);

static void
plan_estimates (FerryEngine *self)
{
  if (self->estimate_wake == 0 && !self->closed && may_become_slow (self))
    self->estimate_wake = ferry_clock_wake_at (
      self->clock, ferry_clock_get_monotonic (self->clock) + ESTIMATE_INTERVAL, estimates_due_cb, self);
}

static void
estimates_due_cb (gpointer user_data)
{
  FerryEngine *self = user_data;
  GHashTableIter iter;
  gpointer operation;

  self->estimate_wake = 0;
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    if (ferry_engine_is_unfinished (operation))
      estimate_all (self, operation);
  plan_estimates (self);
}

/* While this process drives, the rows it has are its own; otherwise another process may have changed them. */
static void
show_replica (FerryEngine *self, FerryOperation *operation, const FerryReplicaRecord *record)
{
  FerryReplica *replica = ferry_operation_get_replica (operation, record->position);

  if (replica == NULL)
    {
      replica = ferry_replica_new (record);
      ferry_operation_add_replica (operation, replica);
      g_object_unref (replica);
      if (!is_driven_here (self, operation))
        estimate (self, replica, record);
    }
  else if (!is_driven_here (self, operation))
    {
      ferry_replica_set_record (replica, record);
      estimate (self, replica, record);
    }
  else
    {
      /* The driver expects for itself; what was seen before would be out of date when another one drives again. */
      g_hash_table_remove (self->etas, &record->id);
    }
}

/* What is shown for the first time goes to @fresh. */
static void
show_operation (FerryEngine *self, const FerryOperationRecord *record, GPtrArray *fresh)
{
  FerryOperation *operation = ferry_engine_find_row (self, record->id);

  if (operation == NULL)
    {
      operation = ferry_operation_new (record);
      g_hash_table_insert (self->by_id, g_memdup2 (&record->id, sizeof record->id), operation);
      g_ptr_array_add (fresh, operation);
    }
  else
    ferry_operation_set_record (operation, record);
  /* Its state is that of all its replicas, not of those that were read first. */
  g_object_freeze_notify (G_OBJECT (operation));
}

/* An operation appears in the list whole, with its replicas. */
static void
list_operation (FerryEngine *self, FerryOperation *operation)
{
  gint64 id = ferry_operation_get_record (operation)->id;

  g_signal_connect_object (operation, "notify::state", G_CALLBACK (operation_state_changed_cb), self, 0);
  if (id > self->newest)
    g_list_store_append (self->operations, operation);
  else
    g_list_store_insert_sorted (self->operations, operation, compare_operations, NULL);
  self->newest = MAX (self->newest, id);
}

static void
show_operations (FerryEngine *self, FerryJournalContents *contents)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();

  for (guint i = 0; i < contents->operations->len; i++)
    show_operation (self, g_ptr_array_index (contents->operations, i), fresh);
  for (guint i = 0; i < contents->replicas->len; i++)
    {
      FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);
      FerryOperation *operation = ferry_engine_find_row (self, record->operation);

      if (operation != NULL)
        show_replica (self, operation, record);
    }
  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);

      g_object_thaw_notify (G_OBJECT (ferry_engine_find_row (self, record->id)));
    }
  for (guint i = 0; i < fresh->len; i++)
    list_operation (self, g_ptr_array_index (fresh, i));
}

static gboolean
find_duplicate (FerryEngine *self, gint64 id, guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->duplicates)); i++)
    {
      g_autoptr (FerryDuplicate) duplicate = g_list_model_get_item (G_LIST_MODEL (self->duplicates), i);

      *position = i;
      if (ferry_duplicate_get_record (duplicate)->id == id)
        return TRUE;
    }
  return FALSE;
}

/* Row ID of a replica → its FerryReplicaRecord. */
static GHashTable *
index_replicas (FerryJournalContents *contents)
{
  GHashTable *index = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < contents->replicas->len; i++)
    {
      FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);

      g_hash_table_insert (index, &record->id, record);
    }
  return index;
}

static void
add_duplicate (FerryEngine *self, const FerryDuplicateRecord *record, const FerryReplicaRecord *row)
{
  FerryOperation *operation = row != NULL ? ferry_engine_find_row (self, row->operation) : NULL;
  g_autoptr (FerryDuplicate) duplicate = NULL;

  if (operation == NULL)
    return;
  duplicate = ferry_duplicate_new (record, operation, ferry_operation_get_replica (operation, row->position));
  g_list_store_append (self->duplicates, duplicate);
}

static void
show_duplicates (FerryEngine *self, FerryJournalContents *contents)
{
  g_autoptr (GHashTable) rows = NULL;

  if (contents->duplicates->len == 0)
    return;
  rows = index_replicas (contents);
  for (guint i = 0; i < contents->duplicates->len; i++)
    {
      FerryDuplicateRecord *record = g_ptr_array_index (contents->duplicates, i);
      guint position;
      gboolean shown = find_duplicate (self, record->id, &position);

      if (record->settled && shown)
        g_list_store_remove (self->duplicates, position);
      else if (!record->settled && !shown)
        add_duplicate (self, record, g_hash_table_lookup (rows, &record->replica));
    }
}

/* Whose lock is worth having although nothing is unfinished: what was given up may still turn up. */
static void
note_rechecks (FerryEngine *self, FerryJournalContents *contents)
{
  g_autoptr (GHashTable) rows = index_replicas (contents);

  for (guint i = 0; i < contents->attempts->len; i++)
    {
      FerryAttemptRecord *attempt = g_ptr_array_index (contents->attempts, i);
      FerryReplicaRecord *row = g_hash_table_lookup (rows, &attempt->replica);
      FerryOperation *operation = row != NULL ? ferry_engine_find_row (self, row->operation) : NULL;
      gint64 identity;

      if (operation == NULL || attempt->outcome != FERRY_OUTCOME_SUPERSEDED)
        continue;
      identity = ferry_operation_get_record (operation)->identity;
      g_hash_table_add (self->recheck, g_memdup2 (&identity, sizeof identity));
    }
}

static void
set_read_problem (FerryEngine *self, const GError *error)
{
  g_clear_pointer (&self->read_problem, ferry_problem_unref);
  if (error != NULL)
    {
      g_message ("The journal could not be read: %s", error->message);
      self->read_problem = ferry_problem_new_for_error (error, NULL, NULL);
    }
  ferry_engine_update_problem (self);
}

static void
reload_due_cb (gpointer user_data)
{
  FerryEngine *self = user_data;

  self->reload_timer = 0;
  ferry_engine_reload (self);
}

static void
plan_reload (FerryEngine *self, guint milliseconds)
{
  if (self->reload_timer == 0 && !self->closed)
    self->reload_timer = g_timeout_add_once (milliseconds, reload_due_cb, self);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_changes_finish (FERRY_JOURNAL (source), result, &error);

  self->loading = FALSE;
  self->reloaded = g_get_monotonic_time ();
  if (self->closed)
    return;
  set_read_problem (self, error);
  if (contents == NULL)
    plan_reload (self, RELOAD_RETRY_MS);
  else
    ferry_engine_take_contents (self, contents);
  if (self->load_again)
    plan_reload (self, RELOAD_INTERVAL_MS);
}

static GArray *
find_open_rows (FerryEngine *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id, operation;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, &operation))
    if (ferry_engine_is_unfinished (operation))
      g_array_append_val (ids, *(gint64 *) id);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->duplicates)); i++)
    {
      g_autoptr (FerryDuplicate) duplicate = g_list_model_get_item (G_LIST_MODEL (self->duplicates), i);

      g_array_append_val (ids, ferry_operation_get_record (ferry_duplicate_get_operation (duplicate))->id);
    }
  return ids;
}

/* Reads what may have changed; soon again if that was done just now. */
void
ferry_engine_reload (FerryEngine *self)
{
  gint64 ago = (g_get_monotonic_time () - self->reloaded) / 1000;
  g_autoptr (GArray) ids = NULL;

  self->load_again = self->loading;
  if (self->loading || self->closed)
    return;
  if (ago < RELOAD_INTERVAL_MS)
    {
      plan_reload (self, (guint) (RELOAD_INTERVAL_MS - ago));
      return;
    }
  ids = find_open_rows (self);
  self->loading = TRUE;
  ferry_journal_load_changes_async (self->journal, self->newest, (const gint64 *) ids->data, ids->len,
                                    reloaded_cb, g_object_ref (self));
}

FerryOperation *
ferry_engine_find_row (FerryEngine *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/* Undecided counts: it has not ended. */
gboolean
ferry_engine_is_unfinished (FerryOperation *operation)
{
  return !ferry_operation_state_is_ended (ferry_operation_get_state (operation));
}

/* Shows what was read; drivers of this process take it over as well. */
void
ferry_engine_take_contents (FerryEngine *self, FerryJournalContents *contents)
{
  ferry_engine_note_joins (self, contents);
  self->showing = TRUE;
  show_operations (self, contents);
  self->showing = FALSE;
  show_duplicates (self, contents);
  note_rechecks (self, contents);
  update_n_active (self);
  ferry_engine_load_drivers (self, contents);
  ferry_engine_serve_wishes (self, contents);
  ferry_engine_update_lock_timer (self);
  plan_estimates (self);
}
