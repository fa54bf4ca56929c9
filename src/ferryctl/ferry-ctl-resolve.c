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
print_operation (FerryCtl *ctl)
{
  g_autoptr (GString) json = g_string_new (NULL);
  FerryOperation *operation =
    ferry_engine_find_operation (ferry_ctl_get_engine (ctl), ferry_ctl_get_arguments (ctl)->words[0]);

  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_open (json, "operations", '[');
  ferry_ctl_report_operation (json, NULL, operation, NULL);
  ferry_ctl_json_close (json, ']');
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  FerryCtl *ctl = user_data;

  if (!ferry_engine_resolve_finish (FERRY_ENGINE (source), result, &error))
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  print_operation (ctl);
  if (ferry_ctl_get_arguments (ctl)->forget)
    ferry_ctl_print (ctl, "%s\n", _ ("Recorded: it is not looked for any more."));
  else
    ferry_ctl_print (ctl, "%s\n", _ ("Recorded: “ferryctl resume” goes on with it."));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static FerryDuplicate *
find_duplicate (FerryCtl *ctl, FerryOperation *operation)
{
  const char *image = ferry_ctl_get_arguments (ctl)->keep;
  GListModel *duplicates = ferry_engine_get_duplicates (ferry_ctl_get_engine (ctl));

  for (guint i = 0; i < g_list_model_get_n_items (duplicates); i++)
    {
      g_autoptr (FerryDuplicate) duplicate = g_list_model_get_item (duplicates, i);

      if (ferry_duplicate_get_operation (duplicate) == operation &&
          g_str_equal (ferry_duplicate_get_image (duplicate), image))
        return duplicate;
    }
  fail_not_found (ctl, _ ("%s is no possible duplicate that is known here: “ferryctl copies” shows them."),
                  image);
  return NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  FerryCtl *ctl = user_data;

  if (!ferry_engine_settle_duplicate_finish (FERRY_ENGINE (source), result, NULL, &error))
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  print_operation (ctl);
  ferry_ctl_print (ctl, "%s\n", _ ("Recorded: it stays."));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static FerryOperation *
find_operation (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  FerryEngine *engine = ferry_ctl_get_engine (ctl);
  FerryOperation *operation =
    engine != NULL ? ferry_engine_find_operation (engine, arguments->words[0]) : NULL;

  if (operation == NULL)
    fail_not_found (ctl, _ ("There is no operation “%s”: “ferryctl copies” shows them."),
                    arguments->words[0]);
  return operation;
}

static void
keep (FerryCtl *ctl, gpointer user_data)
{
  FerryOperation *operation = find_operation (ctl);
  FerryDuplicate *duplicate = operation != NULL ? find_duplicate (ctl, operation) : NULL;

  if (duplicate != NULL)
    ferry_engine_settle_duplicate_async (ferry_ctl_get_engine (ctl), duplicate, TRUE, kept_cb, ctl);
}

static void
clouds_added (FerryCtl *ctl, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  FerryOperation *operation = find_operation (ctl);
  FerryReplica *replica = operation != NULL ? find_undecided (ctl, operation, arguments->words[1]) : NULL;

  if (replica != NULL)
    ferry_engine_resolve_async (ferry_ctl_get_engine (ctl), replica, get_choice (arguments), arguments->there,
                                resolved_cb, ctl);
}

/**
 * ferry_ctl_resolve_start:
 * @ctl: the run
 *
 * Records what became of a copy when only the user can tell; what follows from it is for resume. To keep a possible
 * duplicate needs no keys.
 */
void
ferry_ctl_resolve_start (FerryCtl *ctl)
{
  if (ferry_ctl_get_arguments (ctl)->keep == NULL)
    ferry_ctl_clouds_add (ctl, clouds_added, NULL);
  else if (ferry_ctl_has_journal (ctl))
    ferry_ctl_open_engine (ctl, keep, NULL);
  else
    find_operation (ctl);
}
