/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ferry_quit_dialog_present (GtkApplication *application,
                                guint n_running,
                                guint n_demo,
                                GtkWidget *parent);

G_END_DECLS
