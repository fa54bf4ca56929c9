/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-keyring.h"

#include <glib/gi18n.h>

#include "accounts/ferry-libsecret-store.h"
#include "ferryctl/ferry-ctl-json.h"

typedef struct
{
  FerryCtl *ctl; /* (not owned) */
  FerryCtlKeyringFunc next;
  gpointer user_data;
} Loading;

static FerryReason
find_reason (FerryAccountsError code)
{
  switch (code)
    {
    case FERRY_ACCOUNTS_ERROR_DUPLICATE:
    case FERRY_ACCOUNTS_ERROR_INVALID_LABEL:
    case FERRY_ACCOUNTS_ERROR_INVALID_FILE:
      return FERRY_REASON_USAGE;
    case FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY:
    case FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY:
    case FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN:
      return FERRY_REASON_AUTH;
    case FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT:
      return FERRY_REASON_BAD_ENDPOINT;
    case FERRY_ACCOUNTS_ERROR_INVALID_REGION:
      return FERRY_REASON_UNKNOWN_REGION;
    case FERRY_ACCOUNTS_ERROR_LOCKED:
    case FERRY_ACCOUNTS_ERROR_UNAVAILABLE:
    case FERRY_ACCOUNTS_ERROR_REFUSED:
    case FERRY_ACCOUNTS_ERROR_NOT_FOUND:
    default:
      return FERRY_REASON_NO_ACCOUNT;
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_account_store_load_finish (FERRY_ACCOUNT_STORE (source), result, &error))
    loading->next (loading->ctl, FERRY_ACCOUNT_STORE (source), loading->user_data);
  else
    ferry_ctl_keyring_fail (loading->ctl, error);
}

/**
 * ferry_ctl_keyring_load:
 * @ctl: the run
 * @next: called with the accounts of the keyring, which may be none; it takes a reference to keep them. If they cannot
 *   be read the command fails instead.
 * @user_data: for @next
 *
 * Reads the accounts of the keyring. The user may be asked to unlock it.
 */
void
ferry_ctl_keyring_load (FerryCtl *ctl, FerryCtlKeyringFunc next, gpointer user_data)
{
  g_autoptr (FerrySecretStore) keyring = ferry_libsecret_store_new ();
  g_autoptr (FerryAccountStore) store = ferry_account_store_new (keyring);
  Loading *loading = g_new0 (Loading, 1);

  loading->ctl = ctl;
  loading->next = next;
  loading->user_data = user_data;
  ferry_ctl_keep (ctl, loading, g_free);
  ferry_account_store_load_async (store, TRUE, ferry_ctl_get_cancellable (ctl), loaded_cb, loading);
}

/**
 * ferry_ctl_keyring_explain:
 * @error: an error of the accounts
 *
 * Returns: (transfer full): the same as a problem
 */
FerryProblem *
ferry_ctl_keyring_explain (const GError *error)
{
  if (error->domain != FERRY_ACCOUNTS_ERROR)
    return ferry_problem_new_for_error (error, NULL, NULL);
  if (error->code == FERRY_ACCOUNTS_ERROR_UNAVAILABLE)
    return ferry_problem_new (FERRY_REASON_NO_ACCOUNT, NULL, NULL,
                              _ ("No keyring is running: set JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY, or start a "
                                 "keyring service such as GNOME Keyring."));
  return ferry_problem_new (find_reason ((FerryAccountsError) error->code), NULL, NULL, error->message);
}

/**
 * ferry_ctl_keyring_fail:
 * @ctl: the run
 * @error: an error of the accounts
 *
 * The command has ended without doing anything.
 */
void
ferry_ctl_keyring_fail (FerryCtl *ctl, const GError *error)
{
  g_autoptr (FerryProblem) problem = NULL;

  if (error->domain != FERRY_ACCOUNTS_ERROR)
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  problem = ferry_ctl_keyring_explain (error);
  ferry_ctl_fail_with (ctl, problem);
}

/**
 * ferry_ctl_keyring_put_account:
 * @json: where to write
 * @name: (nullable): the member's name
 * @account: an account
 *
 * Writes an account as JSON.
 */
void
ferry_ctl_keyring_put_account (GString *json, const char *name, FerryAccount *account)
{
  ferry_ctl_json_open (json, name, '{');
  ferry_ctl_json_string (json, "id", ferry_account_get_id (account));
  ferry_ctl_json_string (json, "name", ferry_account_get_label (account));
  ferry_ctl_json_string (json, "access_key", ferry_account_get_access_key (account));
  ferry_ctl_json_string (json, "region", ferry_account_get_default_region (account));
  ferry_ctl_json_string (json, "endpoint", ferry_account_get_endpoint (account));
  ferry_ctl_json_bool (json, "read_only", ferry_account_get_read_only (account));
  ferry_ctl_json_string (json, "origin", ferry_account_origin_to_string (ferry_account_get_origin (account)));
  ferry_ctl_json_close (json, '}');
}
