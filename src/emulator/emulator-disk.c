/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk of an image, written as the API's InstanceDiskAttachment. */

#include "config.h"

#include "emulator/emulator-disk.h"

#include "emulator/emulator-json.h"

static void
append_cloud_disk (const EmulatorDisk *self, GString *out, gboolean with_snapshot)
{
  emulator_json_open (out, "cloudDisk", '{');
  emulator_json_string (out, "diskType", self->type);
  emulator_json_int (out, "diskSizeGB", self->size_gb);
  /* The official example carries both spellings. */
  emulator_json_bool (out, "encrypt", self->encrypted);
  emulator_json_bool (out, "encrypted", self->encrypted);
  if (with_snapshot)
    emulator_json_string (out, "snapshotId", self->snapshot);
  if (self->iops > 0)
    emulator_json_int (out, "iops", self->iops);
  emulator_json_close (out, '}');
}

/* The disk at place @index of an image, 0 being the system disk. */
EmulatorDisk *
emulator_disk_new (guint index, gboolean local, const char *type, guint size_gb)
{
  EmulatorDisk *self = g_new0 (EmulatorDisk, 1);

  self->device = g_strdup_printf ("vd%c", (char) ('a' + index % 26));
  self->local = local;
  self->type = local ? NULL : g_strdup (type);
  self->size_gb = size_gb;
  return self;
}

/* A copy that still refers to the same snapshot. */
EmulatorDisk *
emulator_disk_copy (const EmulatorDisk *self)
{
  EmulatorDisk *copy = g_memdup2 (self, sizeof *self);

  copy->device = g_strdup (self->device);
  copy->type = g_strdup (self->type);
  copy->snapshot = g_strdup (self->snapshot);
  return copy;
}

/* Frees the disk. */
void
emulator_disk_free (EmulatorDisk *self)
{
  g_free (self->device);
  g_free (self->type);
  g_free (self->snapshot);
  g_free (self);
}

/* Appends the disk as an object; @with_snapshot is %FALSE while the image is being made. */
void
emulator_disk_append_json (const EmulatorDisk *self, GString *out, const char *name, gboolean with_snapshot)
{
  emulator_json_open (out, name, '{');
  emulator_json_string (out, "diskCategory", self->local ? "local" : "cloud");
  emulator_json_bool (out, "autoDelete", TRUE);
  if (self->local)
    {
      emulator_json_open (out, "localDisk", '{');
      emulator_json_int (out, "diskSizeGB", self->size_gb);
      emulator_json_close (out, '}');
    }
  else
    append_cloud_disk (self, out, with_snapshot);
  emulator_json_string (out, "deviceName", self->device);
  emulator_json_close (out, '}');
}
