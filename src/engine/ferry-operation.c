/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-operation.h"

struct _FerryOperation
{
  GObject parent_instance;

  FerryOperationRecord *record; /* (owned) (nullable) */
  GPtrArray *replicas;          /* (owned) (element-type FerryReplica): by position */
  FerryOperationState state;    /* derived from the replicas */
  int progress;
  guint n_ended;
};

static void ferry_operation_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryOperation, ferry_operation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ferry_operation_list_model_init))

typedef enum
{
  PROP_UID = 1,
  PROP_ACCOUNT,
  PROP_KIND,
  PROP_SOURCE_REGION,
  PROP_TARGET_REGION,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_N_ENDED,
  N_PROPS,
} FerryOperationProperty;

static GParamSpec *pspecs[N_PROPS];

static const char *state_words[] = {
  [FERRY_OPERATION_QUEUED] = "queued",       [FERRY_OPERATION_RUNNING] = "running",
  [FERRY_OPERATION_WAITING] = "waiting",     [FERRY_OPERATION_DONE] = "done",
  [FERRY_OPERATION_FAILED] = "failed",       [FERRY_OPERATION_PARTIAL] = "partial",
  [FERRY_OPERATION_UNDECIDED] = "undecided", [FERRY_OPERATION_CANCELLED] = "cancelled",
  [FERRY_OPERATION_PLANNED] = "planned",
};

/* How many replicas are in which kind of state. */
typedef struct
{
  guint queued, waiting, running, undecided, good, bad, cancelled, planned;
} Tally;

static void
count_state (Tally *tally, FerryState state)
{
  switch (state)
    {
    case FERRY_STATE_QUEUED:
      tally->queued++;
      break;
    case FERRY_STATE_WAITING:
      tally->waiting++;
      break;
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_PENDING:
      tally->running++;
      break;
    case FERRY_STATE_UNDECIDED:
      tally->undecided++;
      break;
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
      tally->good++;
      break;
    case FERRY_STATE_CANCELLED:
      tally->cancelled++;
      break;
    case FERRY_STATE_PLANNED:
      tally->planned++;
      break;
    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_N_STATES:
    default:
      tally->bad++;
    }
}

static FerryOperationState
derive_state (const Tally *tally, guint n)
{
  if (tally->planned > 0)
    return FERRY_OPERATION_PLANNED;
  if (tally->running > 0)
    return FERRY_OPERATION_RUNNING;
  if (tally->waiting > 0)
    return FERRY_OPERATION_WAITING;
  if (tally->queued > 0)
    return tally->queued == n ? FERRY_OPERATION_QUEUED : FERRY_OPERATION_RUNNING;
  if (tally->undecided > 0)
    return FERRY_OPERATION_UNDECIDED;
  if (tally->cancelled == n)
    return FERRY_OPERATION_CANCELLED;
  if (tally->good == n)
    return FERRY_OPERATION_DONE;
  return tally->good > 0 ? FERRY_OPERATION_PARTIAL : FERRY_OPERATION_FAILED;
}

/* An ended replica counts as whole, so that the bar of an operation with one failure still reaches its end. */
static int
derive_progress (FerryOperation *self)
{
  guint sum = 0;

  for (guint i = 0; i < self->replicas->len; i++)
    {
      FerryReplica *replica = g_ptr_array_index (self->replicas, i);

      if (ferry_state_is_ended (ferry_replica_get_state (replica)))
        sum += 100;
      else
        sum += MAX (ferry_replica_get_progress (replica), 0);
    }
  return self->replicas->len > 0 ? (int) (sum / self->replicas->len) : -1;
}

static void
update_derived (FerryOperation *self)
{
  Tally tally = { 0 };
  guint n_ended = 0;
  FerryOperationState state;
  int progress;

  for (guint i = 0; i < self->replicas->len; i++)
    {
      FerryState one = ferry_replica_get_state (g_ptr_array_index (self->replicas, i));

      count_state (&tally, one);
      n_ended += ferry_state_is_ended (one) ? 1 : 0;
    }
  state = derive_state (&tally, self->replicas->len);
  progress = derive_progress (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (progress != self->progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROGRESS]);
    }
  if (n_ended != self->n_ended)
    {
      self->n_ended = n_ended;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_N_ENDED]);
    }
  if (state != self->state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static GType
ferry_operation_get_item_type (GListModel *model)
{
  return FERRY_TYPE_REPLICA;
}

static guint
ferry_operation_get_n_items (GListModel *model)
{
  return FERRY_OPERATION (model)->replicas->len;
}

static gpointer
ferry_operation_get_item (GListModel *model, guint position)
{
  FerryOperation *self = FERRY_OPERATION (model);

  return position < self->replicas->len ? g_object_ref (g_ptr_array_index (self->replicas, position)) : NULL;
}

static void
ferry_operation_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_operation_get_item_type;
  iface->get_n_items = ferry_operation_get_n_items;
  iface->get_item = ferry_operation_get_item;
}

static void
ferry_operation_dispose (GObject *object)
{
  FerryOperation *self = FERRY_OPERATION (object);

  for (guint i = 0; i < self->replicas->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->replicas, i), self);
  g_ptr_array_set_size (self->replicas, 0);
  G_OBJECT_CLASS (ferry_operation_parent_class)->dispose (object);
}

static void
ferry_operation_finalize (GObject *object)
{
  FerryOperation *self = FERRY_OPERATION (object);

  g_clear_pointer (&self->record, ferry_operation_record_free);
  g_ptr_array_unref (self->replicas);
  G_OBJECT_CLASS (ferry_operation_parent_class)->finalize (object);
}

static void
ferry_operation_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryOperation *self = FERRY_OPERATION (object);

  switch ((FerryOperationProperty) property_id)
    {
    case PROP_UID:
      g_value_set_string (value, self->record->uid);
      break;
    case PROP_ACCOUNT:
      g_value_set_string (value, self->record->account);
      break;
    case PROP_KIND:
      g_value_set_uint (value, self->record->kind);
      break;
    case PROP_SOURCE_REGION:
      g_value_set_string (value, self->record->source_region);
      break;
    case PROP_TARGET_REGION:
      g_value_set_string (value, self->record->target_region);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PROGRESS:
      g_value_set_int (value, self->progress);
      break;
    case PROP_N_ENDED:
      g_value_set_uint (value, self->n_ended);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_operation_class_init (FerryOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ferry_operation_dispose;
  object_class->finalize = ferry_operation_finalize;
  object_class->get_property = ferry_operation_get_property;

  pspecs[PROP_UID] = g_param_spec_string ("uid", NULL, NULL, NULL, flags);
  pspecs[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL, flags);
  pspecs[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_SOURCE_REGION] = g_param_spec_string ("source-region", NULL, NULL, NULL, flags);
  pspecs[PROP_TARGET_REGION] = g_param_spec_string ("target-region", NULL, NULL, NULL, flags);
  pspecs[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_PROGRESS] = g_param_spec_int ("progress", NULL, NULL, -1, 100, -1, flags);
  pspecs[PROP_N_ENDED] = g_param_spec_uint ("n-ended", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_operation_init (FerryOperation *self)
{
  self->replicas = g_ptr_array_new_with_free_func (g_object_unref);
  self->progress = -1;
}

/**
 * ferry_operation_state_to_string:
 * @state: a state
 *
 * Returns: the word of the interface for it
 */
const char *
ferry_operation_state_to_string (FerryOperationState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_words), NULL);

  return state_words[state];
}

/**
 * ferry_operation_state_is_ended:
 * @state: a state
 *
 * Returns: whether nothing more will happen by itself; undecided is not ended
 */
gboolean
ferry_operation_state_is_ended (FerryOperationState state)
{
  return state == FERRY_OPERATION_DONE || state == FERRY_OPERATION_FAILED || state == FERRY_OPERATION_PARTIAL
         || state == FERRY_OPERATION_CANCELLED;
}

/**
 * ferry_operation_new:
 * @record: the row of the journal
 *
 * Returns: (transfer full): an operation without replicas yet
 */
FerryOperation *
ferry_operation_new (const FerryOperationRecord *record)
{
  FerryOperation *self;

  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (FERRY_TYPE_OPERATION, NULL);
  self->record = ferry_operation_record_copy (record);
  return self;
}

/**
 * ferry_operation_get_record:
 * @self: an operation
 *
 * Returns: (transfer none): what the journal holds
 */
const FerryOperationRecord *
ferry_operation_get_record (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);

  return self->record;
}

/**
 * ferry_operation_set_record:
 * @self: an operation
 * @record: the row as committed
 *
 * Shows @record from now on. What was asked for never changes, so only bookkeeping differs: nothing is notified, and
 * every text stays where it is.
 */
void
ferry_operation_set_record (FerryOperation *self, const FerryOperationRecord *record)
{
  g_return_if_fail (FERRY_IS_OPERATION (self));

  self->record->identity = record->identity;
  self->record->told = record->told;
}

/**
 * ferry_operation_add_replica:
 * @self: an operation
 * @replica: its next replica
 *
 * Adds @replica at the end and follows its state from now on.
 */
void
ferry_operation_add_replica (FerryOperation *self, FerryReplica *replica)
{
  g_return_if_fail (FERRY_IS_OPERATION (self));
  g_return_if_fail (FERRY_IS_REPLICA (replica));

  g_ptr_array_add (self->replicas, g_object_ref (replica));
  g_signal_connect_object (replica, "notify::state", G_CALLBACK (update_derived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replica, "notify::progress", G_CALLBACK (update_derived), self, G_CONNECT_SWAPPED);
  update_derived (self);
  g_list_model_items_changed (G_LIST_MODEL (self), self->replicas->len - 1, 0, 1);
}

const char *
ferry_operation_get_uid (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);
  return self->record->uid;
}

const char *
ferry_operation_get_account (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);
  return self->record->account;
}

FerryKind
ferry_operation_get_kind (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), FERRY_KIND_COPY);
  return self->record->kind;
}

const char *
ferry_operation_get_source_region (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);
  return self->record->source_region;
}

const char *
ferry_operation_get_target_region (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);
  return self->record->target_region;
}

FerryOperationState
ferry_operation_get_state (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), FERRY_OPERATION_QUEUED);
  return self->state;
}

int
ferry_operation_get_progress (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), -1);
  return self->progress;
}

/**
 * ferry_operation_get_ended:
 * @self: an operation
 *
 * Returns: when the last of its replicas that have ended did so, real time in microseconds; 0 if none has
 */
gint64
ferry_operation_get_ended (FerryOperation *self)
{
  gint64 ended = 0;

  g_return_val_if_fail (FERRY_IS_OPERATION (self), 0);

  for (guint i = 0; i < self->replicas->len; i++)
    ended = MAX (ended, ferry_replica_get_record (g_ptr_array_index (self->replicas, i))->ended);

  return ended;
}

guint
ferry_operation_get_n_replicas (FerryOperation *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), 0);
  return self->replicas->len;
}

/**
 * ferry_operation_get_replica:
 * @self: an operation
 * @position: from 0
 *
 * Returns: (transfer none) (nullable): its replica there
 */
FerryReplica *
ferry_operation_get_replica (FerryOperation *self, guint position)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);

  return position < self->replicas->len ? g_ptr_array_index (self->replicas, position) : NULL;
}

/**
 * ferry_operation_find_source:
 * @self: an operation
 * @source: ID of a source image
 *
 * Returns: (transfer none) (nullable): the replica made of it
 */
FerryReplica *
ferry_operation_find_source (FerryOperation *self, const char *source)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (self), NULL);

  for (guint i = 0; i < self->replicas->len; i++)
    {
      FerryReplica *replica = g_ptr_array_index (self->replicas, i);

      if (g_strcmp0 (ferry_replica_get_source (replica), source) == 0)
        return replica;
    }
  return NULL;
}
