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

/* What the engine knows and the service does not tell. Borrowed for the length of the call. */
typedef struct
{
  GHashTable *busy;             /* (nullable): set of source IDs that a conversion of ours uses */
  GHashTable *present;          /* (nullable): set of source IDs that have, or may have, a replica in the target */
  gboolean refuse_present;      /* the journal was lost: a replica that is already there is a problem */
} FerryPreflightContext;

/* FerryPreflight: a request held against fresh facts: everything that stands in its way, and what it would do.
 * Immutable once finished. */
#define FERRY_TYPE_PREFLIGHT (ferry_preflight_get_type ())
G_DECLARE_FINAL_TYPE (FerryPreflight, ferry_preflight, FERRY, PREFLIGHT, GObject)

GPtrArray *ferry_preflight_check_static (const FerryRequest *request);

void ferry_preflight_run_async (FerryCloud *cloud,
                                const FerryRequest *request,
                                const FerryPreflightContext *context,
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
gint64 ferry_preflight_get_taken (FerryPreflight *self);
const char *ferry_preflight_get_owner_pin (FerryPreflight *self);
gboolean ferry_preflight_found_present (FerryPreflight *self);
char **ferry_preflight_dup_calls (FerryPreflight *self);             /* "POST /v1/regions/…:copyImages {…}" */

G_END_DECLS
