/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-limiter.h"

#include "jdcloud/jdc-error-private.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define HERE "vm", "cn-north-1"
#define ELSEWHERE "vm", "cn-east-1"

typedef struct
{
  FerryClock *clock;
  FerryLimiter *limiter;
  guint n_allowed;
  guint n_cancelled;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = ferry_clock_new_manual (1000 * SECOND, 77 * SECOND);
  fixture->limiter = ferry_limiter_new (fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->limiter);
  g_assert_cmpuint (ferry_clock_get_n_pending (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
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
    ferry_limiter_acquire_async (fixture->limiter, HERE, TRUE, cancellable, acquired_cb, fixture);
  settle ();
}

/* All that were allowed are answered at once. */
static void
end_all (Fixture *fixture, guint *n_ended)
{
  for (; *n_ended < fixture->n_allowed; (*n_ended)++)
    ferry_limiter_end (fixture->limiter, HERE, NULL);
}

static void
complain (Fixture *fixture, int retry_after)
{
  const JdcErrorFacts facts = { .fate = JDC_FATE_REFUSED, .retry_after = retry_after };
  g_autoptr (GError) error = jdc_error_new_from_facts (JDC_ERROR_THROTTLED, NULL, &facts);

  ferry_limiter_take (fixture->limiter, 1);
  ferry_limiter_end (fixture->limiter, HERE, error);
}

static gint64
get_wait (Fixture *fixture)
{
  return ferry_limiter_get_wait (fixture->limiter, HERE);
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
  guint per_second[1000] = { 0 };
  guint n_ended = 0;

  acquire (fixture, 2000, NULL);
  for (guint i = 0; fixture->n_allowed < 2000; i++)
    {
      guint sum = 0;

      g_assert_cmpuint (i, <, G_N_ELEMENTS (per_second));
      per_second[i] = fixture->n_allowed - n_ended;
      end_all (fixture, &n_ended);
      for (guint j = i >= 60 ? i - 60 : 0; j <= i; j++)
        sum += per_second[j];
      g_assert_cmpuint (sum, <=, FERRY_LIMITER_PER_MINUTE);
      if (i == 59)
        g_assert_cmpuint (sum, >=, FERRY_LIMITER_PER_MINUTE - 6);
      advance (fixture, SECOND);
    }
  end_all (fixture, &n_ended);

  /* A long rest gives one burst, not more. */
  advance (fixture, 3600 * SECOND);
  acquire (fixture, FERRY_LIMITER_BURST + 1, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, 2000 + FERRY_LIMITER_BURST);
  advance (fixture, SECOND);
}

/* Answers that take long, and then come together: what was allowed long ago may have left just now. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  guint n_ended = 0;

  acquire (fixture, 2000, NULL);
  advance (fixture, 300 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_PER_MINUTE);
  g_assert_cmpint (get_wait (fixture), >, 0);
  end_all (fixture, &n_ended);
  advance (fixture, 59 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_PER_MINUTE);
  advance (fixture, SECOND + 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_PER_MINUTE + FERRY_LIMITER_BURST);
  for (guint i = 0; i < 600; i++)
    {
      end_all (fixture, &n_ended);
      advance (fixture, SECOND);
    }
  g_assert_cmpuint (fixture->n_allowed, ==, 2000);
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

/* Whoever is cancelled after it was allowed does not leave: its place is free. */
static void
test_cancel_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  ferry_limiter_acquire_async (fixture->limiter, HERE, TRUE, cancellable, acquired_cb, fixture);
  g_assert_cmpuint (ferry_limiter_get_n_free (fixture->limiter), ==, FERRY_LIMITER_BURST - 1);
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  g_assert_cmpuint (ferry_limiter_get_n_free (fixture->limiter), ==, FERRY_LIMITER_BURST);
}

typedef struct
{
  Fixture *fixture;
  GCancellable *cancellable;
} Moment;

static gboolean
cancel_and_wake_cb (gpointer user_data)
{
  Moment *moment = user_data;

  g_cancellable_cancel (moment->cancellable);
  ferry_clock_advance (moment->fixture->clock, SECOND / 5 + 10);
  return G_SOURCE_REMOVE;
}

/* Cancelled in the very moment in which their turn comes: each gives its place to the next one. */
static void
test_cancel_at_turn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Moment moment = { fixture, cancellable };

  acquire (fixture, FERRY_LIMITER_BURST, NULL);
  acquire (fixture, 20, cancellable);
  acquire (fixture, 2, NULL);
  g_idle_add_full (G_PRIORITY_HIGH, cancel_and_wake_cb, &moment, NULL);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 20);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 1);
  g_assert_cmpuint (ferry_limiter_get_n_waiting (fixture->limiter), ==, 1);
  advance (fixture, SECOND / 5 + 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 2);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  complain (fixture, 30);
  g_assert_cmpint (get_wait (fixture), ==, 30 * SECOND);
  g_assert_cmpint (ferry_limiter_get_held_until (fixture->limiter, HERE), ==, 1030 * SECOND);
  complain (fixture, 5);
  g_assert_cmpint (get_wait (fixture), ==, 30 * SECOND);

  acquire (fixture, 2, NULL);
  advance (fixture, 30 * SECOND - 1);
  g_assert_cmpuint (fixture->n_allowed, ==, 0);

  /* A shorter wish does not shorten it. */
  complain (fixture, 0);
  g_assert_cmpint (get_wait (fixture), ==, 1);
  advance (fixture, 1);
  g_assert_cmpuint (fixture->n_allowed, ==, 2);
  g_assert_cmpint (get_wait (fixture), ==, 0);
}

/* Who reads lists leaves something to the work, which does not wait behind them, and both go on. */
static void
test_first (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < FERRY_LIMITER_BURST; i++)
    ferry_limiter_acquire_async (fixture->limiter, HERE, FALSE, NULL, acquired_cb, fixture);
  settle ();
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST - FERRY_LIMITER_RESERVE);
  g_assert_cmpuint (ferry_limiter_get_n_free (fixture->limiter), ==, FERRY_LIMITER_RESERVE);
  g_assert_cmpint (get_wait (fixture), ==, 0);
  acquire (fixture, FERRY_LIMITER_RESERVE, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST);
  acquire (fixture, 1, NULL);
  advance (fixture, SECOND / 5 + 10);
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_BURST + 1);
  advance (fixture, 13 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, >, FERRY_LIMITER_BURST + 1);
  for (guint i = 0; i < 60; i++)
    advance (fixture, SECOND);
  g_assert_cmpuint (ferry_limiter_get_n_waiting (fixture->limiter), ==, 0);
}

/* Beside a process that works it takes less, and waits for places when there are tokens. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
  guint n_ended = 0;

  ferry_limiter_set_beside (fixture->limiter, TRUE);
  acquire (fixture, 500, NULL);
  for (guint i = 0; i < 55; i++)
    {
      end_all (fixture, &n_ended);
      advance (fixture, SECOND);
    }
  g_assert_cmpuint (fixture->n_allowed, ==, FERRY_LIMITER_PER_MINUTE_BESIDE);
  g_assert_cmpint (get_wait (fixture), >, 0);
  /* The other one has ended: this one works now. */
  ferry_limiter_set_beside (fixture->limiter, FALSE);
  settle ();
  g_assert_cmpuint (fixture->n_allowed, >, FERRY_LIMITER_PER_MINUTE_BESIDE);
  for (guint i = 0; i < 60; i++)
    {
      end_all (fixture, &n_ended);
      advance (fixture, SECOND);
    }
  g_assert_cmpuint (fixture->n_allowed, ==, 500);
}

/* One region that complains keeps nobody from the others, and those who wait for it are not in their way. */
static void
test_regions (Fixture *fixture, gconstpointer data)
{
  complain (fixture, 3600);
  acquire (fixture, 50, NULL);
  g_assert_cmpuint (fixture->n_allowed, ==, 0);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter, ELSEWHERE), ==, 0);
  g_assert_cmpint (ferry_limiter_get_wait (fixture->limiter, "disk", "cn-north-1"), ==, 0);
  for (guint i = 0; i < 10; i++)
    ferry_limiter_acquire_async (fixture->limiter, ELSEWHERE, TRUE, NULL, acquired_cb, fixture);
  settle ();
  g_assert_cmpuint (fixture->n_allowed, ==, 10);
  advance (fixture, 3600 * SECOND);
  g_assert_cmpuint (fixture->n_allowed, ==, 60);
}

static void
test_back_off (Fixture *fixture, gconstpointer data)
{
  static const guint holds[] = { 2, 4, 8, 16, 32, 60, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      complain (fixture, 0);
      complain (fixture, 0);
      g_assert_cmpint (get_wait (fixture), ==, holds[i] * SECOND);
      advance (fixture, holds[i] * SECOND);
    }

  /* Forgiven after a quiet minute. */
  advance (fixture, 60 * SECOND);
  complain (fixture, -1);
  g_assert_cmpint (get_wait (fixture), ==, 2 * SECOND);
  advance (fixture, 2 * SECOND);
}

/* Only what the service says about being called too often is heeded. */
static void
test_other_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) other = jdc_error_new (JDC_ERROR_SERVICE, JDC_FATE_UNKNOWN, NULL);

  ferry_limiter_take (fixture->limiter, 1);
  ferry_limiter_end (fixture->limiter, HERE, other);
  g_assert_cmpint (get_wait (fixture), ==, 0);
}

static void
held_changed_cb (FerryLimiter *limiter, GString *told)
{
  g_string_append_printf (told, "%d/%d ", (int) (ferry_limiter_get_held_until (limiter, HERE) / SECOND),
                          (int) (ferry_limiter_get_held_until (limiter, ELSEWHERE) / SECOND));
}

/* Whoever shows it learns of its beginning and of its end, even if nobody waits. */
static void
test_held_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);

  g_signal_connect (fixture->limiter, "held-changed", G_CALLBACK (held_changed_cb), told);
  complain (fixture, 0);
  complain (fixture, 0);
  advance (fixture, 5 * SECOND);
  g_assert_cmpstr (told->str, ==, "1002/0 0/0 ");
  complain (fixture, 10);
  complain (fixture, 20);
  g_assert_cmpstr (told->str, ==, "1002/0 0/0 1015/0 1025/0 ");
  advance (fixture, 20 * SECOND);
}

/* Nobody may ask for quiet until tomorrow. */
static void
test_absurd (Fixture *fixture, gconstpointer data)
{
  complain (fixture, G_MAXINT);
  g_assert_cmpint (get_wait (fixture), ==, 3600 * SECOND);
  advance (fixture, 3600 * SECOND);
}

/* What must not wait later is counted before; what then does not leave is given back. */
static void
test_take (Fixture *fixture, gconstpointer data)
{
  gint64 wait;

  g_assert_cmpuint (ferry_limiter_get_n_free (fixture->limiter), ==, FERRY_LIMITER_BURST);
  ferry_limiter_take (fixture->limiter, FERRY_LIMITER_BURST);
  g_assert_cmpuint (ferry_limiter_get_n_free (fixture->limiter), ==, 0);
  wait = get_wait (fixture);
  g_assert_cmpint (wait, >, 0);
  g_assert_cmpint (wait, <=, SECOND);
  ferry_limiter_give_back (fixture->limiter);
  g_assert_cmpint (get_wait (fixture), ==, 0);
  ferry_limiter_take (fixture->limiter, 1);

  acquire (fixture, 1, NULL);
  g_assert_cmpint (get_wait (fixture), >, wait);
  ferry_limiter_give_back (fixture->limiter);
  settle ();
  g_assert_cmpuint (fixture->n_allowed, ==, 1);
}

/* One that goes on complaining now and then is not silenced ever longer. */
static void
test_success (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      complain (fixture, 0);
      g_assert_cmpint (get_wait (fixture), ==, 2 * SECOND);
      ferry_clock_advance (fixture->clock, 3 * SECOND);
      ferry_limiter_take (fixture->limiter, 1);
      ferry_limiter_end (fixture->limiter, HERE, NULL);
    }
  complain (fixture, 0);
  ferry_clock_advance (fixture->clock, 3 * SECOND);
  complain (fixture, 0);
  g_assert_cmpint (get_wait (fixture), ==, 4 * SECOND);
  advance (fixture, 4 * SECOND);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/limiter/burst", test_burst);
  ADD ("/limiter/minute", test_minute);
  ADD ("/limiter/slow", test_slow);
  ADD ("/limiter/cancel", test_cancel);
  ADD ("/limiter/cancel-late", test_cancel_late);
  ADD ("/limiter/cancel-at-turn", test_cancel_at_turn);
  ADD ("/limiter/first", test_first);
  ADD ("/limiter/beside", test_beside);
  ADD ("/limiter/retry-after", test_retry_after);
  ADD ("/limiter/back-off", test_back_off);
  ADD ("/limiter/regions", test_regions);
  ADD ("/limiter/held-changed", test_held_changed);
  ADD ("/limiter/other-errors", test_other_errors);
  ADD ("/limiter/absurd", test_absurd);
  ADD ("/limiter/take", test_take);
  ADD ("/limiter/success", test_success);

  return g_test_run ();
}
