/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client against a server that does what it is told, good or bad. */

#include "config.h"

#include <string.h>

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-signer.h"
#include "raw-server.h"
#include "sample.h"

#define ACCESS_KEY "AKTEST"
#define SECRET_KEY "SKVERYSECRET"
#define TOKEN "token+with/chars="

typedef struct
{
  RawServer *server;
  SoupSession *session;
  JdcClient *client;
  GCancellable *cancellable;
  GAsyncResult *result;
  GError *error;
} Fixture;

static JdcClient *
new_client (Fixture *fixture, const char *url, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (url, &error);
  g_autoptr (JdcCredentials) keys = jdc_credentials_new (ACCESS_KEY, SECRET_KEY, token);

  g_assert_no_error (error);
  return jdc_client_new (endpoint, keys, fixture->session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = raw_server_new ();
  fixture->session = jdc_session_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->client = new_client (fixture, raw_server_get_url (fixture->server), data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  /* Whatever went wrong, nothing keeps the client or the session alive. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->client);
  soup_session_abort (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->session);
  raw_server_free (fixture->server);
}

static void
got_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static void
wait_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Until the server has @n requests: counting them here would tell only that they are on their way. */
static void
wait_arrived (Fixture *fixture, guint n)
{
  while (raw_server_get_n (fixture->server) < n)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
    }
}

static void
begin_list (Fixture *fixture)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();

  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  jdc_client_describe_images_async (fixture->client, "cn-north-1", query, fixture->cancellable, got_result_cb,
                                    fixture);
}

static JdcImagePage *
list (Fixture *fixture)
{
  begin_list (fixture);
  wait_result (fixture);
  return jdc_client_describe_images_finish (fixture->client, fixture->result, &fixture->error);
}

static void
begin_copy (Fixture *fixture)
{
  static const char *const ids[] = { "img-a1b2c3d401", NULL };

  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  jdc_client_copy_images_async (fixture->client, "cn-north-1", ids, "cn-east-2", NULL, NULL,
                                fixture->cancellable, got_result_cb, fixture);
}

static GPtrArray *
copy (Fixture *fixture)
{
  begin_copy (fixture);
  wait_result (fixture);
  return jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error);
}

static void
assert_list_fails (Fixture *fixture, JdcError code)
{
  g_autoptr (JdcImagePage) page = list (fixture);

  g_assert_null (page);
  g_assert_error (fixture->error, JDC_ERROR, (int) code);
}

static void
assert_copy_fails (Fixture *fixture, JdcError code, JdcFate fate)
{
  g_autoptr (GPtrArray) pairs = copy (fixture);

  g_assert_null (pairs);
  g_assert_error (fixture->error, JDC_ERROR, (int) code);
  g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, fate);
}

static void
order_sample (Fixture *fixture, guint status, const char *name)
{
  g_autofree char *text = load_sample (name);

  raw_server_reply (fixture->server, status, text);
}

/* Checks the signature of what arrived, as the service would: from the bytes on the wire. */
static void
assert_signed (Fixture *fixture, guint index, const char *service, const char *region, gboolean with_token)
{
  const RawRequest *request = raw_server_get_request (fixture->server, index);
  g_auto (GStrv) parts = g_strsplit (request->target, "?", 2);
  g_autofree char *path = g_uri_unescape_string (parts[0], NULL);
  g_autoptr (GHashTable) query =
    parts[1] != NULL ? g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (JdcPair));
  g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));
  g_autoptr (JdcCredentials) keys = jdc_credentials_new (ACCESS_KEY, SECRET_KEY, NULL);
  g_autofree char *authorization = NULL;
  const JdcPair headers[] = {
    { "content-type", g_hash_table_lookup (request->headers, "content-type") },
    { "x-jdcloud-security-token", g_hash_table_lookup (request->headers, "x-jdcloud-security-token") },
  };
  JdcSigningRequest signing = {
    .method = request->method,
    .service = service,
    .region = region,
    .host = g_hash_table_lookup (request->headers, "host"),
    .path = path,
    .headers = headers,
    .n_headers = with_token ? 2 : 1,
    .body = body,
    .date = g_hash_table_lookup (request->headers, "x-jdcloud-date"),
    .nonce = g_hash_table_lookup (request->headers, "x-jdcloud-nonce"),
    .sign_host = TRUE,
  };
  GHashTableIter iter;
  JdcPair pair;

  if (query != NULL)
    g_hash_table_iter_init (&iter, query);
  while (query != NULL && g_hash_table_iter_next (&iter, (gpointer *) &pair.name, (gpointer *) &pair.value))
    g_array_append_val (pairs, pair);
  signing.query = (const JdcPair *) (gconstpointer) pairs->data;
  signing.n_query = pairs->len;
  authorization = jdc_signer_dup_authorization (&signing, keys);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, authorization);
  g_assert_cmpstr (headers[0].value, ==, "application/json");
  g_assert_cmpint (headers[1].value != NULL, ==, with_token);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;

  order_sample (fixture, 200, "describeImages-page1.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (jdc_image_page_get_images (page)->len, ==, 10);
  g_assert_cmpstr (raw_server_get_request (fixture->server, 0)->method, ==, "GET");
  g_assert_cmpstr (raw_server_get_request (fixture->server, 0)->target, ==,
                   "/v1/regions/cn-north-1/images?imageSource=private&pageNumber=1&pageSize=100");
  assert_signed (fixture, 0, "vm", "cn-north-1", FALSE);
  g_assert_true (g_str_has_prefix (raw_server_get_header (fixture->server, 0, "user-agent"), "ImageFerry/"));
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 1);
}

static void
test_other_reads (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "snapshot-1", NULL };
  g_autoptr (JdcImage) image = NULL;
  g_autoptr (JdcQuota) images = NULL;
  g_autoptr (JdcQuota) snapshots = NULL;
  g_autoptr (JdcSnapshotPage) page = NULL;
  g_autoptr (JdcSnapshotQuery) query = jdc_snapshot_query_new ();
  JdcSnapshot *snapshot;

  order_sample (fixture, 200, "describeImage-ready.json");
  jdc_client_describe_image_async (fixture->client, "cn-north-1", "img-1", NULL, got_result_cb, fixture);
  wait_result (fixture);
  image = jdc_client_describe_image_finish (fixture->client, fixture->result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_true (g_str_has_prefix (jdc_image_get_id (image), "img-"));
  g_assert_cmpstr (raw_server_get_request (fixture->server, 0)->target, ==,
                   "/v1/regions/cn-north-1/images/img-1");

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "describeQuotas-all.json");
  jdc_client_describe_image_quota_async (fixture->client, "cn-east-2", NULL, got_result_cb, fixture);
  wait_result (fixture);
  images = jdc_client_describe_image_quota_finish (fixture->client, fixture->result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (jdc_quota_get_used (images), ==, 5);
  g_assert_cmpint (jdc_quota_get_limit (images), ==, 20);
  g_assert_cmpstr (raw_server_get_request (fixture->server, 1)->target, ==,
                   "/v1/regions/cn-east-2/quotas?filters.1.name=resourceTypes&filters.1.values.1=image");

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "disk-describeQuota-snapshot.json");
  jdc_client_describe_snapshot_quota_async (fixture->client, "cn-east-2", NULL, got_result_cb, fixture);
  wait_result (fixture);
  snapshots = jdc_client_describe_snapshot_quota_finish (fixture->client, fixture->result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (jdc_quota_get_used (snapshots), ==, 3);
  g_assert_cmpint (jdc_quota_get_limit (snapshots), ==, 15);
  g_assert_cmpstr (raw_server_get_request (fixture->server, 2)->target, ==,
                   "/v1/regions/cn-east-2/quotas?type=snapshot");
  assert_signed (fixture, 2, "disk", "cn-east-2", FALSE);

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "disk-describeSnapshots.json");
  jdc_snapshot_query_set_ids (query, ids);
  jdc_client_describe_snapshots_async (fixture->client, "cn-north-1", query, NULL, got_result_cb, fixture);
  wait_result (fixture);
  page = jdc_client_describe_snapshots_finish (fixture->client, fixture->result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (jdc_snapshot_page_get_total_count (page), ==, 2);
  g_assert_cmpuint (jdc_snapshot_page_get_snapshots (page)->len, ==, 2);
  g_assert_null (jdc_snapshot_page_dup_next_query (page));
  snapshot = g_ptr_array_index (jdc_snapshot_page_get_snapshots (page), 1);
  g_assert_cmpstr (jdc_snapshot_get_id (snapshot), ==, "snapshot-a1b2c3d408");
  g_assert_cmpstr (jdc_snapshot_get_name (snapshot), ==, "加密数据盘");
  g_assert_cmpstr (jdc_snapshot_get_description (snapshot), ==, "");
  g_assert_cmpstr (jdc_snapshot_get_status (snapshot), ==, "available");
  g_assert_cmpstr (jdc_snapshot_get_source (snapshot), ==, "self");
  g_assert_cmpstr (jdc_snapshot_get_disk_id (snapshot), ==, "vol-a1b2c3d402");
  g_assert_cmpstr (jdc_snapshot_get_create_time (snapshot), ==, "2025-12-01 20:15:30");
  g_assert_cmpint (jdc_snapshot_get_size_gb (snapshot), ==, 100);
  g_assert_cmpstr (jdc_snapshot_get_image_ids (snapshot)[0], ==, "img-a1b2c3d407");
  g_assert_true (jdc_snapshot_get_encrypted (snapshot));
}

static void
test_writes (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "img-a1b2c3d401", "img-a1b2c3d402", NULL };
  g_autoptr (GPtrArray) pairs = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *converted = NULL;
  g_autofree char *modified = NULL;
  g_autofree char *deleted = NULL;
  g_autofree char *image_id = NULL;

  order_sample (fixture, 200, "copyImages-ok.json");
  jdc_client_copy_images_async (fixture->client, "cn-north-1", ids, "cn-east-2", "名称", "a \"b\"", NULL,
                                got_result_cb, fixture);
  wait_result (fixture);
  pairs = jdc_client_copy_images_finish (fixture->client, fixture->result, &copied, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (pairs->len, ==, 2);
  g_assert_cmpstr (jdc_copy_pair_get_source_id (g_ptr_array_index (pairs, 1)), ==, "img-a1b2c3d402");
  g_assert_cmpstr (jdc_copy_pair_get_destination_id (g_ptr_array_index (pairs, 1)), ==, "img-e5f6a7b802");
  g_assert_cmpstr (copied, ==, "6dfx5hz2152xhrvi843r1sg2g30vfud7");
  g_assert_cmpstr (raw_server_get_request (fixture->server, 0)->target, ==,
                   "/v1/regions/cn-north-1/images%3AcopyImages");
  g_assert_cmpstr (
    raw_server_get_request (fixture->server, 0)->body, ==,
    "{\"sourceImageIds\":[\"img-a1b2c3d401\",\"img-a1b2c3d402\"],\"destinationRegion\":\"cn-east-2\","
    "\"name\":\"名称\",\"description\":\"a \\\"b\\\"\"}");
  assert_signed (fixture, 0, "vm", "cn-north-1", FALSE);

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "convertImage-ok.json");
  jdc_client_convert_image_async (fixture->client, "cn-north-1", "img-1", NULL, got_result_cb, fixture);
  wait_result (fixture);
  image_id = jdc_client_convert_image_finish (fixture->client, fixture->result, &converted, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (image_id, ==, "img-a1b2c3d420");
  g_assert_cmpstr (converted, ==, "9n6zqh2axbkqmpj0mjweysuiyxlvj3xf");
  g_assert_cmpstr (raw_server_get_request (fixture->server, 1)->target, ==,
                   "/v1/regions/cn-north-1/images/img-1%3AconvertImage");
  g_assert_cmpstr (raw_server_get_request (fixture->server, 1)->body, ==, "{}");
  assert_signed (fixture, 1, "vm", "cn-north-1", FALSE);

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "modifyImageAttribute-ok.json");
  jdc_client_modify_image_attribute_async (fixture->client, "cn-north-1", "img-1", NULL, "", NULL,
                                           got_result_cb, fixture);
  wait_result (fixture);
  g_assert_true (
    jdc_client_modify_image_attribute_finish (fixture->client, fixture->result, &modified, &fixture->error));
  g_assert_nonnull (modified);
  g_assert_cmpstr (raw_server_get_request (fixture->server, 2)->body, ==, "{\"description\":\"\"}");

  g_clear_object (&fixture->result);
  order_sample (fixture, 200, "deleteImage-ok.json");
  jdc_client_delete_image_async (fixture->client, "cn-north-1", "img-1", TRUE, NULL, got_result_cb, fixture);
  wait_result (fixture);
  g_assert_true (
    jdc_client_delete_image_finish (fixture->client, fixture->result, &deleted, &fixture->error));
  g_assert_nonnull (deleted);
  g_assert_cmpstr (raw_server_get_request (fixture->server, 3)->method, ==, "DELETE");
  g_assert_cmpstr (raw_server_get_request (fixture->server, 3)->target, ==,
                   "/v1/regions/cn-north-1/images/img-1?deleteSnapshot=true");
  g_assert_cmpstr (raw_server_get_header (fixture->server, 3, "content-type"), ==, "application/json");

  g_clear_object (&fixture->result);
  raw_server_reply (fixture->server, 204, "");
  jdc_client_delete_image_async (fixture->client, "cn-north-1", "img-1", FALSE, NULL, got_result_cb, fixture);
  wait_result (fixture);
  g_assert_true (jdc_client_delete_image_finish (fixture->client, fixture->result, NULL, &fixture->error));
  g_assert_cmpstr (raw_server_get_request (fixture->server, 4)->target, ==,
                   "/v1/regions/cn-north-1/images/img-1");
  g_assert_cmpuint (raw_server_get_n_conns (fixture->server), ==, 5);
}

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

static void
test_bad_arguments (Fixture *fixture, gconstpointer data)
{
  static const char *const regions[] = { "",     "cn north", "../x", "cn-north-1/images",
                                         "北京", ".",        "a?b",  "a%2Fb" };
  static const char *const too_many[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", NULL };
  static const char *const none[] = { NULL };
  static const char *const one[] = { "img-1", NULL };
  static const char *const traversal[] = { "img-1/../../x", NULL };
  static const char *const *const lists[] = { too_many, none, traversal };

  for (gsize i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      g_clear_object (&fixture->result);
      g_clear_error (&fixture->error);
      jdc_client_describe_image_quota_async (fixture->client, regions[i], NULL, got_result_cb, fixture);
      wait_result (fixture);
      g_assert_null (
        jdc_client_describe_image_quota_finish (fixture->client, fixture->result, &fixture->error));
      g_assert_error (fixture->error, JDC_ERROR, JDC_ERROR_REGION);
      g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, JDC_FATE_NEVER_SENT);
    }
  for (gsize i = 0; i <= G_N_ELEMENTS (lists); i++)
    {
      g_clear_object (&fixture->result);
      g_clear_error (&fixture->error);
      jdc_client_copy_images_async (fixture->client, "cn-north-1", i < G_N_ELEMENTS (lists) ? lists[i] : one,
                                    "cn-east-2", "\xff", NULL, NULL, got_result_cb, fixture);
      wait_result (fixture);
      g_assert_null (jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error));
      g_assert_true (fixture->error->domain == JDC_ERROR);
      g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, JDC_FATE_NEVER_SENT);
    }
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 0);
}

/* Keys that would break out of their header never get near one. */
static void
test_bad_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (raw_server_get_url (fixture->server), NULL);
  g_autoptr (JdcCredentials) keys = jdc_credentials_new ("AK", "SK", "token\r\nX-Evil: 1");

  g_clear_object (&fixture->client);
  fixture->client = jdc_client_new (endpoint, keys, fixture->session);
  assert_copy_fails (fixture, JDC_ERROR_AUTH, JDC_FATE_NEVER_SENT);
}

static void
test_read_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;

  raw_server_order (fixture->server, RAW_RESET, 0, NULL, NULL);
  raw_server_reply (fixture->server, 200, "<html>garbage</html>");
  raw_server_reply (fixture->server, 200, "{\"result\":{\"images\":{}}}");
  raw_server_reply (fixture->server, 429, "{\"error\":{\"code\":429,\"status\":\"RATE_LIMIT\"}}");
  order_sample (fixture, 200, "describeImages-page1.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (jdc_image_page_get_images (page)->len, ==, 10);
  g_assert_cmpuint (jdc_client_get_n_requests (fixture->client), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      assert_signed (fixture, i, "vm", "cn-north-1", FALSE);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (raw_server_get_header (fixture->server, i, "x-jdcloud-nonce"), !=,
                         raw_server_get_header (fixture->server, j, "x-jdcloud-nonce"));
    }
}

static void
test_read_gives_up (Fixture *fixture, gconstpointer data)
{
  jdc_client_set_read_retry (fixture->client, 3, 30);
  for (guint i = 0; i < 3; i++)
    raw_server_reply (fixture->server, 503, "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}");
  assert_list_fails (fixture, JDC_ERROR_SERVICE);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 3);
}

static void
test_read_not_repeated (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *sample;
    JdcError code;
  } cases[] = {
    { 401, "gateway-401-signature.json", JDC_ERROR_AUTH },
    { 403, "gateway-403-forbidden.json", JDC_ERROR_FORBIDDEN },
    { 404, "describeImage-err-not-found.json", JDC_ERROR_NOT_FOUND },
    { 400, "describeImages-err-page-size.json", JDC_ERROR_INVALID },
    { 429, "copyImages-err-image-quota.json", JDC_ERROR_QUOTA_IMAGES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      order_sample (fixture, cases[i].status, cases[i].sample);
      assert_list_fails (fixture, cases[i].code);
      g_assert_cmpuint (raw_server_get_n (fixture->server), ==, i + 1);
    }
}

/* A wait longer than the budget is not begun: whoever asked learns at once how long it would be. */
static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  raw_server_order (fixture->server, RAW_REPLY, 429, "Retry-After: 3600\r\n",
                    "{\"error\":{\"code\":429,\"status\":\"RATE_LIMIT\"}}");
  assert_list_fails (fixture, JDC_ERROR_THROTTLED);
  g_assert_cmpint (jdc_error_get_retry_after (fixture->error), ==, 3600);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 1);

  raw_server_order (fixture->server, RAW_REPLY, 503, "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n", "");
  assert_list_fails (fixture, JDC_ERROR_SERVICE);
  g_assert_cmpint (jdc_error_get_retry_after (fixture->error), >, 3600);
}

static void
test_read_garbage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *brackets = g_strnfill (100000, '[');
  const char *const bodies[] = {
    brackets,
    "{\"requestId\":\"r\"}",
    "{\"result\":[]}",
    "{\"result\":{\"images\":\"x\"}}",
    "{\"result\":{\"images\":[1]}}",
    "{\"result\":{\"images\":[{\"imageId\":1}]}}",
    "{\"result\":{\"images\":[{}]}}",
    "{\"result\":{\"images\":[],\"totalCount\":\"1\"}}",
    "{\"error\":{\"status\":\"X\"}}",
  };

  jdc_client_set_read_retry (fixture->client, 1, 30);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      raw_server_reply (fixture->server, 200, bodies[i]);
      assert_list_fails (fixture, JDC_ERROR_PROTOCOL);
    }
}

static void
test_quota_garbage (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "{\"result\":{}}",
    "{\"result\":{\"quota\":null,\"quotas\":[]}}",
    "{\"result\":{\"quota\":{\"used\":1},\"quotas\":[{\"resourceType\":\"image\",\"used\":1}]}}",
    "{\"result\":{\"quota\":{\"limit\":1,\"used\":null},\"quotas\":[{\"resourceType\":\"image\",\"limit\":1}]"
    "}}",
    "{\"result\":{\"quota\":{\"limit\":\"1\",\"used\":1},\"quotas\":[{\"resourceType\":\"instance\"}]}}",
    "{\"result\":{\"quota\":[],\"quotas\":{}}}",
  };

  jdc_client_set_read_retry (fixture->client, 1, 30);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) images_error = NULL;
      g_autoptr (GError) snapshots_error = NULL;

      g_clear_object (&fixture->result);
      raw_server_reply (fixture->server, 200, bodies[i]);
      jdc_client_describe_image_quota_async (fixture->client, "cn-east-2", NULL, got_result_cb, fixture);
      wait_result (fixture);
      g_assert_null (
        jdc_client_describe_image_quota_finish (fixture->client, fixture->result, &images_error));
      g_assert_error (images_error, JDC_ERROR, JDC_ERROR_PROTOCOL);

      g_clear_object (&fixture->result);
      raw_server_reply (fixture->server, 200, bodies[i]);
      jdc_client_describe_snapshot_quota_async (fixture->client, "cn-east-2", NULL, got_result_cb, fixture);
      wait_result (fixture);
      g_assert_null (
        jdc_client_describe_snapshot_quota_finish (fixture->client, fixture->result, &snapshots_error));
      g_assert_error (snapshots_error, JDC_ERROR, JDC_ERROR_PROTOCOL);
    }
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

static void
test_token (Fixture *fixture, gconstpointer data)
{
  static const char header[] = "x-jdcloud-security-token";
  g_autofree char *encoded = g_base64_encode ((const guchar *) TOKEN, strlen (TOKEN));
  g_autoptr (JdcImagePage) page = NULL;
  g_autoptr (GPtrArray) pairs = NULL;

  /* Nothing is learned yet: a write sends it raw and does not try again. */
  order_sample (fixture, 401, "gateway-401-signature.json");
  assert_copy_fails (fixture, JDC_ERROR_AUTH, JDC_FATE_REFUSED);
  g_assert_cmpstr (raw_server_get_header (fixture->server, 0, header), ==, TOKEN);
  assert_signed (fixture, 0, "vm", "cn-north-1", TRUE);

  /* Both forms refused: nothing is learned either. */
  order_sample (fixture, 401, "gateway-401-signature.json");
  order_sample (fixture, 401, "gateway-401-signature.json");
  assert_list_fails (fixture, JDC_ERROR_AUTH);

  /* Raw refused, base64 taken: that is remembered, for writes too. */
  order_sample (fixture, 401, "gateway-401-signature.json");
  order_sample (fixture, 200, "describeImages-empty.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (raw_server_get_header (fixture->server, 3, header), ==, TOKEN);
  g_assert_cmpstr (raw_server_get_header (fixture->server, 4, header), ==, encoded);
  assert_signed (fixture, 4, "vm", "cn-north-1", TRUE);
  order_sample (fixture, 200, "copyImages-ok.json");
  pairs = copy (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (raw_server_get_header (fixture->server, 5, header), ==, encoded);

  /* Once known, a 401 is a 401. */
  order_sample (fixture, 401, "gateway-401-signature.json");
  assert_list_fails (fixture, JDC_ERROR_AUTH);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 7);
}

static void
test_token_raw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JdcImagePage) page = NULL;

  order_sample (fixture, 200, "describeImages-empty.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  order_sample (fixture, 401, "gateway-401-signature.json");
  assert_list_fails (fixture, JDC_ERROR_AUTH);
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 2);
}

static void
test_clock (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = load_sample ("gateway-401-signature.json");

  raw_server_order (fixture->server, RAW_REPLY, 401, "Date: Fri, 31 Dec 2100 23:59:59 GMT\r\n", text);
  assert_list_fails (fixture, JDC_ERROR_CLOCK);
  g_assert_cmpint (jdc_error_get_clock_offset (fixture->error), >, 86400);
  raw_server_order (fixture->server, RAW_REPLY, 401, "Date: Fri, 31 Dec 1999 23:59:59 GMT\r\n", text);
  assert_list_fails (fixture, JDC_ERROR_CLOCK);
  g_assert_cmpint (jdc_error_get_clock_offset (fixture->error), <, -86400);
}

static void
test_request_id_header (Fixture *fixture, gconstpointer data)
{
  jdc_client_set_read_retry (fixture->client, 1, 30);
  raw_server_order (fixture->server, RAW_REPLY, 502, "x-jdcloud-request-id: from-header\r\n",
                    "<html></html>");
  assert_list_fails (fixture, JDC_ERROR_SERVICE);
  g_assert_cmpstr (jdc_error_get_request_id (fixture->error), ==, "from-header");
}

static void
test_base_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strconcat (raw_server_get_url (fixture->server), "/jd:cloud/{service}/", NULL);
  g_autoptr (JdcImagePage) page = NULL;

  g_clear_object (&fixture->client);
  fixture->client = new_client (fixture, url, NULL);
  order_sample (fixture, 200, "describeImages-empty.json");
  page = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (g_str_has_prefix (raw_server_get_request (fixture->server, 0)->target,
                                   "/jd%3Acloud/vm/v1/regions/cn-north-1/images?"));
  assert_signed (fixture, 0, "vm", "cn-north-1", FALSE);
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

#define ADD(path, function, token) g_test_add ("/client/" path, Fixture, token, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("list", test_list, NULL);
  ADD ("other-reads", test_other_reads, NULL);
  ADD ("writes", test_writes, NULL);
  ADD ("write-in-doubt", test_write_in_doubt, NULL);
  ADD ("delete-not-resent", test_delete_not_resent, NULL);
  ADD ("never-sent", test_never_sent, NULL);
  ADD ("no-tls", test_no_tls, NULL);
  ADD ("untrusted", test_untrusted, NULL);
  ADD ("bad-arguments", test_bad_arguments, NULL);
  ADD ("bad-keys", test_bad_keys, NULL);
  ADD ("read-repeated", test_read_repeated, NULL);
  ADD ("read-gives-up", test_read_gives_up, NULL);
  ADD ("read-not-repeated", test_read_not_repeated, NULL);
  ADD ("retry-after", test_retry_after, NULL);
  ADD ("read-garbage", test_read_garbage, NULL);
  ADD ("quota-garbage", test_quota_garbage, NULL);
  ADD ("endless", test_endless, NULL);
  ADD ("limits", test_limits, NULL);
  ADD ("read-stalls", test_read_stalls, NULL);
  ADD ("write-stalls", test_write_stalls, NULL);
  ADD ("cancel-before", test_cancel_before, NULL);
  ADD ("cancel-connected", test_cancel_connected, NULL);
  ADD ("cancel-at-starting", test_cancel_at_starting, NULL);
  ADD ("cancel-in-flight", test_cancel_in_flight, NULL);
  ADD ("cancel-pause", test_cancel_pause, NULL);
  ADD ("stale-connection", test_stale_connection, NULL);
  ADD ("token", test_token, TOKEN);
  ADD ("token-raw", test_token_raw, TOKEN);
  ADD ("clock", test_clock, NULL);
  ADD ("request-id-header", test_request_id_header, NULL);
  ADD ("base-path", test_base_path, NULL);
  ADD ("parallel", test_parallel, NULL);
  ADD ("log", test_log, TOKEN);
  return g_test_run ();
}
