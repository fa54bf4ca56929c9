/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryBackground: keeps the program alive without a window for as long as it follows copies, says so once, and keeps
 * the computer awake if that is wanted. Main thread. */
#define FERRY_TYPE_BACKGROUND (ferry_background_get_type ())
G_DECLARE_FINAL_TYPE (FerryBackground, ferry_background, FERRY, BACKGROUND, GObject)

FerryBackground *ferry_background_new (GtkApplication *application, GSettings *settings);
void ferry_background_add_session (FerryBackground *self, FerrySession *session);
void ferry_background_remove_session (FerryBackground *self, FerrySession *session);
void ferry_background_set_portal (FerryBackground *self, GDBusConnection *connection);
guint ferry_background_count_running_of (FerrySession *session);
guint ferry_background_count_running (FerryBackground *self);
void ferry_background_close (FerryBackground *self);

G_END_DECLS
