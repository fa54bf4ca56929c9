/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What went wrong with an account: which row is to blame, and what a person can do. One place for all dialogs. */

#include "config.h"

#include "app/ferry-account-fault.h"

#include <glib/gi18n-lib.h>

#include "accounts/ferry-accounts-error.h"
#include "engine/ferry-cloud.h"
#include "engine/ferry-problem.h"

static const FerryAccountField fields[] = {
  [FERRY_ACCOUNTS_ERROR_DUPLICATE] = FERRY_ACCOUNT_FIELD_LABEL,
  [FERRY_ACCOUNTS_ERROR_INVALID_LABEL] = FERRY_ACCOUNT_FIELD_LABEL,
  [FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY] = FERRY_ACCOUNT_FIELD_ACCESS_KEY,
  [FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY] = FERRY_ACCOUNT_FIELD_SECRET_KEY,
  [FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN] = FERRY_ACCOUNT_FIELD_SESSION_TOKEN,
  [FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT] = FERRY_ACCOUNT_FIELD_ENDPOINT,
  [FERRY_ACCOUNTS_ERROR_INVALID_REGION] = FERRY_ACCOUNT_FIELD_REGION,
  [FERRY_ACCOUNTS_ERROR_INVALID_FILE] = FERRY_ACCOUNT_FIELD_NONE,
};

static void
explain_accounts_error (FerryAccountFault *self, const GError *error)
{
  self->keyring = error->code == FERRY_ACCOUNTS_ERROR_LOCKED ||
                  error->code == FERRY_ACCOUNTS_ERROR_UNAVAILABLE ||
                  error->code == FERRY_ACCOUNTS_ERROR_REFUSED;
  if ((guint) error->code < G_N_ELEMENTS (fields))
    self->field = fields[error->code];
  if (!self->keyring)
    {
      self->title = g_strdup (error->message);
      return;
    }
  self->title = g_strdup (_ ("The keys are right, but the keyring did not keep them"));
  self->advice = g_strdup (error->message);
}

/* The words for what the service, the clock or the network has against the keys. */
static const char *
explain_reason (FerryAccountFault *self, const GError *error, FerryReason reason, gboolean own_endpoint)
{
  if (reason == FERRY_REASON_AUTH && ferry_cloud_error_blames_access_key (error))
    {
      self->field = FERRY_ACCOUNT_FIELD_ACCESS_KEY;
      self->title = g_strdup (_ ("JD Cloud does not know this AccessKey ID"));
      return _ ("Copy it again. The pair must be enabled on the AccessKey management page.");
    }
  if (reason == FERRY_REASON_AUTH)
    {
      self->field = FERRY_ACCOUNT_FIELD_SECRET_KEY;
      self->title = g_strdup (_ ("JD Cloud did not accept this key pair"));
      return _ ("Check the SecretKey. The pair must be enabled on the AccessKey management page.");
    }
  if (reason == FERRY_REASON_CLOCK)
    {
      self->title = g_strdup (_ ("The clock of this computer is wrong"));
      return _ ("JD Cloud checks the time of every request. Set date, time and time zone, then try again.");
    }
  if (reason == FERRY_REASON_FORBIDDEN)
    {
      self->title = g_strdup (_ ("This key pair has no permission"));
      return _ (
        "JD Cloud refused it the list of images (describeImages). Ask the owner of the account for the "
        "permission, or use another pair.");
    }
  if (own_endpoint && (reason == FERRY_REASON_NETWORK || reason == FERRY_REASON_TLS ||
                       reason == FERRY_REASON_PROTOCOL || reason == FERRY_REASON_BAD_ENDPOINT))
    {
      self->field = FERRY_ACCOUNT_FIELD_ENDPOINT;
      self->title = g_strdup (_ ("JD Cloud did not answer at this endpoint"));
      return _ ("Correct the endpoint, or leave it empty for JD Cloud’s own.");
    }
  if (reason == FERRY_REASON_NETWORK)
    {
      self->title = g_strdup (_ ("JD Cloud could not be reached"));
      return _ ("The keys were not checked and not saved. Check the network connection, then try again.");
    }

  return NULL;
}

static char *
add_request_id (const char *advice, const char *request_id)
{
  if (request_id == NULL || *request_id == '\0')
    return g_strdup (advice);
  if (advice == NULL)
    return g_strdup_printf (_ ("Request ID %s."), request_id);

  /* Translators: a sentence that says what to do, then the ID of a request, to quote to the support. */
  return g_strdup_printf (_ ("%s Request ID %s."), advice, request_id);
}

static void
explain_call (FerryAccountFault *self, const GError *error, gboolean own_endpoint)
{
  g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);
  const char *advice = explain_reason (self, error, problem->reason, own_endpoint);

  if (self->title == NULL)
    self->title = g_strdup (problem->message);
  self->advice = add_request_id (advice, problem->request_id);
}

/**
 * ferry_account_fault_new:
 * @error: from the accounts, or from a trial call
 * @own_endpoint: whether the person gave the endpoint, so that it may be to blame
 *
 * Returns: (transfer full): the same for people
 */
FerryAccountFault *
ferry_account_fault_new (const GError *error, gboolean own_endpoint)
{
  FerryAccountFault *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = g_new0 (FerryAccountFault, 1);
  if (error->domain == FERRY_ACCOUNTS_ERROR)
    explain_accounts_error (self, error);
  else
    explain_call (self, error, own_endpoint);

  return self;
}

/**
 * ferry_account_fault_free:
 * @self: (transfer full): a fault
 */
void
ferry_account_fault_free (FerryAccountFault *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->title);
  g_free (self->advice);
  g_free (self);
}
