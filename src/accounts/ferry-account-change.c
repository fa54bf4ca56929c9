/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adding or changing one account: read what the store holds now, check, take over what the change leaves alone,
 * write, show. */

#include "config.h"

#include "ferry-account-change.h"

#include <glib/gi18n-lib.h>

#include "ferry-accounts-error.h"

typedef struct
{
  FerryAccountList *list;     /* (owned): where accounts are shown */
  FerrySecretStore *store;    /* (owned): where this one is */
  FerryAccountRecord *record; /* (owned): what it is to be */
  SecretValue *secret;        /* (owned) (nullable): NULL keeps the keys it has */
  GPtrArray *records;         /* (owned) (element-type FerryAccountRecord): what the store held */
  gboolean is_new;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->list);
  g_object_unref (change->store);
  ferry_account_record_free (change->record);
  g_clear_pointer (&change->secret, secret_value_unref);
  g_clear_pointer (&change->records, g_ptr_array_unref);
  g_free (change);
}

static FerryAccountRecord *
find_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++)
    {
      FerryAccountRecord *record = records->pdata[i];

      if (g_str_equal (record->id, id))
        return record;
    }
  return NULL;
}

/* Session-only accounts are in the list before they are changed; those of the keyring may be new. */
static FerryAccount *
show_change (Change *change)
{
  FerryAccount *account = ferry_account_list_find_id (change->list, change->record->id);

  if (account != NULL && ferry_account_get_origin (account) != FERRY_ACCOUNT_ORIGIN_KEYRING)
    {
      ferry_account_take_record (account, ferry_account_record_copy (change->record));
      return account;
    }
  ferry_account_list_count_change (change->list);
  g_ptr_array_remove (change->records, find_record (change->records, change->record->id));
  g_ptr_array_add (change->records, ferry_account_record_copy (change->record));
  ferry_account_list_set_kept (change->list, change->records, ferry_account_list_get_locked (change->list));
  return ferry_account_list_find_id (change->list, change->record->id);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (ferry_secret_store_store_finish (change->store, result, &error))
    g_task_return_pointer (task, g_object_ref (show_change (change)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
store_change (GTask *task)
{
  Change *change = g_task_get_task_data (task);

  ferry_secret_store_store_async (change->store, change->record, change->secret,
                                  g_task_get_cancellable (task), stored_cb, task);
}

static void
secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  change->secret = ferry_secret_store_lookup_finish (change->store, result, &error);
  if (change->secret != NULL)
    store_change (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* What the change leaves alone is taken from what the store holds now, not from what was shown. */
static void
take_over (FerryAccountRecord *record, const FerryAccountRecord *held, gboolean keys_change)
{
  if (!keys_change)
    {
      g_set_str (&record->access_key, held->access_key);
      return;
    }
  g_set_str (&record->label, held->label);
  g_set_str (&record->endpoint, held->endpoint);
  g_set_str (&record->default_region, held->default_region);
  record->read_only = held->read_only;
}

static gboolean
merge_change (Change *change, GError **error)
{
  const FerryAccountRecord *held = find_record (change->records, change->record->id);

  if (!change->is_new && held == NULL)
    {
      g_propagate_error (error, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_NOT_FOUND));
      return FALSE;
    }
  if (!change->is_new)
    take_over (change->record, held, change->secret != NULL);
  return ferry_account_change_check_label (change->list, change->record->label, change->record->id, error);
}

static gboolean
is_kept (Change *change)
{
  FerryAccount *account = ferry_account_list_find_id (change->list, change->record->id);

  return account == NULL || ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_KEYRING;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean hidden;

  change->records = ferry_secret_store_list_finish (change->store, result, &hidden, &error);
  if (change->records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (is_kept (change))
    ferry_account_list_set_kept (change->list, change->records, hidden);
  if (hidden)
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
  else if (!merge_change (change, &error))
    g_task_return_error (task, error);
  else if (change->secret != NULL)
    store_change (g_steal_pointer (&task));
  else
    ferry_secret_store_lookup_async (change->store, change->record->id, g_task_get_cancellable (task),
                                     secret_found_cb, g_object_ref (task));
}

/**
 * ferry_account_change_start:
 * @task: (transfer full): to be completed with the FerryAccount; its task data is replaced
 * @list: where accounts are shown
 * @store: where the account is, or is to be
 * @record: (transfer full): what it is to be
 * @secret: (transfer full) (nullable): its new keys, and then the rest of @record does not count unless it is new;
 *   %NULL to change all but the keys
 * @is_new: whether it is added
 *
 * Adds or changes an account.
 */
void
ferry_account_change_start (GTask *task,
                            FerryAccountList *list,
                            FerrySecretStore *store,
                            FerryAccountRecord *record,
                            SecretValue *secret,
                            gboolean is_new)
{
  Change *change;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (FERRY_IS_ACCOUNT_LIST (list));
  g_return_if_fail (FERRY_IS_SECRET_STORE (store));
  g_return_if_fail (record != NULL);

  change = g_new0 (Change, 1);
  change->list = g_object_ref (list);
  change->store = g_object_ref (store);
  change->record = record;
  change->secret = secret;
  change->is_new = is_new;
  g_task_set_task_data (task, change, change_free);
  ferry_secret_store_list_async (store, TRUE, g_task_get_cancellable (task), listed_cb, task);
}

/**
 * ferry_account_change_check_label:
 * @list: where accounts are shown
 * @label: the label of an account to be
 * @except_id: (nullable): its ID, if it is one of them
 * @error: where to say that another has it
 *
 * Returns: whether @label is free
 */
gboolean
ferry_account_change_check_label (FerryAccountList *list,
                                  const char *label,
                                  const char *except_id,
                                  GError **error)
{
  FerryAccount *other;

  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (list), FALSE);

  other = ferry_account_list_find_label (list, label, except_id);
  if (other == NULL)
    return TRUE;
  g_set_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE,
               _ ("There is an account named “%s” already: choose another name."),
               ferry_account_get_label (other));
  return FALSE;
}
