/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void emulator_json_open (GString *out, const char *name, char bracket);
void emulator_json_close (GString *out, char bracket);
void emulator_json_string (GString *out, const char *name, const char *value);
void emulator_json_int (GString *out, const char *name, gint64 value);
void emulator_json_bool (GString *out, const char *name, gboolean value);
void emulator_json_null (GString *out, const char *name);
void emulator_json_raw (GString *out, const char *name, const char *json, gsize length);

G_END_DECLS
