/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/ferry-records.h"

G_BEGIN_DECLS

/* How a copy happens exactly once although the service knows no idempotency token: the decisions, and nothing
 * else. Pure functions from facts and a clock to a verdict: the driver runs them on the real service, the tests
 * run the same functions over random scenarios. All times are monotonic microseconds. HACKING.md, "Exactly once",
 * tells the whole protocol. */

#define FERRY_PROTOCOL_MAX_ATTEMPTS 3
#define FERRY_PROTOCOL_MIN_LISTINGS 5
#define FERRY_PROTOCOL_FRESH (10 * G_USEC_PER_SEC)
#define FERRY_PROTOCOL_MAX_GAP (60 * G_USEC_PER_SEC)
#define FERRY_PROTOCOL_BLIND (600 * G_USEC_PER_SEC)

/* How sure it is that an image of the target region is the replica. */
typedef enum
{
  FERRY_EVIDENCE_NONE,
  FERRY_EVIDENCE_WEAK,
  FERRY_EVIDENCE_STRONG,
  FERRY_EVIDENCE_PROOF,
} FerryEvidence;

/* An image of the target region, as far as it matters for the judgement. */
typedef struct
{
  gboolean is_new;              /* absent from the baseline of the attempt in question */
  gboolean claimed;             /* some replica of ours is this image, or the user said it is not */
  const char *name;             /* (nullable): when first seen */
  const char *description;      /* (nullable): the first that was not empty */
  gboolean compatible;          /* disks and architecture contradict nothing */
} FerryCandidate;

FerryEvidence ferry_protocol_grade (const FerryCandidate *candidate,
                                    const char *source,
                                    const char *expected_name,
                                    gboolean blind);

/* Why a target region is being looked at before the next step of an attempt. */
typedef enum
{
  FERRY_LOOK_UNCONFIRMED,       /* the answer was lost, or the process died while it was out */
  FERRY_LOOK_BUSY_FIRST,        /* the first attempt met "is busy": anyone's copy, or our request twice */
  FERRY_LOOK_BUSY_LATER,        /* a later attempt met "is busy" or a quota: perhaps an earlier one of ours */
  FERRY_LOOK_REFUSED_LATER,     /* a later attempt was refused otherwise: the same look before it ends */
} FerryLookKind;

typedef struct
{
  FerryLookKind kind;
  guint attempt;                /* counted attempts, from 1 */
  gint64 settle;                /* the settle time asked for */
  gint64 not_before;            /* no listing counts before */
  gboolean quota_grew;          /* image quota in use has grown and nothing seen explains it */
  gboolean blind;               /* more than ten minutes passed without a complete listing */
  guint n_listings;             /* complete ones */
  gint64 covered;               /* sum of the gaps between them, each capped */
  gint64 last_listing;          /* when the last complete one began, 0 = none yet */
} FerryLook;

typedef enum
{
  FERRY_VERDICT_LOOK,           /* list again after ferry_look_get_interval() */
  FERRY_VERDICT_ADOPT,          /* the best candidate is the replica */
  FERRY_VERDICT_SEND,           /* nothing is there: send (again), if the rules still pass */
  FERRY_VERDICT_UNCONFIRM,      /* a busy first attempt has weak evidence: treat it as unconfirmed */
  FERRY_VERDICT_UNDECIDED,      /* only the user can tell */
  FERRY_VERDICT_REFUSE,         /* the refusal stands */
} FerryVerdict;

void ferry_look_begin (FerryLook *self, FerryLookKind kind, guint attempt, gint64 settle, gint64 now);
void ferry_look_note_listing (FerryLook *self, gint64 began);
gint64 ferry_look_get_settle (const FerryLook *self);
gint64 ferry_look_get_interval (const FerryLook *self);
FerryVerdict ferry_look_decide (const FerryLook *self, FerryEvidence best, gint64 now);

/* What the answer to a write means for the replica. */
typedef enum
{
  FERRY_ANSWER_ACCEPTED,
  FERRY_ANSWER_NEVER_SENT,      /* back off, a new baseline, no attempt counted */
  FERRY_ANSWER_WAIT,            /* refused for now: throttled or keys refused; nothing was done */
  FERRY_ANSWER_REFUSED,         /* refused for good */
  FERRY_ANSWER_LOOK,            /* look first, the way *look says */
} FerryAnswer;

/* The facts of an answer that the judgement needs. */
typedef struct
{
  gboolean accepted;            /* a pair for our source */
  gboolean never_sent;
  gboolean refused;             /* a well-formed refusal that says nothing was done */
  gboolean busy;
  gboolean quota;
  gboolean throttled;
  gboolean auth;
  guint earlier_attempts;       /* of this replica, that may have been acted on */
} FerryAnswerFacts;

FerryAnswer ferry_protocol_judge_answer (const FerryAnswerFacts *facts, FerryLookKind *look);

/* One source image, one attempt: may this one start while @others_in_flight attempts of the same source, to
 * whatever target, are being sent or unconfirmed, and @others_running copies of it run? */
gboolean ferry_protocol_may_start (guint others_in_flight, guint others_running);

/* How long to wait after "is busy" on a first attempt; @random in [0, 1). */
gint64 ferry_protocol_busy_wait (gint64 settle, double random);

/* How long to wait after @failures failed calls in a row and one more; @random in [0, 1). */
gint64 ferry_protocol_back_off (guint failures, int retry_after, double random);

/* When a superseded attempt is looked for again: the first of +10 min, +1 h, +6 h, +24 h after @age, -1 = no more. */
gint64 ferry_protocol_next_recheck (gint64 age);

/* A replica that was seen (or accepted) and is not in the answers any more. */
typedef struct
{
  gboolean seen;                /* it was in an answer once */
  guint n_absent;               /* answers in a row without it */
  gint64 absent_for;            /* since the first of them */
  gint64 accepted_for;          /* since it was accepted */
  guint n_not_found;            /* describeImage said 404, in a row */
} FerryAbsence;

gboolean ferry_protocol_has_vanished (const FerryAbsence *absence);

G_END_DECLS
