/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the records are an interface: they are spelt out here once more. */

#include "config.h"

#include "engine/ferry-records.h"

static void
test_kinds (void)
{
  FerryKind kind = FERRY_KIND_CONVERT;

  g_assert_cmpstr (ferry_kind_to_string (FERRY_KIND_COPY), ==, "copy");
  g_assert_cmpstr (ferry_kind_to_string (FERRY_KIND_CONVERT), ==, "convert");
  g_assert_true (ferry_kind_from_string ("copy", &kind));
  g_assert_cmpint (kind, ==, FERRY_KIND_COPY);
  g_assert_false (ferry_kind_from_string ("Copy", &kind));
  g_assert_false (ferry_kind_from_string (NULL, &kind));
}

static void
test_states (void)
{
  static const struct
  {
    FerryState state;
    const char *word;
    gboolean ended;
  } table[] = {
    { FERRY_STATE_QUEUED, "queued", FALSE },
    { FERRY_STATE_WAITING, "waiting", FALSE },
    { FERRY_STATE_SUBMITTING, "submitting", FALSE },
    { FERRY_STATE_UNCONFIRMED, "unconfirmed", FALSE },
    { FERRY_STATE_UNDECIDED, "undecided", FALSE },
    { FERRY_STATE_PENDING, "pending", FALSE },
    { FERRY_STATE_AVAILABLE, "available", TRUE },
    { FERRY_STATE_VERIFIED, "verified", TRUE },
    { FERRY_STATE_DIFFERS, "differs", TRUE },
    { FERRY_STATE_REFUSED, "refused", TRUE },
    { FERRY_STATE_ERROR, "error", TRUE },
    { FERRY_STATE_VANISHED, "vanished", TRUE },
    { FERRY_STATE_CANCELLED, "cancelled", TRUE },
    { FERRY_STATE_PLANNED, "planned", FALSE },
  };

  g_assert_cmpuint (G_N_ELEMENTS (table), ==, FERRY_N_STATES);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      FerryState state = FERRY_N_STATES;

      g_assert_cmpstr (ferry_state_to_string (table[i].state), ==, table[i].word);
      g_assert_true (ferry_state_from_string (table[i].word, &state));
      g_assert_cmpint (state, ==, table[i].state);
      g_assert_cmpint (ferry_state_is_ended (state), ==, table[i].ended);
    }
}

static void
test_waits (void)
{
  static const char *const words[FERRY_N_WAITS] = { "none", "busy", "quota", "network", "throttled", "auth" };

  for (guint i = 0; i < FERRY_N_WAITS; i++)
    {
      FerryWait wait = FERRY_N_WAITS;

      g_assert_cmpstr (ferry_wait_to_string ((FerryWait) i), ==, words[i]);
      g_assert_true (ferry_wait_from_string (words[i], &wait));
      g_assert_cmpint (wait, ==, i);
      g_assert_false (ferry_wait_from_string ("tired", &wait));
    }
}

static void
test_outcomes (void)
{
  static const char *const words[FERRY_N_OUTCOMES] = { "none",        "accepted",   "never-sent", "refused",
                                                       "unconfirmed", "superseded", "busy" };

  for (guint i = 0; i < FERRY_N_OUTCOMES; i++)
    {
      FerryOutcome outcome = FERRY_N_OUTCOMES;

      g_assert_cmpstr (ferry_outcome_to_string ((FerryOutcome) i), ==, words[i]);
      g_assert_true (ferry_outcome_from_string (words[i], &outcome));
      g_assert_cmpint (outcome, ==, i);
      g_assert_false (ferry_outcome_from_string ("", &outcome));
    }
}

/* A copy must own all its strings: the original is freed before the copy is read. */
static void
test_verbs (void)
{
  static const char *const words[FERRY_N_VERBS] = { "retry", "cancel", "adopt", "send-again", "forget" };
  FerryVerb verb = FERRY_N_VERBS;

  for (guint i = 0; i < FERRY_N_VERBS; i++)
    {
      g_assert_cmpstr (ferry_verb_to_string ((FerryVerb) i), ==, words[i]);
      g_assert_true (ferry_verb_from_string (words[i], &verb));
      g_assert_cmpint (verb, ==, i);
    }
  g_assert_false (ferry_verb_from_string ("", &verb));
  g_assert_false (ferry_verb_from_string (NULL, &verb));
}

static void
test_copies (void)
{
  FerryOperationRecord *operation = g_new0 (FerryOperationRecord, 1);
  FerryReplicaRecord *replica = ferry_replica_record_new ();
  FerryAttemptRecord *attempt = g_new0 (FerryAttemptRecord, 1);
  g_autoptr (FerryOperationRecord) operation_copy = NULL;
  g_autoptr (FerryReplicaRecord) replica_copy = NULL;
  g_autoptr (FerryAttemptRecord) attempt_copy = NULL;

  operation->id = 7;
  operation->uid = g_strdup ("op-abc");
  operation->request_id = g_strdup ("nightly");
  g_assert_cmpint (replica->progress, ==, -1);
  replica->facts = g_strdup ("{}");
  replica->candidate = g_strdup ("img-c");
  attempt->request_id = g_strdup ("req");

  operation_copy = ferry_operation_record_copy (operation);
  replica_copy = ferry_replica_record_copy (replica);
  attempt_copy = ferry_attempt_record_copy (attempt);
  ferry_operation_record_free (operation);
  ferry_replica_record_free (replica);
  ferry_attempt_record_free (attempt);

  g_assert_cmpint (operation_copy->id, ==, 7);
  g_assert_cmpstr (operation_copy->uid, ==, "op-abc");
  g_assert_cmpstr (operation_copy->request_id, ==, "nightly");
  g_assert_null (operation_copy->name);
  g_assert_cmpstr (replica_copy->facts, ==, "{}");
  g_assert_cmpstr (replica_copy->candidate, ==, "img-c");
  g_assert_cmpstr (attempt_copy->request_id, ==, "req");
}

static void
test_copies_of_evidence (void)
{
  FerrySightingRecord sighting = { .identity = 1, .image = (char *) "img-s", .name = (char *) "web" };
  FerryDuplicateRecord duplicate = { .replica = 2, .image = (char *) "img-d", .settled = TRUE };
  FerryAuditRecord audit = { .action = (char *) "copyImages", .outcome = (char *) "accepted" };
  g_autoptr (FerrySightingRecord) sighting_copy = ferry_sighting_record_copy (&sighting);
  g_autoptr (FerryDuplicateRecord) duplicate_copy = ferry_duplicate_record_copy (&duplicate);
  g_autoptr (FerryAuditRecord) audit_copy = ferry_audit_record_copy (&audit);

  g_assert_true (sighting_copy->image != sighting.image);
  g_assert_cmpstr (sighting_copy->image, ==, "img-s");
  g_assert_cmpstr (sighting_copy->name, ==, "web");
  g_assert_true (duplicate_copy->image != duplicate.image);
  g_assert_cmpstr (duplicate_copy->image, ==, "img-d");
  g_assert_true (duplicate_copy->settled);
  g_assert_true (audit_copy->action != audit.action);
  g_assert_cmpstr (audit_copy->action, ==, "copyImages");
  g_assert_cmpstr (audit_copy->outcome, ==, "accepted");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/records/kinds", test_kinds);
  g_test_add_func ("/records/states", test_states);
  g_test_add_func ("/records/waits", test_waits);
  g_test_add_func ("/records/outcomes", test_outcomes);
  g_test_add_func ("/records/verbs", test_verbs);
  g_test_add_func ("/records/copies", test_copies);
  g_test_add_func ("/records/copies-of-evidence", test_copies_of_evidence);

  return g_test_run ();
}
