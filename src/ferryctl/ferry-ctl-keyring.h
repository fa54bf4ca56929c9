/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-store.h"
#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

/* What ferryctl's commands share about the accounts in the keyring. */

typedef void (*FerryCtlKeyringFunc) (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data);

void ferry_ctl_keyring_load (FerryCtl *ctl, FerryCtlKeyringFunc next, gpointer user_data);
FerryProblem *ferry_ctl_keyring_explain (const GError *error);
void ferry_ctl_keyring_fail (FerryCtl *ctl, const GError *error);
void ferry_ctl_keyring_put_account (GString *json, const char *name, FerryAccount *account);

G_END_DECLS
