/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-clouds.h"
#include "ferryctl/ferry-ctl-follow.h"
#include "ferryctl/ferry-ctl-known.h"

/* resume and retry: both give the engine all keys there are, and follow what it drives. */
typedef struct
{
  gboolean retry;
  GPtrArray *retried; /* (owned) (element-type FerryOperation): to be queued again */
  guint n_retried;
  FerryCtlFollow *follow; /* (owned) (nullable) */
} Resume;

static void
resume_free (Resume *self)
{
  g_ptr_array_unref (self->retried);
  g_clear_pointer (&self->follow, ferry_ctl_follow_free);
  g_free (self);
}

static gboolean
has_failed (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);

  return state == FERRY_STATE_REFUSED || state == FERRY_STATE_ERROR || state == FERRY_STATE_VANISHED ||
         state == FERRY_STATE_CANCELLED;
}

static gboolean
any_replica (FerryOperation *operation, gboolean (*matches) (FerryReplica *replica))
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      if (matches (ferry_operation_get_replica (operation, i)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_unfinished (FerryReplica *replica)
{
  return !ferry_ctl_known_is_ended (replica);
}

static gboolean
any_operation (GPtrArray *operations, gboolean (*matches) (FerryReplica *replica))
{
  for (guint i = 0; i < operations->len; i++)
    {
      if (any_replica (g_ptr_array_index (operations, i), matches))
        return TRUE;
    }
  return FALSE;
}

/* What cannot be driven for want of keys is said, but is no failure: another run may have them. */
static void
tell_without_keys (FerryCtl *ctl, guint n)
{
  g_autofree char *sentence = NULL;

  if (n == 0)
    return;
  sentence =
    g_strdup_printf (ngettext ("%u unfinished operation belongs to an account whose keys are not here.",
                               "%u unfinished operations belong to accounts whose keys are not here.", n),
                     n);
  ferry_ctl_output_say (ferry_ctl_get_output (ctl), sentence);
}

static void
end_with_nothing (FerryCtl *ctl)
{
  Resume *self = ferry_ctl_get_data (ctl);

  ferry_ctl_print (ctl, "%s\n",
                   self->retry ? _ ("There is nothing to try again.") : _ ("Nothing is unfinished."));
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
follow (FerryCtl *ctl)
{
  Resume *self = ferry_ctl_get_data (ctl);

  if (ferry_ctl_follow_get_n_operations (self->follow) > 0)
    ferry_ctl_follow_start (self->follow);
  else
    end_with_nothing (ctl);
}

static void
follow_unfinished (FerryCtl *ctl)
{
  Resume *self = ferry_ctl_get_data (ctl);
  FerryEngine *engine = ferry_ctl_get_engine (ctl);
  GListModel *operations = ferry_engine_get_operations (engine);
  guint n_without_keys = 0;

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (!any_replica (operation, is_unfinished))
        continue;
      if (ferry_engine_can_drive (engine, operation))
        ferry_ctl_follow_add (self->follow, operation, NULL);
      else
        n_without_keys++;
    }
  tell_without_keys (ctl, n_without_keys);
  follow (ctl);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  FerryCtl *ctl = user_data;
  Resume *self = ferry_ctl_get_data (ctl);

  if (!ferry_engine_retry_finish (FERRY_ENGINE (source), result, &error))
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  if (++self->n_retried < self->retried->len)
    return;
  for (guint i = 0; i < self->retried->len; i++)
    ferry_ctl_follow_add (self->follow, g_ptr_array_index (self->retried, i), NULL);
  follow (ctl);
}

static void
retry_chosen (FerryCtl *ctl)
{
  Resume *self = ferry_ctl_get_data (ctl);

  if (self->retried->len == 0)
    follow (ctl);
  for (guint i = 0; i < self->retried->len; i++)
    ferry_engine_retry_async (ferry_ctl_get_engine (ctl), g_ptr_array_index (self->retried, i), retried_cb,
                              ctl);
}

static void
fail_read_only (FerryCtl *ctl)
{
  ferry_ctl_fail (ctl, FERRY_REASON_READ_ONLY, NULL, ferry_cloud_get_read_only_words ());
}

/* Of all accounts that may be written to; fails the command if there is something to do in others alone. */
static gboolean
choose_failed (FerryCtl *ctl)
{
  Resume *self = ferry_ctl_get_data (ctl);
  FerryEngine *engine = ferry_ctl_get_engine (ctl);
  GListModel *operations = ferry_engine_get_operations (engine);
  guint n_read_only = 0;

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (!any_replica (operation, has_failed) || !ferry_engine_can_drive (engine, operation))
        continue;
      if (ferry_engine_is_read_only (engine, operation))
        n_read_only++;
      else
        g_ptr_array_add (self->retried, g_object_ref (operation));
    }
  if (n_read_only == 0 || self->retried->len > 0)
    return TRUE;
  fail_read_only (ctl);
  return FALSE;
}

static void
fail_unknown (FerryCtl *ctl, const char *uid)
{
  g_autofree char *message =
    g_strdup_printf (_ ("There is no operation “%s”: “ferryctl copies” shows them."), uid);

  ferry_ctl_fail (ctl, FERRY_REASON_NOT_FOUND, NULL, message);
}

/* Returns whether all of them can be tried again; nothing is changed unless all can. */
static gboolean
choose_named (FerryCtl *ctl, char **uids)
{
  Resume *self = ferry_ctl_get_data (ctl);
  FerryEngine *engine = ferry_ctl_get_engine (ctl);

  for (guint i = 0; uids[i] != NULL; i++)
    {
      FerryOperation *operation = ferry_engine_find_operation (engine, uids[i]);
      g_autofree char *message = NULL;

      if (operation == NULL)
        {
          fail_unknown (ctl, uids[i]);
          return FALSE;
        }
      if (!ferry_engine_can_drive (engine, operation))
        {
          message = g_strdup_printf (_ ("Operation %s belongs to the account “%s”, whose keys are not here."),
                                     uids[i], ferry_operation_get_account (operation));
          ferry_ctl_fail (ctl, FERRY_REASON_NO_ACCOUNT, NULL, message);
          return FALSE;
        }
      if (ferry_engine_is_read_only (engine, operation))
        {
          fail_read_only (ctl);
          return FALSE;
        }
      if (any_replica (operation, has_failed) && !g_ptr_array_find (self->retried, operation, NULL))
        g_ptr_array_add (self->retried, g_object_ref (operation));
    }
  return TRUE;
}

static void
retry (FerryCtl *ctl, char **uids)
{
  if (uids[0] == NULL ? choose_failed (ctl) : choose_named (ctl, uids))
    retry_chosen (ctl);
}

static void
clouds_added (FerryCtl *ctl, gpointer user_data)
{
  Resume *self = ferry_ctl_get_data (ctl);
  char **uids = ferry_ctl_get_arguments (ctl)->words;

  self->follow = ferry_ctl_follow_new (ctl);
  if (ferry_ctl_get_engine (ctl) == NULL && uids[0] != NULL)
    fail_unknown (ctl, uids[0]);
  else if (ferry_ctl_get_engine (ctl) == NULL)
    follow (ctl);
  else if (!self->retry)
    follow_unfinished (ctl);
  else
    retry (ctl, uids);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FerryCtl *ctl = user_data;
  Resume *self = ferry_ctl_get_data (ctl);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);
  g_autoptr (GPtrArray) operations = NULL;

  if (contents == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  operations = ferry_ctl_known_operations (contents);
  ferry_ctl_close_journal (ctl);
  if (any_operation (operations, self->retry ? has_failed : is_unfinished))
    ferry_ctl_clouds_add (ctl, clouds_added, NULL);
  else
    end_with_nothing (ctl);
}

static void
journal_opened (FerryCtl *ctl, gpointer user_data)
{
  Resume *self = ferry_ctl_get_data (ctl);
  FerryJournal *journal = ferry_ctl_get_journal (ctl);

  if (journal == NULL)
    {
      end_with_nothing (ctl);
    }
  else if (ferry_ctl_get_arguments (ctl)->take_over)
    {
      ferry_ctl_close_journal (ctl);
      ferry_ctl_clouds_add (ctl, clouds_added, NULL);
    }
  else
    {
      ferry_journal_load_async (journal, !self->retry, 0, loaded_cb, ctl);
    }
}

/* With nothing to do no keys are needed: a timer must neither fail where there are none nor ask to unlock a keyring. */
static void
start (FerryCtl *ctl, gboolean retry)
{
  Resume *self = g_new0 (Resume, 1);

  self->retry = retry;
  self->retried = g_ptr_array_new_with_free_func (g_object_unref);
  ferry_ctl_set_data (ctl, self, (GDestroyNotify) resume_free);
  if (ferry_ctl_get_arguments (ctl)->words[0] != NULL)
    ferry_ctl_clouds_add (ctl, clouds_added, NULL);
  else
    ferry_ctl_open_journal (ctl, journal_opened, NULL);
}

/**
 * ferry_ctl_resume_start:
 * @ctl: the run
 *
 * Drives all unfinished work of the accounts whose keys are here to its end.
 */
void
ferry_ctl_resume_start (FerryCtl *ctl)
{
  start (ctl, FALSE);
}

/**
 * ferry_ctl_retry_start:
 * @ctl: the run
 *
 * Queues what has failed again, and drives it to its end.
 */
void
ferry_ctl_retry_start (FerryCtl *ctl)
{
  start (ctl, TRUE);
}
