/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-limiter.h"

#include "jdcloud/jdc-error.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  FerryClock *clock;
  FerryLimiter *limiter;
  guint n_allowed;
  guint n_cancelled;
  GString *order;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = ferry_clock_new_manual (1000 * SECOND, 77 * SECOND);
  fixture->limiter = ferry_limiter_new (fixture->clock);
  fixture->order = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->limiter);
  g_assert_cmpuint (ferry_clock_get_n_pending (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->order, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
acquired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_limiter_acquire_finish (FERRY_LIMITER (source), result, &error))
    fixture->n_allowed++;
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      fixture->n_cancelled++;
    }
}

static void
acquire (Fixture *fixture, guint n, GCancellable *cancellable)
{
  for (guint i = 0; i < n; i++)
    ferry_limiter_acquire_async (fixture->limiter, cancellable, acquired_cb, fixture);
  settle ();
}

static void
advance (Fixture *fixture, gint64 microseconds)
{
  ferry_clock_advance (fixture->clock, microseconds);
  settle ();
}

static void
test_burst (Fixture *fixture, gconstpointer data)
{
  acquire (fixture, FERRY_LIMITER_BURST, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST);
  g_assert_cmpuint (ferry_clock_get_n_pending (fixture->clock), ==, 0);

  acquire (fixture, 3, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST);
  g_assert_cmpuint (ferry_limiter_get_n_waiting (fixture->limiter), ==, 3);
  g_assert_cmpuint (ferry_clock_get_n_pending (fixture->clock), ==, 1);

  advance (fixture, SECOND / 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST);
  advance (fixture, SECOND / 10 + 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 1);
  advance (fixture, SECOND);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 3);
  g_assert_cmpuint (ferry_clock_get_n_pending (fixture->clock), ==, 0);
}

/* However greedy: no minute sees more than 600 calls. */
static void
test_minute (Fixture *fixture, gconstpointer data)
{
  guint before;

  acquire (fixture, 2000, NULL);
  advance (fixture, 60 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, <=, FERRY_LIMITER_PER_MINUTE);
  g_assert_cmpuint (fixture->n_allowed, >=, FERRY_LIMITER_PER_MINUTE - 1);

  before = fixture->n_allowed;
  advance (fixture, 60 * SECOND);
  g_assert_cmpuint (fixture->n_allowed - before, <=, FERRY_LIMITER_PER_MINUTE);
  advance (fixture, 600 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, ==, 2000);

  /* A long rest gives one burst, not more. */
  advance (fixture, 3600 * SECOND);
  acquire (fixture, FERRY_LIMITER_BURST + 1, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, 2000 + FERRY_LIMITER_BURST);
  advance (fixture, SECOND);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  acquire (fixture, FERRY_LIMITER_BURST, NULL);
  acquire (fixture, 2, cancellable);
  acquire (fixture, 1, NULL);
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 2);
  g_assert_cmpuint (ferry_limiter_get_n_waiting (fixture->limiter), ==, 1);

  acquire (fixture, 1, cancellable);
  g_assert_cmpuint (fixture->n_cancelled, ==, 3);

  /* Those who gave up took nothing: the next token goes to the one behind them. */
  advance (fixture, SECOND / 5 + 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 1);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  ferry_limiter_note_throttled (fixture->limiter, 30);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter), ==, 1030 * SECOND);

  ferry_limiter_note_throttled (fixture->limiter, 5);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter), ==, 1030 * SECOND);

  acquire (fixture, 2, NULL);
  advance (fixture, 30 * SECOND - 1);
  g_assert_cmpuint (fixture->n_allowed, ==, 0);

  /* A shorter wish does not shorten it. */
  ferry_limiter_note_throttled (fixture->limiter, 0);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter), ==, 1030 * SECOND);

  advance (fixture, 1);
  g_assert_cmpuint (fixture->n_allowed, ==, 2);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter), ==, 0);
}

static void
notified_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%d ",
                          (int) (ferry_limiter_get_held_until (FERRY_LIMITER (object)) / SECOND));
}

static void
test_back_off (Fixture *fixture, gconstpointer data)
{
  static const guint holds[] = { 2, 4, 8, 16, 32, 60, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      gint64 now = ferry_clock_get_real (fixture->clock);

      ferry_limiter_note_throttled (fixture->limiter, 0);
      ferry_limiter_note_throttled (fixture->limiter, 0);
      g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter) - now, ==, holds[i] * SECOND);
      advance (fixture, holds[i] * SECOND);
    }

  /* Forgiven after a quiet minute. */
  advance (fixture, 60 * SECOND);
  ferry_limiter_note_throttled (fixture->limiter, -1);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter) - ferry_clock_get_real (fixture->clock),
                   ==, 2 * SECOND);
  advance (fixture, 2 * SECOND);
}

/* Whoever shows it learns of its beginning and of its end, even if nobody waits. */
static void
test_notify (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) throttled = jdc_error_new (JDC_ERROR_THROTTLED, JDC_FATE_REFUSED, NULL);
  g_autoptr (GError) other = jdc_error_new (JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN, NULL);

  g_signal_connect (fixture->limiter, "notify::held-until", G_CALLBACK (notified_cb), fixture->order);
  g_assert_false (ferry_limiter_note_error (fixture->limiter, NULL));
  g_assert_false (ferry_limiter_note_error (fixture->limiter, other));
  g_assert_cmpstr (fixture->order->str, ==, "");
  g_assert_true (ferry_limiter_note_error (fixture->limiter, throttled));
  advance (fixture, 5 * SECOND);
  g_assert_cmpstr (fixture->order->str, ==, "1002 0 ");
}

/* Nobody may ask for quiet until tomorrow. */
static void
test_absurd (Fixture *fixture, gconstpointer data)
{
  ferry_limiter_note_throttled (fixture->limiter, G_MAXINT);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter), ==, (1000 + 3600) * SECOND);
  advance (fixture, 3600 * SECOND);
}

/* Who comes back by itself asks how long it has to wait, and counts what it calls. */
static void
test_take (Fixture *fixture, gconstpointer data)
{
  gint64 wait;

  for (guint i = 0; i < FERRY_LIMITER_BURST; i++)
    {
      g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 0);
      ferry_limiter_take (fixture->limiter);
    }
  wait = ferry_limiter_get_wait (fixture->limiter);
  g_assert_cmpint (wait, >, 0);
  g_assert_cmpint (wait, <=, SECOND);
  ferry_clock_advance (fixture->clock, wait + 1);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 0);

  ferry_limiter_note_throttled (fixture->limiter, 30);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 30 * SECOND);
  ferry_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 0);
}

/* One that goes on complaining while others are answered silences nobody for long. */
static void
test_success (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      ferry_limiter_note_throttled (fixture->limiter, 0);
      g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 2 * SECOND);
      ferry_clock_advance (fixture->clock, 3 * SECOND);
      ferry_limiter_note_success (fixture->limiter);
    }
  ferry_limiter_note_throttled (fixture->limiter, 0);
  ferry_clock_advance (fixture->clock, 3 * SECOND);
  ferry_limiter_note_throttled (fixture->limiter, 0);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter), ==, 4 * SECOND);
  ferry_clock_advance (fixture->clock, 4 * SECOND);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/limiter/burst", test_burst);
  ADD ("/limiter/minute", test_minute);
  ADD ("/limiter/cancel", test_cancel);
  ADD ("/limiter/retry-after", test_retry_after);
  ADD ("/limiter/back-off", test_back_off);
  ADD ("/limiter/notify", test_notify);
  ADD ("/limiter/absurd", test_absurd);

  ADD ("/limiter/take", test_take);
  ADD ("/limiter/success", test_success);

  return g_test_run ();
}
