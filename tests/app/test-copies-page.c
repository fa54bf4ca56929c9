/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of copies over operations that no journal holds. */

#include "config.h"

#include "app/ferry-copies-page.h"

#include "app-harness.h"
#include "app/ferry-duplicate-banner.h"
#include "app/ferry-operation-row.h"
#include "app/ferry-replica-row.h"
#include "operations.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  GListStore *list;
  GtkWidget *window;
  FerryCopiesPage *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = app_cloud_new (100, 0);
  fixture->list = data != NULL ? g_list_store_new (FERRY_TYPE_OPERATION) : make_all_operations ();
  fixture->page = g_object_new (FERRY_TYPE_COPIES_PAGE, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  ferry_copies_page_set_session (fixture->page, fixture->cloud->session);
  ferry_copies_page_set_operations (fixture->page, G_LIST_MODEL (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->page)));
  app_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  g_assert_finalize_object (fixture->page);
  g_assert_finalize_object (fixture->list);
  app_cloud_free (fixture->cloud);
}

static FerryOperationRow *
find_operation_row (GtkWidget *widget, const char *uid)
{
  FerryOperationRow *found = NULL;

  if (FERRY_IS_OPERATION_ROW (widget) &&
      g_str_equal (ferry_operation_get_uid (ferry_operation_row_get_operation (FERRY_OPERATION_ROW (widget))),
                   uid))
    return FERRY_OPERATION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_operation_row (child, uid);

  return found;
}

static FerryOperationRow *
get_row (Fixture *fixture, const char *uid)
{
  return find_operation_row (GTK_WIDGET (fixture->page), uid);
}

static FerryOperation *
get_operation (Fixture *fixture, const char *uid)
{
  return ferry_operation_row_get_operation (get_row (fixture, uid));
}

static guint
count_rows (GtkWidget *widget, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child, type);

  return n;
}

static int
get_position (Fixture *fixture, const char *uid)
{
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (get_row (fixture, uid)));
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  /* What needs a person, what runs, what waits; then what ended last. */
  g_assert_cmpint (get_position (fixture, "op-undecided"), ==, 0);
  g_assert_cmpint (get_position (fixture, "op-running"), ==, 1);
  g_assert_cmpint (get_position (fixture, "op-unsettled"), ==, 2);
  g_assert_cmpint (get_position (fixture, "op-waiting"), ==, 3);
  g_assert_cmpint (get_position (fixture, "op-partial"), ==, 0);
  g_assert_cmpint (get_position (fixture, "op-failed"), ==, 1);
  g_assert_cmpint (get_position (fixture, "op-done"), ==, 2);
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "In Progress"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "waits until payment-gateway has reached Suqian"));
}

/* Running and failed ones are open; the rows of the others are not even made. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, "op-running"))));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, "op-failed"))));
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, "op-done"))));
  g_assert_cmpuint (count_rows (GTK_WIDGET (get_row (fixture, "op-done")), FERRY_TYPE_REPLICA_ROW), ==, 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (fixture, "op-done")), TRUE);
  g_assert_cmpuint (count_rows (GTK_WIDGET (get_row (fixture, "op-done")), FERRY_TYPE_REPLICA_ROW), ==, 4);
}

/* What begins to run opens by itself, but not against a person. */
static void
test_opening (Fixture *fixture, gconstpointer data)
{
  FerryOperationRow *row = get_row (fixture, "op-waiting");
  FerryReplica *replica = ferry_operation_get_replica (get_operation (fixture, "op-waiting"), 0);

  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  change_replica (replica, state, FERRY_STATE_PENDING);
  app_settle ();
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), FALSE);
  change_replica (replica, progress, 50);
  app_settle ();
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
}

static void
end_running (Fixture *fixture)
{
  FerryOperation *operation = get_operation (fixture, "op-running");

  for (guint i = 0; i < 2; i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      set_times (replica, g_get_real_time () - 60 * G_USEC_PER_SEC, g_get_real_time ());
      change_replica (replica, state, FERRY_STATE_VERIFIED);
    }
  app_settle ();
}

/* An operation that ends goes to the other list with all that a person has opened in it. */
static void
test_ending (Fixture *fixture, gconstpointer data)
{
  FerryOperationRow *row = get_row (fixture, "op-running");
  FerryOperation *operation = ferry_operation_row_get_operation (row);
  GtkWidget *list = gtk_widget_get_parent (GTK_WIDGET (row));

  end_running (fixture);
  g_assert_true (get_row (fixture, "op-running") == row);
  g_assert_true (gtk_widget_get_parent (GTK_WIDGET (row)) != list);
  g_assert_cmpint (get_position (fixture, "op-running"), ==, 0);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  change_replica (ferry_operation_get_replica (operation, 0), state, FERRY_STATE_QUEUED);
  app_settle ();
  g_assert_true (gtk_widget_get_parent (GTK_WIDGET (row)) == list);
}

/* Also when it is the first that ends: the list was hidden until then. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (get_row (fixture, "op-running"));
  GtkWidget *focus;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); data != NULL && i > 0; i--)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (fixture->list), i - 1);

      if (operation != ferry_operation_row_get_operation (FERRY_OPERATION_ROW (row)))
        g_list_store_remove (fixture->list, i - 1);
    }
  app_settle ();
  gtk_widget_grab_focus (row);
  focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_true (gtk_widget_is_ancestor (focus, row));
  end_running (fixture);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);
  g_assert_true (gtk_widget_get_mapped (focus));
  for (GtkWidget *widget = focus; gtk_widget_get_parent (widget) != NULL;
       widget = gtk_widget_get_parent (widget))
    g_assert_true (gtk_widget_get_focus_child (gtk_widget_get_parent (widget)) == widget);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) != focus);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), row));
}

static void
test_focus_alone (Fixture *fixture, gconstpointer data)
{
  test_focus (fixture, fixture);
}

static GtkProgressBar *
get_bar (Fixture *fixture, const char *uid)
{
  return GTK_PROGRESS_BAR (find_type (GTK_WIDGET (get_row (fixture, uid)), GTK_TYPE_PROGRESS_BAR));
}

/* Whatever an answer says, the bar does not go back, until the copy is made anew. */
static void
test_progress (Fixture *fixture, gconstpointer data)
{
  FerryReplica *replica = ferry_operation_get_replica (get_operation (fixture, "op-running"), 0);
  GtkProgressBar *bar = get_bar (fixture, "op-running");

  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.78, 0.001);
  change_replica (replica, progress, 50);
  app_settle ();
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.78, 0.001);
  change_replica (replica, progress, 90);
  app_settle ();
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.90, 0.001);
  change_replica (replica, state, FERRY_STATE_ERROR);
  app_settle ();
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  change_replica (replica, progress, 10);
  change_replica (replica, state, FERRY_STATE_PENDING);
  app_settle ();
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.10, 0.001);
}

static GtkDropDown *
get_filter (Fixture *fixture)
{
  return GTK_DROP_DOWN (find_type (GTK_WIDGET (fixture->page), GTK_TYPE_DROP_DOWN));
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  gtk_drop_down_set_selected (get_filter (fixture), 2);
  g_assert_nonnull (get_row (fixture, "op-partial"));
  g_assert_nonnull (get_row (fixture, "op-failed"));
  g_assert_null (get_row (fixture, "op-done"));
  /* What runs is never hidden. */
  g_assert_nonnull (get_row (fixture, "op-running"));
  gtk_drop_down_set_selected (get_filter (fixture), 3);
  g_assert_nonnull (get_row (fixture, "op-differs"));
  g_assert_null (get_row (fixture, "op-partial"));
  gtk_drop_down_set_selected (get_filter (fixture), 4);
  g_assert_nonnull (get_row (fixture, "op-cancelled"));
  ferry_copies_page_show_operation (fixture->page, "op-done");
  g_assert_cmpuint (gtk_drop_down_get_selected (get_filter (fixture)), ==, 0);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, "op-done"))));
}

static GtkEditable *
get_search (Fixture *fixture)
{
  return GTK_EDITABLE (find_type (GTK_WIDGET (fixture->page), GTK_TYPE_SEARCH_ENTRY));
}

static void
search (Fixture *fixture, const char *text)
{
  g_object_set (fixture->page, "search-mode", TRUE, NULL);
  gtk_editable_set_text (get_search (fixture), text);
  app_settle ();
}

/* Names and IDs of source and replica, regions, account: all words must occur, in running and ended ones. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  search (fixture, "PAYMENT-gateway");
  g_assert_nonnull (get_row (fixture, "op-running"));
  g_assert_nonnull (get_row (fixture, "op-waiting"));
  g_assert_null (get_row (fixture, "op-undecided"));
  g_assert_false (shows_text (GTK_WIDGET (fixture->page), "Ended"));
  search (fixture, "payment suqian");
  g_assert_nonnull (get_row (fixture, "op-running"));
  g_assert_null (get_row (fixture, "op-waiting"));
  search (fixture, "img-j3b6n0p8ka");
  g_assert_nonnull (get_row (fixture, "op-partial"));
  g_assert_null (get_row (fixture, "op-running"));
  g_assert_false (shows_text (GTK_WIDGET (fixture->page), "In Progress"));
  search (fixture, "cn-east-2");
  g_assert_nonnull (get_row (fixture, "op-failed"));
  g_assert_null (get_row (fixture, "op-partial"));
  search (fixture, "production");
  g_assert_nonnull (get_row (fixture, "op-running"));
  g_assert_nonnull (get_row (fixture, "op-done"));
}

/* Search and state narrow down together; without a match there is one way out. */
static void
test_search_nothing (Fixture *fixture, gconstpointer data)
{
  gboolean searching;

  search (fixture, "prometheus");
  gtk_drop_down_set_selected (get_filter (fixture), 2);
  g_assert_nonnull (get_row (fixture, "op-partial"));
  g_assert_null (get_row (fixture, "op-failed"));
  search (fixture, "payment-gateway redis");
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "No Results"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->page), "Clear Search"), "clicked");
  app_settle ();
  g_object_get (fixture->page, "search-mode", &searching, NULL);
  g_assert_false (searching);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_filter (fixture)), ==, 0);
  g_assert_nonnull (get_row (fixture, "op-failed"));
  g_assert_nonnull (get_row (fixture, "op-running"));
}

/* What a notification leads to is shown, whatever is searched for. */
static void
test_search_and_show (Fixture *fixture, gconstpointer data)
{
  gboolean searching;

  search (fixture, "payment-gateway");
  g_assert_null (get_row (fixture, "op-done"));
  ferry_copies_page_show_operation (fixture->page, "op-running");
  g_object_get (fixture->page, "search-mode", &searching, NULL);
  g_assert_true (searching);
  ferry_copies_page_show_operation (fixture->page, "op-done");
  g_assert_nonnull (get_row (fixture, "op-done"));
  g_object_get (fixture->page, "search-mode", &searching, NULL);
  g_assert_false (searching);
}

/* A row that was out of sight is in it when it has opened, and has the keyboard. */
static void
test_show_operation (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (get_row (fixture, "op-converted"));
  GtkWidget *viewport = find_type (GTK_WIDGET (fixture->page), GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;
  gboolean in_sight = FALSE;

  g_assert_true (gtk_widget_compute_bounds (row, viewport, &bounds));
  g_assert_cmpfloat (bounds.origin.y, >, gtk_widget_get_height (viewport));
  ferry_copies_page_show_operation (fixture->page, "op-converted");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), row));
  while (!in_sight)
    {
      app_iterate ();
      g_assert_true (gtk_widget_compute_bounds (row, viewport, &bounds));
      in_sight = gtk_widget_get_height (row) > 100 && bounds.origin.y >= 0 &&
                 bounds.origin.y + bounds.size.height <= gtk_widget_get_height (viewport) + 1;
    }
}

static void
test_no_match (Fixture *fixture, gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->list));

  for (guint i = n; i > 0; i--)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (fixture->list), i - 1);

      if (ferry_operation_get_state (operation) == FERRY_OPERATION_CANCELLED)
        g_list_store_remove (fixture->list, i - 1);
    }
  gtk_drop_down_set_selected (get_filter (fixture), 4);
  app_settle ();
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "No ended copy is in this state."));
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  ferry_copies_page_set_narrow (fixture->page, TRUE);
  app_settle ();
  g_assert_true (shows_text (GTK_WIDGET (get_row (fixture, "op-running")), "6–9 minutes left"));
  ferry_copies_page_set_narrow (fixture->page, FALSE);
  app_settle ();
}

/* Without keys there is nothing to press, only to read. */
static void
test_without_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_null (find_button (GTK_WIDGET (fixture->page), "Retry"));
  g_assert_null (find_button (GTK_WIDGET (fixture->page), "Send Again"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "Not clear whether it was copied"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "Request ID c4l8s0vq2h6p"));
}

/* It is said until somebody has decided. */
static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) duplicates = g_list_store_new (FERRY_TYPE_DUPLICATE);
  g_autoptr (FerryDuplicate) duplicate = make_duplicate ();
  FerryDuplicateBanner *banner =
    FERRY_DUPLICATE_BANNER (find_type (GTK_WIDGET (fixture->page), FERRY_TYPE_DUPLICATE_BANNER));
  AdwBanner *bar = ADW_BANNER (adw_bin_get_child (ADW_BIN (banner)));

  g_assert_false (adw_banner_get_revealed (bar));
  ferry_duplicate_banner_set_duplicates (banner, G_LIST_MODEL (duplicates));
  g_list_store_append (duplicates, duplicate);
  g_assert_true (adw_banner_get_revealed (bar));
  g_assert_cmpstr (adw_banner_get_title (bar), ==,
                   "img-z9z9z9z9z9 in Suqian may be a second replica of payment-gateway");
  g_list_store_remove_all (duplicates);
  g_assert_false (adw_banner_get_revealed (bar));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryOperation) operation = make_operation (FERRY_KIND_COPY, "op-1", "cn-east-1", 0);

  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "No Copies Yet"));
  add_replica (operation, "img-1", NULL, FERRY_STATE_QUEUED);
  g_list_store_append (fixture->list, operation);
  app_settle ();
  g_assert_false (shows_text (GTK_WIDGET (fixture->page), "No Copies Yet"));
  g_assert_nonnull (get_row (fixture, "op-1"));
  g_list_store_remove_all (fixture->list);
  app_settle ();
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "No Copies Yet"));
}

/* A long history comes fifty at a time; a notification leads to any of it. */
static void
test_long_history (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 170; i++)
    {
      g_autofree char *uid = g_strdup_printf ("op-%u", i);
      g_autoptr (FerryOperation) operation = make_operation (FERRY_KIND_COPY, uid, "cn-east-1", 0);

      set_times (add_replica (operation, "img-1", NULL, FERRY_STATE_VERIFIED), 1, 2 + i);
      g_list_store_append (fixture->list, operation);
    }
  app_settle ();
  g_assert_cmpuint (count_rows (GTK_WIDGET (fixture->page), FERRY_TYPE_OPERATION_ROW), ==, 50);
  g_assert_nonnull (get_row (fixture, "op-169"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->page), "Show Earlier Copies"), "clicked");
  g_assert_cmpuint (count_rows (GTK_WIDGET (fixture->page), FERRY_TYPE_OPERATION_ROW), ==, 100);
  ferry_copies_page_show_operation (fixture->page, "op-3");
  g_assert_nonnull (get_row (fixture, "op-3"));
  g_assert_null (find_button (GTK_WIDGET (fixture->page), "Show Earlier Copies"));
}

static void
add (const char *path, void (*function) (Fixture *fixture, gconstpointer data), gboolean empty)
{
  g_test_add (path, Fixture, GINT_TO_POINTER (empty), set_up, function, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  add ("/copies-page/order", test_order, FALSE);
  add ("/copies-page/open", test_open, FALSE);
  add ("/copies-page/opening", test_opening, FALSE);
  add ("/copies-page/ending", test_ending, FALSE);
  add ("/copies-page/focus", test_focus, FALSE);
  add ("/copies-page/focus-alone", test_focus_alone, FALSE);
  add ("/copies-page/progress", test_progress, FALSE);
  add ("/copies-page/filter", test_filter, FALSE);
  add ("/copies-page/search", test_search, FALSE);
  add ("/copies-page/search-nothing", test_search_nothing, FALSE);
  add ("/copies-page/search-and-show", test_search_and_show, FALSE);
  add ("/copies-page/show-operation", test_show_operation, FALSE);
  add ("/copies-page/no-match", test_no_match, FALSE);
  add ("/copies-page/narrow", test_narrow, FALSE);
  add ("/copies-page/without-keys", test_without_keys, FALSE);
  add ("/copies-page/duplicate", test_duplicate, FALSE);
  add ("/copies-page/empty", test_empty, TRUE);
  add ("/copies-page/long-history", test_long_history, TRUE);

  return g_test_run ();
}
