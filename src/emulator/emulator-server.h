/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "emulator/emulator-options.h"

G_BEGIN_DECLS

#define EMULATOR_TYPE_SERVER (emulator_server_get_type ())

G_DECLARE_FINAL_TYPE (EmulatorServer, emulator_server, EMULATOR, SERVER, GObject)

EmulatorServer *emulator_server_new (const EmulatorOptions *options);
gboolean emulator_server_start (EmulatorServer *self, guint16 port, GError **error);
void emulator_server_stop (EmulatorServer *self);
const char *emulator_server_get_uri (EmulatorServer *self);
gboolean emulator_server_add_fault_json (EmulatorServer *self, const char *json, GError **error);
void emulator_server_clear_faults (EmulatorServer *self);
void emulator_server_advance (EmulatorServer *self, double seconds);
char *emulator_server_dup_state_json (EmulatorServer *self);
char *emulator_server_dup_requests_json (EmulatorServer *self);

G_END_DECLS
