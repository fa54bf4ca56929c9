/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-image.h"
#include "emulator/emulator-snapshot.h"

G_BEGIN_DECLS

/* A region: its images, snapshots and quotas. */
typedef struct
{
  char *id;
  GHashTable *images;   /* (owned) of EmulatorImage by ID */
  GHashTable *lists;    /* source word → GPtrArray of its listed images, in the order of listing */
  GPtrArray *snapshots; /* (owned) of EmulatorSnapshot */
  GHashTable *snapshot_by_id;
  guint image_limit;
  guint snapshot_limit;
  guint images_used;
  GArray *usage; /* how the quotas were used, and since when */
} EmulatorRegion;

EmulatorRegion *emulator_region_new (const char *id);
void emulator_region_free (EmulatorRegion *self);
EmulatorImage *emulator_region_get_image (EmulatorRegion *self, const char *id);
void emulator_region_add_image (EmulatorRegion *self, EmulatorImage *image, gint64 now);
void emulator_region_show_image (EmulatorRegion *self, EmulatorImage *image);
void emulator_region_remove_image (EmulatorRegion *self,
                                   EmulatorImage *image,
                                   gboolean with_snapshots,
                                   gint64 now);
GPtrArray *emulator_region_get_list (EmulatorRegion *self, const char *source);
EmulatorSnapshot *emulator_region_get_snapshot (EmulatorRegion *self, const char *id);
void emulator_region_add_snapshot (EmulatorRegion *self, EmulatorSnapshot *snapshot, gint64 now);
void emulator_region_forget_past (EmulatorRegion *self);
void emulator_region_get_usage (EmulatorRegion *self, gint64 when, guint *images, guint *snapshots);

G_END_DECLS
