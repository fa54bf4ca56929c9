/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of ten thousand is sorted by some hundred thousand comparisons: none of them may make anything. */

#include "config.h"

#include "app/ferry-image-sorters.h"

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (ferry_image_get_sort_key ((FerryImage *) a), ferry_image_get_sort_key ((FerryImage *) b));
}

/* Equal rows stand in the order of their names, whichever column decides. */
static int
or_by_name (int result, gconstpointer a, gconstpointer b)
{
  return result != 0 ? result : compare_names (a, b, NULL);
}

static int
compare_types (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return or_by_name (strcmp (ferry_image_get_root_device_type ((FerryImage *) a),
                             ferry_image_get_root_device_type ((FerryImage *) b)),
                     a, b);
}

/* What needs a look comes first: error, pending, deleting, unknown words, then what can be copied and what cannot. */
static int
get_status_rank (FerryImage *image)
{
  static const char *const words[] = { "error", "pending", "deleting" };
  const char *status = ferry_image_get_status (image);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (status, words[i]))
      return (int) i;
  if (!g_str_equal (status, "ready"))
    return G_N_ELEMENTS (words);

  return G_N_ELEMENTS (words) + (ferry_image_get_eligible (image) ? 2 : 1);
}

static int
compare_statuses (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return or_by_name (get_status_rank ((FerryImage *) a) - get_status_rank ((FerryImage *) b), a, b);
}

static int
compare_systems (gconstpointer a, gconstpointer b, gpointer user_data)
{
  int result =
    strcmp (ferry_image_get_platform ((FerryImage *) a), ferry_image_get_platform ((FerryImage *) b));

  if (result == 0)
    result =
      strcmp (ferry_image_get_os_version ((FerryImage *) a), ferry_image_get_os_version ((FerryImage *) b));

  return or_by_name (result, a, b);
}

static int
compare_sizes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return or_by_name (compare_numbers (ferry_image_get_total_gb ((FerryImage *) a),
                                      ferry_image_get_total_gb ((FerryImage *) b)),
                     a, b);
}

static int
compare_snapshots (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return or_by_name (compare_numbers (ferry_image_get_snapshots ((FerryImage *) a),
                                      ferry_image_get_snapshots ((FerryImage *) b)),
                     a, b);
}

static int
compare_created (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return or_by_name (compare_numbers (ferry_image_get_created_unix ((FerryImage *) a),
                                      ferry_image_get_created_unix ((FerryImage *) b)),
                     a, b);
}

static guint
count_replicas (FerryReplicaIndex *replicas, FerryImage *image)
{
  return ferry_replica_index_count (replicas, ferry_image_get_region (image), ferry_image_get_id (image));
}

static int
compare_replicas (gconstpointer a, gconstpointer b, gpointer user_data)
{
  FerryReplicaIndex *replicas = FERRY_REPLICA_INDEX (user_data);

  return or_by_name (compare_numbers (count_replicas (replicas, (FerryImage *) a),
                                      count_replicas (replicas, (FerryImage *) b)),
                     a, b);
}

/**
 * ferry_image_sorter_new:
 * @column: the name of a column: `name`, `type`, `status`, `system`, `size`, `snapshots`, `created`, `replicas`
 * @replicas: who knows the replicas
 *
 * Returns: (transfer full) (nullable): what sorts images by that column, %NULL if it cannot be sorted by
 */
GtkSorter *
ferry_image_sorter_new (const char *column, FerryReplicaIndex *replicas)
{
  static const struct
  {
    const char *column;
    GCompareDataFunc compare;
  } sorters[] = {
    { "name", compare_names },      { "type", compare_types },        { "status", compare_statuses },
    { "system", compare_systems },  { "size", compare_sizes },        { "snapshots", compare_snapshots },
    { "created", compare_created }, { "replicas", compare_replicas },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sorters); i++)
    if (g_str_equal (column, sorters[i].column))
      return GTK_SORTER (gtk_custom_sorter_new (sorters[i].compare, g_object_ref (replicas), g_object_unref));

  return NULL;
}

/**
 * ferry_image_sorter_agrees:
 * @sorter: a sorter
 * @images: (element-type FerryImage): images
 *
 * Returns: whether @images stand in the order of @sorter
 */
gboolean
ferry_image_sorter_agrees (GtkSorter *sorter, GListModel *images)
{
  g_autoptr (GObject) before = g_list_model_get_item (images, 0);

  g_return_val_if_fail (GTK_IS_SORTER (sorter), FALSE);

  for (guint i = 1; before != NULL && i < g_list_model_get_n_items (images); i++)
    {
      g_autoptr (GObject) image = g_list_model_get_item (images, i);

      if (gtk_sorter_compare (sorter, before, image) == GTK_ORDERING_LARGER)
        return FALSE;
      g_set_object (&before, image);
    }

  return TRUE;
}
