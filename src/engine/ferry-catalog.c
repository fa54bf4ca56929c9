/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A refresh changes the rows that are there, by ID, and signals as few changes of the list as it can, so
 * that a view keeps its place and its selection. A failed refresh leaves the older list and says why. What is read for
 * the first time is there from the first page on: the list then grows each time it can be doubled, and is whole at the
 * end. Main thread. How what was fetched becomes rows is in ferry-catalog-reading.c. */

#include "config.h"

#include "engine/ferry-catalog-private.h"

#include "jdcloud/jdc-client.h"

enum
{
  PROP_0,
  PROP_REGION,
  PROP_LOADING,
  PROP_LOADED,
  PROP_TOTAL,
  PROP_WAITING_UNTIL,
  PROP_N_IMAGES,
  PROP_REFRESHED_AT,
  PROP_COMPLETE,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

/* A list of so many images is read and shown at once. */
#define SHORT 256

static GType
ferry_catalog_get_item_type (GListModel *model)
{
  return FERRY_TYPE_IMAGE;
}

static guint
ferry_catalog_get_n_items (GListModel *model)
{
  return FERRY_CATALOG (model)->items->len;
}

static gpointer
ferry_catalog_get_item (GListModel *model, guint position)
{
  FerryCatalog *self = FERRY_CATALOG (model);

  if (position >= self->items->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_catalog_get_item_type;
  iface->get_n_items = ferry_catalog_get_n_items;
  iface->get_item = ferry_catalog_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryCatalog,
                               ferry_catalog,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
notify (FerryCatalog *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[property]);
}

static void
set_loaded (FerryCatalog *self, guint loaded, guint total)
{
  g_assert (FERRY_IS_CATALOG (self));

  if (self->loaded != loaded)
    {
      self->loaded = loaded;
      notify (self, PROP_LOADED);
    }
  if (self->total != total)
    {
      self->total = total;
      notify (self, PROP_TOTAL);
    }
}

/* A list that is not being read waits for nothing. */
static void
update_waiting (FerryCatalog *self)
{
  gboolean waits = self->limiter != NULL && ferry_catalog_get_loading (self);
  gint64 waiting_until = waits ? ferry_limiter_get_held_until (self->limiter, "vm", self->region) : 0;

  g_assert (FERRY_IS_CATALOG (self));

  if (self->waiting_until == waiting_until)
    return;

  self->waiting_until = waiting_until;
  notify (self, PROP_WAITING_UNTIL);
}

static void
set_complete (FerryCatalog *self, gboolean complete)
{
  g_assert (FERRY_IS_CATALOG (self));

  if (self->complete == complete)
    return;

  self->complete = complete;
  notify (self, PROP_COMPLETE);
}

static void
set_problem (FerryCatalog *self, FerryProblem *problem)
{
  g_assert (FERRY_IS_CATALOG (self));

  if (ferry_problem_equal (self->problem, problem))
    return;

  g_clear_pointer (&self->problem, ferry_problem_unref);
  self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  notify (self, PROP_PROBLEM);
}

/* Tells of a change of the rows that was made. */
void
ferry_catalog_items_changed (FerryCatalog *self, guint position, guint removed, guint added)
{
  if (removed == 0 && added == 0)
    return;

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    notify (self, PROP_N_IMAGES);
}

static const char *
get_busy_text (FerryCatalog *self, const char *image_id)
{
  return self->busy != NULL ? g_hash_table_lookup (self->busy, image_id) : NULL;
}

/* Brings the rows of @ids, a table keyed by image ID, in line with what is busy now. */
static void
mark_busy (FerryCatalog *self, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  g_assert (FERRY_IS_CATALOG (self));

  if (ids == NULL)
    return;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      FerryImage *item = g_hash_table_lookup (self->by_id, id);

      if (item != NULL)
        ferry_image_set_busy_with (item, get_busy_text (self, id));
    }
}

/* Returns: (transfer full): a row that can be found by its ID, but is not in the list yet */
FerryImage *
ferry_catalog_make_item (FerryCatalog *self, JdcImage *image)
{
  FerryImage *item = ferry_image_new (image, self->region);

  g_assert (FERRY_IS_CATALOG (self));

  ferry_image_set_busy_with (item, get_busy_text (self, ferry_image_get_id (item)));
  /* The key lives in the JdcImage, which a later update replaces: so it is a copy. */
  g_hash_table_insert (self->by_id, g_strdup (ferry_image_get_id (item)), item);

  return item;
}

/* Updates the rows of @images that are there and appends the others. */
static void
merge_images (FerryCatalog *self, GPtrArray *images)
{
  guint before = self->items->len;

  g_assert (FERRY_IS_CATALOG (self));

  for (guint i = 0; i < images->len; i++)
    {
      JdcImage *image = g_ptr_array_index (images, i);
      FerryImage *item = g_hash_table_lookup (self->by_id, jdc_image_get_id (image));

      if (item != NULL)
        ferry_image_set_jdc_image (item, image);
      else
        g_ptr_array_add (self->items, ferry_catalog_make_item (self, image));
      if (self->newer != NULL)
        g_hash_table_add (self->newer, g_strdup (jdc_image_get_id (image)));
    }

  ferry_catalog_items_changed (self, before, 0, self->items->len - before);
}

/* Takes @n neighbours out of the list, as one change. */
void
ferry_catalog_remove_run (FerryCatalog *self, guint position, guint n)
{
  for (guint i = position; i < position + n; i++)
    g_hash_table_remove (self->by_id, ferry_image_get_id (g_ptr_array_index (self->items, i)));
  g_ptr_array_remove_range (self->items, position, n);
  ferry_catalog_items_changed (self, position, n, 0);
}

static void
end_listing (FerryCatalog *self)
{
  gboolean complete = ferry_listing_is_complete (self->listing);

  g_assert (FERRY_IS_CATALOG (self));

  ferry_catalog_remove_gone (self);
  ferry_catalog_add_coming (self);
  ferry_catalog_forget_listing (self);
  g_clear_pointer (&self->refreshed_at, g_date_time_unref);
  self->refreshed_at = g_date_time_new_now_local ();
  set_complete (self, complete);
  set_problem (self, NULL);
  notify (self, PROP_REFRESHED_AT);
}

static void start_fetch (FerryCatalog *self);

/* Those who gave up meanwhile are told so by their task. */
static void
end_refreshes (FerryCatalog *self, const GError *error)
{
  GQueue tasks = self->refreshes;

  g_assert (FERRY_IS_CATALOG (self));

  g_queue_init (&self->refreshes);
  set_loaded (self, 0, 0);
  update_waiting (self);
  notify (self, PROP_LOADING);
  while (!g_queue_is_empty (&tasks))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&tasks);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/* The fetch goes by the first one's cancellable. If that one gave up, others may still want the answer. */
static gboolean
restart_for_others (FerryCatalog *self)
{
  g_assert (FERRY_IS_CATALOG (self));

  while (!g_queue_is_empty (&self->refreshes))
    {
      GTask *task = g_queue_peek_head (&self->refreshes);

      if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          start_fetch (self);
          return TRUE;
        }
      if (self->refreshes.length == 1)
        return FALSE;
      g_queue_pop_head (&self->refreshes);
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return FALSE;
}

static void
step_cb (gpointer user_data)
{
  g_autoptr (FerryCatalog) self = g_object_ref (user_data);
  guint before = self->n_read;
  gboolean all = ferry_catalog_read_some (self);

  self->step_id = 0;
  /* Rows cost time, too: after much reading they wait for the next step. */
  if (all && self->listing != NULL && self->n_read - before <= SHORT)
    {
      end_listing (self);
      end_refreshes (self, NULL);
      return;
    }
  if (self->refreshed_at == NULL && self->listing == NULL && self->coming->len >= MAX (self->items->len, 1))
    ferry_catalog_add_coming (self);
  if (!all || self->listing != NULL)
    self->step_id = g_idle_add_once (step_cb, self);
}

static void
queue_step (FerryCatalog *self)
{
  if (self->step_id == 0)
    self->step_id = g_idle_add_once (step_cb, self);
}

static void
listing_progressed_cb (GPtrArray *images, guint loaded, guint total, gpointer user_data)
{
  FerryCatalog *self = FERRY_CATALOG (user_data);

  set_loaded (self, loaded, total);
  if (self->refreshed_at != NULL || loaded == total)
    return;
  for (guint i = 0; i < images->len; i++)
    g_ptr_array_add (self->unread, g_object_ref (g_ptr_array_index (images, i)));
  /* The first page is shown before the next one can come. */
  if (self->items->len == 0 && self->step_id == 0)
    step_cb (self);
  else
    queue_step (self);
}

static void
take_listing (FerryCatalog *self, FerryListing *listing)
{
  self->listing = listing;
  self->newer = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ferry_catalog_set_unread (self, g_ptr_array_ref (ferry_listing_get_images (listing)));
  g_clear_handle_id (&self->step_id, g_source_remove);
  if (self->unread->len <= SHORT)
    step_cb (self);
  else
    queue_step (self);
}

static void
listing_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryCatalog) self = FERRY_CATALOG (user_data);
  g_autoptr (GError) error = NULL;
  FerryListing *listing = ferry_listing_fetch_finish (result, &error);

  if (listing != NULL)
    {
      take_listing (self, listing);
      return;
    }
  ferry_catalog_drop_unfinished (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, self->region);

      set_problem (self, problem);
    }
  else if (restart_for_others (self))
    return;

  end_refreshes (self, error);
}

static void
start_fetch (FerryCatalog *self)
{
  FerryClock *clock = self->limiter != NULL ? ferry_limiter_get_clock (self->limiter) : NULL;
  GTask *first = g_queue_peek_head (&self->refreshes);

  g_assert (FERRY_IS_CATALOG (self));

  ferry_listing_fetch_with_progress_async (self->client, self->region, clock, FERRY_LISTING_ONE_PASS,
                                           listing_progressed_cb, self, g_task_get_cancellable (first),
                                           listing_fetched_cb, g_object_ref (self));
}

static void
ferry_catalog_finalize (GObject *object)
{
  FerryCatalog *self = FERRY_CATALOG (object);

  g_clear_handle_id (&self->step_id, g_source_remove);
  g_clear_object (&self->listing);
  g_clear_pointer (&self->newer, g_hash_table_unref);
  g_clear_pointer (&self->unread, g_ptr_array_unref);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->limiter);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->busy, g_hash_table_unref);
  g_clear_pointer (&self->refreshed_at, g_date_time_unref);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  g_free (self->region);

  G_OBJECT_CLASS (ferry_catalog_parent_class)->finalize (object);
}

static void
ferry_catalog_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryCatalog *self = FERRY_CATALOG (object);

  switch (property_id)
    {
    case PROP_REGION:
      g_value_set_string (value, self->region);
      break;

    case PROP_LOADING:
      g_value_set_boolean (value, ferry_catalog_get_loading (self));
      break;

    case PROP_LOADED:
      g_value_set_uint (value, self->loaded);
      break;

    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;

    case PROP_WAITING_UNTIL:
      g_value_set_int64 (value, self->waiting_until);
      break;

    case PROP_N_IMAGES:
      g_value_set_uint (value, self->items->len);
      break;

    case PROP_REFRESHED_AT:
      g_value_set_boxed (value, self->refreshed_at);
      break;

    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;

    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_catalog_class_init (FerryCatalogClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_catalog_finalize;
  object_class->get_property = ferry_catalog_get_property;

  pspecs[PROP_REGION] = g_param_spec_string ("region", NULL, NULL, NULL, flags);
  pspecs[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  pspecs[PROP_LOADED] = g_param_spec_uint ("loaded", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_WAITING_UNTIL] = g_param_spec_int64 ("waiting-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  pspecs[PROP_N_IMAGES] = g_param_spec_uint ("n-images", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_REFRESHED_AT] = g_param_spec_boxed ("refreshed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);
  pspecs[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_catalog_init (FerryCatalog *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->unread = g_ptr_array_new_with_free_func (g_object_unref);
  self->coming = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->refreshes);
}

/**
 * ferry_catalog_new:
 * @client: the account's client
 * @region: a region ID
 * @limiter: (nullable): the account's limiter
 *
 * Returns: (transfer full): an empty catalog; ferry_catalog_refresh_async() fills it
 */
FerryCatalog *
ferry_catalog_new (JdcClient *client, const char *region, FerryLimiter *limiter)
{
  FerryCatalog *self;

  g_return_val_if_fail (JDC_IS_CLIENT (client), NULL);
  g_return_val_if_fail (region != NULL, NULL);
  g_return_val_if_fail (limiter == NULL || FERRY_IS_LIMITER (limiter), NULL);

  self = g_object_new (FERRY_TYPE_CATALOG, NULL);
  self->client = g_object_ref (client);
  self->region = g_strdup (region);
  self->limiter = limiter != NULL ? g_object_ref (limiter) : NULL;
  if (limiter != NULL)
    g_signal_connect_object (limiter, "held-changed", G_CALLBACK (update_waiting), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * ferry_catalog_refresh_async:
 * @self: a catalog
 * @cancellable: (nullable): stops waiting, and fetching if nobody else waits
 * @callback: called when the list is fresh, or could not be made so
 * @user_data: for @callback
 *
 * Fetches all images again. While a fetch is running, joins it.
 */
void
ferry_catalog_refresh_async (FerryCatalog *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_CATALOG (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_catalog_refresh_async);
  g_queue_push_tail (&self->refreshes, task);
  if (self->refreshes.length > 1)
    return;

  notify (self, PROP_LOADING);
  update_waiting (self);
  start_fetch (self);
}

/**
 * ferry_catalog_refresh_finish:
 * @self: a catalog
 * @result: what the callback got
 * @error: (nullable): why it failed; the catalog's problem says the same in words, and the older list is
 *   still there
 *
 * Returns: %TRUE if the list is fresh
 */
gboolean
ferry_catalog_refresh_finish (FerryCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_catalog_get_region:
 * @self: a catalog
 *
 * Returns: (transfer none): the ID of its region
 */
const char *
ferry_catalog_get_region (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), NULL);

  return self->region;
}

/**
 * ferry_catalog_lookup:
 * @self: a catalog
 * @image_id: an image ID
 *
 * Returns: (transfer none) (nullable): its row
 */
FerryImage *
ferry_catalog_lookup (FerryCatalog *self, const char *image_id)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), NULL);
  g_return_val_if_fail (image_id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, image_id);
}

/**
 * ferry_catalog_get_loading:
 * @self: a catalog
 *
 * Returns: %TRUE while a refresh is running
 */
gboolean
ferry_catalog_get_loading (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), FALSE);

  return !g_queue_is_empty (&self->refreshes);
}

/**
 * ferry_catalog_get_loaded:
 * @self: a catalog
 *
 * Returns: how many images the running refresh has fetched, 0 if none is running
 */
guint
ferry_catalog_get_loaded (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), 0);

  return self->loaded;
}

/**
 * ferry_catalog_get_total:
 * @self: a catalog
 *
 * Returns: how many images the running refresh will fetch, 0 if that is not known or none is running
 */
guint
ferry_catalog_get_total (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), 0);

  return self->total;
}

/**
 * ferry_catalog_get_waiting_until:
 * @self: a catalog
 *
 * Returns: until when the running refresh waits because the service asks for quiet, real time in microseconds; 0 if it
 *   does not wait, or none is running
 */
gint64
ferry_catalog_get_waiting_until (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), 0);

  return self->waiting_until;
}

/**
 * ferry_catalog_get_refreshed_at:
 * @self: a catalog
 *
 * Returns: (transfer none) (nullable): when the list was fresh, in local time; %NULL if it never was
 */
GDateTime *
ferry_catalog_get_refreshed_at (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), NULL);

  return self->refreshed_at;
}

/**
 * ferry_catalog_get_complete:
 * @self: a catalog
 *
 * Returns: %TRUE if the latest list holds as many images as the service counted
 */
gboolean
ferry_catalog_get_complete (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), FALSE);

  return self->complete;
}

/**
 * ferry_catalog_get_problem:
 * @self: a catalog
 *
 * Returns: (transfer none) (nullable): why the latest refresh failed; %NULL if it did not
 */
FerryProblem *
ferry_catalog_get_problem (FerryCatalog *self)
{
  g_return_val_if_fail (FERRY_IS_CATALOG (self), NULL);

  return self->problem;
}

/**
 * ferry_catalog_set_busy:
 * @self: a catalog
 * @busy: (nullable): image ID → what keeps it busy, in words: a #GHashTable of strings that is not changed
 *   any more
 *
 * Says which images copies or conversions of ours keep busy. All others are not; images that come later are
 * marked too.
 */
void
ferry_catalog_set_busy (FerryCatalog *self, GHashTable *busy)
{
  g_autoptr (GHashTable) old = NULL;

  g_return_if_fail (FERRY_IS_CATALOG (self));

  old = g_steal_pointer (&self->busy);
  self->busy = busy != NULL ? g_hash_table_ref (busy) : NULL;

  mark_busy (self, old);
  mark_busy (self, self->busy);
}

/**
 * ferry_catalog_put_images:
 * @self: a catalog
 * @images: (element-type JdcImage): images of its region
 *
 * What a tracker or a finished act has learnt meanwhile: changes these rows, appends those that are not
 * there, removes none.
 */
void
ferry_catalog_put_images (FerryCatalog *self, GPtrArray *images)
{
  g_return_if_fail (FERRY_IS_CATALOG (self));
  g_return_if_fail (images != NULL);

  merge_images (self, images);
}

/**
 * ferry_catalog_remove:
 * @self: a catalog
 * @image_id: an image that is known to be gone
 */
void
ferry_catalog_remove (FerryCatalog *self, const char *image_id)
{
  FerryImage *item;
  guint position;

  g_return_if_fail (FERRY_IS_CATALOG (self));
  g_return_if_fail (image_id != NULL);

  if (self->newer != NULL)
    g_hash_table_add (self->newer, g_strdup (image_id));
  item = g_hash_table_lookup (self->by_id, image_id);
  if (item == NULL)
    return;
  if (g_ptr_array_find (self->items, item, &position))
    {
      ferry_catalog_remove_run (self, position, 1);
      return;
    }
  g_hash_table_remove (self->by_id, image_id);
  g_ptr_array_remove (self->coming, item);
}
