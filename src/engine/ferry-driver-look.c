/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at a target region: listings, what they prove, and the verdict. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-limiter.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image.h"

/* The longest pause between looks for an undecided replica, and how long that goes on. */
#define UNDECIDED_PAUSE ((gint64) 8 * 3600 * G_USEC_PER_SEC)

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

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryFlow *flow;              /* (owned) */
  gint64 attempt;               /* row ID */
} BaselineLoad;

/* What a listing says about one flow. */
typedef struct
{
  FerryEvidence best;
  JdcImage *image;              /* (nullable): the best candidate */
  GPtrArray *others;            /* (element-type JdcImage): strong ones that are not the best */
} Evidence;

static void
evidence_clear (Evidence *evidence)
{
  g_clear_pointer (&evidence->others, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Evidence, evidence_clear)

static void
quota_check_free (QuotaCheck *check)
{
  g_object_unref (check->driver);
  g_object_unref (check->flow);
  g_object_unref (check->listing);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuotaCheck, quota_check_free)

static void
baseline_load_free (BaselineLoad *load)
{
  g_object_unref (load->driver);
  g_object_unref (load->flow);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaselineLoad, baseline_load_free)

/* Texts decide as they were when first seen, because people edit them; a description that came late counts as
 * first. Changes are recorded in @transaction. */
static const FerrySightingRecord *
note_sighting (FerryDriver *self, const char *region, JdcImage *image, FerryTransaction *transaction)
{
  const char *id = jdc_image_get_id (image);
  const char *description = jdc_image_get_description (image);
  g_autofree char *key = g_strdup_printf ("%s/%s", region, id);
  FerrySightingRecord *record = g_hash_table_lookup (self->sightings, key);
  gboolean late = record != NULL && (record->description == NULL || *record->description == '\0')
                  && description != NULL && *description != '\0';

  if (record == NULL)
    {
      record = g_new0 (FerrySightingRecord, 1);
      record->identity = self->identity;
      record->region = g_strdup (region);
      record->image = g_strdup (id);
      record->name = g_strdup (jdc_image_get_name (image));
      record->description = g_strdup (description);
      record->first_seen = ferry_clock_get_real (self->clock);
      g_hash_table_insert (self->sightings, g_steal_pointer (&key), record);
      ferry_transaction_put_sighting (transaction, record);
    }
  else if (late)
    {
      g_set_str (&record->description, description);
      ferry_transaction_put_sighting (transaction, record);
    }
  return record;
}

static FerryEvidence
grade_image (FerryDriver *self, FerryFlow *flow, JdcImage *image, FerryTransaction *transaction)
{
  const char *region = ferry_driver_get_target (flow);
  g_autofree char *key = g_strdup_printf ("%s/%s", region, jdc_image_get_id (image));
  const FerrySightingRecord *sighting;
  FerryCandidate candidate = { 0 };

  if (!ferry_flow_is_new (flow, jdc_image_get_id (image)))
    return FERRY_EVIDENCE_NONE;

  sighting = note_sighting (self, region, image, transaction);
  candidate.is_new = TRUE;
  candidate.claimed
    = g_hash_table_contains (self->claimed, key) || g_hash_table_contains (self->duplicates, key);
  candidate.name = sighting->name;
  candidate.description = sighting->description;
  candidate.compatible = flow->facts == NULL || ferry_image_facts_compatible_image (flow->facts, image);
  return ferry_protocol_grade (&candidate, ferry_replica_get_source (flow->replica),
                               ferry_flow_get_expected_name (flow), flow->look.blind);
}

/* The earliest of two strong ones is the replica; texts of the service break a tie. */
static gboolean
is_earlier (JdcImage *a, JdcImage *b)
{
  int order = g_strcmp0 (jdc_image_get_create_time (a), jdc_image_get_create_time (b));

  return order != 0 ? order < 0 : g_strcmp0 (jdc_image_get_id (a), jdc_image_get_id (b)) < 0;
}

static void
take_candidate (Evidence *evidence, FerryEvidence grade, JdcImage *image)
{
  gboolean strong = grade == FERRY_EVIDENCE_STRONG;

  if (grade == FERRY_EVIDENCE_NONE)
    return;
  if (grade > evidence->best || (grade == evidence->best && is_earlier (image, evidence->image)))
    {
      if (strong && evidence->best == FERRY_EVIDENCE_STRONG)
        g_ptr_array_add (evidence->others, evidence->image);
      evidence->best = grade;
      evidence->image = image;
    }
  else if (strong)
    g_ptr_array_add (evidence->others, image);
}

/* A weak candidate that was seen once and is not in this listing has not explained itself: listings forget. */
static void
recall_weak (FerryDriver *self,
             FerryFlow *flow,
             FerryListing *listing,
             FerryTransaction *transaction,
             Evidence *evidence)
{
  GHashTableIter iter;
  gpointer id, image;

  g_hash_table_iter_init (&iter, flow->weak);
  while (g_hash_table_iter_next (&iter, &id, &image))
    if (ferry_listing_lookup (listing, id) == NULL
        && grade_image (self, flow, image, transaction) == FERRY_EVIDENCE_WEAK)
      take_candidate (evidence, FERRY_EVIDENCE_WEAK, image);
}

static void
gather_evidence (FerryDriver *self,
                 FerryFlow *flow,
                 FerryListing *listing,
                 FerryTransaction *transaction,
                 Evidence *evidence)
{
  GPtrArray *images = ferry_listing_get_images (listing);

  evidence->others = g_ptr_array_new ();
  for (guint i = 0; i < images->len; i++)
    {
      JdcImage *image = g_ptr_array_index (images, i);
      FerryEvidence grade = grade_image (self, flow, image, transaction);

      take_candidate (evidence, grade, image);
      if (grade == FERRY_EVIDENCE_WEAK)
        g_hash_table_replace (flow->weak, g_strdup (jdc_image_get_id (image)), g_object_ref (image));
    }
  recall_weak (self, flow, listing, transaction, evidence);
}

/* A second replica of the same source, most likely by an attempt that was given up too early: reported, never
 * deleted unasked. */
static void
report_duplicate (FerryDriver *self, FerryFlow *flow, JdcImage *image, FerryTransaction *transaction)
{
  const char *region = ferry_driver_get_target (flow);
  FerryDuplicateRecord *record = g_new0 (FerryDuplicateRecord, 1);

  record->replica = ferry_flow_get_record (flow)->id;
  record->region = g_strdup (region);
  record->image = g_strdup (jdc_image_get_id (image));
  record->found = ferry_clock_get_real (self->clock);
  ferry_transaction_put_duplicate (transaction, record);
  ferry_driver_add_audit (self, transaction, flow, record->image, NULL, "possible duplicate");
  g_hash_table_replace (self->duplicates, g_strdup_printf ("%s/%s", region, record->image), record);
}

static void
free_flow (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  g_autoptr (FerryFlow) flow = user_data;

  flow->occupied = FALSE;
}

static void
commit_verdict (FerryDriver *self, FerryFlow *flow, FerryReplicaRecord *record, FerryTransaction *transaction)
{
  flow->occupied = TRUE;
  ferry_transaction_put_replica (transaction, record);
  ferry_driver_commit (self, transaction, free_flow, g_object_ref (flow));
}

static void
end_attempt (FerryDriver *self, FerryFlow *flow, FerryOutcome outcome, FerryTransaction *transaction)
{
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);
  gint64 now = ferry_clock_get_real (self->clock);

  if (attempt == NULL)
    return;
  attempt->record->outcome = outcome;
  if (attempt->record->ended == 0)
    attempt->record->ended = now;
  if (outcome == FERRY_OUTCOME_SUPERSEDED)
    attempt->next_recheck = now + ferry_protocol_next_recheck (0);
  ferry_transaction_put_attempt (transaction, attempt->record, NULL);
}

static void
adopt (FerryDriver *self, FerryFlow *flow, Evidence *evidence, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = ferry_flow_change (flow, FERRY_STATE_PENDING);
  const char *id = jdc_image_get_id (evidence->image);

  g_set_str (&record->image, id);
  g_clear_pointer (&record->candidate, g_free);
  record->accepted = ferry_clock_get_real (self->clock);
  record->first_seen = record->accepted;
  flow->seen = TRUE;
  flow->looking = FALSE;
  flow->failures = 0;
  ferry_driver_claim (self, ferry_driver_get_target (flow), id);
  ferry_driver_get_region (self, ferry_driver_get_target (flow))->next_track = 0;
  if (flow->look.kind == FERRY_LOOK_UNCONFIRMED)
    end_attempt (self, flow, FERRY_OUTCOME_ACCEPTED, transaction);
  for (guint i = 0; i < evidence->others->len; i++)
    report_duplicate (self, flow, g_ptr_array_index (evidence->others, i), transaction);
  ferry_driver_add_audit (self, transaction, flow, id, NULL, "adopted");
  commit_verdict (self, flow, record, transaction);
}

static void
leave_to_user (FerryDriver *self, FerryFlow *flow, Evidence *evidence, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = ferry_flow_change (flow, FERRY_STATE_UNDECIDED);

  record->reason = FERRY_REASON_UNDECIDED;
  g_set_str (&record->message, _("It cannot be told whether this image was copied. Look at the target region and "
                                 "decide: the replica is there, send it again, or forget it."));
  g_set_str (&record->candidate, evidence->image != NULL ? jdc_image_get_id (evidence->image) : NULL);
  ferry_driver_add_audit (self, transaction, flow, record->candidate, NULL, "undecided");
  commit_verdict (self, flow, record, transaction);
}

static void
send_again (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = ferry_flow_change (flow, FERRY_STATE_QUEUED);

  if (flow->look.kind == FERRY_LOOK_UNCONFIRMED)
    end_attempt (self, flow, FERRY_OUTCOME_SUPERSEDED, transaction);
  flow->looking = FALSE;
  flow->not_before = 0;
  commit_verdict (self, flow, record, transaction);
}

static void
let_refusal_stand (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = ferry_flow_change (flow, FERRY_STATE_REFUSED);

  flow->looking = FALSE;
  record->reason = flow->refusal != NULL ? flow->refusal->reason : FERRY_REASON_SERVICE;
  record->http_status = flow->refusal != NULL ? flow->refusal->http_status : 0;
  g_set_str (&record->message, flow->refusal != NULL ? flow->refusal->message : NULL);
  g_set_str (&record->service_status, flow->refusal != NULL ? flow->refusal->service_status : NULL);
  g_set_str (&record->error_request_id, flow->refusal != NULL ? flow->refusal->request_id : NULL);
  record->ended = ferry_clock_get_real (self->clock);
  commit_verdict (self, flow, record, transaction);
}

/* Looks go on while the user has not decided: less and less often. */
static void
plan_next_look (FerryDriver *self, FerryFlow *flow)
{
  gint64 interval = ferry_look_get_interval (&flow->look);

  if (ferry_flow_get_state (flow) == FERRY_STATE_UNDECIDED)
    interval = MIN (interval << MIN (flow->look.n_listings, 16), UNDECIDED_PAUSE);
  flow->next_look = ferry_driver_now (self) + interval;
}

static void
note_still_looking (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = NULL;

  plan_next_look (self, flow);
  if (ferry_flow_get_state (flow) != FERRY_STATE_UNCONFIRMED
      || ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_NONE)
    {
      ferry_transaction_set_durable (transaction, TRUE);
      if (!ferry_transaction_is_empty (transaction))
        ferry_driver_commit (self, transaction, NULL, NULL);
      return;
    }
  record = ferry_replica_record_copy (ferry_flow_get_record (flow));
  record->waiting_for = FERRY_WAIT_NONE;
  commit_verdict (self, flow, record, transaction);
}

static void
become_unconfirmed (FerryDriver *self, FerryFlow *flow, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = ferry_flow_change (flow, FERRY_STATE_UNCONFIRMED);
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);

  record->attempts = attempt != NULL ? attempt->record->number : 1;
  end_attempt (self, flow, FERRY_OUTCOME_UNCONFIRMED, transaction);
  commit_verdict (self, flow, record, transaction);
  ferry_driver_begin_look (self, flow, FERRY_LOOK_UNCONFIRMED);
}

static guint
count_new (FerryFlow *flow, FerryListing *listing)
{
  GPtrArray *images = ferry_listing_get_images (listing);
  guint n = 0;

  for (guint i = 0; i < images->len; i++)
    n += ferry_flow_is_new (flow, jdc_image_get_id (g_ptr_array_index (images, i)));
  return n;
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
  if (quota != NULL && attempt != NULL && attempt->record->image_quota_used >= 0
      && jdc_quota_get_used (quota) - attempt->record->image_quota_used > count_new (flow, check->listing))
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
  jdc_client_describe_image_quota_async (ferry_cloud_get_tracker_client (self->cloud),
                                         ferry_driver_get_target (flow), self->cancellable, quota_checked_cb,
                                         check);
}

static void
act_on_verdict (FerryDriver *self,
                FerryFlow *flow,
                FerryVerdict verdict,
                Evidence *evidence,
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
        check_quota (self, flow, listing);
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
      note_still_looking (self, flow, transaction);
    }
}

static void
look_for_flow (FerryDriver *self, FerryFlow *flow, FerryListing *listing)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_auto (Evidence) evidence = { 0 };
  FerryVerdict verdict;

  if (ferry_flow_find_baseline_to_load (flow) != NULL)
    return;
  if (ferry_listing_get_started_monotonic (listing) < flow->look.not_before)
    return;
  if (ferry_listing_is_complete (listing))
    ferry_look_note_listing (&flow->look, ferry_listing_get_started_monotonic (listing));
  gather_evidence (self, flow, listing, transaction, &evidence);
  verdict = ferry_look_decide (&flow->look, evidence.best, ferry_driver_now (self));
  /* Absence needs a complete listing; to adopt, a part of one is enough. */
  if (!ferry_listing_is_complete (listing) && verdict != FERRY_VERDICT_ADOPT)
    verdict = FERRY_VERDICT_LOOK;
  g_debug ("%s: evidence %d, %u listings, %.1f s covered: verdict %d", ferry_replica_get_source (flow->replica),
           evidence.best, flow->look.n_listings, flow->look.covered / (double) G_USEC_PER_SEC, verdict);
  act_on_verdict (self, flow, verdict, &evidence, listing, transaction);
}

static gboolean
has_superseded (FerryFlow *flow)
{
  for (guint i = 0; i < flow->attempts->len; i++)
    if (((FerryFlowAttempt *) g_ptr_array_index (flow->attempts, i))->record->outcome == FERRY_OUTCOME_SUPERSEDED)
      return TRUE;
  return FALSE;
}

static void
plan_next_recheck (FerryDriver *self, FerryFlow *flow)
{
  gint64 now = ferry_clock_get_real (self->clock);

  for (guint i = 0; i < flow->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (flow->attempts, i);
      gint64 next;

      if (attempt->next_recheck == 0 || attempt->next_recheck > now)
        continue;
      next = ferry_protocol_next_recheck (now - attempt->record->ended);
      attempt->next_recheck = next >= 0 ? attempt->record->ended + next : 0;
    }
}

/* A superseded attempt may still have acted, only very late: its replica would be a second one. */
static void
look_for_duplicates (FerryDriver *self, FerryFlow *flow, FerryListing *listing)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_auto (Evidence) evidence = { 0 };

  if (!has_superseded (flow) || ferry_flow_find_baseline_to_load (flow) != NULL)
    return;
  gather_evidence (self, flow, listing, transaction, &evidence);
  if (evidence.best == FERRY_EVIDENCE_STRONG)
    {
      report_duplicate (self, flow, evidence.image, transaction);
      for (guint i = 0; i < evidence.others->len; i++)
        report_duplicate (self, flow, g_ptr_array_index (evidence.others, i), transaction);
    }
  plan_next_recheck (self, flow);
  if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
}

static void
take_listing (FerryDriver *self, FerryDriverRegion *region, FerryListing *listing)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      g_autoptr (FerryFlow) flow = g_object_ref (g_ptr_array_index (self->flows, i));

      if (flow->occupied || g_strcmp0 (ferry_driver_get_target (flow), region->region) != 0)
        continue;
      if (flow->looking)
        look_for_flow (self, flow, listing);
      else if (ferry_flow_get_state (flow) != FERRY_STATE_QUEUED && ferry_flow_get_state (flow) != FERRY_STATE_WAITING)
        look_for_duplicates (self, flow, listing);
    }
}

static void
note_waiting_for_listing (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  for (guint i = 0; i < self->flows->len; i++)
    {
      g_autoptr (FerryFlow) flow = g_object_ref (g_ptr_array_index (self->flows, i));
      FerryState state = ferry_flow_get_state (flow);

      if (g_strcmp0 (ferry_driver_get_target (flow), region->region) != 0)
        continue;
      if (state == FERRY_STATE_QUEUED || (state == FERRY_STATE_WAITING && !flow->looking))
        ferry_driver_note_waiting (self, flow, FERRY_STATE_WAITING, error);
      else if (state == FERRY_STATE_UNCONFIRMED)
        ferry_driver_note_waiting (self, flow, FERRY_STATE_UNCONFIRMED, error);
    }
}

/* A failed listing delays everything in this region and nothing elsewhere. */
static void
listing_failed (FerryDriver *self, FerryDriverRegion *region, const GError *error)
{
  g_debug ("Listing %s: %s", region->region, error->message);
  ferry_driver_note_region_failure (self, region, error);
  note_waiting_for_listing (self, region, error);
}

/* Two passes did not agree: the region is busy changing. Come back soon. One that goes on contradicting itself
 * is a fault of the service, and is told as such. */
static void
note_incomplete (FerryDriver *self, FerryDriverRegion *region)
{
  g_autoptr (GError) error = NULL;

  region->not_before = ferry_driver_now (self) + (G_USEC_PER_SEC << MIN (region->n_incomplete, 3));
  if (++region->n_incomplete < MAX_INCOMPLETE)
    return;
  error = g_error_new (JDC_ERROR, JDC_ERROR_PROTOCOL,
                       _("The list of images in %s contradicts itself, so it is read again."), region->region);
  note_waiting_for_listing (self, region, error);
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

static void
baseline_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BaselineLoad) load = user_data;
  FerryFlow *flow = load->flow;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) ids
    = ferry_journal_load_baseline_finish (FERRY_JOURNAL (object), result, &error);

  if (ids == NULL)
    {
      /* Without its baseline nothing is new and nothing absent: the replica stays unconfirmed, which is safe. */
      g_warning ("A baseline could not be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < flow->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (flow->attempts, i);

      if (attempt->record->id == load->attempt && attempt->baseline == NULL)
        attempt->baseline = g_hash_table_ref (ids);
    }
  ferry_driver_load_baselines (load->driver, flow);
  ferry_driver_wake (load->driver);
}

/* Lists the region's private images and lets every flow of it look. */
void
ferry_driver_list (FerryDriver *self, FerryDriverRegion *region)
{
  Listing *call = g_new0 (Listing, 1);

  call->driver = g_object_ref (self);
  call->region = region;
  region->listing_out = TRUE;
  ferry_listing_fetch_async (ferry_cloud_get_tracker_client (self->cloud), region->region,
                             ferry_cloud_get_limiter (self->cloud), FERRY_LISTING_DEFAULT, self->cancellable,
                             listed_cb, call);
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

/* Reads the baselines of attempts of an earlier process, one after the other. */
void
ferry_driver_load_baselines (FerryDriver *self, FerryFlow *flow)
{
  FerryFlowAttempt *attempt = ferry_flow_find_baseline_to_load (flow);
  BaselineLoad *load;

  if (attempt == NULL)
    return;
  load = g_new0 (BaselineLoad, 1);
  load->driver = g_object_ref (self);
  load->flow = g_object_ref (flow);
  load->attempt = attempt->record->id;
  ferry_journal_load_baseline_async (self->journal, attempt->record->baseline, baseline_loaded_cb, load);
}
