/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the list shown is read: when a person asks, again some time after it failed, and as long as some region holds
 * images that are being made or deleted, by us or by others: ever more rarely while nothing changes. Replicas of ours
 * have a tracker of their own. */

#include "config.h"

#include "app/ferry-session-private.h"
#include "engine/ferry-limiter.h"

/* In seconds. */
#define FOLLOW_MIN 5
#define FOLLOW_MAX 60
/* A list of more pages than this costs too many calls to be read that often. */
#define FOLLOW_LARGE 1000
#define FOLLOW_MAX_LARGE 600

/* Between two tries to read a list that could not be read, in seconds. */
#define RETRY_MIN 5
#define RETRY_MAX 60

static void refresh_catalog (FerrySession *self, FerryCatalog *catalog);

static gboolean
is_under_way (FerryImage *image)
{
  const char *status = ferry_image_get_status (image);

  return g_str_equal (status, "pending") || g_str_equal (status, "deleting");
}

guint
ferry_session_count_under_way (FerryCatalog *catalog)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      n += is_under_way (image);
    }

  return n;
}

static gboolean
follow_due_cb (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);

  self->follow_id = 0;
  ferry_session_refresh_quietly (self);

  return G_SOURCE_REMOVE;
}

/* The list shown has been read, or the service does not let it be read. */
static void
follow (FerrySession *self)
{
  guint n_images = g_list_model_get_n_items (G_LIST_MODEL (self->catalog));
  guint n = ferry_session_count_under_way (self->catalog) + ferry_session_count_others_under_way (self);
  guint max = n_images > FOLLOW_LARGE ? FOLLOW_MAX_LARGE : FOLLOW_MAX;

  g_assert (FERRY_IS_SESSION (self));

  ferry_session_stop_following (self);
  self->follow_delay = n != self->n_under_way ? FOLLOW_MIN : MIN (MAX (self->follow_delay, 1) * 2, max);
  self->n_under_way = n;
  if (n > 0)
    self->follow_id = g_timeout_add_seconds (self->follow_delay, follow_due_cb, self);
}

void
ferry_session_forget_retry (FerrySession *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  ferry_session_set_retry_at (self, 0);
}

/* A list that the service has asked to wait with is read by itself when the wait is over, as one that is tried again. */
void
ferry_session_update_retry_at (FerrySession *self)
{
  gint64 until = self->catalog != NULL ? ferry_catalog_get_waiting_until (self->catalog) : 0;

  g_assert (FERRY_IS_SESSION (self));

  if (until != 0)
    ferry_session_set_retry_at (self, g_get_monotonic_time () + MAX (until - g_get_real_time (), 1));
  else if (self->retry_id == 0)
    ferry_session_set_retry_at (self, 0);
}

static gboolean
retry_due_cb (gpointer user_data)
{
  FerrySession *self = FERRY_SESSION (user_data);

  self->retry_id = 0;
  ferry_session_set_retry_at (self, 0);
  if (self->catalog != NULL)
    refresh_catalog (self, self->catalog);

  return G_SOURCE_REMOVE;
}

/* When the service asked for quiet, not a moment sooner. */
static guint
choose_delay (FerrySession *self)
{
  guint delay = MIN (RETRY_MIN << MIN (self->failures - 1, 4), RETRY_MAX);
  FerryCloud *cloud = ferry_session_get_cloud (self);
  gint64 wait = cloud != NULL ? ferry_limiter_get_wait (ferry_cloud_get_limiter (cloud), "vm",
                                                        ferry_catalog_get_region (self->catalog))
                              : 0;

  return MAX (delay, (guint) ((wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
}

static void
plan_retry (FerrySession *self, FerryProblem *problem)
{
  guint delay;

  ferry_session_forget_retry (self);
  if (problem == NULL || !ferry_problem_is_transient (problem))
    return;
  delay = choose_delay (self);
  self->retry_id = g_timeout_add_seconds (delay, retry_due_cb, self);
  ferry_session_set_retry_at (self, g_get_monotonic_time () + (gint64) delay * G_USEC_PER_SEC);
}

/* The service refused the list for another reason than the keys, so that nothing is tried again soon. */
static gboolean
was_refused (FerrySession *self, FerryCatalog *catalog)
{
  FerryProblem *problem = ferry_catalog_get_problem (catalog);

  return self->retry_id == 0 && problem != NULL && problem->reason == FERRY_REASON_SERVICE &&
         ferry_session_has_list (self);
}

static void
catalog_refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerrySession) self = FERRY_SESSION (user_data);
  FerryCatalog *catalog = FERRY_CATALOG (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = ferry_catalog_refresh_finish (catalog, result, &error);

  if (catalog != self->catalog || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asked = FALSE;
  self->failures = ok ? 0 : self->failures + 1;
  plan_retry (self, ok ? NULL : ferry_catalog_get_problem (catalog));
  /* What is under way in an older list is looked after all the same. */
  if (ok || was_refused (self, catalog))
    follow (self);
  if (ok)
    ferry_session_read_others (self);
  ferry_session_update_state (self);
}

static void
refresh_catalog (FerrySession *self, FerryCatalog *catalog)
{
  ferry_catalog_refresh_async (catalog, self->cancellable, catalog_refreshed_cb, g_object_ref (self));
}

/* A person waits for it. */
void
ferry_session_refresh_shown (FerrySession *self)
{
  ferry_session_forget_retry (self);
  self->asked = TRUE;
  refresh_catalog (self, self->catalog);
  ferry_session_update_state (self);
}

/* Nobody waits for it: what is shown stays until there is something newer. */
void
ferry_session_refresh_quietly (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  if (self->catalog != NULL)
    refresh_catalog (self, self->catalog);
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  if (!available)
    return;
  if (self->engine != NULL)
    ferry_engine_hurry (self->engine);
  if (self->state == FERRY_SESSION_OFFLINE && self->retry_id != 0)
    {
      ferry_session_forget_retry (self);
      ferry_session_refresh_quietly (self);
    }
}

void
ferry_session_watch_network (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
}

void
ferry_session_stop_following (FerrySession *self)
{
  g_assert (FERRY_IS_SESSION (self));

  g_clear_handle_id (&self->follow_id, g_source_remove);
}

/**
 * ferry_session_get_retry_at:
 * @self: a session
 *
 * Returns: the monotonic time at which the list is read again by itself, 0 if that is not planned
 */
gint64
ferry_session_get_retry_at (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), 0);

  return self->retry_at;
}

/**
 * ferry_session_get_refreshing:
 * @self: a session
 *
 * Returns: whether the list is being read
 */
gboolean
ferry_session_get_refreshing (FerrySession *self)
{
  g_return_val_if_fail (FERRY_IS_SESSION (self), FALSE);

  return self->catalog != NULL && ferry_catalog_get_loading (self->catalog);
}

/**
 * ferry_session_refresh:
 * @self: a session
 *
 * Reads the list again; what stands in its way is looked at anew.
 */
void
ferry_session_refresh (FerrySession *self)
{
  g_return_if_fail (FERRY_IS_SESSION (self));

  ferry_session_renew_others (self);
  if (self->catalog != NULL)
    ferry_session_refresh_shown (self);
  else if (self->account != NULL &&
           g_hash_table_contains (self->cloud_problems, ferry_account_get_id (self->account)))
    ferry_session_reload_account (self, self->account);
}
