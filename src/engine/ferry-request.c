/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-request.h"

G_DEFINE_BOXED_TYPE (FerryRequest, ferry_request, ferry_request_copy, ferry_request_free)

/**
 * ferry_request_new:
 * @kind: copy or conversion
 * @source_region: region ID of the images
 * @target_region: region ID of the replicas
 * @images: image IDs
 *
 * Returns: (transfer full): a request with everything else left to its default
 */
FerryRequest *
ferry_request_new (FerryKind kind,
                   const char *source_region,
                   const char *target_region,
                   const char *const *images)
{
  FerryRequest *self = g_new0 (FerryRequest, 1);

  self->kind = kind;
  self->source_region = g_strdup (source_region);
  self->target_region = g_strdup (target_region);
  self->images = g_strdupv ((char **) images);
  return self;
}

/**
 * ferry_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): a copy
 */
FerryRequest *
ferry_request_copy (const FerryRequest *self)
{
  FerryRequest *copy = g_memdup2 (self, sizeof *self);

  copy->source_region = g_strdup (self->source_region);
  copy->target_region = g_strdup (self->target_region);
  copy->images = g_strdupv (self->images);
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy->request_id = g_strdup (self->request_id);
  return copy;
}

/**
 * ferry_request_free:
 * @self: (transfer full): a request
 */
void
ferry_request_free (FerryRequest *self)
{
  g_free (self->source_region);
  g_free (self->target_region);
  g_strfreev (self->images);
  g_free (self->name);
  g_free (self->description);
  g_free (self->request_id);
  g_free (self);
}
