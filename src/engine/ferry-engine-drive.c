/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One driver for each identity this process has keys for, and who of all processes drives: the one that holds the
 * locks of the identity and of all row IDs it went by. The others try for them as long as there is something to do. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-image-query.h"
#include "jdcloud/jdc-image.h"

#define TAKE_OVER_SECONDS 1

typedef struct
{
  FerryEngine *engine; /* (owned) */
  FerryDriver *driver; /* (owned) */
} Start;

typedef struct
{
  FerryEngine *engine; /* (owned) */
  FerryCloud *cloud;   /* (owned) */
  gint64 identity;
} AddCloud;

static void
start_free (Start *start)
{
  g_object_unref (start->engine);
  g_object_unref (start->driver);
  g_free (start);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Start, start_free)

static void
add_cloud_free (AddCloud *data)
{
  g_object_unref (data->engine);
  g_object_unref (data->cloud);
  g_free (data);
}

static gboolean
is_ours (FerryEngine *self, FerryDriver *driver)
{
  gint64 identity = ferry_driver_get_identity (driver);

  return !self->closed && g_hash_table_lookup (self->drivers, &identity) == driver;
}

static gboolean
has_unfinished (FerryEngine *self, gint64 identity)
{
  GHashTableIter iter;
  gpointer operation;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    if (ferry_operation_get_record (operation)->identity == identity &&
        ferry_engine_is_unfinished (operation))
      return TRUE;
  return FALSE;
}

/* There is something to do for it, and another process does it, as far as we know. */
static gboolean
is_waiting (FerryEngine *self, FerryDriver *driver)
{
  gint64 identity = ferry_driver_get_identity (driver);

  return !ferry_driver_is_driving (driver) &&
         (has_unfinished (self, identity) || g_hash_table_contains (self->recheck, &identity) ||
          ferry_engine_has_wishes (self, driver));
}

static gboolean
has_waiting_driver (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer driver;

  if (self->closed || ferry_journal_is_foreign (self->journal))
    return FALSE;
  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    if (is_waiting (self, driver))
      return TRUE;
  return FALSE;
}

/* The process that drives may end any time; whoever watches takes over. */
static gboolean
try_take_over (gpointer user_data)
{
  FerryEngine *self = user_data;

  ferry_engine_start_drivers (self);
  if (has_waiting_driver (self))
    return G_SOURCE_CONTINUE;
  self->lock_timer = 0;
  return G_SOURCE_REMOVE;
}

void
ferry_engine_update_lock_timer (FerryEngine *self)
{
  gboolean wanted = has_waiting_driver (self);

  if (wanted && self->lock_timer == 0)
    self->lock_timer = g_timeout_add_seconds (TAKE_OVER_SECONDS, try_take_over, self);
  else if (!wanted)
    g_clear_handle_id (&self->lock_timer, g_source_remove);
}

/* The row ID that stands for @identity today. */
gint64
ferry_engine_resolve_identity (FerryEngine *self, gint64 identity)
{
  gint64 *into = g_hash_table_lookup (self->joins, &identity);

  return into != NULL ? *into : identity;
}

static GArray *
find_aliases (FerryEngine *self, gint64 identity)
{
  GArray *aliases = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer alias, into;

  g_hash_table_iter_init (&iter, self->joins);
  while (g_hash_table_iter_next (&iter, &alias, &into))
    if (*(gint64 *) into == identity)
      g_array_append_val (aliases, *(gint64 *) alias);
  return aliases;
}

static gboolean
covers_aliases (FerryEngine *self, FerryDriver *driver)
{
  g_autoptr (GArray) aliases = find_aliases (self, ferry_driver_get_identity (driver));

  for (guint i = 0; i < aliases->len; i++)
    if (!ferry_driver_covers (driver, g_array_index (aliases, gint64, i)))
      return FALSE;
  return TRUE;
}

/* What another process left behind was read: it is shown, and driven on. */
static void
take_over (FerryEngine *self, FerryDriver *driver, FerryJournalContents *contents)
{
  ferry_engine_note_joins (self, contents);
  if (!is_ours (self, driver))
    return;
  if (!covers_aliases (self, driver))
    {
      /* Joined between the look for aliases and the lock. */
      ferry_driver_release_lock (driver);
      ferry_engine_start_driver (self, driver);
      return;
    }
  ferry_engine_take_contents (self, contents);
  if (!is_ours (self, driver))
    return;
  ferry_driver_load (driver, contents, self->by_id);
  ferry_driver_start (driver);
  ferry_engine_serve_wishes (self, contents);
}

static void
taken_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Start) start = user_data;
  FerryEngine *self = start->engine;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  g_hash_table_remove (self->starting, start->driver);
  if (!is_ours (self, start->driver))
    return;
  if (contents == NULL)
    {
      /* Whoever can read it may drive; the timer tries again. */
      g_message ("The journal could not be read: %s", error->message);
      ferry_driver_release_lock (start->driver);
    }
  else
    take_over (self, start->driver, contents);
  ferry_engine_update_lock_timer (self);
}

static void
aliases_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Start) start = user_data;
  FerryEngine *self = start->engine;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) aliases = ferry_journal_load_aliases_finish (FERRY_JOURNAL (source), result, &error);

  if (!is_ours (self, start->driver) || aliases == NULL)
    {
      if (aliases == NULL)
        g_message ("The journal could not be read: %s", error->message);
      g_hash_table_remove (self->starting, start->driver);
      return;
    }
  ferry_driver_set_aliases (start->driver, (const gint64 *) aliases->data, aliases->len);
  if (ferry_driver_try_lock (start->driver))
    ferry_journal_load_async (self->journal, FALSE, FERRY_ENGINE_HISTORY, taken_over_cb,
                              g_steal_pointer (&start));
  else
    g_hash_table_remove (self->starting, start->driver);
}

/* Takes the identity over, unless another process drives it. */
void
ferry_engine_start_driver (FerryEngine *self, FerryDriver *driver)
{
  Start *start;

  if (ferry_driver_is_driving (driver) || ferry_journal_is_foreign (self->journal) || self->closed ||
      !g_hash_table_add (self->starting, driver))
    return;
  start = g_new0 (Start, 1);
  start->engine = g_object_ref (self);
  start->driver = g_object_ref (driver);
  ferry_journal_load_aliases_async (self->journal, ferry_driver_get_identity (driver), aliases_loaded_cb,
                                    start);
}

/* Also tries those that wait for nothing: who drives can be asked at once. */
void
ferry_engine_start_drivers (FerryEngine *self)
{
  g_autoptr (GPtrArray) drivers = g_hash_table_get_values_as_ptr_array (self->drivers);

  for (guint i = 0; i < drivers->len; i++)
    ferry_engine_start_driver (self, g_ptr_array_index (drivers, i));
}

static void
driver_problem_changed_cb (FerryDriver *driver, GParamSpec *pspec, FerryEngine *self)
{
  ferry_engine_update_problem (self);
}

static void
driver_images_seen_cb (FerryDriver *driver, const char *region, GPtrArray *images, FerryEngine *self)
{
  if (!self->closed)
    ferry_engine_emit_images_seen (self, ferry_driver_get_cloud (driver), region, images);
}

/* Its lock falls when nothing of it is under way any more. */
static void
retire (FerryEngine *self, FerryDriver *driver)
{
  g_autoptr (FerryDriver) kept = g_object_ref (driver);
  gint64 identity = ferry_driver_get_identity (driver);

  g_hash_table_remove (self->drivers, &identity);
  g_signal_handlers_disconnect_by_data (driver, self);
  ferry_driver_stop (driver);
  ferry_engine_update_problem (self);
}

/* The identity of @driver is one with another: it has to be locked, and driven, as that. */
static void
rehome (FerryEngine *self, FerryDriver *driver)
{
  g_autoptr (FerryCloud) cloud = g_object_ref (ferry_driver_get_cloud (driver));
  gint64 identity = ferry_engine_resolve_identity (self, ferry_driver_get_identity (driver));

  retire (self, driver);
  ferry_engine_ensure_driver (self, identity, cloud);
}

static void
move_clouds (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer identity;

  g_hash_table_iter_init (&iter, self->clouds);
  while (g_hash_table_iter_next (&iter, NULL, &identity))
    *(gint64 *) identity = ferry_engine_resolve_identity (self, *(gint64 *) identity);
}

static gboolean
needs_new_home (FerryEngine *self, FerryDriver *driver)
{
  gint64 identity = ferry_driver_get_identity (driver);

  if (ferry_engine_resolve_identity (self, identity) != identity)
    return TRUE;
  return ferry_driver_is_driving (driver) && !covers_aliases (self, driver);
}

/* Learns which identities are one. */
void
ferry_engine_note_joins (FerryEngine *self, FerryJournalContents *contents)
{
  g_autoptr (GPtrArray) drivers = NULL;

  if (contents->joins->len == g_hash_table_size (self->joins))
    return;
  g_hash_table_remove_all (self->joins);
  for (guint i = 0; i < contents->joins->len; i++)
    {
      FerryJournalJoin *join = g_ptr_array_index (contents->joins, i);

      g_hash_table_insert (self->joins, g_memdup2 (&join->identity, sizeof join->identity),
                           g_memdup2 (&join->into, sizeof join->into));
    }
  move_clouds (self);
  drivers = g_hash_table_get_values_as_ptr_array (self->drivers);
  for (guint i = 0; i < drivers->len; i++)
    if (needs_new_home (self, g_ptr_array_index (drivers, i)))
      rehome (self, g_ptr_array_index (drivers, i));
}

/* Drivers take what is new over. */
void
ferry_engine_load_drivers (FerryEngine *self, FerryJournalContents *contents)
{
  GHashTableIter iter;
  gpointer driver;

  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    if (ferry_driver_is_driving (driver))
      ferry_driver_load (driver, contents, self->by_id);
}

gint64
ferry_engine_get_identity (FerryEngine *self, FerryCloud *cloud)
{
  gint64 *identity = g_hash_table_lookup (self->clouds, cloud);

  return identity != NULL ? *identity : 0;
}

FerryDriver *
ferry_engine_ensure_driver (FerryEngine *self, gint64 identity, FerryCloud *cloud)
{
  FerryDriver *driver;

  identity = ferry_engine_resolve_identity (self, identity);
  driver = g_hash_table_lookup (self->drivers, &identity);
  g_hash_table_replace (self->clouds, g_object_ref (cloud), g_memdup2 (&identity, sizeof identity));
  if (driver == NULL)
    {
      driver = ferry_driver_new (self->journal, self->clock, identity);
      ferry_driver_override_settle (driver, self->settle_override, self->settle_exactly);
      g_signal_connect_object (driver, "notify::problem", G_CALLBACK (driver_problem_changed_cb), self, 0);
      g_signal_connect_object (driver, "images-seen", G_CALLBACK (driver_images_seen_cb), self, 0);
      g_signal_connect_object (driver, "found-duplicate", G_CALLBACK (ferry_engine_reload), self,
                               G_CONNECT_SWAPPED);
      g_hash_table_insert (self->drivers, g_memdup2 (&identity, sizeof identity), driver);
    }
  ferry_driver_set_cloud (driver, cloud);
  ferry_engine_start_driver (self, driver);
  ferry_engine_update_lock_timer (self);
  return driver;
}

FerryDriver *
ferry_engine_find_driver (FerryEngine *self, FerryOperation *operation)
{
  gint64 identity = ferry_engine_resolve_identity (self, ferry_operation_get_record (operation)->identity);

  return g_hash_table_lookup (self->drivers, &identity);
}

void
ferry_engine_stop_drivers (FerryEngine *self)
{
  g_autoptr (GPtrArray) drivers = g_hash_table_get_values_as_ptr_array (self->drivers);

  g_clear_handle_id (&self->lock_timer, g_source_remove);
  for (guint i = 0; i < drivers->len; i++)
    retire (self, g_ptr_array_index (drivers, i));
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AddCloud *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  if (contents == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ferry_engine_take_contents (data->engine, contents);
  data->identity = ferry_engine_resolve_identity (data->engine, data->identity);
  g_task_return_boolean (task, has_unfinished (data->engine, data->identity));
}

/* Learning whose keys these are may have joined two identities: the rows are read again. */
static void
finish_add_cloud (GTask *task)
{
  AddCloud *data = g_task_get_task_data (task);

  ferry_engine_ensure_driver (data->engine, data->identity, data->cloud);
  ferry_journal_load_async (data->engine->journal, FALSE, FERRY_ENGINE_HISTORY, refreshed_cb,
                            g_object_ref (task));
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AddCloud *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  data->identity = ferry_journal_identify_finish (FERRY_JOURNAL (source), result, NULL, &error);
  if (data->identity == 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    finish_add_cloud (task);
}

static void
owner_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AddCloud *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = NULL;
  GPtrArray *images;

  page = jdc_client_describe_images_finish (JDC_CLIENT (source), result, &error);
  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  images = jdc_image_page_get_images (page);
  if (images->len == 0 || jdc_image_get_owner_pin (g_ptr_array_index (images, 0)) == NULL)
    {
      finish_add_cloud (task);
      return;
    }
  ferry_journal_identify_async (data->engine->journal, ferry_cloud_get_endpoint (data->cloud),
                                ferry_cloud_get_access_key (data->cloud),
                                jdc_image_get_owner_pin (g_ptr_array_index (images, 0)),
                                ferry_cloud_get_label (data->cloud), identified_cb, g_object_ref (task));
}

/* Keys that the journal has never seen may belong to an owner whose work it holds: rotated keys are one account. */
static const char *
find_foreign_region (FerryEngine *self, gint64 identity)
{
  GHashTableIter iter;
  gpointer operation;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    if (ferry_engine_is_unfinished (operation) &&
        ferry_operation_get_record (operation)->identity != identity)
      return ferry_operation_get_source_region (operation);
  return NULL;
}

static void
key_identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AddCloud *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *owner = NULL;
  g_autoptr (JdcImageQuery) query = NULL;
  const char *region;

  data->identity = ferry_journal_identify_finish (FERRY_JOURNAL (source), result, &owner, &error);
  if (data->identity == 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  region = owner == NULL ? find_foreign_region (data->engine, data->identity) : NULL;
  if (region == NULL)
    {
      finish_add_cloud (task);
      return;
    }
  query = jdc_image_query_new ();
  jdc_image_query_set_source (query, "private");
  jdc_image_query_set_page (query, 1, 10);
  jdc_client_describe_images_async (ferry_cloud_get_client (data->cloud), region, query,
                                    g_task_get_cancellable (task), owner_read_cb, g_object_ref (task));
}

/**
 * ferry_engine_add_cloud_async:
 * @self: an engine
 * @cloud: an account's keys in use
 * @cancellable: (nullable): to stop
 * @callback: called when it is known whose keys these are
 * @user_data: for @callback
 *
 * From now on the unfinished work of the keys' owner is driven by this process, or watched while another process
 * drives it.
 */
void
ferry_engine_add_cloud_async (FerryEngine *self,
                              FerryCloud *cloud,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  AddCloud *data = g_new0 (AddCloud, 1);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_add_cloud_async);
  data->engine = g_object_ref (self);
  data->cloud = g_object_ref (cloud);
  g_task_set_task_data (task, data, (GDestroyNotify) add_cloud_free);
  ferry_journal_identify_async (self->journal, ferry_cloud_get_endpoint (cloud),
                                ferry_cloud_get_access_key (cloud), NULL, ferry_cloud_get_label (cloud),
                                key_identified_cb, task);
}

/**
 * ferry_engine_add_cloud_finish:
 * @self: an engine
 * @result: from the callback
 * @error: set when it cannot be told whose keys these are
 *
 * Returns: TRUE if the keys' owner has unfinished work; FALSE without @error: none
 */
gboolean
ferry_engine_add_cloud_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static FerryCloud *
find_cloud (FerryEngine *self, gint64 identity)
{
  GHashTableIter iter;
  gpointer cloud, value;

  g_hash_table_iter_init (&iter, self->clouds);
  while (g_hash_table_iter_next (&iter, &cloud, &value))
    if (*(gint64 *) value == identity)
      return cloud;
  return NULL;
}

/**
 * ferry_engine_remove_cloud:
 * @self: an engine
 * @cloud: keys that shall not be used any more
 *
 * Unfinished work of theirs stays in the journal and waits for keys, unless other keys of the same owner are there.
 */
void
ferry_engine_remove_cloud (FerryEngine *self, FerryCloud *cloud)
{
  gint64 identity;
  FerryDriver *driver;
  FerryCloud *other;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  identity = ferry_engine_get_identity (self, cloud);
  driver = g_hash_table_lookup (self->drivers, &identity);
  g_hash_table_remove (self->clouds, cloud);
  other = find_cloud (self, identity);
  if (driver == NULL || ferry_driver_get_cloud (driver) != cloud)
    return;
  if (other != NULL)
    ferry_driver_set_cloud (driver, other);
  else
    retire (self, driver);
  ferry_engine_update_lock_timer (self);
}

/**
 * ferry_engine_can_drive:
 * @self: an engine
 * @operation: an operation
 *
 * Returns: whether this process has keys of the operation's owner
 */
gboolean
ferry_engine_can_drive (FerryEngine *self, FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);

  return ferry_engine_find_driver (self, operation) != NULL;
}

/**
 * ferry_engine_is_read_only:
 * @self: an engine
 * @operation: an operation
 *
 * Returns: whether nothing may be sent for @operation with the keys that this process has
 */
gboolean
ferry_engine_is_read_only (FerryEngine *self, FerryOperation *operation)
{
  FerryDriver *driver;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);

  driver = ferry_engine_find_driver (self, operation);
  return driver != NULL && ferry_driver_is_read_only (driver);
}

/**
 * ferry_engine_drives:
 * @self: an engine
 * @operation: an operation
 *
 * Returns: whether this very process drives @operation now; if not, another one does, or none has the keys
 */
gboolean
ferry_engine_drives (FerryEngine *self, FerryOperation *operation)
{
  FerryDriver *driver;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);

  driver = ferry_engine_find_driver (self, operation);
  return driver != NULL && ferry_driver_is_driving (driver);
}
