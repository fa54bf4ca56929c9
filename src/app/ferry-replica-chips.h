/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* FerryReplicaChips: in which regions an image has replicas: two at most, then how many more. */
#define FERRY_TYPE_REPLICA_CHIPS (ferry_replica_chips_get_type ())
G_DECLARE_FINAL_TYPE (FerryReplicaChips, ferry_replica_chips, FERRY, REPLICA_CHIPS, GtkWidget)

GtkWidget *ferry_replica_chips_new (void);
void ferry_replica_chips_set_presences (FerryReplicaChips *self, GPtrArray *presences);

G_END_DECLS
