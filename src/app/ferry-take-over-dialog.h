/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-engine.h"

G_BEGIN_DECLS

void ferry_take_over_dialog_present (FerryEngine *engine, GtkWidget *parent);

G_END_DECLS
