/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine as a whole: opening, closing, and what concerns the journal itself. The models are fed in
 * ferry-engine-models.c, drivers are kept in ferry-engine-drive.c, requests stand in ferry-engine-requests.c, what may
 * be asked of them later in ferry-engine-wishes.c, and the guarded single operations in ferry-engine-edits.c. */
#include "config.h"

#include "engine/ferry-engine-private.h"

#include <glib/gi18n-lib.h>

/* How long ended operations are kept. */
#define KEEP_DAYS 180

G_DEFINE_FINAL_TYPE (FerryEngine, ferry_engine, G_TYPE_OBJECT)

typedef enum
{
  PROP_OPERATIONS = 1,
  PROP_DUPLICATES,
  PROP_N_ACTIVE,
  PROP_FOREIGN,
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

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_removed = 0;

  if (!ferry_journal_prune_finish (FERRY_JOURNAL (source), result, &n_removed, &error) && !self->closed)
    g_message ("The journal could not be pruned: %s", error->message);
  else if (n_removed > 0)
    g_debug ("%u old operations were removed from the journal", n_removed);
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
  if (!ferry_journal_is_foreign (self->journal))
    ferry_journal_prune_daily_async (self->journal, KEEP_DAYS, pruned_cb, g_object_ref (self));
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
  g_signal_connect_object (self->journal, "changed", G_CALLBACK (ferry_engine_reload), self,
                           G_CONNECT_SWAPPED);
  ferry_journal_load_async (self->journal, FALSE, FERRY_ENGINE_HISTORY, opened_cb, g_steal_pointer (&task));
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
  g_clear_object (&self->duplicates);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->etas, g_hash_table_unref);
  g_clear_pointer (&self->drivers, g_hash_table_unref);
  g_clear_pointer (&self->starting, g_hash_table_unref);
  g_clear_pointer (&self->clouds, g_hash_table_unref);
  g_clear_pointer (&self->joins, g_hash_table_unref);
  g_clear_pointer (&self->recheck, g_hash_table_unref);
  g_clear_pointer (&self->wishes, g_ptr_array_unref);
  g_clear_pointer (&self->wishes_taken, g_hash_table_unref);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  g_clear_pointer (&self->read_problem, ferry_problem_unref);
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
    case PROP_DUPLICATES:
      g_value_set_object (value, self->duplicates);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_FOREIGN:
      g_value_set_boolean (value, ferry_engine_is_foreign (self));
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
  pspecs[PROP_DUPLICATES] = g_param_spec_object ("duplicates", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  pspecs[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_FOREIGN] = g_param_spec_boolean ("foreign", NULL, NULL, FALSE, flags);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  /**
   * FerryEngine::ended:
   * @self: the engine
   * @operation: the operation
   *
   * @operation has come to its end, or needs the user's decision, whichever process drove it. Emitted after the
   * commit. Whoever wants to notify the user asks ferry_engine_tell_async() first.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FERRY_TYPE_OPERATION);

  /**
   * FerryEngine::images-seen:
   * @self: the engine
   * @cloud: whose images
   * @region: region ID
   * @images: (element-type JdcImage): what replicas were like just now, for catalogs
   */
  signals[SIGNAL_IMAGES_SEEN] = g_signal_new ("images-seen", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 3, FERRY_TYPE_CLOUD, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
}

static void
ferry_engine_init (FerryEngine *self)
{
  self->settle = FERRY_ENGINE_SETTLE_DEFAULT;
  self->operations = g_list_store_new (FERRY_TYPE_OPERATION);
  self->duplicates = g_list_store_new (FERRY_TYPE_DUPLICATE);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->etas = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->drivers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->starting = g_hash_table_new (NULL, NULL);
  self->clouds = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->joins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->recheck = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->wishes = g_ptr_array_new_with_free_func (g_object_unref);
  self->wishes_taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static FerryProblem *
find_problem (FerryEngine *self)
{
  GHashTableIter iter;
  gpointer driver;

  g_hash_table_iter_init (&iter, self->drivers);
  while (g_hash_table_iter_next (&iter, NULL, &driver))
    if (ferry_driver_get_problem (driver) != NULL)
      return ferry_driver_get_problem (driver);
  return self->read_problem;
}

/* The journal's problem of any driver is the engine's. */
void
ferry_engine_update_problem (FerryEngine *self)
{
  FerryProblem *problem = find_problem (self);

  if (ferry_problem_equal (problem, self->problem))
    return;
  g_clear_pointer (&self->problem, ferry_problem_unref);
  self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PROBLEM]);
}

void
ferry_engine_set_n_active (FerryEngine *self, guint n)
{
  if (n == self->n_active)
    return;
  self->n_active = n;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_N_ACTIVE]);
}

void
ferry_engine_emit_ended (FerryEngine *self, FerryOperation *operation)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, operation);
}

void
ferry_engine_emit_images_seen (FerryEngine *self, FerryCloud *cloud, const char *region, GPtrArray *images)
{
  g_signal_emit (self, signals[SIGNAL_IMAGES_SEEN], 0, cloud, region, images);
}

const char *
ferry_engine_get_foreign_words (void)
{
  return _ (
    "The journal was written on another computer, which may still drive its copies. Make sure that it does "
    "not, then say that this computer takes over.");
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
  g_return_if_fail (FERRY_IS_ENGINE (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->reload_timer, g_source_remove);
  if (self->estimate_wake != 0)
    ferry_clock_cancel (self->clock, self->estimate_wake);
  self->estimate_wake = 0;
  ferry_engine_stop_drivers (self);
  ferry_engine_drop_wishes (self);
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
 * ferry_engine_get_duplicates:
 * @self: an engine
 *
 * Returns: (transfer none): a #GListModel of #FerryDuplicate: images that attempts which were given up seem to have
 *   made after all. Each is there until the user has kept or deleted it.
 */
GListModel *
ferry_engine_get_duplicates (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), NULL);
  return G_LIST_MODEL (self->duplicates);
}

/**
 * ferry_engine_is_foreign:
 * @self: an engine
 *
 * Returns: whether the journal was written on another computer: nothing is driven before somebody says that this one
 *   takes over
 */
gboolean
ferry_engine_is_foreign (FerryEngine *self)
{
  g_return_val_if_fail (FERRY_IS_ENGINE (self), FALSE);
  return self->journal != NULL && ferry_journal_is_foreign (self->journal);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_adopt_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_FOREIGN]);
  ferry_engine_start_drivers (self);
  ferry_engine_update_lock_timer (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * ferry_engine_adopt_journal_async:
 * @self: an engine
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * The user says that the other computer does not drive the copies any more: this one takes over.
 */
void
ferry_engine_adopt_journal_async (FerryEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_engine_adopt_journal_async);
  ferry_journal_adopt_async (self->journal, adopted_cb, task);
}

gboolean
ferry_engine_adopt_journal_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean mine = ferry_journal_tell_finish (FERRY_JOURNAL (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, mine);
}

/**
 * ferry_engine_tell_async:
 * @self: an engine
 * @operation: an operation that has ended or is undecided
 * @callback: called when it is known who tells the user
 * @user_data: for @callback
 *
 * Who tells the user? Of all processes that ask about the same end exactly one is told to, also across restarts; an
 * operation that was undecided is told once for that, and once when it has ended. So at the start everything that
 * rests and was not told can be asked about: what ended while nobody watched is told then.
 */
void
ferry_engine_tell_async (FerryEngine *self,
                         FerryOperation *operation,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_ENGINE (self));
  g_return_if_fail (FERRY_IS_OPERATION (operation));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_engine_tell_async);
  ferry_journal_tell_async (self->journal, ferry_operation_get_record (operation)->id, told_cb, task);
}

/**
 * ferry_engine_tell_finish:
 * @self: an engine
 * @result: from the callback
 * @error: set when the journal could not be written: better tell than not
 *
 * Returns: TRUE if the caller is the one to tell; FALSE without @error: it was told, or is on its way again
 */
gboolean
ferry_engine_tell_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
recovery_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ferry_journal_tell_recovery_finish (FERRY_JOURNAL (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, path != NULL ? ferry_journal_dup_recovery_words (path) : NULL, g_free);
}

/**
 * ferry_engine_tell_recovery_async:
 * @self: an engine
 * @callback: called when it is known whether there is something to tell
 * @user_data: for @callback
 *
 * A damaged journal is set aside; the user hears of it once, from one process.
 */
void
ferry_engine_tell_recovery_async (FerryEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FERRY_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_engine_tell_recovery_async);
  if (ferry_journal_was_recovered (self->journal))
    {
      ferry_journal_tell_recovery_async (self->journal, recovery_told_cb, task);
      return;
    }
  g_task_return_pointer (task, NULL, NULL);
  g_object_unref (task);
}

/**
 * ferry_engine_tell_recovery_finish:
 * @self: an engine
 * @result: from the callback
 * @error: set when the journal could not be written
 *
 * Returns: (transfer full) (nullable): what the caller has to tell, with the path of the damaged file; NULL without
 *   @error: nothing
 */
char *
ferry_engine_tell_recovery_finish (FerryEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
