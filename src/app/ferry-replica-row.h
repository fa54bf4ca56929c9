/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-copy-words.h"

G_BEGIN_DECLS

/* FerryReplicaRow: one replica of an operation: source and replica, state, progress, what can be done. Actions are
 * those of the operation's row: replica.there(s), replica.send-again(s), replica.forget(s), each with the source's ID;
 * operation.copy-text(s). */
#define FERRY_TYPE_REPLICA_ROW (ferry_replica_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryReplicaRow, ferry_replica_row, FERRY, REPLICA_ROW, GtkListBoxRow)

GtkWidget *ferry_replica_row_new (FerryOperation *operation, FerryReplica *replica);
void ferry_replica_row_set_operations (FerryReplicaRow *self, GListModel *operations);
void ferry_replica_row_set_narrow (FerryReplicaRow *self, gboolean narrow);
void ferry_replica_row_set_can_decide (FerryReplicaRow *self, gboolean can_decide);
void ferry_replica_row_set_followed (FerryReplicaRow *self, FerryFollowed followed);
void ferry_replica_row_update (FerryReplicaRow *self);
FerryReplica *ferry_replica_row_get_replica (FerryReplicaRow *self);

G_END_DECLS
