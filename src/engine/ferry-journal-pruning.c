/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forgets what ended long ago, on the worker thread. The audit log is kept. */

#include "config.h"

#include "engine/ferry-journal-pruning.h"

/* An operation goes when its replicas have all ended before the limit and none left a possible duplicate open. */
static const char remove_operations[] =
  "DELETE FROM operation WHERE created < ?1"
  " AND NOT EXISTS (SELECT 1 FROM replica WHERE operation = operation.id AND (unfinished OR ended >= ?1))"
  " AND NOT EXISTS (SELECT 1 FROM replica JOIN duplicate ON duplicate.replica = replica.id"
  "  WHERE replica.operation = operation.id AND NOT settled)";

static const char *const sweeps[] = {
  /* A request whose operations are gone is forgotten with them. */
  "DELETE FROM request WHERE NOT EXISTS (SELECT 1 FROM request_operation WHERE request = request.id)",
  /* Listings are large, and only needed while an attempt may still turn out to have acted. */
  "UPDATE attempt SET baseline = NULL WHERE baseline IS NOT NULL AND outcome <> 'superseded'"
  " AND EXISTS (SELECT 1 FROM replica WHERE replica.id = attempt.replica AND NOT unfinished)",
  "DELETE FROM baseline WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.baseline = baseline.id)",
};

static const char remove_sightings[] =
  "DELETE FROM sighting WHERE first_seen < ?"
  " AND NOT EXISTS (SELECT 1 FROM operation JOIN replica ON replica.operation = operation.id"
  "  WHERE operation.identity = sighting.identity AND (unfinished OR EXISTS (SELECT 1 FROM attempt"
  "   WHERE attempt.replica = replica.id AND outcome = 'superseded')))";

static gboolean
sweep (FerryJournalDatabase *database, gint64 before, guint *n_removed, GError **error)
{
  if (!ferry_journal_database_run (database, remove_operations, FERRY_VALUES (FERRY_INT (before)), error))
    return FALSE;

  *n_removed = (guint) ferry_journal_database_get_n_changed (database);

  for (guint i = 0; i < G_N_ELEMENTS (sweeps); i++)
    {
      if (!ferry_journal_database_run (database, sweeps[i], NULL, 0, error))
        return FALSE;
    }

  return ferry_journal_database_run (database, remove_sightings, FERRY_VALUES (FERRY_INT (before)), error);
}

/**
 * ferry_journal_pruning_run:
 * @days: how long ended operations are kept
 * @n_removed: (out): how many operations went
 */
gboolean
ferry_journal_pruning_run (FerryJournalDatabase *database, guint days, guint *n_removed, GError **error)
{
  gint64 before = g_get_real_time () - (gint64) days * G_TIME_SPAN_DAY;

  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  if (!sweep (database, before, n_removed, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}
