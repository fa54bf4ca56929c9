/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accounts/ferry-account-record.h"

#include <string.h>

#include "accounts/ferry-accounts-error.h"

#define LONG_64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const FerryAccountInput good = { .label = "Work", .access_key = "AK123" };

static void
test_normalized (void)
{
  const FerryAccountInput input = { .label = "\xe2\x80\x8b Work  1\n",
                                    .access_key = "\tAK123 \xc2\xa0",
                                    .endpoint = " https://{service}.example.com// ",
                                    .default_region = " CN-North-1\r",
                                    .read_only = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccountRecord) record = ferry_account_record_new (&input, &error);
  g_autoptr (FerryAccountRecord) other = ferry_account_record_new (&good, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (record->label, ==, "Work  1");
  g_assert_cmpstr (record->access_key, ==, "AK123");
  g_assert_cmpstr (record->endpoint, ==, "https://{service}.example.com");
  g_assert_cmpstr (record->default_region, ==, "cn-north-1");
  g_assert_true (record->read_only);
  g_assert_true (g_uuid_string_is_valid (record->id));
  g_assert_cmpstr (record->id, !=, other->id);
  g_assert_null (other->endpoint);
  g_assert_null (other->default_region);
  g_assert_false (other->read_only);
}

static void
test_refused (void)
{
  const struct
  {
    FerryAccountInput input;
    FerryAccountsError code;
  } cases[] = {
    { { NULL, "AK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { " \xe2\x80\x8b", "AK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { "two\nlines", "AK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { "not UTF-8 \xff!", "AK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { LONG_64 "a", "AK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { "a", NULL }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", " \t" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "A K" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "A\xe2\x80\x8bK" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "A/K" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "A,K" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "密钥" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "a", "A", .endpoint = "http://vm.example.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "ftp://vm.example.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "vm.example.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "https://" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "https://u:p@example.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "https://example.com?a=b" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "https://exa mple.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .endpoint = "https://{place}.example.com" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "a", "A", .default_region = "cn north" }, FERRY_ACCOUNTS_ERROR_INVALID_REGION },
    { { "a", "A", .default_region = "华北" }, FERRY_ACCOUNTS_ERROR_INVALID_REGION },
    { { "a", "A", .default_region = LONG_64 }, FERRY_ACCOUNTS_ERROR_INVALID_REGION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FerryAccountRecord) record = ferry_account_record_new (&cases[i].input, &error);

      g_assert_null (record);
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, (int) cases[i].code);
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
}

static void
test_accepted (void)
{
  const FerryAccountInput cases[] = {
    { LONG_64, "AK" },
    { "生产环境 🚢", "JDC_1a-b.c" },
    { "a", "A", .endpoint = "https://gateway.example.com/base" },
    { "a", "A", .endpoint = "http://127.0.0.1:8080" },
    { "a", "A", .endpoint = "http://localhost:8080/" },
    { "a", "A", .endpoint = "http://[::1]:8080" },
    { "a", "A", .endpoint = " " },
    { "a", "A", .default_region = "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FerryAccountRecord) record = ferry_account_record_new (&cases[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (record);
    }
}

/* A change that is refused changes nothing. */
static void
test_set_all_or_none (void)
{
  const FerryAccountInput bad = { .label = "New", .default_region = "no region" };
  const FerryAccountInput better = { .label = "New" };
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccountRecord) record = ferry_account_record_new (&good, NULL);
  g_autofree char *id = g_strdup (record->id);

  g_assert_false (ferry_account_record_set_details (record, &bad, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_REGION);
  g_assert_cmpstr (record->label, ==, "Work");
  g_assert_true (ferry_account_record_set_details (record, &better, NULL));
  g_assert_cmpstr (record->label, ==, "New");
  g_assert_false (ferry_account_record_set_access_key (record, "A B", NULL));
  g_assert_cmpstr (record->access_key, ==, "AK123");
  g_assert_cmpstr (record->id, ==, id);
}

static void
test_labels (void)
{
  g_autoptr (FerryAccountRecord) record = ferry_account_record_new (&good, NULL);
  g_autoptr (FerryAccountRecord) copy = ferry_account_record_copy (record);

  g_assert_true (ferry_account_record_has_label (record, "Work"));
  g_assert_true (ferry_account_record_has_label (record, " wORK\t"));
  g_assert_true (ferry_account_record_has_label (record, "Ｗｏｒｋ"));
  g_assert_false (ferry_account_record_has_label (record, "Work 2"));
  g_assert_false (ferry_account_record_has_label (record, ""));
  g_assert_false (ferry_account_record_has_label (record, "\xff"));
  g_assert_cmpint (ferry_account_record_compare (record, copy), ==, 0);
  g_set_str (&copy->label, "Zoo");
  g_assert_cmpint (ferry_account_record_compare (record, copy), <, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-record/normalized", test_normalized);
  g_test_add_func ("/account-record/refused", test_refused);
  g_test_add_func ("/account-record/accepted", test_accepted);
  g_test_add_func ("/account-record/set-all-or-none", test_set_all_or_none);
  g_test_add_func ("/account-record/labels", test_labels);
  return g_test_run ();
}
