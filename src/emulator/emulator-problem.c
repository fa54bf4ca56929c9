/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The refusals of the cloud as a GError domain: the code gives the HTTP status and the status word, the
 * message is the text of the answer. */

#include "config.h"

#include "emulator/emulator-problem.h"

G_DEFINE_QUARK (emulator - problem, emulator_problem)

static const struct
{
  guint http;
  const char *status;
  gboolean gateway;
} problems[] = {
  [EMULATOR_PROBLEM_INVALID_ARGUMENT] = { 400, "INVALID_ARGUMENT", FALSE },
  [EMULATOR_PROBLEM_FAILED_PRECONDITION] = { 400, "FAILED_PRECONDITION", FALSE },
  [EMULATOR_PROBLEM_OUT_OF_RANGE] = { 400, "OUT_OF_RANGE", FALSE },
  [EMULATOR_PROBLEM_ACCESS] = { 401, "ACCESS_ERROR", TRUE },
  [EMULATOR_PROBLEM_NONCE] = { 403, "APIGW_NONCE_CONFLICT", TRUE },
  [EMULATOR_PROBLEM_NOT_FOUND] = { 404, "NOT_FOUND", FALSE },
  [EMULATOR_PROBLEM_NO_ROUTE] = { 404, "NOT_FOUND", TRUE },
  [EMULATOR_PROBLEM_URI_TOO_LONG] = { 414, "HTTP_URI_TOO_LONG", TRUE },
  [EMULATOR_PROBLEM_QUOTA] = { 429, "QUOTA_EXCEEDED", FALSE },
};

/* The HTTP status of the refusal. */
guint
emulator_problem_get_http (const GError *problem)
{
  g_return_val_if_fail (problem->domain == EMULATOR_PROBLEM, 500);

  return problems[problem->code].http;
}

/* The word for error.status. */
const char *
emulator_problem_get_status (const GError *problem)
{
  g_return_val_if_fail (problem->domain == EMULATOR_PROBLEM, "INTERNAL");

  return problems[problem->code].status;
}

/* Whether the gateway in front of the services refuses: it writes the members in another order. */
gboolean
emulator_problem_is_gateway (const GError *problem)
{
  g_return_val_if_fail (problem->domain == EMULATOR_PROBLEM, FALSE);

  return problems[problem->code].gateway;
}
