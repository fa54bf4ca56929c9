/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-known.h"
#include "ferryctl/ferry-ctl-report.h"
#include "ferryctl/ferry-ctl-table.h"

/* More than anyone keeps. */
#define ALL G_MAXINT

static gboolean
is_active (FerryOperation *operation)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      if (!ferry_ctl_known_is_ended (ferry_operation_get_replica (operation, i)))
        return TRUE;
    }
  return FALSE;
}

static void
append_replica (GString *out, FerryCtlTable *table, FerryOperation *operation, FerryReplica *replica)
{
  FerryProblem *problem = ferry_replica_get_problem (replica);
  const char *image = ferry_replica_get_image (replica);

  ferry_ctl_table_add (table, ferry_replica_get_source (replica));
  ferry_ctl_table_add (table, "→");
  ferry_ctl_table_add (table, image != NULL ? image : "?");
  ferry_ctl_table_take (table, ferry_ctl_report_state_words (replica));
  ferry_ctl_table_add (table, problem != NULL ? problem->message : "");
}

static void
append_advice (GString *out, FerryOperation *operation)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      g_autofree char *advice = NULL;

      if (ferry_replica_get_state (replica) != FERRY_STATE_UNDECIDED)
        continue;
      advice = ferry_ctl_report_advice (operation, replica);
      g_string_append_printf (out, "  %s\n", advice);
    }
}

static void
append_operation (GString *out, FerryOperation *operation)
{
  g_autoptr (GDateTime) created =
    g_date_time_new_from_unix_local (ferry_operation_get_record (operation)->created / G_USEC_PER_SEC);
  g_autofree char *time = created != NULL ? g_date_time_format (created, "%F %R") : g_strdup ("");
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (5);

  g_string_append_printf (out, "%s  %s  %s → %s  %s  %s\n", ferry_operation_get_uid (operation), time,
                          ferry_operation_get_source_region (operation),
                          ferry_operation_get_target_region (operation),
                          ferry_operation_get_account (operation),
                          ferry_ctl_report_operation_words (ferry_operation_get_state (operation)));
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    append_replica (out, table, operation, ferry_operation_get_replica (operation, i));
  ferry_ctl_table_append (table, out, "  ");
  append_advice (out, operation);
}

static void
report_duplicate (GString *json, FerryDuplicate *duplicate)
{
  g_autoptr (GDateTime) found =
    g_date_time_new_from_unix_utc (ferry_duplicate_get_found (duplicate) / G_USEC_PER_SEC);
  g_autofree char *time = found != NULL ? g_date_time_format (found, "%FT%TZ") : NULL;

  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "operation",
                         ferry_operation_get_uid (ferry_duplicate_get_operation (duplicate)));
  ferry_ctl_json_string (json, "source", ferry_replica_get_source (ferry_duplicate_get_replica (duplicate)));
  ferry_ctl_json_string (json, "region", ferry_duplicate_get_region (duplicate));
  ferry_ctl_json_string (json, "image", ferry_duplicate_get_image (duplicate));
  ferry_ctl_json_string (json, "found", time);
  ferry_ctl_json_close (json, '}');
}

static void
append_duplicate (GString *out, FerryDuplicate *duplicate)
{
  const char *region = ferry_duplicate_get_region (duplicate);
  const char *image = ferry_duplicate_get_image (duplicate);

  g_string_append_printf (out,
                          _ ("%s in %s may be a second replica of %s. Look at both, then choose: “ferryctl "
                             "delete --region %s %s”, or "
                             "“ferryctl resolve %s --keep %s” if it is to stay.\n"),
                          image, region, ferry_replica_get_source (ferry_duplicate_get_replica (duplicate)),
                          region, image, ferry_operation_get_uid (ferry_duplicate_get_operation (duplicate)),
                          image);
}

/* Not there when there is none, as in most journals. */
static void
answer_duplicates (GString *text, GString *json, GPtrArray *duplicates)
{
  if (duplicates->len == 0)
    return;
  ferry_ctl_json_open (json, "duplicates", '[');
  for (guint i = 0; i < duplicates->len; i++)
    {
      append_duplicate (text, g_ptr_array_index (duplicates, i));
      report_duplicate (json, g_ptr_array_index (duplicates, i));
    }
  ferry_ctl_json_close (json, ']');
}

/* Answers with those of @operations that are wanted. */
static void
answer (FerryCtl *ctl, GPtrArray *operations, GPtrArray *duplicates)
{
  gboolean active = ferry_ctl_get_arguments (ctl)->active;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_open (json, "operations", '[');
  for (guint i = 0; i < operations->len; i++)
    {
      FerryOperation *operation = g_ptr_array_index (operations, i);

      if (active && !is_active (operation))
        continue;
      append_operation (text, operation);
      ferry_ctl_report_operation (json, NULL, operation, NULL);
    }
  ferry_ctl_json_close (json, ']');
  answer_duplicates (text, json, duplicates);
  ferry_ctl_json_close (json, '}');
  if (text->len == 0)
    g_string_append_printf (text, "%s\n",
                            active ? _ ("Nothing is under way.") : _ ("Nothing was copied yet."));
  ferry_ctl_output_print (ferry_ctl_get_output (ctl), text->str);
  ferry_ctl_print_document (ctl, json);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GPtrArray) duplicates = NULL;
  FerryCtl *ctl = user_data;

  if (contents == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  operations = ferry_ctl_known_operations (contents);
  duplicates = ferry_ctl_known_duplicates (contents, operations);
  answer (ctl, operations, duplicates);
}

static void
journal_opened (FerryCtl *ctl, gpointer user_data)
{
  FerryJournal *journal = ferry_ctl_get_journal (ctl);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (journal == NULL)
    answer (ctl, none, none);
  else
    ferry_journal_load_async (journal, FALSE, ALL, loaded_cb, ctl);
}

/**
 * ferry_ctl_copies_start:
 * @ctl: the run
 *
 * Shows what the journal holds. Drives nothing, needs no keys, creates no journal.
 */
void
ferry_ctl_copies_start (FerryCtl *ctl)
{
  ferry_ctl_open_journal (ctl, journal_opened, NULL);
}
