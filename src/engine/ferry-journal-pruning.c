/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forgets what ended long ago, on the worker thread. The audit log is kept. A step is short, because nobody else
 * can write meanwhile, and costs no fsync: what a power cut brings back goes the next day. */

#include "config.h"

#include "engine/ferry-journal-pruning.h"

#include "engine/ferry-journal-meta.h"

#define PRUNED "pruned"

/* An operation goes when its replicas have all ended before the limit and none left a possible duplicate open. */
static const char remove_operations[] =
  "DELETE FROM operation WHERE id IN (SELECT id FROM operation AS old WHERE created < ?1"
  " AND NOT EXISTS (SELECT 1 FROM replica WHERE operation = old.id AND (unfinished OR ended >= ?1))"
  " AND NOT EXISTS (SELECT 1 FROM replica JOIN duplicate ON duplicate.replica = replica.id"
  "  WHERE replica.operation = old.id AND NOT settled) LIMIT ?2)";

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
sweep (FerryJournalDatabase *database, gint64 before, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sweeps); i++)
    {
      if (!ferry_journal_database_run (database, sweeps[i], NULL, 0, error))
        return FALSE;
    }

  return ferry_journal_database_run (database, remove_sightings, FERRY_VALUES (FERRY_INT (before)), error);
}

static gboolean
take_step (FerryJournalDatabase *database, gint64 before, guint limit, guint *n_removed, GError **error)
{
  if (!ferry_journal_database_run (database, remove_operations,
                                   FERRY_VALUES (FERRY_INT (before), FERRY_INT (limit)), error))
    return FALSE;

  *n_removed = (guint) ferry_journal_database_get_n_changed (database);

  /* Once, after the last step. */
  return *n_removed == limit || sweep (database, before, error);
}

/**
 * ferry_journal_pruning_run:
 * @days: how long ended operations are kept
 * @limit: how many operations go at most; fewer mean that the pruning is done
 * @n_removed: (out): how many operations went
 */
gboolean
ferry_journal_pruning_run (FerryJournalDatabase *database,
                           guint days,
                           guint limit,
                           guint *n_removed,
                           GError **error)
{
  gint64 before = g_get_real_time () - (gint64) days * G_TIME_SPAN_DAY;

  if (!ferry_journal_database_begin (database, FALSE, error))
    return FALSE;

  if (!take_step (database, before, limit, n_removed, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}

static gboolean
write_today (FerryJournalDatabase *database, gint64 now, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  if (!ferry_journal_database_begin (database, FALSE, error))
    return FALSE;

  if (!ferry_journal_meta_set (database, PRUNED, text, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}

/**
 * ferry_journal_pruning_is_due:
 * @due: (out): whether nobody has pruned for a day; then today is noted as the day
 */
gboolean
ferry_journal_pruning_is_due (FerryJournalDatabase *database, gboolean *due, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = ferry_journal_meta_get (database, PRUNED, &failure);
  gint64 now = g_get_real_time ();
  gint64 age = text != NULL ? now - g_ascii_strtoll (text, NULL, 10) : G_MAXINT64;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  /* A clock that was set back must not put it off for good. */
  *due = age < 0 || age >= G_TIME_SPAN_DAY;

  return !*due || write_today (database, now, error);
}
