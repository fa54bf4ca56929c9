/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-region-row.h"
#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryTargetList: every region that images can be copied to, with its quotas, of which one can be chosen. Reads the
 * quotas by itself, each region's apart, so that a slow region holds up no other. Signals: "changed": quotas or what is
 * there; "chosen": another region is the target. */
#define FERRY_TYPE_TARGET_LIST (ferry_target_list_get_type ())
G_DECLARE_FINAL_TYPE (FerryTargetList, ferry_target_list, FERRY, TARGET_LIST, AdwBin)

void ferry_target_list_set_session (FerryTargetList *self, FerrySession *session);
void ferry_target_list_set_needed (FerryTargetList *self, const char *const *image_ids, guint n_snapshots);
void ferry_target_list_read (FerryTargetList *self);
void ferry_target_list_set_narrow (FerryTargetList *self, gboolean narrow);

FerryRegionRow *ferry_target_list_get_target (FerryTargetList *self);
FerryRegionRow *ferry_target_list_get_first_possible (FerryTargetList *self);
gboolean ferry_target_list_get_settled (FerryTargetList *self);

G_END_DECLS
