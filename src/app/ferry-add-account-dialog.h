/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryAddAccountDialog: asks for a key pair, tries it with one call, and only then saves it; also for new keys of an
 * account. Signal "saved" (FerryAccount): it is in the list of accounts. */
#define FERRY_TYPE_ADD_ACCOUNT_DIALOG (ferry_add_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryAddAccountDialog, ferry_add_account_dialog, FERRY, ADD_ACCOUNT_DIALOG, AdwDialog)

FerryAddAccountDialog *ferry_add_account_dialog_new (FerrySession *session, FerryAccount *account);
void ferry_add_account_dialog_present (FerrySession *session, GtkWidget *parent);

G_END_DECLS
