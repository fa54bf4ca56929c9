/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-problem.h"
#include "engine/ferry-request.h"

G_BEGIN_DECLS

typedef struct _FerryCloud FerryCloud;
typedef struct _JdcImage JdcImage;

/* One quota of the target region as it was read. */
typedef struct
{
  gboolean known;
  gint64 used;
  gint64 limit;
  gint64 adds;                  /* what this request would add */
} FerryPreflightQuota;

/* FerryPreflight: a request held against fresh facts: everything that stands in its way, and what it would do.
 * Immutable once finished. */
#define FERRY_TYPE_PREFLIGHT (ferry_preflight_get_type ())
G_DECLARE_FINAL_TYPE (FerryPreflight, ferry_preflight, FERRY, PREFLIGHT, GObject)

void ferry_preflight_run_async (FerryCloud *cloud,
                                const FerryRequest *request,
                                GHashTable *busy_sources,
                                GHashTable *present_sources,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
FerryPreflight *ferry_preflight_run_finish (GAsyncResult *result, GError **error);

const FerryRequest *ferry_preflight_get_request (FerryPreflight *self);
GPtrArray *ferry_preflight_get_problems (FerryPreflight *self);      /* FerryProblem; empty = go */
GPtrArray *ferry_preflight_get_images (FerryPreflight *self);        /* JdcImage, in the order asked, to be copied */
char **ferry_preflight_get_skipped (FerryPreflight *self);           /* --if-missing: already there */
const FerryPreflightQuota *ferry_preflight_get_image_quota (FerryPreflight *self);
const FerryPreflightQuota *ferry_preflight_get_snapshot_quota (FerryPreflight *self);
const char *ferry_preflight_get_owner_pin (FerryPreflight *self);
char **ferry_preflight_dup_calls (FerryPreflight *self);             /* "POST /v1/regions/…:copyImages {…}" */

G_END_DECLS
