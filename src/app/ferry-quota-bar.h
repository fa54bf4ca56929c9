/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-quota-table.h"

G_BEGIN_DECLS

typedef enum
{
  FERRY_QUOTA_IMAGES,
  FERRY_QUOTA_SNAPSHOTS,
} FerryQuotaKind;

/* FerryQuotaBar: one quota of one region: what is used, what is needed, what there may be. In a narrow place it is one
 * line: word, bar, numbers. */
#define FERRY_TYPE_QUOTA_BAR (ferry_quota_bar_get_type ())
G_DECLARE_FINAL_TYPE (FerryQuotaBar, ferry_quota_bar, FERRY, QUOTA_BAR, GtkWidget)

GtkWidget *ferry_quota_bar_new (void);
void ferry_quota_bar_set_quota (FerryQuotaBar *self,
                                FerryQuotaKind kind,
                                const char *region,
                                const FerryQuota *quota,
                                guint needed);
void ferry_quota_bar_join_groups (FerryQuotaBar *self, GtkSizeGroup *words, GtkSizeGroup *numbers);
void ferry_quota_bar_set_narrow (FerryQuotaBar *self, gboolean narrow);

G_END_DECLS
