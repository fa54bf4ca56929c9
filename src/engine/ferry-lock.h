/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FerryLock: at most one process drives the copies of an identity, under whichever of its row IDs. Open file
 * description locks: they fall with the process that holds them, however that ends. */
typedef struct _FerryLock FerryLock;

FerryLock *ferry_lock_new (const char *folder, gint64 identity, const gint64 *aliases, guint n_aliases);
void ferry_lock_free (FerryLock *self);
gboolean ferry_lock_try (FerryLock *self, GError **error);
void ferry_lock_release (FerryLock *self);
gboolean ferry_lock_is_held (FerryLock *self);
gboolean ferry_lock_covers (FerryLock *self, gint64 identity);
gboolean ferry_lock_is_taken (const char *folder, gint64 identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryLock, ferry_lock_free)

G_END_DECLS
