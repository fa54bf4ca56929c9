/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-secret-store.h"

G_BEGIN_DECLS

/* FerryLibsecretStore: the user's keyring. Nothing is connected before the first call. */
#define FERRY_TYPE_LIBSECRET_STORE (ferry_libsecret_store_get_type ())
G_DECLARE_FINAL_TYPE (FerryLibsecretStore, ferry_libsecret_store, FERRY, LIBSECRET_STORE, GObject)

FerrySecretStore *ferry_libsecret_store_new (void);

G_END_DECLS
