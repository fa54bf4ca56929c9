/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written into the journal comes back, in order, all or nothing. */

#include "config.h"

#include <sqlite3.h>

#include "test-journal-common.h"

typedef struct
{
  TestFolder *folder;
  FerryJournal *journal;
  gint64 identity;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = test_folder_new ();
  self->journal = test_open (self->folder->path);
  self->identity = test_identify (self->journal, "AK-1", "pin-1");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->journal != NULL)
    test_close (self->journal);

  test_folder_free (self->folder);
}

static void
reopen (Fixture *self)
{
  test_close (self->journal);
  self->journal = test_open (self->folder->path);
}

static GHashTable *
make_set (const char *const *ids)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (ids[i]));

  return set;
}

/* A new operation with one replica of @source. */
static FerryReplicaRecord *
add_replica (Fixture *self, const char *source)
{
  g_autoptr (FerryJournalRequest) request =
    test_request (self->journal, self->identity, NULL, (const char *[]) { source, NULL });
  g_autoptr (FerryJournalContents) contents = test_load_operations (self->journal, &request->created, 1);

  return ferry_replica_record_copy (g_ptr_array_index (contents->replicas, 0));
}

static void
test_operations (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryOperationRecord) put = test_operation (self->identity, "token");
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryOperationRecord *got;
  gint64 id;

  put->kind = FERRY_KIND_CONVERT;
  put->name = g_strdup ("网站 web");
  put->description = g_strdup ("it's \"quoted\"");
  put->allow_unknown_quota = TRUE;
  put->created = 1234567890123456;
  ferry_transaction_put_operation (transaction, put);
  test_commit (self->journal, transaction);
  id = ((FerryOperationRecord *) g_ptr_array_index (ferry_transaction_get_operations (transaction), 0))->id;
  g_assert_cmpint (id, >, 0);

  reopen (self);
  contents = test_load (self->journal, FALSE, 0);
  g_assert_cmpuint (contents->operations->len, ==, 1);
  got = g_ptr_array_index (contents->operations, 0);
  g_assert_cmpint (got->id, ==, id);
  g_assert_true (g_regex_match_simple ("^op-[a-z2-7]{10}$", got->uid, 0, 0));
  g_assert_cmpint (got->identity, ==, self->identity);
  g_assert_cmpint (got->kind, ==, FERRY_KIND_CONVERT);
  g_assert_cmpstr (got->account, ==, "Work");
  g_assert_cmpstr (got->source_region, ==, "cn-north-1");
  g_assert_cmpstr (got->target_region, ==, "cn-south-1");
  g_assert_cmpstr (got->name, ==, "网站 web");
  g_assert_cmpstr (got->description, ==, "it's \"quoted\"");
  g_assert_cmpstr (got->request_id, ==, "token");
  g_assert_cmpuint (got->settle_seconds, ==, 120);
  g_assert_true (got->allow_unknown_quota);
  g_assert_false (got->told);
  g_assert_cmpint (got->created, ==, 1234567890123456);
}

static void
test_operation_update (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryJournalContents) before = test_load_operations (self->journal, &replica->operation, 1);
  g_autoptr (FerryJournalContents) after = NULL;
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryOperationRecord *record = g_ptr_array_index (before->operations, 0);
  g_autofree char *uid = g_strdup (record->uid);

  record->told = TRUE;
  g_set_str (&record->uid, "op-other");
  ferry_transaction_put_operation (transaction, record);
  test_commit (self->journal, transaction);

  after = test_load_operations (self->journal, &replica->operation, 1);
  record = g_ptr_array_index (after->operations, 0);
  g_assert_true (record->told);
  g_assert_cmpstr (record->uid, ==, uid);
}

static void
fill_replica (FerryReplicaRecord *record)
{
  record->image = g_strdup ("img-new");
  record->state = FERRY_STATE_WAITING;
  record->waiting_for = FERRY_WAIT_THROTTLED;
  record->progress = 42;
  record->facts = g_strdup ("{\"disks\":[]}");
  record->reason = FERRY_REASON_THROTTLED;
  record->message = g_strdup ("Too many calls.");
  record->http_status = 429;
  record->service_status = g_strdup ("RATE_LIMIT");
  record->error_request_id = g_strdup ("req-1");
  record->candidate = g_strdup ("img-maybe");
  record->dismissed = g_strdup ("img-no img-nor");
  record->attempts = 2;
  record->accepted = 11;
  record->first_seen = 12;
}

static void
assert_replica_filled (FerryReplicaRecord *record)
{
  g_assert_cmpstr (record->source, ==, "img-a");
  g_assert_cmpstr (record->image, ==, "img-new");
  g_assert_cmpint (record->state, ==, FERRY_STATE_WAITING);
  g_assert_cmpint (record->waiting_for, ==, FERRY_WAIT_THROTTLED);
  g_assert_cmpint (record->progress, ==, 42);
  g_assert_cmpstr (record->facts, ==, "{\"disks\":[]}");
  g_assert_cmpint (record->reason, ==, FERRY_REASON_THROTTLED);
  g_assert_cmpstr (record->message, ==, "Too many calls.");
  g_assert_cmpuint (record->http_status, ==, 429);
  g_assert_cmpstr (record->service_status, ==, "RATE_LIMIT");
  g_assert_cmpstr (record->error_request_id, ==, "req-1");
  g_assert_cmpstr (record->candidate, ==, "img-maybe");
  g_assert_cmpstr (record->dismissed, ==, "img-no img-nor");
  g_assert_cmpuint (record->attempts, ==, 2);
  g_assert_cmpint (record->accepted, ==, 11);
  g_assert_cmpint (record->first_seen, ==, 12);
  g_assert_cmpint (record->ended, ==, 0);
}

static void
test_replicas (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) contents = NULL;

  g_assert_cmpint (replica->state, ==, FERRY_STATE_QUEUED);
  g_assert_cmpint (replica->progress, ==, -1);
  g_assert_null (replica->image);

  fill_replica (replica);
  ferry_transaction_put_replica (transaction, replica);
  test_commit (self->journal, transaction);

  reopen (self);
  contents = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (contents->replicas->len, ==, 1);
  assert_replica_filled (g_ptr_array_index (contents->replicas, 0));
}

/* Operation, replica, attempt, duplicate, made in one transaction and linked to each other. */
static void
test_linked (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryOperationRecord) operation = test_operation (self->identity, NULL);
  g_autoptr (FerryReplicaRecord) replica = ferry_replica_record_new ();
  FerryAttemptRecord attempt = { .number = 1, .outcome = FERRY_OUTCOME_SUPERSEDED };
  FerryDuplicateRecord duplicate = { .region = (char *) "cn-south-1", .image = (char *) "img-x" };
  g_autoptr (FerryJournalContents) contents = NULL;

  replica->source = g_strdup ("img-a");
  ferry_transaction_put_operation (transaction, operation);
  ferry_transaction_put_replica (transaction, replica);
  replica->position = 1;
  ferry_transaction_put_replica (transaction, replica);
  ferry_transaction_put_attempt (transaction, &attempt, NULL);
  ferry_transaction_put_duplicate (transaction, &duplicate);
  test_commit (self->journal, transaction);

  contents = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (contents->replicas->len, ==, 2);
  g_assert_cmpint (((FerryAttemptRecord *) g_ptr_array_index (contents->attempts, 0))->replica, ==,
                   ((FerryReplicaRecord *) g_ptr_array_index (contents->replicas, 1))->id);
  g_assert_cmpint (((FerryDuplicateRecord *) g_ptr_array_index (contents->duplicates, 0))->replica, ==,
                   ((FerryReplicaRecord *) g_ptr_array_index (contents->replicas, 1))->id);
}

static void
test_attempts (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryTransaction) answer = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryAttemptRecord put = { .replica = replica->id, .number = 1, .image_quota_used = -1, .started = 5 };
  FerryAttemptRecord *got;

  ferry_transaction_put_attempt (transaction, &put, NULL);
  test_commit (self->journal, transaction);
  got = g_ptr_array_index (ferry_transaction_get_attempts (transaction), 0);
  g_assert_cmpint (got->id, >, 0);
  g_assert_cmpint (got->baseline, ==, 0);

  put.id = got->id;
  put.outcome = FERRY_OUTCOME_UNCONFIRMED;
  put.image_quota_used = 17;
  put.ended = 9;
  put.http_status = 504;
  put.request_id = (char *) "req-9";
  ferry_transaction_put_attempt (answer, &put, NULL);
  test_commit (self->journal, answer);

  contents = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (contents->attempts->len, ==, 1);
  got = g_ptr_array_index (contents->attempts, 0);
  g_assert_cmpint (got->id, ==, put.id);
  g_assert_cmpint (got->replica, ==, replica->id);
  g_assert_cmpuint (got->number, ==, 1);
  g_assert_cmpint (got->outcome, ==, FERRY_OUTCOME_UNCONFIRMED);
  g_assert_cmpint (got->image_quota_used, ==, 17);
  g_assert_cmpint (got->started, ==, 5);
  g_assert_cmpint (got->ended, ==, 9);
  g_assert_cmpuint (got->http_status, ==, 504);
  g_assert_cmpstr (got->request_id, ==, "req-9");
}

static void
test_baselines (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryTransaction) update = ferry_transaction_new ();
  g_autoptr (GHashTable) set = make_set ((const char *[]) { "img-1", "img-2", "img-3", NULL });
  g_autoptr (GHashTable) empty = make_set ((const char *[]) { NULL });
  g_autoptr (GHashTable) loaded = NULL;
  g_autoptr (GHashTable) loaded_empty = NULL;
  g_autoptr (GHashTable) missing = NULL;
  g_autoptr (GError) error = NULL;
  FerryAttemptRecord put = { .replica = replica->id, .number = 1 };
  FerryAttemptRecord *rows[3];

  ferry_transaction_put_attempt (transaction, &put, set);
  ferry_transaction_put_attempt (transaction, &put, set);
  ferry_transaction_put_attempt (transaction, &put, empty);

  /* The transaction has its own copy by now. */
  g_hash_table_remove (set, "img-2");
  test_commit (self->journal, transaction);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    rows[i] = g_ptr_array_index (ferry_transaction_get_attempts (transaction), i);

  g_assert_cmpint (rows[0]->baseline, >, 0);
  g_assert_cmpint (rows[0]->baseline, ==, rows[1]->baseline);
  g_assert_cmpint (rows[0]->baseline, !=, rows[2]->baseline);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM baseline"), ==, 2);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM baseline WHERE region = 'cn-south-1'"),
                   ==, 2);

  loaded = test_load_baseline (self->journal, rows[0]->baseline, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (loaded), ==, 3);
  g_assert_true (g_hash_table_contains (loaded, "img-2"));

  loaded_empty = test_load_baseline (self->journal, rows[2]->baseline, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (loaded_empty), ==, 0);

  missing = test_load_baseline (self->journal, 999, &error);
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);

  /* An update that knows nothing of it keeps it. */
  put.id = rows[0]->id;
  ferry_transaction_put_attempt (update, &put, NULL);
  test_commit (self->journal, update);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM attempt WHERE baseline = 1"), ==, 2);
}

static void
test_sightings (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (FerryJournalContents) ended = NULL;
  FerrySightingRecord first = {
    self->identity, (char *) "cn-south-1", (char *) "img-n", (char *) "web", NULL, 3
  };
  FerrySightingRecord late = { self->identity,    (char *) "cn-south-1", (char *) "img-n",
                               (char *) "edited", (char *) "from img-a", 4 };
  FerrySightingRecord later = { self->identity,   (char *) "cn-south-1", (char *) "img-n",
                                (char *) "again", (char *) "edited",     5 };
  FerrySightingRecord *got;

  ferry_transaction_put_sighting (transaction, &first);
  ferry_transaction_put_sighting (transaction, &late);
  ferry_transaction_put_sighting (transaction, &later);
  test_commit (self->journal, transaction);

  contents = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (contents->sightings->len, ==, 1);
  got = g_ptr_array_index (contents->sightings, 0);
  g_assert_cmpint (got->identity, ==, self->identity);
  g_assert_cmpstr (got->region, ==, "cn-south-1");
  g_assert_cmpstr (got->image, ==, "img-n");
  g_assert_cmpstr (got->name, ==, "web");
  g_assert_cmpstr (got->description, ==, "from img-a");
  g_assert_cmpint (got->first_seen, ==, 3);

  /* Nobody needs it once the work has ended. */
  test_put_state (self->journal, replica, FERRY_STATE_VERIFIED);
  ended = test_load (self->journal, FALSE, 0);
  g_assert_cmpuint (ended->operations->len, ==, 1);
  g_assert_cmpuint (ended->sightings->len, ==, 0);
}

static void
test_duplicates (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryTransaction) again = ferry_transaction_new ();
  g_autoptr (FerryTransaction) settle = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (FerryJournalContents) settled = NULL;
  FerryDuplicateRecord put = { 0, replica->id, (char *) "cn-south-1", (char *) "img-d", 8, FALSE };
  FerryDuplicateRecord *got;

  ferry_transaction_put_duplicate (transaction, &put);
  test_commit (self->journal, transaction);
  put.found = 9;
  ferry_transaction_put_duplicate (again, &put);
  test_commit (self->journal, again);
  test_put_state (self->journal, replica, FERRY_STATE_VERIFIED);

  contents = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (contents->duplicates->len, ==, 1);
  got = g_ptr_array_index (contents->duplicates, 0);
  g_assert_cmpint (
    got->id, ==,
    ((FerryDuplicateRecord *) g_ptr_array_index (ferry_transaction_get_duplicates (again), 0))->id);
  g_assert_cmpint (got->replica, ==, replica->id);
  g_assert_cmpstr (got->region, ==, "cn-south-1");
  g_assert_cmpstr (got->image, ==, "img-d");
  g_assert_cmpint (got->found, ==, 8);

  /* It comes with the operation it belongs to, although that has ended. */
  g_assert_cmpuint (contents->operations->len, ==, 1);
  g_assert_cmpuint (contents->replicas->len, ==, 1);

  put.id = got->id;
  put.settled = TRUE;
  ferry_transaction_put_duplicate (settle, &put);
  test_commit (self->journal, settle);
  settled = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (settled->duplicates->len, ==, 0);
  g_assert_cmpuint (settled->operations->len, ==, 0);
}

static void
test_audit (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryAuditRecord put = { 0,
                           7,
                           (char *) "Work",
                           (char *) "copyImages",
                           (char *) "op-x",
                           (char *) "cn-south-1",
                           (char *) "img-a",
                           (char *) "req-1",
                           (char *) "accepted" };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) last = NULL;
  FerryAuditRecord *got;

  ferry_transaction_add_audit (transaction, &put);
  put.operation = (char *) "op-y";
  ferry_transaction_add_audit (transaction, &put);
  put.operation = (char *) "op-x";
  put.time = 0;
  ferry_transaction_add_audit (transaction, &put);
  test_commit (self->journal, transaction);

  all = test_load_audit (self->journal, "op-x", 0);
  g_assert_cmpuint (all->len, ==, 2);
  got = g_ptr_array_index (all, 0);
  g_assert_cmpint (got->id, >, 0);
  g_assert_cmpint (got->time, ==, 7);
  g_assert_cmpstr (got->account, ==, "Work");
  g_assert_cmpstr (got->action, ==, "copyImages");
  g_assert_cmpstr (got->operation, ==, "op-x");
  g_assert_cmpstr (got->region, ==, "cn-south-1");
  g_assert_cmpstr (got->image, ==, "img-a");
  g_assert_cmpstr (got->request_id, ==, "req-1");
  g_assert_cmpstr (got->outcome, ==, "accepted");
  g_assert_cmpint (((FerryAuditRecord *) g_ptr_array_index (all, 1))->time, >, 7);

  last = test_load_audit (self->journal, NULL, 2);
  g_assert_cmpuint (last->len, ==, 2);
  g_assert_cmpstr (((FerryAuditRecord *) g_ptr_array_index (last, 0))->operation, ==, "op-y");
  g_assert_cmpstr (((FerryAuditRecord *) g_ptr_array_index (last, 1))->operation, ==, "op-x");
}

/* A row that is not there lets the whole transaction fail, and leaves it as it was. */
static void
test_atomicity (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryOperationRecord) operation = test_operation (self->identity, NULL);
  g_autoptr (GHashTable) set = make_set ((const char *[]) { "img-1", NULL });
  g_autoptr (GError) error = NULL;
  FerryAttemptRecord attempt = { .number = 1 };
  FerryAttemptRecord *row;
  gint64 missing = replica->id + 100;
  guint n_commits = ferry_journal_get_n_commits (self->journal);

  replica->state = FERRY_STATE_SUBMITTING;
  ferry_transaction_put_replica (transaction, replica);
  ferry_transaction_put_attempt (transaction, &attempt, set);
  ferry_transaction_put_operation (transaction, operation);
  replica->id = missing;
  ferry_transaction_put_replica (transaction, replica);

  g_assert_false (test_try_commit (self->journal, transaction, &error));
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, self->folder->path));
  g_assert_cmpuint (ferry_journal_get_n_commits (self->journal), ==, n_commits);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM operation"), ==, 1);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM attempt"), ==, 0);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM baseline"), ==, 0);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM replica WHERE state = 'queued'"), ==, 1);

  row = g_ptr_array_index (ferry_transaction_get_attempts (transaction), 0);
  g_assert_cmpint (row->id, ==, 0);
  g_assert_cmpint (row->replica, ==, 0);
  g_assert_cmpint (row->baseline, ==, 0);

  /* With the row in place, the very same transaction goes through. */
  {
    g_autofree char *sql =
      g_strdup_printf ("INSERT INTO replica SELECT %" G_GINT64_FORMAT
                       ", operation, 1, source, image, state, waiting_for, progress, facts,"
                       " reason, message, http_status, error_request_id, candidate, attempts,"
                       " accepted, first_seen, ended, unfinished, service_status, dismissed FROM replica",
                       missing);

    test_sql (self->folder, sql);
  }

  test_commit (self->journal, transaction);
  g_assert_cmpint (row->id, >, 0);
  g_assert_cmpint (row->replica, ==, missing - 100);
  g_assert_cmpint (row->baseline, >, 0);
}

static void
test_progress (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) hint = ferry_transaction_new ();
  g_autoptr (FerryTransaction) stale = ferry_transaction_new ();
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryReplicaRecord *got;
  guint n_commits;

  test_put_state (self->journal, replica, FERRY_STATE_PENDING);
  n_commits = ferry_journal_get_n_commits (self->journal);

  /* Nothing but the number is taken from it. */
  replica->progress = 30;
  replica->message = g_strdup ("not this");
  ferry_transaction_set_durable (hint, FALSE);
  ferry_transaction_put_replica (hint, replica);
  test_commit (self->journal, hint);
  g_assert_cmpuint (ferry_journal_get_n_commits (self->journal), ==, n_commits);

  g_clear_pointer (&replica->message, g_free);
  replica->progress = 100;
  test_put_state (self->journal, replica, FERRY_STATE_VERIFIED);
  g_assert_cmpuint (ferry_journal_get_n_commits (self->journal), ==, n_commits + 1);

  /* A hint that comes late takes nothing back. */
  replica->state = FERRY_STATE_PENDING;
  replica->progress = 40;
  replica->ended = 0;
  ferry_transaction_set_durable (stale, FALSE);
  ferry_transaction_put_replica (stale, replica);
  test_commit (self->journal, stale);

  contents = test_load_operations (self->journal, &replica->operation, 1);
  got = g_ptr_array_index (contents->replicas, 0);
  g_assert_cmpint (got->state, ==, FERRY_STATE_VERIFIED);
  g_assert_cmpint (got->progress, ==, 100);
  g_assert_cmpint (got->ended, >, 0);
  g_assert_null (got->message);
}

static void
test_progress_is_written (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) replica = add_replica (self, "img-a");
  g_autoptr (FerryTransaction) hint = ferry_transaction_new ();

  replica->progress = 30;
  ferry_transaction_set_durable (hint, FALSE);
  ferry_transaction_put_replica (hint, replica);
  test_commit (self->journal, hint);

  g_assert_cmpint (test_sql_int (self->folder, "SELECT progress FROM replica"), ==, 30);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  guint n_commits = ferry_journal_get_n_commits (self->journal);

  g_assert_true (ferry_transaction_is_empty (transaction));
  test_commit (self->journal, transaction);
  g_assert_cmpuint (ferry_journal_get_n_commits (self->journal), ==, n_commits);
}

static void
answer_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GArray *order = user_data;
  FerryJournalRequest *request = ferry_journal_request_finish (FERRY_JOURNAL (object), result, NULL);

  g_assert_true (g_main_context_is_owner (NULL));
  g_array_append_val (order, request->created);
  ferry_journal_request_free (request);
}

/* Answers come in the order asked, here, also when the journal is closed meanwhile. */
static void
test_order (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (FerryOperationRecord) operation = test_operation (self->identity, NULL);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *source = g_strdup_printf ("img-%u", i);

      ferry_journal_request_async (self->journal, operation, (const char *[]) { source, NULL }, answer_cb,
                                   order);
    }

  g_assert_cmpuint (order->len, ==, 0);
  ferry_journal_close (self->journal);

  while (order->len < 50)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 1; i < order->len; i++)
    g_assert_cmpint (g_array_index (order, gint64, i - 1), <, g_array_index (order, gint64, i));
}

static void
test_closed (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (GError) error = NULL;

  ferry_journal_close (self->journal);
  g_assert_false (test_try_commit (self->journal, transaction, &error));
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);
}

/* Left without a close, and with work still under way. */
static void
test_dropped (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (FerryOperationRecord) operation = test_operation (self->identity, NULL);

  ferry_journal_request_async (self->journal, operation, (const char *[]) { "img-a", NULL }, answer_cb,
                               order);
  g_clear_object (&self->journal);

  while (order->len < 1)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM replica"), ==, 1);
}

static void
test_load_choice (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) first = add_replica (self, "img-a");
  g_autoptr (FerryReplicaRecord) second = add_replica (self, "img-b");
  g_autoptr (FerryReplicaRecord) third = add_replica (self, "img-c");
  g_autoptr (FerryReplicaRecord) fourth = add_replica (self, "img-d");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryAttemptRecord done = { .replica = first->id, .number = 1, .outcome = FERRY_OUTCOME_ACCEPTED };
  FerryAttemptRecord superseded = { .replica = third->id, .number = 1, .outcome = FERRY_OUTCOME_SUPERSEDED };
  g_autoptr (FerryJournalContents) unfinished = NULL;
  g_autoptr (FerryJournalContents) newest = NULL;
  g_autoptr (FerryJournalContents) all = NULL;
  g_autoptr (FerryJournalContents) some = NULL;

  ferry_transaction_put_attempt (transaction, &done, NULL);
  ferry_transaction_put_attempt (transaction, &superseded, NULL);
  test_commit (self->journal, transaction);
  test_put_state (self->journal, first, FERRY_STATE_VERIFIED);
  test_put_state (self->journal, third, FERRY_STATE_VERIFIED);
  test_put_state (self->journal, fourth, FERRY_STATE_CANCELLED);

  /* The second is unfinished, the third has an attempt that may still turn up. */
  unfinished = test_load (self->journal, TRUE, 0);
  g_assert_cmpuint (unfinished->operations->len, ==, 2);
  g_assert_cmpint (((FerryOperationRecord *) g_ptr_array_index (unfinished->operations, 0))->id, ==,
                   second->operation);
  g_assert_cmpint (((FerryOperationRecord *) g_ptr_array_index (unfinished->operations, 1))->id, ==,
                   third->operation);
  g_assert_cmpuint (unfinished->attempts->len, ==, 1);
  g_assert_cmpint (((FerryAttemptRecord *) g_ptr_array_index (unfinished->attempts, 0))->replica, ==,
                   third->id);

  newest = test_load (self->journal, FALSE, 1);
  g_assert_cmpuint (newest->operations->len, ==, 3);
  all = test_load (self->journal, FALSE, 0);
  g_assert_cmpuint (all->operations->len, ==, 4);
  g_assert_cmpuint (all->replicas->len, ==, 4);
  g_assert_cmpuint (all->attempts->len, ==, 1);

  some = test_load_operations (self->journal, (gint64[]) { fourth->operation, 999, first->operation }, 3);
  g_assert_cmpuint (some->operations->len, ==, 2);
  g_assert_cmpint (((FerryOperationRecord *) g_ptr_array_index (some->operations, 0))->id, ==,
                   first->operation);
}

static void
test_prune_keeps_what_matters (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryReplicaRecord) old = add_replica (self, "img-a");
  g_autoptr (FerryReplicaRecord) running = add_replica (self, "img-b");
  g_autoptr (FerryReplicaRecord) recent = add_replica (self, "img-c");
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (GHashTable) set = make_set ((const char *[]) { "img-1", NULL });
  g_autoptr (GHashTable) other = make_set ((const char *[]) { "img-2", NULL });
  FerryAttemptRecord attempt = { .replica = old->id, .number = 1 };
  gint64 n_lines = test_sql_int (self->folder, "SELECT count(*) FROM audit");

  ferry_transaction_put_attempt (transaction, &attempt, set);
  attempt.replica = running->id;
  ferry_transaction_put_attempt (transaction, &attempt, other);
  test_commit (self->journal, transaction);
  test_put_state (self->journal, old, FERRY_STATE_VERIFIED);
  test_put_state (self->journal, recent, FERRY_STATE_VERIFIED);
  test_sql (self->folder, "UPDATE operation SET created = 1 WHERE id <= 2;"
                          "UPDATE replica SET ended = 2 WHERE source = 'img-a'");

  g_assert_cmpuint (test_prune (self->journal, 30), ==, 1);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM operation"), ==, 2);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM replica"), ==, 2);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM attempt"), ==, 1);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM baseline WHERE ids LIKE 'img-2%'"), ==,
                   1);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM baseline"), ==, 1);
  g_assert_cmpint (n_lines, >, 0);
  g_assert_cmpint (test_sql_int (self->folder, "SELECT count(*) FROM audit"), ==, n_lines);
  g_assert_cmpuint (test_prune (self->journal, 30), ==, 0);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalContents) all = NULL;
  g_autoptr (FerryJournalContents) unfinished = NULL;
  gint64 start;

  test_sql (
    self->folder,
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
    " INSERT INTO operation (uid, identity, kind, account, source_region, target_region, settle_seconds,"
    " allow_unknown_quota, told, created)"
    " SELECT 'op-' || i, 1, 'copy', 'Work', 'cn-north-1', 'cn-south-1', 120, 0, 0, i FROM n;"
    "INSERT INTO replica (operation, position, source, state, waiting_for, progress, reason, http_status,"
    " attempts, accepted, first_seen, ended, unfinished)"
    " SELECT id, 0, 'img-' || id, CASE WHEN id % 1000 THEN 'verified' ELSE 'pending' END, 'none', 100,"
    " 'none', 0, 1, 1, 1, 1, id % 1000 = 0 FROM operation");

  start = g_get_monotonic_time ();
  all = test_load (self->journal, FALSE, 0);
  g_test_message ("All: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (all->operations->len, ==, 100000);
  g_assert_cmpuint (all->replicas->len, ==, 100000);

  start = g_get_monotonic_time ();
  unfinished = test_load (self->journal, TRUE, 0);
  g_test_message ("Unfinished: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (unfinished->operations->len, ==, 100);

  start = g_get_monotonic_time ();
  reopen (self);
  g_test_message ("Close and open: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
}

static void
note_probe_cb (guint number, gboolean committed, gpointer user_data)
{
  GArray *notes = user_data;
  int note = committed ? (int) number : -(int) number;

  g_array_append_val (notes, note);
}

static void
test_probe (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) notes = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (FerryReplicaRecord) replica = NULL;
  g_autoptr (FerryTransaction) hint = ferry_transaction_new ();
  int base = (int) ferry_journal_get_n_commits (self->journal);

  ferry_journal_set_probe (self->journal, note_probe_cb, g_array_ref (notes), (GDestroyNotify) g_array_unref);
  replica = add_replica (self, "img-a");
  ferry_transaction_set_durable (hint, FALSE);
  ferry_transaction_put_replica (hint, replica);
  test_commit (self->journal, hint);
  test_put_state (self->journal, replica, FERRY_STATE_PENDING);

  g_assert_cmpuint (notes->len, ==, 4);
  g_assert_cmpint (g_array_index (notes, int, 0), ==, -(base + 1));
  g_assert_cmpint (g_array_index (notes, int, 1), ==, base + 1);
  g_assert_cmpint (g_array_index (notes, int, 2), ==, -(base + 2));
  g_assert_cmpint (g_array_index (notes, int, 3), ==, base + 2);
}

#define ADD(name, func) g_test_add ("/journal/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("operations", test_operations);
  ADD ("operation-update", test_operation_update);
  ADD ("replicas", test_replicas);
  ADD ("linked", test_linked);
  ADD ("attempts", test_attempts);
  ADD ("baselines", test_baselines);
  ADD ("sightings", test_sightings);
  ADD ("duplicates", test_duplicates);
  ADD ("audit", test_audit);
  ADD ("atomicity", test_atomicity);
  ADD ("progress", test_progress);
  ADD ("progress-is-written", test_progress_is_written);
  ADD ("empty", test_empty);
  ADD ("order", test_order);
  ADD ("closed", test_closed);
  ADD ("dropped", test_dropped);
  ADD ("load", test_load_choice);
  ADD ("prune", test_prune_keeps_what_matters);
  ADD ("many", test_many);
  ADD ("probe", test_probe);

  return g_test_run ();
}
