/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

void ferry_copy_dialog_present (FerrySession *session, char **image_ids, GtkWidget *parent);

G_END_DECLS
