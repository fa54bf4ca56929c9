/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accounts/ferry-jdc-config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "accounts/ferry-accounts-error.h"

typedef struct
{
  char *folder; /* (owned) */
  char *path;   /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("ferry-jdc-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "config", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static FerryJdcConfig *
read_text (Fixture *fixture, const char *text, gssize length, GError **error)
{
  g_assert_true (g_file_set_contents (fixture->path, text, length, NULL));
  return ferry_jdc_config_read (fixture->path, error);
}

static FerryJdcProfile *
get_profile (FerryJdcConfig *config, guint position)
{
  g_autoptr (FerryJdcProfile) profile = g_list_model_get_item (G_LIST_MODEL (config), position);

  g_assert_nonnull (profile);
  return profile;
}

/* As written by jdc 1.2.11: `jdc configure add`, twice. */
static void
test_as_written (Fixture *fixture, gconstpointer data)
{
  const char text[] = "[default]\naccess_key = AK1\nsecret_key = hush1\nregion_id = cn-north-1\n"
                      "endpoint = www.jdcloud-api.com\nscheme = https\ntimeout = 20\n\n"
                      "[test]\naccess_key = AK2\nsecret_key = hush2\nregion_id = cn-east-2\n"
                      "endpoint = gateway.example.com\nscheme = https\ntimeout = 20\n\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJdcConfig) config = read_text (fixture, text, -1, &error);
  FerryAccountInput input;
  FerryJdcProfile *profile;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (config)), ==, 2);
  profile = get_profile (config, 0);
  g_assert_cmpstr (ferry_jdc_profile_get_name (profile), ==, "default");
  g_assert_cmpstr (ferry_jdc_profile_get_access_key (profile), ==, "AK1");
  g_assert_cmpstr (ferry_jdc_profile_get_region (profile), ==, "cn-north-1");
  g_assert_null (ferry_jdc_profile_get_endpoint (profile));
  g_assert_null (ferry_jdc_profile_get_problem (profile));
  g_assert_true (ferry_jdc_profile_fill_input (profile, &input));
  g_assert_cmpstr (input.label, ==, "default");
  g_assert_cmpstr (input.access_key, ==, "AK1");
  g_assert_cmpstr (input.secret_key, ==, "hush1");
  g_assert_cmpstr (input.default_region, ==, "cn-north-1");
  g_assert_null (input.session_token);
  g_assert_null (input.endpoint);

  profile = ferry_jdc_config_find (config, "test");
  g_assert_cmpstr (ferry_jdc_profile_get_endpoint (profile), ==, "https://gateway.example.com");
  g_assert_true (ferry_jdc_profile_fill_input (profile, &input));
  g_assert_cmpstr (input.secret_key, ==, "hush2");
  g_assert_null (ferry_jdc_config_find (config, "other"));
}

typedef struct
{
  const char *text;
  const char *access_key; /* NULL: it has a problem */
  const char *secret_key;
  const char *region;
  const char *endpoint;
} Case;

static const Case cases[] = {
  /* what configparser understands */
  { "[p]\naccess_key=A\nsecret_key=hush", "A", "hush", NULL, NULL },
  { "[p]\r\naccess_key = A\r\nsecret_key = hush\r\n", "A", "hush", NULL, NULL },
  { "[p]\nACCESS_KEY: A\nSecret_Key : hush\n", "A", "hush", NULL, NULL },
  { "\xef\xbb\xbf[p]\naccess_key = A\nsecret_key = hush\n", "A", "hush", NULL, NULL },
  { "# c\n; d\n\n[p]\n# e\naccess_key = A\n\nsecret_key = hush\n", "A", "hush", NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = a=b:c\n", "A", "a=b:c", NULL, NULL },
  { "[DEFAULT]\nregion_id = cn-south-1\n[p]\naccess_key = A\nsecret_key = hush\n", "A", "hush", "cn-south-1",
    NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\nregion_id = None\nendpoint = None\n", "A", "hush", NULL, NULL },
  { "[p]\naccess_key = B\naccess_key = A\nsecret_key = hush\n", "A", "hush", NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key =\n  hush\n", "A", "hush", NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\nnonsense\n= x\n", "A", "hush", NULL, NULL },
  { "access_key = X\n[p]\naccess_key = A\nsecret_key = hush\n", "A", "hush", NULL, NULL },
  { "[p]  trailing\naccess_key = A\nsecret_key = hush\n", "A", "hush", NULL, NULL },
  /* endpoints */
  { "[p]\naccess_key = A\nsecret_key = hush\nendpoint = vm.jdcloud-api.com\nscheme = http\n", "A", "hush",
    NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\nendpoint = 127.0.0.1:80\nscheme = http\n", "A", "hush", NULL,
    "http://127.0.0.1:80" },
  { "[p]\naccess_key = A\nsecret_key = hush\nendpoint = example.com\n", "A", "hush", NULL,
    "https://example.com" },
  { "[p]\naccess_key = A\nsecret_key = hush\nendpoint = example.com\nscheme = http\n", NULL, NULL, NULL,
    NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\nendpoint = exa mple.com\n", NULL, NULL, NULL, NULL },
  /* problems */
  { "[p]\n", NULL, NULL, NULL, NULL },
  { "[p]\nsecret_key = hush\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key =\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hush hush\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\n  hush\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hu\xff\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A A\nsecret_key = hush\n", NULL, NULL, NULL, NULL },
  { "[p]\naccess_key = A\nsecret_key = hush\nregion_id = no where\n", NULL, NULL, NULL, NULL },
  { "[]\naccess_key = A\nsecret_key = hush\n", NULL, NULL, NULL, NULL },
};

static void
test_table (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FerryJdcConfig) config = read_text (fixture, cases[i].text, -1, &error);
      FerryAccountInput input = { 0 };
      FerryJdcProfile *profile;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (config)), ==, 1);
      profile = get_profile (config, 0);
      g_assert_cmpint (ferry_jdc_profile_fill_input (profile, &input), ==, cases[i].access_key != NULL);
      g_assert_cmpint (ferry_jdc_profile_get_problem (profile) == NULL, ==, cases[i].access_key != NULL);
      g_assert_cmpstr (ferry_jdc_profile_get_access_key (profile), ==, cases[i].access_key);
      g_assert_cmpstr (input.secret_key, ==, cases[i].secret_key);
      g_assert_cmpstr (ferry_jdc_profile_get_region (profile), ==, cases[i].region);
      g_assert_cmpstr (ferry_jdc_profile_get_endpoint (profile), ==, cases[i].endpoint);
      if (cases[i].access_key == NULL)
        g_assert_null (strstr (ferry_jdc_profile_get_problem (profile), "hush"));
    }
}

static void
test_repeated (Fixture *fixture, gconstpointer data)
{
  const char text[] = "[p]\naccess_key=A\nsecret_key=hush\n[p]\naccess_key=B\nsecret_key=hush\n[\xff]\n";
  g_autoptr (FerryJdcConfig) config = read_text (fixture, text, -1, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (config)), ==, 3);
  g_assert_null (ferry_jdc_profile_get_problem (get_profile (config, 0)));
  g_assert_nonnull (ferry_jdc_profile_get_problem (get_profile (config, 1)));
  g_assert_true (g_utf8_validate (ferry_jdc_profile_get_name (get_profile (config, 2)), -1, NULL));
}

static void
test_not_a_config (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = { "", "\n\n", "hello", "[DEFAULT]\naccess_key=A\n", "[open\n", "{\"a\": 1}" };
  g_autofree char *huge = g_strnfill (300 * 1024, '[');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (read_text (fixture, texts[i], -1, &error));
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_FILE);
      g_clear_error (&error);
    }
  g_assert_null (read_text (fixture, huge, -1, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_FILE);
  g_clear_error (&error);
  g_assert_null (ferry_jdc_config_read (fixture->folder, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_FILE);
  g_clear_error (&error);
  g_remove (fixture->path);
  g_assert_null (ferry_jdc_config_read (fixture->path, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* A pipe that nobody writes to does not block. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_null (ferry_jdc_config_read (fixture->path, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_FILE);
}

/* Whatever stands in the file, nothing breaks; every profile can be imported or says why not. */
static void
test_noise (Fixture *fixture, gconstpointer data)
{
  const char *const pieces[] = { "[",  "]",  "p",           "\n",         "=",    ":",        " ",
                                 "\t", "\r", "access_key=", "secret_key", "\xff", "\xe2\x80", "[q]\n",
                                 "#",  ";",  "[DEFAULT]\n", "None",       "%",    "=A",       "endpoint=x" };
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (FerryJdcConfig) config = NULL;

      for (gint n = g_rand_int_range (random, 0, 40); n > 0; n--)
        {
          g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
          if (g_rand_int_range (random, 0, 20) == 0)
            g_string_append_c (text, '\0');
        }
      config = read_text (fixture, text->str, text->len, NULL);
      for (guint p = 0; config != NULL && p < g_list_model_get_n_items (G_LIST_MODEL (config)); p++)
        {
          FerryJdcProfile *profile = get_profile (config, p);
          FerryAccountInput input;

          g_assert_true (g_utf8_validate (ferry_jdc_profile_get_name (profile), -1, NULL));
          g_assert_cmpint (ferry_jdc_profile_fill_input (profile, &input), ==,
                           ferry_jdc_profile_get_problem (profile) == NULL);
        }
    }
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FerryJdcConfig) config = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "[p%u]\naccess_key=A\nsecret_key=hush\n", i);
  config = read_text (fixture, text->str, -1, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (config)), ==, 200);
  g_assert_null (ferry_jdc_profile_get_problem (get_profile (config, 199)));
}

static void
test_warning (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryJdcConfig) config = NULL;
  g_autofree char *mild = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "[p]\n", -1, NULL));
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  config = ferry_jdc_config_read (fixture->path, NULL);
  g_assert_false (ferry_jdc_config_get_readable_by_others (config));
  g_assert_nonnull (strstr (ferry_jdc_config_get_warning (config), fixture->path));
  mild = g_strdup (ferry_jdc_config_get_warning (config));
  g_clear_object (&config);

  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  config = ferry_jdc_config_read (fixture->path, NULL);
  g_assert_true (ferry_jdc_config_get_readable_by_others (config));
  g_assert_cmpstr (ferry_jdc_config_get_warning (config), !=, mild);
}

int
main (int argc, char *argv[])
{
  const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/jdc-config/as-written", test_as_written }, { "/jdc-config/table", test_table },
    { "/jdc-config/repeated", test_repeated },     { "/jdc-config/not-a-config", test_not_a_config },
    { "/jdc-config/noise", test_noise },           { "/jdc-config/many", test_many },
    { "/jdc-config/warning", test_warning },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
