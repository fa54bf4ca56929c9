/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a journal makes of the file and the folder it finds. */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

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
  g_free (self->path);
  test_folder_free (self->folder);
}

/* Makes a journal with enough in it for several pages. */
static void
fill (Fixture *self)
{
  FerryJournal *journal = test_open (self->folder->path);
  gint64 identity = test_identify (journal, "AK-1", "pin-1");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *source = g_strdup_printf ("img-%u", i);
      g_autoptr (FerryJournalRequest) request =
        test_request (journal, identity, NULL, (const char *[]) { source, NULL });

      g_assert_cmpint (request->created, >, 0);
    }

  test_close (journal);
}

static char *
read_file (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, length, &error));
  g_assert_no_error (error);

  return contents;
}

static void
write_file (const char *path, const char *contents, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
    g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error));
  g_assert_no_error (error);
}

static guint
get_mode (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);

  return info.st_mode & 0777;
}

static void
test_new (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = test_folder_build (self->folder, "deep/er");
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  mode_t old_mask = umask (0);
  FerryJournal *journal = test_open (folder);

  test_identify (journal, "AK-1", NULL);
  g_assert_cmpstr (ferry_journal_get_folder (journal), ==, folder);
  g_assert_null (ferry_journal_get_set_aside (journal));
  g_assert_false (ferry_journal_was_recovered (journal));
  g_assert_false (ferry_journal_is_foreign (journal));
  g_assert_cmpuint (get_mode (folder), ==, 0700);
  g_assert_cmpuint (get_mode (path), ==, 0600);
  g_assert_cmpuint (get_mode (wal), ==, 0600);
  test_close (journal);
  umask (old_mask);

  /* Closing moves all into the one file. */
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
}

static void
test_again (Fixture *self, gconstpointer data)
{
  FerryJournal *journal;
  g_autoptr (FerryJournalContents) contents = NULL;

  fill (self);
  journal = test_open (self->folder->path);
  contents = test_load (journal, TRUE, 0);
  g_assert_cmpuint (contents->operations->len, ==, 20);
  g_assert_false (ferry_journal_was_recovered (journal));
  test_close (journal);
}

/* Opens what was damaged, and checks that nothing of it is lost and that this is remembered. */
static void
assert_set_aside (Fixture *self, const char *contents, gsize length)
{
  FerryJournal *journal = test_open (self->folder->path);
  g_autofree char *aside = g_strdup (ferry_journal_get_set_aside (journal));
  g_autofree char *kept = NULL;
  g_autofree char *name = NULL;
  g_autoptr (FerryJournalContents) loaded = test_load (journal, FALSE, 0);
  gsize kept_length = 0;

  g_assert_nonnull (aside);
  name = g_path_get_basename (aside);
  g_assert_true (g_regex_match_simple ("^journal\\.db\\.damaged-[0-9]{8}-[0-9]{6}(-[0-9]+)?$", name, 0, 0));
  kept = read_file (aside, &kept_length);
  g_assert_cmpmem (kept, kept_length, contents, length);

  g_assert_true (ferry_journal_was_recovered (journal));
  g_assert_cmpuint (loaded->operations->len, ==, 0);
  test_identify (journal, "AK-1", "pin-1");
  test_close (journal);

  /* The next one is whole, but knows. */
  journal = test_open (self->folder->path);
  g_assert_null (ferry_journal_get_set_aside (journal));
  g_assert_true (ferry_journal_was_recovered (journal));
  test_close (journal);
}

static void
test_truncated (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  fill (self);
  contents = read_file (self->path, &length);
  g_assert_cmpuint (length, >, 3 * 4096);
  write_file (self->path, contents, length / 2);
  assert_set_aside (self, contents, length / 2);
}

static void
test_header_only (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  fill (self);
  contents = read_file (self->path, &length);
  write_file (self->path, contents, 100);
  assert_set_aside (self, contents, 100);
}

static void
test_garbage (Fixture *self, gconstpointer data)
{
  static const char garbage[] = "This is no database at all, whatever its name may say about it.";

  write_file (self->path, garbage, sizeof garbage);
  assert_set_aside (self, garbage, sizeof garbage);
}

static void
test_zero_bytes (Fixture *self, gconstpointer data)
{
  write_file (self->path, "", 0);
  assert_set_aside (self, "", 0);
}

static void
test_spoilt_pages (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  fill (self);
  contents = read_file (self->path, &length);

  for (gsize i = 4096; i < length; i++)
    contents[i] = (char) (i * 31);

  write_file (self->path, contents, length);
  assert_set_aside (self, contents, length);
}

static void
test_other_program (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  fill (self);
  test_sql (self->folder, "PRAGMA application_id=1");
  contents = read_file (self->path, &length);
  assert_set_aside (self, contents, length);
}

/* Keeps the file and its log as they are while the journal is open, so that the log is not empty. */
static void
make_log (Fixture *self, const char *wal)
{
  FerryJournal *journal = test_open (self->folder->path);
  g_autofree char *contents = NULL;
  g_autofree char *log = NULL;
  gsize length = 0;
  gsize log_length = 0;

  test_identify (journal, "AK-9", "pin-9");
  contents = read_file (self->path, &length);
  log = read_file (wal, &log_length);
  test_close (journal);

  g_assert_cmpuint (log_length, >, 32);
  write_file (self->path, contents, length);
  write_file (wal, log, log_length);
}

static void
test_log_is_played (Fixture *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  FerryJournal *journal;

  fill (self);
  make_log (self, wal);
  journal = test_open (self->folder->path);
  g_assert_false (ferry_journal_was_recovered (journal));
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM identity WHERE owner = 'pin-9'"), ==, 1);
  test_close (journal);
}

static void
test_garbage_log (Fixture *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *log = NULL;
  gsize length = 0;
  gsize log_length = 0;

  fill (self);
  make_log (self, wal);
  log = read_file (wal, &log_length);
  memset (log, 0x5a, log_length);
  write_file (wal, log, log_length);
  contents = read_file (self->path, &length);
  assert_set_aside (self, contents, length);
}

/* A log without its file would be played into the next one. */
static void
test_lone_log (Fixture *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *aside = NULL;
  FerryJournal *journal;

  fill (self);
  make_log (self, wal);
  g_assert_cmpint (g_unlink (self->path), ==, 0);

  journal = test_open (self->folder->path);
  g_assert_true (ferry_journal_was_recovered (journal));
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM identity"), ==, 0);
  aside = g_strconcat (ferry_journal_get_set_aside (journal), "-wal", NULL);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  test_close (journal);
}

/* Another process was killed between setting a file aside and beginning a new one. */
static void
test_interrupted_recovery (Fixture *self, gconstpointer data)
{
  g_autofree char *damaged = g_strconcat (self->path, ".damaged-20250101-000000", NULL);
  FerryJournal *journal;

  write_file (damaged, "x", 1);
  journal = test_open (self->folder->path);
  g_assert_true (ferry_journal_was_recovered (journal));
  test_close (journal);
}

/* … or while it made a new one. */
static void
test_interrupted_creation (Fixture *self, gconstpointer data)
{
  g_autofree char *half = g_strconcat (self->path, ".new", NULL);
  FerryJournal *journal;

  write_file (half, "half", 4);
  journal = test_open (self->folder->path);
  g_assert_false (ferry_journal_was_recovered (journal));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  test_close (journal);
}

static void
assert_does_not_open (const char *folder, FerryJournalError code)
{
  g_autoptr (GError) error = NULL;
  FerryJournal *journal = test_try_open (folder, &error);

  g_assert_null (journal);
  g_assert_error (error, FERRY_JOURNAL_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, folder));
}

static void
test_too_new (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length = 0;
  gsize after_length = 0;

  fill (self);
  test_sql (self->folder, "PRAGMA user_version=1000");
  before = read_file (self->path, &before_length);
  assert_does_not_open (self->folder->path, FERRY_JOURNAL_ERROR_TOO_NEW);
  after = read_file (self->path, &after_length);
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_foreign (Fixture *self, gconstpointer data)
{
  FerryJournal *journal;

  fill (self);
  test_sql (self->folder, "UPDATE meta SET value = 'elsewhere' WHERE name = 'machine'");

  /* Looking at it does not adopt it. */
  for (guint i = 0; i < 2; i++)
    {
      journal = test_open (self->folder->path);
      g_assert_true (ferry_journal_is_foreign (journal));
      test_identify (journal, "AK-1", "pin-1");
      test_close (journal);
    }

  journal = test_open (self->folder->path);
  test_adopt (journal);
  g_assert_false (ferry_journal_is_foreign (journal));
  test_close (journal);

  journal = test_open (self->folder->path);
  g_assert_false (ferry_journal_is_foreign (journal));
  test_close (journal);
}

static void
test_folder_is_a_file (Fixture *self, gconstpointer data)
{
  write_file (self->path, "x", 1);
  assert_does_not_open (self->path, FERRY_JOURNAL_ERROR_FAILED);
}

static void
test_file_is_a_folder (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  assert_does_not_open (self->folder->path, FERRY_JOURNAL_ERROR_FAILED);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_DIR));
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_null (ferry_journal_open_finish (result, error));
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  ferry_journal_open_async (self->folder->path, cancellable, cancelled_cb, &error);
  g_cancellable_cancel (cancellable);

  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, func) g_test_add ("/journal/opening/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("new", test_new);
  ADD ("again", test_again);
  ADD ("truncated", test_truncated);
  ADD ("header-only", test_header_only);
  ADD ("garbage", test_garbage);
  ADD ("zero-bytes", test_zero_bytes);
  ADD ("spoilt-pages", test_spoilt_pages);
  ADD ("other-program", test_other_program);
  ADD ("log-is-played", test_log_is_played);
  ADD ("garbage-log", test_garbage_log);
  ADD ("lone-log", test_lone_log);
  ADD ("interrupted-recovery", test_interrupted_recovery);
  ADD ("interrupted-creation", test_interrupted_creation);
  ADD ("too-new", test_too_new);
  ADD ("foreign", test_foreign);
  ADD ("folder-is-a-file", test_folder_is_a_file);
  ADD ("file-is-a-folder", test_file_is_a_folder);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
