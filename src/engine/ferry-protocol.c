/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-protocol.h"

#include "engine/ferry-provenance.h"

#define LONGEST_BACK_OFF (60 * G_USEC_PER_SEC)
#define LONGEST_RETRY_AFTER 3600

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* How long looking takes before absence is believed: longer with each attempt, and when the quota says that
 * something unseen was made. */
static gint64
get_effective_settle (const FerryLook *self)
{
  guint doublings = self->attempt > 0 ? MIN (self->attempt, FERRY_PROTOCOL_MAX_ATTEMPTS) - 1 : 0;

  return (self->settle << doublings) * (self->quota_grew ? 3 : 1);
}

static gboolean
has_looked_enough (const FerryLook *self, gint64 needed)
{
  return self->n_listings >= FERRY_PROTOCOL_MIN_LISTINGS && self->covered >= needed;
}

static FerryVerdict
decide_absent (const FerryLook *self, gint64 now)
{
  if (self->kind == FERRY_LOOK_BUSY_FIRST)
    return self->n_listings > 0 ? FERRY_VERDICT_SEND : FERRY_VERDICT_LOOK;
  if (!has_looked_enough (self, get_effective_settle (self)))
    return FERRY_VERDICT_LOOK;
  if (self->kind == FERRY_LOOK_REFUSED_LATER)
    return FERRY_VERDICT_REFUSE;
  if (self->kind == FERRY_LOOK_UNCONFIRMED && self->attempt >= FERRY_PROTOCOL_MAX_ATTEMPTS)
    return FERRY_VERDICT_UNDECIDED;
  if (now - self->last_listing > FERRY_PROTOCOL_FRESH)
    return FERRY_VERDICT_LOOK;
  return FERRY_VERDICT_SEND;
}

static FerryVerdict
decide_weak (const FerryLook *self)
{
  if (self->kind == FERRY_LOOK_BUSY_FIRST)
    return FERRY_VERDICT_UNCONFIRM;
  if (has_looked_enough (self, 3 * get_effective_settle (self)))
    return FERRY_VERDICT_UNDECIDED;
  return FERRY_VERDICT_LOOK;
}

/**
 * ferry_protocol_grade:
 * @candidate: an image of the target region
 * @source: ID of the source image
 * @expected_name: the name the replica was asked to have
 * @blind: nobody looked for more than ten minutes, so that texts may have been edited unseen
 *
 * Judges whether @candidate may be the replica of an attempt. Absent members contradict nothing. The description
 * that the service writes names the source image; its wording is not documented, so only the ID counts.
 *
 * Returns: the evidence; never proof, which only an answer gives
 */
FerryEvidence
ferry_protocol_grade (const FerryCandidate *candidate,
                      const char *source,
                      const char *expected_name,
                      gboolean blind)
{
  g_autofree char *other = NULL;

  g_return_val_if_fail (candidate != NULL, FERRY_EVIDENCE_NONE);
  g_return_val_if_fail (source != NULL, FERRY_EVIDENCE_NONE);

  if (!candidate->is_new || candidate->claimed)
    return FERRY_EVIDENCE_NONE;
  if (ferry_provenance_names (candidate->description, source))
    return FERRY_EVIDENCE_STRONG;

  other = ferry_provenance_find_other (candidate->description, source);
  if (other != NULL || !candidate->compatible)
    return FERRY_EVIDENCE_NONE;
  if (blind || is_empty (candidate->name) || g_strcmp0 (candidate->name, expected_name) == 0)
    return FERRY_EVIDENCE_WEAK;
  return FERRY_EVIDENCE_NONE;
}

/**
 * ferry_look_begin:
 * @self: (out caller-allocates): the look
 * @kind: why
 * @attempt: counted attempts so far, this one included
 * @settle: the settle time asked for, µs
 * @now: monotonic time at which the attempt ended or was found dead
 *
 * Starts looking. Nothing that was covered before a crash counts.
 */
void
ferry_look_begin (FerryLook *self, FerryLookKind kind, guint attempt, gint64 settle, gint64 now)
{
  *self = (FerryLook){ .kind = kind, .attempt = attempt, .settle = settle, .not_before = now };
}

/**
 * ferry_look_note_listing:
 * @self: the look
 * @began: monotonic time at which a complete listing of the target region began
 *
 * Counts a complete listing. Only the time between two listings is covered, and at most a minute of each gap:
 * a laptop that slept has not been looking.
 */
void
ferry_look_note_listing (FerryLook *self, gint64 began)
{
  if (began < self->not_before)
    return;
  if (self->last_listing > 0)
    {
      gint64 gap = began - self->last_listing;

      self->covered += CLAMP (gap, 0, FERRY_PROTOCOL_MAX_GAP);
      self->blind = self->blind || gap > FERRY_PROTOCOL_BLIND;
    }
  else
    self->blind = self->blind || began - self->not_before > FERRY_PROTOCOL_BLIND;
  self->last_listing = began;
  self->n_listings++;
}

/**
 * ferry_look_get_settle:
 * @self: the look
 *
 * Returns: how long must be covered before absence is believed, µs
 */
gint64
ferry_look_get_settle (const FerryLook *self)
{
  return get_effective_settle (self);
}

/**
 * ferry_look_get_interval:
 * @self: the look
 *
 * Most replicas show up at once: the first looks come quickly, the later ones spread over the settle time.
 *
 * Returns: time until the next listing is due, µs
 */
gint64
ferry_look_get_interval (const FerryLook *self)
{
  gint64 quick = (2 * G_USEC_PER_SEC) << MIN (self->n_listings, 8);
  gint64 spread = get_effective_settle (self) / (FERRY_PROTOCOL_MIN_LISTINGS - 1);

  return CLAMP (MIN (quick, spread), G_USEC_PER_SEC / 5, 20 * G_USEC_PER_SEC);
}

/**
 * ferry_look_decide:
 * @self: the look
 * @best: the best evidence among all new images of the region
 * @now: monotonic time
 *
 * The one place that decides whether a copy is adopted, sent again or left to the user.
 *
 * Returns: the verdict
 */
FerryVerdict
ferry_look_decide (const FerryLook *self, FerryEvidence best, gint64 now)
{
  switch (best)
    {
    case FERRY_EVIDENCE_PROOF:
    case FERRY_EVIDENCE_STRONG:
      return FERRY_VERDICT_ADOPT;
    case FERRY_EVIDENCE_WEAK:
      return decide_weak (self);
    case FERRY_EVIDENCE_NONE:
    default:
      return decide_absent (self, now);
    }
}

/**
 * ferry_protocol_judge_answer:
 * @facts: what is known of the answer
 * @look: (out): how to look, with FERRY_ANSWER_LOOK
 *
 * Returns: what the answer means
 */
FerryAnswer
ferry_protocol_judge_answer (const FerryAnswerFacts *facts, FerryLookKind *look)
{
  *look = FERRY_LOOK_UNCONFIRMED;
  if (facts->accepted)
    return FERRY_ANSWER_ACCEPTED;
  if (facts->never_sent)
    return FERRY_ANSWER_NEVER_SENT;
  if (!facts->refused)
    return FERRY_ANSWER_LOOK;
  if (facts->throttled || facts->auth)
    return FERRY_ANSWER_WAIT;
  if (facts->earlier_attempts == 0)
    {
      *look = FERRY_LOOK_BUSY_FIRST;
      return facts->busy ? FERRY_ANSWER_LOOK : FERRY_ANSWER_REFUSED;
    }
  *look = facts->busy || facts->quota ? FERRY_LOOK_BUSY_LATER : FERRY_LOOK_REFUSED_LATER;
  return FERRY_ANSWER_LOOK;
}

/**
 * ferry_protocol_may_start:
 * @others_in_flight: other attempts of the same source image that are being sent or unconfirmed
 * @others_running: copies or conversions of the same source image that run
 *
 * Returns: whether an attempt of that source may start now
 */
gboolean
ferry_protocol_may_start (guint others_in_flight, guint others_running)
{
  return others_in_flight == 0 && others_running == 0;
}

/**
 * ferry_protocol_busy_wait:
 * @settle: the settle time asked for, µs
 * @random: in [0, 1)
 *
 * 30 to 60 s with the default settle time and above; a shorter settle time says that the service shows its
 * replicas sooner, and shortens the wait in proportion.
 *
 * Returns: µs to wait before looking
 */
gint64
ferry_protocol_busy_wait (gint64 settle, double random)
{
  gint64 least = MIN (30 * G_USEC_PER_SEC, settle / 4);

  return least + (gint64) (random * least);
}

/**
 * ferry_protocol_back_off:
 * @failures: failed calls in a row before this one
 * @retry_after: seconds of quiet that the service asked for, 0 or less = none; more than an hour is a mistake of its
 * @random: in [0, 1)
 *
 * Twice as long with each failure, up to a minute, and never in step with others. What the service asked for is never
 * cut short.
 *
 * Returns: µs to wait before the next call
 */
gint64
ferry_protocol_back_off (guint failures, int retry_after, double random)
{
  gint64 own = MIN (G_USEC_PER_SEC << MIN (failures, 6), LONGEST_BACK_OFF);
  gint64 asked = CLAMP (retry_after, 0, LONGEST_RETRY_AFTER) * (gint64) G_USEC_PER_SEC;

  return MAX ((gint64) (own * (0.8 + 0.4 * random)), (gint64) (asked * (1.0 + 0.2 * random)));
}

/**
 * ferry_protocol_next_recheck:
 * @age: time since the attempt was superseded, µs
 *
 * Returns: the age at which it is looked for next, -1 if no more
 */
gint64
ferry_protocol_next_recheck (gint64 age)
{
  static const gint64 minutes[] = { 10, 60, 6 * 60, 24 * 60 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    if (age < minutes[i] * 60 * G_USEC_PER_SEC)
      return minutes[i] * 60 * G_USEC_PER_SEC;
  return -1;
}

/**
 * ferry_protocol_has_vanished:
 * @absence: what was not seen
 *
 * Listings lag, and one answer proves nothing: a replica has vanished only after it was seen once and then absent
 * from three answers over a minute while describeImage says 404, or after an hour in which it was never seen.
 *
 * Returns: whether the replica is gone
 */
gboolean
ferry_protocol_has_vanished (const FerryAbsence *absence)
{
  if (absence->seen)
    return absence->n_absent >= 3 && absence->absent_for >= 60 * G_USEC_PER_SEC && absence->n_not_found >= 1;
  return absence->n_absent >= 3 && absence->accepted_for >= 3600 * (gint64) G_USEC_PER_SEC && absence->n_not_found >= 3;
}
