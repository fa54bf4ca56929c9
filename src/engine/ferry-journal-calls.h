/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"
#include "engine/ferry-journal-opening.h"
#include "engine/ferry-journal.h"

G_BEGIN_DECLS

/* What the worker has. Shared with the journal for the sake of the counter. */
typedef struct
{
  FerryJournalDatabase *database; /* (owned) (nullable) */
  gint64 data_version;            /* as of the last look for others' commits */
  FerryJournalProbe probe;        /* (nullable) */
  gpointer probe_data;            /* (owned) */
  GDestroyNotify probe_data_free;
  guint n_commits; /* atomic */
} FerryJournalState;

typedef struct _FerryJournalCall FerryJournalCall;
typedef gpointer (*FerryJournalWork) (FerryJournalState *state, FerryJournalCall *call, GError **error);

/* The arguments of one job; each uses its own. */
struct _FerryJournalCall
{
  FerryJournalWork work;
  char *folder;
  gboolean as_remote;
  FerryTransaction *transaction;
  FerryOperationRecord *operation;
  char **sources;
  gint64 *ids;
  guint n_ids;
  gboolean only_unfinished;
  guint number; /* a limit, days or milliseconds */
  guint limit;
  gint64 row;
  char *endpoint;
  char *key_hash;
  char *pin;
  char *text; /* a label or a uid */
  FerryJournalProbe probe;
  gpointer probe_data;
  GDestroyNotify probe_data_free;
};

typedef struct
{
  gint64 identity;
  char *owner; /* (owned) (nullable) */
} FerryJournalIdentified;

void ferry_journal_push (FerryJournal *self, GTask *task, FerryJournalCall *call, GDestroyNotify result_free);

void ferry_journal_state_close (gpointer data);
void ferry_journal_state_unref (gpointer data);

FerryJournalCall *ferry_journal_call_new (FerryJournalWork work);
void ferry_journal_call_free (gpointer data);
gpointer ferry_journal_call_run (gpointer data, gpointer task_data, GError **error);

void ferry_journal_identified_free (gpointer data);
void ferry_journal_opening_free (gpointer data);

/* One for each kind of job, on the worker. Each gives its result, or NULL with @error set. */
gpointer ferry_journal_call_open (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_look (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_adopt (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_commit (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_request (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_load (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_load_changes (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_load_operations (FerryJournalState *state,
                                             FerryJournalCall *call,
                                             GError **error);
gpointer ferry_journal_call_load_baseline (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_identify (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_load_audit (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_prune (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_is_pruning_due (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_withdraw_wish (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_tell (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_tell_recovery (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_set_probe (FerryJournalState *state, FerryJournalCall *call, GError **error);
gpointer ferry_journal_call_set_busy_timeout (FerryJournalState *state,
                                              FerryJournalCall *call,
                                              GError **error);
gpointer ferry_journal_call_load_aliases (FerryJournalState *state, FerryJournalCall *call, GError **error);

G_END_DECLS
