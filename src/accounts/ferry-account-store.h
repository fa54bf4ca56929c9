/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-input.h"
#include "accounts/ferry-account.h"
#include "accounts/ferry-accounts-error.h"
#include "accounts/ferry-secret-store.h"
#include "jdcloud/jdc-credentials.h"

G_BEGIN_DECLS

/* FerryAccountStore: all accounts of this program, a GListModel of FerryAccount: first those that are not kept, as
 * they were added, then those of the keyring by label. One a process, main thread. Nothing is read before
 * ferry_account_store_load_async(). Property (read-only, notified): locked = the keyring holds accounts that cannot
 * be seen until it is unlocked. */
#define FERRY_TYPE_ACCOUNT_STORE (ferry_account_store_get_type ())
G_DECLARE_FINAL_TYPE (FerryAccountStore, ferry_account_store, FERRY, ACCOUNT_STORE, GObject)

FerryAccountStore *ferry_account_store_new (FerrySecretStore *keyring);

void ferry_account_store_load_async (FerryAccountStore *self,
                                     gboolean unlock,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ferry_account_store_load_finish (FerryAccountStore *self, GAsyncResult *result, GError **error);
void ferry_account_store_watch (FerryAccountStore *self);

gboolean ferry_account_store_get_locked (FerryAccountStore *self);
FerryAccount *ferry_account_store_find_id (FerryAccountStore *self, const char *id);
FerryAccount *ferry_account_store_find_label (FerryAccountStore *self, const char *label);
FerryAccount *ferry_account_store_get_only_keyring_account (FerryAccountStore *self);

/* Accounts that are never kept. */
FerryAccount *ferry_account_store_add_environment (FerryAccountStore *self,
                                                   const char *const *environment,
                                                   GError **error);
FerryAccount *ferry_account_store_add_session_only (FerryAccountStore *self,
                                                    const FerryAccountInput *input,
                                                    GError **error);
FerryAccount *ferry_account_store_add_demo (FerryAccountStore *self,
                                            const FerryAccountInput *input,
                                            GError **error);

gboolean ferry_account_store_check_label (FerryAccountStore *self, const char *label, GError **error);
/* For a trial call before anything is saved. */
JdcCredentials *ferry_account_store_check (FerryAccountStore *self,
                                           FerryAccount *account,
                                           const FerryAccountInput *input,
                                           GError **error);

void ferry_account_store_add_async (FerryAccountStore *self,
                                    const FerryAccountInput *input,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
FerryAccount *ferry_account_store_add_finish (FerryAccountStore *self, GAsyncResult *result, GError **error);
void ferry_account_store_update_async (FerryAccountStore *self,
                                       FerryAccount *account,
                                       const FerryAccountInput *input,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ferry_account_store_update_finish (FerryAccountStore *self, GAsyncResult *result, GError **error);
void ferry_account_store_update_keys_async (FerryAccountStore *self,
                                            FerryAccount *account,
                                            const FerryAccountInput *input,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean ferry_account_store_update_keys_finish (FerryAccountStore *self,
                                                 GAsyncResult *result,
                                                 GError **error);
void ferry_account_store_remove_async (FerryAccountStore *self,
                                       FerryAccount *account,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ferry_account_store_remove_finish (FerryAccountStore *self, GAsyncResult *result, GError **error);

void ferry_account_store_load_credentials_async (FerryAccountStore *self,
                                                 FerryAccount *account,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
JdcCredentials *ferry_account_store_load_credentials_finish (FerryAccountStore *self,
                                                             GAsyncResult *result,
                                                             GError **error);

G_END_DECLS
