/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes JSON onto the end of a string, commas included: what stands before tells whether one is needed, so there is
 * no writer to keep. @name is the member's name, NULL inside an array or at the top. */

void ferry_ctl_json_open (GString *out, const char *name, char bracket);
void ferry_ctl_json_close (GString *out, char bracket);
void ferry_ctl_json_string (GString *out, const char *name, const char *value);
void ferry_ctl_json_int (GString *out, const char *name, gint64 value);
void ferry_ctl_json_bool (GString *out, const char *name, gboolean value);
void ferry_ctl_json_null (GString *out, const char *name);
void ferry_ctl_json_raw (GString *out, const char *name, const char *json);
void ferry_ctl_json_time (GString *out, const char *name, GDateTime *time);

G_END_DECLS
