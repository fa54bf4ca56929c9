/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was fetched becomes rows. Thousands of images are looked at some at a time, so that no step holds up the
 * window. */

#include "config.h"

#include "engine/ferry-catalog-private.h"

#include "jdcloud/jdc-image.h"

/* More separate gaps than this are one big change. */
#define MAX_RUNS 8

/* How long one step looks at images, in microseconds, and how many it looks at between two looks at the clock. */
#define STEP_TIME 4000
#define STEP_IMAGES 64

/* Neighbours in the list. */
typedef struct
{
  guint position;
  guint length;
} Run;

static gboolean
is_gone (FerryCatalog *self, const char *id)
{
  return ferry_listing_lookup (self->listing, id) == NULL &&
         (self->newer == NULL || !g_hash_table_contains (self->newer, id));
}

/* The rows that are not in the listing any more, as runs in the order of the list. */
static GArray *
find_gone (FerryCatalog *self)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));

  g_assert (FERRY_IS_CATALOG (self));

  for (guint i = 0; i < self->items->len; i++)
    {
      Run *last = runs->len > 0 ? &g_array_index (runs, Run, runs->len - 1) : NULL;
      Run run = { i, 1 };

      if (!is_gone (self, ferry_image_get_id (g_ptr_array_index (self->items, i))))
        continue;
      if (last != NULL && last->position + last->length == i)
        last->length++;
      else
        g_array_append_val (runs, run);
    }

  return runs;
}

static void
take_coming (FerryCatalog *self)
{
  g_ptr_array_extend_and_steal (self->items, self->coming);
  self->coming = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Everything from the first row that is gone is one change. */
static void
replace_tail (FerryCatalog *self, GArray *runs)
{
  guint first = g_array_index (runs, Run, 0).position;
  g_autoptr (GPtrArray) old = g_ptr_array_ref (self->items);
  guint run = 0;

  g_assert (FERRY_IS_CATALOG (self));

  g_ptr_array_unref (self->items);
  self->items = g_ptr_array_new_full (old->len, g_object_unref);
  for (guint i = 0; i < old->len; i++)
    {
      FerryImage *item = g_ptr_array_index (old, i);
      const Run *gone = run < runs->len ? &g_array_index (runs, Run, run) : NULL;

      if (gone != NULL && i >= gone->position)
        {
          g_hash_table_remove (self->by_id, ferry_image_get_id (item));
          run += i + 1 == gone->position + gone->length;
        }
      else
        g_ptr_array_add (self->items, g_object_ref (item));
    }
  take_coming (self);

  ferry_catalog_items_changed (self, first, old->len - first, self->items->len - first);
}

/* Takes the rows out that the listing has no more. */
void
ferry_catalog_remove_gone (FerryCatalog *self)
{
  g_autoptr (GArray) gone = find_gone (self);

  if (gone->len > MAX_RUNS)
    {
      replace_tail (self, gone);
      return;
    }
  /* From the end, so that the positions before stay right. */
  for (guint i = gone->len; i > 0; i--)
    ferry_catalog_remove_run (self, g_array_index (gone, Run, i - 1).position,
                              g_array_index (gone, Run, i - 1).length);
}

/* Shows what has come so far, as one change. */
void
ferry_catalog_add_coming (FerryCatalog *self)
{
  guint before = self->items->len;

  take_coming (self);
  ferry_catalog_items_changed (self, before, 0, self->items->len - before);
}

/* What is searched and sorted by is made now, a little at a time, rather than all at once at the first key. */
static void
read_image (FerryCatalog *self, JdcImage *image)
{
  const char *id = jdc_image_get_id (image);
  FerryImage *item = g_hash_table_lookup (self->by_id, id);

  if (self->newer != NULL && g_hash_table_contains (self->newer, id))
    return;
  if (item == NULL)
    {
      item = ferry_catalog_make_item (self, image);
      g_ptr_array_add (self->coming, item);
    }
  else
    ferry_image_set_jdc_image (item, image);
  ferry_image_get_created_unix (item);
  ferry_image_get_sort_key (item);
  ferry_image_get_search_key (item);
}

/* Returns: whether all were looked at */
gboolean
ferry_catalog_read_some (FerryCatalog *self)
{
  gint64 end = g_get_monotonic_time () + STEP_TIME;

  do
    for (guint i = 0; i < STEP_IMAGES && self->n_read < self->unread->len; i++)
      read_image (self, g_ptr_array_index (self->unread, self->n_read++));
  while (self->n_read < self->unread->len && g_get_monotonic_time () < end);

  return self->n_read == self->unread->len;
}

/* @images: (transfer full) */
void
ferry_catalog_set_unread (FerryCatalog *self, GPtrArray *images)
{
  g_ptr_array_unref (self->unread);
  self->unread = images;
  self->n_read = 0;
}

/* Ends the reading, whether it came to its end or not. */
void
ferry_catalog_forget_listing (FerryCatalog *self)
{
  g_clear_handle_id (&self->step_id, g_source_remove);
  ferry_catalog_set_unread (self, g_ptr_array_new_with_free_func (g_object_unref));
  g_clear_pointer (&self->newer, g_hash_table_unref);
  g_clear_pointer (&self->listing, ferry_listing_release);
}

/* A list that never was whole is none. */
void
ferry_catalog_drop_unfinished (FerryCatalog *self)
{
  guint n = self->items->len;

  ferry_catalog_forget_listing (self);
  for (guint i = 0; i < self->coming->len; i++)
    g_hash_table_remove (self->by_id, ferry_image_get_id (g_ptr_array_index (self->coming, i)));
  g_ptr_array_set_size (self->coming, 0);
  if (self->refreshed_at != NULL)
    return;
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->items, 0);
  ferry_catalog_items_changed (self, 0, n, 0);
}
