/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One run of one window; bench-window.py starts many of them and compares. Prints "name value" lines: times in ms, the
 * first frame as monotonic microseconds, memory in MB.
 *
 * bench-window empty               an AdwApplicationWindow with nothing in it
 * bench-window bare URL            a plain list of the images of that service
 * bench-window ours --endpoint URL the program itself
 * bench-window models --endpoint URL the program, but its list shows one row: what is left without GTK's rows
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/ferry-application.h"
#include "app/ferry-window.h"
#include "bench-bare.h"
#include "bench-meter.h"
#include "emulator/emulator-options.h"
#include "engine/ferry-cloud.h"
#include "jdcloud/jdc-credentials.h"
#include "widgets.h"

#define WIDTH 1200
#define HEIGHT 760

/* How long it is watched doing nothing, in ms. */
#define IDLE 5000

static gboolean without_rows;

typedef struct
{
  GtkWidget *window;
  GtkEditable *entry;
  GtkColumnView *view;
} Bench;

static void
type_step (gpointer data)
{
  Bench *bench = data;
  const char *text = g_object_get_data (G_OBJECT (bench->window), "text");

  gtk_editable_set_text (bench->entry, text);
}

/* The mean of the keystrokes of a word. */
static void
measure_search (Bench *bench)
{
  static const char *const texts[] = {
    "s", "se", "service-0", "service-00", "service-001", "service-00", "service-0", "se", "s", "",
  };
  double sum = 0;

  meter_rest (300);
  meter_take_longest ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_object_set_data (G_OBJECT (bench->window), "text", (gpointer) texts[i]);
      sum += meter_time (type_step, bench);
    }
  meter_print ("search", sum / G_N_ELEMENTS (texts));
  meter_print ("search-turn", meter_take_longest ());
}

static GtkColumnViewColumn *
get_column (GtkColumnView *view, const char *id)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0)
        return column;
    }
  g_assert_not_reached ();
}

static void
sort_step (gpointer data)
{
  Bench *bench = data;

  gtk_column_view_sort_by_column (bench->view, get_column (bench->view, "name"), GTK_SORT_ASCENDING);
}

static void
sort_back_step (gpointer data)
{
  Bench *bench = data;

  gtk_column_view_sort_by_column (bench->view, get_column (bench->view, "created"), GTK_SORT_DESCENDING);
}

static void
measure_sort (Bench *bench)
{
  double sum;

  meter_take_longest ();
  sum = meter_time (sort_step, bench);
  sum += meter_time (sort_back_step, bench);
  meter_print ("sort", sum / 2);
  meter_print ("sort-turn", meter_take_longest ());
}

static void
scroll_step (gpointer data)
{
  Bench *bench = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (bench->view));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                          gtk_adjustment_get_page_size (adjustment));
}

static void
measure_scroll (Bench *bench)
{
  double sum = 0;

  meter_take_longest ();
  for (guint i = 0; i < 10; i++)
    sum += meter_time (scroll_step, bench);
  meter_print ("scroll", sum / 10);
  meter_print ("scroll-turn", meter_take_longest ());
}

static void
measure_list (GtkWidget *window, GtkEditable *entry)
{
  Bench bench = { window, entry, GTK_COLUMN_VIEW (find_type (window, GTK_TYPE_COLUMN_VIEW)) };

  measure_sort (&bench);
  measure_scroll (&bench);
  measure_search (&bench);
}

static void
realize_cb (GtkWidget *window)
{
  meter_watch (window);
}

static void
wait_for (FerryCatalog *catalog)
{
  while (ferry_catalog_get_loading (catalog))
    g_main_context_iteration (NULL, TRUE);
}

static FerryCatalog *
read_catalog (const char *endpoint)
{
  g_autoptr (JdcCredentials) credentials =
    jdc_credentials_new (EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY, NULL);
  g_autoptr (FerryCloud) cloud = ferry_cloud_new ("bench", endpoint, credentials, TRUE, NULL);
  FerryCatalog *catalog =
    ferry_catalog_new (ferry_cloud_get_client (cloud), "cn-north-1", ferry_cloud_get_limiter (cloud));

  ferry_catalog_refresh_async (catalog, NULL, NULL, NULL);
  wait_for (catalog);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), >, 0);

  return catalog;
}

static void
present (GtkWidget *window)
{
  g_signal_connect_after (window, "realize", G_CALLBACK (realize_cb), NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
}

static void
empty_activate_cb (GtkApplication *application)
{
  present (adw_application_window_new (application));
  meter_rest (1000);
  meter_print_memory ();
  g_application_quit (G_APPLICATION (application));
}

static void
bare_activate_cb (GtkApplication *application, const char *endpoint)
{
  FerryCatalog *catalog = read_catalog (endpoint);
  GtkWidget *window;

  meter_take_longest ();
  window = bench_bare_new (application, catalog);
  present (window);
  meter_rest (500);
  meter_print ("arrive-turn", meter_take_longest ());
  measure_list (window, GTK_EDITABLE (find_type (window, GTK_TYPE_SEARCH_ENTRY)));
  g_application_quit (G_APPLICATION (application));
}

static FerryCatalog *
wait_for_list (FerryWindow *window)
{
  FerrySession *session = ferry_window_get_session (window);

  while (ferry_session_get_state (session) != FERRY_SESSION_READY)
    g_main_context_iteration (NULL, TRUE);

  return ferry_session_get_catalog (session);
}

static void
count_change_cb (GListModel *list, guint position, guint removed, guint added, guint *n_changes)
{
  (*n_changes)++;
}

/* The same list again: nothing may move. */
static void
measure_refresh (FerryWindow *window)
{
  FerrySession *session = ferry_window_get_session (window);
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  guint n_changes = 0;

  g_signal_connect (catalog, "items-changed", G_CALLBACK (count_change_cb), &n_changes);
  meter_take_longest ();
  ferry_session_refresh (session);
  wait_for (catalog);
  meter_rest (300);
  meter_print ("refresh-turn", meter_take_longest ());
  meter_print ("refresh-changes", n_changes);
  g_signal_handlers_disconnect_by_func (catalog, count_change_cb, &n_changes);
}

/* Shown or not. */
static GtkWidget *
find_any (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_any (child, type);

  return found;
}

static void
show_one_row (GtkColumnView *view)
{
  GListModel *rows = G_LIST_MODEL (g_object_ref (gtk_column_view_get_model (view)));
  GtkSliceListModel *first = gtk_slice_list_model_new (rows, 0, 1);
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (G_LIST_MODEL (first));

  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
}

static gboolean
ours_idle (gpointer data)
{
  FerryWindow *window = data;
  FerryCatalog *catalog;

  if (without_rows)
    show_one_row (GTK_COLUMN_VIEW (find_any (data, GTK_TYPE_COLUMN_VIEW)));
  meter_take_longest ();
  catalog = wait_for_list (window);
  meter_rest (2000);
  meter_print ("arrive-turn", meter_take_longest ());
  meter_print ("images", g_list_model_get_n_items (G_LIST_MODEL (catalog)));
  meter_print_memory ();
  if (without_rows)
    meter_print ("idle-turns", meter_count_turns (IDLE));
  measure_refresh (window);
  gtk_widget_activate_action (data, "win.search", NULL);
  meter_rest (500);
  measure_list (data, GTK_EDITABLE (find_type (data, GTK_TYPE_SEARCH_ENTRY)));
  g_application_quit (g_application_get_default ());

  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  g_signal_connect_after (window, "realize", G_CALLBACK (realize_cb), NULL);
  g_idle_add_full (G_PRIORITY_HIGH, ours_idle, window, NULL);
}

static int
run_plain (GCallback activate, gpointer data)
{
  g_autoptr (AdwApplication) application =
    adw_application_new ("org.example.Bench", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", activate, data);

  return g_application_run (G_APPLICATION (application), 0, NULL);
}

int
main (int argc, char *argv[])
{
  const char *mode = argc > 1 ? argv[1] : "";

  meter_start ();
  if (g_str_equal (mode, "empty"))
    return run_plain (G_CALLBACK (empty_activate_cb), NULL);
  if (g_str_equal (mode, "bare") && argc == 3)
    return run_plain (G_CALLBACK (bare_activate_cb), argv[2]);
  without_rows = g_str_equal (mode, "models");
  if (g_str_equal (mode, "ours") || without_rows)
    {
      g_autoptr (FerryApplication) application = ferry_application_new ();

      g_set_prgname ("image-ferry");
      g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);

      return g_application_run (G_APPLICATION (application), argc - 1, argv + 1);
    }
  g_printerr ("Usage: bench-window empty | bare URL | ours --endpoint URL | models --endpoint URL\n");

  return EXIT_FAILURE;
}
