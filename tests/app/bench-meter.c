/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A turn is what happens between two polls of the main loop: all sources that were ready. GTK's frames (style, layout,
 * drawing) are taken off; what is left is an upper bound of the longest dispatch of ours. It is told in the thread's
 * processor time, which other programs do not change. */

#include "config.h"

#include "bench-meter.h"

#include <string.h>
#include <time.h>

static struct
{
  GPollFunc poll;
  gint64 turn_began;
  gint64 frame_began;
  gint64 in_frames; /* of the running turn */
  gint64 longest;
  guint n_turns;
  guint n_frames;
} meter;

/* In microseconds. */
static gint64
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
begin_turn (void)
{
  meter.turn_began = get_processor_time ();
  meter.in_frames = 0;
}

static void
end_turn (void)
{
  gint64 took = get_processor_time () - meter.turn_began - meter.in_frames;

  if (meter.turn_began != 0)
    meter.longest = MAX (meter.longest, took);
  meter.n_turns++;
}

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  end_turn ();
  result = meter.poll (fds, n_fds, timeout);
  begin_turn ();

  return result;
}

void
meter_start (void)
{
  meter.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
}

static void
before_paint_cb (GdkFrameClock *clock)
{
  meter.frame_began = get_processor_time ();
}

static void
after_paint_cb (GdkFrameClock *clock)
{
  if (meter.n_frames++ == 0)
    meter_print ("first-frame", (double) g_get_monotonic_time ());
  meter.in_frames += get_processor_time () - meter.frame_began;
}

/* To be called when @window has a surface. */
void
meter_watch (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

/* Returns: the longest turn since the last call, in ms */
double
meter_take_longest (void)
{
  double longest = (double) meter.longest / 1e3;

  meter.longest = 0;

  return longest;
}

static gboolean
wake_up (gpointer done)
{
  *(gboolean *) done = TRUE;

  return G_SOURCE_REMOVE;
}

/* Lets @milliseconds go by, and all that is to be done meanwhile. */
void
meter_rest (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add_full (G_PRIORITY_LOW + 50, milliseconds, wake_up, &done, NULL);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Returns: how often the main loop wakes up within @milliseconds, but for the end of the waiting */
guint
meter_count_turns (guint milliseconds)
{
  guint before = meter.n_turns;

  meter_rest (milliseconds);

  return meter.n_turns - before - 1;
}

/* Returns: the ms from the beginning of @step to the frame that shows what it did */
double
meter_time (MeterStep step, gpointer data)
{
  gint64 began;
  guint n_frames;

  meter_rest (40);
  n_frames = meter.n_frames;
  began = g_get_monotonic_time ();
  begin_turn ();
  step (data);
  while (meter.n_frames == n_frames)
    g_main_context_iteration (NULL, TRUE);

  return (double) (g_get_monotonic_time () - began) / 1e3;
}

void
meter_print (const char *name, double value)
{
  g_print ("%s %.3f\n", name, value);
}

/* In MB: what was written to and is nobody else's, which does not depend on who else runs, then the proportional and the
 * resident memory. */
void
meter_print_memory (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');
      double megabytes = colon != NULL ? g_ascii_strtod (colon + 1, NULL) / 1024 : 0;

      if (g_str_has_prefix (lines[i], "Private_Dirty:"))
        meter_print ("own", megabytes);
      else if (g_str_has_prefix (lines[i], "Rss:"))
        meter_print ("rss", megabytes);
      else if (g_str_has_prefix (lines[i], "Pss:"))
        meter_print ("pss", megabytes);
    }
}
