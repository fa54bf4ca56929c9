/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each catalog has a table from source image to replicas. When its list changes the table is made anew, some images a
 * step, so that no step holds up the window. A region whose catalog was read is known by it; of others, and of what is
 * still being made, the journal tells. */

#include "config.h"

#include "app/ferry-replica-index.h"

#include "engine/ferry-provenance.h"
#include "engine/ferry-regions.h"

#define IMAGES_PER_STEP 1000

/* One region's replicas. */
typedef struct
{
  FerryReplicaIndex *index; /* (unowned) */
  FerryCatalog *catalog;    /* (owned) */
  GHashTable *replicas;     /* (owned): source image ID → GPtrArray of FerryImage */
  GHashTable *running;      /* (owned): FerryImage → source image ID: of those that were being made */
  GHashTable *next;         /* (owned) (nullable): the tables that are being made */
  GHashTable *next_running; /* (owned) (nullable) */
  guint position;           /* how far @next is */
  guint step_id;
} Region;

/* One replica of the journal. */
typedef struct
{
  const char *region;    /* interned: the operation's own text goes whenever its record is read again */
  FerryReplica *replica; /* (owned) */
} Entry;

struct _FerryReplicaIndex
{
  GObject parent_instance;

  GPtrArray *regions;     /* (element-type Region) (owned) */
  GListModel *operations; /* (owned) (nullable) */
  GHashTable *journal;    /* (owned): source image ID → GArray of Entry */
  guint journal_id;
  guint changed_id;
};

G_DEFINE_FINAL_TYPE (FerryReplicaIndex, ferry_replica_index, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
changed_idle (gpointer user_data)
{
  FerryReplicaIndex *self = FERRY_REPLICA_INDEX (user_data);

  self->changed_id = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
queue_changed (FerryReplicaIndex *self)
{
  g_assert (FERRY_IS_REPLICA_INDEX (self));

  if (self->changed_id == 0)
    self->changed_id = g_idle_add (changed_idle, self);
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

static GHashTable *
make_running (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

static gboolean
is_pending (FerryImage *image)
{
  return g_str_equal (ferry_image_get_status (image), "pending");
}

static void
note_image (Region *self, FerryImage *image)
{
  const char *description = ferry_image_get_description (image);
  g_autofree char *region = NULL;
  g_autofree char *source = NULL;
  GPtrArray *images;

  if (*description == '\0' || !ferry_provenance_parse (description, &region, &source))
    return;
  if (is_pending (image))
    g_hash_table_insert (self->next_running, g_object_ref (image), g_strdup (source));
  images = g_hash_table_lookup (self->next, source);
  if (images == NULL)
    {
      images = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->next, g_steal_pointer (&source), images);
    }
  g_ptr_array_add (images, g_object_ref (image));
}

static gboolean
step_cb (gpointer user_data)
{
  Region *region = user_data;
  GListModel *list = G_LIST_MODEL (region->catalog);
  guint n = g_list_model_get_n_items (list);
  guint end = MIN (region->position + IMAGES_PER_STEP, n);

  for (; region->position < end; region->position++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (list, region->position);

      note_image (region, image);
    }
  if (region->position < n)
    return G_SOURCE_CONTINUE;

  region->step_id = 0;
  g_hash_table_unref (region->replicas);
  g_hash_table_unref (region->running);
  region->replicas = g_steal_pointer (&region->next);
  region->running = g_steal_pointer (&region->next_running);
  queue_changed (region->index);

  return G_SOURCE_REMOVE;
}

static void
rebuild (Region *region)
{
  g_clear_pointer (&region->next, g_hash_table_unref);
  g_clear_pointer (&region->next_running, g_hash_table_unref);
  region->next = make_table ();
  region->next_running = make_running ();
  region->position = 0;
  if (region->step_id == 0)
    region->step_id = g_idle_add_full (G_PRIORITY_LOW, step_cb, region, NULL);
}

static void
region_free (gpointer data)
{
  Region *region = data;

  g_clear_handle_id (&region->step_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (region->catalog, region);
  g_object_unref (region->catalog);
  g_hash_table_unref (region->replicas);
  g_hash_table_unref (region->running);
  g_clear_pointer (&region->next, g_hash_table_unref);
  g_clear_pointer (&region->next_running, g_hash_table_unref);
  g_free (region);
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->replica);
}

static gboolean
may_be_there (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);

  return state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED ||
         state == FERRY_STATE_PENDING || state == FERRY_STATE_AVAILABLE || state == FERRY_STATE_VERIFIED ||
         state == FERRY_STATE_DIFFERS;
}

static gboolean
is_running (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);

  return state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED || state == FERRY_STATE_PENDING;
}

static void
note_replica (FerryReplicaIndex *self, FerryOperation *operation, FerryReplica *replica)
{
  const char *source = ferry_replica_get_source (replica);
  Entry entry = { g_intern_string (ferry_operation_get_target_region (operation)), NULL };
  GArray *entries;

  if (!may_be_there (replica))
    return;
  entries = g_hash_table_lookup (self->journal, source);
  if (entries == NULL)
    {
      entries = g_array_new (FALSE, FALSE, sizeof (Entry));
      g_array_set_clear_func (entries, entry_clear);
      g_hash_table_insert (self->journal, g_strdup (source), entries);
    }
  entry.replica = g_object_ref (replica);
  g_array_append_val (entries, entry);
}

static gboolean
journal_idle (gpointer user_data)
{
  FerryReplicaIndex *self = FERRY_REPLICA_INDEX (user_data);

  self->journal_id = 0;
  g_hash_table_remove_all (self->journal);
  for (guint i = 0; self->operations != NULL && i < g_list_model_get_n_items (self->operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->operations, i);

      if (ferry_operation_get_kind (operation) != FERRY_KIND_COPY)
        continue;
      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        note_replica (self, operation, ferry_operation_get_replica (operation, j));
    }
  queue_changed (self);

  return G_SOURCE_REMOVE;
}

static Region *
find_region (FerryReplicaIndex *self, const char *id)
{
  for (guint i = 0; i < self->regions->len; i++)
    {
      Region *region = g_ptr_array_index (self->regions, i);

      if (g_str_equal (ferry_catalog_get_region (region->catalog), id))
        return region;
    }

  return NULL;
}

static FerryPresence *
presence_new (const char *region, const char *image, gboolean running, int progress)
{
  FerryPresence *self = g_new0 (FerryPresence, 1);

  self->region = g_strdup (region);
  self->image = g_strdup (image);
  self->running = running;
  self->progress = progress;

  return self;
}

static gboolean
has_image (GPtrArray *found, const char *image)
{
  for (guint i = 0; i < found->len; i++)
    if (g_strcmp0 (((FerryPresence *) g_ptr_array_index (found, i))->image, image) == 0)
      return TRUE;

  return FALSE;
}

/* The tracker knows the percentage of a running one sooner than any list. */
static void
add_from_journal (FerryReplicaIndex *self, GPtrArray *found, const char *image_id)
{
  GArray *entries = g_hash_table_lookup (self->journal, image_id);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      const char *image = ferry_replica_get_image (entry->replica);
      gboolean running = is_running (entry->replica);
      Region *region = find_region (self, entry->region);

      /* A list that was read and does not hold it: it is gone since. */
      if (!running && region != NULL &&
          (image == NULL || ferry_catalog_lookup (region->catalog, image) == NULL))
        continue;
      if (image != NULL && has_image (found, image))
        continue;
      g_ptr_array_add (found, presence_new (entry->region, image, running,
                                            running ? ferry_replica_get_progress (entry->replica) : -1));
    }
}

static gboolean
is_there (FerryImage *image)
{
  return g_str_equal (ferry_image_get_status (image), "ready") || is_pending (image);
}

static void
add_from_catalog (Region *region, GPtrArray *found, const char *image_id)
{
  GPtrArray *images = g_hash_table_lookup (region->replicas, image_id);

  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      FerryImage *image = g_ptr_array_index (images, i);
      gboolean running = is_pending (image);

      if (!is_there (image) || has_image (found, ferry_image_get_id (image)))
        continue;
      g_ptr_array_add (found,
                       presence_new (ferry_catalog_get_region (region->catalog), ferry_image_get_id (image),
                                     running, running ? ferry_image_get_progress (image) : -1));
    }
}

/* The tracker knows sooner than any list that a replica is finished. */
static gboolean
has_ended (FerryReplicaIndex *self, const char *source, const char *image)
{
  GArray *entries = g_hash_table_lookup (self->journal, source);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      FerryReplica *replica = g_array_index (entries, Entry, i).replica;

      if (!is_running (replica) && g_strcmp0 (ferry_replica_get_image (replica), image) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_running (FerryReplicaIndex *self, Region *region, GHashTable *found)
{
  GHashTableIter iter;
  gpointer image;
  gpointer source;

  g_hash_table_iter_init (&iter, region->running);
  while (g_hash_table_iter_next (&iter, &image, &source))
    if (is_pending (image) && !has_ended (self, source, ferry_image_get_id (image)) &&
        ferry_catalog_lookup (region->catalog, ferry_image_get_id (image)) == image)
      g_hash_table_insert (found, g_strdup (source),
                           (gpointer) g_intern_string (ferry_catalog_get_region (region->catalog)));
}

static int
get_rank (const char *region)
{
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (regions[i].id, region))
      return (int) i;

  return (int) n;
}

/* Running ones first, then in the order in which regions are shown. */
static int
compare_presences (gconstpointer a, gconstpointer b)
{
  const FerryPresence *left = *(FerryPresence *const *) a;
  const FerryPresence *right = *(FerryPresence *const *) b;

  if (left->running != right->running)
    return left->running ? -1 : 1;

  return get_rank (left->region) - get_rank (right->region);
}

static void
ferry_replica_index_dispose (GObject *object)
{
  FerryReplicaIndex *self = FERRY_REPLICA_INDEX (object);

  g_clear_handle_id (&self->journal_id, g_source_remove);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_ptr_array_set_size (self->regions, 0);
  g_clear_object (&self->operations);

  G_OBJECT_CLASS (ferry_replica_index_parent_class)->dispose (object);
}

static void
ferry_replica_index_finalize (GObject *object)
{
  FerryReplicaIndex *self = FERRY_REPLICA_INDEX (object);

  g_clear_pointer (&self->regions, g_ptr_array_unref);
  g_clear_pointer (&self->journal, g_hash_table_unref);

  G_OBJECT_CLASS (ferry_replica_index_parent_class)->finalize (object);
}

static void
ferry_replica_index_class_init (FerryReplicaIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_replica_index_dispose;
  object_class->finalize = ferry_replica_index_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FERRY_TYPE_REPLICA_INDEX, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_replica_index_init (FerryReplicaIndex *self)
{
  self->regions = g_ptr_array_new_with_free_func (region_free);
  self->journal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
}

/**
 * ferry_presence_free:
 * @self: (transfer full): a presence
 */
void
ferry_presence_free (FerryPresence *self)
{
  g_free (self->region);
  g_free (self->image);
  g_free (self);
}

/**
 * ferry_replica_index_new:
 *
 * Returns: (transfer full): an index that knows nothing yet
 */
FerryReplicaIndex *
ferry_replica_index_new (void)
{
  return g_object_new (FERRY_TYPE_REPLICA_INDEX, NULL);
}

/**
 * ferry_replica_index_clear_catalogs:
 * @self: an index
 *
 * Forgets all lists: another account is shown.
 */
void
ferry_replica_index_clear_catalogs (FerryReplicaIndex *self)
{
  g_return_if_fail (FERRY_IS_REPLICA_INDEX (self));

  if (self->regions->len == 0)
    return;
  g_ptr_array_set_size (self->regions, 0);
  queue_changed (self);
}

/**
 * ferry_replica_index_add_catalog:
 * @self: an index
 * @catalog: the images of a region, which have been read
 *
 * Replicas in @catalog are known from now on, as they come and go.
 */
void
ferry_replica_index_add_catalog (FerryReplicaIndex *self, FerryCatalog *catalog)
{
  Region *region;

  g_return_if_fail (FERRY_IS_REPLICA_INDEX (self));
  g_return_if_fail (FERRY_IS_CATALOG (catalog));

  region = find_region (self, ferry_catalog_get_region (catalog));
  if (region != NULL && region->catalog == catalog)
    return;
  if (region != NULL)
    g_ptr_array_remove (self->regions, region);
  region = g_new0 (Region, 1);
  region->index = self;
  region->catalog = g_object_ref (catalog);
  region->replicas = make_table ();
  region->running = make_running ();
  g_signal_connect_swapped (catalog, "items-changed", G_CALLBACK (rebuild), region);
  g_signal_connect_swapped (catalog, "notify::refreshed-at", G_CALLBACK (rebuild), region);
  g_ptr_array_add (self->regions, region);
  rebuild (region);
}

/**
 * ferry_replica_index_set_operations:
 * @self: an index
 * @operations: (nullable): the operations of the journal
 */
void
ferry_replica_index_set_operations (FerryReplicaIndex *self, GListModel *operations)
{
  g_return_if_fail (FERRY_IS_REPLICA_INDEX (self));

  if (g_set_object (&self->operations, operations))
    ferry_replica_index_queue_journal (self);
}

/**
 * ferry_replica_index_queue_journal:
 * @self: an index
 *
 * The journal has changed: it is looked at again soon.
 */
void
ferry_replica_index_queue_journal (FerryReplicaIndex *self)
{
  g_return_if_fail (FERRY_IS_REPLICA_INDEX (self));

  if (self->journal_id == 0)
    self->journal_id = g_idle_add (journal_idle, self);
}

/**
 * ferry_replica_index_lookup:
 * @self: an index
 * @region: the region of an image
 * @image_id: its ID
 *
 * Returns: (transfer full) (element-type FerryPresence): its replicas in other regions, running ones first
 */
GPtrArray *
ferry_replica_index_lookup (FerryReplicaIndex *self, const char *region, const char *image_id)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_presence_free);

  g_return_val_if_fail (FERRY_IS_REPLICA_INDEX (self), found);

  add_from_journal (self, found, image_id);
  for (guint i = 0; i < self->regions->len; i++)
    {
      Region *other = g_ptr_array_index (self->regions, i);

      if (!g_str_equal (ferry_catalog_get_region (other->catalog), region))
        add_from_catalog (other, found, image_id);
    }
  g_ptr_array_sort (found, compare_presences);

  return found;
}

/**
 * ferry_replica_index_count:
 * @self: an index
 * @region: the region of an image
 * @image_id: its ID
 *
 * Returns: how many replicas it has, about: for sorting, so nothing is made
 */
guint
ferry_replica_index_count (FerryReplicaIndex *self, const char *region, const char *image_id)
{
  GArray *entries;
  guint n = 0;

  g_return_val_if_fail (FERRY_IS_REPLICA_INDEX (self), 0);

  for (guint i = 0; i < self->regions->len; i++)
    {
      Region *other = g_ptr_array_index (self->regions, i);
      GPtrArray *images = g_hash_table_lookup (other->replicas, image_id);

      if (images != NULL && !g_str_equal (ferry_catalog_get_region (other->catalog), region))
        n += images->len;
    }
  entries = g_hash_table_lookup (self->journal, image_id);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    n += is_running (g_array_index (entries, Entry, i).replica);

  return n;
}

/**
 * ferry_replica_index_dup_running:
 * @self: an index
 * @region: the region of images
 * @after: real time in microseconds: a list that was read before it is not believed any more
 *
 * What the lists of the other regions show as being made, by whomever. What the journal alone knows is not in it.
 *
 * Returns: (transfer full) (element-type utf8 utf8): source image ID → the region it is being copied to
 */
GHashTable *
ferry_replica_index_dup_running (FerryReplicaIndex *self, const char *region, gint64 after)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (FERRY_IS_REPLICA_INDEX (self), found);

  for (guint i = 0; i < self->regions->len; i++)
    {
      Region *other = g_ptr_array_index (self->regions, i);
      GDateTime *read = ferry_catalog_get_refreshed_at (other->catalog);

      if (read != NULL && g_date_time_to_unix_usec (read) >= after &&
          !g_str_equal (ferry_catalog_get_region (other->catalog), region))
        add_running (self, other, found);
    }

  return found;
}
