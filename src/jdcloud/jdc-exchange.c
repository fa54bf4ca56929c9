/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One request on the wire and the reply to it: no retry, no look into the body. Lives on the thread whose
 * main context was the default when it was started.
 *
 * A request is signed in the message's “starting” handler, because libsoup sends a request again by itself
 * when a kept connection turns out to be dead, and nonce and date must be fresh then too. That handler is
 * also the line between “never sent” and “may have been sent”.
 *
 * Between the arrival of an answer's head and libsoup's telling so (one turn of the main loop at most) nothing is
 * cancelled: libsoup (3.6.5 at least) would take the cancellation for the end of a message that it has not ended, end it
 * twice, and free it and parts of the session once too often. So a cancellation, of the caller or for want of time, is
 * first noticed on the thread of the exchange, by a source of its main context, and passed on by call_off() alone.
 *
 * Everything goes over HTTP/1.1. With HTTP/2 all requests would share one connection, and the loss of it
 * would leave all of them in doubt at once; and libsoup's own resending would then happen below “starting”.
 */

#include "config.h"

#include "jdc-exchange-private.h"

#include <string.h>

#include "jdc-error-private.h"
#include "jdc-signer.h"

#define CONTENT_TYPE "application/json"
#define CHUNK (64 * 1024)

typedef struct
{
  const JdcRequest *request; /* (unowned): outlives the exchange */
  JdcLimits limits;
  SoupMessage *message;   /* (owned) */
  GInputStream *stream;   /* (owned) (nullable) */
  GCancellable *internal; /* (owned): what libsoup listens to */
  GCancellable *outer;    /* (owned) (nullable): the caller's, while it is honoured */
  GSource *outer_source;  /* (owned) (nullable): wakes when @outer is cancelled */
  GSource *timer;         /* (owned) (nullable) */
  GSource *delayed;       /* (owned) (nullable): a cancellation that has to wait */
  JdcReply *reply;        /* (owned) */
  gsize filled;
  gboolean sent;
  gboolean answered;    /* the head of the answer is in, and libsoup has not told so yet */
  gboolean misdirected; /* a write that was answered with 421 */
  gboolean timed_out;
  gint64 begin;
} Exchange;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stop_listening (Exchange *exchange)
{
  clear_source (&exchange->outer_source);
  g_clear_object (&exchange->outer);
}

static void
exchange_free (Exchange *exchange)
{
  stop_listening (exchange);
  clear_source (&exchange->timer);
  clear_source (&exchange->delayed);
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->internal);
  g_clear_pointer (&exchange->reply, jdc_reply_free);
  g_free (exchange);
}

static char *
dup_token_value (const Exchange *exchange)
{
  const char *token = jdc_credentials_get_session_token (exchange->request->credentials);

  if (token == NULL || !exchange->limits.token_as_base64)
    return g_strdup (token);
  return g_base64_encode ((const guchar *) token, strlen (token));
}

static char *
dup_host_value (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  int own_port = strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
  g_autofree char *bracketed = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  if (g_uri_get_port (uri) <= 0 || g_uri_get_port (uri) == own_port)
    return g_steal_pointer (&bracketed);
  return g_strdup_printf ("%s:%d", bracketed, g_uri_get_port (uri));
}

/* Sets what is signed and the signature, in place of whatever an earlier sending of this message left. */
static void
sign (Exchange *exchange)
{
  const JdcRequest *request = exchange->request;
  SoupMessageHeaders *headers = soup_message_get_request_headers (exchange->message);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *nonce = g_uuid_string_random ();
  g_autofree char *token = dup_token_value (exchange);
  g_autofree char *host = dup_host_value (soup_message_get_uri (exchange->message));
  g_autofree char *base = jdc_endpoint_dup_base_path (request->endpoint, request->service);
  g_autofree char *path = g_strconcat (base, request->path, NULL);
  const JdcPair signed_headers[] = {
    { "content-type", CONTENT_TYPE },
    { "x-jdcloud-security-token", token },
  };
  const JdcSigningRequest signing = {
    .method = request->method,
    .service = request->service,
    .region = request->region,
    .host = host,
    .path = path,
    .query = (const JdcPair *) (gconstpointer) request->params->data,
    .n_query = request->params->len,
    .headers = signed_headers,
    .n_headers = token != NULL ? 2 : 1,
    .body = request->body,
    .date = date,
    .nonce = nonce,
    .sign_host = TRUE,
  };
  g_autofree char *authorization = jdc_signer_dup_authorization (&signing, request->credentials);

  soup_message_headers_replace (headers, "Host", host);
  soup_message_headers_replace (headers, "Content-Type", CONTENT_TYPE);
  soup_message_headers_replace (headers, "x-jdcloud-date", date);
  soup_message_headers_replace (headers, "x-jdcloud-nonce", nonce);
  if (token != NULL)
    soup_message_headers_replace (headers, "x-jdcloud-security-token", token);
  soup_message_headers_replace (headers, "Authorization", authorization);
}

static gboolean
delay_over_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  g_cancellable_cancel (exchange->internal);
  return G_SOURCE_REMOVE;
}

/* Ends the exchange: at once, or as soon as libsoup has told of an answer that is in, which it does at a higher
 * priority. */
static void
call_off (Exchange *exchange)
{
  if (!exchange->answered)
    {
      g_cancellable_cancel (exchange->internal);
      return;
    }
  if (exchange->delayed != NULL)
    return;
  exchange->delayed = g_idle_source_new ();
  g_source_set_static_name (exchange->delayed, "[jdcloud] end of an answered request");
  g_source_set_priority (exchange->delayed, G_PRIORITY_DEFAULT + 1);
  g_source_set_callback (exchange->delayed, delay_over_cb, exchange, NULL);
  g_source_attach (exchange->delayed, g_main_context_get_thread_default ());
}

/* The last moment at which a write can be called off; without a signature it could do nothing anyway. */
static void
starting_cb (SoupMessage *message, Exchange *exchange)
{
  if (g_cancellable_is_cancelled (exchange->outer))
    g_cancellable_cancel (exchange->internal);
  if (exchange->request->is_write)
    stop_listening (exchange);
  if (g_cancellable_is_cancelled (exchange->internal))
    return;

  exchange->sent = TRUE;
  g_atomic_int_inc (exchange->limits.n_requests);
  sign (exchange);
}

/*
 * libsoup is about to send the message again. A kept connection was dead: the next kept one may be as dead, and libsoup
 * (3.6.5 at least) frees parts of the session once too often when a message gets a second dead connection before the end
 * of the first is told. Or the answer was 421, after which libsoup would send even a write again: that is not for it to
 * decide.
 */
static void
restarted_cb (SoupMessage *message, Exchange *exchange)
{
  exchange->answered = FALSE;
  if (exchange->request->is_write)
    {
      exchange->misdirected = TRUE;
      g_cancellable_cancel (exchange->internal);
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
}

static void
got_headers_cb (SoupMessage *message, Exchange *exchange)
{
  exchange->answered = TRUE;
}

static gboolean
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  call_off (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
timed_out_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->timed_out = TRUE;
  call_off (exchange);
  return G_SOURCE_REMOVE;
}

static int
read_retry_after (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (int) MIN (seconds, G_MAXINT);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;
  now = g_date_time_new_now_utc ();
  return (int) CLAMP (g_date_time_difference (date, now) / G_USEC_PER_SEC, 0, G_MAXINT);
}

static gint64
read_clock_offset (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return 0;
  return g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC;
}

static void
finish_with_error (GTask *task, const GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);

  if (exchange->misdirected)
    {
      g_task_return_error (task, jdc_error_new_full (JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN,
                                                     SOUP_STATUS_MISDIRECTED_REQUEST, NULL, NULL, NULL));
      return;
    }
  if (exchange->timed_out)
    {
      g_debug ("%s %s: no whole answer in %.1f s", exchange->request->method, exchange->request->path,
               exchange->limits.seconds);
      g_task_return_error (
        task,
        jdc_error_new (JDC_ERROR_NETWORK, exchange->sent ? JDC_FATE_UNKNOWN : JDC_FATE_NEVER_SENT, NULL));
      return;
    }
  g_task_return_error (task, jdc_error_new_from_io (error, exchange->sent));
}

static void
finish_with_reply (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  JdcReply *reply = g_steal_pointer (&exchange->reply);

  g_byte_array_set_size (reply->body, (guint) exchange->filled + 1);
  reply->body->data[exchange->filled] = '\0';
  g_debug ("%s %s in %s: %u, %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms, request %s",
           exchange->request->method, exchange->request->path, exchange->request->service, reply->http_status,
           exchange->filled, (g_get_monotonic_time () - exchange->begin) / 1000,
           reply->request_id != NULL ? reply->request_id : "-");
  g_task_return_pointer (task, reply, (GDestroyNotify) jdc_reply_free);
}

static void read_chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Makes room for as much as the server announced, within the limit, and never more than doubles what is
 * there. */
static void
read_chunk (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  GByteArray *body = exchange->reply->body;

  if (body->len - exchange->filled < CHUNK / 2)
    g_byte_array_set_size (body, (guint) MAX (exchange->filled + CHUNK, exchange->filled * 2));
  g_input_stream_read_async (exchange->stream, body->data + exchange->filled,
                             body->len - exchange->filled - 1, G_PRIORITY_DEFAULT, exchange->internal,
                             read_chunk_cb, g_object_ref (task));
}

static void
read_chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n_read < 0)
    {
      finish_with_error (task, error);
      return;
    }
  if (n_read == 0)
    {
      finish_with_reply (task);
      return;
    }
  exchange->filled += (gsize) n_read;
  if (exchange->filled > exchange->limits.max_bytes)
    {
      /* Cancelled first, so that nothing waits for the rest when the stream goes. */
      g_cancellable_cancel (exchange->internal);
      g_task_return_error (task, jdc_error_new_protocol ("longer than allowed"));
      return;
    }
  read_chunk (task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  SoupMessageHeaders *headers;

  exchange->answered = FALSE;
  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    {
      finish_with_error (task, error);
      return;
    }
  /* What a proxy says that does not let us through, libsoup gives us for the answer to a request that never left. */
  if (!exchange->sent)
    {
      g_debug ("the proxy says %u", soup_message_get_status (exchange->message));
      g_task_return_error (task, jdc_error_new (JDC_ERROR_PROXY, JDC_FATE_NEVER_SENT, NULL));
      return;
    }
  headers = soup_message_get_response_headers (exchange->message);
  exchange->reply->http_status = soup_message_get_status (exchange->message);
  exchange->reply->request_id = g_strdup (soup_message_headers_get_one (headers, "x-jdcloud-request-id"));
  exchange->reply->retry_after = read_retry_after (headers);
  exchange->reply->clock_offset = read_clock_offset (headers);
  read_chunk (task);
}

static SoupMessage *
build_message (const JdcRequest *request)
{
  g_autofree char *query = jdc_signer_dup_canonical_query (
    (const JdcPair *) (gconstpointer) request->params->data, request->params->len);
  g_autoptr (GUri) uri = jdc_endpoint_build_uri (request->endpoint, request->service, request->path, query);
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (request->is_write)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_set_force_http1 (message, TRUE);
  /* The caller's session may have them; an answer to a 401 would be a second sending behind our back. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_disable_feature (message, SOUP_TYPE_COOKIE_JAR);
  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_SNIFFER);
  soup_message_disable_feature (message, SOUP_TYPE_CACHE);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, CONTENT_TYPE, request->body);
  return message;
}

static void
start_timer (GTask *task, Exchange *exchange)
{
  exchange->timer = g_timeout_source_new ((guint) (MAX (exchange->limits.seconds, 0.0) * 1000));
  g_source_set_static_name (exchange->timer, "[jdcloud] time limit of a request");
  g_source_set_callback (exchange->timer, timed_out_cb, exchange, NULL);
  g_source_attach (exchange->timer, g_task_get_context (task));
}

static void
start_listening (GTask *task, Exchange *exchange, GCancellable *outer)
{
  if (g_cancellable_is_cancelled (outer))
    g_cancellable_cancel (exchange->internal);
  exchange->outer = g_object_ref (outer);
  exchange->outer_source = g_cancellable_source_new (outer);
  g_source_set_static_name (exchange->outer_source, "[jdcloud] cancellation of a request");
  g_source_set_callback (exchange->outer_source, G_SOURCE_FUNC (outer_cancelled_cb), exchange, NULL);
  g_source_attach (exchange->outer_source, g_task_get_context (task));
}

/* Frees a request. */
void
jdc_request_free (JdcRequest *self)
{
  g_clear_object (&self->endpoint);
  g_clear_object (&self->credentials);
  g_clear_pointer (&self->region, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->params, g_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/*
 * jdc_exchange_async:
 * @session: the session
 * @request: what to ask; has to outlive the exchange
 * @limits: what it may take; copied
 * @cancellable: (nullable): for a write heeded only until it is sent, since then it cannot be taken back
 */
void
jdc_exchange_async (SoupSession *session,
                    const JdcRequest *request,
                    const JdcLimits *limits,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, jdc_exchange_async);
  exchange->request = request;
  exchange->limits = *limits;
  exchange->message = build_message (request);
  exchange->internal = g_cancellable_new ();
  exchange->reply = jdc_reply_new ();
  exchange->begin = g_get_monotonic_time ();
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);

  if (cancellable != NULL)
    start_listening (task, exchange, cancellable);
  g_signal_connect (exchange->message, "starting", G_CALLBACK (starting_cb), exchange);
  g_signal_connect (exchange->message, "got-headers", G_CALLBACK (got_headers_cb), exchange);
  g_signal_connect (exchange->message, "restarted", G_CALLBACK (restarted_cb), exchange);
  start_timer (task, exchange);
  soup_session_send_async (session, exchange->message, G_PRIORITY_DEFAULT, exchange->internal, sent_cb,
                           g_object_ref (task));
}

/*
 * jdc_exchange_finish:
 *
 * Returns: (transfer full) (nullable): the reply, whatever its status
 */
JdcReply *
jdc_exchange_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, session));

  return g_task_propagate_pointer (G_TASK (result), error);
}
