/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One bucket of tokens an account, one token a call. It holds 300 and regains 5 a second, so that no minute
 * sees more than 600 calls, and the 100 pages of a big region still leave at once. Waiting calls are served
 * in order. A timer runs only while one waits. Main thread. */

#include "config.h"

#include "engine/ferry-limiter.h"

#include "jdcloud/jdc-error.h"

#define TOKENS_PER_SECOND ((FERRY_LIMITER_PER_MINUTE - FERRY_LIMITER_BURST) / 60.0)
/* Quiet asked for without saying how long: this many seconds at first, doubled each time, up to a minute. */
#define FIRST_HOLD 2
#define LONGEST_HOLD 60
/* A Retry-After beyond this is taken for a mistake. */
#define LONGEST_RETRY_AFTER 3600
/* After so long without a complaint the next one counts as the first. */
#define FORGIVEN (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

struct _FerryLimiter
{
  GObject parent_instance;

  FerryClock *clock; /* (owned) */
  GQueue waiting;    /* (element-type Turn) (owned) */
  double tokens;
  gint64 filled;      /* monotonic: when tokens was right */
  gint64 quiet;       /* monotonic: no call before */
  gint64 held_until;  /* real: the same for people, 0 none */
  guint hold_seconds; /* the latest hold that we chose ourselves */
  guint wake;
};

/* A call that waits for its turn. */
typedef struct
{
  FerryLimiter *limiter; /* (unowned): the task holds it */
  GTask *task;           /* (owned) */
  GSource *cancelled;    /* (owned) (nullable) */
} Turn;

G_DEFINE_FINAL_TYPE (FerryLimiter, ferry_limiter, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_HELD_UNTIL,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static void
turn_free (Turn *turn)
{
  if (turn->cancelled != NULL)
    g_source_destroy (turn->cancelled);
  g_clear_pointer (&turn->cancelled, g_source_unref);
  g_clear_object (&turn->task);
  g_free (turn);
}

static void
set_held_until (FerryLimiter *self, gint64 held_until)
{
  g_assert (FERRY_IS_LIMITER (self));

  if (self->held_until == held_until)
    return;

  self->held_until = held_until;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_HELD_UNTIL]);
}

static void
refill (FerryLimiter *self)
{
  gint64 now = ferry_clock_get_monotonic (self->clock);

  g_assert (FERRY_IS_LIMITER (self));

  self->tokens += (now - self->filled) * TOKENS_PER_SECOND / G_USEC_PER_SEC;
  self->tokens = MIN (self->tokens, FERRY_LIMITER_BURST);
  self->filled = now;
}

static void serve_cb (gpointer user_data);

/* One wake-up call at a time, when the next token is there and the quiet is over; none if nobody waits. */
static void
schedule (FerryLimiter *self)
{
  gint64 due = self->quiet;

  g_assert (FERRY_IS_LIMITER (self));

  if (self->wake != 0)
    ferry_clock_cancel (self->clock, self->wake);
  self->wake = 0;

  if (self->tokens < 1)
    {
      double missing = (1 - self->tokens) / TOKENS_PER_SECOND;

      due = MAX (due, self->filled + (gint64) (missing * G_USEC_PER_SEC) + 1);
    }
  /* The end of the quiet is also told to those who only show it. */
  if (!g_queue_is_empty (&self->waiting) || self->held_until != 0)
    self->wake = ferry_clock_wake_at (self->clock, due, serve_cb, self);
}

static void
serve (FerryLimiter *self)
{
  g_assert (FERRY_IS_LIMITER (self));

  refill (self);
  if (self->filled >= self->quiet)
    {
      set_held_until (self, 0);
      while (self->tokens >= 1 && !g_queue_is_empty (&self->waiting))
        {
          Turn *turn = g_queue_pop_head (&self->waiting);

          self->tokens -= 1;
          g_task_return_boolean (turn->task, TRUE);
          turn_free (turn);
        }
    }

  schedule (self);
}

static void
serve_cb (gpointer user_data)
{
  g_autoptr (FerryLimiter) self = g_object_ref (FERRY_LIMITER (user_data));

  self->wake = 0;
  serve (self);
}

static gboolean
turn_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (FerryLimiter) self = g_object_ref (turn->limiter);

  g_queue_remove (&self->waiting, turn);
  g_task_return_error_if_cancelled (turn->task);
  turn_free (turn);
  schedule (self);

  return G_SOURCE_REMOVE;
}

static void
ferry_limiter_dispose (GObject *object)
{
  FerryLimiter *self = FERRY_LIMITER (object);

  /* Every waiting task holds a reference. */
  g_assert (g_queue_is_empty (&self->waiting));
  if (self->wake != 0)
    ferry_clock_cancel (self->clock, self->wake);
  self->wake = 0;

  G_OBJECT_CLASS (ferry_limiter_parent_class)->dispose (object);
}

static void
ferry_limiter_finalize (GObject *object)
{
  FerryLimiter *self = FERRY_LIMITER (object);

  g_clear_object (&self->clock);

  G_OBJECT_CLASS (ferry_limiter_parent_class)->finalize (object);
}

static void
ferry_limiter_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryLimiter *self = FERRY_LIMITER (object);

  switch (property_id)
    {
    case PROP_HELD_UNTIL:
      g_value_set_int64 (value, self->held_until);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_limiter_class_init (FerryLimiterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_limiter_dispose;
  object_class->finalize = ferry_limiter_finalize;
  object_class->get_property = ferry_limiter_get_property;

  pspecs[PROP_HELD_UNTIL] =
    g_param_spec_int64 ("held-until", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_limiter_init (FerryLimiter *self)
{
  g_queue_init (&self->waiting);
  self->tokens = FERRY_LIMITER_BURST;
}

/**
 * ferry_limiter_new:
 * @clock: the clock to go by
 *
 * Returns: (transfer full): a limiter for one account
 */
FerryLimiter *
ferry_limiter_new (FerryClock *clock)
{
  FerryLimiter *self;

  g_return_val_if_fail (FERRY_IS_CLOCK (clock), NULL);

  self = g_object_new (FERRY_TYPE_LIMITER, NULL);
  self->clock = g_object_ref (clock);
  self->filled = ferry_clock_get_monotonic (clock);
  self->quiet = self->filled;

  return self;
}

/**
 * ferry_limiter_get_clock:
 * @self: a limiter
 *
 * Returns: (transfer none): the clock it goes by
 */
FerryClock *
ferry_limiter_get_clock (FerryLimiter *self)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), NULL);

  return self->clock;
}

/**
 * ferry_limiter_acquire_async:
 * @self: a limiter
 * @cancellable: (nullable): stops waiting; takes nothing then
 * @callback: called when one call may leave
 * @user_data: for @callback
 *
 * To be awaited before each call to the service.
 */
void
ferry_limiter_acquire_async (FerryLimiter *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Turn *turn;

  g_return_if_fail (FERRY_IS_LIMITER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_limiter_acquire_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  turn = g_new0 (Turn, 1);
  turn->limiter = self;
  turn->task = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      turn->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (turn->cancelled, G_SOURCE_FUNC (turn_cancelled_cb), turn, NULL);
      g_source_attach (turn->cancelled, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (&self->waiting, turn);
  serve (self);
}

/**
 * ferry_limiter_acquire_finish:
 * @self: a limiter
 * @result: what the callback got
 * @error: (nullable): %G_IO_ERROR_CANCELLED alone
 *
 * Returns: %TRUE if the call may leave now
 */
gboolean
ferry_limiter_acquire_finish (FerryLimiter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_limiter_get_wait:
 * @self: a limiter
 *
 * Returns: how long until a call may leave, microseconds, 0 at once. Those that wait already come first.
 */
gint64
ferry_limiter_get_wait (FerryLimiter *self)
{
  gint64 wait;

  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  refill (self);
  wait = MAX (self->quiet - self->filled, 0);
  if (self->tokens < self->waiting.length + 1)
    wait =
      MAX (wait, (gint64) ((self->waiting.length + 1 - self->tokens) / TOKENS_PER_SECOND * G_USEC_PER_SEC));

  return wait;
}

/**
 * ferry_limiter_take:
 * @self: a limiter
 *
 * Counts a call that leaves now.
 */
void
ferry_limiter_take (FerryLimiter *self)
{
  g_return_if_fail (FERRY_IS_LIMITER (self));

  refill (self);
  self->tokens -= 1;
  schedule (self);
}

/**
 * ferry_limiter_note_throttled:
 * @self: a limiter
 * @retry_after: for how many seconds the service asked for quiet, 0 or less if it did not say
 *
 * Holds back all calls of the account: as long as asked, else 2 seconds, and twice as long at each further
 * complaint, up to a minute. Several complaints about calls that left together count once.
 */
void
ferry_limiter_note_throttled (FerryLimiter *self, int retry_after)
{
  gint64 now;
  gint64 until;

  g_return_if_fail (FERRY_IS_LIMITER (self));

  now = ferry_clock_get_monotonic (self->clock);
  if (retry_after > 0)
    until = now + (gint64) MIN (retry_after, LONGEST_RETRY_AFTER) * G_USEC_PER_SEC;
  else if (now < self->quiet)
    return;
  else
    {
      gboolean again = self->hold_seconds > 0 && now - self->quiet < FORGIVEN;

      self->hold_seconds = again ? MIN (self->hold_seconds * 2, LONGEST_HOLD) : FIRST_HOLD;
      until = now + (gint64) self->hold_seconds * G_USEC_PER_SEC;
    }

  if (until <= self->quiet)
    return;

  self->quiet = until;
  set_held_until (self, ferry_clock_get_real (self->clock) + (until - now));
  refill (self);
  schedule (self);
}

/**
 * ferry_limiter_note_success:
 * @self: a limiter
 *
 * A call was answered: the service does not refuse all of the account's. The next complaint counts as the first, so
 * that one region that goes on complaining, which waits for itself ever longer, does not silence the others.
 */
void
ferry_limiter_note_success (FerryLimiter *self)
{
  g_return_if_fail (FERRY_IS_LIMITER (self));

  self->hold_seconds = 0;
}

/**
 * ferry_limiter_note_error:
 * @self: a limiter
 * @error: (nullable): how a call ended
 *
 * Returns: %TRUE if the service said that it is called too often; ferry_limiter_note_throttled() is done then
 */
gboolean
ferry_limiter_note_error (FerryLimiter *self, const GError *error)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), FALSE);

  if (!g_error_matches (error, JDC_ERROR, JDC_ERROR_THROTTLED))
    return FALSE;

  ferry_limiter_note_throttled (self, jdc_error_get_retry_after (error));

  return TRUE;
}

/**
 * ferry_limiter_get_held_until:
 * @self: a limiter
 *
 * Returns: until when the service wants quiet, real time in microseconds; 0 if it does not
 */
gint64
ferry_limiter_get_held_until (FerryLimiter *self)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  return self->held_until;
}

/**
 * ferry_limiter_get_n_waiting:
 * @self: a limiter
 *
 * Returns: how many calls wait for their turn
 */
guint
ferry_limiter_get_n_waiting (FerryLimiter *self)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  return self->waiting.length;
}
