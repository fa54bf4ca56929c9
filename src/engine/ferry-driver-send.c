/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attempts: fresh facts, the commit that says "sending", the request, and what its answer means. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-limiter.h"
#include "engine/ferry-provenance.h"
#include "engine/ferry-rules.h"
#include "engine/ferry-source-reader.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image.h"

/* The attempts of one region that are made from one listing. */
typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryDriverRegion *region;
  FerryListing *listing;        /* (owned): the baseline */
  GPtrArray *flows;             /* (owned) (element-type FerryFlow) */
  FerryLimiter *limiter;        /* (owned) */
  guint n_taken;                /* requests it may send, counted before */
  guint n_out;                  /* reads not answered yet */
  gint64 quota_used;            /* -1 unknown */
} Batch;

/* The sources of a batch that lie in one region. */
typedef struct
{
  Batch *batch;
  char *region;                 /* (owned) */
} BatchRead;

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryFlow *flow;              /* (owned) */
  FerryLimiter *limiter;        /* (owned): counts it */
} Sending;

static void commit_batch (Batch *batch);

static void
batch_free (Batch *batch)
{
  batch->region->preparing = FALSE;
  while (batch->n_taken-- > 0)
    ferry_limiter_give_back (batch->limiter);
  g_object_unref (batch->limiter);
  g_object_unref (batch->driver);
  g_object_unref (batch->listing);
  g_ptr_array_unref (batch->flows);
  g_free (batch);
}

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->driver);
  g_object_unref (sending->flow);
  g_object_unref (sending->limiter);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* Gives a flow back to the turn. */
static void
drop_from_batch (Batch *batch, FerryFlow *flow)
{
  flow->occupied = FALSE;
  flow->sending = FALSE;
  g_ptr_array_remove (batch->flows, flow);
}

static void
finish_read (Batch *batch)
{
  if (--batch->n_out == 0)
    commit_batch (batch);
}

static FerryReplicaRecord *
make_refused (FerryFlow *flow, FerryProblem *problem, gint64 now)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_REFUSED);

  record->reason = problem->reason;
  record->message = g_strdup (problem->message);
  record->http_status = problem->http_status;
  record->service_status = g_strdup (problem->service_status);
  record->error_request_id = g_strdup (problem->request_id);
  record->ended = now;
  return record;
}

static void
take_source (Batch *batch, FerryFlow *flow, FerrySource *source)
{
  FerryDriver *self = batch->driver;
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (FerryImageFacts) facts = NULL;

  if (source->problem != NULL)
    problem = ferry_problem_ref (source->problem);
  else if (ferry_operation_get_kind (flow->operation) == FERRY_KIND_CONVERT)
    problem = ferry_rules_check_convert (source->image, ferry_operation_get_source_region (flow->operation), FALSE);
  else
    problem = ferry_rules_check_image (source->image, ferry_operation_get_source_region (flow->operation), FALSE);

  if (problem != NULL)
    {
      ferry_driver_commit_replica (self, flow, make_refused (flow, problem, ferry_clock_get_real (self->clock)));
      g_ptr_array_remove (batch->flows, flow);
      return;
    }
  facts = ferry_image_facts_new (source->image);
  ferry_flow_set_facts (flow, facts, ferry_driver_now (self));
}

static gboolean
is_in_region (FerryFlow *flow, const char *region)
{
  return g_strcmp0 (ferry_operation_get_source_region (flow->operation), region) == 0;
}

static void
take_sources (Batch *batch, const char *region, GPtrArray *sources)
{
  for (guint i = 0; i < sources->len; i++)
    {
      FerrySource *source = g_ptr_array_index (sources, i);

      for (guint j = batch->flows->len; j > 0; j--)
        {
          FerryFlow *flow = g_ptr_array_index (batch->flows, j - 1);

          if (is_in_region (flow, region)
              && g_strcmp0 (ferry_replica_get_source (flow->replica), source->id) == 0)
            take_source (batch, flow, source);
        }
    }
}

static void
sources_failed (Batch *batch, const char *region, const GError *error)
{
  FerryDriver *self = batch->driver;

  for (guint i = batch->flows->len; i > 0; i--)
    {
      g_autoptr (FerryFlow) flow = g_object_ref (g_ptr_array_index (batch->flows, i - 1));

      if (!is_in_region (flow, region))
        continue;
      drop_from_batch (batch, flow);
      ferry_flow_back_off (flow, ferry_driver_now (self), jdc_error_get_retry_after (error));
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ferry_driver_note_waiting (self, flow, FERRY_STATE_WAITING, error);
    }
}

static void
sources_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BatchRead *read = user_data;
  Batch *batch = read->batch;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = ferry_source_reader_read_finish (result, &error);

  if (sources != NULL)
    take_sources (batch, read->region, sources);
  else
    sources_failed (batch, read->region, error);
  g_free (read->region);
  g_free (read);
  finish_read (batch);
}

static gboolean
has_fresh_facts (FerryFlow *flow, gint64 now)
{
  return flow->facts != NULL && flow->facts_taken != 0 && now - flow->facts_taken <= FERRY_PROTOCOL_FRESH;
}

static void
read_sources (Batch *batch)
{
  gint64 now = ferry_driver_now (batch->driver);
  g_autoptr (GHashTable) regions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                          (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer region, ids;

  for (guint i = 0; i < batch->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (batch->flows, i);
      const char *from = ferry_operation_get_source_region (flow->operation);

      if (has_fresh_facts (flow, now))
        continue;
      if (!g_hash_table_contains (regions, from))
        g_hash_table_insert (regions, (gpointer) from, g_ptr_array_new ());
      ids = g_hash_table_lookup (regions, from);
      g_ptr_array_add (ids, (gpointer) ferry_replica_get_source (flow->replica));
    }
  g_hash_table_iter_init (&iter, regions);
  while (g_hash_table_iter_next (&iter, &region, &ids))
    {
      BatchRead *read = g_new0 (BatchRead, 1);

      read->batch = batch;
      read->region = g_strdup (region);
      batch->n_out++;
      g_ptr_array_add (ids, NULL);
      ferry_source_reader_read_async (ferry_driver_get_client (batch->driver), region,
                                      (const char *const *) ((GPtrArray *) ids)->pdata,
                                      batch->driver->cancellable, sources_read_cb, read);
    }
}

static void
quota_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Batch *batch = user_data;
  g_autoptr (JdcQuota) quota = jdc_client_describe_image_quota_finish (JDC_CLIENT (object), result, NULL);

  /* Only a hint for later looking: unknown is fine. */
  batch->quota_used = quota != NULL ? jdc_quota_get_used (quota) : -1;
  finish_read (batch);
}

static void
read_quota (Batch *batch)
{
  for (guint i = 0; i < batch->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (batch->flows, i);

      if (has_fresh_facts (flow, ferry_driver_now (batch->driver)) && flow->quota_used >= 0)
        {
          batch->quota_used = flow->quota_used;
          return;
        }
    }
  batch->n_out++;
  jdc_client_describe_image_quota_async (ferry_driver_get_client (batch->driver), batch->region->region,
                                         batch->driver->cancellable, quota_read_cb, batch);
}

/* A lost or refused answer; @look says how to look when it has to be. */
static FerryAnswer
judge_error (FerryFlow *flow, const GError *error, FerryLookKind *look)
{
  FerryAnswerFacts facts = { 0 };

  facts.never_sent = jdc_error_get_fate (error) == JDC_FATE_NEVER_SENT;
  facts.refused = jdc_error_get_fate (error) == JDC_FATE_REFUSED;
  facts.busy = g_error_matches (error, JDC_ERROR, JDC_ERROR_BUSY);
  facts.quota = g_error_matches (error, JDC_ERROR, JDC_ERROR_QUOTA_IMAGES)
                || g_error_matches (error, JDC_ERROR, JDC_ERROR_QUOTA_SNAPSHOTS)
                || g_error_matches (error, JDC_ERROR, JDC_ERROR_QUOTA);
  facts.throttled = g_error_matches (error, JDC_ERROR, JDC_ERROR_THROTTLED);
  facts.auth
    = g_error_matches (error, JDC_ERROR, JDC_ERROR_AUTH) || g_error_matches (error, JDC_ERROR, JDC_ERROR_CLOCK);
  facts.earlier_attempts = ferry_flow_count_earlier (flow);
  return ferry_protocol_judge_answer (&facts, look);
}

/* Records how an attempt ended, and the replica's next state, in one commit. Takes @record. */
static void
commit_answer (FerryDriver *self,
               FerryFlow *flow,
               FerryReplicaRecord *record,
               FerryOutcome outcome,
               const GError *error,
               const char *request_id)
{
  FerryFlowAttempt *attempt = ferry_flow_get_last_attempt (flow);
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryProblem) problem = NULL;
  g_autofree char *text = NULL;

  attempt->record->outcome = outcome;
  attempt->record->ended = ferry_clock_get_real (self->clock);
  g_set_str (&attempt->record->request_id, request_id);
  if (error != NULL)
    {
      attempt->record->http_status = jdc_error_get_http_status (error);
      problem = ferry_problem_new_for_error (error, NULL, NULL);
      text = g_strdup_printf (
        "%s: %s", ferry_outcome_to_string (outcome == FERRY_OUTCOME_BUSY ? FERRY_OUTCOME_REFUSED : outcome),
        ferry_reason_to_string (problem->reason));
    }
  ferry_transaction_put_attempt (transaction, attempt->record, NULL);
  ferry_driver_add_audit (self, transaction, flow, ferry_replica_get_source (flow->replica), request_id,
                          text != NULL ? text : ferry_outcome_to_string (outcome));
  ferry_driver_commit_flow (self, flow, record, transaction);
}

static void
set_record_problem (FerryReplicaRecord *record, const GError *error)
{
  g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

  record->reason = problem->reason;
  record->http_status = problem->http_status;
  g_set_str (&record->message, problem->message);
  g_set_str (&record->service_status, problem->service_status);
  g_set_str (&record->error_request_id, problem->request_id);
}

static void
note_accepted (FerryDriver *self, FerryFlow *flow, const char *image, const char *request_id)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_PENDING);
  FerryDriverRegion *region = ferry_driver_get_region (self, ferry_driver_get_target (flow));

  g_set_str (&record->image, image);
  record->accepted = ferry_clock_get_real (self->clock);
  flow->accepted = ferry_driver_now (self);
  flow->failures = 0;
  region->next_track = MIN (MAX (region->next_track, ferry_driver_now (self)),
                            ferry_driver_now (self) + 2 * G_USEC_PER_SEC);
  ferry_driver_claim (self, region->region, image);
  commit_answer (self, flow, record, FERRY_OUTCOME_ACCEPTED, NULL, request_id);
}

static void
note_wait (FerryDriver *self, FerryFlow *flow, const GError *error)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, FERRY_STATE_WAITING);
  FerryOutcome outcome = jdc_error_get_fate (error) == JDC_FATE_NEVER_SENT ? FERRY_OUTCOME_NEVER_SENT
                                                                           : FERRY_OUTCOME_REFUSED;

  set_record_problem (record, error);
  record->waiting_for = ferry_driver_wait_for_error (error);
  ferry_flow_back_off (flow, ferry_driver_now (self), jdc_error_get_retry_after (error));
  if (outcome == FERRY_OUTCOME_REFUSED)
    commit_answer (self, flow, record, outcome, error, jdc_error_get_request_id (error));
  else
    commit_answer (self, flow, record, outcome, error, NULL);
}

/* Busy now, lost, or refused after another one was lost: the target has to be looked at before anything else happens.
 * What a refusal leaves open is whether the lost one acted. */
static void
note_look (FerryDriver *self, FerryFlow *flow, FerryLookKind kind, const GError *error)
{
  gboolean unconfirmed = kind == FERRY_LOOK_UNCONFIRMED;
  gboolean busy = !unconfirmed && g_error_matches (error, JDC_ERROR, JDC_ERROR_BUSY);
  FerryReplicaRecord *record = ferry_flow_change (flow, busy ? FERRY_STATE_WAITING : FERRY_STATE_UNCONFIRMED);
  FerryOutcome outcome;

  set_record_problem (record, error);
  if (unconfirmed)
    record->attempts = ferry_flow_get_last_attempt (flow)->record->number;
  if (busy)
    record->waiting_for = FERRY_WAIT_BUSY;
  g_clear_pointer (&flow->refusal, ferry_problem_unref);
  flow->refusal = ferry_problem_new_for_error (error, ferry_replica_get_source (flow->replica), NULL);
  if (unconfirmed)
    outcome = FERRY_OUTCOME_UNCONFIRMED;
  else
    outcome = busy ? FERRY_OUTCOME_BUSY : FERRY_OUTCOME_REFUSED;
  commit_answer (self, flow, record, outcome, error, jdc_error_get_request_id (error));
  ferry_driver_begin_look (self, flow, kind);
}

static void
note_error (FerryDriver *self, FerryFlow *flow, const GError *error)
{
  FerryLookKind look;
  FerryReplicaRecord *record;

  g_debug ("%s: %s", ferry_replica_get_source (flow->replica), error->message);
  switch (judge_error (flow, error, &look))
    {
    case FERRY_ANSWER_NEVER_SENT:
    case FERRY_ANSWER_WAIT:
      note_wait (self, flow, error);
      break;
    case FERRY_ANSWER_REFUSED:
      record = ferry_flow_change (flow, FERRY_STATE_REFUSED);
      set_record_problem (record, error);
      record->ended = ferry_clock_get_real (self->clock);
      commit_answer (self, flow, record, FERRY_OUTCOME_REFUSED, error, jdc_error_get_request_id (error));
      break;
    case FERRY_ANSWER_LOOK:
    case FERRY_ANSWER_ACCEPTED:
    default:
      note_look (self, flow, look, error);
    }
}

/* What cannot stand in a path is no ID: such a replica could never be asked for. */
static gboolean
is_image_id (const char *id)
{
  if (id == NULL || *id == '\0' || *id == '.')
    return FALSE;
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && *p != '.')
      return FALSE;
  return TRUE;
}

/* A pair for a foreign source is nobody's proof; without ours the answer tells nothing. */
static const char *
find_pair (GPtrArray *pairs, const char *source)
{
  const char *found = NULL;

  for (guint i = 0; i < pairs->len; i++)
    {
      JdcCopyPair *pair = g_ptr_array_index (pairs, i);

      if (g_strcmp0 (jdc_copy_pair_get_source_id (pair), source) != 0)
        g_message ("The answer names a source that was not asked for: %s", jdc_copy_pair_get_source_id (pair));
      else if (found == NULL && is_image_id (jdc_copy_pair_get_destination_id (pair)))
        found = jdc_copy_pair_get_destination_id (pair);
    }
  return found;
}

/* The request is over, and counts for another minute. */
static void
end_request (Sending *sending, const GError *error)
{
  ferry_limiter_end (sending->limiter, "vm", ferry_operation_get_source_region (sending->flow->operation),
                     error);
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = NULL;
  g_autoptr (GPtrArray) pairs
    = jdc_client_copy_images_finish (JDC_CLIENT (object), result, &request_id, &error);
  const char *image = NULL;

  end_request (sending, error);
  if (pairs != NULL)
    {
      image = find_pair (pairs, ferry_replica_get_source (sending->flow->replica));
      if (image == NULL)
        error = jdc_error_new_full (JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN, 200, NULL, NULL, request_id);
    }
  if (image != NULL)
    note_accepted (sending->driver, sending->flow, image, request_id);
  else
    note_error (sending->driver, sending->flow, error);
}

static void
converted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = NULL;
  g_autofree char *image
    = jdc_client_convert_image_finish (JDC_CLIENT (object), result, &request_id, &error);

  end_request (sending, error);
  if (image != NULL && !is_image_id (image))
    error = jdc_error_new_full (JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN, 200, NULL, NULL, request_id);
  if (error == NULL)
    note_accepted (sending->driver, sending->flow, image, request_id);
  else
    note_error (sending->driver, sending->flow, error);
}

/* The commit that says "sending" is done: now the request leaves. It is never cancelled. */
static void
send_attempt (FerryDriver *self, FerryFlow *flow)
{
  const FerryOperationRecord *operation = ferry_operation_get_record (flow->operation);
  const char *source = ferry_replica_get_source (flow->replica);
  const char *ids[] = { source, NULL };
  g_autofree char *description = NULL;
  Sending *sending = g_new0 (Sending, 1);

  sending->driver = g_object_ref (self);
  sending->flow = g_object_ref (flow);
  sending->limiter = g_object_ref (ferry_cloud_get_limiter (self->cloud));
  if (operation->kind == FERRY_KIND_CONVERT)
    {
      jdc_client_convert_image_async (ferry_driver_get_client (self), operation->source_region, source, NULL,
                                      converted_cb, sending);
      return;
    }
  if (operation->description != NULL)
    description = ferry_provenance_describe (operation->description, operation->source_region, source, NULL);
  jdc_client_copy_images_async (ferry_driver_get_client (self), operation->source_region, ids,
                                operation->target_region, operation->name, description, NULL, copied_cb,
                                sending);
}

static void
drop_batch (Batch *batch)
{
  while (batch->flows->len > 0)
    drop_from_batch (batch, g_ptr_array_index (batch->flows, batch->flows->len - 1));
  batch_free (batch);
}

static void
batch_committed (FerryDriver *self, FerryTransaction *transaction, gpointer user_data)
{
  Batch *batch = user_data;
  gint64 age = ferry_driver_now (self) - ferry_listing_get_started_monotonic (batch->listing);
  g_autoptr (GHashTable) ids = ferry_listing_dup_ids (batch->listing);
  GPtrArray *rows;

  if (transaction == NULL)
    {
      drop_batch (batch);
      return;
    }
  rows = ferry_transaction_get_attempts (transaction);
  for (guint i = 0; i < batch->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (batch->flows, i);

      ferry_flow_add_attempt (flow, g_ptr_array_index (rows, i), ids);
      if (age <= FERRY_PROTOCOL_FRESH && self->running && self->cloud != NULL &&
          ferry_cloud_get_limiter (self->cloud) == batch->limiter)
        {
          batch->n_taken--;
          send_attempt (self, flow);
        }
      else
        /* The commit took so long that the baseline is stale, or there are other keys: nothing was sent, begin anew. */
        commit_answer (self, flow, ferry_flow_change (flow, FERRY_STATE_QUEUED), FERRY_OUTCOME_NEVER_SENT, NULL,
                       NULL);
    }
  batch_free (batch);
}

static void
put_attempt (Batch *batch, FerryFlow *flow, FerryTransaction *transaction, GHashTable *ids)
{
  g_autoptr (FerryReplicaRecord) replica = ferry_flow_change (flow, FERRY_STATE_SUBMITTING);
  FerryAttemptRecord attempt = { 0 };

  g_free (replica->facts);
  replica->facts = ferry_image_facts_to_string (flow->facts);
  attempt.replica = replica->id;
  attempt.number = replica->attempts + 1;
  attempt.image_quota_used = batch->quota_used;
  attempt.started = ferry_clock_get_real (batch->driver->clock);
  ferry_transaction_put_attempt (transaction, &attempt, ids);
  ferry_transaction_put_replica (transaction, replica);
}

/* Somebody wants to change it, which was not possible while it was being prepared. */
static void
drop_wished (Batch *batch)
{
  for (guint i = batch->flows->len; i > 0; i--)
    {
      FerryFlow *flow = g_ptr_array_index (batch->flows, i - 1);

      if (flow->wished)
        drop_from_batch (batch, flow);
    }
}

/* One commit holds the baseline, the facts and "sending": a crash before it means never sent, after it unconfirmed. */
static void
commit_batch (Batch *batch)
{
  FerryDriver *self = batch->driver;
  g_autoptr (FerryTransaction) transaction = NULL;
  g_autoptr (GHashTable) ids = NULL;
  gboolean fresh = ferry_driver_now (self) - ferry_listing_get_started_monotonic (batch->listing)
                   <= FERRY_PROTOCOL_FRESH;

  drop_wished (batch);
  if (batch->flows->len == 0 || !fresh || !self->running)
    {
      drop_batch (batch);
      ferry_driver_wake (self);
      return;
    }
  transaction = ferry_transaction_new ();
  ids = ferry_listing_dup_ids (batch->listing);
  for (guint i = 0; i < batch->flows->len; i++)
    put_attempt (batch, g_ptr_array_index (batch->flows, i), transaction, ids);
  ferry_driver_commit (self, transaction, batch_committed, batch);
}

/* Makes an attempt of each of @flows against the region's last listing, which is complete and fresh. */
void
ferry_driver_prepare (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->driver = g_object_ref (self);
  batch->region = region;
  batch->listing = g_object_ref (region->listing);
  batch->flows = g_ptr_array_ref (flows);
  batch->limiter = g_object_ref (ferry_cloud_get_limiter (self->cloud));
  batch->n_taken = flows->len;
  ferry_limiter_take (batch->limiter, batch->n_taken);
  batch->quota_used = -1;
  batch->n_out = 1;
  region->preparing = TRUE;
  for (guint i = 0; i < flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (flows, i);

      flow->occupied = TRUE;
      flow->sending = TRUE;
    }
  read_sources (batch);
  read_quota (batch);
  finish_read (batch);
}
