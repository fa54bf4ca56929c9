/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-autostart.h"

G_BEGIN_DECLS

void ferry_preferences_dialog_present (GSettings *settings, FerryAutostart *autostart, GtkWidget *parent);

G_END_DECLS
