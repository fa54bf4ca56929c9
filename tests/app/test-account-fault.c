/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-account-fault.h"

#include <string.h>

#include "accounts/ferry-accounts-error.h"
#include "jdcloud/jdc-error.h"

/* Each field has its row, and its sentence stays as it is. */
static void
test_fields (void)
{
  const struct
  {
    FerryAccountsError code;
    FerryAccountField field;
  } cases[] = {
    { FERRY_ACCOUNTS_ERROR_DUPLICATE, FERRY_ACCOUNT_FIELD_LABEL },
    { FERRY_ACCOUNTS_ERROR_INVALID_LABEL, FERRY_ACCOUNT_FIELD_LABEL },
    { FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY, FERRY_ACCOUNT_FIELD_ACCESS_KEY },
    { FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY, FERRY_ACCOUNT_FIELD_SECRET_KEY },
    { FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN, FERRY_ACCOUNT_FIELD_SESSION_TOKEN },
    { FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT, FERRY_ACCOUNT_FIELD_ENDPOINT },
    { FERRY_ACCOUNTS_ERROR_INVALID_REGION, FERRY_ACCOUNT_FIELD_REGION },
    { FERRY_ACCOUNTS_ERROR_INVALID_FILE, FERRY_ACCOUNT_FIELD_NONE },
    { FERRY_ACCOUNTS_ERROR_NOT_FOUND, FERRY_ACCOUNT_FIELD_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (FERRY_ACCOUNTS_ERROR, cases[i].code, "Do this.");
      g_autoptr (FerryAccountFault) fault = ferry_account_fault_new (error, TRUE);

      g_assert_cmpint (fault->field, ==, cases[i].field);
      g_assert_cmpstr (fault->title, ==, "Do this.");
      g_assert_false (fault->keyring);
    }
}

/* The keys are right: they can be used for this run. */
static void
test_keyring (void)
{
  const FerryAccountsError codes[] = { FERRY_ACCOUNTS_ERROR_LOCKED, FERRY_ACCOUNTS_ERROR_UNAVAILABLE,
                                       FERRY_ACCOUNTS_ERROR_REFUSED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (FERRY_ACCOUNTS_ERROR, codes[i], "Unlock it.");
      g_autoptr (FerryAccountFault) fault = ferry_account_fault_new (error, FALSE);

      g_assert_true (fault->keyring);
      g_assert_cmpint (fault->field, ==, FERRY_ACCOUNT_FIELD_NONE);
      g_assert_cmpstr (fault->advice, ==, "Unlock it.");
    }
}

static void
assert_call (JdcError code,
             const char *said,
             gboolean own_endpoint,
             FerryAccountField field,
             const char *in_title,
             const char *in_advice)
{
  g_autoptr (GError) error =
    jdc_error_new_full (code, JDC_FATE_UNKNOWN, 401, "ACCESS_ERROR", said, "c4l8s0vq2h6p");
  g_autoptr (FerryAccountFault) fault = ferry_account_fault_new (error, own_endpoint);

  g_assert_cmpint (fault->field, ==, field);
  g_assert_nonnull (strstr (fault->title, in_title));
  g_assert_nonnull (strstr (fault->advice, in_advice));
  g_assert_nonnull (strstr (fault->advice, "c4l8s0vq2h6p"));
  g_assert_false (fault->keyring);
}

static void
test_calls (void)
{
  assert_call (JDC_ERROR_AUTH, "sign result is not same [gw]", FALSE, FERRY_ACCOUNT_FIELD_SECRET_KEY,
               "did not accept", "Check the SecretKey");
  assert_call (JDC_ERROR_AUTH, "Invalid accessKey", FALSE, FERRY_ACCOUNT_FIELD_ACCESS_KEY, "does not know",
               "Copy it again");
  assert_call (JDC_ERROR_CLOCK, NULL, FALSE, FERRY_ACCOUNT_FIELD_NONE, "clock", "Set date");
  assert_call (JDC_ERROR_FORBIDDEN, NULL, FALSE, FERRY_ACCOUNT_FIELD_NONE, "no permission", "describeImages");
  assert_call (JDC_ERROR_NETWORK, NULL, FALSE, FERRY_ACCOUNT_FIELD_NONE, "could not be reached", "network");
  assert_call (JDC_ERROR_NETWORK, NULL, TRUE, FERRY_ACCOUNT_FIELD_ENDPOINT, "endpoint", "leave it empty");
  assert_call (JDC_ERROR_TLS, NULL, TRUE, FERRY_ACCOUNT_FIELD_ENDPOINT, "endpoint", "leave it empty");
  assert_call (JDC_ERROR_THROTTLED, NULL, TRUE, FERRY_ACCOUNT_FIELD_NONE, "fewer requests", "Request ID");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-fault/fields", test_fields);
  g_test_add_func ("/account-fault/keyring", test_keyring);
  g_test_add_func ("/account-fault/calls", test_calls);

  return g_test_run ();
}
