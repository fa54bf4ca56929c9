/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryApplication: the program. One a session of the desktop: a second start reaches the first and presents its
 * window. The demo has a window, a session and a journal of its own beside the person's. */
#define FERRY_TYPE_APPLICATION (ferry_application_get_type ())
G_DECLARE_FINAL_TYPE (FerryApplication, ferry_application, FERRY, APPLICATION, AdwApplication)

FerryApplication *ferry_application_new (void);

GSettings *ferry_application_get_settings (FerryApplication *self);
FerrySession *ferry_application_get_session (FerryApplication *self);
void ferry_application_open_demo (FerryApplication *self);

G_END_DECLS
