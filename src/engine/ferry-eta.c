/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-eta.h"

#include <math.h>

/* Before so much observed progress nothing is said. */
#define LEAST_OBSERVED (G_GINT64_CONSTANT (10) * G_USEC_PER_SEC)
/* A copy whose percentage never moved is slow after this… */
#define SLOW_START (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
/* …and one that moved, when it stands still for so many times its longest halt, but at least for this
 * long. */
#define SLOW_FACTOR 4
#define SLOW_LEAST (G_GINT64_CONSTANT (120) * G_USEC_PER_SEC)

static gint64
last_change (const FerryEta *self)
{
  return self->n_changes > 0 ? self->times[(self->n_changes - 1) % FERRY_ETA_SAMPLES] : self->base_time;
}

/* The oldest change still known, for the recent pace; the base as long as the ring is not full. */
static void
get_oldest (const FerryEta *self, gint64 *time, int *progress)
{
  if (self->n_changes > FERRY_ETA_SAMPLES)
    {
      guint oldest = self->n_changes % FERRY_ETA_SAMPLES;

      *time = self->times[oldest];
      *progress = self->steps[oldest];
      return;
    }

  *time = self->base_time;
  *progress = self->base_progress;
}

static double
percent_per_second (int percent, gint64 span)
{
  return percent * (double) G_USEC_PER_SEC / MAX (span, 1);
}

/* The range from a slow and a fast pace, less what has passed since the percentage moved. */
static void
set_range (const FerryEta *self, gint64 now, double slow, double fast, guint *low, guint *high)
{
  double passed = MAX (now - last_change (self), 0) / (double) G_USEC_PER_SEC;
  double left = 100 - self->progress;

  *low = (guint) CLAMP (floor (left / fast - passed), 0, G_MAXINT);
  *high = (guint) CLAMP (ceil (left / slow - passed), *low, G_MAXINT);
}

/**
 * ferry_eta_init:
 * @self: (out caller-allocates): an estimate
 *
 * Forgets everything.
 */
void
ferry_eta_init (FerryEta *self)
{
  g_return_if_fail (self != NULL);

  *self = (FerryEta) { .progress = -1 };
}

/**
 * ferry_eta_feed:
 * @self: an estimate
 * @time: when the percentage was read
 * @progress: what was read; less than before, or outside of 0 to 100, changes nothing
 *
 * Returns: %TRUE if ferry_eta_get_progress() has changed
 */
gboolean
ferry_eta_feed (FerryEta *self, gint64 time, int progress)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (progress < 0 || progress > 100 || progress < self->progress)
    return FALSE;

  if (self->progress == -1)
    {
      self->first_time = time;
      self->base_time = time;
      self->base_progress = progress;
      self->progress = progress;
      return TRUE;
    }

  if (progress == self->progress)
    {
      /* Waiting for its start is not a pace. */
      if (self->n_changes == 0)
        self->base_time = MAX (self->base_time, time);
      return FALSE;
    }

  time = MAX (time, last_change (self));
  self->longest_gap = MAX (self->longest_gap, time - last_change (self));
  self->progress = progress;
  self->times[self->n_changes % FERRY_ETA_SAMPLES] = time;
  self->steps[self->n_changes % FERRY_ETA_SAMPLES] = progress;
  self->n_changes++;

  return TRUE;
}

/**
 * ferry_eta_get_progress:
 * @self: an estimate
 *
 * Returns: the highest percentage so far, so that a bar never runs backwards; -1 before the first
 */
int
ferry_eta_get_progress (const FerryEta *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->progress;
}

/**
 * ferry_eta_get_rate:
 * @self: an estimate
 *
 * Returns: percent a second over all that was observed; 0 if that is less than 10 seconds of progress. For a
 *   memory of how fast copies between two regions are.
 */
double
ferry_eta_get_rate (const FerryEta *self)
{
  gint64 span;

  g_return_val_if_fail (self != NULL, 0);

  span = last_change (self) - self->base_time;

  return span < LEAST_OBSERVED ? 0 : percent_per_second (self->progress - self->base_progress, span);
}

/**
 * ferry_eta_get_remaining:
 * @self: an estimate
 * @now: the time it is
 * @low: (out): seconds it will take at least
 * @high: (out): seconds it will take at most, as far as one can tell
 *
 * Between the pace of the whole and the recent one, each give or take the percent that a whole number hides.
 *
 * Returns: %FALSE before 10 seconds of progress: unknown
 */
gboolean
ferry_eta_get_remaining (const FerryEta *self, gint64 now, guint *low, guint *high)
{
  double overall;
  double recent;
  double doubt;
  gint64 time;
  int progress;

  g_return_val_if_fail (self != NULL && low != NULL && high != NULL, FALSE);

  overall = ferry_eta_get_rate (self);
  if (overall <= 0)
    return FALSE;

  get_oldest (self, &time, &progress);
  recent = percent_per_second (self->progress - progress, last_change (self) - time);
  doubt = 1.0 / (self->progress - progress + 1);
  set_range (self, now, MIN (overall, recent) * (1 - doubt), MAX (overall, recent) * (1 + doubt), low, high);

  return TRUE;
}

/**
 * ferry_eta_guess_remaining:
 * @self: an estimate
 * @now: the time it is
 * @rate: percent a second that earlier copies between the same regions made
 * @low: (out): seconds it will take at least
 * @high: (out): seconds it will take at most
 *
 * For a copy that has not shown a pace of its own: from half to twice of what others took.
 *
 * Returns: %FALSE if @rate is not above 0 or no percentage has been seen
 */
gboolean
ferry_eta_guess_remaining (const FerryEta *self, gint64 now, double rate, guint *low, guint *high)
{
  g_return_val_if_fail (self != NULL && low != NULL && high != NULL, FALSE);

  if (rate <= 0 || self->progress < 0)
    return FALSE;

  set_range (self, now, rate / 2, rate * 2, low, high);

  return TRUE;
}

/**
 * ferry_eta_is_slow:
 * @self: an estimate
 * @now: the time it is
 *
 * Returns: %TRUE if the percentage has stood still for much longer than before. Nothing follows from it but
 *   that it is shown: nothing times out into failure.
 */
gboolean
ferry_eta_is_slow (const FerryEta *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->progress < 0 || self->progress >= 100)
    return FALSE;
  if (self->n_changes == 0)
    return now - self->first_time >= SLOW_START;

  return now - last_change (self) >= MAX (self->longest_gap * SLOW_FACTOR, SLOW_LEAST);
}
