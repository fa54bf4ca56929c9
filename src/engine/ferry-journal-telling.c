/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may tell the user? Of all processes that see the same end exactly one, decided in the journal, on the worker
 * thread. */

#include "config.h"

#include "engine/ferry-journal-telling.h"

/* A replica that goes on by itself: there is nothing to tell yet. */
#define GOES_ON "EXISTS (SELECT 1 FROM replica WHERE operation = ?1 AND unfinished AND state <> 'undecided')"

#define IS_UNDECIDED "EXISTS (SELECT 1 FROM replica WHERE operation = ?1 AND state = 'undecided')"

static gboolean
run_and_count (FerryJournalDatabase *database,
               const char *sql,
               const FerryJournalValue *values,
               gsize n_values,
               gboolean *changed,
               GError **error)
{
  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  if (!ferry_journal_database_run (database, sql, values, n_values, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  *changed = ferry_journal_database_get_n_changed (database) > 0;

  if (*changed)
    return ferry_journal_database_commit (database, error);

  ferry_journal_database_rollback (database);
  return TRUE;
}

/**
 * ferry_journal_telling_take:
 * @operation: a row ID
 * @taken: (out): whether the caller is the one to tell
 *
 * An operation that is undecided is told once for that, and once more when it has ended.
 */
gboolean
ferry_journal_telling_take (FerryJournalDatabase *database, gint64 operation, gboolean *taken, GError **error)
{
  return run_and_count (database,
                        "UPDATE operation SET told = CASE WHEN " IS_UNDECIDED " THEN 2 ELSE 1 END"
                        " WHERE id = ?1 AND NOT " GOES_ON " AND told <> 1 AND NOT (told = 2 AND " IS_UNDECIDED
                        ")",
                        FERRY_VALUES (FERRY_INT (operation)), taken, error);
}

/** ferry_journal_telling_take_recovery: The same for a damaged journal that was set aside. */
gboolean
ferry_journal_telling_take_recovery (FerryJournalDatabase *database, gboolean *taken, GError **error)
{
  return run_and_count (database,
                        "UPDATE meta SET value = 'told' WHERE name = 'recovered' AND value <> 'told'", NULL,
                        0, taken, error);
}
