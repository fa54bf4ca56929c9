/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "jdcloud/jdc-answer-private.h"
#include "jdcloud/jdc-error.h"
#include "sample.h"

static JdcReply *
make_reply (guint http_status, const char *body)
{
  JdcReply *reply = jdc_reply_new ();

  reply->http_status = http_status;
  g_byte_array_append (reply->body, (const guint8 *) body, (guint) strlen (body) + 1);
  return reply;
}

static GError *
read_error (guint http_status, const char *body)
{
  g_autoptr (JdcReply) reply = make_reply (http_status, body);
  g_autofree char *request_id = NULL;
  GError *error = NULL;
  g_autoptr (JdcJson) root = jdc_answer_read (reply, &request_id, &error);

  g_assert_null (root);
  g_assert_null (request_id);
  g_assert_nonnull (error);
  return error;
}

static guint
get_sample_status (const char *name)
{
  g_autofree char *text = load_sample ("index.json");
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *entry = json_object_get_object_member (json_node_get_object (root), name);

  return (guint) json_object_get_int_member (entry, "http_status");
}

static const struct
{
  const char *sample;
  JdcError code;
  JdcFate fate;
} failures[] = {
  { "convertImage-err-busy.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "convertImage-err-image-quota.json", JDC_ERROR_QUOTA_IMAGES, JDC_FATE_REFUSED },
  { "convertImage-err-invalid-status.json", JDC_ERROR_STATUS, JDC_FATE_REFUSED },
  { "convertImage-err-not-found.json", JDC_ERROR_NOT_FOUND, JDC_FATE_REFUSED },
  { "convertImage-err-not-private.json", JDC_ERROR_NOT_PRIVATE, JDC_FATE_REFUSED },
  { "convertImage-err-only-localdisk.json", JDC_ERROR_CLOUD_DISK, JDC_FATE_REFUSED },
  { "convertImage-err-snapshot-quota.json", JDC_ERROR_QUOTA_SNAPSHOTS, JDC_FATE_REFUSED },
  { "convertImage-err-task-conflict.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "copyImages-err-busy.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "copyImages-err-encrypted-snapshot.json", JDC_ERROR_ENCRYPTED, JDC_FATE_REFUSED },
  { "copyImages-err-image-quota.json", JDC_ERROR_QUOTA_IMAGES, JDC_FATE_REFUSED },
  { "copyImages-err-internal.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "copyImages-err-invalid-region.json", JDC_ERROR_REGION, JDC_FATE_REFUSED },
  { "copyImages-err-invalid-status.json", JDC_ERROR_STATUS, JDC_FATE_REFUSED },
  { "copyImages-err-not-found.json", JDC_ERROR_NOT_FOUND, JDC_FATE_REFUSED },
  { "copyImages-err-not-private.json", JDC_ERROR_NOT_PRIVATE, JDC_FATE_REFUSED },
  { "copyImages-err-only-clouddisk.json", JDC_ERROR_LOCAL_DISK, JDC_FATE_REFUSED },
  { "copyImages-err-snapshot-quota.json", JDC_ERROR_QUOTA_SNAPSHOTS, JDC_FATE_REFUSED },
  { "copyImages-err-task-conflict.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "copyImages-err-unknown.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "deleteImage-err-busy.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "deleteImage-err-community.json", JDC_ERROR_SHARED, JDC_FATE_REFUSED },
  { "deleteImage-err-local-in-use.json", JDC_ERROR_PROTECTED, JDC_FATE_REFUSED },
  { "deleteImage-err-not-found.json", JDC_ERROR_NOT_FOUND, JDC_FATE_REFUSED },
  { "deleteImage-err-not-own.json", JDC_ERROR_NOT_PRIVATE, JDC_FATE_REFUSED },
  { "deleteImage-err-protected.json", JDC_ERROR_PROTECTED, JDC_FATE_REFUSED },
  { "deleteImage-err-shared.json", JDC_ERROR_SHARED, JDC_FATE_REFUSED },
  { "deleteImage-err-task-conflict.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
  { "describeImage-err-not-found.json", JDC_ERROR_NOT_FOUND, JDC_FATE_REFUSED },
  { "describeImages-err-page-size.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "describeImages-err-source-missing.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "describeQuotas-err-imageid-missing.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "error-with-details.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "gateway-401-invalid-access-key.json", JDC_ERROR_AUTH, JDC_FATE_REFUSED },
  { "gateway-401-no-authorization.json", JDC_ERROR_AUTH, JDC_FATE_REFUSED },
  { "gateway-401-no-date.json", JDC_ERROR_AUTH, JDC_FATE_REFUSED },
  { "gateway-401-secret-key-null.json", JDC_ERROR_AUTH, JDC_FATE_REFUSED },
  { "gateway-401-signature.json", JDC_ERROR_AUTH, JDC_FATE_REFUSED },
  { "gateway-403-forbidden.json", JDC_ERROR_FORBIDDEN, JDC_FATE_REFUSED },
  /* No route: it must not look like an image that is gone. */
  { "gateway-404-no-route.json", JDC_ERROR_SERVICE, JDC_FATE_REFUSED },
  { "gateway-414-uri-too-long.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "gateway-429-rate-limit-ak.json", JDC_ERROR_THROTTLED, JDC_FATE_REFUSED },
  { "gateway-429-rate-limit.json", JDC_ERROR_THROTTLED, JDC_FATE_REFUSED },
  { "gateway-500-internal.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "gateway-502-bad-gateway.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "gateway-503-unavailable.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "gateway-504-timeout.json", JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN },
  { "modifyImageAttribute-err-not-found.json", JDC_ERROR_NOT_FOUND, JDC_FATE_REFUSED },
  { "modifyImageAttribute-err-not-private.json", JDC_ERROR_NOT_PRIVATE, JDC_FATE_REFUSED },
  { "modifyImageAttribute-err-nothing-to-change.json", JDC_ERROR_INVALID, JDC_FATE_REFUSED },
  { "modifyImageAttribute-err-task-conflict.json", JDC_ERROR_BUSY, JDC_FATE_REFUSED },
};

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *text = load_sample (failures[i].sample);
      g_autoptr (JsonNode) root = json_from_string (text, NULL);
      JsonObject *object = json_node_get_object (root);
      JsonObject *envelope = json_object_get_object_member (object, "error");
      guint status = get_sample_status (failures[i].sample);
      g_autoptr (GError) error = read_error (status, text);

      g_test_message ("%s", failures[i].sample);
      g_assert_error (error, JDC_ERROR, (int) failures[i].code);
      g_assert_cmpint (jdc_error_get_fate (error), ==, failures[i].fate);
      g_assert_cmpuint (jdc_error_get_http_status (error), ==, status);
      g_assert_cmpstr (jdc_error_get_service_status (error), ==,
                       json_object_get_string_member (envelope, "status"));
      g_assert_cmpstr (jdc_error_get_service_message (error), ==,
                       json_object_get_string_member (envelope, "message"));
      g_assert_cmpstr (jdc_error_get_request_id (error), ==,
                       json_object_get_string_member (object, "requestId"));
      g_assert_null (strstr (error->message, json_object_get_string_member (envelope, "message")));
    }
}

/* Every sample of a failure is in the table above, and every other one is read as a success. */
static void
test_all_samples (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "samples", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_failures = 0;
  guint n_successes = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *text = NULL;
      g_autoptr (JdcReply) reply = NULL;
      g_autoptr (JdcJson) root = NULL;
      g_autofree char *request_id = NULL;
      g_autoptr (GError) error = NULL;

      if (strcmp (name, "index.json") == 0)
        continue;
      text = load_sample (name);
      reply = make_reply (get_sample_status (name), text);
      root = jdc_answer_read (reply, &request_id, &error);
      n_failures += root == NULL ? 1 : 0;
      n_successes += root != NULL && request_id != NULL ? 1 : 0;
    }
  g_assert_cmpuint (n_failures, ==, G_N_ELEMENTS (failures));
  g_assert_cmpuint (n_successes, ==, 22);
}

static void
test_wordings (void)
{
  static const struct
  {
    guint http_status;
    const char *status;
    const char *message;
    JdcError code;
  } cases[] = {
    { 400, "FAILED_PRECONDITION", "The image 'img-1' is busy[gw]", JDC_ERROR_BUSY },
    { 400, "FAILED_PRECONDITION", "THE IMAGE 'IMG-1' IS BUSY [gw]", JDC_ERROR_BUSY },
    { 400, "FAILED_PRECONDITION", "The image 'img-1' is busy, try again later.", JDC_ERROR_BUSY },
    { 400, "FAILED_PRECONDITION", "conflict with underlay image task 'x' [gw]", JDC_ERROR_BUSY },
    { 400, "FAILED_PRECONDITION", "only support clouddisk image", JDC_ERROR_LOCAL_DISK },
    { 400, "FAILED_PRECONDITION", "Only support cloudDisk image [gw]", JDC_ERROR_LOCAL_DISK },
    { 400, "FAILED_PRECONDITION", "Copy encrypted snapshot 'snapshot-1' is not support",
      JDC_ERROR_ENCRYPTED },
    { 400, "INVALID_ARGUMENT", "invalid region 'is busy'", JDC_ERROR_REGION },
    { 400, "FAILED_PRECONDITION", "Something new", JDC_ERROR_INVALID },
    { 400, "HTTP_BAD_REQUEST", "the request blocked by security rules", JDC_ERROR_INVALID },
    { 429, "QUOTA_EXCEEDED", "IMAGE QUOTA LIMIT EXCEEDED [gw]", JDC_ERROR_QUOTA_IMAGES },
    { 429, "quota_exceeded", "snapshot quota limit exceeded", JDC_ERROR_QUOTA_SNAPSHOTS },
    { 429, "QUOTA_EXCEEDED", "Instance quota limit exceeded", JDC_ERROR_QUOTA },
    { 429, "QUOTA_EXCEEDED", "", JDC_ERROR_QUOTA },
    { 429, "RATE_LIMIT_EXCEEDED", "x", JDC_ERROR_THROTTLED },
    { 429, "HTTP_RATE_LIMIT_EXCEEDED", "Image quota limit exceeded", JDC_ERROR_THROTTLED },
    { 429, "SOMETHING_NEW", "x", JDC_ERROR_THROTTLED },
    { 413, "HTTP_REQUEST_ENTITY_TOO_LARGE", "x", JDC_ERROR_INVALID },
    { 501, "NOT_IMPLEMENTED", "x", JDC_ERROR_INVALID },
    { 409, "ABORTED", "x", JDC_ERROR_SERVICE },
    { 499, "CANCELLED", "x", JDC_ERROR_SERVICE },
    { 408, "X", "x", JDC_ERROR_SERVICE },
    { 405, "X", "x", JDC_ERROR_INVALID },
    { 302, "X", "x", JDC_ERROR_SERVICE },
    { 599, "X", "x", JDC_ERROR_SERVICE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"error\":{\"message\":\"%s\",\"status\":\"%s\",\"code\":%u},\"requestId\":\"r\"}",
                         cases[i].message, cases[i].status, cases[i].http_status);
      g_autoptr (GError) error = read_error (cases[i].http_status, text);

      g_test_message ("%s", text);
      g_assert_error (error, JDC_ERROR, (int) cases[i].code);
    }
}

static void
test_fates (void)
{
  static const struct
  {
    guint http_status;
    const char *body;
    JdcFate fate;
  } cases[] = {
    { 400, "{\"error\":{\"code\":400,\"status\":\"X\",\"message\":\"m\"}}", JDC_FATE_REFUSED },
    { 400, "{\"error\":{\"status\":\"X\",\"message\":\"m\"}}", JDC_FATE_REFUSED },
    { 400, "{\"error\":{\"code\":null,\"status\":\"X\"}}", JDC_FATE_REFUSED },
    { 413, "{\"error\":{\"status\":\"X\"}}", JDC_FATE_REFUSED },
    { 501, "{\"error\":{\"status\":\"X\"}}", JDC_FATE_REFUSED },
    /* The envelope contradicts the status line, or is none. */
    { 400, "{\"error\":{\"code\":500,\"status\":\"X\",\"message\":\"m\"}}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":{\"code\":\"400\",\"status\":\"X\",\"message\":\"m\"}}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":{\"code\":400,\"status\":5,\"message\":\"m\"}}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":{\"code\":400,\"status\":\"X\",\"message\":[]}}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":{\"code\":400,\"status\":\"X\"},\"requestId\":5}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":{\"code\":400}}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":\"bad\"}", JDC_FATE_UNKNOWN },
    { 400, "{\"error\":null}", JDC_FATE_UNKNOWN },
    { 400, "{}", JDC_FATE_UNKNOWN },
    { 400, "[]", JDC_FATE_UNKNOWN },
    { 400, "", JDC_FATE_UNKNOWN },
    { 403, "<html>Forbidden by the company</html>", JDC_FATE_UNKNOWN },
    { 404, "<html>Not found</html>", JDC_FATE_UNKNOWN },
    { 404, "{\"error\":{\"code\":404,\"status\":\"NOT", JDC_FATE_UNKNOWN },
    /* These may have acted, whatever they say. */
    { 408, "{\"error\":{\"code\":408,\"status\":\"X\"}}", JDC_FATE_UNKNOWN },
    { 409, "{\"error\":{\"code\":409,\"status\":\"ABORTED\"}}", JDC_FATE_UNKNOWN },
    { 499, "{\"error\":{\"code\":499,\"status\":\"CANCELLED\"}}", JDC_FATE_UNKNOWN },
    { 405, "{\"error\":{\"code\":405,\"status\":\"X\"}}", JDC_FATE_UNKNOWN },
    { 302, "{\"error\":{\"code\":302,\"status\":\"X\"}}", JDC_FATE_UNKNOWN },
    { 200, "{\"error\":{\"code\":400,\"status\":\"X\",\"message\":\"m\"}}", JDC_FATE_UNKNOWN },
    { 200, "not json", JDC_FATE_UNKNOWN },
    { 200, "", JDC_FATE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = read_error (cases[i].http_status, cases[i].body);

      g_test_message ("%u %s", cases[i].http_status, cases[i].body);
      g_assert_cmpint (jdc_error_get_fate (error), ==, cases[i].fate);
      g_assert_cmpuint (jdc_error_get_http_status (error), ==, cases[i].http_status);
    }
}

static void
test_no_envelope (void)
{
  static const struct
  {
    guint http_status;
    JdcError code;
  } cases[] = {
    { 302, JDC_ERROR_SERVICE },   { 400, JDC_ERROR_PROTOCOL },  { 401, JDC_ERROR_AUTH },
    { 403, JDC_ERROR_FORBIDDEN }, { 404, JDC_ERROR_PROTOCOL },  { 407, JDC_ERROR_PROXY },
    { 418, JDC_ERROR_PROTOCOL },  { 429, JDC_ERROR_THROTTLED }, { 500, JDC_ERROR_SERVICE },
    { 503, JDC_ERROR_SERVICE },   { 101, JDC_ERROR_PROTOCOL },  { 700, JDC_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = read_error (cases[i].http_status, "<html>opensesame page</html>");

      g_assert_error (error, JDC_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "opensesame"));
      g_assert_null (jdc_error_get_service_message (error));
    }
}

static void
test_error_in_200 (void)
{
  g_autoptr (GError) gone = read_error (
    200, "{\"requestId\":\"r\",\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"m\"}}");
  g_autoptr (GError) without_code =
    read_error (200, "{\"error\":{\"status\":\"NOT_FOUND\",\"message\":\"m\"}}");
  g_autoptr (GError) odd_code =
    read_error (200, "{\"error\":{\"code\":-7,\"status\":\"X\",\"message\":\"m\"}}");
  g_autoptr (GError) huge_code =
    read_error (200, "{\"error\":{\"code\":4294967700,\"status\":\"X\",\"message\":\"m\"}}");
  g_autoptr (GError) text = read_error (200, "{\"error\":\"bad\"}");

  g_assert_error (gone, JDC_ERROR, JDC_ERROR_NOT_FOUND);
  g_assert_cmpuint (jdc_error_get_http_status (gone), ==, 200);
  g_assert_error (without_code, JDC_ERROR, JDC_ERROR_PROTOCOL);
  g_assert_error (odd_code, JDC_ERROR, JDC_ERROR_PROTOCOL);
  g_assert_error (huge_code, JDC_ERROR, JDC_ERROR_PROTOCOL);
  g_assert_error (text, JDC_ERROR, JDC_ERROR_PROTOCOL);
}

static void
test_clock (void)
{
  static const struct
  {
    gint64 offset;
    JdcError code;
    const char *words;
  } cases[] = {
    { 0, JDC_ERROR_AUTH, "check the access key" },
    { 300, JDC_ERROR_AUTH, "check the access key" },
    { -300, JDC_ERROR_AUTH, "check the access key" },
    { 301, JDC_ERROR_CLOCK, "clock is 5 minutes slow" },
    { -301, JDC_ERROR_CLOCK, "clock is 5 minutes fast" },
    { 1234, JDC_ERROR_CLOCK, "clock is 20 minutes slow" },
    { G_MAXINT64, JDC_ERROR_CLOCK, "minutes slow" },
    { -86400 * 365, JDC_ERROR_CLOCK, "clock is 525600 minutes fast" },
  };
  g_autofree char *text = load_sample ("gateway-401-signature.json");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JdcReply) reply = make_reply (401, text);
      g_autofree char *request_id = NULL;
      g_autoptr (GError) error = NULL;

      reply->clock_offset = cases[i].offset;
      g_assert_null (jdc_answer_read (reply, &request_id, &error));
      g_assert_error (error, JDC_ERROR, (int) cases[i].code);
      g_assert_cmpint (jdc_error_get_clock_offset (error), ==, cases[i].offset);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_successes (void)
{
  static const struct
  {
    guint http_status;
    const char *body;
    const char *request_id;
  } cases[] = {
    { 200, "{\"requestId\":\"r\"}", "r" },
    { 200, "{\"requestId\":\"r\",\"result\":{}}", "r" },
    { 200, "{\"requestId\":\"r\",\"result\":null,\"error\":null}", "r" },
    { 200, "{}", "of the header" },
    { 202, "{\"requestId\":null}", "of the header" },
    { 204, "", "of the header" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JdcReply) reply = make_reply (cases[i].http_status, cases[i].body);
      g_autofree char *request_id = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JdcJson) root = NULL;

      reply->request_id = g_strdup ("of the header");
      root = jdc_answer_read (reply, &request_id, &error);
      g_assert_no_error (error);
      g_assert_nonnull (jdc_json_get_object (root));
      g_assert_cmpstr (request_id, ==, cases[i].request_id);
    }
}

static void
test_wrong_types (void)
{
  static const char *const bodies[] = { "[]",
                                        "5",
                                        "null",
                                        "\"x\"",
                                        "{\"requestId\":5}",
                                        "{\"result\":[]}",
                                        "{\"result\":\"x\"}",
                                        "{\"error\":[]}",
                                        "{\"error\":false}" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = read_error (200, bodies[i]);

      g_assert_error (error, JDC_ERROR, JDC_ERROR_PROTOCOL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/failures", test_failures);
  g_test_add_func ("/answer/all-samples", test_all_samples);
  g_test_add_func ("/answer/wordings", test_wordings);
  g_test_add_func ("/answer/fates", test_fates);
  g_test_add_func ("/answer/no-envelope", test_no_envelope);
  g_test_add_func ("/answer/error-in-200", test_error_in_200);
  g_test_add_func ("/answer/clock", test_clock);
  g_test_add_func ("/answer/successes", test_successes);
  g_test_add_func ("/answer/wrong-types", test_wrong_types);
  return g_test_run ();
}
