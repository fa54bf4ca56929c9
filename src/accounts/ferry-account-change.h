/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-list.h"
#include "accounts/ferry-secret-store.h"

G_BEGIN_DECLS

void ferry_account_change_start (GTask *task,
                                 FerryAccountList *list,
                                 FerrySecretStore *store,
                                 FerryAccountRecord *record,
                                 SecretValue *secret,
                                 gboolean is_new);
gboolean ferry_account_change_check_label (FerryAccountList *list,
                                           const char *label,
                                           const char *except_id,
                                           GError **error);

G_END_DECLS
