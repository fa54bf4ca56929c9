/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records what the user asks for, exactly once, on the worker thread. All of it happens in one write transaction, so
 * that two processes with the same wish make one operation.
 *
 * What a request ID asked for is kept apart from the operations that answered it: part of it, or all, may have been
 * under way already. */

#include "config.h"

#include "engine/ferry-journal-requests.h"

#include "engine/ferry-journal-writer.h"

typedef struct
{
  FerryJournalDatabase *database;        /* (unowned) */
  const FerryOperationRecord *operation; /* (unowned) */
  gint64 identity;                       /* the one that stands for operation->identity today */
  GPtrArray *sources;                    /* (owned): unowned strings, in the user's order, each once */
  char *sources_text;                    /* (owned): the same, sorted, one a line */
  FerryJournalRequest *answer;           /* (owned) */
} Asking;

static void
asking_clear (Asking *self)
{
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->sources_text, g_free);
  g_clear_pointer (&self->answer, ferry_journal_request_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
collect_sources (Asking *self, const char *const *sources)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  self->sources = g_ptr_array_new ();

  for (guint i = 0; sources[i] != NULL; i++)
    {
      if (!g_ptr_array_find_with_equal_func (self->sources, sources[i], g_str_equal, NULL))
        g_ptr_array_add (self->sources, (gpointer) sources[i]);
    }

  g_ptr_array_extend (sorted, self->sources, NULL, NULL);
  g_ptr_array_sort (sorted, compare_strings);
  g_ptr_array_add (sorted, NULL);
  self->sources_text = g_strjoinv ("\n", (char **) sorted->pdata);
}

static gboolean
find_identity (Asking *self, GError **error)
{
  self->identity = self->operation->identity;

  return ferry_journal_database_get_int (
    self->database, "SELECT COALESCE (joined, id) FROM identity WHERE id = ?",
    FERRY_VALUES (FERRY_INT (self->operation->identity)), &self->identity, error);
}

static gboolean
find_token (Asking *self, gint64 *request, GError **error)
{
  if (self->operation->request_id == NULL)
    return TRUE;

  return ferry_journal_database_get_int (
    self->database,
    "SELECT id FROM request WHERE token = ? AND identity = ?"
    " ORDER BY id LIMIT 1",
    FERRY_VALUES (FERRY_TEXT (self->operation->request_id), FERRY_INT (self->identity)), request, error);
}

static gboolean
compare_arguments (Asking *self, gint64 request, gboolean *same, GError **error)
{
  const FerryOperationRecord *operation = self->operation;
  gint64 found = 0;

  if (!ferry_journal_database_get_int (
        self->database,
        "SELECT 1 FROM request WHERE id = ? AND kind = ? AND source_region = ?"
        " AND target_region = ? AND sources = ? AND name IS ?"
        " AND description IS ?",
        FERRY_VALUES (FERRY_INT (request), FERRY_TEXT (ferry_kind_to_string (operation->kind)),
                      FERRY_TEXT (operation->source_region), FERRY_TEXT (operation->target_region),
                      FERRY_TEXT (self->sources_text), FERRY_TEXT (operation->name),
                      FERRY_TEXT (operation->description)),
        &found, error))
    return FALSE;

  *same = found == 1;
  return TRUE;
}

static void
attach (Asking *self, gint64 operation)
{
  GArray *attached = self->answer->attached;

  for (guint i = 0; i < attached->len; i++)
    {
      if (g_array_index (attached, gint64, i) == operation)
        return;
    }

  g_array_append_val (attached, operation);
}

/* The operation made for it comes first; without one, the first it attached to stands for it. */
static gboolean
repeat (Asking *self, gint64 request, GError **error)
{
  sqlite3_stmt *row;
  g_autoptr (GError) failure = NULL;

  row = ferry_journal_database_query (self->database,
                                      "SELECT operation FROM request_operation WHERE request = ? ORDER BY id",
                                      FERRY_VALUES (FERRY_INT (request)), error);

  if (row == NULL)
    return FALSE;

  while (ferry_journal_database_next (self->database, row, &failure))
    {
      if (self->answer->same_request == 0)
        self->answer->same_request = sqlite3_column_int64 (row, 0);
      else
        attach (self, sqlite3_column_int64 (row, 0));
    }

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
answer_known (Asking *self, gint64 request, GError **error)
{
  gboolean same = FALSE;

  if (!compare_arguments (self, request, &same, error))
    return FALSE;

  if (same)
    return repeat (self, request, error);

  self->answer->request_id_reused = TRUE;
  return TRUE;
}

static gboolean
find_unfinished (Asking *self, const char *source, gint64 *operation, GError **error)
{
  return ferry_journal_database_get_int (
    self->database,
    "SELECT operation.id FROM replica"
    " JOIN operation ON operation.id = replica.operation"
    " WHERE unfinished AND source = ? AND identity = ? AND kind = ?"
    " AND source_region = ? AND target_region = ?"
    " ORDER BY operation.id LIMIT 1",
    FERRY_VALUES (FERRY_TEXT (source), FERRY_INT (self->identity),
                  FERRY_TEXT (ferry_kind_to_string (self->operation->kind)),
                  FERRY_TEXT (self->operation->source_region), FERRY_TEXT (self->operation->target_region)),
    operation, error);
}

static gboolean
insert_operation (Asking *self, char **uid, GError **error)
{
  g_autoptr (FerryOperationRecord) record = ferry_operation_record_copy (self->operation);

  record->id = 0;
  record->identity = self->identity;

  /* Always a fresh one: the caller cannot know which are taken. */
  g_clear_pointer (&record->uid, g_free);

  if (!ferry_journal_writer_insert_operation (self->database, record, error))
    return FALSE;

  self->answer->created = record->id;
  *uid = g_strdup (record->uid);
  return TRUE;
}

static gboolean
insert_replica (Asking *self, const char *source, guint position, GError **error)
{
  g_autoptr (FerryReplicaRecord) record = ferry_replica_record_new ();

  record->operation = self->answer->created;
  record->position = position;
  record->source = g_strdup (source);

  return ferry_journal_writer_insert_replica (self->database, record, error);
}

static gboolean
write_audit (Asking *self, const char *uid, const char *outcome, GError **error)
{
  FerryAuditRecord line = {
    .time = self->operation->created,
    .account = self->operation->account,
    .action = (char *) "request",
    .operation = (char *) uid,
    .region = self->operation->target_region,
    .outcome = (char *) outcome,
  };

  return ferry_journal_writer_insert_audit (self->database, &line, error);
}

/* Attaches what is under way and queues the rest. */
static gboolean
record_sources (Asking *self, GError **error)
{
  g_autofree char *uid = NULL;
  guint position = 0;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const char *source = g_ptr_array_index (self->sources, i);
      gint64 found = 0;

      if (!find_unfinished (self, source, &found, error))
        return FALSE;

      if (found != 0)
        {
          attach (self, found);
          continue;
        }

      if (self->answer->created == 0 && !insert_operation (self, &uid, error))
        return FALSE;

      if (!insert_replica (self, source, position++, error))
        return FALSE;
    }

  return self->answer->created == 0 || write_audit (self, uid, "queued", error);
}

static gboolean
audit_attached (Asking *self, GError **error)
{
  for (guint i = 0; i < self->answer->attached->len; i++)
    {
      g_autofree char *uid = NULL;

      if (!ferry_journal_database_get_text (
            self->database, "SELECT uid FROM operation WHERE id = ?",
            FERRY_VALUES (FERRY_INT (g_array_index (self->answer->attached, gint64, i))), &uid, error) ||
          !write_audit (self, uid, "attached", error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
link_token (Asking *self, gint64 request, gint64 operation, GError **error)
{
  return ferry_journal_database_run (self->database,
                                     "INSERT INTO request_operation (request, operation) VALUES (?, ?)",
                                     FERRY_VALUES (FERRY_INT (request), FERRY_INT (operation)), error);
}

static gboolean
record_token (Asking *self, GError **error)
{
  const FerryOperationRecord *operation = self->operation;
  gint64 request;

  if (operation->request_id == NULL)
    return TRUE;

  if (!ferry_journal_database_run (
        self->database,
        "INSERT INTO request (identity, token, kind, source_region, target_region,"
        " sources, name, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        FERRY_VALUES (FERRY_INT (self->identity), FERRY_TEXT (operation->request_id),
                      FERRY_TEXT (ferry_kind_to_string (operation->kind)),
                      FERRY_TEXT (operation->source_region), FERRY_TEXT (operation->target_region),
                      FERRY_TEXT (self->sources_text), FERRY_TEXT (operation->name),
                      FERRY_TEXT (operation->description)),
        error))
    return FALSE;

  request = ferry_journal_database_get_last_row (self->database);

  if (self->answer->created != 0 && !link_token (self, request, self->answer->created, error))
    return FALSE;

  for (guint i = 0; i < self->answer->attached->len; i++)
    {
      if (!link_token (self, request, g_array_index (self->answer->attached, gint64, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Within the transaction. @wrote tells whether there is anything to commit. */
static gboolean
answer (Asking *self, gboolean *wrote, GError **error)
{
  gint64 request = 0;

  if (!find_identity (self, error) || !find_token (self, &request, error))
    return FALSE;

  if (request != 0)
    return answer_known (self, request, error);

  *wrote = TRUE;
  return record_sources (self, error) && audit_attached (self, error) && record_token (self, error);
}

/**
 * ferry_journal_requests_record:
 * @sources: source image IDs; one given twice counts once
 *
 * Returns: (transfer full): what was recorded and what it attached to
 */
FerryJournalRequest *
ferry_journal_requests_record (FerryJournalDatabase *database,
                               const FerryOperationRecord *operation,
                               const char *const *sources,
                               GError **error)
{
  g_auto (Asking) self = { .database = database, .operation = operation };
  gboolean wrote = FALSE;

  collect_sources (&self, sources);
  self.answer = g_new0 (FerryJournalRequest, 1);
  self.answer->attached = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!ferry_journal_database_begin (database, TRUE, error))
    return NULL;

  if (!answer (&self, &wrote, error))
    {
      ferry_journal_database_rollback (database);
      return NULL;
    }

  if (!wrote)
    ferry_journal_database_rollback (database);
  else if (!ferry_journal_database_commit (database, error))
    return NULL;

  return g_steal_pointer (&self.answer);
}
