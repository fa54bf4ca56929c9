/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

void ferry_ctl_clouds_add (FerryCtl *ctl, FerryCtlFunc next, gpointer user_data);

G_END_DECLS
