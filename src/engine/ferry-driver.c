/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver's turn: who may start, what is due where, and when to wake up next. What is done then stands in
 * ferry-driver-send.c (attempts), ferry-driver-look.c (listings) and ferry-driver-track.c (progress). */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-limiter.h"
#include "jdcloud/jdc-image.h"

/* Requests that are prepared or out at a time. */
#define MAX_SENDING 20
/* Calls that prepare them: the quota, and their sources, hardly ever in more than one region. */
#define PREPARING 2

G_DEFINE_FINAL_TYPE (FerryDriver, ferry_driver, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROBLEM = 1,
  N_PROPS,
} FerryDriverProperty;

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_FOUND_DUPLICATE,
  SIGNAL_IMAGES_SEEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the replicas of one source do. */
typedef struct
{
  guint in_flight;
  guint running;
} Usage;

/* One turn: what is known at its beginning, and what it finds. */
typedef struct
{
  gint64 now;
  gint64 next;       /* when something is due, G_MAXINT64 never */
  GHashTable *usage; /* (owned): source → Usage */
  guint room;        /* for more requests */
} Turn;

static void take_turn (gpointer user_data);

static void
region_free (FerryDriverRegion *region)
{
  g_free (region->region);
  g_clear_object (&region->listing);
  g_clear_pointer (&region->news, g_hash_table_unref);
  g_free (region);
}

static gboolean
is_ended (FerryFlow *flow)
{
  return ferry_state_is_ended (ferry_flow_get_state (flow));
}

/* What is over is no business of the driver any more, unless something may still turn up. */
static void
drop_ended (FerryDriver *self)
{
  guint kept = 0;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (!is_ended (flow) || flow->occupied || flow->wished || ferry_flow_has_superseded (flow))
        {
          self->flows->pdata[i] = self->flows->pdata[kept];
          self->flows->pdata[kept++] = flow;
        }
      else
        g_hash_table_remove (self->by_replica, &ferry_flow_get_record (flow)->id);
    }
  g_ptr_array_set_size (self->flows, (int) kept);
}

static void
count_usage (FerryFlow *flow, Usage *usage, int step)
{
  FerryState state = ferry_flow_get_state (flow);

  if (state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED || state == FERRY_STATE_UNDECIDED ||
      flow->sending || flow->looking)
    usage->in_flight += (guint) step;
  else if (state == FERRY_STATE_PENDING)
    usage->running += (guint) step;
}

static void
survey (FerryDriver *self, Turn *turn)
{
  guint n_sending = 0;

  turn->usage = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      const char *source = ferry_replica_get_source (flow->replica);
      Usage *usage = g_hash_table_lookup (turn->usage, source);

      if (usage == NULL)
        {
          usage = g_new0 (Usage, 1);
          g_hash_table_insert (turn->usage, (gpointer) source, usage);
        }
      count_usage (flow, usage, 1);
      n_sending += flow->sending ? 1 : 0;
    }
  turn->room = n_sending < MAX_SENDING ? MAX_SENDING - n_sending : 0;
}

/* May another attempt of the same source start? Counts what the others of this identity do with it. */
static gboolean
is_source_free (Turn *turn, FerryFlow *flow)
{
  Usage others = *(Usage *) g_hash_table_lookup (turn->usage, ferry_replica_get_source (flow->replica));

  count_usage (flow, &others, -1);
  return ferry_protocol_may_start (others.in_flight, others.running);
}

static void
wait_for_source (FerryFlow *flow, FerryDriverGroup *group)
{
  FerryReplicaRecord *record;

  if (ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_BUSY)
    return;
  record = ferry_flow_change (flow, FERRY_STATE_WAITING);
  record->waiting_for = FERRY_WAIT_BUSY;
  record->reason = FERRY_REASON_BUSY;
  record->message = g_strdup (_ ("Another copy of this image is on its way; this one is sent when that has ended."));
  ferry_driver_group_put (group, flow, record);
}

/* The account was set to read-only since it was asked for. */
static void
wait_for_permission (FerryFlow *flow, FerryDriverGroup *group)
{
  FerryReplicaRecord *record;

  if (ferry_flow_get_record (flow)->reason == FERRY_REASON_READ_ONLY)
    return;
  record = ferry_flow_change (flow, FERRY_STATE_WAITING);
  record->waiting_for = FERRY_WAIT_AUTH;
  record->reason = FERRY_REASON_READ_ONLY;
  record->message = g_strdup (ferry_cloud_get_read_only_words ());
  ferry_driver_group_put (group, flow, record);
}

static gboolean
may_be_ready (FerryFlow *flow, const char *region)
{
  FerryState state = ferry_flow_get_state (flow);

  return !flow->occupied && !flow->looking && (state == FERRY_STATE_QUEUED || state == FERRY_STATE_WAITING) &&
         g_strcmp0 (ferry_driver_get_target (flow), region) == 0 &&
         ferry_flow_find_baseline_to_load (flow) == NULL;
}

/* Whether a call to @region has to wait: the service asked for quiet there, or the account has used up its calls. It
 * would wait anyway, but what it then finds would be stale, and others who wait would have to wait for it. */
static gboolean
has_to_wait (FerryDriver *self, const char *region, Turn *turn)
{
  gint64 wait = ferry_limiter_get_wait (ferry_cloud_get_limiter (self->cloud), "vm", region);

  if (wait > 0)
    turn->next = MIN (turn->next, turn->now + wait);
  return wait > 0;
}

/* Nothing of @flow can be sent while either of its regions wants quiet. */
static gboolean
has_quiet (FerryDriver *self, FerryFlow *flow, Turn *turn)
{
  const char *source = ferry_operation_get_source_region (flow->operation);
  const char *target = ferry_driver_get_target (flow);

  if (!ferry_driver_is_quiet (self, source) && !ferry_driver_is_quiet (self, target))
    return FALSE;
  has_to_wait (self, source, turn);
  has_to_wait (self, target, turn);
  return TRUE;
}

/* Those that may send now, one of each source. */
static GPtrArray *
choose_ready (FerryDriver *self, const char *region, Turn *turn)
{
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (g_object_unref);
  FerryDriverGroup *waiting = ferry_driver_group_new ();

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      const char *source = ferry_replica_get_source (flow->replica);

      if (!may_be_ready (flow, region))
        continue;
      if (ferry_cloud_get_read_only (self->cloud))
        wait_for_permission (flow, waiting);
      else if (!is_source_free (turn, flow) || g_hash_table_contains (chosen, source))
        wait_for_source (flow, waiting);
      else if (flow->not_before > turn->now)
        turn->next = MIN (turn->next, flow->not_before);
      else if (has_quiet (self, flow, turn))
        ferry_driver_group_put_throttled (waiting, flow, FERRY_STATE_WAITING);
      else if (ready->len >= turn->room)
        ferry_driver_group_put_queued (waiting, flow);
      else if (!has_to_wait (self, ferry_operation_get_source_region (flow->operation), turn))
        {
          g_hash_table_add (chosen, (gpointer) source);
          g_ptr_array_add (ready, g_object_ref (flow));
        }
    }
  ferry_driver_group_commit (waiting, self);
  return g_steal_pointer (&ready);
}

/* A flow that is looked for is served by those listings; what was given up needs its own now and then. */
static gint64
find_next_look (FerryDriver *self, const char *region)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      gint64 recheck;

      if (flow->occupied || g_strcmp0 (ferry_driver_get_target (flow), region) != 0 ||
          ferry_flow_find_baseline_to_load (flow) != NULL)
        continue;
      recheck = ferry_flow_get_next_recheck (flow);
      if (flow->looking)
        next = MIN (next, flow->next_look);
      if (recheck != 0)
        next = MIN (next, recheck);
    }
  return next;
}

static GPtrArray *
find_tracked (FerryDriver *self, const char *region)
{
  g_autoptr (GPtrArray) tracked = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (!flow->occupied && ferry_flow_get_state (flow) == FERRY_STATE_PENDING && flow->ready_since == 0
          && g_strcmp0 (ferry_driver_get_target (flow), region) == 0)
        g_ptr_array_add (tracked, g_object_ref (flow));
    }
  return g_steal_pointer (&tracked);
}

static gboolean
is_fresh (FerryDriverRegion *region, gint64 now)
{
  return region->listing != NULL
         && now - ferry_listing_get_started_monotonic (region->listing) <= FERRY_PROTOCOL_FRESH;
}

/* Requests must not wait once they are recorded as sent: only as many are prepared as may leave, besides the calls that
 * prepare them. */
static void
leave_rest (FerryDriver *self, GPtrArray *ready, Turn *turn)
{
  guint n_free = ferry_limiter_get_n_free (ferry_cloud_get_limiter (self->cloud));
  guint n_most = n_free > PREPARING ? n_free - PREPARING : 0;

  if (ready->len <= n_most)
    return;
  g_ptr_array_set_size (ready, (int) n_most);
  turn->next = MIN (turn->next, turn->now + G_USEC_PER_SEC);
}

/* Only what no earlier attempt can have made already goes on to be sent. */
static void
prepare (FerryDriver *self, FerryDriverRegion *region, GPtrArray *ready, Turn *turn)
{
  for (guint i = ready->len; i > 0; i--)
    {
      FerryFlow *flow = g_ptr_array_index (ready, i - 1);
      Usage *usage = g_hash_table_lookup (turn->usage, ferry_replica_get_source (flow->replica));

      usage->in_flight++;
      if (!ferry_driver_may_send (self, region, flow))
        g_ptr_array_remove_index (ready, i - 1);
    }
  turn->room -= MIN (ready->len, turn->room);
  leave_rest (self, ready, turn);
  if (ready->len > 0)
    ferry_driver_prepare (self, region, ready);
}

static void
serve_attempts (FerryDriver *self, FerryDriverRegion *region, Turn *turn)
{
  g_autoptr (GPtrArray) ready = choose_ready (self, region->region, turn);
  gint64 look = find_next_look (self, region->region);

  if (region->preparing || region->listing_out)
    return;
  if (ready->len > 0 && is_fresh (region, turn->now))
    {
      prepare (self, region, ready, turn);
      return;
    }
  if (ready->len > 0)
    look = turn->now;
  if (look == G_MAXINT64)
    return;
  look = MAX (look, region->not_before);
  if (look > turn->now)
    turn->next = MIN (turn->next, look);
  else if (!has_to_wait (self, region->region, turn))
    ferry_driver_list (self, region);
}

static void
serve_tracking (FerryDriver *self, FerryDriverRegion *region, Turn *turn)
{
  g_autoptr (GPtrArray) tracked = find_tracked (self, region->region);
  gint64 due = MAX (region->next_track, region->not_before);

  if (tracked->len == 0 || region->tracking_out)
    return;
  if (due > turn->now)
    turn->next = MIN (turn->next, due);
  else if (!has_to_wait (self, region->region, turn))
    ferry_driver_track (self, region, tracked);
}

/* Without its baseline nothing is new to a flow and nothing absent, so it stays as it is. */
static void
serve_baselines (FerryDriver *self, Turn *turn)
{
  gboolean due = self->next_baselines <= turn->now;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (ferry_flow_find_baseline_to_load (flow) == NULL)
        continue;
      if (due)
        ferry_driver_load_baselines (self, flow);
      else
        turn->next = MIN (turn->next, self->next_baselines);
    }
}

static void
serve_verification (FerryDriver *self, Turn *turn)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (flow->occupied || flow->ready_since == 0)
        continue;
      if (flow->next_verify > turn->now)
        turn->next = MIN (turn->next, flow->next_verify);
      else if (!has_to_wait (self, ferry_driver_get_target (flow), turn))
        ferry_driver_verify (self, flow);
    }
}

static void
set_wake (FerryDriver *self, gint64 at)
{
  if (self->wake_id != 0 && self->wake_at <= at)
    return;
  if (self->wake_id != 0)
    ferry_clock_cancel (self->clock, self->wake_id);
  self->wake_at = at;
  self->wake_id = ferry_clock_wake_at (self->clock, at, take_turn, self);
}

static void
serve_all (FerryDriver *self, Turn *turn)
{
  GHashTableIter iter;
  gpointer region;

  survey (self, turn);
  g_hash_table_iter_init (&iter, self->regions);
  while (g_hash_table_iter_next (&iter, NULL, &region))
    {
      serve_attempts (self, region, turn);
      serve_tracking (self, region, turn);
      ferry_driver_say_quiet (self, region);
    }
  serve_baselines (self, turn);
  serve_verification (self, turn);
  g_hash_table_unref (turn->usage);
}

static void
take_turn (gpointer user_data)
{
  g_autoptr (FerryDriver) self = g_object_ref (user_data);
  Turn turn = { .now = ferry_driver_now (self), .next = G_MAXINT64 };

  self->wake_id = 0;
  if (!ferry_driver_is_driving (self))
    return;
  ferry_driver_serve_choices (self);
  drop_ended (self);
  if (self->cloud == NULL)
    return;
  serve_all (self, &turn);
  if (turn.next != G_MAXINT64)
    set_wake (self, turn.next);
}

static void
unwatch_limiter (FerryDriver *self)
{
  if (self->cloud != NULL)
    g_signal_handlers_disconnect_by_func (ferry_cloud_get_limiter (self->cloud), ferry_driver_wake, self);
}

static void
ferry_driver_dispose (GObject *object)
{
  FerryDriver *self = FERRY_DRIVER (object);

  ferry_driver_stop (self);
  G_OBJECT_CLASS (ferry_driver_parent_class)->dispose (object);
}

static void
ferry_driver_finalize (GObject *object)
{
  FerryDriver *self = FERRY_DRIVER (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->clock);
  g_clear_object (&self->cloud);
  g_clear_pointer (&self->lock, ferry_lock_free);
  g_clear_pointer (&self->flows, g_ptr_array_unref);
  g_clear_pointer (&self->by_replica, g_hash_table_unref);
  g_clear_pointer (&self->regions, g_hash_table_unref);
  g_clear_pointer (&self->claimed, g_hash_table_unref);
  g_clear_pointer (&self->sightings, g_hash_table_unref);
  g_clear_pointer (&self->duplicates, g_hash_table_unref);
  g_clear_pointer (&self->baselines_out, g_hash_table_unref);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_queue_free (self->unwritten);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  G_OBJECT_CLASS (ferry_driver_parent_class)->finalize (object);
}

static void
ferry_driver_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryDriver *self = FERRY_DRIVER (object);

  switch ((FerryDriverProperty) property_id)
    {
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_driver_class_init (FerryDriverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_driver_dispose;
  object_class->finalize = ferry_driver_finalize;
  object_class->get_property = ferry_driver_get_property;

  pspecs[PROP_PROBLEM]
    = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  /**
   * FerryDriver::found-duplicate:
   * @self: the driver
   *
   * A possible duplicate was recorded. Emitted after the commit.
   */
  signals[SIGNAL_FOUND_DUPLICATE] = g_signal_new ("found-duplicate", FERRY_TYPE_DRIVER, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * FerryDriver::images-seen:
   * @self: the driver
   * @region: region ID
   * @images: (element-type JdcImage): what replicas were like just now
   */
  signals[SIGNAL_IMAGES_SEEN] = g_signal_new ("images-seen", FERRY_TYPE_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
}

static void
ferry_driver_init (FerryDriver *self)
{
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_replica = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->regions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) region_free);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sightings
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ferry_sighting_record_free);
  self->duplicates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->baselines_out = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->choices = g_ptr_array_new ();
  self->unwritten = g_queue_new ();
}

FerryDriverRegion *
ferry_driver_get_region (FerryDriver *self, const char *region)
{
  FerryDriverRegion *found = g_hash_table_lookup (self->regions, region);

  if (found == NULL)
    {
      found = g_new0 (FerryDriverRegion, 1);
      found->region = g_strdup (region);
      g_hash_table_insert (self->regions, found->region, found);
    }
  return found;
}

const char *
ferry_driver_get_target (FerryFlow *flow)
{
  return ferry_operation_get_target_region (flow->operation);
}

gint64
ferry_driver_now (FerryDriver *self)
{
  return ferry_clock_get_monotonic (self->clock);
}

JdcClient *
ferry_driver_get_client (FerryDriver *self)
{
  return ferry_cloud_get_tracker_client (self->cloud);
}

void
ferry_driver_set_problem (FerryDriver *self, FerryProblem *problem)
{
  if (ferry_problem_equal (self->problem, problem))
    return;
  g_clear_pointer (&self->problem, ferry_problem_unref);
  self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROBLEM]);
}

void
ferry_driver_claim (FerryDriver *self, const char *region, const char *image)
{
  g_hash_table_add (self->claimed, g_strdup_printf ("%s/%s", region, image));
}

FerryFlow *
ferry_driver_find_flow (FerryDriver *self, FerryReplica *replica)
{
  return g_hash_table_lookup (self->by_replica, &ferry_replica_get_record (replica)->id);
}

/* Returns: (transfer none): the replica's flow, at the end of all */
FerryFlow *
ferry_driver_add_flow (FerryDriver *self, FerryOperation *operation, FerryReplica *replica)
{
  FerryFlow *flow = ferry_flow_new (operation, replica);
  gint64 id = ferry_replica_get_record (replica)->id;

  g_ptr_array_add (self->flows, flow);
  g_hash_table_replace (self->by_replica, g_memdup2 (&id, sizeof id), flow);
  ferry_driver_get_region (self, ferry_operation_get_target_region (operation));
  return flow;
}

void
ferry_driver_emit_duplicate (FerryDriver *self)
{
  g_signal_emit (self, signals[SIGNAL_FOUND_DUPLICATE], 0);
}

void
ferry_driver_tell_images (FerryDriver *self, const char *region, GPtrArray *images)
{
  g_signal_emit (self, signals[SIGNAL_IMAGES_SEEN], 0, region, images);
}

/**
 * ferry_driver_new:
 * @journal: where everything is recorded
 * @clock: the time
 * @identity: whose replicas these are
 *
 * Returns: (transfer full): a driver that does nothing before ferry_driver_start()
 */
FerryDriver *
ferry_driver_new (FerryJournal *journal, FerryClock *clock, gint64 identity)
{
  FerryDriver *self = g_object_new (FERRY_TYPE_DRIVER, NULL);

  self->journal = g_object_ref (journal);
  self->clock = g_object_ref (clock);
  self->identity = identity;
  return self;
}

gint64
ferry_driver_get_identity (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), 0);
  return self->identity;
}

FerryCloud *
ferry_driver_get_cloud (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), NULL);
  return self->cloud;
}

/**
 * ferry_driver_is_read_only:
 * @self: a driver
 *
 * Returns: whether the account must not be written to, as far as this process knows
 */
gboolean
ferry_driver_is_read_only (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);
  return self->cloud != NULL && ferry_cloud_get_read_only (self->cloud);
}

/**
 * ferry_driver_set_cloud:
 * @self: a driver
 * @cloud: the keys to use from now on
 *
 * New keys end the waiting for keys.
 */
void
ferry_driver_set_cloud (FerryDriver *self, FerryCloud *cloud)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));
  g_return_if_fail (FERRY_IS_CLOUD (cloud));

  if (self->cloud == cloud)
    return;
  unwatch_limiter (self);
  g_set_object (&self->cloud, cloud);
  /* Quiet that begins is to be said, and is over when it is said to be. */
  g_signal_connect_object (ferry_cloud_get_limiter (cloud), "held-changed", G_CALLBACK (ferry_driver_wake), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_AUTH)
        flow->not_before = 0;
    }
  ferry_driver_hurry (self);
}

/**
 * ferry_driver_override_settle:
 * @self: a driver
 * @seconds: the settle time of all work that is looked for from now on, 0 = what was asked for with it
 * @exactly: whether that is the time; else it is the least
 */
void
ferry_driver_override_settle (FerryDriver *self, guint seconds, gboolean exactly)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  self->settle = seconds;
  self->settle_exactly = exactly;
}

FerryProblem *
ferry_driver_get_problem (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), NULL);
  return self->problem;
}

/**
 * ferry_driver_set_aliases:
 * @self: a driver that does not hold its lock
 * @aliases: (array length=n_aliases): the other row IDs its identity went by
 * @n_aliases: how many
 *
 * A process that has not heard that two identities are one may still drive under the old one: all are locked.
 */
void
ferry_driver_set_aliases (FerryDriver *self, const gint64 *aliases, guint n_aliases)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  g_clear_pointer (&self->lock, ferry_lock_free);
  self->lock = ferry_lock_new (ferry_journal_get_folder (self->journal), self->identity, aliases, n_aliases);
}

/**
 * ferry_driver_covers:
 * @self: a driver
 * @identity: a row ID
 *
 * Returns: whether its lock is that of @identity too
 */
gboolean
ferry_driver_covers (FerryDriver *self, gint64 identity)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);

  return self->lock != NULL && ferry_lock_covers (self->lock, identity);
}

/**
 * ferry_driver_try_lock:
 * @self: a driver whose aliases are known
 *
 * A lock that cannot be used at all is the driver's problem.
 *
 * Returns: TRUE if this process may drive the identity now
 */
gboolean
ferry_driver_try_lock (FerryDriver *self)
{
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  gboolean held;

  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);
  g_return_val_if_fail (self->lock != NULL, FALSE);

  held = ferry_lock_try (self->lock, &error);
  if (error != NULL)
    problem = ferry_problem_new_for_error (error, NULL, NULL);
  ferry_driver_set_problem (self, problem);
  if (self->cloud != NULL)
    ferry_limiter_set_beside (ferry_cloud_get_limiter (self->cloud), !held);
  return held;
}

/**
 * ferry_driver_release_lock:
 * @self: a driver that was not started
 */
void
ferry_driver_release_lock (FerryDriver *self)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));
  g_return_if_fail (!self->running);

  if (self->lock != NULL)
    ferry_lock_release (self->lock);
}

gboolean
ferry_driver_is_driving (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);
  return self->running && ferry_lock_is_held (self->lock);
}

/**
 * ferry_driver_take_preflight:
 * @self: a driver
 * @operation: an operation just requested and loaded
 * @preflight: what was read for it a moment ago
 *
 * Saves reading the same facts again before the first attempt, as long as they are fresh.
 */
void
ferry_driver_take_preflight (FerryDriver *self, FerryOperation *operation, FerryPreflight *preflight)
{
  GPtrArray *images = ferry_preflight_get_images (preflight);
  const FerryPreflightQuota *quota = ferry_preflight_get_image_quota (preflight);

  g_return_if_fail (FERRY_IS_DRIVER (self));

  for (guint i = 0; i < images->len; i++)
    {
      JdcImage *image = g_ptr_array_index (images, i);
      FerryReplica *replica = ferry_operation_find_source (operation, jdc_image_get_id (image));
      FerryFlow *flow = replica != NULL ? ferry_driver_find_flow (self, replica) : NULL;
      g_autoptr (FerryImageFacts) facts = NULL;

      if (flow == NULL)
        continue;
      facts = ferry_image_facts_new (image);
      ferry_flow_set_facts (flow, facts, ferry_preflight_get_taken (preflight));
      flow->quota_used = quota->known ? quota->used : -1;
    }
}

/**
 * ferry_driver_stop:
 * @self: a driver
 *
 * Stops for good. A write that is out goes on; its answer is still recorded, and the lock falls then.
 */
void
ferry_driver_stop (FerryDriver *self)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  self->running = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->wake_id != 0)
    ferry_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  ferry_driver_drop_unwritten (self);
  ferry_driver_drop_choices (self);
}

/**
 * ferry_driver_wake:
 * @self: a driver
 *
 * Takes a turn soon: something has changed.
 */
void
ferry_driver_wake (FerryDriver *self)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  if (self->running)
    set_wake (self, ferry_driver_now (self));
}

/**
 * ferry_driver_hurry:
 * @self: a driver
 *
 * Ends every back-off: the network may be there again, or the machine was asleep. What the service asked for, the
 * limiter keeps.
 */
void
ferry_driver_hurry (FerryDriver *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (FERRY_IS_DRIVER (self));

  g_hash_table_iter_init (&iter, self->regions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      FerryDriverRegion *region = value;

      region->not_before = 0;
      region->next_track = 0;
    }
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_NETWORK)
        flow->not_before = 0;
    }
  ferry_driver_wake (self);
}
