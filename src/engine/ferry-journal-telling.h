/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

/* What `told` of an operation says: that it has ended was told, or only that it needs the user. */
#define FERRY_JOURNAL_TOLD_END 1
#define FERRY_JOURNAL_TOLD_UNDECIDED 2

gboolean ferry_journal_telling_take (FerryJournalDatabase *database,
                                     gint64 operation,
                                     gboolean *taken,
                                     GError **error);
gboolean ferry_journal_telling_take_recovery (FerryJournalDatabase *database,
                                              gboolean *taken,
                                              GError **error);

G_END_DECLS
