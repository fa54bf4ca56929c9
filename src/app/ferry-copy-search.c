/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-search.h"

#include "engine/ferry-regions.h"
#include "engine/ferry-search.h"

struct _FerryCopySearch
{
  GStrv words; /* (owned): folded */
};

static void
append (GString *key, const char *text)
{
  if (text == NULL)
    return;
  g_string_append (key, text);
  g_string_append_c (key, '\n');
}

static void
append_region (GString *key, const char *region)
{
  append (key, region);
  append (key, ferry_region_get_name (region));
}

/* All that stands in the row and in its details. */
static char *
make_key (FerryOperation *operation)
{
  g_autoptr (GString) key = g_string_new (NULL);

  append (key, ferry_operation_get_uid (operation));
  append (key, ferry_operation_get_account (operation));
  append (key, ferry_operation_get_record (operation)->name);
  append_region (key, ferry_operation_get_source_region (operation));
  append_region (key, ferry_operation_get_target_region (operation));
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      const FerryReplicaRecord *record = ferry_replica_get_record (replica);

      append (key, ferry_replica_get_name (replica));
      append (key, record->source);
      append (key, record->image);
      append (key, record->error_request_id);
    }

  return ferry_search_fold (key->str);
}

/**
 * ferry_copy_search_new:
 *
 * Returns: (transfer full): a search for nothing, which everything matches
 */
FerryCopySearch *
ferry_copy_search_new (void)
{
  FerryCopySearch *self = g_new0 (FerryCopySearch, 1);

  self->words = ferry_search_split ("");

  return self;
}

/**
 * ferry_copy_search_free:
 * @self: (transfer full): a search
 */
void
ferry_copy_search_free (FerryCopySearch *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->words);
  g_free (self);
}

/**
 * ferry_copy_search_set_text:
 * @self: a search
 * @text: what was typed
 *
 * Returns: whether that is another search than before
 */
gboolean
ferry_copy_search_set_text (FerryCopySearch *self, const char *text)
{
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  words = ferry_search_split (text);
  if (g_strv_equal ((const char *const *) words, (const char *const *) self->words))
    return FALSE;
  g_strfreev (self->words);
  self->words = g_steal_pointer (&words);

  return TRUE;
}

/**
 * ferry_copy_search_is_active:
 * @self: a search
 *
 * Returns: whether anything is searched for
 */
gboolean
ferry_copy_search_is_active (FerryCopySearch *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->words[0] != NULL;
}

/**
 * ferry_copy_search_matches:
 * @self: a search
 * @operation: an operation
 *
 * Returns: whether every word occurs in the names and IDs of its images, in its regions, or in its account
 */
gboolean
ferry_copy_search_matches (FerryCopySearch *self, FerryOperation *operation)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), FALSE);

  if (!ferry_copy_search_is_active (self))
    return TRUE;
  key = make_key (operation);

  return ferry_search_matches ((const char *const *) self->words, key);
}
