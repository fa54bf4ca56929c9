/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An image and the JSON of it. The text is kept, since a page of a hundred images is asked for far more often
 * than an image changes; only an image that is being made is written anew each time. */

#include "config.h"

#include "emulator/emulator-image.h"

#include "emulator/emulator-json.h"
#include "emulator/emulator-time.h"

static const char *
get_source_word (const EmulatorImage *self, EmulatorStyle style)
{
  static const char *const older[][2] = {
    { "private", "self" },
    { "public", "jcloud" },
    { "thirdparty", "marketplace" },
    { "shared", "share" },
  };

  if ((style & EMULATOR_STYLE_LEGACY_SOURCE) == 0)
    return self->source;
  for (guint i = 0; i < G_N_ELEMENTS (older); i++)
    {
      if (g_str_equal (self->source, older[i][0]))
        return older[i][1];
    }
  return self->source;
}

static void
append_disks (const EmulatorImage *self, GString *out)
{
  const EmulatorDisk *system = g_ptr_array_index (self->disks, 0);

  emulator_disk_append_json (system, out, "systemDisk", !self->incomplete);
  if (self->disks->len > 1 && !self->incomplete)
    {
      emulator_json_open (out, "dataDisks", '[');
      for (guint i = 1; i < self->disks->len; i++)
        emulator_disk_append_json (g_ptr_array_index (self->disks, i), out, NULL, TRUE);
      emulator_json_close (out, ']');
    }
  if (!system->local && !self->incomplete)
    emulator_json_string (out, "snapshotId", system->snapshot);
  emulator_json_string (out, "rootDeviceType", system->local ? "localDisk" : "cloudDisk");
}

static void
append_facts (const EmulatorImage *self, GString *out, EmulatorStyle style)
{
  const EmulatorDisk *system = g_ptr_array_index (self->disks, 0);
  g_autofree char *created = emulator_time_format (self->created, (style & EMULATOR_STYLE_ISO_TIMES) != 0);

  emulator_json_string (out, "imageId", self->id);
  emulator_json_string (out, "name", self->name);
  emulator_json_string (out, "platform", self->platform);
  emulator_json_string (out, "osVersion", self->os_version);
  emulator_json_string (out, "architecture", self->architecture);
  emulator_json_int (out, "systemDiskSizeGB", system->size_gb);
  emulator_json_string (out, "imageSource", get_source_word (self, style));
  emulator_json_string (out, "osType", self->os_type);
  emulator_json_string (out, "status", self->status);
  emulator_json_string (out, "createTime", created);
  emulator_json_int (out, "sizeMB", self->incomplete ? 0 : self->size_mb);
  emulator_json_string (out, "desc", self->mute ? "" : self->description);
  emulator_json_string (out, "ownerPin", self->owner);
  emulator_json_string (out, "launchPermission", self->permission);
}

static void
append_object (const EmulatorImage *self, GString *out, EmulatorStyle style, gint64 now)
{
  int progress = emulator_image_get_progress (self, now);

  emulator_json_open (out, NULL, '{');
  append_facts (self, out, style);
  append_disks (self, out);
  if (progress >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%d", progress);

      emulator_json_string (out, "progress", text);
    }
  if (!self->incomplete)
    {
      emulator_json_bool (out, "imported", self->imported);
      emulator_json_string (out, "bootMode", self->boot_mode);
    }
  emulator_json_close (out, '}');
}

/* A private image that is ready and has no disk yet. */
EmulatorImage *
emulator_image_new (const char *id, const char *name)
{
  EmulatorImage *self = g_new0 (EmulatorImage, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->platform = g_strdup ("CentOS");
  self->os_version = g_strdup ("7.9");
  self->os_type = g_strdup ("linux");
  self->architecture = g_strdup ("x86_64");
  self->source = g_strdup ("private");
  self->status = g_strdup ("ready");
  self->permission = g_strdup ("ownerOnly");
  self->owner = g_strdup ("demo_pin");
  self->progress = 100;
  self->progress_limit = 99;
  self->disks = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_disk_free);
  return self;
}

/* An own private image with the facts of @self and the ID @id. Its disks still refer to the same snapshots.
 */
EmulatorImage *
emulator_image_copy (const EmulatorImage *self, const char *id)
{
  EmulatorImage *copy = emulator_image_new (id, self->name);

  emulator_image_set (copy, &copy->description, self->description);
  emulator_image_set (copy, &copy->platform, self->platform);
  emulator_image_set (copy, &copy->os_version, self->os_version);
  emulator_image_set (copy, &copy->os_type, self->os_type);
  emulator_image_set (copy, &copy->architecture, self->architecture);
  emulator_image_set (copy, &copy->boot_mode, self->boot_mode);
  copy->size_mb = self->size_mb;
  for (guint i = 0; i < self->disks->len; i++)
    g_ptr_array_add (copy->disks, emulator_disk_copy (g_ptr_array_index (self->disks, i)));
  return copy;
}

/* Frees the image. */
void
emulator_image_free (EmulatorImage *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->platform);
  g_free (self->os_version);
  g_free (self->os_type);
  g_free (self->architecture);
  g_free (self->source);
  g_free (self->status);
  g_free (self->permission);
  g_free (self->owner);
  g_free (self->boot_mode);
  g_free (self->json);
  g_ptr_array_unref (self->disks);
  g_free (self);
}

/* Says that a field was changed, so that the next answer is written anew. */
void
emulator_image_changed (EmulatorImage *self)
{
  g_clear_pointer (&self->json, g_free);
}

/* Changes one of the image's own text fields. */
void
emulator_image_set (EmulatorImage *self, char **field, const char *value)
{
  g_set_str (field, value);
  emulator_image_changed (self);
}

/* Whether it is a private image of the account. */
gboolean
emulator_image_is_private (const EmulatorImage *self)
{
  return g_str_equal (self->source, "private");
}

/* Whether its system disk is a local one. */
gboolean
emulator_image_is_local (const EmulatorImage *self)
{
  const EmulatorDisk *system = g_ptr_array_index (self->disks, 0);

  return system->local;
}

/* The snapshot of its first encrypted disk (or the disk's device name), %NULL if none is encrypted. */
const char *
emulator_image_get_encrypted (const EmulatorImage *self)
{
  for (guint i = 0; i < self->disks->len; i++)
    {
      const EmulatorDisk *disk = g_ptr_array_index (self->disks, i);

      if (disk->encrypted)
        return disk->snapshot != NULL ? disk->snapshot : disk->device;
    }
  return NULL;
}

/* The number of snapshots that it refers to. */
guint
emulator_image_count_snapshots (const EmulatorImage *self)
{
  guint count = 0;

  for (guint i = 0; i < self->disks->len; i++)
    count += ((const EmulatorDisk *) g_ptr_array_index (self->disks, i))->snapshot != NULL;
  return count;
}

/* How far the image is at @now, in percent; -1 if answers do not say. */
int
emulator_image_get_progress (const EmulatorImage *self, gint64 now)
{
  gint64 percent;

  if (self->begun == 0)
    return self->progress;
  percent = self->duration > 0 ? (now - self->begun) * 100 / self->duration : 99;
  return (int) CLAMP (percent, 0, self->progress_limit);
}

/* Appends the image as an object, as it is at @now. */
void
emulator_image_append_json (EmulatorImage *self,
                            GString *out,
                            const char *name,
                            EmulatorStyle style,
                            gint64 now)
{
  if (self->json == NULL || self->begun != 0)
    {
      g_autoptr (GString) text = g_string_sized_new (1024);

      append_object (self, text, style, now);
      g_free (self->json);
      self->json_length = text->len;
      self->json = g_strdup (text->str);
    }
  emulator_json_raw (out, name, self->json, self->json_length);
}
