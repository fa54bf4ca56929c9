/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One SQLite connection with its cached statements. Everything here runs on the journal's worker thread, which is
 * asserted: a disk that stalls must never stall a window. */

#include "config.h"

#include "engine/ferry-journal-database.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "engine/ferry-journal-error.h"

/* Longer than the 30 s that other processes may take. */
#define BUSY_TIMEOUT_MS 35000

struct _FerryJournalDatabase
{
  GThread *thread;                 /* (unowned): the only one that may use it */
  sqlite3 *handle;                 /* (owned) */
  char *folder;                    /* (owned) */
  char *bell;                      /* (owned) (nullable): touched after each commit */
  GHashTable *statements;          /* (owned): SQL to sqlite3_stmt */
  FerryJournalDatabaseProbe probe; /* (nullable) */
  gpointer probe_data;             /* (unowned) */
  guint n_commits;
  gboolean writing; /* between begin and commit or rollback */
  gboolean durable; /* of the transaction that is open */
  gboolean synced;  /* synchronous=FULL is on */
  gboolean damaged;
};

static void
assert_thread (FerryJournalDatabase *self)
{
  g_assert (self->thread == g_thread_self ());
}

static FerryJournalError
judge_failure (FerryJournalDatabase *self, int result)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return FERRY_JOURNAL_ERROR_NO_SPACE;
    case SQLITE_READONLY:
      /* A file that was renamed under us is writable, but no longer the journal. */
      return result == SQLITE_READONLY_DBMOVED ? FERRY_JOURNAL_ERROR_FAILED : FERRY_JOURNAL_ERROR_READ_ONLY;
    case SQLITE_PERM:
      return FERRY_JOURNAL_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return FERRY_JOURNAL_ERROR_LOCKED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return ferry_journal_error_from_errno (sqlite3_system_errno (self->handle));
    default:
      return FERRY_JOURNAL_ERROR_FAILED;
    }
}

static void
set_failure (FerryJournalDatabase *self, int result, GError **error)
{
  const char *detail = sqlite3_errmsg (self->handle);

  if ((result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB)
    self->damaged = TRUE;

  g_debug ("The journal's database answered %d: %s", result, detail);
  ferry_journal_error_set (error, judge_failure (self, result), self->folder, detail);
}

static sqlite3_stmt *
ensure_statement (FerryJournalDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int result;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

  if (result != SQLITE_OK)
    {
      set_failure (self, result, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

static int
bind_value (sqlite3_stmt *statement, int index, const FerryJournalValue *value)
{
  if (value->is_null || (value->is_text && value->text == NULL))
    return sqlite3_bind_null (statement, index);

  if (value->is_text)
    return sqlite3_bind_text (statement, index, value->text, -1, SQLITE_TRANSIENT);

  return sqlite3_bind_int64 (statement, index, value->integer);
}

static gboolean
set_synced (FerryJournalDatabase *self, gboolean synced, GError **error)
{
  if (self->synced == synced)
    return TRUE;

  if (!ferry_journal_database_exec (self, synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
                                    error))
    return FALSE;

  self->synced = synced;
  return TRUE;
}

/* Another process may have set the file aside, or a person may have removed it. What is written then is lost. */
static gboolean
check_in_place (FerryJournalDatabase *self, GError **error)
{
  int moved = 0;

  sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);

  if (!moved)
    return TRUE;

  ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_FAILED, self->folder,
                           "the file was moved or deleted while in use");
  return FALSE;
}

/* Opens the file at @path, which must exist. @folder is named in errors. */
FerryJournalDatabase *
ferry_journal_database_open (const char *path, const char *folder, GError **error)
{
  g_autoptr (FerryJournalDatabase) self = g_new0 (FerryJournalDatabase, 1);
  int result;

  self->thread = g_thread_self ();
  self->folder = g_strdup (folder);
  self->statements =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sqlite3_finalize);

  result = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (result != SQLITE_OK)
    {
      set_failure (self, sqlite3_extended_errcode (self->handle), error);
      return NULL;
    }

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  /* SQLite quietly opens a file read-only that it may not write. */
  if (sqlite3_db_readonly (self->handle, "main") == 1)
    {
      ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_READ_ONLY, folder, "read-only");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* Sets what the journal relies on. Fails on a damaged file, which ferry_journal_database_is_damaged() then tells. */
gboolean
ferry_journal_database_set_up (FerryJournalDatabase *self, GError **error)
{
  assert_thread (self);

  return ferry_journal_database_exec (self, "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF", error) &&
         ferry_journal_database_exec (self, "PRAGMA foreign_keys=ON", error) &&
         set_synced (self, TRUE, error);
}

/* Rolls back what is open and closes. */
void
ferry_journal_database_free (FerryJournalDatabase *self)
{
  if (self == NULL)
    return;

  assert_thread (self);
  g_hash_table_unref (self->statements);
  sqlite3_close (self->handle);
  g_free (self->folder);
  g_free (self->bell);
  g_free (self);
}

/* Whether the file was found to be no database or an inconsistent one. */
gboolean
ferry_journal_database_is_damaged (FerryJournalDatabase *self)
{
  return self->damaged;
}

const char *
ferry_journal_database_get_folder (FerryJournalDatabase *self)
{
  return self->folder;
}

/* The durable commits so far. */
guint
ferry_journal_database_get_n_commits (FerryJournalDatabase *self)
{
  assert_thread (self);

  return self->n_commits;
}

/* @probe is called around each durable commit, on this thread. */
void
ferry_journal_database_set_probe (FerryJournalDatabase *self,
                                  FerryJournalDatabaseProbe probe,
                                  gpointer user_data)
{
  assert_thread (self);

  self->probe = probe;
  self->probe_data = user_data;
}

/* @path is touched after each commit, for those who watch it. */
void
ferry_journal_database_set_bell (FerryJournalDatabase *self, const char *path)
{
  assert_thread (self);

  g_set_str (&self->bell, path);
}

void
ferry_journal_database_set_busy_timeout (FerryJournalDatabase *self, guint milliseconds)
{
  assert_thread (self);

  sqlite3_busy_timeout (self->handle, (int) milliseconds);
}

/* Closing will not even move the write-ahead log into the file. */
void
ferry_journal_database_keep_untouched (FerryJournalDatabase *self)
{
  assert_thread (self);

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/* Begins to write. Waits for other processes here, so that nothing later meets a lock. */
gboolean
ferry_journal_database_begin (FerryJournalDatabase *self, gboolean durable, GError **error)
{
  assert_thread (self);
  g_assert (!self->writing);

  if (!check_in_place (self, error) || !set_synced (self, durable, error) ||
      !ferry_journal_database_run (self, "BEGIN IMMEDIATE", NULL, 0, error))
    return FALSE;

  self->writing = TRUE;
  self->durable = durable;
  return TRUE;
}

/* Begins to read: all queries until commit see the same moment. */
gboolean
ferry_journal_database_begin_read (FerryJournalDatabase *self, GError **error)
{
  assert_thread (self);
  g_assert (!self->writing);

  return ferry_journal_database_run (self, "BEGIN DEFERRED", NULL, 0, error);
}

/* Ends what was begun. On failure everything is rolled back and the connection can be used again. */
gboolean
ferry_journal_database_commit (FerryJournalDatabase *self, GError **error)
{
  gboolean counted = self->writing && self->durable;
  guint number = ferry_journal_database_get_n_commits (self) + 1;

  assert_thread (self);

  if (counted && self->probe != NULL)
    self->probe (number, FALSE, self->probe_data);

  if (!ferry_journal_database_run (self, "COMMIT", NULL, 0, error))
    {
      ferry_journal_database_rollback (self);
      return FALSE;
    }

  if (self->writing && self->bell != NULL)
    utimensat (AT_FDCWD, self->bell, NULL, 0);

  self->writing = FALSE;

  if (counted)
    self->n_commits++;

  if (counted && self->probe != NULL)
    self->probe (number, TRUE, self->probe_data);

  return TRUE;
}

/* Undoes what was begun, if anything. Some failures have made SQLite do so already. */
void
ferry_journal_database_rollback (FerryJournalDatabase *self)
{
  g_autoptr (GError) error = NULL;

  assert_thread (self);

  if (!sqlite3_get_autocommit (self->handle) &&
      !ferry_journal_database_run (self, "ROLLBACK", NULL, 0, &error))
    g_warning ("A transaction could not be undone: %s", error->message);

  self->writing = FALSE;
}

/* Moves the write-ahead log into the file, as far as other processes allow. */
void
ferry_journal_database_checkpoint (FerryJournalDatabase *self)
{
  assert_thread (self);

  sqlite3_busy_timeout (self->handle, 0);
  sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
}

/* Runs statements that give no rows, uncached. */
gboolean
ferry_journal_database_exec (FerryJournalDatabase *self, const char *sql, GError **error)
{
  int result;

  assert_thread (self);

  result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (result != SQLITE_OK)
    set_failure (self, result, error);

  return result == SQLITE_OK;
}

/* Prepares @sql (once for all its uses) and binds @values.
 *
 * Returns: (transfer none): to be read with ferry_journal_database_next() before the same @sql is used again */
sqlite3_stmt *
ferry_journal_database_query (FerryJournalDatabase *self,
                              const char *sql,
                              const FerryJournalValue *values,
                              gsize n_values,
                              GError **error)
{
  sqlite3_stmt *statement;

  assert_thread (self);

  statement = ensure_statement (self, sql, error);

  if (statement == NULL)
    return NULL;

  g_assert ((gsize) sqlite3_bind_parameter_count (statement) == n_values);

  for (gsize i = 0; i < n_values; i++)
    {
      int result = bind_value (statement, (int) i + 1, &values[i]);

      if (result != SQLITE_OK)
        {
          set_failure (self, result, error);
          return NULL;
        }
    }

  return statement;
}

/* Goes to the next row.
 *
 * Returns: TRUE with a row; FALSE at the end, without @error set, or after a failure, with it set */
gboolean
ferry_journal_database_next (FerryJournalDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int result;

  assert_thread (self);

  result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;

  if (result != SQLITE_DONE)
    set_failure (self, result, error);

  sqlite3_reset (statement);
  return FALSE;
}

/* Runs one cached statement to its end. */
gboolean
ferry_journal_database_run (FerryJournalDatabase *self,
                            const char *sql,
                            const FerryJournalValue *values,
                            gsize n_values,
                            GError **error)
{
  sqlite3_stmt *statement = ferry_journal_database_query (self, sql, values, n_values, error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;

  while (ferry_journal_database_next (self, statement, &failure))
    continue;

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The first column of the first row; @value stays as it is if there is none or it is NULL. */
gboolean
ferry_journal_database_get_int (FerryJournalDatabase *self,
                                const char *sql,
                                const FerryJournalValue *values,
                                gsize n_values,
                                gint64 *value,
                                GError **error)
{
  sqlite3_stmt *statement = ferry_journal_database_query (self, sql, values, n_values, error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;

  if (ferry_journal_database_next (self, statement, &failure) &&
      sqlite3_column_type (statement, 0) != SQLITE_NULL)
    *value = sqlite3_column_int64 (statement, 0);

  sqlite3_reset (statement);

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The same for a text. @value must be NULL or owned; it is replaced. */
gboolean
ferry_journal_database_get_text (FerryJournalDatabase *self,
                                 const char *sql,
                                 const FerryJournalValue *values,
                                 gsize n_values,
                                 char **value,
                                 GError **error)
{
  sqlite3_stmt *statement = ferry_journal_database_query (self, sql, values, n_values, error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;

  if (ferry_journal_database_next (self, statement, &failure) &&
      sqlite3_column_type (statement, 0) != SQLITE_NULL)
    g_set_str (value, (const char *) sqlite3_column_text (statement, 0));

  sqlite3_reset (statement);

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The row ID of the last insert. */
gint64
ferry_journal_database_get_last_row (FerryJournalDatabase *self)
{
  assert_thread (self);

  return sqlite3_last_insert_rowid (self->handle);
}

/* The number of rows that the last statement changed. */
gint64
ferry_journal_database_get_n_changed (FerryJournalDatabase *self)
{
  assert_thread (self);

  return sqlite3_changes64 (self->handle);
}
