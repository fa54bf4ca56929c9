/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accounts/ferry-account-store.h"

#include <string.h>

#include "accounts/ferry-memory-store.h"
#include "accounts/ferry-secret-keys.h"
#include "await.h"

typedef struct
{
  FerryMemoryStore *keyring; /* (owned) */
  FerryAccountStore *store;  /* (owned) */
  guint n_changes;           /* times the list changed */
  guint last[3];             /* its last change */
  guint n_notified;          /* notifications of an account that is looked at */
} Fixture;

static const FerryAccountInput work = { "Work", "AKWORK", "hush-work", .default_region = "cn-north-1" };
static const FerryAccountInput home = { "Home", "AKHOME", "hush-home", "token-home", .read_only = TRUE };

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  const guint last[] = { position, removed, added };

  memcpy (fixture->last, last, sizeof last);
  fixture->n_changes++;
}

static void
notified_cb (GObject *object, GParamSpec *pspec, Fixture *fixture)
{
  fixture->n_notified++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->keyring = ferry_memory_store_new ();
  fixture->store = ferry_account_store_new (FERRY_SECRET_STORE (fixture->keyring));
  g_signal_connect (fixture->store, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  g_assert_finalize_object (fixture->keyring);
}

static FerryAccount *
add (Fixture *fixture, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_add_async (fixture->store, input, NULL, await_cb, &result);
  return ferry_account_store_add_finish (fixture->store, await_result (&result), error);
}

static gboolean
load (Fixture *fixture, gboolean unlock, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_load_async (fixture->store, unlock, NULL, await_cb, &result);
  return ferry_account_store_load_finish (fixture->store, await_result (&result), error);
}

static gboolean
update (Fixture *fixture, FerryAccount *account, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_update_async (fixture->store, account, input, NULL, await_cb, &result);
  return ferry_account_store_update_finish (fixture->store, await_result (&result), error);
}

static gboolean
update_keys (Fixture *fixture, FerryAccount *account, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_update_keys_async (fixture->store, account, input, NULL, await_cb, &result);
  return ferry_account_store_update_keys_finish (fixture->store, await_result (&result), error);
}

static gboolean
remove_account (Fixture *fixture, FerryAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_remove_async (fixture->store, account, NULL, await_cb, &result);
  return ferry_account_store_remove_finish (fixture->store, await_result (&result), error);
}

static JdcCredentials *
load_credentials (Fixture *fixture, FerryAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_account_store_load_credentials_async (fixture->store, account, NULL, await_cb, &result);
  return ferry_account_store_load_credentials_finish (fixture->store, await_result (&result), error);
}

/* Puts an account into the keyring as another program would. */
static FerryAccountRecord *
put (Fixture *fixture, const FerryAccountInput *input)
{
  FerryAccountRecord *record = ferry_account_record_new (input, NULL);
  g_autoptr (SecretValue) secret =
    ferry_secret_keys_pack (input->access_key, input->secret_key, input->session_token, NULL);

  ferry_memory_store_put (fixture->keyring, record, secret);
  return record;
}

static char *
dup_labels (Fixture *fixture)
{
  g_autoptr (GString) labels = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->store)); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (G_LIST_MODEL (fixture->store), i);

      g_string_append_printf (labels, "%s%s", i > 0 ? "," : "", ferry_account_get_label (account));
    }
  return g_string_free_and_steal (g_steal_pointer (&labels));
}

static void
assert_labels (Fixture *fixture, const char *expected)
{
  g_autofree char *labels = dup_labels (fixture);

  g_assert_cmpstr (labels, ==, expected);
}

static void
assert_keys (Fixture *fixture,
             FerryAccount *account,
             const char *access_key,
             const char *secret_key,
             const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcCredentials) credentials = load_credentials (fixture, account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (jdc_credentials_get_access_key (credentials), ==, access_key);
  g_assert_cmpstr (jdc_credentials_get_secret_key (credentials), ==, secret_key);
  g_assert_cmpstr (jdc_credentials_get_session_token (credentials), ==, token);
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccount) first = add (fixture, &work, &error);
  g_autoptr (FerryAccount) second = add (fixture, &home, &error);

  g_assert_no_error (error);
  assert_labels (fixture, "Home,Work");
  g_assert_cmpint (ferry_account_get_origin (first), ==, FERRY_ACCOUNT_ORIGIN_KEYRING);
  g_assert_cmpstr (ferry_account_get_default_region (first), ==, "cn-north-1");
  g_assert_null (ferry_account_get_endpoint (first));
  g_assert_false (ferry_account_get_read_only (first));
  g_assert_true (ferry_account_get_read_only (second));
  g_assert_true (ferry_account_store_find_label (fixture->store, " wOrK ") == first);
  g_assert_true (ferry_account_store_find_id (fixture->store, ferry_account_get_id (second)) == second);
  g_assert_null (ferry_account_store_find_label (fixture->store, "Elsewhere"));
  g_assert_null (ferry_account_store_find_id (fixture->store, "elsewhere"));
  assert_keys (fixture, first, "AKWORK", "hush-work", NULL);
  assert_keys (fixture, second, "AKHOME", "hush-home", "token-home");
}

/* No property of an account holds a secret. */
static void
test_no_secret_in_properties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccount) account = add (fixture, &home, NULL);
  guint n_specs;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (account), &n_specs);

  g_assert_cmpuint (n_specs, ==, 7);
  for (guint i = 0; i < n_specs; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *text = NULL;

      g_object_get_property (G_OBJECT (account), specs[i]->name, &value);
      text = g_strdup_value_contents (&value);
      g_assert_null (strstr (text, "hush"));
      g_assert_null (strstr (text, "token"));
    }
}

static void
test_add_invalid (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    FerryAccountInput input;
    FerryAccountsError code;
  } cases[] = {
    { { "", "AK", "SK" }, FERRY_ACCOUNTS_ERROR_INVALID_LABEL },
    { { "New", "A K", "SK" }, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY },
    { { "New", "AK", "hush hush" }, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY },
    { { "New", "AK", "hush", "to ken" }, FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN },
    { { "New", "AK", "hush", NULL, "nowhere" }, FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT },
    { { "New", "AK", "hush", NULL, NULL, "no where" }, FERRY_ACCOUNTS_ERROR_INVALID_REGION },
    { { " WORK ", "AK", "hush" }, FERRY_ACCOUNTS_ERROR_DUPLICATE },
  };
  g_autoptr (FerryAccount) account = add (fixture, &work, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) check_error = NULL;

      g_assert_null (add (fixture, &cases[i].input, &error));
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "hush"));
      /* The check before a trial call says the same. */
      g_assert_null (ferry_account_store_check (fixture->store, NULL, &cases[i].input, &check_error));
      g_assert_error (check_error, FERRY_ACCOUNTS_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, check_error->message);
      g_assert_cmpint (ferry_account_store_check_label (fixture->store, cases[i].input.label, NULL), ==,
                       cases[i].code != FERRY_ACCOUNTS_ERROR_INVALID_LABEL &&
                         cases[i].code != FERRY_ACCOUNTS_ERROR_DUPLICATE);
    }
  assert_labels (fixture, "Work");
}

/* The label was taken by another program after we have last looked. */
static void
test_add_duplicate_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccountRecord) other = put (fixture, &work);
  g_autoptr (GError) error = NULL;

  g_assert_null (add (fixture, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE);
  assert_labels (fixture, "Work");
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  FerryAccountInput same_label = { NULL, " AKNEW ", "hush-new\n" };
  g_autoptr (FerryAccount) account = add (fixture, &work, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcCredentials) fresh = ferry_account_store_check (fixture->store, NULL, &home, &error);
  g_autoptr (JdcCredentials) changed =
    ferry_account_store_check (fixture->store, account, &same_label, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (jdc_credentials_get_session_token (fresh), ==, "token-home");
  g_assert_cmpstr (jdc_credentials_get_access_key (changed), ==, "AKNEW");
  g_assert_cmpstr (jdc_credentials_get_secret_key (changed), ==, "hush-new");
  assert_labels (fixture, "Work");
  assert_keys (fixture, account, "AKWORK", "hush-work", NULL);
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput renamed = { "Zoo", .endpoint = "https://example.com/", .read_only = TRUE };
  g_autoptr (FerryAccount) account = add (fixture, &home, NULL);
  g_autoptr (FerryAccount) other = add (fixture, &work, NULL);
  g_autofree char *id = g_strdup (ferry_account_get_id (account));
  g_autoptr (GError) error = NULL;

  g_signal_connect (account, "notify", G_CALLBACK (notified_cb), fixture);
  g_assert_true (update (fixture, account, &renamed, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Work,Zoo");
  g_assert_cmpstr (ferry_account_get_id (account), ==, id);
  g_assert_cmpstr (ferry_account_get_endpoint (account), ==, "https://example.com");
  /* Label and endpoint; what is the same is not notified. */
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  assert_keys (fixture, account, "AKHOME", "hush-home", "token-home");

  g_assert_false (update (fixture, account, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE);
  assert_labels (fixture, "Work,Zoo");
}

/* Only the case of the label changes: that is no duplicate of itself. */
static void
test_update_case (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput upper = { "WORK" };
  g_autoptr (FerryAccount) account = add (fixture, &work, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (update (fixture, account, &upper, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "WORK");
  g_assert_null (ferry_account_get_default_region (account));
}

static void
test_update_keys (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput keys = { .access_key = "AKNEW", .secret_key = "hush-new" };
  const FerryAccountInput bad = { .access_key = "AKNEW", .secret_key = "hush new" };
  g_autoptr (FerryAccount) account = add (fixture, &home, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (update_keys (fixture, account, &keys, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ferry_account_get_access_key (account), ==, "AKNEW");
  g_assert_cmpstr (ferry_account_get_label (account), ==, "Home");
  g_assert_true (ferry_account_get_read_only (account));
  assert_keys (fixture, account, "AKNEW", "hush-new", NULL);

  g_assert_false (update_keys (fixture, account, &bad, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY);
  assert_keys (fixture, account, "AKNEW", "hush-new", NULL);
}

/* Another program has renamed the account, this one changes its keys: both changes stay. */
static void
test_update_both_ways (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput keys = { .access_key = "AKNEW", .secret_key = "hush-new" };
  const FerryAccountInput details = { "Mine", .default_region = "cn-east-2" };
  g_autoptr (FerryAccountRecord) record = put (fixture, &work);
  g_autoptr (SecretValue) newer = ferry_secret_keys_pack ("AKNEWER", "hush-newer", NULL, NULL);
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  g_assert_true (load (fixture, FALSE, NULL));
  account = ferry_account_store_find_label (fixture->store, "Work");
  g_set_str (&record->label, "Theirs");
  ferry_memory_store_put (fixture->keyring, record, ferry_memory_store_get (fixture->keyring, record->id));
  g_assert_true (update_keys (fixture, account, &keys, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Theirs");

  g_set_str (&record->access_key, "AKNEWER");
  ferry_memory_store_put (fixture->keyring, record, newer);
  g_assert_true (update (fixture, account, &details, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Mine");
  g_assert_cmpstr (ferry_account_get_access_key (account), ==, "AKNEWER");
  assert_keys (fixture, account, "AKNEWER", "hush-newer", NULL);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccount) account = add (fixture, &work, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ferry_memory_store_drop (fixture->keyring, ferry_account_get_id (account)));
  g_assert_null (load_credentials (fixture, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (update (fixture, account, &home, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_labels (fixture, "");
  /* Removing what is gone has reached its aim. */
  g_assert_true (remove_account (fixture, account, &error));
  g_assert_no_error (error);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccount) first = add (fixture, &home, NULL);
  g_autoptr (FerryAccount) second = add (fixture, &work, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_account_store_get_only_keyring_account (fixture->store));
  g_assert_true (remove_account (fixture, first, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Work");
  g_assert_null (ferry_memory_store_get (fixture->keyring, ferry_account_get_id (first)));
  g_assert_true (ferry_account_store_get_only_keyring_account (fixture->store) == second);
}

static void
test_load (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput middle = { "Middle", "AKM", "hush" };
  g_autoptr (FerryAccountRecord) one = put (fixture, &work);
  g_autoptr (FerryAccountRecord) two = put (fixture, &home);
  g_autoptr (FerryAccountRecord) three = NULL;
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  g_assert_true (load (fixture, FALSE, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Home,Work");
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  account = ferry_account_store_find_label (fixture->store, "Work");

  g_assert_true (load (fixture, FALSE, &error));
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  three = put (fixture, &middle);
  g_assert_true (load (fixture, FALSE, &error));
  assert_labels (fixture, "Home,Middle,Work");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_cmpuint (fixture->last[0], ==, 1);
  g_assert_cmpuint (fixture->last[1], ==, 0);
  g_assert_cmpuint (fixture->last[2], ==, 1);
  g_assert_true (ferry_account_store_find_label (fixture->store, "Work") == account);

  ferry_memory_store_drop (fixture->keyring, two->id);
  g_assert_true (load (fixture, FALSE, &error));
  assert_labels (fixture, "Middle,Work");
}

/* A listing that began before a change of ours does not undo it on screen. */
static void
test_load_during_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (FerryAccount) account = NULL;

  ferry_account_store_add_async (fixture->store, &work, NULL, await_cb, &added);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->store)) == 0)
    {
      g_clear_object (&loaded);
      ferry_account_store_load_async (fixture->store, FALSE, NULL, await_cb, &loaded);
      await_result (&loaded);
    }
  account = ferry_account_store_add_finish (fixture->store, await_result (&added), NULL);
  g_assert_nonnull (account);
  assert_labels (fixture, "Work");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccountRecord) record = put (fixture, &work);
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  ferry_memory_store_set_locked (fixture->keyring, TRUE, FALSE);
  g_assert_true (load (fixture, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (ferry_account_store_get_locked (fixture->store));
  assert_labels (fixture, "");
  g_assert_null (ferry_account_store_get_only_keyring_account (fixture->store));

  /* The user is asked, and dismisses it. */
  g_assert_false (load (fixture, TRUE, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (add (fixture, &home, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);

  /* The user is asked, and gives the password. */
  ferry_memory_store_set_locked (fixture->keyring, TRUE, TRUE);
  g_assert_true (load (fixture, TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (ferry_account_store_get_locked (fixture->store));
  assert_labels (fixture, "Work");

  /* Locked again: what was seen stays, its keys are out of reach. */
  account = ferry_account_store_find_label (fixture->store, "Work");
  ferry_memory_store_set_locked (fixture->keyring, TRUE, FALSE);
  g_assert_true (load (fixture, FALSE, &error));
  g_assert_true (ferry_account_store_get_locked (fixture->store));
  assert_labels (fixture, "Work");
  g_assert_null (load_credentials (fixture, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (remove_account (fixture, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_LOCKED);
  assert_labels (fixture, "Work");
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryAccount) account = add (fixture, &work, NULL);
  g_autoptr (GError) failure = ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE);

  ferry_memory_store_set_failure (fixture->keyring, failure);
  for (guint call = 0; call < 6; call++)
    {
      g_autoptr (GError) error = NULL;

      switch (call)
        {
        case 0:
          g_assert_false (load (fixture, TRUE, &error));
          break;
        case 1:
          g_assert_null (add (fixture, &home, &error));
          break;
        case 2:
          g_assert_false (update (fixture, account, &home, &error));
          break;
        case 3:
          g_assert_false (update_keys (fixture, account, &home, &error));
          break;
        case 4:
          g_assert_false (remove_account (fixture, account, &error));
          break;
        default:
          g_assert_null (load_credentials (fixture, account, &error));
          break;
        }
      g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
      g_assert_cmpstr (error->message, ==, failure->message);
    }
  assert_labels (fixture, "Work");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ferry_account_store_add_async (fixture->store, &work, cancellable, await_cb, &result);
  g_assert_null (ferry_account_store_add_finish (fixture->store, await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_labels (fixture, "");
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  const char *const environment[] = { "PATH=/bin",
                                      "JDCLOUD_ACCESS_KEY= AKENV",
                                      "JDCLOUD_SECRET_KEY=hush-env\r",
                                      "JDCLOUD_SECURITY_TOKEN=token-env",
                                      "JDCLOUD_REGION=cn-south-1",
                                      NULL };
  g_autoptr (GError) error = NULL;
  FerryAccount *account = ferry_account_store_add_environment (fixture->store, environment, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ferry_account_get_origin (account), ==, FERRY_ACCOUNT_ORIGIN_ENVIRONMENT);
  g_assert_cmpstr (ferry_account_origin_to_string (ferry_account_get_origin (account)), ==, "environment");
  g_assert_cmpstr (ferry_account_get_default_region (account), ==, "cn-south-1");
  assert_keys (fixture, account, "AKENV", "hush-env", "token-env");
  assert_labels (fixture, "Environment");
  g_assert_null (ferry_account_store_get_only_keyring_account (fixture->store));

  g_assert_false (update (fixture, account, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (update_keys (fixture, account, &work, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (remove_account (fixture, account, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_REFUSED);
  g_assert_cmpuint (ferry_memory_store_get_n_calls (fixture->keyring), ==, 0);
}

static void
test_environment_incomplete (Fixture *fixture, gconstpointer data)
{
  const char *const unset[] = { "JDCLOUD_REGION=cn-north-1", "JDCLOUD_ACCESS_KEY=", NULL };
  const char *const half[] = { "JDCLOUD_ACCESS_KEY=AK", NULL };
  const char *const other_half[] = { "JDCLOUD_SECRET_KEY=hush", NULL };
  const char *const bad[] = { "JDCLOUD_ACCESS_KEY=AK", "JDCLOUD_SECRET_KEY=hush hush", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_account_store_add_environment (fixture->store, unset, &error));
  g_assert_no_error (error);
  g_assert_null (ferry_account_store_add_environment (fixture->store, half, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY);
  g_clear_error (&error);
  g_assert_null (ferry_account_store_add_environment (fixture->store, other_half, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY);
  g_assert_null (strstr (error->message, "hush"));
  g_clear_error (&error);
  g_assert_null (ferry_account_store_add_environment (fixture->store, bad, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY);
  assert_labels (fixture, "");
}

static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput renamed = { "Guest 2" };
  const FerryAccountInput guest = { "Guest", "AKGUEST", "hush-guest" };
  const FerryAccountInput keys = { .access_key = "AKNEW", .secret_key = "hush-new" };
  g_autoptr (GError) error = NULL;
  FerryAccount *account = ferry_account_store_add_session_only (fixture->store, &guest, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ferry_account_get_origin (account), ==, FERRY_ACCOUNT_ORIGIN_SESSION_ONLY);
  g_assert_null (ferry_account_store_add_session_only (fixture->store, &guest, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE);
  g_clear_error (&error);

  g_assert_true (update (fixture, account, &renamed, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "Guest 2");
  g_assert_true (update_keys (fixture, account, &keys, &error));
  g_assert_no_error (error);
  assert_keys (fixture, account, "AKNEW", "hush-new", NULL);
  g_assert_true (remove_account (fixture, account, &error));
  g_assert_no_error (error);
  assert_labels (fixture, "");
  g_assert_cmpuint (ferry_memory_store_get_n_calls (fixture->keyring), ==, 0);
}

/* Accounts that are not kept stand first and survive a reload. */
static void
test_mixed (Fixture *fixture, gconstpointer data)
{
  const FerryAccountInput demo = { "Demo", "AKDEMO", "hush-demo", .endpoint = "http://127.0.0.1:4711" };
  const FerryAccountInput guest = { "Zebra", "AKZ", "hush-z" };
  g_autoptr (FerryAccountRecord) record = put (fixture, &home);
  g_autoptr (FerryAccount) kept = NULL;
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  g_assert_true (load (fixture, FALSE, NULL));
  g_assert_nonnull (ferry_account_store_add_session_only (fixture->store, &guest, &error));
  account = ferry_account_store_add_demo (fixture->store, &demo, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ferry_account_get_origin (account), ==, FERRY_ACCOUNT_ORIGIN_DEMO);
  kept = add (fixture, &work, &error);
  g_assert_no_error (error);
  assert_labels (fixture, "Zebra,Demo,Home,Work");
  ferry_memory_store_drop (fixture->keyring, record->id);
  g_assert_true (load (fixture, FALSE, NULL));
  assert_labels (fixture, "Zebra,Demo,Work");
  g_assert_true (ferry_account_store_get_only_keyring_account (fixture->store) == kept);
  g_assert_null (add (fixture, &guest, &error));
  g_assert_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE);
}

static void
test_watch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SecretValue) secret = ferry_secret_keys_pack ("A", "B", NULL, NULL);
  g_autoptr (FerryAccountRecord) record = NULL;

  g_assert_true (load (fixture, FALSE, NULL));
  ferry_account_store_watch (fixture->store);
  record = put (fixture, &work);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->store)) == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_labels (fixture, "Work");
  ferry_memory_store_drop (fixture->keyring, record->id);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->store)) == 1)
    g_main_context_iteration (NULL, TRUE);
  assert_labels (fixture, "");
  /* A reload that is still to come does not keep the store alive: see the end of the fixture. */
  ferry_memory_store_put (fixture->keyring, record, secret);
}

int
main (int argc, char *argv[])
{
  const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/account-store/add", test_add },
    { "/account-store/no-secret-in-properties", test_no_secret_in_properties },
    { "/account-store/add-invalid", test_add_invalid },
    { "/account-store/add-duplicate-elsewhere", test_add_duplicate_elsewhere },
    { "/account-store/check", test_check },
    { "/account-store/update", test_update },
    { "/account-store/update-case", test_update_case },
    { "/account-store/update-keys", test_update_keys },
    { "/account-store/update-both-ways", test_update_both_ways },
    { "/account-store/gone", test_gone },
    { "/account-store/remove", test_remove },
    { "/account-store/load", test_load },
    { "/account-store/load-during-add", test_load_during_add },
    { "/account-store/locked", test_locked },
    { "/account-store/failures", test_failures },
    { "/account-store/cancelled", test_cancelled },
    { "/account-store/environment", test_environment },
    { "/account-store/environment-incomplete", test_environment_incomplete },
    { "/account-store/session-only", test_session_only },
    { "/account-store/mixed", test_mixed },
    { "/account-store/watch", test_watch },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
