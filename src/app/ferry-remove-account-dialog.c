/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-remove-account-dialog.h"

#include <glib/gi18n-lib.h>

/* What goes, what stays, and what becomes of copies that are under way. */
static char *
make_body (FerrySession *session, FerryAccount *account)
{
  guint n = ferry_session_count_active (session, account);
  const char *keys = ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_KEYRING
                       ? _ ("Its keys are deleted from the keyring of this computer. The key pair itself "
                            "stays valid at JD Cloud.")
                       : _ ("Its keys are forgotten. The key pair itself stays valid at JD Cloud.");
  g_autofree char *copies = NULL;

  if (n == 0)
    return g_strdup (keys);
  copies = g_strdup_printf (
    ngettext (
      "%u operation of this account is under way. What runs in JD Cloud goes on there, but is not followed "
      "here until you add the account again; what has not been sent waits until then.",
      "%u operations of this account are under way. What runs in JD Cloud goes on there, but is not "
      "followed here until you add the account again; what has not been sent waits until then.",
      n),
    n);

  return g_strjoin ("\n\n", keys, copies, NULL);
}

/**
 * ferry_remove_account_dialog_ask:
 * @session: whose account
 * @account: what to remove
 * @parent: the widget that asks
 * @callback: called when it is answered
 * @user_data: for @callback
 *
 * Asks whether to remove an account, and says what becomes of its keys and copies.
 */
void
ferry_remove_account_dialog_ask (FerrySession *session,
                                 FerryAccount *account,
                                 GtkWidget *parent,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  AdwDialog *dialog;

  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  heading = g_strdup_printf (_ ("Remove “%s”?"), ferry_account_get_label (account));
  body = make_body (session, account);
  dialog = adw_alert_dialog_new (heading, body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                  C_ ("account", "_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), parent, NULL, callback, user_data);
}

/**
 * ferry_remove_account_dialog_finish:
 * @dialog: the dialog
 * @result: from the callback
 *
 * Returns: whether the account is to be removed
 */
gboolean
ferry_remove_account_dialog_finish (AdwAlertDialog *dialog, GAsyncResult *result)
{
  return g_str_equal (adw_alert_dialog_choose_finish (dialog, result), "remove");
}
