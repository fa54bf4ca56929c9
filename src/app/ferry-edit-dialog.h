/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryEditDialog: name and description of an image. Stays open until they are changed. */
#define FERRY_TYPE_EDIT_DIALOG (ferry_edit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryEditDialog, ferry_edit_dialog, FERRY, EDIT_DIALOG, AdwDialog)

FerryEditDialog *ferry_edit_dialog_new (FerrySession *session, FerryImage *image, GtkWidget *parent);
void ferry_edit_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent);

G_END_DECLS
