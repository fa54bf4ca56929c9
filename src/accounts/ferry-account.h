/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FerryAccountOrigin:
 * @FERRY_ACCOUNT_ORIGIN_KEYRING: kept in the keyring
 * @FERRY_ACCOUNT_ORIGIN_ENVIRONMENT: from JDCLOUD_ACCESS_KEY and its companions
 * @FERRY_ACCOUNT_ORIGIN_SESSION_ONLY: entered for this run only
 * @FERRY_ACCOUNT_ORIGIN_DEMO: of the demo cloud
 *
 * Where an account comes from.
 */
typedef enum
{
  FERRY_ACCOUNT_ORIGIN_KEYRING,
  FERRY_ACCOUNT_ORIGIN_ENVIRONMENT,
  FERRY_ACCOUNT_ORIGIN_SESSION_ONLY,
  FERRY_ACCOUNT_ORIGIN_DEMO,
} FerryAccountOrigin;

#define FERRY_TYPE_ACCOUNT_ORIGIN (ferry_account_origin_get_type ())
GType ferry_account_origin_get_type (void);
const char *ferry_account_origin_to_string (FerryAccountOrigin origin);

/* FerryAccount: one account, without its secrets; the object stays the same while the account changes. Main thread.
 * Properties (read-only, notified): id, label, access-key, endpoint (NULL = the service's own), default-region
 * (nullable), read-only, origin. */
#define FERRY_TYPE_ACCOUNT (ferry_account_get_type ())
G_DECLARE_FINAL_TYPE (FerryAccount, ferry_account, FERRY, ACCOUNT, GObject)

const char *ferry_account_get_id (FerryAccount *self);
const char *ferry_account_get_label (FerryAccount *self);
const char *ferry_account_get_access_key (FerryAccount *self);
const char *ferry_account_get_endpoint (FerryAccount *self);
const char *ferry_account_get_default_region (FerryAccount *self);
gboolean ferry_account_get_read_only (FerryAccount *self);
FerryAccountOrigin ferry_account_get_origin (FerryAccount *self);

G_END_DECLS
