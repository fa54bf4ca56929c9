/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;

/**
 * FerryQuota:
 * @known: the three numbers mean something
 * @used: how many there are
 * @limit: how many there may be
 * @reserved: how many our own unfinished work will add that @used does not hold yet
 *
 * One quota of one region. A value.
 */
typedef struct
{
  gboolean known;
  gint64 used;
  gint64 limit;
  gint64 reserved;
} FerryQuota;

/**
 * FerryRegionQuota:
 * @region: whose quotas
 * @images: private images
 * @snapshots: cloud disk snapshots
 * @images_problem: (nullable): why @images is not known
 * @snapshots_problem: (nullable): why @snapshots is not known
 *
 * Both quotas of one region, read independently of each other. Immutable and reference counted.
 */
typedef struct
{
  char *region;
  FerryQuota images;
  FerryQuota snapshots;
  FerryProblem *images_problem;
  FerryProblem *snapshots_problem;
} FerryRegionQuota;

#define FERRY_TYPE_REGION_QUOTA (ferry_region_quota_get_type ())
GType ferry_region_quota_get_type (void);
FerryRegionQuota *ferry_region_quota_ref (FerryRegionQuota *self);
void ferry_region_quota_unref (FerryRegionQuota *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRegionQuota, ferry_region_quota_unref)

void ferry_quotas_read_async (JdcClient *client,
                              const char *const *regions,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* GPtrArray of FerryRegionQuota, in the order of the regions asked for. */
GPtrArray *ferry_quotas_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
