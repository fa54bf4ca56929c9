/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-fault.h"

G_BEGIN_DECLS

typedef struct _EmulatorFaults EmulatorFaults;

EmulatorFaults *emulator_faults_new (guint32 seed);
void emulator_faults_free (EmulatorFaults *self);
gboolean emulator_faults_add_json (EmulatorFaults *self, const char *json, GError **error);
void emulator_faults_clear (EmulatorFaults *self);
void emulator_faults_strike (EmulatorFaults *self, EmulatorCall *call);
void emulator_faults_append_json (EmulatorFaults *self, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorFaults, emulator_faults_free)

G_END_DECLS
