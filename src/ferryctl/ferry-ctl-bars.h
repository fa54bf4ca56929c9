/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"
#include "ferryctl/ferry-ctl-output.h"

G_BEGIN_DECLS

/* Progress bars for a terminal: a line for each replica, and one for the whole. */
char *ferry_ctl_bars_dup_text (GPtrArray *replicas, FerryCtlOutput *output);

G_END_DECLS
