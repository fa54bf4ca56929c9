/* SPDX-License-Identifier: GPL-3.0-or-later */

/* copyImages and convertImage, and the colleague who copies too. A copyImages of several images is checked as
 * a whole before anything is done. */

#include "config.h"

#include "emulator/emulator-copying.h"

#include "emulator/emulator-fault.h"
#include "emulator/emulator-images.h"
#include "emulator/emulator-job.h"
#include "emulator/emulator-json.h"
#include "emulator/emulator-problem.h"

#define MAX_SOURCES 10
#define DEFAULT_DESCRIPTION "Copied from {region} {image}"

static gboolean
refuse (GError **error, EmulatorProblem problem, const char *message)
{
  g_set_error_literal (error, EMULATOR_PROBLEM, problem, message);
  return FALSE;
}

static gboolean
check_idle (const EmulatorImage *image, GError **error)
{
  if (image->foreign_task)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION,
                   "Conflict with underlay image task '%s'", image->id);
      return FALSE;
    }
  if (image->busy > 0)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION, "The image '%s' is busy",
                   image->id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_type (const EmulatorImage *image, gboolean local, GError **error)
{
  if (!emulator_image_is_private (image))
    return refuse (error, EMULATOR_PROBLEM_FAILED_PRECONDITION, "Can't use this image");
  if (emulator_image_is_local (image) != local)
    return refuse (error, EMULATOR_PROBLEM_FAILED_PRECONDITION,
                   local ? "Only support localDisk image" : "Only support cloudDisk image");
  if (!g_str_equal (image->status, "ready"))
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION, "Invalid image status '%s'",
                   image->status);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_source (const EmulatorImage *image, GError **error)
{
  const char *encrypted = emulator_image_get_encrypted (image);

  if (!check_type (image, FALSE, error))
    return FALSE;
  if (encrypted != NULL)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION,
                   "Copy encrypted snapshot '%s' is not support.", encrypted);
      return FALSE;
    }
  return check_idle (image, error);
}

static gboolean
check_room (const EmulatorRegion *region, guint images, guint snapshots, GError **error)
{
  if (region->images_used + images > region->image_limit)
    return refuse (error, EMULATOR_PROBLEM_QUOTA, "Image quota limit exceeded");
  if (region->snapshots->len + snapshots > region->snapshot_limit)
    return refuse (error, EMULATOR_PROBLEM_QUOTA, "Snapshot quota limit exceeded");
  return TRUE;
}

static GPtrArray *
find_sources (EmulatorRegion *from, char **ids, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      EmulatorImage *image = emulator_images_find (from, ids[i], error);

      if (image == NULL || !check_source (image, error))
        return NULL;
      if (g_ptr_array_find (sources, image, NULL))
        {
          refuse (error, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid parameter 'sourceImageIds'");
          return NULL;
        }
      g_ptr_array_add (sources, image);
    }
  return g_steal_pointer (&sources);
}

static EmulatorRegion *
find_target (EmulatorCloud *cloud, EmulatorCall *call, GError **error)
{
  const char *target;
  EmulatorRegion *to;

  if (!emulator_call_get_text (call, "destinationRegion", &target, error))
    return NULL;
  if (target == NULL)
    {
      refuse (error, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Parameter destinationRegion missing");
      return NULL;
    }
  to = g_str_equal (target, call->region) ? NULL : emulator_cloud_get_region (cloud, target);
  if (to == NULL)
    g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid region '%s'", target);
  return to;
}

static char **
read_ids (EmulatorCall *call, GError **error)
{
  g_auto (GStrv) ids = emulator_call_dup_texts (call, "sourceImageIds");

  if (ids == NULL || ids[0] == NULL)
    {
      refuse (error, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Parameter sourceImageIds missing");
      return NULL;
    }
  if (g_strv_length (ids) > MAX_SOURCES)
    {
      refuse (error, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid parameter 'sourceImageIds'");
      return NULL;
    }
  return g_steal_pointer (&ids);
}

static gboolean
read_texts (EmulatorCall *call, const char **name, const char **description, GError **error)
{
  return emulator_call_get_text (call, "name", name, error) &&
         emulator_call_get_text (call, "description", description, error) &&
         emulator_images_check_texts (*name, *description, error);
}

static char *
expand (const char *template, const char *region, const char *image)
{
  GString *text = g_string_new (template);

  g_string_replace (text, "{region}", region, 0);
  g_string_replace (text, "{image}", image, 0);
  return g_string_free_and_steal (text);
}

static char *
make_description (EmulatorCall *call, const EmulatorRegion *from, const EmulatorImage *source)
{
  const EmulatorFault *fault = call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_DESCRIPTION) : NULL;

  return expand (fault != NULL && fault->text != NULL ? fault->text : DEFAULT_DESCRIPTION, from->id,
                 source->id);
}

static double
choose_seconds (EmulatorCloud *cloud, const EmulatorImage *source)
{
  double seconds = 40.0 + 15.0 * emulator_image_count_snapshots (source) + source->size_mb / 4000.0;

  return MIN (seconds, 120.0) + emulator_cloud_roll (cloud, 20);
}

static EmulatorImage *
make_replica (EmulatorCloud *cloud, EmulatorRegion *to, const EmulatorImage *source)
{
  g_autofree char *id = emulator_cloud_make_id (cloud, "img-");
  EmulatorImage *replica = emulator_image_copy (source, id);

  replica->incomplete = TRUE;
  replica->created = emulator_cloud_get_now (cloud) / G_USEC_PER_SEC;
  emulator_cloud_give_snapshots (cloud, to, replica, G_MAXUINT);
  return replica;
}

static void
append_pair (GString *result, const char *source, const char *replica)
{
  emulator_json_open (result, NULL, '{');
  emulator_json_string (result, "sourceImageId", source);
  emulator_json_string (result, "destinationImageId", replica);
  emulator_json_close (result, '}');
}

static void
append_pairs (EmulatorCall *call, GString *result, GPtrArray *sources, GPtrArray *replicas)
{
  gboolean reordered = emulator_fault_find (call, EMULATOR_FAULT_PAIRS_REORDERED) != NULL;
  gboolean missing = emulator_fault_find (call, EMULATOR_FAULT_PAIR_MISSING) != NULL;

  emulator_json_open (result, "copyImages", '[');
  if (emulator_fault_find (call, EMULATOR_FAULT_PAIR_FOREIGN) != NULL)
    append_pair (result, "img-foreign001", "img-foreign002");
  for (guint i = 0; i < sources->len; i++)
    {
      guint place = reordered ? sources->len - 1 - i : i;
      const EmulatorImage *source = g_ptr_array_index (sources, place);
      const EmulatorImage *replica = g_ptr_array_index (replicas, place);

      if (!missing || place > 0)
        append_pair (result, source->id, replica->id);
    }
  emulator_json_close (result, ']');
}

static GPtrArray *
start_all (EmulatorCloud *cloud,
           EmulatorCall *call,
           EmulatorRegion *from,
           EmulatorRegion *to,
           GPtrArray *sources)
{
  GPtrArray *replicas = g_ptr_array_new ();

  for (guint i = 0; i < sources->len; i++)
    {
      EmulatorImage *source = g_ptr_array_index (sources, i);
      EmulatorImage *replica = emulator_copying_start (cloud, from, source, to, call);

      emulator_cloud_note_replica (cloud, source->id, to->id, replica->id);
      g_ptr_array_add (replicas, replica);
    }
  return replicas;
}

/* The wording of a "description" fault stands even against a text that was asked for. */
static void
set_texts (EmulatorCall *call, GPtrArray *replicas, const char *name, const char *description)
{
  const EmulatorFault *fault = emulator_fault_find (call, EMULATOR_FAULT_DESCRIPTION);

  if (emulator_fault_find (call, EMULATOR_FAULT_TEXTS_IGNORED) != NULL)
    return;
  if (fault != NULL && fault->text != NULL)
    description = NULL;
  for (guint i = 0; i < replicas->len; i++)
    {
      EmulatorImage *replica = g_ptr_array_index (replicas, i);

      if (name != NULL)
        emulator_image_set (replica, &replica->name, name);
      if (description != NULL)
        emulator_image_set (replica, &replica->description, description);
    }
}

static guint
count_snapshots (GPtrArray *sources)
{
  guint count = 0;

  for (guint i = 0; i < sources->len; i++)
    count += emulator_image_count_snapshots (g_ptr_array_index (sources, i));
  return count;
}

/* copyImages. */
gboolean
emulator_copying_copy (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *from = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorRegion *to;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GPtrArray) replicas = NULL;
  const char *name;
  const char *description;

  if (from == NULL || (ids = read_ids (call, error)) == NULL ||
      (to = find_target (cloud, call, error)) == NULL || !read_texts (call, &name, &description, error) ||
      (sources = find_sources (from, ids, error)) == NULL ||
      !check_room (to, sources->len, count_snapshots (sources), error))
    return FALSE;
  replicas = start_all (cloud, call, from, to, sources);
  set_texts (call, replicas, name, description);
  append_pairs (call, result, sources, replicas);
  return TRUE;
}

/* convertImage: a new image in the same region, whose system disk gets a snapshot of its own while the data
 * disks' snapshots belong to both images. */
gboolean
emulator_copying_convert (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorImage *source = region != NULL ? emulator_images_find (region, call->id, error) : NULL;
  g_autofree char *id = NULL;
  EmulatorImage *image;
  EmulatorDisk *system;

  if (source == NULL || !check_type (source, TRUE, error) || !check_idle (source, error) ||
      !check_room (region, 1, 1, error))
    return FALSE;
  id = emulator_cloud_make_id (cloud, "img-");
  image = emulator_image_copy (source, id);
  image->incomplete = TRUE;
  image->created = emulator_cloud_get_now (cloud) / G_USEC_PER_SEC;
  system = g_ptr_array_index (image->disks, 0);
  system->local = FALSE;
  g_set_str (&system->type, "ssd.gp1");
  g_set_str (&system->snapshot, "new");
  emulator_cloud_give_snapshots (cloud, region, image, 1);
  emulator_job_start (cloud, region, source, region, image, choose_seconds (cloud, source), TRUE, call);
  emulator_json_string (result, "imageId", image->id);
  return TRUE;
}

/* Begins to copy @source of @from to @to, no rule checked, and returns the replica, which @to owns. */
EmulatorImage *
emulator_copying_start (EmulatorCloud *cloud,
                        EmulatorRegion *from,
                        EmulatorImage *source,
                        EmulatorRegion *to,
                        EmulatorCall *call)
{
  EmulatorImage *replica = make_replica (cloud, to, source);
  g_autofree char *description = make_description (call, from, source);

  emulator_image_set (replica, &replica->description, description);
  emulator_job_start (cloud, from, source, to, replica, choose_seconds (cloud, source), TRUE, call);
  return replica;
}

static void
add_unrelated (EmulatorCloud *cloud, EmulatorRegion *to, const char *name)
{
  g_autofree char *id = emulator_cloud_make_id (cloud, "img-");
  EmulatorImage *image = emulator_image_new (id, name != NULL ? name : "colleague-image");
  EmulatorDisk *disk = emulator_disk_new (0, FALSE, "ssd.gp1", 40);

  disk->snapshot = g_strdup ("new");
  g_ptr_array_add (image->disks, disk);
  image->created = emulator_cloud_get_now (cloud) / G_USEC_PER_SEC;
  emulator_image_set (image, &image->description, "");
  emulator_cloud_give_snapshots (cloud, to, image, 1);
  emulator_region_add_image (to, image, emulator_cloud_get_now (cloud));
}

static void
add_colleague (EmulatorCloud *cloud,
               EmulatorRegion *from,
               EmulatorImage *source,
               EmulatorRegion *to,
               const EmulatorFault *fault)
{
  EmulatorImage *replica = make_replica (cloud, to, source);
  g_autofree char *description =
    expand (fault->text != NULL ? fault->text : DEFAULT_DESCRIPTION, from->id, source->id);
  double seconds = fault->seconds >= 0 ? fault->seconds : choose_seconds (cloud, source);

  emulator_image_set (replica, &replica->description, description);
  emulator_job_start (cloud, from, source, to, replica, seconds, fault->busy, NULL);
}

/* Lets the colleague of a "colleague" fault act, before or after the call itself. */
void
emulator_copying_intrude (EmulatorCloud *cloud, EmulatorCall *call, gboolean after)
{
  const EmulatorFault *fault = emulator_fault_find (call, EMULATOR_FAULT_COLLEAGUE);
  g_auto (GStrv) ids = emulator_call_dup_texts (call, "sourceImageIds");
  const char *target = NULL;
  const char *source_id = call->id;
  EmulatorRegion *from;
  EmulatorRegion *to;
  EmulatorImage *source;

  if (fault == NULL || fault->after != after)
    return;
  if (call->json != NULL)
    emulator_call_get_text (call, "destinationRegion", &target, NULL);
  to = emulator_cloud_get_region (cloud, fault->into != NULL ? fault->into
                                         : target != NULL    ? target
                                                             : call->region);
  if (to == NULL)
    return;
  if (fault->unrelated)
    {
      add_unrelated (cloud, to, fault->text);
      return;
    }
  if (ids != NULL)
    source_id = ids[0];
  from =
    emulator_cloud_get_region (cloud, fault->source_region != NULL ? fault->source_region : call->region);
  source = from != NULL && (fault->source != NULL || source_id != NULL)
             ? emulator_region_get_image (from, fault->source != NULL ? fault->source : source_id)
             : NULL;
  if (source != NULL)
    add_colleague (cloud, from, source, to, fault);
}
