/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accounts/ferry-secret-keys.h"

#include <string.h>

#include "accounts/ferry-accounts-error.h"

static void
test_round_trip (void)
{
  const struct
  {
    const char *key, *token;
    const char *key_kept, *token_kept;
  } cases[] = {
    { "SK", NULL, "SK", NULL },
    { " SK\n", "\t", "SK", NULL },
    { "S\"K\\", "\\\"\\\\", "S\"K\\", "\\\"\\\\" },
    { "a/b+c=", " to.ke/n== ", "a/b+c=", "to.ke/n==" },
    { "{}", ",\":\"", "{}", ",\":\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SecretValue) value = ferry_secret_keys_pack ("AK", cases[i].key, cases[i].token, &error);
      g_autoptr (JdcCredentials) credentials = NULL;

      g_assert_no_error (error);
      credentials = ferry_secret_keys_unpack (value, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (jdc_credentials_get_access_key (credentials), ==, "AK");
      g_assert_cmpstr (jdc_credentials_get_secret_key (credentials), ==, cases[i].key_kept);
      g_assert_cmpstr (jdc_credentials_get_session_token (credentials), ==, cases[i].token_kept);
    }
}

static void
test_format (void)
{
  g_autoptr (SecretValue) plain = ferry_secret_keys_pack ("AK", "S\"K", NULL, NULL);
  g_autoptr (SecretValue) with_token = ferry_secret_keys_pack ("AK", "SK", "T", NULL);

  g_assert_cmpstr (secret_value_get_text (plain), ==, "{\"access_key\":\"AK\",\"secret_key\":\"S\\\"K\"}");
  g_assert_cmpstr (secret_value_get_text (with_token), ==,
                   "{\"access_key\":\"AK\",\"secret_key\":\"SK\",\"session_token\":\"T\"}");
}

/* No error repeats what was entered. */
static void
test_refused (void)
{
  const struct
  {
    const char *key, *token;
    FerryAccountsError code;
  } cases[] = {
    { NULL, NULL, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { " ", NULL, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { "hush hush", NULL, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { "hush\xe2\x80\x8bhush", NULL, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { "hush\nhush", NULL, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { "hush", "hush hush", FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN },
  };
  g_autofree char *endless = g_strnfill (513, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_null (ferry_secret_keys_pack ("AK", cases[i].key, cases[i].token, &error));
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "hush"));
      g_clear_error (&error);
    }
  g_assert_null (ferry_secret_keys_pack ("AK", endless, NULL, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY);
}

static void
test_foreign (void)
{
  const char *const bad[] = {
    "",
    "x",
    "{",
    "{}",
    "[]",
    "null",
    "{\"secret_key\":\"hush\"}",
    "{\"access_key\":\"A\"}",
    "{\"access_key\":\"A\",\"secret_key\":\"\"}",
    "{\"access_key\":\"A\",\"secret_key\":\"hush",
    "{\"access_key\":\"A\",\"secret_key\":\"hush\\",
    "{\"access_key\":\"A\",\"secret_key\":\"hush\"",
    "{\"access_key\":\"A\",\"secret_key\":\"hush\"}x",
    "{\"access_key\":\"A\",\"secret_key\":12}",
    "{\"access_key\":\"A\",\"secret_key\":\"hush\",}",
    "{\"access_key\":\"A\",\"secret_key\":\"hu\\nsh\"}",
    "{\"access_key\":\"A\",\"secret_key\":\"hu sh\"}",
    "{\"access_key\" \"A\"}",
  };
  const char *const good[] = {
    "{\"access_key\":\"A\",\"secret_key\":\"S\"}",
    " { \"secret_key\" : \"S\" ,\n\"access_key\":\"A\"\t} ",
    "{\"version\":\"2\",\"access_key\":\"A\",\"secret_key\":\"S\"}",
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (SecretValue) value = secret_value_new (bad[i], -1, "text/plain");

      g_assert_null (ferry_secret_keys_unpack (value, &error));
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY);
      g_assert_null (strstr (error->message, "hush"));
      g_clear_error (&error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (SecretValue) value = secret_value_new (good[i], -1, "text/plain");
      g_autoptr (JdcCredentials) credentials = ferry_secret_keys_unpack (value, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (jdc_credentials_get_secret_key (credentials), ==, "S");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret-keys/round-trip", test_round_trip);
  g_test_add_func ("/secret-keys/format", test_format);
  g_test_add_func ("/secret-keys/refused", test_refused);
  g_test_add_func ("/secret-keys/foreign", test_foreign);
  return g_test_run ();
}
