/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copies-export.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-text.h"
#include "app/ferry-window.h"

typedef struct
{
  GListModel *operations; /* (owned) */
  GtkWidget *parent;      /* (owned): may have left its window by now */
} Export;

static void
export_free (Export *data)
{
  g_object_unref (data->operations);
  g_object_unref (data->parent);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) data = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    ferry_window_tell (data->parent, _ ("Copies exported"));
  else
    ferry_window_tell (data->parent, error->message);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) data = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;
  char *csv;

  if (file == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        ferry_window_tell (data->parent, error->message);
      return;
    }
  csv = ferry_copy_text_dup_csv (data->operations);
  bytes = g_bytes_new_take (csv, strlen (csv));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb,
                                       g_steal_pointer (&data));
}

/**
 * ferry_copies_export_present:
 * @operations: (element-type FerryOperation): what to write
 * @parent: a widget in a main window
 *
 * Asks for a file, and writes one line a replica into it. How that went is said in passing.
 */
void
ferry_copies_export_present (GListModel *operations, GtkWidget *parent)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root;
  Export *data;

  g_return_if_fail (G_IS_LIST_MODEL (operations));
  g_return_if_fail (GTK_IS_WIDGET (parent));

  root = gtk_widget_get_root (parent);
  data = g_new0 (Export, 1);
  data->operations = g_object_ref (operations);
  data->parent = g_object_ref (parent);
  gtk_file_dialog_set_title (dialog, _ ("Export Copies"));
  gtk_file_dialog_set_initial_name (dialog, "image-ferry-copies.csv");
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, file_chosen_cb, data);
}
