/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/ferry-session.h"
#include "app/ferry-tick-model.h"

G_BEGIN_DECLS

/* FerryImageRow: all of an image in one row, for narrow windows. */
#define FERRY_TYPE_IMAGE_ROW (ferry_image_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryImageRow, ferry_image_row, FERRY, IMAGE_ROW, GtkWidget)

GtkWidget *ferry_image_row_new (FerrySession *session, FerryTickModel *ticks, GtkListItem *item);
FerryImage *ferry_image_row_get_image (FerryImageRow *self);
void ferry_image_row_set_image (FerryImageRow *self, FerryImage *image);
void ferry_image_row_popup (FerryImageRow *self);

G_END_DECLS
