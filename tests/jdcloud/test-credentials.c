/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdcloud/jdc-credentials.h"
#include "jdcloud/jdc-error.h"

static void
test_getters (void)
{
  g_autoptr (JdcCredentials) keys = jdc_credentials_new ("AK", "SK", "token");
  g_autoptr (JdcCredentials) no_token = jdc_credentials_new ("AK", "SK", "");

  g_assert_cmpstr (jdc_credentials_get_access_key (keys), ==, "AK");
  g_assert_cmpstr (jdc_credentials_get_secret_key (keys), ==, "SK");
  g_assert_cmpstr (jdc_credentials_get_session_token (keys), ==, "token");
  g_assert_null (jdc_credentials_get_session_token (no_token));
}

static void
test_finalize (void)
{
  JdcCredentials *keys = jdc_credentials_new ("AK", "SK", NULL);

  g_assert_finalize_object (keys);
}

static void
test_check (void)
{
  static const struct
  {
    const char *access_key;
    const char *secret_key;
    gboolean good;
  } cases[] = {
    { "AKTESTJRC0000000000000000000001", "SKTESTJRC-not-a-real-key-000001", TRUE },
    { "AK", "a+b/c=d,e;f", TRUE },
    { NULL, "SK", FALSE },
    { "", "SK", FALSE },
    { "AK", NULL, FALSE },
    { "AK", "", FALSE },
    { "A K", "SK", FALSE },
    { " AK", "SK", FALSE },
    { "AK", "SK ", FALSE },
    { "AK", "SK\n", FALSE },
    { "AK\r\nX-Evil: 1", "SK", FALSE },
    { "AK\x7f", "SK", FALSE },
    { "ÄK", "SK", FALSE },
    { "AK", "密钥", FALSE },
    { "AK/20260101", "SK", FALSE },
    { "AK,Signature=x", "SK", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good = jdc_credentials_check (cases[i].access_key, cases[i].secret_key, &error);

      g_assert_cmpint (good, ==, cases[i].good);
      if (good)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, JDC_ERROR, JDC_ERROR_AUTH);
      g_assert_cmpint (jdc_error_get_fate (error), ==, JDC_FATE_NEVER_SENT);
      g_assert_true (g_str_has_suffix (error->message, "."));
      /* The keys themselves never show up. */
      g_assert_null (strstr (error->message, "Evil"));
      g_assert_null (strstr (error->message, "密钥"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/getters", test_getters);
  g_test_add_func ("/credentials/finalize", test_finalize);
  g_test_add_func ("/credentials/check", test_check);
  return g_test_run ();
}
