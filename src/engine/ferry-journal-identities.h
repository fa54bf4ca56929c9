/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-journal-database.h"

G_BEGIN_DECLS

gint64 ferry_journal_identities_find (FerryJournalDatabase *database,
                                      const char *endpoint,
                                      const char *key_hash,
                                      const char *owner_pin,
                                      const char *label,
                                      char **owner,
                                      GError **error);

GArray *ferry_journal_identities_load_aliases (FerryJournalDatabase *database,
                                               gint64 identity,
                                               GError **error);

G_END_DECLS
