/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/ferry-image.h"

G_BEGIN_DECLS

GMenuModel *ferry_row_menu_new (FerryImage *image, gboolean read_only);
void ferry_row_menu_attach (GtkMenuButton *button, GMenuModel *menu);
GtkWidget *ferry_row_menu_button_new (GtkMenuButtonCreatePopupFunc create, gpointer user_data);

G_END_DECLS
