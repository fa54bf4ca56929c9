/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"
#include "ferryctl/ferry-ctl-exit.h"

G_BEGIN_DECLS

/* How far a replica is, for someone who waits for it; in the order in which they decide what the run came to. */
typedef enum
{
  FERRY_CTL_OUTCOME_RUNNING, /* something will happen by itself */
  FERRY_CTL_OUTCOME_NO_KEYS, /* nothing will happen: the keys are refused */
  FERRY_CTL_OUTCOME_OPEN,    /* undecided; or, for someone who does not wait, not accepted yet */
  FERRY_CTL_OUTCOME_BAD,     /* it ended badly after it had been accepted */
  FERRY_CTL_OUTCOME_REFUSED, /* it was not accepted */
  FERRY_CTL_OUTCOME_GOOD,
} FerryCtlOutcome;

FerryCtlOutcome ferry_ctl_outcome_judge (FerryReplica *replica, gboolean no_wait);
FerryProblem *ferry_ctl_outcome_dup_problem (FerryOperation *operation,
                                             FerryReplica *replica,
                                             FerryCtlOutcome outcome);

G_END_DECLS
