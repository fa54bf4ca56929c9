/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"
#include "engine/ferry-cloud.h"
#include "engine/ferry-journal.h"
#include "engine/ferry-operation.h"
#include "engine/ferry-preflight.h"

G_BEGIN_DECLS

/* FerryDriver: takes every unfinished replica of one identity to its end. One process a time drives an identity:
 * the one that holds its lock; the others watch the journal. Main thread. A driver runs once: after
 * ferry_driver_stop() its lock falls as soon as nothing of it is under way any more.
 *
 * Property: problem (FerryProblem, nullable): the journal cannot be written; nothing is sent until it can.
 * Signals: "found-duplicate": a possible duplicate was recorded. "images-seen" (region ID, GPtrArray of JdcImage):
 * what replicas were like just now. */
#define FERRY_TYPE_DRIVER (ferry_driver_get_type ())
G_DECLARE_FINAL_TYPE (FerryDriver, ferry_driver, FERRY, DRIVER, GObject)

FerryDriver *ferry_driver_new (FerryJournal *journal, FerryClock *clock, gint64 identity);
gint64 ferry_driver_get_identity (FerryDriver *self);
FerryCloud *ferry_driver_get_cloud (FerryDriver *self);
gboolean ferry_driver_is_read_only (FerryDriver *self);
void ferry_driver_set_cloud (FerryDriver *self, FerryCloud *cloud);
void ferry_driver_override_settle (FerryDriver *self, guint seconds, gboolean exactly);
FerryProblem *ferry_driver_get_problem (FerryDriver *self);

void ferry_driver_set_aliases (FerryDriver *self, const gint64 *aliases, guint n_aliases);
gboolean ferry_driver_covers (FerryDriver *self, gint64 identity);
gboolean ferry_driver_try_lock (FerryDriver *self);
void ferry_driver_release_lock (FerryDriver *self);
gboolean ferry_driver_is_driving (FerryDriver *self);

void ferry_driver_load (FerryDriver *self, FerryJournalContents *contents, GHashTable *operations);
void ferry_driver_take_preflight (FerryDriver *self, FerryOperation *operation, FerryPreflight *preflight);
void ferry_driver_start (FerryDriver *self);
void ferry_driver_stop (FerryDriver *self);
void ferry_driver_wake (FerryDriver *self);
void ferry_driver_hurry (FerryDriver *self);

typedef enum
{
  FERRY_DRIVER_DONE,
  FERRY_DRIVER_REFUSED, /* it would send, and the account is read-only */
  FERRY_DRIVER_STOPPED, /* before it could be carried out */
} FerryDriverEnd;

typedef void (*FerryDriverDone) (FerryDriver *self, FerryDriverEnd end, gpointer user_data);

void ferry_driver_choose (FerryDriver *self,
                          const FerryWishRecord *wish,
                          FerryOperation *operation,
                          FerryReplica *replica,
                          FerryDriverDone done,
                          gpointer user_data);

G_END_DECLS
