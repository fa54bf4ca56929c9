/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real thing: gnome-keyring on a bus of its own, started and ended here, and libsecret's file as in a Flatpak.
 * Run by with-keyring.sh, which afterwards looks for the secret in every file that is left. */

#include "config.h"

/* For unlocking without a prompt. */
#define SECRET_API_SUBJECT_TO_CHANGE

#include "accounts/ferry-libsecret-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "accounts/ferry-account-store.h"
#include "accounts/ferry-memory-store.h"
#include "await.h"

#define BUS_NAME "org.freedesktop.secrets"
#define COLLECTION "/org/freedesktop/secrets/collection/login"
#define PASSWORD "throwaway"

static const FerryAccountInput work = {
  "Work", "AKWORK", "hush-4711-secret", "hush-4711-token", "https://example.com", "cn-north-1", TRUE
};

static GSubprocess *
start_keyring (gboolean unlocked)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *daemon;
  GOutputStream *input;

  /* What it says is not ours, and its warnings must not end it. */
  g_subprocess_launcher_unsetenv (launcher, "G_MESSAGES_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                        "--components=secrets", unlocked ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (
    g_output_stream_write_all (input, PASSWORD, unlocked ? strlen (PASSWORD) : 0, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  return daemon;
}

static gboolean
is_owned (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
    bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
    g_variant_new ("(s)", BUS_NAME), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned;

  g_variant_get (answer, "(b)", &owned);
  return owned;
}

static void
wait_for_owner (gboolean owned)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  while (is_owned (bus) != owned)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
}

static GSubprocess *
start_ready_keyring (gboolean unlocked)
{
  GSubprocess *daemon = start_keyring (unlocked);

  wait_for_owner (TRUE);
  return daemon;
}

static void
end_keyring (GSubprocess *daemon)
{
  g_subprocess_send_signal (daemon, SIGTERM);
  g_assert_true (g_subprocess_wait (daemon, NULL, NULL));
  wait_for_owner (FALSE);
  g_object_unref (daemon);
}

static void
remove_keyrings (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "keyrings", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
}

/* Locks the open keyring: attributes stay readable, secrets do not. */
static void
lock_keyring (void)
{
  const char *const paths[] = { COLLECTION, NULL };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
    bus, BUS_NAME, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
    g_variant_new ("(^ao)", paths), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* As logging in does. */
static void
unlock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &error);
  g_autoptr (SecretValue) password = secret_value_new (PASSWORD, -1, "text/plain");
  g_autoptr (GVariant) answer = NULL;

  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (
    g_dbus_proxy_get_connection (G_DBUS_PROXY (service)), BUS_NAME, "/org/freedesktop/secrets",
    "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
    g_variant_new ("(o@(oayays))", COLLECTION, secret_service_encode_dbus_secret (service, password)), NULL,
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static FerryAccountStore *
new_store (void)
{
  g_autoptr (FerrySecretStore) keyring = ferry_libsecret_store_new ();

  return ferry_account_store_new (keyring);
}

static gboolean
load (FerryAccountStore *store, gboolean unlock, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_load_async (store, unlock, NULL, await_cb, &result);
  return ferry_account_store_load_finish (store, await_result (&result), error);
}

static FerryAccount *
add (FerryAccountStore *store, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_add_async (store, input, NULL, await_cb, &result);
  return ferry_account_store_add_finish (store, await_result (&result), error);
}

static gboolean
update (FerryAccountStore *store, FerryAccount *account, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_update_async (store, account, input, NULL, await_cb, &result);
  return ferry_account_store_update_finish (store, await_result (&result), error);
}

static gboolean
update_keys (FerryAccountStore *store, FerryAccount *account, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_update_keys_async (store, account, input, NULL, await_cb, &result);
  return ferry_account_store_update_keys_finish (store, await_result (&result), error);
}

static gboolean
remove_account (FerryAccountStore *store, FerryAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_remove_async (store, account, NULL, await_cb, &result);
  return ferry_account_store_remove_finish (store, await_result (&result), error);
}

static JdcCredentials *
load_credentials (FerryAccountStore *store, FerryAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_load_credentials_async (store, account, NULL, await_cb, &result);
  return ferry_account_store_load_credentials_finish (store, await_result (&result), error);
}

static void
assert_keys (FerryAccountStore *store,
             FerryAccount *account,
             const char *access_key,
             const char *secret_key,
             const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcCredentials) credentials = load_credentials (store, account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (jdc_credentials_get_access_key (credentials), ==, access_key);
  g_assert_cmpstr (jdc_credentials_get_secret_key (credentials), ==, secret_key);
  g_assert_cmpstr (jdc_credentials_get_session_token (credentials), ==, token);
}

static guint
count_accounts (FerryAccountStore *store)
{
  return g_list_model_get_n_items (G_LIST_MODEL (store));
}

static void
rested_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Lets watching begin, and look once by itself, so that what shows later is by a signal. */
static void
rest (void)
{
  gboolean rested = FALSE;

  g_timeout_add_once (500, rested_cb, &rested);
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
}

/* Items in the keyring itself, leftovers included. */
static guint
count_items (void)
{
  const SecretSchema schema = { APPLICATION_ID ".Account",
                                SECRET_SCHEMA_NONE,
                                { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING } } };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GList *items;
  guint n;

  secret_password_search (&schema, SECRET_SEARCH_ALL, NULL, await_cb, &result, "application", APPLICATION_ID,
                          NULL);
  items = secret_password_search_finish (await_result (&result), &error);
  g_assert_no_error (error);
  n = g_list_length (items);
  g_list_free_full (items, g_object_unref);
  return n;
}

/* No process that can be seen has the secret among its arguments; a planted one is found. */
static gboolean
is_in_arguments (const char *text)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *line = NULL;
      gsize length;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &line, &length, NULL) &&
          memmem (line, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_arguments (void)
{
  const char *const planted[] = { "sleep", "60", NULL };
  g_autoptr (GSubprocess) sleeper = g_subprocess_newv (planted, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_autoptr (FerryAccountStore) store = new_store ();
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccount) account = add (store, &work, NULL);

  g_assert_nonnull (account);
  g_assert_true (is_in_arguments ("60"));
  g_assert_false (is_in_arguments (work.secret_key));
  g_assert_false (is_in_arguments (work.session_token));
  g_subprocess_force_exit (sleeper);
  end_keyring (daemon);
  remove_keyrings ();
}

/* What each change leaves is seen by a second program. */
static void
check_life_of_an_account (void)
{
  const FerryAccountInput details = { "Renamed", .default_region = "cn-east-2" };
  const FerryAccountInput keys = { .access_key = "AKNEW", .secret_key = "hush-4711-newer" };
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerryAccountStore) other = new_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccount) account = NULL;
  FerryAccount *seen;

  g_assert_true (load (store, FALSE, &error));
  g_assert_cmpuint (count_accounts (store), ==, 0);
  g_assert_true (load (other, FALSE, &error));
  account = add (store, &work, &error);
  g_assert_no_error (error);
  assert_keys (store, account, "AKWORK", work.secret_key, work.session_token);

  g_assert_true (load (other, FALSE, &error));
  seen = ferry_account_store_get_only_keyring_account (other);
  g_assert_cmpstr (ferry_account_get_id (seen), ==, ferry_account_get_id (account));
  g_assert_cmpstr (ferry_account_get_label (seen), ==, "Work");
  g_assert_cmpstr (ferry_account_get_access_key (seen), ==, "AKWORK");
  g_assert_cmpstr (ferry_account_get_endpoint (seen), ==, "https://example.com");
  g_assert_cmpstr (ferry_account_get_default_region (seen), ==, "cn-north-1");
  g_assert_true (ferry_account_get_read_only (seen));

  g_assert_true (update (other, seen, &details, &error));
  g_assert_no_error (error);
  g_assert_true (update_keys (store, account, &keys, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ferry_account_get_label (account), ==, "Renamed");
  g_assert_null (ferry_account_get_endpoint (account));
  g_assert_false (ferry_account_get_read_only (account));
  g_assert_cmpuint (count_items (), ==, 1);
  assert_keys (other, seen, "AKNEW", keys.secret_key, NULL);

  g_assert_true (remove_account (store, account, &error));
  g_assert_no_error (error);
  g_assert_true (load (other, FALSE, &error));
  g_assert_cmpuint (count_accounts (other), ==, 0);
  g_assert_null (load_credentials (other, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_NOT_FOUND);
}

static void
test_unlocked (void)
{
  GSubprocess *daemon = start_ready_keyring (TRUE);

  check_life_of_an_account ();
  end_keyring (daemon);
  remove_keyrings ();
}

/* A change that was interrupted has left the older item: it does not count, and the next change clears it away. */
static void
test_interrupted_change (void)
{
  const SecretSchema schema = { APPLICATION_ID ".Account",
                                SECRET_SCHEMA_DONT_MATCH_NAME,
                                { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                  { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                  { "revision", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                  { "access-key", SECRET_SCHEMA_ATTRIBUTE_STRING } } };
  const FerryAccountInput details = { "Newest" };
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  for (int revision = 9; revision <= 10; revision++)
    {
      g_autofree char *number = g_strdup_printf ("%d", revision);
      g_autofree char *secret =
        g_strdup_printf ("{\"access_key\":\"AK%d\",\"secret_key\":\"hush-4711-%d\"}", revision, revision);
      g_autofree char *access_key = g_strdup_printf ("AK%d", revision);

      secret_password_store_sync (&schema, NULL, revision == 10 ? "New" : "Old", secret, NULL, &error,
                                  "application", APPLICATION_ID, "id", "one", "revision", number,
                                  "access-key", access_key, NULL);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_items (), ==, 2);
  g_assert_true (load (store, FALSE, &error));
  account = ferry_account_store_get_only_keyring_account (store);
  g_assert_cmpstr (ferry_account_get_label (account), ==, "New");
  assert_keys (store, account, "AK10", "hush-4711-10", NULL);
  g_assert_true (update (store, account, &details, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_items (), ==, 1);
  assert_keys (store, account, "AK10", "hush-4711-10", NULL);
  end_keyring (daemon);
  remove_keyrings ();
}

static void
test_locked_in_use (void)
{
  const FerryAccountInput home = { "Home", "AKHOME", "hush-4711-home" };
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerryAccount) account = add (store, &work, NULL);
  g_autoptr (GError) error = NULL;

  lock_keyring ();
  /* Accounts can be listed. */
  g_assert_true (load (store, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (ferry_account_store_get_locked (store));
  g_assert_cmpuint (count_accounts (store), ==, 1);
  /* Everything else needs the password, and nobody gives it. */
  g_assert_null (load_credentials (store, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (add (store, &home, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (update (store, account, &home, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (update_keys (store, account, &home, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (remove_account (store, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);

  unlock_keyring ();
  assert_keys (store, account, "AKWORK", work.secret_key, work.session_token);
  end_keyring (daemon);
  remove_keyrings ();
}

/* The service was started and the keyring not opened since: accounts are known to be there, not which. */
static void
test_locked_from_start (void)
{
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerryAccountStore) fresh = new_store ();
  g_autoptr (FerryAccount) account = add (store, &work, NULL);
  g_autoptr (GError) error = NULL;

  end_keyring (daemon);
  daemon = start_ready_keyring (FALSE);
  g_assert_true (load (fresh, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (ferry_account_store_get_locked (fresh));
  g_assert_cmpuint (count_accounts (fresh), ==, 0);
  g_assert_false (load (fresh, TRUE, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (add (fresh, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  /* The program that has seen the account keeps showing it. */
  g_assert_true (load (store, FALSE, &error));
  g_assert_cmpuint (count_accounts (store), ==, 1);
  g_assert_null (load_credentials (store, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);

  /* Watching, it notices that the keyring is opened. */
  ferry_account_store_watch (fresh);
  rest ();
  unlock_keyring ();
  while (ferry_account_store_get_locked (fresh))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_accounts (fresh), ==, 1);
  assert_keys (fresh, account, "AKWORK", work.secret_key, work.session_token);
  end_keyring (daemon);
  remove_keyrings ();
}

static void
test_watch (void)
{
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerryAccountStore) other = new_store ();
  g_autoptr (FerryAccount) account = NULL;
  const FerryAccountInput details = { "Renamed" };
  FerryAccount *seen;

  g_assert_true (load (store, FALSE, NULL));
  ferry_account_store_watch (store);
  rest ();
  account = add (other, &work, NULL);
  while (count_accounts (store) == 0)
    g_main_context_iteration (NULL, TRUE);
  seen = ferry_account_store_get_only_keyring_account (store);
  g_assert_true (update (other, account, &details, NULL));
  while (!g_str_equal (ferry_account_get_label (seen), "Renamed"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (remove_account (other, account, NULL));
  while (count_accounts (store) == 1)
    g_main_context_iteration (NULL, TRUE);
  end_keyring (daemon);
  remove_keyrings ();
}

/* The service goes and comes back while the program runs. */
static void
test_service_restarts (void)
{
  GSubprocess *daemon = start_ready_keyring (TRUE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerryAccount) account = add (store, &work, NULL);
  g_autoptr (GError) error = NULL;

  end_keyring (daemon);
  g_assert_false (load (store, TRUE, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  daemon = start_ready_keyring (TRUE);
  assert_keys (store, account, "AKWORK", work.secret_key, work.session_token);
  end_keyring (daemon);
  daemon = start_ready_keyring (TRUE);
  assert_keys (store, account, "AKWORK", work.secret_key, work.session_token);
  end_keyring (daemon);
  remove_keyrings ();
}

/* A new user who never set a keyring up, and does not when asked. */
static void
test_no_keyring_yet (void)
{
  GSubprocess *daemon = start_ready_keyring (FALSE);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (GError) error = NULL;

  g_assert_true (load (store, TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (ferry_account_store_get_locked (store));
  g_assert_null (add (store, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  end_keyring (daemon);
  remove_keyrings ();
}

/* Every call says the same, and says it at once; accounts that are not kept go on. */
static void
check_unavailable (void)
{
  const char *const environment[] = { "JDCLOUD_ACCESS_KEY=AKENV", "JDCLOUD_SECRET_KEY=hush-4711-env", NULL };
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (FerrySecretStore) keyring = ferry_libsecret_store_new ();
  g_autoptr (GAsyncResult) looked_up = NULL;
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  g_assert_false (load (store, TRUE, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_null (add (store, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  ferry_secret_store_lookup_async (keyring, "one", NULL, await_cb, &looked_up);
  g_assert_null (ferry_secret_store_lookup_finish (keyring, await_result (&looked_up), &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  ferry_account_store_watch (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  account = ferry_account_store_add_environment (store, environment, &error);
  g_assert_no_error (error);
  assert_keys (store, account, "AKENV", "hush-4711-env", NULL);
}

/* libsecret's encrypted file, as inside a Flatpak: two programs write to it in turns. */
static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "file.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", PASSWORD, TRUE);
  check_life_of_an_account ();
}

static void
test_file_damaged (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "file.keyring", NULL);
  g_autoptr (FerryAccountStore) store = new_store ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "garbage", -1, NULL));
  g_assert_false (load (store, TRUE, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (add (store, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED);
}

int
main (int argc, char *argv[])
{
  const char *scenario;

  g_test_init (&argc, &argv, NULL);
  scenario = argc > 1 ? argv[1] : "";
  if (g_str_equal (scenario, "keyring"))
    {
      g_test_add_func ("/libsecret-store/no-service", check_unavailable);
      g_test_add_func ("/libsecret-store/unlocked", test_unlocked);
      g_test_add_func ("/libsecret-store/interrupted-change", test_interrupted_change);
      g_test_add_func ("/libsecret-store/locked-in-use", test_locked_in_use);
      g_test_add_func ("/libsecret-store/locked-from-start", test_locked_from_start);
      g_test_add_func ("/libsecret-store/watch", test_watch);
      g_test_add_func ("/libsecret-store/service-restarts", test_service_restarts);
      g_test_add_func ("/libsecret-store/no-keyring-yet", test_no_keyring_yet);
      g_test_add_func ("/libsecret-store/arguments", test_arguments);
    }
  else if (g_str_equal (scenario, "no-bus"))
    g_test_add_func ("/libsecret-store/no-bus", check_unavailable);
  else if (g_str_equal (scenario, "file"))
    {
      g_test_add_func ("/libsecret-store/file", test_file);
      g_test_add_func ("/libsecret-store/file-damaged", test_file_damaged);
    }
  else
    g_error ("usage: test-libsecret-store keyring|no-bus|file");
  return g_test_run ();
}
