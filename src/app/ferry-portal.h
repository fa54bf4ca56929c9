/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a sandboxed program asks the desktop for: org.freedesktop.portal.Background. */
gboolean ferry_portal_is_needed (void);
void ferry_portal_request_background_async (GDBusConnection *connection,
                                            const char *reason,
                                            gboolean autostart,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean ferry_portal_request_background_finish (GAsyncResult *result, gboolean *autostart, GError **error);
void ferry_portal_set_status (GDBusConnection *connection, const char *status);
char *ferry_portal_dup_status (const char *status);

G_END_DECLS
