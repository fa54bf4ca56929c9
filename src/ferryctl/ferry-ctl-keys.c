/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-keys.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-demo.h"
#include "jdcloud/jdc-credentials.h"

/* The demo's images are there. */
#define DEMO_REGION "cn-north-1"

static void
keys_free (FerryCtlKeys *keys)
{
  g_object_unref (keys->cloud);
  g_free (keys->region);
  g_free (keys);
}

static FerryCtlKeys *
make_keys (FerryCtl *ctl,
           const char *label,
           const char *endpoint,
           const char *region,
           gboolean read_only,
           JdcCredentials *credentials)
{
  g_autoptr (FerryProblem) problem = NULL;
  FerryCloud *cloud = ferry_cloud_new (label, endpoint, credentials, read_only, &problem);
  FerryCtlKeys *keys;

  if (cloud == NULL)
    {
      ferry_ctl_fail_with (ctl, problem);
      return NULL;
    }
  keys = g_new0 (FerryCtlKeys, 1);
  keys->cloud = cloud;
  keys->region = g_strdup (region);
  return keys;
}

static void
go_on (FerryCtl *ctl, FerryCtlKeys *only, FerryCtlKeysFunc next, gpointer user_data)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) keys_free);

  g_ptr_array_add (keys, only);
  next (ctl, keys, user_data);
}

static void
load_demo (FerryCtl *ctl, FerryCtlKeysFunc next, gpointer user_data)
{
  g_autoptr (JdcCredentials) credentials = NULL;
  const char *endpoint = ferry_ctl_start_demo (ctl);
  FerryCtlKeys *keys;

  if (endpoint == NULL)
    return;
  credentials =
    jdc_credentials_new (ferry_ctl_demo_get_access_key (), ferry_ctl_demo_get_secret_key (), NULL);
  keys = make_keys (ctl, _ ("Demo"), endpoint, DEMO_REGION, FALSE, credentials);
  if (keys != NULL)
    go_on (ctl, keys, next, user_data);
}

/* An empty variable is as good as none. */
static const char *
get_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
environment_has_keys (void)
{
  return get_variable ("JDCLOUD_ACCESS_KEY") != NULL || get_variable ("JDCLOUD_SECRET_KEY") != NULL;
}

static void
load_environment (FerryCtl *ctl, FerryCtlKeysFunc next, gpointer user_data)
{
  const char *access_key = get_variable ("JDCLOUD_ACCESS_KEY");
  const char *secret_key = get_variable ("JDCLOUD_SECRET_KEY");
  g_autoptr (JdcCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;
  FerryCtlKeys *keys;

  if (access_key == NULL)
    {
      ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL,
                      _ ("JDCLOUD_SECRET_KEY is set, but JDCLOUD_ACCESS_KEY is not: set both."));
      return;
    }
  if (secret_key == NULL)
    {
      ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL,
                      _ ("JDCLOUD_ACCESS_KEY is set, but JDCLOUD_SECRET_KEY is not: set both."));
      return;
    }
  if (!jdc_credentials_check (access_key, secret_key, &error))
    {
      ferry_ctl_fail (ctl, FERRY_REASON_AUTH, NULL, error->message);
      return;
    }
  credentials = jdc_credentials_new (access_key, secret_key, get_variable ("JDCLOUD_SECURITY_TOKEN"));
  keys =
    make_keys (ctl, _ ("Environment"), ferry_ctl_get_arguments (ctl)->endpoint, NULL, FALSE, credentials);
  if (keys != NULL)
    go_on (ctl, keys, next, user_data);
}

/**
 * ferry_ctl_keys_load:
 * @ctl: the run
 * @all: every account of the keyring will do, where one is not chosen
 * @next: called with the keys (element-type FerryCtlKeys), at least one; the array is freed after it. If there are
 *   none the command fails instead.
 * @user_data: for @next
 *
 * Finds the keys to use: of the demo, of the account that was named, of the environment (then neither the keyring
 * nor the session bus is touched), else of the only account in the keyring.
 */
void
ferry_ctl_keys_load (FerryCtl *ctl, gboolean all, FerryCtlKeysFunc next, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  if (arguments->demo)
    load_demo (ctl, next, user_data);
  else if (arguments->account == NULL && environment_has_keys ())
    load_environment (ctl, next, user_data);
  else
    ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL,
                    _ ("There are no keys: set JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY."));
}
