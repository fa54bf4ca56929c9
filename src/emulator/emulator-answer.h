/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "emulator/emulator-fault.h"

G_BEGIN_DECLS

/* What goes back to the client, before any fault garbles it. */
typedef struct
{
  guint http;
  char *request_id; /* (nullable) */
  char *status;     /* (nullable): error.status, for the log */
  GString *body;
} EmulatorAnswer;

EmulatorAnswer *emulator_answer_new (const char *request_id, const char *result);
EmulatorAnswer *emulator_answer_new_problem (const char *request_id, const GError *problem);
EmulatorAnswer *emulator_answer_new_fault (const char *request_id, const EmulatorFault *fault);
EmulatorAnswer *emulator_answer_new_plain (guint http, const char *json);
void emulator_answer_free (EmulatorAnswer *self);
void emulator_answer_edit (EmulatorAnswer *self, EmulatorCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorAnswer, emulator_answer_free)

G_END_DECLS
