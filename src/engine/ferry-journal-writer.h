/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"
#include "engine/ferry-journal.h"

G_BEGIN_DECLS

gboolean ferry_journal_writer_commit (FerryJournalDatabase *database,
                                      FerryTransaction *transaction,
                                      GError **error);
gboolean ferry_journal_writer_withdraw_wish (FerryJournalDatabase *database,
                                             gint64 wish,
                                             gboolean *withdrawn,
                                             GError **error);
gboolean ferry_journal_writer_insert_operation (FerryJournalDatabase *database,
                                                FerryOperationRecord *record,
                                                GError **error);
gboolean ferry_journal_writer_insert_replica (FerryJournalDatabase *database,
                                              FerryReplicaRecord *record,
                                              GError **error);
gboolean ferry_journal_writer_insert_audit (FerryJournalDatabase *database,
                                            FerryAuditRecord *record,
                                            GError **error);

G_END_DECLS
