/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-accounts-error.h"
#include "accounts/ferry-secret-store.h"

G_BEGIN_DECLS

/* FerryMemoryStore: accounts for this run only, and the twin of the keyring in tests. */
#define FERRY_TYPE_MEMORY_STORE (ferry_memory_store_get_type ())
G_DECLARE_FINAL_TYPE (FerryMemoryStore, ferry_memory_store, FERRY, MEMORY_STORE, GObject)

FerryMemoryStore *ferry_memory_store_new (void);
void ferry_memory_store_put (FerryMemoryStore *self, const FerryAccountRecord *record, SecretValue *secret);
gboolean ferry_memory_store_drop (FerryMemoryStore *self, const char *id);
SecretValue *ferry_memory_store_get (FerryMemoryStore *self, const char *id);
void ferry_memory_store_set_locked (FerryMemoryStore *self, gboolean locked, gboolean unlockable);
void ferry_memory_store_set_failure (FerryMemoryStore *self, const GError *failure);
guint ferry_memory_store_get_n_calls (FerryMemoryStore *self);

G_END_DECLS
