/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The accounts of a session, and their keys: each account's keys are taken into use, whichever is shown, so that the
 * unfinished copies of all are driven on. */

#include "config.h"

#include "app/ferry-session-private.h"

#include "app/ferry-settings.h"

void
ferry_session_update_settled (FerrySession *self)
{
  if (ferry_session_is_settled (self))
    g_signal_emit_by_name (self, "settled");
}

/* A FerryAccount's keys on their way. */
typedef struct
{
  FerrySession *session; /* (owned) */
  FerryAccount *account; /* (owned) */
} CloudLoad;

static void
cloud_load_free (CloudLoad *load)
{
  g_object_unref (load->session);
  g_object_unref (load->account);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CloudLoad, cloud_load_free)

static void
set_cloud_problem (FerrySession *self, FerryAccount *account, FerryProblem *problem)
{
  if (problem != NULL)
    g_hash_table_replace (self->cloud_problems, g_strdup (ferry_account_get_id (account)), problem);
  else
    g_hash_table_remove (self->cloud_problems, ferry_account_get_id (account));
}

static FerryProblem *
problem_for_keys (const GError *error)
{
  return ferry_problem_new (FERRY_REASON_NO_ACCOUNT, NULL, NULL, error->message);
}

/* Takes @credentials into use. */
static void
make_cloud (FerrySession *self, FerryAccount *account, JdcCredentials *credentials)
{
  const char *endpoint =
    self->endpoint != NULL && !self->is_demo ? self->endpoint : ferry_account_get_endpoint (account);
  FerryProblem *problem = NULL;
  g_autoptr (FerryCloud) cloud = NULL;

  cloud = ferry_cloud_new (ferry_account_get_label (account), endpoint, credentials,
                           ferry_account_get_read_only (account), &problem);
  set_cloud_problem (self, account, problem);
  if (cloud == NULL)
    return;

  g_hash_table_replace (self->clouds, g_strdup (ferry_account_get_id (account)), g_object_ref (cloud));
  ferry_session_add_cloud (self, cloud);
}

static void
credentials_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CloudLoad) load = user_data;
  FerrySession *self = load->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcCredentials) credentials = NULL;

  credentials = ferry_account_store_load_credentials_finish (FERRY_ACCOUNT_STORE (source), result, &error);
  g_hash_table_remove (self->clouds_loading, ferry_account_get_id (load->account));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (credentials != NULL)
    make_cloud (self, load->account, credentials);
  else
    set_cloud_problem (self, load->account, problem_for_keys (error));
  if (load->account == self->account)
    ferry_session_use_catalog (self);
  ferry_session_update_settled (self);
}

static void
load_cloud (FerrySession *self, FerryAccount *account)
{
  CloudLoad *load = g_new0 (CloudLoad, 1);

  g_assert (FERRY_IS_SESSION (self));

  load->session = g_object_ref (self);
  load->account = g_object_ref (account);
  g_hash_table_add (self->clouds_loading, g_strdup (ferry_account_get_id (account)));
  ferry_account_store_load_credentials_async (self->accounts, account, self->cancellable,
                                              credentials_loaded_cb, load);
}

static gboolean
is_of_account (gpointer key, gpointer value, gpointer user_data)
{
  return g_str_has_prefix (key, user_data);
}

/* What was read with keys that are not used any more says nothing. */
void
ferry_session_forget_cloud (FerrySession *self, const char *account_id)
{
  g_autofree char *prefix = g_strconcat (account_id, "/", NULL);
  FerryCloud *cloud = g_hash_table_lookup (self->clouds, account_id);

  g_assert (FERRY_IS_SESSION (self));

  if (cloud != NULL && self->engine != NULL)
    ferry_engine_remove_cloud (self->engine, cloud);
  g_hash_table_foreach_remove (self->catalogs, is_of_account, prefix);
  g_hash_table_remove (self->clouds, account_id);
  g_hash_table_remove (self->cloud_problems, account_id);
  ferry_session_queue_journal (self);
}

/* The account shown last, else the first: never none while there is one. */
static FerryAccount *
choose_account (FerrySession *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, FERRY_SETTING_LAST_ACCOUNT);
  FerryAccount *account = ferry_account_store_find_id (self->accounts, last);

  if (account != NULL)
    return g_object_ref (account);

  return g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
}

static gboolean
is_listed (FerrySession *self, const char *account_id)
{
  return ferry_account_store_find_id (self->accounts, account_id) != NULL;
}

static void
forget_removed_accounts (FerrySession *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->clouds);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      g_autofree char *id = g_strdup (l->data);

      if (!is_listed (self, id))
        ferry_session_forget_cloud (self, id);
    }
}

/* Each account's unfinished copies are driven on, whichever account is shown. */
static void
load_missing_clouds (FerrySession *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      const char *id = ferry_account_get_id (account);

      if (!g_hash_table_contains (self->clouds, id) && !g_hash_table_contains (self->cloud_problems, id) &&
          !g_hash_table_contains (self->clouds_loading, id))
        load_cloud (self, account);
    }
}

void
ferry_session_accounts_changed (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  forget_removed_accounts (self);
  if (self->account == NULL || !is_listed (self, ferry_account_get_id (self->account)))
    {
      g_autoptr (FerryAccount) account = choose_account (self);

      ferry_session_set_account (self, account);
    }
  load_missing_clouds (self);
  ferry_session_update_state (self);
}

void
ferry_session_set_accounts_problem (FerrySession *self, const GError *error)
{
  g_autoptr (FerryProblem) problem = error != NULL ? problem_for_keys (error) : NULL;

  if (ferry_problem_equal (self->accounts_problem, problem))
    return;
  g_clear_pointer (&self->accounts_problem, ferry_problem_unref);
  self->accounts_problem = g_steal_pointer (&problem);
  /* Those who show it listen to the problem of the session, which may be another one. */
  g_object_notify (G_OBJECT (self), "problem");
}

static void
accounts_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySession) self = FERRY_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  ferry_account_store_load_finish (FERRY_ACCOUNT_STORE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->accounts_loaded = TRUE;
  ferry_session_set_accounts_problem (self, error);
  if (error == NULL)
    ferry_account_store_watch (self->accounts);
  ferry_session_accounts_changed (self);
  ferry_session_update_settled (self);
}

void
ferry_session_add_environment (FerrySession *self)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;

  ferry_account_store_add_environment (self->accounts, (const char *const *) environment, &error);
  ferry_session_set_accounts_problem (self, error);
}

/**
 * ferry_session_reload_account:
 * @self: a session
 * @account: one of its accounts
 *
 * Takes the keys of @account into use again. To be called when its secret has changed; other changes are noticed.
 */
void
ferry_session_reload_account (FerrySession *self, FerryAccount *account)
{
  g_return_if_fail (FERRY_IS_SESSION (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account));

  ferry_session_forget_cloud (self, ferry_account_get_id (account));
  if (account == self->account)
    ferry_session_use_catalog (self);
  load_cloud (self, account);
}

/**
 * ferry_session_reload_accounts:
 * @self: a session
 * @unlock: whether the person may be asked to unlock the keyring
 *
 * Reads the accounts of the keyring.
 */
void
ferry_session_reload_accounts (FerrySession *self, gboolean unlock)
{
  g_return_if_fail (FERRY_IS_SESSION (self));

  g_hash_table_remove_all (self->cloud_problems);
  ferry_account_store_load_async (self->accounts, unlock, self->cancellable, accounts_loaded_cb,
                                  g_object_ref (self));
}

/**
 * ferry_session_get_accounts_problem:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): why the accounts of keyring or environment could not be read, though others may
 *   be there
 */
FerryProblem *
ferry_session_get_accounts_problem (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->accounts_problem;
}

/**
 * ferry_session_get_endpoint:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the service that all accounts are used with, %NULL = each with its own
 */
const char *
ferry_session_get_endpoint (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->is_demo ? NULL : self->endpoint;
}

/**
 * ferry_session_count_active:
 * @self: a session
 * @account: one of its accounts
 *
 * Returns: how many copies and conversions of @account have not ended
 */
guint
ferry_session_count_active (FerrySession *self, FerryAccount *account)
{
  FerryCloud *cloud;

  g_return_val_if_fail (FERRY_IS_SESSION (self), 0);
  g_return_val_if_fail (FERRY_IS_ACCOUNT (account), 0);

  cloud = g_hash_table_lookup (self->clouds, ferry_account_get_id (account));

  return cloud != NULL && self->engine != NULL ? ferry_engine_count_active (self->engine, cloud) : 0;
}

/**
 * ferry_session_is_settled:
 * @self: a session
 *
 * Returns: whether accounts, keys and journal are read, so that it is known which copies are followed here
 */
gboolean
ferry_session_is_settled (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FALSE);

  return self->accounts_loaded && g_hash_table_size (self->clouds_loading) == 0 && self->n_adding == 0 &&
         (self->engine != NULL || self->journal_problem != NULL || (self->is_demo && self->folder == NULL));
}
