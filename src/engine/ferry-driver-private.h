/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-driver.h"
#include "engine/ferry-flow.h"
#include "engine/ferry-listing.h"
#include "engine/ferry-lock.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;

/* What the driver does in one target region: one listing and one tracker call at a time. */
typedef struct
{
  char *region;                 /* (owned) */
  FerryListing *listing;        /* (owned) (nullable): the last complete one */
  GHashTable *news; /* (owned) (nullable): baseline → images of the listing at hand that are not in it */
  gboolean listing_out;
  gboolean preparing;           /* sources and quota are being read for attempts */
  gboolean tracking_out;
  gint64 not_before;            /* back-off after a failed call; monotonic */
  guint failures;
  guint n_incomplete; /* listings in a row that did not add up */
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
  FerryLock *lock;              /* (owned) (nullable): once the aliases are known */
  GPtrArray *flows;             /* (owned) (element-type FerryFlow): in the order they came */
  GHashTable *by_replica;       /* (owned): row ID of a replica → FerryFlow */
  GHashTable *regions;          /* (owned): region ID → FerryDriverRegion */
  GHashTable *claimed;          /* (owned): set of "region/image" that some replica of ours is */
  GHashTable *sightings;        /* (owned): "region/image" → FerrySightingRecord */
  GHashTable *duplicates;       /* (owned): set of "region/image" that were reported, settled or not */
  GHashTable *baselines_out;    /* (owned): set of row IDs of baselines that are being read */
  gint64 next_baselines;        /* monotonic: those that could not be read are tried again */
  GPtrArray *choices;           /* (owned) (element-type FerryDriverChoice): not carried out yet */
  GQueue *unwritten;            /* (owned): commits that failed, in their order */
  guint retry_id;
  GCancellable *cancellable;    /* (owned): stops reads; never given to a write */
  FerryProblem *problem;        /* (owned) (nullable) */
  gboolean running;
  guint wake_id;                /* at most one wake-up is set */
  gint64 wake_at;
};

/* After the commit, with the rows as committed; with NULL if the driver was stopped before the journal could be
 * written. */
typedef void (*FerryDriverCommitted) (FerryDriver *self, FerryTransaction *transaction, gpointer user_data);

/* Rows of several flows that change in one commit; the flows are occupied until it is done. */
typedef struct _FerryDriverGroup FerryDriverGroup;

/* ferry-driver-commit.c. The only way a copy changes its state: the models follow, and @done is called, after the
 * commit. A journal that cannot be written is tried again until it can. */
void ferry_driver_commit (FerryDriver *self,
                          FerryTransaction *transaction,
                          FerryDriverCommitted done,
                          gpointer user_data);
void ferry_driver_commit_replica (FerryDriver *self, FerryFlow *flow, FerryReplicaRecord *record);
void ferry_driver_commit_flow (FerryDriver *self,
                               FerryFlow *flow,
                               FerryReplicaRecord *record,
                               FerryTransaction *transaction);
void ferry_driver_drop_unwritten (FerryDriver *self);

FerryDriverGroup *ferry_driver_group_new (void);
void ferry_driver_group_put (FerryDriverGroup *self, FerryFlow *flow, FerryReplicaRecord *record);
void ferry_driver_group_put_waiting (FerryDriverGroup *self,
                                     FerryFlow *flow,
                                     FerryState state,
                                     const GError *error);
void ferry_driver_group_put_throttled (FerryDriverGroup *self, FerryFlow *flow, FerryState state);
void ferry_driver_group_put_queued (FerryDriverGroup *self, FerryFlow *flow);
void ferry_driver_group_commit (FerryDriverGroup *self, FerryDriver *driver);

FerryWait ferry_driver_wait_for_error (const GError *error);
void ferry_driver_note_waiting (FerryDriver *self, FerryFlow *flow, FerryState state, const GError *error);
void ferry_driver_note_region_failure (FerryDriver *self, FerryDriverRegion *region, const GError *error);
void ferry_driver_add_audit (FerryDriver *self,
                             FerryTransaction *transaction,
                             FerryFlow *flow,
                             const char *image,
                             const char *request_id,
                             const char *outcome);

/* ferry-driver.c */
FerryDriverRegion *ferry_driver_get_region (FerryDriver *self, const char *region);
const char *ferry_driver_get_target (FerryFlow *flow);
gint64 ferry_driver_now (FerryDriver *self);
JdcClient *ferry_driver_get_client (FerryDriver *self);
void ferry_driver_set_problem (FerryDriver *self, FerryProblem *problem);
void ferry_driver_claim (FerryDriver *self, const char *region, const char *image);
FerryFlow *ferry_driver_find_flow (FerryDriver *self, FerryReplica *replica);
FerryFlow *ferry_driver_add_flow (FerryDriver *self, FerryOperation *operation, FerryReplica *replica);
void ferry_driver_emit_duplicate (FerryDriver *self);
void ferry_driver_tell_images (FerryDriver *self, const char *region, GPtrArray *images);

/* ferry-driver-quiet.c */
gboolean ferry_driver_is_quiet (FerryDriver *self, const char *region);
void ferry_driver_say_quiet (FerryDriver *self, FerryDriverRegion *region);

/* ferry-driver-load.c */
void ferry_driver_load_baselines (FerryDriver *self, FerryFlow *flow);

/* ferry-driver-choices.c */
void ferry_driver_serve_choices (FerryDriver *self);
void ferry_driver_drop_choices (FerryDriver *self);

/* ferry-driver-send.c */
void ferry_driver_prepare (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows);

/* ferry-driver-look.c */
void ferry_driver_list (FerryDriver *self, FerryDriverRegion *region);
void ferry_driver_begin_look (FerryDriver *self, FerryFlow *flow, FerryLookKind kind);
gboolean ferry_driver_may_send (FerryDriver *self, FerryDriverRegion *region, FerryFlow *flow);

/* ferry-driver-evidence.c */
typedef struct _JdcImage JdcImage;

/* What a listing says about one flow. */
typedef struct
{
  FerryEvidence best;
  JdcImage *image;   /* (nullable): the best candidate */
  GPtrArray *others; /* (owned) (element-type JdcImage): strong ones that are not the best */
} FerryDriverEvidence;

void ferry_driver_evidence_clear (FerryDriverEvidence *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FerryDriverEvidence, ferry_driver_evidence_clear)

void ferry_driver_gather_evidence (FerryDriver *self,
                                   FerryDriverRegion *region,
                                   FerryFlow *flow,
                                   FerryListing *listing,
                                   FerryTransaction *transaction,
                                   FerryDriverEvidence *evidence);
guint ferry_driver_count_new (FerryFlow *flow, FerryListing *listing);

/* ferry-driver-track.c */
void ferry_driver_track (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows);
void ferry_driver_verify (FerryDriver *self, FerryFlow *flow);

G_END_DECLS
