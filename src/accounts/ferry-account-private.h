/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-record.h"
#include "accounts/ferry-account.h"

G_BEGIN_DECLS

FerryAccount *ferry_account_new (FerryAccountRecord *record, FerryAccountOrigin origin);
void ferry_account_take_record (FerryAccount *self, FerryAccountRecord *record);
const FerryAccountRecord *ferry_account_get_record (FerryAccount *self);

G_END_DECLS
