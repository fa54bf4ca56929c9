/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;
typedef struct _JdcImage JdcImage;

/**
 * FerryListingFlags:
 * @FERRY_LISTING_DEFAULT: as complete as can be told: needed to conclude that an image is absent
 * @FERRY_LISTING_ONE_PASS: for display: each page once, twice if the pages contradict their count; complete
 *   then means only that the count is right
 */
typedef enum
{
  FERRY_LISTING_DEFAULT = 0,
  FERRY_LISTING_ONE_PASS = 1 << 0,
} FerryListingFlags;

typedef void (*FerryListingProgress) (GPtrArray *images, guint loaded, guint total, gpointer user_data);

/* FerryListing: all private images of one region, as they were within a short span of time. Immutable. */
#define FERRY_TYPE_LISTING (ferry_listing_get_type ())
G_DECLARE_FINAL_TYPE (FerryListing, ferry_listing, FERRY, LISTING, GObject)

void ferry_listing_fetch_async (JdcClient *client,
                                const char *region,
                                FerryClock *clock,
                                FerryListingFlags flags,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void ferry_listing_fetch_with_progress_async (JdcClient *client,
                                              const char *region,
                                              FerryClock *clock,
                                              FerryListingFlags flags,
                                              FerryListingProgress progress,
                                              gpointer progress_data,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
FerryListing *ferry_listing_fetch_finish (GAsyncResult *result, GError **error);

const char *ferry_listing_get_region (FerryListing *self);
GPtrArray *ferry_listing_get_images (FerryListing *self);
guint ferry_listing_get_n_images (FerryListing *self);
JdcImage *ferry_listing_lookup (FerryListing *self, const char *image_id);
gboolean ferry_listing_is_complete (FerryListing *self);
gint64 ferry_listing_get_started_monotonic (FerryListing *self);
gint64 ferry_listing_get_taken_monotonic (FerryListing *self);
GHashTable *ferry_listing_dup_ids (FerryListing *self);
const char *ferry_listing_get_owner_pin (FerryListing *self);
void ferry_listing_release (FerryListing *self);

G_END_DECLS
