/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-export.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"

/* How many items are written before the window has its turn. */
#define ITEMS_PER_STEP 100

/* A list on its way into a file. */
typedef struct
{
  FerryExport kind;
  GPtrArray *items; /* (owned): as they were when it began */
  GFile *file;      /* (owned) */
  gboolean json;
  GString *text; /* (owned) (nullable) */
  guint position;
  gpointer data; /* (owned): of @kind */
  GDestroyNotify free_data;
} Writing;

/* What waits for a file to be chosen. */
typedef struct
{
  FerryExport kind;
  GListModel *list;  /* (owned) */
  GtkWidget *parent; /* (owned): may have left its window by now */
  gpointer data;     /* (owned) */
  GDestroyNotify free_data;
} Asking;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  g_ptr_array_unref (self->items);
  g_object_unref (self->file);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (self);
}

static void
asking_free (Asking *self)
{
  g_object_unref (self->list);
  g_object_unref (self->parent);
  if (self->free_data != NULL && self->data != NULL)
    self->free_data (self->data);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static gboolean
is_json (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *folded = name != NULL ? g_utf8_strdown (name, -1) : NULL;

  return folded != NULL && g_str_has_suffix (folded, ".json");
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The old file stays until the new one is complete. */
static void
replace (GTask *task, Writing *self)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->kind.end != NULL)
    self->kind.end (self->text, self->json, self->data);
  bytes = g_string_free_to_bytes (g_steal_pointer (&self->text));
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                       g_task_get_cancellable (task), replaced_cb, g_object_ref (task));
}

static gboolean
write_idle (gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  Writing *self = g_task_get_task_data (task);
  guint end = MIN (self->position + ITEMS_PER_STEP, self->items->len);

  for (; self->position < end; self->position++)
    self->kind.append (self->text, self->json, g_ptr_array_index (self->items, self->position),
                       self->position, self->data);
  if (self->position < self->items->len)
    return G_SOURCE_CONTINUE;
  replace (task, self);

  return G_SOURCE_REMOVE;
}

/**
 * ferry_export_write_async:
 * @kind: how to write it
 * @list: what to write, as it is now
 * @file: where to; a file that is there is replaced, all at once or not at all
 * @data: (transfer full) (nullable): for the functions of @kind
 * @free_data: (nullable): frees @data
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes a list into a file, in UTF-8.
 */
void
ferry_export_write_async (const FerryExport *kind,
                          GListModel *list,
                          GFile *file,
                          gpointer data,
                          GDestroyNotify free_data,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Writing *self;

  g_return_if_fail (kind != NULL);
  g_return_if_fail (G_IS_LIST_MODEL (list));
  g_return_if_fail (G_IS_FILE (file));

  g_task_set_source_tag (task, ferry_export_write_async);
  self = g_new0 (Writing, 1);
  self->kind = *kind;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (self->items, g_list_model_get_item (list, i));
  self->file = g_object_ref (file);
  self->json = kind->json && is_json (file);
  self->text = g_string_new (NULL);
  self->data = data;
  self->free_data = free_data;
  g_task_set_task_data (task, self, writing_free);
  kind->begin (self->text, self->json, data);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, write_idle, g_object_ref (task), g_object_unref);
}

/**
 * ferry_export_write_finish:
 * @result: what the callback was given
 * @error: where to say why it could not be written
 *
 * Returns: whether it was written
 */
gboolean
ferry_export_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_export_write_finish (result, &error))
    ferry_window_tell (asking->parent, asking->kind.done);
  else
    ferry_window_tell (asking->parent, error->message);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  Asking *kept = asking;

  if (file == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        ferry_window_tell (asking->parent, error->message);
      return;
    }
  ferry_export_write_async (&kept->kind, kept->list, file, g_steal_pointer (&kept->data), kept->free_data,
                            written_cb, g_steal_pointer (&asking));
}

static void
add_filter (GtkFileDialog *dialog, gboolean json)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, json ? _ ("CSV or JSON, as the name ends") : _ ("CSV"));
  gtk_file_filter_add_suffix (filter, "csv");
  if (json)
    gtk_file_filter_add_suffix (filter, "json");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
}

/**
 * ferry_export_present:
 * @kind: how to write it
 * @list: what to write; it is read when the file was chosen
 * @file_name: what the file is called unless the person says otherwise
 * @data: (transfer full) (nullable): for the functions of @kind
 * @free_data: (nullable): frees @data
 * @parent: a widget in a main window
 *
 * Asks for a file, and writes a list into it. How that went is said in passing.
 */
void
ferry_export_present (const FerryExport *kind,
                      GListModel *list,
                      const char *file_name,
                      gpointer data,
                      GDestroyNotify free_data,
                      GtkWidget *parent)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root;
  Asking *asking;

  g_return_if_fail (kind != NULL);
  g_return_if_fail (G_IS_LIST_MODEL (list));
  g_return_if_fail (GTK_IS_WIDGET (parent));

  root = gtk_widget_get_root (parent);
  asking = g_new0 (Asking, 1);
  asking->kind = *kind;
  asking->list = g_object_ref (list);
  asking->parent = g_object_ref (parent);
  asking->data = data;
  asking->free_data = free_data;
  gtk_file_dialog_set_title (dialog, kind->title);
  gtk_file_dialog_set_initial_name (dialog, file_name);
  add_filter (dialog, kind->json);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, file_chosen_cb,
                        asking);
}
