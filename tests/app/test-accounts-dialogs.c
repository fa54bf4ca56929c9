/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs of accounts, used by their rows and buttons. */

#include "config.h"

#include "app/ferry-accounts-dialog.h"
#include "app/ferry-add-account-dialog.h"
#include "app/ferry-import-dialog.h"

#include <glib/gstdio.h>

#include "app-harness.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  AdwApplicationWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = app_cloud_new (100, 0);
  fixture->window = ADW_APPLICATION_WINDOW (adw_application_window_new (NULL));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 700);
  adw_application_window_set_content (fixture->window, adw_bin_new ());
  gtk_window_present (GTK_WINDOW (fixture->window));
  ferry_session_start (fixture->cloud->session);
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_NO_ACCOUNT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  app_cloud_free (fixture->cloud);
}

static FerryAccountStore *
get_accounts (Fixture *fixture)
{
  return ferry_session_get_accounts (fixture->cloud->session);
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_accounts (fixture)));
}

static void
open_add (Fixture *fixture, const char *label, const char *access_key, const char *secret_key)
{
  ferry_add_account_dialog_present (fixture->cloud->session, GTK_WIDGET (fixture->window));
  type_into (fixture->window, "Name", label);
  type_into (fixture->window, "AccessKey ID", access_key);
  type_into (fixture->window, "SecretKey", secret_key);
  type_into (fixture->window, "Endpoint (optional)", emulator_thread_get_uri (fixture->cloud->cloud));
  app_settle ();
}

static void
open_add_right (Fixture *fixture)
{
  open_add (fixture, "Production", EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY);
}

/* While the keys are tried there is a spinner where the word was. */
static void
wait_for_fault (Fixture *fixture, const char *part)
{
  app_wait_until (find_button (get_dialog (fixture->window), "Add") != NULL &&
                  shows_text (get_dialog (fixture->window), part));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

static gboolean
is_blamed (Fixture *fixture, const char *title)
{
  return gtk_widget_has_css_class (find_row (get_dialog (fixture->window), title), "error");
}

/* What people paste has blanks and line ends around it. */
static void
test_add (Fixture *fixture, gconstpointer data)
{
  FerryAccount *account;

  open_add (fixture, "  Production ", "\t" EMULATOR_DEFAULT_ACCESS_KEY "\r\n",
            " " EMULATOR_DEFAULT_SECRET_KEY "\n");
  press (fixture->window, "Add");
  g_assert_nonnull (find_type (get_dialog (fixture->window), ADW_TYPE_SPINNER));
  g_assert_false (gtk_widget_is_sensitive (find_row (get_dialog (fixture->window), "SecretKey")));
  g_assert_true (gtk_widget_is_sensitive (find_button (get_dialog (fixture->window), "Cancel")));
  app_wait_until (get_dialog (fixture->window) == NULL);
  account = ferry_session_get_account (fixture->cloud->session);
  g_assert_cmpstr (ferry_account_get_label (account), ==, "Production");
  g_assert_cmpstr (ferry_account_get_access_key (account), ==, EMULATOR_DEFAULT_ACCESS_KEY);
  g_assert_cmpint (ferry_account_get_origin (account), ==, FERRY_ACCOUNT_ORIGIN_KEYRING);
  g_assert_nonnull (ferry_memory_store_get (fixture->cloud->keyring, ferry_account_get_id (account)));
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
}

/* The row to blame keeps its mark until it changes, and nothing is saved. */
static void
test_wrong_secret (Fixture *fixture, gconstpointer data)
{
  open_add (fixture, "Production", EMULATOR_DEFAULT_ACCESS_KEY, "wrong");
  press (fixture->window, "Add");
  wait_for_fault (fixture, "did not accept this key pair");
  g_assert_true (shows_text (get_dialog (fixture->window), "Request ID"));
  g_assert_true (is_blamed (fixture, "SecretKey"));
  g_assert_false (is_blamed (fixture, "AccessKey ID"));
  type_into (fixture->window, "SecretKey", EMULATOR_DEFAULT_SECRET_KEY);
  g_assert_false (is_blamed (fixture, "SecretKey"));
  g_assert_false (shows_text (get_dialog (fixture->window), "did not accept this key pair"));
  press (fixture->window, "Add");
  app_wait_until (count_accounts (fixture) == 1);
}

static void
test_unknown_access_key (Fixture *fixture, gconstpointer data)
{
  open_add (fixture, "Production", "NOBODY", EMULATOR_DEFAULT_SECRET_KEY);
  press (fixture->window, "Add");
  wait_for_fault (fixture, "does not know this AccessKey ID");
  g_assert_true (is_blamed (fixture, "AccessKey ID"));
}

/* Clock, permission and network are nobody's row. */
static void
test_service (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *fault;
    const char *part;
  } cases[] = {
    { "[{\"fault\":\"date\",\"seconds\":7200},"
      "{\"fault\":\"error\",\"http\":401,\"code\":401,\"status\":\"ACCESS_ERROR\",\"message\":\"sign result "
      "is not "
      "same\"}]",
      "The clock of this computer is wrong" },
    { "{\"fault\":\"error\",\"http\":403,\"code\":403,\"status\":\"HTTP_FORBIDDEN\",\"message\":\"no\"}",
      "This key pair has no permission" },
    { "{\"fault\":\"html\",\"count\":0}", "did not answer at this endpoint" },
  };

  open_add_right (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      app_cloud_fault (fixture->cloud, cases[i].fault);
      press (fixture->window, "Add");
      wait_for_fault (fixture, cases[i].part);
      g_assert_false (is_blamed (fixture, "SecretKey"));
      g_assert_false (is_blamed (fixture, "AccessKey ID"));
    }
}

/* Texts of any length are answered with a sentence, not with a hang. */
static void
test_long_texts (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *title;
    const char *part;
  } cases[] = {
    { "Name", "longer than 64 characters" },
    { "AccessKey ID", "copy it again" },
    { "SecretKey", "copy it again" },
    { "Endpoint (optional)", "The endpoint is not" },
  };
  g_autofree char *text = g_strnfill (5000, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      open_add_right (fixture);
      type_into (fixture->window, cases[i].title, text);
      press (fixture->window, "Add");
      wait_for_fault (fixture, cases[i].part);
      g_assert_true (is_blamed (fixture, cases[i].title));
      press (fixture->window, "Cancel");
      app_wait_until (get_dialog (fixture->window) == NULL);
    }
}

/* Cancel works while the keys are tried, and nothing comes of them later. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  app_cloud_fault (fixture->cloud, "{\"operation\":\"describeImages\",\"fault\":\"stall\"}");
  open_add_right (fixture);
  press (fixture->window, "Add");
  app_settle ();
  press (fixture->window, "Cancel");
  app_wait_until (get_dialog (fixture->window) == NULL);
  app_settle ();
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

/* Without a keyring the keys serve this run. */
static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) failure = ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE);

  ferry_memory_store_set_failure (fixture->cloud->keyring, failure);
  open_add_right (fixture);
  press (fixture->window, "Add");
  wait_for_fault (fixture, "the keyring did not keep them");
  press (fixture->window, "Use for This Run Only");
  app_wait_until (get_dialog (fixture->window) == NULL);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_cmpint (ferry_account_get_origin (ferry_session_get_account (fixture->cloud->session)), ==,
                   FERRY_ACCOUNT_ORIGIN_SESSION_ONLY);
}

/* A locked keyring can be unlocked, then Add goes on where it was. */
static void
test_locked_keyring (Fixture *fixture, gconstpointer data)
{
  ferry_memory_store_set_locked (fixture->cloud->keyring, TRUE, FALSE);
  open_add_right (fixture);
  press (fixture->window, "Add");
  wait_for_fault (fixture, "The keyring is locked");
  ferry_memory_store_set_locked (fixture->cloud->keyring, FALSE, FALSE);
  press (fixture->window, "Add");
  app_wait_until (count_accounts (fixture) == 1);
}

static FerryAccount *
add (Fixture *fixture)
{
  open_add_right (fixture);
  press (fixture->window, "Add");
  app_wait_until (get_dialog (fixture->window) == NULL);

  return ferry_session_get_account (fixture->cloud->session);
}

static void
open_account (Fixture *fixture)
{
  ferry_accounts_dialog_present (fixture->cloud->session, GTK_WIDGET (fixture->window));
  app_settle ();
  activate_row (fixture->window, "Production");
  app_wait_until (find_row (get_dialog (fixture->window), "Update Keys…") != NULL);
}

/* Changes are saved as they are made; a name that is taken goes back with a reason. */
static void
test_change (Fixture *fixture, gconstpointer data)
{
  FerryAccount *account = add (fixture);
  FerryAccountInput other = { .label = "Other", .access_key = "A", .secret_key = "b" };
  GtkWidget *row;

  ferry_account_store_add_session_only (get_accounts (fixture), &other, NULL);
  open_account (fixture);
  type_into (fixture->window, "Name", "Other");
  row = find_row (get_dialog (fixture->window), "Name");
  g_signal_emit_by_name (row, "apply");
  app_wait_until (gtk_widget_has_css_class (row, "error"));
  type_into (fixture->window, "Name", "生产");
  g_signal_emit_by_name (row, "apply");
  app_wait_until (g_strcmp0 (ferry_account_get_label (account), "生产") == 0);
  g_assert_false (gtk_widget_has_css_class (row, "error"));

  adw_switch_row_set_active (ADW_SWITCH_ROW (find_row (get_dialog (fixture->window), "Read-only")), TRUE);
  app_wait_until (ferry_account_get_read_only (account));
  g_assert_true (ferry_session_get_read_only (fixture->cloud->session));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (get_dialog (fixture->window), "Region shown first")),
                              1);
  app_wait_until (g_strcmp0 (ferry_account_get_default_region (account), "cn-north-1") != 0);
  /* Nothing else was lost with that. */
  g_assert_cmpstr (ferry_account_get_label (account), ==, "生产");
  g_assert_cmpstr (ferry_account_get_endpoint (account), ==, emulator_thread_get_uri (fixture->cloud->cloud));
}

/* New keys are tried before they take the place of the old ones. */
static void
test_update_keys (Fixture *fixture, gconstpointer data)
{
  FerryAccount *account = add (fixture);

  open_account (fixture);
  activate_row (fixture->window, "Update Keys…");
  app_wait_until (find_button (get_dialog (fixture->window), "Update") != NULL);
  g_assert_null (find_row (get_dialog (fixture->window), "Name"));
  type_into (fixture->window, "SecretKey", "wrong");
  press (fixture->window, "Update");
  app_wait_until (shows_text (get_dialog (fixture->window), "did not accept this key pair"));
  type_into (fixture->window, "SecretKey", EMULATOR_DEFAULT_SECRET_KEY);
  press (fixture->window, "Update");
  app_wait_until (find_button (get_dialog (fixture->window), "Update") == NULL);
  g_assert_true (account == ferry_session_get_account (fixture->cloud->session));
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_strdup (ferry_account_get_id (add (fixture)));

  open_account (fixture);
  activate_row (fixture->window, "Remove Account…");
  app_wait_until (shows_text (get_dialog (fixture->window), "Remove “Production”?"));
  press (fixture->window, "Cancel");
  app_wait_until (!shows_text (get_dialog (fixture->window), "Remove “Production”?"));
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  activate_row (fixture->window, "Remove Account…");
  app_wait_until (shows_text (get_dialog (fixture->window), "Remove “Production”?"));
  press (fixture->window, "Remove");
  app_wait_until (count_accounts (fixture) == 0);
  app_wait_until (shows_text (get_dialog (fixture->window), "There is no account yet."));
  g_assert_null (ferry_memory_store_get (fixture->cloud->keyring, id));
}

/* The account of the environment is shown, and why it cannot be changed. */
static void
test_environment (Fixture *fixture, gconstpointer data)
{
  const char *const environment[] = { "JDCLOUD_ACCESS_KEY=A", "JDCLOUD_SECRET_KEY=b", NULL };

  ferry_account_store_add_environment (get_accounts (fixture), environment, NULL);
  ferry_accounts_dialog_present (fixture->cloud->session, GTK_WIDGET (fixture->window));
  app_settle ();
  activate_row (fixture->window, "Environment");
  app_wait_until (shows_text (get_dialog (fixture->window), "JDCLOUD_ACCESS_KEY"));
  g_assert_null (find_row (get_dialog (fixture->window), "Remove Account…"));
  g_assert_null (find_row (get_dialog (fixture->window), "Update Keys…"));
  g_assert_false (gtk_widget_is_sensitive (find_row (get_dialog (fixture->window), "Name")));
}

static char *
write_jdc_file (Fixture *fixture)
{
  g_autofree char *text = NULL;
  char *path = g_build_filename (fixture->cloud->folder, "jdc", NULL);

  text = g_strdup_printf ("[default]\naccess_key = " EMULATOR_DEFAULT_ACCESS_KEY
                          "\nsecret_key = " EMULATOR_DEFAULT_SECRET_KEY "\nscheme = http\nendpoint = %s\n"
                          "[other]\naccess_key = NOBODY\nsecret_key = hush\nscheme = http\nendpoint = %s\n"
                          "[empty]\naccess_key =\nsecret_key =\n",
                          emulator_thread_get_uri (fixture->cloud->cloud) + strlen ("http://"),
                          emulator_thread_get_uri (fixture->cloud->cloud) + strlen ("http://"));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  return path;
}

static void
open_import (Fixture *fixture, const char *path)
{
  adw_dialog_present (ADW_DIALOG (ferry_import_dialog_new (fixture->cloud->session, path)),
                      GTK_WIDGET (fixture->window));
  app_settle ();
}

/* One is imported, one fails and says why, one cannot be chosen. */
static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_jdc_file (fixture);
  FerryAccountInput known = { .label = "default", .access_key = "A", .secret_key = "b" };

  ferry_account_store_add_session_only (get_accounts (fixture), &known, NULL);
  open_import (fixture, path);
  g_assert_true (shows_text (get_dialog (fixture->window), "in clear"));
  g_assert_nonnull (find_row (get_dialog (fixture->window), "empty"));
  press (fixture->window, "Import");
  app_wait_until (shows_text (get_dialog (fixture->window), "Imported as “default 2”"));
  app_wait_until (shows_text (get_dialog (fixture->window), "does not know this AccessKey ID"));
  g_assert_cmpuint (count_accounts (fixture), ==, 2);
  g_assert_nonnull (ferry_account_store_find_label (get_accounts (fixture), "default 2"));
  press (fixture->window, "Cancel");
  app_wait_until (get_dialog (fixture->window) == NULL);

  /* A second time it is known. */
  open_import (fixture, path);
  g_assert_true (shows_text (get_dialog (fixture->window), "Added already, as “default 2”"));
}

/* A file that is no configuration of jdc. */
static void
test_import_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->cloud->folder, "none", NULL);

  open_import (fixture, path);
  g_assert_false (gtk_widget_is_sensitive (find_button (get_dialog (fixture->window), "Import")));
  g_assert_true (shows_text (get_dialog (fixture->window), path));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/accounts-dialogs/add", test_add);
  ADD ("/accounts-dialogs/wrong-secret", test_wrong_secret);
  ADD ("/accounts-dialogs/unknown-access-key", test_unknown_access_key);
  ADD ("/accounts-dialogs/service", test_service);
  ADD ("/accounts-dialogs/long-texts", test_long_texts);
  ADD ("/accounts-dialogs/cancel", test_cancel);
  ADD ("/accounts-dialogs/no-keyring", test_no_keyring);
  ADD ("/accounts-dialogs/locked-keyring", test_locked_keyring);
  ADD ("/accounts-dialogs/change", test_change);
  ADD ("/accounts-dialogs/update-keys", test_update_keys);
  ADD ("/accounts-dialogs/remove", test_remove);
  ADD ("/accounts-dialogs/environment", test_environment);
  ADD ("/accounts-dialogs/import", test_import);
  ADD ("/accounts-dialogs/import-nothing", test_import_nothing);

  return g_test_run ();
}
