/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-records.h"

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

/* Changes that are committed together or not at all. Built on the main thread, consumed by a commit.
 * Records are copied in. A record with id 0 is inserted, else updated; its new id is written into the
 * transaction's own copy and read back with the getters after the commit. */
typedef struct _FerryTransaction FerryTransaction;

FerryTransaction *ferry_transaction_new (void);
void ferry_transaction_free (FerryTransaction *self);
void ferry_transaction_put_operation (FerryTransaction *self, const FerryOperationRecord *record);
void ferry_transaction_put_replica (FerryTransaction *self, const FerryReplicaRecord *record);
/* @baseline_ids: (nullable): set of image IDs (GHashTable used as a set) stored once per transaction and
 * region listing: the same pointer given for several attempts makes one baseline row. */
void ferry_transaction_put_attempt (FerryTransaction *self,
                                    const FerryAttemptRecord *record,
                                    GHashTable *baseline_ids);
void ferry_transaction_put_sighting (FerryTransaction *self, const FerrySightingRecord *record);
void ferry_transaction_put_duplicate (FerryTransaction *self, const FerryDuplicateRecord *record);
void ferry_transaction_add_audit (FerryTransaction *self, const FerryAuditRecord *record);
/* Progress is a hint, not an act: such a transaction may be lost by a power cut and costs no fsync. */
void ferry_transaction_set_durable (FerryTransaction *self, gboolean durable);
gboolean ferry_transaction_is_empty (FerryTransaction *self);
GPtrArray *ferry_transaction_get_replicas (FerryTransaction *self);  /* FerryReplicaRecord */
GPtrArray *ferry_transaction_get_attempts (FerryTransaction *self);  /* FerryAttemptRecord */
GPtrArray *ferry_transaction_get_duplicates (FerryTransaction *self);  /* FerryDuplicateRecord */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryTransaction, ferry_transaction_free)

/* What the journal holds, read in one go. */
typedef struct
{
  GPtrArray *operations;        /* FerryOperationRecord, by row ID */
  GPtrArray *replicas;          /* FerryReplicaRecord, by operation and position */
  GPtrArray *attempts;          /* FerryAttemptRecord of unfinished replicas and superseded ones, by row ID */
  GPtrArray *sightings;         /* FerrySightingRecord of the identities with unfinished work */
  GPtrArray *duplicates;        /* FerryDuplicateRecord not settled */
} FerryJournalContents;

void ferry_journal_contents_free (FerryJournalContents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalContents, ferry_journal_contents_free)

/* The answer to a new request: what was newly recorded and what it attached to. */
typedef struct
{
  gint64 created;               /* row ID of the new operation, 0 if nothing new was needed */
  GArray *attached;             /* gint64: row IDs of operations with equal unfinished replicas */
  gint64 same_request;          /* row ID of the operation that already has this --request-id, 0 none */
  gboolean request_id_reused;   /* …but with other arguments: nothing was written */
} FerryJournalRequest;

void ferry_journal_request_free (FerryJournalRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalRequest, ferry_journal_request_free)

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
gboolean ferry_journal_is_foreign (FerryJournal *self);
guint ferry_journal_get_n_commits (FerryJournal *self);

void ferry_journal_commit_async (FerryJournal *self,
                                 FerryTransaction *transaction,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
FerryTransaction *ferry_journal_commit_finish (FerryJournal *self, GAsyncResult *result, GError **error);

void ferry_journal_request_async (FerryJournal *self,
                                  const FerryOperationRecord *operation,
                                  const char *const *sources,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
FerryJournalRequest *ferry_journal_request_finish (FerryJournal *self, GAsyncResult *result, GError **error);

/* @only_unfinished: leave out operations whose replicas have all ended, except those newer than @since row ID. */
void ferry_journal_load_async (FerryJournal *self,
                               gboolean only_unfinished,
                               guint limit,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
FerryJournalContents *ferry_journal_load_finish (FerryJournal *self, GAsyncResult *result, GError **error);

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

/* Whose keys are these? @owner_pin NULL = only what the journal knows of this key. Gives the identity's row ID,
 * creating it; learning a pin joins what was known by key alone to it. */
void ferry_journal_identify_async (FerryJournal *self,
                                   const char *endpoint,
                                   const char *access_key,
                                   const char *owner_pin,
                                   const char *label,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gint64 ferry_journal_identify_finish (FerryJournal *self, GAsyncResult *result, char **owner, GError **error);

void ferry_journal_load_audit_async (FerryJournal *self,
                                     const char *operation_uid,
                                     guint limit,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *ferry_journal_load_audit_finish (FerryJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
