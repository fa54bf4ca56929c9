/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request on the wire: what is known when it fails, and what a cancellation still stops. */

#include "config.h"

#include <string.h>

#include "client-fixture.h"
#include "sample.h"

/* With each a connection of its own, an answer lost, garbled or odd leaves a write in doubt, and nothing resends it. */
static void
test_write_in_doubt (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    RawKind kind;
    guint status;
    const char *headers;
    const char *body;
    JdcError code;
    JdcFate fate;
  } cases[] = {
    { RAW_RESET, 0, NULL, NULL, JDC_ERROR_NETWORK, JDC_FATE_UNKNOWN },
    { RAW_CLOSE, 0, NULL, NULL, JDC_ERROR_NETWORK, JDC_FATE_UNKNOWN },
    { RAW_TRUNCATE, 200, NULL, "{\"requestId\":\"r\",\"result\":{\"copyImages\":[]}}", JDC_ERROR_NETWORK,
      JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "<html>Log in to the Wi-Fi</html>", JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "", JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "{\"requestId\":\"r\"}", JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "{\"requestId\":\"r\",\"result\":{}}", JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "{\"result\":{\"copyImages\":[{\"sourceImageId\":\"a\"}]}}", JDC_ERROR_PROTOCOL,
      JDC_FATE_UNKNOWN },
    { RAW_REPLY, 200, NULL, "{\"error\":{\"code\":429,\"status\":\"RATE_LIMIT\",\"message\":\"m\"}}",
      JDC_ERROR_THROTTLED, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 302, "Location: /elsewhere\r\n", "", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 307, "Location: /elsewhere\r\n", "", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 421, NULL, "", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
    { RAW_REPLY, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n",
      "{\"error\":{\"code\":401,\"status\":\"ACCESS_ERROR\",\"message\":\"m\"}}", JDC_ERROR_AUTH,
      JDC_FATE_REFUSED },
    { RAW_REPLY, 429, NULL, "{\"error\":{\"code\":429,\"status\":\"RATE_LIMIT\",\"message\":\"m\"}}",
      JDC_ERROR_THROTTLED, JDC_FATE_REFUSED },
    { RAW_REPLY, 503, "Retry-After: 7\r\n", "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}",
      JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      raw_server_order (fixture->server, cases[i].kind, cases[i].status, cases[i].headers, cases[i].body);
      assert_copy_fails (fixture, cases[i].code, cases[i].fate);
      g_assert_cmpuint (raw_server_get_n (fixture->server), ==, i + 1);
      g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, i + 1);
      g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, i + 1);
    }
}

/* DELETE is idempotent to libsoup, which would send it again on a dead kept connection: it never gets one. */
static void
test_delete_not_resent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;

  order_sample (fixture, 200, "describeImages-empty.json");
  page = list (fixture);
  g_assert_nonnull (page);
  g_clear_object (&fixture->result);
  raw_server_order (fixture->server, RAW_CLOSE, 0, NULL, NULL);
  jdc_client_delete_image_async (fixture->client, "cn-north-1", "img-1", FALSE, NULL, got_result_cb, fixture);
  wait_result (fixture);
  g_assert_false (jdc_client_delete_image_finish (fixture->client, fixture->result, NULL, &fixture->error));
  g_assert_error (fixture->error, JDC_ERROR, JDC_ERROR_NETWORK);
  g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, JDC_FATE_UNKNOWN);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 2);
  g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, 2);
}

static void
test_never_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawServer) gone = raw_server_new ();
  g_autofree char *url = g_strdup (raw_server_get_url (gone));

  g_clear_pointer (&gone, raw_server_free);
  g_clear_object (&fixture->client);
  fixture->client = new_client (fixture, url, NULL);
  assert_copy_fails (fixture, JDC_ERROR_NETWORK, JDC_FATE_NEVER_SENT);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 0);
}

/* TLS against a server that speaks none: nothing was asked yet. */
static void
test_no_tls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", raw_server_get_port (fixture->server));

  g_clear_object (&fixture->client);
  fixture->client = new_client (fixture, url, NULL);
  jdc_client_set_time_limits (fixture->client, 0.3, 0.3);
  begin_copy (fixture);
  wait_result (fixture);
  g_assert_null (jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error));
  g_assert_true (fixture->error->domain == JDC_ERROR);
  g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, JDC_FATE_NEVER_SENT);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 0);
}

/* A certificate that nobody vouches for: refused before anything is asked. */
static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "self-signed.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("GIO has no TLS backend here");
      return;
    }
  certificate = g_tls_certificate_new_from_file (path, &fixture->error);
  g_assert_no_error (fixture->error);
  raw_server_use_tls (fixture->server, certificate);

  g_clear_object (&fixture->client);
  fixture->client = new_client (fixture, raw_server_get_url (fixture->server), NULL);
  assert_copy_fails (fixture, JDC_ERROR_TLS, JDC_FATE_NEVER_SENT);
  assert_list_fails (fixture, JDC_ERROR_TLS);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 0);
}

/* Reading stops soon behind the limit, however much there would be. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  jdc_client_set_read_retry (fixture->client, 1, 30);
  jdc_client_set_max_answer (fixture->client, 1024 * 1024);
  raw_server_order (fixture->server, RAW_ENDLESS, 200, NULL, NULL);
  assert_list_fails (fixture, JDC_ERROR_PROTOCOL);
  g_assert_cmpint (raw_server_wait_endless (fixture->server), <, 32 * 1024 * 1024);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new ("{\"result\":{}}");
  g_autoptr (JdcImagePage) page = NULL;

  jdc_client_set_read_retry (fixture->client, 1, 30);
  jdc_client_set_max_answer (fixture->client, 300000);
  while (body->len < 300000)
    g_string_append_c (body, ' ');
  raw_server_reply (fixture->server, 200, body->str);
  page = list (fixture);
  g_assert_no_error (fixture->error);

  g_string_append_c (body, ' ');
  raw_server_reply (fixture->server, 200, body->str);
  assert_list_fails (fixture, JDC_ERROR_PROTOCOL);
}

static void
test_read_stalls (Fixture *fixture, gconstpointer data)
{
  jdc_client_set_read_retry (fixture->client, 2, 30);
  jdc_client_set_time_limits (fixture->client, 0.05, 0.05);
  raw_server_order (fixture->server, RAW_STALL, 0, NULL, NULL);
  raw_server_order (fixture->server, RAW_STALL, 0, NULL, NULL);
  assert_list_fails (fixture, JDC_ERROR_NETWORK);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 2);
}

static void
test_write_stalls (Fixture *fixture, gconstpointer data)
{
  jdc_client_set_time_limits (fixture->client, 0.05, 0.05);
  raw_server_order (fixture->server, RAW_STALL, 0, NULL, NULL);
  assert_copy_fails (fixture, JDC_ERROR_NETWORK, JDC_FATE_UNKNOWN);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 1);
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  begin_copy (fixture);
  wait_result (fixture);
  g_assert_null (jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (list (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 0);
}

static void
cancel_at_starting_cb (SoupMessage *message, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
queued_cb (SoupSession *session, SoupMessage *message, GCancellable *cancellable)
{
  g_signal_connect (message, "starting", G_CALLBACK (cancel_at_starting_cb), cancellable);
}

/* Our own handler runs first: from then on the cancellation comes too late for a write. */
static void
test_cancel_at_starting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) pairs = NULL;

  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (queued_cb), fixture->cancellable);
  order_sample (fixture, 200, "copyImages-ok.json");
  pairs = copy (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (pairs->len, ==, 2);
  g_assert_true (g_cancellable_is_cancelled (fixture->cancellable));
}

static void
connecting_cb (SoupMessage *message,
               GSocketClientEvent event,
               GIOStream *connection,
               GCancellable *cancellable)
{
  if (event == G_SOCKET_CLIENT_CONNECTED)
    g_cancellable_cancel (cancellable);
}

static void
queued_for_connecting_cb (SoupSession *session, SoupMessage *message, GCancellable *cancellable)
{
  g_signal_connect (message, "network-event", G_CALLBACK (connecting_cb), cancellable);
}

static void
expect_request_cb (SoupMessage *message, Fixture *fixture)
{
  if (!g_cancellable_is_cancelled (fixture->cancellable))
    raw_server_order (fixture->server, RAW_CLOSE, 0, NULL, NULL);
}

static void
queued_for_expecting_cb (SoupSession *session, SoupMessage *message, Fixture *fixture)
{
  g_signal_connect (message, "starting", G_CALLBACK (expect_request_cb), fixture);
}

/* At each turn on the way to a connection: while it is made, while its TLS handshake stalls, when it stands. */
static void
test_cancel_connecting (Fixture *fixture, gconstpointer data)
{
  g_autofree char *secure = g_strdup_printf ("https://127.0.0.1:%u", raw_server_get_port (fixture->server));
  const char *urls[] = { raw_server_get_url (fixture->server), secure };

  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (queued_for_expecting_cb), fixture);
  for (guint i = 0; i < 40; i++)
    {
      g_clear_object (&fixture->client);
      fixture->client = new_client (fixture, urls[i % 2], NULL);
      g_cancellable_reset (fixture->cancellable);
      begin_copy (fixture);
      for (guint j = 0; j < i / 2 && jdc_client_get_n_requests (fixture->client) == 0; j++)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (fixture->cancellable);
      wait_result (fixture);
      g_assert_null (jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error));
    }
}

/* The last moment before: the connection stands, nothing is written. */
static void
test_cancel_connected (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (queued_for_connecting_cb),
                    fixture->cancellable);
  g_assert_null (copy (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 0);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 0);
}

static void
test_cancel_in_flight (Fixture *fixture, gconstpointer data)
{
  /* A read ends at once. */
  raw_server_order (fixture->server, RAW_STALL, 0, NULL, NULL);
  begin_list (fixture);
  wait_arrived (fixture, 1);
  g_cancellable_cancel (fixture->cancellable);
  wait_result (fixture);
  g_assert_null (jdc_client_describe_images_finish (fixture->client, fixture->result, &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* A write goes on to its answer. */
  g_cancellable_reset (fixture->cancellable);
  order_sample (fixture, 200, "copyImages-ok.json");
  begin_copy (fixture);
  wait_arrived (fixture, 2);
  g_cancellable_cancel (fixture->cancellable);
  wait_result (fixture);
  g_ptr_array_unref (jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error));
  g_assert_no_error (fixture->error);
}

static void
note_cb (SoupMessage *message, gboolean *noted)
{
  *noted = TRUE;
}

static void
queued_for_headers_cb (SoupSession *session, SoupMessage *message, gboolean *noted)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (note_cb), noted);
}

static void
queued_for_early_cb (SoupSession *session, SoupMessage *message, RawServer *server)
{
  g_signal_connect_swapped (message, "starting", G_CALLBACK (raw_server_wait_early), server);
}

/* The answer is there as soon as it is looked for; libsoup tells so when the main loop comes round again. Until then it
 * must hear of no cancellation: 3.6.5 would end the message twice. */
static void
test_cancel_answered (Fixture *fixture, gconstpointer data)
{
  gboolean answered = FALSE;

  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (queued_for_early_cb), fixture->server);
  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (queued_for_headers_cb), &answered);
  raw_server_order (fixture->server, RAW_EARLY, 200, NULL, "{\"result\":{}}");
  begin_list (fixture);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->result);
  g_cancellable_cancel (fixture->cancellable);
  wait_result (fixture);
  g_assert_null (jdc_client_describe_images_finish (fixture->client, fixture->result, &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_arrived (fixture, 1);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel_pause (Fixture *fixture, gconstpointer data)
{
  raw_server_order (fixture->server, RAW_REPLY, 429, "Retry-After: 20\r\n", "");
  begin_list (fixture);
  wait_arrived (fixture, 1);
  g_timeout_add (100, cancel_cb, fixture->cancellable);
  wait_result (fixture);
  g_assert_null (jdc_client_describe_images_finish (fixture->client, fixture->result, &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The server drops a kept connection just as the next request comes: libsoup resends it, signed anew. */
static void
test_stale_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) first = NULL;
  g_autoptr (JdcImagePage) second = NULL;

  jdc_client_set_read_retry (fixture->client, 1, 30);
  order_sample (fixture, 200, "describeImages-empty.json");
  first = list (fixture);
  g_assert_nonnull (first);
  raw_server_order (fixture->server, RAW_CLOSE, 0, NULL, NULL);
  order_sample (fixture, 200, "describeImages-page1.json");
  second = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (jdc_image_page_get_images (second)->len, ==, 10);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 3);
  g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, 2);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 3);
  g_assert_cmpstr (raw_server_get_header (fixture->server, 1, "x-jdcloud-nonce"), !=,
                   raw_server_get_header (fixture->server, 2, "x-jdcloud-nonce"));
  assert_signed (fixture, 1, "vm", "cn-north-1", FALSE);
  assert_signed (fixture, 2, "vm", "cn-north-1", FALSE);
}

/* Several kept connections are dead, as after a sleep of the computer: one is tried, then a new one is made. */
static void
test_stale_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;
  Fixture each[3];

  jdc_client_set_read_retry (fixture->client, 1, 30);
  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      each[i] = *fixture;
      order_sample (fixture, 200, "describeImages-empty.json");
      begin_list (&each[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      wait_result (&each[i]);
      g_object_unref (jdc_client_describe_images_finish (each[i].client, each[i].result, NULL));
      g_object_unref (each[i].result);
    }

  raw_server_order (fixture->server, RAW_CLOSE, 0, NULL, NULL);
  order_sample (fixture, 200, "describeImages-page1.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (jdc_image_page_get_images (page)->len, ==, 10);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 5);
  g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, 4);
}

/* Many at a time, each with its own answer. */
static void
test_parallel (Fixture *fixture, gconstpointer data)
{
  Fixture each[8];

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      each[i] = *fixture;
      order_sample (fixture, 200, "copyImages-ok.json");
      begin_copy (&each[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      wait_result (&each[i]);
      g_ptr_array_unref (
        jdc_client_copy_images_finish (each[i].client, each[i].result, NULL, &each[i].error));
      g_assert_no_error (each[i].error);
      g_clear_object (&each[i].result);
    }
  g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, G_N_ELEMENTS (each));
}

static void
logged_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  g_string_append_printf (user_data, "%s: %s\n", domain, message);
}

/* Everything that is logged on the way, and no secret in it. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;
  g_autoptr (GString) logged = g_string_new (NULL);
  GLogFunc before = g_log_set_default_handler (logged_cb, logged);

  raw_server_order (fixture->server, RAW_RESET, 0, NULL, NULL);
  raw_server_reply (fixture->server, 200,
                    "{\"result\":{\"images\":[{\"imageId\":\"" SECRET_KEY "\",\"name\":1}]}}");
  order_sample (fixture, 200, "describeImages-empty.json");
  page = list (fixture);
  g_log_set_default_handler (before, NULL);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (strstr (logged->str, "/v1/regions/cn-north-1/images"));
  g_assert_null (strstr (logged->str, SECRET_KEY));
  g_assert_null (strstr (logged->str, ACCESS_KEY));
  g_assert_null (strstr (logged->str, TOKEN));
  g_assert_null (strstr (logged->str, "Signature"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/exchange/write-in-doubt", test_write_in_doubt, NULL);
  ADD ("/exchange/delete-not-resent", test_delete_not_resent, NULL);
  ADD ("/exchange/never-sent", test_never_sent, NULL);
  ADD ("/exchange/no-tls", test_no_tls, NULL);
  ADD ("/exchange/untrusted", test_untrusted, NULL);
  ADD ("/exchange/endless", test_endless, NULL);
  ADD ("/exchange/limits", test_limits, NULL);
  ADD ("/exchange/read-stalls", test_read_stalls, NULL);
  ADD ("/exchange/write-stalls", test_write_stalls, NULL);
  ADD ("/exchange/cancel-before", test_cancel_before, NULL);
  ADD ("/exchange/cancel-connecting", test_cancel_connecting, NULL);
  ADD ("/exchange/cancel-connected", test_cancel_connected, NULL);
  ADD ("/exchange/cancel-at-starting", test_cancel_at_starting, NULL);
  ADD ("/exchange/cancel-in-flight", test_cancel_in_flight, NULL);
  ADD ("/exchange/cancel-answered", test_cancel_answered, NULL);
  ADD ("/exchange/cancel-pause", test_cancel_pause, NULL);
  ADD ("/exchange/stale-connection", test_stale_connection, NULL);
  ADD ("/exchange/stale-connections", test_stale_connections, NULL);
  ADD ("/exchange/parallel", test_parallel, NULL);
  ADD ("/exchange/log", test_log, TOKEN);
  return g_test_run ();
}
