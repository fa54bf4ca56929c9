/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people ask of copies on their way: again, not at all, this one it is. A wish of another process is the same,
 * and goes from the journal in the commit that fulfils it. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include "jdcloud/jdc-image.h"

typedef struct
{
  FerryWishRecord *wish;        /* (owned): id 0 = asked for in this process */
  FerryOperation *operation;    /* (owned) */
  FerryReplica *replica;        /* (owned) (nullable): NULL = the whole operation */
  FerryDriverDone done;         /* (nullable) */
  gpointer user_data;
  gboolean refused;
  FerryTransaction *transaction; /* (owned): what carries it out */
  GPtrArray *flows;              /* (owned) (element-type FerryFlow): occupied until that is committed */
} Choice;

static void
choice_free (Choice *choice)
{
  ferry_wish_record_free (choice->wish);
  g_object_unref (choice->operation);
  g_clear_object (&choice->replica);
  ferry_transaction_unref (choice->transaction);
  g_ptr_array_unref (choice->flows);
  g_free (choice);
}

static void
end_choice (FerryDriver *self, Choice *choice, FerryDriverEnd end)
{
  if (choice->done != NULL)
    choice->done (self, end, choice->user_data);
  choice_free (choice);
}

static void
choice_committed (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  Choice *choice = user_data;

  for (guint i = 0; i < choice->flows->len; i++)
    ((FerryFlow *) g_ptr_array_index (choice->flows, i))->occupied = FALSE;
  if (transaction == NULL)
    end_choice (self, choice, FERRY_DRIVER_STOPPED);
  else
    end_choice (self, choice, choice->refused ? FERRY_DRIVER_REFUSED : FERRY_DRIVER_DONE);
}

/* Takes @record. */
static void
put_choice (FerryDriver *self,
            Choice *choice,
            FerryFlow *flow,
            FerryReplicaRecord *record,
            const char *outcome)
{
  g_autoptr (FerryReplicaRecord) owned = record;

  flow->occupied = TRUE;
  g_ptr_array_add (choice->flows, g_object_ref (flow));
  ferry_transaction_put_replica (choice->transaction, owned);
  ferry_driver_add_audit (self, choice->transaction, flow, owned->source, NULL, outcome);
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

/* Its next end is news again. */
static void
tell_anew (Choice *choice)
{
  g_autoptr (FerryOperationRecord) record =
    ferry_operation_record_copy (ferry_operation_get_record (choice->operation));

  record->told = FALSE;
  ferry_transaction_put_operation (choice->transaction, record);
}

/* Queues again what was refused, failed, vanished or was cancelled. What is on its way already stays as it is. */
static void
retry (FerryDriver *self, Choice *choice)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (choice->operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (choice->operation, i);
      FerryFlow *flow;

      if (!can_retry (ferry_replica_get_state (replica)) || is_on_its_way (self, choice->operation, replica))
        continue;
      flow = ferry_driver_find_flow (self, replica);
      if (flow == NULL)
        flow = ferry_driver_add_flow (self, choice->operation, replica);
      ferry_flow_forget_progress (flow);
      put_choice (self, choice, flow, make_queued_again (flow), "retry");
    }
  if (choice->flows->len > 0)
    tell_anew (choice);
}

static void
supersede_last (FerryDriver *self, Choice *choice, FerryFlow *flow)
{
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);

  if (attempt == NULL)
    return;
  ferry_flow_supersede (flow, attempt, ferry_clock_get_real (self->clock), ferry_driver_now (self));
  ferry_transaction_put_attempt (choice->transaction, attempt->record, NULL);
}

/* Not sent, or refused: nothing runs that a person could count on. */
static gboolean
can_cancel (FerryState state)
{
  return state == FERRY_STATE_QUEUED || state == FERRY_STATE_WAITING;
}

/* The service cannot stop a copy: what was sent, or may have been, goes on. What met "is busy" may have been our own
 * request twice: should its replica show up after all, it is reported. */
static void
cancel (FerryDriver *self, Choice *choice)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (choice->operation); i++)
    {
      FerryFlow *flow = ferry_driver_find_flow (self, ferry_operation_get_replica (choice->operation, i));
      FerryReplicaRecord *record;

      if (flow == NULL || !can_cancel (ferry_flow_get_state (flow)))
        continue;
      record = ferry_flow_change (flow, FERRY_STATE_CANCELLED);
      record->ended = ferry_clock_get_real (self->clock);
      if (flow->looking)
        supersede_last (self, choice, flow);
      flow->looking = FALSE;
      put_choice (self, choice, flow, record, "cancelled");
    }
}

/* The user may be wrong: what turns up besides is reported, so the attempt counts as given up. */
static void
adopt (FerryDriver *self, Choice *choice, FerryFlow *flow)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_PENDING);

  g_set_str (&record->image, choice->wish->image);
  g_clear_pointer (&record->candidate, g_free);
  record->accepted = ferry_clock_get_real (self->clock);
  flow->accepted = ferry_driver_now (self);
  flow->looking = FALSE;
  supersede_last (self, choice, flow);
  ferry_driver_claim (self, ferry_driver_get_target (flow), choice->wish->image);
  put_choice (self, choice, flow, record, "adopted by the user");
}

static void
dismiss (FerryReplicaRecord *record, const char *image)
{
  g_autofree char *before = g_steal_pointer (&record->dismissed);

  record->dismissed = before != NULL ? g_strjoin (" ", before, image, NULL) : g_strdup (image);
}

/* What looked like it is not it, says the user; otherwise it would forbid sending once more. */
static void
send_again (FerryDriver *self, Choice *choice, FerryFlow *flow)
{
  FerryReplicaRecord *record = make_queued_again (flow);
  const char *candidate = ferry_replica_get_candidate (flow->replica);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, flow->weak);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!ferry_flow_is_dismissed (flow, id) && g_strcmp0 (id, candidate) != 0)
      dismiss (record, id);
  if (candidate != NULL && !ferry_flow_is_dismissed (flow, candidate))
    dismiss (record, candidate);
  supersede_last (self, choice, flow);
  ferry_flow_forget_progress (flow);
  put_choice (self, choice, flow, record, "sent again by the user");
  tell_anew (choice);
}

/* Ends it as cancelled. Should its replica show up later after all, it is reported. */
static void
forget (FerryDriver *self, Choice *choice, FerryFlow *flow)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_CANCELLED);

  record->ended = ferry_clock_get_real (self->clock);
  supersede_last (self, choice, flow);
  flow->looking = FALSE;
  put_choice (self, choice, flow, record, "forgotten by the user");
}

static gboolean
concerns (Choice *choice, FerryFlow *flow)
{
  FerryState state = ferry_flow_get_state (flow);

  if (flow->operation != choice->operation || (choice->replica != NULL && flow->replica != choice->replica))
    return FALSE;
  switch (choice->wish->verb)
    {
    case FERRY_VERB_RETRY:
      return can_retry (state);
    case FERRY_VERB_CANCEL:
      return can_cancel (state);
    case FERRY_VERB_ADOPT:
    case FERRY_VERB_SEND_AGAIN:
    case FERRY_VERB_FORGET:
    case FERRY_N_VERBS:
    default:
      return state == FERRY_STATE_UNDECIDED;
    }
}

/* A flow with a call or a commit out is changed when that is done, and not sent before. */
static gboolean
is_free (FerryDriver *self, Choice *choice)
{
  gboolean free = TRUE;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (!flow->occupied || !concerns (choice, flow))
        continue;
      flow->wished = TRUE;
      free = FALSE;
    }
  return free;
}

/* Whoever wished it in another process reads the refusal in the journal. */
static gboolean
refuse (FerryDriver *self, Choice *choice)
{
  if (!ferry_driver_is_read_only (self) || !ferry_verb_sends (choice->wish->verb))
    return FALSE;
  choice->refused = TRUE;
  choice->wish->refused = TRUE;
  choice->wish->created = ferry_clock_get_real (self->clock);
  if (choice->wish->id != 0)
    ferry_transaction_put_wish (choice->transaction, choice->wish);
  ferry_driver_commit (self, choice->transaction, choice_committed, choice);
  return TRUE;
}

static void
carry_out (FerryDriver *self, Choice *choice)
{
  FerryFlow *flow = choice->replica != NULL ? ferry_driver_find_flow (self, choice->replica) : NULL;

  if (refuse (self, choice))
    return;
  switch (choice->wish->verb)
    {
    case FERRY_VERB_RETRY:
      retry (self, choice);
      break;
    case FERRY_VERB_CANCEL:
      cancel (self, choice);
      break;
    case FERRY_VERB_ADOPT:
      if (flow != NULL && concerns (choice, flow) && choice->wish->image != NULL)
        adopt (self, choice, flow);
      break;
    case FERRY_VERB_SEND_AGAIN:
      if (flow != NULL && concerns (choice, flow))
        send_again (self, choice, flow);
      break;
    case FERRY_VERB_FORGET:
      if (flow != NULL && concerns (choice, flow))
        forget (self, choice, flow);
      break;
    case FERRY_N_VERBS:
    default:
      break;
    }
  if (choice->wish->id != 0)
    ferry_transaction_remove_wish (choice->transaction, choice->wish->id);
  ferry_driver_commit (self, choice->transaction, choice_committed, choice);
}

/* Carries out what can be: each in the order asked, each once. */
void
ferry_driver_serve_choices (FerryDriver *self)
{
  g_autoptr (GPtrArray) choices = g_steal_pointer (&self->choices);

  self->choices = g_ptr_array_new ();
  for (guint i = 0; i < self->flows->len; i++)
    ((FerryFlow *) g_ptr_array_index (self->flows, i))->wished = FALSE;
  for (guint i = 0; i < choices->len; i++)
    {
      Choice *choice = g_ptr_array_index (choices, i);

      if (is_free (self, choice))
        carry_out (self, choice);
      else
        g_ptr_array_add (self->choices, choice);
    }
}

/* The driver stops: whoever drives next is to be asked. */
void
ferry_driver_drop_choices (FerryDriver *self)
{
  g_autoptr (GPtrArray) choices = g_steal_pointer (&self->choices);

  self->choices = g_ptr_array_new ();
  for (guint i = 0; i < choices->len; i++)
    end_choice (self, g_ptr_array_index (choices, i), FERRY_DRIVER_STOPPED);
}

/**
 * ferry_driver_choose:
 * @self: a driver that drives
 * @wish: what is asked for; its ID is 0 if it is not in the journal
 * @operation: one of its operations
 * @replica: (nullable): the one that is meant, NULL = all of @operation
 * @done: (nullable): called after the commit
 * @user_data: for @done
 *
 * Carries out @wish as soon as nothing it concerns is being changed otherwise. What does not apply any more changes
 * nothing, and is done too. To send anything is refused while the account is read-only.
 */
void
ferry_driver_choose (FerryDriver *self,
                     const FerryWishRecord *wish,
                     FerryOperation *operation,
                     FerryReplica *replica,
                     FerryDriverDone done,
                     gpointer user_data)
{
  Choice *choice = g_new0 (Choice, 1);

  g_return_if_fail (FERRY_IS_DRIVER (self));
  g_return_if_fail (FERRY_IS_OPERATION (operation));

  choice->wish = ferry_wish_record_copy (wish);
  choice->operation = g_object_ref (operation);
  choice->replica = replica != NULL ? g_object_ref (replica) : NULL;
  choice->done = done;
  choice->user_data = user_data;
  choice->transaction = ferry_transaction_new ();
  choice->flows = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->choices, choice);
  ferry_driver_serve_choices (self);
}
