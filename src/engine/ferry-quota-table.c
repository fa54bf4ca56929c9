/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The quotas of many regions, read side by side. One that cannot be read says why and keeps no other from
 * being read. Main thread. */

#include "config.h"

#include "engine/ferry-quota-table.h"

#include "jdcloud/jdc-client.h"

G_DEFINE_BOXED_TYPE (FerryRegionQuota, ferry_region_quota, ferry_region_quota_ref, ferry_region_quota_unref)

typedef enum
{
  QUOTA_IMAGES,
  QUOTA_SNAPSHOTS,
  N_QUOTAS
} QuotaKind;

typedef struct
{
  JdcClient *client;     /* (owned) */
  GPtrArray *quotas;     /* (element-type FerryRegionQuota) (owned) */
  guint n_pending;
} Reading;

/* One call of a reading. */
typedef struct
{
  GTask *task;             /* (owned): the reading's */
  FerryRegionQuota *quota; /* (unowned): in the reading's array */
  QuotaKind kind;
} Call;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->client);
  g_clear_pointer (&reading->quotas, g_ptr_array_unref);
  g_free (reading);
}

static void
clear_region_quota (gpointer data)
{
  FerryRegionQuota *self = data;

  g_free (self->region);
  g_clear_pointer (&self->images_problem, ferry_problem_unref);
  g_clear_pointer (&self->snapshots_problem, ferry_problem_unref);
}

static FerryRegionQuota *
region_quota_new (const char *region)
{
  FerryRegionQuota *self = g_atomic_rc_box_new0 (FerryRegionQuota);

  self->region = g_strdup (region);

  return self;
}

/* Consumes @call. */
static void
end_call (Call *call, JdcQuota *answer, const GError *error)
{
  Reading *reading = g_task_get_task_data (call->task);
  FerryQuota *quota = call->kind == QUOTA_IMAGES ? &call->quota->images : &call->quota->snapshots;
  FerryProblem **problem =
    call->kind == QUOTA_IMAGES ? &call->quota->images_problem : &call->quota->snapshots_problem;

  if (answer != NULL)
    *quota = (FerryQuota) { TRUE, jdc_quota_get_used (answer), jdc_quota_get_limit (answer), 0 };
  else
    *problem = ferry_problem_new_for_error (error, NULL, call->quota->region);

  if (--reading->n_pending == 0 && !g_task_return_error_if_cancelled (call->task))
    g_task_return_pointer (call->task, g_ptr_array_ref (reading->quotas), (GDestroyNotify) g_ptr_array_unref);

  g_object_unref (call->task);
  g_free (call);
}

static void
image_quota_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcQuota) answer = jdc_client_describe_image_quota_finish (JDC_CLIENT (source), result, &error);

  end_call (user_data, answer, error);
}

static void
snapshot_quota_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcQuota) answer =
    jdc_client_describe_snapshot_quota_finish (JDC_CLIENT (source), result, &error);

  end_call (user_data, answer, error);
}

static void
start_call (GTask *task, FerryRegionQuota *quota, QuotaKind kind)
{
  Reading *reading = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call *call = g_new0 (Call, 1);

  call->task = g_object_ref (task);
  call->quota = quota;
  call->kind = kind;
  if (kind == QUOTA_IMAGES)
    jdc_client_describe_image_quota_async (reading->client, quota->region, cancellable, image_quota_read_cb,
                                           call);
  else
    jdc_client_describe_snapshot_quota_async (reading->client, quota->region, cancellable,
                                              snapshot_quota_read_cb, call);
}

/**
 * ferry_region_quota_ref:
 * @self: quotas of a region
 *
 * Returns: (transfer full): @self
 */
FerryRegionQuota *
ferry_region_quota_ref (FerryRegionQuota *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * ferry_region_quota_unref:
 * @self: (transfer full): quotas of a region
 */
void
ferry_region_quota_unref (FerryRegionQuota *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_region_quota);
}

/**
 * ferry_quotas_read_async:
 * @client: whose quotas
 * @regions: (array zero-terminated=1): of which regions
 * @cancellable: (nullable): stops reading
 * @callback: called when each quota is read or has failed
 * @user_data: for @callback
 *
 * Reads the quotas of private images and of cloud disk snapshots of every region at the same time.
 */
void
ferry_quotas_read_async (JdcClient *client,
                         const char *const *regions,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;
  guint n;

  g_return_if_fail (JDC_IS_CLIENT (client));
  g_return_if_fail (regions != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_quotas_read_async);

  n = g_strv_length ((char **) regions);
  reading = g_new0 (Reading, 1);
  reading->client = g_object_ref (client);
  reading->quotas = g_ptr_array_new_full (n, (GDestroyNotify) ferry_region_quota_unref);
  reading->n_pending = n * N_QUOTAS;
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);

  if (n == 0)
    {
      g_task_return_pointer (task, g_ptr_array_ref (reading->quotas), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  for (guint i = 0; i < n; i++)
    {
      FerryRegionQuota *quota = region_quota_new (regions[i]);

      g_ptr_array_add (reading->quotas, quota);
      start_call (task, quota, QUOTA_IMAGES);
      start_call (task, quota, QUOTA_SNAPSHOTS);
    }
}

/**
 * ferry_quotas_read_finish:
 * @result: what the callback got
 * @error: (nullable): %G_IO_ERROR_CANCELLED alone: a quota that cannot be read is a problem of its region
 *
 * Returns: (transfer container) (element-type FerryRegionQuota): one for each region asked for, in that order
 */
GPtrArray *
ferry_quotas_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
