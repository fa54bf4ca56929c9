/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

typedef void (*FerryOpenImageFunc) (FerrySession *session, FerryImage *image, GtkWidget *parent);

void ferry_open_image (FerrySession *session,
                       const char *region,
                       const char *image_id,
                       FerryOpenImageFunc present,
                       GtkWidget *parent);

G_END_DECLS
