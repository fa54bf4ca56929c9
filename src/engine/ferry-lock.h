/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FerryLock: at most one process drives the copies of an identity. An open file description lock: it falls with
 * the process that holds it, however that ends. */
typedef struct _FerryLock FerryLock;

FerryLock *ferry_lock_new (const char *folder, gint64 identity);
void ferry_lock_free (FerryLock *self);
gboolean ferry_lock_try (FerryLock *self, GError **error);
gboolean ferry_lock_is_held (FerryLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryLock, ferry_lock_free)

G_END_DECLS
