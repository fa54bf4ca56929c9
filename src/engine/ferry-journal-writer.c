/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes records, on the worker thread. */

#include "config.h"

#include "engine/ferry-journal-writer.h"

#include <unistd.h>

#include "engine/ferry-journal-error.h"
#include "engine/ferry-transaction-private.h"

#define UID_LENGTH 10

typedef struct
{
  FerryJournalDatabase *database; /* (unowned) */
  gboolean durable;
  gint64 operation; /* row IDs that new records with 0 belong to */
  gint64 replica;
} Writer;

/* An identity known by its key alone may have been joined to its owner's meanwhile. */
#define LIVE_IDENTITY "(SELECT COALESCE (joined, id) FROM identity WHERE id = ?)"

/* From the kernel: processes that were forked from one must not draw the same. */
static char *
make_uid (void)
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  guint8 bytes[UID_LENGTH];
  GString *uid = g_string_new ("op-");

  if (getentropy (bytes, sizeof bytes) != 0)
    g_error ("The system gives no random numbers");

  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_c (uid, alphabet[bytes[i] % 32]);

  return g_string_free_and_steal (uid);
}

/* Fails if the row that was to be updated is gone: nothing of the transaction is then written. */
static gboolean
check_updated (FerryJournalDatabase *database, const char *table, gint64 id, GError **error)
{
  g_autofree char *detail = NULL;

  if (ferry_journal_database_get_n_changed (database) == 1)
    return TRUE;

  detail = g_strdup_printf ("no %s %" G_GINT64_FORMAT, table, id);
  ferry_journal_error_set (error, FERRY_JOURNAL_ERROR_FAILED, ferry_journal_database_get_folder (database),
                           detail);
  return FALSE;
}

static gboolean
is_unfinished (const FerryReplicaRecord *record)
{
  return !ferry_state_is_ended (record->state) && record->ended == 0;
}

static gboolean
update_operation (FerryJournalDatabase *database, const FerryOperationRecord *record, GError **error)
{
  return ferry_journal_database_run (
           database,
           "UPDATE operation SET kind = ?, account = ?, source_region = ?,"
           " target_region = ?, name = ?, description = ?, request_id = ?,"
           " settle_seconds = ?, allow_unknown_quota = ?, told = ?, created = ?"
           " WHERE id = ?",
           FERRY_VALUES (FERRY_TEXT (ferry_kind_to_string (record->kind)), FERRY_TEXT (record->account),
                         FERRY_TEXT (record->source_region), FERRY_TEXT (record->target_region),
                         FERRY_TEXT (record->name), FERRY_TEXT (record->description),
                         FERRY_TEXT (record->request_id), FERRY_INT (record->settle_seconds),
                         FERRY_INT (record->allow_unknown_quota), FERRY_INT (record->told),
                         FERRY_INT (record->created), FERRY_INT (record->id)),
           error) &&
         check_updated (database, "operation", record->id, error);
}

static gboolean
update_replica (FerryJournalDatabase *database, const FerryReplicaRecord *record, GError **error)
{
  return ferry_journal_database_run (
           database,
           "UPDATE replica SET image = ?, state = ?, waiting_for = ?, progress = ?,"
           " facts = ?, reason = ?, message = ?, http_status = ?,"
           " service_status = ?, error_request_id = ?, candidate = ?, dismissed = ?, attempts = ?, accepted "
           "= ?,"
           " first_seen = ?, ended = ?, unfinished = ? WHERE id = ?",
           FERRY_VALUES (
             FERRY_TEXT (record->image), FERRY_TEXT (ferry_state_to_string (record->state)),
             FERRY_TEXT (ferry_wait_to_string (record->waiting_for)), FERRY_INT (record->progress),
             FERRY_TEXT (record->facts), FERRY_TEXT (ferry_reason_to_string (record->reason)),
             FERRY_TEXT (record->message), FERRY_INT (record->http_status),
             FERRY_TEXT (record->service_status), FERRY_TEXT (record->error_request_id),
             FERRY_TEXT (record->candidate), FERRY_TEXT (record->dismissed), FERRY_INT (record->attempts),
             FERRY_INT (record->accepted), FERRY_INT (record->first_seen), FERRY_INT (record->ended),
             FERRY_INT (is_unfinished (record)), FERRY_INT (record->id)),
           error) &&
         check_updated (database, "replica", record->id, error);
}

/* A replica whose state has moved on meanwhile is left alone, and that is no failure. */
static gboolean
update_progress (FerryJournalDatabase *database, const FerryReplicaRecord *record, GError **error)
{
  return ferry_journal_database_run (database, "UPDATE replica SET progress = ? WHERE id = ? AND state = ?",
                                     FERRY_VALUES (FERRY_INT (record->progress), FERRY_INT (record->id),
                                                   FERRY_TEXT (ferry_state_to_string (record->state))),
                                     error);
}

static gboolean
write_operation (Writer *self, FerryTransactionItem *item, GError **error)
{
  FerryOperationRecord *record = item->record;
  gboolean done;

  item->inserted = record->id == 0;
  done = item->inserted ? ferry_journal_writer_insert_operation (self->database, record, error)
                        : update_operation (self->database, record, error);

  self->operation = record->id;
  return done;
}

/* Gives a new record the row ID of what it belongs to. */
static void
link_item (FerryTransactionItem *item, gint64 *parent, gint64 last)
{
  item->linked = item->inserted && *parent == 0;

  if (item->linked)
    *parent = last;
}

static gboolean
write_replica (Writer *self, FerryTransactionItem *item, GError **error)
{
  FerryReplicaRecord *record = item->record;
  gboolean done;

  item->inserted = record->id == 0;
  link_item (item, &record->operation, self->operation);

  if (item->inserted)
    done = ferry_journal_writer_insert_replica (self->database, record, error);
  else if (self->durable)
    done = update_replica (self->database, record, error);
  else
    done = update_progress (self->database, record, error);

  self->replica = record->id;
  return done;
}

/* The time is when the first attempt was sent against it; the region is the one where its replica is made. */
static gboolean
write_baseline (FerryJournalDatabase *database,
                const FerryAttemptRecord *record,
                FerryTransactionBaseline *baseline,
                GError **error)
{
  if (baseline->row != 0)
    return TRUE;

  if (!ferry_journal_database_run (
        database,
        "INSERT INTO baseline (region, ids, taken) VALUES ("
        " (SELECT operation.target_region FROM replica"
        "  JOIN operation ON operation.id = replica.operation"
        "  WHERE replica.id = ?), ?, ?)",
        FERRY_VALUES (FERRY_INT (record->replica), FERRY_TEXT (baseline->ids),
                      FERRY_INT (record->started != 0 ? record->started : g_get_real_time ())),
        error))
    return FALSE;

  baseline->row = ferry_journal_database_get_last_row (database);
  return TRUE;
}

static gboolean
insert_attempt (FerryJournalDatabase *database, FerryAttemptRecord *record, GError **error)
{
  if (!ferry_journal_database_run (
        database,
        "INSERT INTO attempt (replica, number, outcome, baseline, image_quota_used,"
        " started, ended, http_status, request_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        FERRY_VALUES (FERRY_INT (record->replica), FERRY_INT (record->number),
                      FERRY_TEXT (ferry_outcome_to_string (record->outcome)), FERRY_ROW (record->baseline),
                      FERRY_INT (record->image_quota_used), FERRY_INT (record->started),
                      FERRY_INT (record->ended), FERRY_INT (record->http_status),
                      FERRY_TEXT (record->request_id)),
        error))
    return FALSE;

  record->id = ferry_journal_database_get_last_row (database);
  return TRUE;
}

static gboolean
update_attempt (FerryJournalDatabase *database, const FerryAttemptRecord *record, GError **error)
{
  return ferry_journal_database_run (
           database,
           "UPDATE attempt SET outcome = ?, baseline = COALESCE (?, baseline),"
           " image_quota_used = ?, started = ?, ended = ?, http_status = ?,"
           " request_id = ? WHERE id = ?",
           FERRY_VALUES (FERRY_TEXT (ferry_outcome_to_string (record->outcome)), FERRY_ROW (record->baseline),
                         FERRY_INT (record->image_quota_used), FERRY_INT (record->started),
                         FERRY_INT (record->ended), FERRY_INT (record->http_status),
                         FERRY_TEXT (record->request_id), FERRY_INT (record->id)),
           error) &&
         check_updated (database, "attempt", record->id, error);
}

static gboolean
write_attempt (Writer *self, FerryTransactionItem *item, GError **error)
{
  FerryAttemptRecord *record = item->record;

  item->inserted = record->id == 0;
  link_item (item, &record->replica, self->replica);

  if (item->baseline != NULL)
    {
      if (!write_baseline (self->database, record, item->baseline, error))
        return FALSE;

      record->baseline = item->baseline->row;
    }

  return item->inserted ? insert_attempt (self->database, record, error)
                        : update_attempt (self->database, record, error);
}

/* What an image was called first decides for good; only what was missing then is filled in. */
static gboolean
write_sighting (FerryJournalDatabase *database, const FerrySightingRecord *record, GError **error)
{
  return ferry_journal_database_run (
    database,
    "INSERT INTO sighting (identity, region, image, name, description,"
    " first_seen) VALUES (" LIVE_IDENTITY ", ?, ?, ?, ?, ?)"
    " ON CONFLICT (identity, region, image) DO UPDATE SET"
    " name = COALESCE (NULLIF (name, ''), excluded.name),"
    " description = COALESCE (NULLIF (description, ''), excluded.description),"
    " first_seen = MIN (first_seen, excluded.first_seen)",
    FERRY_VALUES (FERRY_INT (record->identity), FERRY_TEXT (record->region), FERRY_TEXT (record->image),
                  FERRY_TEXT (record->name), FERRY_TEXT (record->description),
                  FERRY_INT (record->first_seen)),
    error);
}

static gboolean
insert_duplicate (FerryJournalDatabase *database, FerryDuplicateRecord *record, GError **error)
{
  return ferry_journal_database_run (database,
                                     "INSERT INTO duplicate (replica, region, image, found, settled)"
                                     " VALUES (?, ?, ?, ?, ?)"
                                     " ON CONFLICT (replica, image) DO NOTHING",
                                     FERRY_VALUES (FERRY_INT (record->replica), FERRY_TEXT (record->region),
                                                   FERRY_TEXT (record->image), FERRY_INT (record->found),
                                                   FERRY_INT (record->settled)),
                                     error) &&
         ferry_journal_database_get_int (
           database, "SELECT id FROM duplicate WHERE replica = ? AND image = ?",
           FERRY_VALUES (FERRY_INT (record->replica), FERRY_TEXT (record->image)), &record->id, error);
}

static gboolean
write_duplicate (Writer *self, FerryTransactionItem *item, GError **error)
{
  FerryDuplicateRecord *record = item->record;

  item->inserted = record->id == 0;
  link_item (item, &record->replica, self->replica);

  if (item->inserted)
    return insert_duplicate (self->database, record, error);

  return ferry_journal_database_run (self->database, "UPDATE duplicate SET settled = ? WHERE id = ?",
                                     FERRY_VALUES (FERRY_INT (record->settled), FERRY_INT (record->id)),
                                     error) &&
         check_updated (self->database, "duplicate", record->id, error);
}

static gboolean
write_wish (FerryJournalDatabase *database, FerryTransactionItem *item, GError **error)
{
  FerryWishRecord *record = item->record;

  /* It may have been taken back meanwhile. */
  if (record->id != 0)
    return ferry_journal_database_run (
      database, "UPDATE wish SET refused = ?, created = ? WHERE id = ?",
      FERRY_VALUES (FERRY_INT (record->refused), FERRY_INT (record->created), FERRY_INT (record->id)), error);
  if (record->created == 0)
    record->created = g_get_real_time ();

  if (!ferry_journal_database_run (
        database, "INSERT INTO wish (operation, replica, verb, image, created) VALUES (?, ?, ?, ?, ?)",
        FERRY_VALUES (FERRY_INT (record->operation), FERRY_ROW (record->replica),
                      FERRY_TEXT (ferry_verb_to_string (record->verb)), FERRY_TEXT (record->image),
                      FERRY_INT (record->created)),
        error))
    return FALSE;

  record->id = ferry_journal_database_get_last_row (database);
  item->inserted = TRUE;
  return TRUE;
}

static gboolean
delete_wish (FerryJournalDatabase *database, const FerryWishRecord *record, GError **error)
{
  return ferry_journal_database_run (database, "DELETE FROM wish WHERE id = ?",
                                     FERRY_VALUES (FERRY_INT (record->id)), error);
}

static gboolean
write_item (Writer *self, FerryTransactionItem *item, GError **error)
{
  switch (item->kind)
    {
    case FERRY_TRANSACTION_OPERATION:
      return write_operation (self, item, error);
    case FERRY_TRANSACTION_REPLICA:
      return write_replica (self, item, error);
    case FERRY_TRANSACTION_ATTEMPT:
      return write_attempt (self, item, error);
    case FERRY_TRANSACTION_SIGHTING:
      return write_sighting (self->database, item->record, error);
    case FERRY_TRANSACTION_DUPLICATE:
      return write_duplicate (self, item, error);
    case FERRY_TRANSACTION_WISH:
      return write_wish (self->database, item, error);
    case FERRY_TRANSACTION_FULFILLED:
      return delete_wish (self->database, item->record, error);
    case FERRY_TRANSACTION_AUDIT:
      return ferry_journal_writer_insert_audit (self->database, item->record, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
write_items (Writer *self, FerryTransaction *transaction, GError **error)
{
  for (guint i = 0; i < transaction->items->len; i++)
    {
      if (!write_item (self, &g_array_index (transaction->items, FerryTransactionItem, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Row IDs of a commit that failed will be given to others. */
static void
forget_rows (FerryTransactionItem *item)
{
  FerryOperationRecord *operation = item->record;
  FerryReplicaRecord *replica = item->record;
  FerryAttemptRecord *attempt = item->record;
  FerryDuplicateRecord *duplicate = item->record;
  FerryWishRecord *wish = item->record;

  switch (item->kind)
    {
    case FERRY_TRANSACTION_OPERATION:
      operation->id = item->inserted ? 0 : operation->id;
      break;
    case FERRY_TRANSACTION_REPLICA:
      replica->id = item->inserted ? 0 : replica->id;
      replica->operation = item->linked ? 0 : replica->operation;
      break;
    case FERRY_TRANSACTION_ATTEMPT:
      attempt->id = item->inserted ? 0 : attempt->id;
      attempt->replica = item->linked ? 0 : attempt->replica;
      attempt->baseline = item->baseline != NULL ? 0 : attempt->baseline;
      break;
    case FERRY_TRANSACTION_DUPLICATE:
      duplicate->id = item->inserted ? 0 : duplicate->id;
      duplicate->replica = item->linked ? 0 : duplicate->replica;
      break;
    case FERRY_TRANSACTION_WISH:
      wish->id = item->inserted ? 0 : wish->id;
      break;
    case FERRY_TRANSACTION_SIGHTING:
    case FERRY_TRANSACTION_FULFILLED:
    case FERRY_TRANSACTION_AUDIT:
    default:
      break;
    }
}

/* So that the same transaction can be committed once more. */
static void
make_anew (FerryTransaction *transaction)
{
  for (guint i = 0; i < transaction->items->len; i++)
    forget_rows (&g_array_index (transaction->items, FerryTransactionItem, i));

  for (guint i = 0; i < transaction->baselines->len; i++)
    ((FerryTransactionBaseline *) g_ptr_array_index (transaction->baselines, i))->row = 0;
}

/* An act hidden among hints still has to reach the disk. */
static gboolean
needs_sync (FerryTransaction *transaction)
{
  return transaction->durable || transaction->items->len != transaction->replicas->len;
}

/**
 * ferry_journal_writer_commit:
 * @transaction: its records get their row IDs; after a failure it is as before
 *
 * Writes all of @transaction or nothing.
 */
gboolean
ferry_journal_writer_commit (FerryJournalDatabase *database, FerryTransaction *transaction, GError **error)
{
  Writer writer = { .database = database, .durable = transaction->durable };

  if (ferry_transaction_is_empty (transaction))
    return TRUE;

  if (!ferry_journal_database_begin (database, needs_sync (transaction), error))
    return FALSE;

  if (!write_items (&writer, transaction, error))
    {
      ferry_journal_database_rollback (database);
      make_anew (transaction);
      return FALSE;
    }

  if (ferry_journal_database_commit (database, error))
    return TRUE;

  make_anew (transaction);
  return FALSE;
}

/**
 * ferry_journal_writer_withdraw_wish:
 * @withdrawn: (out): whether it was still there
 */
gboolean
ferry_journal_writer_withdraw_wish (FerryJournalDatabase *database,
                                    gint64 wish,
                                    gboolean *withdrawn,
                                    GError **error)
{
  const FerryWishRecord record = { .id = wish };

  if (!ferry_journal_database_begin (database, TRUE, error))
    return FALSE;

  if (!delete_wish (database, &record, error))
    {
      ferry_journal_database_rollback (database);
      return FALSE;
    }

  *withdrawn = ferry_journal_database_get_n_changed (database) > 0;
  return ferry_journal_database_commit (database, error);
}

/** ferry_journal_writer_insert_operation: Within a transaction. @record gets its row ID, and a uid if it has none. */
gboolean
ferry_journal_writer_insert_operation (FerryJournalDatabase *database,
                                       FerryOperationRecord *record,
                                       GError **error)
{
  if (record->uid == NULL)
    record->uid = make_uid ();

  if (record->created == 0)
    record->created = g_get_real_time ();

  if (!ferry_journal_database_run (
        database,
        "INSERT INTO operation (uid, identity, kind, account, source_region,"
        " target_region, name, description, request_id, settle_seconds,"
        " allow_unknown_quota, told, created)"
        " VALUES (?, " LIVE_IDENTITY ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        FERRY_VALUES (FERRY_TEXT (record->uid), FERRY_INT (record->identity),
                      FERRY_TEXT (ferry_kind_to_string (record->kind)), FERRY_TEXT (record->account),
                      FERRY_TEXT (record->source_region), FERRY_TEXT (record->target_region),
                      FERRY_TEXT (record->name), FERRY_TEXT (record->description),
                      FERRY_TEXT (record->request_id), FERRY_INT (record->settle_seconds),
                      FERRY_INT (record->allow_unknown_quota), FERRY_INT (record->told),
                      FERRY_INT (record->created)),
        error))
    return FALSE;

  record->id = ferry_journal_database_get_last_row (database);
  return TRUE;
}

/** ferry_journal_writer_insert_replica: Within a transaction. @record gets its row ID. */
gboolean
ferry_journal_writer_insert_replica (FerryJournalDatabase *database,
                                     FerryReplicaRecord *record,
                                     GError **error)
{
  if (!ferry_journal_database_run (
        database,
        "INSERT INTO replica (operation, position, source, image, state, waiting_for,"
        " progress, facts, reason, message, http_status, service_status, error_request_id, candidate,"
        " dismissed, attempts, accepted, first_seen, ended, unfinished)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        FERRY_VALUES (
          FERRY_INT (record->operation), FERRY_INT (record->position), FERRY_TEXT (record->source),
          FERRY_TEXT (record->image), FERRY_TEXT (ferry_state_to_string (record->state)),
          FERRY_TEXT (ferry_wait_to_string (record->waiting_for)), FERRY_INT (record->progress),
          FERRY_TEXT (record->facts), FERRY_TEXT (ferry_reason_to_string (record->reason)),
          FERRY_TEXT (record->message), FERRY_INT (record->http_status), FERRY_TEXT (record->service_status),
          FERRY_TEXT (record->error_request_id), FERRY_TEXT (record->candidate),
          FERRY_TEXT (record->dismissed), FERRY_INT (record->attempts), FERRY_INT (record->accepted),
          FERRY_INT (record->first_seen), FERRY_INT (record->ended), FERRY_INT (is_unfinished (record))),
        error))
    return FALSE;

  record->id = ferry_journal_database_get_last_row (database);
  return TRUE;
}

/** ferry_journal_writer_insert_audit: Within a transaction. @record gets its row ID, and a time if it has none. */
gboolean
ferry_journal_writer_insert_audit (FerryJournalDatabase *database, FerryAuditRecord *record, GError **error)
{
  if (record->time == 0)
    record->time = g_get_real_time ();

  if (!ferry_journal_database_run (
        database,
        "INSERT INTO audit (time, account, action, operation, region, image,"
        " request_id, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        FERRY_VALUES (FERRY_INT (record->time), FERRY_TEXT (record->account), FERRY_TEXT (record->action),
                      FERRY_TEXT (record->operation), FERRY_TEXT (record->region), FERRY_TEXT (record->image),
                      FERRY_TEXT (record->request_id), FERRY_TEXT (record->outcome)),
        error))
    return FALSE;

  record->id = ferry_journal_database_get_last_row (database);
  return TRUE;
}
