/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "engine/ferry-problem.h"
#include "engine/ferry-records.h"

G_BEGIN_DECLS

/* One image of an operation, as the journal has it. Properties (all read-only, notified on change):
 * source, image, state, waiting-for, progress, problem, candidate, name, eta-low, eta-high, slow. Main thread. */
#define FERRY_TYPE_REPLICA (ferry_replica_get_type ())
G_DECLARE_FINAL_TYPE (FerryReplica, ferry_replica, FERRY, REPLICA, GObject)

FerryReplica *ferry_replica_new (const FerryReplicaRecord *record);
const FerryReplicaRecord *ferry_replica_get_record (FerryReplica *self);
void ferry_replica_set_record (FerryReplica *self, const FerryReplicaRecord *record);

const char *ferry_replica_get_source (FerryReplica *self);
const char *ferry_replica_get_image (FerryReplica *self);
FerryState ferry_replica_get_state (FerryReplica *self);
FerryWait ferry_replica_get_waiting_for (FerryReplica *self);
int ferry_replica_get_progress (FerryReplica *self);
FerryProblem *ferry_replica_get_problem (FerryReplica *self);
const char *ferry_replica_get_candidate (FerryReplica *self);
const char *ferry_replica_get_name (FerryReplica *self);
/* Seconds left, a range; -1 = not known yet. */
int ferry_replica_get_eta_low (FerryReplica *self);
int ferry_replica_get_eta_high (FerryReplica *self);
gboolean ferry_replica_get_slow (FerryReplica *self);
gint64 ferry_replica_get_progress_at (FerryReplica *self);
void ferry_replica_set_estimate (FerryReplica *self, int eta_low, int eta_high, gboolean slow);

G_END_DECLS
