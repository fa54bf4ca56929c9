/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys are tried with one small read before they are saved, so that a typing error shows where it was made. */

#include "config.h"

#include "app/ferry-key-trial.h"

#include "accounts/ferry-accounts-error.h"
#include "engine/ferry-regions.h"

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (ferry_cloud_check_finish (FERRY_CLOUD (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --endpoint counts for the trial as it does for the calls afterwards. */
static FerryCloud *
make_cloud (FerrySession *session,
            const FerryAccountInput *input,
            JdcCredentials *credentials,
            GError **error)
{
  const char *endpoint = ferry_session_get_endpoint (session);
  g_autofree char *entered = g_strstrip (g_strdup (input->endpoint != NULL ? input->endpoint : ""));
  g_autoptr (FerryProblem) problem = NULL;
  FerryCloud *cloud;

  if (endpoint == NULL && *entered != '\0')
    endpoint = entered;
  cloud = ferry_cloud_new (input->label != NULL ? input->label : "", endpoint, credentials, TRUE, &problem);
  if (cloud == NULL)
    g_set_error_literal (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT,
                         problem->message);

  return cloud;
}

/**
 * ferry_key_trial_async:
 * @session: where the keys are to be used
 * @account: (nullable): the account that is being changed, %NULL for a new one
 * @input: what was entered; nothing of it is kept
 * @cancellable: (nullable): to stop
 * @callback: called when it is known whether the keys can be used
 * @user_data: for @callback
 *
 * Checks the fields as saving would, then makes one call that changes nothing.
 */
void
ferry_key_trial_async (FerrySession *session,
                       FerryAccount *account,
                       const FerryAccountInput *input,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JdcCredentials) credentials = NULL;
  g_autoptr (FerryCloud) cloud = NULL;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (account == NULL || FERRY_IS_ACCOUNT (account));
  g_return_if_fail (input != NULL);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_key_trial_async);
  credentials = ferry_account_store_check (ferry_session_get_accounts (session), account, input, &error);
  if (credentials != NULL)
    cloud = make_cloud (session, input, credentials, &error);
  if (cloud != NULL)
    ferry_cloud_check_async (cloud,
                             ferry_region_is_known (input->default_region)
                               ? input->default_region
                               : ferry_session_get_region (session),
                             cancellable, checked_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/**
 * ferry_key_trial_finish:
 * @session: where the keys are to be used
 * @result: from the callback
 * @error: what is wrong with the fields, the keys, the clock or the network, see ferry_account_fault_new()
 *
 * Returns: whether the service accepted the keys
 */
gboolean
ferry_key_trial_finish (FerrySession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
