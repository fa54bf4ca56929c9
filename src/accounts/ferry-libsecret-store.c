/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts in the keyring: the Secret Service, or libsecret's encrypted file inside a Flatpak.
 *
 * One item an account: attributes for what is not secret, so that every program of ours sees the same accounts
 * without a file of our own; the label as the item's label; the keys as the item's secret. An account is changed by
 * adding an item with the next revision and then removing the older ones: an interruption leaves two items, of which
 * the newer counts, and never none.
 *
 * A keyring that was not unlocked since its service started shows attributes only as hashes. Such items are found by
 * the hash of the "application" attribute (that of the schema's name does not work) and are called hidden here. */

#include "config.h"

#include "ferry-libsecret-store.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "ferry-accounts-error.h"

#define SCHEMA_NAME APPLICATION_ID ".Account"
#define SECRETS_BUS_NAME "org.freedesktop.secrets"

/* How far a search may go to open what is locked. */
typedef enum
{
  FIND_QUIETLY,  /* the user is never asked */
  FIND_READABLE, /* asked if items are hidden */
  FIND_UNLOCKED, /* asked if secrets are locked */
} FindMode;

/* An item of ours that was found. */
typedef struct
{
  SecretRetrievable *item;    /* (owned) */
  FerryAccountRecord *record; /* (owned) (nullable): NULL if hidden */
  guint64 revision;
} Found;

typedef struct
{
  GHashTable *attributes; /* (owned): what to look for */
  FindMode mode;
  guint pass;
} FindData;

typedef struct
{
  FerryAccountRecord *record; /* (owned) */
  SecretValue *secret;        /* (owned) */
  GPtrArray *outdated;        /* (owned) (element-type Found): items to remove afterwards */
} StoreData;

struct _FerryLibsecretStore
{
  GObject parent_instance;

  gboolean watching;
  GDBusConnection *connection; /* (owned) (nullable): while watching */
  guint subscriptions[2];
};

static void ferry_libsecret_store_iface_init (FerrySecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryLibsecretStore,
                               ferry_libsecret_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FERRY_TYPE_SECRET_STORE,
                                                      ferry_libsecret_store_iface_init))

#define ATTRIBUTES                                                                                           \
  { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },             \
    { "revision", SECRET_SCHEMA_ATTRIBUTE_INTEGER },   { "access-key", SECRET_SCHEMA_ATTRIBUTE_STRING },     \
    { "endpoint", SECRET_SCHEMA_ATTRIBUTE_STRING },    { "default-region", SECRET_SCHEMA_ATTRIBUTE_STRING }, \
    { "read-only", SECRET_SCHEMA_ATTRIBUTE_BOOLEAN },  { NULL, 0 } }

static const SecretSchema store_schema = { SCHEMA_NAME, SECRET_SCHEMA_NONE, ATTRIBUTES };
static const SecretSchema find_schema = { SCHEMA_NAME, SECRET_SCHEMA_DONT_MATCH_NAME, ATTRIBUTES };

static void
found_free (gpointer data)
{
  Found *found = data;

  g_object_unref (found->item);
  ferry_account_record_free (found->record);
  g_free (found);
}

static void
find_data_free (gpointer data)
{
  FindData *find = data;

  g_hash_table_unref (find->attributes);
  g_free (find);
}

static void
store_data_free (gpointer data)
{
  StoreData *store = data;

  ferry_account_record_free (store->record);
  secret_value_unref (store->secret);
  g_clear_pointer (&store->outdated, g_ptr_array_unref);
  g_free (store);
}

static GHashTable *
new_attributes (const char *id)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (char *) "application", g_strdup (APPLICATION_ID));
  if (id != NULL)
    g_hash_table_insert (attributes, (char *) "id", g_strdup (id));
  return attributes;
}

static GHashTable *
new_item_attributes (const char *id, guint64 revision)
{
  GHashTable *attributes = new_attributes (id);

  g_hash_table_insert (attributes, (char *) "revision", g_strdup_printf ("%" G_GUINT64_FORMAT, revision));
  return attributes;
}

static GHashTable *
record_to_attributes (const FerryAccountRecord *record, guint64 revision)
{
  GHashTable *attributes = new_item_attributes (record->id, revision);

  g_hash_table_insert (attributes, (char *) "access-key", g_strdup (record->access_key));
  g_hash_table_insert (attributes, (char *) "read-only", g_strdup (record->read_only ? "true" : "false"));
  if (record->endpoint != NULL)
    g_hash_table_insert (attributes, (char *) "endpoint", g_strdup (record->endpoint));
  if (record->default_region != NULL)
    g_hash_table_insert (attributes, (char *) "default-region", g_strdup (record->default_region));
  return attributes;
}

/* What others may have written into the keyring is taken as it is; only an ID and an access key must be there. */
static FerryAccountRecord *
attributes_to_record (GHashTable *attributes, const char *label)
{
  const char *id = g_hash_table_lookup (attributes, "id");
  const char *access_key = g_hash_table_lookup (attributes, "access-key");
  FerryAccountRecord *record;

  if (id == NULL || access_key == NULL)
    return NULL;
  record = g_new0 (FerryAccountRecord, 1);
  record->id = g_strdup (id);
  record->access_key = g_strdup (access_key);
  record->label = g_strdup (label != NULL && *label != '\0' ? label : access_key);
  record->endpoint = g_strdup (g_hash_table_lookup (attributes, "endpoint"));
  record->default_region = g_strdup (g_hash_table_lookup (attributes, "default-region"));
  record->read_only = g_strcmp0 (g_hash_table_lookup (attributes, "read-only"), "true") == 0;
  return record;
}

/* An item needs its service to be read, but does not keep it, and a find that begins meanwhile lets go of it. */
static void
keep_service (SecretRetrievable *item)
{
  SecretService *service = SECRET_IS_ITEM (item) ? secret_item_get_service (SECRET_ITEM (item)) : NULL;

  if (service != NULL)
    g_object_set_data_full (G_OBJECT (item), "ferry-service", g_object_ref (service), g_object_unref);
}

static Found *
found_new (SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  g_autofree char *label = secret_retrievable_get_label (item);
  const char *revision = g_hash_table_lookup (attributes, "revision");
  Found *found = g_new0 (Found, 1);

  found->item = g_object_ref (item);
  keep_service (item);
  found->record = attributes_to_record (attributes, label);
  found->revision = revision != NULL ? g_ascii_strtoull (revision, NULL, 10) : 0;
  return found;
}

static gboolean
is_locked (Found *found)
{
  return SECRET_IS_ITEM (found->item) && secret_item_get_locked (SECRET_ITEM (found->item));
}

static gboolean
needs_unlocking (GPtrArray *items, FindMode mode)
{
  for (guint i = 0; i < items->len; i++)
    {
      Found *found = items->pdata[i];

      if ((mode >= FIND_READABLE && found->record == NULL && is_locked (found)) ||
          (mode >= FIND_UNLOCKED && is_locked (found)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_hidden (GPtrArray *items)
{
  return needs_unlocking (items, FIND_READABLE);
}

/* An interrupted change leaves two items: the newer one counts. */
static Found *
find_newest (GPtrArray *items, const char *id)
{
  Found *newest = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      Found *found = items->pdata[i];

      if (found->record != NULL && g_str_equal (found->record->id, id) &&
          (newest == NULL || found->revision > newest->revision))
        newest = found;
    }
  return newest;
}

static GError *
new_refusal (const GError *cause)
{
  return g_error_new (
    FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED,
    /* Translators: %s is the reason in the words of the keyring. */
    _ ("The keyring does not work (%s): look at it with the password manager of your system."),
    cause->message);
}

static gboolean
is_file_trouble (const GError *error)
{
  return error->domain == G_FILE_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
}

/* The service answers so when there is no keyring and the user did not make one. */
static gboolean
is_missing_keyring (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT);
}

static gboolean
is_refusal (const GError *error)
{
  return error->domain == SECRET_ERROR || is_file_trouble (error) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_AUTH_FAILED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR);
}

/* Ends @task with what the user can do about @error (transfer full). */
static void
return_explained (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_debug ("The keyring answered: %s", cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) && g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_error (task, g_steal_pointer (&cause));
      return;
    }
  g_dbus_error_strip_remote_error (cause);
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
      /* A dismissed question of the portal. */
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
  else if (is_missing_keyring (cause))
    g_task_return_new_error_literal (task, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED,
                                     _ ("There is no open keyring: set one up when asked, then try again."));
  else if (is_refusal (cause))
    g_task_return_error (task, new_refusal (cause));
  else
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE));
}

static void find_pass (GTask *task);

static GPtrArray *
collect_found (GList *items)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (found_free);

  for (GList *item = items; item != NULL; item = item->next)
    g_ptr_array_add (found, found_new (item->data));
  return found;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FindData *find = g_task_get_task_data (task);
  g_autoptr (GPtrArray) found = NULL;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      return_explained (task, error);
      return;
    }
  found = collect_found (items);
  g_list_free_full (items, g_object_unref);
  if (find->pass < 2 && needs_unlocking (found, find->mode))
    {
      find->pass++;
      find_pass (g_steal_pointer (&task));
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/* First without a question; then with one; then once more, since items show what they were before it. */
static void
find_pass (GTask *task)
{
  FindData *find = g_task_get_task_data (task);
  SecretSearchFlags flags = SECRET_SEARCH_ALL | (find->pass == 1 ? SECRET_SEARCH_UNLOCK : 0);

  secret_password_searchv (&find_schema, find->attributes, flags, g_task_get_cancellable (task), searched_cb,
                           task);
}

/* All that is done begins with this, and with a new connection: libsecret notices neither that the service was started
 * again, and fails for want of a session, nor that another program has changed its file. */
static void
find_async (FerryLibsecretStore *self,
            const char *id,
            FindMode mode,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  FindData *find = g_new0 (FindData, 1);

  g_task_set_source_tag (task, find_async);
  find->attributes = new_attributes (id);
  find->mode = mode;
  g_task_set_task_data (task, find, find_data_free);
  secret_service_disconnect ();
  find_pass (task);
}

static GPtrArray *
find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
found_for_list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *found = find_finish (result, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
ferry_libsecret_store_list_async (FerrySecretStore *store,
                                  gboolean unlock,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_libsecret_store_list_async);
  find_async (FERRY_LIBSECRET_STORE (store), NULL, unlock ? FIND_READABLE : FIND_QUIETLY, cancellable,
              found_for_list_cb, task);
}

static GPtrArray *
ferry_libsecret_store_list_finish (FerrySecretStore *store,
                                   GAsyncResult *result,
                                   gboolean *hidden,
                                   GError **error)
{
  g_autoptr (GPtrArray) items = g_task_propagate_pointer (G_TASK (result), error);
  g_autoptr (GPtrArray) records = NULL;

  *hidden = FALSE;
  if (items == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_account_record_free);
  for (guint i = 0; i < items->len; i++)
    {
      Found *found = items->pdata[i];

      if (found->record != NULL && find_newest (items, found->record->id) == found)
        g_ptr_array_add (records, ferry_account_record_copy (found->record));
    }
  *hidden = has_hidden (items);
  return g_steal_pointer (&records);
}

static void remove_outdated (GTask *task);

/* An item that cannot be removed does no harm: the newer one counts, and the next change tries again. */
static void
outdated_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("An outdated item stays in the keyring: %s", error->message);
  remove_outdated (g_steal_pointer (&task));
}

static void
remove_outdated (GTask *task)
{
  StoreData *store = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = NULL;
  Found *found;

  if (store->outdated->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  found = store->outdated->pdata[store->outdated->len - 1];
  attributes = new_item_attributes (found->record->id, found->revision);
  g_ptr_array_remove_index (store->outdated, store->outdated->len - 1);
  secret_password_clearv (&find_schema, attributes, NULL, outdated_removed_cb, task);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    remove_outdated (g_steal_pointer (&task));
  else
    return_explained (task, error);
}

static void
found_for_store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StoreData *store = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = NULL;
  GError *error = NULL;
  Found *newest;

  store->outdated = find_finish (result, &error);
  if (store->outdated == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (has_hidden (store->outdated))
    {
      g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
      return;
    }
  newest = find_newest (store->outdated, store->record->id);
  attributes = record_to_attributes (store->record, newest != NULL ? newest->revision + 1 : 1);
  secret_password_storev_binary (&store_schema, attributes, SECRET_COLLECTION_DEFAULT, store->record->label,
                                 store->secret, g_task_get_cancellable (task), stored_cb,
                                 g_object_ref (task));
}

static void
ferry_libsecret_store_store_async (FerrySecretStore *store,
                                   const FerryAccountRecord *record,
                                   SecretValue *secret,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  StoreData *data = g_new0 (StoreData, 1);

  g_task_set_source_tag (task, ferry_libsecret_store_store_async);
  data->record = ferry_account_record_copy (record);
  data->secret = secret_value_ref (secret);
  g_task_set_task_data (task, data, store_data_free);
  find_async (FERRY_LIBSECRET_STORE (store), record->id, FIND_READABLE, cancellable, found_for_store_cb,
              task);
}

static gboolean
ferry_libsecret_store_store_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
secret_retrieved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretValue *secret =
    secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (secret != NULL)
    g_task_return_pointer (task, secret, secret_value_unref);
  else if (error != NULL)
    return_explained (task, error);
  else
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
}

static void
found_for_lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) items = NULL;
  GError *error = NULL;
  Found *found;

  items = find_finish (result, &error);
  if (items == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = find_newest (items, g_task_get_task_data (task));
  if (found != NULL && !is_locked (found))
    secret_retrievable_retrieve_secret (found->item, g_task_get_cancellable (task), secret_retrieved_cb,
                                        g_object_ref (task));
  else
    g_task_return_error (task, ferry_accounts_error_new (items->len > 0 ? FERRY_ACCOUNTS_ERROR_LOCKED
                                                                        : FERRY_ACCOUNTS_ERROR_NOT_FOUND));
}

static void
ferry_libsecret_store_lookup_async (FerrySecretStore *store,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_libsecret_store_lookup_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  find_async (FERRY_LIBSECRET_STORE (store), id, FIND_UNLOCKED, cancellable, found_for_lookup_cb, task);
}

static SecretValue *
ferry_libsecret_store_lookup_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_clear_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    return_explained (task, error);
  else
    g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_NOT_FOUND));
}

static void
found_for_remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  GError *error = NULL;

  items = find_finish (result, &error);
  if (items == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (needs_unlocking (items, FIND_UNLOCKED))
    {
      g_task_return_error (task, ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_LOCKED));
      return;
    }
  attributes = new_attributes (g_task_get_task_data (task));
  secret_password_clearv (&find_schema, attributes, g_task_get_cancellable (task), cleared_cb,
                          g_object_ref (task));
}

static void
ferry_libsecret_store_remove_async (FerrySecretStore *store,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_libsecret_store_remove_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  find_async (FERRY_LIBSECRET_STORE (store), id, FIND_UNLOCKED, cancellable, found_for_remove_cb, task);
}

static gboolean
ferry_libsecret_store_remove_finish (FerrySecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
service_signalled_cb (GDBusConnection *connection,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  ferry_secret_store_emit_changed (user_data);
}

static void
owner_changed_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  const char *new_owner = NULL;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    g_variant_get (parameters, "(&s&s&s)", NULL, NULL, &new_owner);
  /* Looking at a service that has just gone would start it again. */
  if (new_owner != NULL && *new_owner != '\0')
    ferry_secret_store_emit_changed (user_data);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryLibsecretStore) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = g_bus_get_finish (result, &error);
  if (self->connection == NULL)
    {
      g_debug ("The keyring cannot be watched: %s", error->message);
      return;
    }
  /* Every signal: items come and go, and unlocking shows only as a changed property. There are few of them. */
  self->subscriptions[0] =
    g_dbus_connection_signal_subscribe (self->connection, SECRETS_BUS_NAME, NULL, NULL, NULL, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, service_signalled_cb, self, NULL);
  self->subscriptions[1] = g_dbus_connection_signal_subscribe (
    self->connection, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", NULL,
    SECRETS_BUS_NAME, G_DBUS_SIGNAL_FLAGS_NONE, owner_changed_cb, self, NULL);
  /* What changed between the last listing and now. */
  ferry_secret_store_emit_changed (FERRY_SECRET_STORE (self));
}

static void
ferry_libsecret_store_watch (FerrySecretStore *store)
{
  FerryLibsecretStore *self = FERRY_LIBSECRET_STORE (store);

  if (self->watching)
    return;
  self->watching = TRUE;
  g_bus_get (G_BUS_TYPE_SESSION, NULL, got_bus_cb, g_object_ref (self));
}

static void
ferry_libsecret_store_dispose (GObject *object)
{
  FerryLibsecretStore *self = FERRY_LIBSECRET_STORE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    {
      if (self->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (self->connection, self->subscriptions[i]);
      self->subscriptions[i] = 0;
    }
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (ferry_libsecret_store_parent_class)->dispose (object);
}

static void
ferry_libsecret_store_class_init (FerryLibsecretStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_libsecret_store_dispose;
}

static void
ferry_libsecret_store_iface_init (FerrySecretStoreInterface *iface)
{
  iface->list_async = ferry_libsecret_store_list_async;
  iface->list_finish = ferry_libsecret_store_list_finish;
  iface->store_async = ferry_libsecret_store_store_async;
  iface->store_finish = ferry_libsecret_store_store_finish;
  iface->lookup_async = ferry_libsecret_store_lookup_async;
  iface->lookup_finish = ferry_libsecret_store_lookup_finish;
  iface->remove_async = ferry_libsecret_store_remove_async;
  iface->remove_finish = ferry_libsecret_store_remove_finish;
  iface->watch = ferry_libsecret_store_watch;
}

static void
ferry_libsecret_store_init (FerryLibsecretStore *self)
{
}

/**
 * ferry_libsecret_store_new:
 *
 * Makes the store without connecting to anything.
 *
 * Returns: (transfer full): the user's keyring
 */
FerrySecretStore *
ferry_libsecret_store_new (void)
{
  return g_object_new (FERRY_TYPE_LIBSECRET_STORE, NULL);
}
