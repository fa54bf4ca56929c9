/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-catalog.h"
#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/**
 * FerryPresence:
 * @region: where the replica is
 * @image: (nullable): its ID, once known
 * @running: it is still being made
 * @progress: 0 to 100, -1 unknown
 *
 * One replica of an image.
 */
typedef struct
{
  char *region;
  char *image;
  gboolean running;
  int progress;
} FerryPresence;

void ferry_presence_free (FerryPresence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryPresence, ferry_presence_free)

/* FerryReplicaIndex: which regions an image has replicas in: from what the replicas' descriptions say, and from the
 * journal. Main thread; long lists are read in steps. Signal "changed": look again. */
#define FERRY_TYPE_REPLICA_INDEX (ferry_replica_index_get_type ())
G_DECLARE_FINAL_TYPE (FerryReplicaIndex, ferry_replica_index, FERRY, REPLICA_INDEX, GObject)

FerryReplicaIndex *ferry_replica_index_new (void);
void ferry_replica_index_clear_catalogs (FerryReplicaIndex *self);
void ferry_replica_index_add_catalog (FerryReplicaIndex *self, FerryCatalog *catalog);
void ferry_replica_index_set_operations (FerryReplicaIndex *self, GListModel *operations);
void ferry_replica_index_queue_journal (FerryReplicaIndex *self);

GPtrArray *ferry_replica_index_lookup (FerryReplicaIndex *self, const char *region, const char *image_id);
GHashTable *ferry_replica_index_dup_running (FerryReplicaIndex *self, const char *region, gint64 after);
guint ferry_replica_index_count (FerryReplicaIndex *self, const char *region, const char *image_id);

G_END_DECLS
