/* SPDX-License-Identifier: GPL-3.0-or-later */

/* describeImages, describeImage, modifyImageAttribute, deleteImage. */

#include "config.h"

#include "emulator/emulator-images.h"

#include <string.h>

#include "emulator/emulator-fault.h"
#include "emulator/emulator-json.h"
#include "emulator/emulator-problem.h"

#define DELETE_SECONDS 3.0
#define MAX_NAME 32
#define MAX_DESCRIPTION 256

/* What deleteImage needs once the image is really gone. */
typedef struct
{
  EmulatorCloud *cloud; /* (unowned): owns the agenda that holds this */
  char *region;
  char *id;
  gboolean with_snapshots;
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_free (deletion->region);
  g_free (deletion->id);
  g_free (deletion);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION, message);
  return FALSE;
}

static gboolean
refuse_conflict (GError **error, const EmulatorImage *image)
{
  g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION,
               "Conflict with underlay image task '%s'", image->id);
  return FALSE;
}

static gboolean
refuse_argument (GError **error, const char *message)
{
  g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, message);
  return FALSE;
}

static gboolean
contains_text (const char *text, const char *part)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_text, folded_part) != NULL;
}

static gboolean
fits_param (EmulatorCall *call, const char *name, const char *value)
{
  const char *wanted = emulator_call_get_param (call, name);

  return wanted == NULL || g_strcmp0 (wanted, value) == 0;
}

static gboolean
fits (EmulatorCall *call, const EmulatorImage *image)
{
  const char *name = emulator_call_get_param (call, "imageName");
  const char *root = emulator_image_is_local (image) ? "localDisk" : "cloudDisk";
  const char *boot_mode = image->boot_mode != NULL ? image->boot_mode : "bios";

  return fits_param (call, "status", image->status) && fits_param (call, "rootDeviceType", root) &&
         fits_param (call, "launchPermission", image->permission) &&
         fits_param (call, "platform", image->platform) &&
         fits_param (call, "architecture", image->architecture) && fits_param (call, "bootMode", boot_mode) &&
         (name == NULL || contains_text (image->name, name));
}

static gboolean
has_filter (EmulatorCall *call)
{
  static const char *const names[] = { "status",       "rootDeviceType", "launchPermission", "platform",
                                       "architecture", "bootMode",       "imageName" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (emulator_call_get_param (call, names[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static GPtrArray *
filter_list (EmulatorCall *call, GPtrArray *list)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    {
      if (fits (call, g_ptr_array_index (list, i)))
        g_ptr_array_add (found, g_ptr_array_index (list, i));
    }
  return found;
}

static GPtrArray *
pick_by_ids (EmulatorCloud *cloud, EmulatorCall *call, EmulatorRegion *region, char **ids, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  gboolean strict =
    emulator_cloud_get_ids_404 (cloud) || emulator_fault_find (call, EMULATOR_FAULT_IDS_404) != NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      EmulatorImage *image = emulator_images_find (region, ids[i], strict ? error : NULL);

      if (image != NULL)
        g_ptr_array_add (found, image);
      else if (strict)
        return NULL;
    }
  return g_steal_pointer (&found);
}

static GPtrArray *
pick_images (EmulatorCloud *cloud, EmulatorCall *call, EmulatorRegion *region, GError **error)
{
  g_auto (GStrv) ids = emulator_call_dup_list (call, "ids");
  const char *source = emulator_call_get_param (call, "imageSource");
  GPtrArray *list;

  if (ids != NULL)
    return pick_by_ids (cloud, call, region, ids, error);
  if (source == NULL)
    {
      refuse (error, "Parameter ImageSource missing");
      return NULL;
    }
  list = emulator_region_get_list (region, source);
  return has_filter (call) ? filter_list (call, list) : g_ptr_array_ref (list);
}

/* What a "stale" fault leaves of a list: nothing that came in the last seconds. */
static GPtrArray *
leave_out_new (EmulatorCloud *cloud, EmulatorCall *call, GPtrArray *list)
{
  const EmulatorFault *fault = emulator_fault_find (call, EMULATOR_FAULT_STALE);
  gint64 horizon = emulator_cloud_get_now (cloud);
  GPtrArray *old;

  if (fault == NULL)
    return g_ptr_array_ref (list);
  horizon -= (gint64) (MAX (fault->seconds, 0) * G_USEC_PER_SEC);
  old = g_ptr_array_new ();
  for (guint i = 0; i < list->len; i++)
    {
      EmulatorImage *image = g_ptr_array_index (list, i);

      if (image->added <= horizon)
        g_ptr_array_add (old, image);
    }
  return old;
}

static gint64
get_page_shift (EmulatorCall *call, guint number)
{
  const EmulatorFault *fault = emulator_fault_find (call, EMULATOR_FAULT_PAGE_SHIFT);

  return fault != NULL && number > 1 ? fault->by : 0;
}

static void
append_page (EmulatorCloud *cloud, GString *result, GPtrArray *list, gint64 first, guint size)
{
  gint64 now = emulator_cloud_get_now (cloud);

  emulator_json_open (result, "images", '[');
  for (gint64 i = MAX (first, 0); i < MIN (first + size, (gint64) list->len); i++)
    emulator_image_append_json (g_ptr_array_index (list, i), result, NULL, emulator_cloud_get_style (cloud),
                                now);
  emulator_json_close (result, ']');
  emulator_json_int (result, "totalCount", list->len);
}

static gboolean
is_name_character (gunichar c)
{
  return (c < 128 && g_ascii_isalnum ((char) c)) || c == '_' || c == '-' || c == '.' ||
         g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

static gboolean
is_name (const char *name)
{
  glong length = g_utf8_strlen (name, -1);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!is_name_character (g_utf8_get_char (p)))
        return FALSE;
    }
  return length >= 1 && length <= MAX_NAME;
}

static gboolean
check_deletable (const EmulatorImage *image, GError **error)
{
  if (g_str_equal (image->source, "community"))
    return refuse (error, "Can't delete community image");
  if (!emulator_image_is_private (image))
    return refuse (error, "Can't delete this image");
  if (image->protected_)
    return refuse (error, "Can't delete protected image");
  if (!g_str_equal (image->permission, "ownerOnly"))
    return refuse (error, "Can't delete shared image");
  if (image->busy > 0)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_FAILED_PRECONDITION, "The image '%s' is busy",
                   image->id);
      return FALSE;
    }
  if (image->foreign_task || g_str_equal (image->status, "pending") ||
      g_str_equal (image->status, "deleting"))
    return refuse_conflict (error, image);
  if (image->local_in_use)
    return refuse (error,
                   "Local-System-Disk image cannot be deleted if it has been used to create instances");
  return TRUE;
}

static void
deletion_done_cb (gpointer user_data)
{
  Deletion *deletion = user_data;
  EmulatorRegion *region = emulator_cloud_get_region (deletion->cloud, deletion->region);
  EmulatorImage *image = emulator_region_get_image (region, deletion->id);

  if (image != NULL)
    emulator_region_remove_image (region, image, deletion->with_snapshots,
                                  emulator_cloud_get_now (deletion->cloud));
}

/* The image @id of @region as far as answers show it, or the service's 404. */
EmulatorImage *
emulator_images_find (EmulatorRegion *region, const char *id, GError **error)
{
  EmulatorImage *image = emulator_region_get_image (region, id);

  if (image != NULL && !image->hidden)
    return image;
  g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_NOT_FOUND, "Image '%s' not found", id);
  return NULL;
}

/* Checks the rules for a name and a description, either of which may be %NULL. */
gboolean
emulator_images_check_texts (const char *name, const char *description, GError **error)
{
  if (name != NULL && !is_name (name))
    return refuse_argument (error, "Invalid parameter 'name'");
  if (description != NULL && g_utf8_strlen (description, -1) > MAX_DESCRIPTION)
    return refuse_argument (error, "Invalid parameter 'description'");
  return TRUE;
}

/* describeImages. Without a filter a page costs as much as it has images. */
gboolean
emulator_images_list (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) seen = NULL;
  guint number;
  guint size;

  if (region == NULL || !emulator_call_get_page (call, &number, &size, error))
    return FALSE;
  list = pick_images (cloud, call, region, error);
  if (list == NULL)
    return FALSE;
  seen = leave_out_new (cloud, call, list);
  append_page (cloud, result, seen, (gint64) (number - 1) * size + get_page_shift (call, number), size);
  return TRUE;
}

/* describeImage. */
gboolean
emulator_images_show (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorImage *image = region != NULL ? emulator_images_find (region, call->id, error) : NULL;

  if (image == NULL)
    return FALSE;
  emulator_image_append_json (image, result, "image", emulator_cloud_get_style (cloud),
                              emulator_cloud_get_now (cloud));
  return TRUE;
}

/* modifyImageAttribute: allowed on a source that is being copied, not on a replica that is being made. */
gboolean
emulator_images_modify (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorImage *image;
  const char *name;
  const char *description;

  if (region == NULL || !emulator_call_get_text (call, "name", &name, error) ||
      !emulator_call_get_text (call, "description", &description, error))
    return FALSE;
  if (name == NULL && description == NULL)
    return refuse_argument (error, "Parameter name、description missing");
  if (!emulator_images_check_texts (name, description, error))
    return FALSE;
  image = emulator_images_find (region, call->id, error);
  if (image == NULL)
    return FALSE;
  if (!emulator_image_is_private (image))
    return refuse (error, "Can't use this image");
  if (image->foreign_task || g_str_equal (image->status, "pending") ||
      g_str_equal (image->status, "deleting"))
    return refuse_conflict (error, image);
  if (name != NULL)
    emulator_image_set (image, &image->name, name);
  if (description != NULL)
    emulator_image_set (image, &image->description, description);
  return TRUE;
}

/* deleteImage: the image is "deleting" for a moment, then gone. */
gboolean
emulator_images_delete (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorImage *image = region != NULL ? emulator_images_find (region, call->id, error) : NULL;
  g_autofree char *what = NULL;
  Deletion *deletion;

  if (image == NULL || !check_deletable (image, error))
    return FALSE;
  emulator_image_set (image, &image->status, "deleting");
  deletion = g_new0 (Deletion, 1);
  deletion->cloud = cloud;
  deletion->region = g_strdup (region->id);
  deletion->id = g_strdup (image->id);
  deletion->with_snapshots = g_strcmp0 (emulator_call_get_param (call, "deleteSnapshot"), "true") == 0;
  what = g_strdup_printf ("delete %s %s", region->id, image->id);
  emulator_clock_schedule (emulator_cloud_get_clock (cloud), DELETE_SECONDS, what, deletion_done_cb, deletion,
                           deletion_free);
  return TRUE;
}
