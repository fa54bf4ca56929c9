/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryCopiesPage: all operations of the journal, running and ended. Properties: needs-attention (read-only, notified:
 * something failed or needs a decision, and nobody has looked since), search-mode (writable, notified). Actions:
 * copies.export, copies.clear-search. */
#define FERRY_TYPE_COPIES_PAGE (ferry_copies_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryCopiesPage, ferry_copies_page, FERRY, COPIES_PAGE, AdwBin)

void ferry_copies_page_set_session (FerryCopiesPage *self, FerrySession *session);
void ferry_copies_page_set_operations (FerryCopiesPage *self, GListModel *operations);
void ferry_copies_page_set_narrow (FerryCopiesPage *self, gboolean narrow);
void ferry_copies_page_focus_list (FerryCopiesPage *self);
void ferry_copies_page_show_operation (FerryCopiesPage *self, const char *uid);

G_END_DECLS
