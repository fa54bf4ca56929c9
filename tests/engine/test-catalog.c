/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-catalog.h"

#include "fake-service.h"

/* A region whose images a test changes at will. */
typedef struct
{
  FakeService *service;
  FerryCatalog *catalog;
  GPtrArray *ids; /* (element-type utf8) */
  const char *members;
  gboolean failing;
  guint last_page; /* those after it fail; 0 = none does */
  guint n_changes;
  GString *log;
} Fixture;

static char *
answer_region (const FakeRequest *request, guint *status, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GString) images = g_string_new (NULL);
  guint first = (request->page - 1) * 100;

  if (fixture->failing || (fixture->last_page > 0 && request->page > fixture->last_page))
    {
      *status = 503;
      return fake_error (503, "UNAVAILABLE", "later");
    }

  for (guint i = first; i < MIN (first + 100, fixture->ids->len); i++)
    {
      g_autofree char *image = fake_image (g_ptr_array_index (fixture->ids, i), fixture->members);

      g_string_append_printf (images, "%s%s", i > first ? "," : "", image);
    }

  return fake_images (images->str, fixture->ids->len);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changes++;
  g_string_append_printf (fixture->log, "%u-%u+%u ", position, removed, added);
  /* At every signal the model is what it says. */
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (model, i);

      g_assert_true (ferry_catalog_lookup (fixture->catalog, ferry_image_get_id (image)) == image);
    }
}

static void
set_ids (Fixture *fixture, const char *ids)
{
  g_auto (GStrv) parts = g_strsplit (ids, " ", -1);

  g_ptr_array_set_size (fixture->ids, 0);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (fixture->ids, g_strdup (parts[i]));
}

static gboolean
refresh (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_string_truncate (fixture->log, 0);
  ferry_catalog_refresh_async (fixture->catalog, NULL, fake_take_result, &result);
  g_assert_true (ferry_catalog_get_loading (fixture->catalog));
  fake_wait (&result);
  g_assert_false (ferry_catalog_get_loading (fixture->catalog));

  return ferry_catalog_refresh_finish (fixture->catalog, result, NULL);
}

static char *
dup_ids (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->catalog);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (model, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ferry_image_get_id (image));
    }

  return g_string_free_and_steal (text);
}

static void
assert_ids (Fixture *fixture, const char *expected)
{
  g_autofree char *ids = dup_ids (fixture);

  g_assert_cmpstr (ids, ==, expected);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->ids = g_ptr_array_new_with_free_func (g_free);
  fixture->members = "\"status\":\"ready\",\"rootDeviceType\":\"cloudDisk\"";
  fixture->log = g_string_new (NULL);
  fixture->service = fake_service_new (answer_region, fixture);
  fixture->catalog = ferry_catalog_new (fake_service_get_client (fixture->service), "cn-east-2", NULL);
  g_signal_connect (fixture->catalog, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->catalog);
  fake_service_free (fixture->service);
  g_ptr_array_unref (fixture->ids);
  g_string_free (fixture->log, TRUE);
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_assert_null (ferry_catalog_get_refreshed_at (fixture->catalog));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->catalog)) == FERRY_TYPE_IMAGE);

  set_ids (fixture, "a b c");
  g_assert_true (refresh (fixture));
  g_assert_cmpstr (fixture->log->str, ==, "0-0+3 ");
  assert_ids (fixture, "a b c");
  g_assert_nonnull (ferry_catalog_get_refreshed_at (fixture->catalog));
  g_assert_true (ferry_catalog_get_complete (fixture->catalog));
  g_assert_cmpstr (ferry_catalog_get_region (fixture->catalog), ==, "cn-east-2");
  g_assert_null (ferry_catalog_lookup (fixture->catalog, "z"));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->catalog), 3));

  g_assert_true (refresh (fixture));
  g_assert_cmpstr (fixture->log->str, ==, "");
}

/* Rows stay where and what they are; what is gone goes, what is new comes last. */
static void
test_splices (Fixture *fixture, gconstpointer data)
{
  FerryImage *kept;

  set_ids (fixture, "a b c d e f");
  refresh (fixture);
  kept = ferry_catalog_lookup (fixture->catalog, "d");

  set_ids (fixture, "g f d a h");
  refresh (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "4-1+0 1-2+0 3-0+2 ");
  assert_ids (fixture, "a d f g h");
  g_assert_true (ferry_catalog_lookup (fixture->catalog, "d") == kept);
  g_assert_null (ferry_catalog_lookup (fixture->catalog, "b"));

  set_ids (fixture, "");
  refresh (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "0-5+0 ");
}

/* Many gaps are one change. */
static void
test_many_gaps (Fixture *fixture, gconstpointer data)
{
  FerryImage *kept;

  set_ids (fixture, "z a b c d e f g h i j k l m n o p q r s t u");
  refresh (fixture);
  kept = ferry_catalog_lookup (fixture->catalog, "u");
  set_ids (fixture, "z a c e g i k m o q s u new");
  refresh (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "2-20+11 ");
  assert_ids (fixture, "z a c e g i k m o q s u new");
  g_assert_true (ferry_catalog_lookup (fixture->catalog, "u") == kept);
}

static void
test_update_in_place (Fixture *fixture, gconstpointer data)
{
  set_ids (fixture, "a b");
  refresh (fixture);
  fixture->members = "\"status\":\"error\",\"name\":\"x\"";
  refresh (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "");
  g_assert_cmpstr (ferry_image_get_status (ferry_catalog_lookup (fixture->catalog, "b")), ==, "error");
  g_assert_cmpstr (ferry_image_get_name (ferry_catalog_lookup (fixture->catalog, "a")), ==, "x");
}

/* A failure keeps the older list and says why; the next success forgets it. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) before = NULL;

  set_ids (fixture, "a b");
  refresh (fixture);
  before = g_date_time_ref (ferry_catalog_get_refreshed_at (fixture->catalog));

  fixture->failing = TRUE;
  g_assert_false (refresh (fixture));
  assert_ids (fixture, "a b");
  g_assert_cmpint (ferry_catalog_get_problem (fixture->catalog)->reason, ==, FERRY_REASON_SERVICE);
  g_assert_cmpstr (ferry_catalog_get_problem (fixture->catalog)->region, ==, "cn-east-2");
  g_assert_true (ferry_catalog_get_refreshed_at (fixture->catalog) == before);

  fixture->failing = FALSE;
  g_assert_true (refresh (fixture));
  g_assert_null (ferry_catalog_get_problem (fixture->catalog));
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) busy = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) other = g_hash_table_new (g_str_hash, g_str_equal);

  set_ids (fixture, "a b");
  refresh (fixture);
  g_hash_table_insert (busy, (gpointer) "a", (gpointer) "Being converted");
  g_hash_table_insert (busy, (gpointer) "later", (gpointer) "Being copied to Suqian");
  ferry_catalog_set_busy (fixture->catalog, busy);
  g_assert_cmpstr (ferry_image_get_busy_with (ferry_catalog_lookup (fixture->catalog, "a")), ==,
                   "Being converted");
  g_assert_null (ferry_image_get_busy_with (ferry_catalog_lookup (fixture->catalog, "b")));

  set_ids (fixture, "a b later");
  refresh (fixture);
  g_assert_false (ferry_image_get_eligible (ferry_catalog_lookup (fixture->catalog, "later")));

  g_hash_table_insert (other, (gpointer) "b", (gpointer) "Being copied to Beijing");
  ferry_catalog_set_busy (fixture->catalog, other);
  g_assert_true (ferry_image_get_eligible (ferry_catalog_lookup (fixture->catalog, "a")));
  g_assert_false (ferry_image_get_eligible (ferry_catalog_lookup (fixture->catalog, "b")));
  ferry_catalog_set_busy (fixture->catalog, NULL);
  g_assert_true (ferry_image_get_eligible (ferry_catalog_lookup (fixture->catalog, "b")));
}

static void
test_put_and_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  set_ids (fixture, "a b c");
  refresh (fixture);
  g_string_truncate (fixture->log, 0);
  g_ptr_array_add (images, fake_jdc_image ("b", "\"status\":\"pending\",\"progress\":\"9\""));
  g_ptr_array_add (images, fake_jdc_image ("x", "\"status\":\"pending\""));
  ferry_catalog_put_images (fixture->catalog, images);
  g_assert_cmpstr (fixture->log->str, ==, "3-0+1 ");
  g_assert_cmpint (ferry_image_get_progress (ferry_catalog_lookup (fixture->catalog, "b")), ==, 9);

  ferry_catalog_remove (fixture->catalog, "b");
  ferry_catalog_remove (fixture->catalog, "nobody");
  g_assert_cmpstr (fixture->log->str, ==, "3-0+1 1-1+0 ");
  assert_ids (fixture, "a c x");
}

/* Two who ask at the same time share one fetch; one who gives up does not stop the other. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;

  set_ids (fixture, "a");
  fake_service_set_held (fixture->service, TRUE);
  ferry_catalog_refresh_async (fixture->catalog, cancellable, fake_take_result, &first);
  ferry_catalog_refresh_async (fixture->catalog, cancellable, fake_take_result, &second);
  ferry_catalog_refresh_async (fixture->catalog, NULL, fake_take_result, &third);
  while (fake_service_get_most_at_once (fixture->service) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  fake_wait (&first);
  fake_wait (&second);
  g_assert_false (ferry_catalog_refresh_finish (fixture->catalog, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (ferry_catalog_refresh_finish (fixture->catalog, second, NULL));
  g_assert_true (ferry_catalog_get_loading (fixture->catalog));

  fake_service_set_held (fixture->service, FALSE);
  fake_wait (&third);
  g_assert_true (ferry_catalog_refresh_finish (fixture->catalog, third, NULL));
  g_assert_null (ferry_catalog_get_problem (fixture->catalog));
  assert_ids (fixture, "a");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  set_ids (fixture, "a");
  ferry_catalog_refresh_async (fixture->catalog, cancellable, fake_take_result, &result);
  g_cancellable_cancel (cancellable);
  fake_wait (&result);
  g_assert_false (ferry_catalog_refresh_finish (fixture->catalog, result, NULL));
  g_assert_false (ferry_catalog_get_loading (fixture->catalog));
  g_assert_null (ferry_catalog_get_problem (fixture->catalog));
}

static void
loaded_cb (FerryCatalog *catalog, GParamSpec *pspec, gpointer user_data)
{
  guint *most = user_data;

  *most = MAX (*most, ferry_catalog_get_loaded (catalog));
  if (ferry_catalog_get_loaded (catalog) > 100)
    g_assert_cmpuint (ferry_catalog_get_total (catalog), ==, 1000);
}

static void
add_many (Fixture *fixture)
{
  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (fixture->ids, g_strdup_printf ("img-%u", i));
}

/* It is there from the first page on, in few changes; the second time there is none. */
static void
test_big (Fixture *fixture, gconstpointer data)
{
  guint most = 0;
  guint n;

  add_many (fixture);
  g_signal_connect (fixture->catalog, "notify::loaded", G_CALLBACK (loaded_cb), &most);
  g_assert_true (refresh (fixture));
  g_assert_true (g_str_has_prefix (fixture->log->str, "0-0+"));
  g_assert_false (g_str_equal (fixture->log->str, "0-0+1000 "));
  g_assert_null (strstr (fixture->log->str, "-1"));
  g_assert_cmpuint (fixture->n_changes, <=, 8);
  g_assert_cmpuint (most, ==, 1000);
  g_assert_cmpuint (ferry_catalog_get_loaded (fixture->catalog), ==, 0);
  g_assert_cmpuint (ferry_catalog_get_total (fixture->catalog), ==, 0);
  g_object_get (fixture->catalog, "n-images", &n, NULL);
  g_assert_cmpuint (n, ==, 1000);

  g_assert_true (refresh (fixture));
  g_assert_cmpstr (fixture->log->str, ==, "");
}

/* Half of a list that never was whole is none. */
static void
test_broken_off (Fixture *fixture, gconstpointer data)
{
  add_many (fixture);
  fixture->last_page = 7;
  g_assert_false (refresh (fixture));
  assert_ids (fixture, "");
  g_assert_null (ferry_catalog_get_refreshed_at (fixture->catalog));
  g_assert_nonnull (ferry_catalog_get_problem (fixture->catalog));

  fixture->last_page = 0;
  g_assert_true (refresh (fixture));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->catalog)), ==, 1000);

  fixture->last_page = 7;
  g_assert_false (refresh (fixture));
  g_assert_cmpstr (fixture->log->str, ==, "");
}

static void
first_changed_cb (FerryImage *image, GParamSpec *pspec, Fixture *fixture)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (images, fake_jdc_image ("x", "\"status\":\"pending\""));
  g_ptr_array_add (images, fake_jdc_image ("c", "\"status\":\"deleting\""));
  ferry_catalog_put_images (fixture->catalog, images);
  ferry_catalog_remove (fixture->catalog, "b");
  ferry_catalog_remove (fixture->catalog, "e");
}

/* What is learnt otherwise while a list is looked at is newer than that list. */
static void
test_newer (Fixture *fixture, gconstpointer data)
{
  FerryImage *first;

  set_ids (fixture, "a b c d");
  g_assert_true (refresh (fixture));
  first = ferry_catalog_lookup (fixture->catalog, "a");
  g_signal_connect (first, "notify::status", G_CALLBACK (first_changed_cb), fixture);

  set_ids (fixture, "e a b c d");
  fixture->members = "\"status\":\"error\"";
  g_assert_true (refresh (fixture));
  assert_ids (fixture, "a c d x");
  g_assert_cmpstr (ferry_image_get_status (ferry_catalog_lookup (fixture->catalog, "c")), ==, "deleting");
  g_assert_cmpstr (ferry_image_get_status (ferry_catalog_lookup (fixture->catalog, "d")), ==, "error");
  g_assert_null (ferry_catalog_lookup (fixture->catalog, "e"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/catalog/refresh", test_refresh);
  ADD ("/catalog/splices", test_splices);
  ADD ("/catalog/many-gaps", test_many_gaps);
  ADD ("/catalog/update-in-place", test_update_in_place);
  ADD ("/catalog/failure", test_failure);
  ADD ("/catalog/busy", test_busy);
  ADD ("/catalog/put-and-remove", test_put_and_remove);
  ADD ("/catalog/together", test_together);
  ADD ("/catalog/cancelled", test_cancelled);
  ADD ("/catalog/big", test_big);
  ADD ("/catalog/broken-off", test_broken_off);
  ADD ("/catalog/newer", test_newer);

  return g_test_run ();
}
