/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal.h"

G_BEGIN_DECLS

/* For the tests: opens a journal as if its folder were on a network file system. */
void ferry_journal_open_as_remote_async (const char *folder,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* For the tests: how long a write waits for other processes, 35 s if not set. */
void ferry_journal_set_busy_timeout (FerryJournal *self, guint milliseconds);

G_END_DECLS
