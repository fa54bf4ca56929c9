/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every operation but copying and converting, with every documented refusal. */

#include "config.h"

#include "emulator-client.h"

#include <string.h>

#define NORTH "/v1/regions/cn-north-1"

/* The cloud's clock stands, so nothing changes between two answers. */
static Client *
new_still_client (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = 0;
  return client_new (&options);
}

static void
test_list (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) answer = client_get (client, NORTH "/images?imageSource=private&pageSize=100");
  JsonNode *first = json_at (answer, "result.images.0");

  assert_ok (client);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 24);
  g_assert_cmpuint (json_length (answer, "result.images"), ==, 24);
  g_assert_cmpstr (json_text (first, "name"), ==, "生产-Web服务器-01");
  g_assert_cmpstr (json_text (first, "imageSource"), ==, "private");
  g_assert_cmpstr (json_text (first, "status"), ==, "ready");
  g_assert_cmpstr (json_text (first, "createTime"), ==, "2025-11-03 14:22:07");
  g_assert_cmpstr (json_text (first, "progress"), ==, "100");
  g_assert_cmpstr (json_text (first, "rootDeviceType"), ==, "cloudDisk");
  g_assert_cmpint (json_number (first, "systemDisk.cloudDisk.diskSizeGB"), ==, 40);
  g_assert_cmpstr (json_text (first, "systemDisk.cloudDisk.snapshotId"), ==, json_text (first, "snapshotId"));
  g_assert_null (json_at (first, "dataDisks"));
  g_assert_cmpuint (json_length (answer, "result.images.1.dataDisks"), ==, 2);
}

static void
test_demo_has_four_regions (void)
{
  static const char *const regions[] = { "cn-north-1", "cn-east-1", "cn-east-2", "cn-south-1" };
  g_autoptr (Client) client = new_still_client ();
  gint64 total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      g_autoptr (JsonNode) answer =
        client_get (client, "/v1/regions/%s/images?imageSource=private", regions[i]);

      assert_ok (client);
      total += json_number (answer, "result.totalCount");
    }
  g_assert_cmpint (total, ==, 41);
}

static void
expect_count (Client *client, const char *query, gint64 count)
{
  g_autoptr (JsonNode) answer = client_get (client, NORTH "/images?%s", query);

  g_test_message ("%s", query);
  assert_ok (client);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, count);
}

static void
test_list_filters (void)
{
  g_autoptr (Client) client = new_still_client ();

  expect_count (client, "imageSource=public", 2);
  expect_count (client, "imageSource=shared", 1);
  expect_count (client, "imageSource=community", 1);
  expect_count (client, "imageSource=thirdparty", 1);
  expect_count (client, "imageSource=nonsense", 0);
  expect_count (client, "imageSource=private&rootDeviceType=localDisk", 3);
  expect_count (client, "imageSource=private&status=error", 1);
  expect_count (client, "imageSource=private&status=pending", 1);
  expect_count (client, "imageSource=private&status=", 24);
  expect_count (client, "imageSource=private&launchPermission=specifiedUsers", 1);
  expect_count (client, "imageSource=private&platform=Windows%20Server", 1);
  expect_count (client, "imageSource=private&architecture=arm64", 2);
  expect_count (client, "imageSource=private&bootMode=uefi", 3);
  expect_count (client, "imageSource=private&imageName=WEB", 2);
  expect_count (client, "imageSource=private&imageName=%E9%95%9C%E5%83%8F&platform=Ubuntu", 2);
}

static void
test_list_by_ids (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *first = client_find (client, "cn-north-1", "生产-Web");
  g_autofree char *second = client_find (client, "cn-north-1", "windows-ad-01");
  g_autoptr (JsonNode) answer =
    client_get (client, NORTH "/images?ids.1=%s&ids.2=img-zzzzzzzzzz&ids.3=%s&pageSize=100", second, first);

  assert_ok (client);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 2);
  g_assert_cmpstr (json_text (answer, "result.images.0.imageId"), ==, second);
  g_assert_cmpstr (json_text (answer, "result.images.1.imageId"), ==, first);
}

static void
test_list_ids_404 (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (JsonNode) answer = NULL;

  options.ids_404 = TRUE;
  client = client_new (&options);
  answer = client_get (client, NORTH "/images?ids.1=img-zzzzzzzzzz");
  assert_error (client, answer, 404, "NOT_FOUND", "Image 'img-zzzzzzzzzz' not found");
}

static void
test_list_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  static const char *const sizes[] = { "9", "101", "0", "4000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (JsonNode) answer =
        client_get (client, NORTH "/images?imageSource=private&pageSize=%s", sizes[i]);

      assert_error (client, answer, 400, "OUT_OF_RANGE", "PageSize out of range");
    }
  {
    g_autoptr (JsonNode) answer = client_get (client, NORTH "/images?imageSource=private&pageSize=many");

    assert_error (client, answer, 400, "INVALID_ARGUMENT", "Invalid parameter 'pageSize'");
  }
  {
    g_autoptr (JsonNode) answer = client_get (client, NORTH "/images?imageSource=private&pageNumber=0");

    assert_error (client, answer, 400, "OUT_OF_RANGE", "PageNumber out of range");
  }
  {
    g_autoptr (JsonNode) answer = client_get (client, NORTH "/images");

    assert_error (client, answer, 400, "FAILED_PRECONDITION", "Parameter ImageSource missing");
  }
  {
    g_autoptr (JsonNode) answer = client_get (client, "/v1/regions/cn-west-9/images?imageSource=private");

    assert_error (client, answer, 400, "INVALID_ARGUMENT", "Invalid region 'cn-west-9'");
  }
}

static void
test_paging (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  options.images = 257;
  client = client_new (&options);
  for (guint page = 1; page <= 4; page++)
    {
      g_autoptr (JsonNode) answer =
        client_get (client, NORTH "/images?imageSource=private&pageNumber=%u&pageSize=100", page);
      guint expected = page <= 2 ? 100 : page == 3 ? 57 : 0;

      g_assert_cmpuint (json_length (answer, "result.images"), ==, expected);
      g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 257);
      for (guint i = 0; i < expected; i++)
        {
          g_autofree char *path = g_strdup_printf ("result.images.%u.imageId", i);

          g_assert_true (g_hash_table_add (seen, g_strdup (json_text (answer, path))));
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 257);
}

static void
test_default_page_size (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) answer = client_get (client, NORTH "/images?imageSource=private");

  g_assert_cmpuint (json_length (answer, "result.images"), ==, 20);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 24);
}

static void
test_show (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "加密数据盘镜像");
  g_autofree char *bare = client_find (client, "cn-north-1", "nginx-edge-small");
  g_autoptr (JsonNode) answer = client_show (client, "cn-north-1", id);
  g_autoptr (JsonNode) missing = NULL;
  g_autoptr (JsonNode) plain = NULL;

  assert_ok (client);
  g_assert_cmpstr (json_text (answer, "result.image.imageId"), ==, id);
  g_assert_true (json_node_get_boolean (json_at (answer, "result.image.dataDisks.0.cloudDisk.encrypted")));
  missing = client_show (client, "cn-east-1", id);
  g_assert_cmpuint (client->status, ==, 404);
  g_assert_cmpstr (json_text (missing, "error.status"), ==, "NOT_FOUND");
  plain = client_show (client, "cn-north-1", bare);
  g_assert_null (json_at (plain, "result.image.desc"));
  g_assert_null (json_at (plain, "result.image.progress"));
  g_assert_cmpint (json_number (plain, "result.image.sizeMB"), ==, 0);
}

static void
test_styles (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (JsonNode) answer = NULL;

  options.legacy_source = TRUE;
  options.iso_times = TRUE;
  client = client_new (&options);
  answer = client_get (client, NORTH "/images?imageSource=private");
  g_assert_cmpstr (json_text (answer, "result.images.0.imageSource"), ==, "self");
  g_assert_cmpstr (json_text (answer, "result.images.0.createTime"), ==, "2025-11-03T06:22:07Z");
}

static JsonNode *
modify (Client *client, const char *region, const char *id, const char *body)
{
  g_autofree char *target = g_strdup_printf ("/v1/regions/%s/images/%s:modifyImageAttribute", region, id);

  return client_post (client, target, "%s", body);
}

static void
test_modify (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "mysql-primary-backup");
  g_autoptr (JsonNode) answer =
    modify (client, "cn-north-1", id, "{\"name\":\"新-名称.1\",\"description\":\"\"}");
  g_autoptr (JsonNode) shown = NULL;

  /* It is being copied, and may be edited all the same. */
  assert_ok (client);
  g_assert_null (json_at (answer, "result"));
  g_assert_cmpstr (json_text (answer, "requestId"), ==, client->request_id);
  shown = client_show (client, "cn-north-1", id);
  g_assert_cmpstr (json_text (shown, "result.image.name"), ==, "新-名称.1");
  g_assert_cmpstr (json_text (shown, "result.image.desc"), ==, "");
}

static void
refuse_modify (Client *client,
               const char *id,
               const char *body,
               guint http,
               const char *status,
               const char *message)
{
  g_autoptr (JsonNode) answer = modify (client, "cn-north-1", id, body);

  g_test_message ("%s", message);
  assert_error (client, answer, http, status, message);
}

static void
test_modify_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autofree char *exported = client_find (client, "cn-north-1", "正在导出的镜像");
  g_autoptr (JsonNode) public = client_get (client, NORTH "/images?imageSource=public");
  g_autofree char *long_name = g_strnfill (33, 'a');
  g_autofree char *long_body = g_strdup_printf ("{\"name\":\"%s\"}", long_name);
  g_autofree char *long_text = g_strnfill (257, 'a');
  g_autofree char *long_description = g_strdup_printf ("{\"description\":\"%s\"}", long_text);
  g_autofree char *conflict = g_strdup_printf ("Conflict with underlay image task '%s'", exported);

  refuse_modify (client, id, "{}", 400, "INVALID_ARGUMENT", "Parameter name、description missing");
  refuse_modify (client, id, "", 400, "INVALID_ARGUMENT", "Parameter name、description missing");
  refuse_modify (client, id, "{\"name\":\"\"}", 400, "INVALID_ARGUMENT", "Invalid parameter 'name'");
  refuse_modify (client, id, "{\"name\":\"a b\"}", 400, "INVALID_ARGUMENT", "Invalid parameter 'name'");
  refuse_modify (client, id, "{\"name\":7}", 400, "INVALID_ARGUMENT", "Invalid parameter 'name'");
  refuse_modify (client, id, long_body, 400, "INVALID_ARGUMENT", "Invalid parameter 'name'");
  refuse_modify (client, id, long_description, 400, "INVALID_ARGUMENT", "Invalid parameter 'description'");
  refuse_modify (client, id, "[]", 400, "INVALID_ARGUMENT", "Invalid request body");
  refuse_modify (client, id, "{\"name\":", 400, "INVALID_ARGUMENT", "Invalid request body");
  refuse_modify (client, "img-zzzzzzzzzz", "{\"name\":\"a\"}", 404, "NOT_FOUND",
                 "Image 'img-zzzzzzzzzz' not found");
  refuse_modify (client, exported, "{\"name\":\"a\"}", 400, "FAILED_PRECONDITION", conflict);
  refuse_modify (client, json_text (public, "result.images.0.imageId"), "{\"name\":\"a\"}", 400,
                 "FAILED_PRECONDITION", "Can't use this image");
}

static gint64
get_snapshots (Client *client)
{
  g_autoptr (JsonNode) answer = client_get_disk (client, NORTH "/quotas?type=snapshot");

  return json_number (answer, "result.quota.used");
}

static gint64
get_images (Client *client)
{
  g_autoptr (JsonNode) answer =
    client_get (client, NORTH "/quotas?filters.1.name=resourceTypes&filters.1.values.1=image");

  return json_number (answer, "result.quotas.0.used");
}

static void
test_delete (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *plain = client_find (client, "cn-north-1", "kafka-broker-3");
  g_autofree char *whole = client_find (client, "cn-north-1", "数据分析-GPU");
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autoptr (JsonNode) shown = NULL;
  g_autoptr (JsonNode) gone = NULL;
  gint64 snapshots = get_snapshots (client);
  gint64 images = get_images (client);

  first = client_delete (client, NORTH "/images/%s", plain);
  assert_ok (client);
  second = client_delete (client, NORTH "/images/%s?deleteSnapshot=true", whole);
  assert_ok (client);
  shown = client_show (client, "cn-north-1", plain);
  g_assert_cmpstr (json_text (shown, "result.image.status"), ==, "deleting");
  g_assert_cmpint (get_images (client), ==, images);
  emulator_thread_advance (client->emulator, 5);
  gone = client_show (client, "cn-north-1", plain);
  g_assert_cmpuint (client->status, ==, 404);
  g_assert_cmpint (get_images (client), ==, images - 2);
  /* Both had two; those of the first stay. */
  g_assert_cmpint (get_snapshots (client), ==, snapshots - 2);
}

static void
refuse_delete (Client *client, const char *name, const char *format)
{
  g_autofree char *id = client_find (client, "cn-north-1", name);
  g_autoptr (JsonNode) answer = client_delete (client, NORTH "/images/%s", id);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", id, 0);
  assert_error (client, answer, 400, "FAILED_PRECONDITION", message->str);
}

static void
test_delete_refusals (void)
{
  g_autoptr (Client) client = new_still_client ();
  static const char *const sources[] = { "public", "shared", "thirdparty", "community" };
  g_autoptr (JsonNode) missing = client_delete (client, NORTH "/images/img-zzzzzzzzzz");

  assert_error (client, missing, 404, "NOT_FOUND", "Image 'img-zzzzzzzzzz' not found");
  refuse_delete (client, "合规归档-请勿删除", "Can't delete protected image");
  refuse_delete (client, "windows-ad-01", "Can't delete shared image");
  refuse_delete (client, "mysql-primary-backup", "The image '%s' is busy");
  refuse_delete (client, "正在导出的镜像", "Conflict with underlay image task '%s'");
  refuse_delete (client, "nightly-build-base", "Conflict with underlay image task '%s'");
  refuse_delete (client, "待删除", "Conflict with underlay image task '%s'");
  refuse_delete (client, "本地盘-生产在用",
                 "Local-System-Disk image cannot be deleted if it has been used to create instances");
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (JsonNode) list = client_get (client, NORTH "/images?imageSource=%s", sources[i]);
      g_autoptr (JsonNode) answer =
        client_delete (client, NORTH "/images/%s", json_text (list, "result.images.0.imageId"));

      assert_error (client, answer, 400, "FAILED_PRECONDITION",
                    i == 3 ? "Can't delete community image" : "Can't delete this image");
    }
}

static void
test_quotas (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) all = client_get (client, NORTH "/quotas");
  g_autoptr (JsonNode) image = NULL;
  g_autoptr (JsonNode) two = NULL;
  g_autoptr (JsonNode) missing = NULL;
  g_autoptr (JsonNode) share = NULL;

  assert_ok (client);
  g_assert_cmpuint (json_length (all, "result.quotas"), ==, 7);
  image = client_get (client, NORTH "/quotas?filters.1.name=resourceTypes&filters.1.values.1=image");
  g_assert_cmpuint (json_length (image, "result.quotas"), ==, 1);
  g_assert_cmpstr (json_text (image, "result.quotas.0.resourceType"), ==, "image");
  g_assert_cmpint (json_number (image, "result.quotas.0.limit"), ==, 40);
  g_assert_cmpint (json_number (image, "result.quotas.0.used"), ==, 24);
  two = client_get (client, NORTH "/quotas?filters.1.name=resourceTypes&filters.1.operator=in"
                                  "&filters.1.values.1=image&filters.1.values.2=keypair");
  g_assert_cmpuint (json_length (two, "result.quotas"), ==, 2);
  missing = client_get (client, NORTH "/quotas?filters.1.name=resourceTypes&filters.1.values.1=imageShare");
  assert_error (client, missing, 400, "INVALID_ARGUMENT", "Parameter ImageId missing");
  share = client_get (client, NORTH
                      "/quotas?filters.1.name=resourceTypes&filters.1.values.1=imageShare&imageId=img-a");
  assert_ok (client);
}

static void
test_disk_quota (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autoptr (JsonNode) answer = client_get_disk (client, NORTH "/quotas?type=snapshot");
  g_autoptr (JsonNode) snapshots = NULL;
  g_autoptr (JsonNode) missing = NULL;
  g_autoptr (JsonNode) wrong = NULL;

  assert_ok (client);
  g_assert_cmpint (json_number (answer, "result.quota.limit"), ==, 80);
  snapshots = client_get_disk (client, NORTH "/snapshots");
  g_assert_cmpint (json_number (answer, "result.quota.used"), ==,
                   json_number (snapshots, "result.totalCount"));
  missing = client_get_disk (client, NORTH "/quotas");
  assert_error (client, missing, 400, "INVALID_ARGUMENT", "Parameter type missing");
  wrong = client_get_disk (client, NORTH "/quotas?type=instance");
  assert_error (client, wrong, 400, "INVALID_ARGUMENT", "Invalid parameter 'type'");
}

static void
test_snapshots (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *id = client_find (client, "cn-north-1", "数据库整机镜像_2025Q4");
  g_autoptr (JsonNode) image = client_show (client, "cn-north-1", id);
  const char *snapshot = json_text (image, "result.image.snapshotId");
  g_autoptr (JsonNode) one = client_get_disk (client, NORTH "/snapshots/%s", snapshot);
  g_autoptr (JsonNode) filtered = NULL;
  g_autoptr (JsonNode) page = NULL;
  g_autoptr (JsonNode) missing = NULL;

  assert_ok (client);
  g_assert_cmpstr (json_text (one, "result.snapshot.snapshotId"), ==, snapshot);
  g_assert_cmpstr (json_text (one, "result.snapshot.images.0"), ==, id);
  g_assert_cmpint (json_number (one, "result.snapshot.snapshotSizeGB"), ==, 100);
  filtered = client_get_disk (client,
                              NORTH "/snapshots?filters.1.name=status&filters.1.values.1=available"
                                    "&filters.2.name=snapshotId&filters.2.values.1=%s"
                                    "&filters.2.values.2=snapshot-x",
                              snapshot);
  g_assert_cmpint (json_number (filtered, "result.totalCount"), ==, 1);
  page = client_get_disk (client, NORTH "/snapshots?pageNumber=2&pageSize=10");
  g_assert_cmpuint (json_length (page, "result.snapshots"), ==, 10);
  missing = client_get_disk (client, NORTH "/snapshots/snapshot-x");
  assert_error (client, missing, 404, "NOT_FOUND", "Snapshot 'snapshot-x' not found");
}

static void
refuse_route (Client *client, const char *service, const char *method, const char *target)
{
  g_autoptr (JsonNode) answer = client_call (client, service, method, target, "");

  g_test_message ("%s %s", method, target);
  assert_error (client, answer, 404, "NOT_FOUND", "no route and no API found with those values");
}

static void
test_routes (void)
{
  g_autoptr (Client) client = new_still_client ();
  g_autofree char *filler = g_strnfill (8200, 'a');
  g_autoptr (JsonNode) answer = NULL;

  refuse_route (client, "vm", "GET", "/");
  refuse_route (client, "vm", "GET", "/v1/regions/cn-north-1");
  refuse_route (client, "vm", "GET", "/v2/regions/cn-north-1/images");
  refuse_route (client, "vm", "GET", "/v1/regions/cn-north-1/instances");
  refuse_route (client, "vm", "POST", "/v1/regions/cn-north-1/images");
  refuse_route (client, "vm", "POST", "/v1/regions/cn-north-1/images:fly");
  refuse_route (client, "vm", "PUT", "/v1/regions/cn-north-1/images/img-a");
  refuse_route (client, "disk", "GET", "/v1/regions/cn-north-1/images");
  refuse_route (client, "vm", "GET", "/v1/regions/cn-north-1/snapshots");
  answer = client_get (client, NORTH "/images?imageName=%s", filler);
  assert_error (client, answer, 414, "HTTP_URI_TOO_LONG", "URI too long");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/operations/list", test_list);
  g_test_add_func ("/emulator/operations/demo", test_demo_has_four_regions);
  g_test_add_func ("/emulator/operations/list-filters", test_list_filters);
  g_test_add_func ("/emulator/operations/list-by-ids", test_list_by_ids);
  g_test_add_func ("/emulator/operations/list-ids-404", test_list_ids_404);
  g_test_add_func ("/emulator/operations/list-refusals", test_list_refusals);
  g_test_add_func ("/emulator/operations/paging", test_paging);
  g_test_add_func ("/emulator/operations/default-page-size", test_default_page_size);
  g_test_add_func ("/emulator/operations/show", test_show);
  g_test_add_func ("/emulator/operations/styles", test_styles);
  g_test_add_func ("/emulator/operations/modify", test_modify);
  g_test_add_func ("/emulator/operations/modify-refusals", test_modify_refusals);
  g_test_add_func ("/emulator/operations/delete", test_delete);
  g_test_add_func ("/emulator/operations/delete-refusals", test_delete_refusals);
  g_test_add_func ("/emulator/operations/quotas", test_quotas);
  g_test_add_func ("/emulator/operations/disk-quota", test_disk_quota);
  g_test_add_func ("/emulator/operations/snapshots", test_snapshots);
  g_test_add_func ("/emulator/operations/routes", test_routes);
  return g_test_run ();
}
