/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-follow.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-bars.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-outcome.h"
#include "ferryctl/ferry-ctl-report.h"

/* A replica may report its progress once in this time. */
#define PROGRESS_INTERVAL G_USEC_PER_SEC

/* In a log file a line for every so much progress is enough. */
#define LINE_PERCENT 10

/* What stood still when the following began gets this long to be looked at once more: a copy that was left undecided
 * may have turned up, and keys that were refused may work now. */
#define GRACE_SECONDS 15

struct _FerryCtlFollow
{
  FerryCtl *ctl; /* (not owned): it owns the command, which owns this */
  gboolean no_wait;
  GPtrArray *operations; /* (owned) (element-type FerryOperation): each once */
  GPtrArray *items;      /* (owned) (element-type Item) */
  GPtrArray *replicas;   /* (owned) (element-type FerryReplica): of the items */
  gulong cancelled_id;
  guint grace_id;
  guint bars_id;
  gboolean over;
  FerryCtlExit status;
  guint n_telling; /* operations whose end is being noted as told */
};

/* One replica, and what was told about it last. */
typedef struct
{
  FerryCtlFollow *follow;
  FerryOperation *operation; /* (owned) */
  FerryReplica *replica;     /* (owned) */
  FerryState state;
  FerryWait waiting_for;
  int progress;
  int line_progress; /* in the last line written for people, 0 none */
  char *image;       /* (owned) (nullable) */
  FerryReason reason;
  gint64 told;          /* monotonic time of the last progress event, 0 none */
  guint progress_id;    /* timer for progress that came too soon */
  gboolean stood_still; /* as it was when the following began */
} Item;

static void check_over (FerryCtlFollow *self);

static void
item_free (Item *item)
{
  g_signal_handlers_disconnect_by_data (item->replica, item);
  g_clear_handle_id (&item->progress_id, g_source_remove);
  g_object_unref (item->operation);
  g_object_unref (item->replica);
  g_free (item->image);
  g_free (item);
}

static void
tell_event (Item *item, const char *event)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_report_event (json, event, item->operation, item->replica);
  ferry_ctl_output_print_json (ferry_ctl_get_output (item->follow->ctl), json);
}

static void
note_told (Item *item)
{
  const FerryProblem *problem = ferry_replica_get_problem (item->replica);

  item->state = ferry_replica_get_state (item->replica);
  item->waiting_for = ferry_replica_get_waiting_for (item->replica);
  item->reason = problem != NULL ? problem->reason : FERRY_REASON_NONE;
  item->progress = ferry_replica_get_progress (item->replica);
  g_set_str (&item->image, ferry_replica_get_image (item->replica));
}

static gboolean
state_has_changed (Item *item)
{
  const FerryProblem *problem = ferry_replica_get_problem (item->replica);

  return item->state != ferry_replica_get_state (item->replica) ||
         item->waiting_for != ferry_replica_get_waiting_for (item->replica) ||
         item->reason != (problem != NULL ? problem->reason : FERRY_REASON_NONE) ||
         g_strcmp0 (item->image, ferry_replica_get_image (item->replica)) != 0;
}

static void
print_state (Item *item)
{
  g_autofree char *words = ferry_ctl_report_state_words (item->replica);
  const char *image = ferry_replica_get_image (item->replica);

  ferry_ctl_print (item->follow->ctl, "%s → %s%s%s: %s\n", ferry_replica_get_source (item->replica),
                   ferry_operation_get_target_region (item->operation), image != NULL ? " " : "",
                   image != NULL ? image : "", words);
  item->line_progress = MAX (ferry_replica_get_progress (item->replica), 0);
}

static void
tell_state (Item *item)
{
  g_clear_handle_id (&item->progress_id, g_source_remove);
  note_told (item);
  tell_event (item, "state");
  if (!ferry_ctl_output_is_terminal (ferry_ctl_get_output (item->follow->ctl)))
    print_state (item);
}

static void
tell_progress (Item *item)
{
  item->told = g_get_monotonic_time ();
  note_told (item);
  tell_event (item, "progress");
  if (!ferry_ctl_output_is_terminal (ferry_ctl_get_output (item->follow->ctl)) &&
      item->progress / LINE_PERCENT > item->line_progress / LINE_PERCENT)
    print_state (item);
}

static void
progress_due_cb (gpointer user_data)
{
  Item *item = user_data;

  item->progress_id = 0;
  tell_progress (item);
}

static void
tell_progress_in_time (Item *item)
{
  gint64 wait = item->told + PROGRESS_INTERVAL - g_get_monotonic_time ();

  if (item->progress_id != 0)
    return;
  if (item->told == 0 || wait <= 0)
    tell_progress (item);
  else
    item->progress_id = g_timeout_add_once ((guint) (wait / 1000 + 1), progress_due_cb, item);
}

static void
show_bars_now (gpointer user_data)
{
  FerryCtlFollow *self = user_data;
  FerryCtlOutput *output = ferry_ctl_get_output (self->ctl);
  g_autofree char *bars = ferry_ctl_bars_dup_text (self->replicas, output);

  self->bars_id = 0;
  ferry_ctl_output_set_footer (output, bars);
}

/* One answer of the service changes many replicas: they are drawn once. */
static void
show_bars (FerryCtlFollow *self)
{
  if (self->bars_id == 0 && ferry_ctl_output_is_terminal (ferry_ctl_get_output (self->ctl)))
    self->bars_id = g_idle_add_once (show_bars_now, self);
}

static void
replica_changed_cb (Item *item)
{
  FerryCtlFollow *self = item->follow;

  if (self->over)
    return;
  if (state_has_changed (item))
    {
      item->stood_still = FALSE;
      tell_state (item);
    }
  else if (item->progress != ferry_replica_get_progress (item->replica))
    {
      tell_progress_in_time (item);
    }
  show_bars (self);
  check_over (self);
}

static void
add_item (FerryCtlFollow *self, FerryOperation *operation, FerryReplica *replica)
{
  Item *item = g_new0 (Item, 1);

  if (!g_ptr_array_find (self->operations, operation, NULL))
    g_ptr_array_add (self->operations, g_object_ref (operation));
  item->follow = self;
  item->operation = g_object_ref (operation);
  item->replica = g_object_ref (replica);
  item->stood_still = TRUE;
  g_ptr_array_add (self->items, item);
  g_ptr_array_add (self->replicas, g_object_ref (replica));
}

/* A request that was not sent, or was turned away for its haste, is tried again within moments. */
static gboolean
may_soon_go_on (FerryReplica *replica)
{
  FerryWait wait = ferry_replica_get_waiting_for (replica);

  return ferry_replica_get_state (replica) == FERRY_STATE_WAITING &&
         (wait == FERRY_WAIT_NETWORK || wait == FERRY_WAIT_THROTTLED);
}

static FerryCtlOutcome
judge_item (FerryCtlFollow *self, Item *item)
{
  FerryCtlOutcome outcome = ferry_ctl_outcome_judge (item->replica, self->no_wait);

  if (self->grace_id != 0 && (item->stood_still || may_soon_go_on (item->replica)) &&
      (outcome == FERRY_CTL_OUTCOME_NO_KEYS || outcome == FERRY_CTL_OUTCOME_OPEN))
    return FERRY_CTL_OUTCOME_RUNNING;
  return outcome;
}

/* The problems are told with the most important kind first: the first decides the exit status. */
static guint
add_problems (FerryCtlFollow *self, FerryCtlOutcome outcome, FerryReason *first)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autoptr (FerryProblem) problem = NULL;

      if (judge_item (self, item) != outcome)
        continue;
      problem = ferry_ctl_outcome_dup_problem (item->operation, item->replica, outcome);
      if (n++ == 0)
        *first = problem->reason;
      ferry_ctl_add_problem (self->ctl, problem);
    }
  return n;
}

static guint
count_good (FerryCtlFollow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += judge_item (self, g_ptr_array_index (self->items, i)) == FERRY_CTL_OUTCOME_GOOD ? 1 : 0;
  return n;
}

/* Refused without anything else having been accepted is what it would have been before sending. */
static FerryCtlExit
judge_refusal (FerryReason reason)
{
  FerryCtlExit status = ferry_ctl_exit_for_reason (reason);

  return status == FERRY_CTL_EXIT_DONE ? FERRY_CTL_EXIT_SERVICE : status;
}

static FerryCtlExit
tell_problems (FerryCtlFollow *self)
{
  FerryReason reason = FERRY_REASON_NONE;
  FerryReason ignored;
  guint n_no_keys = add_problems (self, FERRY_CTL_OUTCOME_NO_KEYS, &ignored);
  guint n_open = add_problems (self, FERRY_CTL_OUTCOME_OPEN, &ignored);
  guint n_bad = add_problems (self, FERRY_CTL_OUTCOME_BAD, &ignored);
  guint n_refused = add_problems (self, FERRY_CTL_OUTCOME_REFUSED, &reason);

  if (n_no_keys > 0)
    return FERRY_CTL_EXIT_KEYS;
  if (n_open > 0)
    return FERRY_CTL_EXIT_SERVICE;
  if (n_bad > 0 || (n_refused > 0 && count_good (self) > 0))
    return FERRY_CTL_EXIT_PARTIAL;
  return n_refused > 0 ? judge_refusal (reason) : FERRY_CTL_EXIT_DONE;
}

static void
print_summary (FerryCtlFollow *self)
{
  guint n = self->items->len;
  guint n_good = count_good (self);

  if (self->no_wait)
    ferry_ctl_print (
      self->ctl,
      ngettext ("%u of %u request was accepted. “ferryctl copies” shows the progress known here, "
                "“ferryctl resume” follows it to the end.\n",
                "%u of %u requests were accepted. “ferryctl copies” shows the progress known here, "
                "“ferryctl resume” follows it to the end.\n",
                n),
      n_good, n);
  else
    ferry_ctl_print (self->ctl,
                     ngettext ("%u of %u replica is available.\n", "%u of %u replicas are available.\n", n),
                     n_good, n);
}

static void
set_operations (FerryCtlFollow *self)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_json_open (json, NULL, '[');
  for (guint i = 0; i < self->operations->len; i++)
    ferry_ctl_report_operation (json, NULL, g_ptr_array_index (self->operations, i), NULL);
  ferry_ctl_json_close (json, ']');
  ferry_ctl_set_operations (self->ctl, json);
}

static void
end (FerryCtlFollow *self)
{
  if (self->n_telling == 0)
    ferry_ctl_end (self->ctl, self->status);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  FerryCtlFollow *self = user_data;

  ferry_engine_tell_finish (FERRY_ENGINE (source), result, &error);
  if (error != NULL)
    g_debug ("What was told could not be noted: %s", error->message);
  self->n_telling--;
  end (self);
}

/* Whoever reads this has been told of the end: no other program needs to. */
static void
note_ends (FerryCtlFollow *self)
{
  for (guint i = 0; i < self->operations->len; i++)
    {
      self->n_telling++;
      ferry_engine_tell_async (ferry_ctl_get_engine (self->ctl), g_ptr_array_index (self->operations, i),
                               told_cb, self);
    }
}

static void
finish (FerryCtlFollow *self, gboolean interrupted)
{
  self->status = FERRY_CTL_EXIT_INTERNAL;
  self->over = TRUE;
  g_clear_handle_id (&self->grace_id, g_source_remove);
  g_clear_handle_id (&self->bars_id, g_source_remove);
  if (ferry_ctl_output_is_terminal (ferry_ctl_get_output (self->ctl)))
    show_bars_now (self);
  ferry_ctl_output_set_footer (ferry_ctl_get_output (self->ctl), NULL);
  set_operations (self);
  if (!interrupted)
    {
      self->status = tell_problems (self);
      print_summary (self);
      note_ends (self);
    }
  end (self);
}

static void
check_over (FerryCtlFollow *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      if (judge_item (self, g_ptr_array_index (self->items, i)) == FERRY_CTL_OUTCOME_RUNNING)
        return;
    }
  finish (self, FALSE);
}

static void
grace_over_cb (gpointer user_data)
{
  FerryCtlFollow *self = user_data;

  self->grace_id = 0;
  check_over (self);
}

static void
cancelled_cb (FerryCtlFollow *self)
{
  if (!self->over)
    finish (self, TRUE);
}

static void
tell_queued (FerryCtlFollow *self, FerryOperation *operation)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "event", "queued");
  ferry_ctl_report_operation (json, "operation", operation, NULL);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_output_print_json (ferry_ctl_get_output (self->ctl), json);
  ferry_ctl_print (self->ctl, _ ("Operation %s: %s → %s\n"), ferry_operation_get_uid (operation),
                   ferry_operation_get_source_region (operation),
                   ferry_operation_get_target_region (operation));
}

static void
set_interrupted_words (FerryCtlFollow *self)
{
  if (ferry_ctl_get_arguments (self->ctl)->demo)
    ferry_ctl_set_interrupted_words (self->ctl, _ ("Interrupted. The demo ends, and its copies with it."));
  else
    ferry_ctl_set_interrupted_words (
      self->ctl, _ ("Interrupted. What JD Cloud has accepted goes on there; “ferryctl resume” "
                    "follows it and sends the rest."));
}

/* Some are beyond their first state when the following begins; that is told like any other change. */
static void
tell_first_state (Item *item)
{
  if (ferry_replica_get_state (item->replica) != FERRY_STATE_QUEUED)
    tell_state (item);
  else
    note_told (item);
}

/**
 * ferry_ctl_follow_new:
 * @ctl: the run
 *
 * Returns: (transfer full): follows nothing yet
 */
FerryCtlFollow *
ferry_ctl_follow_new (FerryCtl *ctl)
{
  FerryCtlFollow *self = g_new0 (FerryCtlFollow, 1);

  self->ctl = ctl;
  self->no_wait = ferry_ctl_get_arguments (ctl)->no_wait;
  self->operations = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->replicas = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * ferry_ctl_follow_free:
 * @self: (transfer full): the follower
 */
void
ferry_ctl_follow_free (FerryCtlFollow *self)
{
  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (ferry_ctl_get_cancellable (self->ctl), self->cancelled_id);
  g_clear_handle_id (&self->grace_id, g_source_remove);
  g_clear_handle_id (&self->bars_id, g_source_remove);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->replicas);
  g_ptr_array_unref (self->operations);
  g_free (self);
}

/**
 * ferry_ctl_follow_add:
 * @self: a follower that was not started
 * @operation: an operation
 * @sources: (nullable): the source images that matter, %NULL for those that have not ended
 *
 * Follows replicas of @operation.
 */
void
ferry_ctl_follow_add (FerryCtlFollow *self, FerryOperation *operation, const char *const *sources)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      gboolean wanted = sources != NULL ? g_strv_contains (sources, ferry_replica_get_source (replica))
                                        : ferry_ctl_outcome_judge (replica, FALSE) <= FERRY_CTL_OUTCOME_OPEN;

      if (wanted && !g_ptr_array_find (self->replicas, replica, NULL))
        add_item (self, operation, replica);
    }
}

/**
 * ferry_ctl_follow_get_n_operations:
 * @self: a follower
 *
 * Returns: how many operations it follows
 */
guint
ferry_ctl_follow_get_n_operations (FerryCtlFollow *self)
{
  return self->operations->len;
}

/**
 * ferry_ctl_follow_start:
 * @self: a follower to which everything was added
 *
 * Tells what is followed, then what happens, and ends the run when nothing more will happen by itself.
 */
void
ferry_ctl_follow_start (FerryCtlFollow *self)
{
  set_interrupted_words (self);
  self->grace_id = g_timeout_add_seconds_once (GRACE_SECONDS, grace_over_cb, self);
  self->cancelled_id = g_signal_connect_swapped (ferry_ctl_get_cancellable (self->ctl), "cancelled",
                                                 G_CALLBACK (cancelled_cb), self);
  for (guint i = 0; i < self->operations->len; i++)
    tell_queued (self, g_ptr_array_index (self->operations, i));
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      tell_first_state (item);
      g_signal_connect_swapped (item->replica, "notify", G_CALLBACK (replica_changed_cb), item);
    }
  show_bars (self);
  if (g_cancellable_is_cancelled (ferry_ctl_get_cancellable (self->ctl)))
    finish (self, TRUE);
  else
    check_over (self);
}
