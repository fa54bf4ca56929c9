/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-records.h"
#include "engine/ferry-transaction.h"

G_BEGIN_DECLS

/* What the person can do about a journal that cannot be used. */
typedef enum
{
  FERRY_JOURNAL_ERROR_NO_SPACE,
  FERRY_JOURNAL_ERROR_READ_ONLY,
  FERRY_JOURNAL_ERROR_LOCKED,
  FERRY_JOURNAL_ERROR_TOO_NEW,
  FERRY_JOURNAL_ERROR_FAILED,
} FerryJournalError;

#define FERRY_JOURNAL_ERROR (ferry_journal_error_quark ())
GQuark ferry_journal_error_quark (void);

/* What was known by a key alone is its owner's now. */
typedef struct
{
  gint64 identity;
  gint64 into;
} FerryJournalJoin;

/* What the journal holds, read in one go. Each record comes with the replica and the operation it belongs to. */
typedef struct
{
  GPtrArray *operations; /* FerryOperationRecord, by row ID */
  GPtrArray *replicas;   /* FerryReplicaRecord, by operation and position */
  GPtrArray *attempts;   /* FerryAttemptRecord of unfinished replicas and superseded ones, by row ID */
  GPtrArray *sightings;  /* FerrySightingRecord of the identities with unfinished work */
  GPtrArray *duplicates; /* FerryDuplicateRecord, the settled ones too */
  GPtrArray *wishes;     /* FerryWishRecord: all there are */
  GPtrArray *joins;      /* FerryJournalJoin: all there are */
} FerryJournalContents;

void ferry_journal_contents_free (FerryJournalContents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalContents, ferry_journal_contents_free)

/* The answer to a new request: what was newly recorded and what it attached to. */
typedef struct
{
  gint64 created;             /* row ID of the new operation, 0 if nothing new was needed */
  GArray *attached;           /* gint64: row IDs of operations with equal unfinished replicas */
  gint64 same_request;        /* row ID of the operation that already has this --request-id, 0 none */
  gboolean request_id_reused; /* …but with other arguments: nothing was written */
} FerryJournalRequest;

void ferry_journal_request_free (FerryJournalRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalRequest, ferry_journal_request_free)

/* On the journal's own thread, right before (@committed FALSE) and right after durable commit @number, from 1. */
typedef void (*FerryJournalProbe) (guint number, gboolean committed, gpointer user_data);

/* "changed": another process has committed something. */
#define FERRY_TYPE_JOURNAL (ferry_journal_get_type ())
G_DECLARE_FINAL_TYPE (FerryJournal, ferry_journal, FERRY, JOURNAL, GObject)

void ferry_journal_open_async (const char *folder,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
FerryJournal *ferry_journal_open_finish (GAsyncResult *result, GError **error);
void ferry_journal_close (FerryJournal *self);

const char *ferry_journal_get_folder (FerryJournal *self);
const char *ferry_journal_get_set_aside (FerryJournal *self);
gboolean ferry_journal_was_recovered (FerryJournal *self);
gboolean ferry_journal_is_foreign (FerryJournal *self);
void ferry_journal_adopt_async (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ferry_journal_adopt_finish (FerryJournal *self, GAsyncResult *result, GError **error);
guint ferry_journal_get_n_commits (FerryJournal *self);
void ferry_journal_set_probe (FerryJournal *self,
                              FerryJournalProbe probe,
                              gpointer user_data,
                              GDestroyNotify user_data_free);

void ferry_journal_commit_async (FerryJournal *self,
                                 FerryTransaction *transaction,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ferry_journal_commit_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_request_async (FerryJournal *self,
                                  const FerryOperationRecord *operation,
                                  const char *const *sources,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
FerryJournalRequest *ferry_journal_request_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_load_async (FerryJournal *self,
                               gboolean only_unfinished,
                               guint limit,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
FerryJournalContents *ferry_journal_load_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_load_changes_async (FerryJournal *self,
                                       gint64 newest,
                                       const gint64 *ids,
                                       guint n_ids,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
FerryJournalContents *ferry_journal_load_changes_finish (FerryJournal *self,
                                                         GAsyncResult *result,
                                                         GError **error);

void ferry_journal_load_operations_async (FerryJournal *self,
                                          const gint64 *ids,
                                          guint n_ids,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
FerryJournalContents *ferry_journal_load_operations_finish (FerryJournal *self,
                                                            GAsyncResult *result,
                                                            GError **error);

void ferry_journal_load_baseline_async (FerryJournal *self,
                                        gint64 baseline,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GHashTable *ferry_journal_load_baseline_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_identify_async (FerryJournal *self,
                                   const char *endpoint,
                                   const char *access_key,
                                   const char *owner_pin,
                                   const char *label,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gint64 ferry_journal_identify_finish (FerryJournal *self, GAsyncResult *result, char **owner, GError **error);

void ferry_journal_load_aliases_async (FerryJournal *self,
                                       gint64 identity,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GArray *ferry_journal_load_aliases_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_load_audit_async (FerryJournal *self,
                                     const char *operation_uid,
                                     guint limit,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *ferry_journal_load_audit_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_prune_async (FerryJournal *self,
                                guint days,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void ferry_journal_prune_daily_async (FerryJournal *self,
                                      guint days,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean ferry_journal_prune_finish (FerryJournal *self,
                                     GAsyncResult *result,
                                     guint *n_removed,
                                     GError **error);

void ferry_journal_withdraw_wish_async (FerryJournal *self,
                                        gint64 wish,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean ferry_journal_withdraw_wish_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_tell_async (FerryJournal *self,
                               gint64 operation,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ferry_journal_tell_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_tell_recovery_async (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data);
char *ferry_journal_dup_recovery_words (const char *path);
char *ferry_journal_tell_recovery_finish (FerryJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
