/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All that the journal knows of an operation, its audit trail included. */

#include "config.h"

#include "app/ferry-operation-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-words.h"
#include "app/ferry-facts-dialog.h"
#include "app/ferry-phrases.h"
#include "engine/ferry-regions.h"

/* More than one operation ever writes, even with every attempt lost. */
#define AUDIT_LINES 500

/* What the audit log says, in people's words; the rest is shown as it was written. */
static const struct
{
  const char *outcome;
  const char *words;
} outcomes[] = {
  { "queued", NC_ ("audit", "Recorded") },
  { "attached", NC_ ("audit", "Asked for again, and attached to this one") },
  { "accepted", NC_ ("audit", "Accepted by JD Cloud") },
  { "never-sent", NC_ ("audit", "Never left this computer") },
  { "refused", NC_ ("audit", "Refused by JD Cloud") },
  { "unconfirmed", NC_ ("audit", "Sent, but the answer was lost") },
  { "superseded", NC_ ("audit", "Given up, as it was not found") },
  { "adopted", NC_ ("audit", "Found in the target region") },
  { "undecided", NC_ ("audit", "Not clear whether it was copied") },
  { "possible duplicate", NC_ ("audit", "Found a possible duplicate") },
  { "retry", NC_ ("audit", "Retried by a person") },
  { "cancelled", NC_ ("audit", "Cancelled by a person") },
  { "adopted by the user", NC_ ("audit", "Chosen by a person as the replica") },
  { "sent again by the user", NC_ ("audit", "Sent again by a person’s decision") },
  { "forgotten by the user", NC_ ("audit", "Forgotten by a person’s decision") },
};

/* "refused: quota-images" is a word of the list and a reason. */
static char *
dup_outcome (const char *outcome)
{
  g_auto (GStrv) parts = g_strsplit (outcome != NULL ? outcome : "", ": ", 2);

  for (guint i = 0; parts[0] != NULL && i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (parts[0], outcomes[i].outcome))
      {
        const char *words = g_dpgettext2 (GETTEXT_PACKAGE, "audit", outcomes[i].words);

        return parts[1] != NULL ? g_strdup_printf (C_ ("service word", "%s (%s)"), words, parts[1])
                                : g_strdup (words);
      }

  return g_strdup (outcome != NULL ? outcome : "");
}

static char *
dup_time (gint64 moment)
{
  g_autoptr (GDateTime) time = moment != 0 ? g_date_time_new_from_unix_local_usec (moment) : NULL;

  return time != NULL ? g_date_time_format (time, C_ ("date and time", "%-d %B %Y %H:%M:%S")) : NULL;
}

/* "North China-Beijing (cn-north-1)" */
static char *
dup_region (const char *region)
{
  return g_strdup_printf (C_ ("service word", "%s (%s)"), ferry_region_get_name (region), region);
}

static void
add_request (FerryFactsDialog *dialog, FerryOperation *operation)
{
  const FerryOperationRecord *record = ferry_operation_get_record (operation);
  gboolean is_copy = record->kind == FERRY_KIND_COPY;
  AdwPreferencesGroup *group;
  g_autofree char *source = dup_region (record->source_region);
  g_autofree char *target = dup_region (record->target_region);
  g_autofree char *created = dup_time (record->created);

  group = ferry_facts_dialog_add_group (
    dialog, _ ("Request"),
    is_copy
      ? _ ("JD Cloud cannot stop a copy: what was sent goes on, only what was not sent can be cancelled.")
      : NULL);
  ferry_facts_dialog_add_fact (group, _ ("Operation"), record->uid);
  ferry_facts_dialog_add_fact (group, _ ("Account"), record->account);
  ferry_facts_dialog_add_fact (group, is_copy ? _ ("Source region") : _ ("Region"), source);
  ferry_facts_dialog_add_fact (group, _ ("Target region"), is_copy ? target : NULL);
  ferry_facts_dialog_add_fact (group, _ ("Requested"), created);
  ferry_facts_dialog_add_fact (group, _ ("Name of the replicas"), record->name);
  ferry_facts_dialog_add_fact (group, _ ("Description of the replicas"), record->description);
}

static void
add_replica (FerryFactsDialog *dialog, FerryOperation *operation, FerryReplica *replica)
{
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);
  g_autoptr (FerryCopyWords) words = ferry_copy_words_new (operation, replica, NULL, g_get_monotonic_time ());
  FerryProblem *problem = ferry_replica_get_problem (replica);
  AdwPreferencesGroup *group =
    ferry_facts_dialog_add_group (dialog, ferry_copy_words_get_name (replica), NULL);
  const char *facts[] = { words->state, words->time, NULL };
  g_autofree char *state = ferry_phrase_join_facts ((char **) facts);
  g_autofree char *accepted = dup_time (record->accepted);
  g_autofree char *ended = dup_time (record->ended);
  g_autofree char *attempts = record->attempts > 1 ? g_strdup_printf ("%u", record->attempts) : NULL;

  ferry_facts_dialog_add_fact (group, _ ("State"), state);
  ferry_facts_dialog_add_fact (group, _ ("Problem"), problem != NULL ? problem->message : NULL);
  ferry_facts_dialog_add_fact (group, _ ("Request ID"), words->request_id);
  ferry_facts_dialog_add_fact (group, _ ("Source image"), record->source);
  ferry_facts_dialog_add_fact (group, _ ("Replica image"), record->image);
  ferry_facts_dialog_add_fact (group, _ ("Possible replica"), record->candidate);
  ferry_facts_dialog_add_fact (group, _ ("Accepted"), accepted);
  ferry_facts_dialog_add_fact (group, _ ("Ended"), ended);
  ferry_facts_dialog_add_fact (group, _ ("Attempts"), attempts);
}

static void
add_audit_line (AdwPreferencesGroup *group, const FerryAuditRecord *record)
{
  g_autofree char *time = dup_time (record->time);
  g_autofree char *outcome = dup_outcome (record->outcome);
  const char *facts[6] = { outcome, NULL };
  g_autofree char *text = NULL;
  guint n = 1;

  if (record->action != NULL)
    facts[n++] = record->action;
  if (record->image != NULL)
    facts[n++] = record->image;
  if (record->request_id != NULL)
    facts[n++] = record->request_id;
  text = ferry_phrase_join_facts ((char **) facts);
  ferry_facts_dialog_add_fact (group, time != NULL ? time : "", text);
}

static void
audit_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryFactsDialog) dialog = FERRY_FACTS_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = ferry_journal_load_audit_finish (FERRY_JOURNAL (source), result, &error);
  AdwPreferencesGroup *group;

  if (lines == NULL)
    {
      ferry_facts_dialog_add_group (dialog, _ ("Log"), error->message);
      return;
    }
  if (lines->len == 0)
    return;
  group = ferry_facts_dialog_add_group (dialog, _ ("Log"), NULL);
  for (guint i = 0; i < lines->len; i++)
    add_audit_line (group, g_ptr_array_index (lines, i));
}

/**
 * ferry_operation_dialog_new:
 * @session: whose journal
 * @operation: an operation
 *
 * Returns: (transfer full): a dialog with all that is known of it; the log follows when it is read
 */
AdwDialog *
ferry_operation_dialog_new (FerrySession *session, FerryOperation *operation)
{
  FerryFactsDialog *dialog;
  FerryEngine *engine;
  g_autofree char *title = NULL;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  title = ferry_copy_words_dup_title (operation);
  dialog = ferry_facts_dialog_new (title, ferry_operation_get_account (operation));
  add_request (dialog, operation);
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    add_replica (dialog, operation, ferry_operation_get_replica (operation, i));
  engine = ferry_session_get_engine (session);
  if (engine != NULL)
    ferry_journal_load_audit_async (ferry_engine_get_journal (engine), ferry_operation_get_uid (operation),
                                    AUDIT_LINES, audit_loaded_cb, g_object_ref (dialog));

  return ADW_DIALOG (dialog);
}

/**
 * ferry_operation_dialog_present:
 * @session: whose journal
 * @operation: an operation
 * @parent: a widget of the window it belongs to
 *
 * Shows what the journal knows of an operation.
 */
void
ferry_operation_dialog_present (FerrySession *session, FerryOperation *operation, GtkWidget *parent)
{
  AdwDialog *dialog = ferry_operation_dialog_new (session, operation);

  if (dialog != NULL)
    adw_dialog_present (dialog, parent);
}
