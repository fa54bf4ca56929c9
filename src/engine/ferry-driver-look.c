/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at a target region: listings, and the verdict about each copy whose fate is not known. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <glib/gi18n-lib.h>

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image.h"

/* The first and the longest pause between looks for an undecided replica, and how long that goes on. */
#define UNDECIDED_PAUSE ((gint64) 60 * G_USEC_PER_SEC)
#define UNDECIDED_PAUSE_MAX ((gint64) 8 * 3600 * G_USEC_PER_SEC)
#define UNDECIDED_LOOK ((gint64) 24 * 3600 * G_USEC_PER_SEC)
/* So many listings that contradict themselves are more than a region that is busy changing. */
#define MAX_INCOMPLETE 3

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryDriverRegion *region;
} Listing;

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryFlow *flow;              /* (owned) */
  FerryListing *listing;        /* (owned) */
} QuotaCheck;

static void
quota_check_free (QuotaCheck *check)
{
  g_object_unref (check->driver);
  g_object_unref (check->flow);
  g_object_unref (check->listing);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuotaCheck, quota_check_free)

/* A second replica of the same source, most likely by an attempt that was given up too early: reported, never
 * deleted unasked. */
static void
report_duplicate (FerryDriver *self, FerryFlow *flow, JdcImage *image, FerryTransaction *transaction)
{
  const char *region = ferry_driver_get_target (flow);
  FerryDuplicateRecord record = { 0 };

  record.replica = ferry_flow_get_record (flow)->id;
  record.region = (char *) region;
  record.image = (char *) jdc_image_get_id (image);
  record.found = ferry_clock_get_real (self->clock);
  ferry_transaction_put_duplicate (transaction, &record);
  ferry_driver_add_audit (self, transaction, flow, record.image, NULL, "possible duplicate");
  g_hash_table_add (self->duplicates, g_strdup_printf ("%s/%s", region, record.image));
}

static void
end_attempt (FerryDriver *self, FerryFlow *flow, FerryOutcome outcome, FerryTransaction *transaction)
{
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);
  gint64 real = ferry_clock_get_real (self->clock);

  if (attempt == NULL)
    return;
  if (outcome == FERRY_OUTCOME_SUPERSEDED)
    ferry_flow_supersede (flow, attempt, real, ferry_driver_now (self));
  attempt->record->outcome = outcome;
  if (attempt->record->ended == 0)
    attempt->record->ended = real;
  ferry_transaction_put_attempt (transaction, attempt->record, NULL);
}

static void
adopt (FerryDriver *self, FerryFlow *flow, FerryDriverEvidence *evidence, FerryTransaction *transaction)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_PENDING);
  const char *id = jdc_image_get_id (evidence->image);
  gboolean unconfirmed = flow->looking && flow->look.kind == FERRY_LOOK_UNCONFIRMED;

  g_set_str (&record->image, id);
  g_clear_pointer (&record->candidate, g_free);
  record->accepted = ferry_clock_get_real (self->clock);
  record->first_seen = record->accepted;
  flow->accepted = ferry_driver_now (self);
  flow->seen = TRUE;
  flow->looking = FALSE;
  flow->failures = 0;
  ferry_driver_claim (self, ferry_driver_get_target (flow), id);
  ferry_driver_get_region (self, ferry_driver_get_target (flow))->next_track = 0;
  if (unconfirmed)
    end_attempt (self, flow, FERRY_OUTCOME_ACCEPTED, transaction);
  for (guint i = 0; i < evidence->others->len; i++)
    report_duplicate (self, flow, g_ptr_array_index (evidence->others, i), transaction);
  ferry_driver_add_audit (self, transaction, flow, id, NULL, "adopted");
  ferry_driver_commit_flow (self, flow, record, transaction);
}

static void
leave_to_user (FerryDriver *self,
               FerryFlow *flow,
               FerryDriverEvidence *evidence,
               FerryTransaction *transaction)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_UNDECIDED);

  record->reason = FERRY_REASON_UNDECIDED;
  g_set_str (&record->message, _("It cannot be told whether this image was copied. Look at the target region and "
                                 "decide: the replica is there, send it again, or forget it."));
  g_set_str (&record->candidate, evidence->image != NULL ? jdc_image_get_id (evidence->image) : NULL);
  flow->undecided_until = ferry_driver_now (self) + UNDECIDED_LOOK;
  flow->n_undecided = 0;
  ferry_driver_add_audit (self, transaction, flow, record->candidate, NULL, "undecided");
  ferry_driver_commit_flow (self, flow, record, transaction);
}

static void
send_again (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  if (flow->look.kind == FERRY_LOOK_UNCONFIRMED)
    end_attempt (self, flow, FERRY_OUTCOME_SUPERSEDED, transaction);
  flow->looking = FALSE;
  flow->not_before = 0;
  ferry_driver_commit_flow (self, flow, ferry_flow_change (flow, FERRY_STATE_QUEUED), transaction);
}

static void
put_problem (FerryReplicaRecord *record, const FerryProblem *problem)
{
  record->reason = problem->reason;
  record->http_status = problem->http_status;
  g_set_str (&record->message, problem->message);
  g_set_str (&record->service_status, problem->service_status);
  g_set_str (&record->error_request_id, problem->request_id);
}

static void
let_refusal_stand (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_REFUSED);

  flow->looking = FALSE;
  if (flow->refusal != NULL)
    put_problem (record, flow->refusal);
  else
    record->reason = FERRY_REASON_SERVICE;
  record->ended = ferry_clock_get_real (self->clock);
  ferry_driver_commit_flow (self, flow, record, transaction);
}

/* Looks go on while the user has not decided: less and less often, for a day. Then only listings that others need
 * are looked at. */
static void
plan_next_look (FerryDriver *self, FerryFlow *flow)
{
  gint64 now = ferry_driver_now (self);

  if (ferry_flow_get_state (flow) != FERRY_STATE_UNDECIDED)
    {
      flow->next_look = now + ferry_look_get_interval (&flow->look);
      return;
    }
  /* Listings that others needed are looks besides those that are planned. */
  if (flow->next_look > now)
    return;
  flow->next_look = now + MIN (UNDECIDED_PAUSE << MIN (flow->n_undecided, 16), UNDECIDED_PAUSE_MAX);
  flow->n_undecided++;
  if (flow->next_look > flow->undecided_until)
    flow->next_look = G_MAXINT64;
}

/* The row as it should read now, if it does not yet: what it waited for is there again, or another candidate showed
 * up. */
static FerryReplicaRecord *
make_current (FerryFlow *flow, FerryDriverEvidence *evidence)
{
  const char *candidate = evidence->image != NULL ? jdc_image_get_id (evidence->image) : NULL;
  FerryState state = ferry_flow_get_state (flow);
  FerryReplicaRecord *record = NULL;

  if (state == FERRY_STATE_UNCONFIRMED && ferry_replica_get_waiting_for (flow->replica) != FERRY_WAIT_NONE)
    {
      record = ferry_flow_change (flow, state);
      if (flow->refusal != NULL)
        put_problem (record, flow->refusal);
    }
  else if (state == FERRY_STATE_UNDECIDED && candidate != NULL &&
           g_strcmp0 (ferry_replica_get_candidate (flow->replica), candidate) != 0)
    {
      record = ferry_replica_record_copy (ferry_flow_get_record (flow));
      g_set_str (&record->candidate, candidate);
    }
  return record;
}

static void
note_still_looking (FerryDriver *self,
                    FerryFlow *flow,
                    FerryDriverEvidence *evidence,
                    FerryTransaction *transaction)
{
  FerryReplicaRecord *record = make_current (flow, evidence);

  plan_next_look (self, flow);
  if (record != NULL)
    ferry_driver_commit_flow (self, flow, record, transaction);
  else if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
}

static void
become_unconfirmed (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_UNCONFIRMED);
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);

  record->attempts = attempt != NULL ? attempt->record->number : 1;
  end_attempt (self, flow, FERRY_OUTCOME_UNCONFIRMED, transaction);
  ferry_driver_commit_flow (self, flow, record, transaction);
  ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
}

/* Before anything is sent again: has the quota in use grown by more than the listing shows? Then something was made
 * that is not visible yet. */
static void
quota_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuotaCheck) check = user_data;
  FerryDriver *self = check->driver;
  FerryFlow *flow = check->flow;
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (JdcQuota) quota
    = jdc_client_describe_image_quota_finish (JDC_CLIENT (object), result, NULL);

  flow->occupied = FALSE;
  if (!self->running)
    return;
  if (quota != NULL && attempt != NULL && attempt->record->image_quota_used >= 0 &&
      jdc_quota_get_used (quota) - attempt->record->image_quota_used >
        ferry_driver_count_new (flow, check->listing))
    flow->look.quota_grew = TRUE;
  if (ferry_look_decide (&flow->look, FERRY_EVIDENCE_NONE, ferry_driver_now (self)) == FERRY_VERDICT_SEND)
    send_again (self, flow, transaction);
  else
    {
      plan_next_look (self, flow);
      ferry_driver_wake (self);
    }
}

static void
check_quota (FerryDriver *self, FerryFlow *flow, FerryListing *listing)
{
  QuotaCheck *check = g_new0 (QuotaCheck, 1);

  check->driver = g_object_ref (self);
  check->flow = g_object_ref (flow);
  check->listing = g_object_ref (listing);
  flow->occupied = TRUE;
  jdc_client_describe_image_quota_async (ferry_driver_get_client (self), ferry_driver_get_target (flow),
                                         self->cancellable, quota_checked_cb, check);
}

static void
act_on_verdict (FerryDriver *self,
                FerryFlow *flow,
                FerryVerdict verdict,
                FerryDriverEvidence *evidence,
                FerryListing *listing,
                FerryTransaction *transaction)
{
  gboolean undecided = ferry_flow_get_state (flow) == FERRY_STATE_UNDECIDED;

  /* The user was asked: only what proves itself is done unasked. */
  if (undecided && verdict != FERRY_VERDICT_ADOPT)
    verdict = FERRY_VERDICT_LOOK;

  switch (verdict)
    {
    case FERRY_VERDICT_ADOPT:
      adopt (self, flow, evidence, transaction);
      break;
    case FERRY_VERDICT_SEND:
      if (flow->look.kind == FERRY_LOOK_BUSY_FIRST || flow->look.quota_grew)
        send_again (self, flow, transaction);
      else
        {
          if (!ferry_transaction_is_empty (transaction))
            ferry_driver_commit (self, transaction, NULL, NULL);
          check_quota (self, flow, listing);
        }
      break;
    case FERRY_VERDICT_UNCONFIRM:
      become_unconfirmed (self, flow, transaction);
      break;
    case FERRY_VERDICT_UNDECIDED:
      leave_to_user (self, flow, evidence, transaction);
      break;
    case FERRY_VERDICT_REFUSE:
      let_refusal_stand (self, flow, transaction);
      break;
    case FERRY_VERDICT_LOOK:
    default:
      note_still_looking (self, flow, evidence, transaction);
    }
}

static void
look_for_flow (FerryDriver *self, FerryDriverRegion *region, FerryFlow *flow, FerryListing *listing)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_auto (FerryDriverEvidence) evidence = { 0 };
  FerryVerdict verdict;

  if (ferry_listing_get_started_monotonic (listing) < flow->look.not_before)
    return;
  if (ferry_listing_is_complete (listing))
    ferry_look_note_listing (&flow->look, ferry_listing_get_started_monotonic (listing));
  ferry_driver_gather_evidence (self, region, flow, listing, transaction, &evidence);
  verdict = ferry_look_decide (&flow->look, evidence.best, ferry_driver_now (self));
  /* Absence needs a complete listing; to adopt, a part of one is enough. */
  if (!ferry_listing_is_complete (listing) && verdict != FERRY_VERDICT_ADOPT)
    verdict = FERRY_VERDICT_LOOK;
  g_debug ("%s: evidence %d, %u listings, %.1f s covered: verdict %d", ferry_replica_get_source (flow->replica),
           evidence.best, flow->look.n_listings, flow->look.covered / (double) G_USEC_PER_SEC, verdict);
  act_on_verdict (self, flow, verdict, &evidence, listing, transaction);
}

/* A superseded attempt may still have acted, only very late: its replica would be a second one. */
static void
look_for_duplicates (FerryDriver *self, FerryDriverRegion *region, FerryFlow *flow, FerryListing *listing)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_auto (FerryDriverEvidence) evidence = { 0 };

  if (!ferry_flow_has_superseded (flow))
    return;
  ferry_driver_gather_evidence (self, region, flow, listing, transaction, &evidence);
  if (evidence.best == FERRY_EVIDENCE_STRONG)
    {
      report_duplicate (self, flow, evidence.image, transaction);
      for (guint i = 0; i < evidence.others->len; i++)
        report_duplicate (self, flow, g_ptr_array_index (evidence.others, i), transaction);
    }
  if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
}

/* An attempt that was given up may have made the replica after all, before the next one was sent. */
static FerryEvidence
look_before_sending (FerryDriver *self, FerryDriverRegion *region, FerryFlow *flow, FerryListing *listing)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_auto (FerryDriverEvidence) evidence = { 0 };

  if (!ferry_flow_may_have_acted (flow))
    return FERRY_EVIDENCE_NONE;
  ferry_driver_gather_evidence (self, region, flow, listing, transaction, &evidence);
  if (evidence.best == FERRY_EVIDENCE_STRONG)
    adopt (self, flow, &evidence, transaction);
  else if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
  return evidence.best;
}

static void
take_listing (FerryDriver *self, FerryDriverRegion *region, FerryListing *listing)
{
  gint64 now = ferry_driver_now (self);

  region->news = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_hash_table_unref,
                                        (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      FerryState state = ferry_flow_get_state (flow);

      if (flow->occupied || g_strcmp0 (ferry_driver_get_target (flow), region->region) != 0 ||
          ferry_flow_find_baseline_to_load (flow) != NULL)
        continue;
      if (flow->looking)
        look_for_flow (self, region, flow, listing);
      else if (state == FERRY_STATE_QUEUED || state == FERRY_STATE_WAITING)
        look_before_sending (self, region, flow, listing);
      else
        look_for_duplicates (self, region, flow, listing);
      if (ferry_listing_is_complete (listing))
        ferry_flow_plan_recheck (flow, now);
    }
  g_clear_pointer (&region->news, g_hash_table_unref);
}

static void
note_not_listed (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  FerryDriverGroup *group = ferry_driver_group_new ();

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      FerryState state = ferry_flow_get_state (flow);

      if (g_strcmp0 (ferry_driver_get_target (flow), region->region) != 0)
        continue;
      if (state == FERRY_STATE_QUEUED || (state == FERRY_STATE_WAITING && !flow->looking))
        ferry_driver_group_put_waiting (group, flow, FERRY_STATE_WAITING, error);
      else if (state == FERRY_STATE_UNCONFIRMED)
        ferry_driver_group_put_waiting (group, flow, FERRY_STATE_UNCONFIRMED, error);
    }
  ferry_driver_group_commit (group, self);
}

/* A failed listing delays everything in this region and nothing elsewhere. */
static void
listing_failed (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  g_debug ("Listing %s: %s", region->region, error->message);
  ferry_driver_note_region_failure (self, region, error);
  note_not_listed (self, region, error);
}

/* Two passes did not agree: the region is busy changing. Come back soon. One that goes on contradicting itself
 * is a fault of the service, and is told as such. */
static void
note_incomplete (FerryDriver *self, FerryDriverRegion *region)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  region->not_before = ferry_driver_now (self) + (G_USEC_PER_SEC << MIN (region->n_incomplete, 3));
  if (++region->n_incomplete < MAX_INCOMPLETE)
    return;
  message = g_strdup_printf (_ ("The list of images in %s contradicts itself, so it is read again."), region->region);
  error = jdc_error_new (JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN, message);
  note_not_listed (self, region, error);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Listing *call = user_data;
  g_autoptr (FerryDriver) self = call->driver;
  FerryDriverRegion *region = call->region;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryListing) listing = ferry_listing_fetch_finish (result, &error);

  g_free (call);
  region->listing_out = FALSE;
  if (!self->running)
    return;
  if (listing == NULL)
    listing_failed (self, region, error);
  else
    {
      region->failures = 0;
      if (ferry_listing_is_complete (listing))
        {
          region->n_incomplete = 0;
          g_set_object (&region->listing, listing);
        }
      else
        note_incomplete (self, region);
      take_listing (self, region, listing);
    }
  ferry_driver_wake (self);
}

/* Lists the region's private images and lets every flow of it look. */
void
ferry_driver_list (FerryDriver *self, FerryDriverRegion *region)
{
  Listing *call = g_new0 (Listing, 1);

  call->driver = g_object_ref (self);
  call->region = region;
  region->listing_out = TRUE;
  ferry_listing_fetch_async (ferry_driver_get_client (self), region->region, self->clock,
                             FERRY_LISTING_DEFAULT, self->cancellable, listed_cb, call);
}

static gint64
get_settle (FerryDriver *self, FerryFlow *flow)
{
  gint64 settle = (gint64) self->settle * G_USEC_PER_SEC;

  return self->settle != 0 && self->settle_exactly ? settle : MAX (settle, ferry_flow_get_settle (flow));
}

void
ferry_driver_begin_look (FerryDriver *self, FerryFlow *flow, FerryLookKind kind)
{
  const FerryReplicaRecord *record = ferry_flow_get_record (flow);
  FerryFlowAttempt *last = ferry_flow_get_last_attempt (flow);
  gint64 now = ferry_driver_now (self);
  guint attempt = MAX (record->attempts, last != NULL ? last->record->number : 1);

  ferry_look_begin (&flow->look, kind, attempt, get_settle (self, flow), now);
  if (kind == FERRY_LOOK_BUSY_FIRST)
    flow->look.not_before = now + ferry_protocol_busy_wait (get_settle (self, flow), g_random_double ());
  /* Found dead long after it was sent: nobody watched the texts meanwhile. */
  if (last != NULL && last->record->started != 0)
    flow->look.blind
      = ABS (ferry_clock_get_real (self->clock) - last->record->started) > FERRY_PROTOCOL_BLIND;
  flow->looking = TRUE;
  flow->next_look = flow->look.not_before;
}

/* Whether another attempt may be sent against the region's last listing, which is to be its baseline: what is in a
 * baseline is never taken for a replica again. If not, @flow is on another way now. */
gboolean
ferry_driver_may_send (FerryDriver *self, FerryDriverRegion *region, FerryFlow *flow)
{
  FerryEvidence evidence = look_before_sending (self, region, flow, region->listing);

  if (evidence == FERRY_EVIDENCE_WEAK)
    {
      g_clear_pointer (&flow->refusal, ferry_problem_unref);
      ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
      ferry_driver_commit_replica (self, flow, ferry_flow_change (flow, FERRY_STATE_UNCONFIRMED));
    }
  return evidence == FERRY_EVIDENCE_NONE;
}
