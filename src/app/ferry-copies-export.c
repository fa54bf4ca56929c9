/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copies-export.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-text.h"
#include "app/ferry-export.h"

static void
begin (GString *text, gboolean json, gpointer data)
{
  ferry_copy_text_append_csv_titles (text);
}

static void
append (GString *text, gboolean json, gpointer item, guint position, gpointer data)
{
  ferry_copy_text_append_csv (text, FERRY_OPERATION (item));
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
  const FerryExport kind = {
    .title = _ ("Export Copies"),
    .done = _ ("Copies exported"),
    .begin = begin,
    .append = append,
  };

  ferry_export_present (&kind, operations, "image-ferry-copies.csv", NULL, NULL, parent);
}
