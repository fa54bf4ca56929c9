/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-transaction.h"

G_BEGIN_DECLS

typedef enum
{
  FERRY_TRANSACTION_OPERATION,
  FERRY_TRANSACTION_REPLICA,
  FERRY_TRANSACTION_ATTEMPT,
  FERRY_TRANSACTION_SIGHTING,
  FERRY_TRANSACTION_DUPLICATE,
  FERRY_TRANSACTION_WISH,
  FERRY_TRANSACTION_FULFILLED, /* a wish that goes */
  FERRY_TRANSACTION_AUDIT,
} FerryTransactionKind;

/* One image listing that attempts were sent against. */
typedef struct
{
  GHashTable
    *set;     /* (owned): only to know the pointer again: read on the thread that built it, never later */
  char *ids;  /* (owned): the image IDs, sorted, one a line */
  gint64 row; /* row ID once written */
} FerryTransactionBaseline;

typedef struct
{
  FerryTransactionKind kind;
  gpointer record;                    /* (unowned): in the array of its kind */
  FerryTransactionBaseline *baseline; /* (unowned) (nullable): of an attempt */
  gboolean inserted;                  /* its row ID is this commit's */
  gboolean linked;                    /* so is the row ID of what it belongs to */
} FerryTransactionItem;

struct _FerryTransaction
{
  GArray *items;         /* (owned): FerryTransactionItem, in the order they were put */
  GPtrArray *operations; /* (owned): FerryOperationRecord */
  GPtrArray *replicas;   /* (owned): FerryReplicaRecord */
  GPtrArray *attempts;   /* (owned): FerryAttemptRecord */
  GPtrArray *sightings;  /* (owned): FerrySightingRecord */
  GPtrArray *duplicates; /* (owned): FerryDuplicateRecord */
  GPtrArray *wishes;     /* (owned): FerryWishRecord */
  GPtrArray *fulfilled;  /* (owned): FerryWishRecord */
  GPtrArray *audit;      /* (owned): FerryAuditRecord */
  GPtrArray *baselines;  /* (owned): FerryTransactionBaseline */
  gboolean durable;
};

G_END_DECLS
