/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

void emulator_seed_fill (EmulatorCloud *cloud, guint images);

G_END_DECLS
