/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryFirstStartPage: what to do while there is no account. */
#define FERRY_TYPE_FIRST_START_PAGE (ferry_first_start_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryFirstStartPage, ferry_first_start_page, FERRY, FIRST_START_PAGE, AdwBin)

void ferry_first_start_page_set_session (FerryFirstStartPage *self, FerrySession *session);

void ferry_first_start_page_set_narrow (FerryFirstStartPage *self, gboolean narrow);

G_END_DECLS
