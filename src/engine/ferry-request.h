/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "engine/ferry-records.h"

G_BEGIN_DECLS

/**
 * FerryRequest:
 * @kind: copy or conversion
 * @source_region: where the images are
 * @target_region: where the replicas shall be; for a conversion the same region
 * @images: 1 to 5 image IDs; one for a conversion
 * @name: (nullable): name of every replica, NULL = the source's
 * @description: (nullable): description of every replica, NULL = the service's own
 * @request_id: (nullable): the caller's token; the same token never makes a second operation
 * @settle_seconds: see design of looking; 0 = the engine's default
 * @if_missing: leave out images that have, or may have, a replica in the target already
 * @allow_unknown_quota: go on although a quota cannot be read
 * @accept_present: the user has said that a replica which is already there is no obstacle (asked only after
 *                  the journal was lost)
 *
 * What a person asks for, before it is an operation. Plain fields; owned by whoever made it.
 */
typedef struct
{
  FerryKind kind;
  char *source_region;
  char *target_region;
  char **images;
  char *name;
  char *description;
  char *request_id;
  guint settle_seconds;
  gboolean if_missing;
  gboolean allow_unknown_quota;
  gboolean accept_present;
} FerryRequest;

#define FERRY_TYPE_REQUEST (ferry_request_get_type ())
GType ferry_request_get_type (void);

FerryRequest *ferry_request_new (FerryKind kind,
                                 const char *source_region,
                                 const char *target_region,
                                 const char *const *images);
FerryRequest *ferry_request_copy (const FerryRequest *self);
void ferry_request_free (FerryRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRequest, ferry_request_free)

G_END_DECLS
