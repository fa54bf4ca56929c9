/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "emulator/emulator-thread.h"
#include "engine/ferry-engine.h"

G_BEGIN_DECLS

/* A local cloud on its own thread, and an engine with its own folder that uses it. */
typedef struct
{
  EmulatorThread *emulator;
  char *folder;
  char *endpoint;               /* NULL: the emulator's own address */
  FerryClock *clock;            /* NULL: the system's */
  FerryEngine *engine;
  FerryCloud *cloud;
  FerryReason reason; /* why the last retry or choice was not carried out */
} EngineHarness;

EngineHarness *engine_harness_new (double time_scale);
EngineHarness *engine_harness_new_with_options (const EmulatorOptions *options);
EngineHarness *engine_harness_new_closed (const EmulatorOptions *options);
void engine_harness_free (EngineHarness *self);
void engine_harness_close_engine (EngineHarness *self);
void engine_harness_open_engine (EngineHarness *self);
void engine_harness_open_without_keys (EngineHarness *self);
void engine_harness_add_keys (EngineHarness *self, const char *secret);
void engine_harness_fault (EngineHarness *self, const char *json);
char *engine_harness_find_image (EngineHarness *self, const char *region, const char *name);
guint engine_harness_count_replicas (EngineHarness *self, const char *region, const char *source);
guint engine_harness_count_duplicates (EngineHarness *self);
guint engine_harness_count_requests (EngineHarness *self, const char *operation);
guint engine_harness_count_refused (EngineHarness *self, const char *operation);
guint engine_harness_find_busiest_minute (EngineHarness *self, guint first);
FerryJournalContents *engine_harness_load (EngineHarness *self);
guint engine_harness_count_wishes (EngineHarness *self);
gint64 engine_harness_identify (EngineHarness *self, const char *access_key, const char *pin);

char *engine_harness_describe_replica (FerryReplica *replica);
void engine_harness_be_impatient (EngineHarness *self);
char *engine_harness_dup_audit (EngineHarness *self, const char *action);
void engine_harness_control (EngineHarness *self, const char *path, const char *body);

FerrySubmission *engine_harness_request (EngineHarness *self, const FerryRequest *request);
FerryOperation *engine_harness_copy (EngineHarness *self, const char *target, const char *const *images);
FerryProblem *engine_harness_edit (EngineHarness *self, const char *image, const char *name, const char *description);
FerryProblem *engine_harness_delete (EngineHarness *self, const char *image);
gboolean engine_harness_resolve (EngineHarness *self, FerryReplica *replica, FerryChoice choice, const char *image);
gboolean engine_harness_retry (EngineHarness *self, FerryOperation *operation);
gboolean engine_harness_cancel (EngineHarness *self, FerryOperation *operation);
gboolean engine_harness_tell (EngineHarness *self, FerryOperation *operation);
char *engine_harness_tell_recovery (EngineHarness *self);
gboolean engine_harness_settle (EngineHarness *self,
                                FerryDuplicate *duplicate,
                                gboolean keep,
                                FerryProblem **problem);
FerryCloud *engine_harness_replace_cloud (EngineHarness *self, gboolean read_only);
gboolean engine_harness_adopt_journal (EngineHarness *self);
GError *engine_harness_request_error (EngineHarness *self, const char *image);
void engine_harness_wait_state (FerryReplica *replica, FerryState state, guint seconds);
void engine_harness_wait_rest (FerryOperation *operation, guint seconds);
void engine_harness_run_until (gboolean (*is_done) (gpointer), gpointer data, guint seconds);
GPtrArray *engine_harness_find_sources (EngineHarness *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineHarness, engine_harness_free)

G_END_DECLS
