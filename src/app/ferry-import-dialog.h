/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryImportDialog: shows the profiles of the vendor's command jdc, to choose those that become accounts. */
#define FERRY_TYPE_IMPORT_DIALOG (ferry_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryImportDialog, ferry_import_dialog, FERRY, IMPORT_DIALOG, AdwDialog)

FerryImportDialog *ferry_import_dialog_new (FerrySession *session, const char *path);
gboolean ferry_import_dialog_is_possible (void);
void ferry_import_dialog_present (FerrySession *session, GtkWidget *parent);

G_END_DECLS
