/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ferryctl/ferry-ctl-options.h"

G_BEGIN_DECLS

char *ferry_ctl_help_dup_text (const FerryCtlCommand *command);

G_END_DECLS
