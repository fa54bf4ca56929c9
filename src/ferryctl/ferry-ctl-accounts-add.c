/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-ask.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keyring.h"
#include "ferryctl/ferry-ctl-trial.h"

typedef struct
{
  FerryAccountStore *store; /* (owned) */
  FerryCtlAsk *ask;         /* (owned) */
  char *access_key;         /* (owned) */
  char *secret_key;         /* (owned): in non-pageable memory */
  char *session_token;      /* (owned): in non-pageable memory */
} Add;

static void
add_free (gpointer data)
{
  Add *self = data;

  ferry_ctl_ask_free (self->ask);
  secret_password_free (self->secret_key);
  secret_password_free (self->session_token);
  g_free (self->access_key);
  g_clear_object (&self->store);
  g_free (self);
}

static char *
dup_secret (const char *text)
{
  return text != NULL ? secret_value_unref_to_password (secret_value_new (text, -1, "text/plain"), NULL) : NULL;
}

static void
added (FerryCtl *ctl, FerryAccount *account, FerryProblem *problem, gpointer user_data)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (account == NULL)
    {
      if (problem != NULL)
        ferry_ctl_fail_with (ctl, problem);
      else
        ferry_ctl_end (ctl, FERRY_CTL_EXIT_INTERNAL);
      return;
    }
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_keyring_put_account (json, "account", account);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
  ferry_ctl_print (ctl, _ ("The account “%s” was added to the keyring.\n"), ferry_account_get_label (account));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
try_keys (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Add *self = ferry_ctl_get_data (ctl);
  FerryAccountInput input = { .label = arguments->words[0],
                              .access_key = self->access_key,
                              .secret_key = self->secret_key,
                              .session_token = self->session_token,
                              .endpoint = arguments->endpoint,
                              .default_region = arguments->region,
                              .read_only = arguments->read_only };

  ferry_ctl_trial_add (ctl, self->store, &input, added, NULL);
}

static void
got_token (FerryCtl *ctl, const char *answer, gpointer user_data)
{
  Add *self = ferry_ctl_get_data (ctl);

  self->session_token = dup_secret (answer);
  try_keys (ctl);
}

static void
got_secret_key (FerryCtl *ctl, const char *answer, gpointer user_data)
{
  Add *self = ferry_ctl_get_data (ctl);

  self->secret_key = dup_secret (answer);
  if (ferry_ctl_get_arguments (ctl)->token)
    ferry_ctl_ask_line (self->ask, _ ("Session token: "), TRUE, got_token, NULL);
  else
    try_keys (ctl);
}

static void
got_access_key (FerryCtl *ctl, const char *answer, gpointer user_data)
{
  Add *self = ferry_ctl_get_data (ctl);

  self->access_key = g_strdup (answer);
  ferry_ctl_ask_line (self->ask, _ ("SecretKey: "), TRUE, got_secret_key, NULL);
}

/* Nobody types keys for a name that is taken, or without a keyring to put them into. */
static void
loaded (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Add *self = ferry_ctl_get_data (ctl);
  g_autoptr (GError) error = NULL;

  self->store = g_object_ref (store);
  if (!ferry_account_store_check_label (store, arguments->words[0], &error))
    ferry_ctl_keyring_fail (ctl, error);
  else if (arguments->access_key != NULL)
    got_access_key (ctl, arguments->access_key, NULL);
  else
    ferry_ctl_ask_line (self->ask, _ ("AccessKey ID: "), FALSE, got_access_key, NULL);
}

/**
 * ferry_ctl_accounts_add_start:
 * @ctl: the run
 *
 * Adds an account to the keyring. The secret is asked for, or read from standard input, and never an argument.
 */
void
ferry_ctl_accounts_add_start (FerryCtl *ctl)
{
  const char *region = ferry_ctl_get_arguments (ctl)->region;
  Add *self;

  if (region != NULL && !ferry_ctl_check_region (ctl, region))
    return;
  self = g_new0 (Add, 1);
  self->ask = ferry_ctl_ask_new (ctl);
  ferry_ctl_set_data (ctl, self, add_free);
  ferry_ctl_keyring_load (ctl, loaded, NULL);
}
