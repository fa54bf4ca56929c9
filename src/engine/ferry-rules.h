/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-problem.h"
#include "engine/ferry-quota-table.h"

G_BEGIN_DECLS

typedef struct _JdcImage JdcImage;

/* The most images of one copy operation. (The service takes 10 a call, the product 5 an operation.) */
#define FERRY_RULES_MAX_IMAGES 5
/* In characters, which are Unicode code points. */
#define FERRY_RULES_MAX_NAME 32
#define FERRY_RULES_MAX_DESCRIPTION 256

/* Arrays are of FerryProblem and never NULL: empty = nothing stands in the way. A NULL problem = allowed. */

/* Before any call. */
GPtrArray *ferry_rules_check_request (const char *source_region,
                                      const char *target_region,
                                      const char *const *image_ids,
                                      const char *name,
                                      const char *description);
GPtrArray *ferry_rules_check_plan (const char *source_region,
                                   const char *const *target_regions,
                                   const char *const *image_ids,
                                   const char *name,
                                   const char *description);
FerryProblem *ferry_rules_check_region (const char *region);
FerryProblem *ferry_rules_check_name (const char *name);
FerryProblem *ferry_rules_check_description (const char *description);
FerryProblem *ferry_rules_check_tick (guint n_ticked);

/* On an image's facts. @busy: a copy or conversion that we know of uses it. */
FerryReason ferry_rules_judge_image (JdcImage *image, gboolean busy);
FerryProblem *ferry_rules_check_image (JdcImage *image, const char *region, gboolean busy);
FerryProblem *ferry_rules_check_convert (JdcImage *image, const char *region, gboolean busy);
FerryProblem *ferry_rules_check_delete (JdcImage *image, const char *region, gboolean busy);
FerryProblem *ferry_rules_check_edit (JdcImage *image, const char *region);

/* On quotas. */
GPtrArray *ferry_rules_check_quota (const char *region,
                                    const FerryQuota *images,
                                    const FerryQuota *snapshots,
                                    guint n_images,
                                    guint n_snapshots);
char *ferry_rules_dup_shortfall (const FerryQuota *images,
                                 const FerryQuota *snapshots,
                                 guint n_images,
                                 guint n_snapshots);

/* An image's name, else its ID: what people call it. */
const char *ferry_rules_get_label (JdcImage *image);

/* A few words for a row. @status: (nullable): the image's status, which says more than the reason alone. */
const char *ferry_rules_short_reason (FerryReason reason, const char *status);

G_END_DECLS
