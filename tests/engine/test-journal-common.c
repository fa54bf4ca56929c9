/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-journal-common.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "engine/ferry-journal-private.h"

static void
done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

TestFolder *
test_folder_new (void)
{
  TestFolder *self = g_new0 (TestFolder, 1);
  g_autoptr (GError) error = NULL;

  self->path = g_dir_make_tmp ("journal-XXXXXX", &error);
  g_assert_no_error (error);

  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

void
test_folder_free (TestFolder *self)
{
  remove_tree (self->path);
  g_free (self->path);
  g_free (self);
}

char *
test_folder_build (TestFolder *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

FerryJournal *
test_try_open (const char *folder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_journal_open_async (folder, NULL, done_cb, &result);

  return ferry_journal_open_finish (wait_for (&result), error);
}

FerryJournal *
test_open (const char *folder)
{
  g_autoptr (GError) error = NULL;
  FerryJournal *journal = test_try_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (FERRY_IS_JOURNAL (journal));

  return journal;
}

FerryJournal *
test_open_as_remote (const char *folder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryJournal *journal;

  ferry_journal_open_as_remote_async (folder, done_cb, &result);
  journal = ferry_journal_open_finish (wait_for (&result), &error);
  g_assert_no_error (error);

  return journal;
}

void
test_close (FerryJournal *journal)
{
  ferry_journal_close (journal);
  g_object_unref (journal);
}

gint64
test_identify_full (FerryJournal *journal, const char *access_key, const char *pin, char **owner)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 identity;

  ferry_journal_identify_async (journal, "https://example.test", access_key, pin, "Work", done_cb, &result);
  identity = ferry_journal_identify_finish (journal, wait_for (&result), owner, &error);
  g_assert_no_error (error);
  g_assert_cmpint (identity, >, 0);

  return identity;
}

gint64
test_identify (FerryJournal *journal, const char *access_key, const char *pin)
{
  return test_identify_full (journal, access_key, pin, NULL);
}

FerryOperationRecord *
test_operation (gint64 identity, const char *request_id)
{
  FerryOperationRecord *record = g_new0 (FerryOperationRecord, 1);

  record->identity = identity;
  record->kind = FERRY_KIND_COPY;
  record->account = g_strdup ("Work");
  record->source_region = g_strdup ("cn-north-1");
  record->target_region = g_strdup ("cn-south-1");
  record->request_id = g_strdup (request_id);
  record->settle_seconds = 120;

  return record;
}

FerryJournalRequest *
test_request_full (FerryJournal *journal,
                   const FerryOperationRecord *operation,
                   const char *const *sources,
                   GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_journal_request_async (journal, operation, sources, done_cb, &result);

  return ferry_journal_request_finish (journal, wait_for (&result), error);
}

FerryJournalRequest *
test_request (FerryJournal *journal, gint64 identity, const char *request_id, const char *const *sources)
{
  g_autoptr (FerryOperationRecord) operation = test_operation (identity, request_id);
  g_autoptr (GError) error = NULL;
  FerryJournalRequest *request = test_request_full (journal, operation, sources, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);

  return request;
}

gboolean
test_try_commit (FerryJournal *journal, FerryTransaction *transaction, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_journal_commit_async (journal, transaction, done_cb, &result);

  return ferry_journal_commit_finish (journal, wait_for (&result), error);
}

void
test_commit (FerryJournal *journal, FerryTransaction *transaction)
{
  g_autoptr (GError) error = NULL;
  gboolean done = test_try_commit (journal, transaction, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

FerryJournalContents *
test_load (FerryJournal *journal, gboolean only_unfinished, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryJournalContents *contents;

  ferry_journal_load_async (journal, only_unfinished, limit, done_cb, &result);
  contents = ferry_journal_load_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return contents;
}

FerryJournalContents *
test_load_operations (FerryJournal *journal, const gint64 *ids, guint n_ids)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryJournalContents *contents;

  ferry_journal_load_operations_async (journal, ids, n_ids, done_cb, &result);
  contents = ferry_journal_load_operations_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return contents;
}

GHashTable *
test_load_baseline (FerryJournal *journal, gint64 baseline, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_journal_load_baseline_async (journal, baseline, done_cb, &result);

  return ferry_journal_load_baseline_finish (journal, wait_for (&result), error);
}

GPtrArray *
test_load_audit (FerryJournal *journal, const char *uid, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines;

  ferry_journal_load_audit_async (journal, uid, limit, done_cb, &result);
  lines = ferry_journal_load_audit_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return lines;
}

guint
test_prune (FerryJournal *journal, guint days)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_removed = G_MAXUINT;

  ferry_journal_prune_async (journal, days, done_cb, &result);
  g_assert_true (ferry_journal_prune_finish (journal, wait_for (&result), &n_removed, &error));
  g_assert_no_error (error);

  return n_removed;
}

void
test_adopt (FerryJournal *journal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_journal_adopt_async (journal, done_cb, &result);
  g_assert_true (ferry_journal_adopt_finish (journal, wait_for (&result), &error));
  g_assert_no_error (error);
}

void
test_put_state (FerryJournal *journal, FerryReplicaRecord *replica, FerryState state)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();

  replica->state = state;
  replica->ended = ferry_state_is_ended (state) ? g_get_real_time () : 0;
  ferry_transaction_put_replica (transaction, replica);
  test_commit (journal, transaction);
}

static sqlite3 *
open_file (TestFolder *folder)
{
  g_autofree char *path = test_folder_build (folder, "journal.db");
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 10000);

  return handle;
}

void
test_sql (TestFolder *folder, const char *sql)
{
  sqlite3 *handle = open_file (folder);

  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

gint64
test_sql_int (TestFolder *folder, const char *sql)
{
  sqlite3 *handle = open_file (folder);
  sqlite3_stmt *statement = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);

  return value;
}
