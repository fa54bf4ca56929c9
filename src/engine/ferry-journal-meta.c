/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal knows of itself: words by name, on the worker thread. */

#include "config.h"

#include "engine/ferry-journal-meta.h"

/** ferry_journal_meta_set: Within a transaction. */
gboolean
ferry_journal_meta_set (FerryJournalDatabase *database, const char *name, const char *value, GError **error)
{
  return ferry_journal_database_run (database,
                                     "INSERT INTO meta (name, value) VALUES (?, ?)"
                                     " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                     FERRY_VALUES (FERRY_TEXT (name), FERRY_TEXT (value)), error);
}

/** ferry_journal_meta_get: Returns: (transfer full) (nullable): the value; NULL without @error if there is none */
char *
ferry_journal_meta_get (FerryJournalDatabase *database, const char *name, GError **error)
{
  char *value = NULL;

  ferry_journal_database_get_text (database, "SELECT value FROM meta WHERE name = ?",
                                   FERRY_VALUES (FERRY_TEXT (name)), &value, error);
  return value;
}
