/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Says when it is worth asking whether another process has committed. */
typedef struct _FerryJournalWatch FerryJournalWatch;

typedef void (*FerryJournalWatchFunc) (gpointer user_data);

FerryJournalWatch *ferry_journal_watch_new (const char *folder,
                                            gboolean remote,
                                            FerryJournalWatchFunc func,
                                            gpointer user_data);
void ferry_journal_watch_free (FerryJournalWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalWatch, ferry_journal_watch_free)

G_END_DECLS
