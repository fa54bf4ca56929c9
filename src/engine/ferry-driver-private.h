/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-driver.h"
#include "engine/ferry-flow.h"
#include "engine/ferry-listing.h"
#include "engine/ferry-lock.h"

G_BEGIN_DECLS

/* What the driver does in one target region: one listing and one tracker call at a time. */
typedef struct
{
  char *region;                 /* (owned) */
  FerryListing *listing;        /* (owned) (nullable): the last complete one */
  gboolean listing_out;
  gboolean preparing;           /* sources and quota are being read for attempts */
  gboolean tracking_out;
  gint64 not_before;            /* back-off after a failed call; monotonic */
  guint failures;
  guint n_incomplete;           /* listings in a row that contradicted themselves */
  gint64 next_track;
} FerryDriverRegion;

struct _FerryDriver
{
  GObject parent_instance;

  FerryJournal *journal;        /* (owned) */
  FerryClock *clock;            /* (owned) */
  FerryCloud *cloud;            /* (owned) (nullable): no keys now */
  gint64 identity;
  guint settle;                 /* seconds, for all work; 0 = what was asked for with it */
  gboolean settle_exactly;      /* …else at least that */
  FerryLock *lock;              /* (owned) */
  GPtrArray *flows;             /* (owned) (element-type FerryFlow): by row ID of the replica */
  GHashTable *regions;          /* (owned): region ID → FerryDriverRegion */
  GHashTable *claimed;          /* (owned): set of "region/image" that some replica of ours is */
  GHashTable *sightings;        /* (owned): "region/image" → FerrySightingRecord */
  GHashTable *duplicates;       /* (owned): "region/image" → FerryDuplicateRecord */
  GCancellable *cancellable;    /* (owned): stops reads; never given to a write */
  FerryProblem *problem;        /* (owned) (nullable) */
  gboolean running;
  guint wake_id;                /* at most one wake-up is set */
  gint64 wake_at;
};

/* After the commit. @transaction holds the rows as committed. */
typedef void (*FerryDriverCommitted) (FerryDriver *self, FerryTransaction *transaction, gpointer user_data);

/* The only way a copy changes its state: the models follow, and @done is called, after the commit. A journal that
 * cannot be written is tried again until it can. */
void ferry_driver_commit (FerryDriver *self,
                          FerryTransaction *transaction,
                          FerryDriverCommitted done,
                          gpointer user_data);
void ferry_driver_commit_replica (FerryDriver *self, FerryFlow *flow, FerryReplicaRecord *record);

FerryDriverRegion *ferry_driver_get_region (FerryDriver *self, const char *region);
const char *ferry_driver_get_target (FerryFlow *flow);
gint64 ferry_driver_now (FerryDriver *self);
void ferry_driver_claim (FerryDriver *self, const char *region, const char *image);
FerryFlow *ferry_driver_find_flow (FerryDriver *self, FerryReplica *replica);
void ferry_driver_note_region_failure (FerryDriver *self, FerryDriverRegion *region, const GError *error);
void ferry_driver_note_waiting (FerryDriver *self, FerryFlow *flow, FerryState state, const GError *error);
FerryWait ferry_driver_wait_for_error (const GError *error);
void ferry_driver_tell_images (FerryDriver *self, const char *region, GPtrArray *images);
void ferry_driver_add_audit (FerryDriver *self,
                             FerryTransaction *transaction,
                             FerryFlow *flow,
                             const char *image,
                             const char *request_id,
                             const char *outcome);

/* ferry-driver-send.c */
void ferry_driver_prepare (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows);

/* ferry-driver-look.c */
void ferry_driver_list (FerryDriver *self, FerryDriverRegion *region);
void ferry_driver_begin_look (FerryDriver *self, FerryFlow *flow, FerryLookKind kind);
void ferry_driver_load_baselines (FerryDriver *self, FerryFlow *flow);

/* ferry-driver-track.c */
void ferry_driver_track (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows);
void ferry_driver_verify (FerryDriver *self, FerryFlow *flow);

G_END_DECLS
