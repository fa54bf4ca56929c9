/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-flow.h"

/* A day after the last planned look nothing is listed for a superseded attempt alone any more. */
#define RECALL ((gint64) 48 * 3600 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (FerryFlow, ferry_flow, G_TYPE_OBJECT)

static void
attempt_free (FerryFlowAttempt *attempt)
{
  ferry_attempt_record_free (attempt->record);
  g_clear_pointer (&attempt->baseline, g_hash_table_unref);
  g_free (attempt);
}

/* An attempt that may have made something: its answer is out or lost, it was given up for a new one, or it met
 * "is busy", which may be its own doing. One that was refused otherwise has made nothing: what came since then is
 * somebody else's. */
static gboolean
may_have_acted (const FerryAttemptRecord *record)
{
  return record->outcome == FERRY_OUTCOME_NONE || record->outcome == FERRY_OUTCOME_UNCONFIRMED ||
         record->outcome == FERRY_OUTCOME_SUPERSEDED || record->outcome == FERRY_OUTCOME_BUSY;
}

static void
ferry_flow_finalize (GObject *object)
{
  FerryFlow *self = FERRY_FLOW (object);

  g_clear_object (&self->operation);
  g_clear_object (&self->replica);
  g_ptr_array_unref (self->attempts);
  g_hash_table_unref (self->weak);
  g_clear_pointer (&self->facts, ferry_image_facts_unref);
  g_clear_pointer (&self->refusal, ferry_problem_unref);
  G_OBJECT_CLASS (ferry_flow_parent_class)->finalize (object);
}

static void
ferry_flow_class_init (FerryFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_flow_finalize;
}

static void
ferry_flow_init (FerryFlow *self)
{
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) attempt_free);
  self->weak = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->quota_used = -1;
  ferry_eta_init (&self->eta);
}

/**
 * ferry_flow_new:
 * @operation: the operation
 * @replica: one of its replicas
 *
 * Returns: (transfer full): a flow that stands where the journal says
 */
FerryFlow *
ferry_flow_new (FerryOperation *operation, FerryReplica *replica)
{
  FerryFlow *self = g_object_new (FERRY_TYPE_FLOW, NULL);
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);

  self->operation = g_object_ref (operation);
  self->replica = g_object_ref (replica);
  self->seen = record->first_seen != 0;
  if (record->facts != NULL)
    self->facts = ferry_image_facts_from_string (record->facts);
  return self;
}

const FerryReplicaRecord *
ferry_flow_get_record (FerryFlow *self)
{
  return ferry_replica_get_record (self->replica);
}

FerryState
ferry_flow_get_state (FerryFlow *self)
{
  return ferry_replica_get_state (self->replica);
}

/**
 * ferry_flow_get_settle:
 * @self: a flow
 *
 * Returns: the settle time asked for, µs
 */
gint64
ferry_flow_get_settle (FerryFlow *self)
{
  return (gint64) ferry_operation_get_record (self->operation)->settle_seconds * G_USEC_PER_SEC;
}

/**
 * ferry_flow_get_expected_name:
 * @self: a flow
 *
 * Returns: (transfer none) (nullable): the name its replica will have
 */
const char *
ferry_flow_get_expected_name (FerryFlow *self)
{
  const FerryOperationRecord *operation = ferry_operation_get_record (self->operation);

  if (operation->name != NULL)
    return operation->name;
  return self->facts != NULL ? ferry_image_facts_get_name (self->facts) : NULL;
}

/**
 * ferry_flow_add_attempt:
 * @self: a flow
 * @record: the attempt's row
 * @baseline: (nullable): the image IDs that were in the target before it
 *
 * Returns: (transfer none): the attempt
 */
FerryFlowAttempt *
ferry_flow_add_attempt (FerryFlow *self, const FerryAttemptRecord *record, GHashTable *baseline)
{
  FerryFlowAttempt *attempt = g_new0 (FerryFlowAttempt, 1);

  attempt->record = ferry_attempt_record_copy (record);
  attempt->baseline = baseline != NULL ? g_hash_table_ref (baseline) : NULL;
  g_ptr_array_add (self->attempts, attempt);
  return attempt;
}

FerryFlowAttempt *
ferry_flow_get_last_attempt (FerryFlow *self)
{
  return self->attempts->len > 0 ? g_ptr_array_index (self->attempts, self->attempts->len - 1) : NULL;
}

/**
 * ferry_flow_count_earlier:
 * @self: a flow
 *
 * Returns: attempts before the last one that may have been acted on
 */
guint
ferry_flow_count_earlier (FerryFlow *self)
{
  guint n = 0;

  for (guint i = 0; i + 1 < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);

      n += attempt->record->outcome == FERRY_OUTCOME_SUPERSEDED
           || attempt->record->outcome == FERRY_OUTCOME_UNCONFIRMED;
    }
  return n;
}

/**
 * ferry_flow_may_have_acted:
 * @self: a flow
 *
 * Returns: whether an attempt of this replica may have made it, for all that is known: before another one is sent,
 *   the target has to be looked at
 */
gboolean
ferry_flow_may_have_acted (FerryFlow *self)
{
  for (guint i = 0; i < self->attempts->len; i++)
    if (may_have_acted (((FerryFlowAttempt *) g_ptr_array_index (self->attempts, i))->record))
      return TRUE;
  return FALSE;
}

/**
 * ferry_flow_is_candidate_of:
 * @self: a flow
 * @attempt: the position of an attempt
 * @image_id: an image of the target region
 *
 * New means absent from the baseline of an attempt of this very replica: the baselines of other attempts exclude
 * nothing, since theirs may already hold what one of ours made. An attempt whose baseline was forgotten long after
 * it ended says nothing.
 *
 * Returns: whether that attempt may have made it
 */
gboolean
ferry_flow_is_candidate_of (FerryFlow *self, guint attempt, const char *image_id)
{
  FerryFlowAttempt *one = g_ptr_array_index (self->attempts, attempt);

  return may_have_acted (one->record) && one->baseline != NULL &&
         !g_hash_table_contains (one->baseline, image_id);
}

/**
 * ferry_flow_is_new:
 * @self: a flow
 * @image_id: an image of the target region
 *
 * Returns: whether one of the attempts may have made it
 */
gboolean
ferry_flow_is_new (FerryFlow *self, const char *image_id)
{
  for (guint i = 0; i < self->attempts->len; i++)
    if (ferry_flow_is_candidate_of (self, i, image_id))
      return TRUE;
  return FALSE;
}

/**
 * ferry_flow_is_dismissed:
 * @self: a flow
 * @image_id: an image of the target region
 *
 * Returns: %TRUE if the user said that it is not the replica
 */
gboolean
ferry_flow_is_dismissed (FerryFlow *self, const char *image_id)
{
  const char *dismissed = ferry_flow_get_record (self)->dismissed;
  g_auto (GStrv) ids = dismissed != NULL ? g_strsplit (dismissed, " ", -1) : NULL;

  return ids != NULL && g_strv_contains ((const char *const *) ids, image_id);
}

/**
 * ferry_flow_find_baseline_to_load:
 * @self: a flow
 *
 * Returns: (transfer none) (nullable): an attempt whose baseline is still only in the journal
 */
FerryFlowAttempt *
ferry_flow_find_baseline_to_load (FerryFlow *self)
{
  for (guint i = 0; i < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);

      if (attempt->baseline == NULL && attempt->record->baseline != 0 && may_have_acted (attempt->record))
        return attempt;
    }
  return NULL;
}

/**
 * ferry_flow_supersede:
 * @self: a flow
 * @attempt: one of its attempts
 * @real: the time of day
 * @monotonic: monotonic time
 *
 * Gives @attempt up for good, and plans when it is looked for nevertheless.
 */
void
ferry_flow_supersede (FerryFlow *self, FerryFlowAttempt *attempt, gint64 real, gint64 monotonic)
{
  attempt->record->outcome = FERRY_OUTCOME_SUPERSEDED;
  if (attempt->record->ended == 0)
    attempt->record->ended = real;
  attempt->superseded = monotonic;
  attempt->next_recheck = monotonic + ferry_protocol_next_recheck (0);
}

/**
 * ferry_flow_recall_superseded:
 * @self: a flow that was read from the journal
 * @real: the time of day
 * @monotonic: monotonic time
 *
 * Attempts that an earlier process gave up are looked for at once, since nobody may have done so when it was due. From
 * now on only monotonic time counts: whoever sets the clock neither hastens nor delays it.
 */
void
ferry_flow_recall_superseded (FerryFlow *self, gint64 real, gint64 monotonic)
{
  for (guint i = 0; i < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);
      gint64 age = MAX (real - attempt->record->ended, 0);

      if (attempt->record->outcome != FERRY_OUTCOME_SUPERSEDED)
        continue;
      attempt->superseded = monotonic - age;
      attempt->next_recheck = age <= RECALL ? MAX (monotonic, 1) : 0;
    }
}

/**
 * ferry_flow_has_superseded:
 * @self: a flow
 *
 * Returns: whether an attempt was given up: what it may have made after all is looked for in every listing
 */
gboolean
ferry_flow_has_superseded (FerryFlow *self)
{
  for (guint i = 0; i < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);

      if (attempt->record->outcome == FERRY_OUTCOME_SUPERSEDED)
        return TRUE;
    }
  return FALSE;
}

/**
 * ferry_flow_get_next_recheck:
 * @self: a flow
 *
 * Returns: monotonic time at which a superseded attempt is looked for again, 0 never
 */
gint64
ferry_flow_get_next_recheck (FerryFlow *self)
{
  gint64 next = 0;

  for (guint i = 0; i < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);

      if (attempt->next_recheck != 0 && (next == 0 || attempt->next_recheck < next))
        next = attempt->next_recheck;
    }
  return next;
}

/**
 * ferry_flow_plan_recheck:
 * @self: a flow
 * @monotonic: when the target region was listed completely
 *
 * What was due has been done: the next ones follow.
 */
void
ferry_flow_plan_recheck (FerryFlow *self, gint64 monotonic)
{
  for (guint i = 0; i < self->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (self->attempts, i);
      gint64 next;

      if (attempt->next_recheck == 0 || attempt->next_recheck > monotonic)
        continue;
      next = ferry_protocol_next_recheck (monotonic - attempt->superseded);
      attempt->next_recheck = next >= 0 ? attempt->superseded + next : 0;
    }
}

/**
 * ferry_flow_forget_progress:
 * @self: a flow
 *
 * It begins anew: nothing that was seen of an earlier replica counts. Its attempts do.
 */
void
ferry_flow_forget_progress (FerryFlow *self)
{
  self->looking = FALSE;
  self->failures = 0;
  self->not_before = 0;
  self->facts_taken = 0;
  self->seen = FALSE;
  self->alone = FALSE;
  self->n_absent = 0;
  self->n_not_found = 0;
  self->ready_since = 0;
  g_clear_pointer (&self->refusal, ferry_problem_unref);
  ferry_eta_init (&self->eta);
}

/**
 * ferry_flow_set_facts:
 * @self: a flow
 * @facts: the source's facts
 * @taken: monotonic time at which they were read
 */
void
ferry_flow_set_facts (FerryFlow *self, FerryImageFacts *facts, gint64 taken)
{
  g_clear_pointer (&self->facts, ferry_image_facts_unref);
  self->facts = ferry_image_facts_ref (facts);
  self->facts_taken = taken;
}

/**
 * ferry_flow_back_off:
 * @self: a flow
 * @now: monotonic time
 * @at_least_seconds: what the service asked for, 0 or less = nothing
 *
 * Waits longer with each failure in a row, up to a minute, and never in step with others. What the service asked for is
 * never cut short.
 */
void
ferry_flow_back_off (FerryFlow *self, gint64 now, int at_least_seconds)
{
  self->not_before = now + ferry_protocol_back_off (self->failures, at_least_seconds, g_random_double ());
  self->failures++;
}

/**
 * ferry_flow_change:
 * @self: a flow
 * @state: the next state
 *
 * Returns: (transfer full): its row in @state, waiting for nothing and without a problem: to be completed and
 *   committed
 */
FerryReplicaRecord *
ferry_flow_change (FerryFlow *self, FerryState state)
{
  FerryReplicaRecord *record = ferry_replica_record_copy (ferry_flow_get_record (self));

  record->state = state;
  record->waiting_for = FERRY_WAIT_NONE;
  record->reason = FERRY_REASON_NONE;
  record->http_status = 0;
  g_clear_pointer (&record->message, g_free);
  g_clear_pointer (&record->service_status, g_free);
  g_clear_pointer (&record->error_request_id, g_free);
  return record;
}
