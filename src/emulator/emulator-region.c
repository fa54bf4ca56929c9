/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a region holds. Lists are in the order of creation, so that a page costs as much as it has images. */

#include "config.h"

#include "emulator/emulator-region.h"

/* The quotas as they were from a certain time on. */
typedef struct
{
  gint64 since;
  guint images;
  guint snapshots;
} Usage;

static void
note_usage (EmulatorRegion *self, gint64 now)
{
  Usage usage = { now, self->images_used, self->snapshots->len };

  /* Filling a region writes one entry, not thousands. */
  if (self->usage->len > 0 && g_array_index (self->usage, Usage, self->usage->len - 1).since == now)
    g_array_set_size (self->usage, self->usage->len - 1);
  g_array_append_val (self->usage, usage);
}

static void
forget_snapshots (EmulatorRegion *self, EmulatorImage *image, gboolean with_snapshots)
{
  for (guint i = 0; i < image->disks->len; i++)
    {
      const EmulatorDisk *disk = g_ptr_array_index (image->disks, i);
      EmulatorSnapshot *snapshot =
        disk->snapshot != NULL ? emulator_region_get_snapshot (self, disk->snapshot) : NULL;

      if (snapshot != NULL && emulator_snapshot_unlink (snapshot, image->id) && with_snapshots)
        {
          g_hash_table_remove (self->snapshot_by_id, snapshot->id);
          g_ptr_array_remove (self->snapshots, snapshot);
        }
    }
}

/* An empty region with the quotas of a new account. */
EmulatorRegion *
emulator_region_new (const char *id)
{
  EmulatorRegion *self = g_new0 (EmulatorRegion, 1);

  self->id = g_strdup (id);
  self->images = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) emulator_image_free);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_snapshot_free);
  self->snapshot_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->image_limit = 5;
  self->snapshot_limit = 15;
  self->usage = g_array_new (FALSE, FALSE, sizeof (Usage));
  return self;
}

/* Frees the region and all that it holds. */
void
emulator_region_free (EmulatorRegion *self)
{
  g_free (self->id);
  g_hash_table_unref (self->lists);
  g_hash_table_unref (self->images);
  g_hash_table_unref (self->snapshot_by_id);
  g_ptr_array_unref (self->snapshots);
  g_array_unref (self->usage);
  g_free (self);
}

/* The image @id, hidden or not; %NULL if there is none. */
EmulatorImage *
emulator_region_get_image (EmulatorRegion *self, const char *id)
{
  return g_hash_table_lookup (self->images, id);
}

/* Takes @image over; it is listed unless it is hidden. The snapshots of its disks must be there already. */
void
emulator_region_add_image (EmulatorRegion *self, EmulatorImage *image, gint64 now)
{
  image->added = now;
  g_hash_table_insert (self->images, image->id, image);
  for (guint i = 0; i < image->disks->len; i++)
    {
      const EmulatorDisk *disk = g_ptr_array_index (image->disks, i);
      EmulatorSnapshot *snapshot =
        disk->snapshot != NULL ? emulator_region_get_snapshot (self, disk->snapshot) : NULL;

      if (snapshot != NULL)
        emulator_snapshot_link (snapshot, image->id);
    }
  if (emulator_image_is_private (image))
    self->images_used++;
  if (!image->hidden)
    g_ptr_array_add (emulator_region_get_list (self, image->source), image);
  note_usage (self, now);
}

/* Lists an image that was hidden. */
void
emulator_region_show_image (EmulatorRegion *self, EmulatorImage *image)
{
  if (!image->hidden)
    return;
  image->hidden = FALSE;
  g_ptr_array_add (emulator_region_get_list (self, image->source), image);
}

/* Removes and frees @image; with @with_snapshots also the snapshots that no other image refers to. */
void
emulator_region_remove_image (EmulatorRegion *self, EmulatorImage *image, gboolean with_snapshots, gint64 now)
{
  if (emulator_image_is_private (image))
    self->images_used--;
  g_ptr_array_remove (emulator_region_get_list (self, image->source), image);
  forget_snapshots (self, image, with_snapshots);
  g_hash_table_remove (self->images, image->id);
  note_usage (self, now);
}

/* The listed images of a source, which the caller may look at but not change. */
GPtrArray *
emulator_region_get_list (EmulatorRegion *self, const char *source)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, source);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->lists, g_strdup (source), list);
    }
  return list;
}

/* The snapshot @id; %NULL if there is none. */
EmulatorSnapshot *
emulator_region_get_snapshot (EmulatorRegion *self, const char *id)
{
  return g_hash_table_lookup (self->snapshot_by_id, id);
}

/* Takes @snapshot over. */
void
emulator_region_add_snapshot (EmulatorRegion *self, EmulatorSnapshot *snapshot, gint64 now)
{
  g_ptr_array_add (self->snapshots, snapshot);
  g_hash_table_insert (self->snapshot_by_id, snapshot->id, snapshot);
  note_usage (self, now);
}

/* Makes the region look as if it had always been as it is now. */
void
emulator_region_forget_past (EmulatorRegion *self)
{
  GHashTableIter iter;
  gpointer image;

  g_array_set_size (self->usage, 0);
  note_usage (self, 0);
  g_hash_table_iter_init (&iter, self->images);
  while (g_hash_table_iter_next (&iter, NULL, &image))
    ((EmulatorImage *) image)->added = 0;
}

/* How much of both quotas was used at the cloud time @when. */
void
emulator_region_get_usage (EmulatorRegion *self, gint64 when, guint *images, guint *snapshots)
{
  *images = 0;
  *snapshots = 0;
  for (guint i = 0; i < self->usage->len; i++)
    {
      const Usage *usage = &g_array_index (self->usage, Usage, i);

      if (usage->since > when && i > 0)
        break;
      *images = usage->images;
      *snapshots = usage->snapshots;
    }
}
