/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-protocol.h"

#define S G_USEC_PER_SEC
#define SOURCE "img-abcdefghij"

typedef struct
{
  const char *what;
  FerryCandidate candidate;
  gboolean blind;
  FerryEvidence expected;
} Grade;

static const Grade grades[] = {
  { "our ID", { TRUE, FALSE, "x", "cn-north-1 " SOURCE, FALSE }, FALSE, FERRY_EVIDENCE_STRONG },
  { "our ID touching Chinese", { TRUE, FALSE, "x", "复制自" SOURCE "的镜像", TRUE }, FALSE, FERRY_EVIDENCE_STRONG },
  { "our ID and another", { TRUE, FALSE, "x", "like img-zzzzzzzzzz (cn-north-1 " SOURCE ")", TRUE }, FALSE,
    FERRY_EVIDENCE_STRONG },
  { "our ID inside a longer one", { TRUE, FALSE, "web", SOURCE "9", TRUE }, FALSE, FERRY_EVIDENCE_NONE },
  { "another ID", { TRUE, FALSE, "web", "cn-north-1 img-zzzzzzzzzz", TRUE }, FALSE, FERRY_EVIDENCE_NONE },
  { "no words, same name", { TRUE, FALSE, "web", "", TRUE }, FALSE, FERRY_EVIDENCE_WEAK },
  { "no description, same name", { TRUE, FALSE, "web", NULL, TRUE }, FALSE, FERRY_EVIDENCE_WEAK },
  { "no name yet", { TRUE, FALSE, NULL, NULL, TRUE }, FALSE, FERRY_EVIDENCE_WEAK },
  { "other name", { TRUE, FALSE, "db", NULL, TRUE }, FALSE, FERRY_EVIDENCE_NONE },
  { "other name after a blind time", { TRUE, FALSE, "db", NULL, TRUE }, TRUE, FERRY_EVIDENCE_WEAK },
  { "other disks", { TRUE, FALSE, "web", NULL, FALSE }, TRUE, FERRY_EVIDENCE_NONE },
  { "not new", { FALSE, FALSE, "web", SOURCE, TRUE }, TRUE, FERRY_EVIDENCE_NONE },
  { "claimed", { TRUE, TRUE, "web", SOURCE, TRUE }, TRUE, FERRY_EVIDENCE_NONE },
};

static void
test_grade (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    {
      g_test_message ("%s", grades[i].what);
      g_assert_cmpint (ferry_protocol_grade (&grades[i].candidate, SOURCE, "web", grades[i].blind), ==,
                       grades[i].expected);
    }
}

static FerryLook
make_look (FerryLookKind kind, guint attempt, guint listings, gint64 step)
{
  FerryLook look;

  ferry_look_begin (&look, kind, attempt, 120 * S, 1000 * S);
  for (guint i = 0; i < listings; i++)
    ferry_look_note_listing (&look, 1000 * S + i * step);
  return look;
}

static FerryVerdict
decide (FerryLook *look, FerryEvidence best)
{
  return ferry_look_decide (look, best, look->last_listing + S);
}

static void
test_send_again (void)
{
  FerryLook look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 4, 40 * S);

  /* Time enough, too few listings. */
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 5, 30 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_SEND);
  /* The last listing is stale. */
  g_assert_cmpint (ferry_look_decide (&look, FERRY_EVIDENCE_NONE, look.last_listing + 11 * S), ==,
                   FERRY_VERDICT_LOOK);
  /* Listings enough, too little time. */
  look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 50, 2 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  /* A second attempt looks twice as long. */
  look = make_look (FERRY_LOOK_UNCONFIRMED, 2, 5, 30 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  look = make_look (FERRY_LOOK_UNCONFIRMED, 2, 5, 60 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_SEND);
  /* Something unseen used up quota: three times as long. */
  look.quota_grew = TRUE;
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  look = make_look (FERRY_LOOK_UNCONFIRMED, 2, 13, 60 * S);
  look.quota_grew = TRUE;
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_SEND);
}

static void
test_sleep_covers_a_minute (void)
{
  FerryLook look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 5, 1);

  ferry_look_note_listing (&look, 1000 * S + 8 * 3600 * (gint64) S);
  g_assert_cmpint (look.covered, <=, 61 * S);
  g_assert_true (look.blind);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
}

static void
test_clock_backwards (void)
{
  FerryLook look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 5, 10 * S);
  gint64 covered = look.covered;

  ferry_look_note_listing (&look, 999 * S);
  g_assert_cmpint (look.covered, ==, covered);
  g_assert_cmpuint (look.n_listings, ==, 5);
}

static void
test_weak (void)
{
  FerryLook look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 6, 60 * S);

  /* Weak evidence never adopts, but forbids sending again. */
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_WEAK), ==, FERRY_VERDICT_LOOK);
  look = make_look (FERRY_LOOK_UNCONFIRMED, 1, 7, 60 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_WEAK), ==, FERRY_VERDICT_UNDECIDED);
  look = make_look (FERRY_LOOK_BUSY_FIRST, 1, 1, S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_WEAK), ==, FERRY_VERDICT_UNCONFIRM);
}

static void
test_three_attempts (void)
{
  FerryLook look = make_look (FERRY_LOOK_UNCONFIRMED, 3, 4, 60 * S);

  /* Age alone decides nothing: five listings first. */
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  look = make_look (FERRY_LOOK_UNCONFIRMED, 3, 9, 60 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_UNDECIDED);
  /* Busy is no attempt: it goes on. */
  look = make_look (FERRY_LOOK_BUSY_LATER, 3, 9, 60 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_SEND);
  look = make_look (FERRY_LOOK_REFUSED_LATER, 3, 9, 60 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_REFUSE);
}

static void
test_busy_first (void)
{
  FerryLook look;

  ferry_look_begin (&look, FERRY_LOOK_BUSY_FIRST, 1, 120 * S, 1000 * S);
  look.not_before = 1030 * S;
  ferry_look_note_listing (&look, 1010 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_LOOK);
  ferry_look_note_listing (&look, 1031 * S);
  g_assert_cmpint (decide (&look, FERRY_EVIDENCE_NONE), ==, FERRY_VERDICT_SEND);
  g_assert_cmpint (ferry_protocol_busy_wait (120 * S, 0.0), ==, 30 * S);
  g_assert_cmpint (ferry_protocol_busy_wait (300 * (gint64) S, 0.999), <, 60 * S);
}

typedef struct
{
  const char *what;
  FerryAnswerFacts facts;
  FerryAnswer answer;
  FerryLookKind look;
} Judgement;

static const Judgement judgements[] = {
  { "a pair", { .accepted = TRUE }, FERRY_ANSWER_ACCEPTED, FERRY_LOOK_UNCONFIRMED },
  { "never sent", { .never_sent = TRUE }, FERRY_ANSWER_NEVER_SENT, FERRY_LOOK_UNCONFIRMED },
  { "lost", { 0 }, FERRY_ANSWER_LOOK, FERRY_LOOK_UNCONFIRMED },
  { "refused", { .refused = TRUE }, FERRY_ANSWER_REFUSED, FERRY_LOOK_BUSY_FIRST },
  { "quota, first", { .refused = TRUE, .quota = TRUE }, FERRY_ANSWER_REFUSED, FERRY_LOOK_BUSY_FIRST },
  { "busy, first", { .refused = TRUE, .busy = TRUE }, FERRY_ANSWER_LOOK, FERRY_LOOK_BUSY_FIRST },
  { "throttled", { .refused = TRUE, .throttled = TRUE }, FERRY_ANSWER_WAIT, FERRY_LOOK_UNCONFIRMED },
  { "keys", { .refused = TRUE, .auth = TRUE }, FERRY_ANSWER_WAIT, FERRY_LOOK_UNCONFIRMED },
  { "busy, later", { .refused = TRUE, .busy = TRUE, .earlier_attempts = 1 }, FERRY_ANSWER_LOOK,
    FERRY_LOOK_BUSY_LATER },
  { "quota, later", { .refused = TRUE, .quota = TRUE, .earlier_attempts = 1 }, FERRY_ANSWER_LOOK,
    FERRY_LOOK_BUSY_LATER },
  { "refused, later", { .refused = TRUE, .earlier_attempts = 2 }, FERRY_ANSWER_LOOK, FERRY_LOOK_REFUSED_LATER },
};

static void
test_back_off (void)
{
  g_assert_cmpint (ferry_protocol_back_off (0, -1, 0.5), ==, S);
  g_assert_cmpint (ferry_protocol_back_off (3, 0, 0.5), ==, 8 * S);
  g_assert_cmpint (ferry_protocol_back_off (1000, 0, 0.5), ==, 60 * S);
  /* What was asked for is the least. */
  g_assert_cmpint (ferry_protocol_back_off (0, 120, 0.0), ==, 120 * S);
  g_assert_cmpint (ferry_protocol_back_off (0, 120, 0.999), >, 120 * S);
  g_assert_cmpint (ferry_protocol_back_off (6, 1, 0.5), ==, 60 * S);
  g_assert_cmpint (ferry_protocol_back_off (0, G_MAXINT, 0.0), ==, 3600 * (gint64) S);
}

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (judgements); i++)
    {
      FerryLookKind look;
      FerryAnswer answer = ferry_protocol_judge_answer (&judgements[i].facts, &look);

      g_test_message ("%s", judgements[i].what);
      g_assert_cmpint (answer, ==, judgements[i].answer);
      if (answer == FERRY_ANSWER_LOOK)
        g_assert_cmpint (look, ==, judgements[i].look);
    }
}

static void
test_vanished (void)
{
  FerryAbsence absence = { .seen = TRUE, .n_absent = 3, .absent_for = 59 * S, .n_not_found = 1 };

  g_assert_false (ferry_protocol_has_vanished (&absence));
  absence.absent_for = 60 * S;
  g_assert_true (ferry_protocol_has_vanished (&absence));
  absence.n_not_found = 0;
  g_assert_false (ferry_protocol_has_vanished (&absence));
  absence = (FerryAbsence){ .n_absent = 50, .accepted_for = 3599 * (gint64) S, .n_not_found = 9 };
  g_assert_false (ferry_protocol_has_vanished (&absence));
  absence.accepted_for += 2 * S;
  g_assert_true (ferry_protocol_has_vanished (&absence));
}

static void
test_rechecks (void)
{
  const gint64 minute = 60 * S;

  g_assert_cmpint (ferry_protocol_next_recheck (0), ==, 10 * minute);
  g_assert_cmpint (ferry_protocol_next_recheck (10 * minute), ==, 60 * minute);
  g_assert_cmpint (ferry_protocol_next_recheck (61 * minute), ==, 360 * minute);
  g_assert_cmpint (ferry_protocol_next_recheck (24 * 60 * minute), ==, -1);
}

static void
test_one_source_one_attempt (void)
{
  g_assert_true (ferry_protocol_may_start (0, 0));
  g_assert_false (ferry_protocol_may_start (1, 0));
  g_assert_false (ferry_protocol_may_start (0, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/grade", test_grade);
  g_test_add_func ("/protocol/send-again", test_send_again);
  g_test_add_func ("/protocol/sleep", test_sleep_covers_a_minute);
  g_test_add_func ("/protocol/clock-backwards", test_clock_backwards);
  g_test_add_func ("/protocol/weak", test_weak);
  g_test_add_func ("/protocol/three-attempts", test_three_attempts);
  g_test_add_func ("/protocol/busy-first", test_busy_first);
  g_test_add_func ("/protocol/answers", test_answers);
  g_test_add_func ("/protocol/vanished", test_vanished);
  g_test_add_func ("/protocol/rechecks", test_rechecks);
  g_test_add_func ("/protocol/one-source", test_one_source_one_attempt);
  g_test_add_func ("/protocol/back-off", test_back_off);
  return g_test_run ();
}
