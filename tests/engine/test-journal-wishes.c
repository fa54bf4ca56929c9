/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What processes tell each other through the journal: wishes, who may tell the user, what has changed. And an older
 * journal that becomes one of today. */

#include "config.h"

#include <sqlite3.h>

#include "engine/ferry-journal-database.h"
#include "test-journal-common.h"

typedef struct
{
  TestFolder *folder;
  FerryJournal *journal;
  gint64 identity;
  gint64 operation; /* with two queued replicas */
  gint64 replica;   /* the first of them */
} Fixture;

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

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) request = NULL;
  g_autoptr (FerryJournalContents) contents = NULL;

  self->folder = test_folder_new ();
  self->journal = test_open (self->folder->path);
  self->identity = test_identify (self->journal, "AK-1", "pin-1");
  request = test_request (self->journal, self->identity, NULL, (const char *[]) { "img-a", "img-b", NULL });
  self->operation = request->created;
  contents = test_load (self->journal, FALSE, 0);
  self->replica = ((FerryReplicaRecord *) g_ptr_array_index (contents->replicas, 0))->id;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_close (self->journal);
  test_folder_free (self->folder);
}

static gint64
put_wish (Fixture *self, FerryVerb verb, gint64 replica, const char *image)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  const FerryWishRecord wish = {
    .operation = self->operation, .replica = replica, .verb = verb, .image = (char *) image
  };

  ferry_transaction_put_wish (transaction, &wish);
  test_commit (self->journal, transaction);

  return ((FerryWishRecord *) g_ptr_array_index (ferry_transaction_get_wishes (transaction), 0))->id;
}

static void
test_wish (Fixture *self, gconstpointer data)
{
  gint64 first = put_wish (self, FERRY_VERB_CANCEL, 0, NULL);
  gint64 second = put_wish (self, FERRY_VERB_ADOPT, self->replica, "img-x");
  g_autoptr (FerryJournalContents) contents = test_load (self->journal, TRUE, 0);
  g_autoptr (FerryJournalContents) later = NULL;
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryTransaction) refusal = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) refused = NULL;
  FerryWishRecord *wish;

  g_assert_cmpuint (contents->wishes->len, ==, 2);
  wish = g_ptr_array_index (contents->wishes, 0);
  g_assert_cmpint (wish->id, ==, first);
  g_assert_cmpint (wish->operation, ==, self->operation);
  g_assert_cmpint (wish->replica, ==, 0);
  g_assert_cmpint (wish->verb, ==, FERRY_VERB_CANCEL);
  g_assert_cmpint (wish->created, >, 0);
  wish = g_ptr_array_index (contents->wishes, 1);
  g_assert_cmpint (wish->verb, ==, FERRY_VERB_ADOPT);
  g_assert_cmpint (wish->replica, ==, self->replica);
  g_assert_cmpstr (wish->image, ==, "img-x");

  /* Whoever drives may refuse it; that it is taken back already is no failure. */
  g_assert_false (wish->refused);
  wish->refused = TRUE;
  wish->created = 12345;
  ferry_transaction_put_wish (refusal, wish);
  test_commit (self->journal, refusal);
  refused = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (refused->wishes->len, ==, 2);
  wish = g_ptr_array_index (refused->wishes, 1);
  g_assert_true (wish->refused);
  g_assert_cmpint (wish->created, ==, 12345);

  /* It goes with its effect; that it is gone already is no failure. */
  ferry_transaction_remove_wish (transaction, second);
  test_commit (self->journal, transaction);
  test_commit (self->journal, transaction);
  later = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (later->wishes->len, ==, 1);
  test_commit (self->journal, refusal);
}

/* A wish about an operation of long ago brings that operation along. */
static void
test_wish_of_old (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalContents) before = test_load (self->journal, TRUE, 0);
  g_autoptr (FerryJournalContents) ended = NULL;
  g_autoptr (FerryJournalContents) wished = NULL;

  for (guint i = 0; i < before->replicas->len; i++)
    test_put_state (self->journal, g_ptr_array_index (before->replicas, i), FERRY_STATE_ERROR);
  ended = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (ended->operations->len, ==, 0);
  put_wish (self, FERRY_VERB_RETRY, 0, NULL);
  wished = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (wished->operations->len, ==, 1);
}

static gboolean
withdraw (FerryJournal *journal, gint64 wish)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean there;

  ferry_journal_withdraw_wish_async (journal, wish, done_cb, &result);
  there = ferry_journal_withdraw_wish_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return there;
}

static void
test_withdraw (Fixture *self, gconstpointer data)
{
  gint64 wish = put_wish (self, FERRY_VERB_FORGET, self->replica, NULL);

  g_assert_true (withdraw (self->journal, wish));
  g_assert_false (withdraw (self->journal, wish));
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM wish"), ==, 0);
}

static gboolean
tell (FerryJournal *journal, gint64 operation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean mine;

  ferry_journal_tell_async (journal, operation, done_cb, &result);
  mine = ferry_journal_tell_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return mine;
}

static void
put_states (Fixture *self, FerryState first, FerryState second)
{
  g_autoptr (FerryJournalContents) contents = test_load_operations (self->journal, &self->operation, 1);

  test_put_state (self->journal, g_ptr_array_index (contents->replicas, 0), first);
  test_put_state (self->journal, g_ptr_array_index (contents->replicas, 1), second);
}

static void
test_told_once (Fixture *self, gconstpointer data)
{
  FerryJournal *other = test_open (self->folder->path);
  g_autoptr (FerryJournalContents) before = NULL;
  g_autoptr (FerryJournalContents) after = NULL;

  /* Not while something goes on. */
  put_states (self, FERRY_STATE_VERIFIED, FERRY_STATE_PENDING);
  g_assert_false (tell (self->journal, self->operation));

  put_states (self, FERRY_STATE_VERIFIED, FERRY_STATE_UNDECIDED);
  g_assert_true (tell (other, self->operation));
  g_assert_false (tell (self->journal, self->operation));
  before = test_load (self->journal, FALSE, 0);
  g_assert_false (((FerryOperationRecord *) g_ptr_array_index (before->operations, 0))->told);

  /* The end is told once more. */
  put_states (self, FERRY_STATE_VERIFIED, FERRY_STATE_VERIFIED);
  g_assert_true (tell (self->journal, self->operation));
  g_assert_false (tell (other, self->operation));
  g_assert_false (tell (self->journal, self->operation));
  after = test_load (other, FALSE, 0);
  g_assert_true (((FerryOperationRecord *) g_ptr_array_index (after->operations, 0))->told);
  g_assert_false (tell (other, 4711));
  test_close (other);
}

static char *
tell_recovery (FerryJournal *journal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *path;

  ferry_journal_tell_recovery_async (journal, done_cb, &result);
  path = ferry_journal_tell_recovery_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return path;
}

static void
test_recovery_told_once (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *path = test_folder_build (folder, "journal.db");
  g_autofree char *first = NULL;
  g_autofree char *set_aside = NULL;
  FerryJournal *journal;
  FerryJournal *other;

  g_assert_true (g_file_set_contents (path, "no database", -1, NULL));
  journal = test_open (folder->path);
  set_aside = g_strdup (ferry_journal_get_set_aside (journal));
  test_close (journal);

  /* Whoever comes next tells, even if the one that found the damage could not. */
  journal = test_open (folder->path);
  other = test_open (folder->path);
  first = tell_recovery (other);
  g_assert_cmpstr (first, ==, set_aside);
  g_assert_null (tell_recovery (journal));
  g_assert_null (tell_recovery (other));
  g_assert_true (ferry_journal_was_recovered (journal));
  test_close (other);
  test_close (journal);
}

static FerryJournalContents *
load_changes (FerryJournal *journal, gint64 newest, const gint64 *ids, guint n_ids)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryJournalContents *contents;

  ferry_journal_load_changes_async (journal, newest, ids, n_ids, done_cb, &result);
  contents = ferry_journal_load_changes_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);

  return contents;
}

static gint64
get_operation_id (FerryJournalContents *contents, guint i)
{
  return ((FerryOperationRecord *) g_ptr_array_index (contents->operations, i))->id;
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) second =
    test_request (self->journal, self->identity, NULL, (const char *[]) { "img-c", NULL });
  g_autoptr (FerryJournalRequest) third =
    test_request (self->journal, self->identity, NULL, (const char *[]) { "img-d", NULL });
  g_autoptr (FerryJournalContents) old = test_load_operations (self->journal, &second->created, 1);
  g_autoptr (FerryJournalContents) none = NULL;
  g_autoptr (FerryJournalContents) newer = NULL;
  g_autoptr (FerryJournalContents) known = NULL;

  put_states (self, FERRY_STATE_VERIFIED, FERRY_STATE_ERROR);
  test_put_state (self->journal, g_ptr_array_index (old->replicas, 0), FERRY_STATE_VERIFIED);

  /* Open ones always. */
  none = load_changes (self->journal, third->created, NULL, 0);
  g_assert_cmpuint (none->operations->len, ==, 1);
  g_assert_cmpint (get_operation_id (none, 0), ==, third->created);
  newer = load_changes (self->journal, self->operation, NULL, 0);
  g_assert_cmpuint (newer->operations->len, ==, 2);
  known = load_changes (self->journal, third->created, &self->operation, 1);
  g_assert_cmpuint (known->operations->len, ==, 2);
  g_assert_cmpint (get_operation_id (known, 0), ==, self->operation);
  g_assert_cmpuint (known->replicas->len, ==, 3);
}

static void
test_joins (Fixture *self, gconstpointer data)
{
  gint64 alone = test_identify (self->journal, "AK-2", NULL);
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryJournalJoin *join;

  g_assert_cmpint (alone, !=, self->identity);
  g_assert_cmpint (test_identify (self->journal, "AK-2", "pin-1"), ==, self->identity);
  contents = load_changes (self->journal, 0, NULL, 0);
  g_assert_cmpuint (contents->joins->len, ==, 1);
  join = g_ptr_array_index (contents->joins, 0);
  g_assert_cmpint (join->identity, ==, alone);
  g_assert_cmpint (join->into, ==, self->identity);
}

static guint
prune_daily (FerryJournal *journal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_removed = G_MAXUINT;

  ferry_journal_prune_daily_async (journal, 180, done_cb, &result);
  g_assert_true (ferry_journal_prune_finish (journal, wait_for (&result), &n_removed, &error));
  g_assert_no_error (error);

  return n_removed;
}

/* More than one step, once a day, and the audit log stays. */
static void
test_prune_daily (Fixture *self, gconstpointer data)
{
  const char *make_old =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)"
    " INSERT INTO operation SELECT 1000 + i, 'op-' || i, 1, 'copy', 'Work', 'a', 'b', "
    "NULL, NULL, NULL, 120, 0, 0, i FROM n;"
    "INSERT INTO replica (id, operation, position, source, state, waiting_for, progress, "
    "reason, http_status, attempts, accepted, first_seen, ended, unfinished)"
    " SELECT 5000 + id, id, 0, 'img-' || id, 'verified', 'none', 100,"
    " 'none', 0, 1, 1, 1, 2, 0 FROM operation WHERE id > 1000;";

  test_sql (self->folder, make_old);
  g_assert_cmpuint (prune_daily (self->journal), ==, 450);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM operation"), ==, 1);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM audit"), ==, 1);

  test_sql (self->folder, make_old);
  g_assert_cmpuint (prune_daily (self->journal), ==, 0);
  test_sql (self->folder, "UPDATE meta SET value = value - 90000000000 WHERE name = 'pruned'");
  g_assert_cmpuint (prune_daily (self->journal), ==, 450);

  /* A clock that was set back since does not stop it for good. */
  test_sql (self->folder, make_old);
  test_sql (self->folder, "UPDATE meta SET value = value + 900000000000 WHERE name = 'pruned'");
  g_assert_cmpuint (prune_daily (self->journal), ==, 450);
}

static void
make_version_1 (TestFolder *folder)
{
  g_autofree char *path = test_folder_build (folder, "journal.db");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "data", "journal-v1.sql", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *handle = NULL;

  g_assert_true (g_file_get_contents (script, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static void
check_migrated (FerryJournalContents *contents)
{
  FerryOperationRecord *done = g_ptr_array_index (contents->operations, 0);
  FerryOperationRecord *open = g_ptr_array_index (contents->operations, 1);
  FerryReplicaRecord *replica = g_ptr_array_index (contents->replicas, 2);
  FerryAttemptRecord *attempt = g_ptr_array_index (contents->attempts, 0);

  g_assert_cmpuint (contents->operations->len, ==, 2);
  g_assert_cmpuint (contents->replicas->len, ==, 4);
  g_assert_true (done->told);
  g_assert_false (open->told);
  g_assert_cmpstr (open->request_id, ==, "nightly-1");
  g_assert_cmpuint (open->settle_seconds, ==, 300);
  g_assert_cmpint (replica->state, ==, FERRY_STATE_UNCONFIRMED);
  g_assert_nonnull (replica->facts);
  g_assert_cmpuint (contents->attempts->len, ==, 2);
  g_assert_cmpint (attempt->outcome, ==, FERRY_OUTCOME_UNCONFIRMED);
  g_assert_cmpint (attempt->image_quota_used, ==, 8);
  g_assert_cmpuint (contents->sightings->len, ==, 1);
  g_assert_cmpuint (contents->duplicates->len, ==, 1);
  g_assert_cmpuint (contents->wishes->len, ==, 0);
}

static void
test_migrate (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (GHashTable) baseline = NULL;
  g_autoptr (GPtrArray) audit = NULL;
  g_autoptr (GError) error = NULL;
  FerryJournal *journal;

  make_version_1 (folder);
  g_assert_cmpint (test_sql_int (folder, "PRAGMA user_version"), ==, 1);
  journal = test_open (folder->path);
  g_assert_null (ferry_journal_get_set_aside (journal));
  /* It was written elsewhere, which a migration does not change. */
  g_assert_true (ferry_journal_is_foreign (journal));
  contents = test_load (journal, FALSE, 0);
  check_migrated (contents);
  baseline = test_load_baseline (journal, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (baseline), ==, 8);
  audit = test_load_audit (journal, NULL, 0);
  g_assert_cmpuint (audit->len, ==, 6);
  test_close (journal);
  g_assert_cmpint (test_sql_int (folder, "PRAGMA user_version"), ==, 6);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM wish"), ==, 0);

  /* It can be opened again, and be used like a new one. */
  journal = test_open (folder->path);
  g_assert_cmpint (test_identify (journal, "AK-1", NULL), ==, 2);
  test_close (journal);
}

/* What versions 2, 3, … of the program did to the file. */
static const char *const older_steps[] = {
  "CREATE TABLE wish (id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,"
  " replica INTEGER REFERENCES replica (id) ON DELETE CASCADE,"
  " verb TEXT NOT NULL, image TEXT, created INTEGER NOT NULL) STRICT;"
  "CREATE INDEX wish_operation ON wish (operation);"
  "CREATE INDEX wish_replica ON wish (replica);"
  "INSERT INTO wish (operation, replica, verb, created) VALUES (2, 3, 'send-again', 7);"
  "PRAGMA user_version=2;",
  "ALTER TABLE replica ADD COLUMN service_status TEXT; PRAGMA user_version=3;",
  "ALTER TABLE replica ADD COLUMN dismissed TEXT; PRAGMA user_version=4;",
  "ALTER TABLE wish ADD COLUMN refused INTEGER NOT NULL DEFAULT 0; PRAGMA user_version=5;",
};

static void
check_migrated_from (TestFolder *folder, guint version)
{
  FerryJournal *journal = test_open (folder->path);
  g_autoptr (FerryJournalContents) contents = test_load (journal, FALSE, 0);

  g_assert_cmpuint (contents->operations->len, ==, 2);
  g_assert_cmpuint (contents->attempts->len, ==, 2);
  g_assert_cmpint (((FerryAttemptRecord *) g_ptr_array_index (contents->attempts, 0))->outcome, ==,
                   FERRY_OUTCOME_BUSY);
  g_assert_cmpint (((FerryAttemptRecord *) g_ptr_array_index (contents->attempts, 1))->outcome, ==,
                   FERRY_OUTCOME_REFUSED);
  g_assert_cmpuint (contents->wishes->len, ==, version > 1 ? 1 : 0);
  if (version > 1)
    {
      FerryWishRecord *wish = g_ptr_array_index (contents->wishes, 0);

      g_assert_cmpint (wish->verb, ==, FERRY_VERB_SEND_AGAIN);
      g_assert_cmpint (wish->replica, ==, 3);
      g_assert_cmpint (wish->created, ==, 7);
      g_assert_false (wish->refused);
    }
  test_close (journal);
  g_assert_cmpint (test_sql_int (folder, "PRAGMA user_version"), ==, 6);
}

/* The journal of every older program keeps all it holds. A service that was busy is told from one that refused. */
static void
test_migrate_each (void)
{
  for (guint version = 1; version <= G_N_ELEMENTS (older_steps) + 1; version++)
    {
      g_autoptr (TestFolder) folder = test_folder_new ();

      make_version_1 (folder);
      test_sql (folder, "UPDATE attempt SET outcome = 'refused', http_status = 400 WHERE id = 3;"
                        "UPDATE attempt SET outcome = 'refused', http_status = 403 WHERE id = 4;");
      for (guint i = 0; i + 1 < version; i++)
        test_sql (folder, older_steps[i]);
      g_assert_cmpint (test_sql_int (folder, "PRAGMA user_version"), ==, version);
      check_migrated_from (folder, version);
    }
}

/* A step that fails leaves version 1 as it was. */
static void
test_migrate_fails (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GError) error = NULL;

  make_version_1 (folder);
  test_sql (folder, "CREATE TABLE wish (unexpected TEXT)");
  g_assert_null (test_try_open (folder->path, &error));
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);
  g_assert_cmpint (test_sql_int (folder, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM operation"), ==, 2);
}

static gpointer
commit_elsewhere (gpointer data)
{
  ferry_journal_database_begin (data, TRUE, NULL);
  return NULL;
}

/* A disk that stalls must never stall a window: whoever commits on another thread than the journal's is stopped. */
static void
test_thread (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (TestFolder) folder = test_folder_new ();
      g_autofree char *path = test_folder_build (folder, "journal.db");
      FerryJournal *journal = test_open (folder->path);
      FerryJournalDatabase *database = ferry_journal_database_open (path, folder->path, NULL);

      g_assert_nonnull (journal);
      g_thread_join (g_thread_new ("other", commit_elsewhere, database));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*assert_thread*");
}

static void
note_thread_cb (guint number, gboolean committed, gpointer user_data)
{
  *(GThread **) user_data = g_thread_self ();
}

static void
test_commits_off_the_main_thread (Fixture *self, gconstpointer data)
{
  GThread *seen = NULL;

  ferry_journal_set_probe (self->journal, note_thread_cb, &seen, NULL);
  put_wish (self, FERRY_VERB_CANCEL, 0, NULL);
  g_assert_nonnull (seen);
  g_assert_true (seen != g_thread_self ());
}

#define ADD(path, function) g_test_add ("/journal/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("wish", test_wish);
  ADD ("wish-of-old", test_wish_of_old);
  ADD ("withdraw", test_withdraw);
  ADD ("told-once", test_told_once);
  g_test_add_func ("/journal/recovery-told-once", test_recovery_told_once);
  ADD ("changes", test_changes);
  ADD ("joins", test_joins);
  ADD ("prune-daily", test_prune_daily);
  g_test_add_func ("/journal/migrate", test_migrate);
  g_test_add_func ("/journal/migrate-each", test_migrate_each);
  g_test_add_func ("/journal/migrate-fails", test_migrate_fails);
  g_test_add_func ("/journal/thread", test_thread);
  ADD ("commits-off-the-main-thread", test_commits_off_the_main_thread);

  return g_test_run ();
}
