/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-duplicate.h"
#include "engine/ferry-journal.h"
#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/* What the journal knows, for commands that only read it. */

GPtrArray *ferry_ctl_known_operations (FerryJournalContents *contents);
GPtrArray *ferry_ctl_known_duplicates (FerryJournalContents *contents, GPtrArray *operations);
gboolean ferry_ctl_known_is_ended (FerryReplica *replica);
GHashTable *ferry_ctl_known_busy (FerryJournalContents *contents);
gboolean ferry_ctl_known_keeps_busy (GListModel *operations, const char *image);
GHashTable *ferry_ctl_known_converting (FerryJournalContents *contents);
FerryOperation *ferry_ctl_known_underway (GPtrArray *operations,
                                          const char *source,
                                          const char *target,
                                          const char *image);

G_END_DECLS
