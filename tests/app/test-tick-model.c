/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-tick-model.h"

#include "app-harness.h"

#define SELECTION(model) GTK_SELECTION_MODEL (model)
#define SYSTEM_DISK "\"systemDisk\":{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"snapshotId\":\"s\"}}"
#define DATA_DISK "\"dataDisks\":[{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"snapshotId\":\"t\"}}]"

/* What a tick model told. */
typedef struct
{
  guint n_refused;
  char *refusal;
  guint n_dropped;
  char *dropped;
  guint n_selection_changed;
} Told;

typedef struct
{
  FerryCatalog *catalog;
  FerryTickModel *ticks;
  Told told;
} Fixture;

static void
refused_cb (FerryTickModel *ticks, FerryImage *image, const char *text, Told *told)
{
  told->n_refused++;
  g_set_str (&told->refusal, text);
}

static void
dropped_cb (FerryTickModel *ticks, const char *name, const char *text, Told *told)
{
  told->n_dropped++;
  g_free (told->dropped);
  told->dropped = g_strdup_printf ("%s: %s", name, text);
}

static void
selection_changed_cb (FerryTickModel *ticks, guint position, guint n_items, Told *told)
{
  told->n_selection_changed++;
}

/* Eight images: img-0 to img-5 can be copied, img-6 has a local disk, img-7 is being made. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->catalog = app_catalog ("cn-north-1");
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("img-%u", i);

      app_put (fixture->catalog, id, SYSTEM_DISK);
    }
  app_put (fixture->catalog, "img-6", "\"rootDeviceType\":\"localDisk\"");
  app_put (fixture->catalog, "img-7", "\"status\":\"pending\"");
  fixture->ticks = ferry_tick_model_new (G_LIST_MODEL (g_object_ref (fixture->catalog)));
  ferry_tick_model_set_catalog (fixture->ticks, fixture->catalog);
  g_signal_connect (fixture->ticks, "refused", G_CALLBACK (refused_cb), &fixture->told);
  g_signal_connect (fixture->ticks, "dropped", G_CALLBACK (dropped_cb), &fixture->told);
  g_signal_connect (fixture->ticks, "selection-changed", G_CALLBACK (selection_changed_cb), &fixture->told);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->ticks);
  g_assert_finalize_object (fixture->catalog);
  g_free (fixture->told.refusal);
  g_free (fixture->told.dropped);
}

static FerryImage *
get_image (Fixture *fixture, const char *id)
{
  FerryImage *image = ferry_catalog_lookup (fixture->catalog, id);

  g_assert_nonnull (image);

  return image;
}

static void
assert_ticked (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) ids = ferry_tick_model_dup_ids (fixture->ticks);
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
  g_assert_cmpuint (ferry_tick_model_get_n_ticked (fixture->ticks), ==, g_strv_length (ids));
}

/* A click and the arrow keys ask for one row alone: nothing must happen to the ticks. */
static void
test_plain_selection (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_selection_model_select_item (SELECTION (fixture->ticks), 1, FALSE));
  g_assert_false (gtk_selection_model_select_item (SELECTION (fixture->ticks), 2, TRUE));
  g_assert_false (gtk_selection_model_select_range (SELECTION (fixture->ticks), 0, 4, TRUE));
  g_assert_false (gtk_selection_model_select_range (SELECTION (fixture->ticks), 0, 4, FALSE));
  g_assert_false (gtk_selection_model_unselect_range (SELECTION (fixture->ticks), 0, 4));
  assert_ticked (fixture, "img-1");
  g_assert_cmpuint (fixture->told.n_refused, ==, 0);
}

static void
test_toggle (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_selection_model_select_item (SELECTION (fixture->ticks), 3, FALSE));
  g_assert_true (gtk_selection_model_is_selected (SELECTION (fixture->ticks), 3));
  g_assert_cmpuint (fixture->told.n_selection_changed, ==, 1);
  g_assert_true (gtk_selection_model_unselect_item (SELECTION (fixture->ticks), 3));
  g_assert_false (gtk_selection_model_is_selected (SELECTION (fixture->ticks), 3));
  g_assert_cmpuint (fixture->told.n_selection_changed, ==, 2);
  assert_ticked (fixture, "");
}

static void
test_sixth (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_assert_false (ferry_tick_model_get_full (fixture->ticks));
      g_assert_true (gtk_selection_model_select_item (SELECTION (fixture->ticks), i, FALSE));
    }
  g_assert_true (ferry_tick_model_get_full (fixture->ticks));
  g_assert_cmpuint (ferry_tick_model_get_n_snapshots (fixture->ticks), ==, 5);
  g_assert_false (ferry_tick_model_may_tick (fixture->ticks, get_image (fixture, "img-5")));
  g_assert_true (ferry_tick_model_may_tick (fixture->ticks, get_image (fixture, "img-4")));
  g_assert_false (gtk_selection_model_select_item (SELECTION (fixture->ticks), 5, FALSE));
  g_assert_cmpuint (fixture->told.n_refused, ==, 1);
  g_assert_nonnull (strstr (fixture->told.refusal, "5"));
  assert_ticked (fixture, "img-0 img-1 img-2 img-3 img-4");
  /* Ticking what is ticked is no sixth. */
  g_assert_true (gtk_selection_model_select_item (SELECTION (fixture->ticks), 0, FALSE));
  g_assert_cmpuint (fixture->told.n_refused, ==, 1);
}

static void
test_ineligible (Fixture *fixture, gconstpointer data)
{
  g_assert_false (ferry_tick_model_set_ticked (fixture->ticks, get_image (fixture, "img-6"), TRUE));
  g_assert_nonnull (strstr (fixture->told.refusal, "name of img-6"));
  g_assert_false (ferry_tick_model_set_ticked (fixture->ticks, get_image (fixture, "img-7"), TRUE));
  g_assert_cmpuint (fixture->told.n_refused, ==, 2);
  g_assert_false (ferry_tick_model_may_tick (fixture->ticks, get_image (fixture, "img-6")));
  assert_ticked (fixture, "");
}

static void
test_select_all (Fixture *fixture, gconstpointer data)
{
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 0, FALSE);
  g_assert_false (gtk_selection_model_select_all (SELECTION (fixture->ticks)));
  g_assert_cmpuint (fixture->told.n_refused, ==, 1);
  assert_ticked (fixture, "img-0");
  g_assert_true (gtk_selection_model_unselect_all (SELECTION (fixture->ticks)));
  assert_ticked (fixture, "");
}

static gboolean
hide_img_1 (gpointer item, gpointer user_data)
{
  return !g_str_equal (ferry_image_get_id (item), "img-1");
}

/* A row that a search hides keeps its tick. */
static void
test_search_and_sort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkBitset) selected = NULL;
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (hide_img_1, NULL, NULL));
  g_autoptr (GtkFilterListModel) filtered =
    gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (fixture->catalog)), filter);

  gtk_selection_model_select_item (SELECTION (fixture->ticks), 1, FALSE);
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 4, FALSE);
  ferry_tick_model_set_model (fixture->ticks, G_LIST_MODEL (filtered));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->ticks)), ==, 7);
  assert_ticked (fixture, "img-1 img-4");
  selected = gtk_selection_model_get_selection (SELECTION (fixture->ticks));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  g_assert_true (gtk_bitset_contains (selected, 3));
  ferry_tick_model_set_model (fixture->ticks, G_LIST_MODEL (fixture->catalog));
  g_assert_true (gtk_selection_model_is_selected (SELECTION (fixture->ticks), 1));
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 0, FALSE);
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 1, FALSE);
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 2, FALSE);
  app_put (fixture->catalog, "img-1", "\"status\":\"error\"");
  assert_ticked (fixture, "img-0 img-2");
  g_assert_cmpstr (fixture->told.dropped, ==, "name of img-1: Cannot be copied in this state");
  ferry_catalog_remove (fixture->catalog, "img-2");
  assert_ticked (fixture, "img-0");
  g_assert_cmpuint (fixture->told.n_dropped, ==, 2);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) busy = g_hash_table_new (g_str_hash, g_str_equal);

  gtk_selection_model_select_item (SELECTION (fixture->ticks), 3, FALSE);
  g_hash_table_insert (busy, (gpointer) "img-3", (gpointer) "Being copied to Shanghai");
  ferry_catalog_set_busy (fixture->catalog, busy);
  assert_ticked (fixture, "");
  g_assert_cmpstr (fixture->told.dropped, ==, "name of img-3: Being copied to Shanghai");
}

static void
test_snapshots (Fixture *fixture, gconstpointer data)
{
  gtk_selection_model_select_item (SELECTION (fixture->ticks), 0, FALSE);
  g_assert_cmpuint (ferry_tick_model_get_n_snapshots (fixture->ticks), ==, 1);
  app_put (fixture->catalog, "img-0", SYSTEM_DISK "," DATA_DISK);
  g_assert_cmpuint (ferry_tick_model_get_n_snapshots (fixture->ticks), ==, 2);
}

static void
test_other_region (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryCatalog) other = app_catalog ("cn-east-2");

  gtk_selection_model_select_item (SELECTION (fixture->ticks), 0, FALSE);
  ferry_tick_model_set_catalog (fixture->ticks, other);
  assert_ticked (fixture, "");
  g_assert_cmpuint (fixture->told.n_dropped, ==, 0);
  ferry_tick_model_set_catalog (fixture->ticks, fixture->catalog);
}

/* GTK asks for everything with a range that ends behind the list. */
static void
test_far_range (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (GtkBitset) none = NULL;

  gtk_selection_model_select_item (SELECTION (fixture->ticks), 5, FALSE);
  selected = gtk_selection_model_get_selection_in_range (SELECTION (fixture->ticks), 0, G_MAXUINT);
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  none = gtk_selection_model_get_selection_in_range (SELECTION (fixture->ticks), 100, 3);
  g_assert_true (gtk_bitset_is_empty (none));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(path, function) g_test_add ("/tick-model/" path, Fixture, NULL, set_up, function, tear_down)
  add ("plain-selection", test_plain_selection);
  add ("toggle", test_toggle);
  add ("sixth", test_sixth);
  add ("ineligible", test_ineligible);
  add ("select-all", test_select_all);
  add ("search-and-sort", test_search_and_sort);
  add ("drop", test_drop);
  add ("busy", test_busy);
  add ("snapshots", test_snapshots);
  add ("other-region", test_other_region);
  add ("far-range", test_far_range);

  return g_test_run ();
}
