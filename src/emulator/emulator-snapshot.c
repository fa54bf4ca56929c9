/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A snapshot, owned by its region. It counts against the region's snapshot quota from the moment it is asked
 * for. */

#include "config.h"

#include "emulator/emulator-snapshot.h"

#include "emulator/emulator-json.h"
#include "emulator/emulator-time.h"

/* A snapshot that is available. */
EmulatorSnapshot *
emulator_snapshot_new (const char *id, const char *name, guint size_gb, gint64 created)
{
  EmulatorSnapshot *self = g_new0 (EmulatorSnapshot, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->description = g_strdup ("");
  self->status = "available";
  self->size_gb = size_gb;
  self->created = created;
  self->images = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* Frees the snapshot. */
void
emulator_snapshot_free (EmulatorSnapshot *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->disk_id);
  g_ptr_array_unref (self->images);
  g_free (self);
}

/* Notes that @image refers to the snapshot. */
void
emulator_snapshot_link (EmulatorSnapshot *self, const char *image)
{
  g_ptr_array_add (self->images, g_strdup (image));
}

/* Forgets that @image refers to the snapshot; returns whether no image does any more. */
gboolean
emulator_snapshot_unlink (EmulatorSnapshot *self, const char *image)
{
  guint place;

  if (g_ptr_array_find_with_equal_func (self->images, image, g_str_equal, &place))
    g_ptr_array_remove_index (self->images, place);
  return self->images->len == 0;
}

/* Appends the snapshot as an object. */
void
emulator_snapshot_append_json (const EmulatorSnapshot *self,
                               GString *out,
                               const char *name,
                               gboolean iso_times)
{
  g_autofree char *created = emulator_time_format (self->created, iso_times);

  emulator_json_open (out, name, '{');
  emulator_json_string (out, "snapshotId", self->id);
  emulator_json_string (out, "snapshotSource", "self");
  emulator_json_string (out, "diskId", self->disk_id);
  emulator_json_int (out, "snapshotSizeGB", self->size_gb);
  emulator_json_open (out, "images", '[');
  for (guint i = 0; i < self->images->len; i++)
    emulator_json_string (out, NULL, g_ptr_array_index (self->images, i));
  emulator_json_close (out, ']');
  emulator_json_string (out, "name", self->name);
  emulator_json_string (out, "description", self->description);
  emulator_json_string (out, "status", self->status);
  emulator_json_string (out, "createTime", created);
  emulator_json_string (out, "expireTime", "");
  emulator_json_open (out, "sharInfo", '[');
  emulator_json_close (out, ']');
  emulator_json_open (out, "shareInfo", '[');
  emulator_json_close (out, ']');
  emulator_json_bool (out, "encrypted", self->encrypted);
  emulator_json_close (out, '}');
}
