/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A wish is recorded once, however often it is made. */

#include "config.h"

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
  test_close (self->journal);
  test_folder_free (self->folder);
}

static FerryJournalRequest *
ask (Fixture *self, const char *request_id, const char *first, const char *second)
{
  return test_request (self->journal, self->identity, request_id, (const char *[]) { first, second, NULL });
}

static gint64
count (Fixture *self, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);

  return test_sql_int (self->folder, sql);
}

static FerryReplicaRecord *
load_replica (Fixture *self, gint64 operation, guint index)
{
  g_autoptr (FerryJournalContents) contents = test_load_operations (self->journal, &operation, 1);

  return ferry_replica_record_copy (g_ptr_array_index (contents->replicas, index));
}

static void
test_new (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) request = ask (self, NULL, "img-b", "img-a");
  g_autoptr (FerryReplicaRecord) first = load_replica (self, request->created, 0);
  g_autoptr (FerryReplicaRecord) second = load_replica (self, request->created, 1);
  g_autoptr (GPtrArray) audit = test_load_audit (self->journal, NULL, 0);
  FerryAuditRecord *line = g_ptr_array_index (audit, 0);

  g_assert_cmpint (request->created, >, 0);
  g_assert_cmpint (request->same_request, ==, 0);
  g_assert_false (request->request_id_reused);
  g_assert_cmpuint (request->attached->len, ==, 0);

  /* In the user's order. */
  g_assert_cmpstr (first->source, ==, "img-b");
  g_assert_cmpuint (first->position, ==, 0);
  g_assert_cmpint (first->state, ==, FERRY_STATE_QUEUED);
  g_assert_cmpint (first->progress, ==, -1);
  g_assert_cmpstr (second->source, ==, "img-a");
  g_assert_cmpuint (second->position, ==, 1);

  g_assert_cmpuint (audit->len, ==, 1);
  g_assert_cmpstr (line->action, ==, "request");
  g_assert_cmpstr (line->account, ==, "Work");
  g_assert_cmpstr (line->region, ==, "cn-south-1");
  g_assert_cmpstr (line->outcome, ==, "queued");
  g_assert_true (g_str_has_prefix (line->operation, "op-"));
}

static void
test_twice_the_same_source (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) request = ask (self, NULL, "img-a", "img-a");

  g_assert_cmpint (request->created, >, 0);
  g_assert_cmpuint (request->attached->len, ==, 0);
  g_assert_cmpint (count (self, "replica"), ==, 1);
}

static void
test_attach_all (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, NULL, "img-a", "img-b");
  g_autoptr (FerryJournalRequest) second = ask (self, NULL, "img-b", NULL);
  g_autoptr (GPtrArray) audit = test_load_audit (self->journal, NULL, 1);

  g_assert_cmpint (second->created, ==, 0);
  g_assert_cmpuint (second->attached->len, ==, 1);
  g_assert_cmpint (g_array_index (second->attached, gint64, 0), ==, first->created);
  g_assert_cmpint (count (self, "operation"), ==, 1);
  g_assert_cmpstr (((FerryAuditRecord *) g_ptr_array_index (audit, 0))->outcome, ==, "attached");
}

static void
test_attach_some (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, NULL, "img-a", NULL);
  g_autoptr (FerryJournalRequest) second = ask (self, NULL, "img-a", "img-b");
  g_autoptr (FerryReplicaRecord) replica = load_replica (self, second->created, 0);

  g_assert_cmpint (second->created, >, first->created);
  g_assert_cmpuint (second->attached->len, ==, 1);
  g_assert_cmpint (g_array_index (second->attached, gint64, 0), ==, first->created);
  g_assert_cmpstr (replica->source, ==, "img-b");
  g_assert_cmpint (count (self, "replica"), ==, 2);
}

/* Only the same account, kind, source and target are equal. */
static void
test_differences (Fixture *self, gconstpointer data)
{
  gint64 other = test_identify (self->journal, "AK-2", "pin-2");
  const char *const sources[] = { "img-a", NULL };

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (FerryOperationRecord) operation = test_operation (i == 1 ? other : self->identity, NULL);
      g_autoptr (FerryJournalRequest) request = NULL;
      g_autoptr (GError) error = NULL;

      if (i == 2)
        g_set_str (&operation->target_region, "cn-east-1");
      else if (i == 3)
        g_set_str (&operation->source_region, "cn-east-2");
      else if (i == 4)
        operation->kind = FERRY_KIND_CONVERT;

      request = test_request_full (self->journal, operation, sources, &error);
      g_assert_no_error (error);
      g_assert_cmpint (request->created, >, 0);
      g_assert_cmpuint (request->attached->len, ==, 0);
    }

  g_assert_cmpint (count (self, "operation"), ==, 5);
}

static void
test_states (Fixture *self, gconstpointer data)
{
  for (FerryState state = FERRY_STATE_QUEUED; state < FERRY_STATE_PLANNED; state++)
    {
      g_autofree char *source = g_strdup_printf ("img-%s", ferry_state_to_string (state));
      g_autoptr (FerryJournalRequest) first = ask (self, NULL, source, NULL);
      g_autoptr (FerryReplicaRecord) replica = load_replica (self, first->created, 0);
      g_autoptr (FerryJournalRequest) second = NULL;

      test_put_state (self->journal, replica, state);
      second = ask (self, NULL, source, NULL);

      if (ferry_state_is_ended (state))
        g_assert_cmpint (second->created, >, first->created);
      else
        g_assert_cmpint (second->created, ==, 0);

      g_assert_cmpuint (second->attached->len, ==, ferry_state_is_ended (state) ? 0 : 1);
    }
}

static void
test_request_id (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, "nightly", "img-a", "img-b");
  g_autoptr (FerryJournalRequest) again = ask (self, "nightly", "img-b", "img-a");
  g_autoptr (FerryReplicaRecord) a = load_replica (self, first->created, 0);
  g_autoptr (FerryReplicaRecord) b = load_replica (self, first->created, 1);
  g_autoptr (FerryJournalRequest) later = NULL;

  g_assert_cmpint (again->created, ==, 0);
  g_assert_cmpint (again->same_request, ==, first->created);
  g_assert_false (again->request_id_reused);

  /* Also when all of it has ended long since. */
  test_put_state (self->journal, a, FERRY_STATE_VERIFIED);
  test_put_state (self->journal, b, FERRY_STATE_CANCELLED);
  later = ask (self, "nightly", "img-a", "img-b");
  g_assert_cmpint (later->created, ==, 0);
  g_assert_cmpint (later->same_request, ==, first->created);
  g_assert_cmpint (count (self, "operation"), ==, 1);
}

static void
test_request_id_reused (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, "nightly", "img-a", NULL);
  gint64 n_lines = count (self, "audit");

  g_assert_cmpint (first->created, >, 0);

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (FerryOperationRecord) operation = test_operation (self->identity, "nightly");
      g_autoptr (FerryJournalRequest) request = NULL;
      g_autoptr (GError) error = NULL;

      if (i == 1)
        g_set_str (&operation->target_region, "cn-east-1");
      else if (i == 2)
        g_set_str (&operation->source_region, "cn-east-2");
      else if (i == 3)
        operation->kind = FERRY_KIND_CONVERT;
      else if (i == 4)
        operation->name = g_strdup ("web");
      else if (i == 5)
        operation->description = g_strdup ("text");

      request = test_request_full (self->journal, operation,
                                   (const char *[]) { "img-a", i == 0 ? "img-b" : NULL, NULL }, &error);
      g_assert_no_error (error);
      g_assert_true (request->request_id_reused);
      g_assert_cmpint (request->created, ==, 0);
      g_assert_cmpint (request->same_request, ==, 0);
    }

  g_assert_cmpint (count (self, "operation"), ==, 1);
  g_assert_cmpint (count (self, "audit"), ==, n_lines);
}

/* A request that found all of it under way is known all the same: repeated later, it copies nothing anew. */
static void
test_request_id_attached (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, NULL, "img-a", NULL);
  g_autoptr (FerryJournalRequest) named = ask (self, "nightly", "img-a", NULL);
  g_autoptr (FerryReplicaRecord) replica = load_replica (self, first->created, 0);
  g_autoptr (FerryJournalRequest) later = NULL;

  g_assert_cmpint (named->created, ==, 0);
  g_assert_cmpint (named->same_request, ==, 0);
  g_assert_cmpuint (named->attached->len, ==, 1);

  test_put_state (self->journal, replica, FERRY_STATE_VERIFIED);
  later = ask (self, "nightly", "img-a", NULL);
  g_assert_cmpint (later->created, ==, 0);
  g_assert_cmpint (later->same_request, ==, first->created);
  g_assert_cmpint (count (self, "operation"), ==, 1);
}

static void
test_request_id_attached_in_part (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, NULL, "img-a", NULL);
  g_autoptr (FerryJournalRequest) named = ask (self, "nightly", "img-a", "img-b");
  g_autoptr (FerryJournalRequest) again = ask (self, "nightly", "img-a", "img-b");

  g_assert_cmpint (named->created, >, 0);
  g_assert_cmpint (again->same_request, ==, named->created);
  g_assert_cmpuint (again->attached->len, ==, 1);
  g_assert_cmpint (g_array_index (again->attached, gint64, 0), ==, first->created);
}

static void
test_request_id_of_another (Fixture *self, gconstpointer data)
{
  gint64 other = test_identify (self->journal, "AK-2", "pin-2");
  g_autoptr (FerryJournalRequest) first = ask (self, "nightly", "img-a", NULL);
  g_autoptr (FerryJournalRequest) second =
    test_request (self->journal, other, "nightly", (const char *[]) { "img-b", NULL });

  g_assert_cmpint (second->created, >, first->created);
}

static void
test_unknown_identity (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryOperationRecord) operation = test_operation (self->identity + 100, NULL);
  g_autoptr (FerryJournalRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  request = test_request_full (self->journal, operation, (const char *[]) { "img-a", NULL }, &error);
  g_assert_null (request);
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED);
  g_assert_cmpint (count (self, "operation"), ==, 0);
}

static void
test_pruned_request_id (Fixture *self, gconstpointer data)
{
  g_autoptr (FerryJournalRequest) first = ask (self, "nightly", "img-a", NULL);
  g_autoptr (FerryReplicaRecord) replica = load_replica (self, first->created, 0);

  test_put_state (self->journal, replica, FERRY_STATE_VERIFIED);
  test_sql (self->folder, "UPDATE operation SET created = 1; UPDATE replica SET ended = 2");
  g_assert_cmpuint (test_prune (self->journal, 30), ==, 1);
  g_assert_cmpint (count (self, "request"), ==, 0);
  g_assert_cmpint (count (self, "request_operation"), ==, 0);
}

#define ADD(name, func) g_test_add ("/journal/requests/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("new", test_new);
  ADD ("twice-the-same-source", test_twice_the_same_source);
  ADD ("attach-all", test_attach_all);
  ADD ("attach-some", test_attach_some);
  ADD ("differences", test_differences);
  ADD ("states", test_states);
  ADD ("request-id", test_request_id);
  ADD ("request-id-reused", test_request_id_reused);
  ADD ("request-id-attached", test_request_id_attached);
  ADD ("request-id-attached-in-part", test_request_id_attached_in_part);
  ADD ("request-id-of-another", test_request_id_of_another);
  ADD ("unknown-identity", test_unknown_identity);
  ADD ("pruned-request-id", test_pruned_request_id);

  return g_test_run ();
}
