/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-known.h"

#include <glib/gi18n.h>

static gboolean
record_is_ended (const FerryReplicaRecord *record)
{
  return ferry_state_is_ended (record->state) ||
         (record->state == FERRY_STATE_AVAILABLE && record->ended != 0);
}

/* What was sent, or may have been: the service refuses other work on the source until it has ended. */
static gboolean
keeps_source_busy (FerryState state)
{
  return state == FERRY_STATE_SUBMITTING || state == FERRY_STATE_UNCONFIRMED ||
         state == FERRY_STATE_UNDECIDED || state == FERRY_STATE_PENDING;
}

static char *
dup_busy_sentence (const FerryOperationRecord *operation)
{
  if (operation->kind == FERRY_KIND_CONVERT)
    return g_strdup (_ ("It is being converted."));
  return g_strdup_printf (_ ("It is being copied to %s."), operation->target_region);
}

/**
 * ferry_ctl_known_operations:
 * @contents: of the journal
 *
 * Returns: (transfer full) (element-type FerryOperation): the operations with their replicas, oldest first
 */
GPtrArray *
ferry_ctl_known_operations (FerryJournalContents *contents)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);
      FerryOperation *operation = ferry_operation_new (record);

      g_ptr_array_add (operations, operation);
      g_hash_table_insert (by_id, &record->id, operation);
    }
  for (guint i = 0; i < contents->replicas->len; i++)
    {
      const FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);
      FerryOperation *operation = g_hash_table_lookup (by_id, &record->operation);
      g_autoptr (FerryReplica) replica = ferry_replica_new (record);

      if (operation != NULL)
        ferry_operation_add_replica (operation, replica);
    }
  return g_steal_pointer (&operations);
}

static FerryDuplicate *
make_duplicate (const FerryDuplicateRecord *record, GPtrArray *operations)
{
  for (guint i = 0; i < operations->len; i++)
    {
      FerryOperation *operation = g_ptr_array_index (operations, i);

      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        {
          FerryReplica *replica = ferry_operation_get_replica (operation, j);

          if (ferry_replica_get_record (replica)->id == record->replica)
            return ferry_duplicate_new (record, operation, replica);
        }
    }
  return NULL;
}

/**
 * ferry_ctl_known_duplicates:
 * @contents: of the journal
 * @operations: (element-type FerryOperation): from ferry_ctl_known_operations()
 *
 * Returns: (transfer full) (element-type FerryDuplicate): possible duplicates that nobody has judged yet
 */
GPtrArray *
ferry_ctl_known_duplicates (FerryJournalContents *contents, GPtrArray *operations)
{
  GPtrArray *duplicates = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < contents->duplicates->len; i++)
    {
      const FerryDuplicateRecord *record = g_ptr_array_index (contents->duplicates, i);
      FerryDuplicate *duplicate = record->settled ? NULL : make_duplicate (record, operations);

      if (duplicate != NULL)
        g_ptr_array_add (duplicates, duplicate);
    }
  return duplicates;
}

/**
 * ferry_ctl_known_is_ended:
 * @replica: a replica
 *
 * Returns: whether nothing more happens to it by itself; an available one may still be about to be verified
 */
gboolean
ferry_ctl_known_is_ended (FerryReplica *replica)
{
  return record_is_ended (ferry_replica_get_record (replica));
}

/**
 * ferry_ctl_known_busy:
 * @contents: of the journal
 *
 * Returns: (transfer full): images that a copy or conversion of ours keeps busy → a sentence
 */
GHashTable *
ferry_ctl_known_busy (FerryJournalContents *contents)
{
  GHashTable *busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < contents->operations->len; i++)
    {
      FerryOperationRecord *record = g_ptr_array_index (contents->operations, i);

      g_hash_table_insert (by_id, &record->id, record);
    }
  for (guint i = 0; i < contents->replicas->len; i++)
    {
      const FerryReplicaRecord *record = g_ptr_array_index (contents->replicas, i);
      const FerryOperationRecord *operation = g_hash_table_lookup (by_id, &record->operation);

      if (operation != NULL && keeps_source_busy (record->state))
        g_hash_table_insert (busy, g_strdup (record->source), dup_busy_sentence (operation));
    }
  return busy;
}

/**
 * ferry_ctl_known_keeps_busy:
 * @operations: (element-type FerryOperation): of the engine
 * @image: image ID
 *
 * Returns: whether a copy or conversion of ours keeps @image busy
 */
gboolean
ferry_ctl_known_keeps_busy (GListModel *operations, const char *image)
{
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);
      FerryReplica *replica = ferry_operation_find_source (operation, image);

      if (replica != NULL && keeps_source_busy (ferry_replica_get_state (replica)))
        return TRUE;
    }
  return FALSE;
}

/**
 * ferry_ctl_known_converting:
 * @contents: of the journal
 *
 * Returns: (transfer full): set of the images that a conversion of ours uses
 */
GHashTable *
ferry_ctl_known_converting (FerryJournalContents *contents)
{
  g_autoptr (GPtrArray) operations = ferry_ctl_known_operations (contents);
  GHashTable *images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < operations->len; i++)
    {
      FerryOperation *operation = g_ptr_array_index (operations, i);
      FerryReplica *replica = ferry_operation_get_replica (operation, 0);

      if (ferry_operation_get_kind (operation) == FERRY_KIND_CONVERT && replica != NULL &&
          keeps_source_busy (ferry_replica_get_state (replica)))
        g_hash_table_add (images, g_strdup (ferry_replica_get_source (replica)));
    }
  return images;
}

/**
 * ferry_ctl_known_underway:
 * @operations: (element-type FerryOperation): from ferry_ctl_known_operations()
 * @source: region of the image
 * @target: region of the replica
 * @image: image ID
 *
 * Returns: (transfer none) (nullable): the operation that is about to make that replica; a new request would attach
 *   to it instead of making a second one
 */
FerryOperation *
ferry_ctl_known_underway (GPtrArray *operations, const char *source, const char *target, const char *image)
{
  for (guint i = 0; i < operations->len; i++)
    {
      FerryOperation *operation = g_ptr_array_index (operations, i);
      FerryReplica *replica = ferry_operation_find_source (operation, image);

      if (replica != NULL && !ferry_ctl_known_is_ended (replica) &&
          g_str_equal (ferry_operation_get_source_region (operation), source) &&
          g_str_equal (ferry_operation_get_target_region (operation), target))
        return operation;
    }
  return NULL;
}
