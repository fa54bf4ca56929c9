/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of the protocol: a made-up service, colleagues, people, crashes and a clock, all from a seed, and the engine's
 * own decision functions in the middle. Counts, over thousands of scenarios: no copy lost, none made twice, within the
 * assumption that acting late, becoming visible late and stale listings stay within the settle time together.
 *
 * The second test takes one clause of the protocol away at a time and shows that some scenario then fails: a clause
 * that nothing needs would be dead weight, and a model that cannot fail would prove nothing. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "engine/ferry-protocol.h"

#define S ((gint64) G_USEC_PER_SEC)
#define SETTLE (120 * S)
#define HORIZON (60 * 24 * 3600 * S)
#define MAX_IMAGES 1024
#define MAX_TRIES 24
#define SOURCE "img-source0001"
#define NAME "web"
#define SCENARIOS 20000

/* The clauses that can be taken away. Those that only narrow a rare overlap further (five listings, capped gaps, longer
 * settle times, the look before a later refusal, fresh baselines) are pinned down one by one in test-protocol.c. What
 * takes more than one copy, one process or one kind of request has tests of its own: one attempt a source at a time in
 * test-engine.c, the look before sending and superseded attempts in test-looks.c, equal requests in
 * test-journal-requests.c, drivers in test-crowd.c, the journal in test-fire.c, writes in flight in test-crash.c. */
typedef enum
{
  CLAUSE_NONE,
  CLAUSE_UNKNOWN_IS_NOT_REFUSED, /* a lost answer is looked at before anything is sent again */
  CLAUSE_SENDING_IS_COMMITTED,   /* a crash after the send leaves an unconfirmed attempt behind */
  CLAUSE_COMPLETE_LISTINGS,      /* absence needs complete listings */
  CLAUSE_SETTLE_TIME,            /* spread over the settle time */
  CLAUSE_ANEW_AFTER_CRASH,       /* and which starts anew after a crash */
  CLAUSE_OWN_BASELINE,           /* new is judged against the attempt's own baseline */
  CLAUSE_FIRST_TEXTS,            /* texts count as first seen */
  CLAUSE_WEAK_FORBIDS,           /* weak evidence forbids sending again */
  CLAUSE_WEAK_REMEMBERED,        /* also when a listing lacks it for once */
  CLAUSE_WEAK_NEVER_ADOPTS,      /* and adopts nothing */
  CLAUSE_NO_OTHER_TOKEN,         /* an image of another source is no candidate */
  CLAUSE_BLIND,                  /* after ten blind minutes any new image counts as weak */
  CLAUSE_ABSENT_MEMBERS,         /* an absent name contradicts nothing */
  CLAUSE_BUSY_IS_LOOKED_AT,      /* "is busy" may be our own request, repeated by a gateway */
  CLAUSE_LATER_BUSY,             /* "is busy" or a quota at a later attempt refuses nothing for good */
  N_CLAUSES,
} Clause;

static const char *clause_names[] = {
  "none",         "unknown is not refused", "sending is committed", "complete listings",
  "settle time",  "anew after a crash",     "own baseline",         "first texts",
  "weak forbids", "weak remembered",        "weak never adopts",    "no other token",
  "blind",        "absent members",         "busy is looked at",    "later busy",
};

typedef struct
{
  gboolean ours;                /* made by an attempt of ours */
  gboolean of_source;           /* a copy of our source, whoever made it */
  gboolean exists;
  gint64 made;
  gint64 finished;              /* its creation has ended: from then on people can edit it */
  gint64 visible;               /* from then on listings show it */
  gint64 described;             /* from then on its description is there */
  const char *name;
  const char *description;      /* once described */
  gboolean seen;                /* the client has seen it, with these texts */
  const char *seen_name;
  const char *seen_description;
} Image;

typedef struct
{
  gboolean used;
  gboolean may_have_acted;
  guint8 baseline[MAX_IMAGES];
  gint64 sent;
} Try;

/* A request that is acted on later than its answer was lost. */
typedef struct
{
  gint64 at;                    /* 0 = none */
  gint64 visible;               /* so long after */
  gboolean held;                /* it waited on our own side once */
} Late;

typedef struct
{
  GRand *rand;
  Clause without;
  gint64 now;

  /* the service */
  Image images[MAX_IMAGES];
  guint n_images;
  gint64 late_budget;           /* what is left of the assumption for one attempt */
  gint64 busy_until;
  Late late[MAX_TRIES];         /* requests that the service has not acted on yet */
  double storm;                 /* chance of a crash or a sleep at each step */
  gboolean holds;               /* our own side may hold a request back while it stands still */
  gboolean guards_late;         /* it refuses those too while another copy of the source runs */
  gint64 stale;                 /* listings are that old */
  double flaky;                 /* chance that a listing that looks complete lacks an image */
  guint n_made;

  /* the client, as the journal has it */
  FerryState state;
  Try tries[MAX_TRIES];
  guint n_tries;
  guint attempts;               /* counted */
  int adopted;                  /* index of an image, -1 none */
  FerryLookKind kind;           /* why it waits */

  /* the client's memory, gone with a crash */
  FerryLook look;
  gboolean looking;
} World;

static gboolean tracing;

/* Tells one scenario's story, for a seed given in IMAGE_FERRY_MODEL_SEED. */
static void
trace (World *w, const char *what)
{
  if (tracing)
    g_printerr ("# %9.1f %s: state %s, %u tries, %u counted, %u made, %u listings, %.0f s covered\n",
                (double) w->now / S, what, ferry_state_to_string (w->state), w->n_tries, w->attempts, w->n_made,
                w->look.n_listings, (double) w->look.covered / S);
}

static double
roll (World *w)
{
  return g_rand_double (w->rand);
}

static gboolean
chance (World *w, double probability)
{
  return roll (w) < probability;
}

static Image *
add_image (World *w, gboolean ours, gboolean of_source, gint64 visible)
{
  Image *image;

  g_assert_cmpuint (w->n_images, <, MAX_IMAGES);
  image = &w->images[w->n_images++];
  *image = (Image){ .ours = ours, .of_source = of_source, .exists = TRUE, .made = w->now, .visible = visible,
                    .described = visible, .name = NAME,
                    .finished = w->now + (gint64) ((11 + roll (w) * 20) * 60 * S) };
  return image;
}

/* The service makes our replica: its description may come late, in any words, or not at all. */
static void
act (World *w, gint64 visible)
{
  Image *image = add_image (w, TRUE, TRUE, visible);

  image->description = chance (w, 0.1) ? "" : chance (w, 0.5) ? "复制自" SOURCE : "cn-north-1 " SOURCE;
  if (chance (w, 0.2))
    image->described = visible + (gint64) (roll (w) * 30 * S);
  if (chance (w, 0.1))
    image->name = "";
  w->n_made++;
  w->busy_until = image->finished;
}

static const char *
get_description (const Image *image, gint64 at)
{
  return at >= image->described ? image->description : "";
}

/* What others do: copies of the same source, unrelated images that look alike, edits. */
static void
let_people_act (World *w)
{
  Image *image;

  if (w->n_images < MAX_IMAGES / 2 && chance (w, 0.02))
    {
      image = add_image (w, FALSE, FALSE, w->now);
      image->description = chance (w, 0.5) ? "cn-north-1 img-other00001" : "";
    }
  if (w->n_images < MAX_IMAGES / 2 && chance (w, 0.01))
    {
      image = add_image (w, FALSE, FALSE, w->now);
      image->name = "db";
      image->description = "golden";
    }
  for (guint i = 0; i < w->n_images; i++)
    if (w->images[i].exists && w->now > w->images[i].finished && chance (w, 0.01))
      {
        w->images[i].name = chance (w, 0.5) ? "renamed" : NAME;
        if (chance (w, 0.5))
          {
            w->images[i].description = "edited";
            w->images[i].described = w->now;
          }
      }
}

static void
pass_time (World *w, gint64 duration)
{
  gint64 until = w->now + duration;

  for (guint i = 0; i < MAX_TRIES; i++)
    if (w->late[i].at != 0 && w->late[i].at <= until)
      {
        w->now = MAX (w->now, w->late[i].at);
        w->late[i].at = 0;
        if (w->now >= w->busy_until || !w->guards_late)
          act (w, w->now + w->late[i].visible);
      }
  w->now = MAX (w->now, until);
  let_people_act (w);
}

/* A listing: which images it shows. FALSE = the call failed. */
static gboolean
list (World *w, guint8 *shown, gboolean *complete)
{
  gint64 at;

  memset (shown, 0, MAX_IMAGES);
  if (chance (w, 0.1))
    return FALSE;
  at = w->now - (gint64) (roll (w) * w->stale);
  *complete = !chance (w, 0.15);
  for (guint i = 0; i < w->n_images; i++)
    shown[i] = w->images[i].exists && w->images[i].visible <= at && (*complete || chance (w, 0.6))
               && !(w->flaky > 0 && chance (w, w->flaky));
  for (guint i = 0; i < w->n_images; i++)
    if (shown[i] && !w->images[i].seen)
      {
        w->images[i].seen = TRUE;
        w->images[i].seen_name = w->images[i].name;
        w->images[i].seen_description = get_description (&w->images[i], w->now);
      }
    else if (shown[i] && *w->images[i].seen_description == '\0')
      w->images[i].seen_description = get_description (&w->images[i], w->now);
  if (w->without == CLAUSE_COMPLETE_LISTINGS)
    *complete = TRUE;
  pass_time (w, (gint64) (roll (w) * S));
  return TRUE;
}

/* Nothing runs here meanwhile; what our own side still had in its buffers leaves when it is back, and the service has
 * not had that time to act. */
static void
stand_still (World *w, gint64 duration, gboolean crashed)
{
  for (guint i = 0; w->holds && i < MAX_TRIES; i++)
    if (w->late[i].at > w->now && (crashed || !w->late[i].held) && chance (w, 0.5))
      {
        w->late[i].held |= !crashed;
        w->late[i].at += duration;
      }
  pass_time (w, duration);
}

static void
crash (World *w)
{
  gint64 downtime = chance (w, 0.3) ? (gint64) (roll (w) * 3 * 3600 * S) : (gint64) (roll (w) * 60 * S);

  stand_still (w, downtime, TRUE);
  if (w->without != CLAUSE_ANEW_AFTER_CRASH)
    w->looking = FALSE;
  if (w->state == FERRY_STATE_SUBMITTING)
    {
      w->state = FERRY_STATE_UNCONFIRMED;
      w->attempts++;
    }
}

static void
begin_look (World *w, FerryLookKind kind)
{
  ferry_look_begin (&w->look, kind, MAX (w->attempts, 1), SETTLE, w->now);
  w->kind = kind;
  if (kind == FERRY_LOOK_BUSY_FIRST)
    w->look.not_before = w->now + ferry_protocol_busy_wait (SETTLE, roll (w));
  if (w->n_tries > 0)
    w->look.blind = w->now - w->tries[w->n_tries - 1].sent > FERRY_PROTOCOL_BLIND;
  w->looking = TRUE;
}

/* The answer of the service, and what it does. */
static FerryAnswerFacts
send (World *w)
{
  FerryAnswerFacts facts = { 0 };
  double fate = roll (w);
  gint64 late = (gint64) (roll (w) * w->late_budget);
  gint64 visible = chance (w, 0.5) ? (gint64) (roll (w) * (w->late_budget - late)) : 0;

  if (fate < 0.05)
    facts.never_sent = TRUE;
  else if (w->now < w->busy_until)
    facts.refused = facts.busy = TRUE;
  else if (fate < 0.1)
    facts.refused = facts.throttled = TRUE;
  else if (fate < 0.14)
    facts.refused = facts.quota = TRUE;
  else if (fate < 0.16)
    facts.refused = TRUE;
  else if (fate < 0.4)
    {
      facts.accepted = TRUE;
      act (w, w->now + visible);
    }
  else if (fate < 0.65)
    {
      w->late[w->n_tries - 1] = (Late){ .at = w->now + (chance (w, 0.4) ? 1 : late), .visible = visible };
    }
  /* A gateway that repeats our request: it acts, and answers busy. */
  else if (fate < 0.72)
    {
      act (w, w->now + visible);
      facts.refused = facts.busy = TRUE;
    }
  for (guint i = 0; i + 1 < w->n_tries; i++)
    facts.earlier_attempts += w->tries[i].may_have_acted;
  return facts;
}

static void
take_answer (World *w, FerryAnswerFacts facts)
{
  FerryLookKind kind;
  FerryAnswer answer;
  Try *last = &w->tries[w->n_tries - 1];

  answer = ferry_protocol_judge_answer (&facts, &kind);
  if (w->without == CLAUSE_UNKNOWN_IS_NOT_REFUSED && answer == FERRY_ANSWER_LOOK)
    answer = FERRY_ANSWER_WAIT;
  if (w->without == CLAUSE_BUSY_IS_LOOKED_AT && answer == FERRY_ANSWER_LOOK && kind == FERRY_LOOK_BUSY_FIRST)
    answer = FERRY_ANSWER_WAIT;
  if (w->without == CLAUSE_LATER_BUSY && answer == FERRY_ANSWER_LOOK && kind == FERRY_LOOK_BUSY_LATER)
    answer = FERRY_ANSWER_REFUSED;

  switch (answer)
    {
    case FERRY_ANSWER_ACCEPTED:
      w->state = FERRY_STATE_PENDING;
      for (guint i = 0; i < w->n_images; i++)
        if (w->images[i].ours)
          w->adopted = (int) i;
      break;
    case FERRY_ANSWER_NEVER_SENT:
    case FERRY_ANSWER_WAIT:
      last->may_have_acted = FALSE;
      w->state = FERRY_STATE_QUEUED;
      break;
    case FERRY_ANSWER_REFUSED:
      w->state = FERRY_STATE_REFUSED;
      break;
    case FERRY_ANSWER_LOOK:
    default:
      w->state = kind == FERRY_LOOK_UNCONFIRMED ? FERRY_STATE_UNCONFIRMED : FERRY_STATE_WAITING;
      if (kind == FERRY_LOOK_UNCONFIRMED)
        w->attempts++;
      begin_look (w, kind);
    }
}

static void
make_attempt (World *w)
{
  guint8 shown[MAX_IMAGES];
  gboolean complete = FALSE;
  gint64 began = w->now;
  Try *one;

  if (w->n_tries == MAX_TRIES)
    {
      w->state = FERRY_STATE_UNDECIDED;
      return;
    }
  if (!list (w, shown, &complete) || !complete)
    return;
  /* Reading the sources may take long. */
  if (chance (w, 0.1))
    pass_time (w, (gint64) (roll (w) * 200 * S));
  if (w->now - began > FERRY_PROTOCOL_FRESH)
    return;
  one = &w->tries[w->n_tries++];
  *one = (Try){ .used = TRUE, .may_have_acted = TRUE, .sent = w->now };
  memcpy (one->baseline, shown, MAX_IMAGES);
  if (w->without != CLAUSE_SENDING_IS_COMMITTED)
    w->state = FERRY_STATE_SUBMITTING;
  if (chance (w, 0.05))
    {
      crash (w);
      return;
    }
  {
    FerryAnswerFacts facts = send (w);

    pass_time (w, (gint64) (roll (w) * 5 * S));
    if (chance (w, 0.1))
      crash (w);
    else
      take_answer (w, facts);
  }
}

static gboolean
is_new (World *w, guint image)
{
  guint from = w->without == CLAUSE_OWN_BASELINE && w->n_tries > 0 ? w->n_tries - 1 : 0;

  for (guint i = from; i < w->n_tries; i++)
    if (w->tries[i].may_have_acted && !w->tries[i].baseline[image])
      return TRUE;
  return FALSE;
}

static FerryEvidence
grade (World *w, guint i)
{
  Image *image = &w->images[i];
  gboolean first = w->without != CLAUSE_FIRST_TEXTS;
  FerryCandidate candidate = { 0 };

  candidate.is_new = is_new (w, i);
  candidate.name = first ? image->seen_name : image->name;
  candidate.description = first ? image->seen_description : get_description (image, w->now);
  candidate.compatible = TRUE;
  if (w->without == CLAUSE_ABSENT_MEMBERS && *candidate.name == '\0')
    candidate.name = "another";
  if (w->without == CLAUSE_NO_OTHER_TOKEN && strstr (candidate.description, "img-other") != NULL)
    candidate.description = SOURCE;
  return ferry_protocol_grade (&candidate, SOURCE, NAME, w->look.blind && w->without != CLAUSE_BLIND);
}

static void
act_on_verdict (World *w, FerryVerdict verdict, int best)
{
  switch (verdict)
    {
    case FERRY_VERDICT_ADOPT:
      w->state = FERRY_STATE_PENDING;
      w->adopted = best;
      w->looking = FALSE;
      break;
    case FERRY_VERDICT_SEND:
      w->state = FERRY_STATE_QUEUED;
      w->looking = FALSE;
      break;
    case FERRY_VERDICT_UNCONFIRM:
      w->state = FERRY_STATE_UNCONFIRMED;
      w->attempts++;
      begin_look (w, FERRY_LOOK_UNCONFIRMED);
      break;
    case FERRY_VERDICT_UNDECIDED:
      w->state = FERRY_STATE_UNDECIDED;
      break;
    case FERRY_VERDICT_REFUSE:
      w->state = FERRY_STATE_REFUSED;
      break;
    case FERRY_VERDICT_LOOK:
    default:
      break;
    }
}

static void
weaken (World *w, FerryEvidence *evidence)
{
  if (w->without == CLAUSE_SETTLE_TIME)
    w->look.covered = 24 * 3600 * S;
  if (w->without == CLAUSE_WEAK_FORBIDS && *evidence == FERRY_EVIDENCE_WEAK)
    *evidence = FERRY_EVIDENCE_NONE;
  if (w->without == CLAUSE_WEAK_NEVER_ADOPTS && *evidence == FERRY_EVIDENCE_WEAK)
    *evidence = FERRY_EVIDENCE_STRONG;
}

static void
look_once (World *w)
{
  guint8 shown[MAX_IMAGES];
  gboolean complete = FALSE;
  gint64 began;
  FerryEvidence best = FERRY_EVIDENCE_NONE;
  int best_image = -1;
  FerryVerdict verdict;

  pass_time (w, ferry_look_get_interval (&w->look));
  if (chance (w, w->flaky > 0 ? 0.5 : w->storm))
    stand_still (w, 60 * S + (gint64) (roll (w) * (w->flaky > 0 ? 120 * S : 8 * 3600 * S)), FALSE);
  began = w->now;
  if (!list (w, shown, &complete) || began < w->look.not_before)
    return;
  if (complete)
    ferry_look_note_listing (&w->look, began);
  for (guint i = 0; i < w->n_images; i++)
    {
      FerryEvidence evidence = shown[i] || w->images[i].seen ? grade (w, i) : FERRY_EVIDENCE_NONE;

      /* A weak one that was seen and is not in this listing has not explained itself. */
      if (!shown[i] && (evidence != FERRY_EVIDENCE_WEAK || w->without == CLAUSE_WEAK_REMEMBERED))
        evidence = FERRY_EVIDENCE_NONE;
      if (evidence > best)
        {
          best = evidence;
          best_image = (int) i;
        }
    }
  weaken (w, &best);
  verdict = ferry_look_decide (&w->look, best, w->now);
  if (complete || verdict == FERRY_VERDICT_ADOPT)
    act_on_verdict (w, verdict, best_image);
}

/* The user looks at the console, and tells the truth. */
static void
let_user_decide (World *w)
{
  pass_time (w, 3600 * S);
  for (guint i = 0; i < w->n_images; i++)
    if (w->images[i].ours)
      {
        w->adopted = (int) i;
        w->state = FERRY_STATE_PENDING;
        return;
      }
  w->attempts = 0;
  w->looking = FALSE;
  w->n_tries = MIN (w->n_tries, MAX_TRIES / 2);
  w->state = FERRY_STATE_QUEUED;
}

static void
take_step (World *w)
{
  /* No storm lasts for ever. */
  if (w->now > 10 * 24 * 3600 * S)
    w->storm = 0;
  if (chance (w, w->storm))
    crash (w);
  if ((w->state == FERRY_STATE_UNCONFIRMED || w->state == FERRY_STATE_WAITING) && !w->looking)
    begin_look (w, w->state == FERRY_STATE_WAITING ? w->kind : FERRY_LOOK_UNCONFIRMED);
  if (w->state == FERRY_STATE_QUEUED)
    {
      pass_time (w, (gint64) (roll (w) * 5 * S));
      make_attempt (w);
    }
  else if (w->state == FERRY_STATE_UNCONFIRMED || w->state == FERRY_STATE_WAITING)
    look_once (w);
  else if (w->state == FERRY_STATE_UNDECIDED)
    let_user_decide (w);
}

static gboolean
is_over (World *w)
{
  return w->state == FERRY_STATE_PENDING || w->state == FERRY_STATE_REFUSED || w->now > HORIZON;
}

/* Everything that may be late stays within the settle time together. A request that our own side holds back once needs
 * the minute that a long gap counts for. */
static void
choose_weather (World *w)
{
  double kind = roll (w);

  w->guards_late = chance (w, 0.5);
  w->storm = chance (w, 0.3) ? 0.12 : 0.02;
  if (kind < 0.25)
    w->flaky = 0.08;
  else if (kind < 0.6)
    {
      w->holds = TRUE;
      w->late_budget = (gint64) (roll (w) * SETTLE * 0.45);
    }
  else
    {
      w->late_budget = (gint64) (roll (w) * SETTLE * 0.65);
      w->stale = (gint64) (roll (w) * SETTLE * 0.3);
    }
}

/* Runs one scenario. Returns what went wrong, NULL if nothing. */
static const char *
run_scenario (guint32 seed, Clause without)
{
  static World w;

  w = (World){ .without = without, .adopted = -1, .now = 1000 * S };

  w.rand = g_rand_new_with_seed (seed);
  choose_weather (&w);
  for (guint i = (guint) g_rand_int_range (w.rand, 0, 6); i > 0; i--)
    {
      Image *image = add_image (&w, FALSE, FALSE, 0);

      image->description = chance (&w, 0.3) ? "cn-north-1 img-other00002" : "";
    }
  while (!is_over (&w))
    {
      take_step (&w);
      trace (&w, "step");
    }
  pass_time (&w, SETTLE);
  g_rand_free (w.rand);

  if (w.n_made > 1)
    return "made twice";
  if (w.state == FERRY_STATE_REFUSED)
    return w.n_made > 0 ? "refused, but it was made" : NULL;
  if (w.state != FERRY_STATE_PENDING)
    return "never ended";
  if (w.adopted < 0 || !w.images[w.adopted].of_source)
    return w.n_made > 0 ? "took a wrong image for it" : "lost";
  return NULL;
}

static void
test_model (void)
{
  const char *only = g_getenv ("IMAGE_FERRY_MODEL_SEED");
  guint32 first = 0;

  if (only != NULL)
    {
      tracing = TRUE;
      g_assert_cmpstr (run_scenario ((guint32) strtoul (only, NULL, 10), CLAUSE_NONE), ==, NULL);
      return;
    }
  for (guint i = 0; i < SCENARIOS; i++)
    {
      const char *wrong = run_scenario (first + i, CLAUSE_NONE);

      if (wrong != NULL)
        g_error ("scenario %u: %s", first + i, wrong);
    }
  g_test_message ("%u scenarios from seed %u: 0 lost, 0 doubled", SCENARIOS, first);
}

static void
test_clauses (void)
{
  for (int clause = 1; clause < N_CLAUSES; clause++)
    {
      const char *wrong = NULL;
      guint seed;

      for (seed = 0; wrong == NULL && seed < 10 * SCENARIOS; seed++)
        {
          wrong = run_scenario (seed, (Clause) clause);
          if (wrong != NULL && run_scenario (seed, CLAUSE_NONE) != NULL)
            wrong = NULL;
        }
      g_test_message ("without “%s”: %s after %u scenarios", clause_names[clause], wrong != NULL ? wrong : "nothing",
                      seed);
      if (wrong == NULL)
        g_test_fail_printf ("nothing fails without “%s”", clause_names[clause]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/exactly-once", test_model);
  g_test_add_func ("/model/each-clause-is-needed", test_clauses);
  return g_test_run ();
}
