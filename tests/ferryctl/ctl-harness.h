/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "emulator/emulator-thread.h"

G_BEGIN_DECLS

/* A local cloud on its own thread, a home of its own, and the built ferryctl that uses both. */
typedef struct
{
  EmulatorThread *emulator;
  char *home;
  GHashTable *environment; /* name → value, "" = unset */
  gint64 file_limit;       /* bytes that a file may have, 0 = any: a full disk */
} CtlHarness;

/* What one run of ferryctl left behind. */
typedef struct
{
  int status;
  char *out;
  char *err;
  GPtrArray *lines; /* JsonNode: of standard output, with --json */
} CtlRun;

/* A run that goes on. */
typedef struct _CtlProcess CtlProcess;

CtlHarness *ctl_harness_new (double time_scale);
CtlHarness *ctl_harness_new_with_options (const EmulatorOptions *options);
void ctl_harness_free (CtlHarness *self);
void ctl_harness_set_variable (CtlHarness *self, const char *name, const char *value);
void ctl_harness_fault (CtlHarness *self, const char *json);
char *ctl_harness_find_image (CtlHarness *self, const char *region, const char *name);
guint ctl_harness_count_replicas (CtlHarness *self, const char *source);
guint ctl_harness_count_writes (CtlHarness *self);
guint ctl_harness_count_requests (CtlHarness *self, const char *operation);
char *ctl_harness_get_journal (CtlHarness *self);

/* @command_line: as for a shell. The local cloud's endpoint is added, unless it names one. */
CtlRun *ctl_harness_run (CtlHarness *self, const char *command_line, ...) G_GNUC_PRINTF (2, 3);
CtlRun *ctl_harness_run_with_input (CtlHarness *self, const char *input, const char *command_line);
GSubprocess *ctl_harness_start_on_terminal (CtlHarness *self, int terminal, const char *command_line);
CtlProcess *ctl_harness_start (CtlHarness *self, const char *command_line, ...) G_GNUC_PRINTF (2, 3);
void ctl_process_wait_for (CtlProcess *process, const char *text);
void ctl_process_send_signal (CtlProcess *process, int number);
CtlRun *ctl_process_finish (CtlProcess *process);
void ctl_process_kill (CtlProcess *process);
void ctl_run_free (CtlRun *run);

JsonObject *ctl_run_get_last (CtlRun *run);
guint ctl_run_count_events (CtlRun *run, const char *event);
JsonObject *ctl_run_get_error (CtlRun *run);
JsonObject *ctl_run_get_operation (CtlRun *run, guint position);
JsonObject *ctl_run_get_replica (CtlRun *run, guint operation, guint position);

void ctl_assert_status (CtlRun *run, int status);
void ctl_assert_failed (CtlRun *run, int status, const char *reason);
void ctl_assert_members (JsonObject *object, const char *members);
void ctl_assert_error_members (JsonObject *error);
void ctl_assert_operation_members (JsonObject *operation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlHarness, ctl_harness_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlRun, ctl_run_free)

G_END_DECLS
