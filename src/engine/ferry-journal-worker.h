/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One thread that runs jobs one after the other and answers each on the main context it was asked on. */
typedef struct _FerryJournalWorker FerryJournalWorker;

/* On the worker. Gives the task's result, or NULL with @error set. */
typedef gpointer (*FerryJournalWorkerFunc) (gpointer state, gpointer task_data, GError **error);

FerryJournalWorker *ferry_journal_worker_new (gpointer state, GDestroyNotify state_free);
void ferry_journal_worker_push (FerryJournalWorker *self,
                                GTask *task,
                                FerryJournalWorkerFunc func,
                                GDestroyNotify result_free);
void ferry_journal_worker_free (FerryJournalWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalWorker, ferry_journal_worker_free)

G_END_DECLS
