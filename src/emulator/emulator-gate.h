/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "emulator/emulator-call.h"
#include "emulator/emulator-options.h"

G_BEGIN_DECLS

typedef struct _EmulatorGate EmulatorGate;

EmulatorGate *emulator_gate_new (const EmulatorOptions *options);
void emulator_gate_free (EmulatorGate *self);
gboolean emulator_gate_check (EmulatorGate *self,
                              EmulatorCall *call,
                              SoupMessageHeaders *headers,
                              gint64 now,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorGate, emulator_gate_free)

G_END_DECLS
