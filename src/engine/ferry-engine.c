/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal as list models, and one driver for each identity. Requests stand in ferry-engine-requests.c, the
 * guarded single operations in ferry-engine-edits.c. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-image-query.h"
#include "jdcloud/jdc-image.h"

/* How much of the history is shown; unfinished operations are always there. */
#define HISTORY 1000
#define TAKE_OVER_SECONDS 1

G_DEFINE_FINAL_TYPE (FerryEngine, ferry_engine, G_TYPE_OBJECT)

typedef enum
{
  PROP_OPERATIONS = 1,
  PROP_N_ACTIVE,
  PROP_PROBLEM,
  N_PROPS,
} FerryEngineProperty;

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_ENDED,
  SIGNAL_IMAGES_SEEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  FerryEngine *engine;          /* (owned) */
  FerryCloud *cloud;            /* (owned) */
  gint64 identity;
  char *region;                 /* (owned) (nullable): where to read whose keys these are */
} AddCloud;

static void update_lock_timer (FerryEngine *self);
static void reload (FerryEngine *self);

static void
add_cloud_free (AddCloud *data)
{
  g_object_unref (data->engine);
  g_object_unref (data->cloud);
  g_free (data->region);
  g_free (data);
}

static gboolean
is_resting (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  return ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED;
}

static void
update_n_active (FerryEngine *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      n += !is_resting (operation);
    }
  if (n == self->n_active)
    return;
  self->n_active = n;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_N_ACTIVE]);
}

static void
operation_state_changed_cb (FerryOperation *operation, GParamSpec *pspec, FerryEngine *self)
{
  update_n_active (self);
  update_lock_timer (self);
  if (is_resting (operation))
    g_signal_emit (self, signals[SIGNAL_ENDED], 0, operation);
}

static int
compare_operations (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 left = ferry_operation_get_record ((FerryOperation *) a)->id;
  gint64 right = ferry_operation_get_record ((FerryOperation *) b)->id;

  return (left > right) - (left < right);
}

static gboolean
is_driven_here (FerryEngine *self, gint64 identity)
{
  FerryDriver *driver = g_hash_table_lookup (self->drivers, &identity);

  return driver != NULL && ferry_driver_is_driving (driver);
}

/* While this process drives, the rows it has are its own; otherwise another process may have changed them. */
static void
show_replica (FerryEngine *self, FerryOperation *operation, const FerryReplicaRecord *record)
{
  FerryReplica *replica = ferry_operation_get_replica (operation, record->position);

  if (replica == NULL)
    {
      replica = ferry_replica_new (record);
      ferry_operation_add_replica (operation, replica);
      g_object_unref (replica);
    }
  else if (!is_driven_here (self, ferry_operation_get_record (operation)->identity))
    ferry_replica_set_record (replica, record);
}

static void
show_operation (FerryEngine *self, const FerryOperationRecord *record)
{
  FerryOperation *operation = ferry_engine_find_row (self, record->id);

  if (operation == NULL)
    {
      g_autoptr (FerryOperation) created = ferry_operation_new (record);

      g_hash_table_insert (self->by_id, g_memdup2 (&record->id, sizeof record->id), g_object_ref (created));
      return;
    }
  ferry_operation_set_record (operation, record);
}

static gboolean
is_listed (FerryEngine *self, FerryOperation *operation)
{
  return g_list_store_find (self->operations, operation, NULL);
}

/* An operation appears in the list whole, with its replicas. */
static void
list_new_operations (FerryEngine *self, FerryJournalContents *contents)
{
  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);
      FerryOperation *operation = ferry_engine_find_row (self, record->id);

      if (is_listed (self, operation))
        continue;
      g_signal_connect_object (operation, "notify::state", G_CALLBACK (operation_state_changed_cb), self, 0);
      g_list_store_insert_sorted (self->operations, operation, compare_operations, NULL);
    }
}

static void
load_drivers (FerryEngine *self, FerryJournalContents *contents)
{
  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);
      FerryDriver *driver = g_hash_table_lookup (self->drivers, &record->identity);

      if (driver != NULL)
        ferry_driver_load (driver, ferry_engine_find_row (self, record->id), contents);
    }
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents
    = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  self->loading = FALSE;
  if (self->closed)
    return;
  if (contents != NULL)
    ferry_engine_take_contents (self, contents);
  else
    g_warning ("The journal could not be read: %s", error->message);
  if (self->load_again)
    reload (self);
}

static void
reload (FerryEngine *self)
{
  self->load_again = self->loading;
  if (self->loading)
    return;
  self->loading = TRUE;
  ferry_journal_load_async (self->journal, FALSE, HISTORY, reloaded_cb, g_object_ref (self));
}

static void
driver_problem_changed_cb (FerryDriver *driver, GParamSpec *pspec, FerryEngine *self)
{
  FerryProblem *problem = ferry_driver_get_problem (driver);

  if (ferry_problem_equal (problem, self->problem))
    return;
  g_clear_pointer (&self->problem, ferry_problem_unref);
  self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROBLEM]);
}

static void
driver_images_seen_cb (FerryDriver *driver, const char *region, GPtrArray *images, FerryEngine *self)
{
  if (ferry_driver_get_cloud (driver) != NULL)
    g_signal_emit (self, signals[SIGNAL_IMAGES_SEEN], 0, ferry_driver_get_cloud (driver), region, images);
}

static gboolean
has_waiting_driver (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer driver;

  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    if (ferry_driver_get_cloud (driver) != NULL && !ferry_driver_is_driving (driver)
        && ferry_driver_get_n_unfinished (driver) > 0)
      return TRUE;
  return FALSE;
}

/* The process that drives may end any time; whoever watches takes over. */
static gboolean
try_take_over (gpointer user_data)
{
  FerryEngine *self = user_data;
  GHashTableIter iter;
  gpointer driver;

  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    if (ferry_driver_get_cloud (driver) != NULL && !ferry_driver_is_driving (driver))
      ferry_engine_start_driver (self, driver);
  if (has_waiting_driver (self))
    return G_SOURCE_CONTINUE;
  self->lock_timer = 0;
  return G_SOURCE_REMOVE;
}

static void
update_lock_timer (FerryEngine *self)
{
  gboolean wanted = has_waiting_driver (self);

  if (wanted && self->lock_timer == 0)
    self->lock_timer = g_timeout_add_seconds (TAKE_OVER_SECONDS, try_take_over, self);
  else if (!wanted)
    g_clear_handle_id (&self->lock_timer, g_source_remove);
}

/* What another process left behind is read again before this one drives on. */
static void
taken_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryDriver) driver = user_data;
  FerryEngine *self = g_object_get_data (G_OBJECT (driver), "engine");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents
    = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  if (self == NULL || self->closed)
    return;
  if (contents == NULL)
    {
      g_warning ("The journal could not be read: %s", error->message);
      return;
    }
  ferry_engine_take_contents (self, contents);
  ferry_driver_start (driver);
  update_lock_timer (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents
    = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  if (contents == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ferry_engine_take_contents (self, contents);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
journal_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->journal = ferry_journal_open_finish (result, &error);
  if (self->journal == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_signal_connect_object (self->journal, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  ferry_journal_load_async (self->journal, FALSE, HISTORY, opened_cb, g_steal_pointer (&task));
}

static gboolean
has_unfinished (FerryEngine *self, gint64 identity)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      if (ferry_operation_get_record (operation)->identity == identity
          && !ferry_operation_state_is_ended (ferry_operation_get_state (operation)))
        return TRUE;
    }
  return FALSE;
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AddCloud *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents
    = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);

  if (contents == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ferry_engine_take_contents (data->engine, contents);
  g_task_return_boolean (task, has_unfinished (data->engine, data->identity));
}

/* Learning whose keys these are may have joined two identities: the rows are read again. */
static void
finish_add_cloud (GTask *task)
{
  AddCloud *data = g_task_get_task_data (task);

  ferry_engine_ensure_driver (data->engine, data->identity, data->cloud);
  ferry_journal_load_async (data->engine->journal, FALSE, HISTORY, refreshed_cb, g_object_ref (task));
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
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      if (!ferry_operation_state_is_ended (ferry_operation_get_state (operation))
          && ferry_operation_get_record (operation)->identity != identity)
        return ferry_operation_get_source_region (operation);
    }
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

static void
ferry_engine_dispose (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  ferry_engine_close (self);
  G_OBJECT_CLASS (ferry_engine_parent_class)->dispose (object);
}

static void
ferry_engine_finalize (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->clock);
  g_clear_object (&self->operations);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->drivers, g_hash_table_unref);
  g_clear_pointer (&self->clouds, g_hash_table_unref);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  G_OBJECT_CLASS (ferry_engine_parent_class)->finalize (object);
}

static void
ferry_engine_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryEngine *self = FERRY_ENGINE (object);

  switch ((FerryEngineProperty) property_id)
    {
    case PROP_OPERATIONS:
      g_value_set_object (value, self->operations);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_engine_class_init (FerryEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ferry_engine_dispose;
  object_class->finalize = ferry_engine_finalize;
  object_class->get_property = ferry_engine_get_property;

  pspecs[PROP_OPERATIONS] = g_param_spec_object ("operations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  pspecs[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  /**
   * FerryEngine::ended:
   * @self: the engine
   * @operation: the operation
   *
   * @operation has come to its end, or needs the user's decision. Emitted after the commit.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FERRY_TYPE_OPERATION);
  signals[SIGNAL_IMAGES_SEEN] = g_signal_new ("images-seen", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 3, FERRY_TYPE_CLOUD, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
}

static void
ferry_engine_init (FerryEngine *self)
{
  self->settle = FERRY_ENGINE_SETTLE_DEFAULT;
  self->operations = g_list_store_new (FERRY_TYPE_OPERATION);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->drivers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->clouds = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

FerryOperation *
ferry_engine_find_row (FerryEngine *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

void
ferry_engine_take_contents (FerryEngine *self, FerryJournalContents *contents)
{
  for (guint i = 0; i < contents->operations->len; i++)
    show_operation (self, g_ptr_array_index (contents->operations, i));
  for (guint i = 0; i < contents->replicas->len; i++)
    {
      FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);
      FerryOperation *operation = ferry_engine_find_row (self, record->operation);

      if (operation != NULL)
        show_replica (self, operation, record);
    }
  list_new_operations (self, contents);
  load_drivers (self, contents);
  update_n_active (self);
  update_lock_timer (self);
}

gint64
ferry_engine_get_identity (FerryEngine *self, FerryCloud *cloud)
{
  gint64 *identity = g_hash_table_lookup (self->clouds, cloud);

  return identity != NULL ? *identity : 0;
}

void
ferry_engine_start_driver (FerryEngine *self, FerryDriver *driver)
{
  g_autoptr (GError) error = NULL;

  if (self->closed || ferry_driver_is_driving (driver) || ferry_journal_is_foreign (self->journal))
    return;
  if (ferry_driver_try_lock (driver, &error))
    ferry_journal_load_async (self->journal, FALSE, HISTORY, taken_over_cb, g_object_ref (driver));
  else if (error != NULL)
    g_warning ("%s", error->message);
  update_lock_timer (self);
}

FerryDriver *
ferry_engine_ensure_driver (FerryEngine *self, gint64 identity, FerryCloud *cloud)
{
  FerryDriver *driver = g_hash_table_lookup (self->drivers, &identity);

  g_hash_table_replace (self->clouds, g_object_ref (cloud), g_memdup2 (&identity, sizeof identity));
  if (driver == NULL)
    {
      driver = ferry_driver_new (self->journal, self->clock, identity);
      ferry_driver_override_settle (driver, self->settle_override, self->settle_exactly);
      g_object_set_data (G_OBJECT (driver), "engine", self);
      g_signal_connect_object (driver, "notify::problem", G_CALLBACK (driver_problem_changed_cb), self, 0);
      g_signal_connect_object (driver, "images-seen", G_CALLBACK (driver_images_seen_cb), self, 0);
      g_hash_table_insert (self->drivers, g_memdup2 (&identity, sizeof identity), driver);
    }
  ferry_driver_set_cloud (driver, cloud);
  ferry_engine_start_driver (self, driver);
  return driver;
}

FerryDriver *
ferry_engine_find_driver (FerryEngine *self, FerryOperation *operation)
{
  gint64 identity = ferry_operation_get_record (operation)->identity;

  return g_hash_table_lookup (self->drivers, &identity);
}

/**
 * ferry_engine_open_async:
 * @folder: where the journal is, or shall be; made when missing
 * @clock: the time
 * @cancellable: (nullable): to stop
 * @callback: called when the journal has been read
 * @user_data: for @callback
 *
 * Opens the journal and shows what it holds. Drives nothing before it is given keys.
 */
void
ferry_engine_open_async (const char *folder,
                         FerryClock *clock,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  FerryEngine *self = g_object_new (FERRY_TYPE_ENGINE, NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_open_async);
  g_task_set_task_data (task, self, g_object_unref);
  self->clock = g_object_ref (clock);
  ferry_journal_open_async (folder, cancellable, journal_opened_cb, task);
}

/**
 * ferry_engine_open_finish:
 * @result: from the callback
 * @error: why the journal cannot be used: #FerryJournalError
 *
 * Returns: (transfer full): the engine
 */
FerryEngine *
ferry_engine_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_engine_close:
 * @self: an engine
 *
 * Stops driving and closes the journal. Copies go on in the cloud; whoever opens the journal next follows them.
 */
void
ferry_engine_close (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer driver;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  self->closed = TRUE;
  g_clear_handle_id (&self->lock_timer, g_source_remove);
  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    {
      g_object_set_data (G_OBJECT (driver), "engine", NULL);
      ferry_driver_stop (driver);
    }
  if (self->journal != NULL)
    ferry_journal_close (self->journal);
}

FerryJournal *
ferry_engine_get_journal (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), NULL);
  return self->journal;
}

GListModel *
ferry_engine_get_operations (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), NULL);
  return G_LIST_MODEL (self->operations);
}

/**
 * ferry_engine_find_operation:
 * @self: an engine
 * @uid: what people call it
 *
 * Returns: (transfer none) (nullable): the operation
 */
FerryOperation *
ferry_engine_find_operation (FerryEngine *self, const char *uid)
{
  GHashTableIter iter;
  gpointer operation;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), NULL);

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    if (g_strcmp0 (ferry_operation_get_uid (operation), uid) == 0)
      return operation;
  return NULL;
}

guint
ferry_engine_get_n_active (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), 0);
  return self->n_active;
}

FerryProblem *
ferry_engine_get_problem (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), NULL);
  return self->problem;
}

/**
 * ferry_engine_hurry:
 * @self: an engine
 *
 * The network has changed or the machine woke up: whatever waits for the network tries again at once.
 */
void
ferry_engine_hurry (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer driver;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    ferry_driver_hurry (driver);
}

void
ferry_engine_set_settle (FerryEngine *self, guint seconds)
{
  g_return_if_fail (FERRY_IS_ENGINE (self));
  self->settle = seconds;
}

/**
 * ferry_engine_override_settle:
 * @self: an engine
 * @seconds: the settle time of all work that is looked for from now on, 0 = what was asked for with it
 * @exactly: whether that is the time; else it is the least, and work that was asked for with more keeps that
 */
void
ferry_engine_override_settle (FerryEngine *self, guint seconds, gboolean exactly)
{
  GHashTableIter iter;
  gpointer driver;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  self->settle_override = seconds;
  self->settle_exactly = exactly;
  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    ferry_driver_override_settle (driver, seconds, exactly);
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

/**
 * ferry_engine_remove_cloud:
 * @self: an engine
 * @cloud: keys that shall not be used any more
 *
 * Unfinished work of theirs stays in the journal and waits for keys.
 */
void
ferry_engine_remove_cloud (FerryEngine *self, FerryCloud *cloud)
{
  gint64 identity = ferry_engine_get_identity (self, cloud);
  FerryDriver *driver = g_hash_table_lookup (self->drivers, &identity);

  g_return_if_fail (FERRY_IS_ENGINE (self));

  if (driver != NULL && ferry_driver_get_cloud (driver) == cloud)
    {
      ferry_driver_stop (driver);
      g_object_set_data (G_OBJECT (driver), "engine", NULL);
      g_hash_table_remove (self->drivers, &identity);
    }
  g_hash_table_remove (self->clouds, cloud);
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
  FerryDriver *driver;

  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);

  driver = ferry_engine_find_driver (self, operation);
  return driver != NULL && ferry_driver_get_cloud (driver) != NULL;
}
