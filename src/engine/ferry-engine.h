/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"
#include "engine/ferry-cloud.h"
#include "engine/ferry-duplicate.h"
#include "engine/ferry-journal.h"
#include "engine/ferry-operation.h"
#include "engine/ferry-preflight.h"
#include "engine/ferry-problem.h"
#include "engine/ferry-request.h"

G_BEGIN_DECLS

#define FERRY_ENGINE_SETTLE_DEFAULT 120
#define FERRY_ENGINE_SETTLE_UNATTENDED 300

/* What became of a request. */
typedef struct
{
  FerryPreflight *preflight;    /* (owned) (nullable): NULL if static rules refused it before any call */
  GPtrArray *problems;          /* FerryProblem: refused, nothing was sent or recorded; empty = accepted */
  GPtrArray *operations;        /* FerryOperation to follow: the new one and those attached to */
  FerryOperation *created;      /* (owned) (nullable): the new one */
  char **skipped;               /* (nullable): images left out by if_missing */
  char **attached;              /* (nullable): images that an unfinished operation copies already */
  gboolean texts_differ;        /* …with another name or description than asked for now */
  gboolean needs_confirmation;  /* the journal was lost and a replica is there: ask, then accept_present */
} FerrySubmission;

void ferry_submission_free (FerrySubmission *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerrySubmission, ferry_submission_free)

/* Answer to an undecided replica. */
typedef enum
{
  FERRY_CHOICE_THERE,           /* that image is it */
  FERRY_CHOICE_SEND_AGAIN,
  FERRY_CHOICE_FORGET,
} FerryChoice;

/* FerryEngine: keeps the journal, drives every unfinished replica of the clouds it was given, and shows all
 * operations as a list model. One a process. Main thread; all commits happen on the journal's thread. Of several
 * processes one drives an identity; the others show what it does, ask it through the journal, and take over when it
 * ends.
 *
 * Properties: operations (GListModel of FerryOperation, oldest first), duplicates (GListModel of FerryDuplicate),
 * n-active (operations not ended), foreign (the journal is another computer's: nothing is driven), problem
 * (FerryProblem, nullable: the journal cannot be used; nothing is sent until it can).
 * Signals: "ended" (FerryOperation): ended or undecided now, after the commit. "images-seen" (FerryCloud, region ID,
 * GPtrArray of JdcImage): what replicas were like just now, for catalogs. */
#define FERRY_TYPE_ENGINE (ferry_engine_get_type ())
G_DECLARE_FINAL_TYPE (FerryEngine, ferry_engine, FERRY, ENGINE, GObject)

void ferry_engine_open_async (const char *folder,
                              FerryClock *clock,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
FerryEngine *ferry_engine_open_finish (GAsyncResult *result, GError **error);
void ferry_engine_close (FerryEngine *self);

FerryJournal *ferry_engine_get_journal (FerryEngine *self);
GListModel *ferry_engine_get_operations (FerryEngine *self);
FerryOperation *ferry_engine_find_operation (FerryEngine *self, const char *uid);
guint ferry_engine_get_n_active (FerryEngine *self);
guint ferry_engine_count_active (FerryEngine *self, FerryCloud *cloud);
FerryProblem *ferry_engine_get_problem (FerryEngine *self);
GListModel *ferry_engine_get_duplicates (FerryEngine *self);
void ferry_engine_hurry (FerryEngine *self);
void ferry_engine_set_settle (FerryEngine *self, guint seconds);
void ferry_engine_override_settle (FerryEngine *self, guint seconds, gboolean exactly);

/* From now on the unfinished work of this cloud's identity is driven by this process (or watched, while another
 * process drives it). Finishes when the identity is known: TRUE if it has unfinished work. */
void ferry_engine_add_cloud_async (FerryEngine *self,
                                   FerryCloud *cloud,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ferry_engine_add_cloud_finish (FerryEngine *self, GAsyncResult *result, GError **error);
void ferry_engine_remove_cloud (FerryEngine *self, FerryCloud *cloud);
/* TRUE if this process has the keys for the operation's identity. */
gboolean ferry_engine_can_drive (FerryEngine *self, FerryOperation *operation);

/* TRUE if the account whose keys this process has for it must not be written to. */
gboolean ferry_engine_is_read_only (FerryEngine *self, FerryOperation *operation);

/* TRUE if this process drives it now; FALSE: another one does, or none has the keys. */
gboolean ferry_engine_drives (FerryEngine *self, FerryOperation *operation);

/* TRUE if any process drives its identity, this one or another. */
gboolean ferry_engine_is_driven (FerryEngine *self, FerryOperation *operation);

/* A journal that came from another computer is not driven before somebody says that this one takes over. */
gboolean ferry_engine_is_foreign (FerryEngine *self);
void ferry_engine_adopt_journal_async (FerryEngine *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ferry_engine_adopt_journal_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* TRUE to exactly one of all processes that ask about the same end: it tells the user. */
void ferry_engine_tell_async (FerryEngine *self,
                              FerryOperation *operation,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ferry_engine_tell_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* What to tell the user about a damaged journal that was set aside; NULL: nothing, or it was told. */
void ferry_engine_tell_recovery_async (FerryEngine *self, GAsyncReadyCallback callback, gpointer user_data);
char *ferry_engine_tell_recovery_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* Static rules, attach, facts, rules, quotas; nothing is written. For dialogs and --dry-run. */
void ferry_engine_check_async (FerryEngine *self,
                               FerryCloud *cloud,
                               const FerryRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
FerrySubmission *ferry_engine_check_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* The same, then records the operation (the commit is done when this finishes) and drives it. */
void ferry_engine_request_async (FerryEngine *self,
                                 FerryCloud *cloud,
                                 const FerryRequest *request,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
FerrySubmission *ferry_engine_request_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* The next three work in every process: one that does not drive asks the one that does, and is answered when it is
 * done.
 *
 * Failed, refused, vanished or cancelled replicas of @operation are queued again. */
void ferry_engine_retry_async (FerryEngine *self,
                               FerryOperation *operation,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ferry_engine_retry_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* Cancels what has not been sent. */
void ferry_engine_cancel_async (FerryEngine *self,
                                FerryOperation *operation,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ferry_engine_cancel_finish (FerryEngine *self, GAsyncResult *result, GError **error);

void ferry_engine_resolve_async (FerryEngine *self,
                                 FerryReplica *replica,
                                 FerryChoice choice,
                                 const char *image,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ferry_engine_resolve_finish (FerryEngine *self, GAsyncResult *result, GError **error);

/* A possible duplicate: @keep it, or delete it (guarded like any image). Then it is off the list. @problem is set
 * when it could not be deleted. */
void ferry_engine_settle_duplicate_async (FerryEngine *self,
                                          FerryDuplicate *duplicate,
                                          gboolean keep,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean ferry_engine_settle_duplicate_finish (FerryEngine *self,
                                               GAsyncResult *result,
                                               FerryProblem **problem,
                                               GError **error);

/* Guarded single operations: rules on fresh facts, audit, then the call; a lost answer is resolved by reading.
 * @problem is set when it was refused or failed. */
void ferry_engine_edit_async (FerryEngine *self,
                              FerryCloud *cloud,
                              const char *region,
                              const char *image,
                              const char *name,
                              const char *description,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ferry_engine_edit_finish (FerryEngine *self, GAsyncResult *result, FerryProblem **problem, GError **error);
void ferry_engine_delete_async (FerryEngine *self,
                                FerryCloud *cloud,
                                const char *region,
                                const char *image,
                                gboolean with_snapshots,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ferry_engine_delete_finish (FerryEngine *self, GAsyncResult *result, FerryProblem **problem, GError **error);

/* Image IDs of a region that a copy or conversion of ours keeps busy → a sentence for people. */
GHashTable *ferry_engine_dup_busy (FerryEngine *self, FerryCloud *cloud, const char *region);

G_END_DECLS
