/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"
#include "emulator/emulator-cloud.h"

G_BEGIN_DECLS

/* Carries out a call: appends the members of `result`, nothing for an operation that returns nothing. */
typedef gboolean (*EmulatorHandler) (EmulatorCloud *cloud,
                                     EmulatorCall *call,
                                     GString *result,
                                     GError **error);

/* An operation of the API: how it is called and what carries it out. */
struct _EmulatorOperation
{
  const char *name;
  const char *method;
  const char *service;
  const char *collection;
  gboolean has_id;
  const char *action; /* (nullable) what follows the colon */
  gboolean writes;
  EmulatorHandler handler;
};

gboolean emulator_operation_route (EmulatorCall *call);

G_END_DECLS
