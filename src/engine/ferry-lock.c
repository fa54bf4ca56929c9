/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

struct _FerryLock
{
  char *path;                   /* (owned) */
  int fd;                       /* -1 = not held */
};

/**
 * ferry_lock_new:
 * @folder: the journal's folder
 * @identity: row ID of the identity
 *
 * Returns: (transfer full): a lock that is not held yet
 */
FerryLock *
ferry_lock_new (const char *folder, gint64 identity)
{
  FerryLock *self = g_new0 (FerryLock, 1);
  g_autofree char *name = g_strdup_printf ("driver-%" G_GINT64_FORMAT ".lock", identity);

  self->path = g_build_filename (folder, name, NULL);
  self->fd = -1;
  return self;
}

/**
 * ferry_lock_free:
 * @self: (transfer full): a lock; falls if it is held
 */
void
ferry_lock_free (FerryLock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

/**
 * ferry_lock_try:
 * @self: a lock
 * @error: set when the lock file cannot be used at all
 *
 * Takes the lock if no other process has it. Never waits. A lock that is held stays held.
 *
 * Returns: TRUE if this process holds it now; FALSE without @error: another process does
 */
gboolean
ferry_lock_try (FerryLock *self, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd;

  if (self->fd >= 0)
    return TRUE;

  fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), _("Cannot use the lock file %s: %s"),
                   self->path, g_strerror (saved));
      return FALSE;
    }
  if (fcntl (fd, F_OFD_SETLK, &lock) != 0)
    {
      close (fd);
      return FALSE;
    }
  self->fd = fd;
  return TRUE;
}

gboolean
ferry_lock_is_held (FerryLock *self)
{
  return self->fd >= 0;
}
