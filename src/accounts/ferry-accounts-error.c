/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ferry-accounts-error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (ferry - accounts - error - quark, ferry_accounts_error)

/**
 * ferry_accounts_error_new:
 * @code: what went wrong, none of the invalid fields
 *
 * Makes an error for what goes wrong in several places, so that it is said in the same words everywhere.
 *
 * Returns: (transfer full): the error
 */
GError *
ferry_accounts_error_new (FerryAccountsError code)
{
  const char *message = NULL;

  switch ((int) code)
    {
    case FERRY_ACCOUNTS_ERROR_LOCKED:
      message = _ ("The keyring is locked: unlock it and try again.");
      break;
    case FERRY_ACCOUNTS_ERROR_UNAVAILABLE:
      message =
        _ ("No keyring is running: start a keyring service such as GNOME Keyring, or use the keys for this "
           "run only.");
      break;
    case FERRY_ACCOUNTS_ERROR_REFUSED:
      message = _ ("This account is not kept in the keyring: change it where it comes from.");
      break;
    case FERRY_ACCOUNTS_ERROR_NOT_FOUND:
      message = _ ("This account is not in the keyring any more: add it again.");
      break;
    default:
      g_assert_not_reached ();
    }
  return g_error_new_literal (FERRY_ACCOUNTS_ERROR, code, message);
}
