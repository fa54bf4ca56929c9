/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the journal's file, makes one, or sets a damaged one aside, on the worker thread.
 *
 * A new journal is built under another name and renamed when whole, so that an empty or half-made journal.db is
 * always damage, never the trace of a crash. A lock file keeps two processes from doing so at once; it is also the
 * bell that is touched after each commit, see ferry-journal-watch.c. journal.db itself is opened by nothing but
 * SQLite: closing any other descriptor of it would drop SQLite's locks of this process. */

#include "config.h"

#include "engine/ferry-journal-opening.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "engine/ferry-journal-error.h"
#include "engine/ferry-journal-meta.h"
#include "engine/ferry-journal-schema.h"

#define DATABASE_NAME "journal.db"
#define NEW_NAME "journal.db.new"
#define LOCK_NAME "journal.lock"
#define DAMAGED_PREFIX "journal.db.damaged-"
#define LOCK_TRIES 350
#define LOCK_PAUSE_US (100 * 1000)
#define WAL_HEADER_SIZE 32
#define WAL_MAGIC 0x377f0682u

static const char *const suffixes[] = { "-wal", "-shm", "-journal", "" };

/* Shared memory and change notification do not work across machines. */
static gboolean
is_remote (const char *folder)
{
  static const unsigned long magics[] = {
    NFS_SUPER_MAGIC,
    SMB_SUPER_MAGIC,
    SMB2_SUPER_MAGIC,
    CIFS_SUPER_MAGIC,
    V9FS_MAGIC,
    AFS_SUPER_MAGIC,
    AFS_FS_MAGIC,
    CEPH_SUPER_MAGIC,
    CODA_SUPER_MAGIC,
    NCP_SUPER_MAGIC,
    FUSE_SUPER_MAGIC,
    0x0bd00bd0ul /* Lustre */,
    0x01161970ul /* GFS2 */,
    0x7461636ful /* OCFS2 */,
    0x786f4256ul /* vboxsf */,
  };
  struct statfs info;

  if (statfs (folder, &info) != 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if ((guint32) info.f_type == (guint32) magics[i])
        return TRUE;
    }

  return FALSE;
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  ferry_journal_error_set_errno (error, errno, folder);
  return FALSE;
}

/* A lock that no descriptor of the same process can drop by accident. A file system without locks has to do
 * without: SQLite would not be safe there either, and says so itself. */
static int
lock_folder (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      ferry_journal_error_set_errno (error, errno, folder);
      return -1;
    }

  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      if (fcntl (fd, F_OFD_SETLK, &lock) == 0 || (errno != EAGAIN && errno != EACCES && errno != EINTR))
        return fd;

      g_usleep (LOCK_PAUSE_US);
    }

  close (fd);
  ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_LOCKED, folder, LOCK_NAME);
  return -1;
}

static void
sync_folder (const char *folder)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;

  fsync (fd);
  close (fd);
}

/* The machine's ID itself is confidential, see machine-id(5). */
static char *
get_machine (void)
{
  g_autofree char *id = NULL;

  if (g_file_get_contents ("/etc/machine-id", &id, NULL, NULL))
    g_strstrip (id);

  if (id == NULL || *id == '\0' || g_str_equal (id, "uninitialized"))
    g_set_str (&id, g_get_host_name ());

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) APPLICATION_ID,
                                    strlen (APPLICATION_ID), id, -1);
}

static gboolean
write_first_meta (FerryJournalDatabase *database, gboolean recovered, GError **error)
{
  g_autofree char *machine = get_machine ();
  g_autofree char *id = g_uuid_string_random ();

  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  if (!ferry_journal_meta_set (database, "journal", id, error) ||
      !ferry_journal_meta_set (database, "machine", machine, error) ||
      (recovered && !ferry_journal_meta_set (database, "recovered", "1", error)))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}

static gboolean
fill_new (const char *path, const char *folder, gboolean remote, gboolean recovered, GError **error)
{
  g_autoptr (FerryJournalDatabase) database = ferry_journal_database_open (path, folder, error);

  return database != NULL && ferry_journal_database_set_up (database, error) &&
         ferry_journal_schema_migrate (database, error) && write_first_meta (database, recovered, error) &&
         (remote || ferry_journal_database_exec (database, "PRAGMA journal_mode=WAL", error));
}

static void
remove_files (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

static gboolean
create (const char *folder, gboolean remote, gboolean recovered, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME, NULL);
  g_autofree char *new_path = g_build_filename (folder, NEW_NAME, NULL);
  int fd;

  remove_files (new_path);
  fd = g_open (new_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      ferry_journal_error_set_errno (error, errno, folder);
      return FALSE;
    }

  close (fd);

  if (!fill_new (new_path, folder, remote, recovered, error))
    {
      remove_files (new_path);
      return FALSE;
    }

  if (g_rename (new_path, path) != 0)
    {
      ferry_journal_error_set_errno (error, errno, folder);
      return FALSE;
    }

  sync_folder (folder);
  return TRUE;
}

/* Renames journal.db and what belongs to it. The file itself goes last: a crash before leaves it damaged or without
 * its log, a crash after leaves a name that tells the next one. */
static char *
set_aside (const char *folder, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, DAMAGED_PREFIX "%Y%m%d-%H%M%S");
  g_autofree char *target = g_build_filename (folder, stamp, NULL);

  for (guint i = 2; g_file_test (target, G_FILE_TEST_EXISTS); i++)
    {
      g_free (target);
      target = g_strdup_printf ("%s/%s-%u", folder, stamp, i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (folder, "/" DATABASE_NAME, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (target, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          ferry_journal_error_set_errno (error, errno, folder);
          return NULL;
        }
    }

  sync_folder (folder);
  return g_steal_pointer (&target);
}

/* A damaged journal was set aside before, perhaps by a process that died before it began a new one. */
static gboolean
has_damaged (const char *folder)
{
  g_autofree char *path = ferry_journal_opening_find_damaged (folder);

  return path != NULL;
}

/* SQLite takes a write-ahead log with a spoilt header for an empty one, and what was committed into it would be gone
 * without a word. It syncs the header before the first frame, so no crash leaves such a log behind. */
static gboolean
has_garbage_log (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME "-wal", NULL);
  g_autofd int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0 || info.st_size <= WAL_HEADER_SIZE)
    return FALSE;

  /* Another process may be writing it this moment. */
  for (guint i = 0; i < 5; i++)
    {
      guint32 magic = 0;

      if (pread (fd, &magic, sizeof magic, 0) == (gssize) sizeof magic &&
          (GUINT32_FROM_BE (magic) & ~1u) == WAL_MAGIC)
        return FALSE;

      g_usleep (20 * 1000);
    }

  return TRUE;
}

/* Leftovers of a journal whose file is gone would be played into the new one. */
static gboolean
has_leftovers (const char *folder)
{
  g_autofree char *wal = g_build_filename (folder, DATABASE_NAME "-wal", NULL);
  g_autofree char *journal = g_build_filename (folder, DATABASE_NAME "-journal", NULL);

  return g_file_test (wal, G_FILE_TEST_EXISTS) || g_file_test (journal, G_FILE_TEST_EXISTS);
}

static gboolean
check_whole (FerryJournalDatabase *database, gboolean *whole, GError **error)
{
  g_autofree char *verdict = NULL;

  if (!ferry_journal_database_get_text (database, "PRAGMA quick_check(1)", NULL, 0, &verdict, error))
    return FALSE;

  *whole = g_strcmp0 (verdict, "ok") == 0;
  return TRUE;
}

/* Gives no database and no error if the file is damaged. */
static FerryJournalDatabase *
open_existing (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME, NULL);
  g_autoptr (FerryJournalDatabase) database = ferry_journal_database_open (path, folder, error);
  g_autoptr (GError) failure = NULL;
  FerryJournalSchema schema = FERRY_JOURNAL_SCHEMA_FOREIGN;
  gboolean whole = FALSE;

  if (database == NULL)
    return NULL;

  if (ferry_journal_database_set_up (database, &failure) &&
      ferry_journal_schema_inspect (database, &schema, &failure))
    {
      if (schema == FERRY_JOURNAL_SCHEMA_TOO_NEW)
        {
          ferry_journal_database_keep_untouched (database);
          ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_TOO_NEW, folder, "version");
          return NULL;
        }

      if (schema == FERRY_JOURNAL_SCHEMA_OURS && check_whole (database, &whole, &failure) && whole)
        return g_steal_pointer (&database);
    }

  /* Nothing may be moved into a file that is evidence now. */
  ferry_journal_database_keep_untouched (database);

  if (failure != NULL && !ferry_journal_database_is_damaged (database))
    g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/* The mode follows the place: the folder may have been moved to another file system. Others that have the file open
 * right now keep it as it is, which is no failure. */
static gboolean
choose_mode (FerryJournalDatabase *database, gboolean remote, GError **error)
{
  const char *wanted = remote ? "delete" : "wal";
  g_autofree char *mode = NULL;

  if (!ferry_journal_database_get_text (database, "PRAGMA journal_mode", NULL, 0, &mode, error))
    return FALSE;

  if (g_strcmp0 (mode, wanted) == 0)
    return TRUE;

  if (!ferry_journal_database_exec (database,
                                    remote ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode=WAL", NULL))
    g_debug ("The journal stays in mode %s", mode);

  return TRUE;
}

static gboolean
read_meta (FerryJournalOpening *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *here = get_machine ();
  g_autofree char *machine = ferry_journal_meta_get (self->database, "machine", &failure);
  g_autofree char *recovered = NULL;

  if (failure == NULL)
    recovered = ferry_journal_meta_get (self->database, "recovered", &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  self->foreign = g_strcmp0 (machine, here) != 0;
  self->recovered = recovered != NULL;
  return TRUE;
}

/* Opens what is there, or a new one in its place. */
static gboolean
open_or_create (FerryJournalOpening *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME, NULL);
  gboolean exists = g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (GError) failure = NULL;

  if (exists && !has_garbage_log (folder))
    {
      self->database = open_existing (folder, &failure);

      if (self->database != NULL)
        return TRUE;

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }

  if (exists || has_leftovers (folder))
    {
      self->set_aside = set_aside (folder, error);

      if (self->set_aside == NULL)
        return FALSE;
    }

  if (!create (folder, self->remote, has_damaged (folder), error))
    return FALSE;

  self->database = open_existing (folder, &failure);

  if (self->database == NULL && failure == NULL)
    ferry_journal_error_set (&failure, FERRY_JOURNAL_ERROR_FAILED, folder, "a new file is damaged at once");

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return self->database != NULL;
}

/**
 * ferry_journal_opening_run:
 * @self: zeroed; filled in, even in part on failure
 * @folder: made if it is missing
 * @as_remote: treat @folder as if it were on a network file system
 *
 * Opens the journal of @folder on this thread, which alone may use its database from then on.
 */
gboolean
ferry_journal_opening_run (FerryJournalOpening *self, const char *folder, gboolean as_remote, GError **error)
{
  g_autofree char *bell = ferry_journal_opening_get_bell (folder);
  g_autofd int lock = -1;

  if (!make_folder (folder, error))
    return FALSE;

  lock = lock_folder (folder, error);

  if (lock < 0)
    return FALSE;

  self->remote = as_remote || is_remote (folder);

  if (!open_or_create (self, folder, error) || !ferry_journal_schema_migrate (self->database, error) ||
      !choose_mode (self->database, self->remote, error) || !read_meta (self, error))
    return FALSE;

  ferry_journal_database_set_bell (self->database, bell);
  return TRUE;
}

/** ferry_journal_opening_get_bell: Returns: (transfer full): the file that is touched after each commit */
char *
ferry_journal_opening_get_bell (const char *folder)
{
  return g_build_filename (folder, LOCK_NAME, NULL);
}

/* What belongs to a database file sorts behind it, and counts only if the file itself was missing. */
static gboolean
is_later (const char *name, const char *last)
{
  return last == NULL || (strcmp (name, last) > 0 && !g_str_has_prefix (name, last)) ||
         g_str_has_prefix (last, name);
}

/**
 * ferry_journal_opening_find_damaged:
 *
 * Returns: (transfer full) (nullable): the damaged journal of @folder that was set aside last
 */
char *
ferry_journal_opening_find_damaged (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *last = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, DAMAGED_PREFIX) && is_later (name, last))
        g_set_str (&last, name);
    }

  return last != NULL ? g_build_filename (folder, last, NULL) : NULL;
}

/** ferry_journal_opening_adopt: Makes this machine the one that drives the journal's work. */
gboolean
ferry_journal_opening_adopt (FerryJournalDatabase *database, GError **error)
{
  g_autofree char *machine = get_machine ();

  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  if (!ferry_journal_meta_set (database, "machine", machine, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}
