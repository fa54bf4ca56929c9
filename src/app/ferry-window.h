/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-layout.h"
#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryWindow: the main window of one session: header, banner, pages. Properties: session, page (its name, read-only,
 * notified). Actions: win.region(s), win.account(s),
 * win.page(s: images, copies), win.place, win.search, win.refresh, win.copy, win.untick, win.export. */
#define FERRY_TYPE_WINDOW (ferry_window_get_type ())
G_DECLARE_FINAL_TYPE (FerryWindow, ferry_window, FERRY, WINDOW, AdwApplicationWindow)

FerryWindow *ferry_window_new (GtkApplication *application, FerrySession *session);
FerrySession *ferry_window_get_session (FerryWindow *self);
FerryLayout ferry_window_get_layout (FerryWindow *self);

gboolean ferry_window_has_page (FerryWindow *self, const char *page);
const char *ferry_window_get_page (FerryWindow *self);
void ferry_window_show_page (FerryWindow *self, const char *page);
void ferry_window_show_operation (FerryWindow *self, const char *uid);
void ferry_window_add_toast (FerryWindow *self, AdwToast *toast);

/* For any widget in a window, or the window itself. */
FerryWindow *ferry_window_find (GtkWidget *widget);
void ferry_window_tell (GtkWidget *widget, const char *text);
void ferry_window_tell_copying (GtkWidget *widget, FerrySubmission *submission);

G_END_DECLS
