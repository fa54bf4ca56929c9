/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-preferences-dialog.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include <glib/gstdio.h>

#include "app-harness.h"
#include "app/ferry-settings.h"
#include "widgets.h"

#define LOCKED "Set by the administrator of this computer"

/* Settings in files, with those of an administrator in a folder of its own. */
typedef struct
{
  char *folder;
  GSettings *settings;
  FerryAutostart *autostart;
  GtkWidget *window;
} Fixture;

static const struct
{
  const char *key;
  const char *title;
} rows[] = {
  { FERRY_SETTING_NOTIFY, "Notifications" },
  { FERRY_SETTING_KEEP_AWAKE, "Keep the Computer Awake" },
  { FERRY_SETTING_RESUME_AT_LOGIN, "Resume Copies at Login" },
  { FERRY_SETTING_SETTLE_SECONDS, "Settle Time in Seconds" },
};

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
}

static GSettings *
make_settings (Fixture *fixture)
{
  g_autoptr (GSettings) plain = ferry_settings_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *own = g_build_filename (fixture->folder, "own", NULL);
  g_autoptr (GSettingsBackend) files = g_keyfile_settings_backend_new (own, "/", NULL);
  g_autoptr (GSettingsBackend) backend = NULL;

  backend = g_object_new (G_OBJECT_TYPE (files), "filename", own, "root-path", "/", "defaults-dir",
                          fixture->folder, NULL);
  g_object_get (plain, "settings-schema", &schema, NULL);

  return g_settings_new_full (schema, backend, NULL);
}

/* @data: the lines of the locks, the path of one key in each. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("ferry-preferences-XXXXXX", &error);
  g_assert_no_error (error);
  write_file (fixture, "defaults", "[io/github/imageferry/ImageFerry]\nnotify=false\nsettle-seconds=300\n");
  write_file (fixture, "locks", data);
  fixture->settings = make_settings (fixture);
  fixture->autostart = ferry_autostart_new (fixture->settings, fixture->folder, "/usr/bin/image-ferry");
  fixture->window = adw_application_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 640, 760);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ferry_preferences_dialog_present (fixture->settings, fixture->autostart, fixture->window);
  app_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "defaults", "locks", "own" };

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  g_object_unref (fixture->autostart);
  g_object_unref (fixture->settings);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
assert_row (Fixture *fixture, guint i, gboolean locked)
{
  GtkWidget *row = find_row (get_dialog (fixture->window), rows[i].title);

  g_assert_nonnull (row);
  g_assert_cmpint (gtk_widget_get_sensitive (row), ==, !locked);
  g_assert_cmpint (shows_text (row, LOCKED), ==, locked);
}

static void
test_free (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (fixture, i, FALSE);
  adw_switch_row_set_active (ADW_SWITCH_ROW (find_row (get_dialog (fixture->window), rows[0].title)), TRUE);
  g_assert_true (g_settings_get_boolean (fixture->settings, FERRY_SETTING_NOTIFY));
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (fixture, i, TRUE);
  g_assert_false (
    adw_switch_row_get_active (ADW_SWITCH_ROW (find_row (get_dialog (fixture->window), rows[0].title))));
  g_assert_cmpint (g_settings_get_int (fixture->settings, FERRY_SETTING_SETTLE_SECONDS), ==, 300);
}

/* Only what is locked says so. */
static void
test_one (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (fixture, i, i == 1);
}

#define PATH "/io/github/imageferry/ImageFerry/"

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define add(path, locks, function)                                                                           \
  g_test_add ("/preferences/" path, Fixture, locks, set_up, function, tear_down)
  add ("free", "", test_free);
  add ("locked", PATH "notify\n" PATH "keep-awake\n" PATH "resume-at-login\n" PATH "settle-seconds\n",
       test_locked);
  add ("one", PATH "keep-awake\n", test_one);

  return g_test_run ();
}
