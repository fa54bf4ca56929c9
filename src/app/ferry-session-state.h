/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

/**
 * FerrySessionState:
 * @FERRY_SESSION_STARTING: the accounts are being read
 * @FERRY_SESSION_NO_ACCOUNT: there is none; the session's problem may say why
 * @FERRY_SESSION_LOCKED: the keyring must be unlocked first
 * @FERRY_SESSION_KEYRING_ERROR: the account's keys cannot be read
 * @FERRY_SESSION_LOADING: the first list of this region is on its way
 * @FERRY_SESSION_READY: the list is as fresh as the last refresh
 * @FERRY_SESSION_OFFLINE: the service cannot be reached; it is tried again by itself
 * @FERRY_SESSION_WRONG_KEYS: the service does not accept the key pair
 * @FERRY_SESSION_CLOCK_OFF: the service does not accept the time of this computer
 * @FERRY_SESSION_NO_PERMISSION: the key pair may not list images
 * @FERRY_SESSION_THROTTLED: the service asks for patience; it is tried again by itself, or is being tried already
 * @FERRY_SESSION_SERVICE_ERROR: any other failure; what may pass by itself is tried again
 *
 * How the list of images of the account and region shown stands. With everything from %FERRY_SESSION_OFFLINE on there
 * may be an older list.
 */
typedef enum
{
  FERRY_SESSION_STARTING,
  FERRY_SESSION_NO_ACCOUNT,
  FERRY_SESSION_LOCKED,
  FERRY_SESSION_KEYRING_ERROR,
  FERRY_SESSION_LOADING,
  FERRY_SESSION_READY,
  FERRY_SESSION_OFFLINE,
  FERRY_SESSION_WRONG_KEYS,
  FERRY_SESSION_CLOCK_OFF,
  FERRY_SESSION_NO_PERMISSION,
  FERRY_SESSION_THROTTLED,
  FERRY_SESSION_SERVICE_ERROR,
} FerrySessionState;

#define FERRY_TYPE_SESSION_STATE (ferry_session_state_get_type ())
GType ferry_session_state_get_type (void);

FerrySessionState ferry_session_state_for_problem (const FerryProblem *problem);

G_END_DECLS
