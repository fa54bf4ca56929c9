/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the journal's states read. Pure: from an operation and its replicas to words, so that every state is tested
 * without a window. */

#include "config.h"

#include "app/ferry-copy-words.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-phrases.h"
#include "app/ferry-words.h"
#include "engine/ferry-image-facts.h"
#include "engine/ferry-regions.h"

static const char *
get_target_city (FerryOperation *operation)
{
  return ferry_region_get_city (ferry_operation_get_target_region (operation));
}

static gboolean
is_conversion (FerryOperation *operation)
{
  return ferry_operation_get_kind (operation) == FERRY_KIND_CONVERT;
}

/* Words about what a replica waits for */

/* To the engine it is all one whether answers fail to come or cannot be used; people look for the fault elsewhere. */
static gboolean
waits_for_service (FerryReplica *replica)
{
  FerryProblem *problem = ferry_replica_get_problem (replica);

  return ferry_replica_get_waiting_for (replica) == FERRY_WAIT_NETWORK && problem != NULL &&
         (problem->reason == FERRY_REASON_SERVICE || problem->reason == FERRY_REASON_PROTOCOL);
}

static char *
describe_waiting (FerryOperation *operation, FerryReplica *replica, FerryOperation *blocker)
{
  const char *name = ferry_copy_words_get_name (replica);

  if (blocker != NULL && is_conversion (blocker))
    return g_strdup_printf (_ ("Waiting until %s is converted"), name);
  if (blocker != NULL)
    return g_strdup_printf (_ ("Waiting until %s has reached %s"), name, get_target_city (blocker));
  if (waits_for_service (replica))
    return g_strdup (_ ("Waiting: JD Cloud does not answer as it should"));
  switch (ferry_replica_get_waiting_for (replica))
    {
    case FERRY_WAIT_BUSY:
      return g_strdup_printf (_ ("Waiting: %s is in use by another copy or conversion"), name);
    case FERRY_WAIT_QUOTA:
      return g_strdup_printf (_ ("Waiting for quota in %s"), get_target_city (operation));
    case FERRY_WAIT_NETWORK:
      return g_strdup (_ ("Waiting for the network"));
    case FERRY_WAIT_THROTTLED:
      return g_strdup (_ ("Waiting: JD Cloud asks for patience"));
    case FERRY_WAIT_AUTH:
      return g_strdup (_ ("Waiting for new keys"));
    case FERRY_WAIT_NONE:
    case FERRY_N_WAITS:
    default:
      return g_strdup (C_ ("copy", "Waiting"));
    }
}

/* What was accepted goes on in the cloud, whether it can be followed or not. */
static char *
describe_out_of_sight (FerryReplica *replica)
{
  if (waits_for_service (replica))
    return g_strdup (_ ("It goes on in the cloud. It is followed again when JD Cloud answers as it should."));
  switch (ferry_replica_get_waiting_for (replica))
    {
    case FERRY_WAIT_NETWORK:
      return g_strdup (_ ("It goes on in the cloud. It is followed again when the network is back."));
    case FERRY_WAIT_THROTTLED:
      return g_strdup (
        _ ("It goes on in the cloud. JD Cloud asks for patience before it is looked at again."));
    case FERRY_WAIT_AUTH:
      return g_strdup (_ ("It goes on in the cloud. New keys are needed to follow it."));
    case FERRY_WAIT_NONE:
    case FERRY_WAIT_BUSY:
    case FERRY_WAIT_QUOTA:
    case FERRY_N_WAITS:
    default:
      return NULL;
    }
}

/* Words about progress */

static guint
count_still_minutes (FerryReplica *replica, gint64 now)
{
  return (guint) ((now - ferry_replica_get_progress_at (replica)) / (60 * G_USEC_PER_SEC));
}

static char *
describe_slow (FerryReplica *replica, gint64 now)
{
  guint minutes = count_still_minutes (replica, now);
  int progress = ferry_replica_get_progress (replica);

  /* Translators: a copy that does not get on; the first number is its percentage. "%%" is a percent sign. */
  return g_strdup_printf (
    ngettext ("Pending %d%%, no progress for %u minute", "Pending %d%%, no progress for %u minutes", minutes),
    MAX (progress, 0), minutes);
}

static char *
describe_pending (int progress)
{
  if (progress < 0)
    return g_strdup (C_ ("image status", "Pending"));

  /* Translators: "%%" is a percent sign; put a blank before it where your language does. */
  return g_strdup_printf (C_ ("image status", "Pending %d%%"), progress);
}

static char *
speak_progress (FerryReplica *replica)
{
  int progress = MAX (ferry_replica_get_progress (replica), 0);
  g_autofree char *percent = g_strdup_printf (ngettext ("%d percent", "%d percent", progress), progress);
  g_autofree char *left = NULL;

  if (ferry_replica_get_eta_high (replica) < 0)
    return g_steal_pointer (&percent);
  left =
    ferry_phrase_time_left_spoken (ferry_replica_get_eta_low (replica), ferry_replica_get_eta_high (replica));

  /* Translators: for screen readers: "34 percent, 6 to 9 minutes left" */
  return g_strdup_printf (C_ ("spoken progress", "%s, %s"), percent, left);
}

static void
fill_pending (FerryCopyWords *self, FerryReplica *replica, gint64 now)
{
  gboolean slow = ferry_replica_get_slow (replica) && count_still_minutes (replica, now) > 0;
  int high = ferry_replica_get_eta_high (replica);

  self->icon_name = slow ? "alarm-symbolic" : "content-loading-symbolic";
  self->state = slow ? describe_slow (replica, now) : describe_pending (ferry_replica_get_progress (replica));
  self->note = describe_out_of_sight (replica);
  self->fraction = CLAMP (ferry_replica_get_progress (replica), 0, 100) / 100.0;
  self->spoken = speak_progress (replica);
  if (slow || self->note != NULL)
    return;
  self->time = high < 0 ? g_strdup (_ ("Estimating…"))
                        : ferry_phrase_time_left (ferry_replica_get_eta_low (replica), high);
}

/* Words about ends */

static char *
describe_duration (FerryReplica *replica)
{
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);

  if (record->accepted == 0 || record->ended < record->accepted)
    return NULL;

  return ferry_phrase_took ((record->ended - record->accepted) / G_USEC_PER_SEC);
}

static char *
describe_error (int progress)
{
  if (progress < 0)
    return g_strdup (C_ ("image status", "Error"));

  /* Translators: a copy failed when it was that far. "%%" is a percent sign. */
  return g_strdup_printf (C_ ("image status", "Error at %d%%"), progress);
}

static void
fill_error (FerryCopyWords *self, FerryOperation *operation, FerryReplica *replica)
{
  self->icon_name = "dialog-error-symbolic";
  self->style = "error";
  self->state = describe_error (ferry_replica_get_progress (replica));
  self->note = g_strdup (is_conversion (operation)
                           ? _ ("The new image ended in the state Error. Retry makes another one.")
                           : _ ("The replica ended in the state Error. Retry makes a new one."));
}

static char *
dup_message (FerryReplica *replica)
{
  FerryProblem *problem = ferry_replica_get_problem (replica);

  return problem != NULL ? g_strdup (problem->message) : NULL;
}

static void
fill_verified (FerryCopyWords *self, FerryOperation *operation, FerryReplica *replica)
{
  self->icon_name = "security-high-symbolic";
  self->style = "success";
  self->state = g_strdup (is_conversion (operation) ? C_ ("copy", "Converted") : C_ ("copy", "Verified"));
  self->time = describe_duration (replica);
}

static void
fill_ended (FerryCopyWords *self, FerryOperation *operation, FerryReplica *replica, FerryState state)
{
  self->note = dup_message (replica);
  if (state == FERRY_STATE_DIFFERS)
    {
      self->icon_name = "dialog-warning-symbolic";
      self->style = "warning";
      self->state = g_strdup (C_ ("copy", "Differs from its source"));
      self->time = describe_duration (replica);
    }
  else if (state == FERRY_STATE_VANISHED)
    {
      self->icon_name = "dialog-warning-symbolic";
      self->style = "warning";
      self->state = g_strdup_printf (_ ("No longer in %s"), get_target_city (operation));
    }
  else
    {
      self->icon_name = "action-unavailable-symbolic";
      self->state = g_strdup (C_ ("copy", "Refused"));
    }
}

static void
fill_unsettled (FerryCopyWords *self, FerryOperation *operation, FerryReplica *replica, FerryState state)
{
  self->icon_name = "dialog-question-symbolic";
  if (state == FERRY_STATE_UNDECIDED)
    {
      self->style = "warning";
      self->state = g_strdup (_ ("Not clear whether it was copied"));
      self->note = dup_message (replica);
    }
  else
    {
      self->state = g_strdup_printf (_ ("Answer lost, looking in %s"), get_target_city (operation));
      self->note = g_strdup (_ ("It is not sent again before it is certain that it was not copied."));
    }
}

/* It was ready, but could not be read again in time to be compared. */
static void
fill_available (FerryCopyWords *self, FerryReplica *replica)
{
  self->icon_name = "selection-mode-symbolic";
  self->state = g_strdup (ferry_replica_get_record (replica)->ended != 0 ? _ ("Available, not checked")
                                                                         : _ ("Available, being checked"));
  self->time = describe_duration (replica);
}

static void
fill_cancelled (FerryCopyWords *self, FerryReplica *replica)
{
  self->icon_name = "action-unavailable-symbolic";
  self->state =
    g_strdup (ferry_replica_get_record (replica)->attempts == 0 ? _ ("Cancelled before it was sent")
                                                                : _ ("Forgotten, nobody looks for it"));
}

static void
fill (FerryCopyWords *self,
      FerryOperation *operation,
      FerryReplica *replica,
      FerryOperation *blocker,
      gint64 now)
{
  FerryState state = ferry_replica_get_state (replica);

  switch (state)
    {
    case FERRY_STATE_SUBMITTING:
      self->icon_name = "document-send-symbolic";
      self->state = g_strdup (C_ ("copy", "Sending"));
      break;

    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_UNDECIDED:
      fill_unsettled (self, operation, replica, state);
      break;

    case FERRY_STATE_PENDING:
      fill_pending (self, replica, now);
      break;

    case FERRY_STATE_AVAILABLE:
      fill_available (self, replica);
      break;

    case FERRY_STATE_VERIFIED:
      fill_verified (self, operation, replica);
      break;

    case FERRY_STATE_ERROR:
      fill_error (self, operation, replica);
      break;

    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_VANISHED:
      fill_ended (self, operation, replica, state);
      break;

    case FERRY_STATE_CANCELLED:
      fill_cancelled (self, replica);
      break;

    case FERRY_STATE_QUEUED:
    case FERRY_STATE_WAITING:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      self->icon_name = "document-open-recent-symbolic";
      self->state = describe_waiting (operation, replica, blocker);
    }
}

/**
 * ferry_copy_words_new:
 * @operation: an operation
 * @replica: one of its replicas
 * @blocker: (nullable): the operation that @replica waits for
 * @monotonic_now: the monotonic time it is
 *
 * Returns: (transfer full): how @replica is shown
 */
FerryCopyWords *
ferry_copy_words_new (FerryOperation *operation,
                      FerryReplica *replica,
                      FerryOperation *blocker,
                      gint64 monotonic_now)
{
  FerryCopyWords *self;
  FerryProblem *problem;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);
  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  self = g_new0 (FerryCopyWords, 1);
  self->fraction = -1;
  fill (self, operation, replica, blocker, monotonic_now);
  problem = ferry_replica_get_problem (replica);
  if (problem != NULL)
    self->request_id = g_strdup (problem->request_id);
  if (self->spoken == NULL)
    self->spoken = g_strdup (self->state);

  return self;
}

/**
 * ferry_copy_words_set_followed:
 * @self: words of @replica
 * @replica: a replica
 * @followed: who looks after it
 *
 * What nobody follows has no time left, and what happens to it meanwhile is said.
 */
void
ferry_copy_words_set_followed (FerryCopyWords *self, FerryReplica *replica, FerryFollowed followed)
{
  FerryState state;

  g_return_if_fail (self != NULL);
  g_return_if_fail (FERRY_IS_REPLICA (replica));

  state = ferry_replica_get_state (replica);
  if (followed != FERRY_FOLLOWED_BY_NOBODY || ferry_state_is_ended (state))
    return;
  g_clear_pointer (&self->time, g_free);
  g_free (self->note);
  self->note = g_strdup (state == FERRY_STATE_PENDING
                           ? _ ("It goes on in the cloud. New keys are needed to follow it.")
                           : _ ("Nothing is done about it before its account is added again."));
}

/**
 * ferry_copy_words_free:
 * @self: (transfer full): words
 */
void
ferry_copy_words_free (FerryCopyWords *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->state);
  g_free (self->time);
  g_free (self->note);
  g_free (self->request_id);
  g_free (self->spoken);
  g_free (self);
}

/**
 * ferry_copy_words_get_name:
 * @replica: a replica
 *
 * Returns: (transfer none): its source's name; the source's ID until its name is known
 */
const char *
ferry_copy_words_get_name (FerryReplica *replica)
{
  const char *name;

  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  name = ferry_replica_get_name (replica);

  return name != NULL && *name != '\0' ? ferry_words_get_shown (G_OBJECT (replica), name)
                                       : ferry_replica_get_source (replica);
}

/**
 * ferry_copy_words_dup_ids:
 * @replica: a replica
 *
 * Returns: (transfer full): "img-… → img-…", the source's alone until the replica's is known
 */
char *
ferry_copy_words_dup_ids (FerryReplica *replica)
{
  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  if (ferry_replica_get_image (replica) == NULL)
    return g_strdup (ferry_replica_get_source (replica));

  return ferry_phrase_route (ferry_replica_get_source (replica), ferry_replica_get_image (replica));
}

/* Operations */

static guint
count_state (FerryOperation *operation, FerryState state)
{
  guint n = 0;

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    n += ferry_replica_get_state (ferry_operation_get_replica (operation, i)) == state;

  return n;
}

/* A replica that only differs is there: nothing failed, but somebody should look. */
static gboolean
only_differs (FerryOperation *operation)
{
  return count_state (operation, FERRY_STATE_DIFFERS) > 0 && ferry_copy_words_count_failed (operation) == 0;
}

/**
 * ferry_copy_words_get_icon:
 * @operation: an operation
 *
 * Returns: (transfer none): the icon of its state
 */
const char *
ferry_copy_words_get_icon (FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  switch (ferry_operation_get_state (operation))
    {
    case FERRY_OPERATION_RUNNING:
      return "network-transmit-symbolic";

    case FERRY_OPERATION_DONE:
      return "security-high-symbolic";

    case FERRY_OPERATION_FAILED:
    case FERRY_OPERATION_PARTIAL:
      return only_differs (operation) ? "dialog-warning-symbolic" : "dialog-error-symbolic";

    case FERRY_OPERATION_UNDECIDED:
      return "dialog-question-symbolic";

    case FERRY_OPERATION_CANCELLED:
      return "action-unavailable-symbolic";

    case FERRY_OPERATION_QUEUED:
    case FERRY_OPERATION_WAITING:
    case FERRY_OPERATION_PLANNED:
    default:
      return "document-open-recent-symbolic";
    }
}

/**
 * ferry_copy_words_get_style:
 * @operation: an operation
 *
 * Returns: (transfer none) (nullable): the CSS class of its icon
 */
const char *
ferry_copy_words_get_style (FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  switch (ferry_operation_get_state (operation))
    {
    case FERRY_OPERATION_RUNNING:
      return "accent";

    case FERRY_OPERATION_DONE:
      return "success";

    case FERRY_OPERATION_FAILED:
    case FERRY_OPERATION_PARTIAL:
      return only_differs (operation) ? "warning" : "error";

    case FERRY_OPERATION_UNDECIDED:
      return "warning";

    case FERRY_OPERATION_CANCELLED:
    case FERRY_OPERATION_QUEUED:
    case FERRY_OPERATION_WAITING:
    case FERRY_OPERATION_PLANNED:
    default:
      return NULL;
    }
}

/**
 * ferry_copy_words_dup_title:
 * @operation: an operation
 *
 * Returns: (transfer full): "Beijing → Suqian"
 */
char *
ferry_copy_words_dup_title (FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  if (is_conversion (operation))
    return g_strdup_printf (_ ("Image type conversion in %s"), get_target_city (operation));

  return ferry_phrase_route (ferry_region_get_city (ferry_operation_get_source_region (operation)),
                             get_target_city (operation));
}

/* Snapshots of all sources; 0 if they are not known of each. */
static guint
count_snapshots (FerryOperation *operation)
{
  guint n = 0;

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      const FerryReplicaRecord *record =
        ferry_replica_get_record (ferry_operation_get_replica (operation, i));
      g_autoptr (FerryImageFacts) facts = NULL;

      if (record->facts != NULL)
        facts = ferry_image_facts_from_string (record->facts);
      if (facts == NULL)
        return 0;
      n += ferry_image_facts_get_snapshots (facts);
    }

  return n;
}

static void
take (GStrvBuilder *facts, char *fact)
{
  if (fact != NULL)
    g_strv_builder_take (facts, fact);
}

/* Takes the first that waits for something as an example: the rows tell of each. */
static char *
describe_wait (FerryOperation *operation, FerryOperation *blocker)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      const char *name = ferry_copy_words_get_name (replica);
      FerryState state = ferry_replica_get_state (replica);

      if (state != FERRY_STATE_QUEUED && state != FERRY_STATE_WAITING)
        continue;
      if (blocker != NULL && is_conversion (blocker))
        return g_strdup_printf (_ ("waits until %s is converted"), name);
      if (blocker != NULL)
        return g_strdup_printf (_ ("waits until %s has reached %s"), name, get_target_city (blocker));
      if (ferry_replica_get_waiting_for (replica) == FERRY_WAIT_QUOTA)
        return g_strdup_printf (_ ("waits for quota in %s"), get_target_city (operation));
      if (waits_for_service (replica))
        return g_strdup (_ ("waits for a usable answer of JD Cloud"));
      if (ferry_replica_get_waiting_for (replica) == FERRY_WAIT_NETWORK)
        return g_strdup (_ ("waits for the network"));
      if (ferry_replica_get_waiting_for (replica) == FERRY_WAIT_AUTH)
        return g_strdup (_ ("waits for new keys"));
    }

  return g_strdup (C_ ("copy", "waiting"));
}

/* Of a single copy the number says nothing. */
static void
add_single_result (FerryOperation *operation, GStrvBuilder *facts)
{
  switch (ferry_replica_get_state (ferry_operation_get_replica (operation, 0)))
    {
    case FERRY_STATE_VERIFIED:
      g_strv_builder_add (facts,
                          is_conversion (operation) ? C_ ("copy", "converted") : C_ ("copy", "verified"));
      break;

    case FERRY_STATE_AVAILABLE:
      g_strv_builder_add (facts, C_ ("copy", "available"));
      break;

    case FERRY_STATE_DIFFERS:
      g_strv_builder_add (facts, C_ ("copy", "differs"));
      break;

    case FERRY_STATE_CANCELLED:
      g_strv_builder_add (facts, C_ ("copy", "cancelled"));
      break;

    case FERRY_STATE_QUEUED:
    case FERRY_STATE_WAITING:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_UNDECIDED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      g_strv_builder_add (facts, C_ ("copy", "failed"));
    }
}

static void
add_results (FerryOperation *operation, GStrvBuilder *facts)
{
  guint verified = count_state (operation, FERRY_STATE_VERIFIED);
  guint available = count_state (operation, FERRY_STATE_AVAILABLE);
  guint differ = count_state (operation, FERRY_STATE_DIFFERS);
  guint failed = ferry_copy_words_count_failed (operation);
  guint cancelled = count_state (operation, FERRY_STATE_CANCELLED);

  if (verified == ferry_operation_get_n_replicas (operation))
    g_strv_builder_add (facts, C_ ("copies", "all verified"));
  else if (verified > 0)
    take (facts, g_strdup_printf (ngettext ("%u verified", "%u verified", verified), verified));
  if (available > 0)
    take (facts, g_strdup_printf (ngettext ("%u available", "%u available", available), available));
  if (differ > 0)
    take (facts, g_strdup_printf (ngettext ("%u differs", "%u differ", differ), differ));
  if (failed > 0)
    take (facts, g_strdup_printf (ngettext ("%u failed", "%u failed", failed), failed));
  if (cancelled > 0)
    take (facts, g_strdup_printf (ngettext ("%u cancelled", "%u cancelled", cancelled), cancelled));
}

static void
add_course (FerryOperation *operation, FerryOperation *blocker, GDateTime *now, GStrvBuilder *facts)
{
  FerryOperationState state = ferry_operation_get_state (operation);
  gint64 created = ferry_operation_get_record (operation)->created;
  gint64 ended = ferry_operation_get_ended (operation);

  if (state == FERRY_OPERATION_QUEUED || state == FERRY_OPERATION_WAITING)
    take (facts, describe_wait (operation, blocker));
  else if (state == FERRY_OPERATION_RUNNING)
    take (facts, ferry_phrase_started (created, now));
  else if (state == FERRY_OPERATION_UNDECIDED)
    g_strv_builder_add (facts, _ ("needs your decision"));
  else
    {
      if (ferry_operation_get_n_replicas (operation) == 1)
        add_single_result (operation, facts);
      else
        add_results (operation, facts);
      if (state == FERRY_OPERATION_DONE)
        take (facts, ferry_phrase_took_fact ((ended - created) / G_USEC_PER_SEC));
      take (facts, ferry_phrase_moment (ended, now));
    }
}

/**
 * ferry_copy_words_dup_subtitle:
 * @operation: an operation
 * @blocker: (nullable): the operation it waits for
 * @account: (nullable): the account shown; the operation's is named if it is another one
 * @now: the local time it is
 *
 * Returns: (transfer full): what it is about and how it stands, in short notes
 */
char *
ferry_copy_words_dup_subtitle (FerryOperation *operation,
                               FerryOperation *blocker,
                               const char *account,
                               GDateTime *now)
{
  g_autoptr (GStrvBuilder) facts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  guint snapshots;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  snapshots = count_snapshots (operation);
  if (g_strcmp0 (account, ferry_operation_get_account (operation)) != 0)
    g_strv_builder_add (facts, ferry_operation_get_account (operation));
  take (facts, ferry_phrase_count_images (ferry_operation_get_n_replicas (operation)));
  if (snapshots > 0 && ferry_operation_get_state (operation) == FERRY_OPERATION_RUNNING)
    take (facts, ferry_phrase_count_snapshots (snapshots));
  add_course (operation, blocker, now, facts);
  all = g_strv_builder_end (facts);

  return ferry_phrase_join_facts (all);
}

/**
 * ferry_copy_words_get_followed:
 * @followed: who looks after an operation that is not through
 *
 * Returns: (transfer none) (nullable): a short note for its subtitle; %NULL if there is nothing to say
 */
const char *
ferry_copy_words_get_followed (FerryFollowed followed)
{
  switch (followed)
    {
    case FERRY_FOLLOWED_ELSEWHERE:
      return C_ ("copy", "started elsewhere");

    case FERRY_FOLLOWED_BY_NOBODY:
      return C_ ("copy", "not followed, its keys are missing");

    case FERRY_FOLLOWED_HERE:
    default:
      return NULL;
    }
}

/**
 * ferry_copy_words_dup_time_left:
 * @operation: an operation
 *
 * Returns: (transfer full) (nullable): how long until its last replica is there; %NULL if nothing is on its way
 */
char *
ferry_copy_words_dup_time_left (FerryOperation *operation)
{
  int low = 0;
  int high = 0;
  guint pending = 0;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      if (ferry_state_is_ended (ferry_replica_get_state (replica)))
        continue;
      if (ferry_replica_get_state (replica) != FERRY_STATE_PENDING || ferry_replica_get_slow (replica) ||
          ferry_replica_get_waiting_for (replica) != FERRY_WAIT_NONE)
        return NULL;
      if (ferry_replica_get_eta_high (replica) < 0)
        return g_strdup (_ ("Estimating…"));
      low = MAX (low, ferry_replica_get_eta_low (replica));
      high = MAX (high, ferry_replica_get_eta_high (replica));
      pending++;
    }

  return pending > 0 ? ferry_phrase_time_left (low, high) : NULL;
}

static gboolean
uses_source (FerryOperation *operation, FerryOperation *other, const char *source)
{
  FerryReplica *replica;

  if (ferry_operation_get_record (other)->identity != ferry_operation_get_record (operation)->identity ||
      g_strcmp0 (ferry_operation_get_source_region (other), ferry_operation_get_source_region (operation)) !=
        0)
    return FALSE;
  replica = ferry_operation_find_source (other, source);
  if (replica == NULL)
    return FALSE;

  return ferry_replica_get_state (replica) == FERRY_STATE_SUBMITTING ||
         ferry_replica_get_state (replica) == FERRY_STATE_UNCONFIRMED ||
         ferry_replica_get_state (replica) == FERRY_STATE_UNDECIDED ||
         ferry_replica_get_state (replica) == FERRY_STATE_PENDING;
}

/**
 * ferry_copy_words_find_blocker:
 * @operations: (nullable): all operations
 * @operation: an operation
 * @replica: one of its replicas
 *
 * One source is in one copy or conversion at a time.
 *
 * Returns: (transfer none) (nullable): the operation that uses the source of @replica while that waits for it
 */
FerryOperation *
ferry_copy_words_find_blocker (GListModel *operations, FerryOperation *operation, FerryReplica *replica)
{
  FerryState state;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);
  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  state = ferry_replica_get_state (replica);
  if (operations == NULL || (state != FERRY_STATE_QUEUED && state != FERRY_STATE_WAITING))
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) other = g_list_model_get_item (operations, i);

      if (other != operation && uses_source (operation, other, ferry_replica_get_source (replica)))
        return other;
    }

  return NULL;
}

/**
 * ferry_copy_words_count_unsent:
 * @operation: an operation
 *
 * Returns: how many of its replicas have not been sent, so that they can be cancelled
 */
guint
ferry_copy_words_count_unsent (FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), 0);

  return count_state (operation, FERRY_STATE_QUEUED) + count_state (operation, FERRY_STATE_WAITING);
}

/**
 * ferry_copy_words_count_failed:
 * @operation: an operation
 *
 * Returns: how many of its replicas ended in an error, were refused, or are gone
 */
guint
ferry_copy_words_count_failed (FerryOperation *operation)
{
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), 0);

  return count_state (operation, FERRY_STATE_REFUSED) + count_state (operation, FERRY_STATE_ERROR) +
         count_state (operation, FERRY_STATE_VANISHED);
}
