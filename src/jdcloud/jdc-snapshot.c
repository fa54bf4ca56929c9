/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cloud disk snapshot as the service described it at one moment. Immutable, usable on any thread. */

#include "config.h"

#include "jdc-snapshot-private.h"

#include "jdc-word-private.h"

struct _JdcSnapshot
{
  GObject parent_instance;

  char *id;          /* (owned) */
  char *name;        /* (owned) (nullable) */
  char *description; /* (owned) (nullable) */
  char *disk_id;     /* (owned) (nullable) */
  char *create_time; /* (owned) (nullable) */
  JdcWord *status;   /* (owned) (nullable) */
  JdcWord *source;   /* (owned) (nullable) */
  char **image_ids;  /* (owned) */
  gint64 size_gb;
  gboolean encrypted;
};

G_DEFINE_FINAL_TYPE (JdcSnapshot, jdc_snapshot, G_TYPE_OBJECT)

static char **
read_image_ids (JdcReader *reader, const JdcValue *object)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const JdcValue *images = jdc_reader_array (reader, object, "images");

  for (const JdcValue *element = images != NULL ? jdc_value_get_next (images, NULL) : NULL; element != NULL;
       element = jdc_value_get_next (images, element))
    {
      const char *id = jdc_value_get_string (element);

      if (id != NULL)
        g_strv_builder_add (builder, id);
      else
        jdc_reader_fail (reader, "images");
    }
  return g_strv_builder_end (builder);
}

static void
jdc_snapshot_finalize (GObject *object)
{
  JdcSnapshot *self = JDC_SNAPSHOT (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->disk_id);
  g_free (self->create_time);
  jdc_word_free (self->status);
  jdc_word_free (self->source);
  g_strfreev (self->image_ids);

  G_OBJECT_CLASS (jdc_snapshot_parent_class)->finalize (object);
}

static void
jdc_snapshot_class_init (JdcSnapshotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_snapshot_finalize;
}

static void
jdc_snapshot_init (JdcSnapshot *self)
{
}

/* Reads a Snapshot of the disk service. Always makes an object; whether it holds is in @reader. */
JdcSnapshot *
jdc_snapshot_new_from_json (JdcReader *reader, const JdcValue *object)
{
  JdcSnapshot *self = g_object_new (JDC_TYPE_SNAPSHOT, NULL);
  const char *id = jdc_reader_string (reader, object, "snapshotId");

  if (id == NULL || *id == '\0')
    jdc_reader_fail (reader, "snapshotId");
  self->id = g_strdup (id != NULL ? id : "");
  self->name = g_strdup (jdc_reader_string (reader, object, "name"));
  self->description = g_strdup (jdc_reader_string (reader, object, "description"));
  self->disk_id = g_strdup (jdc_reader_string (reader, object, "diskId"));
  self->create_time = g_strdup (jdc_reader_string (reader, object, "createTime"));
  self->status = jdc_word_new (jdc_reader_string (reader, object, "status"));
  self->source = jdc_word_new (jdc_reader_string (reader, object, "snapshotSource"));
  self->size_gb = MAX (jdc_reader_integer (reader, object, "snapshotSizeGB", -1), -1);
  self->encrypted = jdc_reader_boolean (reader, object, "encrypted");
  self->image_ids = read_image_ids (reader, object);
  return self;
}

/**
 * jdc_snapshot_get_id:
 * @self: a snapshot
 *
 * Returns: its ID, never empty
 */
const char *
jdc_snapshot_get_id (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->id;
}

/**
 * jdc_snapshot_get_name:
 * @self: a snapshot
 *
 * Returns: (nullable): its name
 */
const char *
jdc_snapshot_get_name (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->name;
}

/**
 * jdc_snapshot_get_description:
 * @self: a snapshot
 *
 * Returns: (nullable): its description
 */
const char *
jdc_snapshot_get_description (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->description;
}

/**
 * jdc_snapshot_get_status:
 * @self: a snapshot
 *
 * Returns: (nullable): such as `available`
 */
const char *
jdc_snapshot_get_status (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->status;
}

/**
 * jdc_snapshot_get_source:
 * @self: a snapshot
 *
 * Returns: (nullable): whose it is
 */
const char *
jdc_snapshot_get_source (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->source;
}

/**
 * jdc_snapshot_get_disk_id:
 * @self: a snapshot
 *
 * Returns: (nullable): the disk it was made from
 */
const char *
jdc_snapshot_get_disk_id (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->disk_id;
}

/**
 * jdc_snapshot_get_create_time:
 * @self: a snapshot
 *
 * Returns: (nullable): when it was made, in the service's own writing
 */
const char *
jdc_snapshot_get_create_time (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return self->create_time;
}

/**
 * jdc_snapshot_get_size_gb:
 * @self: a snapshot
 *
 * Returns: its size in GB, -1 when unknown
 */
gint64
jdc_snapshot_get_size_gb (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), -1);

  return self->size_gb;
}

/**
 * jdc_snapshot_get_image_ids:
 * @self: a snapshot
 *
 * Returns: (array zero-terminated=1): the images that use it
 */
const char *const *
jdc_snapshot_get_image_ids (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), NULL);

  return (const char *const *) self->image_ids;
}

/**
 * jdc_snapshot_get_encrypted:
 * @self: a snapshot
 *
 * Returns: whether it is encrypted
 */
gboolean
jdc_snapshot_get_encrypted (JdcSnapshot *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT (self), FALSE);

  return self->encrypted;
}
