/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-driver.h"
#include "engine/ferry-engine.h"

G_BEGIN_DECLS

struct _FerryEngine
{
  GObject parent_instance;

  FerryJournal *journal;        /* (owned) */
  FerryClock *clock;            /* (owned) */
  guint settle;                 /* seconds; default of requests that name none */
  guint settle_override;        /* seconds; for all work, 0 = what was asked for with it */
  gboolean settle_exactly;      /* …else at least that */
  GListStore *operations;       /* (owned) (element-type FerryOperation): by row ID */
  GHashTable *by_id;            /* (owned): row ID → FerryOperation */
  GHashTable *drivers;          /* (owned): identity → FerryDriver */
  GHashTable *clouds;           /* (owned): FerryCloud → identity */
  guint n_active;
  FerryProblem *problem;        /* (owned) (nullable) */
  guint lock_timer;             /* tries to take over from another process */
  gboolean loading;             /* a reload of the journal is out */
  gboolean load_again;
  gboolean closed;              /* what is still out tells nothing any more */
};

FerryDriver *ferry_engine_ensure_driver (FerryEngine *self, gint64 identity, FerryCloud *cloud);
FerryDriver *ferry_engine_find_driver (FerryEngine *self, FerryOperation *operation);
gint64 ferry_engine_get_identity (FerryEngine *self, FerryCloud *cloud);
/* Shows what was read; @take: drivers of this process take it over as well. */
void ferry_engine_take_contents (FerryEngine *self, FerryJournalContents *contents);
FerryOperation *ferry_engine_find_row (FerryEngine *self, gint64 id);
void ferry_engine_start_driver (FerryEngine *self, FerryDriver *driver);

G_END_DECLS
