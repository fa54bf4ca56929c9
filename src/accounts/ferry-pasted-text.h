/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *ferry_pasted_text_trim (const char *text, gssize length, gsize *trimmed_length);
gboolean ferry_pasted_text_is_key (const char *text, gsize length, gsize max_length);

G_END_DECLS
