/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "engine/ferry-rules.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keys.h"

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  FerryCtl *ctl = user_data;
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  if (!ferry_engine_edit_finish (FERRY_ENGINE (source), result, &problem, &error))
    {
      if (problem != NULL)
        ferry_ctl_fail_with (ctl, problem);
      else
        ferry_ctl_fail_with_error (ctl, error, arguments->region);
      return;
    }
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "region", arguments->region);
  ferry_ctl_json_string (json, "image", arguments->words[0]);
  ferry_ctl_json_string (json, "name", arguments->name);
  ferry_ctl_json_string (json, "description", arguments->description);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
  ferry_ctl_print (ctl, _ ("%s was changed.\n"), arguments->words[0]);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
engine_opened (FerryCtl *ctl, gpointer user_data)
{
  FerryCloud *cloud = user_data;
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  ferry_ctl_set_interrupted_words (
    ctl, _ ("Interrupted. Whether the image was changed is not known: look at it."));
  ferry_engine_edit_async (ferry_ctl_get_engine (ctl), cloud, arguments->region, arguments->words[0],
                           arguments->name, arguments->description, ferry_ctl_get_cancellable (ctl),
                           edited_cb, ctl);
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  FerryCtlKeys *first = g_ptr_array_index (keys, 0);

  ferry_ctl_keep (ctl, g_object_ref (first->cloud), g_object_unref);
  ferry_ctl_open_engine (ctl, engine_opened, first->cloud);
}

/**
 * ferry_ctl_edit_start:
 * @ctl: the run
 *
 * Changes an image's name or description.
 */
void
ferry_ctl_edit_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  g_autoptr (FerryProblem) problem = NULL;

  if (!ferry_ctl_check_region (ctl, arguments->region))
    return;
  if (arguments->name != NULL)
    problem = ferry_rules_check_name (arguments->name);
  if (problem == NULL && arguments->description != NULL)
    problem = ferry_rules_check_description (arguments->description);
  if (problem != NULL)
    ferry_ctl_fail_with (ctl, problem);
  else
    ferry_ctl_keys_load (ctl, FALSE, keys_loaded, NULL);
}
