/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-duplicate.h"

G_BEGIN_DECLS

/* Operations without a journal: as they stand in one. */
FerryOperation *make_operation (FerryKind kind, const char *uid, const char *target, gint64 created);
FerryReplica *add_replica (FerryOperation *operation, const char *source, const char *name, FerryState state);

/* Changes one number of a replica's row, as a commit does. */
#define change_replica(replica, member, value)                                                               \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    FerryReplicaRecord *record_ = ferry_replica_record_copy (ferry_replica_get_record (replica));            \
    record_->member = (value);                                                                               \
    ferry_replica_set_record ((replica), record_);                                                           \
    ferry_replica_record_free (record_);                                                                     \
  }                                                                                                          \
  G_STMT_END

void set_image (FerryReplica *replica, const char *image);
void set_problem (FerryReplica *replica, FerryReason reason, const char *message, const char *request_id);
void set_times (FerryReplica *replica, gint64 accepted, gint64 ended);

FerryDuplicate *make_duplicate (void);

/* One of every kind, for looking at. */
GListStore *make_all_operations (void);

G_END_DECLS
