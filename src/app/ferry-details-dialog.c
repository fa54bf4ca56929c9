/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All facts of an image. The only place with the service's own words, beside ours. */

#include "config.h"

#include "app/ferry-details-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-phrases.h"
#include "app/ferry-words.h"
#include "engine/ferry-disk.h"
#include "engine/ferry-provenance.h"
#include "engine/ferry-regions.h"

/* "Available (ready)": what we call it, and what the service does. */
static char *
dup_word (const char *ours, const char *theirs)
{
  if (ours == NULL || *ours == '\0' || theirs == NULL || *theirs == '\0' || g_str_equal (ours, theirs))
    return g_strdup (ours);

  /* Translators: our word, and the word of the service's interface: "Available (ready)". */
  return g_strdup_printf (C_ ("service word", "%s (%s)"), ours, theirs);
}

static void
add_general (FerryFactsDialog *dialog, FerryImage *image)
{
  AdwPreferencesGroup *group = ferry_facts_dialog_add_group (dialog, _ ("Image"), NULL);
  g_autofree char *status_text = ferry_words_dup_status (image);
  g_autofree char *status = dup_word (status_text, ferry_image_get_status (image));
  g_autofree char *description = ferry_words_dup_shown (ferry_image_get_description (image));
  g_autofree char *type = dup_word (ferry_words_get_type (image), ferry_image_get_root_device_type (image));
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);
  g_autoptr (GDateTime) local = created != NULL ? g_date_time_to_local (created) : NULL;
  /* Translators: date and time in full; see g_date_time_format(). */
  g_autofree char *time =
    local != NULL ? g_date_time_format (local, C_ ("date and time", "%-d %B %Y %H:%M:%S")) : NULL;

  ferry_facts_dialog_add_fact (group, _ ("ID"), ferry_image_get_id (image));
  ferry_facts_dialog_add_fact (group, C_ ("image", "Name"), ferry_words_get_name (image));
  ferry_facts_dialog_add_fact (group, C_ ("image", "Description"), description);
  ferry_facts_dialog_add_fact (group, C_ ("image", "Status"), status);
  ferry_facts_dialog_add_fact (group, _ ("Can be copied"),
                               ferry_image_get_eligible (image) ? C_ ("can be copied", "Yes")
                                                                : ferry_image_get_reason_text (image));
  ferry_facts_dialog_add_fact (group, C_ ("image", "Type"), type);
  ferry_facts_dialog_add_fact (group, C_ ("image", "Created"), time);
}

static void
add_system (FerryFactsDialog *dialog, FerryImage *image)
{
  AdwPreferencesGroup *group = ferry_facts_dialog_add_group (dialog, C_ ("image", "System"), NULL);
  g_autofree char *os = ferry_image_dup_os (image);
  gint64 size_mb = ferry_image_get_size_mb (image);
  g_autofree char *size = NULL;

  if (size_mb > 0)
    size = g_format_size_full ((guint64) size_mb * 1024 * 1024, G_FORMAT_SIZE_IEC_UNITS);
  ferry_facts_dialog_add_fact (group, _ ("Operating system"), os);
  ferry_facts_dialog_add_fact (group, _ ("Architecture"), ferry_image_get_architecture (image));
  ferry_facts_dialog_add_fact (group, _ ("Boot mode"), ferry_disk_get_boot_mode (image));
  ferry_facts_dialog_add_fact (group, _ ("Size of the image file"), size);
  if (ferry_image_get_shared (image))
    ferry_facts_dialog_add_fact (group, _ ("Shared"), _ ("With other accounts"));
}

static char *
describe_disk (FerryDisk *disk)
{
  g_autofree char *size = disk->size_gb > 0 ? ferry_words_dup_size (disk->size_gb) : NULL;
  const char *facts[7] = { NULL };
  guint n = 0;

  if (size != NULL)
    facts[n++] = size;
  if (disk->device != NULL)
    facts[n++] = disk->device;
  if (disk->category != NULL)
    facts[n++] = disk->category;
  if (disk->disk_type != NULL)
    facts[n++] = disk->disk_type;
  if (disk->encrypted)
    facts[n++] = C_ ("disk", "encrypted");
  if (disk->snapshot != NULL)
    facts[n++] = disk->snapshot;

  return ferry_phrase_join_facts ((char **) facts);
}

static void
add_disks (FerryFactsDialog *dialog, FerryImage *image)
{
  g_autoptr (GPtrArray) disks = ferry_disk_list (image);
  AdwPreferencesGroup *group;
  guint n_data = 0;

  if (disks->len == 0)
    return;
  group = ferry_facts_dialog_add_group (dialog, _ ("Disks"), NULL);
  for (guint i = 0; i < disks->len; i++)
    {
      FerryDisk *disk = g_ptr_array_index (disks, i);
      g_autofree char *title = NULL;
      g_autofree char *text = describe_disk (disk);

      title = disk->is_system ? g_strdup (_ ("System disk")) : g_strdup_printf (_ ("Data disk %u"), ++n_data);
      ferry_facts_dialog_add_fact (group, title, text);
    }
}

static void
add_source (AdwPreferencesGroup *group, FerryImage *image)
{
  g_autofree char *region = NULL;
  g_autofree char *source = NULL;
  const char *facts[3] = { NULL };
  g_autofree char *text = NULL;

  if (!ferry_provenance_parse (ferry_image_get_description (image), &region, &source) ||
      g_str_equal (source, ferry_image_get_id (image)))
    return;
  facts[0] = region != NULL ? ferry_region_get_name (region) : source;
  facts[1] = region != NULL ? source : NULL;
  text = ferry_phrase_join_facts ((char **) facts);
  ferry_facts_dialog_add_fact (group, _ ("Copied from"), text);
}

static void
add_replicas (FerryFactsDialog *dialog, FerrySession *session, FerryImage *image)
{
  g_autoptr (GPtrArray) presences = ferry_replica_index_lookup (
    ferry_session_get_replicas (session), ferry_image_get_region (image), ferry_image_get_id (image));
  AdwPreferencesGroup *group;

  if (presences->len == 0 && !ferry_provenance_parse (ferry_image_get_description (image), NULL, NULL))
    return;
  group = ferry_facts_dialog_add_group (dialog, _ ("Replicas"), NULL);
  add_source (group, image);
  for (guint i = 0; i < presences->len; i++)
    {
      FerryPresence *presence = g_ptr_array_index (presences, i);
      g_autofree char *text = NULL;

      if (presence->running && presence->progress >= 0)
        text = g_strdup_printf (C_ ("image status", "Pending %d%%"), presence->progress);
      else if (presence->running)
        text = g_strdup (C_ ("image status", "Pending"));
      if (presence->image != NULL)
        {
          const char *facts[] = { presence->image, text, NULL };
          g_autofree char *all = ferry_phrase_join_facts ((char **) facts);

          ferry_facts_dialog_add_fact (group, ferry_region_get_name (presence->region), all);
        }
      else
        ferry_facts_dialog_add_fact (group, ferry_region_get_name (presence->region), text);
    }
}

/**
 * ferry_details_dialog_new:
 * @session: whose account
 * @image: an image
 *
 * Returns: (transfer full): a dialog with all that is known of it
 */
AdwDialog *
ferry_details_dialog_new (FerrySession *session, FerryImage *image)
{
  FerryFactsDialog *dialog;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  dialog = ferry_facts_dialog_new (ferry_words_get_label (image),
                                   ferry_region_get_name (ferry_image_get_region (image)));
  add_general (dialog, image);
  add_disks (dialog, image);
  add_system (dialog, image);
  add_replicas (dialog, session, image);

  return ADW_DIALOG (dialog);
}

/**
 * ferry_details_dialog_present_image:
 * @session: whose account
 * @image: an image of any region
 * @parent: a widget of the window it belongs to
 *
 * Shows what is known of an image.
 */
void
ferry_details_dialog_present_image (FerrySession *session, FerryImage *image, GtkWidget *parent)
{
  AdwDialog *dialog = ferry_details_dialog_new (session, image);

  if (dialog != NULL)
    adw_dialog_present (dialog, parent);
}

/**
 * ferry_details_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: (nullable): the window it belongs to
 *
 * Shows what is known of an image.
 */
void
ferry_details_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog;
  FerryImage *image;

  g_return_if_fail (FERRY_IS_SESSION (session));

  catalog = ferry_session_get_catalog (session);
  image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;
  if (image != NULL)
    ferry_details_dialog_present_image (session, image, parent);
}
