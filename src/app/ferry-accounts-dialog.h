/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryAccountsDialog: all accounts, each with a page of its own. */
#define FERRY_TYPE_ACCOUNTS_DIALOG (ferry_accounts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryAccountsDialog, ferry_accounts_dialog, FERRY, ACCOUNTS_DIALOG, AdwDialog)

FerryAccountsDialog *ferry_accounts_dialog_new (FerrySession *session);
void ferry_accounts_dialog_present (FerrySession *session, GtkWidget *parent);

G_END_DECLS
