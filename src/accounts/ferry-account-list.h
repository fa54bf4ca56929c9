/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-private.h"

G_BEGIN_DECLS

/* FerryAccountList: the accounts that are shown, a GListModel of FerryAccount: first those that are not kept, as they
 * were added, then those of the keyring by label. Property (read-only, notified): locked. */
#define FERRY_TYPE_ACCOUNT_LIST (ferry_account_list_get_type ())
G_DECLARE_FINAL_TYPE (FerryAccountList, ferry_account_list, FERRY, ACCOUNT_LIST, GObject)

FerryAccountList *ferry_account_list_new (void);

guint ferry_account_list_get_n_accounts (FerryAccountList *self);
FerryAccount *ferry_account_list_get_account (FerryAccountList *self, guint position);
FerryAccount *ferry_account_list_find_id (FerryAccountList *self, const char *id);
FerryAccount *ferry_account_list_find_label (FerryAccountList *self,
                                             const char *label,
                                             const char *except_id);

void ferry_account_list_add (FerryAccountList *self, FerryAccount *account);
void ferry_account_list_remove (FerryAccountList *self, const char *id);
void ferry_account_list_set_kept (FerryAccountList *self, GPtrArray *records, gboolean hidden);

gboolean ferry_account_list_get_locked (FerryAccountList *self);
guint ferry_account_list_get_serial (FerryAccountList *self);
void ferry_account_list_count_change (FerryAccountList *self);

G_END_DECLS
