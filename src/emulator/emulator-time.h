/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *emulator_time_format (gint64 unix_time, gboolean iso);
gint64 emulator_time_parse (const char *local);

G_END_DECLS
