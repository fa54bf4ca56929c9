/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The changes of one commit, in the order they are to be written. Built on one thread and handed over whole to the
 * journal's worker, so it needs no lock. */

#include "config.h"

#include "engine/ferry-transaction.h"

#include "engine/ferry-transaction-private.h"

static void
baseline_free (gpointer data)
{
  FerryTransactionBaseline *self = data;

  g_hash_table_unref (self->set);
  g_free (self->ids);
  g_free (self);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, so that equal listings are equal texts. */
static char *
join_ids (GHashTable *set)
{
  g_autoptr (GPtrArray) ids = g_hash_table_get_keys_as_ptr_array (set);
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (ids, compare_ids);

  for (guint i = 0; i < ids->len; i++)
    {
      g_string_append (text, g_ptr_array_index (ids, i));
      g_string_append_c (text, '\n');
    }

  return g_string_free_and_steal (text);
}

static FerryTransactionBaseline *
ensure_baseline (FerryTransaction *self, GHashTable *set)
{
  FerryTransactionBaseline *baseline;

  for (guint i = 0; i < self->baselines->len; i++)
    {
      baseline = g_ptr_array_index (self->baselines, i);

      if (baseline->set == set)
        return baseline;
    }

  baseline = g_new0 (FerryTransactionBaseline, 1);
  baseline->set = g_hash_table_ref (set);
  baseline->ids = join_ids (set);
  g_ptr_array_add (self->baselines, baseline);

  return baseline;
}

static void
add_item (FerryTransaction *self,
          FerryTransactionKind kind,
          GPtrArray *records,
          gpointer record,
          FerryTransactionBaseline *baseline)
{
  FerryTransactionItem item = { .kind = kind, .record = record, .baseline = baseline };

  g_ptr_array_add (records, record);
  g_array_append_val (self->items, item);
}

static void
transaction_clear (gpointer data)
{
  FerryTransaction *self = data;

  g_array_unref (self->items);
  g_ptr_array_unref (self->operations);
  g_ptr_array_unref (self->replicas);
  g_ptr_array_unref (self->attempts);
  g_ptr_array_unref (self->sightings);
  g_ptr_array_unref (self->duplicates);
  g_ptr_array_unref (self->wishes);
  g_ptr_array_unref (self->fulfilled);
  g_ptr_array_unref (self->audit);
  g_ptr_array_unref (self->baselines);
}

/**
 * ferry_transaction_new:
 *
 * Returns: (transfer full): an empty, durable transaction
 */
FerryTransaction *
ferry_transaction_new (void)
{
  FerryTransaction *self = g_atomic_rc_box_new0 (FerryTransaction);

  self->items = g_array_new (FALSE, FALSE, sizeof (FerryTransactionItem));
  self->operations = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_operation_record_free);
  self->replicas = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_replica_record_free);
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_attempt_record_free);
  self->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_sighting_record_free);
  self->duplicates = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_duplicate_record_free);
  self->wishes = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_wish_record_free);
  self->fulfilled = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_wish_record_free);
  self->audit = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_audit_record_free);
  self->baselines = g_ptr_array_new_with_free_func (baseline_free);
  self->durable = TRUE;

  return self;
}

/** ferry_transaction_ref: Returns: (transfer full): the same transaction */
FerryTransaction *
ferry_transaction_ref (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/** ferry_transaction_unref: Drops a reference, with the last one the copies of the records. On any thread. */
void
ferry_transaction_unref (FerryTransaction *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, transaction_clear);
}

/**
 * ferry_transaction_put_operation:
 * @record: copied; an insert without `uid` is given one, an update leaves `uid` and `identity` as they are
 */
void
ferry_transaction_put_operation (FerryTransaction *self, const FerryOperationRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_OPERATION, self->operations, ferry_operation_record_copy (record), NULL);
}

/**
 * ferry_transaction_put_replica:
 * @record: copied; an update leaves `operation`, `position` and `source` as they are
 */
void
ferry_transaction_put_replica (FerryTransaction *self, const FerryReplicaRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_REPLICA, self->replicas, ferry_replica_record_copy (record), NULL);
}

/**
 * ferry_transaction_put_attempt:
 * @record: copied; an update leaves `replica` and `number` as they are
 * @baseline_ids: (nullable): the image IDs the attempt is sent against (a GHashTable used as a set of strings). The
 *   same set given for several attempts of one transaction is stored once. The row ID is written to `baseline`.
 *
 * Without a set and with `baseline` 0, an update keeps the baseline that the attempt has.
 */
void
ferry_transaction_put_attempt (FerryTransaction *self,
                               const FerryAttemptRecord *record,
                               GHashTable *baseline_ids)
{
  FerryTransactionBaseline *baseline = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  if (baseline_ids != NULL)
    baseline = ensure_baseline (self, baseline_ids);

  add_item (self, FERRY_TRANSACTION_ATTEMPT, self->attempts, ferry_attempt_record_copy (record), baseline);
}

/**
 * ferry_transaction_put_sighting:
 * @record: copied
 *
 * The first sighting of an image stays: a later one only fills in a name or description that was empty.
 */
void
ferry_transaction_put_sighting (FerryTransaction *self, const FerrySightingRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_SIGHTING, self->sightings, ferry_sighting_record_copy (record), NULL);
}

/**
 * ferry_transaction_put_duplicate:
 * @record: copied; a new one of the same replica and image becomes the one that is known already
 */
void
ferry_transaction_put_duplicate (FerryTransaction *self, const FerryDuplicateRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_DUPLICATE, self->duplicates, ferry_duplicate_record_copy (record), NULL);
}

/**
 * ferry_transaction_put_wish:
 * @record: copied; of one that is there already only whether and when it was refused counts
 */
void
ferry_transaction_put_wish (FerryTransaction *self, const FerryWishRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_WISH, self->wishes, ferry_wish_record_copy (record), NULL);
}

/**
 * ferry_transaction_remove_wish:
 * @id: row ID of a wish
 *
 * Forgets it, in the commit that fulfils it. That it is gone already is no failure.
 */
void
ferry_transaction_remove_wish (FerryTransaction *self, gint64 id)
{
  FerryWishRecord *record;

  g_return_if_fail (self != NULL);
  g_return_if_fail (id != 0);

  record = g_new0 (FerryWishRecord, 1);
  record->id = id;
  add_item (self, FERRY_TRANSACTION_FULFILLED, self->fulfilled, record, NULL);
}

/**
 * ferry_transaction_add_audit:
 * @record: copied; with `time` 0 it gets the time of the commit
 */
void
ferry_transaction_add_audit (FerryTransaction *self, const FerryAuditRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  add_item (self, FERRY_TRANSACTION_AUDIT, self->audit, ferry_audit_record_copy (record), NULL);
}

/**
 * ferry_transaction_set_durable:
 * @durable: FALSE for progress alone, which is a hint, not an act
 *
 * What is not durable may be lost by a power cut and costs no fsync. Its replicas write nothing but `progress`, and
 * only while the journal has them in the same state, so it can never take a state back. Records of any other kind
 * in it are written as ever, and then with an fsync.
 */
void
ferry_transaction_set_durable (FerryTransaction *self, gboolean durable)
{
  g_return_if_fail (self != NULL);

  self->durable = durable;
}

/** ferry_transaction_get_durable: Returns: whether it is more than a hint */
gboolean
ferry_transaction_get_durable (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->durable;
}

/** ferry_transaction_is_empty: Returns: whether there is nothing to commit */
gboolean
ferry_transaction_is_empty (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->items->len == 0;
}

/** ferry_transaction_get_operations: Returns: (transfer none): the operations, in the order they were put */
GPtrArray *
ferry_transaction_get_operations (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->operations;
}

/** ferry_transaction_get_replicas: Returns: (transfer none): the replicas, in the order they were put */
GPtrArray *
ferry_transaction_get_replicas (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->replicas;
}

/** ferry_transaction_get_attempts: Returns: (transfer none): the attempts, in the order they were put */
GPtrArray *
ferry_transaction_get_attempts (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->attempts;
}

/** ferry_transaction_get_duplicates: Returns: (transfer none): the duplicates, in the order they were put */
GPtrArray *
ferry_transaction_get_duplicates (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->duplicates;
}

/** ferry_transaction_get_wishes: Returns: (transfer none): the new wishes, in the order they were put */
GPtrArray *
ferry_transaction_get_wishes (FerryTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->wishes;
}
