/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads @data with our parser and with json-glib, and asserts that both find the same. Returns whether ours takes it. */
gboolean json_twin_compare (const char *data, gsize length);

G_END_DECLS
