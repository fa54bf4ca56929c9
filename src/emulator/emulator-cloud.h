/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-clock.h"
#include "emulator/emulator-options.h"
#include "emulator/emulator-region.h"

G_BEGIN_DECLS

typedef struct _EmulatorCloud EmulatorCloud;

EmulatorCloud *emulator_cloud_new (const EmulatorOptions *options);
void emulator_cloud_free (EmulatorCloud *self);
EmulatorClock *emulator_cloud_get_clock (EmulatorCloud *self);
gint64 emulator_cloud_get_now (EmulatorCloud *self);
EmulatorStyle emulator_cloud_get_style (EmulatorCloud *self);
gboolean emulator_cloud_get_ids_404 (EmulatorCloud *self);
GPtrArray *emulator_cloud_get_regions (EmulatorCloud *self);
EmulatorRegion *emulator_cloud_add_region (EmulatorCloud *self, const char *id);
EmulatorRegion *emulator_cloud_get_region (EmulatorCloud *self, const char *id);
EmulatorRegion *emulator_cloud_find_region (EmulatorCloud *self, const char *id, GError **error);
EmulatorImage *emulator_cloud_find_image (EmulatorCloud *self, const char *region, const char *id);
char *emulator_cloud_make_id (EmulatorCloud *self, const char *prefix);
char *emulator_cloud_make_request_id (EmulatorCloud *self);
guint emulator_cloud_roll (EmulatorCloud *self, guint below);
void emulator_cloud_give_snapshots (EmulatorCloud *self,
                                    EmulatorRegion *region,
                                    EmulatorImage *image,
                                    guint n_disks);
void emulator_cloud_note_replica (EmulatorCloud *self,
                                  const char *source,
                                  const char *region,
                                  const char *replica);
void emulator_cloud_append_state (EmulatorCloud *self, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorCloud, emulator_cloud_free)

G_END_DECLS
