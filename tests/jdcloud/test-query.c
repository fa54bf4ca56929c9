/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdcloud/jdc-image-page-private.h"
#include "jdcloud/jdc-image-query-private.h"
#include "jdcloud/jdc-snapshot-query-private.h"

static char *
format_params (JdcParams *params)
{
  g_autoptr (GArray) owned = params;

  return jdc_signer_dup_canonical_query ((const JdcPair *) (gconstpointer) owned->data, owned->len);
}

static void
test_image_defaults (void)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autofree char *text = format_params (jdc_image_query_dup_params (query));

  g_assert_cmpstr (text, ==, "imageSource=private&pageNumber=1&pageSize=100");
}

static void
test_image_ids (void)
{
  static const char *const ids[] = { "img-1", "img-2", NULL };
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autofree char *text = NULL;

  jdc_image_query_set_ids (query, ids);
  text = format_params (jdc_image_query_dup_params (query));
  g_assert_cmpstr (text, ==, "ids.1=img-1&ids.2=img-2&pageNumber=1&pageSize=100");
}

static void
test_image_filters (void)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autoptr (JdcImageQuery) next = NULL;
  g_autofree char *text = NULL;
  g_autofree char *unset = NULL;

  jdc_image_query_set_source (query, "shared");
  jdc_image_query_set_name (query, "生产");
  jdc_image_query_set_status (query, "ready");
  jdc_image_query_set_root_device_type (query, "cloudDisk");
  jdc_image_query_set_launch_permission (query, "ownerOnly");
  jdc_image_query_set_platform (query, "CentOS");
  jdc_image_query_set_architecture (query, "x86_64");
  jdc_image_query_set_page (query, 3, 1);
  next = jdc_image_query_next (query);

  g_assert_cmpuint (jdc_image_query_get_page_number (query), ==, 3);
  g_assert_cmpuint (jdc_image_query_get_page_number (next), ==, 4);
  g_assert_cmpuint (jdc_image_query_get_page_size (next), ==, JDC_PAGE_SIZE_MIN);
  text = format_params (jdc_image_query_dup_params (next));
  g_assert_cmpstr (
    text, ==,
    "architecture=x86_64&imageName=%E7%94%9F%E4%BA%A7&imageSource=shared&launchPermission=ownerOnly&"
    "pageNumber=4&pageSize=10&platform=CentOS&rootDeviceType=cloudDisk&status=ready");

  jdc_image_query_set_source (next, NULL);
  unset = format_params (jdc_image_query_dup_params (next));
  g_assert_null (strstr (unset, "imageSource"));
  g_assert_nonnull (strstr (unset, "status=ready"));
}

static void
test_snapshots (void)
{
  static const char *const ids[] = { "snapshot-1", "snapshot-2", NULL };
  g_autoptr (JdcSnapshotQuery) query = jdc_snapshot_query_new ();
  g_autoptr (JdcSnapshotQuery) next = NULL;
  g_autofree char *plain = format_params (jdc_snapshot_query_dup_params (query));
  g_autofree char *text = NULL;

  g_assert_cmpstr (plain, ==, "pageNumber=1&pageSize=100");
  jdc_snapshot_query_set_ids (query, ids);
  jdc_snapshot_query_set_status (query, "available");
  jdc_snapshot_query_set_name (query, "x");
  jdc_snapshot_query_set_source (query, "private");
  next = jdc_snapshot_query_next (query);
  text = format_params (jdc_snapshot_query_dup_params (next));
  g_assert_cmpstr (
    text, ==,
    "filters.1.name=snapshotId&filters.1.values.1=snapshot-1&filters.1.values.2=snapshot-2&"
    "filters.2.name=status&filters.2.values.1=available&filters.3.name=name&filters.3.values.1=x&"
    "pageNumber=2&pageSize=100&snapshotSource=private");
}

static JdcImagePage *
make_page (guint page_number, guint n_images, const char *total)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autoptr (GString) text = g_string_new ("{\"images\":[");
  g_autoptr (JdcJson) root = NULL;
  JdcReader reader = { NULL };
  JdcImagePage *page;

  jdc_image_query_set_page (query, page_number, 10);
  for (guint i = 0; i < n_images; i++)
    g_string_append_printf (text, "%s{\"imageId\":\"img-%u\"}", i > 0 ? "," : "", i);
  g_string_append_printf (text, "],\"totalCount\":%s}", total);
  root = jdc_json_parse (text->str, text->len, NULL);
  page = jdc_image_page_new_from_json (&reader, jdc_json_get_object (root), query);
  g_assert_null (reader.failed);
  return page;
}

static void
test_next_page (void)
{
  static const struct
  {
    guint page;
    guint n;
    const char *total;
    gboolean more;
  } cases[] = {
    { 1, 10, "11", TRUE },
    { 1, 10, "10", FALSE },
    { 1, 3, "3", FALSE },
    { 2, 1, "11", FALSE },
    { 2, 0, "1000", FALSE },
    { 1, 0, "0", FALSE },
    /* A short page does not end a list whose total says that there is more. */
    { 1, 9, "30", TRUE },
    { 1, 10, "null", TRUE },
    { 1, 9, "null", FALSE },
    { 1, 10, "-5", TRUE },
    { 4294967295u, 10, "9223372036854775807", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JdcImagePage) page = make_page (cases[i].page, cases[i].n, cases[i].total);
      g_autoptr (JdcImageQuery) next = jdc_image_page_dup_next_query (page);

      g_assert_cmpint (next != NULL, ==, cases[i].more);
      if (next != NULL && cases[i].page < G_MAXUINT)
        g_assert_cmpuint (jdc_image_query_get_page_number (next), ==, cases[i].page + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/image-defaults", test_image_defaults);
  g_test_add_func ("/query/image-ids", test_image_ids);
  g_test_add_func ("/query/image-filters", test_image_filters);
  g_test_add_func ("/query/snapshots", test_snapshots);
  g_test_add_func ("/query/next-page", test_next_page);
  return g_test_run ();
}
