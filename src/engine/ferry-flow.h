/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-eta.h"
#include "engine/ferry-image-facts.h"
#include "engine/ferry-operation.h"
#include "engine/ferry-protocol.h"

G_BEGIN_DECLS

typedef struct _JdcImage JdcImage;

/* An attempt as the driver holds it: its row, and the images that were there before it. */
typedef struct
{
  FerryAttemptRecord *record;   /* (owned) */
  GHashTable *baseline;         /* (owned) (nullable): set of image IDs; NULL = not read from the journal yet */
  gint64 superseded;            /* monotonic: when it was given up, as far as the clock tells */
  gint64 next_recheck;          /* monotonic: when it is looked for again, 0 no more */
} FerryFlowAttempt;

/* FerryFlow: one replica on its way through the driver: what the journal has of it, and what only this process
 * knows. Owned by the driver, referenced by the calls it has out. Main thread. */
#define FERRY_TYPE_FLOW (ferry_flow_get_type ())
G_DECLARE_FINAL_TYPE (FerryFlow, ferry_flow, FERRY, FLOW, GObject)

struct _FerryFlow
{
  GObject parent_instance;

  FerryOperation *operation;    /* (owned) */
  FerryReplica *replica;        /* (owned) */
  GPtrArray *attempts;          /* (owned) (element-type FerryFlowAttempt): in the order they were made */
  gboolean occupied;            /* a commit or a call for it is out: leave it alone */
  gboolean sending;             /* …and it is being prepared, or its request is out */
  gboolean wished;              /* somebody waits to change it: send nothing before */

  gint64 not_before;            /* do not start before; monotonic */
  guint failures;               /* in a row, for the back-off */

  FerryImageFacts *facts;       /* (owned) (nullable): of the source */
  gint64 facts_taken;           /* monotonic; older than ten seconds: read again before sending */
  gint64 quota_used;            /* private images in use in the target then, -1 unknown */

  gboolean looking;
  FerryLook look;
  gint64 next_look;             /* monotonic */
  gint64 undecided_until;       /* monotonic: until then it is looked for although the user was asked */
  guint n_undecided;            /* looks since the user was asked */
  GHashTable *weak;             /* (owned): image ID → JdcImage: weak candidates that were seen, as they were last */
  FerryProblem *refusal;        /* (owned) (nullable): what stands if nothing is found */

  FerryEta eta;
  gint64 accepted;              /* monotonic: when it was accepted, as far as the clock tells */
  gboolean seen;                /* in an answer of the tracker, once */
  gboolean alone;               /* its ID makes a call for many fail: it is asked for by itself */
  guint n_absent;
  gint64 absent_since;
  guint n_not_found;
  gint64 ready_since;           /* ready, not compared with its source yet; monotonic, 0 no */
  gint64 next_verify;
};

FerryFlow *ferry_flow_new (FerryOperation *operation, FerryReplica *replica);
const FerryReplicaRecord *ferry_flow_get_record (FerryFlow *self);
FerryState ferry_flow_get_state (FerryFlow *self);
gint64 ferry_flow_get_settle (FerryFlow *self);
const char *ferry_flow_get_expected_name (FerryFlow *self);

FerryFlowAttempt *ferry_flow_add_attempt (FerryFlow *self, const FerryAttemptRecord *record, GHashTable *baseline);
FerryFlowAttempt *ferry_flow_get_last_attempt (FerryFlow *self);
guint ferry_flow_count_earlier (FerryFlow *self);
gboolean ferry_flow_may_have_acted (FerryFlow *self);
gboolean ferry_flow_is_candidate_of (FerryFlow *self, guint attempt, const char *image_id);
gboolean ferry_flow_is_new (FerryFlow *self, const char *image_id);
gboolean ferry_flow_is_dismissed (FerryFlow *self, const char *image_id);
FerryFlowAttempt *ferry_flow_find_baseline_to_load (FerryFlow *self);
void ferry_flow_supersede (FerryFlow *self, FerryFlowAttempt *attempt, gint64 real, gint64 monotonic);
void ferry_flow_recall_superseded (FerryFlow *self, gint64 real, gint64 monotonic);
gboolean ferry_flow_has_superseded (FerryFlow *self);
gint64 ferry_flow_get_next_recheck (FerryFlow *self);
void ferry_flow_plan_recheck (FerryFlow *self, gint64 monotonic);
void ferry_flow_forget_progress (FerryFlow *self);
void ferry_flow_set_facts (FerryFlow *self, FerryImageFacts *facts, gint64 taken);
void ferry_flow_back_off (FerryFlow *self, gint64 now, int at_least_seconds);
FerryReplicaRecord *ferry_flow_change (FerryFlow *self, FerryState state);

G_END_DECLS
