/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-record.h"
#include "accounts/ferry-jdc-profile.h"

G_BEGIN_DECLS

FerryJdcProfile *ferry_jdc_profile_new (FerryAccountRecord *record,
                                        const char *secret_key,
                                        gsize secret_key_length);
FerryJdcProfile *ferry_jdc_profile_new_broken (const char *name, const char *problem);

G_END_DECLS
