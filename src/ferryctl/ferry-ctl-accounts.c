/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-ask.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keyring.h"
#include "ferryctl/ferry-ctl-table.h"

typedef struct
{
  FerryAccountStore *store; /* (owned) */
  FerryAccount *account;    /* (owned) */
  FerryCtlAsk *ask;         /* (owned) */
} Remove;

static void
remove_free (gpointer data)
{
  Remove *self = data;

  ferry_ctl_ask_free (self->ask);
  g_clear_object (&self->account);
  g_clear_object (&self->store);
  g_free (self);
}

static void
add_row (FerryCtlTable *table, FerryAccount *account)
{
  const char *region = ferry_account_get_default_region (account);
  const char *endpoint = ferry_account_get_endpoint (account);

  ferry_ctl_table_add (table, ferry_account_get_label (account));
  ferry_ctl_table_add (table, ferry_account_get_access_key (account));
  ferry_ctl_table_add (table, region != NULL ? region : "–");
  ferry_ctl_table_add (table, ferry_account_get_read_only (account) ? C_ ("account", "read-only")
                                                                    : C_ ("account", "full"));
  ferry_ctl_table_add (table, endpoint != NULL ? endpoint : "–");
}

static void
print_table (FerryCtl *ctl, GListModel *accounts)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (5);
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_table_add (table, C_ ("account", "NAME"));
  ferry_ctl_table_add (table, _ ("ACCESSKEY ID"));
  ferry_ctl_table_add (table, _ ("REGION"));
  ferry_ctl_table_add (table, _ ("ACCESS"));
  ferry_ctl_table_add (table, _ ("ENDPOINT"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (accounts, i);

      add_row (table, account);
    }
  ferry_ctl_table_append (table, out, "");
  ferry_ctl_output_print (ferry_ctl_get_output (ctl), out->str);
}

static void
print_list (FerryCtl *ctl, GListModel *accounts)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (g_list_model_get_n_items (accounts) > 0)
    print_table (ctl, accounts);
  else
    ferry_ctl_say (ctl, _ ("There are no accounts yet: add one with “ferryctl accounts add NAME”."));
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_open (json, "accounts", '[');
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (accounts, i);

      ferry_ctl_keyring_put_account (json, NULL, account);
    }
  ferry_ctl_json_close (json, ']');
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
}

static void
loaded_for_list (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data)
{
  print_list (ctl, G_LIST_MODEL (store));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  FerryCtl *ctl = user_data;
  Remove *self = ferry_ctl_get_data (ctl);

  if (!ferry_account_store_remove_finish (FERRY_ACCOUNT_STORE (source), result, &error))
    {
      ferry_ctl_keyring_fail (ctl, error);
      return;
    }
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_keyring_put_account (json, "account", self->account);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
  ferry_ctl_print (ctl, _ ("The account “%s” was removed.\n"), ferry_account_get_label (self->account));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
remove_confirmed (FerryCtl *ctl, gpointer user_data)
{
  Remove *self = ferry_ctl_get_data (ctl);

  ferry_account_store_remove_async (self->store, self->account, ferry_ctl_get_cancellable (ctl), removed_cb,
                                    ctl);
}

static void
loaded_for_remove (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  FerryAccount *account = ferry_account_store_find_label (store, arguments->words[0]);
  Remove *self = ferry_ctl_get_data (ctl);
  g_autofree char *text = NULL;

  if (account == NULL)
    {
      text = g_strdup_printf (_ ("There is no account “%s”: see “ferryctl accounts list”."),
                              arguments->words[0]);
      ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL, text);
      return;
    }
  self->store = g_object_ref (store);
  self->account = g_object_ref (account);
  if (arguments->yes)
    {
      remove_confirmed (ctl, NULL);
      return;
    }
  text = g_strdup_printf (_ ("Remove the account “%s” (%s) and its keys from the keyring?"),
                          ferry_account_get_label (account), ferry_account_get_access_key (account));
  ferry_ctl_ask_confirmation (self->ask, text, remove_confirmed, _ ("Nothing was removed."));
}

/**
 * ferry_ctl_accounts_list_start:
 * @ctl: the run
 *
 * Lists the accounts of the keyring.
 */
void
ferry_ctl_accounts_list_start (FerryCtl *ctl)
{
  ferry_ctl_keyring_load (ctl, loaded_for_list, NULL);
}

/**
 * ferry_ctl_accounts_remove_start:
 * @ctl: the run
 *
 * Removes an account from the keyring, after asking.
 */
void
ferry_ctl_accounts_remove_start (FerryCtl *ctl)
{
  Remove *self = g_new0 (Remove, 1);

  self->ask = ferry_ctl_ask_new (ctl);
  ferry_ctl_set_data (ctl, self, remove_free);
  ferry_ctl_keyring_load (ctl, loaded_for_remove, NULL);
}
