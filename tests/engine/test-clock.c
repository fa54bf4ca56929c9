/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-clock.h"

typedef struct
{
  FerryClock *clock;
  GString *log;
  const char *name;
  guint other;  /* to be cancelled by this one, 0 none */
  gint64 again; /* to be woken again that much later, 0 never */
} Sleeper;

static void
woken_cb (gpointer user_data)
{
  Sleeper *self = user_data;

  g_string_append_printf (self->log, "%s@%" G_GINT64_FORMAT " ", self->name,
                          ferry_clock_get_monotonic (self->clock));
  if (self->other != 0)
    ferry_clock_cancel (self->clock, self->other);
  if (self->again != 0)
    ferry_clock_wake_at (self->clock, ferry_clock_get_monotonic (self->clock) + self->again, woken_cb, self);
}

static void
test_manual (void)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_manual (1000, 50);
  g_autoptr (GString) log = g_string_new (NULL);
  Sleeper a = { clock, log, "a" };
  Sleeper b = { clock, log, "b" };
  Sleeper c = { clock, log, "c" };
  Sleeper past = { clock, log, "p" };

  ferry_clock_wake_at (clock, 80, woken_cb, &b);
  ferry_clock_wake_at (clock, 60, woken_cb, &a);
  ferry_clock_wake_at (clock, 80, woken_cb, &c);
  ferry_clock_wake_at (clock, 10, woken_cb, &past);
  g_assert_cmpuint (ferry_clock_get_n_pending (clock), ==, 4);

  ferry_clock_advance (clock, 29);
  g_assert_cmpstr (log->str, ==, "p@50 a@60 ");
  g_assert_cmpint (ferry_clock_get_monotonic (clock), ==, 79);
  g_assert_cmpint (ferry_clock_get_real (clock), ==, 1029);

  ferry_clock_advance (clock, 1);
  g_assert_cmpstr (log->str, ==, "p@50 a@60 b@80 c@80 ");
  g_assert_cmpuint (ferry_clock_get_n_pending (clock), ==, 0);

  ferry_clock_set_real (clock, 5);
  g_assert_cmpint (ferry_clock_get_real (clock), ==, 5);
  g_assert_cmpint (ferry_clock_get_monotonic (clock), ==, 80);
  g_assert_finalize_object (g_steal_pointer (&clock));
}

static void
test_cancel (void)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_manual (0, 0);
  g_autoptr (GString) log = g_string_new (NULL);
  Sleeper a = { clock, log, "a" };
  Sleeper b = { clock, log, "b" };
  guint id = ferry_clock_wake_at (clock, 10, woken_cb, &a);

  b.other = ferry_clock_wake_at (clock, 20, woken_cb, &a);
  ferry_clock_wake_at (clock, 15, woken_cb, &b);
  ferry_clock_cancel (clock, id);
  ferry_clock_cancel (clock, id);
  ferry_clock_advance (clock, 100);
  g_assert_cmpstr (log->str, ==, "b@15 ");
}

static void
test_again (void)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_manual (0, 0);
  g_autoptr (GString) log = g_string_new (NULL);
  Sleeper a = { clock, log, "a", 0, 10 };

  ferry_clock_wake_at (clock, 10, woken_cb, &a);
  ferry_clock_advance (clock, 35);
  g_assert_cmpstr (log->str, ==, "a@10 a@20 a@30 ");
  g_assert_cmpuint (ferry_clock_get_n_pending (clock), ==, 1);
}

static void
count_cb (gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_system (void)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();
  gint64 before = g_get_monotonic_time ();
  gint64 due;
  guint n = 0;

  g_assert_cmpint (ferry_clock_get_monotonic (clock), >=, before);
  g_assert_cmpint (ferry_clock_get_real (clock), >, G_GINT64_CONSTANT (1577836800) * G_USEC_PER_SEC);

  due = ferry_clock_get_monotonic (clock) + 20 * 1000;
  ferry_clock_wake_at (clock, due, count_cb, &n);
  ferry_clock_cancel (clock, ferry_clock_wake_at (clock, 0, count_cb, &n));
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ferry_clock_get_monotonic (clock), >=, due);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (ferry_clock_get_n_pending (clock), ==, 0);

  /* What is pending when the clock goes is never called. */
  ferry_clock_wake_at (clock, 0, count_cb, &n);
  g_assert_finalize_object (g_steal_pointer (&clock));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/manual", test_manual);
  g_test_add_func ("/clock/cancel", test_cancel);
  g_test_add_func ("/clock/again", test_again);
  g_test_add_func ("/clock/system", test_system);

  return g_test_run ();
}
