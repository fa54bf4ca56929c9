/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-image.h"
#include "engine/ferry-problem.h"

G_BEGIN_DECLS

/* FerryCopyImageRow: one image that shall be copied. If something stands in its way it says what, and the person may
 * leave it out. Signal: "leave-out". */
#define FERRY_TYPE_COPY_IMAGE_ROW (ferry_copy_image_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryCopyImageRow, ferry_copy_image_row, FERRY, COPY_IMAGE_ROW, GtkListBoxRow)

GtkWidget *ferry_copy_image_row_new (FerryImage *image);
FerryImage *ferry_copy_image_row_get_image (FerryCopyImageRow *self);
void ferry_copy_image_row_set_problem (FerryCopyImageRow *self,
                                       FerryProblem *problem,
                                       gboolean can_leave_out);
void ferry_copy_image_row_set_narrow (FerryCopyImageRow *self, gboolean narrow);

G_END_DECLS
