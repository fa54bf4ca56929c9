/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"
#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

gboolean emulator_copying_copy (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
gboolean emulator_copying_convert (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
EmulatorImage *emulator_copying_start (EmulatorCloud *cloud,
                                       EmulatorRegion *from,
                                       EmulatorImage *source,
                                       EmulatorRegion *to,
                                       EmulatorCall *call);
void emulator_copying_intrude (EmulatorCloud *cloud, EmulatorCall *call, gboolean after);

G_END_DECLS
