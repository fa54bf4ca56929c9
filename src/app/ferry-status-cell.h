/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/ferry-image.h"

G_BEGIN_DECLS

/* FerryStatusCell: the status of an image, and in a second line why it cannot be copied. */
#define FERRY_TYPE_STATUS_CELL (ferry_status_cell_get_type ())
G_DECLARE_FINAL_TYPE (FerryStatusCell, ferry_status_cell, FERRY, STATUS_CELL, GtkWidget)

GtkWidget *ferry_status_cell_new (void);
void ferry_status_cell_set_image (FerryStatusCell *self, FerryImage *image, gboolean may_convert);

G_END_DECLS
