/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"
#include "engine/ferry-journal.h"

G_BEGIN_DECLS

FerryJournalRequest *ferry_journal_requests_record (FerryJournalDatabase *database,
                                                    const FerryOperationRecord *operation,
                                                    const char *const *sources,
                                                    GError **error);

G_END_DECLS
