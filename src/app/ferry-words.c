/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-words.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

#define GB_PER_TB 1000

/* The service takes names and descriptions of 256 characters at most. An endpoint that sends more shall not fill the
 * screen. */
#define MAX_SHOWN 300

/**
 * ferry_words_dup_size:
 * @gb: a size in GB, negative = not known
 *
 * Returns: (transfer full): "540 GB", "1.5 TB", "" if not known
 */
char *
ferry_words_dup_size (gint64 gb)
{
  if (gb < 0)
    return g_strdup ("");
  if (gb < GB_PER_TB)
    return g_strdup_printf (_ ("%d GB"), (int) gb);

  if (gb % GB_PER_TB == 0)
    return g_strdup_printf (_ ("%d TB"), (int) (gb / GB_PER_TB));

  /* The number is written as the person's language does. */
  return g_strdup_printf (_ ("%.1f TB"), (double) gb / GB_PER_TB);
}

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * ferry_words_dup_time:
 * @time: (nullable): a time
 *
 * Returns: (transfer full): "Today 14:02", else the date; "" for %NULL
 */
char *
ferry_words_dup_time (GDateTime *time)
{
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == NULL)
    return g_strdup ("");
  now = g_date_time_new_now_local ();
  local = g_date_time_to_local (time);
  if (is_same_day (now, local))
    /* Translators: see strftime(3). */
    return g_date_time_format (local, C_ ("time", "Today %H:%M"));

  /* Translators: a date in the form usual in your language, with a short month; see g_date_time_format(). */
  return g_date_time_format (local, C_ ("date", "%-d %b %Y"));
}

/**
 * ferry_words_dup_percent:
 * @percent: 0 to 100
 *
 * Returns: (transfer full): "43%"
 */
char *
ferry_words_dup_percent (int percent)
{
  /* Translators: a percentage; write "%d %%" if your language puts a space there. */
  return g_strdup_printf (C_ ("percent", "%d%%"), percent);
}

/**
 * ferry_words_dup_status:
 * @image: an image
 *
 * Returns: (transfer full): "Available", "Pending 43%"
 */
char *
ferry_words_dup_status (FerryImage *image)
{
  int progress = ferry_image_get_progress (image);
  g_autofree char *percent = NULL;

  if (progress < 0 || !g_str_equal (ferry_image_get_status (image), "pending"))
    return g_strdup (ferry_image_get_status_text (image));
  percent = ferry_words_dup_percent (progress);

  /* Translators: a status and how far it is: "Pending 43%". */
  return g_strdup_printf (C_ ("image status", "%s %s"), ferry_image_get_status_text (image), percent);
}

/**
 * ferry_words_dup_facts:
 * @image: an image
 *
 * Returns: (transfer full): "540 GB · 3 snapshots · CentOS 7.9"
 */
char *
ferry_words_dup_facts (FerryImage *image)
{
  guint n = ferry_image_get_snapshots (image);
  g_autofree char *size = ferry_words_dup_size (ferry_image_get_total_gb (image));
  g_autofree char *os = ferry_image_dup_os (image);
  g_autofree char *snapshots = g_strdup_printf (ngettext ("%u snapshot", "%u snapshots", n), n);
  g_autoptr (GStrvBuilder) facts = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  if (g_str_equal (ferry_image_get_root_device_type (image), "localDisk"))
    g_strv_builder_add (facts, ferry_words_get_type (image));
  if (*size != '\0')
    g_strv_builder_add (facts, size);
  if (n > 0)
    g_strv_builder_add (facts, snapshots);
  if (*os != '\0')
    g_strv_builder_add (facts, os);
  words = g_strv_builder_end (facts);

  return g_strjoinv (" · ", words);
}

/**
 * ferry_words_dup_list:
 * @words: (array zero-terminated=1): words
 *
 * Returns: (transfer full): "Suqian, Shanghai"
 */
char *
ferry_words_dup_list (const char *const *words)
{
  /* Translators: between the members of a list. */
  return g_strjoinv (C_ ("list", ", "), (char **) words);
}

/**
 * ferry_words_dup_cities:
 * @presences: (element-type FerryPresence): the replicas of an image
 *
 * Returns: (transfer full): "Shanghai 68%, Suqian"; "" if there is none
 */
char *
ferry_words_dup_cities (GPtrArray *presences)
{
  g_autoptr (GStrvBuilder) cities = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < presences->len; i++)
    g_strv_builder_take (cities, ferry_words_dup_presence (g_ptr_array_index (presences, i)));
  words = g_strv_builder_end (cities);

  return ferry_words_dup_list ((const char *const *) words);
}

/**
 * ferry_words_dup_presence:
 * @presence: a replica
 *
 * Returns: (transfer full): "Suqian", "Shanghai 68%"
 */
char *
ferry_words_dup_presence (const FerryPresence *presence)
{
  const char *city = ferry_region_get_city (presence->region);
  g_autofree char *percent = NULL;

  if (!presence->running || presence->progress < 0)
    return g_strdup (city);
  percent = ferry_words_dup_percent (presence->progress);

  /* Translators: a city and how far the copy to it is: "Shanghai 68%". */
  return g_strdup_printf (C_ ("replica", "%s %s"), city, percent);
}

/**
 * ferry_words_dup_presences:
 * @presences: (element-type FerryPresence): the replicas of an image
 *
 * Returns: (transfer full): "replicas: Suqian, Shanghai"
 */
char *
ferry_words_dup_presences (GPtrArray *presences)
{
  g_autofree char *cities = ferry_words_dup_cities (presences);

  if (presences->len == 0)
    return g_strdup (_ ("replicas: none"));

  return g_strdup_printf (_ ("replicas: %s"), cities);
}

/**
 * ferry_words_dup_description:
 * @image: an image
 * @replicas: who knows its replicas
 *
 * Returns: (transfer full): what a screen reader says of its row after the name
 */
char *
ferry_words_dup_description (FerryImage *image, FerryReplicaIndex *replicas)
{
  guint n = ferry_image_get_snapshots (image);
  const char *reason = ferry_image_get_reason_text (image);
  g_autofree char *status = ferry_words_dup_status (image);
  g_autoptr (GPtrArray) presences = NULL;
  g_autofree char *where = NULL;

  presences =
    ferry_replica_index_lookup (replicas, ferry_image_get_region (image), ferry_image_get_id (image));
  where = ferry_words_dup_presences (presences);

  /* Translators: of an image: status, type, number of snapshots, and why it cannot be copied, or where it is:
   * "Available, Cloud System Disk, 2 snapshots, replicas: none". */
  return g_strdup_printf (ngettext ("%s, %s, %u snapshot, %s", "%s, %s, %u snapshots, %s", n), status,
                          ferry_words_get_type (image), n, reason != NULL ? reason : where);
}

/* The end of what may be shown of a text, NULL if that is all of it. */
static const char *
find_end (const char *text)
{
  for (guint i = 0; i < MAX_SHOWN; i++)
    {
      if (*text == '\0')
        return NULL;
      text = g_utf8_next_char (text);
    }

  return *text != '\0' ? text : NULL;
}

/**
 * ferry_words_dup_shown:
 * @text: (nullable): a text of the service, of any length
 *
 * Returns: (transfer full) (nullable): what is shown of it: all that the service itself would take
 */
char *
ferry_words_dup_shown (const char *text)
{
  const char *end = text != NULL ? find_end (text) : NULL;

  if (end == NULL)
    return g_strdup (text);

  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

/**
 * ferry_words_get_shown:
 * @owner: whose text it is; it has no other that is shown this way
 * @text: a text of the service, of any length
 *
 * Returns: (transfer none): like ferry_words_dup_shown(), valid until the text of @owner changes
 */
const char *
ferry_words_get_shown (GObject *owner, const char *text)
{
  static GQuark quark;
  const char *end;
  const char *shown;

  g_return_val_if_fail (G_IS_OBJECT (owner), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  end = find_end (text);
  if (end == NULL)
    return text;
  if (quark == 0)
    quark = g_quark_from_static_string ("ferry-words-shown");
  shown = g_object_get_qdata (owner, quark);
  if (shown == NULL || strncmp (shown, text, (size_t) (end - text)) != 0)
    g_object_set_qdata_full (owner, quark, ferry_words_dup_shown (text), g_free);

  return g_object_get_qdata (owner, quark);
}

/**
 * ferry_words_get_name:
 * @image: an image
 *
 * Returns: (transfer none): its name as it is shown, "" if it has none
 */
const char *
ferry_words_get_name (FerryImage *image)
{
  return ferry_words_get_shown (G_OBJECT (image), ferry_image_get_name (image));
}

/**
 * ferry_words_get_label:
 * @image: an image
 *
 * Returns: (transfer none): its name, else its ID: what people call it
 */
const char *
ferry_words_get_label (FerryImage *image)
{
  const char *name = ferry_words_get_name (image);

  return *name != '\0' ? name : ferry_image_get_id (image);
}

/**
 * ferry_words_get_type:
 * @image: an image
 *
 * Returns: (transfer none): "Cloud System Disk", "Local System Disk"; the service's own word if it is a new one
 */
const char *
ferry_words_get_type (FerryImage *image)
{
  const char *type = ferry_image_get_root_device_type (image);

  if (g_str_equal (type, "cloudDisk"))
    return C_ ("image type", "Cloud System Disk");
  if (g_str_equal (type, "localDisk"))
    return C_ ("image type", "Local System Disk");

  return type;
}

/**
 * ferry_words_get_status_icon:
 * @image: an image
 *
 * Returns: (transfer none): the icon of its status
 */
const char *
ferry_words_get_status_icon (FerryImage *image)
{
  const char *status = ferry_image_get_status (image);

  if (g_str_equal (status, "ready"))
    return "selection-mode-symbolic";
  if (g_str_equal (status, "pending"))
    return "content-loading-symbolic";
  if (g_str_equal (status, "error"))
    return "dialog-error-symbolic";
  if (g_str_equal (status, "deleting"))
    return "user-trash-symbolic";

  return "dialog-question-symbolic";
}
