/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The regions that are not shown are read one after the other once the one shown is there: they tell where its images
 * have replicas. What cannot be read is left alone until the person refreshes. */

#include "config.h"

#include "app/ferry-session-private.h"

#include "engine/ferry-regions.h"

/* What is under way in another region is read again when it is older than this. */
#define UNDER_WAY_AGE (45 * G_USEC_PER_SEC)

static void
other_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySession) self = FERRY_SESSION (user_data);
  FerryCatalog *catalog = FERRY_CATALOG (source);
  g_autoptr (GError) error = NULL;

  ferry_catalog_refresh_finish (catalog, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_hash_table_add (self->others_failed, g_strdup (ferry_catalog_get_region (catalog)));
  ferry_session_read_others (self);
}

static gboolean
needs_reading (FerrySession *self, FerryCatalog *catalog)
{
  GDateTime *read = ferry_catalog_get_refreshed_at (catalog);

  if (g_hash_table_contains (self->others_failed, ferry_catalog_get_region (catalog)))
    return FALSE;

  if (read == NULL || g_date_time_to_unix_usec (read) < self->others_after)
    return TRUE;

  return g_get_real_time () - g_date_time_to_unix_usec (read) > UNDER_WAY_AGE &&
         ferry_session_count_under_way (catalog) > 0;
}

static FerryCatalog *
find_unread (FerrySession *self)
{
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    {
      FerryCatalog *catalog = ferry_session_ensure_catalog (self, regions[i].id);

      if (catalog == NULL)
        return NULL;
      if (catalog != self->catalog && needs_reading (self, catalog))
        return catalog;
      if (ferry_catalog_get_refreshed_at (catalog) != NULL)
        ferry_replica_index_add_catalog (self->replicas, catalog);
    }

  return NULL;
}

static gboolean
read_next_idle (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);
  FerryCatalog *catalog = find_unread (self);

  self->others_id = 0;
  if (catalog != NULL && !ferry_catalog_get_loading (catalog))
    ferry_catalog_refresh_async (catalog, self->cancellable, other_read_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* Soon, after the list shown has been drawn. */
void
ferry_session_read_others (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  if (self->others_id == 0)
    self->others_id = g_idle_add_full (G_PRIORITY_LOW, read_next_idle, self, NULL);
}

guint
ferry_session_count_others_under_way (FerrySession *self)
{
  guint n_regions;
  guint n = 0;
  const FerryRegion *regions = ferry_regions_get (&n_regions);

  g_assert (FERRY_IS_SESSION (self));

  for (guint i = 0; i < n_regions; i++)
    {
      FerryCatalog *catalog = ferry_session_ensure_catalog (self, regions[i].id);

      if (catalog != NULL && catalog != self->catalog)
        n += ferry_session_count_under_way (catalog);
    }

  return n;
}

/* From now on what was read before is old. */
void
ferry_session_renew_others (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  self->others_after = g_get_real_time ();
  g_hash_table_remove_all (self->others_failed);
}

void
ferry_session_stop_others (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  g_clear_handle_id (&self->others_id, g_source_remove);
}
