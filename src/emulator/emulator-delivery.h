/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "emulator/emulator-answer.h"

G_BEGIN_DECLS

typedef struct _EmulatorDelivery EmulatorDelivery;

EmulatorDelivery *emulator_delivery_new (gint64 clock_offset);
void emulator_delivery_free (EmulatorDelivery *self);
void emulator_delivery_drop (EmulatorDelivery *self);
void emulator_delivery_send (EmulatorDelivery *self,
                             SoupServerMessage *message,
                             EmulatorCall *call,
                             EmulatorAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorDelivery, emulator_delivery_free)

G_END_DECLS
