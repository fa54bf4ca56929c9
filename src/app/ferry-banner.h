/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryBanner: the one thing that must be known now, the worst first. */
#define FERRY_TYPE_BANNER (ferry_banner_get_type ())
G_DECLARE_FINAL_TYPE (FerryBanner, ferry_banner, FERRY, BANNER, AdwBin)

void ferry_banner_set_session (FerryBanner *self, FerrySession *session);
const char *ferry_banner_get_text (FerryBanner *self);

G_END_DECLS
