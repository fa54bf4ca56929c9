/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"
#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

void emulator_job_start (EmulatorCloud *cloud,
                         EmulatorRegion *from,
                         EmulatorImage *source,
                         EmulatorRegion *to,
                         EmulatorImage *image,
                         double seconds,
                         gboolean holds,
                         EmulatorCall *call);

G_END_DECLS
