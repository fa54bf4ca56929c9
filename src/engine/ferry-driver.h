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
 * the one that holds its lock; the others watch the journal. Main thread.
 *
 * Property: problem (FerryProblem, nullable): the journal cannot be written; nothing is sent until it can.
 * Signal: "images-seen" (region ID, GPtrArray of JdcImage): what replicas were like just now. */
#define FERRY_TYPE_DRIVER (ferry_driver_get_type ())
G_DECLARE_FINAL_TYPE (FerryDriver, ferry_driver, FERRY, DRIVER, GObject)

FerryDriver *ferry_driver_new (FerryJournal *journal, FerryClock *clock, gint64 identity);
gint64 ferry_driver_get_identity (FerryDriver *self);
FerryCloud *ferry_driver_get_cloud (FerryDriver *self);
void ferry_driver_set_cloud (FerryDriver *self, FerryCloud *cloud);
void ferry_driver_override_settle (FerryDriver *self, guint seconds, gboolean exactly);
FerryProblem *ferry_driver_get_problem (FerryDriver *self);

gboolean ferry_driver_try_lock (FerryDriver *self, GError **error);
gboolean ferry_driver_is_driving (FerryDriver *self);

void ferry_driver_load (FerryDriver *self, FerryOperation *operation, FerryJournalContents *contents);
void ferry_driver_take_preflight (FerryDriver *self, FerryOperation *operation, FerryPreflight *preflight);
void ferry_driver_start (FerryDriver *self);
void ferry_driver_stop (FerryDriver *self);
void ferry_driver_wake (FerryDriver *self);
void ferry_driver_hurry (FerryDriver *self);
guint ferry_driver_get_n_unfinished (FerryDriver *self);

typedef void (*FerryDriverDone) (FerryDriver *self, gpointer user_data);

/* Changes the people asked for: one replica, one change each; @done is called after the commit. */
void ferry_driver_retry (FerryDriver *self, FerryOperation *operation, FerryDriverDone done, gpointer user_data);
void ferry_driver_cancel (FerryDriver *self, FerryOperation *operation, FerryDriverDone done, gpointer user_data);
void ferry_driver_adopt (FerryDriver *self,
                         FerryReplica *replica,
                         const char *image,
                         FerryDriverDone done,
                         gpointer user_data);
void ferry_driver_send_again (FerryDriver *self, FerryReplica *replica, FerryDriverDone done, gpointer user_data);
void ferry_driver_forget (FerryDriver *self, FerryReplica *replica, FerryDriverDone done, gpointer user_data);

G_END_DECLS
