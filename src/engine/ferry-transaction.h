/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/ferry-records.h"

G_BEGIN_DECLS

/* Changes that are committed together or not at all. Reference counted. Built on the main thread; while a commit of
 * it is under way nobody touches it. Records are copied in. A record with id 0 is inserted, else updated; its new id
 * is written into the transaction's own copy and read back with the getters after the commit. A new replica with
 * operation 0 belongs to the operation put last before it, a new attempt or duplicate with replica 0 to the replica
 * put last. */
typedef struct _FerryTransaction FerryTransaction;

FerryTransaction *ferry_transaction_new (void);
FerryTransaction *ferry_transaction_ref (FerryTransaction *self);
void ferry_transaction_unref (FerryTransaction *self);
void ferry_transaction_put_operation (FerryTransaction *self, const FerryOperationRecord *record);
void ferry_transaction_put_replica (FerryTransaction *self, const FerryReplicaRecord *record);
void ferry_transaction_put_attempt (FerryTransaction *self,
                                    const FerryAttemptRecord *record,
                                    GHashTable *baseline_ids);
void ferry_transaction_put_sighting (FerryTransaction *self, const FerrySightingRecord *record);
void ferry_transaction_put_duplicate (FerryTransaction *self, const FerryDuplicateRecord *record);
void ferry_transaction_put_wish (FerryTransaction *self, const FerryWishRecord *record);
void ferry_transaction_remove_wish (FerryTransaction *self, gint64 id);
void ferry_transaction_add_audit (FerryTransaction *self, const FerryAuditRecord *record);
void ferry_transaction_set_durable (FerryTransaction *self, gboolean durable);
gboolean ferry_transaction_get_durable (FerryTransaction *self);
gboolean ferry_transaction_is_empty (FerryTransaction *self);
GPtrArray *ferry_transaction_get_operations (FerryTransaction *self); /* FerryOperationRecord */
GPtrArray *ferry_transaction_get_replicas (FerryTransaction *self);   /* FerryReplicaRecord */
GPtrArray *ferry_transaction_get_attempts (FerryTransaction *self);   /* FerryAttemptRecord */
GPtrArray *ferry_transaction_get_duplicates (FerryTransaction *self); /* FerryDuplicateRecord */
GPtrArray *ferry_transaction_get_wishes (FerryTransaction *self);     /* FerryWishRecord */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryTransaction, ferry_transaction_unref)

G_END_DECLS
