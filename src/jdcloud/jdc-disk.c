/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that an image describes. Immutable, usable on any thread. Has no properties: images come by
 * thousands. */

#include "config.h"

#include "jdc-disk-private.h"

struct _JdcDisk
{
  GObject parent_instance;

  JdcWord *device_name; /* (owned) (nullable) */
  JdcWord *category;    /* (owned) (nullable) */
  JdcWord *disk_type;   /* (owned) (nullable) */
  char *snapshot_id;    /* (owned) (nullable) */
  gint64 size_gb;
  gboolean encrypted;
};

G_DEFINE_FINAL_TYPE (JdcDisk, jdc_disk, G_TYPE_OBJECT)

static void
jdc_disk_finalize (GObject *object)
{
  JdcDisk *self = JDC_DISK (object);

  jdc_word_free (self->device_name);
  jdc_word_free (self->category);
  jdc_word_free (self->disk_type);
  g_free (self->snapshot_id);

  G_OBJECT_CLASS (jdc_disk_parent_class)->finalize (object);
}

static void
jdc_disk_class_init (JdcDiskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_disk_finalize;
}

static void
jdc_disk_init (JdcDisk *self)
{
  self->size_gb = -1;
}

/* Reads an InstanceDiskAttachment. Always makes an object; whether it holds is in @reader. */
JdcDisk *
jdc_disk_new_from_json (JdcReader *reader, const JdcValue *object)
{
  JdcDisk *self = g_object_new (JDC_TYPE_DISK, NULL);
  const JdcValue *disk = jdc_reader_object (reader, object, "cloudDisk");

  if (disk == NULL)
    disk = jdc_reader_object (reader, object, "localDisk");
  self->device_name = jdc_word_new (jdc_reader_string (reader, object, "deviceName"));
  self->category = jdc_word_new (jdc_reader_string (reader, object, "diskCategory"));
  if (disk == NULL)
    return self;

  self->disk_type = jdc_word_new (jdc_reader_string (reader, disk, "diskType"));
  self->snapshot_id = g_strdup (jdc_reader_string (reader, disk, "snapshotId"));
  self->size_gb = MAX (jdc_reader_integer (reader, disk, "diskSizeGB", -1), -1);
  /* Official examples carry both members, the documentation names one. */
  self->encrypted = jdc_reader_boolean (reader, disk, "encrypted");
  self->encrypted |= jdc_reader_boolean (reader, disk, "encrypt");
  return self;
}

/**
 * jdc_disk_get_device_name:
 * @self: a disk
 *
 * Returns: (nullable): such as `vda` (the system disk), `vdb`
 */
const char *
jdc_disk_get_device_name (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), NULL);

  return self->device_name;
}

/**
 * jdc_disk_get_category:
 * @self: a disk
 *
 * Returns: (nullable): `local` or `cloud`
 */
const char *
jdc_disk_get_category (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), NULL);

  return self->category;
}

/**
 * jdc_disk_get_disk_type:
 * @self: a disk
 *
 * Returns: (nullable): such as `ssd.gp1`
 */
const char *
jdc_disk_get_disk_type (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), NULL);

  return self->disk_type;
}

/**
 * jdc_disk_get_size_gb:
 * @self: a disk
 *
 * Returns: its size in GB, -1 when unknown
 */
gint64
jdc_disk_get_size_gb (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), -1);

  return self->size_gb;
}

/**
 * jdc_disk_get_snapshot_id:
 * @self: a disk
 *
 * Returns: (nullable): the snapshot it is made from
 */
const char *
jdc_disk_get_snapshot_id (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), NULL);

  return self->snapshot_id;
}

/**
 * jdc_disk_get_encrypted:
 * @self: a disk
 *
 * Returns: whether its snapshot is encrypted
 */
gboolean
jdc_disk_get_encrypted (JdcDisk *self)
{
  g_return_val_if_fail (JDC_IS_DISK (self), FALSE);

  return self->encrypted;
}

/**
 * jdc_disk_equal:
 * @a: a disk
 * @b: another one
 *
 * Returns: whether all that is known of them is equal
 */
gboolean
jdc_disk_equal (JdcDisk *a, JdcDisk *b)
{
  g_return_val_if_fail (JDC_IS_DISK (a), FALSE);
  g_return_val_if_fail (JDC_IS_DISK (b), FALSE);

  /* Words are interned: equal ones are the same. */
  return a == b || (a->device_name == b->device_name && a->category == b->category &&
                    a->disk_type == b->disk_type && a->size_gb == b->size_gb &&
                    a->encrypted == b->encrypted && g_strcmp0 (a->snapshot_id, b->snapshot_id) == 0);
}
