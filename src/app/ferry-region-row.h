/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-quota-table.h"

G_BEGIN_DECLS

/* FerryRegionRow: a region that images can be copied to, with what its quotas leave. Property: chosen (read-only,
 * notified). Signal: "retry": the person wants its quotas read again. */
#define FERRY_TYPE_REGION_ROW (ferry_region_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryRegionRow, ferry_region_row, FERRY, REGION_ROW, GtkListBoxRow)

GtkWidget *ferry_region_row_new (const char *region);
void ferry_region_row_set_group (FerryRegionRow *self, FerryRegionRow *other);

const char *ferry_region_row_get_region (FerryRegionRow *self);
void ferry_region_row_set_needed (FerryRegionRow *self, guint n_images, guint n_snapshots);
void ferry_region_row_set_reading (FerryRegionRow *self);
void ferry_region_row_set_quota (FerryRegionRow *self, FerryRegionQuota *quota);
void ferry_region_row_set_n_present (FerryRegionRow *self, guint n);
void ferry_region_row_set_reserved (FerryRegionRow *self, guint n_images, guint n_snapshots);
void ferry_region_row_set_narrow (FerryRegionRow *self, gboolean narrow);

gboolean ferry_region_row_get_settled (FerryRegionRow *self);
gboolean ferry_region_row_get_possible (FerryRegionRow *self);
guint ferry_region_row_get_n_present (FerryRegionRow *self);
gboolean ferry_region_row_get_blind (FerryRegionRow *self);
gboolean ferry_region_row_get_chosen (FerryRegionRow *self);
void ferry_region_row_choose (FerryRegionRow *self);
GtkWidget *ferry_region_row_get_radio (FerryRegionRow *self);

G_END_DECLS
