/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which account and region are shown, and how their list stands. When it is read is decided in
 * ferry-session-refresh.c; accounts and keys are in ferry-session-accounts.c, what the journal adds in
 * ferry-session-journal.c, what people ask for in ferry-session-work.c. */

#include "config.h"

#include "app/ferry-session-private.h"

#include <glib/gi18n-lib.h>

#include "accounts/ferry-memory-store.h"
#include "app/ferry-settings.h"
#include "engine/ferry-regions.h"

G_DEFINE_FINAL_TYPE (FerrySession, ferry_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_ACCOUNTS,
  PROP_ENGINE,
  PROP_ACCOUNT,
  PROP_REGION,
  PROP_CATALOG,
  PROP_STATE,
  PROP_PROBLEM,
  PROP_JOURNAL_PROBLEM,
  PROP_RETRY_AT,
  PROP_REFRESHING,
  PROP_DEMO,
  PROP_READ_ONLY,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_ENGINE_READY,
  SIGNAL_ENDED,
  SIGNAL_BUSY_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
notify (FerrySession *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[property]);
}

static FerryProblem *
get_cloud_problem (FerrySession *self)
{
  return self->account != NULL
           ? g_hash_table_lookup (self->cloud_problems, ferry_account_get_id (self->account))
           : NULL;
}

static FerrySessionState
get_state_without_list (FerrySession *self, FerryProblem **problem)
{
  *problem = self->accounts_problem;
  if (self->account == NULL && !self->accounts_loaded)
    return FERRY_SESSION_STARTING;
  if (self->account == NULL)
    return ferry_account_store_get_locked (self->accounts) ? FERRY_SESSION_LOCKED : FERRY_SESSION_NO_ACCOUNT;

  *problem = get_cloud_problem (self);
  if (*problem != NULL)
    return (*problem)->reason == FERRY_REASON_NO_ACCOUNT ? FERRY_SESSION_KEYRING_ERROR
                                                         : ferry_session_state_for_problem (*problem);

  return FERRY_SESSION_LOADING;
}

static FerrySessionState
get_state_now (FerrySession *self, FerryProblem **problem)
{
  if (self->catalog == NULL)
    return get_state_without_list (self, problem);

  *problem = self->patience;
  if (ferry_catalog_get_waiting_until (self->catalog) != 0)
    return FERRY_SESSION_THROTTLED;

  *problem = NULL;
  if (ferry_catalog_get_loading (self->catalog) && self->asked && !ferry_session_has_list (self))
    return FERRY_SESSION_LOADING;
  /* The first part of a list is there: what went wrong before does not matter any more. */
  if (ferry_catalog_get_refreshed_at (self->catalog) == NULL && ferry_session_has_list (self))
    return FERRY_SESSION_READY;
  *problem = ferry_catalog_get_problem (self->catalog);
  if (*problem != NULL)
    return ferry_session_state_for_problem (*problem);

  return ferry_session_has_list (self) ? FERRY_SESSION_READY : FERRY_SESSION_LOADING;
}

void
ferry_session_update_state (FerrySession *self)
{
  FerryProblem *problem = NULL;
  FerrySessionState state;

  g_assert (FERRY_IS_SESSION (self));

  state = get_state_now (self, &problem);
  g_object_freeze_notify (G_OBJECT (self));
  ferry_session_update_retry_at (self);
  if (self->state != state)
    {
      self->state = state;
      notify (self, PROP_STATE);
    }
  if (!ferry_problem_equal (self->problem, problem))
    {
      g_clear_pointer (&self->problem, ferry_problem_unref);
      self->problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
      notify (self, PROP_PROBLEM);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
catalog_loading_cb (FerrySession *self)
{
  ferry_session_update_state (self);
  notify (self, PROP_REFRESHING);
}

static void
show_catalog (FerrySession *self, FerryCatalog *catalog)
{
  if (!g_set_object (&self->catalog, catalog))
    return;

  ferry_session_forget_retry (self);
  ferry_session_stop_following (self);
  self->failures = 0;
  g_signal_group_set_target (self->catalog_signals, catalog);
  notify (self, PROP_CATALOG);
  notify (self, PROP_REFRESHING);
}

/* A list seen before is shown at once, and read again. */
void
ferry_session_use_catalog (FerrySession *self)
{
  FerryCatalog *catalog = ferry_session_ensure_catalog (self, self->region);

  g_assert (FERRY_IS_SESSION (self));

  show_catalog (self, catalog);
  if (catalog != NULL)
    ferry_session_refresh_shown (self);
  ferry_session_update_state (self);
}

static void
start_demo (FerrySession *self)
{
  g_autoptr (GError) error = NULL;

  self->accounts_loaded = TRUE;
  self->demo = ferry_demo_new (&error);
  if (self->demo != NULL)
    {
      g_set_str (&self->folder, ferry_demo_get_folder (self->demo));
      ferry_demo_add_account (self->demo, self->accounts, &error);
    }
  ferry_session_set_accounts_problem (self, error);
  ferry_session_update_state (self);
}

static char *
choose_region (FerrySession *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, FERRY_SETTING_LAST_REGION);

  return g_strdup (ferry_region_is_known (last) && !self->is_demo ? last : ferry_regions_get (NULL)[0].id);
}

static void
ferry_session_constructed (GObject *object)
{
  FerrySession *self = FERRY_SESSION (object);

  self->region = choose_region (self);

  G_OBJECT_CLASS (ferry_session_parent_class)->constructed (object);
}

static void
ferry_session_dispose (GObject *object)
{
  FerrySession *self = FERRY_SESSION (object);

  ferry_session_close (self);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->replicas);
  g_clear_object (&self->catalog);
  g_clear_object (&self->account);
  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ferry_session_parent_class)->dispose (object);
}

static void
ferry_session_finalize (GObject *object)
{
  FerrySession *self = FERRY_SESSION (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->others_failed, g_hash_table_unref);
  g_clear_pointer (&self->expected, g_hash_table_unref);
  g_clear_pointer (&self->catalogs, g_hash_table_unref);
  g_clear_pointer (&self->clouds, g_hash_table_unref);
  g_clear_pointer (&self->clouds_loading, g_hash_table_unref);
  g_clear_pointer (&self->cloud_problems, g_hash_table_unref);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  g_clear_pointer (&self->patience, ferry_problem_unref);
  g_clear_pointer (&self->accounts_problem, ferry_problem_unref);
  g_clear_pointer (&self->journal_problem, ferry_problem_unref);
  g_free (self->folder);
  g_free (self->endpoint);
  g_free (self->region);

  G_OBJECT_CLASS (ferry_session_parent_class)->finalize (object);
}

static void
ferry_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerrySession *self = FERRY_SESSION (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;

    case PROP_ACCOUNTS:
      g_value_set_object (value, self->accounts);
      break;

    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;

    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;

    case PROP_REGION:
      g_value_set_string (value, self->region);
      break;

    case PROP_CATALOG:
      g_value_set_object (value, self->catalog);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;

    case PROP_JOURNAL_PROBLEM:
      g_value_set_boxed (value, self->journal_problem);
      break;

    case PROP_RETRY_AT:
      g_value_set_int64 (value, self->retry_at);
      break;

    case PROP_REFRESHING:
      g_value_set_boolean (value, ferry_session_get_refreshing (self));
      break;

    case PROP_DEMO:
      g_value_set_boolean (value, self->is_demo);
      break;

    case PROP_READ_ONLY:
      g_value_set_boolean (value, ferry_session_get_read_only (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_session_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerrySession *self = FERRY_SESSION (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;

    case PROP_ACCOUNT:
      ferry_session_set_account (self, g_value_get_object (value));
      break;

    case PROP_REGION:
      ferry_session_set_region (self, g_value_get_string (value));
      break;

    case PROP_DEMO:
      self->is_demo = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_session_class_init (FerrySessionClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  const GParamFlags once = writable | G_PARAM_CONSTRUCT_ONLY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = ferry_session_constructed;
  object_class->dispose = ferry_session_dispose;
  object_class->finalize = ferry_session_finalize;
  object_class->get_property = ferry_session_get_property;
  object_class->set_property = ferry_session_set_property;

  pspecs[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, once);
  pspecs[PROP_ACCOUNTS] = g_param_spec_object ("accounts", NULL, NULL, FERRY_TYPE_ACCOUNT_STORE, readable);
  pspecs[PROP_ENGINE] = g_param_spec_object ("engine", NULL, NULL, FERRY_TYPE_ENGINE, readable);
  pspecs[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, FERRY_TYPE_ACCOUNT, writable);
  pspecs[PROP_REGION] = g_param_spec_string ("region", NULL, NULL, NULL, writable);
  pspecs[PROP_CATALOG] = g_param_spec_object ("catalog", NULL, NULL, FERRY_TYPE_CATALOG, readable);
  pspecs[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, FERRY_TYPE_SESSION_STATE, FERRY_SESSION_STARTING, readable);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, readable);
  pspecs[PROP_JOURNAL_PROBLEM] =
    g_param_spec_boxed ("journal-problem", NULL, NULL, FERRY_TYPE_PROBLEM, readable);
  pspecs[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, readable);
  pspecs[PROP_REFRESHING] = g_param_spec_boolean ("refreshing", NULL, NULL, FALSE, readable);
  pspecs[PROP_DEMO] = g_param_spec_boolean ("demo", NULL, NULL, FALSE, once);
  pspecs[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  signals[SIGNAL_ENGINE_READY] =
    g_signal_new ("engine-ready", FERRY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", FERRY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FERRY_TYPE_OPERATION);
  signals[SIGNAL_BUSY_CHANGED] =
    g_signal_new ("busy-changed", FERRY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", FERRY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_session_init (FerrySession *self)
{
  self->cancellable = g_cancellable_new ();
  self->patience = ferry_problem_new (FERRY_REASON_THROTTLED, NULL, NULL, _ ("JD Cloud asks for patience."));
  self->replicas = ferry_replica_index_new ();
  g_signal_connect_object (self->replicas, "changed", G_CALLBACK (ferry_session_queue_journal), self,
                           G_CONNECT_SWAPPED);
  self->others_failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->clouds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->cloud_problems =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ferry_problem_unref);
  self->clouds_loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->catalogs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->catalog_signals = g_signal_group_new (FERRY_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::loading", G_CALLBACK (catalog_loading_cb),
                                  self);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::waiting-until",
                                  G_CALLBACK (ferry_session_update_state), self);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::refreshed-at",
                                  G_CALLBACK (ferry_session_update_state), self);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::n-images",
                                  G_CALLBACK (ferry_session_update_state), self);
}

void
ferry_session_set_journal_problem (FerrySession *self, FerryProblem *problem)
{
  if (ferry_problem_equal (self->journal_problem, problem))
    return;
  g_clear_pointer (&self->journal_problem, ferry_problem_unref);
  self->journal_problem = problem != NULL ? ferry_problem_ref (problem) : NULL;
  notify (self, PROP_JOURNAL_PROBLEM);
  ferry_session_update_settled (self);
}

static void
engine_ended_cb (FerryEngine *engine, FerryOperation *operation, FerrySession *self)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, operation);
}

/* Takes @engine. */
void
ferry_session_take_engine (FerrySession *self, FerryEngine *engine)
{
  GHashTableIter iter;
  gpointer cloud;

  g_assert (FERRY_IS_SESSION (self));

  self->engine = engine;
  g_signal_connect_object (engine, "ended", G_CALLBACK (engine_ended_cb), self, 0);
  g_hash_table_iter_init (&iter, self->clouds);
  while (g_hash_table_iter_next (&iter, NULL, &cloud))
    ferry_session_add_cloud (self, cloud);
  notify (self, PROP_ENGINE);
  g_signal_emit (self, signals[SIGNAL_ENGINE_READY], 0);
  ferry_session_update_settled (self);
}

void
ferry_session_emit_busy_changed (FerrySession *self)
{
  g_signal_emit (self, signals[SIGNAL_BUSY_CHANGED], 0);
}

void
ferry_session_set_retry_at (FerrySession *self, gint64 retry_at)
{
  if (self->retry_at == retry_at)
    return;
  self->retry_at = retry_at;
  notify (self, PROP_RETRY_AT);
}

/**
 * ferry_session_new:
 * @settings: the settings
 * @keyring: where accounts are kept
 * @folder: where the journal is
 * @endpoint: (nullable): a service to use instead of the accounts' own
 *
 * Returns: (transfer full): a session that has read nothing yet
 */
FerrySession *
ferry_session_new (GSettings *settings, FerrySecretStore *keyring, const char *folder, const char *endpoint)
{
  FerrySession *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (FERRY_IS_SECRET_STORE (keyring), NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (FERRY_TYPE_SESSION, "settings", settings, NULL);
  self->accounts = ferry_account_store_new (keyring);
  self->folder = g_strdup (folder);
  self->endpoint = g_strdup (endpoint);

  return self;
}

/**
 * ferry_session_new_demo:
 * @settings: the settings
 *
 * Returns: (transfer full): a session with a cloud of its own that touches nothing of the person's
 */
FerrySession *
ferry_session_new_demo (GSettings *settings)
{
  g_autoptr (FerryMemoryStore) keyring = ferry_memory_store_new ();
  FerrySession *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FERRY_TYPE_SESSION, "settings", settings, "demo", TRUE, NULL);
  self->accounts = ferry_account_store_new (FERRY_SECRET_STORE (keyring));

  return self;
}

/**
 * ferry_session_start:
 * @self: a session
 *
 * Begins to read accounts, journal and images; returns at once. To be called once, when the window is up.
 */
void
ferry_session_start (FerrySession *self)
{
  g_return_if_fail (FERRY_IS_SESSION (self));

  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (ferry_session_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::locked", G_CALLBACK (ferry_session_update_state), self,
                           G_CONNECT_SWAPPED);
  ferry_session_watch_network (self);
  if (self->is_demo)
    start_demo (self);
  else
    {
      ferry_session_add_environment (self);
      ferry_session_reload_accounts (self, FALSE);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0)
    ferry_session_accounts_changed (self);
  if (self->folder != NULL)
    ferry_session_open_journal (self);
}

/**
 * ferry_session_close:
 * @self: a session
 *
 * Stops reading and driving. Copies go on in the cloud; those of a demo are gone with it.
 */
void
ferry_session_close (FerrySession *self)
{
  g_return_if_fail (FERRY_IS_SESSION (self));

  g_cancellable_cancel (self->cancellable);
  ferry_session_forget_retry (self);
  ferry_session_stop_following (self);
  ferry_session_stop_others (self);
  ferry_session_close_journal (self);
  g_clear_pointer (&self->demo, ferry_demo_free);
}

/**
 * ferry_session_is_demo:
 * @self: a session
 *
 * Returns: whether its cloud is the demo's
 */
gboolean
ferry_session_is_demo (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FALSE);

  return self->is_demo;
}

/**
 * ferry_session_get_settings:
 * @self: a session
 *
 * Returns: (transfer none): the settings
 */
GSettings *
ferry_session_get_settings (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->settings;
}

/**
 * ferry_session_get_accounts:
 * @self: a session
 *
 * Returns: (transfer none): all accounts
 */
FerryAccountStore *
ferry_session_get_accounts (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->accounts;
}

/**
 * ferry_session_get_engine:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the engine, %NULL until the journal is read
 */
FerryEngine *
ferry_session_get_engine (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->engine;
}

/**
 * ferry_session_get_journal_problem:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): why the journal cannot be used, and so nothing be copied
 */
FerryProblem *
ferry_session_get_journal_problem (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->journal_problem;
}

/**
 * ferry_session_get_account:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the account shown
 */
FerryAccount *
ferry_session_get_account (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->account;
}

static void
account_changed_cb (FerryAccount *account, GParamSpec *pspec, FerrySession *self)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "label"))
    notify (self, PROP_ACCOUNT);
  else if (g_str_equal (name, "read-only") || g_str_equal (name, "endpoint") ||
           g_str_equal (name, "access-key"))
    {
      ferry_session_reload_account (self, account);
      notify (self, PROP_READ_ONLY);
    }
}

/* An account's own first region, unless the person was in another one when the program ended. */
static void
choose_region_of_account (FerrySession *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, FERRY_SETTING_LAST_ACCOUNT);
  const char *region = ferry_account_get_default_region (self->account);

  if (!ferry_region_is_known (region) || g_strcmp0 (last, ferry_account_get_id (self->account)) == 0 ||
      !g_set_str (&self->region, region))
    return;
  notify (self, PROP_REGION);
}

static void
remember_place (FerrySession *self)
{
  if (self->is_demo || self->account == NULL)
    return;
  g_settings_set_string (self->settings, FERRY_SETTING_LAST_ACCOUNT, ferry_account_get_id (self->account));
  g_settings_set_string (self->settings, FERRY_SETTING_LAST_REGION, self->region);
}

/**
 * ferry_session_set_account:
 * @self: a session
 * @account: (nullable): one of its accounts
 *
 * Shows the images of @account, in the same region or the one the account begins with.
 */
void
ferry_session_set_account (FerrySession *self, FerryAccount *account)
{
  g_return_if_fail (FERRY_IS_SESSION (self));
  g_return_if_fail (account == NULL || FERRY_IS_ACCOUNT (account));

  if (account == self->account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, account_changed_cb, self);
  g_set_object (&self->account, account);
  ferry_replica_index_clear_catalogs (self->replicas);
  ferry_session_renew_others (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (account != NULL)
    {
      g_signal_connect_object (account, "notify", G_CALLBACK (account_changed_cb), self, 0);
      choose_region_of_account (self);
      remember_place (self);
    }
  notify (self, PROP_ACCOUNT);
  notify (self, PROP_READ_ONLY);
  ferry_session_use_catalog (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ferry_session_get_read_only:
 * @self: a session
 *
 * Returns: whether the account shown may only look
 */
gboolean
ferry_session_get_read_only (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FALSE);

  return self->account != NULL && ferry_account_get_read_only (self->account);
}

/**
 * ferry_session_get_region:
 * @self: a session
 *
 * Returns: (transfer none): the ID of the region shown
 */
const char *
ferry_session_get_region (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->region;
}

/**
 * ferry_session_set_region:
 * @self: a session
 * @region: the ID of a region
 *
 * Shows the images of @region.
 */
void
ferry_session_set_region (FerrySession *self, const char *region)
{
  g_return_if_fail (FERRY_IS_SESSION (self));
  g_return_if_fail (ferry_region_is_known (region));

  if (!g_set_str (&self->region, region))
    return;
  remember_place (self);
  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_REGION);
  ferry_session_use_catalog (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ferry_session_get_cloud:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the keys of the account shown, %NULL until they are read
 */
FerryCloud *
ferry_session_get_cloud (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->account != NULL ? g_hash_table_lookup (self->clouds, ferry_account_get_id (self->account))
                               : NULL;
}

/**
 * ferry_session_get_catalog:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the images shown, %NULL while there are no keys
 */
FerryCatalog *
ferry_session_get_catalog (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->catalog;
}

/**
 * ferry_session_ensure_catalog:
 * @self: a session
 * @region: the ID of a region
 *
 * Returns: (transfer none) (nullable): the images of @region of the account shown, perhaps not read yet; %NULL while
 *   there are no keys
 */
FerryCatalog *
ferry_session_ensure_catalog (FerrySession *self, const char *region)
{
  FerryCloud *cloud;
  FerryCatalog *catalog;
  g_autofree char *key = NULL;

  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  cloud = ferry_session_get_cloud (self);
  if (cloud == NULL)
    return NULL;
  key = g_strdup_printf ("%s/%s", ferry_account_get_id (self->account), region);
  catalog = g_hash_table_lookup (self->catalogs, key);
  if (catalog == NULL)
    {
      catalog = ferry_catalog_new (ferry_cloud_get_client (cloud), region, ferry_cloud_get_limiter (cloud));
      g_hash_table_insert (self->catalogs, g_steal_pointer (&key), catalog);
      ferry_session_queue_journal (self);
    }

  return catalog;
}

/**
 * ferry_session_get_replicas:
 * @self: a session
 *
 * Returns: (transfer none): which regions the images of the account shown have replicas in
 */
FerryReplicaIndex *
ferry_session_get_replicas (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->replicas;
}

/**
 * ferry_session_get_state:
 * @self: a session
 *
 * Returns: how the list stands
 */
FerrySessionState
ferry_session_get_state (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FERRY_SESSION_STARTING);

  return self->state;
}

/**
 * ferry_session_has_list:
 * @self: a session
 *
 * Returns: whether there is a list to show, be it an older one or the first part of a new one
 */
gboolean
ferry_session_has_list (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FALSE);

  return self->catalog != NULL && (ferry_catalog_get_refreshed_at (self->catalog) != NULL ||
                                   g_list_model_get_n_items (G_LIST_MODEL (self->catalog)) > 0);
}

/**
 * ferry_session_get_problem:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what is behind the state, in a sentence
 */
FerryProblem *
ferry_session_get_problem (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), NULL);

  return self->problem;
}
