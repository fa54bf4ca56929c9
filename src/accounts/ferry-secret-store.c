/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ferry-secret-store.h"

G_DEFINE_INTERFACE (FerrySecretStore, ferry_secret_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
ferry_secret_store_default_init (FerrySecretStoreInterface *iface)
{
  /**
   * FerrySecretStore::changed:
   *
   * The accounts may have changed by another hand. Emitted only after ferry_secret_store_watch().
   */
  signals[CHANGED] =
    g_signal_new ("changed", FERRY_TYPE_SECRET_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * ferry_secret_store_list_async:
 * @self: a store
 * @unlock: whether the user may be asked to unlock it
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Lists all accounts without their secrets.
 */
void
ferry_secret_store_list_async (FerrySecretStore *self,
                               gboolean unlock,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));

  FERRY_SECRET_STORE_GET_IFACE (self)->list_async (self, unlock, cancellable, callback, user_data);
}

/**
 * ferry_secret_store_list_finish:
 * @self: a store
 * @result: what the callback got
 * @hidden: (out) (optional): whether there are accounts that cannot be seen until the store is unlocked
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type FerryAccountRecord) (nullable): the accounts that can be seen
 */
GPtrArray *
ferry_secret_store_list_finish (FerrySecretStore *self,
                                GAsyncResult *result,
                                gboolean *hidden,
                                GError **error)
{
  gboolean unused;

  g_return_val_if_fail (FERRY_IS_SECRET_STORE (self), NULL);

  return FERRY_SECRET_STORE_GET_IFACE (self)->list_finish (self, result, hidden != NULL ? hidden : &unused,
                                                           error);
}

/**
 * ferry_secret_store_store_async:
 * @self: a store
 * @record: the account; one with the same ID is replaced
 * @secret: its secret, from ferry_secret_keys_pack()
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Keeps an account. At no moment is the account without a secret, old or new. The user may be asked to unlock.
 */
void
ferry_secret_store_store_async (FerrySecretStore *self,
                                const FerryAccountRecord *record,
                                SecretValue *secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));
  g_return_if_fail (record != NULL);
  g_return_if_fail (secret != NULL);

  FERRY_SECRET_STORE_GET_IFACE (self)->store_async (self, record, secret, cancellable, callback, user_data);
}

/**
 * ferry_secret_store_store_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the account is kept
 */
gboolean
ferry_secret_store_store_finish (FerrySecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FERRY_IS_SECRET_STORE (self), FALSE);

  return FERRY_SECRET_STORE_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * ferry_secret_store_lookup_async:
 * @self: a store
 * @id: the ID of an account
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the secret of an account. The user may be asked to unlock.
 */
void
ferry_secret_store_lookup_async (FerrySecretStore *self,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));
  g_return_if_fail (id != NULL);

  FERRY_SECRET_STORE_GET_IFACE (self)->lookup_async (self, id, cancellable, callback, user_data);
}

/**
 * ferry_secret_store_lookup_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR (%FERRY_ACCOUNTS_ERROR_NOT_FOUND if there is no such account) or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the secret, in non-pageable memory
 */
SecretValue *
ferry_secret_store_lookup_finish (FerrySecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FERRY_IS_SECRET_STORE (self), NULL);

  return FERRY_SECRET_STORE_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * ferry_secret_store_remove_async:
 * @self: a store
 * @id: the ID of an account
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes an account with its secret. The user may be asked to unlock.
 */
void
ferry_secret_store_remove_async (FerrySecretStore *self,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));
  g_return_if_fail (id != NULL);

  FERRY_SECRET_STORE_GET_IFACE (self)->remove_async (self, id, cancellable, callback, user_data);
}

/**
 * ferry_secret_store_remove_finish:
 * @self: a store
 * @result: what the callback got
 * @error: %FERRY_ACCOUNTS_ERROR (%FERRY_ACCOUNTS_ERROR_NOT_FOUND if there was no such account) or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was removed
 */
gboolean
ferry_secret_store_remove_finish (FerrySecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FERRY_IS_SECRET_STORE (self), FALSE);

  return FERRY_SECRET_STORE_GET_IFACE (self)->remove_finish (self, result, error);
}

/**
 * ferry_secret_store_watch:
 * @self: a store
 *
 * From now on #FerrySecretStore::changed is emitted. Never asks the user and starts no service.
 */
void
ferry_secret_store_watch (FerrySecretStore *self)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));

  FERRY_SECRET_STORE_GET_IFACE (self)->watch (self);
}

/**
 * ferry_secret_store_emit_changed:
 * @self: a store
 *
 * For implementations: emits #FerrySecretStore::changed.
 */
void
ferry_secret_store_emit_changed (FerrySecretStore *self)
{
  g_return_if_fail (FERRY_IS_SECRET_STORE (self));

  g_signal_emit (self, signals[CHANGED], 0);
}
