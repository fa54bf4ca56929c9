/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose keys are these? On the worker thread.
 *
 * A key met without its owner's pin makes an identity of its own. Once the pin is learnt, that identity becomes the
 * owner's, or is joined to it if another key had made it known. A joined row stays, so that a row ID that some
 * process still holds goes on leading to the right one. */

#include "config.h"

#include "engine/ferry-journal-identities.h"

#include <sqlite3.h>

typedef struct
{
  FerryJournalDatabase *database; /* (unowned) */
  const char *endpoint;           /* (unowned) */
  const char *key_hash;           /* (unowned) */
  const char *pin;                /* (unowned) (nullable) */
  const char *label;              /* (unowned) (nullable) */
  gint64 by_key;                  /* identity that the key leads to, 0 none */
  gint64 by_pin;                  /* identity that the pin leads to, 0 none */
  char *owner;                    /* (owned) (nullable): pin of by_key */
  gboolean wrote;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->owner, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
look_up (Search *self, GError **error)
{
  if (!ferry_journal_database_get_int (
        self->database, "SELECT identity FROM access_key WHERE endpoint = ? AND key_hash = ?",
        FERRY_VALUES (FERRY_TEXT (self->endpoint), FERRY_TEXT (self->key_hash)), &self->by_key, error) ||
      !ferry_journal_database_get_text (self->database, "SELECT owner FROM identity WHERE id = ?",
                                        FERRY_VALUES (FERRY_INT (self->by_key)), &self->owner, error))
    return FALSE;

  return self->pin == NULL ||
         ferry_journal_database_get_int (
           self->database, "SELECT id FROM identity WHERE endpoint = ? AND owner = ?",
           FERRY_VALUES (FERRY_TEXT (self->endpoint), FERRY_TEXT (self->pin)), &self->by_pin, error);
}

static gboolean
insert_identity (Search *self, gint64 *identity, GError **error)
{
  self->wrote = TRUE;

  if (!ferry_journal_database_run (
        self->database, "INSERT INTO identity (endpoint, owner, label) VALUES (?, ?, ?)",
        FERRY_VALUES (FERRY_TEXT (self->endpoint), FERRY_TEXT (self->pin), FERRY_TEXT (self->label)), error))
    return FALSE;

  *identity = ferry_journal_database_get_last_row (self->database);
  return TRUE;
}

static gboolean
lead_key_to (Search *self, gint64 identity, GError **error)
{
  self->wrote = TRUE;

  return ferry_journal_database_run (
    self->database,
    "INSERT INTO access_key (endpoint, key_hash, identity) VALUES (?, ?, ?)"
    " ON CONFLICT (endpoint, key_hash)"
    " DO UPDATE SET identity = excluded.identity",
    FERRY_VALUES (FERRY_TEXT (self->endpoint), FERRY_TEXT (self->key_hash), FERRY_INT (identity)), error);
}

static gboolean
set_owner (Search *self, gint64 identity, GError **error)
{
  self->wrote = TRUE;

  return ferry_journal_database_run (self->database, "UPDATE identity SET owner = ? WHERE id = ?",
                                     FERRY_VALUES (FERRY_TEXT (self->pin), FERRY_INT (identity)), error);
}

/* Everything known by the key alone becomes the owner's. Of two sightings of one image the earlier decides. */
static gboolean
join (Search *self, gint64 from, gint64 to, GError **error)
{
  static const char *const steps[] = {
    "UPDATE operation SET identity = ?2 WHERE identity = ?1",
    "UPDATE request SET identity = ?2 WHERE identity = ?1",
    "UPDATE access_key SET identity = ?2 WHERE identity = ?1",
    "DELETE FROM sighting WHERE identity = ?1 AND EXISTS (SELECT 1 FROM sighting AS other"
    " WHERE other.identity = ?2 AND other.region = sighting.region AND other.image = sighting.image"
    " AND other.first_seen <= sighting.first_seen)",
    "UPDATE OR REPLACE sighting SET identity = ?2 WHERE identity = ?1",
    "UPDATE identity SET joined = ?2 WHERE id = ?1 OR joined = ?1",
  };

  self->wrote = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (!ferry_journal_database_run (self->database, steps[i],
                                       FERRY_VALUES (FERRY_INT (from), FERRY_INT (to)), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
update_label (Search *self, gint64 identity, GError **error)
{
  if (self->label == NULL)
    return TRUE;

  if (!ferry_journal_database_run (self->database,
                                   "UPDATE identity SET label = ?1 WHERE id = ?2 AND label IS NOT ?1",
                                   FERRY_VALUES (FERRY_TEXT (self->label), FERRY_INT (identity)), error))
    return FALSE;

  self->wrote = self->wrote || ferry_journal_database_get_n_changed (self->database) > 0;
  return TRUE;
}

/* Without a pin: what the key leads to, or a new identity known by the key alone. */
static gboolean
settle_by_key (Search *self, gint64 *identity, GError **error)
{
  *identity = self->by_key;

  if (self->by_key != 0)
    return TRUE;

  return insert_identity (self, identity, error) && lead_key_to (self, *identity, error);
}

/* With a pin. A key that belonged to another pin has moved: only the key follows. */
static gboolean
settle_by_pin (Search *self, gint64 *identity, GError **error)
{
  gboolean key_alone = self->by_key != 0 && self->owner == NULL;

  if (self->by_pin != 0 && self->by_pin == self->by_key)
    {
      *identity = self->by_pin;
      return TRUE;
    }

  if (self->by_pin == 0 && key_alone)
    {
      *identity = self->by_key;
      return set_owner (self, self->by_key, error);
    }

  *identity = self->by_pin;

  if (self->by_pin == 0 && !insert_identity (self, identity, error))
    return FALSE;

  if (key_alone && !join (self, self->by_key, *identity, error))
    return FALSE;

  return lead_key_to (self, *identity, error);
}

static gboolean
settle (Search *self, gint64 *identity, GError **error)
{
  gboolean settled =
    self->pin != NULL ? settle_by_pin (self, identity, error) : settle_by_key (self, identity, error);

  return settled && update_label (self, *identity, error);
}

/**
 * ferry_journal_identities_find:
 * @key_hash: SHA-256 of the access key
 * @owner_pin: (nullable): the owner's pin, if it is known now
 * @owner: (out) (nullable): the owner's pin, if it was ever known
 *
 * Returns: the identity's row ID, 0 on failure
 */
gint64
ferry_journal_identities_find (FerryJournalDatabase *database,
                               const char *endpoint,
                               const char *key_hash,
                               const char *owner_pin,
                               const char *label,
                               char **owner,
                               GError **error)
{
  g_auto (Search) self = {
    .database = database,
    .endpoint = endpoint,
    .key_hash = key_hash,
    .pin = owner_pin,
    .label = label,
  };
  gint64 identity = 0;

  if (!ferry_journal_database_begin (database, TRUE, error))
    return 0;

  if (!look_up (&self, error) || !settle (&self, &identity, error))
    {
      ferry_journal_database_rollback (database);
      return 0;
    }

  if (!self.wrote)
    ferry_journal_database_rollback (database);
  else if (!ferry_journal_database_commit (database, error))
    return 0;

  *owner = g_strdup (owner_pin != NULL ? owner_pin : self.owner);
  return identity;
}

/** ferry_journal_identities_load_aliases: Returns: (transfer full): gint64, row IDs that were joined to @identity */
GArray *
ferry_journal_identities_load_aliases (FerryJournalDatabase *database, gint64 identity, GError **error)
{
  g_autoptr (GArray) aliases = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *row;

  row = ferry_journal_database_query (database, "SELECT id FROM identity WHERE joined = ? ORDER BY id",
                                      FERRY_VALUES (FERRY_INT (identity)), error);

  if (row == NULL)
    return NULL;

  while (ferry_journal_database_next (database, row, &failure))
    {
      gint64 alias = sqlite3_column_int64 (row, 0);

      g_array_append_val (aliases, alias);
    }

  if (failure == NULL)
    return g_steal_pointer (&aliases);

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
