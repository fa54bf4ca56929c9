/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service lists images in pages, promises no order and no consistency between pages, and may be asked
 * while images come and go. So absence is only concluded from a pass over all pages that holds as many
 * different IDs as the service counts, and, with more than one page, from two such passes that hold the same
 * IDs. Main thread. */

#include "config.h"

#include "engine/ferry-listing.h"

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"

/* Pages asked for at the same time. */
#define PARALLEL 6
#define MAX_PASSES 3
/* A count that would need more pages than this is not believed: 100 000 images. */
#define MAX_PAGES 1000
/* How many images are let go of at a time. */
#define RELEASE_IMAGES 1000

struct _FerryListing
{
  GObject parent_instance;

  char *region;
  GPtrArray *images; /* (element-type JdcImage) (owned) */
  GHashTable *by_id; /* (owned): ID → JdcImage, both of images */
  GHashTable *ids;   /* (owned) (nullable): set of strings, made when first asked for */
  gboolean complete;
  gint64 started;
  gint64 taken;
};

G_DEFINE_FINAL_TYPE (FerryListing, ferry_listing, G_TYPE_OBJECT)

/* One walk over all pages. */
typedef struct
{
  GPtrArray *pages;  /* (element-type GPtrArray) (owned) (nullable elements): images by page */
  GPtrArray *images; /* (element-type JdcImage) (owned): each ID once, in the order of the pages */
  GHashTable *by_id; /* (owned): ID → JdcImage, both of images */
  gint64 total;      /* what the service counted, -1 not told */
  gboolean total_changed;
  guint next_page; /* from 1 */
  guint last_page;
  guint in_flight;
  guint loaded;
} Pass;

typedef struct
{
  JdcClient *client;     /* (owned) */
  char *region;          /* (owned) */
  FerryClock *clock;     /* (owned) (nullable) */
  FerryListingFlags flags;
  FerryListingProgress progress;
  gpointer progress_data;
  gint64 started;
  guint n_passes;
  Pass *pass;         /* (owned): the current one */
  Pass *previous;     /* (owned) (nullable) */
  GPtrArray *earlier; /* (element-type JdcImage) (owned): what passes before the previous one saw */
  GError *error;      /* (owned) (nullable): the first one */
} Fetch;

/* One page on its way. */
typedef struct
{
  GTask *task; /* (owned): the fetch's */
  guint number;
} PageCall;

static void
free_page (gpointer page)
{
  if (page != NULL)
    g_ptr_array_unref (page);
}

static Pass *
pass_new (void)
{
  Pass *pass = g_new0 (Pass, 1);

  pass->pages = g_ptr_array_new_with_free_func (free_page);
  pass->images = g_ptr_array_new_with_free_func (g_object_unref);
  pass->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  pass->total = -1;
  pass->next_page = 1;
  pass->last_page = 1;

  return pass;
}

static void
pass_free (Pass *pass)
{
  g_ptr_array_unref (pass->pages);
  g_hash_table_unref (pass->by_id);
  g_ptr_array_unref (pass->images);
  g_free (pass);
}

static void
fetch_free (Fetch *fetch)
{
  g_clear_object (&fetch->client);
  g_clear_object (&fetch->clock);
  g_clear_pointer (&fetch->pass, pass_free);
  g_clear_pointer (&fetch->previous, pass_free);
  g_clear_pointer (&fetch->earlier, g_ptr_array_unref);
  g_clear_error (&fetch->error);
  g_free (fetch->region);
  g_free (fetch);
}

static gint64
get_now (Fetch *fetch)
{
  if (fetch->clock != NULL)
    return ferry_clock_get_monotonic (fetch->clock);

  return g_get_monotonic_time ();
}

/* Each ID counts once, whatever page it moved to meanwhile. */
static void
add_image (Pass *pass, JdcImage *image)
{
  const char *id = jdc_image_get_id (image);

  if (g_hash_table_contains (pass->by_id, id))
    return;

  g_hash_table_insert (pass->by_id, (gpointer) id, image);
  g_ptr_array_add (pass->images, g_object_ref (image));
}

static void
add_all (Pass *pass, GPtrArray *images)
{
  for (guint i = 0; i < images->len; i++)
    add_image (pass, g_ptr_array_index (images, i));
}

static void
gather_pages (Pass *pass)
{
  for (guint i = 0; i < pass->pages->len; i++)
    {
      GPtrArray *page = g_ptr_array_index (pass->pages, i);

      if (page != NULL)
        add_all (pass, page);
    }
  g_ptr_array_set_size (pass->pages, 0);
}

/* As many different images as the service counts, and it did not change its mind. */
static gboolean
pass_is_consistent (const Pass *pass)
{
  return !pass->total_changed && pass->total == (gint64) pass->images->len;
}

static gboolean
passes_agree (const Pass *a, const Pass *b)
{
  if (a->images->len != b->images->len)
    return FALSE;
  for (guint i = 0; i < a->images->len; i++)
    if (!g_hash_table_contains (b->by_id, jdc_image_get_id (g_ptr_array_index (a->images, i))))
      return FALSE;

  return TRUE;
}

static gboolean
fetch_is_complete (const Fetch *fetch)
{
  if (!pass_is_consistent (fetch->pass))
    return FALSE;
  if (fetch->pass->last_page == 1 || fetch->flags & FERRY_LISTING_ONE_PASS)
    return TRUE;

  return fetch->previous != NULL && pass_is_consistent (fetch->previous) &&
         passes_agree (fetch->pass, fetch->previous);
}

/* An incomplete listing is still good for finding an image: it holds whatever any pass saw. */
static FerryListing *
build_listing (Fetch *fetch, gboolean complete)
{
  FerryListing *self = g_object_new (FERRY_TYPE_LISTING, NULL);

  if (!complete && fetch->previous != NULL)
    add_all (fetch->pass, fetch->previous->images);
  if (!complete)
    add_all (fetch->pass, fetch->earlier);

  self->region = g_strdup (fetch->region);
  self->images = g_ptr_array_ref (fetch->pass->images);
  self->by_id = g_hash_table_ref (fetch->pass->by_id);
  self->complete = complete;
  self->started = fetch->started;
  self->taken = get_now (fetch);

  return self;
}

static gpointer
copy_object (gconstpointer object, gpointer user_data)
{
  return g_object_ref ((gpointer) object);
}

/* For display a second look is enough, and only if the first one contradicts itself. */
static gboolean
fetch_may_go_on (const Fetch *fetch)
{
  return fetch->n_passes < (fetch->flags & FERRY_LISTING_ONE_PASS ? MAX_PASSES - 1 : MAX_PASSES);
}

static void ask_pages (GTask *task);

static void
start_pass (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->previous != NULL)
    g_ptr_array_extend (fetch->earlier, fetch->previous->images, copy_object, NULL);
  g_clear_pointer (&fetch->previous, pass_free);
  fetch->previous = g_steal_pointer (&fetch->pass);
  fetch->pass = pass_new ();
  fetch->n_passes++;
  ask_pages (task);
}

static void
end_pass (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  gboolean complete;

  if (fetch->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&fetch->error));
      return;
    }

  gather_pages (fetch->pass);
  complete = fetch_is_complete (fetch);
  if (complete || !fetch_may_go_on (fetch))
    {
      g_debug ("%s: %u images, %s after %u passes", fetch->region, fetch->pass->images->len,
               complete ? "complete" : "incomplete", fetch->n_passes);
      g_task_return_pointer (task, build_listing (fetch, complete), g_object_unref);
      return;
    }

  start_pass (task);
}

/* From the first page we know how many there are; without a count, a full page means that there may be
 * another. */
static void
count_pages (Pass *pass, guint number, guint n_images)
{
  if (pass->total >= 0 && number == 1)
    pass->last_page = (guint) CLAMP ((pass->total + JDC_PAGE_SIZE_MAX - 1) / JDC_PAGE_SIZE_MAX, 1, MAX_PAGES);
  else if (pass->total < 0 && n_images >= JDC_PAGE_SIZE_MAX)
    pass->last_page = MIN (MAX (pass->last_page, number + 1), MAX_PAGES);

  /* Nothing comes after an empty page, whatever the count says. */
  if (n_images == 0)
    pass->last_page = MIN (pass->last_page, MAX (number, 1));
}

static void
take_page (Fetch *fetch, guint number, JdcImagePage *page)
{
  Pass *pass = fetch->pass;
  GPtrArray *images = jdc_image_page_get_images (page);
  gint64 total = jdc_image_page_get_total_count (page);

  if (number == 1)
    pass->total = total;
  else if (pass->total != total)
    pass->total_changed = TRUE;

  if (pass->pages->len < number)
    g_ptr_array_set_size (pass->pages, (int) number);
  g_ptr_array_index (pass->pages, number - 1) = g_ptr_array_ref (images);
  pass->loaded += images->len;
  count_pages (pass, number, images->len);

  if (fetch->progress != NULL && fetch->n_passes == 1)
    fetch->progress (images, pass->loaded, (guint) CLAMP (pass->total, 0, G_MAXINT), fetch->progress_data);
}

/* A region always has its list: "not found" is a fault of the service here, and no word about an image. */
static GError *
dup_error (const GError *error)
{
  if (!g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND))
    return g_error_copy (error);

  return jdc_error_new_full (JDC_ERROR_SERVICE, jdc_error_get_fate (error), jdc_error_get_http_status (error),
                             jdc_error_get_service_status (error), jdc_error_get_service_message (error),
                             jdc_error_get_request_id (error));
}

/* Consumes @call. */
static void
end_call (PageCall *call, JdcImagePage *page, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&call->task);
  Fetch *fetch = g_task_get_task_data (task);

  if (page != NULL)
    take_page (fetch, call->number, page);
  else if (fetch->error == NULL)
    fetch->error = dup_error (error);
  g_free (call);

  fetch->pass->in_flight--;
  ask_pages (task);
}

static void
page_described_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = jdc_client_describe_images_finish (JDC_CLIENT (source), result, &error);

  end_call (user_data, page, error);
}

static void
start_call (GTask *task, guint number)
{
  Fetch *fetch = g_task_get_task_data (task);
  PageCall *call = g_new0 (PageCall, 1);
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();

  call->task = g_object_ref (task);
  call->number = number;
  fetch->pass->in_flight++;
  jdc_image_query_set_source (query, "private");
  jdc_image_query_set_page (query, number, JDC_PAGE_SIZE_MAX);
  jdc_client_describe_images_async (fetch->client, fetch->region, query, g_task_get_cancellable (task),
                                    page_described_cb, call);
}

/* Asks for as many pages as may be asked for now; ends the pass when none is left. */
static void
ask_pages (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  Pass *pass = fetch->pass;

  while (fetch->error == NULL && pass->in_flight < PARALLEL && pass->next_page <= pass->last_page)
    start_call (task, pass->next_page++);

  if (pass->in_flight == 0)
    end_pass (task);
}

static void
ferry_listing_finalize (GObject *object)
{
  FerryListing *self = FERRY_LISTING (object);

  g_free (self->region);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);

  G_OBJECT_CLASS (ferry_listing_parent_class)->finalize (object);
}

static void
ferry_listing_class_init (FerryListingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_listing_finalize;
}

static void
ferry_listing_init (FerryListing *self)
{
}

/**
 * ferry_listing_fetch_async:
 * @client: whose images
 * @region: of which region
 * @clock: (nullable): gives the times; the system's unless told
 * @flags: how thorough
 * @cancellable: (nullable): stops fetching
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Fetches all private images of a region, whatever their status.
 */
void
ferry_listing_fetch_async (JdcClient *client,
                           const char *region,
                           FerryClock *clock,
                           FerryListingFlags flags,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ferry_listing_fetch_with_progress_async (client, region, clock, flags, NULL, NULL, cancellable, callback,
                                           user_data);
}

/**
 * ferry_listing_fetch_with_progress_async:
 * @client: whose images
 * @region: of which region
 * @clock: (nullable): gives the times; the system's unless told
 * @flags: how thorough
 * @progress: (nullable) (scope notified): called at each page of the first pass: the page's images (element-type
 *   JdcImage), images so far, images in all (0 not told)
 * @progress_data: for @progress
 * @cancellable: (nullable): stops fetching
 * @callback: called at the end
 * @user_data: for @callback
 *
 * The same, and tells how far it is. @progress is never called after @callback.
 */
void
ferry_listing_fetch_with_progress_async (JdcClient *client,
                                         const char *region,
                                         FerryClock *clock,
                                         FerryListingFlags flags,
                                         FerryListingProgress progress,
                                         gpointer progress_data,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Fetch *fetch;

  g_return_if_fail (JDC_IS_CLIENT (client));
  g_return_if_fail (region != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_listing_fetch_async);

  fetch = g_new0 (Fetch, 1);
  fetch->client = g_object_ref (client);
  fetch->region = g_strdup (region);
  fetch->clock = clock != NULL ? g_object_ref (clock) : NULL;
  fetch->flags = flags;
  fetch->progress = progress;
  fetch->progress_data = progress_data;
  fetch->started = get_now (fetch);
  fetch->earlier = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);

  start_pass (task);
}

/**
 * ferry_listing_fetch_finish:
 * @result: what the callback got
 * @error: (nullable): why a page could not be read
 *
 * Returns: (transfer full) (nullable): the listing; look at ferry_listing_is_complete() before concluding
 *   absence
 */
FerryListing *
ferry_listing_fetch_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_listing_get_region:
 * @self: a listing
 *
 * Returns: (transfer none): its region
 */
const char *
ferry_listing_get_region (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), NULL);

  return self->region;
}

/**
 * ferry_listing_get_images:
 * @self: a listing
 *
 * Returns: (transfer none) (element-type JdcImage): each image once; not to be changed
 */
GPtrArray *
ferry_listing_get_images (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), NULL);

  return self->images;
}

/**
 * ferry_listing_get_n_images:
 * @self: a listing
 *
 * Returns: how many images
 */
guint
ferry_listing_get_n_images (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), 0);

  return self->images->len;
}

/**
 * ferry_listing_lookup:
 * @self: a listing
 * @image_id: an image ID
 *
 * Returns: (transfer none) (nullable): the image
 */
JdcImage *
ferry_listing_lookup (FerryListing *self, const char *image_id)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), NULL);
  g_return_val_if_fail (image_id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, image_id);
}

/**
 * ferry_listing_is_complete:
 * @self: a listing
 *
 * Returns: %TRUE if what is not in it was not there. Without it, it still proves what is in it.
 */
gboolean
ferry_listing_is_complete (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), FALSE);

  return self->complete;
}

/**
 * ferry_listing_get_started_monotonic:
 * @self: a listing
 *
 * Returns: when its first page was asked for, monotonic microseconds
 */
gint64
ferry_listing_get_started_monotonic (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), 0);

  return self->started;
}

/**
 * ferry_listing_get_taken_monotonic:
 * @self: a listing
 *
 * Returns: when its last page had come, monotonic microseconds
 */
gint64
ferry_listing_get_taken_monotonic (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), 0);

  return self->taken;
}

/**
 * ferry_listing_dup_ids:
 * @self: a listing
 *
 * Returns: (transfer full): the set of all image IDs: a #GHashTable of strings of its own, the same one at
 *   each call, never changed: any thread may read it
 */
GHashTable *
ferry_listing_dup_ids (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), NULL);

  if (self->ids == NULL)
    {
      self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < self->images->len; i++)
        g_hash_table_add (self->ids, g_strdup (jdc_image_get_id (g_ptr_array_index (self->images, i))));
    }

  return g_hash_table_ref (self->ids);
}

/**
 * ferry_listing_get_owner_pin:
 * @self: a listing
 *
 * Returns: (transfer none) (nullable): whose images these are, as the first image that tells it says
 */
const char *
ferry_listing_get_owner_pin (FerryListing *self)
{
  g_return_val_if_fail (FERRY_IS_LISTING (self), NULL);

  for (guint i = 0; i < self->images->len; i++)
    {
      const char *pin = jdc_image_get_owner_pin (g_ptr_array_index (self->images, i));

      if (pin != NULL && *pin != '\0')
        return pin;
    }

  return NULL;
}

/* Nobody else has it, so it may be taken apart. */
static gboolean
release_idle (gpointer user_data)
{
  FerryListing *self = FERRY_LISTING (user_data);
  guint n = MIN (RELEASE_IMAGES, self->images->len);

  g_ptr_array_set_size (self->images, (int) (self->images->len - n));

  return self->images->len > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/**
 * ferry_listing_release:
 * @self: (transfer full): a listing that nobody else has
 *
 * Lets go of it, some images at a time: to free thousands at once would hold up a window.
 */
void
ferry_listing_release (FerryListing *self)
{
  g_return_if_fail (FERRY_IS_LISTING (self));

  g_hash_table_remove_all (self->by_id);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, release_idle, self, g_object_unref);
}
