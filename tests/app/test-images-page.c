/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list as a screen reader and a keyboard have it. */

#include "config.h"

#include "app/ferry-images-page.h"

#include "app-harness.h"
#include "app/ferry-settings.h"
#include "app/ferry-tick-bar.h"
#include "widgets.h"

/* The position of a column. */
#define SNAPSHOTS 6

typedef struct
{
  AppCloud *cloud;
  GtkWidget *window;
  FerryImagesPage *page;
} Fixture;

static void
make_page (Fixture *fixture, guint n_images)
{
  fixture->cloud = app_cloud_new (100, n_images);
  g_settings_reset (fixture->cloud->settings, FERRY_SETTING_SORT_COLUMN);
  g_settings_reset (fixture->cloud->settings, FERRY_SETTING_SORT_DESCENDING);
  fixture->page = g_object_new (FERRY_TYPE_IMAGES_PAGE, NULL);
  ferry_images_page_set_session (fixture->page, fixture->cloud->session);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 760);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  make_page (fixture, 0);
  app_cloud_start (fixture->cloud);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (ferry_images_page_get_ticks (fixture->page))) > 0);
  app_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  g_assert_finalize_object (fixture->page);
  app_cloud_free (fixture->cloud);
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static GPtrArray *
find_all (Fixture *fixture, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (GTK_WIDGET (fixture->page), type, found);

  return found;
}

static FerryImage *
get_row (Fixture *fixture, guint position)
{
  /* The list keeps it. */
  g_autoptr (FerryImage) image =
    g_list_model_get_item (G_LIST_MODEL (ferry_images_page_get_ticks (fixture->page)), position);

  return image;
}

static void
assert_named (gpointer widget, const char *format, FerryImage *image)
{
  g_autoptr (GString) label = g_string_new (format);
  g_autofree char *difference = NULL;

  g_string_replace (label, "%s", ferry_image_get_name (image), 0);
  difference = gtk_test_accessible_check_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, label->str);
  g_assert_cmpstr (difference, ==, NULL);
}

/* Every box and every menu says which image it is of. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) boxes = find_all (fixture, GTK_TYPE_CHECK_BUTTON);
  g_autoptr (GPtrArray) menus = find_all (fixture, GTK_TYPE_MENU_BUTTON);

  g_assert_cmpuint (boxes->len, >, 5);
  g_assert_cmpuint (menus->len, ==, boxes->len);
  for (guint i = 0; i < boxes->len; i++)
    {
      assert_named (g_ptr_array_index (boxes, i), "Copy %s", get_row (fixture, i));
      assert_named (g_ptr_array_index (menus, i), "More actions for %s", get_row (fixture, i));
    }
}

static void
test_names_narrow (Fixture *fixture, gconstpointer data)
{
  ferry_images_page_set_layout (fixture->page, FERRY_LAYOUT_NARROW);
  app_settle ();
  test_names (fixture, data);
}

/* Newest first, until the person wants it otherwise; the next window has it so, too. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) views = find_all (fixture, GTK_TYPE_COLUMN_VIEW);
  GtkColumnView *view = g_ptr_array_index (views, 0);
  g_autoptr (GtkColumnViewColumn) name = NULL;
  g_autofree char *column = NULL;
  GListModel *rows = G_LIST_MODEL (ferry_images_page_get_ticks (fixture->page));

  for (guint i = 1; i < g_list_model_get_n_items (rows); i++)
    g_assert_cmpint (ferry_image_get_created_unix (get_row (fixture, i - 1)), >=,
                     ferry_image_get_created_unix (get_row (fixture, i)));

  name = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  gtk_column_view_sort_by_column (view, name, GTK_SORT_ASCENDING);
  for (guint i = 1; i < g_list_model_get_n_items (rows); i++)
    g_assert_cmpint (strcmp (ferry_image_get_sort_key (get_row (fixture, i - 1)),
                             ferry_image_get_sort_key (get_row (fixture, i))),
                     <=, 0);
  column = g_settings_get_string (fixture->cloud->settings, FERRY_SETTING_SORT_COLUMN);
  g_assert_cmpstr (column, ==, "name");
  g_assert_false (g_settings_get_boolean (fixture->cloud->settings, FERRY_SETTING_SORT_DESCENDING));
}

/* A click on a box ticks; a box that may not be used cannot be clicked. */
static void
test_boxes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) boxes = find_all (fixture, GTK_TYPE_CHECK_BUTTON);
  FerryTickModel *ticks = ferry_images_page_get_ticks (fixture->page);

  for (guint i = 0; i < boxes->len; i++)
    {
      GtkWidget *box = g_ptr_array_index (boxes, i);
      FerryImage *image = get_row (fixture, i);

      g_assert_cmpint (gtk_widget_get_sensitive (box), ==, ferry_tick_model_may_tick (ticks, image));
      if (!gtk_widget_get_sensitive (box))
        continue;
      gtk_check_button_set_active (GTK_CHECK_BUTTON (box), TRUE);
      g_assert_true (ferry_tick_model_is_ticked (ticks, image));
    }
  g_assert_true (ferry_tick_model_get_full (ticks));
  ferry_tick_model_clear (ticks);
  for (guint i = 0; i < boxes->len; i++)
    g_assert_false (gtk_check_button_get_active (g_ptr_array_index (boxes, i)));
}

static int
get_title_width (GtkColumnView *view, guint column)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  int width;

  while (column-- > 0)
    title = gtk_widget_get_next_sibling (title);
  gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);

  return width;
}

static void
show_again (Fixture *fixture)
{
  gtk_widget_set_visible (fixture->window, FALSE);
  app_settle ();
  gtk_widget_set_visible (fixture->window, TRUE);
  app_settle ();
}

/* A column is as wide as its title in any language, and grows with the text. */
static void
test_widths (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) views = find_all (fixture, GTK_TYPE_COLUMN_VIEW);
  GtkColumnView *view = g_ptr_array_index (views, 0);
  g_autoptr (GtkColumnViewColumn) snapshots =
    g_list_model_get_item (gtk_column_view_get_columns (view), SNAPSHOTS);
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (view));
  int width = gtk_column_view_column_get_fixed_width (snapshots);
  int dpi;

  g_assert_cmpint (width, >=, 92);
  gtk_column_view_column_set_title (snapshots, "Donaudampfschnappschüsse");
  gtk_column_view_column_set_fixed_width (snapshots, -1);
  width = get_title_width (view, SNAPSHOTS);
  g_assert_cmpint (width, >, 92);
  show_again (fixture);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (snapshots), ==, width);
  gtk_column_view_column_set_title (snapshots, "-");
  show_again (fixture);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (snapshots), ==, 92);

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (snapshots), ==, 184);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static gboolean
is_shown (GtkColumnView *view, const char *id)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_id (column), id))
        return gtk_column_view_column_get_visible (column);
    }
  g_assert_not_reached ();
}

/* Where titles are long, columns go before the name has too little room. */
static void
test_long_titles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) views = find_all (fixture, GTK_TYPE_COLUMN_VIEW);
  GtkColumnView *view = g_ptr_array_index (views, 0);
  g_autoptr (GtkColumnViewColumn) snapshots =
    g_list_model_get_item (gtk_column_view_get_columns (view), SNAPSHOTS);

  show_again (fixture);
  g_assert_true (is_shown (view, "system") && is_shown (view, "size"));
  gtk_column_view_column_set_title (snapshots, "Donaudampfschnappschüsse");
  show_again (fixture);
  g_assert_false (is_shown (view, "system") || is_shown (view, "size"));
  g_assert_true (is_shown (view, "snapshots") && is_shown (view, "created"));
  gtk_column_view_column_set_title (snapshots, "Snapshots");
  show_again (fixture);
  g_assert_true (is_shown (view, "system") && is_shown (view, "size"));
}

/* What was there when the first rows came. */
typedef struct
{
  Fixture *fixture;
  guint n_images;
  FerryImage *ticked;
} Early;

static guint
count_images (Fixture *fixture)
{
  FerryCatalog *catalog = ferry_session_get_catalog (fixture->cloud->session);

  return catalog != NULL ? g_list_model_get_n_items (G_LIST_MODEL (catalog)) : 0;
}

static void
rows_changed_cb (GListModel *rows, guint position, guint removed, guint added, Early *early)
{
  if (early->n_images > 0 || added == 0)
    return;
  early->n_images = count_images (early->fixture);
  for (guint i = 0; early->ticked == NULL; i++)
    {
      FerryImage *image = get_row (early->fixture, i);

      if (ferry_image_get_eligible (image))
        early->ticked = image;
    }
  ferry_tick_model_set_ticked (FERRY_TICK_MODEL (rows), early->ticked, TRUE);
}

/* A long list can be used from its first page on, and is whole and in order at the end. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  Early early = { fixture, 0, NULL };
  FerryTickModel *ticks;

  make_page (fixture, 1240);
  ticks = ferry_images_page_get_ticks (fixture->page);
  g_signal_connect (ticks, "items-changed", G_CALLBACK (rows_changed_cb), &early);
  app_cloud_start (fixture->cloud);
  app_wait_until (early.n_images > 0);
  g_assert_cmpint (ferry_session_get_state (fixture->cloud->session), ==, FERRY_SESSION_READY);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (ticks)) == 1240);

  g_assert_cmpuint (early.n_images, <, 1240);
  g_assert_cmpuint (count_images (fixture), ==, 1240);
  g_assert_true (ferry_tick_model_is_ticked (ticks, early.ticked));
  for (guint i = 1; i < 1240; i++)
    g_assert_cmpint (ferry_image_get_created_unix (get_row (fixture, i - 1)), >=,
                     ferry_image_get_created_unix (get_row (fixture, i)));
  g_signal_handlers_disconnect_by_data (ticks, &early);
}

/* The bar below says how much of it is there, and at the end what there is. */
static void
test_loading (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = g_object_ref_sink (g_object_new (FERRY_TYPE_TICK_BAR, NULL));

  make_page (fixture, 1240);
  app_cloud_fault (fixture->cloud,
                   "[{\"operation\":\"describeImages\",\"fault\":\"slow\",\"skip\":7,\"ms\":1500}]");
  ferry_tick_bar_set_models (FERRY_TICK_BAR (bar), fixture->cloud->session,
                             ferry_images_page_get_ticks (fixture->page));
  ferry_tick_bar_set_shown (FERRY_TICK_BAR (bar), TRUE);
  app_cloud_start (fixture->cloud);
  app_wait_until (count_images (fixture) > 0 && shows_text (bar, "0 of 1,240 images"));
  app_wait_until (shows_text (bar, "1,240 images, "));
  g_object_unref (bar);
}

static FerryImage *
find_text (Fixture *fixture, const char *text)
{
  GtkSearchBar *bar = GTK_SEARCH_BAR (ferry_images_page_get_search_bar (fixture->page));

  gtk_editable_set_text (GTK_EDITABLE (find_type (gtk_search_bar_get_child (bar), GTK_TYPE_SEARCH_ENTRY)),
                         text);
  app_settle ();

  return get_row (fixture, 0);
}

/* From the middle of a long list what is found is shown from its top. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  FerryTickModel *ticks;
  GtkAdjustment *adjustment;
  g_autoptr (GPtrArray) views = NULL;

  make_page (fixture, 600);
  ticks = ferry_images_page_get_ticks (fixture->page);
  app_cloud_start (fixture->cloud);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (ticks)) == 600);
  app_settle ();
  views = find_all (fixture, GTK_TYPE_COLUMN_VIEW);
  adjustment = gtk_scrollable_get_vadjustment (g_ptr_array_index (views, 0));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 2);
  app_settle ();

  g_assert_cmpstr (ferry_image_get_name (find_text (fixture, "service-00300")), ==, "service-00300");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ticks)), ==, 1);
  find_text (fixture, "service");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ticks)), ==, 300);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  find_text (fixture, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ticks)), ==, 600);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define add(path, function) g_test_add ("/images-page/" path, Fixture, NULL, set_up, function, tear_down)
  add ("names", test_names);
  add ("names-narrow", test_names_narrow);
  add ("order", test_order);
  add ("boxes", test_boxes);
  add ("widths", test_widths);
  add ("long-titles", test_long_titles);
#undef add
#define add(path, function) g_test_add ("/images-page/" path, Fixture, NULL, NULL, function, tear_down)
  add ("many", test_many);
  add ("loading", test_loading);
  add ("find", test_find);

  return g_test_run ();
}
