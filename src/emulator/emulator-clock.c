/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cloud's own time, faster or slower than the machine's, and the agenda of what happens when. Nothing
 * ticks: what fell due is done when somebody asks (emulator_clock_run()), in the order of its times, so that
 * the same requests at the same cloud times always meet the same cloud. */

#include "config.h"

#include "emulator/emulator-clock.h"

typedef struct
{
  gint64 due;
  guint64 order; /* of being scheduled, for what is due at the same time */
  char *what;    /* (owned) */
  EmulatorClockFunc func;
  gpointer user_data;
  GDestroyNotify destroy; /* (nullable) */
} Event;

struct _EmulatorClock
{
  double scale;
  gint64 epoch;   /* µs since 1970 */
  gint64 started; /* monotonic µs */
  gint64 jumped;  /* µs added by emulator_clock_advance() */
  gint64 acting;  /* the time of the event that is being done, else 0 */
  guint64 order;
  GSequence *agenda; /* (owned) of Event, by time */
};

static void
event_free (gpointer data)
{
  Event *event = data;

  if (event->destroy != NULL)
    event->destroy (event->user_data);
  g_free (event->what);
  g_free (event);
}

static int
event_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Event *left = a;
  const Event *right = b;

  if (left->due != right->due)
    return left->due < right->due ? -1 : 1;
  return left->order < right->order ? -1 : left->order > right->order;
}

/* A clock that starts at @epoch, in seconds since 1970 (0: now), and runs @scale times as fast as the
 * machine's; at scale 0 it stands until emulator_clock_advance(). */
EmulatorClock *
emulator_clock_new (double scale, gint64 epoch)
{
  EmulatorClock *self = g_new0 (EmulatorClock, 1);

  self->scale = MAX (scale, 0.0);
  self->epoch = epoch != 0 ? epoch * G_USEC_PER_SEC : g_get_real_time ();
  self->started = g_get_monotonic_time ();
  self->agenda = g_sequence_new (event_free);
  return self;
}

/* Forgets the agenda and frees the clock. */
void
emulator_clock_free (EmulatorClock *self)
{
  g_sequence_free (self->agenda);
  g_free (self);
}

/* The cloud's time in microseconds since 1970; while an event is done, the time at which it was due. */
gint64
emulator_clock_get_now (EmulatorClock *self)
{
  gint64 passed;

  if (self->acting != 0)
    return self->acting;
  passed = g_get_monotonic_time () - self->started;
  return self->epoch + self->jumped + (gint64) ((double) passed * self->scale);
}

/* Moves the clock forward by @seconds and does what fell due. */
void
emulator_clock_advance (EmulatorClock *self, double seconds)
{
  self->jumped += (gint64) (MAX (seconds, 0.0) * G_USEC_PER_SEC);
  emulator_clock_run (self);
}

/* Puts @func onto the agenda, @seconds of cloud time from now. @what tells of it in the state document. */
void
emulator_clock_schedule (EmulatorClock *self,
                         double seconds,
                         const char *what,
                         EmulatorClockFunc func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  Event *event = g_new0 (Event, 1);

  event->due = emulator_clock_get_now (self) + (gint64) (MAX (seconds, 0.0) * G_USEC_PER_SEC);
  event->order = self->order++;
  event->what = g_strdup (what);
  event->func = func;
  event->user_data = user_data;
  event->destroy = destroy;
  g_sequence_insert_sorted (self->agenda, event, event_compare, NULL);
}

/* Does everything that is due. An event may schedule further ones, which are done too if they are due. */
void
emulator_clock_run (EmulatorClock *self)
{
  gint64 now = emulator_clock_get_now (self);
  GSequenceIter *first = g_sequence_get_begin_iter (self->agenda);

  while (!g_sequence_iter_is_end (first))
    {
      Event *event = g_sequence_get (first);

      if (event->due > now)
        break;
      self->acting = event->due;
      event->func (event->user_data);
      self->acting = 0;
      /* Whatever it scheduled came later or at the same time, hence after it. */
      g_sequence_remove (first);
      first = g_sequence_get_begin_iter (self->agenda);
    }
}

/* Calls @visit for every event of the agenda, the next one first. */
void
emulator_clock_foreach (EmulatorClock *self, EmulatorClockVisit visit, gpointer user_data)
{
  for (GSequenceIter *iter = g_sequence_get_begin_iter (self->agenda); !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      Event *event = g_sequence_get (iter);

      visit (event->what, event->due, user_data);
    }
}
