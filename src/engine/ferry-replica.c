/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-replica.h"

#include "engine/ferry-image-facts.h"

struct _FerryReplica
{
  GObject parent_instance;

  FerryReplicaRecord *record;   /* (owned): as committed */
  FerryProblem *problem;        /* (owned) (nullable) */
  char *name;                   /* (owned) (nullable): of the source, from its facts */
  int eta_low;
  int eta_high;
  gboolean slow;
  gint64 progress_at; /* monotonic: its percentage was first shown */
};

G_DEFINE_FINAL_TYPE (FerryReplica, ferry_replica, G_TYPE_OBJECT)

typedef enum
{
  PROP_SOURCE = 1,
  PROP_IMAGE,
  PROP_STATE,
  PROP_WAITING_FOR,
  PROP_PROGRESS,
  PROP_PROBLEM,
  PROP_CANDIDATE,
  PROP_NAME,
  PROP_ETA_LOW,
  PROP_ETA_HIGH,
  PROP_SLOW,
  N_PROPS,
} FerryReplicaProperty;

static GParamSpec *pspecs[N_PROPS];

static FerryProblem *
make_problem (const FerryReplicaRecord *record)
{
  if (record->reason == FERRY_REASON_NONE)
    return NULL;
  return ferry_problem_new_full (record->reason, record->source, NULL, record->http_status,
                                 record->service_status, record->error_request_id, record->message);
}

static char *
find_name (const FerryReplicaRecord *record)
{
  g_autoptr (FerryImageFacts) facts = NULL;

  if (record->facts != NULL)
    facts = ferry_image_facts_from_string (record->facts);
  return facts != NULL ? g_strdup (ferry_image_facts_get_name (facts)) : NULL;
}

static void
update_derived (FerryReplica *self, const FerryReplicaRecord *old)
{
  g_autoptr (FerryProblem) problem = make_problem (self->record);

  if (!ferry_problem_equal (problem, self->problem))
    {
      g_clear_pointer (&self->problem, ferry_problem_unref);
      self->problem = g_steal_pointer (&problem);
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROBLEM]);
    }
  if (g_strcmp0 (self->record->facts, old->facts) != 0)
    {
      g_autofree char *name = find_name (self->record);

      if (g_set_str (&self->name, name))
        g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_NAME]);
    }
}

/* Progress never runs backwards on screen, whatever order its news come in. */
static gboolean
is_same_copy (const FerryReplicaRecord *old, const FerryReplicaRecord *record)
{
  return old->state == FERRY_STATE_PENDING && record->state == FERRY_STATE_PENDING &&
         g_strcmp0 (old->image, record->image) == 0;
}

static void
ferry_replica_finalize (GObject *object)
{
  FerryReplica *self = FERRY_REPLICA (object);

  ferry_replica_record_free (self->record);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  g_free (self->name);
  G_OBJECT_CLASS (ferry_replica_parent_class)->finalize (object);
}

static void
ferry_replica_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryReplica *self = FERRY_REPLICA (object);

  switch ((FerryReplicaProperty) property_id)
    {
    case PROP_SOURCE:
      g_value_set_string (value, self->record->source);
      break;
    case PROP_IMAGE:
      g_value_set_string (value, self->record->image);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->record->state);
      break;
    case PROP_WAITING_FOR:
      g_value_set_uint (value, self->record->waiting_for);
      break;
    case PROP_PROGRESS:
      g_value_set_int (value, self->record->progress);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_CANDIDATE:
      g_value_set_string (value, self->record->candidate);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ETA_LOW:
      g_value_set_int (value, self->eta_low);
      break;
    case PROP_ETA_HIGH:
      g_value_set_int (value, self->eta_high);
      break;
    case PROP_SLOW:
      g_value_set_boolean (value, self->slow);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_replica_class_init (FerryReplicaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ferry_replica_finalize;
  object_class->get_property = ferry_replica_get_property;

  pspecs[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  pspecs[PROP_IMAGE] = g_param_spec_string ("image", NULL, NULL, NULL, flags);
  pspecs[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, FERRY_N_STATES, 0, flags);
  pspecs[PROP_WAITING_FOR] = g_param_spec_uint ("waiting-for", NULL, NULL, 0, FERRY_N_WAITS, 0, flags);
  pspecs[PROP_PROGRESS] = g_param_spec_int ("progress", NULL, NULL, -1, 100, -1, flags);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, flags);
  pspecs[PROP_CANDIDATE] = g_param_spec_string ("candidate", NULL, NULL, NULL, flags);
  pspecs[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  pspecs[PROP_ETA_LOW] = g_param_spec_int ("eta-low", NULL, NULL, -1, G_MAXINT, -1, flags);
  pspecs[PROP_ETA_HIGH] = g_param_spec_int ("eta-high", NULL, NULL, -1, G_MAXINT, -1, flags);
  pspecs[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_replica_init (FerryReplica *self)
{
  self->record = ferry_replica_record_new ();
  self->eta_low = -1;
  self->eta_high = -1;
}

/**
 * ferry_replica_new:
 * @record: the row of the journal
 *
 * Returns: (transfer full): a replica that shows @record
 */
FerryReplica *
ferry_replica_new (const FerryReplicaRecord *record)
{
  FerryReplica *self = g_object_new (FERRY_TYPE_REPLICA, NULL);

  ferry_replica_set_record (self, record);
  return self;
}

/**
 * ferry_replica_get_record:
 * @self: a replica
 *
 * Returns: (transfer none): what the journal holds; valid until the next ferry_replica_set_record()
 */
const FerryReplicaRecord *
ferry_replica_get_record (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);

  return self->record;
}

/**
 * ferry_replica_set_record:
 * @self: a replica
 * @record: the row as committed
 *
 * Shows @record from now on, and notifies what has changed. Call it only after the commit.
 */
void
ferry_replica_set_record (FerryReplica *self, const FerryReplicaRecord *record)
{
  g_autoptr (FerryReplicaRecord) old = NULL;

  g_return_if_fail (FERRY_IS_REPLICA (self));
  g_return_if_fail (record != NULL);

  old = g_steal_pointer (&self->record);
  self->record = ferry_replica_record_copy (record);
  if (is_same_copy (old, record))
    self->record->progress = MAX (old->progress, record->progress);
  if (old->progress != self->record->progress || old->state != record->state || self->progress_at == 0)
    self->progress_at = g_get_monotonic_time ();
  g_object_freeze_notify (G_OBJECT (self));
  update_derived (self, old);
  if (g_strcmp0 (old->source, record->source) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_SOURCE]);
  if (g_strcmp0 (old->image, record->image) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_IMAGE]);
  if (g_strcmp0 (old->candidate, record->candidate) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_CANDIDATE]);
  if (old->progress != self->record->progress)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROGRESS]);
  if (old->waiting_for != record->waiting_for)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_WAITING_FOR]);
  if (old->state != record->state)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
ferry_replica_get_source (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);
  return self->record->source;
}

const char *
ferry_replica_get_image (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);
  return self->record->image;
}

FerryState
ferry_replica_get_state (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), FERRY_STATE_QUEUED);
  return self->record->state;
}

FerryWait
ferry_replica_get_waiting_for (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), FERRY_WAIT_NONE);
  return self->record->waiting_for;
}

int
ferry_replica_get_progress (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), -1);
  return self->record->progress;
}

FerryProblem *
ferry_replica_get_problem (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);
  return self->problem;
}

const char *
ferry_replica_get_candidate (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);
  return self->record->candidate;
}

const char *
ferry_replica_get_name (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), NULL);
  return self->name;
}

int
ferry_replica_get_eta_low (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), -1);
  return self->eta_low;
}

int
ferry_replica_get_eta_high (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), -1);
  return self->eta_high;
}

gboolean
ferry_replica_get_slow (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), FALSE);
  return self->slow;
}

/**
 * ferry_replica_get_progress_at:
 * @self: a replica
 *
 * Returns: the monotonic time at which this process first knew its percentage: since then it has stood still
 */
gint64
ferry_replica_get_progress_at (FerryReplica *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (self), 0);
  return self->progress_at;
}

/**
 * ferry_replica_set_estimate:
 * @self: a replica
 * @eta_low: seconds left at best, -1 = not known
 * @eta_high: seconds left at worst, -1 = not known
 * @slow: no progress for much longer than usual
 *
 * What the tracker expects. Not kept in the journal.
 */
void
ferry_replica_set_estimate (FerryReplica *self, int eta_low, int eta_high, gboolean slow)
{
  g_return_if_fail (FERRY_IS_REPLICA (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->eta_low != eta_low)
    {
      self->eta_low = eta_low;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_ETA_LOW]);
    }
  if (self->eta_high != eta_high)
    {
      self->eta_high = eta_high;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_ETA_HIGH]);
    }
  if (self->slow != slow)
    {
      self->slow = slow;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_SLOW]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}
