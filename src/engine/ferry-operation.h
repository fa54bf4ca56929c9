/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-records.h"
#include "engine/ferry-replica.h"

G_BEGIN_DECLS

typedef enum
{
  FERRY_OPERATION_QUEUED,
  FERRY_OPERATION_RUNNING,
  FERRY_OPERATION_WAITING,
  FERRY_OPERATION_DONE,
  FERRY_OPERATION_FAILED,
  FERRY_OPERATION_PARTIAL,
  FERRY_OPERATION_UNDECIDED,
  FERRY_OPERATION_CANCELLED,
  FERRY_OPERATION_PLANNED,
} FerryOperationState;

const char *ferry_operation_state_to_string (FerryOperationState state);
gboolean ferry_operation_state_is_ended (FerryOperationState state);

/* What a user asked for: a GListModel of its FerryReplica. Properties (read-only, notified): uid, account, kind,
 * source-region, target-region, state, progress (0 to 100 over all replicas, -1 unknown), n-ended. Main thread. */
#define FERRY_TYPE_OPERATION (ferry_operation_get_type ())
G_DECLARE_FINAL_TYPE (FerryOperation, ferry_operation, FERRY, OPERATION, GObject)

FerryOperation *ferry_operation_new (const FerryOperationRecord *record);
const FerryOperationRecord *ferry_operation_get_record (FerryOperation *self);
void ferry_operation_set_record (FerryOperation *self, const FerryOperationRecord *record);
void ferry_operation_add_replica (FerryOperation *self, FerryReplica *replica);

const char *ferry_operation_get_uid (FerryOperation *self);
const char *ferry_operation_get_account (FerryOperation *self);
FerryKind ferry_operation_get_kind (FerryOperation *self);
const char *ferry_operation_get_source_region (FerryOperation *self);
const char *ferry_operation_get_target_region (FerryOperation *self);
FerryOperationState ferry_operation_get_state (FerryOperation *self);
int ferry_operation_get_progress (FerryOperation *self);
gint64 ferry_operation_get_ended (FerryOperation *self);
guint ferry_operation_get_n_replicas (FerryOperation *self);
FerryReplica *ferry_operation_get_replica (FerryOperation *self, guint position);
FerryReplica *ferry_operation_find_source (FerryOperation *self, const char *source);

G_END_DECLS
