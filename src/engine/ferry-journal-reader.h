/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"
#include "engine/ferry-journal.h"

G_BEGIN_DECLS

FerryJournalContents *ferry_journal_reader_load (FerryJournalDatabase *database,
                                                 gboolean only_unfinished,
                                                 guint limit,
                                                 GError **error);
FerryJournalContents *ferry_journal_reader_load_changes (FerryJournalDatabase *database,
                                                         gint64 newest,
                                                         const gint64 *ids,
                                                         guint n_ids,
                                                         GError **error);
FerryJournalContents *ferry_journal_reader_load_operations (FerryJournalDatabase *database,
                                                            const gint64 *ids,
                                                            guint n_ids,
                                                            GError **error);
GHashTable *ferry_journal_reader_load_baseline (FerryJournalDatabase *database,
                                                gint64 baseline,
                                                GError **error);
GPtrArray *ferry_journal_reader_load_audit (FerryJournalDatabase *database,
                                            const char *operation_uid,
                                            guint limit,
                                            GError **error);

G_END_DECLS
