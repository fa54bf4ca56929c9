/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-duplicate.h"

struct _FerryDuplicate
{
  GObject parent_instance;

  FerryDuplicateRecord *record; /* (owned) */
  FerryOperation *operation;    /* (owned) */
  FerryReplica *replica;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (FerryDuplicate, ferry_duplicate, G_TYPE_OBJECT)

typedef enum
{
  PROP_OPERATION = 1,
  PROP_REPLICA,
  PROP_REGION,
  PROP_IMAGE,
  PROP_FOUND,
  N_PROPS,
} FerryDuplicateProperty;

static GParamSpec *pspecs[N_PROPS];

static void
ferry_duplicate_finalize (GObject *object)
{
  FerryDuplicate *self = FERRY_DUPLICATE (object);

  g_clear_pointer (&self->record, ferry_duplicate_record_free);
  g_clear_object (&self->operation);
  g_clear_object (&self->replica);
  G_OBJECT_CLASS (ferry_duplicate_parent_class)->finalize (object);
}

static void
ferry_duplicate_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryDuplicate *self = FERRY_DUPLICATE (object);

  switch ((FerryDuplicateProperty) property_id)
    {
    case PROP_OPERATION:
      g_value_set_object (value, self->operation);
      break;
    case PROP_REPLICA:
      g_value_set_object (value, self->replica);
      break;
    case PROP_REGION:
      g_value_set_string (value, self->record->region);
      break;
    case PROP_IMAGE:
      g_value_set_string (value, self->record->image);
      break;
    case PROP_FOUND:
      g_value_set_int64 (value, self->record->found);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_duplicate_class_init (FerryDuplicateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ferry_duplicate_finalize;
  object_class->get_property = ferry_duplicate_get_property;

  pspecs[PROP_OPERATION] = g_param_spec_object ("operation", NULL, NULL, FERRY_TYPE_OPERATION, flags);
  pspecs[PROP_REPLICA] = g_param_spec_object ("replica", NULL, NULL, FERRY_TYPE_REPLICA, flags);
  pspecs[PROP_REGION] = g_param_spec_string ("region", NULL, NULL, NULL, flags);
  pspecs[PROP_IMAGE] = g_param_spec_string ("image", NULL, NULL, NULL, flags);
  pspecs[PROP_FOUND] = g_param_spec_int64 ("found", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_duplicate_init (FerryDuplicate *self)
{
}

/**
 * ferry_duplicate_new:
 * @record: the row of the journal
 * @operation: the operation whose attempt made it
 * @replica: the replica that was meant
 *
 * Returns: (transfer full): a possible duplicate
 */
FerryDuplicate *
ferry_duplicate_new (const FerryDuplicateRecord *record, FerryOperation *operation, FerryReplica *replica)
{
  FerryDuplicate *self = g_object_new (FERRY_TYPE_DUPLICATE, NULL);

  self->record = ferry_duplicate_record_copy (record);
  self->operation = g_object_ref (operation);
  self->replica = g_object_ref (replica);
  return self;
}

/**
 * ferry_duplicate_get_record:
 * @self: a possible duplicate
 *
 * Returns: (transfer none): what the journal holds
 */
const FerryDuplicateRecord *
ferry_duplicate_get_record (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), NULL);
  return self->record;
}

FerryOperation *
ferry_duplicate_get_operation (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), NULL);
  return self->operation;
}

FerryReplica *
ferry_duplicate_get_replica (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), NULL);
  return self->replica;
}

const char *
ferry_duplicate_get_region (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), NULL);
  return self->record->region;
}

const char *
ferry_duplicate_get_image (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), NULL);
  return self->record->image;
}

gint64
ferry_duplicate_get_found (FerryDuplicate *self)
{
  g_return_val_if_fail (FERRY_IS_DUPLICATE (self), 0);
  return self->record->found;
}
