/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How lists are searched: every word that was typed must occur somewhere; neither case nor width matters. */

char *ferry_search_fold (const char *text);
GStrv ferry_search_split (const char *text);
gboolean ferry_search_matches (const char *const *words, const char *key);

G_END_DECLS
