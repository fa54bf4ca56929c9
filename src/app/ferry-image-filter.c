/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-image-filter.h"

#include "engine/ferry-image.h"
#include "engine/ferry-search.h"

struct _FerryImageFilter
{
  GtkFilter parent_instance;

  char *text;  /* (owned): as it was typed, without blanks around */
  GStrv words; /* (owned): folded */
  FerryStatusFilter status;
  FerryTypeFilter type;
};

G_DEFINE_FINAL_TYPE (FerryImageFilter, ferry_image_filter, GTK_TYPE_FILTER)

static gboolean
matches_text (FerryImageFilter *self, FerryImage *image)
{
  return self->words[0] == NULL ||
         ferry_search_matches ((const char *const *) self->words, ferry_image_get_search_key (image));
}

static gboolean
matches_status (FerryImageFilter *self, FerryImage *image)
{
  const char *status = ferry_image_get_status (image);

  switch (self->status)
    {
    case FERRY_STATUS_FILTER_ELIGIBLE:
      return ferry_image_get_eligible (image);

    case FERRY_STATUS_FILTER_AVAILABLE:
      return g_str_equal (status, "ready");

    case FERRY_STATUS_FILTER_PENDING:
      return g_str_equal (status, "pending");

    case FERRY_STATUS_FILTER_ERROR:
      return g_str_equal (status, "error");

    case FERRY_STATUS_FILTER_OTHER:
      return !g_str_equal (status, "ready") && !g_str_equal (status, "pending") &&
             !g_str_equal (status, "error");

    case FERRY_STATUS_FILTER_ANY:
    default:
      return TRUE;
    }
}

static gboolean
matches_type (FerryImageFilter *self, FerryImage *image)
{
  if (self->type == FERRY_TYPE_FILTER_ANY)
    return TRUE;

  return g_str_equal (ferry_image_get_root_device_type (image),
                      self->type == FERRY_TYPE_FILTER_CLOUD ? "cloudDisk" : "localDisk");
}

static gboolean
ferry_image_filter_match (GtkFilter *filter, gpointer item)
{
  FerryImageFilter *self = FERRY_IMAGE_FILTER (filter);

  return matches_status (self, item) && matches_type (self, item) && matches_text (self, item);
}

static GtkFilterMatch
ferry_image_filter_get_strictness (GtkFilter *filter)
{
  return ferry_image_filter_is_active (FERRY_IMAGE_FILTER (filter)) ? GTK_FILTER_MATCH_SOME
                                                                    : GTK_FILTER_MATCH_ALL;
}

static void
ferry_image_filter_finalize (GObject *object)
{
  FerryImageFilter *self = FERRY_IMAGE_FILTER (object);

  g_free (self->text);
  g_strfreev (self->words);

  G_OBJECT_CLASS (ferry_image_filter_parent_class)->finalize (object);
}

static void
ferry_image_filter_class_init (FerryImageFilterClass *klass)
{
  GtkFilterClass *filter_class = GTK_FILTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ferry_image_filter_finalize;
  filter_class->match = ferry_image_filter_match;
  filter_class->get_strictness = ferry_image_filter_get_strictness;
}

static void
ferry_image_filter_init (FerryImageFilter *self)
{
  self->text = g_strdup ("");
  self->words = g_new0 (char *, 1);
}

/**
 * ferry_image_filter_new:
 *
 * Returns: (transfer full): a filter that hides nothing
 */
FerryImageFilter *
ferry_image_filter_new (void)
{
  return g_object_new (FERRY_TYPE_IMAGE_FILTER, NULL);
}

/* Typing on only ever hides more, so what is hidden need not be looked at again. */
static GtkFilterChange
compare_texts (const char *before, const char *now)
{
  if (g_str_has_prefix (now, before))
    return GTK_FILTER_CHANGE_MORE_STRICT;
  if (g_str_has_prefix (before, now))
    return GTK_FILTER_CHANGE_LESS_STRICT;

  return GTK_FILTER_CHANGE_DIFFERENT;
}

/**
 * ferry_image_filter_set_text:
 * @self: a filter
 * @text: what to look for
 */
void
ferry_image_filter_set_text (FerryImageFilter *self, const char *text)
{
  g_autofree char *stripped = NULL;
  GtkFilterChange change;

  g_return_if_fail (FERRY_IS_IMAGE_FILTER (self));
  g_return_if_fail (text != NULL);

  stripped = g_strstrip (g_strdup (text));
  if (g_str_equal (stripped, self->text))
    return;
  change = compare_texts (self->text, stripped);
  g_free (self->text);
  self->text = g_steal_pointer (&stripped);
  g_strfreev (self->words);
  self->words = ferry_search_split (self->text);
  gtk_filter_changed (GTK_FILTER (self), change);
}

/**
 * ferry_image_filter_get_text:
 * @self: a filter
 *
 * Returns: (transfer none): what is looked for
 */
const char *
ferry_image_filter_get_text (FerryImageFilter *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE_FILTER (self), NULL);

  return self->text;
}

/**
 * ferry_image_filter_set_status:
 * @self: a filter
 * @status: which statuses are shown
 */
void
ferry_image_filter_set_status (FerryImageFilter *self, FerryStatusFilter status)
{
  g_return_if_fail (FERRY_IS_IMAGE_FILTER (self));

  if (self->status == status)
    return;
  self->status = status;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * ferry_image_filter_set_image_type:
 * @self: a filter
 * @type: which types are shown
 */
void
ferry_image_filter_set_image_type (FerryImageFilter *self, FerryTypeFilter type)
{
  g_return_if_fail (FERRY_IS_IMAGE_FILTER (self));

  if (self->type == type)
    return;
  self->type = type;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * ferry_image_filter_is_active:
 * @self: a filter
 *
 * Returns: whether it may hide anything
 */
gboolean
ferry_image_filter_is_active (FerryImageFilter *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE_FILTER (self), FALSE);

  return self->words[0] != NULL || self->status != FERRY_STATUS_FILTER_ANY ||
         self->type != FERRY_TYPE_FILTER_ANY;
}
