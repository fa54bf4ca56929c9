/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"
#include "app/ferry-tick-model.h"

G_BEGIN_DECLS

/* FerryTickBar: says what is ticked, and offers to copy it. Property: narrow. */
#define FERRY_TYPE_TICK_BAR (ferry_tick_bar_get_type ())
G_DECLARE_FINAL_TYPE (FerryTickBar, ferry_tick_bar, FERRY, TICK_BAR, AdwBin)

void ferry_tick_bar_set_models (FerryTickBar *self, FerrySession *session, FerryTickModel *ticks);
void ferry_tick_bar_set_narrow (FerryTickBar *self, gboolean narrow);
void ferry_tick_bar_set_shown (FerryTickBar *self, gboolean shown);

G_END_DECLS
