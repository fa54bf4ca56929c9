/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FerryExport:
 * @title: what the dialog is called
 * @done: what is said when it is done
 * @json: whether a name that ends in .json makes it JSON; everything else is CSV
 * @begin: appends what comes before the first item
 * @append: appends one item
 * @end: (nullable): appends what comes after the last one
 *
 * A list that can be written into a file, item by item, so that a long one does not hold up the window.
 */
typedef struct
{
  const char *title;
  const char *done;
  gboolean json;
  void (*begin) (GString *text, gboolean json, gpointer data);
  void (*append) (GString *text, gboolean json, gpointer item, guint position, gpointer data);
  void (*end) (GString *text, gboolean json, gpointer data);
} FerryExport;

void ferry_export_present (const FerryExport *kind,
                           GListModel *list,
                           const char *file_name,
                           gpointer data,
                           GDestroyNotify free_data,
                           GtkWidget *parent);
void ferry_export_write_async (const FerryExport *kind,
                               GListModel *list,
                               GFile *file,
                               gpointer data,
                               GDestroyNotify free_data,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ferry_export_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
