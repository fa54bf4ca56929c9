/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver's turn: who may start, what is due where, and when to wake up next. What is done then stands in
 * ferry-driver-send.c (attempts), ferry-driver-look.c (listings) and ferry-driver-track.c (progress). */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/ferry-limiter.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image.h"

#define COMMIT_RETRY (5 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (FerryDriver, ferry_driver, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROBLEM = 1,
  N_PROPS,
} FerryDriverProperty;

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_IMAGES_SEEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryTransaction *transaction; /* (owned) */
  FerryDriverCommitted done;    /* (nullable) */
  gpointer user_data;
} Commit;

static void start_commit (Commit *commit);
static void take_turn (gpointer user_data);

static void
region_free (FerryDriverRegion *region)
{
  g_free (region->region);
  g_clear_object (&region->listing);
  g_free (region);
}

static void
commit_free (Commit *commit)
{
  g_object_unref (commit->driver);
  ferry_transaction_unref (commit->transaction);
  g_free (commit);
}

static void
set_problem (FerryDriver *self, FerryProblem *problem)
{
  if (ferry_problem_equal (self->problem, problem))
    return;
  g_clear_pointer (&self->problem, ferry_problem_unref);
  self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROBLEM]);
}

static void
apply_transaction (FerryDriver *self, FerryTransaction *transaction)
{
  GPtrArray *rows = ferry_transaction_get_replicas (transaction);

  for (guint i = 0; i < rows->len; i++)
    {
      FerryReplicaRecord *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < self->flows->len; j++)
        {
          FerryFlow *flow = g_ptr_array_index (self->flows, j);

          if (ferry_flow_get_record (flow)->id == row->id)
            ferry_replica_set_record (flow->replica, row);
        }
    }
}

static void
retry_commit (gpointer user_data)
{
  start_commit (user_data);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Commit *commit = user_data;
  FerryDriver *self = commit->driver;
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

      g_warning ("The journal could not be written: %s", error->message);
      set_problem (self, problem);
      if (self->running)
        ferry_clock_wake_at (self->clock, ferry_driver_now (self) + COMMIT_RETRY, retry_commit, commit);
      else
        commit_free (commit);
      return;
    }

  set_problem (self, NULL);
  apply_transaction (self, commit->transaction);
  if (commit->done != NULL)
    commit->done (self, commit->transaction, commit->user_data);
  ferry_driver_wake (self);
  commit_free (commit);
}

static void
start_commit (Commit *commit)
{
  ferry_journal_commit_async (commit->driver->journal, commit->transaction, committed_cb, commit);
}

/* May another attempt of the same source start? Counts what the others of this identity do with it. */
static gboolean
is_source_free (FerryDriver *self, FerryFlow *flow)
{
  guint in_flight = 0;
  guint running = 0;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *other = g_ptr_array_index (self->flows, i);
      FerryState state = ferry_flow_get_state (other);

      if (other == flow
          || g_strcmp0 (ferry_replica_get_source (other->replica), ferry_replica_get_source (flow->replica)) != 0)
        continue;
      in_flight += state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED || other->occupied
                   || other->looking;
      running += state == FERRY_STATE_PENDING;
    }
  return ferry_protocol_may_start (in_flight, running);
}

static void
wait_for_source (FerryDriver *self, FerryFlow *flow)
{
  FerryReplicaRecord *record;

  if (ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_BUSY)
    return;
  record = ferry_flow_change (flow, FERRY_STATE_WAITING);
  record->waiting_for = FERRY_WAIT_BUSY;
  record->reason = FERRY_REASON_BUSY;
  record->message = g_strdup (_("Another copy of this image is on its way; this one is sent when that has ended."));
  ferry_driver_commit_replica (self, flow, record);
}

/* Those that may send now, one of each source. */
static GPtrArray *
choose_ready (FerryDriver *self, const char *region, gint64 now, gint64 *next)
{
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      FerryState state = ferry_flow_get_state (flow);
      const char *source = ferry_replica_get_source (flow->replica);

      if (flow->occupied || flow->looking || (state != FERRY_STATE_QUEUED && state != FERRY_STATE_WAITING)
          || g_strcmp0 (ferry_driver_get_target (flow), region) != 0)
        continue;
      if (!is_source_free (self, flow) || g_hash_table_contains (chosen, source))
        wait_for_source (self, flow);
      else if (flow->not_before > now)
        *next = MIN (*next, flow->not_before);
      else
        {
          g_hash_table_add (chosen, (gpointer) source);
          g_ptr_array_add (ready, g_object_ref (flow));
        }
    }
  return g_steal_pointer (&ready);
}

/* A look for superseded attempts is planned in real time, since it spans restarts; the driver sleeps in monotonic
 * time. */
static gint64
find_recheck (FerryDriver *self, FerryFlow *flow, gint64 now)
{
  gint64 at = ferry_flow_get_next_recheck (flow);

  return at != 0 ? now + MAX (at - ferry_clock_get_real (self->clock), 0) : G_MAXINT64;
}

static gint64
find_next_look (FerryDriver *self, const char *region, gint64 now)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (flow->occupied || g_strcmp0 (ferry_driver_get_target (flow), region) != 0)
        continue;
      if (flow->looking)
        next = MIN (next, flow->next_look);
      next = MIN (next, find_recheck (self, flow, now));
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

static void
serve_attempts (FerryDriver *self, FerryDriverRegion *region, gint64 now, gint64 *next)
{
  g_autoptr (GPtrArray) ready = choose_ready (self, region->region, now, next);
  gint64 look = find_next_look (self, region->region, now);

  if (region->preparing || region->listing_out)
    return;
  if (ready->len > 0 && is_fresh (region, now))
    {
      ferry_driver_prepare (self, region, ready);
      return;
    }
  if (ready->len > 0)
    look = now;
  if (look == G_MAXINT64)
    return;
  look = MAX (look, region->not_before);
  if (look <= now)
    ferry_driver_list (self, region);
  else
    *next = MIN (*next, look);
}

static void
serve_tracking (FerryDriver *self, FerryDriverRegion *region, gint64 now, gint64 *next)
{
  g_autoptr (GPtrArray) tracked = find_tracked (self, region->region);
  gint64 due = MAX (region->next_track, region->not_before);

  if (tracked->len == 0 || region->tracking_out)
    return;
  if (due <= now)
    ferry_driver_track (self, region, tracked);
  else
    *next = MIN (*next, due);
}

static void
serve_verification (FerryDriver *self, gint64 now, gint64 *next)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (flow->occupied || flow->ready_since == 0)
        continue;
      if (flow->next_verify <= now)
        ferry_driver_verify (self, flow);
      else
        *next = MIN (*next, flow->next_verify);
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
take_turn (gpointer user_data)
{
  FerryDriver *self = user_data;
  gint64 now = ferry_driver_now (self);
  gint64 next = G_MAXINT64;
  GHashTableIter iter;
  gpointer region;

  self->wake_id = 0;
  if (!self->running || self->cloud == NULL || !ferry_lock_is_held (self->lock))
    return;

  g_hash_table_iter_init (&iter, self->regions);
  while (g_hash_table_iter_next (&iter, NULL, &region))
    {
      serve_attempts (self, region, now, &next);
      serve_tracking (self, region, now, &next);
    }
  serve_verification (self, now, &next);
  if (next != G_MAXINT64)
    set_wake (self, next);
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
  g_clear_pointer (&self->regions, g_hash_table_unref);
  g_clear_pointer (&self->claimed, g_hash_table_unref);
  g_clear_pointer (&self->sightings, g_hash_table_unref);
  g_clear_pointer (&self->duplicates, g_hash_table_unref);
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

  signals[SIGNAL_IMAGES_SEEN] = g_signal_new ("images-seen", FERRY_TYPE_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
}

static void
ferry_driver_init (FerryDriver *self)
{
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  self->regions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) region_free);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sightings
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ferry_sighting_record_free);
  self->duplicates
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ferry_duplicate_record_free);
}

void
ferry_driver_commit (FerryDriver *self,
                     FerryTransaction *transaction,
                     FerryDriverCommitted done,
                     gpointer user_data)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->driver = g_object_ref (self);
  commit->transaction = ferry_transaction_ref (transaction);
  commit->done = done;
  commit->user_data = user_data;
  start_commit (commit);
}

static void
replica_committed (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  g_autoptr (FerryFlow) flow = user_data;

  flow->occupied = FALSE;
}

/* Commits one row, and leaves the flow alone meanwhile. Takes @record. */
void
ferry_driver_commit_replica (FerryDriver *self, FerryFlow *flow, FerryReplicaRecord *record)
{
  g_autoptr (FerryReplicaRecord) owned = record;
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();

  flow->occupied = TRUE;
  ferry_transaction_put_replica (transaction, owned);
  ferry_driver_commit (self, transaction, replica_committed, g_object_ref (flow));
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

void
ferry_driver_claim (FerryDriver *self, const char *region, const char *image)
{
  g_hash_table_add (self->claimed, g_strdup_printf ("%s/%s", region, image));
}

FerryFlow *
ferry_driver_find_flow (FerryDriver *self, FerryReplica *replica)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      if (flow->replica == replica)
        return flow;
    }
  return NULL;
}

FerryWait
ferry_driver_wait_for_error (const GError *error)
{
  if (g_error_matches (error, JDC_ERROR, JDC_ERROR_THROTTLED))
    return FERRY_WAIT_THROTTLED;
  if (g_error_matches (error, JDC_ERROR, JDC_ERROR_AUTH) || g_error_matches (error, JDC_ERROR, JDC_ERROR_CLOCK)
      || g_error_matches (error, JDC_ERROR, JDC_ERROR_FORBIDDEN))
    return FERRY_WAIT_AUTH;
  return FERRY_WAIT_NETWORK;
}

/* Says in words what an unfinished replica waits for. Nothing is committed when it waits for that already. */
void
ferry_driver_note_waiting (FerryDriver *self, FerryFlow *flow, FerryState state, const GError *error)
{
  FerryWait wait = ferry_driver_wait_for_error (error);
  g_autoptr (FerryProblem) problem = NULL;
  FerryReplicaRecord *record;

  if (flow->occupied
      || (ferry_flow_get_state (flow) == state && ferry_replica_get_waiting_for (flow->replica) == wait))
    return;
  problem = ferry_problem_new_for_error (error, NULL, NULL);
  record = ferry_flow_change (flow, state);
  record->waiting_for = wait;
  record->reason = problem->reason;
  record->message = g_strdup (problem->message);
  record->http_status = problem->http_status;
  record->service_status = g_strdup (problem->service_status);
  record->error_request_id = g_strdup (problem->request_id);
  ferry_driver_commit_replica (self, flow, record);
}

void
ferry_driver_note_region_failure (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  ferry_limiter_note_error (ferry_cloud_get_limiter (self->cloud), error);
  region->not_before = ferry_driver_now (self)
                       + ferry_protocol_back_off (region->failures, jdc_error_get_retry_after (error),
                                                  g_random_double ());
  region->failures++;
}

void
ferry_driver_add_audit (FerryDriver *self,
                        FerryTransaction *transaction,
                        FerryFlow *flow,
                        const char *image,
                        const char *request_id,
                        const char *outcome)
{
  FerryAuditRecord record = { 0 };

  record.time = ferry_clock_get_real (self->clock);
  record.account = (char *) ferry_operation_get_account (flow->operation);
  record.action = ferry_operation_get_kind (flow->operation) == FERRY_KIND_COPY ? (char *) "copyImages"
                                                                                : (char *) "convertImage";
  record.operation = (char *) ferry_operation_get_uid (flow->operation);
  record.region = (char *) ferry_driver_get_target (flow);
  record.image = (char *) image;
  record.request_id = (char *) request_id;
  record.outcome = (char *) outcome;
  ferry_transaction_add_audit (transaction, &record);
}

/* An attempt met "is busy", or was refused after others that may have acted: the target was being looked at. */
static void
take_over_waiting (FerryDriver *self, FerryFlow *flow)
{
  FerryFlowAttempt *last = ferry_flow_get_last_attempt (flow);
  FerryLookKind kind = FERRY_LOOK_BUSY_FIRST;
  FerryProblem *problem = ferry_replica_get_problem (flow->replica);

  if (last == NULL || last->record->outcome != FERRY_OUTCOME_REFUSED
      || ferry_replica_get_waiting_for (flow->replica) != FERRY_WAIT_BUSY)
    return;
  if (ferry_flow_count_earlier (flow) > 0)
    kind = problem == NULL || problem->reason == FERRY_REASON_BUSY || problem->reason == FERRY_REASON_QUOTA_IMAGES
               || problem->reason == FERRY_REASON_QUOTA_SNAPSHOTS
             ? FERRY_LOOK_BUSY_LATER
             : FERRY_LOOK_REFUSED_LATER;
  if (problem != NULL && flow->refusal == NULL)
    flow->refusal = ferry_problem_ref (problem);
  ferry_driver_begin_look (self, flow, kind);
}

/* A process that died while a request was out leaves an attempt without outcome behind. */
static void
take_over (FerryDriver *self, FerryFlow *flow)
{
  FerryFlowAttempt *last = ferry_flow_get_last_attempt (flow);
  FerryReplicaRecord *record;

  switch (ferry_flow_get_state (flow))
    {
    case FERRY_STATE_SUBMITTING:
      record = ferry_flow_change (flow, FERRY_STATE_UNCONFIRMED);
      record->attempts = last != NULL ? last->record->number : 1;
      ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
      ferry_driver_commit_replica (self, flow, record);
      break;
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_UNDECIDED:
      ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
      break;
    case FERRY_STATE_WAITING:
      take_over_waiting (self, flow);
      break;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_STATE_CANCELLED:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      break;
    }
}

static void
load_attempts (FerryDriver *self, FerryFlow *flow, FerryJournalContents *contents)
{
  gint64 id = ferry_flow_get_record (flow)->id;

  for (guint i = 0; i < contents->attempts->len; i++)
    {
      FerryAttemptRecord *record = g_ptr_array_index (contents->attempts, i);
      FerryFlowAttempt *attempt;
      gint64 age, next;

      if (record->replica != id)
        continue;
      attempt = ferry_flow_add_attempt (flow, record, NULL);
      if (record->outcome != FERRY_OUTCOME_SUPERSEDED)
        continue;
      age = MAX (ferry_clock_get_real (self->clock) - record->ended, 0);
      next = ferry_protocol_next_recheck (age);
      attempt->next_recheck = next >= 0 ? record->ended + next : 0;
    }
}

static void
load_sightings (FerryDriver *self, FerryJournalContents *contents)
{
  for (guint i = 0; i < contents->sightings->len; i++)
    {
      FerrySightingRecord *record = g_ptr_array_index (contents->sightings, i);

      if (record->identity == self->identity)
        g_hash_table_replace (self->sightings, g_strdup_printf ("%s/%s", record->region, record->image),
                              ferry_sighting_record_copy (record));
    }
  for (guint i = 0; i < contents->duplicates->len; i++)
    {
      FerryDuplicateRecord *record = g_ptr_array_index (contents->duplicates, i);

      g_hash_table_replace (self->duplicates, g_strdup_printf ("%s/%s", record->region, record->image),
                            ferry_duplicate_record_copy (record));
    }
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
  self->lock = ferry_lock_new (ferry_journal_get_folder (journal), identity);
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
 * ferry_driver_set_cloud:
 * @self: a driver
 * @cloud: (nullable): the keys to use from now on, NULL = none
 *
 * New keys end the waiting for keys.
 */
void
ferry_driver_set_cloud (FerryDriver *self, FerryCloud *cloud)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  if (!g_set_object (&self->cloud, cloud))
    return;
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
 * ferry_driver_try_lock:
 * @self: a driver
 * @error: set when the lock cannot be used at all
 *
 * Returns: TRUE if this process drives the identity now
 */
gboolean
ferry_driver_try_lock (FerryDriver *self, GError **error)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);

  return ferry_lock_try (self->lock, error);
}

gboolean
ferry_driver_is_driving (FerryDriver *self)
{
  g_return_val_if_fail (FERRY_IS_DRIVER (self), FALSE);
  return self->running && ferry_lock_is_held (self->lock);
}

/* What was read while another process drove is stale; only facts of the source keep their own age. */
static FerryFlow *
renew_flow (FerryDriver *self, FerryOperation *operation, FerryReplica *replica)
{
  g_autoptr (FerryFlow) old = ferry_driver_find_flow (self, replica);
  FerryFlow *flow = ferry_flow_new (operation, replica);

  if (old == NULL)
    return flow;
  g_object_ref (old);
  g_ptr_array_remove (self->flows, old);
  if (old->facts_taken != 0)
    {
      ferry_flow_set_facts (flow, old->facts, old->facts_taken);
      flow->quota_used = old->quota_used;
    }
  return flow;
}

/**
 * ferry_driver_load:
 * @self: a driver
 * @operation: an operation of its identity, with its replicas
 * @contents: what was read from the journal with it
 *
 * Takes over the operation where the journal says it stands. Replicas the driver has already are left alone.
 */
void
ferry_driver_load (FerryDriver *self, FerryOperation *operation, FerryJournalContents *contents)
{
  const char *target = ferry_operation_get_target_region (operation);

  g_return_if_fail (FERRY_IS_DRIVER (self));

  load_sightings (self, contents);
  ferry_driver_get_region (self, target);
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      g_autoptr (FerryFlow) flow = NULL;

      if (ferry_replica_get_image (replica) != NULL)
        ferry_driver_claim (self, target, ferry_replica_get_image (replica));
      if (self->running && ferry_driver_find_flow (self, replica) != NULL)
        continue;
      flow = renew_flow (self, operation, replica);
      load_attempts (self, flow, contents);
      if (ferry_state_is_ended (ferry_flow_get_state (flow)) && ferry_flow_get_next_recheck (flow) == 0)
        continue;
      g_ptr_array_add (self->flows, g_object_ref (flow));
      if (self->running)
        {
          ferry_driver_load_baselines (self, flow);
          take_over (self, flow);
        }
    }
  ferry_driver_wake (self);
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
 * ferry_driver_start:
 * @self: a driver that holds its lock
 *
 * Looks at once for what an earlier process left unanswered, then drives on.
 */
void
ferry_driver_start (FerryDriver *self)
{
  g_return_if_fail (FERRY_IS_DRIVER (self));

  if (self->running)
    return;
  self->running = TRUE;
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);

      ferry_driver_load_baselines (self, flow);
      take_over (self, flow);
    }
  ferry_driver_wake (self);
}

/**
 * ferry_driver_stop:
 * @self: a driver
 *
 * Stops waiting. A write that is out goes on and is resolved by whoever drives next.
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
 * Ends every back-off: the network may be there again, or the machine was asleep.
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

/**
 * ferry_driver_get_n_unfinished:
 * @self: a driver
 *
 * Returns: replicas that have not ended; undecided ones have not
 */
guint
ferry_driver_get_n_unfinished (FerryDriver *self)
{
  guint n = 0;

  g_return_val_if_fail (FERRY_IS_DRIVER (self), 0);

  for (guint i = 0; i < self->flows->len; i++)
    n += !ferry_state_is_ended (ferry_flow_get_state (g_ptr_array_index (self->flows, i)));
  return n;
}
