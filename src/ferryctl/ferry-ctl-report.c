/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-report.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-json.h"

static void
put_progress (GString *out, int progress)
{
  if (progress < 0)
    ferry_ctl_json_null (out, "progress");
  else
    ferry_ctl_json_int (out, "progress", progress);
}

static const char *
get_waiting_for (FerryReplica *replica)
{
  FerryWait wait = ferry_replica_get_waiting_for (replica);

  return wait != FERRY_WAIT_NONE ? ferry_wait_to_string (wait) : NULL;
}

/* What an event and an OP say alike about a replica. */
static void
put_replica_members (GString *out, FerryOperation *operation, FerryReplica *replica)
{
  ferry_ctl_json_string (out, "replica", ferry_replica_get_image (replica));
  ferry_ctl_json_string (out, "state", ferry_state_to_string (ferry_replica_get_state (replica)));
  ferry_ctl_json_string (out, "waiting_for", get_waiting_for (replica));
  put_progress (out, ferry_replica_get_progress (replica));
  ferry_ctl_report_error (out, "error", ferry_replica_get_problem (replica),
                          ferry_operation_get_target_region (operation));
}

static void
put_quota (GString *out, const char *name, const FerryPreflightQuota *quota)
{
  ferry_ctl_json_open (out, name, '{');
  if (quota->known)
    {
      ferry_ctl_json_int (out, "used", quota->used);
      ferry_ctl_json_int (out, "limit", quota->limit);
    }
  else
    {
      ferry_ctl_json_null (out, "used");
      ferry_ctl_json_null (out, "limit");
    }
  ferry_ctl_json_int (out, "adds", quota->adds);
  ferry_ctl_json_close (out, '}');
}

static const char *
get_wait_words (FerryWait wait)
{
  switch (wait)
    {
    case FERRY_WAIT_BUSY:
      return _ ("waiting: the image is busy");
    case FERRY_WAIT_QUOTA:
      return _ ("waiting for quota");
    case FERRY_WAIT_NETWORK:
      return _ ("waiting for the network");
    case FERRY_WAIT_THROTTLED:
      return _ ("waiting: the service asks for fewer calls");
    case FERRY_WAIT_AUTH:
      return _ ("waiting: the keys are refused");
    case FERRY_WAIT_NONE:
    case FERRY_N_WAITS:
    default:
      return _ ("waiting");
    }
}

static const char *
get_state_words (FerryState state)
{
  static const char *const words[FERRY_N_STATES] = {
    [FERRY_STATE_QUEUED] = NC_ ("replica", "queued"),
    [FERRY_STATE_WAITING] = NC_ ("replica", "waiting"),
    [FERRY_STATE_SUBMITTING] = NC_ ("replica", "sending the request"),
    [FERRY_STATE_UNCONFIRMED] = NC_ ("replica", "no answer: looking whether it arrived"),
    [FERRY_STATE_UNDECIDED] = NC_ ("replica", "undecided: your choice is needed"),
    [FERRY_STATE_PENDING] = NC_ ("replica", "pending"),
    [FERRY_STATE_AVAILABLE] = NC_ ("replica", "available"),
    [FERRY_STATE_VERIFIED] = NC_ ("replica", "available, verified"),
    [FERRY_STATE_DIFFERS] = NC_ ("replica", "differs from its source"),
    [FERRY_STATE_REFUSED] = NC_ ("replica", "refused"),
    [FERRY_STATE_ERROR] = NC_ ("replica", "error"),
    [FERRY_STATE_VANISHED] = NC_ ("replica", "vanished"),
    [FERRY_STATE_CANCELLED] = NC_ ("replica", "cancelled"),
    [FERRY_STATE_PLANNED] = NC_ ("replica", "planned"),
  };

  return g_dpgettext2 (NULL, "replica", words[state]);
}

/**
 * ferry_ctl_report_error:
 * @out: where to
 * @name: (nullable): name of the member
 * @problem: (nullable): a problem
 * @region: (nullable): the region when @problem names none
 *
 * Appends an ERR, or null.
 */
void
ferry_ctl_report_error (GString *out, const char *name, const FerryProblem *problem, const char *region)
{
  if (problem == NULL)
    {
      ferry_ctl_json_null (out, name);
      return;
    }
  ferry_ctl_json_open (out, name, '{');
  ferry_ctl_json_string (out, "reason", ferry_reason_to_string (problem->reason));
  ferry_ctl_json_string (out, "message", problem->message);
  ferry_ctl_json_string (out, "image", problem->image);
  ferry_ctl_json_string (out, "region", problem->region != NULL ? problem->region : region);
  ferry_ctl_json_string (out, "status", problem->service_status);
  ferry_ctl_json_string (out, "request_id", problem->request_id);
  ferry_ctl_json_close (out, '}');
}

/**
 * ferry_ctl_report_errors:
 * @out: where to
 * @problems: (element-type FerryProblem): problems
 *
 * Appends the members "error", the first of @problems or null, and "errors", all of them.
 */
void
ferry_ctl_report_errors (GString *out, GPtrArray *problems)
{
  ferry_ctl_report_error (out, "error", problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL, NULL);
  ferry_ctl_json_open (out, "errors", '[');
  for (guint i = 0; i < problems->len; i++)
    ferry_ctl_report_error (out, NULL, g_ptr_array_index (problems, i), NULL);
  ferry_ctl_json_close (out, ']');
}

/**
 * ferry_ctl_report_operation:
 * @out: where to
 * @name: (nullable): name of the member
 * @operation: an operation
 * @plan: (nullable): JSON from ferry_ctl_report_plan()
 *
 * Appends an OP.
 */
void
ferry_ctl_report_operation (GString *out, const char *name, FerryOperation *operation, const char *plan)
{
  ferry_ctl_json_open (out, name, '{');
  ferry_ctl_json_string (out, "id", ferry_operation_get_uid (operation));
  ferry_ctl_json_string (out, "source", ferry_operation_get_source_region (operation));
  ferry_ctl_json_string (out, "target", ferry_operation_get_target_region (operation));
  ferry_ctl_json_string (out, "state",
                         ferry_operation_state_to_string (ferry_operation_get_state (operation)));
  ferry_ctl_json_open (out, "replicas", '[');
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      ferry_ctl_json_open (out, NULL, '{');
      ferry_ctl_json_string (out, "source", ferry_replica_get_source (replica));
      put_replica_members (out, operation, replica);
      ferry_ctl_json_close (out, '}');
    }
  ferry_ctl_json_close (out, ']');
  if (plan != NULL)
    ferry_ctl_json_raw (out, "plan", plan);
  else
    ferry_ctl_json_null (out, "plan");
  ferry_ctl_json_close (out, '}');
}

/**
 * ferry_ctl_report_event:
 * @out: where to
 * @event: "state" or "progress"
 * @operation: the operation
 * @replica: its replica that has changed
 *
 * Appends an event.
 */
void
ferry_ctl_report_event (GString *out, const char *event, FerryOperation *operation, FerryReplica *replica)
{
  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_string (out, "event", event);
  ferry_ctl_json_string (out, "operation", ferry_operation_get_uid (operation));
  ferry_ctl_json_string (out, "source", ferry_replica_get_source (replica));
  ferry_ctl_json_string (out, "target", ferry_operation_get_target_region (operation));
  put_replica_members (out, operation, replica);
  ferry_ctl_json_close (out, '}');
}

/**
 * ferry_ctl_report_plan:
 * @preflight: a finished preflight
 *
 * Returns: (transfer full): the member "plan" of an OP that is only planned
 */
char *
ferry_ctl_report_plan (FerryPreflight *preflight)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) calls = ferry_preflight_dup_calls (preflight);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_open (out, "calls", '[');
  for (guint i = 0; calls[i] != NULL; i++)
    ferry_ctl_json_string (out, NULL, calls[i]);
  ferry_ctl_json_close (out, ']');
  put_quota (out, "images", ferry_preflight_get_image_quota (preflight));
  put_quota (out, "snapshots", ferry_preflight_get_snapshot_quota (preflight));
  ferry_ctl_json_close (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * ferry_ctl_report_sentence:
 * @problem: a problem
 *
 * Returns: (transfer full): its sentence, with the request ID to quote to the service's support
 */
char *
ferry_ctl_report_sentence (const FerryProblem *problem)
{
  const char *message =
    problem->message != NULL ? problem->message : ferry_reason_to_string (problem->reason);

  if (problem->request_id == NULL || *problem->request_id == '\0')
    return g_strdup (message);
  /* Translators: a sentence, then the ID under which the service's support finds the call. */
  return g_strdup_printf (_ ("%s (Request ID %s.)"), message, problem->request_id);
}

/**
 * ferry_ctl_report_state_words:
 * @replica: a replica
 *
 * Returns: (transfer full): what it is doing, in words
 */
char *
ferry_ctl_report_state_words (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);
  int progress = ferry_replica_get_progress (replica);

  if (state == FERRY_STATE_WAITING)
    return g_strdup (get_wait_words (ferry_replica_get_waiting_for (replica)));
  if (state == FERRY_STATE_PENDING && progress >= 0)
    return g_strdup_printf (_ ("pending, %d %%"), progress);
  return g_strdup (get_state_words (state));
}

/**
 * ferry_ctl_report_operation_words:
 * @state: state of an operation
 *
 * Returns: (transfer none): the state in words
 */
const char *
ferry_ctl_report_operation_words (FerryOperationState state)
{
  static const char *const words[] = {
    [FERRY_OPERATION_QUEUED] = NC_ ("operation", "queued"),
    [FERRY_OPERATION_RUNNING] = NC_ ("operation", "running"),
    [FERRY_OPERATION_WAITING] = NC_ ("operation", "waiting"),
    [FERRY_OPERATION_DONE] = NC_ ("operation", "done"),
    [FERRY_OPERATION_FAILED] = NC_ ("operation", "failed"),
    [FERRY_OPERATION_PARTIAL] = NC_ ("operation", "partly failed"),
    [FERRY_OPERATION_UNDECIDED] = NC_ ("operation", "undecided"),
    [FERRY_OPERATION_CANCELLED] = NC_ ("operation", "cancelled"),
    [FERRY_OPERATION_PLANNED] = NC_ ("operation", "planned"),
  };

  return g_dpgettext2 (NULL, "operation", words[state]);
}

/**
 * ferry_ctl_report_advice:
 * @operation: an operation
 * @replica: its replica that is undecided
 *
 * Returns: (transfer full): what the user can do about it
 */
char *
ferry_ctl_report_advice (FerryOperation *operation, FerryReplica *replica)
{
  const char *candidate = ferry_replica_get_candidate (replica);

  return g_strdup_printf (_ ("Whether %s was copied to %s cannot be told. Look there, then choose: "
                             "“ferryctl resolve %s %s” with “--there %s” if that image is the replica, "
                             "“--send-again” if there is none, or “--forget”."),
                          ferry_replica_get_source (replica), ferry_operation_get_target_region (operation),
                          ferry_operation_get_uid (operation), ferry_replica_get_source (replica),
                          candidate != NULL ? candidate : _ ("IMAGE"));
}
