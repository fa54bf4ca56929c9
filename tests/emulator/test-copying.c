/* SPDX-License-Identifier: GPL-3.0-or-later */

/* copyImages and convertImage: what is refused, what happens at once, and what happens over time. */

#include "config.h"

#include "emulator-client.h"

#include <string.h>

#define NORTH "/v1/regions/cn-north-1"
#define COPY NORTH "/images:copyImages"

/* The cloud's clock stands until the test moves it. */
static Client *
new_still_client (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = 0;
  return client_new (&options);
}

static void
advance (Client *client, double seconds)
{
  emulator_thread_advance (client->emulator, seconds);
}

static gint64
get_used (Client *client, const char *region, gboolean snapshots)
{
  g_autoptr (JsonNode) answer = NULL;

  if (snapshots)
    answer = client_get_disk (client, "/v1/regions/%s/quotas?type=snapshot", region);
  else
    answer = client_get (
      client, "/v1/regions/%s/quotas?filters.1.name=resourceTypes&filters.1.values.1=image", region);
  assert_ok (client);
  return json_number (answer, snapshots ? "result.quota.used" : "result.quotas.0.used");
}

static void
set_quota (Client *client, const char *region, int images, int snapshots)
{
  g_autofree char *body =
    g_strdup_printf ("{\"region\":\"%s\",\"images\":%d,\"snapshots\":%d}", region, images, snapshots);
  g_autoptr (JsonNode) answer = client_control (client, "POST", "quotas", body);

  assert_ok (client);
}

static int
get_progress (JsonNode *answer)
{
  return atoi (json_text (answer, "result.image.progress"));
}

static void
test_copy_from_start_to_end (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *source = client_find (client, "cn-north-1", "数据库整机镜像_2025Q4");
  gint64 images = get_used (client, "cn-east-1", FALSE);
  gint64 snapshots = get_used (client, "cn-east-1", TRUE);
  g_autoptr (JsonNode) answer = client_copy (client, "cn-north-1", source, "cn-east-1");
  const char *replica = json_text (answer, "result.copyImages.0.destinationImageId");
  g_autofree char *description = g_strdup_printf ("Copied from cn-north-1 %s", source);
  g_autoptr (JsonNode) pending = NULL;
  g_autoptr (JsonNode) half = NULL;
  g_autoptr (JsonNode) ready = NULL;
  g_autoptr (JsonNode) original = NULL;

  assert_ok (client);
  g_assert_cmpuint (json_length (answer, "result.copyImages"), ==, 1);
  g_assert_cmpstr (json_text (answer, "result.copyImages.0.sourceImageId"), ==, source);
  g_assert_cmpint (get_used (client, "cn-east-1", FALSE), ==, images + 1);
  g_assert_cmpint (get_used (client, "cn-east-1", TRUE), ==, snapshots + 3);
  pending = client_show (client, "cn-east-1", replica);
  g_assert_cmpstr (json_text (pending, "result.image.status"), ==, "pending");
  g_assert_cmpstr (json_text (pending, "result.image.name"), ==, "数据库整机镜像_2025Q4");
  g_assert_cmpstr (json_text (pending, "result.image.desc"), ==, description);
  g_assert_cmpint (get_progress (pending), ==, 0);
  g_assert_cmpint (json_number (pending, "result.image.sizeMB"), ==, 0);
  g_assert_null (json_at (pending, "result.image.snapshotId"));
  g_assert_null (json_at (pending, "result.image.dataDisks"));
  advance (client, 50);
  half = client_show (client, "cn-east-1", replica);
  g_assert_cmpint (get_progress (half), >, 20);
  g_assert_cmpint (get_progress (half), <, 80);
  advance (client, 150);
  ready = client_show (client, "cn-east-1", replica);
  original = client_show (client, "cn-north-1", source);
  g_assert_cmpstr (json_text (ready, "result.image.status"), ==, "ready");
  g_assert_cmpint (get_progress (ready), ==, 100);
  g_assert_cmpint (json_number (ready, "result.image.sizeMB"), ==,
                   json_number (original, "result.image.sizeMB"));
  g_assert_cmpuint (json_length (ready, "result.image.dataDisks"), ==, 2);
  g_assert_cmpstr (json_text (ready, "result.image.snapshotId"), !=,
                   json_text (original, "result.image.snapshotId"));
  g_assert_nonnull (json_text (ready, "result.image.dataDisks.1.cloudDisk.snapshotId"));
}

static void
test_texts (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *source = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autoptr (JsonNode) answer =
    client_post (client, COPY,
                 "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"cn-east-1\",\"name\":\"AD-容灾.01\","
                 "\"description\":\"容灾副本\",\"regionId\":\"cn-north-1\"}",
                 source);
  g_autoptr (JsonNode) shown = NULL;

  assert_ok (client);
  shown = client_show (client, "cn-east-1", json_text (answer, "result.copyImages.0.destinationImageId"));
  g_assert_cmpstr (json_text (shown, "result.image.name"), ==, "AD-容灾.01");
  g_assert_cmpstr (json_text (shown, "result.image.desc"), ==, "容灾副本");
}

static void
test_several (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *first = client_find (client, "cn-north-1", "生产-Web服务器-01");
  g_autofree char *second = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autoptr (JsonNode) answer = client_post (
    client, COPY, "{\"sourceImageIds\":[\"%s\",\"%s\"],\"destinationRegion\":\"cn-east-1\"}", first, second);
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *path = g_strdup_printf ("replicas.%s", second);

  assert_ok (client);
  g_assert_cmpuint (json_length (answer, "result.copyImages"), ==, 2);
  g_assert_cmpstr (json_text (answer, "result.copyImages.1.sourceImageId"), ==, second);
  state = emulator_thread_dup_state_json (client->emulator);
  root = json_from_string (state, NULL);
  g_assert_cmpuint (json_length (root, path), ==, 1);
}

static void
refuse_copy (Client *client, const char *id, guint http, const char *status, const char *format)
{
  g_autoptr (JsonNode) answer = client_copy (client, "cn-north-1", id, "cn-east-1");
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", id, 0);
  assert_error (client, answer, http, status, message->str);
}

static void
refuse_copy_of (Client *client, const char *name, const char *format)
{
  g_autofree char *id = client_find (client, "cn-north-1", name);

  refuse_copy (client, id, 400, "FAILED_PRECONDITION", format);
}

static void
test_source_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) shared = client_get (client, NORTH "/images?imageSource=shared");
  g_autofree char *encrypted = client_find (client, "cn-north-1", "加密数据盘镜像");
  g_autoptr (JsonNode) shown = client_show (client, "cn-north-1", encrypted);
  g_autofree char *message =
    g_strdup_printf ("Copy encrypted snapshot '%s' is not support.",
                     json_text (shown, "result.image.dataDisks.0.cloudDisk.snapshotId"));

  refuse_copy (client, "img-zzzzzzzzzz", 404, "NOT_FOUND", "Image '%s' not found");
  refuse_copy (client, json_text (shared, "result.images.0.imageId"), 400, "FAILED_PRECONDITION",
               "Can't use this image");
  refuse_copy_of (client, "旧版应用-本地盘", "Only support cloudDisk image");
  refuse_copy_of (client, "nightly-build-base", "Invalid image status 'pending'");
  refuse_copy_of (client, "arm-build-01", "Invalid image status 'error'");
  refuse_copy_of (client, "待删除", "Invalid image status 'deleting'");
  refuse_copy_of (client, "正在导出的镜像", "Conflict with underlay image task '%s'");
  refuse_copy_of (client, "mysql-primary-backup", "The image '%s' is busy");
  refuse_copy (client, encrypted, 400, "FAILED_PRECONDITION", message);
}

static void
refuse_body (Client *client, const char *body, const char *message)
{
  g_autoptr (JsonNode) answer = client_post (client, COPY, "%s", body);

  g_test_message ("%s", body);
  assert_error (client, answer, 400, "INVALID_ARGUMENT", message);
}

static void
test_body_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autofree char *twice =
    g_strdup_printf ("{\"sourceImageIds\":[\"%s\",\"%s\"],\"destinationRegion\":\"cn-east-1\"}", id, id);
  g_autofree char *bad_name = g_strdup_printf (
    "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"cn-east-1\",\"name\":\"a/b\"}", id);

  refuse_body (client, "not json", "Invalid request body");
  refuse_body (client, "", "Parameter sourceImageIds missing");
  refuse_body (client, "{\"sourceImageIds\":[],\"destinationRegion\":\"cn-east-1\"}",
               "Parameter sourceImageIds missing");
  refuse_body (client, "{\"sourceImageIds\":[1],\"destinationRegion\":\"cn-east-1\"}",
               "Parameter sourceImageIds missing");
  refuse_body (client,
               "{\"sourceImageIds\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"],"
               "\"destinationRegion\":\"cn-east-1\"}",
               "Invalid parameter 'sourceImageIds'");
  refuse_body (client, twice, "Invalid parameter 'sourceImageIds'");
  refuse_body (client, bad_name, "Invalid parameter 'name'");
  refuse_body (client, "{\"sourceImageIds\":[\"img-a\"]}", "Parameter destinationRegion missing");
  refuse_body (client, "{\"sourceImageIds\":[\"img-a\"],\"destinationRegion\":5}",
               "Invalid parameter 'destinationRegion'");
  refuse_body (client, "{\"sourceImageIds\":[\"img-a\"],\"destinationRegion\":\"cn-west-9\"}",
               "Invalid region 'cn-west-9'");
  refuse_body (client, "{\"sourceImageIds\":[\"img-a\"],\"destinationRegion\":\"cn-north-1\"}",
               "Invalid region 'cn-north-1'");
}

static void
test_quota_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "数据库整机镜像_2025Q4");
  gint64 images = get_used (client, "cn-east-1", FALSE);
  gint64 snapshots = get_used (client, "cn-east-1", TRUE);

  set_quota (client, "cn-east-1", (int) images, (int) snapshots + 3);
  refuse_copy (client, id, 429, "QUOTA_EXCEEDED", "Image quota limit exceeded");
  set_quota (client, "cn-east-1", (int) images + 1, (int) snapshots + 2);
  refuse_copy (client, id, 429, "QUOTA_EXCEEDED", "Snapshot quota limit exceeded");
  g_assert_cmpint (get_used (client, "cn-east-1", FALSE), ==, images);
  set_quota (client, "cn-east-1", (int) images + 1, (int) snapshots + 3);
  {
    g_autoptr (JsonNode) answer = client_copy (client, "cn-north-1", id, "cn-east-1");

    assert_ok (client);
  }
}

static void
test_busy (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autofree char *busy = g_strdup_printf ("The image '%s' is busy", id);
  g_autoptr (JsonNode) first = client_copy (client, "cn-north-1", id, "cn-east-1");
  g_autoptr (JsonNode) other = NULL;
  g_autoptr (JsonNode) removal = NULL;
  g_autoptr (JsonNode) shown = NULL;
  g_autoptr (JsonNode) again = NULL;

  other = client_copy (client, "cn-north-1", id, "cn-east-2");
  assert_error (client, other, 400, "FAILED_PRECONDITION", busy);
  removal = client_delete (client, NORTH "/images/%s", id);
  assert_error (client, removal, 400, "FAILED_PRECONDITION", busy);
  shown = client_show (client, "cn-north-1", id);
  g_assert_cmpstr (json_text (shown, "result.image.status"), ==, "ready");
  advance (client, 200);
  again = client_copy (client, "cn-north-1", id, "cn-east-2");
  assert_ok (client);
}

static JsonNode *
convert (Client *client, const char *id)
{
  g_autofree char *target = g_strdup_printf (NORTH "/images/%s:convertImage", id);

  return client_post (client, target, "%s", "");
}

static void
test_convert (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *source = client_find (client, "cn-north-1", "legacy-local-with-data");
  g_autofree char *busy = g_strdup_printf ("The image '%s' is busy", source);
  gint64 images = get_used (client, "cn-north-1", FALSE);
  gint64 snapshots = get_used (client, "cn-north-1", TRUE);
  g_autoptr (JsonNode) answer = convert (client, source);
  const char *id = json_text (answer, "result.imageId");
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) original = NULL;
  g_autoptr (JsonNode) made = NULL;

  assert_ok (client);
  g_assert_cmpint (get_used (client, "cn-north-1", FALSE), ==, images + 1);
  g_assert_cmpint (get_used (client, "cn-north-1", TRUE), ==, snapshots + 1);
  again = convert (client, source);
  assert_error (client, again, 400, "FAILED_PRECONDITION", busy);
  advance (client, 200);
  original = client_show (client, "cn-north-1", source);
  made = client_show (client, "cn-north-1", id);
  g_assert_cmpstr (json_text (original, "result.image.rootDeviceType"), ==, "localDisk");
  g_assert_cmpstr (json_text (made, "result.image.rootDeviceType"), ==, "cloudDisk");
  g_assert_cmpstr (json_text (made, "result.image.status"), ==, "ready");
  g_assert_cmpstr (json_text (made, "result.image.name"), ==, "legacy-local-with-data");
  g_assert_nonnull (json_text (made, "result.image.snapshotId"));
  g_assert_cmpstr (json_text (made, "result.image.dataDisks.0.cloudDisk.snapshotId"), ==,
                   json_text (original, "result.image.dataDisks.0.cloudDisk.snapshotId"));
}

static void
refuse_convert (Client *client, const char *name, guint http, const char *status, const char *format)
{
  g_autofree char *id = client_find (client, "cn-north-1", name);
  g_autoptr (JsonNode) answer = convert (client, id);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", id, 0);
  assert_error (client, answer, http, status, message->str);
}

static void
change_image (Client *client, const char *name, const char *members)
{
  g_autofree char *id = client_find (client, "cn-north-1", name);
  g_autofree char *body = g_strdup_printf ("{\"region\":\"cn-north-1\",\"id\":\"%s\",%s}", id, members);
  g_autoptr (JsonNode) answer = client_control (client, "POST", "images", body);

  assert_ok (client);
}

static void
test_convert_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) missing = convert (client, "img-zzzzzzzzzz");
  g_autoptr (JsonNode) public = NULL;
  g_autoptr (JsonNode) list = NULL;
  gint64 images;
  gint64 snapshots;

  assert_error (client, missing, 404, "NOT_FOUND", "Image 'img-zzzzzzzzzz' not found");
  list = client_get (client, NORTH "/images?imageSource=public");
  public = convert (client, json_text (list, "result.images.0.imageId"));
  assert_error (client, public, 400, "FAILED_PRECONDITION", "Can't use this image");
  refuse_convert (client, "uefi-rocky9", 400, "FAILED_PRECONDITION", "Only support localDisk image");
  change_image (client, "旧版应用-本地盘", "\"status\":\"error\"");
  refuse_convert (client, "旧版应用-本地盘", 400, "FAILED_PRECONDITION", "Invalid image status 'error'");
  change_image (client, "旧版应用-本地盘", "\"status\":\"ready\",\"taskConflict\":true");
  refuse_convert (client, "旧版应用-本地盘", 400, "FAILED_PRECONDITION",
                  "Conflict with underlay image task '%s'");
  images = get_used (client, "cn-north-1", FALSE);
  snapshots = get_used (client, "cn-north-1", TRUE);
  set_quota (client, "cn-north-1", (int) images, (int) snapshots + 1);
  refuse_convert (client, "legacy-local-with-data", 429, "QUOTA_EXCEEDED", "Image quota limit exceeded");
  set_quota (client, "cn-north-1", (int) images + 1, (int) snapshots);
  refuse_convert (client, "legacy-local-with-data", 429, "QUOTA_EXCEEDED", "Snapshot quota limit exceeded");
}

static void
test_replica_while_pending (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autoptr (JsonNode) answer = client_copy (client, "cn-north-1", id, "cn-east-1");
  const char *replica = json_text (answer, "result.copyImages.0.destinationImageId");
  g_autofree char *target = g_strdup_printf ("/v1/regions/cn-east-1/images/%s:modifyImageAttribute", replica);
  g_autofree char *conflict = g_strdup_printf ("Conflict with underlay image task '%s'", replica);
  g_autoptr (JsonNode) edit = client_post (client, target, "{\"name\":\"new\"}");
  g_autoptr (JsonNode) removal = NULL;
  g_autoptr (JsonNode) later = NULL;

  assert_error (client, edit, 400, "FAILED_PRECONDITION", conflict);
  removal = client_delete (client, "/v1/regions/cn-east-1/images/%s", replica);
  assert_error (client, removal, 400, "FAILED_PRECONDITION", conflict);
  advance (client, 200);
  later = client_post (client, target, "{\"name\":\"new\"}");
  assert_ok (client);
}

static void
test_time_scale (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) answer = NULL;
  gboolean ready = FALSE;

  /* A copy of a minute or two in some milliseconds. */
  options.time_scale = 10000;
  client = client_new (&options);
  id = client_find (client, "cn-north-1", "uefi-rocky9");
  answer = client_copy (client, "cn-north-1", id, "cn-east-1");
  assert_ok (client);
  while (!ready)
    {
      g_autoptr (JsonNode) shown =
        client_show (client, "cn-east-1", json_text (answer, "result.copyImages.0.destinationImageId"));

      ready = g_strcmp0 (json_text (shown, "result.image.status"), "ready") == 0;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/copying/from-start-to-end", test_copy_from_start_to_end);
  g_test_add_func ("/emulator/copying/texts", test_texts);
  g_test_add_func ("/emulator/copying/several", test_several);
  g_test_add_func ("/emulator/copying/source-refusals", test_source_refusals);
  g_test_add_func ("/emulator/copying/body-refusals", test_body_refusals);
  g_test_add_func ("/emulator/copying/quota-refusals", test_quota_refusals);
  g_test_add_func ("/emulator/copying/busy", test_busy);
  g_test_add_func ("/emulator/copying/convert", test_convert);
  g_test_add_func ("/emulator/copying/convert-refusals", test_convert_refusals);
  g_test_add_func ("/emulator/copying/replica-while-pending", test_replica_while_pending);
  g_test_add_func ("/emulator/copying/time-scale", test_time_scale);
  return g_test_run ();
}
