/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal of a session: it is opened beside the window, given every account's keys, and what it says of images
 * reaches the lists: which are busy, and which new ones to expect. What others copy is in no journal of ours: the
 * lists of the other regions tell. */

#include "config.h"

#include "app/ferry-session-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

/* A replica of others keeps its source busy for as long as it is seen; a list that cannot be read again is believed
 * for this time. Long lists are read every ten minutes. */
#define BELIEVED (15 * 60 * G_USEC_PER_SEC)
/* How soon that is looked at again, in seconds. */
#define BELIEF_DELAY 60

/* How long a new replica may take to appear in the list of its region. */
#define EXPECTED_SECONDS 5

static gboolean
belief_due_cb (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);

  self->belief_id = 0;
  ferry_session_queue_journal (self);

  return G_SOURCE_REMOVE;
}

/* What others copy, beside what the journal knows of our own copies. */
static void
add_others (FerrySession *self, const char *region, GHashTable *busy)
{
  g_autoptr (GHashTable) running =
    ferry_replica_index_dup_running (self->replicas, region, g_get_real_time () - BELIEVED);
  GHashTableIter iter;
  gpointer image;
  gpointer target;

  g_hash_table_iter_init (&iter, running);
  while (g_hash_table_iter_next (&iter, &image, &target))
    if (!g_hash_table_contains (busy, image))
      g_hash_table_insert (busy, g_strdup (image),
                           g_strdup_printf (_ ("Being copied to %s"), ferry_region_get_city (target)));
  if (g_hash_table_size (running) > 0 && self->belief_id == 0)
    self->belief_id = g_timeout_add_seconds (BELIEF_DELAY, belief_due_cb, self);
}

static GHashTable *
make_busy (FerrySession *self, FerryCloud *cloud, const char *region)
{
  GHashTable *busy = self->engine != NULL ? ferry_engine_dup_busy (self->engine, cloud, region)
                                          : g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  add_others (self, region, busy);

  return busy;
}

static void
pass_on_busy (FerrySession *self)
{
  FerryCloud *cloud = ferry_session_get_cloud (self);
  g_autofree char *prefix = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer catalog;

  if (cloud == NULL)
    return;
  prefix = g_strconcat (ferry_account_get_id (self->account), "/", NULL);
  g_hash_table_iter_init (&iter, self->catalogs);
  while (g_hash_table_iter_next (&iter, &key, &catalog))
    if (g_str_has_prefix (key, prefix))
      {
        g_autoptr (GHashTable) busy = make_busy (self, cloud, ferry_catalog_get_region (catalog));

        ferry_catalog_set_busy (catalog, busy);
      }
}

static gboolean
is_shown_by (FerryCatalog *catalog, const char *image_id)
{
  return ferry_catalog_get_refreshed_at (catalog) == NULL || ferry_catalog_lookup (catalog, image_id) != NULL;
}

/* Reads a list again in which a replica is missing although it has had time to appear: another process follows it,
 * so nothing else brings it here. */
static gboolean
expected_due_cb (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);
  GHashTableIter iter;
  gpointer key;

  self->expected_id = 0;
  g_hash_table_iter_init (&iter, self->expected);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *image = strchr (key, '/') + 1;
      g_autofree char *region = g_strndup (key, (gsize) (image - 1 - (char *) key));
      FerryCatalog *catalog = ferry_session_ensure_catalog (self, region);

      if (catalog != NULL && !is_shown_by (catalog, image))
        ferry_catalog_refresh_async (catalog, self->cancellable, NULL, NULL);
    }
  g_hash_table_remove_all (self->expected);

  return G_SOURCE_REMOVE;
}

static void
expect (FerrySession *self, const char *region, const char *image)
{
  g_hash_table_add (self->expected, g_strdup_printf ("%s/%s", region, image));
  if (self->expected_id == 0)
    self->expected_id = g_timeout_add_seconds (EXPECTED_SECONDS, expected_due_cb, self);
}

static gboolean
journal_changed_idle (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);

  self->journal_id = 0;
  pass_on_busy (self);
  ferry_session_emit_busy_changed (self);

  return G_SOURCE_REMOVE;
}

/* Many changes come at once: one idle passes them on together. */
void
ferry_session_queue_journal (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  if (self->journal_id == 0 && !g_cancellable_is_cancelled (self->cancellable))
    self->journal_id = g_idle_add (journal_changed_idle, self);
}

static void
replica_state_changed_cb (FerryReplica *replica, GParamSpec *pspec, FerrySession *self)
{
  FerryOperation *operation = g_object_get_data (G_OBJECT (replica), "operation");

  g_assert (FERRY_IS_SESSION (self));

  if (operation != NULL && ferry_replica_get_image (replica) != NULL)
    expect (self, ferry_operation_get_target_region (operation), ferry_replica_get_image (replica));
  ferry_replica_index_queue_journal (self->replicas);
  ferry_session_queue_journal (self);
}

static void
replica_progressed_cb (FerryReplica *replica, GParamSpec *pspec, FerrySession *self)
{
  ferry_replica_index_queue_journal (self->replicas);
}

static void
replicas_changed_cb (FerryOperation *operation,
                     guint position,
                     guint removed,
                     guint added,
                     FerrySession *self)
{
  for (guint i = position; i < position + added; i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      g_object_set_data (G_OBJECT (replica), "operation", operation);
      g_signal_connect_object (replica, "notify::state", G_CALLBACK (replica_state_changed_cb), self, 0);
      g_signal_connect_object (replica, "notify::progress", G_CALLBACK (replica_progressed_cb), self, 0);
    }
  ferry_replica_index_queue_journal (self->replicas);
  ferry_session_queue_journal (self);
}

static void
operations_changed_cb (GListModel *operations, guint position, guint removed, guint added, FerrySession *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      g_signal_connect_object (operation, "items-changed", G_CALLBACK (replicas_changed_cb), self, 0);
      replicas_changed_cb (operation, 0, 0, ferry_operation_get_n_replicas (operation), self);
    }
  ferry_session_queue_journal (self);
}

/* What a tracker has seen is newer than any list. */
static void
images_seen_cb (FerryEngine *engine,
                FerryCloud *cloud,
                const char *region,
                GPtrArray *images,
                FerrySession *self)
{
  FerryCatalog *catalog;

  if (cloud != ferry_session_get_cloud (self))
    return;
  catalog = ferry_session_ensure_catalog (self, region);
  if (catalog != NULL && ferry_catalog_get_refreshed_at (catalog) != NULL)
    ferry_catalog_put_images (catalog, images);
}

static void
engine_problem_cb (FerrySession *self)
{
  ferry_session_set_journal_problem (self, ferry_engine_get_problem (self->engine));
}

static void
engine_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySession) self = FERRY_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryEngine) engine = ferry_engine_open_finish (result, &error);
  GListModel *operations;

  if (engine == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

          ferry_session_set_journal_problem (self, problem);
        }
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      ferry_engine_close (engine);
      return;
    }

  operations = ferry_engine_get_operations (engine);
  g_signal_connect_object (engine, "notify::problem", G_CALLBACK (engine_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "images-seen", G_CALLBACK (images_seen_cb), self, 0);
  g_signal_connect_object (operations, "items-changed", G_CALLBACK (operations_changed_cb), self, 0);
  ferry_replica_index_set_operations (self->replicas, operations);
  ferry_session_take_engine (self, g_steal_pointer (&engine));
  operations_changed_cb (operations, 0, 0, g_list_model_get_n_items (operations), self);
}

static void
cloud_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySession) self = FERRY_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  self->n_adding--;
  ferry_engine_add_cloud_finish (FERRY_ENGINE (source), result, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Unfinished copies of an account cannot be followed: %s", error->message);
  ferry_session_queue_journal (self);
  ferry_session_update_settled (self);
}

/* Tells the engine about keys, once there is one. */
void
ferry_session_add_cloud (FerrySession *self, FerryCloud *cloud)
{
  g_assert (FERRY_IS_SESSION (self));

  if (self->engine == NULL)
    return;
  self->n_adding++;
  ferry_engine_add_cloud_async (self->engine, cloud, self->cancellable, cloud_added_cb, g_object_ref (self));
}

void
ferry_session_open_journal (FerrySession *self)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();

  g_assert (FERRY_IS_SESSION (self));

  ferry_engine_open_async (self->folder, clock, self->cancellable, engine_opened_cb, g_object_ref (self));
}

void
ferry_session_close_journal (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  g_clear_handle_id (&self->journal_id, g_source_remove);
  g_clear_handle_id (&self->expected_id, g_source_remove);
  g_clear_handle_id (&self->belief_id, g_source_remove);
  ferry_replica_index_set_operations (self->replicas, NULL);
  if (self->engine == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->engine, self);
  ferry_engine_close (self->engine);
  g_clear_object (&self->engine);
}
