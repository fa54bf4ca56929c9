/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/ferry-reason.h"

G_BEGIN_DECLS

/* The rows of the journal, as plain values. Times are microseconds since 1970-01-01 UTC, 0 = not yet. */

typedef enum
{
  FERRY_KIND_COPY,
  FERRY_KIND_CONVERT,
} FerryKind;

typedef enum
{
  FERRY_STATE_QUEUED,
  FERRY_STATE_WAITING,
  FERRY_STATE_SUBMITTING,
  FERRY_STATE_UNCONFIRMED,
  FERRY_STATE_UNDECIDED,
  FERRY_STATE_PENDING,
  FERRY_STATE_AVAILABLE,
  FERRY_STATE_VERIFIED,
  FERRY_STATE_DIFFERS,
  FERRY_STATE_REFUSED,
  FERRY_STATE_ERROR,
  FERRY_STATE_VANISHED,
  FERRY_STATE_CANCELLED,
  FERRY_STATE_PLANNED,
  FERRY_N_STATES
} FerryState;

typedef enum
{
  FERRY_WAIT_NONE,
  FERRY_WAIT_BUSY,
  FERRY_WAIT_QUOTA,
  FERRY_WAIT_NETWORK,
  FERRY_WAIT_THROTTLED,
  FERRY_WAIT_AUTH,
  FERRY_N_WAITS
} FerryWait;

/* How an attempt ended. NONE while its answer is still out; a process that dies then leaves NONE behind,
 * which is read as UNCONFIRMED by the next one. */
typedef enum
{
  FERRY_OUTCOME_NONE,
  FERRY_OUTCOME_ACCEPTED,
  FERRY_OUTCOME_NEVER_SENT,
  FERRY_OUTCOME_REFUSED,
  FERRY_OUTCOME_UNCONFIRMED,
  FERRY_OUTCOME_SUPERSEDED,
  FERRY_OUTCOME_BUSY, /* refused as busy, which may be its own doing, or anyone's */
  FERRY_N_OUTCOMES
} FerryOutcome;

typedef struct
{
  gint64 id;                    /* row ID, 0 = not in the journal yet */
  char *uid;                    /* what people and ferryctl call it: "op-…" */
  gint64 identity;              /* whose it is: row of the identity table */
  FerryKind kind;
  char *account;                /* label of the account at the time */
  char *source_region;
  char *target_region;
  char *name;                   /* (nullable): asked for; NULL = the source's */
  char *description;            /* (nullable): asked for, without the suffix */
  char *request_id;             /* (nullable): --request-id */
  guint settle_seconds;
  gboolean allow_unknown_quota;
  gboolean told;                /* the user has been notified of the end */
  gint64 created;
} FerryOperationRecord;

typedef struct
{
  gint64 id;
  gint64 operation;             /* row ID of its operation */
  guint position;               /* order within the operation, from 0 */
  char *source;                 /* source image ID */
  char *image;                  /* (nullable): the replica's image ID, once known */
  FerryState state;
  FerryWait waiting_for;
  int progress;                 /* 0 to 100, -1 unknown */
  char *facts;                  /* (nullable): the source's facts at sending, ferry_image_facts_to_string() */
  FerryReason reason;           /* why it waits or ended, FERRY_REASON_NONE if all is well */
  char *message;                /* (nullable): the same in a sentence */
  guint http_status;
  char *service_status;         /* (nullable): the service's word: "QUOTA_EXCEEDED" */
  char *error_request_id;       /* (nullable) */
  char *candidate;              /* (nullable): an image that may be the replica, while undecided */
  char *dismissed; /* (nullable): images of which the user said that they are not it, between blanks */
  guint attempts;               /* counted attempts so far */
  gint64 accepted;
  gint64 first_seen;            /* the replica was first seen in a listing */
  gint64 ended;
} FerryReplicaRecord;

typedef struct
{
  gint64 id;
  gint64 replica;               /* row ID of its replica */
  guint number;                 /* 1, 2, 3: which counted attempt */
  FerryOutcome outcome;
  gint64 baseline;              /* row ID of the baseline it was sent against */
  gint64 image_quota_used;      /* private images used in the target when sent, -1 unknown */
  gint64 started;               /* committed immediately before the request is sent */
  gint64 ended;
  guint http_status;
  char *request_id;             /* (nullable) */
} FerryAttemptRecord;

/* A new image of a target region as it was when first seen: people edit texts, so these decide. */
typedef struct
{
  gint64 identity;
  char *region;
  char *image;
  char *name;
  char *description;            /* the first one that was not empty */
  gint64 first_seen;
} FerrySightingRecord;

/* A replica that a superseded attempt seems to have made after all: shown, never deleted unasked. */
typedef struct
{
  gint64 id;
  gint64 replica;               /* the replica whose attempt it was */
  char *region;
  char *image;
  gint64 found;
  gboolean settled;             /* the user chose Keep or Delete */
} FerryDuplicateRecord;

/* What a person asks of a copy under way. */
typedef enum
{
  FERRY_VERB_RETRY,      /* of an operation: failed, refused, vanished or cancelled replicas once more */
  FERRY_VERB_CANCEL,     /* of an operation: what has not been sent */
  FERRY_VERB_ADOPT,      /* of an undecided replica: that image is it */
  FERRY_VERB_SEND_AGAIN, /* of an undecided replica */
  FERRY_VERB_FORGET,     /* of an undecided replica */
  FERRY_N_VERBS
} FerryVerb;

/* A wish of a process that does not drive, until the one that does has fulfilled it. */
typedef struct
{
  gint64 id;
  gint64 operation; /* row ID */
  gint64 replica;   /* row ID, 0 = the whole operation */
  FerryVerb verb;
  char *image; /* (nullable): with FERRY_VERB_ADOPT */
  gint64 created;   /* of one that is refused: since when */
  gboolean refused; /* the driver's account is read-only; whoever wished it takes it back */
} FerryWishRecord;

/* One line of the audit log. */
typedef struct
{
  gint64 id;
  gint64 time;
  char *account;
  char *action;                 /* "request", "copyImages", "convertImage", "modifyImageAttribute", … */
  char *operation;              /* (nullable): uid */
  char *region;                 /* (nullable) */
  char *image;                  /* (nullable) */
  char *request_id;             /* (nullable): the service's */
  char *outcome;                /* "accepted", "refused: reason", "unconfirmed", … */
} FerryAuditRecord;

FerryOperationRecord *ferry_operation_record_copy (const FerryOperationRecord *self);
void ferry_operation_record_free (FerryOperationRecord *self);
FerryReplicaRecord *ferry_replica_record_new (void);
FerryReplicaRecord *ferry_replica_record_copy (const FerryReplicaRecord *self);
void ferry_replica_record_free (FerryReplicaRecord *self);
FerryAttemptRecord *ferry_attempt_record_copy (const FerryAttemptRecord *self);
void ferry_attempt_record_free (FerryAttemptRecord *self);
FerrySightingRecord *ferry_sighting_record_copy (const FerrySightingRecord *self);
void ferry_sighting_record_free (FerrySightingRecord *self);
FerryDuplicateRecord *ferry_duplicate_record_copy (const FerryDuplicateRecord *self);
void ferry_duplicate_record_free (FerryDuplicateRecord *self);
FerryWishRecord *ferry_wish_record_copy (const FerryWishRecord *self);
void ferry_wish_record_free (FerryWishRecord *self);
FerryAuditRecord *ferry_audit_record_copy (const FerryAuditRecord *self);
void ferry_audit_record_free (FerryAuditRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryOperationRecord, ferry_operation_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryReplicaRecord, ferry_replica_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryAttemptRecord, ferry_attempt_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerrySightingRecord, ferry_sighting_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryDuplicateRecord, ferry_duplicate_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryWishRecord, ferry_wish_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryAuditRecord, ferry_audit_record_free)

/* The words of the interface: "queued", "unconfirmed", … */
const char *ferry_kind_to_string (FerryKind kind);
gboolean ferry_kind_from_string (const char *text, FerryKind *kind);
const char *ferry_state_to_string (FerryState state);
gboolean ferry_state_from_string (const char *text, FerryState *state);
gboolean ferry_state_is_ended (FerryState state);
const char *ferry_wait_to_string (FerryWait wait);
gboolean ferry_wait_from_string (const char *text, FerryWait *wait);
const char *ferry_outcome_to_string (FerryOutcome outcome);
gboolean ferry_outcome_from_string (const char *text, FerryOutcome *outcome);
const char *ferry_verb_to_string (FerryVerb verb);
gboolean ferry_verb_sends (FerryVerb verb);
gboolean ferry_verb_from_string (const char *text, FerryVerb *verb);

G_END_DECLS
