/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-preflight.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-cloud.h"
#include "engine/ferry-listing.h"
#include "engine/ferry-provenance.h"
#include "engine/ferry-quota-table.h"
#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"
#include "engine/ferry-source-reader.h"
#include "jdcloud/jdc-image.h"

/* The order of the checks is part of the interface: static rules, network, rules on the images, quotas. Each step
 * runs only if the one before has found nothing. */
struct _FerryPreflight
{
  GObject parent_instance;

  FerryRequest *request;        /* (owned) */
  GPtrArray *problems;          /* (owned) (element-type FerryProblem) */
  GPtrArray *images;            /* (owned) (element-type JdcImage): to be copied */
  GStrvBuilder *skipped;        /* (owned): until finished */
  char **skipped_ids;           /* (owned) (nullable): once finished */
  FerryPreflightQuota image_quota;
  FerryPreflightQuota snapshot_quota;
  char *owner_pin;              /* (owned) (nullable) */
  gboolean found_present;
  gint64 taken;                 /* monotonic: when the sources were read */
};

G_DEFINE_FINAL_TYPE (FerryPreflight, ferry_preflight, G_TYPE_OBJECT)

typedef struct
{
  FerryPreflight *preflight;    /* (owned) */
  FerryCloud *cloud;            /* (owned) */
  GHashTable *busy;             /* (owned) (nullable) */
  GHashTable *present;          /* (owned) (nullable) */
  gboolean refuse_present;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->preflight);
  g_object_unref (run->cloud);
  g_clear_pointer (&run->busy, g_hash_table_unref);
  g_clear_pointer (&run->present, g_hash_table_unref);
  g_free (run);
}

static void
finish_run (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->preflight->skipped_ids = g_strv_builder_end (run->preflight->skipped);
  g_task_return_pointer (task, g_object_ref (run->preflight), g_object_unref);
}

/* A cancelled run is an error; anything else the service or the network says is a problem to show. */
static void
finish_with_error (GTask *task, GError *error, const char *region)
{
  Run *run = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  g_ptr_array_add (run->preflight->problems, ferry_problem_new_for_error (error, NULL, region));
  finish_run (task);
}

static guint
count_snapshots (FerryPreflight *self)
{
  guint n = 0;

  /* A conversion makes one snapshot, of the system disk; its data disks' snapshots are shared. */
  if (self->request->kind == FERRY_KIND_CONVERT)
    return self->images->len;
  for (guint i = 0; i < self->images->len; i++)
    n += jdc_image_count_snapshots (g_ptr_array_index (self->images, i));
  return n;
}

static void
take_quota (FerryPreflightQuota *to, const FerryQuota *from, guint adds)
{
  *to = (FerryPreflightQuota){ .known = from->known, .used = from->used, .limit = from->limit, .adds = adds };
}

/* Keys that were refused are a matter of the keys, not of the quota. */
static gboolean
take_key_problem (FerryPreflight *self, FerryProblem *problem)
{
  if (problem == NULL || (problem->reason != FERRY_REASON_AUTH && problem->reason != FERRY_REASON_CLOCK))
    return FALSE;
  g_ptr_array_add (self->problems, ferry_problem_ref (problem));
  return TRUE;
}

static void
judge_quota (FerryPreflight *self, FerryRegionQuota *quota)
{
  g_autoptr (GPtrArray) found = NULL;
  guint n_snapshots = count_snapshots (self);

  take_quota (&self->image_quota, &quota->images, self->images->len);
  take_quota (&self->snapshot_quota, &quota->snapshots, n_snapshots);
  if (take_key_problem (self, quota->images_problem) || take_key_problem (self, quota->snapshots_problem))
    return;

  found = ferry_rules_check_quota (quota->region, &quota->images, &quota->snapshots, self->images->len,
                                   n_snapshots);
  for (guint i = 0; i < found->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (found, i);

      if (problem->reason != FERRY_REASON_QUOTA_UNKNOWN || !self->request->allow_unknown_quota)
        g_ptr_array_add (self->problems, ferry_problem_ref (problem));
    }
}

static void
quotas_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = ferry_quotas_read_finish (result, &error);

  if (quotas == NULL)
    {
      finish_with_error (task, error, run->preflight->request->target_region);
      return;
    }
  judge_quota (run->preflight, g_ptr_array_index (quotas, 0));
  finish_run (task);
}

static void
read_quotas (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *regions[] = { run->preflight->request->target_region, NULL };

  if (run->preflight->images->len == 0)
    {
      finish_run (task);
      return;
    }
  ferry_quotas_read_async (ferry_cloud_get_client (run->cloud), regions, g_task_get_cancellable (task),
                           quotas_read_cb, g_object_ref (task));
}

static gboolean
is_present (Run *run, FerryListing *listing, const char *source)
{
  GPtrArray *images = ferry_listing_get_images (listing);

  if (run->present != NULL && g_hash_table_contains (run->present, source))
    return TRUE;
  for (guint i = 0; i < images->len; i++)
    if (ferry_provenance_names (jdc_image_get_description (g_ptr_array_index (images, i)), source))
      return TRUE;
  return FALSE;
}

static void
refuse_present (FerryPreflight *self, const char *image)
{
  FerryRequest *request = self->request;
  g_autofree char *message = NULL;

  message = g_strdup_printf (_("%s already has a replica in %s, and the journal that would tell whose it is was "
                               "lost. Copy it again only if you want a second one."),
                             image, ferry_region_get_name (request->target_region));
  g_ptr_array_add (self->problems,
                   ferry_problem_new (FERRY_REASON_ALREADY_PRESENT, image, request->target_region, message));
}

static void
sort_out_present (Run *run, FerryListing *listing)
{
  FerryPreflight *self = run->preflight;

  for (guint i = self->images->len; i > 0; i--)
    {
      const char *id = jdc_image_get_id (g_ptr_array_index (self->images, i - 1));

      if (!is_present (run, listing, id))
        continue;
      self->found_present = TRUE;
      if (self->request->if_missing)
        {
          g_strv_builder_add (self->skipped, id);
          g_ptr_array_remove_index (self->images, i - 1);
        }
      else if (run->refuse_present && !self->request->accept_present)
        refuse_present (self, id);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryListing) listing = ferry_listing_fetch_finish (result, &error);

  if (listing == NULL)
    {
      finish_with_error (task, error, run->preflight->request->target_region);
      return;
    }
  sort_out_present (run, listing);
  if (run->preflight->problems->len > 0)
    finish_run (task);
  else
    read_quotas (task);
}

static void
look_for_present (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  FerryRequest *request = run->preflight->request;

  if (request->kind == FERRY_KIND_CONVERT || (!request->if_missing && !run->refuse_present))
    {
      read_quotas (task);
      return;
    }
  ferry_listing_fetch_async (ferry_cloud_get_client (run->cloud), request->target_region,
                             ferry_cloud_get_clock (run->cloud), FERRY_LISTING_DEFAULT,
                             g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static FerryProblem *
judge_image (Run *run, JdcImage *image)
{
  FerryRequest *request = run->preflight->request;
  const char *id = jdc_image_get_id (image);
  gboolean busy = run->busy != NULL && g_hash_table_contains (run->busy, id);

  if (request->kind == FERRY_KIND_CONVERT)
    return ferry_rules_check_convert (image, request->source_region, busy);
  return ferry_rules_check_image (image, request->source_region, busy);
}

static void
sources_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  FerryPreflight *self = run->preflight;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) images = ferry_source_reader_read_finish (result, &error);

  if (images == NULL)
    {
      finish_with_error (task, error, self->request->source_region);
      return;
    }
  self->taken = ferry_clock_get_monotonic (ferry_cloud_get_clock (run->cloud));
  for (guint i = 0; i < images->len; i++)
    {
      FerrySource *one = g_ptr_array_index (images, i);
      g_autoptr (FerryProblem) problem = NULL;

      if (one->problem != NULL)
        problem = ferry_problem_ref (one->problem);
      else
        problem = judge_image (run, one->image);
      if (problem != NULL)
        g_ptr_array_add (self->problems, g_steal_pointer (&problem));
      else
        g_ptr_array_add (self->images, g_object_ref (one->image));
      if (one->image != NULL && self->owner_pin == NULL)
        self->owner_pin = g_strdup (jdc_image_get_owner_pin (one->image));
    }
  if (self->problems->len > 0)
    finish_run (task);
  else
    look_for_present (task);
}

static void
ferry_preflight_finalize (GObject *object)
{
  FerryPreflight *self = FERRY_PREFLIGHT (object);

  g_clear_pointer (&self->request, ferry_request_free);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->images);
  g_strv_builder_unref (self->skipped);
  g_strfreev (self->skipped_ids);
  g_free (self->owner_pin);
  G_OBJECT_CLASS (ferry_preflight_parent_class)->finalize (object);
}

static void
ferry_preflight_class_init (FerryPreflightClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_preflight_finalize;
}

static void
ferry_preflight_init (FerryPreflight *self)
{
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  self->images = g_ptr_array_new_with_free_func (g_object_unref);
  self->skipped = g_strv_builder_new ();
}

/**
 * ferry_preflight_check_static:
 * @request: a request
 *
 * The rules that need no call.
 *
 * Returns: (transfer full) (element-type FerryProblem): what is wrong; empty = nothing
 */
GPtrArray *
ferry_preflight_check_static (const FerryRequest *request)
{
  g_autoptr (GPtrArray) problems = NULL;

  g_return_val_if_fail (request != NULL, NULL);

  if (request->kind == FERRY_KIND_COPY)
    return ferry_rules_check_request (request->source_region, request->target_region,
                                      (const char *const *) request->images, request->name,
                                      request->description);

  problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  if (!ferry_region_is_known (request->source_region))
    {
      g_autofree char *message
        = g_strdup_printf (_("There is no region “%s”. Choose a region of JD Cloud."), request->source_region);

      g_ptr_array_add (problems, ferry_problem_new (FERRY_REASON_UNKNOWN_REGION, NULL, request->source_region,
                                                    message));
    }
  return g_steal_pointer (&problems);
}

/**
 * ferry_preflight_run_async:
 * @cloud: whose images
 * @request: what is asked for
 * @context: (nullable): what only the journal knows; borrowed until this returns
 * @cancellable: (nullable): to stop
 * @callback: called when all is known
 * @user_data: for @callback
 *
 * Holds @request against every rule on fresh facts. Reads only; writes nothing anywhere.
 */
void
ferry_preflight_run_async (FerryCloud *cloud,
                           const FerryRequest *request,
                           const FerryPreflightContext *context,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (FERRY_IS_CLOUD (cloud));
  g_return_if_fail (request != NULL);

  run = g_new0 (Run, 1);
  run->preflight = g_object_new (FERRY_TYPE_PREFLIGHT, NULL);
  run->preflight->request = ferry_request_copy (request);
  run->cloud = g_object_ref (cloud);
  if (context != NULL)
    {
      run->busy = context->busy != NULL ? g_hash_table_ref (context->busy) : NULL;
      run->present = context->present != NULL ? g_hash_table_ref (context->present) : NULL;
      run->refuse_present = context->refuse_present;
    }
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_preflight_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  g_clear_pointer (&run->preflight->problems, g_ptr_array_unref);
  run->preflight->problems = ferry_preflight_check_static (request);
  if (run->preflight->problems->len > 0)
    {
      finish_run (task);
      return;
    }
  ferry_source_reader_read_async (ferry_cloud_get_client (cloud), request->source_region,
                                  (const char *const *) request->images, cancellable, sources_read_cb,
                                  g_steal_pointer (&task));
}

/**
 * ferry_preflight_run_finish:
 * @result: from the callback
 * @error: set only when cancelled: everything else is among the problems
 *
 * Returns: (transfer full): what was found
 */
FerryPreflight *
ferry_preflight_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const FerryRequest *
ferry_preflight_get_request (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return self->request;
}

/**
 * ferry_preflight_get_problems:
 * @self: a finished preflight
 *
 * Returns: (transfer none) (element-type FerryProblem): everything that stands in the way; empty = go
 */
GPtrArray *
ferry_preflight_get_problems (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return self->problems;
}

/**
 * ferry_preflight_get_images:
 * @self: a finished preflight
 *
 * Returns: (transfer none) (element-type JdcImage): the images that would be copied, in the order asked for
 */
GPtrArray *
ferry_preflight_get_images (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return self->images;
}

/**
 * ferry_preflight_get_skipped:
 * @self: a finished preflight
 *
 * Returns: (transfer none): IDs left out because the target has, or may have, a replica of them
 */
char **
ferry_preflight_get_skipped (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return self->skipped_ids;
}

const FerryPreflightQuota *
ferry_preflight_get_image_quota (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return &self->image_quota;
}

const FerryPreflightQuota *
ferry_preflight_get_snapshot_quota (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return &self->snapshot_quota;
}

/**
 * ferry_preflight_get_taken:
 * @self: a finished preflight
 *
 * Returns: monotonic time at which the images were read, µs
 */
gint64
ferry_preflight_get_taken (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), 0);
  return self->taken;
}

/**
 * ferry_preflight_get_owner_pin:
 * @self: a finished preflight
 *
 * Returns: (transfer none) (nullable): the account's owner as the images name it
 */
const char *
ferry_preflight_get_owner_pin (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);
  return self->owner_pin;
}

/**
 * ferry_preflight_found_present:
 * @self: a finished preflight
 *
 * Returns: whether a replica of one of the images is in the target already; looked for only when it matters
 */
gboolean
ferry_preflight_found_present (FerryPreflight *self)
{
  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), FALSE);
  return self->found_present;
}

/**
 * ferry_preflight_dup_calls:
 * @self: a finished preflight
 *
 * Returns: (transfer full): the calls that would be sent, one for each image, as text for people
 */
char **
ferry_preflight_dup_calls (FerryPreflight *self)
{
  g_autoptr (GStrvBuilder) calls = g_strv_builder_new ();

  g_return_val_if_fail (FERRY_IS_PREFLIGHT (self), NULL);

  for (guint i = 0; i < self->images->len; i++)
    {
      const char *id = jdc_image_get_id (g_ptr_array_index (self->images, i));

      if (self->request->kind == FERRY_KIND_CONVERT)
        g_strv_builder_take (calls, g_strdup_printf ("POST /v1/regions/%s/images/%s:convertImage",
                                                     self->request->source_region, id));
      else
        g_strv_builder_take (calls, g_strdup_printf ("POST /v1/regions/%s/images:copyImages "
                                                     "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"%s\"}",
                                                     self->request->source_region, id,
                                                     self->request->target_region));
    }
  return g_strv_builder_end (calls);
}
