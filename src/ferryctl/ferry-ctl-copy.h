/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-cloud.h"
#include "engine/ferry-request.h"
#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

void ferry_ctl_copy_request (FerryCtl *ctl, FerryRequest *request);
void ferry_ctl_dry_run (FerryCtl *ctl, FerryCloud *cloud, const FerryRequest *request);

G_END_DECLS
