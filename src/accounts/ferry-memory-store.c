/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holds accounts as long as the program runs. Answers like a keyring, later on the main loop; tests can lock it and
 * make it fail. */

#include "config.h"

#include "ferry-memory-store.h"

typedef struct
{
  FerryAccountRecord *record; /* (owned) */
  SecretValue *secret;        /* (owned) */
} Entry;

struct _FerryMemoryStore
{
  GObject parent_instance;

  GHashTable *entries; /* (owned): ID → Entry */
  GError *failure;     /* (owned) (nullable): what every call answers */
  gboolean locked;
  gboolean unlockable; /* whether the user gives the password when asked */
  gboolean watched;
  guint n_calls;
};

static void ferry_memory_store_iface_init (FerrySecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryMemoryStore,
                               ferry_memory_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FERRY_TYPE_SECRET_STORE, ferry_memory_store_iface_init))

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  ferry_account_record_free (entry->record);
  secret_value_unref (entry->secret);
  g_free (entry);
}

/* A task that has failed already, or one that the caller is to complete. */
static GTask *
begin (FerryMemoryStore *self,
       gpointer tag,
       gboolean unlock,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data,
       gboolean *failed)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  self->n_calls++;
  if (unlock && self->unlockable)
    self->locked = FALSE;
  *failed = g_task_return_error_if_cancelled (task);
  if (!*failed && self->failure != NULL)
    {
      g_task_return_error (task, g_error_copy (self->failure));
      *failed = TRUE;
    }
  return task;
}

/* The same for what needs an unlocked store. */
static GTask *
begin_unlocked (FerryMemoryStore *self,
                gpointer tag,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data,
                gboolean *failed)
{
  GTask *task = begin (self, tag, TRUE, cancellable, callback, user_data, failed);

  if (!*failed && self->locked)
    {
      g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
      *failed = TRUE;
    }
  return task;
}

static GPtrArray *
list_records (FerryMemoryStore *self)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_account_record_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (!self->locked && g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (records, ferry_account_record_copy (((Entry *) value)->record));
  return records;
}

static void
ferry_memory_store_list_async (FerrySecretStore *store,
                               gboolean unlock,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (store);
  gboolean failed;
  g_autoptr (GTask) task =
    begin (self, ferry_memory_store_list_async, unlock, cancellable, callback, user_data, &failed);

  if (!failed)
    g_task_return_pointer (task, list_records (self), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
ferry_memory_store_list_finish (FerrySecretStore *store,
                                GAsyncResult *result,
                                gboolean *hidden,
                                GError **error)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (store);

  *hidden = self->locked && g_hash_table_size (self->entries) > 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ferry_memory_store_store_async (FerrySecretStore *store,
                                const FerryAccountRecord *record,
                                SecretValue *secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (store);
  gboolean failed;
  g_autoptr (GTask) task =
    begin_unlocked (self, ferry_memory_store_store_async, cancellable, callback, user_data, &failed);

  if (failed)
    return;
  ferry_memory_store_put (self, record, secret);
  g_task_return_boolean (task, TRUE);
}

static gboolean
ferry_memory_store_store_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ferry_memory_store_lookup_async (FerrySecretStore *store,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (store);
  gboolean failed;
  g_autoptr (GTask) task =
    begin_unlocked (self, ferry_memory_store_lookup_async, cancellable, callback, user_data, &failed);
  SecretValue *secret;

  if (failed)
    return;
  secret = ferry_memory_store_get (self, id);
  if (secret != NULL)
    g_task_return_pointer (task, secret_value_ref (secret), secret_value_unref);
  else
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_NOT_FOUND));
}

static SecretValue *
ferry_memory_store_lookup_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ferry_memory_store_remove_async (FerrySecretStore *store,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (store);
  gboolean failed;
  g_autoptr (GTask) task =
    begin_unlocked (self, ferry_memory_store_remove_async, cancellable, callback, user_data, &failed);

  if (failed)
    return;
  if (ferry_memory_store_drop (self, id))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_NOT_FOUND));
}

static gboolean
ferry_memory_store_remove_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ferry_memory_store_watch (FerrySecretStore *store)
{
  FERRY_MEMORY_STORE (store)->watched = TRUE;
}

static void
emit_changed (FerryMemoryStore *self)
{
  if (self->watched)
    ferry_secret_store_emit_changed (FERRY_SECRET_STORE (self));
}

static void
ferry_memory_store_finalize (GObject *object)
{
  FerryMemoryStore *self = FERRY_MEMORY_STORE (object);

  g_hash_table_unref (self->entries);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (ferry_memory_store_parent_class)->finalize (object);
}

static void
ferry_memory_store_class_init (FerryMemoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_memory_store_finalize;
}

static void
ferry_memory_store_iface_init (FerrySecretStoreInterface *iface)
{
  iface->list_async = ferry_memory_store_list_async;
  iface->list_finish = ferry_memory_store_list_finish;
  iface->store_async = ferry_memory_store_store_async;
  iface->store_finish = ferry_memory_store_store_finish;
  iface->lookup_async = ferry_memory_store_lookup_async;
  iface->lookup_finish = ferry_memory_store_lookup_finish;
  iface->remove_async = ferry_memory_store_remove_async;
  iface->remove_finish = ferry_memory_store_remove_finish;
  iface->watch = ferry_memory_store_watch;
}

static void
ferry_memory_store_init (FerryMemoryStore *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
}

/**
 * ferry_memory_store_new:
 *
 * Returns: (transfer full): an empty store
 */
FerryMemoryStore *
ferry_memory_store_new (void)
{
  return g_object_new (FERRY_TYPE_MEMORY_STORE, NULL);
}

/**
 * ferry_memory_store_put:
 * @self: a store
 * @record: an account; one with the same ID is replaced
 * @secret: its secret
 *
 * Keeps an account at once, as another program would.
 */
void
ferry_memory_store_put (FerryMemoryStore *self, const FerryAccountRecord *record, SecretValue *secret)
{
  Entry *entry;

  g_return_if_fail (FERRY_IS_MEMORY_STORE (self));
  g_return_if_fail (record != NULL);
  g_return_if_fail (secret != NULL);

  entry = g_new0 (Entry, 1);
  entry->record = ferry_account_record_copy (record);
  entry->secret = secret_value_ref (secret);
  g_hash_table_replace (self->entries, entry->record->id, entry);
  emit_changed (self);
}

/**
 * ferry_memory_store_drop:
 * @self: a store
 * @id: the ID of an account
 *
 * Removes an account at once.
 *
 * Returns: whether it was there
 */
gboolean
ferry_memory_store_drop (FerryMemoryStore *self, const char *id)
{
  g_return_val_if_fail (FERRY_IS_MEMORY_STORE (self), FALSE);

  if (!g_hash_table_remove (self->entries, id))
    return FALSE;
  emit_changed (self);
  return TRUE;
}

/**
 * ferry_memory_store_get:
 * @self: a store
 * @id: the ID of an account
 *
 * Returns: (transfer none) (nullable): its secret
 */
SecretValue *
ferry_memory_store_get (FerryMemoryStore *self, const char *id)
{
  Entry *entry;

  g_return_val_if_fail (FERRY_IS_MEMORY_STORE (self), NULL);

  entry = g_hash_table_lookup (self->entries, id);
  return entry != NULL ? entry->secret : NULL;
}

/**
 * ferry_memory_store_set_locked:
 * @self: a store
 * @locked: whether it is locked now: accounts are hidden and secrets out of reach
 * @unlockable: whether it opens when the user is asked, or the user dismisses the question
 *
 * For tests.
 */
void
ferry_memory_store_set_locked (FerryMemoryStore *self, gboolean locked, gboolean unlockable)
{
  g_return_if_fail (FERRY_IS_MEMORY_STORE (self));

  self->locked = locked;
  self->unlockable = unlockable;
}

/**
 * ferry_memory_store_set_failure:
 * @self: a store
 * @failure: (nullable): what every call is to answer from now on
 *
 * For tests.
 */
void
ferry_memory_store_set_failure (FerryMemoryStore *self, const GError *failure)
{
  g_return_if_fail (FERRY_IS_MEMORY_STORE (self));

  g_clear_error (&self->failure);
  if (failure != NULL)
    self->failure = g_error_copy (failure);
}

/**
 * ferry_memory_store_get_n_calls:
 * @self: a store
 *
 * Returns: how many asynchronous calls were made, for tests that none was needed
 */
guint
ferry_memory_store_get_n_calls (FerryMemoryStore *self)
{
  g_return_val_if_fail (FERRY_IS_MEMORY_STORE (self), 0);

  return self->n_calls;
}
