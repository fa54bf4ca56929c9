/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"
#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

EmulatorImage *emulator_images_find (EmulatorRegion *region, const char *id, GError **error);
gboolean emulator_images_check_texts (const char *name, const char *description, GError **error);
gboolean emulator_images_list (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
gboolean emulator_images_show (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
gboolean emulator_images_modify (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);
gboolean emulator_images_delete (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error);

G_END_DECLS
