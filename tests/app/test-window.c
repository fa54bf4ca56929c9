/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-window.h"

#include "app-harness.h"
#include "app/ferry-application.h"
#include "app/ferry-banner.h"
#include "app/ferry-images-page.h"
#include "app/ferry-tick-bar.h"

typedef struct
{
  FerryApplication *application;
  AppCloud *cloud;
  FerryWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->application = ferry_application_new ();
  g_application_set_flags (G_APPLICATION (fixture->application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (fixture->application), NULL, &error));
  fixture->cloud = app_cloud_new (100, GPOINTER_TO_UINT (data));
  fixture->window = ferry_window_new (GTK_APPLICATION (fixture->application), fixture->cloud->session);
  g_object_ref (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  g_assert_finalize_object (fixture->window);
  app_cloud_free (fixture->cloud);
  /* GTK keeps the application until the process ends. */
  g_object_unref (fixture->application);
}

/* The first widget of @type below @widget that can be seen. */
static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

static FerryTickModel *
get_ticks (Fixture *fixture)
{
  return ferry_images_page_get_ticks (
    FERRY_IMAGES_PAGE (find (GTK_WIDGET (fixture->window), FERRY_TYPE_IMAGES_PAGE)));
}

static const char *
get_status_title (Fixture *fixture)
{
  GtkWidget *page = find (GTK_WIDGET (fixture->window), ADW_TYPE_STATUS_PAGE);

  return page != NULL ? adw_status_page_get_title (ADW_STATUS_PAGE (page)) : NULL;
}

static void
start (Fixture *fixture)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_cloud_start (fixture->cloud);
}

static void
wait_for_list (Fixture *fixture)
{
  app_wait_until (find (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW) != NULL);
  app_settle ();
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_true (ferry_window_get_session (fixture->window) == fixture->cloud->session);
}

static void
test_first_start (Fixture *fixture, gconstpointer data)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  ferry_session_start (fixture->cloud->session);
  app_wait_until (g_strcmp0 (get_status_title (fixture), "Connect Your JD Cloud Account") == 0);
  g_assert_null (find (GTK_WIDGET (fixture->window), FERRY_TYPE_TICK_BAR));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  FerryTickModel *ticks;

  start (fixture);
  wait_for_list (fixture);
  ticks = get_ticks (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ticks)), >, 10);
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), FERRY_TYPE_TICK_BAR));
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), GTK_TYPE_CHECK_BUTTON));
}

static guint
get_position (FerryTickModel *ticks, gboolean eligible)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (ticks)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (ticks), i);

      if (ferry_image_get_eligible (image) == eligible && !ferry_tick_model_is_ticked (ticks, image))
        return i;
    }
  g_assert_not_reached ();
}

static void
assert_focus_in_search (Fixture *fixture, gboolean inside)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  g_assert_true ((focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_BAR) != NULL) == inside);
}

static void
test_ticks (Fixture *fixture, gconstpointer data)
{
  FerryTickModel *ticks;

  start (fixture);
  wait_for_list (fixture);
  ticks = get_ticks (fixture);
  g_assert_true (
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (ticks), get_position (ticks, TRUE), FALSE));
  app_settle ();
  g_assert_false (
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (ticks), get_position (ticks, FALSE), FALSE));
  app_settle ();
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget")));

  /* A search hides the row, not the tick. */
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "search", NULL);
  app_settle ();
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY)),
                         "no such image");
  app_wait_until (g_strcmp0 (get_status_title (fixture), "No Results") == 0);
  g_assert_cmpuint (ferry_tick_model_get_n_ticked (ticks), ==, 1);
  assert_focus_in_search (fixture, TRUE);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "search", NULL);
  assert_focus_in_search (fixture, FALSE);
  wait_for_list (fixture);
  g_assert_cmpuint (ferry_tick_model_get_n_ticked (ticks), ==, 1);

  /* Another region, other ticks. */
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "region",
                                      g_variant_new_string ("cn-east-2"));
  g_assert_cmpuint (ferry_tick_model_get_n_ticked (ticks), ==, 0);
}

static void
assert_state (Fixture *fixture, const char *fault, const char *title)
{
  app_cloud_fault (fixture->cloud, fault);
  start (fixture);
  app_wait_until (g_strcmp0 (get_status_title (fixture), title) == 0);
  emulator_thread_clear_faults (fixture->cloud->cloud);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  wait_for_list (fixture);
}

static void
test_wrong_keys (Fixture *fixture, gconstpointer data)
{
  assert_state (
    fixture,
    "[{\"operation\":\"describeImages\",\"count\":0,\"fault\":\"error\",\"http\":401,\"code\":401,"
    "\"status\":\"UNAUTHENTICATED\"}]",
    "JD Cloud did not accept this key pair");
}

static void
test_no_permission (Fixture *fixture, gconstpointer data)
{
  assert_state (
    fixture,
    "[{\"operation\":\"describeImages\",\"count\":0,\"fault\":\"error\",\"http\":403,\"code\":403,"
    "\"status\":\"PERMISSION_DENIED\"}]",
    "No Permission");
}

static void
test_no_images (Fixture *fixture, gconstpointer data)
{
  app_cloud_fault (fixture->cloud, "[{\"operation\":\"describeImages\",\"count\":0,\"fault\":\"replace\","
                                   "\"member\":\"result\",\"value\":{\"images\":[],\"totalCount\":0}}]");
  start (fixture);
  app_wait_until (g_strcmp0 (get_status_title (fixture), "No Private Images") == 0);
}

/* The older list stays, and a banner says how old it is. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  FerryBanner *banner;

  start (fixture);
  wait_for_list (fixture);
  banner = FERRY_BANNER (find (GTK_WIDGET (fixture->window), FERRY_TYPE_BANNER));
  g_assert_null (ferry_banner_get_text (banner));
  app_cloud_fault (fixture->cloud, "[{\"operation\":\"describeImages\",\"count\":0,\"fault\":\"reset\"}]");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  app_wait_until (ferry_banner_get_text (banner) != NULL);
  g_assert_true (g_str_has_prefix (ferry_banner_get_text (banner), "You are offline."));
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW));
  emulator_thread_clear_faults (fixture->cloud->cloud);
  app_wait_until (ferry_banner_get_text (banner) == NULL);
}

/* Whoever has changed the keys is led to where they are entered. */
static void
test_keys_changed (Fixture *fixture, gconstpointer data)
{
  FerryBanner *banner;
  GtkButton *button;

  start (fixture);
  wait_for_list (fixture);
  banner = FERRY_BANNER (find (GTK_WIDGET (fixture->window), FERRY_TYPE_BANNER));
  app_cloud_fault (fixture->cloud,
                   "[{\"operation\":\"describeImages\",\"count\":0,\"fault\":\"error\",\"http\":401,"
                   "\"code\":401,\"status\":\"UNAUTHENTICATED\"}]");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  app_wait_until (find (GTK_WIDGET (banner), GTK_TYPE_BUTTON) != NULL);
  button = GTK_BUTTON (find (GTK_WIDGET (banner), GTK_TYPE_BUTTON));
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Open Accounts…");
  g_assert_true (gtk_button_get_use_underline (button));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.accounts");
}

/* While the client waits, the page says why there is no list yet, and the banner for how long. */
static void
test_patience (Fixture *fixture, gconstpointer data)
{
  FerryBanner *banner;

  app_cloud_fault (fixture->cloud,
                   "[{\"operation\":\"describeImages\",\"fault\":\"throttle\",\"retryAfter\":3}]");
  start (fixture);
  app_wait_until (g_strcmp0 (get_status_title (fixture), "JD Cloud Asks for Patience") == 0);
  banner = FERRY_BANNER (find (GTK_WIDGET (fixture->window), FERRY_TYPE_BANNER));
  g_assert_true (
    g_str_has_prefix (ferry_banner_get_text (banner), "JD Cloud asks for patience: next look in "));
  wait_for_list (fixture);
  app_wait_until (ferry_banner_get_text (banner) == NULL);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toast;
  GtkWidget *label;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  start (fixture);
  app_wait_until (find (GTK_WIDGET (fixture->window), GTK_TYPE_LIST_VIEW) != NULL);
  app_settle ();
  g_assert_cmpint (ferry_window_get_layout (fixture->window), ==, FERRY_LAYOUT_NARROW);
  g_assert_null (find (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_ticks (fixture))), >, 10);

  /* A toast says all it has to say: in several lines. */
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (get_ticks (fixture)));
  app_settle ();
  toast = find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget"));
  g_assert_nonnull (toast);
  label = find (toast, GTK_TYPE_LABEL);
  g_assert_true (gtk_label_get_wrap (GTK_LABEL (label)));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "One copy takes at most 5 images");
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  wait_for_list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_ticks (fixture))), ==, 1240);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define add(path, n_images, function)                                                                        \
  g_test_add ("/window/" path, Fixture, GUINT_TO_POINTER (n_images), set_up, function, tear_down)
  add ("empty", 0, test_empty);
  add ("first-start", 0, test_first_start);
  add ("list", 0, test_list);
  add ("ticks", 0, test_ticks);
  add ("wrong-keys", 0, test_wrong_keys);
  add ("no-permission", 0, test_no_permission);
  add ("no-images", 0, test_no_images);
  add ("stale", 0, test_stale);
  add ("keys-changed", 0, test_keys_changed);
  add ("patience", 0, test_patience);
  add ("narrow", 0, test_narrow);
  add ("many", 1240, test_many);

  return g_test_run ();
}
