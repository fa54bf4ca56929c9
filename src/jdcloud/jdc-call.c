/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One call: a write is sent once and never again; a read is repeated within its budget. Lives on the thread
 * whose main context was the default when it was started; several calls of one client may live on several
 * threads.
 */

#include "config.h"

#include "jdc-call-private.h"

#include "jdc-error-private.h"

/* The first pause is up to this long, each later one up to twice the one before. */
#define FIRST_PAUSE_SECONDS 0.25
#define LONGEST_PAUSE_SECONDS 8.0

typedef struct
{
  JdcWire *wire;       /* (unowned): of the client, which the task holds */
  JdcRequest *request; /* (owned) */
  JdcParseFunc parse;
  gpointer data; /* (owned by data_free) */
  GDestroyNotify data_free;
  GDestroyNotify value_free;
  guint n_tries;
  gint64 deadline;       /* monotonic */
  gint64 arrived;        /* monotonic: at the gate */
  JdcTokenForm used;     /* the form of the attempt under way */
  gboolean tried_base64; /* after a 401 in this call */
  char *request_id;      /* (owned) (nullable) */
} Call;

static void attempt (GTask *task);

static void
call_free (Call *call)
{
  g_clear_pointer (&call->request, jdc_request_free);
  if (call->data_free != NULL)
    g_clear_pointer (&call->data, call->data_free);
  g_clear_pointer (&call->request_id, g_free);
  g_free (call);
}

static double
seconds_left (const Call *call)
{
  return (double) (call->deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC;
}

/* Of a read. What the service has refused in its own form is not asked again; a fault, a lost or a garbled answer is,
 * whatever its status: a page of something in between may be gone the next time. */
static gboolean
is_worth_repeating (const GError *error)
{
  if (error->domain != JDC_ERROR)
    return FALSE;
  if (error->code == JDC_ERROR_THROTTLED)
    return TRUE;
  if (jdc_error_get_fate (error) == JDC_FATE_REFUSED)
    return FALSE;
  return error->code == JDC_ERROR_NETWORK || error->code == JDC_ERROR_PROXY ||
         error->code == JDC_ERROR_SERVICE || error->code == JDC_ERROR_PROTOCOL;
}

/* Exponential with full jitter, so that many clients do not come back together; never earlier than asked for, and
 * not before the gate would let it through. */
static double
choose_pause (const Call *call, const GError *error)
{
  double longest = MIN (FIRST_PAUSE_SECONDS * (1u << MIN (call->n_tries - 1, 8u)), LONGEST_PAUSE_SECONDS);
  double pause = MAX (g_random_double_range (0, longest), (double) jdc_error_get_retry_after (error));
  JdcGate *gate = call->wire->gate;

  if (gate == NULL)
    return pause;
  return MAX (pause, (double) JDC_GATE_GET_IFACE (gate)->get_wait (gate, call->request->service,
                                                                   call->request->region) /
                       G_USEC_PER_SEC);
}

static gboolean
pause_ended_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    attempt (task);
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cb (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Waits; a cancellation wakes it at once. */
static void
wait_and_attempt (GTask *task, double seconds)
{
  g_autoptr (GSource) source = g_timeout_source_new ((guint) (seconds * 1000));
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL)
    {
      g_autoptr (GSource) child = g_cancellable_source_new (cancellable);

      g_source_set_callback (child, G_SOURCE_FUNC (wake_cb), NULL, NULL);
      g_source_add_child_source (source, child);
    }
  g_source_set_static_name (source, "[jdcloud] pause before a repetition");
  g_source_set_callback (source, pause_ended_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* Temporary keys send their token as it is or as base64; which one is not documented, so the first read finds
 * out. */
static gboolean
should_try_base64 (const Call *call, const GError *error)
{
  return !call->request->is_write && !call->tried_base64 && call->used == JDC_TOKEN_RAW &&
         g_atomic_int_get (&call->wire->token_form) != JDC_TOKEN_RAW &&
         g_error_matches (error, JDC_ERROR, JDC_ERROR_AUTH) &&
         jdc_credentials_get_session_token (call->request->credentials) != NULL;
}

/*
 * Only a success shows that the token was understood: a gateway may forbid or throttle before it looks at it. Writes
 * only use what reads have learned.
 */
static void
learn_token_form (const Call *call)
{
  if (!call->request->is_write && jdc_credentials_get_session_token (call->request->credentials) != NULL)
    g_atomic_int_set (&call->wire->token_form, call->used);
}

static void
handle_error (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);
  double pause;

  if (should_try_base64 (call, error))
    {
      g_error_free (error);
      call->tried_base64 = TRUE;
      attempt (task);
      return;
    }
  if (call->request->is_write || call->n_tries >= call->wire->max_tries || !is_worth_repeating (error))
    {
      g_task_return_error (task, error);
      return;
    }
  pause = choose_pause (call, error);
  if (pause >= seconds_left (call))
    {
      g_task_return_error (task, error);
      return;
    }
  g_debug ("try %u failed, next in %.2f s", call->n_tries, pause);
  g_error_free (error);
  wait_and_attempt (task, pause);
}

static void
handle_answer (GTask *task, const JdcJson *root)
{
  Call *call = g_task_get_task_data (task);
  JdcReader reader = { NULL };
  const JdcValue *result = jdc_reader_object (&reader, jdc_json_get_object (root), "result");
  gpointer value;

  if (call->parse == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  value = call->parse (&reader, result, call->data);
  if (reader.failed == NULL)
    {
      g_task_return_pointer (task, value, call->value_free);
      return;
    }
  call->value_free (value);
  handle_error (task,
                jdc_error_new_full (JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN, 200, NULL, NULL, call->request_id));
}

/* Returns: (transfer none) (nullable): what this call has to pass */
static JdcGate *
get_gate (const Call *call)
{
  return call->request->is_write && call->wire->writes_pass ? NULL : call->wire->gate;
}

static void
tell_gate (const Call *call, const GError *error)
{
  JdcGate *gate = get_gate (call);

  if (gate != NULL)
    JDC_GATE_GET_IFACE (gate)->ended (gate, call->request->service, call->request->region, error);
}

static void
exchanged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JdcReply) reply = NULL;
  g_autoptr (JdcJson) root = NULL;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  reply = jdc_exchange_finish (SOUP_SESSION (source), result, &error);
  g_clear_pointer (&call->request_id, g_free);
  if (reply != NULL)
    root = jdc_answer_read (reply, &call->request_id, &error);
  tell_gate (call, error);
  if (root == NULL)
    {
      handle_error (task, error);
      return;
    }
  learn_token_form (call);
  handle_answer (task, root);
}

static void
exchange (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  JdcWire *wire = call->wire;
  JdcTokenForm known = (JdcTokenForm) g_atomic_int_get (&wire->token_form);
  JdcLimits limits = { .max_bytes = wire->max_answer, .n_requests = &wire->n_requests };

  call->n_tries++;
  call->used = known == JDC_TOKEN_BASE64 || call->tried_base64 ? JDC_TOKEN_BASE64 : JDC_TOKEN_RAW;
  limits.token_as_base64 = call->used == JDC_TOKEN_BASE64;
  limits.seconds =
    call->request->is_write ? wire->write_seconds : MIN (wire->read_seconds, seconds_left (call));
  jdc_exchange_async (wire->session, call->request, &limits, g_task_get_cancellable (task), exchanged_cb,
                      g_object_ref (task));
}

/* How long it had to wait for others is no part of what the service takes. */
static void
passed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  JdcGate *gate = JDC_GATE (source);
  GError *error = NULL;

  if (!JDC_GATE_GET_IFACE (gate)->pass_finish (gate, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  call->deadline += g_get_monotonic_time () - call->arrived;
  exchange (task);
}

/* Whoever waits for an answer is told now, rather than left without a word for as long as the service wants quiet. What
 * is under way anyway has patience. */
static gboolean
is_too_quiet (const Call *call, JdcGate *gate)
{
  gint64 quiet;

  if (call->wire->writes_pass)
    return FALSE;
  quiet = JDC_GATE_GET_IFACE (gate)->get_quiet (gate, call->request->service, call->request->region);
  return (double) quiet / G_USEC_PER_SEC > MAX (seconds_left (call), 0);
}

static void
attempt (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  JdcGate *gate = get_gate (call);

  if (gate == NULL)
    {
      exchange (task);
      return;
    }
  if (is_too_quiet (call, gate))
    {
      g_task_return_error (task, jdc_error_new (JDC_ERROR_THROTTLED, JDC_FATE_NEVER_SENT, NULL));
      return;
    }
  call->arrived = g_get_monotonic_time ();
  JDC_GATE_GET_IFACE (gate)->pass_async (gate, call->request->service, call->request->region,
                                         call->request->is_write || call->wire->writes_pass,
                                         g_task_get_cancellable (task), passed_cb, g_object_ref (task));
}

/* What does not fit into a header must not get near one. Nothing of the keys is in the error. */
static GError *
check_credentials (JdcCredentials *credentials)
{
  const char *token = jdc_credentials_get_session_token (credentials);
  GError *error = NULL;

  if (!jdc_credentials_check (jdc_credentials_get_access_key (credentials),
                              jdc_credentials_get_secret_key (credentials), &error))
    return error;
  for (const char *p = token; p != NULL && *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return jdc_error_new (JDC_ERROR_AUTH, JDC_FATE_NEVER_SENT, NULL);
    }
  return NULL;
}

/*
 * jdc_call_run:
 * @task: (transfer full): the operation; its source is the client
 * @wire: of the client
 * @request: (transfer full): what to ask
 * @parse: (nullable): makes the task's pointer of the result; without it the task returns %TRUE
 * @data: (nullable) (transfer full): for @parse
 * @data_free: (nullable): frees @data
 * @value_free: (nullable): frees what @parse made
 */
void
jdc_call_run (GTask *task,
              JdcWire *wire,
              JdcRequest *request,
              JdcParseFunc parse,
              gpointer data,
              GDestroyNotify data_free,
              GDestroyNotify value_free)
{
  g_autoptr (GTask) owned = task;
  Call *call = g_new0 (Call, 1);
  GError *error;

  call->wire = wire;
  call->request = request;
  call->parse = parse;
  call->data = data;
  call->data_free = data_free;
  call->value_free = value_free;
  call->deadline = g_get_monotonic_time () + (gint64) (wire->retry_seconds * G_USEC_PER_SEC);
  /* What a write has done is told even to a caller who has stopped listening. */
  g_task_set_check_cancellable (task, !request->is_write);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  error = check_credentials (request->credentials);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    attempt (task);
}

/* Returns: (transfer full) (nullable): the service's ID of a request that succeeded */
char *
jdc_call_dup_request_id (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  return g_strdup (call->request_id);
}
