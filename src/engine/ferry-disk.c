/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-disk.h"

#include "jdcloud/jdc-image.h"

static void
disk_free (FerryDisk *self)
{
  g_free (self->device);
  g_free (self->category);
  g_free (self->disk_type);
  g_free (self->snapshot);
  g_free (self);
}

static FerryDisk *
disk_new (JdcDisk *disk, gboolean is_system)
{
  FerryDisk *self = g_new0 (FerryDisk, 1);

  self->is_system = is_system;
  self->device = g_strdup (jdc_disk_get_device_name (disk));
  self->category = g_strdup (jdc_disk_get_category (disk));
  self->disk_type = g_strdup (jdc_disk_get_disk_type (disk));
  self->size_gb = jdc_disk_get_size_gb (disk);
  self->snapshot = g_strdup (jdc_disk_get_snapshot_id (disk));
  self->encrypted = jdc_disk_get_encrypted (disk);

  return self;
}

/* Older answers tell the system disk by members of the image alone. */
static FerryDisk *
disk_new_from_image (JdcImage *image)
{
  FerryDisk *self = g_new0 (FerryDisk, 1);

  self->is_system = TRUE;
  self->size_gb = jdc_image_get_disk_gb (image);
  self->snapshot = g_strdup (jdc_image_get_snapshot_id (image));

  return self;
}

/**
 * ferry_disk_list:
 * @image: an image
 *
 * Returns: (transfer full) (element-type FerryDisk): its disks, the system disk first
 */
GPtrArray *
ferry_disk_list (FerryImage *image)
{
  GPtrArray *disks;
  JdcImage *jdc;
  GPtrArray *data;

  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  disks = g_ptr_array_new_with_free_func ((GDestroyNotify) disk_free);
  jdc = ferry_image_get_jdc_image (image);
  if (jdc_image_get_system_disk (jdc) != NULL)
    g_ptr_array_add (disks, disk_new (jdc_image_get_system_disk (jdc), TRUE));
  else if (jdc_image_get_disk_gb (jdc) > 0 || jdc_image_get_snapshot_id (jdc) != NULL)
    g_ptr_array_add (disks, disk_new_from_image (jdc));
  data = jdc_image_get_data_disks (jdc);
  for (guint i = 0; data != NULL && i < data->len; i++)
    g_ptr_array_add (disks, disk_new (g_ptr_array_index (data, i), FALSE));

  return disks;
}

/**
 * ferry_disk_get_boot_mode:
 * @image: an image
 *
 * Returns: (transfer none) (nullable): how its system disk starts: the service's word
 */
const char *
ferry_disk_get_boot_mode (FerryImage *image)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  return jdc_image_get_boot_mode (ferry_image_get_jdc_image (image));
}
