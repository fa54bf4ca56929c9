/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking over what the journal holds: work of an earlier process, and what another one has recorded meanwhile. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#define BASELINE_RETRY (30 * G_USEC_PER_SEC)
#define UNDECIDED_LOOK ((gint64) 24 * 3600 * G_USEC_PER_SEC)

typedef struct
{
  FerryDriver *driver; /* (owned) */
  gint64 row;          /* of the baseline */
} BaselineLoad;

static void
baseline_load_free (BaselineLoad *load)
{
  g_object_unref (load->driver);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaselineLoad, baseline_load_free)

/* Why the target was looked at after a later attempt was refused. */
static FerryLookKind
find_kind_of_later (FerryReason reason)
{
  return reason == FERRY_REASON_BUSY || reason == FERRY_REASON_QUOTA_IMAGES ||
             reason == FERRY_REASON_QUOTA_SNAPSHOTS
           ? FERRY_LOOK_BUSY_LATER
           : FERRY_LOOK_REFUSED_LATER;
}

/* Its last attempt was refused, and the target was being looked at. */
static void
take_over_refused (FerryDriver *self, FerryFlow *flow)
{
  FerryProblem *problem = ferry_replica_get_problem (flow->replica);
  gboolean later = ferry_flow_count_earlier (flow) > 0;
  FerryReason reason = problem != NULL ? problem->reason : FERRY_REASON_BUSY;

  if (problem != NULL && flow->refusal == NULL)
    flow->refusal = ferry_problem_ref (problem);
  ferry_driver_begin_look (self, flow, later ? find_kind_of_later (reason) : FERRY_LOOK_BUSY_FIRST);
}

/* A process that died while a request was out leaves an attempt without outcome behind. */
static void
take_over_submitting (FerryDriver *self, FerryFlow *flow)
{
  FerryFlowAttempt *last = ferry_flow_get_last_attempt (flow);
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_UNCONFIRMED);

  record->attempts = last != NULL ? last->record->number : 1;
  ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
  ferry_driver_commit_replica (self, flow, record);
}

static void
take_over (FerryDriver *self, FerryFlow *flow)
{
  FerryFlowAttempt *last = ferry_flow_get_last_attempt (flow);
  gboolean refused = last != NULL && (last->record->outcome == FERRY_OUTCOME_REFUSED ||
                                      last->record->outcome == FERRY_OUTCOME_BUSY);
  FerryWait wait = ferry_replica_get_waiting_for (flow->replica);

  switch (ferry_flow_get_state (flow))
    {
    case FERRY_STATE_SUBMITTING:
      take_over_submitting (self, flow);
      break;
    case FERRY_STATE_UNCONFIRMED:
      /* While it waits for the network its problem may be another one; what was lost is looked for in any case. */
      if (refused && wait == FERRY_WAIT_NONE && ferry_replica_get_problem (flow->replica) != NULL)
        take_over_refused (self, flow);
      else
        ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
      break;
    case FERRY_STATE_UNDECIDED:
      flow->undecided_until = ferry_driver_now (self) + UNDECIDED_LOOK;
      ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
      break;
    case FERRY_STATE_WAITING:
      if (refused && wait == FERRY_WAIT_BUSY)
        take_over_refused (self, flow);
      break;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_STATE_CANCELLED:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      break;
    }
}

static void
begin_flow (FerryDriver *self, FerryFlow *flow)
{
  ferry_driver_load_baselines (self, flow);
  take_over (self, flow);
}

/* Row ID of a replica → its FerryAttemptRecords. */
static GHashTable *
index_attempts (FerryJournalContents *contents)
{
  GHashTable *index =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < contents->attempts->len; i++)
    {
      FerryAttemptRecord *record = g_ptr_array_index (contents->attempts, i);
      GPtrArray *attempts = g_hash_table_lookup (index, &record->replica);

      if (attempts == NULL)
        {
          attempts = g_ptr_array_new ();
          g_hash_table_insert (index, &record->replica, attempts);
        }
      g_ptr_array_add (attempts, record);
    }
  return index;
}

static gboolean
has_superseded (GPtrArray *attempts)
{
  for (guint i = 0; attempts != NULL && i < attempts->len; i++)
    if (((FerryAttemptRecord *) g_ptr_array_index (attempts, i))->outcome == FERRY_OUTCOME_SUPERSEDED)
      return TRUE;
  return FALSE;
}

static void
load_replica (FerryDriver *self, FerryOperation *operation, FerryReplica *replica, GPtrArray *attempts)
{
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);
  gint64 real = ferry_clock_get_real (self->clock);
  gint64 now = ferry_driver_now (self);
  FerryFlow *flow;

  if (record->image != NULL)
    ferry_driver_claim (self, ferry_operation_get_target_region (operation), record->image);
  if (ferry_driver_find_flow (self, replica) != NULL ||
      (ferry_state_is_ended (record->state) && !has_superseded (attempts)))
    return;
  flow = ferry_driver_add_flow (self, operation, replica);
  for (guint i = 0; attempts != NULL && i < attempts->len; i++)
    ferry_flow_add_attempt (flow, g_ptr_array_index (attempts, i), NULL);
  ferry_flow_recall_superseded (flow, real, now);
  if (record->accepted != 0)
    flow->accepted = now - MAX (real - record->accepted, 0);
  if (self->running)
    begin_flow (self, flow);
}

static void
load_evidence (FerryDriver *self, FerryJournalContents *contents)
{
  for (guint i = 0; i < contents->sightings->len; i++)
    {
      FerrySightingRecord *record = g_ptr_array_index (contents->sightings, i);

      if (record->identity == self->identity)
        g_hash_table_replace (self->sightings, g_strdup_printf ("%s/%s", record->region, record->image),
                              ferry_sighting_record_copy (record));
    }
  for (guint i = 0; i < contents->duplicates->len; i++)
    {
      FerryDuplicateRecord *record = g_ptr_array_index (contents->duplicates, i);

      g_hash_table_add (self->duplicates, g_strdup_printf ("%s/%s", record->region, record->image));
    }
}

static void
take_baseline (FerryDriver *self, gint64 row, GHashTable *ids)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      for (guint j = 0; j < flow->attempts->len; j++)
        {
          FerryFlowAttempt *attempt = g_ptr_array_index (flow->attempts, j);

          if (attempt->record->baseline == row && attempt->baseline == NULL)
            attempt->baseline = g_hash_table_ref (ids);
        }
    }
}

static void
baseline_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BaselineLoad) load = user_data;
  FerryDriver *self = load->driver;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) ids = ferry_journal_load_baseline_finish (FERRY_JOURNAL (object), result, &error);

  g_hash_table_remove (self->baselines_out, &load->row);
  if (ids != NULL)
    take_baseline (self, load->row, ids);
  else
    {
      g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

      g_message ("A baseline could not be read: %s", error->message);
      ferry_driver_set_problem (self, problem);
      self->next_baselines = ferry_driver_now (self) + BASELINE_RETRY;
    }
  ferry_driver_wake (self);
}

static void
ask_for_baseline (FerryDriver *self, gint64 row)
{
  BaselineLoad *load;

  /* Attempts that were sent together share theirs. */
  if (!g_hash_table_add (self->baselines_out, g_memdup2 (&row, sizeof row)))
    return;
  load = g_new0 (BaselineLoad, 1);
  load->driver = g_object_ref (self);
  load->row = row;
  ferry_journal_load_baseline_async (self->journal, row, baseline_loaded_cb, load);
}

/* Reads the baselines of attempts of an earlier process. */
void
ferry_driver_load_baselines (FerryDriver *self, FerryFlow *flow)
{
  if (ferry_flow_find_baseline_to_load (flow) == NULL)
    return;
  for (guint i = 0; i < flow->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (flow->attempts, i);

      if (attempt->baseline == NULL && attempt->record->baseline != 0 &&
          attempt->record->outcome != FERRY_OUTCOME_ACCEPTED &&
          attempt->record->outcome != FERRY_OUTCOME_NEVER_SENT)
        ask_for_baseline (self, attempt->record->baseline);
    }
}

/**
 * ferry_driver_load:
 * @self: a driver
 * @contents: what was read from the journal
 * @operations: row ID → FerryOperation, all of @contents
 *
 * Takes over what @contents has of its identity, where the journal says it stands. Replicas the driver has already
 * are left alone.
 */
void
ferry_driver_load (FerryDriver *self, FerryJournalContents *contents, GHashTable *operations)
{
  g_autoptr (GHashTable) attempts = NULL;

  g_return_if_fail (FERRY_IS_DRIVER (self));

  attempts = index_attempts (contents);
  load_evidence (self, contents);
  for (guint i = 0; i < contents->replicas->len; i++)
    {
      FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);
      FerryOperation *operation = g_hash_table_lookup (operations, &record->operation);

      if (operation != NULL && ferry_operation_get_record (operation)->identity == self->identity)
        load_replica (self, operation, ferry_operation_get_replica (operation, record->position),
                      g_hash_table_lookup (attempts, &record->id));
    }
  ferry_driver_wake (self);
}

/**
 * ferry_driver_start:
 * @self: a driver that holds its lock and was loaded
 *
 * Looks at once for what an earlier process left unanswered, then drives on.
 */
void
ferry_driver_start (FerryDriver *self)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  if (self->running)
    return;
  self->running = TRUE;
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < self->flows->len; i++)
    begin_flow (self, g_ptr_array_index (self->flows, i));
  ferry_driver_wake (self);
}
