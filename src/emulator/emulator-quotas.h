/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"
#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

gboolean emulator_quotas_list (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
gboolean emulator_quotas_show_disk (EmulatorCloud *cloud,
                                    EmulatorCall *call,
                                    GString *result,
                                    GError **error);
gboolean emulator_quotas_list_snapshots (EmulatorCloud *cloud,
                                         EmulatorCall *call,
                                         GString *result,
                                         GError **error);
gboolean emulator_quotas_show_snapshot (EmulatorCloud *cloud,
                                        EmulatorCall *call,
                                        GString *result,
                                        GError **error);

G_END_DECLS
