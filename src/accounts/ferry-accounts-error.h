/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FerryAccountsError:
 * @FERRY_ACCOUNTS_ERROR_LOCKED: the keyring is locked, or the prompt to unlock it was dismissed
 * @FERRY_ACCOUNTS_ERROR_UNAVAILABLE: there is no keyring service, or no session bus to find it on
 * @FERRY_ACCOUNTS_ERROR_REFUSED: the keyring, or the kind of account, does not allow it
 * @FERRY_ACCOUNTS_ERROR_DUPLICATE: another account has that label
 * @FERRY_ACCOUNTS_ERROR_NOT_FOUND: the account is not in the keyring any more
 * @FERRY_ACCOUNTS_ERROR_INVALID_LABEL: the label cannot be used
 * @FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY: that cannot be an access key
 * @FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY: that cannot be a secret key
 * @FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN: that cannot be a session token
 * @FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT: that cannot be an endpoint
 * @FERRY_ACCOUNTS_ERROR_INVALID_REGION: that cannot be a region ID
 * @FERRY_ACCOUNTS_ERROR_INVALID_FILE: the file cannot be read as a configuration of jdc
 *
 * What went wrong with accounts, told apart by what a person can do about it. Each message is one translated
 * sentence that says so, and none repeats a key. %G_IO_ERROR_CANCELLED passes through untouched.
 */
typedef enum
{
  FERRY_ACCOUNTS_ERROR_LOCKED,
  FERRY_ACCOUNTS_ERROR_UNAVAILABLE,
  FERRY_ACCOUNTS_ERROR_REFUSED,
  FERRY_ACCOUNTS_ERROR_DUPLICATE,
  FERRY_ACCOUNTS_ERROR_NOT_FOUND,
  FERRY_ACCOUNTS_ERROR_INVALID_LABEL,
  FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY,
  FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY,
  FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN,
  FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT,
  FERRY_ACCOUNTS_ERROR_INVALID_REGION,
  FERRY_ACCOUNTS_ERROR_INVALID_FILE,
} FerryAccountsError;

#define FERRY_ACCOUNTS_ERROR (ferry_accounts_error_quark ())
GQuark ferry_accounts_error_quark (void);

GError *ferry_accounts_error_new (FerryAccountsError code);

G_END_DECLS
