/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the worker of a journal does, and the arguments it does it with. Nothing here touches the FerryJournal, which
 * lives on its user's thread. */

#include "config.h"

#include "engine/ferry-journal-calls.h"

#include "engine/ferry-journal-identities.h"
#include "engine/ferry-journal-pruning.h"
#include "engine/ferry-journal-reader.h"
#include "engine/ferry-journal-requests.h"
#include "engine/ferry-journal-telling.h"
#include "engine/ferry-journal-writer.h"

FerryJournalCall *
ferry_journal_call_new (FerryJournalWork work)
{
  FerryJournalCall *self = g_new0 (FerryJournalCall, 1);

  self->work = work;
  return self;
}

void
ferry_journal_call_free (gpointer data)
{
  FerryJournalCall *self = data;

  g_free (self->folder);
  g_clear_pointer (&self->transaction, ferry_transaction_unref);
  g_clear_pointer (&self->operation, ferry_operation_record_free);
  g_strfreev (self->sources);
  g_free (self->ids);
  g_free (self->endpoint);
  g_free (self->key_hash);
  g_free (self->pin);
  g_free (self->text);
  g_free (self);
}

void
ferry_journal_identified_free (gpointer data)
{
  FerryJournalIdentified *self = data;

  g_free (self->owner);
  g_free (self);
}

void
ferry_journal_opening_free (gpointer data)
{
  FerryJournalOpening *self = data;

  g_free (self->set_aside);
  g_free (self);
}

void
ferry_journal_state_unref (gpointer data)
{
  g_atomic_rc_box_release (data);
}

/* On the worker, as its last act. */
void
ferry_journal_state_close (gpointer data)
{
  FerryJournalState *self = data;

  if (self->database != NULL)
    ferry_journal_database_checkpoint (self->database);

  g_clear_pointer (&self->database, ferry_journal_database_free);

  if (self->probe_data_free != NULL)
    self->probe_data_free (self->probe_data);

  ferry_journal_state_unref (self);
}

gpointer
ferry_journal_call_run (gpointer data, gpointer task_data, GError **error)
{
  FerryJournalState *state = data;
  FerryJournalCall *call = task_data;
  gpointer result = call->work (state, call, error);

  if (state->database != NULL)
    g_atomic_int_set (&state->n_commits, ferry_journal_database_get_n_commits (state->database));

  return result;
}

gpointer
ferry_journal_call_open (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  FerryJournalOpening *opening = g_new0 (FerryJournalOpening, 1);

  if (ferry_journal_opening_run (opening, call->folder, call->as_remote, error) &&
      ferry_journal_database_get_int (opening->database, "PRAGMA data_version", NULL, 0, &state->data_version,
                                      error))
    {
      state->database = g_steal_pointer (&opening->database);
      return opening;
    }

  g_clear_pointer (&opening->database, ferry_journal_database_free);
  ferry_journal_opening_free (opening);
  return NULL;
}

gpointer
ferry_journal_call_look (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  gint64 version = state->data_version;

  if (!ferry_journal_database_get_int (state->database, "PRAGMA data_version", NULL, 0, &version, error))
    return NULL;

  if (version == state->data_version)
    return NULL;

  state->data_version = version;
  return GINT_TO_POINTER (TRUE);
}

gpointer
ferry_journal_call_adopt (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return GINT_TO_POINTER (ferry_journal_opening_adopt (state->database, error));
}

gpointer
ferry_journal_call_commit (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return GINT_TO_POINTER (ferry_journal_writer_commit (state->database, call->transaction, error));
}

gpointer
ferry_journal_call_request (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_requests_record (state->database, call->operation, (const char *const *) call->sources,
                                        error);
}

gpointer
ferry_journal_call_load (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_reader_load (state->database, call->only_unfinished, call->number, error);
}

gpointer
ferry_journal_call_load_changes (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_reader_load_changes (state->database, call->row, call->ids, call->n_ids, error);
}

gpointer
ferry_journal_call_load_operations (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_reader_load_operations (state->database, call->ids, call->n_ids, error);
}

gpointer
ferry_journal_call_load_baseline (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_reader_load_baseline (state->database, call->row, error);
}

gpointer
ferry_journal_call_identify (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  FerryJournalIdentified *identified = g_new0 (FerryJournalIdentified, 1);

  identified->identity = ferry_journal_identities_find (state->database, call->endpoint, call->key_hash,
                                                        call->pin, call->text, &identified->owner, error);
  if (identified->identity != 0)
    return identified;

  ferry_journal_identified_free (identified);
  return NULL;
}

gpointer
ferry_journal_call_load_audit (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_reader_load_audit (state->database, call->text, call->number, error);
}

gpointer
ferry_journal_call_prune (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  guint n_removed = 0;

  if (!ferry_journal_pruning_run (state->database, call->number, call->limit, &n_removed, error))
    return NULL;

  return g_memdup2 (&n_removed, sizeof n_removed);
}

gpointer
ferry_journal_call_is_pruning_due (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  gboolean due = FALSE;

  return GINT_TO_POINTER (ferry_journal_pruning_is_due (state->database, &due, error) && due);
}

gpointer
ferry_journal_call_withdraw_wish (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  gboolean withdrawn = FALSE;

  return GINT_TO_POINTER (
    ferry_journal_writer_withdraw_wish (state->database, call->row, &withdrawn, error) && withdrawn);
}

gpointer
ferry_journal_call_tell (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  gboolean taken = FALSE;

  return GINT_TO_POINTER (ferry_journal_telling_take (state->database, call->row, &taken, error) && taken);
}

gpointer
ferry_journal_call_tell_recovery (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  gboolean taken = FALSE;

  if (!ferry_journal_telling_take_recovery (state->database, &taken, error) || !taken)
    return NULL;

  return ferry_journal_opening_find_damaged (ferry_journal_database_get_folder (state->database));
}

gpointer
ferry_journal_call_set_probe (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  if (state->probe_data_free != NULL)
    state->probe_data_free (state->probe_data);

  state->probe = call->probe;
  state->probe_data = call->probe_data;
  state->probe_data_free = call->probe_data_free;
  ferry_journal_database_set_probe (state->database, state->probe, state->probe_data);

  return GINT_TO_POINTER (TRUE);
}

gpointer
ferry_journal_call_set_busy_timeout (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  ferry_journal_database_set_busy_timeout (state->database, call->number);

  return GINT_TO_POINTER (TRUE);
}

gpointer
ferry_journal_call_load_aliases (FerryJournalState *state, FerryJournalCall *call, GError **error)
{
  return ferry_journal_identities_load_aliases (state->database, call->row, error);
}
