/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-store.h"
#include "app/ferry-replica-index.h"
#include "app/ferry-session-state.h"
#include "engine/ferry-catalog.h"
#include "engine/ferry-engine.h"

G_BEGIN_DECLS

/* FerrySession: what the windows show: the accounts, the journal, and the images of one account and region. Has no
 * widgets. Main thread.
 *
 * Properties (read-only unless said, notified): accounts, engine (nullable until the journal is read), account
 * (nullable, writable), region (writable), catalog (nullable), state, problem (nullable), journal-problem (nullable:
 * the journal cannot be used, so nothing can be copied), retry-at, refreshing, demo, read-only.
 * Signals: "engine-ready": there is an engine now. "ended" (FerryOperation): as of the engine. "busy-changed": other
 * images are busy with copies or conversions of ours. "settled": accounts, keys and journal are read now. */
#define FERRY_TYPE_SESSION (ferry_session_get_type ())
G_DECLARE_FINAL_TYPE (FerrySession, ferry_session, FERRY, SESSION, GObject)

FerrySession *ferry_session_new (GSettings *settings,
                                 FerrySecretStore *keyring,
                                 const char *folder,
                                 const char *endpoint);
FerrySession *ferry_session_new_demo (GSettings *settings);
void ferry_session_start (FerrySession *self);
void ferry_session_close (FerrySession *self);
gboolean ferry_session_is_settled (FerrySession *self);

gboolean ferry_session_is_demo (FerrySession *self);
GSettings *ferry_session_get_settings (FerrySession *self);
FerryAccountStore *ferry_session_get_accounts (FerrySession *self);
FerryEngine *ferry_session_get_engine (FerrySession *self);
const char *ferry_session_get_endpoint (FerrySession *self);
FerryProblem *ferry_session_get_journal_problem (FerrySession *self);

FerryAccount *ferry_session_get_account (FerrySession *self);
void ferry_session_set_account (FerrySession *self, FerryAccount *account);
void ferry_session_reload_account (FerrySession *self, FerryAccount *account);
void ferry_session_reload_accounts (FerrySession *self, gboolean unlock);
FerryProblem *ferry_session_get_accounts_problem (FerrySession *self);
guint ferry_session_count_active (FerrySession *self, FerryAccount *account);
gboolean ferry_session_get_read_only (FerrySession *self);
const char *ferry_session_get_region (FerrySession *self);
void ferry_session_set_region (FerrySession *self, const char *region);

FerryCloud *ferry_session_get_cloud (FerrySession *self);
FerryCatalog *ferry_session_get_catalog (FerrySession *self);
FerryCatalog *ferry_session_ensure_catalog (FerrySession *self, const char *region);
FerryReplicaIndex *ferry_session_get_replicas (FerrySession *self);
FerrySessionState ferry_session_get_state (FerrySession *self);
gboolean ferry_session_has_list (FerrySession *self);
FerryProblem *ferry_session_get_problem (FerrySession *self);
gint64 ferry_session_get_retry_at (FerrySession *self);
gboolean ferry_session_get_refreshing (FerrySession *self);
void ferry_session_refresh (FerrySession *self);

/* What people ask for. All are for the account shown; a copy and a conversion are requests of different kinds. */
void ferry_session_check_async (FerrySession *self,
                                const FerryRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
FerrySubmission *ferry_session_check_finish (FerrySession *self, GAsyncResult *result, GError **error);
void ferry_session_request_async (FerrySession *self,
                                  const FerryRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
FerrySubmission *ferry_session_request_finish (FerrySession *self, GAsyncResult *result, GError **error);
void ferry_session_edit_async (FerrySession *self,
                               const char *region,
                               const char *image,
                               const char *name,
                               const char *description,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ferry_session_edit_finish (FerrySession *self,
                                    GAsyncResult *result,
                                    FerryProblem **problem,
                                    GError **error);
void ferry_session_delete_async (FerrySession *self,
                                 const char *region,
                                 const char *image,
                                 gboolean with_snapshots,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ferry_session_delete_finish (FerrySession *self,
                                      GAsyncResult *result,
                                      FerryProblem **problem,
                                      GError **error);

G_END_DECLS
