/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words and members are those of ferryctl, so that programs can rely on them in every language; what people read, the
 * message, is in theirs. */

#include "config.h"

#include "app/ferry-images-export.h"

#include <json-glib/json-glib.h>

#include <glib/gi18n-lib.h>

#include "app/ferry-csv.h"
#include "engine/ferry-reason.h"

static char *
dup_number (gint64 value)
{
  return value >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : g_strdup ("");
}

static char *
dup_created (FerryImage *image)
{
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);
  g_autoptr (GDateTime) utc = created != NULL ? g_date_time_to_utc (created) : NULL;

  return utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static GPtrArray *
find_replicas (FerryImage *image, FerryReplicaIndex *replicas)
{
  return ferry_replica_index_lookup (replicas, ferry_image_get_region (image), ferry_image_get_id (image));
}

/* "cn-east-1 img-a; cn-east-2 img-b" */
static char *
dup_replicas (FerryImage *image, FerryReplicaIndex *replicas)
{
  g_autoptr (GPtrArray) presences = find_replicas (image, replicas);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < presences->len; i++)
    {
      const FerryPresence *presence = g_ptr_array_index (presences, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", presence->region);
      if (presence->image != NULL)
        g_string_append_printf (text, " %s", presence->image);
    }

  return g_string_free_and_steal (text);
}

static const char *
get_reason (FerryImage *image)
{
  FerryReason reason = ferry_image_get_reason (image);

  return reason != FERRY_REASON_NONE ? ferry_reason_to_string (reason) : NULL;
}

static void
append_csv (GString *text, FerryImage *image, FerryReplicaIndex *replicas)
{
  g_autofree char *progress = dup_number (ferry_image_get_progress (image));
  g_autofree char *size = dup_number (ferry_image_get_size_mb (image));
  g_autofree char *disk = dup_number (ferry_image_get_disk_gb (image));
  g_autofree char *total = dup_number (ferry_image_get_total_gb (image));
  g_autofree char *snapshots = dup_number (ferry_image_get_snapshots (image));
  g_autofree char *created = dup_created (image);
  g_autofree char *where = dup_replicas (image, replicas);
  const char *cells[] = {
    ferry_image_get_region (image),
    ferry_image_get_id (image),
    ferry_image_get_name (image),
    ferry_image_get_description (image),
    ferry_image_get_status (image),
    ferry_image_get_root_device_type (image),
    progress,
    ferry_image_get_platform (image),
    ferry_image_get_os_version (image),
    ferry_image_get_architecture (image),
    size,
    disk,
    total,
    snapshots,
    ferry_image_get_encrypted (image) ? "true" : "false",
    created,
    ferry_image_get_eligible (image) ? "true" : "false",
    get_reason (image),
    ferry_image_get_reason_text (image),
    where,
  };

  ferry_csv_append_row (text, cells, G_N_ELEMENTS (cells));
}

static void
add_text (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* What is not known is null. */
static void
add_number (JsonBuilder *builder, const char *member, gint64 value)
{
  json_builder_set_member_name (builder, member);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_truth (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

static void
add_replicas (JsonBuilder *builder, FerryImage *image, FerryReplicaIndex *replicas)
{
  g_autoptr (GPtrArray) presences = find_replicas (image, replicas);

  json_builder_set_member_name (builder, "replicas");
  json_builder_begin_array (builder);
  for (guint i = 0; i < presences->len; i++)
    {
      const FerryPresence *presence = g_ptr_array_index (presences, i);

      json_builder_begin_object (builder);
      add_text (builder, "region", presence->region);
      add_text (builder, "image", presence->image);
      add_truth (builder, "running", presence->running);
      add_number (builder, "progress", presence->progress);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_image (JsonBuilder *builder, FerryImage *image, FerryReplicaIndex *replicas)
{
  g_autofree char *created = dup_created (image);

  json_builder_begin_object (builder);
  add_text (builder, "id", ferry_image_get_id (image));
  add_text (builder, "name", ferry_image_get_name (image));
  add_text (builder, "description", ferry_image_get_description (image));
  add_text (builder, "status", ferry_image_get_status (image));
  add_text (builder, "type", ferry_image_get_root_device_type (image));
  add_number (builder, "progress", ferry_image_get_progress (image));
  add_text (builder, "platform", ferry_image_get_platform (image));
  add_text (builder, "os_version", ferry_image_get_os_version (image));
  add_text (builder, "architecture", ferry_image_get_architecture (image));
  add_number (builder, "size_mb", ferry_image_get_size_mb (image));
  add_number (builder, "disk_gb", ferry_image_get_disk_gb (image));
  add_number (builder, "total_gb", ferry_image_get_total_gb (image));
  add_number (builder, "snapshots", ferry_image_get_snapshots (image));
  add_truth (builder, "encrypted", ferry_image_get_encrypted (image));
  add_text (builder, "created", created);
  add_truth (builder, "eligible", ferry_image_get_eligible (image));
  add_text (builder, "reason", get_reason (image));
  add_text (builder, "message", ferry_image_get_reason_text (image));
  add_replicas (builder, image, replicas);
  json_builder_end_object (builder);
}

static void
append_json (GString *text, FerryImage *image, FerryReplicaIndex *replicas)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  add_image (builder, image, replicas);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_to_gstring (generator, text);
}

/* What the functions below are given. */
typedef struct
{
  FerryReplicaIndex *replicas; /* (owned) */
  char *region;                /* (owned) */
  guint n;
} Images;

static void
begin (GString *text, gboolean json, gpointer data)
{
  Images *self = data;

  if (json)
    g_string_append_printf (text, "{\"region\":\"%s\",\"images\":[\n", self->region);
  else
    g_string_append (
      text, "region,id,name,description,status,type,progress,platform,os_version,architecture,size_mb,"
            "disk_gb,total_gb,snapshots,encrypted,created,eligible,reason,message,replicas\r\n");
}

static void
append (GString *text, gboolean json, gpointer item, guint position, gpointer data)
{
  Images *self = data;

  self->n = position + 1;
  if (json && position > 0)
    g_string_append (text, ",\n");
  if (json)
    append_json (text, FERRY_IMAGE (item), self->replicas);
  else
    append_csv (text, FERRY_IMAGE (item), self->replicas);
}

static void
end (GString *text, gboolean json, gpointer data)
{
  if (json)
    g_string_append_printf (text, "\n],\"total\":%u}\n", ((Images *) data)->n);
}

static FerryExport
make_kind (void)
{
  return (FerryExport) {
    .title = _ ("Export Images"),
    .done = _ ("Images exported"),
    .json = TRUE,
    .begin = begin,
    .append = append,
    .end = end,
  };
}

static Images *
images_new (FerryReplicaIndex *replicas, const char *region)
{
  Images *self = g_new0 (Images, 1);

  self->replicas = g_object_ref (replicas);
  self->region = g_strdup (region);

  return self;
}

static void
images_free (gpointer data)
{
  Images *self = data;

  g_object_unref (self->replicas);
  g_free (self->region);
  g_free (self);
}

/**
 * ferry_images_export_write_async:
 * @images: (element-type FerryImage): what to write
 * @replicas: who knows where they are
 * @region: where the images are
 * @file: where to: JSON if its name ends in .json, else CSV
 * @callback: calls ferry_export_write_finish()
 * @user_data: for @callback
 *
 * Writes images with all that is known of each: whether it can be copied, why not, and where it is already.
 */
void
ferry_images_export_write_async (GListModel *images,
                                 FerryReplicaIndex *replicas,
                                 const char *region,
                                 GFile *file,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  const FerryExport kind = make_kind ();

  g_return_if_fail (FERRY_IS_REPLICA_INDEX (replicas));
  g_return_if_fail (region != NULL);

  ferry_export_write_async (&kind, images, file, images_new (replicas, region), images_free, callback,
                            user_data);
}

/**
 * ferry_images_export_present:
 * @images: (element-type FerryImage): what to write
 * @replicas: who knows where they are
 * @region: where the images are
 * @parent: a widget in a main window
 *
 * Asks for a file, and writes the images into it. How that went is said in passing.
 */
void
ferry_images_export_present (GListModel *images,
                             FerryReplicaIndex *replicas,
                             const char *region,
                             GtkWidget *parent)
{
  const FerryExport kind = make_kind ();
  g_autofree char *name = g_strdup_printf ("images-%s.csv", region);

  g_return_if_fail (FERRY_IS_REPLICA_INDEX (replicas));
  g_return_if_fail (region != NULL);

  ferry_export_present (&kind, images, name, images_new (replicas, region), images_free, parent);
}
