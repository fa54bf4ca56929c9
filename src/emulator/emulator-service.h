/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "emulator/emulator-answer.h"
#include "emulator/emulator-cloud.h"
#include "emulator/emulator-faults.h"
#include "emulator/emulator-record.h"

G_BEGIN_DECLS

typedef struct _EmulatorService EmulatorService;

EmulatorService *emulator_service_new (const EmulatorOptions *options);
void emulator_service_free (EmulatorService *self);
EmulatorCloud *emulator_service_get_cloud (EmulatorService *self);
EmulatorFaults *emulator_service_get_faults (EmulatorService *self);
EmulatorAnswer *emulator_service_answer (EmulatorService *self,
                                         EmulatorCall *call,
                                         SoupMessageHeaders *headers);
char *emulator_service_dup_requests (EmulatorService *self);
void emulator_service_clear_requests (EmulatorService *self);
char *emulator_service_dup_state (EmulatorService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorService, emulator_service_free)

G_END_DECLS
