/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

void ferry_image_actions_install (GtkWidgetClass *widget_class);
FerryProblem *ferry_image_actions_check (FerrySession *session, FerryImage *image, const char *action);

G_END_DECLS
