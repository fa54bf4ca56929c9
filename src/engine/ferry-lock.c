/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

struct _FerryLock
{
  char *folder; /* (owned) */
  GArray *ids;  /* (owned): gint64, ascending, each once */
  GArray *fds;  /* (owned): int, one for each ID, or none: not held */
};

static char *
build_path (const char *folder, gint64 identity)
{
  g_autofree char *name = g_strdup_printf ("driver-%" G_GINT64_FORMAT ".lock", identity);

  return g_build_filename (folder, name, NULL);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  return (*left > *right) - (*left < *right);
}

static void
add_id (FerryLock *self, gint64 id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      return;
  g_array_append_val (self->ids, id);
}

static int
open_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int saved = errno;

  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), _ ("Cannot use the lock file %s: %s"),
                 path, g_strerror (saved));
  return fd;
}

/* TRUE if this process has it now; FALSE without @error: another one has it. */
static gboolean
take (FerryLock *self, gint64 id, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_autofree char *path = build_path (self->folder, id);
  int fd = open_file (path, error);
  int saved;

  if (fd < 0)
    return FALSE;
  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    {
      g_array_append_val (self->fds, fd);
      return TRUE;
    }
  saved = errno;
  close (fd);
  /* A file system without locks could not tell two drivers apart. */
  if (saved != EAGAIN && saved != EACCES && saved != EINTR)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), _ ("Cannot use the lock file %s: %s"),
                 path, g_strerror (saved));
  return FALSE;
}

/**
 * ferry_lock_new:
 * @folder: the journal's folder
 * @identity: row ID of the identity
 * @aliases: (array length=n_aliases) (nullable): the other row IDs it went by
 * @n_aliases: how many
 *
 * Returns: (transfer full): a lock of all of them that is not held yet
 */
FerryLock *
ferry_lock_new (const char *folder, gint64 identity, const gint64 *aliases, guint n_aliases)
{
  FerryLock *self = g_new0 (FerryLock, 1);

  self->folder = g_strdup (folder);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  add_id (self, identity);
  for (guint i = 0; i < n_aliases; i++)
    add_id (self, aliases[i]);
  g_array_sort (self->ids, compare_ids);
  return self;
}

/**
 * ferry_lock_free:
 * @self: (transfer full): a lock; falls if it is held
 */
void
ferry_lock_free (FerryLock *self)
{
  ferry_lock_release (self);
  g_free (self->folder);
  g_array_unref (self->ids);
  g_array_unref (self->fds);
  g_free (self);
}

/**
 * ferry_lock_try:
 * @self: a lock
 * @error: set when a lock file cannot be used at all
 *
 * Takes the locks of all its IDs, in ascending order, or none. Never waits. A lock that is held stays held.
 *
 * Returns: TRUE if this process holds it now; FALSE without @error: another process holds a part of it
 */
gboolean
ferry_lock_try (FerryLock *self, GError **error)
{
  if (ferry_lock_is_held (self))
    return TRUE;

  for (guint i = 0; i < self->ids->len; i++)
    if (!take (self, g_array_index (self->ids, gint64, i), error))
      {
        ferry_lock_release (self);
        return FALSE;
      }
  return TRUE;
}

/**
 * ferry_lock_release:
 * @self: a lock
 *
 * Lets another process take it.
 */
void
ferry_lock_release (FerryLock *self)
{
  for (guint i = 0; i < self->fds->len; i++)
    close (g_array_index (self->fds, int, i));
  g_array_set_size (self->fds, 0);
}

gboolean
ferry_lock_is_held (FerryLock *self)
{
  return self->fds->len == self->ids->len;
}

/**
 * ferry_lock_covers:
 * @self: a lock
 * @identity: a row ID
 *
 * Returns: whether it is one of its IDs
 */
gboolean
ferry_lock_covers (FerryLock *self, gint64 identity)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == identity)
      return TRUE;
  return FALSE;
}

/**
 * ferry_lock_is_taken:
 * @folder: the journal's folder
 * @identity: row ID of an identity
 *
 * Returns: whether some process drives @identity now
 */
gboolean
ferry_lock_is_taken (const char *folder, gint64 identity)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_autofree char *path = build_path (folder, identity);
  g_autofd int fd = open (path, O_RDWR | O_CLOEXEC);

  return fd >= 0 && fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
