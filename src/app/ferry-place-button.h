/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryPlaceButton: says where one is, region and account, and changes both by a menu. Property: all-regions (the
 * page shows every region: only the account can be chosen). */
#define FERRY_TYPE_PLACE_BUTTON (ferry_place_button_get_type ())
G_DECLARE_FINAL_TYPE (FerryPlaceButton, ferry_place_button, FERRY, PLACE_BUTTON, AdwBin)

void ferry_place_button_set_session (FerryPlaceButton *self, FerrySession *session);
void ferry_place_button_set_all_regions (FerryPlaceButton *self, gboolean all_regions);
void ferry_place_button_popup (FerryPlaceButton *self);

G_END_DECLS
