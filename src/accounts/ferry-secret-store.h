/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

#include "accounts/ferry-account-record.h"

G_BEGIN_DECLS

/* FerrySecretStore: where accounts and their secrets are kept. Main thread. Signal "changed": the accounts may have
 * changed by another hand; emitted only while watched. */
#define FERRY_TYPE_SECRET_STORE (ferry_secret_store_get_type ())
G_DECLARE_INTERFACE (FerrySecretStore, ferry_secret_store, FERRY, SECRET_STORE, GObject)

struct _FerrySecretStoreInterface
{
  GTypeInterface parent_iface;

  void (*list_async) (FerrySecretStore *self,
                      gboolean unlock,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*list_finish) (FerrySecretStore *self, GAsyncResult *result, gboolean *hidden, GError **error);

  void (*store_async) (FerrySecretStore *self,
                       const FerryAccountRecord *record,
                       SecretValue *secret,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (FerrySecretStore *self, GAsyncResult *result, GError **error);

  void (*lookup_async) (FerrySecretStore *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  SecretValue *(*lookup_finish) (FerrySecretStore *self, GAsyncResult *result, GError **error);

  void (*remove_async) (FerrySecretStore *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  gboolean (*remove_finish) (FerrySecretStore *self, GAsyncResult *result, GError **error);

  void (*watch) (FerrySecretStore *self);
};

void ferry_secret_store_list_async (FerrySecretStore *self,
                                    gboolean unlock,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *ferry_secret_store_list_finish (FerrySecretStore *self,
                                           GAsyncResult *result,
                                           gboolean *hidden,
                                           GError **error);
void ferry_secret_store_store_async (FerrySecretStore *self,
                                     const FerryAccountRecord *record,
                                     SecretValue *secret,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ferry_secret_store_store_finish (FerrySecretStore *self, GAsyncResult *result, GError **error);
void ferry_secret_store_lookup_async (FerrySecretStore *self,
                                      const char *id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
SecretValue *ferry_secret_store_lookup_finish (FerrySecretStore *self, GAsyncResult *result, GError **error);
void ferry_secret_store_remove_async (FerrySecretStore *self,
                                      const char *id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean ferry_secret_store_remove_finish (FerrySecretStore *self, GAsyncResult *result, GError **error);
void ferry_secret_store_watch (FerrySecretStore *self);
void ferry_secret_store_emit_changed (FerrySecretStore *self);

G_END_DECLS
