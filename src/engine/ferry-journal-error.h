/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal.h"

G_BEGIN_DECLS

void ferry_journal_error_set (GError **error, FerryJournalError code, const char *folder, const char *detail);
void ferry_journal_error_set_errno (GError **error, int saved_errno, const char *folder);
FerryJournalError ferry_journal_error_from_errno (int saved_errno);

G_END_DECLS
