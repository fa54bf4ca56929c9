/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

gboolean ferry_journal_meta_set (FerryJournalDatabase *database,
                                 const char *name,
                                 const char *value,
                                 GError **error);
char *ferry_journal_meta_get (FerryJournalDatabase *database, const char *name, GError **error);

G_END_DECLS
