/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <inttypes.h>

#include <glib/gi18n.h>

#include "engine/ferry-image.h"
#include "engine/ferry-listing.h"
#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keys.h"
#include "ferryctl/ferry-ctl-known.h"
#include "ferryctl/ferry-ctl-search.h"
#include "ferryctl/ferry-ctl-table.h"
#include "jdcloud/jdc-image.h"

/* The JSON is written straight from what the client parsed: at ten thousand images everything else would cost more
 * than the parsing. */
#define BYTES_PER_IMAGE 640

typedef struct
{
  char *region;      /* (owned) */
  FerryCloud *cloud; /* (owned) */
  GHashTable *busy;  /* (owned) (nullable): image ID → sentence, once read */
  gboolean journal_read;
  GPtrArray *images; /* (owned) (nullable): JdcImage, once read */
} Images;

static void
images_free (Images *self)
{
  g_free (self->region);
  g_clear_object (&self->cloud);
  g_clear_pointer (&self->busy, g_hash_table_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_free (self);
}

/* What the service does not tell is unknown. */
static void
put_size (GString *out, const char *name, gint64 value)
{
  if (value >= 0)
    ferry_ctl_json_int (out, name, value);
  else
    ferry_ctl_json_null (out, name);
}

static void
put_verdict (GString *out, Images *self, JdcImage *image)
{
  const char *busy_with =
    self->busy != NULL ? g_hash_table_lookup (self->busy, jdc_image_get_id (image)) : NULL;
  FerryReason reason = ferry_rules_judge_image (image, busy_with != NULL);
  g_autoptr (FerryProblem) problem = NULL;

  if (reason != FERRY_REASON_NONE)
    problem = ferry_rules_check_image (image, self->region, busy_with != NULL);
  ferry_ctl_json_bool (out, "eligible", reason == FERRY_REASON_NONE);
  ferry_ctl_json_string (out, "reason", reason != FERRY_REASON_NONE ? ferry_reason_to_string (reason) : NULL);
  ferry_ctl_json_string (out, "message", problem != NULL ? problem->message : NULL);
}

static void
put_image (GString *out, Images *self, JdcImage *image)
{
  g_autoptr (GDateTime) created = jdc_image_dup_created (image);
  int progress = jdc_image_get_progress (image);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_string (out, "id", jdc_image_get_id (image));
  ferry_ctl_json_string (out, "name", jdc_image_get_name (image));
  ferry_ctl_json_string (out, "description", jdc_image_get_description (image));
  ferry_ctl_json_string (out, "status", jdc_image_get_status (image));
  ferry_ctl_json_string (out, "type", jdc_image_get_root_device_type (image));
  if (progress >= 0)
    ferry_ctl_json_int (out, "progress", progress);
  else
    ferry_ctl_json_null (out, "progress");
  ferry_ctl_json_string (out, "platform", jdc_image_get_platform (image));
  ferry_ctl_json_string (out, "os_version", jdc_image_get_os_version (image));
  ferry_ctl_json_string (out, "architecture", jdc_image_get_architecture (image));
  put_size (out, "size_mb", jdc_image_get_size_mb (image));
  put_size (out, "disk_gb", jdc_image_get_disk_gb (image));
  ferry_ctl_json_int (out, "snapshots", jdc_image_count_snapshots (image));
  ferry_ctl_json_bool (out, "encrypted", jdc_image_is_encrypted (image));
  ferry_ctl_json_time (out, "created", created);
  put_verdict (out, self, image);
  ferry_ctl_json_close (out, '}');
}

static void
print_document (FerryCtl *ctl, Images *self)
{
  g_autoptr (GString) out = g_string_sized_new (1024 + self->images->len * BYTES_PER_IMAGE);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_string (out, "region", self->region);
  ferry_ctl_json_open (out, "images", '[');
  for (guint i = 0; i < self->images->len; i++)
    put_image (out, self, g_ptr_array_index (self->images, i));
  ferry_ctl_json_close (out, ']');
  ferry_ctl_json_int (out, "total", self->images->len);
  ferry_ctl_json_close (out, '}');
  ferry_ctl_print_document (ctl, out);
}

static char *
dup_status_text (FerryImage *image)
{
  int progress = ferry_image_get_progress (image);

  if (progress < 0 || progress >= 100)
    return g_strdup (ferry_image_get_status_text (image));
  /* Translators: the status of an image and its progress, as in "Pending 40 %". */
  return g_strdup_printf (_ ("%s %d %%"), ferry_image_get_status_text (image), progress);
}

static void
add_row (FerryCtlTable *table, FerryImage *image)
{
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);
  g_autoptr (GDateTime) local = created != NULL ? g_date_time_to_local (created) : NULL;
  const char *reason = ferry_image_get_reason_text (image);

  ferry_ctl_table_add (table, ferry_image_get_id (image));
  ferry_ctl_table_add (table, ferry_image_get_name (image));
  ferry_ctl_table_take (table, dup_status_text (image));
  ferry_ctl_table_add (table, ferry_image_get_type_text (image));
  ferry_ctl_table_take (table, ferry_image_dup_os (image));
  ferry_ctl_table_take (table,
                        ferry_image_get_disk_gb (image) > 0
                          ? g_strdup_printf (_ ("%" PRId64 " GB"), ferry_image_get_disk_gb (image))
                          : NULL);
  ferry_ctl_table_take (table, g_strdup_printf ("%u", ferry_image_get_snapshots (image)));
  ferry_ctl_table_take (table, local != NULL ? g_date_time_format (local, "%F %R") : NULL);
  ferry_ctl_table_add (table, ferry_image_get_eligible (image) ? _ ("yes") : reason);
}

static FerryCtlTable *
new_table (void)
{
  FerryCtlTable *table = ferry_ctl_table_new (9);

  ferry_ctl_table_set_right (table, 5);
  ferry_ctl_table_set_right (table, 6);
  ferry_ctl_table_add (table, _ ("ID"));
  ferry_ctl_table_add (table, _ ("NAME"));
  ferry_ctl_table_add (table, _ ("STATUS"));
  ferry_ctl_table_add (table, _ ("TYPE"));
  ferry_ctl_table_add (table, _ ("SYSTEM"));
  ferry_ctl_table_add (table, _ ("DISK"));
  ferry_ctl_table_add (table, _ ("SNAPSHOTS"));
  ferry_ctl_table_add (table, _ ("CREATED"));
  ferry_ctl_table_add (table, _ ("CAN BE COPIED"));
  return table;
}

static void
print_table (FerryCtl *ctl, Images *self)
{
  g_autoptr (FerryCtlTable) table = new_table ();
  g_autoptr (GString) out = g_string_new (NULL);
  guint n_eligible = 0;

  for (guint i = 0; i < self->images->len; i++)
    {
      JdcImage *one = g_ptr_array_index (self->images, i);
      g_autoptr (FerryImage) image = ferry_image_new (one, self->region);

      if (self->busy != NULL)
        ferry_image_set_busy_with (image, g_hash_table_lookup (self->busy, jdc_image_get_id (one)));
      n_eligible += ferry_image_get_eligible (image) ? 1 : 0;
      add_row (table, image);
    }
  if (self->images->len > 0)
    ferry_ctl_table_append (table, out, "");
  g_string_append_printf (out,
                          ngettext ("%u private image in %s, %u can be copied.\n",
                                    "%u private images in %s, %u can be copied.\n", self->images->len),
                          self->images->len, ferry_region_get_name (self->region), n_eligible);
  ferry_ctl_output_print (ferry_ctl_get_output (ctl), out->str);
}

/* The journal and the network are read at the same time. */
static void
answer_when_read (FerryCtl *ctl)
{
  Images *self = ferry_ctl_get_data (ctl);

  if (!self->journal_read || self->images == NULL)
    return;
  if (ferry_ctl_output_is_json (ferry_ctl_get_output (ctl)))
    print_document (ctl, self);
  else
    print_table (ctl, self);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryListing) listing = ferry_listing_fetch_finish (result, &error);
  FerryCtl *ctl = user_data;
  Images *self = ferry_ctl_get_data (ctl);

  if (listing == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, self->region);
      return;
    }
  self->images = g_ptr_array_ref (ferry_listing_get_images (listing));
  answer_when_read (ctl);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) images = ferry_ctl_search_finish (result, &error);
  FerryCtl *ctl = user_data;
  Images *self = ferry_ctl_get_data (ctl);

  if (images == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, self->region);
      return;
    }
  self->images = g_steal_pointer (&images);
  answer_when_read (ctl);
}

/* What the journal knows is welcome, but a list of images does not need it. */
static void
journal_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);
  FerryCtl *ctl = user_data;
  Images *self = ferry_ctl_get_data (ctl);

  if (contents != NULL)
    self->busy = ferry_ctl_known_busy (contents);
  else
    g_debug ("The journal was not read: %s", error->message);
  self->journal_read = TRUE;
  answer_when_read (ctl);
}

static void
journal_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournal) journal = ferry_journal_open_finish (result, &error);
  FerryCtl *ctl = user_data;
  Images *self = ferry_ctl_get_data (ctl);

  if (journal != NULL)
    {
      ferry_journal_load_async (journal, TRUE, 0, journal_loaded_cb, ctl);
      return;
    }
  g_debug ("The journal was not opened: %s", error->message);
  self->journal_read = TRUE;
  answer_when_read (ctl);
}

static void
read_journal (FerryCtl *ctl, Images *self)
{
  self->journal_read = !ferry_ctl_has_journal (ctl);
  if (!self->journal_read)
    ferry_journal_open_async (ferry_ctl_get_folder (ctl), ferry_ctl_get_cancellable (ctl), journal_opened_cb,
                              ctl);
}

static void
read_images (FerryCtl *ctl, Images *self)
{
  JdcClient *client = ferry_cloud_get_client (self->cloud);
  const char *name = ferry_ctl_get_arguments (ctl)->name;

  if (name != NULL && *name != '\0')
    ferry_ctl_search_async (client, self->region, name, ferry_ctl_get_cancellable (ctl), searched_cb, ctl);
  else
    ferry_listing_fetch_async (client, self->region, ferry_cloud_get_clock (self->cloud),
                               FERRY_LISTING_ONE_PASS, ferry_ctl_get_cancellable (ctl), listed_cb, ctl);
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  FerryCtlKeys *first = g_ptr_array_index (keys, 0);
  Images *self = ferry_ctl_get_data (ctl);

  if (self->region == NULL && first->region == NULL)
    {
      ferry_ctl_fail (ctl, FERRY_REASON_USAGE, NULL, _ ("Which region? Use --region or set JDCLOUD_REGION."));
      return;
    }
  if (self->region == NULL)
    self->region = g_strdup (first->region);
  if (!ferry_ctl_check_region (ctl, self->region))
    return;
  self->cloud = g_object_ref (first->cloud);
  read_journal (ctl, self);
  read_images (ctl, self);
}

/**
 * ferry_ctl_images_start:
 * @ctl: the run
 *
 * Lists the private images of a region.
 */
void
ferry_ctl_images_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  const char *region = arguments->region != NULL ? arguments->region : g_getenv ("JDCLOUD_REGION");
  Images *self = g_new0 (Images, 1);

  ferry_ctl_set_data (ctl, self, (GDestroyNotify) images_free);
  if (region != NULL && (arguments->region != NULL || *region != '\0'))
    self->region = g_strdup (region);
  if (self->region == NULL || ferry_ctl_check_region (ctl, self->region))
    ferry_ctl_keys_load (ctl, FALSE, keys_loaded, NULL);
}
