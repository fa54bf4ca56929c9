/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"
#include "engine/ferry-preflight.h"
#include "engine/ferry-problem.h"

G_BEGIN_DECLS

/* The JSON that ferryctl shares among its commands (ERR, OP and the events of ferryctl(1)), and words for people. */

void ferry_ctl_report_error (GString *out, const char *name, const FerryProblem *problem, const char *region);
void ferry_ctl_report_errors (GString *out, GPtrArray *problems);
void ferry_ctl_report_operation (GString *out, const char *name, FerryOperation *operation, const char *plan);
void ferry_ctl_report_event (GString *out,
                             const char *event,
                             FerryOperation *operation,
                             FerryReplica *replica);
char *ferry_ctl_report_plan (FerryPreflight *preflight);

char *ferry_ctl_report_sentence (const FerryProblem *problem);
char *ferry_ctl_report_state_words (FerryReplica *replica);
const char *ferry_ctl_report_operation_words (FerryOperationState state);
char *ferry_ctl_report_advice (FerryOperation *operation, FerryReplica *replica);

G_END_DECLS
