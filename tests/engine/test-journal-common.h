/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal.h"

/* A folder of its own for a test, removed with it. */
typedef struct
{
  char *path;
} TestFolder;

TestFolder *test_folder_new (void);
void test_folder_free (TestFolder *self);
char *test_folder_build (TestFolder *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFolder, test_folder_free)

/* The asynchronous calls of the journal, waited for. Those without an error argument must not fail. */
FerryJournal *test_try_open (const char *folder, GError **error);
FerryJournal *test_open (const char *folder);
FerryJournal *test_open_as_remote (const char *folder);
void test_close (FerryJournal *journal);
gint64 test_identify (FerryJournal *journal, const char *access_key, const char *pin);
gint64 test_identify_full (FerryJournal *journal, const char *access_key, const char *pin, char **owner);
FerryOperationRecord *test_operation (gint64 identity, const char *request_id);
FerryJournalRequest *test_request (FerryJournal *journal,
                                   gint64 identity,
                                   const char *request_id,
                                   const char *const *sources);
FerryJournalRequest *test_request_full (FerryJournal *journal,
                                        const FerryOperationRecord *operation,
                                        const char *const *sources,
                                        GError **error);
gboolean test_try_commit (FerryJournal *journal, FerryTransaction *transaction, GError **error);
void test_commit (FerryJournal *journal, FerryTransaction *transaction);
FerryJournalContents *test_load (FerryJournal *journal, gboolean only_unfinished, guint limit);
FerryJournalContents *test_load_operations (FerryJournal *journal, const gint64 *ids, guint n_ids);
GHashTable *test_load_baseline (FerryJournal *journal, gint64 baseline, GError **error);
GPtrArray *test_load_audit (FerryJournal *journal, const char *uid, guint limit);
guint test_prune (FerryJournal *journal, guint days);
void test_adopt (FerryJournal *journal);
void test_put_state (FerryJournal *journal, FerryReplicaRecord *replica, FerryState state);

/* Runs SQL on the file behind the journal's back. */
void test_sql (TestFolder *folder, const char *sql);
gint64 test_sql_int (TestFolder *folder, const char *sql);
