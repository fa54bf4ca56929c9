/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/* FerryCopySearch: what is searched for among the copies: words that must all occur in the names and IDs of an
 * operation's images, in its regions, or in its account. */
typedef struct _FerryCopySearch FerryCopySearch;

FerryCopySearch *ferry_copy_search_new (void);
void ferry_copy_search_free (FerryCopySearch *self);
gboolean ferry_copy_search_set_text (FerryCopySearch *self, const char *text);
gboolean ferry_copy_search_is_active (FerryCopySearch *self);
gboolean ferry_copy_search_matches (FerryCopySearch *self, FerryOperation *operation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCopySearch, ferry_copy_search_free)

G_END_DECLS
