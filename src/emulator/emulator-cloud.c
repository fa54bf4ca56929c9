/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole account: regions, clock, randomness. All randomness comes from the seed; request IDs have a
 * generator of their own, so that reading more often does not change which IDs new images get. */

#include "config.h"

#include "emulator/emulator-cloud.h"

#include <string.h>

#include "emulator/emulator-json.h"
#include "emulator/emulator-problem.h"

typedef struct
{
  char *source;
  char *region;
  char *id;
  gint64 time;
} Replica;

struct _EmulatorCloud
{
  EmulatorClock *clock; /* (owned) */
  GPtrArray *regions;   /* (owned) of EmulatorRegion */
  GRand *rand;          /* (owned) */
  GRand *request_rand;  /* (owned) */
  GPtrArray *replicas;  /* (owned) of Replica: every one ever made by copyImages */
  EmulatorStyle style;
  gboolean ids_404;
};

static void
replica_free (gpointer data)
{
  Replica *replica = data;

  g_free (replica->source);
  g_free (replica->region);
  g_free (replica->id);
  g_free (replica);
}

static void
append_random (GString *out, GRand *rand, guint length)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

  for (guint i = 0; i < length; i++)
    g_string_append_c (out, letters[g_rand_int_range (rand, 0, (gint32) strlen (letters))]);
}

static void
append_private_fields (EmulatorCloud *self, GString *out, const EmulatorImage *image)
{
  emulator_json_int (out, "busy", image->busy);
  emulator_json_bool (out, "taskConflict", image->foreign_task);
  emulator_json_bool (out, "protected", image->protected_);
  emulator_json_bool (out, "localInUse", image->local_in_use);
  emulator_json_bool (out, "hidden", image->hidden);
  emulator_json_bool (out, "making", image->begun != 0);
  emulator_json_int (out, "snapshots", emulator_image_count_snapshots (image));
  emulator_json_bool (out, "encrypted", emulator_image_get_encrypted (image) != NULL);
}

static int
compare_images (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(EmulatorImage *const *) a)->id, (*(EmulatorImage *const *) b)->id);
}

static void
append_images (EmulatorCloud *self, GString *out, EmulatorRegion *region)
{
  g_autoptr (GPtrArray) images = g_hash_table_get_values_as_ptr_array (region->images);
  gint64 now = emulator_cloud_get_now (self);

  g_ptr_array_sort (images, compare_images);
  emulator_json_open (out, "images", '[');
  for (guint i = 0; i < images->len; i++)
    {
      EmulatorImage *image = g_ptr_array_index (images, i);

      emulator_json_open (out, NULL, '{');
      emulator_json_string (out, "id", image->id);
      emulator_json_string (out, "name", image->name);
      emulator_json_string (out, "status", image->status);
      emulator_json_string (out, "source", image->source);
      append_private_fields (self, out, image);
      emulator_image_append_json (image, out, "answer", self->style, now);
      emulator_json_close (out, '}');
    }
  emulator_json_close (out, ']');
}

static void
append_quota (GString *out, const char *name, guint limit, guint used)
{
  emulator_json_open (out, name, '{');
  emulator_json_int (out, "limit", limit);
  emulator_json_int (out, "used", used);
  emulator_json_close (out, '}');
}

static void
append_region (EmulatorCloud *self, GString *out, EmulatorRegion *region)
{
  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "id", region->id);
  emulator_json_open (out, "quotas", '{');
  append_quota (out, "images", region->image_limit, region->images_used);
  append_quota (out, "snapshots", region->snapshot_limit, region->snapshots->len);
  emulator_json_close (out, '}');
  append_images (self, out, region);
  emulator_json_open (out, "snapshots", '[');
  for (guint i = 0; i < region->snapshots->len; i++)
    emulator_snapshot_append_json (g_ptr_array_index (region->snapshots, i), out, NULL, FALSE);
  emulator_json_close (out, ']');
  emulator_json_close (out, '}');
}

static void
append_task (const char *what, gint64 due, gpointer user_data)
{
  GString *out = user_data;

  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "what", what);
  emulator_json_int (out, "due", due / G_USEC_PER_SEC);
  emulator_json_close (out, '}');
}

static void
append_replicas_of (EmulatorCloud *self, GString *out, const char *source)
{
  emulator_json_open (out, source, '[');
  for (guint i = 0; i < self->replicas->len; i++)
    {
      const Replica *replica = g_ptr_array_index (self->replicas, i);

      if (!g_str_equal (replica->source, source))
        continue;
      emulator_json_open (out, NULL, '{');
      emulator_json_string (out, "region", replica->region);
      emulator_json_string (out, "id", replica->id);
      emulator_json_int (out, "time", replica->time / G_USEC_PER_SEC);
      emulator_json_close (out, '}');
    }
  emulator_json_close (out, ']');
}

static void
append_replicas (EmulatorCloud *self, GString *out)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  emulator_json_open (out, "replicas", '{');
  for (guint i = 0; i < self->replicas->len; i++)
    {
      const Replica *replica = g_ptr_array_index (self->replicas, i);

      if (g_hash_table_add (seen, replica->source))
        append_replicas_of (self, out, replica->source);
    }
  emulator_json_close (out, '}');
}

/* An account without any region. */
EmulatorCloud *
emulator_cloud_new (const EmulatorOptions *options)
{
  EmulatorCloud *self = g_new0 (EmulatorCloud, 1);

  self->clock = emulator_clock_new (options->time_scale, options->epoch);
  self->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_region_free);
  self->rand = g_rand_new_with_seed (options->seed);
  self->request_rand = g_rand_new_with_seed (options->seed + 1);
  self->replicas = g_ptr_array_new_with_free_func (replica_free);
  if (options->legacy_source)
    self->style |= EMULATOR_STYLE_LEGACY_SOURCE;
  if (options->iso_times)
    self->style |= EMULATOR_STYLE_ISO_TIMES;
  self->ids_404 = options->ids_404;
  return self;
}

/* Frees the account; what was going to happen does not. */
void
emulator_cloud_free (EmulatorCloud *self)
{
  emulator_clock_free (self->clock);
  g_ptr_array_unref (self->regions);
  g_rand_free (self->rand);
  g_rand_free (self->request_rand);
  g_ptr_array_unref (self->replicas);
  g_free (self);
}

/* The clock. */
EmulatorClock *
emulator_cloud_get_clock (EmulatorCloud *self)
{
  return self->clock;
}

/* The cloud's time in microseconds since 1970. */
gint64
emulator_cloud_get_now (EmulatorCloud *self)
{
  return emulator_clock_get_now (self->clock);
}

/* How answers are written. */
EmulatorStyle
emulator_cloud_get_style (EmulatorCloud *self)
{
  return self->style;
}

/* Whether an unknown ID fails a whole listing by IDs. */
gboolean
emulator_cloud_get_ids_404 (EmulatorCloud *self)
{
  return self->ids_404;
}

/* The regions, of EmulatorRegion. */
GPtrArray *
emulator_cloud_get_regions (EmulatorCloud *self)
{
  return self->regions;
}

/* Adds an empty region. */
EmulatorRegion *
emulator_cloud_add_region (EmulatorCloud *self, const char *id)
{
  EmulatorRegion *region = emulator_region_new (id);

  g_ptr_array_add (self->regions, region);
  return region;
}

/* The region @id (nullable), %NULL if there is none. */
EmulatorRegion *
emulator_cloud_get_region (EmulatorCloud *self, const char *id)
{
  for (guint i = 0; i < self->regions->len; i++)
    {
      EmulatorRegion *region = g_ptr_array_index (self->regions, i);

      if (g_strcmp0 (region->id, id) == 0)
        return region;
    }
  return NULL;
}

/* The region @id, or the service's refusal. */
EmulatorRegion *
emulator_cloud_find_region (EmulatorCloud *self, const char *id, GError **error)
{
  EmulatorRegion *region = emulator_cloud_get_region (self, id);

  if (region == NULL)
    g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid region '%s'", id);
  return region;
}

/* The image @id of @region; %NULL if region or image is unknown. */
EmulatorImage *
emulator_cloud_find_image (EmulatorCloud *self, const char *region, const char *id)
{
  EmulatorRegion *found = emulator_cloud_get_region (self, region);

  return found != NULL ? emulator_region_get_image (found, id) : NULL;
}

/* A new ID such as img-a1b2c3d4e5. */
char *
emulator_cloud_make_id (EmulatorCloud *self, const char *prefix)
{
  GString *id = g_string_new (prefix);

  append_random (id, self->rand, 10);
  return g_string_free_and_steal (id);
}

/* A new request ID: 32 letters and digits. */
char *
emulator_cloud_make_request_id (EmulatorCloud *self)
{
  GString *id = g_string_new (NULL);

  append_random (id, self->request_rand, 32);
  return g_string_free_and_steal (id);
}

/* A random number from 0 to @below - 1. */
guint
emulator_cloud_roll (EmulatorCloud *self, guint below)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) below);
}

/* Gives each of the first @n_disks disks of @image that names a snapshot (any text) a new one of its own in
 * @region. */
void
emulator_cloud_give_snapshots (EmulatorCloud *self,
                               EmulatorRegion *region,
                               EmulatorImage *image,
                               guint n_disks)
{
  gint64 now = emulator_cloud_get_now (self);

  for (guint i = 0; i < MIN (n_disks, image->disks->len); i++)
    {
      EmulatorDisk *disk = g_ptr_array_index (image->disks, i);
      EmulatorSnapshot *snapshot;
      g_autofree char *id = NULL;

      if (disk->snapshot == NULL)
        continue;
      id = emulator_cloud_make_id (self, "snapshot-");
      snapshot = emulator_snapshot_new (id, image->name, disk->size_gb, now / G_USEC_PER_SEC);
      snapshot->disk_id = emulator_cloud_make_id (self, "vol-");
      snapshot->encrypted = disk->encrypted;
      if (image->incomplete)
        snapshot->status = "creating";
      g_set_str (&disk->snapshot, id);
      emulator_region_add_snapshot (region, snapshot, now);
    }
}

/* Counts a replica that copyImages made. */
void
emulator_cloud_note_replica (EmulatorCloud *self, const char *source, const char *region, const char *replica)
{
  Replica *made = g_new0 (Replica, 1);

  made->source = g_strdup (source);
  made->region = g_strdup (region);
  made->id = g_strdup (replica);
  made->time = emulator_cloud_get_now (self);
  g_ptr_array_add (self->replicas, made);
}

/* Appends the members of the state document: everything, also what no answer shows. */
void
emulator_cloud_append_state (EmulatorCloud *self, GString *out)
{
  emulator_json_int (out, "now", emulator_cloud_get_now (self) / G_USEC_PER_SEC);
  emulator_json_open (out, "regions", '[');
  for (guint i = 0; i < self->regions->len; i++)
    append_region (self, out, g_ptr_array_index (self->regions, i));
  emulator_json_close (out, ']');
  emulator_json_open (out, "tasks", '[');
  emulator_clock_foreach (self->clock, append_task, out);
  emulator_json_close (out, ']');
  append_replicas (self, out);
}
