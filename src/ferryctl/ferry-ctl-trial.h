/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-store.h"
#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

/* Adds an account to the keyring, once a real call has shown that its keys are good. */

/* @account: (nullable): NULL with @problem; both borrowed. @problem is NULL when the run was interrupted. */
typedef void (*FerryCtlTrialFunc) (FerryCtl *ctl,
                                   FerryAccount *account,
                                   FerryProblem *problem,
                                   gpointer user_data);

void ferry_ctl_trial_add (FerryCtl *ctl,
                          FerryAccountStore *store,
                          const FerryAccountInput *input,
                          FerryCtlTrialFunc next,
                          gpointer user_data);

G_END_DECLS
