/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

void ferry_edit_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent);

G_END_DECLS
