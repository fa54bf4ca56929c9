/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that waits in the engine asks a clock, so that a test can let hours pass in no time. */

#include "config.h"

#include "engine/ferry-clock.h"

struct _FerryClock
{
  GObject parent_instance;

  gboolean manual;
  gint64 real;
  gint64 monotonic;
  guint last_id;
  GList *wakes; /* (element-type Wake) (owned): by due time, then by ID */
};

typedef struct
{
  FerryClock *clock; /* (unowned): owns this */
  guint id;
  gint64 due;
  GSourceOnceFunc function;
  gpointer user_data;
  GSource *source; /* (owned) (nullable): NULL with a manual clock */
} Wake;

G_DEFINE_FINAL_TYPE (FerryClock, ferry_clock, G_TYPE_OBJECT)

static void
wake_free (Wake *wake)
{
  if (wake->source != NULL)
    g_source_destroy (wake->source);
  g_clear_pointer (&wake->source, g_source_unref);
  g_free (wake);
}

static int
compare_wakes (gconstpointer a, gconstpointer b)
{
  const Wake *wake_a = a;
  const Wake *wake_b = b;

  if (wake_a->due != wake_b->due)
    return wake_a->due < wake_b->due ? -1 : 1;

  return wake_a->id < wake_b->id ? -1 : 1;
}

/* The function may cancel others, add new ones or let go of the clock. */
static void
run_wake (FerryClock *self, Wake *wake)
{
  GSourceOnceFunc function = wake->function;
  gpointer user_data = wake->user_data;

  g_assert (FERRY_IS_CLOCK (self));

  self->wakes = g_list_remove (self->wakes, wake);
  wake_free (wake);
  function (user_data);
}

static gboolean
wake_due_cb (gpointer user_data)
{
  Wake *wake = user_data;
  g_autoptr (FerryClock) self = g_object_ref (wake->clock);

  run_wake (self, wake);

  return G_SOURCE_REMOVE;
}

static gboolean
dispatch_ready (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/* A source with a ready time alone: no rounding, and nothing runs before it is due. */
static GSourceFuncs wake_funcs = { NULL, NULL, dispatch_ready, NULL, NULL, NULL };

static void
ferry_clock_finalize (GObject *object)
{
  FerryClock *self = FERRY_CLOCK (object);

  g_list_free_full (self->wakes, (GDestroyNotify) wake_free);

  G_OBJECT_CLASS (ferry_clock_parent_class)->finalize (object);
}

static void
ferry_clock_class_init (FerryClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_clock_finalize;
}

static void
ferry_clock_init (FerryClock *self)
{
}

/**
 * ferry_clock_new_system:
 *
 * Returns: (transfer full): the system's clock
 */
FerryClock *
ferry_clock_new_system (void)
{
  return g_object_new (FERRY_TYPE_CLOCK, NULL);
}

/**
 * ferry_clock_new_manual:
 * @real: the time of day to start at, microseconds since 1970 in UTC
 * @monotonic: the monotonic time to start at, microseconds
 *
 * Returns: (transfer full): a clock that stands still but for ferry_clock_advance()
 */
FerryClock *
ferry_clock_new_manual (gint64 real, gint64 monotonic)
{
  FerryClock *self = g_object_new (FERRY_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->real = real;
  self->monotonic = monotonic;

  return self;
}

/**
 * ferry_clock_get_real:
 * @self: a clock
 *
 * Returns: the time of day, microseconds since 1970 in UTC; may jump
 */
gint64
ferry_clock_get_real (FerryClock *self)
{
  g_return_val_if_fail (FERRY_IS_CLOCK (self), 0);

  return self->manual ? self->real : g_get_real_time ();
}

/**
 * ferry_clock_get_monotonic:
 * @self: a clock
 *
 * Returns: microseconds that never jump back; they do not count a suspended computer's sleep
 */
gint64
ferry_clock_get_monotonic (FerryClock *self)
{
  g_return_val_if_fail (FERRY_IS_CLOCK (self), 0);

  return self->manual ? self->monotonic : g_get_monotonic_time ();
}

/**
 * ferry_clock_wake_at:
 * @self: a clock
 * @monotonic: when; the past means as soon as possible
 * @function: (scope async): called once, from the thread-default main context of now (of
 *   ferry_clock_advance() with a manual clock), unless cancelled before
 * @user_data: for @function
 *
 * Returns: an ID for ferry_clock_cancel(), never 0
 */
guint
ferry_clock_wake_at (FerryClock *self, gint64 monotonic, GSourceOnceFunc function, gpointer user_data)
{
  Wake *wake;

  g_return_val_if_fail (FERRY_IS_CLOCK (self), 0);
  g_return_val_if_fail (function != NULL, 0);

  wake = g_new0 (Wake, 1);
  wake->clock = self;
  wake->id = ++self->last_id;
  wake->due = monotonic;
  wake->function = function;
  wake->user_data = user_data;
  if (!self->manual)
    {
      wake->source = g_source_new (&wake_funcs, sizeof (GSource));
      g_source_set_static_name (wake->source, "[ferry] clock");
      g_source_set_callback (wake->source, wake_due_cb, wake, NULL);
      /* A ready time of -1 would mean never. */
      g_source_set_ready_time (wake->source, MAX (monotonic, 0));
      g_source_attach (wake->source, g_main_context_get_thread_default ());
    }
  self->wakes = g_list_insert_sorted (self->wakes, wake, compare_wakes);

  return wake->id;
}

/**
 * ferry_clock_cancel:
 * @self: a clock
 * @id: what ferry_clock_wake_at() gave
 *
 * Nothing happens if it has run, or was cancelled, before.
 */
void
ferry_clock_cancel (FerryClock *self, guint id)
{
  g_return_if_fail (FERRY_IS_CLOCK (self));

  for (GList *l = self->wakes; l != NULL; l = l->next)
    {
      Wake *wake = l->data;

      if (wake->id == id)
        {
          self->wakes = g_list_delete_link (self->wakes, l);
          wake_free (wake);
          return;
        }
    }
}

/**
 * ferry_clock_get_n_pending:
 * @self: a clock
 *
 * Returns: how many wake-up calls are due one day. 0 when nothing is pending: no timer runs then.
 */
guint
ferry_clock_get_n_pending (FerryClock *self)
{
  g_return_val_if_fail (FERRY_IS_CLOCK (self), 0);

  return g_list_length (self->wakes);
}

/**
 * ferry_clock_advance:
 * @self: a manual clock
 * @microseconds: how much time passes, 0 or more
 *
 * Moves both times, and makes each wake-up call that becomes due at its own time, in order.
 */
void
ferry_clock_advance (FerryClock *self, gint64 microseconds)
{
  g_autoptr (FerryClock) kept = NULL;
  gint64 end;

  g_return_if_fail (FERRY_IS_CLOCK (self));
  g_return_if_fail (self->manual);
  g_return_if_fail (microseconds >= 0);

  kept = g_object_ref (self);
  end = self->monotonic + microseconds;
  while (self->wakes != NULL)
    {
      Wake *wake = self->wakes->data;
      gint64 step = MAX (wake->due - self->monotonic, 0);

      if (wake->due > end)
        break;
      self->monotonic += step;
      self->real += step;
      run_wake (self, wake);
    }

  self->real += end - self->monotonic;
  self->monotonic = end;
}

/**
 * ferry_clock_set_real:
 * @self: a manual clock
 * @real: the new time of day, microseconds since 1970 in UTC
 *
 * Somebody sets the clock: the monotonic time does not move.
 */
void
ferry_clock_set_real (FerryClock *self, gint64 real)
{
  g_return_if_fail (FERRY_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  self->real = real;
}
