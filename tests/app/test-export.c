/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-images-export.h"

#include <json-glib/json-glib.h>

#include <glib/gstdio.h>

#include "app-harness.h"
#include "app/ferry-csv.h"

#define REPLICA_OF(id) "\"desc\":\"copied (cn-north-1 " id ")\""

typedef struct
{
  FerryCatalog *images;
  FerryCatalog *elsewhere;
  FerryReplicaIndex *replicas;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->images = app_catalog ("cn-north-1");
  app_put (fixture->images, "img-1",
           "\"name\":\"=SUM(A1)\",\"desc\":\"He said \\\"no\\\", and went\","
           "\"createTime\":\"2026-03-05 10:00:00\",\"sizeMB\":40960");
  app_put (fixture->images, "img-2", "\"name\":\"订单服务\",\"rootDeviceType\":\"localDisk\"");
  fixture->elsewhere = app_catalog ("cn-east-2");
  app_put (fixture->elsewhere, "img-s1", REPLICA_OF ("img-1") ",\"status\":\"pending\",\"progress\":\"68\"");
  fixture->replicas = ferry_replica_index_new ();
  ferry_replica_index_add_catalog (fixture->replicas, fixture->elsewhere);
  app_settle ();
  fixture->folder = g_dir_make_tmp ("ferry-export-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_assert_finalize_object (fixture->replicas);
  g_object_unref (fixture->images);
  g_object_unref (fixture->elsewhere);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
write_file (Fixture *fixture, GFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_images_export_write_async (G_LIST_MODEL (fixture->images), fixture->replicas, "cn-north-1", file,
                                   written_cb, &result);
  app_wait_until (result != NULL);

  return ferry_export_write_finish (result, error);
}

/* What a file holds after the images were written into it, which held something else before. */
static char *export (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  char *text;

  g_assert_true (g_file_set_contents (path, "older", -1, &error));
  g_assert_true (write_file (fixture, file, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_cmpint (g_unlink (path), ==, 0);

  return text;
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = export (fixture, "images.csv");
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);
  g_auto (GStrv) titles = g_strsplit (lines[0], ",", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpuint (g_strv_length (titles), ==, 20);
  g_assert_cmpstr (lines[1], ==,
                   "\"cn-north-1\",\"img-1\",\"'=SUM(A1)\",\"He said \"\"no\"\", and went\",\"ready\","
                   "\"cloudDisk\",\"\",\"\",\"\",\"\",\"40960\",\"\",\"\",\"0\",\"false\","
                   "\"2026-03-05T02:00:00Z\",\"true\",\"\",\"\",\"cn-east-2 img-s1\"");
  g_assert_true (g_str_has_prefix (lines[2], "\"cn-north-1\",\"img-2\",\"订单服务\","));
  g_assert_nonnull (strstr (lines[2], "\"false\",\"local-system-disk\","));
  g_assert_cmpstr (lines[3], ==, "");
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = export (fixture, "Images.JSON");
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *document;
  JsonArray *images;
  JsonObject *first;
  JsonObject *replica;

  g_assert_nonnull (root);
  document = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (document, "region"), ==, "cn-north-1");
  g_assert_cmpint (json_object_get_int_member (document, "total"), ==, 2);
  images = json_object_get_array_member (document, "images");
  g_assert_cmpuint (json_array_get_length (images), ==, 2);

  first = json_array_get_object_element (images, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "name"), ==, "=SUM(A1)");
  g_assert_true (json_object_get_boolean_member (first, "eligible"));
  g_assert_true (json_object_get_null_member (first, "reason"));
  replica = json_array_get_object_element (json_object_get_array_member (first, "replicas"), 0);
  g_assert_cmpstr (json_object_get_string_member (replica, "image"), ==, "img-s1");
  g_assert_cmpint (json_object_get_int_member (replica, "progress"), ==, 68);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (images, 1), "reason"), ==,
                   "local-system-disk");
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;

  ferry_catalog_remove (fixture->images, "img-1");
  ferry_catalog_remove (fixture->images, "img-2");
  json = export (fixture, "none.json");
  root = json_from_string (json, NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (root), "total"), ==, 0);
}

/* More than one step writes. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("img-m%u", i);

      app_put (fixture->images, id, "");
    }
  csv = export (fixture, "many");
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 504);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "such", "folder.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (write_file (fixture, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
assert_row (const char *cell, const char *expected)
{
  const char *cells[] = { cell, "b" };
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autofree char *row = g_strdup_printf ("%s,\"b\"\r\n", expected);

  ferry_csv_append_row (csv, cells, G_N_ELEMENTS (cells));
  g_assert_cmpstr (csv->str, ==, row);
}

static void
test_cells (void)
{
  assert_row (NULL, "\"\"");
  assert_row ("", "\"\"");
  assert_row ("a,b\r\n\"c\"", "\"a,b\r\n\"\"c\"\"\"");
  assert_row ("=1+1", "\"'=1+1\"");
  assert_row ("+1", "\"'+1\"");
  assert_row ("-1", "\"'-1\"");
  assert_row ("@cmd", "\"'@cmd\"");
  assert_row ("\tx", "\"'\tx\"");
  assert_row ("\n=1", "\"'\n=1\"");
  assert_row ("＝1+1", "\"'＝1+1\"");
  assert_row ("＠cmd", "\"'＠cmd\"");
  assert_row ("a=1", "\"a=1\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(path, function) g_test_add ("/export/" path, Fixture, NULL, set_up, function, tear_down)
  add ("csv", test_csv);
  add ("json", test_json);
  add ("empty", test_empty);
  add ("many", test_many);
  add ("failure", test_failure);
  g_test_add_func ("/export/cells", test_cells);

  return g_test_run ();
}
