/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/ferry-facts-dialog.h"
#include "app/ferry-session.h"

G_BEGIN_DECLS

AdwDialog *ferry_details_dialog_new (FerrySession *session, FerryImage *image);
void ferry_details_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent);
void ferry_details_dialog_present_image (FerrySession *session, FerryImage *image, GtkWidget *parent);

G_END_DECLS
