/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image-page-private.h"
#include "sample.h"

static JdcImage *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JdcImage *image = jdc_image_new_from_data (text, -1, &error);

  g_assert_no_error (error);
  return image;
}

static JdcImagePage *
load_page (const char *sample)
{
  g_autofree char *text = load_sample (sample);
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  JdcReader reader = { NULL };
  const JdcValue *result = jdc_reader_object (&reader, jdc_json_get_object (root), "result");
  JdcImagePage *page = jdc_image_page_new_from_json (&reader, result, query);

  g_assert_null (reader.failed);
  return page;
}

static JdcImage *
find (JdcImagePage *page, const char *id)
{
  GPtrArray *images = jdc_image_page_get_images (page);

  for (guint i = 0; i < images->len; i++)
    {
      if (strcmp (jdc_image_get_id (g_ptr_array_index (images, i)), id) == 0)
        return g_ptr_array_index (images, i);
    }
  g_assert_not_reached ();
}

static void
test_page (void)
{
  g_autoptr (JdcImagePage) page = load_page ("describeImages-page1.json");
  GPtrArray *images = jdc_image_page_get_images (page);

  g_assert_cmpuint (images->len, ==, 10);
  g_assert_cmpint (jdc_image_page_get_total_count (page), ==, 12);
  for (guint i = 0; i < images->len; i++)
    g_assert_true (jdc_image_is_private (g_ptr_array_index (images, i)));
}

static void
test_all_members (void)
{
  g_autoptr (JdcImagePage) page = load_page ("describeImages-page2.json");
  JdcImage *image = find (page, "img-a1b2c3d412");
  JdcDisk *disk = jdc_image_get_system_disk (image);
  g_autoptr (GDateTime) created = jdc_image_dup_created (image);
  g_autofree char *created_text = g_date_time_format_iso8601 (created);

  g_assert_cmpstr (jdc_image_get_name (image), ==, "uefi-rocky9");
  g_assert_cmpstr (jdc_image_get_description (image), ==, "");
  g_assert_cmpstr (jdc_image_get_platform (image), ==, "Other Linux");
  g_assert_cmpstr (jdc_image_get_os_version (image), ==, "9.3");
  g_assert_cmpstr (jdc_image_get_os_type (image), ==, "linux");
  g_assert_cmpstr (jdc_image_get_architecture (image), ==, "x86_64");
  g_assert_cmpstr (jdc_image_get_status (image), ==, "ready");
  g_assert_cmpstr (jdc_image_get_image_source (image), ==, "private");
  g_assert_cmpstr (jdc_image_get_root_device_type (image), ==, "cloudDisk");
  g_assert_cmpstr (jdc_image_get_create_time (image), ==, "2026-03-02 23:59:59");
  g_assert_cmpstr (created_text, ==, "2026-03-02T15:59:59Z");
  g_assert_cmpstr (jdc_image_get_boot_mode (image), ==, "uefi");
  g_assert_cmpstr (jdc_image_get_owner_pin (image), ==, "demo_pin");
  g_assert_cmpstr (jdc_image_get_launch_permission (image), ==, "ownerOnly");
  g_assert_cmpstr (jdc_image_get_snapshot_id (image), ==, "snapshot-a1b2c3d414");
  g_assert_cmpint (jdc_image_get_system_disk_size_gb (image), ==, 40);
  g_assert_cmpint (jdc_image_get_size_mb (image), ==, 2494);
  g_assert_cmpint (jdc_image_get_progress (image), ==, 100);
  g_assert_cmpint (jdc_image_get_disk_gb (image), ==, 40);
  g_assert_cmpuint (jdc_image_count_snapshots (image), ==, 1);
  g_assert_cmpuint (jdc_image_get_data_disks (image)->len, ==, 0);
  g_assert_cmpstr (jdc_disk_get_device_name (disk), ==, "vda");
  g_assert_cmpstr (jdc_disk_get_category (disk), ==, "cloud");
  g_assert_cmpstr (jdc_disk_get_disk_type (disk), ==, "ssd.gp1");
  g_assert_cmpstr (jdc_disk_get_snapshot_id (disk), ==, "snapshot-a1b2c3d414");
  g_assert_cmpint (jdc_disk_get_size_gb (disk), ==, 40);
  g_assert_false (jdc_disk_get_encrypted (disk));
}

static void
test_empty_lists (void)
{
  g_autoptr (JdcImagePage) empty = load_page ("describeImages-empty.json");
  g_autoptr (JdcImagePage) null = load_page ("describeImages-empty-null.json");

  g_assert_cmpuint (jdc_image_page_get_images (empty)->len, ==, 0);
  g_assert_cmpint (jdc_image_page_get_total_count (empty), ==, 0);
  g_assert_cmpuint (jdc_image_page_get_images (null)->len, ==, 0);
}

static void
test_only_id (void)
{
  g_autoptr (JdcImage) image = parse ("{\"imageId\":\"img-1\",\"name\":null,\"unknown\":{\"x\":[1]}}");

  g_assert_cmpstr (jdc_image_get_id (image), ==, "img-1");
  g_assert_null (jdc_image_get_name (image));
  g_assert_null (jdc_image_get_status (image));
  g_assert_null (jdc_image_get_system_disk (image));
  g_assert_null (jdc_image_dup_created (image));
  g_assert_cmpuint (jdc_image_get_data_disks (image)->len, ==, 0);
  g_assert_cmpint (jdc_image_get_progress (image), ==, -1);
  g_assert_cmpint (jdc_image_get_size_mb (image), ==, -1);
  g_assert_cmpint (jdc_image_get_disk_gb (image), ==, -1);
  g_assert_cmpuint (jdc_image_count_snapshots (image), ==, 0);
  g_assert_true (jdc_image_is_private (image));
  g_assert_false (jdc_image_is_shared (image));
  g_assert_false (jdc_image_is_encrypted (image));
}

static void
test_progress (void)
{
  static const struct
  {
    const char *text;
    int expected;
  } cases[] = {
    { "\"0\"", 0 },     { "\"7\"", 7 },
    { "\"80\"", 80 },   { "\"100\"", 100 },
    { "\"250\"", 100 }, { "55", 55 },
    { "101", 100 },     { "-1", -1 },
    { "\"\"", -1 },     { "\"-5\"", -1 },
    { "\"8x\"", -1 },   { "null", -1 },
    { "\"80%\"", -1 },  { "\"99999999999999999999\"", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"imageId\":\"img-1\",\"progress\":%s}", cases[i].text);
      g_autoptr (JdcImage) image = parse (text);

      g_assert_cmpint (jdc_image_get_progress (image), ==, cases[i].expected);
    }
}

static void
test_snapshots (void)
{
  /* The system disk's snapshot is named twice, one data disk repeats another's, one is new and empty. */
  g_autoptr (JdcImage) image = parse (
    "{\"imageId\":\"img-1\",\"snapshotId\":\"s-1\",\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s-1\"}},"
    "\"dataDisks\":[{\"cloudDisk\":{\"snapshotId\":\"s-2\"}},{\"cloudDisk\":{\"snapshotId\":\"s-2\"}},"
    "{\"cloudDisk\":{\"snapshotId\":\"\"}},{\"cloudDisk\":{\"diskSizeGB\":20}},{\"diskCategory\":\"cloud\"}]"
    "}");
  g_autoptr (JdcImage) local = parse (
    "{\"imageId\":\"img-1\",\"snapshotId\":\"\",\"systemDisk\":{\"diskCategory\":\"local\",\"localDisk\":"
    "{\"diskSizeGB\":60}},\"dataDisks\":[{\"cloudDisk\":{\"snapshotId\":\"s-2\"}}]}");

  g_assert_cmpuint (jdc_image_count_snapshots (image), ==, 2);
  g_assert_cmpuint (jdc_image_get_data_disks (image)->len, ==, 5);
  g_assert_cmpuint (jdc_image_count_snapshots (local), ==, 1);
  g_assert_cmpint (jdc_image_get_disk_gb (local), ==, 60);
}

static void
test_encrypted (void)
{
  static const struct
  {
    const char *disks;
    gboolean expected;
  } cases[] = {
    { "\"systemDisk\":{\"cloudDisk\":{\"encrypted\":true}}", TRUE },
    { "\"systemDisk\":{\"cloudDisk\":{\"encrypt\":true,\"encrypted\":false}}", TRUE },
    { "\"systemDisk\":{\"cloudDisk\":{\"encrypted\":false}}", FALSE },
    { "\"dataDisks\":[{\"cloudDisk\":{}},{\"cloudDisk\":{\"encrypt\":true}}]", TRUE },
    { "\"dataDisks\":null,\"systemDisk\":null", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"imageId\":\"img-1\",%s}", cases[i].disks);
      g_autoptr (JdcImage) image = parse (text);

      g_assert_cmpint (jdc_image_is_encrypted (image), ==, cases[i].expected);
    }
}

static void
test_words (void)
{
  static const struct
  {
    const char *members;
    gboolean is_private;
    gboolean is_shared;
  } cases[] = {
    { "\"imageSource\":\"private\",\"launchPermission\":\"ownerOnly\"", TRUE, FALSE },
    { "\"imageSource\":\"self\",\"launchPermission\":\"specifiedUsers\"", TRUE, TRUE },
    { "\"imageSource\":\"public\",\"launchPermission\":\"all\"", FALSE, TRUE },
    { "\"imageSource\":\"shared\"", FALSE, FALSE },
    { "\"imageSource\":\"somethingNew\",\"launchPermission\":\"new\"", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"imageId\":\"img-1\",%s}", cases[i].members);
      g_autoptr (JdcImage) image = parse (text);

      g_assert_cmpint (jdc_image_is_private (image), ==, cases[i].is_private);
      g_assert_cmpint (jdc_image_is_shared (image), ==, cases[i].is_shared);
    }
}

static void
test_created (void)
{
  static const char *const cases[][2] = {
    { "2021-01-28 16:49:05", "2021-01-28T08:49:05Z" },
    { "2021-01-28 03:00:00", "2021-01-27T19:00:00Z" },
    { "2021-01-28T16:49:05Z", "2021-01-28T16:49:05Z" },
    { "2021-01-28T16:49:05+01:00", "2021-01-28T15:49:05Z" },
    { "2021-01-28T16:49:05", "2021-01-28T08:49:05Z" },
    { "", NULL },
    { "yesterday", NULL },
    { "2021-02-30 00:00:00", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"imageId\":\"img-1\",\"createTime\":\"%s\"}", cases[i][0]);
      g_autoptr (JdcImage) image = parse (text);
      g_autoptr (GDateTime) created = jdc_image_dup_created (image);
      g_autofree char *utc = created != NULL ? g_date_time_format_iso8601 (created) : NULL;

      g_assert_cmpstr (utc, ==, cases[i][1]);
    }
}

static void
test_wrong_types (void)
{
  static const char *const members[] = {
    "\"name\":5",
    "\"desc\":{}",
    "\"status\":[]",
    "\"status\":true",
    "\"platform\":1.5",
    "\"systemDiskSizeGB\":\"40\"",
    "\"sizeMB\":1.5",
    "\"progress\":{}",
    "\"progress\":true",
    "\"progress\":1.5",
    "\"systemDisk\":[]",
    "\"systemDisk\":\"x\"",
    "\"systemDisk\":{\"cloudDisk\":[]}",
    "\"systemDisk\":{\"cloudDisk\":{\"diskSizeGB\":\"1\"}}",
    "\"systemDisk\":{\"cloudDisk\":{\"encrypted\":\"true\"}}",
    "\"systemDisk\":{\"cloudDisk\":{\"encrypted\":1}}",
    "\"dataDisks\":{}",
    "\"dataDisks\":[1]",
    "\"dataDisks\":[null]",
    "\"dataDisks\":[{\"deviceName\":1}]",
    "\"imageId\":5",
    "\"imageId\":\"\"",
    "\"imageId\":null",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s,\"imageId\":\"img-1\"}", members[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (JdcImage) image = jdc_image_new_from_data (text, -1, &error);

      g_assert_null (image);
      g_assert_error (error, JDC_ERROR, JDC_ERROR_PROTOCOL);
    }
}

static void
test_equal (void)
{
  static const char base[] =
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[{}]}";
  static const char *const others[] = {
    "{\"imageId\":\"img-2\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[{}]}",
    "{\"imageId\":\"img-1\",\"name\":\"m\",\"status\":\"pending\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[{}]}",
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"ready\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[{}]}",
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"6\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[{}]}",
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"t\"}},\"dataDisks\":[{}]}",
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"5\","
    "\"systemDisk\":{\"cloudDisk\":{\"snapshotId\":\"s\"}},\"dataDisks\":[]}",
    "{\"imageId\":\"img-1\",\"name\":\"n\",\"status\":\"pending\",\"progress\":\"5\",\"dataDisks\":[{}]}",
  };
  g_autoptr (JdcImage) a = parse (base);
  g_autoptr (JdcImage) same = parse (base);

  g_assert_true (jdc_image_equal (a, a));
  g_assert_true (jdc_image_equal (a, same));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (JdcImage) other = parse (others[i]);

      g_assert_false (jdc_image_equal (a, other));
    }
}

/* Images of one answer may repeat each other; that is for the caller to sort out. */
static void
test_duplicates (void)
{
  static const char text[] =
    "{\"images\":[{\"imageId\":\"img-1\"},{\"imageId\":\"img-1\"}],\"totalCount\":2}";
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  JdcReader reader = { NULL };
  g_autoptr (JdcImagePage) page = jdc_image_page_new_from_json (&reader, jdc_json_get_object (root), query);

  g_assert_null (reader.failed);
  g_assert_cmpuint (jdc_image_page_get_images (page)->len, ==, 2);
}

static void
test_finalize (void)
{
  JdcImage *image = parse ("{\"imageId\":\"img-1\",\"systemDisk\":{},\"dataDisks\":[{},{}]}");
  JdcDisk *disk = jdc_image_get_system_disk (image);

  g_object_add_weak_pointer (G_OBJECT (disk), (gpointer *) &disk);
  g_assert_finalize_object (image);
  g_assert_null (disk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/page", test_page);
  g_test_add_func ("/image/all-members", test_all_members);
  g_test_add_func ("/image/empty-lists", test_empty_lists);
  g_test_add_func ("/image/only-id", test_only_id);
  g_test_add_func ("/image/progress", test_progress);
  g_test_add_func ("/image/snapshots", test_snapshots);
  g_test_add_func ("/image/encrypted", test_encrypted);
  g_test_add_func ("/image/words", test_words);
  g_test_add_func ("/image/created", test_created);
  g_test_add_func ("/image/wrong-types", test_wrong_types);
  g_test_add_func ("/image/equal", test_equal);
  g_test_add_func ("/image/duplicates", test_duplicates);
  g_test_add_func ("/image/finalize", test_finalize);
  return g_test_run ();
}
