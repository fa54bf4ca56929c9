/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-text.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-words.h"
#include "app/ferry-csv.h"
#include "engine/ferry-reason.h"
#include "engine/ferry-regions.h"

static void
append_option (GString *command, const char *option, const char *value)
{
  g_autofree char *quoted = NULL;

  if (value == NULL)
    return;
  quoted = g_shell_quote (value);
  g_string_append_printf (command, " %s %s", option, quoted);
}

/* IDs and regions need no quotes, and read better without. */
static void
append_plain (GString *command, const char *option, const char *value)
{
  g_string_append_printf (command, " %s %s", option, value);
}

/* Whose keys, and which service. */
static void
append_place (GString *command, const char *account, gboolean demo, const char *endpoint)
{
  if (demo)
    {
      g_string_append (command, " --demo");
      return;
    }
  append_option (command, "--endpoint", endpoint);
  append_option (command, "--account", account);
}

static char *
dup_time (gint64 moment)
{
  g_autoptr (GDateTime) time = moment != 0 ? g_date_time_new_from_unix_utc_usec (moment) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

/**
 * ferry_copy_text_dup_command:
 * @operation: an operation
 * @account: (nullable): the account it is of; %NULL = that of the environment, which needs no name
 * @demo: whether it is one of the demo cloud
 * @endpoint: (nullable): the service that is used instead of the account's own
 *
 * Returns: (transfer full): a command line that asks for the same
 */
char *
ferry_copy_text_dup_command (FerryOperation *operation,
                             const char *account,
                             gboolean demo,
                             const char *endpoint)
{
  const FerryOperationRecord *record;
  g_autoptr (GString) command = NULL;
  gboolean is_copy;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  record = ferry_operation_get_record (operation);
  is_copy = record->kind == FERRY_KIND_COPY;
  command = g_string_new ("ferryctl");
  append_place (command, account, demo, endpoint);
  g_string_append (command, is_copy ? " copy" : " convert");
  append_plain (command, is_copy ? "--from" : "--region", record->source_region);
  if (is_copy)
    append_plain (command, "--to", record->target_region);
  append_option (command, "--name", record->name);
  append_option (command, "--description", record->description);
  if (record->allow_unknown_quota)
    g_string_append (command, " --allow-unknown-quota");
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    g_string_append_printf (command, " %s",
                            ferry_replica_get_source (ferry_operation_get_replica (operation, i)));

  return g_string_free_and_steal (g_steal_pointer (&command));
}

static void
append_line (GString *text, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    /* Translators: a line of a report: what, and its value. */
    g_string_append_printf (text, C_ ("report", "%s: %s\n"), title, value);
}

static void
append_replica (GString *text, FerryOperation *operation, FerryReplica *replica)
{
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);
  g_autoptr (FerryCopyWords) words = ferry_copy_words_new (operation, replica, NULL, g_get_monotonic_time ());
  FerryProblem *problem = ferry_replica_get_problem (replica);
  g_autofree char *accepted = dup_time (record->accepted);
  g_autofree char *ended = dup_time (record->ended);

  g_string_append_printf (text, "\n%s\n", ferry_copy_words_get_name (replica));
  append_line (text, _ ("Source image"), record->source);
  append_line (text, _ ("Replica image"), record->image);
  append_line (text, _ ("State"), words->state);
  append_line (text, _ ("Accepted"), accepted);
  append_line (text, _ ("Ended"), ended);
  append_line (text, _ ("Problem"), problem != NULL ? problem->message : NULL);
  append_line (text, _ ("Request ID"), words->request_id);
}

/**
 * ferry_copy_text_dup_details:
 * @operation: an operation
 *
 * Returns: (transfer full): all about it, for a ticket or a colleague
 */
char *
ferry_copy_text_dup_details (FerryOperation *operation)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *title = NULL;
  g_autofree char *created = NULL;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  title = ferry_copy_words_dup_title (operation);
  created = dup_time (ferry_operation_get_record (operation)->created);
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n", title);
  append_line (text, _ ("Operation"), ferry_operation_get_uid (operation));
  append_line (text, _ ("Account"), ferry_operation_get_account (operation));
  append_line (text, _ ("Source region"), ferry_operation_get_source_region (operation));
  append_line (text, _ ("Target region"), ferry_operation_get_target_region (operation));
  append_line (text, _ ("Requested"), created);
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    append_replica (text, operation, ferry_operation_get_replica (operation, i));

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
append_row (GString *csv, FerryOperation *operation, FerryReplica *replica)
{
  const FerryOperationRecord *record = ferry_operation_get_record (operation);
  const FerryReplicaRecord *row = ferry_replica_get_record (replica);
  g_autofree char *progress = row->progress >= 0 ? g_strdup_printf ("%d", row->progress) : g_strdup ("");
  g_autofree char *created = dup_time (record->created);
  g_autofree char *accepted = dup_time (row->accepted);
  g_autofree char *ended = dup_time (row->ended);
  const char *cells[] = {
    record->uid,
    ferry_kind_to_string (record->kind),
    record->account,
    record->source_region,
    record->target_region,
    ferry_replica_get_name (replica),
    row->source,
    row->image,
    ferry_state_to_string (row->state),
    progress,
    created,
    accepted,
    ended,
    row->reason != FERRY_REASON_NONE ? ferry_reason_to_string (row->reason) : NULL,
    row->message,
    row->error_request_id,
  };

  ferry_csv_append_row (csv, cells, G_N_ELEMENTS (cells));
}

/**
 * ferry_copy_text_append_csv_titles:
 * @csv: an empty table
 *
 * Appends the titles of its columns. The words are those of ferryctl, so that programs can rely on them in every
 * language.
 */
void
ferry_copy_text_append_csv_titles (GString *csv)
{
  g_return_if_fail (csv != NULL);

  g_string_append (csv,
                   "operation,kind,account,source_region,target_region,name,source,replica,state,progress,"
                   "requested,accepted,ended,reason,message,request_id\r\n");
}

/**
 * ferry_copy_text_append_csv:
 * @csv: a table
 * @operation: an operation
 *
 * Appends one row a replica.
 */
void
ferry_copy_text_append_csv (GString *csv, FerryOperation *operation)
{
  g_return_if_fail (csv != NULL);
  g_return_if_fail (FERRY_IS_OPERATION (operation));

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    append_row (csv, operation, ferry_operation_get_replica (operation, i));
}
