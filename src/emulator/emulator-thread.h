/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-server.h"

G_BEGIN_DECLS

typedef struct _EmulatorThread EmulatorThread;

EmulatorThread *emulator_thread_new (const EmulatorOptions *options, guint16 port, GError **error);
void emulator_thread_free (EmulatorThread *self);
const char *emulator_thread_get_uri (EmulatorThread *self);
gboolean emulator_thread_add_fault_json (EmulatorThread *self, const char *json, GError **error);
void emulator_thread_clear_faults (EmulatorThread *self);
void emulator_thread_advance (EmulatorThread *self, double seconds);
char *emulator_thread_dup_state_json (EmulatorThread *self);
char *emulator_thread_dup_requests_json (EmulatorThread *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorThread, emulator_thread_free)

G_END_DECLS
