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
  gboolean closed;

  GListStore *operations;       /* (owned) (element-type FerryOperation): by row ID */
  GHashTable *by_id;            /* (owned): row ID → FerryOperation */
  gint64 newest;                /* row ID of the newest operation that is shown */
  GListStore *duplicates;       /* (owned) (element-type FerryDuplicate): not settled */
  GHashTable *etas;             /* (owned): row ID of a replica that another process drives → FerryEta */
  guint estimate_wake;          /* looks whether those that stand still have become slow */
  guint n_active;
  gboolean showing;             /* many rows change at once: count at the end */
  FerryProblem *problem;        /* (owned) (nullable) */
  FerryProblem *read_problem;   /* (owned) (nullable): the journal could not be read */

  gboolean loading;             /* a reload of the journal is out */
  gboolean load_again;
  guint reload_timer;
  gint64 reloaded; /* monotonic */

  GHashTable *drivers;  /* (owned): identity → FerryDriver */
  GHashTable *starting; /* (owned): set of FerryDriver: trying to take over now */
  GHashTable *clouds;   /* (owned): FerryCloud → identity */
  GHashTable *joins;    /* (owned): identity → the one it was joined to */
  GHashTable *recheck;  /* (owned): set of identities with attempts that were given up */
  guint lock_timer;     /* tries to take over from another process */

  GPtrArray *wishes;        /* (owned) (element-type GTask): recorded by this process, not fulfilled yet */
  GHashTable *wishes_taken; /* (owned): set of row IDs of wishes that a driver of ours carries out */
  guint wish_timer;         /* looks whether somebody still drives */
};

/* ferry-engine.c */
void ferry_engine_update_problem (FerryEngine *self);
void ferry_engine_set_n_active (FerryEngine *self, guint n);
void ferry_engine_emit_ended (FerryEngine *self, FerryOperation *operation);
void ferry_engine_emit_images_seen (FerryEngine *self, FerryCloud *cloud, const char *region, GPtrArray *images);
const char *ferry_engine_get_foreign_words (void);

/* ferry-engine-models.c */
void ferry_engine_take_contents (FerryEngine *self, FerryJournalContents *contents);
void ferry_engine_reload (FerryEngine *self);
FerryOperation *ferry_engine_find_row (FerryEngine *self, gint64 id);
gboolean ferry_engine_is_unfinished (FerryOperation *operation);

/* ferry-engine-drive.c */
gint64 ferry_engine_resolve_identity (FerryEngine *self, gint64 identity);
gint64 ferry_engine_get_identity (FerryEngine *self, FerryCloud *cloud);
FerryDriver *ferry_engine_ensure_driver (FerryEngine *self, gint64 identity, FerryCloud *cloud);
FerryDriver *ferry_engine_find_driver (FerryEngine *self, FerryOperation *operation);
void ferry_engine_start_driver (FerryEngine *self, FerryDriver *driver);
void ferry_engine_start_drivers (FerryEngine *self);
void ferry_engine_stop_drivers (FerryEngine *self);
void ferry_engine_load_drivers (FerryEngine *self, FerryJournalContents *contents);
void ferry_engine_note_joins (FerryEngine *self, FerryJournalContents *contents);
void ferry_engine_update_lock_timer (FerryEngine *self);

/* ferry-engine-wishes.c */
void ferry_engine_serve_wishes (FerryEngine *self, FerryJournalContents *contents);
gboolean ferry_engine_has_wishes (FerryEngine *self, FerryDriver *driver);
void ferry_engine_drop_wishes (FerryEngine *self);

/* How much of the history is shown; unfinished operations are always there. */
#define FERRY_ENGINE_HISTORY 1000

G_END_DECLS
