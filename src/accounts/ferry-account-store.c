/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All accounts of this program. Accounts of the keyring are read from it and written to it; the others have their
 * secrets in a store in memory, so that keyring and bus are never touched for them. */

#include "config.h"

#include "ferry-account-store.h"

#include <glib/gi18n-lib.h>

#include "ferry-account-change.h"
#include "ferry-account-list.h"
#include "ferry-memory-store.h"
#include "ferry-secret-keys.h"

/* Another program's change comes as several signals. */
#define SETTLE_MS 200

struct _FerryAccountStore
{
  GObject parent_instance;

  FerrySecretStore *keyring; /* (owned) */
  FerryMemoryStore *memory;  /* (owned): for the accounts that are not kept */
  FerryAccountList *list;    /* (owned) */
  gboolean watching;
  guint reload_id;
};

typedef struct
{
  gboolean unlock;
  guint serial;
} Load;

static void ferry_account_store_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryAccountStore,
                               ferry_account_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ferry_account_store_model_init))

typedef enum
{
  PROP_LOCKED = 1,
  N_PROPS
} FerryAccountStoreProperty;

static GParamSpec *pspecs[N_PROPS];

static FerrySecretStore *
get_store_of (FerryAccountStore *self, FerryAccount *account)
{
  if (ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_KEYRING)
    return self->keyring;
  return FERRY_SECRET_STORE (self->memory);
}

static gboolean
is_unset (const char *variable)
{
  return variable == NULL || *variable == '\0';
}

static FerryAccount *
add_not_kept (FerryAccountStore *self,
              const FerryAccountInput *input,
              FerryAccountOrigin origin,
              GError **error)
{
  g_autoptr (FerryAccountRecord) record = ferry_account_record_new (input, error);
  g_autoptr (SecretValue) secret = NULL;
  FerryAccount *account;

  if (record == NULL || !ferry_account_change_check_label (self->list, record->label, NULL, error))
    return NULL;
  secret = ferry_secret_keys_pack (record->access_key, input->secret_key, input->session_token, error);
  if (secret == NULL)
    return NULL;
  ferry_memory_store_put (self->memory, record, secret);
  account = ferry_account_new (g_steal_pointer (&record), origin);
  ferry_account_list_add (self->list, account);
  return account;
}

/* Adds or changes an account, or fails with @error. Takes all but @self and @store. */
static void
start_change (FerryAccountStore *self,
              GTask *task,
              FerrySecretStore *store,
              FerryAccountRecord *record,
              SecretValue *secret,
              gboolean is_new,
              GError *error)
{
  if (error == NULL)
    {
      ferry_account_change_start (task, self->list, store, record, secret, is_new);
      return;
    }
  g_clear_pointer (&record, ferry_account_record_free);
  g_clear_pointer (&secret, secret_value_unref);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void start_listing (GTask *task);

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryAccountStore *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;
  gboolean hidden;

  records = ferry_secret_store_list_finish (self->keyring, result, &hidden, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (load->serial != ferry_account_list_get_serial (self->list))
    {
      start_listing (g_steal_pointer (&task));
      return;
    }
  ferry_account_list_set_kept (self->list, records, hidden);
  if (hidden && load->unlock)
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
  else
    g_task_return_boolean (task, TRUE);
}

static void
start_listing (GTask *task)
{
  FerryAccountStore *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  load->serial = ferry_account_list_get_serial (self->list);
  ferry_secret_store_list_async (self->keyring, load->unlock, g_task_get_cancellable (task), listed_cb, task);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ferry_account_store_load_finish (FERRY_ACCOUNT_STORE (source), result, &error))
    g_debug ("The accounts could not be read again: %s", error->message);
}

static gboolean
reload_cb (gpointer user_data)
{
  FerryAccountStore *self = user_data;

  self->reload_id = 0;
  ferry_account_store_load_async (self, FALSE, NULL, reloaded_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
keyring_changed_cb (FerrySecretStore *keyring, FerryAccountStore *self)
{
  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (SETTLE_MS, reload_cb, self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryAccountStore *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!ferry_secret_store_remove_finish (FERRY_SECRET_STORE (source), result, &error) &&
      !g_error_matches (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  ferry_account_list_count_change (self->list);
  ferry_account_list_remove (self->list, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
secret_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretValue) secret = NULL;
  JdcCredentials *credentials;
  GError *error = NULL;

  secret = ferry_secret_store_lookup_finish (FERRY_SECRET_STORE (source), result, &error);
  if (secret == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  credentials = ferry_secret_keys_unpack (secret, &error);
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
list_changed_cb (GListModel *list, guint position, guint removed, guint added, FerryAccountStore *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
locked_changed_cb (FerryAccountList *list, GParamSpec *pspec, FerryAccountStore *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_LOCKED]);
}

static GType
ferry_account_store_get_item_type (GListModel *model)
{
  return FERRY_TYPE_ACCOUNT;
}

static guint
ferry_account_store_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (FERRY_ACCOUNT_STORE (model)->list));
}

static gpointer
ferry_account_store_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (FERRY_ACCOUNT_STORE (model)->list), position);
}

static void
ferry_account_store_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_account_store_get_item_type;
  iface->get_n_items = ferry_account_store_get_n_items;
  iface->get_item = ferry_account_store_get_item;
}

static void
ferry_account_store_dispose (GObject *object)
{
  FerryAccountStore *self = FERRY_ACCOUNT_STORE (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);

  G_OBJECT_CLASS (ferry_account_store_parent_class)->dispose (object);
}

static void
ferry_account_store_finalize (GObject *object)
{
  FerryAccountStore *self = FERRY_ACCOUNT_STORE (object);

  g_clear_object (&self->keyring);
  g_object_unref (self->memory);
  g_object_unref (self->list);

  G_OBJECT_CLASS (ferry_account_store_parent_class)->finalize (object);
}

static void
ferry_account_store_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryAccountStore *self = FERRY_ACCOUNT_STORE (object);

  switch ((FerryAccountStoreProperty) property_id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, ferry_account_list_get_locked (self->list));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_account_store_class_init (FerryAccountStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_account_store_dispose;
  object_class->finalize = ferry_account_store_finalize;
  object_class->get_property = ferry_account_store_get_property;

  /**
   * FerryAccountStore:locked:
   *
   * Whether the keyring holds accounts that cannot be seen until it is unlocked.
   */
  pspecs[PROP_LOCKED] = g_param_spec_boolean (
    "locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_account_store_init (FerryAccountStore *self)
{
  self->memory = ferry_memory_store_new ();
  self->list = ferry_account_list_new ();
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->list, "notify::locked", G_CALLBACK (locked_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

/**
 * ferry_account_store_new:
 * @keyring: where accounts are kept
 *
 * Returns: (transfer full): an empty store; nothing is read yet
 */
FerryAccountStore *
ferry_account_store_new (FerrySecretStore *keyring)
{
  FerryAccountStore *self;

  g_return_val_if_fail (FERRY_IS_SECRET_STORE (keyring), NULL);

  self = g_object_new (FERRY_TYPE_ACCOUNT_STORE, NULL);
  self->keyring = g_object_ref (keyring);
  return self;
}

/**
 * ferry_account_store_load_async:
 * @self: a store
 * @unlock: whether the user may be asked to unlock the keyring, if it hides accounts
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the accounts of the keyring, for the first time or again.
 */
void
ferry_account_store_load_async (FerryAccountStore *self,
                                gboolean unlock,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  Load *load;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_load_async);
  load = g_new0 (Load, 1);
  load->unlock = unlock;
  g_task_set_task_data (task, load, g_free);
  start_listing (task);
}

/**
 * ferry_account_store_load_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Without unlocking, a locked keyring is no error: see #FerryAccountStore:locked.
 *
 * Returns: whether the accounts were read; if not, those known before are still there
 */
gboolean
ferry_account_store_load_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_account_store_watch:
 * @self: a store
 *
 * From now on accounts that another program adds, changes or removes show up by themselves, and so does an
 * unlocked keyring. Never asks the user.
 */
void
ferry_account_store_watch (FerryAccountStore *self)
{
  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));

  if (self->watching)
    return;
  self->watching = TRUE;
  g_signal_connect_object (self->keyring, "changed", G_CALLBACK (keyring_changed_cb), self,
                           G_CONNECT_DEFAULT);
  ferry_secret_store_watch (self->keyring);
}

/**
 * ferry_account_store_get_locked:
 * @self: a store
 *
 * Returns: its #FerryAccountStore:locked
 */
gboolean
ferry_account_store_get_locked (FerryAccountStore *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), FALSE);

  return ferry_account_list_get_locked (self->list);
}

/**
 * ferry_account_store_find_id:
 * @self: a store
 * @id: the ID of an account
 *
 * Returns: (transfer none) (nullable): the account
 */
FerryAccount *
ferry_account_store_find_id (FerryAccountStore *self, const char *id)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return ferry_account_list_find_id (self->list, id);
}

/**
 * ferry_account_store_find_label:
 * @self: a store
 * @label: a label as typed
 *
 * Returns: (transfer none) (nullable): the account, found without regard to case and blanks around it
 */
FerryAccount *
ferry_account_store_find_label (FerryAccountStore *self, const char *label)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  return ferry_account_list_find_label (self->list, label, NULL);
}

/**
 * ferry_account_store_get_only_keyring_account:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the account of the keyring, if it holds exactly one and hides none
 */
FerryAccount *
ferry_account_store_get_only_keyring_account (FerryAccountStore *self)
{
  FerryAccount *only = NULL;

  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);

  for (guint i = 0; i < ferry_account_list_get_n_accounts (self->list); i++)
    {
      FerryAccount *account = ferry_account_list_get_account (self->list, i);

      if (ferry_account_get_origin (account) != FERRY_ACCOUNT_ORIGIN_KEYRING)
        continue;
      if (only != NULL)
        return NULL;
      only = account;
    }
  return ferry_account_list_get_locked (self->list) ? NULL : only;
}

/**
 * ferry_account_store_add_environment:
 * @self: a store
 * @environment: (array zero-terminated=1): the program's environment, as of g_get_environ()
 * @error: where to say what is wrong with the variables
 *
 * Adds the account of JDCLOUD_ACCESS_KEY, JDCLOUD_SECRET_KEY, JDCLOUD_SECURITY_TOKEN and JDCLOUD_REGION; to be
 * called once. Neither keyring nor bus is touched.
 *
 * Returns: (transfer none) (nullable): the account; %NULL without @error if neither key is set
 */
FerryAccount *
ferry_account_store_add_environment (FerryAccountStore *self, const char *const *environment, GError **error)
{
  char **variables = (char **) environment;
  FerryAccountInput input = { 0 };

  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (environment != NULL, NULL);

  /* Translators: the name of the account whose keys are given in environment variables. */
  input.label = _ ("Environment");
  input.access_key = g_environ_getenv (variables, "JDCLOUD_ACCESS_KEY");
  input.secret_key = g_environ_getenv (variables, "JDCLOUD_SECRET_KEY");
  input.session_token = g_environ_getenv (variables, "JDCLOUD_SECURITY_TOKEN");
  input.default_region = g_environ_getenv (variables, "JDCLOUD_REGION");
  if (is_unset (input.access_key) && is_unset (input.secret_key))
    return NULL;
  if (is_unset (input.access_key) || is_unset (input.secret_key))
    {
      g_set_error_literal (
        error, FERRY_ACCOUNTS_ERROR,
        is_unset (input.access_key) ? FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY
                                    : FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY,
        _ ("Only one of JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY is set: set both, or none."));
      return NULL;
    }
  return add_not_kept (self, &input, FERRY_ACCOUNT_ORIGIN_ENVIRONMENT, error);
}

/**
 * ferry_account_store_add_session_only:
 * @self: a store
 * @input: what was entered
 * @error: where to say which field is wrong
 *
 * Adds an account for this run only. Neither keyring nor bus is touched.
 *
 * Returns: (transfer none) (nullable): the account
 */
FerryAccount *
ferry_account_store_add_session_only (FerryAccountStore *self, const FerryAccountInput *input, GError **error)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (input != NULL, NULL);

  return add_not_kept (self, input, FERRY_ACCOUNT_ORIGIN_SESSION_ONLY, error);
}

/**
 * ferry_account_store_add_demo:
 * @self: a store
 * @input: the account of the demo cloud
 * @error: where to say which field is wrong
 *
 * Adds the account of the demo cloud. Neither keyring nor bus is touched.
 *
 * Returns: (transfer none) (nullable): the account
 */
FerryAccount *
ferry_account_store_add_demo (FerryAccountStore *self, const FerryAccountInput *input, GError **error)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (input != NULL, NULL);

  return add_not_kept (self, input, FERRY_ACCOUNT_ORIGIN_DEMO, error);
}

/**
 * ferry_account_store_check_label:
 * @self: a store
 * @label: what the user would call a new account
 * @error: where to say what is wrong with it
 *
 * Returns: whether a new account can be called so
 */
gboolean
ferry_account_store_check_label (FerryAccountStore *self, const char *label, GError **error)
{
  const FerryAccountInput input = { .label = label };
  g_autoptr (FerryAccountRecord) record = g_new0 (FerryAccountRecord, 1);

  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), FALSE);

  return ferry_account_record_set_details (record, &input, error) &&
         ferry_account_change_check_label (self->list, record->label, NULL, error);
}

/**
 * ferry_account_store_check:
 * @self: a store
 * @account: (nullable): the account that is being changed, %NULL for a new one
 * @input: what was entered; without a label, that of @account is meant
 * @error: where to say which field is wrong
 *
 * Trims and checks what was entered as saving it would, and saves nothing.
 *
 * Returns: (transfer full) (nullable): the keys, for a trial call
 */
JdcCredentials *
ferry_account_store_check (FerryAccountStore *self,
                           FerryAccount *account,
                           const FerryAccountInput *input,
                           GError **error)
{
  FerryAccountInput completed;
  g_autoptr (FerryAccountRecord) record = NULL;
  g_autoptr (SecretValue) secret = NULL;

  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (self), NULL);
  g_return_val_if_fail (input != NULL, NULL);

  completed = *input;
  if (account != NULL && completed.label == NULL)
    completed.label = ferry_account_get_label (account);
  record = ferry_account_record_new (&completed, error);
  if (record == NULL ||
      !ferry_account_change_check_label (self->list, record->label,
                                         account != NULL ? ferry_account_get_id (account) : NULL, error))
    return NULL;
  secret = ferry_secret_keys_pack (record->access_key, input->secret_key, input->session_token, error);
  return secret != NULL ? ferry_secret_keys_unpack (secret, error) : NULL;
}

/**
 * ferry_account_store_add_async:
 * @self: a store
 * @input: what was entered
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Adds an account to the keyring. The user may be asked to unlock it.
 */
void
ferry_account_store_add_async (FerryAccountStore *self,
                               const FerryAccountInput *input,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  FerryAccountRecord *record;
  SecretValue *secret = NULL;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));
  g_return_if_fail (input != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_add_async);
  record = ferry_account_record_new (input, &error);
  if (record != NULL)
    secret = ferry_secret_keys_pack (record->access_key, input->secret_key, input->session_token, &error);
  start_change (self, task, self->keyring, record, secret, TRUE, error);
}

/**
 * ferry_account_store_add_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the account
 */
FerryAccount *
ferry_account_store_add_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
check_changeable (FerryAccount *account, GError **error)
{
  FerryAccountOrigin origin = ferry_account_get_origin (account);

  if (origin == FERRY_ACCOUNT_ORIGIN_KEYRING || origin == FERRY_ACCOUNT_ORIGIN_SESSION_ONLY)
    return TRUE;
  g_propagate_error (error, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_REFUSED));
  return FALSE;
}

/**
 * ferry_account_store_update_async:
 * @self: a store
 * @account: an account of it
 * @input: what was entered; its keys do not count
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Changes all but the keys. The user may be asked to unlock the keyring.
 */
void
ferry_account_store_update_async (FerryAccountStore *self,
                                  FerryAccount *account,
                                  const FerryAccountInput *input,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  FerryAccountRecord *record;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_update_async);
  record = ferry_account_record_copy (ferry_account_get_record (account));
  if (check_changeable (account, &error))
    ferry_account_record_set_details (record, input, &error);
  start_change (self, task, get_store_of (self, account), record, NULL, FALSE, error);
}

/**
 * ferry_account_store_update_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was changed
 */
gboolean
ferry_account_store_update_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (FerryAccount) account = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  account = g_task_propagate_pointer (G_TASK (result), error);
  return account != NULL;
}

/**
 * ferry_account_store_update_keys_async:
 * @self: a store
 * @account: an account of it
 * @input: what was entered; only its keys count
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Changes the keys. The user may be asked to unlock the keyring.
 */
void
ferry_account_store_update_keys_async (FerryAccountStore *self,
                                       FerryAccount *account,
                                       const FerryAccountInput *input,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task;
  FerryAccountRecord *record;
  SecretValue *secret = NULL;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_update_keys_async);
  record = ferry_account_record_copy (ferry_account_get_record (account));
  if (check_changeable (account, &error) &&
      ferry_account_record_set_access_key (record, input->access_key, &error))
    secret = ferry_secret_keys_pack (record->access_key, input->secret_key, input->session_token, &error);
  start_change (self, task, get_store_of (self, account), record, secret, FALSE, error);
}

/**
 * ferry_account_store_update_keys_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether they were changed
 */
gboolean
ferry_account_store_update_keys_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  return ferry_account_store_update_finish (self, result, error);
}

/**
 * ferry_account_store_remove_async:
 * @self: a store
 * @account: an account of it, not that of the environment
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes an account with its keys. The user may be asked to unlock the keyring.
 */
void
ferry_account_store_remove_async (FerryAccountStore *self,
                                  FerryAccount *account,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_remove_async);
  if (ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_ENVIRONMENT)
    {
      g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_REFUSED));
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_strdup (ferry_account_get_id (account)), g_free);
  ferry_secret_store_remove_async (get_store_of (self, account), g_task_get_task_data (task), cancellable,
                                   removed_cb, task);
}

/**
 * ferry_account_store_remove_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is gone
 */
gboolean
ferry_account_store_remove_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_account_store_load_credentials_async:
 * @self: a store
 * @account: an account of it
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the keys of an account. The user may be asked to unlock the keyring.
 */
void
ferry_account_store_load_credentials_async (FerryAccountStore *self,
                                            FerryAccount *account,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_ACCOUNT_STORE (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_account_store_load_credentials_async);
  ferry_secret_store_lookup_async (get_store_of (self, account), ferry_account_get_id (account), cancellable,
                                   secret_loaded_cb, task);
}

/**
 * ferry_account_store_load_credentials_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the keys
 */
JdcCredentials *
ferry_account_store_load_credentials_finish (FerryAccountStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
