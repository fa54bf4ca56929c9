/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

/* A journal that was opened, and what was found. */
typedef struct
{
  FerryJournalDatabase *database; /* (owned) */
  char *set_aside;                /* (owned) (nullable): where the damaged file went */
  gboolean foreign;               /* last driven on another machine */
  gboolean recovered;             /* an earlier journal was damaged: work may be missing */
  gboolean remote;                /* on a network file system */
} FerryJournalOpening;

gboolean ferry_journal_opening_run (FerryJournalOpening *self,
                                    const char *folder,
                                    gboolean as_remote,
                                    GError **error);
char *ferry_journal_opening_get_bell (const char *folder);
char *ferry_journal_opening_find_damaged (const char *folder);
gboolean ferry_journal_opening_adopt (FerryJournalDatabase *database, GError **error);

G_END_DECLS
