/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations: what they send, what they make of answers, when they ask again. */

#include "config.h"

#include <string.h>

#include "client-fixture.h"
#include "sample.h"

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

/* A gate that lets everything through and writes it down. */
#define TEST_TYPE_GATE (test_gate_get_type ())
G_DECLARE_FINAL_TYPE (TestGate, test_gate, TEST, GATE, GObject)

struct _TestGate
{
  GObject parent_instance;

  GString *told;
  gint64 quiet;
};

static void
pass_async (JdcGate *gate,
            const char *service,
            const char *region,
            gboolean first,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (gate, cancellable, callback, user_data);

  g_string_append_printf (TEST_GATE (gate)->told, "%s%s ", service, first ? "!" : "");
  g_task_return_boolean (task, TRUE);
}

static gboolean
pass_finish (JdcGate *gate, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gint64
get_wait (JdcGate *gate, const char *service, const char *region)
{
  return 0;
}

static gint64
get_quiet (JdcGate *gate, const char *service, const char *region)
{
  return TEST_GATE (gate)->quiet;
}

static void
ended (JdcGate *gate, const char *service, const char *region, const GError *error)
{
  g_string_append_printf (TEST_GATE (gate)->told, "%s:%d ", region,
                          error != NULL ? jdc_error_get_retry_after (error) : 0);
}

static void
gate_init (JdcGateInterface *iface)
{
  iface->pass_async = pass_async;
  iface->pass_finish = pass_finish;
  iface->get_wait = get_wait;
  iface->get_quiet = get_quiet;
  iface->ended = ended;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestGate,
                               test_gate,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JDC_TYPE_GATE, gate_init))

static void
test_gate_finalize (GObject *object)
{
  g_string_free (TEST_GATE (object)->told, TRUE);
  G_OBJECT_CLASS (test_gate_parent_class)->finalize (object);
}

static void
test_gate_class_init (TestGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_gate_finalize;
}

static void
test_gate_init (TestGate *self)
{
  self->told = g_string_new (NULL);
}

/* Every try passes the gate, and how it ended is told there at once. */
static void
test_gate (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "{\"error\":{\"code\":429,\"status\":\"RATE_LIMIT\"}}";
  g_autoptr (TestGate) gate = g_object_new (TEST_TYPE_GATE, NULL);

  jdc_client_set_gate (fixture->client, JDC_GATE (gate), FALSE);
  jdc_client_set_read_retry (fixture->client, 3, 30);
  raw_server_order (fixture->server, RAW_REPLY, 429, "Retry-After: 1\r\n", body);
  raw_server_reply (fixture->server, 429, body);
  order_sample (fixture, 200, "describeImages-empty.json");
  g_object_unref (list (fixture));
  g_assert_cmpstr (gate->told->str, ==, "vm cn-north-1:1 vm cn-north-1:-1 vm cn-north-1:0 ");

  /* A write once; or not at all, if the caller sees to it. */
  g_string_truncate (gate->told, 0);
  raw_server_reply (fixture->server, 429, body);
  assert_copy_fails (fixture, JDC_ERROR_THROTTLED, JDC_FATE_REFUSED);
  g_assert_cmpstr (gate->told->str, ==, "vm! cn-north-1:-1 ");
  g_string_truncate (gate->told, 0);
  jdc_client_set_gate (fixture->client, JDC_GATE (gate), TRUE);
  raw_server_reply (fixture->server, 429, body);
  assert_copy_fails (fixture, JDC_ERROR_THROTTLED, JDC_FATE_REFUSED);
  g_assert_cmpstr (gate->told->str, ==, "");
  order_sample (fixture, 200, "describeImages-empty.json");
  g_object_unref (list (fixture));
  g_assert_cmpstr (gate->told->str, ==, "vm! cn-north-1:0 ");
}

/* Nobody who asks waits longer in silence than for an answer; work that is under way does. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestGate) gate = g_object_new (TEST_TYPE_GATE, NULL);

  jdc_client_set_gate (fixture->client, JDC_GATE (gate), FALSE);
  jdc_client_set_read_retry (fixture->client, 3, 30);
  gate->quiet = 31 * G_USEC_PER_SEC;
  assert_copy_fails (fixture, JDC_ERROR_THROTTLED, JDC_FATE_NEVER_SENT);
  g_assert_cmpstr (gate->told->str, ==, "");
  gate->quiet = 29 * G_USEC_PER_SEC;
  order_sample (fixture, 200, "describeImages-empty.json");
  g_object_unref (list (fixture));
  gate->quiet = 31 * G_USEC_PER_SEC;
  jdc_client_set_gate (fixture->client, JDC_GATE (gate), TRUE);
  order_sample (fixture, 200, "describeImages-empty.json");
  g_object_unref (list (fixture));
  g_assert_cmpuint (raw_server_get_n (fixture->server), ==, 2);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/client/list", test_list, NULL);
  ADD ("/client/other-reads", test_other_reads, NULL);
  ADD ("/client/writes", test_writes, NULL);
  ADD ("/client/bad-arguments", test_bad_arguments, NULL);
  ADD ("/client/bad-keys", test_bad_keys, NULL);
  ADD ("/client/read-repeated", test_read_repeated, NULL);
  ADD ("/client/gate", test_gate, NULL);
  ADD ("/client/quiet", test_quiet, NULL);
  ADD ("/client/read-gives-up", test_read_gives_up, NULL);
  ADD ("/client/read-not-repeated", test_read_not_repeated, NULL);
  ADD ("/client/retry-after", test_retry_after, NULL);
  ADD ("/client/read-garbage", test_read_garbage, NULL);
  ADD ("/client/quota-garbage", test_quota_garbage, NULL);
  ADD ("/client/token", test_token, TOKEN);
  ADD ("/client/token-raw", test_token_raw, TOKEN);
  ADD ("/client/clock", test_clock, NULL);
  ADD ("/client/request-id-header", test_request_id_header, NULL);
  ADD ("/client/base-path", test_base_path, NULL);
  return g_test_run ();
}
