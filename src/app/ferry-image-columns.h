/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/ferry-layout.h"
#include "app/ferry-session.h"
#include "app/ferry-tick-model.h"

G_BEGIN_DECLS

/* FerryImageColumns: the columns of the list of images: makes the cells, keeps those on screen up to date, and sets
 * their widths by the size of text. */
#define FERRY_TYPE_IMAGE_COLUMNS (ferry_image_columns_get_type ())
G_DECLARE_FINAL_TYPE (FerryImageColumns, ferry_image_columns, FERRY, IMAGE_COLUMNS, GObject)

FerryImageColumns *ferry_image_columns_new (GtkColumnView *view,
                                            FerrySession *session,
                                            FerryTickModel *ticks);
void ferry_image_columns_set_layout (FerryImageColumns *self, FerryLayout layout);
void ferry_image_columns_sort_by (FerryImageColumns *self, const char *column, gboolean descending);
const char *ferry_image_columns_get_sort_column (FerryImageColumns *self, gboolean *descending);

FerryImage *ferry_image_columns_find_image (FerryImageColumns *self, GtkWidget *widget);
void ferry_image_columns_focus_row (FerryImageColumns *self, guint position);
gboolean ferry_image_columns_popup (FerryImageColumns *self, FerryImage *image);

G_END_DECLS
