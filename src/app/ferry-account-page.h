/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryAccountPage: one account in the dialog of accounts, to rename, change and remove it. */
#define FERRY_TYPE_ACCOUNT_PAGE (ferry_account_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryAccountPage, ferry_account_page, FERRY, ACCOUNT_PAGE, AdwNavigationPage)

FerryAccountPage *ferry_account_page_new (FerrySession *session, FerryAccount *account);
FerryAccount *ferry_account_page_get_account (FerryAccountPage *self);

G_END_DECLS
