/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "accounts/ferry-account-input.h"

G_BEGIN_DECLS

/* An account as it is kept, without its secret. */
typedef struct
{
  char *id;    /* random, made once, never changed */
  char *label; /* as the user wrote it, trimmed */
  char *access_key;
  char *endpoint;       /* (nullable): NULL = the service's own */
  char *default_region; /* (nullable) */
  gboolean read_only;
} FerryAccountRecord;

FerryAccountRecord *ferry_account_record_new (const FerryAccountInput *input, GError **error);
FerryAccountRecord *ferry_account_record_copy (const FerryAccountRecord *self);
void ferry_account_record_free (FerryAccountRecord *self);

gboolean ferry_account_record_set_access_key (FerryAccountRecord *self,
                                              const char *access_key,
                                              GError **error);
gboolean ferry_account_record_set_details (FerryAccountRecord *self,
                                           const FerryAccountInput *input,
                                           GError **error);
gboolean ferry_account_record_has_label (const FerryAccountRecord *self, const char *label);
int ferry_account_record_compare (const FerryAccountRecord *a, const FerryAccountRecord *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryAccountRecord, ferry_account_record_free)

G_END_DECLS
