/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every request of an account passes, whoever makes it, tries that are repeated too.
 *
 * A bucket of tokens smoothes them: it holds 300 and regains 5 a second, so that the 100 pages of a big region still
 * leave at once. Below it lies a count that cannot be wrong, however long a request is on its way: each takes one of
 * 600 places, from before it leaves until a minute after it is over. Whatever left within any minute held its place
 * when the last of it did, so there were never more than 600.
 *
 * Quiet that the service asks for holds for that service of that region alone. Waiting calls are served in order, but
 * the last places and tokens are for what goes first, the engine's work and writes: a big list that is read again and
 * again keeps no copy waiting. A timer runs only while one waits. Main thread.
 *
 * It counts what this process does. Of several processes of one account only one sends and follows; the others list
 * when a person looks, and take less, so that two stay below what the service allows. Should more come to more than
 * that, it says so, and each waits. */

#include "config.h"

#include "engine/ferry-limiter.h"

#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-gate.h"

#define TOKENS_PER_SECOND ((FERRY_LIMITER_PER_MINUTE - FERRY_LIMITER_BURST) / 60.0)
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
/* Quiet asked for without saying how long: this many seconds at first, doubled each time, up to a minute. */
#define FIRST_HOLD 2
#define LONGEST_HOLD 60
/* A Retry-After beyond this is taken for a mistake. */
#define LONGEST_RETRY_AFTER 3600
/* After so long without a complaint the next one counts as the first. */
#define FORGIVEN MINUTE

struct _FerryLimiter
{
  GObject parent_instance;

  FerryClock *clock; /* (owned) */
  GQueue waiting;    /* (element-type Turn) (owned) */
  GHashTable *holds; /* (owned): "service region" → Hold */
  double tokens;
  gint64 filled;                         /* monotonic: when tokens was right */
  guint n_out;                           /* requests that may leave or are on their way */
  gint64 over[FERRY_LIMITER_PER_MINUTE]; /* monotonic: when the latest ones were over; a ring */
  guint first;
  guint n_over; /* within the last minute */
  guint most;   /* in any minute */
  guint wake;
};

/* One service of one region. */
typedef struct
{
  gint64 quiet;      /* monotonic: no call before */
  gint64 held_until; /* real: the same for people, 0 none */
  guint seconds;     /* the latest quiet that we chose ourselves */
} Hold;

/* A call that waits for its turn. */
typedef struct
{
  FerryLimiter *limiter; /* (unowned): the task holds it */
  const Hold *hold;      /* (unowned): of the limiter */
  gboolean first;        /* may have the last of what there is */
  GTask *task;           /* (owned) */
  GSource *cancelled;    /* (owned) (nullable) */
} Turn;

static void gate_init (JdcGateInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryLimiter,
                               ferry_limiter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JDC_TYPE_GATE, gate_init))

enum
{
  SIGNAL_HELD_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
turn_free (Turn *turn)
{
  if (turn->cancelled != NULL)
    g_source_destroy (turn->cancelled);
  g_clear_pointer (&turn->cancelled, g_source_unref);
  g_clear_object (&turn->task);
  g_free (turn);
}

static Hold *
get_hold (FerryLimiter *self, const char *service, const char *region)
{
  g_autofree char *key = g_strconcat (service, " ", region, NULL);
  Hold *hold = g_hash_table_lookup (self->holds, key);

  if (hold == NULL)
    {
      hold = g_new0 (Hold, 1);
      hold->quiet = G_MININT64;
      g_hash_table_insert (self->holds, g_steal_pointer (&key), hold);
    }
  return hold;
}

static void
refill (FerryLimiter *self)
{
  gint64 now = ferry_clock_get_monotonic (self->clock);

  g_assert (FERRY_IS_LIMITER (self));

  self->tokens += (now - self->filled) * TOKENS_PER_SECOND / G_USEC_PER_SEC;
  self->tokens = MIN (self->tokens, FERRY_LIMITER_BURST);
  self->filled = now;
  while (self->n_over > 0 && self->over[self->first] <= now - MINUTE)
    {
      self->first = (self->first + 1) % FERRY_LIMITER_PER_MINUTE;
      self->n_over--;
    }
}

/* How many requests may leave, as of the latest refill. */
static guint
count_free (FerryLimiter *self)
{
  guint places = self->most - MIN (self->n_out + self->n_over, self->most);

  return self->tokens >= 1 ? MIN (places, (guint) self->tokens) : 0;
}

/* When the next place and the next token are there, and @spare more; while those places are held by requests that are
 * out, it has to be asked again. */
static gint64
find_next (FerryLimiter *self, guint spare)
{
  gint64 next = self->filled;
  guint held = self->n_out + self->n_over + spare;

  if (self->tokens < 1 + spare)
    next += (gint64) ((1 + spare - self->tokens) / TOKENS_PER_SECOND * G_USEC_PER_SEC) + 1;
  if (held < self->most)
    return next;
  if (held - self->most < self->n_over)
    return MAX (next, self->over[(self->first + held - self->most) % FERRY_LIMITER_PER_MINUTE] + MINUTE);
  return MAX (next, self->filled + G_USEC_PER_SEC);
}

static guint
count_first (FerryLimiter *self)
{
  guint n = 0;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    n += ((Turn *) link->data)->first ? 1 : 0;
  return n;
}

static void
take (FerryLimiter *self)
{
  self->tokens -= 1;
  self->n_out++;
}

/* The end of a quiet is also told to those who only show it. */
static gint64
find_end_of_quiet (FerryLimiter *self)
{
  gint64 end = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Hold *) value)->held_until != 0)
      end = MIN (end, ((Hold *) value)->quiet);
  return end;
}

static void
end_quiet (FerryLimiter *self)
{
  gboolean changed = FALSE;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Hold *hold = value;

      if (hold->held_until == 0 || hold->quiet > self->filled)
        continue;
      hold->held_until = 0;
      changed = TRUE;
    }
  if (changed)
    g_signal_emit (self, signals[SIGNAL_HELD_CHANGED], 0);
}

static void serve_cb (gpointer user_data);

/* One wake-up call at a time, for the first of those who wait; none if nobody does. */
static void
schedule (FerryLimiter *self)
{
  gint64 next = find_next (self, 0);
  gint64 next_other = find_next (self, FERRY_LIMITER_RESERVE);
  gint64 due = G_MAXINT64;

  g_assert (FERRY_IS_LIMITER (self));

  if (self->wake != 0)
    ferry_clock_cancel (self->clock, self->wake);
  self->wake = 0;

  for (GList *link = self->waiting.head; link != NULL && due > next; link = link->next)
    {
      Turn *turn = link->data;

      due = MIN (due, MAX (turn->hold->quiet, turn->first ? next : next_other));
    }
  due = MIN (due, find_end_of_quiet (self));
  if (due != G_MAXINT64)
    self->wake = ferry_clock_wake_at (self->clock, due, serve_cb, self);
}

/* Takes those from the queue who may go now. */
static GPtrArray *
choose_served (FerryLimiter *self)
{
  GPtrArray *served = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);
  GList *link = self->waiting.head;

  while (link != NULL && count_free (self) > 0)
    {
      GList *next = link->next;
      Turn *turn = link->data;

      if (turn->hold->quiet <= self->filled && (turn->first || count_free (self) > FERRY_LIMITER_RESERVE))
        {
          g_queue_delete_link (&self->waiting, link);
          take (self);
          g_ptr_array_add (served, turn);
        }
      link = next;
    }

  return served;
}

/* Whoever is told may come back at once, so they are told when the queue is in order. */
static void
serve (FerryLimiter *self)
{
  g_autoptr (GPtrArray) served = NULL;

  g_assert (FERRY_IS_LIMITER (self));

  refill (self);
  served = choose_served (self);
  schedule (self);
  for (guint i = 0; i < served->len; i++)
    g_task_return_boolean (((Turn *) g_ptr_array_index (served, i))->task, TRUE);
}

static void
serve_cb (gpointer user_data)
{
  g_autoptr (FerryLimiter) self = g_object_ref (FERRY_LIMITER (user_data));

  self->wake = 0;
  refill (self);
  end_quiet (self);
  serve (self);
}

/* Whoever passed and was cancelled before it could leave gives its place back. */
static void
put_back (FerryLimiter *self)
{
  g_assert (self->n_out > 0);

  self->n_out--;
  self->tokens = MIN (self->tokens + 1, FERRY_LIMITER_BURST);
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
note_throttled (FerryLimiter *self, Hold *hold, int retry_after)
{
  gint64 now = ferry_clock_get_monotonic (self->clock);
  gint64 until;

  if (retry_after > 0)
    until = now + (gint64) MIN (retry_after, LONGEST_RETRY_AFTER) * G_USEC_PER_SEC;
  else if (now < hold->quiet)
    return;
  else
    {
      gboolean again = hold->seconds > 0 && now - hold->quiet < FORGIVEN;

      hold->seconds = again ? MIN (hold->seconds * 2, LONGEST_HOLD) : FIRST_HOLD;
      until = now + (gint64) hold->seconds * G_USEC_PER_SEC;
    }
  if (until <= hold->quiet)
    return;
  hold->quiet = until;
  hold->held_until = ferry_clock_get_real (self->clock) + (until - now);
  g_signal_emit (self, signals[SIGNAL_HELD_CHANGED], 0);
}

static void
gate_pass_async (JdcGate *gate,
                 const char *service,
                 const char *region,
                 gboolean first,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  ferry_limiter_acquire_async (FERRY_LIMITER (gate), service, region, first, cancellable, callback, user_data);
}

static gboolean
gate_pass_finish (JdcGate *gate, GAsyncResult *result, GError **error)
{
  return ferry_limiter_acquire_finish (FERRY_LIMITER (gate), result, error);
}

static gint64
gate_get_wait (JdcGate *gate, const char *service, const char *region)
{
  return ferry_limiter_get_wait (FERRY_LIMITER (gate), service, region);
}

static gint64
gate_get_quiet (JdcGate *gate, const char *service, const char *region)
{
  return ferry_limiter_get_quiet (FERRY_LIMITER (gate), service, region);
}

static void
gate_ended (JdcGate *gate, const char *service, const char *region, const GError *error)
{
  ferry_limiter_end (FERRY_LIMITER (gate), service, region, error);
}

static void
gate_init (JdcGateInterface *iface)
{
  iface->pass_async = gate_pass_async;
  iface->pass_finish = gate_pass_finish;
  iface->get_wait = gate_get_wait;
  iface->get_quiet = gate_get_quiet;
  iface->ended = gate_ended;
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
  g_clear_pointer (&self->holds, g_hash_table_unref);

  G_OBJECT_CLASS (ferry_limiter_parent_class)->finalize (object);
}

static void
ferry_limiter_class_init (FerryLimiterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_limiter_dispose;
  object_class->finalize = ferry_limiter_finalize;

  /**
   * FerryLimiter::held-changed:
   * @self: the limiter
   *
   * Quiet that the service asks for somewhere has begun, lasts longer or is over.
   */
  signals[SIGNAL_HELD_CHANGED] =
    g_signal_new ("held-changed", FERRY_TYPE_LIMITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_limiter_init (FerryLimiter *self)
{
  g_queue_init (&self->waiting);
  self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tokens = FERRY_LIMITER_BURST;
  self->most = FERRY_LIMITER_PER_MINUTE;
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
 * ferry_limiter_set_beside:
 * @self: a limiter
 * @beside: whether another process does the work of this account
 *
 * Who only watches leaves most of what the service allows to the other one.
 */
void
ferry_limiter_set_beside (FerryLimiter *self, gboolean beside)
{
  guint most = beside ? FERRY_LIMITER_PER_MINUTE_BESIDE : FERRY_LIMITER_PER_MINUTE;

  g_return_if_fail (FERRY_IS_LIMITER (self));

  if (self->most == most)
    return;
  self->most = most;
  serve (self);
}

gboolean
ferry_limiter_get_beside (FerryLimiter *self)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), FALSE);

  return self->most == FERRY_LIMITER_PER_MINUTE_BESIDE;
}

/**
 * ferry_limiter_acquire_async:
 * @self: a limiter
 * @service: the service's short name
 * @region: the region
 * @first: whether it may have the last of what there is; others leave %FERRY_LIMITER_RESERVE
 * @cancellable: (nullable): stops waiting; takes nothing then
 * @callback: called when one request may leave
 * @user_data: for @callback
 *
 * Counts one request to @service in @region, which is over when ferry_limiter_end() says so. Clients that have the
 * limiter for their gate do this for each of theirs.
 */
void
ferry_limiter_acquire_async (FerryLimiter *self,
                             const char *service,
                             const char *region,
                             gboolean first,
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
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;

  turn = g_new0 (Turn, 1);
  turn->limiter = self;
  turn->hold = get_hold (self, service, region);
  turn->first = first;
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
 * Returns: %TRUE if the request may leave now
 */
gboolean
ferry_limiter_acquire_finish (FerryLimiter *self, GAsyncResult *result, GError **error)
{
  GCancellable *cancellable;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  cancellable = g_task_get_cancellable (G_TASK (result));
  if (cancellable == NULL || !g_cancellable_set_error_if_cancelled (cancellable, error))
    return TRUE;
  ferry_limiter_give_back (self);
  return FALSE;
}

/**
 * ferry_limiter_get_wait:
 * @self: a limiter
 * @service: the service's short name
 * @region: the region
 *
 * Returns: how long until a request to @service in @region that goes first may leave, microseconds, 0 at once. Those of
 *   its kind that wait already come before it.
 */
gint64
ferry_limiter_get_wait (FerryLimiter *self, const char *service, const char *region)
{
  gint64 wait;

  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  refill (self);
  wait = MAX (get_hold (self, service, region)->quiet, self->filled) - self->filled;
  if (ferry_limiter_get_n_free (self) == 0)
    wait = MAX (wait, find_next (self, 0) - self->filled +
                        (gint64) (count_first (self) / TOKENS_PER_SECOND * G_USEC_PER_SEC));

  return wait;
}

/**
 * ferry_limiter_get_n_free:
 * @self: a limiter
 *
 * Returns: how many requests that go first may leave at once, after those of their kind that wait already
 */
guint
ferry_limiter_get_n_free (FerryLimiter *self)
{
  guint n_free;

  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  refill (self);
  n_free = count_free (self);
  return n_free - MIN (n_free, count_first (self));
}

/**
 * ferry_limiter_take:
 * @self: a limiter
 * @n: how many, at most ferry_limiter_get_n_free()
 *
 * Counts requests that are going to leave soon and must not wait then. Each is over with ferry_limiter_end(), or given
 * back.
 */
void
ferry_limiter_take (FerryLimiter *self, guint n)
{
  g_return_if_fail (FERRY_IS_LIMITER (self));
  g_return_if_fail (n <= ferry_limiter_get_n_free (self));

  for (guint i = 0; i < n; i++)
    take (self);
  schedule (self);
}

/**
 * ferry_limiter_give_back:
 * @self: a limiter
 *
 * One of the requests that were counted does not leave.
 */
void
ferry_limiter_give_back (FerryLimiter *self)
{
  g_return_if_fail (FERRY_IS_LIMITER (self));

  put_back (self);
  serve (self);
}

/**
 * ferry_limiter_end:
 * @self: a limiter
 * @service: the service's short name
 * @region: the region
 * @error: (nullable): how the request ended
 *
 * A request that was counted is over. If the service says that it is called too often, all calls to @service in
 * @region are held back: as long as asked, else 2 seconds, and twice as long at each further complaint, up to a minute.
 * Several complaints about calls that left together count once; after an answer the next one counts as the first.
 */
void
ferry_limiter_end (FerryLimiter *self, const char *service, const char *region, const GError *error)
{
  Hold *hold;

  g_return_if_fail (FERRY_IS_LIMITER (self));
  g_return_if_fail (self->n_out > 0);

  refill (self);
  self->n_out--;
  self->over[(self->first + self->n_over) % FERRY_LIMITER_PER_MINUTE] = self->filled;
  self->n_over++;

  hold = get_hold (self, service, region);
  if (error == NULL)
    hold->seconds = 0;
  else if (g_error_matches (error, JDC_ERROR, JDC_ERROR_THROTTLED))
    note_throttled (self, hold, jdc_error_get_retry_after (error));
  schedule (self);
}

/**
 * ferry_limiter_get_quiet:
 * @self: a limiter
 * @service: the service's short name
 * @region: the region
 *
 * Returns: how much longer @service in @region wants quiet, microseconds; 0 if it does not
 */
gint64
ferry_limiter_get_quiet (FerryLimiter *self, const char *service, const char *region)
{
  gint64 now;

  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  now = ferry_clock_get_monotonic (self->clock);
  return MAX (get_hold (self, service, region)->quiet, now) - now;
}

/**
 * ferry_limiter_get_held_until:
 * @self: a limiter
 * @service: the service's short name
 * @region: the region
 *
 * Returns: until when @service in @region wants quiet, real time in microseconds; 0 if it does not
 */
gint64
ferry_limiter_get_held_until (FerryLimiter *self, const char *service, const char *region)
{
  g_return_val_if_fail (FERRY_IS_LIMITER (self), 0);

  return get_hold (self, service, region)->held_until;
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
