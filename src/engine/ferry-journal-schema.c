/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of the journal. A change is a new step at the end of steps[]; a released step is never edited.
 *
 * Times are microseconds since 1970-01-01 UTC. Enumerations are the words of ferry-records.h. Rows are ordered by
 * their row ID, not by time: clocks go back. */

#include "config.h"

#include "engine/ferry-journal-schema.h"

/* "Fery": told by file(1), and so that another program's database is never taken for a journal. */
#define SQLITE_APPLICATION_ID 0x46657279

static const char version_1[] =
  "CREATE TABLE meta ("
  "  name TEXT PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") STRICT, WITHOUT ROWID;"

  /* An identity known by its key alone is joined to the owner's once that is learnt. */
  "CREATE TABLE identity ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  endpoint TEXT NOT NULL,"
  "  owner TEXT,"
  "  label TEXT,"
  "  joined INTEGER REFERENCES identity (id),"
  "  UNIQUE (endpoint, owner)"
  ") STRICT;"
  "CREATE INDEX identity_joined ON identity (joined);"

  /* The SHA-256 of an access key, never the key. */
  "CREATE TABLE access_key ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  endpoint TEXT NOT NULL,"
  "  key_hash TEXT NOT NULL,"
  "  identity INTEGER NOT NULL REFERENCES identity (id),"
  "  UNIQUE (endpoint, key_hash)"
  ") STRICT;"
  "CREATE INDEX access_key_identity ON access_key (identity);"

  "CREATE TABLE operation ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  uid TEXT NOT NULL UNIQUE,"
  "  identity INTEGER NOT NULL REFERENCES identity (id),"
  "  kind TEXT NOT NULL,"
  "  account TEXT,"
  "  source_region TEXT NOT NULL,"
  "  target_region TEXT NOT NULL,"
  "  name TEXT,"
  "  description TEXT,"
  "  request_id TEXT,"
  "  settle_seconds INTEGER NOT NULL,"
  "  allow_unknown_quota INTEGER NOT NULL,"
  "  told INTEGER NOT NULL,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX operation_identity ON operation (identity);"

  /* What --request-id asked for, and the operations that answered it: some may be older than the request. */
  "CREATE TABLE request ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  identity INTEGER NOT NULL REFERENCES identity (id),"
  "  token TEXT NOT NULL,"
  "  kind TEXT NOT NULL,"
  "  source_region TEXT NOT NULL,"
  "  target_region TEXT NOT NULL,"
  "  sources TEXT NOT NULL,"
  "  name TEXT,"
  "  description TEXT"
  ") STRICT;"
  "CREATE INDEX request_token ON request (token, identity);"
  "CREATE INDEX request_identity ON request (identity);"
  "CREATE TABLE request_operation ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,"
  "  operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE"
  ") STRICT;"
  "CREATE INDEX request_operation_request ON request_operation (request);"
  "CREATE INDEX request_operation_operation ON request_operation (operation);"

  "CREATE TABLE replica ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  source TEXT NOT NULL,"
  "  image TEXT,"
  "  state TEXT NOT NULL,"
  "  waiting_for TEXT NOT NULL,"
  "  progress INTEGER NOT NULL,"
  "  facts TEXT,"
  "  reason TEXT NOT NULL,"
  "  message TEXT,"
  "  http_status INTEGER NOT NULL,"
  "  error_request_id TEXT,"
  "  candidate TEXT,"
  "  attempts INTEGER NOT NULL,"
  "  accepted INTEGER NOT NULL,"
  "  first_seen INTEGER NOT NULL,"
  "  ended INTEGER NOT NULL,"
  "  unfinished INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX replica_operation ON replica (operation, position);"
  "CREATE INDEX replica_unfinished ON replica (source) WHERE unfinished;"

  "CREATE TABLE baseline ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  region TEXT,"
  "  ids TEXT NOT NULL,"
  "  taken INTEGER NOT NULL"
  ") STRICT;"

  "CREATE TABLE attempt ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  replica INTEGER NOT NULL REFERENCES replica (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL,"
  "  outcome TEXT NOT NULL,"
  "  baseline INTEGER REFERENCES baseline (id),"
  "  image_quota_used INTEGER NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  ended INTEGER NOT NULL,"
  "  http_status INTEGER NOT NULL,"
  "  request_id TEXT"
  ") STRICT;"
  "CREATE INDEX attempt_replica ON attempt (replica);"
  "CREATE INDEX attempt_baseline ON attempt (baseline);"
  "CREATE INDEX attempt_superseded ON attempt (replica) WHERE outcome = 'superseded';"

  "CREATE TABLE sighting ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  identity INTEGER NOT NULL REFERENCES identity (id),"
  "  region TEXT NOT NULL,"
  "  image TEXT NOT NULL,"
  "  name TEXT,"
  "  description TEXT,"
  "  first_seen INTEGER NOT NULL,"
  "  UNIQUE (identity, region, image)"
  ") STRICT;"

  "CREATE TABLE duplicate ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  replica INTEGER NOT NULL REFERENCES replica (id) ON DELETE CASCADE,"
  "  region TEXT NOT NULL,"
  "  image TEXT NOT NULL,"
  "  found INTEGER NOT NULL,"
  "  settled INTEGER NOT NULL,"
  "  UNIQUE (replica, image)"
  ") STRICT;"
  "CREATE INDEX duplicate_unsettled ON duplicate (replica) WHERE NOT settled;"

  /* Kept when an operation is pruned, so it names operations by uid. */
  "CREATE TABLE audit ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  time INTEGER NOT NULL,"
  "  account TEXT,"
  "  action TEXT NOT NULL,"
  "  operation TEXT,"
  "  region TEXT,"
  "  image TEXT,"
  "  request_id TEXT,"
  "  outcome TEXT"
  ") STRICT;"
  "CREATE INDEX audit_operation ON audit (operation);";

/* What processes that do not drive ask of the one that does. */
static const char version_2[] = "CREATE TABLE wish ("
                                "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                "  operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,"
                                "  replica INTEGER REFERENCES replica (id) ON DELETE CASCADE,"
                                "  verb TEXT NOT NULL,"
                                "  image TEXT,"
                                "  created INTEGER NOT NULL"
                                ") STRICT;"
                                "CREATE INDEX wish_operation ON wish (operation);"
                                "CREATE INDEX wish_replica ON wish (replica);";

/* The service's own word for what went wrong, which people and scripts look up in its documents. */
static const char version_3[] = "ALTER TABLE replica ADD COLUMN service_status TEXT;";

/* What the user said must hold in the process that goes on, too. */
static const char version_4[] = "ALTER TABLE replica ADD COLUMN dismissed TEXT;";

/* An account may be read-only in the process that drives, and not in the one that wishes. */
static const char version_5[] = "ALTER TABLE wish ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;";

/* A service that is busy may be so with our own request; every other refusal has made nothing. */
static const char version_6[] =
  "UPDATE attempt SET outcome = 'busy' WHERE outcome = 'refused' AND http_status = 400;";

/* Step i leads from version i to version i + 1. */
static const char *const steps[] = {
  version_1, version_2, version_3, version_4, version_5, version_6,
};

static gboolean
take_step (FerryJournalDatabase *database, guint version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version=%u", version + 1);

  return ferry_journal_database_exec (database, steps[version], error) &&
         ferry_journal_database_exec (database, mark, error);
}

/**
 * ferry_journal_schema_inspect:
 * @schema: (out): what the file holds
 *
 * Looks whether the file is a journal that this version understands, changing nothing.
 *
 * Returns: FALSE if it could not be read
 */
gboolean
ferry_journal_schema_inspect (FerryJournalDatabase *database, FerryJournalSchema *schema, GError **error)
{
  gint64 application = 0;
  gint64 version = 0;

  if (!ferry_journal_database_get_int (database, "PRAGMA application_id", NULL, 0, &application, error) ||
      !ferry_journal_database_get_int (database, "PRAGMA user_version", NULL, 0, &version, error))
    return FALSE;

  if (application != SQLITE_APPLICATION_ID || version < 1)
    *schema = FERRY_JOURNAL_SCHEMA_FOREIGN;
  else if (version > (gint64) G_N_ELEMENTS (steps))
    *schema = FERRY_JOURNAL_SCHEMA_TOO_NEW;
  else
    *schema = FERRY_JOURNAL_SCHEMA_OURS;

  return TRUE;
}

/**
 * ferry_journal_schema_migrate:
 *
 * Brings a journal, or an empty file, to this version: all steps that are missing, or none.
 */
gboolean
ferry_journal_schema_migrate (FerryJournalDatabase *database, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id=%d", SQLITE_APPLICATION_ID);
  gint64 version = 0;
  gboolean done;

  if (!ferry_journal_database_get_int (database, "PRAGMA user_version", NULL, 0, &version, error))
    return FALSE;

  if (version == (gint64) G_N_ELEMENTS (steps))
    return TRUE;

  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  done = ferry_journal_database_exec (database, mark, error);

  for (guint i = (guint) version; done && i < G_N_ELEMENTS (steps); i++)
    done = take_step (database, i, error);

  if (!done)
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  return ferry_journal_database_commit (database, error);
}
