/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;
typedef struct _JdcImage JdcImage;

/* One image that was asked for by ID: the image, or why there is none. */
typedef struct
{
  char *id;
  JdcImage *image;              /* (nullable) */
  FerryProblem *problem;        /* (nullable): not-found */
} FerrySource;

void ferry_source_free (FerrySource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerrySource, ferry_source_free)

/* Reads images by ID. Whether one unknown ID fails a whole query is not documented: each missing one is asked for
 * by itself, and only a 404 to that says that it is not there. */
void ferry_source_reader_read_async (JdcClient *client,
                                     const char *region,
                                     const char *const *ids,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *ferry_source_reader_read_finish (GAsyncResult *result, GError **error); /* FerrySource, as asked */

G_END_DECLS
