/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers that no service should give, while the window shows what they are about: each ends in a page or a sentence,
 * and none in a warning, which would end this program. */

#include "config.h"

#include "app/ferry-window.h"

#include <string.h>

#include "app-harness.h"
#include "app/ferry-application.h"
#include "app/ferry-banner.h"
#include "app/ferry-copy-dialog.h"
#include "app/ferry-region-row.h"
#include "widgets.h"

#define NOT_UNDERSTOOD "The answer could not be understood"
#define FAULTY "JD Cloud has a fault at the moment"
#define LONG_TEXT_SIZE 4000

typedef struct
{
  FerryApplication *application;
  AppCloud *cloud;
  FerryWindow *window;
} Fixture;

typedef struct
{
  const char *name;
  const char *fault; /* the members of a rule, without the operation */
  const char *title;
  const char *text;
} Case;

static const Case list_cases[] = {
  { "truncated", "\"fault\":\"truncate\"", "You Are Offline", "returns by itself" },
  { "malformed", "\"fault\":\"malformed\"", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "html", "\"fault\":\"html\"", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "html-502", "\"fault\":\"html\",\"http\":502", "The List Could Not Be Read", FAULTY },
  { "html-404", "\"fault\":\"html\",\"http\":404", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "empty", "\"fault\":\"empty\"", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "huge", "\"fault\":\"huge\",\"size\":20000000", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "nested", "\"fault\":\"nested\"", "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "redirect", "\"fault\":\"redirect\",\"location\":\"/elsewhere\"", "The List Could Not Be Read", FAULTY },
  { "images-text", "\"fault\":\"replace\",\"member\":\"result.images\",\"value\":\"none\"",
    "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "name-object", "\"fault\":\"replace\",\"member\":\"result.images.0.name\",\"value\":{}",
    "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "total-text", "\"fault\":\"replace\",\"member\":\"result.totalCount\",\"value\":\"many\"",
    "The List Could Not Be Read", NOT_UNDERSTOOD },
  { "error-in-success",
    "\"fault\":\"error\",\"http\":200,\"code\":500,\"status\":\"INTERNAL\",\"message\":\"<b>&amp;%s\"",
    "The List Could Not Be Read", FAULTY },
  { "refused", "\"fault\":\"error\",\"http\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"<b>&amp;%s\"",
    "The List Could Not Be Read", "<b>&amp;%s" },
};

/* Well-typed and odd: the list is shown. */
static const char *const odd_members[] = {
  "\"member\":\"result.images.*.name\",\"value\":\"<b>&amp;\\u202e%s\\n\\u0007\"",
  "\"member\":\"result.images.*.name\",\"value\":\"\"",
  "\"member\":\"result.images.*.desc\",\"value\":null",
  "\"member\":\"result.images.*.status\",\"value\":\"<dreaming>\"",
  "\"member\":\"result.images.*.rootDeviceType\",\"value\":\"tape\"",
  "\"member\":\"result.images.*.sizeMB\",\"value\":-5",
  "\"member\":\"result.images.*.sizeMB\",\"value\":9007199254740993",
  "\"member\":\"result.images.*.createTime\",\"value\":\"the day before yesterday\"",
  "\"member\":\"result.images.*.createTime\",\"value\":\"9999-99-99 99:99:99\"",
  "\"member\":\"result.images.*.progress\",\"value\":\"-400\"",
  "\"member\":\"result.images.*.platform\",\"value\":\"<i>\"",
  "\"member\":\"result.totalCount\",\"value\":1",
  "\"member\":\"result.totalCount\",\"value\":1000000000",
};

static const Case quota_cases[] = {
  { "truncated", "\"fault\":\"truncate\"", NULL, NULL },
  { "malformed", "\"fault\":\"malformed\"", NULL, NULL },
  { "html", "\"fault\":\"html\"", NULL, NULL },
  { "huge", "\"fault\":\"huge\",\"size\":20000000", NULL, NULL },
  { "limit-text", "\"fault\":\"replace\",\"member\":\"result.quotas.*.limit\",\"value\":\"ten\"", NULL,
    NULL },
  { "used-fraction", "\"fault\":\"replace\",\"member\":\"result.quotas.*.used\",\"value\":1.5", NULL, NULL },
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->application = ferry_application_new ();
  g_application_set_flags (G_APPLICATION (fixture->application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (fixture->application), NULL, &error));
  fixture->cloud = app_cloud_new (100, 0);
  fixture->window = ferry_window_new (GTK_APPLICATION (fixture->application), fixture->cloud->session);
  g_object_ref (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  ferry_session_close (fixture->cloud->session);
  app_settle ();
  g_assert_finalize_object (fixture->window);
  app_cloud_free (fixture->cloud);
  /* GTK keeps the application until the process ends. */
  g_object_unref (fixture->application);
}

static void
set_fault (Fixture *fixture, const char *operation, const char *members)
{
  g_autofree char *rule = g_strdup_printf ("{\"operation\":\"%s\",\"count\":0,%s}", operation, members);

  emulator_thread_clear_faults (fixture->cloud->cloud);
  app_cloud_fault (fixture->cloud, rule);
}

static AdwStatusPage *
find_status (Fixture *fixture)
{
  return ADW_STATUS_PAGE (find_type (GTK_WIDGET (fixture->window), ADW_TYPE_STATUS_PAGE));
}

static const char *
get_banner_text (Fixture *fixture)
{
  return ferry_banner_get_text (FERRY_BANNER (find_type (GTK_WIDGET (fixture->window), FERRY_TYPE_BANNER)));
}

static void
refresh (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  app_wait_until (!ferry_session_get_refreshing (fixture->cloud->session));
  app_settle ();
}

static void
wait_for_list (Fixture *fixture)
{
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
  app_wait_until (find_type (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW) != NULL);
}

/* Nothing else is there to be looked at: the page says what is wrong, and offers to try again. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  const Case *item = data;
  FerryProblem *problem;

  set_fault (fixture, "describeImages", item->fault);
  app_cloud_start (fixture->cloud);
  app_wait_until (find_status (fixture) != NULL);
  app_settle ();
  g_assert_cmpstr (adw_status_page_get_title (find_status (fixture)), ==, item->title);
  g_assert_true (shows_text (GTK_WIDGET (fixture->window), item->text));
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->window), "Try Again"));
  problem = ferry_session_get_problem (fixture->cloud->session);
  g_assert_cmpint (shows_text (GTK_WIDGET (fixture->window), "Request ID"), ==, problem->request_id != NULL);

  emulator_thread_clear_faults (fixture->cloud->cloud);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  wait_for_list (fixture);
}

/* It can be taken from there, with keyboard and mouse. */
static void
assert_request_id (Fixture *fixture, GtkWidget *where)
{
  FerryProblem *problem = ferry_session_get_problem (fixture->cloud->session);
  g_autofree char *expected = g_strdup_printf ("Request ID %s", problem->request_id);
  GtkWidget *label;

  app_wait_until ((label = find_label (where, expected)) != NULL);
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (label)));
  g_assert_true (gtk_widget_get_focusable (label));
}

static void
press_banner (Fixture *fixture, const char *label)
{
  GtkWidget *banner = find_type (GTK_WIDGET (fixture->window), FERRY_TYPE_BANNER);
  GtkWidget *button = find_button (banner, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The older list stays, and the banner says how old it is and why. */
static void
test_older_list (Fixture *fixture, gconstpointer data)
{
  guint n;

  app_cloud_start (fixture->cloud);
  wait_for_list (fixture);
  n = g_list_model_get_n_items (G_LIST_MODEL (ferry_session_get_catalog (fixture->cloud->session)));
  set_fault (fixture, "describeImages", "\"fault\":\"malformed\"");
  refresh (fixture);
  g_assert_nonnull (find_type (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW));
  g_assert_cmpuint (
    g_list_model_get_n_items (G_LIST_MODEL (ferry_session_get_catalog (fixture->cloud->session))), ==, n);
  g_assert_true (g_str_has_prefix (get_banner_text (fixture), "This is the list as of "));
  g_assert_nonnull (strstr (get_banner_text (fixture), NOT_UNDERSTOOD));

  set_fault (fixture, "describeImages", "\"fault\":\"error\",\"http\":400,\"status\":\"INVALID_ARGUMENT\"");
  refresh (fixture);
  g_assert_true (g_str_has_prefix (get_banner_text (fixture), "This is the list as of "));
  press_banner (fixture, "Details");
  app_wait_until (get_dialog (fixture->window) != NULL);
  assert_request_id (fixture, get_dialog (fixture->window));
  emulator_thread_clear_faults (fixture->cloud->cloud);
  press (fixture->window, "Try Again");
  app_wait_until (get_banner_text (fixture) == NULL);

  set_fault (fixture, "describeImages", "\"fault\":\"truncate\"");
  refresh (fixture);
  g_assert_true (g_str_has_prefix (get_banner_text (fixture), "You are offline. This is the list as of "));
  emulator_thread_clear_faults (fixture->cloud->cloud);
  press_banner (fixture, "Try Again");
  app_wait_until (get_banner_text (fixture) == NULL);
}

static void
test_request_id (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "describeImages", "\"fault\":\"error\",\"http\":500,\"status\":\"INTERNAL\"");
  app_cloud_start (fixture->cloud);
  app_wait_until (find_status (fixture) != NULL);
  assert_request_id (fixture, GTK_WIDGET (find_status (fixture)));
}

static void
test_odd (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (LONG_TEXT_SIZE, 'x');
  g_autofree char *long_name =
    g_strdup_printf ("\"fault\":\"replace\",\"member\":\"result.images.*.name\",\"value\":\"%s\"", text);

  app_cloud_start (fixture->cloud);
  wait_for_list (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (odd_members); i++)
    {
      g_autofree char *fault = g_strdup_printf ("\"fault\":\"replace\",%s", odd_members[i]);

      g_test_message ("%s", odd_members[i]);
      set_fault (fixture, "describeImages", fault);
      refresh (fixture);
      g_assert_cmpint (ferry_session_get_state (fixture->cloud->session), ==, FERRY_SESSION_READY);
      g_assert_nonnull (find_type (GTK_WIDGET (fixture->window), GTK_TYPE_COLUMN_VIEW));
    }
  set_fault (fixture, "describeImages", long_name);
  refresh (fixture);
  g_assert_cmpint (ferry_session_get_state (fixture->cloud->session), ==, FERRY_SESSION_READY);
}

static void
collect_regions (GtkWidget *widget, GPtrArray *rows)
{
  if (FERRY_IS_REGION_ROW (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_regions (child, rows);
}

static char *
dup_eligible_id (Fixture *fixture)
{
  GListModel *catalog = G_LIST_MODEL (ferry_session_get_catalog (fixture->cloud->session));

  for (guint i = 0; i < g_list_model_get_n_items (catalog); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (catalog, i);

      if (ferry_image_get_eligible (image))
        return g_strdup (ferry_image_get_id (image));
    }
  g_assert_not_reached ();
}

static void
assert_unread (GPtrArray *rows)
{
  g_assert_cmpuint (rows->len, ==, 3);
  for (guint i = 0; i < rows->len; i++)
    {
      FerryRegionRow *row = g_ptr_array_index (rows, i);

      app_wait_until (ferry_region_row_get_settled (row));
      g_assert_false (ferry_region_row_get_possible (row));
      g_assert_true (shows_text (GTK_WIDGET (row), "Quota could not be read"));
      g_assert_nonnull (find_button (GTK_WIDGET (row), "Retry"));
    }
}

/* A quota that cannot be read is never taken for enough, and says so. */
static void
test_quota (Fixture *fixture, gconstpointer data)
{
  const Case *item = data;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (AdwDialog) dialog = NULL;
  char *ids[] = { NULL, NULL };

  app_cloud_start (fixture->cloud);
  wait_for_list (fixture);
  app_wait_until (ferry_session_get_engine (fixture->cloud->session) != NULL);
  ids[0] = id = dup_eligible_id (fixture);
  set_fault (fixture, "describeQuotas", item->fault);
  dialog = g_object_ref_sink (
    ADW_DIALOG (ferry_copy_dialog_new (fixture->cloud->session, ids, GTK_WIDGET (fixture->window))));
  adw_dialog_present (dialog, GTK_WIDGET (fixture->window));
  app_settle ();
  collect_regions (GTK_WIDGET (dialog), rows);
  assert_unread (rows);
  adw_dialog_force_close (dialog);
  app_settle ();
}

static void
add_cases (const char *folder, const Case *cases, gsize n, void (*function) (Fixture *, gconstpointer))
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/bad-answers/%s/%s", folder, cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, function, tear_down);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  add_cases ("list", list_cases, G_N_ELEMENTS (list_cases), test_list);
  g_test_add ("/bad-answers/older-list", Fixture, NULL, set_up, test_older_list, tear_down);
  g_test_add ("/bad-answers/request-id", Fixture, NULL, set_up, test_request_id, tear_down);
  g_test_add ("/bad-answers/odd", Fixture, NULL, set_up, test_odd, tear_down);
  add_cases ("quota", quota_cases, G_N_ELEMENTS (quota_cases), test_quota);

  return g_test_run ();
}
