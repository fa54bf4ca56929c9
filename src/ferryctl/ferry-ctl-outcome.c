/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-outcome.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-known.h"
#include "ferryctl/ferry-ctl-report.h"

/* For someone who waits until the end. */
static FerryCtlOutcome
judge_state (FerryReplica *replica)
{
  switch (ferry_replica_get_state (replica))
    {
    case FERRY_STATE_VERIFIED:
      return FERRY_CTL_OUTCOME_GOOD;
    case FERRY_STATE_AVAILABLE:
      return ferry_ctl_known_is_ended (replica) ? FERRY_CTL_OUTCOME_GOOD : FERRY_CTL_OUTCOME_RUNNING;
    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_STATE_CANCELLED:
      return FERRY_CTL_OUTCOME_BAD;
    case FERRY_STATE_REFUSED:
      return FERRY_CTL_OUTCOME_REFUSED;
    case FERRY_STATE_UNDECIDED:
      return FERRY_CTL_OUTCOME_OPEN;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_WAITING:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      return ferry_replica_get_waiting_for (replica) == FERRY_WAIT_AUTH ? FERRY_CTL_OUTCOME_NO_KEYS
                                                                        : FERRY_CTL_OUTCOME_RUNNING;
    }
}

/* For someone who waits only until the request is answered. */
static FerryCtlOutcome
judge_answer (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);

  if (state == FERRY_STATE_PENDING || state == FERRY_STATE_AVAILABLE)
    return FERRY_CTL_OUTCOME_GOOD;
  if (state == FERRY_STATE_UNCONFIRMED)
    return FERRY_CTL_OUTCOME_OPEN;
  if (state == FERRY_STATE_WAITING && ferry_replica_get_waiting_for (replica) != FERRY_WAIT_AUTH)
    return FERRY_CTL_OUTCOME_OPEN;
  return judge_state (replica);
}

static char *
dup_default_message (FerryOperation *operation, FerryReplica *replica)
{
  const char *source = ferry_replica_get_source (replica);
  const char *target = ferry_operation_get_target_region (operation);

  switch (ferry_replica_get_state (replica))
    {
    case FERRY_STATE_DIFFERS:
      return g_strdup_printf (_ ("The replica of %s in %s differs from it: compare them before you use it."),
                              source, target);
    case FERRY_STATE_VANISHED:
      return g_strdup_printf (_ ("The replica of %s in %s is gone: somebody may have deleted it."), source,
                              target);
    case FERRY_STATE_CANCELLED:
      return g_strdup_printf (_ ("The copy of %s to %s was cancelled before it was sent."), source, target);
    case FERRY_STATE_UNCONFIRMED:
      return g_strdup_printf (
        _ ("Whether the copy of %s to %s was accepted is not known yet: “ferryctl resume” "
           "finds out."),
        source, target);
    case FERRY_STATE_WAITING:
      return g_strdup_printf (
        _ ("The copy of %s to %s waits for another one of the same image: “ferryctl resume” "
           "sends it."),
        source, target);
    case FERRY_STATE_REFUSED:
      return g_strdup_printf (_ ("The copy of %s to %s was refused."), source, target);
    case FERRY_STATE_UNDECIDED:
      return ferry_ctl_report_advice (operation, replica);
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      return g_strdup_printf (_ ("The copy of %s to %s failed: JD Cloud reports an error for the replica."),
                              source, target);
    }
}

static FerryReason
get_default_reason (FerryReplica *replica)
{
  switch (ferry_replica_get_state (replica))
    {
    case FERRY_STATE_DIFFERS:
      return FERRY_REASON_DIFFERS;
    case FERRY_STATE_VANISHED:
      return FERRY_REASON_VANISHED;
    case FERRY_STATE_CANCELLED:
      return FERRY_REASON_INTERRUPTED;
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_UNDECIDED:
      return FERRY_REASON_UNDECIDED;
    case FERRY_STATE_WAITING:
      return FERRY_REASON_BUSY;
    case FERRY_STATE_REFUSED:
      return FERRY_REASON_SERVICE;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      return FERRY_REASON_REPLICA_ERROR;
    }
}

/* An unanswered request failed for some reason, but what people need to know is that it is open. */
static gboolean
needs_own_words (FerryReplica *replica)
{
  const FerryProblem *problem = ferry_replica_get_problem (replica);

  return problem == NULL || problem->message == NULL || *problem->message == '\0' ||
         ferry_replica_get_state (replica) == FERRY_STATE_UNDECIDED ||
         ferry_replica_get_state (replica) == FERRY_STATE_UNCONFIRMED;
}

/**
 * ferry_ctl_outcome_judge:
 * @replica: a replica
 * @no_wait: whether an answer to its request is all that is waited for
 *
 * Returns: how far it is
 */
FerryCtlOutcome
ferry_ctl_outcome_judge (FerryReplica *replica, gboolean no_wait)
{
  return no_wait ? judge_answer (replica) : judge_state (replica);
}

/**
 * ferry_ctl_outcome_dup_problem:
 * @operation: its operation
 * @replica: a replica that is not good
 * @outcome: what ferry_ctl_outcome_judge() says of it
 *
 * Returns: (transfer full): why not, naming the image and the target region
 */
FerryProblem *
ferry_ctl_outcome_dup_problem (FerryOperation *operation, FerryReplica *replica, FerryCtlOutcome outcome)
{
  const FerryProblem *problem = ferry_replica_get_problem (replica);
  const char *source = ferry_replica_get_source (replica);
  const char *target = ferry_operation_get_target_region (operation);
  g_autofree char *message = NULL;

  if (outcome == FERRY_CTL_OUTCOME_NO_KEYS && problem != NULL)
    message = g_strdup_printf (_ ("%s The copies wait: “ferryctl resume” goes on once the keys work."),
                               problem->message);
  else if (needs_own_words (replica))
    message = dup_default_message (operation, replica);
  else
    message = g_strdup (problem->message);
  if (problem == NULL || ferry_replica_get_state (replica) == FERRY_STATE_UNDECIDED)
    return ferry_problem_new (get_default_reason (replica), source, target, message);
  return ferry_problem_new_full (problem->reason, source, problem->region != NULL ? problem->region : target,
                                 problem->http_status, problem->service_status, problem->request_id, message);
}
