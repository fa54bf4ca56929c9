/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-trial.h"

#include "engine/ferry-cloud.h"
#include "engine/ferry-regions.h"
#include "ferryctl/ferry-ctl-keyring.h"

typedef struct
{
  FerryCtl *ctl;            /* (not owned) */
  FerryAccountStore *store; /* (owned) */
  FerryAccountInput input;  /* (not owned): its texts outlive the trial */
  FerryCtlTrialFunc next;
  gpointer user_data;
} Trial;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_object_unref (trial->store);
  g_free (trial);
}

static void
end (Trial *trial, FerryAccount *account, FerryProblem *problem)
{
  trial->next (trial->ctl, account, problem, trial->user_data);
}

static void
end_with_error (Trial *trial, const GError *error)
{
  g_autoptr (FerryProblem) problem = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    problem = ferry_ctl_keyring_explain (error);
  end (trial, NULL, problem);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccount) account =
    ferry_account_store_add_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  if (account != NULL)
    end (user_data, account, NULL);
  else
    end_with_error (user_data, error);
}

static void
add (Trial *trial)
{
  ferry_account_store_add_async (trial->store, &trial->input, ferry_ctl_get_cancellable (trial->ctl), added_cb,
                                 trial);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;
  Trial *trial = user_data;

  ferry_cloud_check_finish (FERRY_CLOUD (source), result, &problem, &error);
  if (error != NULL)
    end_with_error (trial, error);
  else if (problem != NULL)
    end (trial, NULL, problem);
  else
    add (trial);
}

/**
 * ferry_ctl_trial_add:
 * @ctl: the run
 * @store: the accounts, loaded
 * @input: the account; its texts must live until @next is called
 * @next: called with the account, or with why there is none
 * @user_data: for @next
 *
 * Checks the fields, makes one call with the keys unless --no-check was given, and adds the account.
 */
void
ferry_ctl_trial_add (FerryCtl *ctl,
                     FerryAccountStore *store,
                     const FerryAccountInput *input,
                     FerryCtlTrialFunc next,
                     gpointer user_data)
{
  g_autoptr (JdcCredentials) credentials = NULL;
  g_autoptr (FerryCloud) cloud = NULL;
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  Trial *trial = g_new0 (Trial, 1);
  guint n_regions;

  trial->ctl = ctl;
  trial->store = g_object_ref (store);
  trial->input = *input;
  trial->next = next;
  trial->user_data = user_data;
  ferry_ctl_keep (ctl, trial, trial_free);
  credentials = ferry_account_store_check (store, NULL, input, &error);
  if (credentials == NULL)
    {
      end_with_error (trial, error);
      return;
    }
  if (ferry_ctl_get_arguments (ctl)->no_check)
    {
      add (trial);
      return;
    }
  cloud = ferry_cloud_new (input->label, input->endpoint, credentials, TRUE, &problem);
  if (cloud == NULL)
    end (trial, NULL, problem);
  else
    ferry_cloud_check_async (cloud,
                             input->default_region != NULL ? input->default_region
                                                           : ferry_regions_get (&n_regions)->id,
                             ferry_ctl_get_cancellable (ctl), checked_cb, trial);
}
