/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following accepted replicas: one call for all of a region, then the comparison with their sources. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include <glib/gi18n-lib.h>

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image-query.h"
#include "jdcloud/jdc-image.h"

#define TICK_MIN (2 * G_USEC_PER_SEC)
#define TICK_MAX (30 * G_USEC_PER_SEC)
#define IDS_PER_CALL 100
/* How long a ready replica is tried to be compared before it stays "available". */
#define VERIFY_LIMIT (60 * G_USEC_PER_SEC)
/* A replica that was accepted but not seen for so long is asked for less often. */
#define NEVER_SEEN (120 * G_USEC_PER_SEC)
#define VERIFY_PAUSE (5 * G_USEC_PER_SEC)

/* One call for up to 100 replicas, or for half of them after one unknown ID made a call fail. */
typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryDriverRegion *region;
  GPtrArray *flows;             /* (owned) (element-type FerryFlow) */
  guint *n_out;                 /* (shared): calls of this tick that are out */
} Tick;

typedef struct
{
  FerryDriver *driver;          /* (owned) */
  FerryFlow *flow;              /* (owned) */
} Single;

static void ask (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows, guint *n_out);

static void
single_free (Single *single)
{
  g_object_unref (single->driver);
  g_object_unref (single->flow);
  g_free (single);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Single, single_free)

static Single *
single_new (FerryDriver *self, FerryFlow *flow)
{
  Single *single = g_new0 (Single, 1);

  single->driver = g_object_ref (self);
  single->flow = g_object_ref (flow);
  return single;
}

static void
tick_free (Tick *tick)
{
  g_object_unref (tick->driver);
  g_ptr_array_unref (tick->flows);
  g_free (tick);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tick, tick_free)

/* Nothing moves: a copy that stands still, or one that was never seen and may show up late. */
static gboolean
is_quiet (FerryFlow *flow, gint64 now)
{
  return ferry_eta_is_slow (&flow->eta, now) || (!flow->seen && now - flow->accepted > NEVER_SEEN);
}

/* The next percent is not expected sooner; a copy of a minute is watched closely, one of hours is not. */
static gint64
choose_interval (FerryDriver *self, FerryDriverRegion *region)
{
  gint64 interval = TICK_MAX;

  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      double rate;

      if (ferry_flow_get_state (flow) != FERRY_STATE_PENDING
          || g_strcmp0 (ferry_driver_get_target (flow), region->region) != 0)
        continue;
      rate = ferry_eta_get_rate (&flow->eta);
      if (rate <= 0)
        interval = MIN (interval, is_quiet (flow, ferry_driver_now (self)) ? TICK_MAX : TICK_MIN);
      else
        interval = MIN (interval, (gint64) (G_USEC_PER_SEC / rate));
    }
  interval = CLAMP (interval, TICK_MIN, TICK_MAX);
  return (gint64) (interval * g_random_double_range (0.8, 1.2));
}

static void
finish_tick (FerryDriver *self, FerryDriverRegion *region, guint *n_out)
{
  if (--*n_out > 0)
    return;
  g_free (n_out);
  region->tracking_out = FALSE;
  region->next_track = ferry_driver_now (self) + choose_interval (self, region);
  ferry_driver_wake (self);
}

static void
end_replica (FerryDriver *self, FerryFlow *flow, FerryState state, FerryReason reason, const char *message)
{
  FerryReplicaRecord *record = ferry_flow_change (flow, state);

  record->reason = reason;
  g_set_str (&record->message, message);
  record->ended = ferry_clock_get_real (self->clock);
  if (record->first_seen == 0)
    record->first_seen = record->ended;
  if (state == FERRY_STATE_VERIFIED || state == FERRY_STATE_AVAILABLE || state == FERRY_STATE_DIFFERS)
    record->progress = 100;
  flow->ready_since = 0;
  ferry_replica_set_estimate (flow->replica, -1, -1, FALSE);
  ferry_driver_commit_replica (self, flow, record);
}

static void
compare (FerryDriver *self, FerryFlow *flow, JdcImage *image)
{
  g_autoptr (FerryImageFacts) facts = ferry_image_facts_new (image);
  g_auto (GStrv) differences = NULL;
  g_autofree char *list = NULL;
  g_autofree char *message = NULL;

  if (flow->facts == NULL || ferry_operation_get_kind (flow->operation) == FERRY_KIND_CONVERT)
    {
      end_replica (self, flow, FERRY_STATE_VERIFIED, FERRY_REASON_NONE, NULL);
      return;
    }
  differences = ferry_image_facts_diff (flow->facts, facts);
  if (differences[0] == NULL)
    {
      end_replica (self, flow, FERRY_STATE_VERIFIED, FERRY_REASON_NONE, NULL);
      return;
    }
  list = g_strjoinv (_(", "), differences);
  message = g_strdup_printf (_("The replica differs from its source: %s. Compare the two before you use it."), list);
  end_replica (self, flow, FERRY_STATE_DIFFERS, FERRY_REASON_DIFFERS, message);
}

static void
verified_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Single) single = user_data;
  FerryDriver *self = single->driver;
  FerryFlow *flow = single->flow;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImage) image = jdc_client_describe_image_finish (JDC_CLIENT (object), result, &error);
  gint64 now = ferry_driver_now (self);

  flow->occupied = FALSE;
  if (!self->running)
    return;
  if (image != NULL && g_strcmp0 (jdc_image_get_status (image), "ready") == 0)
    compare (self, flow, image);
  else if (now - flow->ready_since >= VERIFY_LIMIT)
    end_replica (self, flow, FERRY_STATE_AVAILABLE, FERRY_REASON_NONE, NULL);
  else
    {
      flow->next_verify = now + VERIFY_PAUSE;
      ferry_driver_wake (self);
    }
}

static void
note_progress (FerryDriver *self, FerryFlow *flow, int progress, FerryTransaction *transaction)
{
  g_autoptr (FerryReplicaRecord) record = NULL;
  gint64 now = ferry_driver_now (self);
  guint low = 0;
  guint high = 0;
  gboolean known;

  if (progress >= 0)
    ferry_eta_feed (&flow->eta, now, progress);
  known = ferry_eta_get_remaining (&flow->eta, now, &low, &high);
  ferry_replica_set_estimate (flow->replica, known ? (int) low : -1, known ? (int) high : -1,
                              ferry_eta_is_slow (&flow->eta, now));

  /* Progress never runs backwards on screen. */
  if (flow->occupied || progress <= ferry_replica_get_progress (flow->replica) || progress > 100)
    return;
  record = ferry_replica_record_copy (ferry_flow_get_record (flow));
  record->progress = progress;
  ferry_transaction_put_replica (transaction, record);
}

static void
take_image (FerryDriver *self, FerryFlow *flow, JdcImage *image, FerryTransaction *transaction)
{
  const char *status = jdc_image_get_status (image);

  flow->seen = TRUE;
  flow->alone = FALSE;
  flow->n_absent = 0;
  flow->n_not_found = 0;
  if (g_strcmp0 (status, "ready") == 0)
    {
      flow->ready_since = ferry_driver_now (self);
      flow->next_verify = flow->ready_since;
      ferry_replica_set_estimate (flow->replica, -1, -1, FALSE);
    }
  else if (g_strcmp0 (status, "error") == 0)
    end_replica (self, flow, FERRY_STATE_ERROR, FERRY_REASON_REPLICA_ERROR,
                 _("The service could not finish this replica. Delete it, then copy the image again."));
  else
    note_progress (self, flow, jdc_image_get_progress (image), transaction);
}

/* It is answered for again, whatever the answer says. */
static void
clear_waiting (FerryFlow *flow, FerryDriverGroup *group)
{
  if (ferry_replica_get_waiting_for (flow->replica) != FERRY_WAIT_NONE)
    ferry_driver_group_put (group, flow, ferry_flow_change (flow, FERRY_STATE_PENDING));
}

static gboolean
has_vanished (FerryDriver *self, FerryFlow *flow)
{
  FerryAbsence absence = { 0 };

  absence.seen = flow->seen;
  absence.n_absent = flow->n_absent;
  absence.absent_for = ferry_driver_now (self) - flow->absent_since;
  absence.accepted_for = ferry_driver_now (self) - flow->accepted;
  absence.n_not_found = flow->n_not_found;
  return ferry_protocol_has_vanished (&absence);
}

/* Only the service can say so: an ID that could not even be asked for proves nothing. */
static gboolean
says_not_found (const GError *error)
{
  return g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND) &&
         jdc_error_get_fate (error) != JDC_FATE_NEVER_SENT;
}

/* Not listed, but there. */
static void
take_single (FerryDriver *self, FerryFlow *flow, JdcImage *image)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();

  ferry_transaction_set_durable (transaction, FALSE);
  take_image (self, flow, image, transaction);
  if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
}

static void
absence_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Single) single = user_data;
  FerryDriver *self = single->driver;
  FerryFlow *flow = single->flow;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImage) image = jdc_client_describe_image_finish (JDC_CLIENT (object), result, &error);
  g_autofree char *message = NULL;

  flow->occupied = FALSE;
  if (!self->running)
    return;
  if (image != NULL)
    take_single (self, flow, image);
  else if (says_not_found (error))
    flow->n_not_found++;
  ferry_driver_wake (self);
  if (image == NULL && has_vanished (self, flow))
    {
      message = g_strdup_printf (_("The replica %s is no longer there. Someone may have deleted it."),
                                 ferry_replica_get_image (flow->replica));
      end_replica (self, flow, FERRY_STATE_VANISHED, FERRY_REASON_VANISHED, message);
    }
}

static void
check_absence (FerryDriver *self, FerryFlow *flow)
{
  flow->occupied = TRUE;
  jdc_client_describe_image_async (ferry_driver_get_client (self), ferry_driver_get_target (flow),
                                   ferry_replica_get_image (flow->replica), self->cancellable,
                                   absence_checked_cb, single_new (self, flow));
}

static void
note_absent (FerryDriver *self, FerryFlow *flow)
{
  gint64 now = ferry_driver_now (self);

  if (flow->n_absent++ == 0)
    flow->absent_since = now;
  if (flow->n_absent >= 3 || flow->alone)
    check_absence (self, flow);
}

static JdcImage *
find_image (GPtrArray *images, const char *id)
{
  for (guint i = 0; i < images->len; i++)
    if (g_strcmp0 (jdc_image_get_id (g_ptr_array_index (images, i)), id) == 0)
      return g_ptr_array_index (images, i);
  return NULL;
}

static void
take_page (Tick *tick, JdcImagePage *page)
{
  FerryDriver *self = tick->driver;
  GPtrArray *images = jdc_image_page_get_images (page);
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryDriverGroup *answered = ferry_driver_group_new ();

  ferry_transaction_set_durable (transaction, FALSE);
  for (guint i = 0; i < tick->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (tick->flows, i);
      JdcImage *image;

      if (flow->occupied || ferry_flow_get_state (flow) != FERRY_STATE_PENDING)
        continue;
      image = find_image (images, ferry_replica_get_image (flow->replica));
      if (image != NULL)
        take_image (self, flow, image, transaction);
      else
        note_absent (self, flow);
      if (!flow->occupied)
        clear_waiting (flow, answered);
    }
  ferry_driver_group_commit (answered, self);
  if (!ferry_transaction_is_empty (transaction))
    ferry_driver_commit (self, transaction, NULL, NULL);
  ferry_driver_tell_images (self, tick->region->region, images);
}

static void
ask_half (Tick *tick, guint from, guint to)
{
  g_autoptr (GPtrArray) half = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = from; i < to; i++)
    g_ptr_array_add (half, g_object_ref (g_ptr_array_index (tick->flows, i)));
  ask (tick->driver, tick->region, half, tick->n_out);
}

/* One unknown ID may fail the whole call: the halves tell which. */
static void
bisect (Tick *tick)
{
  FerryFlow *only = g_ptr_array_index (tick->flows, 0);

  if (tick->flows->len > 1)
    {
      ask_half (tick, 0, tick->flows->len / 2);
      ask_half (tick, tick->flows->len / 2, tick->flows->len);
    }
  else if (!only->occupied && ferry_flow_get_state (only) == FERRY_STATE_PENDING)
    {
      only->alone = TRUE;
      note_absent (tick->driver, only);
    }
}

static void
note_not_tracked (FerryFlow *flow, FerryDriverGroup *group, const GError *error)
{
  if (ferry_flow_get_state (flow) == FERRY_STATE_PENDING)
    ferry_driver_group_put_waiting (group, flow, FERRY_STATE_PENDING, error);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Tick) tick = user_data;
  FerryDriver *self = tick->driver;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = NULL;

  page = jdc_client_describe_images_finish (JDC_CLIENT (object), result, &error);
  if (self->running && page != NULL)
    {
      tick->region->failures = 0;
      take_page (tick, page);
    }
  else if (self->running && says_not_found (error))
    bisect (tick);
  else if (self->running)
    {
      FerryDriverGroup *group = ferry_driver_group_new ();

      g_debug ("Tracking %s: %s", tick->region->region, error->message);
      ferry_driver_note_region_failure (self, tick->region, error);
      for (guint i = 0; i < tick->flows->len; i++)
        note_not_tracked (g_ptr_array_index (tick->flows, i), group, error);
      ferry_driver_group_commit (group, self);
    }
  finish_tick (self, tick->region, tick->n_out);
}

static void
ask (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows, guint *n_out)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Tick *tick = g_new0 (Tick, 1);

  tick->driver = g_object_ref (self);
  tick->region = region;
  tick->flows = g_ptr_array_ref (flows);
  tick->n_out = n_out;
  ++*n_out;
  for (guint i = 0; i < flows->len; i++)
    g_ptr_array_add (ids, (gpointer) ferry_replica_get_image (((FerryFlow *) g_ptr_array_index (flows, i))->replica));
  g_ptr_array_add (ids, NULL);
  jdc_image_query_set_ids (query, (const char *const *) ids->pdata);
  jdc_image_query_set_page (query, 1, 100);
  jdc_client_describe_images_async (ferry_driver_get_client (self), region->region, query, self->cancellable,
                                    asked_cb, tick);
}

/* Asks for all of @flows, up to 100 a call. What makes such a call fail is asked for by itself until it shows up. */
void
ferry_driver_track (FerryDriver *self, FerryDriverRegion *region, GPtrArray *flows)
{
  g_autoptr (GPtrArray) part = g_ptr_array_new_with_free_func (g_object_unref);
  guint *n_out = g_new0 (guint, 1);

  region->tracking_out = TRUE;
  ++*n_out;
  for (guint i = 0; i < flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (flows, i);

      if (flow->alone)
        note_absent (self, flow);
      else
        g_ptr_array_add (part, g_object_ref (flow));
      if (part->len == IDS_PER_CALL || (i + 1 == flows->len && part->len > 0))
        {
          ask (self, region, part, n_out);
          g_ptr_array_unref (part);
          part = g_ptr_array_new_with_free_func (g_object_unref);
        }
    }
  finish_tick (self, region, n_out);
}

/* A replica says it is ready: reads it once more and compares it with its source's facts. */
void
ferry_driver_verify (FerryDriver *self, FerryFlow *flow)
{
  flow->occupied = TRUE;
  jdc_client_describe_image_async (ferry_driver_get_client (self), ferry_driver_get_target (flow),
                                   ferry_replica_get_image (flow->replica), self->cancellable, verified_cb,
                                   single_new (self, flow));
}
