/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-cloud.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/ferry-limiter.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image-query.h"

struct _FerryCloud
{
  GObject parent_instance;

  char *label;                  /* (owned) */
  gboolean read_only;
  JdcClient *client;            /* (owned): retries reads */
  JdcClient *tracker;           /* (owned): does not */
  FerryClock *clock;            /* (owned) */
  FerryLimiter *limiter;        /* (owned): every request of both passes it */
};

G_DEFINE_FINAL_TYPE (FerryCloud, ferry_cloud, G_TYPE_OBJECT)

/* Two labels for the same keys are one account to the service: "endpoint key" → FerryLimiter (unowned). */
static GHashTable *limiters;

static void
limiter_gone_cb (gpointer key, GObject *limiter)
{
  g_hash_table_remove (limiters, key);
  if (g_hash_table_size (limiters) == 0)
    g_clear_pointer (&limiters, g_hash_table_unref);
}

/* Returns: (transfer full): the one limiter of these keys in this process */
static FerryLimiter *
share_limiter (JdcEndpoint *endpoint, JdcCredentials *credentials)
{
  char *key = g_strconcat (jdc_endpoint_get_template (endpoint), " ",
                           jdc_credentials_get_access_key (credentials), NULL);
  FerryLimiter *limiter = limiters != NULL ? g_hash_table_lookup (limiters, key) : NULL;
  g_autoptr (FerryClock) clock = NULL;

  if (limiter != NULL)
    {
      g_free (key);
      return g_object_ref (limiter);
    }
  clock = ferry_clock_new_system ();
  limiter = ferry_limiter_new (clock);
  if (limiters == NULL)
    limiters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (limiters, key, limiter);
  g_object_weak_ref (G_OBJECT (limiter), limiter_gone_cb, key);
  return limiter;
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = NULL;

  page = jdc_client_describe_images_finish (JDC_CLIENT (source), result, &error);
  if (page != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
ferry_cloud_finalize (GObject *object)
{
  FerryCloud *self = FERRY_CLOUD (object);

  g_free (self->label);
  g_clear_object (&self->client);
  g_clear_object (&self->tracker);
  g_clear_object (&self->limiter);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ferry_cloud_parent_class)->finalize (object);
}

static void
ferry_cloud_class_init (FerryCloudClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_cloud_finalize;
}

static void
ferry_cloud_init (FerryCloud *self)
{
}

/* Without @clock it goes by the system's, and shares its limiter. */
static FerryCloud *
create (const char *label,
        const char *endpoint,
        JdcCredentials *credentials,
        gboolean read_only,
        FerryClock *clock,
        FerryProblem **problem)
{
  g_autoptr (FerryCloud) self = NULL;
  g_autoptr (JdcEndpoint) parsed = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GError) error = NULL;

  parsed = jdc_endpoint_new (endpoint != NULL ? endpoint : JDC_ENDPOINT_DEFAULT, &error);
  if (parsed == NULL)
    {
      if (problem != NULL)
        *problem = ferry_problem_new_for_error (error, NULL, NULL);
      return NULL;
    }

  session = jdc_session_new ();
  /* No proxy can reach this computer itself, and asking the system for one costs a start-up its time. */
  if (jdc_endpoint_is_loopback (parsed))
    g_object_set (session, "proxy-resolver", NULL, NULL);
  self = g_object_new (FERRY_TYPE_CLOUD, NULL);
  self->label = g_strdup (label);
  self->read_only = read_only;
  self->clock = clock != NULL ? g_object_ref (clock) : ferry_clock_new_system ();
  self->limiter = clock != NULL ? ferry_limiter_new (clock) : share_limiter (parsed, credentials);
  self->client = jdc_client_new (parsed, credentials, session);
  jdc_client_set_gate (self->client, JDC_GATE (self->limiter), FALSE);
  self->tracker = jdc_client_new (parsed, credentials, session);
  jdc_client_set_gate (self->tracker, JDC_GATE (self->limiter), TRUE);
  jdc_client_set_read_retry (self->tracker, 1, 30);
  return g_steal_pointer (&self);
}

/**
 * ferry_cloud_new:
 * @label: what the user calls the account
 * @endpoint: (nullable): endpoint template, NULL = JD Cloud's own
 * @credentials: the keys
 * @read_only: the engine refuses every write of this account
 * @problem: (out) (optional): why the endpoint cannot be used
 *
 * Makes no call yet. All clouds with the same keys share what may be asked of the service in a minute.
 *
 * Returns: (transfer full) (nullable): the account's cloud, NULL with @problem set
 */
FerryCloud *
ferry_cloud_new (const char *label,
                 const char *endpoint,
                 JdcCredentials *credentials,
                 gboolean read_only,
                 FerryProblem **problem)
{
  g_return_val_if_fail (JDC_IS_CREDENTIALS (credentials), NULL);

  return create (label, endpoint, credentials, read_only, NULL, problem);
}

/**
 * ferry_cloud_new_with_clock:
 * @label: what the user calls the account
 * @endpoint: (nullable): endpoint template, NULL = JD Cloud's own
 * @credentials: the keys
 * @read_only: the engine refuses every write of this account
 * @clock: the time: the clock of the engine that will use it
 * @problem: (out) (optional): why the endpoint cannot be used
 *
 * The same with a clock of the caller's, sharing nothing.
 *
 * Returns: (transfer full) (nullable): the account's cloud, NULL with @problem set
 */
FerryCloud *
ferry_cloud_new_with_clock (const char *label,
                            const char *endpoint,
                            JdcCredentials *credentials,
                            gboolean read_only,
                            FerryClock *clock,
                            FerryProblem **problem)
{
  g_return_val_if_fail (JDC_IS_CREDENTIALS (credentials), NULL);
  g_return_val_if_fail (FERRY_IS_CLOCK (clock), NULL);

  return create (label, endpoint, credentials, read_only, clock, problem);
}

const char *
ferry_cloud_get_label (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return self->label;
}

gboolean
ferry_cloud_get_read_only (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), TRUE);
  return self->read_only;
}

/**
 * ferry_cloud_get_read_only_words:
 *
 * Returns: (transfer none): what is told to whoever wants to copy with an account that is read-only
 */
const char *
ferry_cloud_get_read_only_words (void)
{
  return _ ("This account is set to read-only. Change that in its settings to copy images.");
}

const char *
ferry_cloud_get_endpoint (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return jdc_endpoint_get_template (jdc_client_get_endpoint (self->client));
}

const char *
ferry_cloud_get_access_key (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return jdc_credentials_get_access_key (jdc_client_get_credentials (self->client));
}

JdcClient *
ferry_cloud_get_client (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return self->client;
}

JdcClient *
ferry_cloud_get_tracker_client (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return self->tracker;
}

FerryClock *
ferry_cloud_get_clock (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return self->clock;
}

FerryLimiter *
ferry_cloud_get_limiter (FerryCloud *self)
{
  g_return_val_if_fail (FERRY_IS_CLOUD (self), NULL);
  return self->limiter;
}

/**
 * ferry_cloud_check_async:
 * @self: a cloud
 * @region: where to ask
 * @cancellable: (nullable): to stop
 * @callback: called when the answer is in
 * @user_data: for @callback
 *
 * Tries the keys with one small read.
 */
void
ferry_cloud_check_async (FerryCloud *self,
                         const char *region,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  GTask *task;

  g_return_if_fail (FERRY_IS_CLOUD (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_cloud_check_async);
  jdc_image_query_set_source (query, "private");
  jdc_image_query_set_page (query, 1, 10);
  jdc_client_describe_images_async (self->client, region, query, cancellable, check_cb, task);
}

/**
 * ferry_cloud_check_finish:
 * @self: a cloud
 * @result: from the callback
 * @problem: (out) (optional): what is wrong with the keys, the clock or the network
 * @error: set when cancelled
 *
 * Returns: TRUE if the service accepted the keys
 */
gboolean
ferry_cloud_check_finish (FerryCloud *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (g_task_propagate_boolean (G_TASK (result), &local))
    return TRUE;
  if (problem != NULL)
    *problem = ferry_problem_new_for_error (local, NULL, NULL);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * ferry_cloud_error_blames_access_key:
 * @error: why keys were not accepted
 *
 * Returns: TRUE if the service knows no such access key; else the secret key may as well be wrong. Its answers to 401
 *   are told apart by their text alone ("Invalid accessKey").
 */
gboolean
ferry_cloud_error_blames_access_key (const GError *error)
{
  const char *said = jdc_error_get_service_message (error);
  g_autofree char *folded = NULL;

  if (!g_error_matches (error, JDC_ERROR, JDC_ERROR_AUTH) || said == NULL)
    return FALSE;
  folded = g_ascii_strdown (said, -1);
  return strstr (folded, "accesskey") != NULL;
}
