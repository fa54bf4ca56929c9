/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-account-store.h"

G_BEGIN_DECLS

typedef struct _FerryDemo FerryDemo;

FerryDemo *ferry_demo_new (GError **error);
void ferry_demo_free (FerryDemo *self);
const char *ferry_demo_get_folder (FerryDemo *self);
FerryAccount *ferry_demo_add_account (FerryDemo *self, FerryAccountStore *accounts, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryDemo, ferry_demo_free)

G_END_DECLS
