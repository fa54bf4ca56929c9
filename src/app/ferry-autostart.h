/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FerryAutostart: makes the setting "resume-at-login" true: by an entry in the autostart folder, or in a sandbox by
 * asking the desktop. What cannot be done turns the setting off again. Main thread.
 * Signal "failed" (sentence): why it could not be turned on or off. */
#define FERRY_TYPE_AUTOSTART (ferry_autostart_get_type ())
G_DECLARE_FINAL_TYPE (FerryAutostart, ferry_autostart, FERRY, AUTOSTART, GObject)

FerryAutostart *ferry_autostart_new (GSettings *settings, const char *folder, const char *program);
void ferry_autostart_set_portal (FerryAutostart *self, GDBusConnection *connection);
char *ferry_autostart_dup_program (void);
char *ferry_autostart_dup_command (const char *program);

G_END_DECLS
