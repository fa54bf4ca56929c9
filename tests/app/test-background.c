/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What keeps the program alive without a window, in a sandbox whose desktop is asked. */

#include "config.h"

#include "app/ferry-background.h"

#include "app-harness.h"
#include "app/ferry-application.h"
#include "app/ferry-settings.h"
#include "app/ferry-window.h"
#include "desktop.h"

typedef struct
{
  GtkApplication *application; /* (not owned): one for all, a second has no place on the bus */
  AppCloud *cloud;
  FerryBackground *background; /* (owned) */
  Desktop desktop;
  GDBusConnection *bus; /* (owned) */
  guint n_settled;
} Fixture;

static void
settled_cb (Fixture *fixture)
{
  fixture->n_settled++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = GTK_APPLICATION ((gpointer) data);
  fixture->cloud = app_cloud_new (20, 0);
  g_settings_reset (fixture->cloud->settings, FERRY_SETTING_BACKGROUND_TOLD);
  fixture->desktop.background = TRUE;
  desktop_init (&fixture->desktop);
  fixture->bus = connect_bus ();
  fixture->background = ferry_background_new (fixture->application, fixture->cloud->settings);
  ferry_background_set_portal (fixture->background, fixture->bus);
  g_signal_connect_swapped (fixture->cloud->session, "settled", G_CALLBACK (settled_cb), fixture);
  ferry_background_add_session (fixture->background, fixture->cloud->session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ferry_background_remove_session (fixture->background, fixture->cloud->session);
  ferry_background_close (fixture->background);
  g_object_unref (fixture->background);
  app_cloud_free (fixture->cloud);
  desktop_clear (&fixture->desktop);
  g_object_unref (fixture->bus);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySubmission) submission =
    ferry_session_request_finish (FERRY_SESSION (source), result, NULL);

  g_assert_nonnull (submission);
  g_assert_cmpuint (submission->problems->len, ==, 0);
  *(gboolean *) user_data = TRUE;
}

static void
start_copy (Fixture *fixture)
{
  FerrySession *session = fixture->cloud->session;
  GListModel *images = G_LIST_MODEL (ferry_session_get_catalog (session));
  const char *ids[] = { NULL, NULL };
  FerryRequest request = {
    .kind = FERRY_KIND_COPY,
    .source_region = (char *) "cn-north-1",
    .target_region = (char *) "cn-east-1",
    .images = (char **) ids,
  };
  gboolean done = FALSE;

  for (guint i = 0; ids[0] == NULL; i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (images, i);

      if (ferry_image_get_eligible (image))
        ids[0] = ferry_image_get_id (image);
    }
  ferry_session_request_async (session, &request, NULL, requested_cb, &done);
  app_wait_until (done);
}

static FerryWindow *
open_window (Fixture *fixture)
{
  FerryWindow *window = ferry_window_new (fixture->application, fixture->cloud->session);

  gtk_window_present (GTK_WINDOW (window));
  app_cloud_start (fixture->cloud);
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
  app_wait_until (ferry_session_is_settled (fixture->cloud->session));

  return window;
}

/* The desktop is asked when the window goes, not before, and told what happens without it. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  FerryWindow *window = open_window (fixture);

  g_assert_cmpuint (fixture->n_settled, >, 0);
  g_assert_cmpuint (ferry_background_count_running (fixture->background), ==, 0);
  start_copy (fixture);
  app_wait_until (ferry_background_count_running (fixture->background) == 1);
  g_assert_cmpuint (fixture->desktop.n_requests, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  app_wait_until (fixture->desktop.n_requests == 1);
  app_wait_until (fixture->desktop.status != NULL);
  g_assert_cmpstr (fixture->desktop.status, ==, "1 operation is under way");
  g_assert_true (g_settings_get_boolean (fixture->cloud->settings, FERRY_SETTING_BACKGROUND_TOLD));
  app_wait_until (ferry_background_count_running (fixture->background) == 0);
}

/* Without copies a window goes silently. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  FerryWindow *window = open_window (fixture);

  gtk_window_destroy (GTK_WINDOW (window));
  app_settle ();
  g_assert_cmpuint (fixture->desktop.n_requests, ==, 0);
  g_assert_null (fixture->desktop.status);
  g_assert_false (g_settings_get_boolean (fixture->cloud->settings, FERRY_SETTING_BACKGROUND_TOLD));
}

int
main (int argc, char *argv[])
{
  g_autoptr (FerryApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  application = ferry_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_test_add ("/background/copy", Fixture, application, set_up, test_copy, tear_down);
  g_test_add ("/background/nothing", Fixture, application, set_up, test_nothing, tear_down);

  return g_test_run ();
}
