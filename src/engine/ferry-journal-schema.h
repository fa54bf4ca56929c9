/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

typedef enum
{
  FERRY_JOURNAL_SCHEMA_OURS,
  FERRY_JOURNAL_SCHEMA_TOO_NEW,
  FERRY_JOURNAL_SCHEMA_FOREIGN, /* a file of another program, or an empty one */
} FerryJournalSchema;

gboolean ferry_journal_schema_inspect (FerryJournalDatabase *database,
                                       FerryJournalSchema *schema,
                                       GError **error);
gboolean ferry_journal_schema_migrate (FerryJournalDatabase *database, GError **error);

G_END_DECLS
