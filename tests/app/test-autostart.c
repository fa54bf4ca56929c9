/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting at login, running without a window, and waking up: with a desktop that answers on the bus. */

#include "config.h"

#include "app/ferry-autostart.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-harness.h"
#include "app/ferry-portal.h"
#include "app/ferry-settings.h"
#include "app/ferry-wakeup.h"
#include "desktop.h"

typedef struct
{
  GSettings *settings;       /* (owned) */
  char *folder;              /* (owned) */
  char *entry;               /* (owned): path */
  FerryAutostart *autostart; /* (owned) */
  char *message;             /* (owned) (nullable): of the last failure */
} Fixture;

static void
failed_cb (Fixture *fixture, const char *message)
{
  g_set_str (&fixture->message, message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("ferry-autostart-XXXXXX", &error);

  g_assert_no_error (error);
  fixture->settings = ferry_settings_new ();
  g_settings_reset (fixture->settings, FERRY_SETTING_RESUME_AT_LOGIN);
  fixture->folder = g_build_filename (parent, "autostart", NULL);
  fixture->entry = g_build_filename (fixture->folder, APPLICATION_ID ".desktop", NULL);
  fixture->autostart = ferry_autostart_new (fixture->settings, fixture->folder, "/opt/a b/image-ferry");
  g_signal_connect_swapped (fixture->autostart, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->folder);

  g_assert_finalize_object (fixture->autostart);
  g_object_unref (fixture->settings);
  g_unlink (fixture->entry);
  g_unlink (fixture->folder);
  g_rmdir (fixture->folder);
  g_rmdir (parent);
  g_free (fixture->entry);
  g_free (fixture->folder);
  g_free (fixture->message);
}

static gboolean
is_on (Fixture *fixture)
{
  return g_settings_get_boolean (fixture->settings, FERRY_SETTING_RESUME_AT_LOGIN);
}

static void
set_on (Fixture *fixture, gboolean on)
{
  g_settings_set_boolean (fixture->settings, FERRY_SETTING_RESUME_AT_LOGIN, on);
}

/* By the rules of desktop entries. */
static void
test_command (void)
{
  g_autofree char *plain = ferry_autostart_dup_command ("/usr/bin/image-ferry");
  g_autofree char *odd = ferry_autostart_dup_command ("/a b/$x`\"\\%f");
  g_autofree char *program = ferry_autostart_dup_program ();

  g_assert_cmpstr (plain, ==, "\"/usr/bin/image-ferry\" --background");
  g_assert_cmpstr (odd, ==, "\"/a b/\\$x\\`\\\"\\\\%%f\" --background");
  g_assert_true (g_path_is_absolute (program));
}

static void
test_entry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *command = NULL;

  g_assert_false (g_file_test (fixture->entry, G_FILE_TEST_EXISTS));
  set_on (fixture, TRUE);
  g_assert_true (g_key_file_load_from_file (entry, fixture->entry, G_KEY_FILE_NONE, NULL));
  command = g_key_file_get_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);
  g_assert_cmpstr (command, ==, "\"/opt/a b/image-ferry\" --background");
  set_on (fixture, FALSE);
  g_assert_false (g_file_test (fixture->entry, G_FILE_TEST_EXISTS));
  /* Nothing is there to remove. */
  set_on (fixture, TRUE);
  g_unlink (fixture->entry);
  set_on (fixture, FALSE);
  g_assert_null (fixture->message);
}

/* The preference does not claim what is not so. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->folder, "in the way", -1, NULL));
  set_on (fixture, TRUE);
  g_assert_false (is_on (fixture));
  g_assert_nonnull (strstr (fixture->message, fixture->entry));
}

/* In a sandbox the desktop is asked; no file is written. */
static void
test_portal (Fixture *fixture, gconstpointer data)
{
  Desktop desktop = { .background = TRUE, .autostart = TRUE };
  g_autoptr (GDBusConnection) bus = connect_bus ();
  g_auto (GStrv) command = NULL;

  desktop_init (&desktop);
  ferry_autostart_set_portal (fixture->autostart, bus);
  set_on (fixture, TRUE);
  app_wait_until (desktop.options != NULL);
  app_settle ();
  g_assert_true (is_on (fixture));
  g_assert_true (g_variant_lookup (desktop.options, "commandline", "^as", &command));
  g_assert_cmpstr (command[0], ==, "image-ferry");
  g_assert_cmpstr (command[1], ==, "--background");
  g_assert_false (g_file_test (fixture->entry, G_FILE_TEST_EXISTS));
  g_assert_null (fixture->message);

  desktop.autostart = FALSE;
  g_clear_pointer (&desktop.options, g_variant_unref);
  set_on (fixture, FALSE);
  app_wait_until (desktop.options != NULL);
  app_settle ();
  g_assert_null (fixture->message);
  desktop_clear (&desktop);
}

/* Refused, or there is no such desktop: the preference goes back, and says why. */
static void
test_portal_refuses (Fixture *fixture, gconstpointer data)
{
  Desktop desktop = { .response = 1 };
  g_autoptr (GDBusConnection) bus = connect_bus ();

  ferry_autostart_set_portal (fixture->autostart, bus);
  set_on (fixture, TRUE);
  app_wait_until (fixture->message != NULL);
  g_assert_false (is_on (fixture));

  g_clear_pointer (&fixture->message, g_free);
  desktop_init (&desktop);
  set_on (fixture, TRUE);
  app_wait_until (fixture->message != NULL);
  g_assert_false (is_on (fixture));
  g_assert_nonnull (strstr (fixture->message, "allow it"));
  desktop_clear (&desktop);
}

/* 96 characters, whatever they are. */
static void
test_status (void)
{
  Desktop desktop = { 0 };
  g_autoptr (GDBusConnection) bus = connect_bus ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 96; i++)
    g_string_append (text, "镜");
  desktop_init (&desktop);
  ferry_portal_set_status (bus, text->str);
  app_wait_until (desktop.status != NULL);
  g_assert_cmpstr (desktop.status, ==, text->str);
  g_string_append (text, "像");
  ferry_portal_set_status (bus, text->str);
  app_wait_until (!g_str_equal (desktop.status, text->str) && g_utf8_strlen (desktop.status, -1) == 96 &&
                  g_str_has_suffix (desktop.status, "镜…"));
  desktop_clear (&desktop);
}

static void
woken_cb (guint *n_woken)
{
  (*n_woken)++;
}

static void
emit_sleep (GDBusConnection *login, gboolean falls_asleep)
{
  g_dbus_connection_emit_signal (login, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                 "PrepareForSleep", g_variant_new ("(b)", falls_asleep), NULL);
}

static void
test_wakeup (void)
{
  g_autoptr (GDBusConnection) login = connect_bus ();
  FerryWakeup *wakeup = ferry_wakeup_new ();
  guint n_woken = 0;

  own_name (login, "org.freedesktop.login1");
  g_signal_connect_swapped (wakeup, "woken", G_CALLBACK (woken_cb), &n_woken);
  app_settle ();
  emit_sleep (login, TRUE);
  app_settle ();
  g_assert_cmpuint (n_woken, ==, 0);
  emit_sleep (login, FALSE);
  app_wait_until (n_woken == 1);
  g_assert_finalize_object (wakeup);
  /* One that goes before it is connected. */
  g_object_unref (ferry_wakeup_new ());
  app_settle ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* The bus of the session plays that of the system. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  g_test_add_func ("/autostart/command", test_command);
  g_test_add ("/autostart/entry", Fixture, NULL, set_up, test_entry, tear_down);
  g_test_add ("/autostart/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add ("/autostart/portal", Fixture, NULL, set_up, test_portal, tear_down);
  g_test_add ("/autostart/portal-refuses", Fixture, NULL, set_up, test_portal_refuses, tear_down);
  g_test_add_func ("/portal/status", test_status);
  g_test_add_func ("/wakeup/woken", test_wakeup);

  return g_test_run ();
}
