/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-reason.h"

G_BEGIN_DECLS

/* What ferryctl's exit status means: part of its interface, see ferryctl(1). */
typedef enum
{
  FERRY_CTL_EXIT_DONE = 0,
  FERRY_CTL_EXIT_INTERNAL = 1,
  FERRY_CTL_EXIT_USAGE = 2,
  FERRY_CTL_EXIT_REFUSED = 3,
  FERRY_CTL_EXIT_KEYS = 4,
  FERRY_CTL_EXIT_SERVICE = 5,
  FERRY_CTL_EXIT_PARTIAL = 6,
  FERRY_CTL_EXIT_QUOTA = 7,
  FERRY_CTL_EXIT_SIGINT = 130,
  FERRY_CTL_EXIT_SIGTERM = 143,
} FerryCtlExit;

FerryCtlExit ferry_ctl_exit_for_reason (FerryReason reason);

G_END_DECLS
