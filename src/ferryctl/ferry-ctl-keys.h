/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-cloud.h"
#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

/* Keys that the command may use: an account's cloud. */
typedef struct
{
  FerryCloud *cloud; /* (owned) */
  char *region;      /* (owned) (nullable): the account's default region */
} FerryCtlKeys;

typedef void (*FerryCtlKeysFunc) (FerryCtl *ctl, GPtrArray *keys, gpointer user_data);

void ferry_ctl_keys_load (FerryCtl *ctl, gboolean all, FerryCtlKeysFunc next, gpointer user_data);

G_END_DECLS
