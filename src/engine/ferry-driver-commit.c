/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every change of a copy's state: first the journal, then the models. What the journal cannot take now waits in order
 * until it can, and nothing is sent meanwhile, since what is to be sent is committed first. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include "jdcloud/jdc-error.h"

#define RETRY (5 * G_USEC_PER_SEC)

typedef struct
{
  FerryDriver *driver;           /* (owned) */
  FerryTransaction *transaction; /* (owned) */
  FerryDriverCommitted done;     /* (nullable) */
  gpointer user_data;
  gboolean again; /* it has waited, so others wait behind it */
} Commit;

struct _FerryDriverGroup
{
  FerryTransaction *transaction; /* (owned) */
  GPtrArray *flows;              /* (owned) (element-type FerryFlow) */
};

static void start_commit (Commit *commit);

static void
commit_free (Commit *commit)
{
  g_object_unref (commit->driver);
  ferry_transaction_unref (commit->transaction);
  g_free (commit);
}

/* It will never be written. */
static void
give_up (Commit *commit)
{
  if (commit->done != NULL)
    commit->done (commit->driver, NULL, commit->user_data);
  commit_free (commit);
}

/* Progress is a hint: what came late must not take anything newer back. */
static void
apply_progress (FerryFlow *flow, const FerryReplicaRecord *row)
{
  g_autoptr (FerryReplicaRecord) record = NULL;

  if (ferry_flow_get_state (flow) != row->state)
    return;
  record = ferry_replica_record_copy (ferry_flow_get_record (flow));
  record->progress = row->progress;
  ferry_replica_set_record (flow->replica, record);
}

static void
apply_transaction (FerryDriver *self, FerryTransaction *transaction)
{
  GPtrArray *rows = ferry_transaction_get_replicas (transaction);
  gboolean durable = ferry_transaction_get_durable (transaction);

  for (guint i = 0; i < rows->len; i++)
    {
      FerryReplicaRecord *row = g_ptr_array_index (rows, i);
      FerryFlow *flow = g_hash_table_lookup (self->by_replica, &row->id);

      if (flow != NULL && durable)
        ferry_replica_set_record (flow->replica, row);
      else if (flow != NULL)
        apply_progress (flow, row);
    }
}

static void
retry_due (gpointer user_data)
{
  FerryDriver *self = user_data;
  Commit *first = g_queue_pop_head (self->unwritten);

  self->retry_id = 0;
  if (first == NULL)
    return;
  first->again = TRUE;
  start_commit (first);
}

static void
plan_retry (FerryDriver *self, gint64 wait)
{
  if (self->retry_id == 0 && !g_queue_is_empty (self->unwritten))
    self->retry_id = ferry_clock_wake_at (self->clock, ferry_driver_now (self) + wait, retry_due, self);
}

/* A hint is not worth waiting for: the next one is newer. */
static void
note_failure (Commit *commit, const GError *error)
{
  FerryDriver *self = commit->driver;
  g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

  g_message ("The journal could not be written: %s", error->message);
  ferry_driver_set_problem (self, problem);
  if (!self->running || !ferry_transaction_get_durable (commit->transaction))
    give_up (commit);
  else if (commit->again)
    g_queue_push_head (self->unwritten, commit);
  else
    g_queue_push_tail (self->unwritten, commit);
  plan_retry (self, RETRY);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Commit *commit = user_data;
  g_autoptr (FerryDriver) self = g_object_ref (commit->driver);
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    {
      note_failure (commit, error);
      return;
    }

  ferry_driver_set_problem (self, NULL);
  apply_transaction (self, commit->transaction);
  if (commit->done != NULL)
    commit->done (self, commit->transaction, commit->user_data);
  if (ferry_transaction_get_duplicates (commit->transaction)->len > 0)
    ferry_driver_emit_duplicate (self);
  commit_free (commit);
  plan_retry (self, 0);
  ferry_driver_wake (self);
}

static void
start_commit (Commit *commit)
{
  ferry_journal_commit_async (commit->driver->journal, commit->transaction, committed_cb, commit);
}

static void
free_flows (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  g_autoptr (GPtrArray) flows = user_data;

  for (guint i = 0; i < flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (flows, i);

      flow->occupied = FALSE;
      flow->sending = FALSE;
    }
}

void
ferry_driver_commit (FerryDriver *self,
                     FerryTransaction *transaction,
                     FerryDriverCommitted done,
                     gpointer user_data)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->driver = g_object_ref (self);
  commit->transaction = ferry_transaction_ref (transaction);
  commit->done = done;
  commit->user_data = user_data;
  if (g_queue_is_empty (self->unwritten))
    start_commit (commit);
  else if (ferry_transaction_get_durable (transaction))
    g_queue_push_tail (self->unwritten, commit);
  else
    give_up (commit);
}

/* Commits one row with what belongs to it, and leaves the flow alone meanwhile. Takes @record. */
void
ferry_driver_commit_flow (FerryDriver *self,
                          FerryFlow *flow,
                          FerryReplicaRecord *record,
                          FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) owned = record;
  GPtrArray *flows = g_ptr_array_new_with_free_func (g_object_unref);

  flow->occupied = TRUE;
  g_ptr_array_add (flows, g_object_ref (flow));
  ferry_transaction_put_replica (transaction, owned);
  ferry_driver_commit (self, transaction, free_flows, flows);
}

/* Takes @record. */
void
ferry_driver_commit_replica (FerryDriver *self, FerryFlow *flow, FerryReplicaRecord *record)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();

  ferry_driver_commit_flow (self, flow, record, transaction);
}

/* The driver stops: what waits for the journal is not written any more; the next process finds it as it was before. */
void
ferry_driver_drop_unwritten (FerryDriver *self)
{
  Commit *commit;

  if (self->retry_id != 0)
    ferry_clock_cancel (self->clock, self->retry_id);
  self->retry_id = 0;
  while ((commit = g_queue_pop_head (self->unwritten)) != NULL)
    give_up (commit);
}

/* Returns: (transfer full): to be given to ferry_driver_group_commit() */
FerryDriverGroup *
ferry_driver_group_new (void)
{
  FerryDriverGroup *self = g_new0 (FerryDriverGroup, 1);

  self->transaction = ferry_transaction_new ();
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/* Takes @record. */
void
ferry_driver_group_put (FerryDriverGroup *self, FerryFlow *flow, FerryReplicaRecord *record)
{
  g_autoptr (FerryReplicaRecord) owned = record;

  flow->occupied = TRUE;
  g_ptr_array_add (self->flows, g_object_ref (flow));
  ferry_transaction_put_replica (self->transaction, owned);
}

/* A refusal that may have to stand in the end: nothing takes its place. */
static gboolean
was_refused_later (FerryFlow *flow)
{
  return flow->refusal != NULL && flow->looking &&
         (flow->look.kind == FERRY_LOOK_REFUSED_LATER || flow->look.kind == FERRY_LOOK_BUSY_LATER);
}

/* Says in words what an unfinished replica waits for. Nothing is committed when it waits for that already. */
void
ferry_driver_group_put_waiting (FerryDriverGroup *self,
                                FerryFlow *flow,
                                FerryState state,
                                const GError *error)
{
  FerryWait wait = ferry_driver_wait_for_error (error);
  g_autoptr (FerryProblem) problem = NULL;
  FerryReplicaRecord *record;

  if (flow->occupied ||
      (ferry_flow_get_state (flow) == state && ferry_replica_get_waiting_for (flow->replica) == wait))
    return;
  problem = was_refused_later (flow) ? ferry_problem_ref (flow->refusal)
                                     : ferry_problem_new_for_error (error, NULL, NULL);
  record = ferry_flow_change (flow, state);
  record->waiting_for = wait;
  record->reason = problem->reason;
  record->message = g_strdup (problem->message);
  record->http_status = problem->http_status;
  record->service_status = g_strdup (problem->service_status);
  record->error_request_id = g_strdup (problem->request_id);
  ferry_driver_group_put (self, flow, record);
}

/* Takes the group. Nothing is written when it is empty. */
void
ferry_driver_group_commit (FerryDriverGroup *self, FerryDriver *driver)
{
  if (self->flows->len > 0)
    ferry_driver_commit (driver, self->transaction, free_flows, g_ptr_array_ref (self->flows));
  ferry_transaction_unref (self->transaction);
  g_ptr_array_unref (self->flows);
  g_free (self);
}

FerryWait
ferry_driver_wait_for_error (const GError *error)
{
  if (g_error_matches (error, JDC_ERROR, JDC_ERROR_THROTTLED))
    return FERRY_WAIT_THROTTLED;
  if (g_error_matches (error, JDC_ERROR, JDC_ERROR_AUTH) ||
      g_error_matches (error, JDC_ERROR, JDC_ERROR_CLOCK) ||
      g_error_matches (error, JDC_ERROR, JDC_ERROR_FORBIDDEN))
    return FERRY_WAIT_AUTH;
  return FERRY_WAIT_NETWORK;
}

void
ferry_driver_note_waiting (FerryDriver *self, FerryFlow *flow, FerryState state, const GError *error)
{
  FerryDriverGroup *group = ferry_driver_group_new ();

  ferry_driver_group_put_waiting (group, flow, state, error);
  ferry_driver_group_commit (group, self);
}

void
ferry_driver_note_region_failure (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  region->not_before
    = ferry_driver_now (self)
      + ferry_protocol_back_off (region->failures, jdc_error_get_retry_after (error), g_random_double ());
  region->failures++;
}

void
ferry_driver_add_audit (FerryDriver *self,
                        FerryTransaction *transaction,
                        FerryFlow *flow,
                        const char *image,
                        const char *request_id,
                        const char *outcome)
{
  FerryAuditRecord record = { 0 };

  record.time = ferry_clock_get_real (self->clock);
  record.account = (char *) ferry_operation_get_account (flow->operation);
  record.action = ferry_operation_get_kind (flow->operation) == FERRY_KIND_COPY ? (char *) "copyImages"
                                                                                : (char *) "convertImage";
  record.operation = (char *) ferry_operation_get_uid (flow->operation);
  record.region = (char *) ferry_driver_get_target (flow);
  record.image = (char *) image;
  record.request_id = (char *) request_id;
  record.outcome = (char *) outcome;
  ferry_transaction_add_audit (transaction, &record);
}
