/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-keys.h"

#include <glib/gi18n.h>

#include "accounts/ferry-libsecret-store.h"
#include "ferryctl/ferry-ctl-demo.h"
#include "ferryctl/ferry-ctl-keyring.h"

/* The demo's images are there. */
#define DEMO_REGION "cn-north-1"

/* Loads the keys of one account after the other. */
typedef struct
{
  FerryCtl *ctl; /* (not owned) */
  gboolean all;
  FerryCtlKeysFunc next;
  gpointer user_data;
  FerryAccountStore *store; /* (owned) (nullable) */
  GPtrArray *accounts;      /* (owned) (element-type FerryAccount): still to be loaded */
  GPtrArray *keys;          /* (owned) (element-type FerryCtlKeys) */
} Loading;

static void load_next (Loading *loading);

static void
keys_free (FerryCtlKeys *keys)
{
  g_object_unref (keys->cloud);
  g_free (keys->region);
  g_free (keys);
}

static FerryCtlKeys *
make_keys (FerryCtl *ctl,
           const char *label,
           const char *endpoint,
           const char *region,
           gboolean read_only,
           JdcCredentials *credentials)
{
  g_autoptr (FerryProblem) problem = NULL;
  FerryCloud *cloud = ferry_cloud_new (label, endpoint, credentials, read_only, &problem);
  FerryCtlKeys *keys;

  if (cloud == NULL)
    {
      ferry_ctl_fail_with (ctl, problem);
      return NULL;
    }
  keys = g_new0 (FerryCtlKeys, 1);
  keys->cloud = cloud;
  keys->region = g_strdup (region);
  return keys;
}

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_clear_object (&loading->store);
  g_ptr_array_unref (loading->accounts);
  g_ptr_array_unref (loading->keys);
  g_free (loading);
}

static Loading *
loading_new (FerryCtl *ctl, gboolean all, FerryCtlKeysFunc next, gpointer user_data)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->ctl = ctl;
  loading->all = all;
  loading->next = next;
  loading->user_data = user_data;
  loading->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  loading->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) keys_free);
  ferry_ctl_keep (ctl, loading, loading_free);
  return loading;
}

static void
load_demo (FerryCtl *ctl, FerryCtlKeysFunc next, gpointer user_data)
{
  Loading *loading = loading_new (ctl, FALSE, next, user_data);
  g_autoptr (JdcCredentials) credentials = NULL;
  const char *endpoint = ferry_ctl_start_demo (ctl);
  FerryCtlKeys *keys;

  if (endpoint == NULL)
    return;
  credentials =
    jdc_credentials_new (ferry_ctl_demo_get_access_key (), ferry_ctl_demo_get_secret_key (), NULL);
  keys = make_keys (ctl, _ ("Demo"), endpoint, DEMO_REGION, FALSE, credentials);
  if (keys == NULL)
    return;
  g_ptr_array_add (loading->keys, keys);
  next (ctl, loading->keys, user_data);
}

static gboolean
add_account (Loading *loading, FerryAccount *account, JdcCredentials *credentials)
{
  const char *endpoint = ferry_ctl_get_arguments (loading->ctl)->endpoint;
  FerryCtlKeys *keys;

  if (endpoint == NULL)
    endpoint = ferry_account_get_endpoint (account);
  keys = make_keys (loading->ctl, ferry_account_get_label (account), endpoint,
                    ferry_account_get_default_region (account), ferry_account_get_read_only (account),
                    credentials);
  if (keys != NULL)
    g_ptr_array_add (loading->keys, keys);
  return keys != NULL;
}

/* With all accounts wanted, one that cannot be used keeps nobody from the others. */
static void
credentials_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (FerryAccount) account = g_ptr_array_steal_index (loading->accounts, 0);
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcCredentials) credentials =
    ferry_account_store_load_credentials_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  if (credentials != NULL && !add_account (loading, account, credentials))
    return;
  if (credentials == NULL && (!loading->all || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      ferry_ctl_keyring_fail (loading->ctl, error);
      return;
    }
  if (credentials == NULL)
    {
      problem = ferry_ctl_keyring_explain (error);
      ferry_ctl_add_problem (loading->ctl, problem);
      ferry_ctl_spoil (loading->ctl, ferry_ctl_exit_for_reason (problem->reason));
    }
  load_next (loading);
}

static void
load_next (Loading *loading)
{
  if (loading->accounts->len > 0)
    {
      ferry_account_store_load_credentials_async (loading->store, loading->accounts->pdata[0],
                                                  ferry_ctl_get_cancellable (loading->ctl),
                                                  credentials_loaded_cb, loading);
      return;
    }
  if (loading->keys->len > 0)
    loading->next (loading->ctl, loading->keys, loading->user_data);
  else
    ferry_ctl_end (loading->ctl, FERRY_CTL_EXIT_KEYS);
}

/* An empty variable is as good as none. */
static gboolean
has_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0';
}

static void
load_environment (FerryCtl *ctl, FerryCtlKeysFunc next, gpointer user_data)
{
  Loading *loading = loading_new (ctl, FALSE, next, user_data);
  g_autoptr (FerrySecretStore) keyring = ferry_libsecret_store_new ();
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  loading->store = ferry_account_store_new (keyring);
  account = ferry_account_store_add_environment (loading->store, (const char *const *) environment, &error);
  if (account == NULL)
    {
      gboolean whole = has_variable ("JDCLOUD_ACCESS_KEY") && has_variable ("JDCLOUD_SECRET_KEY");

      ferry_ctl_fail (ctl, whole ? FERRY_REASON_AUTH : FERRY_REASON_NO_ACCOUNT, NULL, error->message);
      return;
    }
  g_ptr_array_add (loading->accounts, g_object_ref (account));
  load_next (loading);
}

static char *
dup_labels (GListModel *accounts)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (accounts, i);

      g_ptr_array_add (labels, (gpointer) ferry_account_get_label (account));
    }
  g_ptr_array_add (labels, NULL);
  /* Translators: stands between the names of accounts. */
  return g_strjoinv (_ (", "), (char **) labels->pdata);
}

/* Says why none of the accounts can be chosen. */
static void
fail_without_account (FerryCtl *ctl, GListModel *accounts)
{
  const char *wanted = ferry_ctl_get_arguments (ctl)->account;
  g_autofree char *labels = dup_labels (accounts);
  g_autofree char *message = NULL;

  if (wanted != NULL)
    message =
      g_strdup_printf (_ ("There is no account “%s” in the keyring: see “ferryctl accounts list”."), wanted);
  else if (*labels == '\0')
    message =
      g_strdup (_ ("There are no keys: set JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY, or add an account "
                   "with “ferryctl accounts add”."));
  else
    message =
      g_strdup_printf (_ ("There are several accounts: choose one of them with --account (%s)."), labels);
  ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL, message);
}

static void
keyring_loaded (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data)
{
  Loading *loading = user_data;
  const char *wanted = ferry_ctl_get_arguments (ctl)->account;
  FerryAccount *chosen;

  if (wanted != NULL)
    chosen = ferry_account_store_find_label (store, wanted);
  else
    chosen = ferry_account_store_get_only_keyring_account (store);
  loading->store = g_object_ref (store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (account == chosen || (wanted == NULL && loading->all))
        g_ptr_array_add (loading->accounts, g_steal_pointer (&account));
    }
  if (loading->accounts->len > 0)
    load_next (loading);
  else
    fail_without_account (ctl, G_LIST_MODEL (store));
}

/**
 * ferry_ctl_keys_load:
 * @ctl: the run
 * @all: every account of the keyring will do, where one is not chosen
 * @next: called with the keys (element-type FerryCtlKeys), at least one; the array is freed after it. If there are
 *   none the command fails instead.
 * @user_data: for @next
 *
 * Finds the keys to use: of the demo, of the account that was named, of the environment (then neither the keyring
 * nor the session bus is touched), else of the only account in the keyring.
 */
void
ferry_ctl_keys_load (FerryCtl *ctl, gboolean all, FerryCtlKeysFunc next, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  if (arguments->demo)
    load_demo (ctl, next, user_data);
  else if (arguments->account == NULL &&
           (has_variable ("JDCLOUD_ACCESS_KEY") || has_variable ("JDCLOUD_SECRET_KEY")))
    load_environment (ctl, next, user_data);
  else
    ferry_ctl_keyring_load (ctl, keyring_loaded, loading_new (ctl, all, next, user_data));
}
