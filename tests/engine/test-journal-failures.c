/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that is full, a folder that cannot be written, a lock that does not fall: each has its sentence, and the
 * journal goes on once the cause is gone. */

#include "config.h"

#include <glib/gstdio.h>
#include <linux/capability.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/ferry-journal-private.h"
#include "test-journal-common.h"

typedef struct
{
  TestFolder *folder;
  char *path; /* of journal.db */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = test_folder_new ();
  self->path = test_folder_build (self->folder, "journal.db");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_chmod (self->folder->path, 0700);
  g_free (self->path);
  test_folder_free (self->folder);
}

static FerryTransaction *
make_large_transaction (void)
{
  FerryTransaction *transaction = ferry_transaction_new ();
  g_autofree char *text = g_strnfill (1000, 'x');

  for (guint i = 0; i < 1000; i++)
    {
      FerryAuditRecord line = { .action = (char *) "test", .outcome = text };

      ferry_transaction_add_audit (transaction, &line);
    }

  return transaction;
}

static void
assert_commit_fails (FerryJournal *journal, FerryTransaction *transaction, FerryJournalError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (test_try_commit (journal, transaction, &error));
  g_assert_error (error, FERRY_JOURNAL_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, ferry_journal_get_folder (journal)));
}

/* Files may not grow beyond this, which the journal meets as it would a full disk. */
static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
check_no_space (FerryJournal *journal, TestFolder *folder)
{
  g_autoptr (FerryTransaction) transaction = make_large_transaction ();
  gint64 identity = test_identify (journal, "AK-1", "pin-1");

  limit_file_size (256 * 1024);
  assert_commit_fails (journal, transaction, FERRY_JOURNAL_ERROR_NO_SPACE);
  limit_file_size (RLIM_INFINITY);

  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM audit"), ==, 0);
  g_assert_cmpint (test_identify (journal, "AK-1", NULL), ==, identity);

  /* The same once there is room. */
  test_commit (journal, transaction);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM audit"), ==, 1000);
}

static void
test_no_space (Fixture *self, gconstpointer data)
{
  FerryJournal *journal = test_open (self->folder->path);

  check_no_space (journal, self->folder);
  test_close (journal);
}

static void
test_no_space_remote (Fixture *self, gconstpointer data)
{
  FerryJournal *journal = test_open_as_remote (self->folder->path);

  check_no_space (journal, self->folder);
  test_close (journal);
}

static void
test_no_space_to_begin (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FerryJournal *journal;

  limit_file_size (8 * 1024);
  journal = test_try_open (self->folder->path, &error);
  limit_file_size (RLIM_INFINITY);
  g_assert_null (journal);
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_NO_SPACE);

  /* Nothing half-made is in the way afterwards. */
  journal = test_open (self->folder->path);
  g_assert_false (ferry_journal_was_recovered (journal));
  test_close (journal);
}

/* The superuser ignores modes unless these capabilities are given up, which cannot be undone: in a child only. */
static void
drop_capabilities (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[2] = { 0 };

  g_assert_cmpint (syscall (SYS_capset, &header, data), ==, 0);
}

static void
assert_read_only (const char *folder)
{
  g_autoptr (GError) error = NULL;
  FerryJournal *journal = test_try_open (folder, &error);

  g_assert_null (journal);
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, folder));
}

static void
run_without_capabilities (GTestFunc func)
{
  if (g_test_subprocess ())
    {
      drop_capabilities ();
      func ();
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
open_read_only_folder (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();

  g_assert_cmpint (g_chmod (folder->path, 0500), ==, 0);
  assert_read_only (folder->path);
  g_chmod (folder->path, 0700);
}

static void
test_read_only_folder (void)
{
  run_without_capabilities (open_read_only_folder);
}

static void
open_forbidden_parent (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *child = test_folder_build (folder, "child");

  g_assert_cmpint (g_chmod (folder->path, 0500), ==, 0);
  assert_read_only (child);
  g_chmod (folder->path, 0700);
}

static void
test_forbidden_parent (void)
{
  run_without_capabilities (open_forbidden_parent);
}

/* A journal that cannot be written is no damaged one: it stays where it is. */
static void
open_read_only_file (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *path = test_folder_build (folder, "journal.db");
  FerryJournal *journal = test_open (folder->path);
  gint64 identity = test_identify (journal, "AK-1", NULL);

  test_close (journal);
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  assert_read_only (folder->path);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);

  journal = test_open (folder->path);
  g_assert_false (ferry_journal_was_recovered (journal));
  g_assert_cmpint (test_identify (journal, "AK-1", NULL), ==, identity);
  test_close (journal);
}

static void
test_read_only_file (void)
{
  run_without_capabilities (open_read_only_file);
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  FerryJournal *journal = test_open (self->folder->path);
  g_autoptr (FerryTransaction) transaction = make_large_transaction ();
  sqlite3 *other = NULL;

  ferry_journal_set_busy_timeout (journal, 200);
  g_assert_cmpint (sqlite3_open (self->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_commit_fails (journal, transaction, FERRY_JOURNAL_ERROR_LOCKED);

  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  test_commit (journal, transaction);
  sqlite3_close (other);
  test_close (journal);
}

/* Another process set it aside, or somebody removed it: what is written now would be lost. */
static void
test_moved (Fixture *self, gconstpointer data)
{
  FerryJournal *journal = test_open (self->folder->path);
  g_autoptr (FerryTransaction) transaction = make_large_transaction ();
  g_autofree char *elsewhere = test_folder_build (self->folder, "elsewhere");

  g_assert_cmpint (g_rename (self->path, elsewhere), ==, 0);
  assert_commit_fails (journal, transaction, FERRY_JOURNAL_ERROR_FAILED);
  g_assert_cmpint (g_rename (elsewhere, self->path), ==, 0);
  test_commit (journal, transaction);
  test_close (journal);
}

/* In place: the journal has the file open. */
static void
overwrite (const char *path, const char *contents, gsize length)
{
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (contents, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
load_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_null (ferry_journal_load_audit_finish (FERRY_JOURNAL (object), result, error));
}

/* Damage met while in use fails with a sentence; the next opening sets the file aside. */
static void
test_damaged_in_use (Fixture *self, gconstpointer data)
{
  FerryJournal *journal = test_open (self->folder->path);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  /* More than is kept in memory. */
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (FerryTransaction) transaction = make_large_transaction ();

      test_commit (journal, transaction);
    }

  test_close (journal);
  journal = test_open (self->folder->path);

  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  memset (contents + length / 2, 0x11, length / 2);
  overwrite (self->path, contents, length);
  ferry_journal_load_audit_async (journal, NULL, 0, load_cb, &error);

  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);
  test_close (journal);

  journal = test_open (self->folder->path);
  g_assert_nonnull (ferry_journal_get_set_aside (journal));
  test_close (journal);
}

#define ADD(name, func) g_test_add ("/journal/failures/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("no-space", test_no_space);
  ADD ("no-space-remote", test_no_space_remote);
  ADD ("no-space-to-begin", test_no_space_to_begin);
  g_test_add_func ("/journal/failures/read-only-folder", test_read_only_folder);
  g_test_add_func ("/journal/failures/forbidden-parent", test_forbidden_parent);
  g_test_add_func ("/journal/failures/read-only-file", test_read_only_file);
  ADD ("locked", test_locked);
  ADD ("moved", test_moved);
  ADD ("damaged-in-use", test_damaged_in_use);

  return g_test_run ();
}
