/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;

/* The private images of a region with a text in their name, as the service finds them. */
void ferry_ctl_search_async (JdcClient *client,
                             const char *region,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *ferry_ctl_search_finish (GAsyncResult *result, GError **error);

G_END_DECLS
