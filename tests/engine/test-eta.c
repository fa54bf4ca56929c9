/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-eta.h"

#define AT(seconds) ((gint64) ((seconds) * (double) G_USEC_PER_SEC))

static void
test_unknown (void)
{
  FerryEta eta;
  guint low;
  guint high;

  ferry_eta_init (&eta);
  g_assert_cmpint (ferry_eta_get_progress (&eta), ==, -1);
  g_assert_false (ferry_eta_get_remaining (&eta, AT (0), &low, &high));
  g_assert_false (ferry_eta_is_slow (&eta, AT (99999)));

  /* It waits for a minute, then moves: the minute is no pace. */
  g_assert_true (ferry_eta_feed (&eta, AT (100), 0));
  g_assert_false (ferry_eta_feed (&eta, AT (160), 0));
  g_assert_true (ferry_eta_feed (&eta, AT (165), 5));
  g_assert_false (ferry_eta_get_remaining (&eta, AT (165), &low, &high));
  g_assert_true (ferry_eta_feed (&eta, AT (169.9), 9));
  g_assert_false (ferry_eta_get_remaining (&eta, AT (169.9), &low, &high));
  g_assert_true (ferry_eta_feed (&eta, AT (170), 10));
  g_assert_true (ferry_eta_get_remaining (&eta, AT (170), &low, &high));
  g_assert_cmpuint (low, <=, 90);
  g_assert_cmpuint (high, >=, 90);
}

/* At an even pace the truth is inside of the range, and the range gets narrow. */
static void
test_even (void)
{
  FerryEta eta;
  guint low = 0;
  guint high = 0;

  ferry_eta_init (&eta);
  for (int percent = 0; percent <= 100; percent++)
    {
      ferry_eta_feed (&eta, AT (percent * 3), percent);
      if (!ferry_eta_get_remaining (&eta, AT (percent * 3), &low, &high))
        continue;
      g_assert_cmpuint (low, <=, (guint) (100 - percent) * 3);
      g_assert_cmpuint (high, >=, (guint) (100 - percent) * 3);
      if (percent >= 50)
        g_assert_cmpuint (high - low, <=, 60);
    }

  g_assert_cmpuint (low, ==, 0);
  g_assert_cmpuint (high, ==, 0);
  g_assert_cmpfloat_with_epsilon (ferry_eta_get_rate (&eta), 1.0 / 3, 0.001);
}

/* A copy that gets slower is believed, without forgetting how it was. */
static void
test_change_of_pace (void)
{
  FerryEta eta;
  gint64 time = 0;
  guint low;
  guint high;

  ferry_eta_init (&eta);
  for (int percent = 0; percent <= 40; percent++)
    ferry_eta_feed (&eta, AT (time++), percent);
  for (int percent = 41; percent <= 50; percent++)
    ferry_eta_feed (&eta, AT (time += 10), percent);

  g_assert_true (ferry_eta_get_remaining (&eta, AT (time), &low, &high));
  g_assert_cmpuint (low, <, 200);
  g_assert_cmpuint (high, >=, 500);
}

static void
test_never_backwards (void)
{
  FerryEta eta;

  ferry_eta_init (&eta);
  g_assert_true (ferry_eta_feed (&eta, AT (0), 30));
  g_assert_false (ferry_eta_feed (&eta, AT (1), 29));
  g_assert_false (ferry_eta_feed (&eta, AT (2), -1));
  g_assert_false (ferry_eta_feed (&eta, AT (3), 101));
  g_assert_cmpint (ferry_eta_get_progress (&eta), ==, 30);
  g_assert_true (ferry_eta_feed (&eta, AT (4), 31));
  g_assert_cmpint (ferry_eta_get_progress (&eta), ==, 31);
}

/* The seconds go down between two percents. */
static void
test_time_passes (void)
{
  FerryEta eta;
  guint low;
  guint high;
  guint later_low;
  guint later_high;

  ferry_eta_init (&eta);
  for (int percent = 0; percent <= 20; percent++)
    ferry_eta_feed (&eta, AT (percent), percent);
  g_assert_true (ferry_eta_get_remaining (&eta, AT (20), &low, &high));
  g_assert_true (ferry_eta_get_remaining (&eta, AT (30), &later_low, &later_high));
  g_assert_cmpuint (later_low, ==, low - 10);
  g_assert_cmpuint (later_high, ==, high - 10);
  g_assert_true (ferry_eta_get_remaining (&eta, AT (100000), &later_low, &later_high));
  g_assert_cmpuint (later_high, ==, 0);
}

static void
test_slow (void)
{
  FerryEta eta;

  ferry_eta_init (&eta);
  ferry_eta_feed (&eta, AT (0), 0);
  g_assert_false (ferry_eta_is_slow (&eta, AT (599)));
  ferry_eta_feed (&eta, AT (599), 0);
  g_assert_true (ferry_eta_is_slow (&eta, AT (600)));

  /* Its longest halt was 601 s, so the next must be four times as long. */
  ferry_eta_feed (&eta, AT (1200), 1);
  g_assert_false (ferry_eta_is_slow (&eta, AT (1200 + 2403)));
  g_assert_true (ferry_eta_is_slow (&eta, AT (1200 + 2404)));

  /* A quick one gets two minutes. */
  ferry_eta_init (&eta);
  for (int percent = 0; percent <= 50; percent++)
    ferry_eta_feed (&eta, AT (percent), percent);
  g_assert_false (ferry_eta_is_slow (&eta, AT (50 + 119)));
  g_assert_true (ferry_eta_is_slow (&eta, AT (50 + 120)));
  ferry_eta_feed (&eta, AT (200), 100);
  g_assert_false (ferry_eta_is_slow (&eta, AT (99999)));
}

static void
test_guess (void)
{
  FerryEta eta;
  guint low;
  guint high;

  ferry_eta_init (&eta);
  g_assert_false (ferry_eta_guess_remaining (&eta, AT (0), 1, &low, &high));
  ferry_eta_feed (&eta, AT (0), 0);
  g_assert_false (ferry_eta_guess_remaining (&eta, AT (0), 0, &low, &high));
  g_assert_true (ferry_eta_guess_remaining (&eta, AT (0), 1, &low, &high));
  g_assert_cmpuint (low, ==, 50);
  g_assert_cmpuint (high, ==, 200);
}

/* Jumps, nonsense times and many samples: always a range the right way round. */
static void
test_random (void)
{
  for (guint run = 0; run < 200; run++)
    {
      FerryEta eta;
      gint64 time = g_test_rand_int_range (0, 1000);
      int progress = 0;

      ferry_eta_init (&eta);
      for (guint i = 0; i < 60; i++)
        {
          guint low;
          guint high;
          int before = ferry_eta_get_progress (&eta);

          time += g_test_rand_int_range (-2, 40);
          progress += g_test_rand_int_range (-3, 8);
          ferry_eta_feed (&eta, AT (MAX (time, 0)), progress);
          g_assert_cmpint (ferry_eta_get_progress (&eta), >=, before);
          if (ferry_eta_get_remaining (&eta, AT (MAX (time, 0)), &low, &high))
            g_assert_cmpuint (low, <=, high);
          ferry_eta_is_slow (&eta, AT (MAX (time, 0)));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eta/unknown", test_unknown);
  g_test_add_func ("/eta/even", test_even);
  g_test_add_func ("/eta/change-of-pace", test_change_of_pace);
  g_test_add_func ("/eta/never-backwards", test_never_backwards);
  g_test_add_func ("/eta/time-passes", test_time_passes);
  g_test_add_func ("/eta/slow", test_slow);
  g_test_add_func ("/eta/guess", test_guess);
  g_test_add_func ("/eta/random", test_random);

  return g_test_run ();
}
