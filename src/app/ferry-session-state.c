/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-session-state.h"

G_DEFINE_ENUM_TYPE (FerrySessionState,
                    ferry_session_state,
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_NO_ACCOUNT, "no-account"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_LOCKED, "locked"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_KEYRING_ERROR, "keyring-error"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_WRONG_KEYS, "wrong-keys"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_CLOCK_OFF, "clock-off"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_NO_PERMISSION, "no-permission"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_THROTTLED, "throttled"),
                    G_DEFINE_ENUM_VALUE (FERRY_SESSION_SERVICE_ERROR, "service-error"))

/**
 * ferry_session_state_for_problem:
 * @problem: why a list could not be read
 *
 * Returns: the state that tells a person so
 */
FerrySessionState
ferry_session_state_for_problem (const FerryProblem *problem)
{
  g_return_val_if_fail (problem != NULL, FERRY_SESSION_SERVICE_ERROR);

  if (problem->reason == FERRY_REASON_NETWORK)
    return FERRY_SESSION_OFFLINE;
  if (problem->reason == FERRY_REASON_AUTH)
    return FERRY_SESSION_WRONG_KEYS;
  if (problem->reason == FERRY_REASON_CLOCK)
    return FERRY_SESSION_CLOCK_OFF;
  if (problem->reason == FERRY_REASON_FORBIDDEN)
    return FERRY_SESSION_NO_PERMISSION;
  if (problem->reason == FERRY_REASON_THROTTLED)
    return FERRY_SESSION_THROTTLED;

  return FERRY_SESSION_SERVICE_ERROR;
}
