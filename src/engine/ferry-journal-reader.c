/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads records, on the worker thread. The operations to read are first put into a temporary table, so that every
 * record that is given comes with the replica and the operation it belongs to. */

#include "config.h"

#include "engine/ferry-journal-reader.h"

#include "engine/ferry-journal-error.h"
#include "engine/ferry-journal-telling.h"

typedef gpointer (*ReadRow) (sqlite3_stmt *row);

static char *
read_text (sqlite3_stmt *row, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (row, column));
}

static const char *
peek_text (sqlite3_stmt *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

static gpointer
read_operation (sqlite3_stmt *row)
{
  g_autoptr (FerryOperationRecord) record = g_new0 (FerryOperationRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->uid = read_text (row, 1);
  record->identity = sqlite3_column_int64 (row, 2);
  record->account = read_text (row, 4);
  record->source_region = read_text (row, 5);
  record->target_region = read_text (row, 6);
  record->name = read_text (row, 7);
  record->description = read_text (row, 8);
  record->request_id = read_text (row, 9);
  record->settle_seconds = (guint) sqlite3_column_int64 (row, 10);
  record->allow_unknown_quota = sqlite3_column_int (row, 11) != 0;
  record->told = sqlite3_column_int (row, 12) == FERRY_JOURNAL_TOLD_END;
  record->created = sqlite3_column_int64 (row, 13);

  return ferry_kind_from_string (peek_text (row, 3), &record->kind) ? g_steal_pointer (&record) : NULL;
}

static gpointer
read_replica (sqlite3_stmt *row)
{
  g_autoptr (FerryReplicaRecord) record = g_new0 (FerryReplicaRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->operation = sqlite3_column_int64 (row, 1);
  record->position = (guint) sqlite3_column_int64 (row, 2);
  record->source = read_text (row, 3);
  record->image = read_text (row, 4);
  record->progress = sqlite3_column_int (row, 7);
  record->facts = read_text (row, 8);
  record->reason = ferry_reason_from_string (peek_text (row, 9));
  record->message = read_text (row, 10);
  record->http_status = (guint) sqlite3_column_int64 (row, 11);
  record->error_request_id = read_text (row, 12);
  record->candidate = read_text (row, 13);
  record->attempts = (guint) sqlite3_column_int64 (row, 14);
  record->accepted = sqlite3_column_int64 (row, 15);
  record->first_seen = sqlite3_column_int64 (row, 16);
  record->ended = sqlite3_column_int64 (row, 17);
  record->service_status = read_text (row, 18);
  record->dismissed = read_text (row, 19);

  if (!ferry_state_from_string (peek_text (row, 5), &record->state) ||
      !ferry_wait_from_string (peek_text (row, 6), &record->waiting_for))
    return NULL;

  return g_steal_pointer (&record);
}

static gpointer
read_attempt (sqlite3_stmt *row)
{
  g_autoptr (FerryAttemptRecord) record = g_new0 (FerryAttemptRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->replica = sqlite3_column_int64 (row, 1);
  record->number = (guint) sqlite3_column_int64 (row, 2);
  record->baseline = sqlite3_column_int64 (row, 4);
  record->image_quota_used = sqlite3_column_int64 (row, 5);
  record->started = sqlite3_column_int64 (row, 6);
  record->ended = sqlite3_column_int64 (row, 7);
  record->http_status = (guint) sqlite3_column_int64 (row, 8);
  record->request_id = read_text (row, 9);

  return ferry_outcome_from_string (peek_text (row, 3), &record->outcome) ? g_steal_pointer (&record) : NULL;
}

static gpointer
read_sighting (sqlite3_stmt *row)
{
  FerrySightingRecord *record = g_new0 (FerrySightingRecord, 1);

  record->identity = sqlite3_column_int64 (row, 0);
  record->region = read_text (row, 1);
  record->image = read_text (row, 2);
  record->name = read_text (row, 3);
  record->description = read_text (row, 4);
  record->first_seen = sqlite3_column_int64 (row, 5);

  return record;
}

static gpointer
read_duplicate (sqlite3_stmt *row)
{
  FerryDuplicateRecord *record = g_new0 (FerryDuplicateRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->replica = sqlite3_column_int64 (row, 1);
  record->region = read_text (row, 2);
  record->image = read_text (row, 3);
  record->found = sqlite3_column_int64 (row, 4);
  record->settled = sqlite3_column_int (row, 5) != 0;

  return record;
}

static gpointer
read_wish (sqlite3_stmt *row)
{
  g_autoptr (FerryWishRecord) record = g_new0 (FerryWishRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->operation = sqlite3_column_int64 (row, 1);
  record->replica = sqlite3_column_int64 (row, 2);
  record->image = read_text (row, 4);
  record->created = sqlite3_column_int64 (row, 5);
  record->refused = sqlite3_column_int (row, 6) != 0;

  return ferry_verb_from_string (peek_text (row, 3), &record->verb) ? g_steal_pointer (&record) : NULL;
}

static gpointer
read_audit (sqlite3_stmt *row)
{
  FerryAuditRecord *record = g_new0 (FerryAuditRecord, 1);

  record->id = sqlite3_column_int64 (row, 0);
  record->time = sqlite3_column_int64 (row, 1);
  record->account = read_text (row, 2);
  record->action = read_text (row, 3);
  record->operation = read_text (row, 4);
  record->region = read_text (row, 5);
  record->image = read_text (row, 6);
  record->request_id = read_text (row, 7);
  record->outcome = read_text (row, 8);

  return record;
}

/* A word that this version does not know means that the file is not what it says it is: better none than half. */
static GPtrArray *
read_all (FerryJournalDatabase *database,
          const char *sql,
          const FerryJournalValue *values,
          gsize n_values,
          ReadRow read_row,
          GDestroyNotify free_row,
          GError **error)
{
  sqlite3_stmt *statement = ferry_journal_database_query (database, sql, values, n_values, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return NULL;

  while (ferry_journal_database_next (database, statement, &failure))
    {
      gpointer record = read_row (statement);

      if (record == NULL)
        {
          sqlite3_reset (statement);
          ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_FAILED,
                                   ferry_journal_database_get_folder (database), "unknown word");
          return NULL;
        }

      g_ptr_array_add (records, record);
    }

  if (failure == NULL)
    return g_steal_pointer (&records);

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
read_operations (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->operations =
    read_all (database,
              "SELECT operation.id, uid, identity, kind,"
              " account, source_region, target_region, name, description, request_id,"
              " settle_seconds, allow_unknown_quota, told, created FROM chosen"
              " JOIN operation ON operation.id = chosen.id ORDER BY operation.id",
              NULL, 0, read_operation, (GDestroyNotify) ferry_operation_record_free, error);
  contents->replicas =
    contents->operations == NULL
      ? NULL
      : read_all (database,
                  "SELECT replica.id, operation, position, source, image, state, waiting_for,"
                  " progress, facts, reason, message, http_status, error_request_id,"
                  " candidate, attempts, accepted, first_seen, ended, service_status, dismissed FROM chosen"
                  " JOIN replica ON operation = chosen.id ORDER BY operation, position",
                  NULL, 0, read_replica, (GDestroyNotify) ferry_replica_record_free, error);

  return contents->replicas != NULL;
}

static gboolean
read_attempts (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->attempts =
    read_all (database,
              "SELECT attempt.id, replica, number, outcome, baseline, image_quota_used,"
              " started, attempt.ended, attempt.http_status, attempt.request_id FROM chosen"
              " JOIN replica ON operation = chosen.id"
              " JOIN attempt ON attempt.replica = replica.id"
              " WHERE unfinished OR outcome = 'superseded' ORDER BY attempt.id",
              NULL, 0, read_attempt, (GDestroyNotify) ferry_attempt_record_free, error);

  return contents->attempts != NULL;
}

/* The settled ones too: what the user has judged once is not reported again. */
static gboolean
read_duplicates (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->duplicates =
    read_all (database,
              "SELECT duplicate.id, replica, region, duplicate.image, found, settled"
              " FROM chosen JOIN replica ON operation = chosen.id"
              " JOIN duplicate ON duplicate.replica = replica.id ORDER BY duplicate.id",
              NULL, 0, read_duplicate, (GDestroyNotify) ferry_duplicate_record_free, error);

  return contents->duplicates != NULL;
}

static gboolean
read_wishes (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->wishes =
    read_all (database, "SELECT id, operation, replica, verb, image, created, refused FROM wish ORDER BY id",
              NULL, 0, read_wish, (GDestroyNotify) ferry_wish_record_free, error);

  return contents->wishes != NULL;
}

static gpointer
read_join (sqlite3_stmt *row)
{
  FerryJournalJoin *join = g_new0 (FerryJournalJoin, 1);

  join->identity = sqlite3_column_int64 (row, 0);
  join->into = sqlite3_column_int64 (row, 1);

  return join;
}

static gboolean
read_joins (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->joins =
    read_all (database, "SELECT id, joined FROM identity WHERE joined IS NOT NULL ORDER BY id", NULL, 0,
              read_join, g_free, error);

  return contents->joins != NULL;
}

static gboolean
read_sightings (FerryJournalDatabase *database, FerryJournalContents *contents, GError **error)
{
  contents->sightings = read_all (database,
                                  "SELECT sighting.identity, region, image, name, description, first_seen"
                                  " FROM sighting WHERE identity IN (SELECT identity FROM chosen"
                                  "  JOIN operation ON operation.id = chosen.id"
                                  "  JOIN replica ON replica.operation = operation.id"
                                  "  WHERE unfinished OR EXISTS (SELECT 1 FROM attempt"
                                  "   WHERE attempt.replica = replica.id AND outcome = 'superseded'))"
                                  " ORDER BY sighting.id",
                                  NULL, 0, read_sighting, (GDestroyNotify) ferry_sighting_record_free, error);

  return contents->sightings != NULL;
}

static FerryJournalContents *
read_chosen (FerryJournalDatabase *database, gboolean with_sightings, GError **error)
{
  g_autoptr (FerryJournalContents) contents = g_new0 (FerryJournalContents, 1);

  if (!read_operations (database, contents, error) || !read_attempts (database, contents, error) ||
      !read_duplicates (database, contents, error) || !read_wishes (database, contents, error) ||
      !read_joins (database, contents, error))
    return NULL;

  if (!with_sightings)
    contents->sightings = g_ptr_array_new ();
  else if (!read_sightings (database, contents, error))
    return NULL;

  return g_steal_pointer (&contents);
}

static gboolean
clear_chosen (FerryJournalDatabase *database, GError **error)
{
  return ferry_journal_database_exec (database,
                                      "CREATE TEMP TABLE IF NOT EXISTS chosen (id INTEGER PRIMARY KEY);"
                                      "DELETE FROM temp.chosen",
                                      error);
}

/* What is still to be done, or looked at, or answered by the user. */
static gboolean
choose_open (FerryJournalDatabase *database, GError **error)
{
  return ferry_journal_database_run (database,
                                     "INSERT OR IGNORE INTO chosen (id)"
                                     " SELECT operation FROM replica WHERE unfinished"
                                     " UNION SELECT operation FROM replica JOIN attempt"
                                     "  ON attempt.replica = replica.id AND outcome = 'superseded'"
                                     " UNION SELECT operation FROM replica JOIN duplicate"
                                     "  ON duplicate.replica = replica.id AND NOT settled"
                                     " UNION SELECT operation FROM wish",
                                     NULL, 0, error);
}

static gboolean
choose_newest (FerryJournalDatabase *database, guint limit, GError **error)
{
  return ferry_journal_database_run (database,
                                     "INSERT OR IGNORE INTO chosen (id)"
                                     " SELECT id FROM operation ORDER BY id DESC LIMIT ?",
                                     FERRY_VALUES (FERRY_INT (limit == 0 ? -1 : (gint64) limit)), error);
}

static gboolean
choose_ids (FerryJournalDatabase *database, const gint64 *ids, guint n_ids, GError **error)
{
  for (guint i = 0; i < n_ids; i++)
    {
      if (!ferry_journal_database_run (database, "INSERT OR IGNORE INTO chosen (id) VALUES (?)",
                                       FERRY_VALUES (FERRY_INT (ids[i])), error))
        return FALSE;
    }

  return TRUE;
}

static GHashTable *
split_ids (const char *text)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *end;

  for (const char *line = text; (end = strchr (line, '\n')) != NULL; line = end + 1)
    g_hash_table_add (set, g_strndup (line, (gsize) (end - line)));

  return g_steal_pointer (&set);
}

/**
 * ferry_journal_reader_load:
 * @only_unfinished: leave out operations that have nothing open
 * @limit: otherwise, how many of the newest operations to add to the open ones; 0 = all
 *
 * Returns: (transfer full): what the journal holds at one moment
 */
FerryJournalContents *
ferry_journal_reader_load (FerryJournalDatabase *database,
                           gboolean only_unfinished,
                           guint limit,
                           GError **error)
{
  g_autoptr (FerryJournalContents) contents = NULL;

  if (!clear_chosen (database, error) || !ferry_journal_database_begin_read (database, error))
    return NULL;

  if (choose_open (database, error) && (only_unfinished || choose_newest (database, limit, error)))
    contents = read_chosen (database, TRUE, error);

  ferry_journal_database_rollback (database);

  return g_steal_pointer (&contents);
}

/**
 * ferry_journal_reader_load_changes:
 * @newest: row ID of the newest operation that is known
 * @ids: (array length=n_ids): row IDs of operations that were open when last looked at
 *
 * Returns: (transfer full): what may have changed: operations that are open, were, or are new. Without sightings,
 *   which only who begins to drive needs.
 */
FerryJournalContents *
ferry_journal_reader_load_changes (FerryJournalDatabase *database,
                                   gint64 newest,
                                   const gint64 *ids,
                                   guint n_ids,
                                   GError **error)
{
  g_autoptr (FerryJournalContents) contents = NULL;

  if (!clear_chosen (database, error) || !ferry_journal_database_begin_read (database, error))
    return NULL;

  if (choose_open (database, error) && choose_ids (database, ids, n_ids, error) &&
      ferry_journal_database_run (database,
                                  "INSERT OR IGNORE INTO chosen (id) SELECT id FROM operation WHERE id > ?",
                                  FERRY_VALUES (FERRY_INT (newest)), error))
    contents = read_chosen (database, FALSE, error);

  ferry_journal_database_rollback (database);

  return g_steal_pointer (&contents);
}

/**
 * ferry_journal_reader_load_operations:
 *
 * Returns: (transfer full): the operations among @ids that exist, with what belongs to them
 */
FerryJournalContents *
ferry_journal_reader_load_operations (FerryJournalDatabase *database,
                                      const gint64 *ids,
                                      guint n_ids,
                                      GError **error)
{
  g_autoptr (FerryJournalContents) contents = NULL;

  if (!clear_chosen (database, error) || !ferry_journal_database_begin_read (database, error))
    return NULL;

  if (choose_ids (database, ids, n_ids, error))
    contents = read_chosen (database, TRUE, error);

  ferry_journal_database_rollback (database);

  return g_steal_pointer (&contents);
}

/** ferry_journal_reader_load_baseline: Returns: (transfer full): a set of image IDs */
GHashTable *
ferry_journal_reader_load_baseline (FerryJournalDatabase *database, gint64 baseline, GError **error)
{
  g_autofree char *ids = NULL;

  if (!ferry_journal_database_get_text (database, "SELECT ids FROM baseline WHERE id = ?",
                                        FERRY_VALUES (FERRY_INT (baseline)), &ids, error))
    return NULL;

  if (ids != NULL)
    return split_ids (ids);

  ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_FAILED, ferry_journal_database_get_folder (database),
                           "no such baseline");
  return NULL;
}

/**
 * ferry_journal_reader_load_audit:
 * @operation_uid: (nullable): only of this operation
 * @limit: how many of the newest lines; 0 = all
 *
 * Returns: (transfer full): FerryAuditRecord, oldest first
 */
GPtrArray *
ferry_journal_reader_load_audit (FerryJournalDatabase *database,
                                 const char *operation_uid,
                                 guint limit,
                                 GError **error)
{
  FerryJournalValue value = FERRY_INT (limit == 0 ? -1 : (gint64) limit);
  const FerryJournalValue values[] = { operation_uid != NULL ? FERRY_TEXT (operation_uid) : value, value };

  return read_all (
    database,
    operation_uid != NULL
      ? "SELECT * FROM (SELECT id, time, account, action, operation, region, image, request_id,"
        " outcome FROM audit WHERE operation = ? ORDER BY id DESC LIMIT ?) ORDER BY id"
      : "SELECT * FROM (SELECT id, time, account, action, operation, region, image, request_id,"
        " outcome FROM audit ORDER BY id DESC LIMIT ?) ORDER BY id",
    values, operation_uid != NULL ? 2 : 1, read_audit, (GDestroyNotify) ferry_audit_record_free, error);
}
