/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "accounts/ferry-jdc-config.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keyring.h"
#include "ferryctl/ferry-ctl-report.h"
#include "ferryctl/ferry-ctl-table.h"
#include "ferryctl/ferry-ctl-trial.h"

typedef struct
{
  FerryJdcConfig *config;   /* (owned) */
  FerryAccountStore *store; /* (owned) (nullable): once the keyring is read */
  GPtrArray *imported;      /* (owned) (element-type FerryJdcProfile) */
  GPtrArray *problems;      /* (owned) (element-type FerryProblem) */
  guint position;           /* of the profile that is imported now, among the words */
} Import;

static void import_next (FerryCtl *ctl);

static void
import_free (gpointer data)
{
  Import *self = data;

  g_object_unref (self->config);
  g_clear_object (&self->store);
  g_ptr_array_unref (self->imported);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void
put_profile (GString *json, FerryJdcProfile *profile, gboolean imported)
{
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "name", ferry_jdc_profile_get_name (profile));
  ferry_ctl_json_string (json, "access_key", ferry_jdc_profile_get_access_key (profile));
  ferry_ctl_json_string (json, "region", ferry_jdc_profile_get_region (profile));
  ferry_ctl_json_string (json, "endpoint", ferry_jdc_profile_get_endpoint (profile));
  ferry_ctl_json_string (json, "problem", ferry_jdc_profile_get_problem (profile));
  ferry_ctl_json_bool (json, "imported", imported);
  ferry_ctl_json_close (json, '}');
}

static void
print_document (FerryCtl *ctl, Import *self)
{
  GListModel *profiles = G_LIST_MODEL (self->config);
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "file", ferry_jdc_config_get_path (self->config));
  ferry_ctl_json_string (json, "warning", ferry_jdc_config_get_warning (self->config));
  ferry_ctl_json_open (json, "profiles", '[');
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (FerryJdcProfile) profile = g_list_model_get_item (profiles, i);

      put_profile (json, profile, g_ptr_array_find (self->imported, profile, NULL));
    }
  ferry_ctl_json_close (json, ']');
  ferry_ctl_json_open (json, "errors", '[');
  for (guint i = 0; i < self->problems->len; i++)
    ferry_ctl_report_error (json, NULL, g_ptr_array_index (self->problems, i), NULL);
  ferry_ctl_json_close (json, ']');
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
}

static void
add_row (FerryCtlTable *table, FerryJdcProfile *profile)
{
  const char *problem = ferry_jdc_profile_get_problem (profile);
  const char *access_key = ferry_jdc_profile_get_access_key (profile);
  const char *region = ferry_jdc_profile_get_region (profile);
  const char *endpoint = ferry_jdc_profile_get_endpoint (profile);

  ferry_ctl_table_add (table, ferry_jdc_profile_get_name (profile));
  ferry_ctl_table_add (table, access_key != NULL ? access_key : "–");
  ferry_ctl_table_add (table, region != NULL ? region : "–");
  ferry_ctl_table_add (table, problem != NULL ? problem : endpoint != NULL ? endpoint : "");
}

static void
print_table (FerryCtl *ctl, FerryJdcConfig *config)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (4);
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_table_add (table, _ ("PROFILE"));
  ferry_ctl_table_add (table, _ ("ACCESSKEY ID"));
  ferry_ctl_table_add (table, _ ("REGION"));
  ferry_ctl_table_add (table, "");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (config)); i++)
    {
      g_autoptr (FerryJdcProfile) profile = g_list_model_get_item (G_LIST_MODEL (config), i);

      add_row (table, profile);
    }
  ferry_ctl_table_append (table, out, "");
  ferry_ctl_output_print (ferry_ctl_get_output (ctl), out->str);
}

static void
show (FerryCtl *ctl, Import *self)
{
  print_table (ctl, self->config);
  ferry_ctl_say (ctl, _ ("Nothing was imported: name the profiles to import."));
  print_document (ctl, self);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

/* The others are imported all the same. */
static void
note_problem (FerryCtl *ctl, Import *self, FerryProblem *problem)
{
  g_ptr_array_add (self->problems, ferry_problem_ref (problem));
  ferry_ctl_add_problem (ctl, problem);
  ferry_ctl_spoil (ctl, ferry_ctl_exit_for_reason (problem->reason));
}

static void
imported (FerryCtl *ctl, FerryAccount *account, FerryProblem *problem, gpointer user_data)
{
  FerryJdcProfile *profile = user_data;
  Import *self = ferry_ctl_get_data (ctl);

  if (account != NULL)
    {
      g_ptr_array_add (self->imported, g_object_ref (profile));
      ferry_ctl_print (ctl, _ ("The account “%s” was added to the keyring.\n"),
                       ferry_account_get_label (account));
    }
  else if (problem != NULL)
    note_problem (ctl, self, problem);
  else
    {
      ferry_ctl_end (ctl, FERRY_CTL_EXIT_INTERNAL);
      return;
    }
  self->position++;
  import_next (ctl);
}

static FerryProblem *
check_profile (FerryJdcConfig *config, FerryJdcProfile *profile, const char *name)
{
  g_autofree char *message = NULL;

  if (profile == NULL)
    message = g_strdup_printf (_ ("There is no profile “%s” in “%s”: see “ferryctl accounts import”."), name,
                               ferry_jdc_config_get_path (config));
  else if (ferry_jdc_profile_get_problem (profile) != NULL)
    /* Translators: the name of a profile, then a sentence that says what is wrong with it. */
    message = g_strdup_printf (_ ("The profile “%s” cannot be imported: %s"), name,
                               ferry_jdc_profile_get_problem (profile));
  if (message == NULL)
    return NULL;
  return ferry_problem_new (profile == NULL ? FERRY_REASON_USAGE : FERRY_REASON_AUTH, NULL, NULL, message);
}

static void
import_next (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Import *self = ferry_ctl_get_data (ctl);
  const char *name;

  while ((name = arguments->words[self->position]) != NULL)
    {
      FerryJdcProfile *profile = ferry_jdc_config_find (self->config, name);
      g_autoptr (FerryProblem) problem = check_profile (self->config, profile, name);
      FerryAccountInput input;

      if (problem == NULL)
        {
          ferry_jdc_profile_fill_input (profile, &input);
          input.read_only = arguments->read_only;
          if (arguments->endpoint != NULL)
            input.endpoint = arguments->endpoint;
          if (arguments->name != NULL)
            input.label = arguments->name;
          ferry_ctl_trial_add (ctl, self->store, &input, imported, profile);
          return;
        }
      note_problem (ctl, self, problem);
      self->position++;
    }
  print_document (ctl, self);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
loaded (FerryCtl *ctl, FerryAccountStore *store, gpointer user_data)
{
  Import *self = ferry_ctl_get_data (ctl);

  self->store = g_object_ref (store);
  import_next (ctl);
}

/**
 * ferry_ctl_accounts_import_start:
 * @ctl: the run
 *
 * Shows the profiles of jdc, or adds those that were named to the keyring.
 */
void
ferry_ctl_accounts_import_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  g_autofree char *path = NULL;
  g_autoptr (FerryJdcConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  Import *self;

  path = arguments->file != NULL ? g_strdup (arguments->file) : ferry_jdc_config_dup_default_path ();
  config = ferry_jdc_config_read (path, &error);
  if (config == NULL)
    {
      ferry_ctl_fail (ctl, FERRY_REASON_USAGE, NULL, error->message);
      return;
    }
  self = g_new0 (Import, 1);
  self->config = g_steal_pointer (&config);
  self->imported = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  ferry_ctl_set_data (ctl, self, import_free);
  ferry_ctl_say (ctl, "%s", ferry_jdc_config_get_warning (self->config));
  if (arguments->words[0] == NULL)
    show (ctl, self);
  else
    ferry_ctl_keyring_load (ctl, loaded, NULL);
}
