/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-clouds.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-report.h"

static FerryChoice
get_choice (const FerryCtlArguments *arguments)
{
  if (arguments->there != NULL)
    return FERRY_CHOICE_THERE;
  return arguments->send_again ? FERRY_CHOICE_SEND_AGAIN : FERRY_CHOICE_FORGET;
}

static void
fail_not_found (FerryCtl *ctl, const char *format, const char *word)
{
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, word);
#pragma GCC diagnostic pop
  ferry_ctl_fail (ctl, FERRY_REASON_NOT_FOUND, NULL, message);
}

/* The undecided replica that is meant; fails the command if there is none, or more than one. */
static FerryReplica *
find_undecided (FerryCtl *ctl, FerryOperation *operation, const char *source)
{
  FerryReplica *found = NULL;

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      if (ferry_replica_get_state (replica) != FERRY_STATE_UNDECIDED ||
          (source != NULL && !g_str_equal (ferry_replica_get_source (replica), source)))
        continue;
      if (found != NULL)
        {
          ferry_ctl_fail (
            ctl, FERRY_REASON_USAGE, NULL,
            _ ("More than one image of this operation is undecided: name the source image, too."));
          return NULL;
        }
      found = replica;
    }
  if (found == NULL)
    fail_not_found (ctl, _ ("Operation %s has nothing undecided: “ferryctl copies” shows how it is."),
                    ferry_operation_get_uid (operation));
  return found;
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  FerryCtl *ctl = user_data;
  FerryOperation *operation =
    ferry_engine_find_operation (FERRY_ENGINE (source), ferry_ctl_get_arguments (ctl)->words[0]);

  if (!ferry_engine_resolve_finish (FERRY_ENGINE (source), result, &error))
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_open (json, "operations", '[');
  ferry_ctl_report_operation (json, NULL, operation, NULL);
  ferry_ctl_json_close (json, ']');
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
  if (ferry_ctl_get_arguments (ctl)->forget)
    ferry_ctl_print (ctl, "%s\n", _ ("Recorded: it is not looked for any more."));
  else
    ferry_ctl_print (ctl, "%s\n", _ ("Recorded: “ferryctl resume” goes on with it."));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
clouds_added (FerryCtl *ctl, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  FerryEngine *engine = ferry_ctl_get_engine (ctl);
  FerryOperation *operation =
    engine != NULL ? ferry_engine_find_operation (engine, arguments->words[0]) : NULL;
  FerryReplica *replica;

  if (operation == NULL)
    {
      fail_not_found (ctl, _ ("There is no operation “%s”: “ferryctl copies” shows them."),
                      arguments->words[0]);
      return;
    }
  replica = find_undecided (ctl, operation, arguments->words[1]);
  if (replica != NULL)
    ferry_engine_resolve_async (engine, replica, get_choice (arguments), arguments->there, resolved_cb, ctl);
}

/**
 * ferry_ctl_resolve_start:
 * @ctl: the run
 *
 * Records what became of a copy when only the user can tell; what follows from it is for resume.
 */
void
ferry_ctl_resolve_start (FerryCtl *ctl)
{
  ferry_ctl_clouds_add (ctl, clouds_added, NULL);
}
