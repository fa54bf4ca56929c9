/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryCopyDialog: asks where to copy images to, and says what it takes. Stays open until a copy is in the journal:
 * whatever changes meanwhile is said in it. */
#define FERRY_TYPE_COPY_DIALOG (ferry_copy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryCopyDialog, ferry_copy_dialog, FERRY, COPY_DIALOG, AdwDialog)

void ferry_copy_dialog_present (FerrySession *session, char **image_ids, GtkWidget *parent);

/* For tests. */
FerryCopyDialog *ferry_copy_dialog_new (FerrySession *session, char **image_ids, GtkWidget *parent);
const char *ferry_copy_dialog_get_target (FerryCopyDialog *self);
const char *ferry_copy_dialog_get_sentence (FerryCopyDialog *self);

G_END_DECLS
