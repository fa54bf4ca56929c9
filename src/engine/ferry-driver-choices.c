/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may ask of replicas on their way: again, not at all, this one it is. */
#include "config.h"

#include "engine/ferry-driver-private.h"

typedef struct
{
  FerryDriverDone done;         /* (nullable) */
  gpointer user_data;
  GPtrArray *flows;             /* (owned) (element-type FerryFlow): free again after the commit */
} Choice;

static void
choice_committed (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  Choice *choice = user_data;

  for (guint i = 0; i < choice->flows->len; i++)
    ((FerryFlow *) g_ptr_array_index (choice->flows, i))->occupied = FALSE;
  if (choice->done != NULL)
    choice->done (self, choice->user_data);
  g_ptr_array_unref (choice->flows);
  g_free (choice);
}

static Choice *
choice_new (FerryDriverDone done, gpointer user_data)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->done = done;
  choice->user_data = user_data;
  choice->flows = g_ptr_array_new_with_free_func (g_object_unref);
  return choice;
}

/* Takes @record. */
static void
put_choice (FerryDriver *self,
            Choice *choice,
            FerryFlow *flow,
            FerryTransaction *transaction,
            FerryReplicaRecord *record,
            const char *outcome)
{
  g_autoptr (FerryReplicaRecord) owned = record;

  flow->occupied = TRUE;
  g_ptr_array_add (choice->flows, g_object_ref (flow));
  ferry_transaction_put_replica (transaction, owned);
  ferry_driver_add_audit (self, transaction, flow, owned->source, NULL, outcome);
}

static FerryFlow *
ensure_flow (FerryDriver *self, FerryOperation *operation, FerryReplica *replica)
{
  FerryFlow *flow = ferry_driver_find_flow (self, replica);

  if (flow == NULL)
    {
      flow = ferry_flow_new (operation, replica);
      g_ptr_array_add (self->flows, flow);
      ferry_driver_get_region (self, ferry_operation_get_target_region (operation));
    }
  return flow;
}

static gboolean
can_retry (FerryState state)
{
  return state == FERRY_STATE_REFUSED || state == FERRY_STATE_ERROR || state == FERRY_STATE_VANISHED
         || state == FERRY_STATE_CANCELLED;
}

/* The same source is on its way to the same target already, by another operation. */
static gboolean
is_on_its_way (FerryDriver *self, FerryOperation *operation, FerryReplica *replica)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (flow->replica != replica && !ferry_state_is_ended (ferry_flow_get_state (flow))
          && ferry_operation_get_kind (flow->operation) == ferry_operation_get_kind (operation)
          && g_strcmp0 (ferry_replica_get_source (flow->replica), ferry_replica_get_source (replica)) == 0
          && g_strcmp0 (ferry_driver_get_target (flow), ferry_operation_get_target_region (operation)) == 0)
        return TRUE;
    }
  return FALSE;
}

static FerryReplicaRecord *
make_queued_again (FerryFlow *flow)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_QUEUED);

  g_clear_pointer (&record->image, g_free);
  g_clear_pointer (&record->candidate, g_free);
  record->progress = -1;
  record->attempts = 0;
  record->accepted = 0;
  record->first_seen = 0;
  record->ended = 0;
  return record;
}

static void
forget_progress (FerryFlow *flow)
{
  flow->looking = FALSE;
  flow->failures = 0;
  flow->not_before = 0;
  flow->facts_taken = 0;
  flow->seen = FALSE;
  flow->n_absent = 0;
  flow->n_not_found = 0;
  flow->ready_since = 0;
  ferry_eta_init (&flow->eta);
}

/**
 * ferry_driver_retry:
 * @self: a driver that drives
 * @operation: one of its operations
 * @done: (nullable): called after the commit
 * @user_data: for @done
 *
 * Queues again what was refused, failed, vanished or was cancelled. What is on its way already stays as it is.
 */
void
ferry_driver_retry (FerryDriver *self, FerryOperation *operation, FerryDriverDone done, gpointer user_data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  Choice *choice = choice_new (done, user_data);

  g_return_if_fail (FERRY_IS_DRIVER (self));

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      FerryFlow *flow;

      if (!can_retry (ferry_replica_get_state (replica)) || is_on_its_way (self, operation, replica))
        continue;
      flow = ensure_flow (self, operation, replica);
      if (flow->occupied)
        continue;
      forget_progress (flow);
      put_choice (self, choice, flow, transaction, make_queued_again (flow), "retry");
    }
  ferry_driver_commit (self, transaction, choice_committed, choice);
}

/**
 * ferry_driver_cancel:
 * @self: a driver that drives
 * @operation: one of its operations
 * @done: (nullable): called after the commit
 * @user_data: for @done
 *
 * Cancels what has not been sent. The service cannot stop a copy: what was sent, or may have been, goes on.
 */
void
ferry_driver_cancel (FerryDriver *self, FerryOperation *operation, FerryDriverDone done, gpointer user_data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  Choice *choice = choice_new (done, user_data);

  g_return_if_fail (FERRY_IS_DRIVER (self));

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryFlow *flow = ferry_driver_find_flow (self, ferry_operation_get_replica (operation, i));
      FerryReplicaRecord *record;

      if (flow == NULL || flow->occupied || flow->looking
          || (ferry_flow_get_state (flow) != FERRY_STATE_QUEUED
              && ferry_flow_get_state (flow) != FERRY_STATE_WAITING))
        continue;
      record = ferry_flow_change (flow, FERRY_STATE_CANCELLED);
      record->ended = ferry_clock_get_real (self->clock);
      put_choice (self, choice, flow, transaction, record, "cancelled");
    }
  ferry_driver_commit (self, transaction, choice_committed, choice);
}

/**
 * ferry_driver_adopt:
 * @self: a driver that drives
 * @replica: an undecided replica
 * @image: the image of the target region that the user says it is
 * @done: (nullable): called after the commit
 * @user_data: for @done
 */
void
ferry_driver_adopt (FerryDriver *self,
                    FerryReplica *replica,
                    const char *image,
                    FerryDriverDone done,
                    gpointer user_data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  Choice *choice = choice_new (done, user_data);
  FerryFlow *flow = ferry_driver_find_flow (self, replica);

  if (flow != NULL && !flow->occupied && ferry_flow_get_state (flow) == FERRY_STATE_UNDECIDED)
    {
      FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_PENDING);

      g_set_str (&record->image, image);
      g_clear_pointer (&record->candidate, g_free);
      record->accepted = ferry_clock_get_real (self->clock);
      flow->looking = FALSE;
      ferry_driver_claim (self, ferry_driver_get_target (flow), image);
      put_choice (self, choice, flow, transaction, record, "adopted by the user");
    }
  ferry_driver_commit (self, transaction, choice_committed, choice);
}

static void
supersede_last (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);

  if (attempt == NULL)
    return;
  attempt->record->outcome = FERRY_OUTCOME_SUPERSEDED;
  if (attempt->record->ended == 0)
    attempt->record->ended = ferry_clock_get_real (self->clock);
  attempt->next_recheck = ferry_clock_get_real (self->clock) + ferry_protocol_next_recheck (0);
  ferry_transaction_put_attempt (transaction, attempt->record, NULL);
}

/**
 * ferry_driver_send_again:
 * @self: a driver that drives
 * @replica: an undecided replica
 * @done: (nullable): called after the commit
 * @user_data: for @done
 */
void
ferry_driver_send_again (FerryDriver *self, FerryReplica *replica, FerryDriverDone done, gpointer user_data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  Choice *choice = choice_new (done, user_data);
  FerryFlow *flow = ferry_driver_find_flow (self, replica);

  if (flow != NULL && !flow->occupied && ferry_flow_get_state (flow) == FERRY_STATE_UNDECIDED)
    {
      supersede_last (self, flow, transaction);
      forget_progress (flow);
      put_choice (self, choice, flow, transaction, make_queued_again (flow), "sent again by the user");
    }
  ferry_driver_commit (self, transaction, choice_committed, choice);
}

/**
 * ferry_driver_forget:
 * @self: a driver that drives
 * @replica: an undecided replica
 * @done: (nullable): called after the commit
 * @user_data: for @done
 *
 * Ends it as cancelled. Should its replica show up later after all, it is reported.
 */
void
ferry_driver_forget (FerryDriver *self, FerryReplica *replica, FerryDriverDone done, gpointer user_data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  Choice *choice = choice_new (done, user_data);
  FerryFlow *flow = ferry_driver_find_flow (self, replica);

  if (flow != NULL && !flow->occupied && ferry_flow_get_state (flow) == FERRY_STATE_UNDECIDED)
    {
      FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_CANCELLED);

      record->ended = ferry_clock_get_real (self->clock);
      supersede_last (self, flow, transaction);
      flow->looking = FALSE;
      put_choice (self, choice, flow, transaction, record, "forgotten by the user");
    }
  ferry_driver_commit (self, transaction, choice_committed, choice);
}
