/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-engine.h"

G_BEGIN_DECLS

/* FerryDuplicateBanner: says that an image may be a second replica, and asks what to do with it. */
#define FERRY_TYPE_DUPLICATE_BANNER (ferry_duplicate_banner_get_type ())
G_DECLARE_FINAL_TYPE (FerryDuplicateBanner, ferry_duplicate_banner, FERRY, DUPLICATE_BANNER, AdwBin)

void ferry_duplicate_banner_set_engine (FerryDuplicateBanner *self, FerryEngine *engine);
void ferry_duplicate_banner_set_duplicates (FerryDuplicateBanner *self, GListModel *duplicates);

G_END_DECLS
