/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_PROBLEM (emulator_problem_quark ())

/* Why the cloud refuses a request. Each stands for one HTTP status and one word in error.status. */
typedef enum
{
  EMULATOR_PROBLEM_INVALID_ARGUMENT,
  EMULATOR_PROBLEM_FAILED_PRECONDITION,
  EMULATOR_PROBLEM_OUT_OF_RANGE,
  EMULATOR_PROBLEM_ACCESS,
  EMULATOR_PROBLEM_NONCE,
  EMULATOR_PROBLEM_NOT_FOUND,
  EMULATOR_PROBLEM_NO_ROUTE,
  EMULATOR_PROBLEM_URI_TOO_LONG,
  EMULATOR_PROBLEM_QUOTA,
} EmulatorProblem;

GQuark emulator_problem_quark (void);
guint emulator_problem_get_http (const GError *problem);
const char *emulator_problem_get_status (const GError *problem);
gboolean emulator_problem_is_gateway (const GError *problem);

G_END_DECLS
