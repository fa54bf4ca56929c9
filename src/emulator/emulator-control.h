/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-service.h"

G_BEGIN_DECLS

EmulatorAnswer *emulator_control_answer (EmulatorService *service,
                                         const char *method,
                                         const char *path,
                                         GBytes *body,
                                         gboolean *quit);

G_END_DECLS
