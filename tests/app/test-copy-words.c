/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How every state reads. */

#include "config.h"

#include "app/ferry-copy-words.h"

#include <string.h>

#include "app/ferry-phrases.h"
#include "operations.h"

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)

typedef struct
{
  FerryState state;
  FerryWait wait;
  const char *icon;
  const char *style;
  const char *text;
} Row;

static const Row rows[] = {
  { FERRY_STATE_QUEUED, FERRY_WAIT_NONE, "document-open-recent-symbolic", NULL, "Waiting" },
  { FERRY_STATE_WAITING, FERRY_WAIT_NONE, "document-open-recent-symbolic", NULL, "Waiting" },
  { FERRY_STATE_WAITING, FERRY_WAIT_BUSY, "document-open-recent-symbolic", NULL,
    "Waiting: payment-gateway is in use by another copy or conversion" },
  { FERRY_STATE_WAITING, FERRY_WAIT_QUOTA, "document-open-recent-symbolic", NULL,
    "Waiting for quota in Suqian" },
  { FERRY_STATE_WAITING, FERRY_WAIT_NETWORK, "document-open-recent-symbolic", NULL,
    "Waiting for the network" },
  { FERRY_STATE_WAITING, FERRY_WAIT_THROTTLED, "document-open-recent-symbolic", NULL,
    "Waiting: JD Cloud asks for patience" },
  { FERRY_STATE_WAITING, FERRY_WAIT_AUTH, "document-open-recent-symbolic", NULL, "Waiting for new keys" },
  { FERRY_STATE_SUBMITTING, FERRY_WAIT_NONE, "document-send-symbolic", NULL, "Sending" },
  { FERRY_STATE_UNCONFIRMED, FERRY_WAIT_NONE, "dialog-question-symbolic", NULL,
    "Answer lost, looking in Suqian" },
  { FERRY_STATE_UNDECIDED, FERRY_WAIT_NONE, "dialog-question-symbolic", "warning",
    "Not clear whether it was copied" },
  { FERRY_STATE_PENDING, FERRY_WAIT_NONE, "content-loading-symbolic", NULL, "Pending 61%" },
  { FERRY_STATE_AVAILABLE, FERRY_WAIT_NONE, "selection-mode-symbolic", NULL, "Available, being checked" },
  { FERRY_STATE_VERIFIED, FERRY_WAIT_NONE, "security-high-symbolic", "success", "Verified" },
  { FERRY_STATE_DIFFERS, FERRY_WAIT_NONE, "dialog-warning-symbolic", "warning", "Differs from its source" },
  { FERRY_STATE_REFUSED, FERRY_WAIT_NONE, "action-unavailable-symbolic", NULL, "Refused" },
  { FERRY_STATE_ERROR, FERRY_WAIT_NONE, "dialog-error-symbolic", "error", "Error at 61%" },
  { FERRY_STATE_VANISHED, FERRY_WAIT_NONE, "dialog-warning-symbolic", "warning", "No longer in Suqian" },
  { FERRY_STATE_CANCELLED, FERRY_WAIT_NONE, "action-unavailable-symbolic", NULL,
    "Cancelled before it was sent" },
  { FERRY_STATE_PLANNED, FERRY_WAIT_NONE, "document-open-recent-symbolic", NULL, "Waiting" },
};

static FerryOperation *
make_copy (const char *uid, const char *target)
{
  return make_operation (FERRY_KIND_COPY, uid, target, g_get_real_time () - 20 * MINUTE);
}

static FerryCopyWords *
make_words (FerryOperation *operation, FerryReplica *replica)
{
  return ferry_copy_words_new (operation, replica, NULL, g_get_monotonic_time ());
}

static void
test_states (void)
{
  gboolean seen[FERRY_N_STATES] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
      FerryReplica *replica = add_replica (operation, "img-1", "payment-gateway", rows[i].state);
      g_autoptr (FerryCopyWords) words = NULL;

      change_replica (replica, waiting_for, rows[i].wait);
      change_replica (replica, progress, 61);
      words = make_words (operation, replica);
      g_assert_cmpstr (words->state, ==, rows[i].text);
      g_assert_cmpstr (words->icon_name, ==, rows[i].icon);
      g_assert_cmpstr (words->style, ==, rows[i].style);
      g_assert_cmpint (words->fraction >= 0, ==, rows[i].state == FERRY_STATE_PENDING);
      g_assert_nonnull (words->spoken);
      seen[rows[i].state] = TRUE;
    }
  for (guint i = 0; i < FERRY_N_STATES; i++)
    g_assert_true (seen[i]);
}

/* What waits for a source that is on its way elsewhere says for which way. */
static void
test_blocker (void)
{
  g_autoptr (GListStore) list = g_list_store_new (FERRY_TYPE_OPERATION);
  g_autoptr (FerryOperation) running = make_copy ("op-1", "cn-east-1");
  g_autoptr (FerryOperation) waiting = make_copy ("op-2", "cn-east-2");
  g_autoptr (FerryOperation) converting = make_operation (FERRY_KIND_CONVERT, "op-3", "cn-north-1", 0);
  FerryReplica *replica;
  g_autoptr (FerryCopyWords) words = NULL;
  g_autoptr (FerryCopyWords) other = NULL;
  g_autofree char *subtitle = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  add_replica (running, "img-1", "payment-gateway", FERRY_STATE_PENDING);
  add_replica (running, "img-2", "done-already", FERRY_STATE_VERIFIED);
  replica = add_replica (waiting, "img-1", "payment-gateway", FERRY_STATE_QUEUED);
  add_replica (waiting, "img-2", "done-already", FERRY_STATE_QUEUED);
  add_replica (converting, "img-3", "legacy", FERRY_STATE_PENDING);
  g_list_store_append (list, running);
  g_list_store_append (list, waiting);

  g_assert_true (ferry_copy_words_find_blocker (G_LIST_MODEL (list), waiting, replica) == running);
  g_assert_null (
    ferry_copy_words_find_blocker (G_LIST_MODEL (list), waiting, ferry_operation_get_replica (waiting, 1)));
  g_assert_null (ferry_copy_words_find_blocker (NULL, waiting, replica));
  words = ferry_copy_words_new (waiting, replica, running, 0);
  g_assert_cmpstr (words->state, ==, "Waiting until payment-gateway has reached Suqian");
  other = ferry_copy_words_new (waiting, replica, converting, 0);
  g_assert_cmpstr (other->state, ==, "Waiting until payment-gateway is converted");
  subtitle = ferry_copy_words_dup_subtitle (waiting, running, "Production", now);
  g_assert_cmpstr (subtitle, ==, "2 images · waits until payment-gateway has reached Suqian");
}

static void
test_progress (void)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
  FerryReplica *replica = add_replica (operation, "img-1", NULL, FERRY_STATE_PENDING);
  g_autoptr (FerryCopyWords) unknown = make_words (operation, replica);
  g_autoptr (FerryCopyWords) known = NULL;
  g_autoptr (FerryCopyWords) slow = NULL;
  g_autoptr (FerryCopyWords) away = NULL;

  g_assert_cmpstr (unknown->state, ==, "Pending");
  g_assert_cmpstr (unknown->time, ==, "Estimating…");
  g_assert_cmpfloat (unknown->fraction, ==, 0);
  change_replica (replica, progress, 34);
  ferry_replica_set_estimate (replica, 370, 530, FALSE);
  known = make_words (operation, replica);
  g_assert_cmpstr (known->state, ==, "Pending 34%");
  g_assert_cmpstr (known->time, ==, "6–9 minutes left");
  g_assert_cmpstr (known->spoken, ==, "34 percent, 6 to 9 minutes left");
  g_assert_cmpfloat_with_epsilon (known->fraction, 0.34, 0.0001);
  ferry_replica_set_estimate (replica, 370, 530, TRUE);
  slow = ferry_copy_words_new (operation, replica, NULL, g_get_monotonic_time () + 12 * MINUTE);
  g_assert_cmpstr (slow->state, ==, "Pending 34%, no progress for 12 minutes");
  g_assert_cmpstr (slow->icon_name, ==, "alarm-symbolic");
  g_assert_null (slow->time);
  ferry_replica_set_estimate (replica, 370, 530, FALSE);
  change_replica (replica, waiting_for, FERRY_WAIT_NETWORK);
  away = make_words (operation, replica);
  g_assert_cmpstr (away->state, ==, "Pending 34%");
  g_assert_nonnull (strstr (away->note, "goes on in the cloud"));
  g_assert_null (away->time);
}

/* The network is there, but what comes over it is of no use. */
static void
test_unusable_answers (void)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
  FerryReplica *replica = add_replica (operation, "img-1", "payment-gateway", FERRY_STATE_WAITING);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (FerryCopyWords) words = NULL;
  g_autofree char *subtitle = NULL;

  change_replica (replica, waiting_for, FERRY_WAIT_NETWORK);
  change_replica (replica, reason, FERRY_REASON_PROTOCOL);
  words = make_words (operation, replica);
  g_assert_cmpstr (words->state, ==, "Waiting: JD Cloud does not answer as it should");
  subtitle = ferry_copy_words_dup_subtitle (operation, NULL, "Production", now);
  g_assert_cmpstr (subtitle, ==, "1 image · waits for a usable answer of JD Cloud");
}

static void
test_ends (void)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
  FerryReplica *verified = add_replica (operation, "img-1", "one", FERRY_STATE_VERIFIED);
  FerryReplica *refused = add_replica (operation, "img-2", "two", FERRY_STATE_REFUSED);
  FerryReplica *available = add_replica (operation, "img-3", "three", FERRY_STATE_AVAILABLE);
  FerryReplica *forgotten = add_replica (operation, "img-4", "four", FERRY_STATE_CANCELLED);
  g_autoptr (FerryCopyWords) words = NULL;
  g_autoptr (FerryCopyWords) why = NULL;
  g_autoptr (FerryCopyWords) unchecked = NULL;
  g_autoptr (FerryCopyWords) unknown = NULL;

  set_times (verified, 10 * MINUTE, 19 * MINUTE);
  words = make_words (operation, verified);
  g_assert_cmpstr (words->time, ==, "Took 9 minutes");
  set_problem (refused, FERRY_REASON_FORBIDDEN, "These keys may not copy.", "req-1");
  why = make_words (operation, refused);
  g_assert_cmpstr (why->note, ==, "These keys may not copy.");
  g_assert_cmpstr (why->request_id, ==, "req-1");
  set_times (available, 10 * MINUTE, 19 * MINUTE);
  unchecked = make_words (operation, available);
  g_assert_cmpstr (unchecked->state, ==, "Available, not checked");
  change_replica (forgotten, attempts, 1);
  unknown = make_words (operation, forgotten);
  g_assert_cmpstr (unknown->state, ==, "Forgotten, nobody looks for it");
}

static void
assert_subtitle (FerryOperation *operation, const char *account, const char *expected)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 23, 15, 0, 0);
  g_autofree char *subtitle = ferry_copy_words_dup_subtitle (operation, NULL, account, now);

  g_assert_cmpstr (subtitle, ==, expected);
}

static gint64
at (int day, int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 11, day, hour, minute, 0);

  return g_date_time_to_unix_usec (time);
}

static void
test_subtitles (void)
{
  g_autoptr (FerryOperation) running = make_operation (FERRY_KIND_COPY, "op-1", "cn-east-1", at (23, 14, 2));
  g_autoptr (FerryOperation) partial = make_operation (FERRY_KIND_COPY, "op-2", "cn-east-1", at (23, 11, 0));
  g_autoptr (FerryOperation) done = make_operation (FERRY_KIND_COPY, "op-3", "cn-east-1", at (22, 18, 16));
  g_autoptr (FerryOperation) old = make_operation (FERRY_KIND_COPY, "op-4", "cn-east-1", at (2, 8, 0));
  g_autoptr (FerryOperation) undecided = make_operation (FERRY_KIND_COPY, "op-5", "cn-east-1", at (2, 8, 0));

  add_replica (running, "img-1", "one", FERRY_STATE_PENDING);
  add_replica (running, "img-2", "two", FERRY_STATE_VERIFIED);
  assert_subtitle (running, "Production", "2 images · 4 snapshots · started 14:02");
  assert_subtitle (running, "Staging", "Production · 2 images · 4 snapshots · started 14:02");
  set_times (add_replica (partial, "img-1", NULL, FERRY_STATE_ERROR), 0, at (23, 11, 20));
  set_times (add_replica (partial, "img-2", NULL, FERRY_STATE_VERIFIED), 0, at (23, 11, 10));
  assert_subtitle (partial, "Production", "2 images · 1 verified · 1 failed · today 11:20");
  for (guint i = 0; i < 4; i++)
    set_times (add_replica (done, "img-1", NULL, FERRY_STATE_VERIFIED), 0, at (22, 18, 40));
  assert_subtitle (done, "Production", "4 images · all verified · took 24 minutes · yesterday 18:40");
  set_times (add_replica (old, "img-1", NULL, FERRY_STATE_CANCELLED), 0, at (2, 8, 0));
  assert_subtitle (old, "Production", "1 image · cancelled · 2 Nov 2026");
  add_replica (undecided, "img-1", NULL, FERRY_STATE_UNDECIDED);
  assert_subtitle (undecided, "Production", "1 image · needs your decision");
}

/* What nobody follows is not said to have so many minutes left. */
static void
test_followed (void)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
  FerryReplica *pending = add_replica (operation, "img-1", NULL, FERRY_STATE_PENDING);
  FerryReplica *queued = add_replica (operation, "img-2", NULL, FERRY_STATE_QUEUED);
  FerryReplica *ended = add_replica (operation, "img-3", NULL, FERRY_STATE_VERIFIED);
  g_autoptr (FerryCopyWords) elsewhere = ferry_copy_words_new (operation, pending, NULL, 0);
  g_autoptr (FerryCopyWords) sent = ferry_copy_words_new (operation, pending, NULL, 0);
  g_autoptr (FerryCopyWords) unsent = ferry_copy_words_new (operation, queued, NULL, 0);
  g_autoptr (FerryCopyWords) through = ferry_copy_words_new (operation, ended, NULL, 0);

  ferry_copy_words_set_followed (elsewhere, pending, FERRY_FOLLOWED_ELSEWHERE);
  g_assert_cmpstr (elsewhere->time, ==, "Estimating…");
  ferry_copy_words_set_followed (sent, pending, FERRY_FOLLOWED_BY_NOBODY);
  g_assert_null (sent->time);
  g_assert_cmpstr (sent->note, ==, "It goes on in the cloud. New keys are needed to follow it.");
  ferry_copy_words_set_followed (unsent, queued, FERRY_FOLLOWED_BY_NOBODY);
  g_assert_cmpstr (unsent->note, ==, "Nothing is done about it before its account is added again.");
  ferry_copy_words_set_followed (through, ended, FERRY_FOLLOWED_BY_NOBODY);
  g_assert_null (through->note);
  g_assert_null (ferry_copy_words_get_followed (FERRY_FOLLOWED_HERE));
  g_assert_cmpstr (ferry_copy_words_get_followed (FERRY_FOLLOWED_ELSEWHERE), ==, "started elsewhere");
}

static void
assert_look (FerryState state, const char *icon, const char *style)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");

  add_replica (operation, "img-1", NULL, state);
  g_assert_cmpstr (ferry_copy_words_get_icon (operation), ==, icon);
  g_assert_cmpstr (ferry_copy_words_get_style (operation), ==, style);
}

static void
test_looks (void)
{
  assert_look (FERRY_STATE_QUEUED, "document-open-recent-symbolic", NULL);
  assert_look (FERRY_STATE_WAITING, "document-open-recent-symbolic", NULL);
  assert_look (FERRY_STATE_PENDING, "network-transmit-symbolic", "accent");
  assert_look (FERRY_STATE_UNDECIDED, "dialog-question-symbolic", "warning");
  assert_look (FERRY_STATE_VERIFIED, "security-high-symbolic", "success");
  assert_look (FERRY_STATE_DIFFERS, "dialog-warning-symbolic", "warning");
  assert_look (FERRY_STATE_ERROR, "dialog-error-symbolic", "error");
  assert_look (FERRY_STATE_CANCELLED, "action-unavailable-symbolic", NULL);
}

static void
assert_left (int low, int high, const char *expected, const char *spoken)
{
  g_autofree char *text = ferry_phrase_time_left (low, high);
  g_autofree char *said = ferry_phrase_time_left_spoken (low, high);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (said, ==, spoken);
}

/* Never "0 seconds left". */
static void
test_time_left (void)
{
  assert_left (0, 0, "Less than a minute left", "Less than a minute left");
  assert_left (10, 59, "Less than a minute left", "Less than a minute left");
  assert_left (30, 60, "1 minute left", "1 minute left");
  assert_left (60, 120, "1–2 minutes left", "1 to 2 minutes left");
  assert_left (370, 530, "6–9 minutes left", "6 to 9 minutes left");
  assert_left (600, 3 * 3600, "Up to 3 hours left", "Up to 3 hours left");
  assert_left (2 * 3600, 5 * 3600, "2–5 hours left", "2–5 hours left");
}

static void
assert_took (gint64 seconds, const char *expected)
{
  g_autofree char *text = ferry_phrase_took (seconds);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_took (void)
{
  assert_took (5, "Took less than a minute");
  assert_took (60, "Took 1 minute");
  assert_took (1260, "Took 21 minutes");
  assert_took (4 * 3600 + 100, "Took about 4 hours");
}

static void
test_phrases (void)
{
  const char *cities[] = { "Suqian", "Shanghai", "Guangzhou", NULL };
  const char *facts[] = { "one", "", "two", NULL };
  g_autofree char *list = ferry_phrase_list ((char **) cities);
  g_autofree char *joined = ferry_phrase_join_facts ((char **) facts);
  g_autofree char *route = ferry_phrase_route ("Beijing", "Suqian");
  g_autofree char *mirrored = ferry_phrase_route ("بكين", "شانغهاي");

  g_assert_cmpstr (list, ==, "Suqian, Shanghai and Guangzhou");
  g_assert_cmpstr (joined, ==, "one · two");
  g_assert_cmpstr (route, ==, "Beijing → Suqian");
  g_assert_nonnull (strstr (mirrored, "←"));
}

static void
test_operation_time_left (void)
{
  g_autoptr (FerryOperation) operation = make_copy ("op-1", "cn-east-1");
  FerryReplica *a = add_replica (operation, "img-1", NULL, FERRY_STATE_PENDING);
  FerryReplica *b = add_replica (operation, "img-2", NULL, FERRY_STATE_PENDING);
  g_autofree char *unknown = NULL;
  g_autofree char *known = NULL;

  add_replica (operation, "img-3", NULL, FERRY_STATE_VERIFIED);
  ferry_replica_set_estimate (a, 60, 120, FALSE);
  unknown = ferry_copy_words_dup_time_left (operation);
  g_assert_cmpstr (unknown, ==, "Estimating…");
  ferry_replica_set_estimate (b, 370, 530, FALSE);
  known = ferry_copy_words_dup_time_left (operation);
  g_assert_cmpstr (known, ==, "6–9 minutes left");
  change_replica (b, waiting_for, FERRY_WAIT_NETWORK);
  g_assert_null (ferry_copy_words_dup_time_left (operation));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/copy-words/states", test_states);
  g_test_add_func ("/copy-words/blocker", test_blocker);
  g_test_add_func ("/copy-words/progress", test_progress);
  g_test_add_func ("/copy-words/unusable-answers", test_unusable_answers);
  g_test_add_func ("/copy-words/ends", test_ends);
  g_test_add_func ("/copy-words/subtitles", test_subtitles);
  g_test_add_func ("/copy-words/followed", test_followed);
  g_test_add_func ("/copy-words/looks", test_looks);
  g_test_add_func ("/copy-words/time-left", test_time_left);
  g_test_add_func ("/copy-words/took", test_took);
  g_test_add_func ("/copy-words/phrases", test_phrases);
  g_test_add_func ("/copy-words/operation-time-left", test_operation_time_left);

  return g_test_run ();
}
