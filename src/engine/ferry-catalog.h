/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-image.h"
#include "engine/ferry-limiter.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;

/* FerryCatalog: GListModel of the FerryImage of one region of one account. Main thread. Properties: region,
 * loading, loaded (images fetched so far while loading), total (0 unknown), waiting-until (real time
 * until which it waits with loading because the service asks for quiet, 0 = it does not), n-images, refreshed-at
 * (GDateTime, local time, NULL before the first success), complete, problem (why the last refresh failed;
 * the list is the older one then). */
#define FERRY_TYPE_CATALOG (ferry_catalog_get_type ())
G_DECLARE_FINAL_TYPE (FerryCatalog, ferry_catalog, FERRY, CATALOG, GObject)

FerryCatalog *ferry_catalog_new (JdcClient *client, const char *region, FerryLimiter *limiter);

void ferry_catalog_refresh_async (FerryCatalog *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ferry_catalog_refresh_finish (FerryCatalog *self, GAsyncResult *result, GError **error);

const char *ferry_catalog_get_region (FerryCatalog *self);
FerryImage *ferry_catalog_lookup (FerryCatalog *self, const char *image_id);
gboolean ferry_catalog_get_loading (FerryCatalog *self);
guint ferry_catalog_get_loaded (FerryCatalog *self);
guint ferry_catalog_get_total (FerryCatalog *self);
gint64 ferry_catalog_get_waiting_until (FerryCatalog *self);
GDateTime *ferry_catalog_get_refreshed_at (FerryCatalog *self);
gboolean ferry_catalog_get_complete (FerryCatalog *self);
FerryProblem *ferry_catalog_get_problem (FerryCatalog *self);

void ferry_catalog_set_busy (FerryCatalog *self, GHashTable *busy);
/* What a tracker or a finished act has learnt meanwhile: changes or adds these JdcImages, removes nothing. */
void ferry_catalog_put_images (FerryCatalog *self, GPtrArray *images);
void ferry_catalog_remove (FerryCatalog *self, const char *image_id);

G_END_DECLS
