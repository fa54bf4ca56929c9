/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

gboolean ferry_journal_pruning_run (FerryJournalDatabase *database,
                                    guint days,
                                    guint limit,
                                    guint *n_removed,
                                    GError **error);
gboolean ferry_journal_pruning_is_due (FerryJournalDatabase *database, gboolean *due, GError **error);

G_END_DECLS
