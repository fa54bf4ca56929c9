/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-source-reader.h"

#include <glib/gi18n-lib.h>

#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-image-query.h"

typedef struct
{
  JdcClient *client;            /* (owned) */
  char *region;                 /* (owned) */
  GPtrArray *sources;           /* (owned) (element-type FerrySource) */
  guint next;                   /* the next source that may have to be asked for by itself */
} Run;

static void read_next (GTask *task);

static void
run_free (Run *run)
{
  g_object_unref (run->client);
  g_free (run->region);
  g_ptr_array_unref (run->sources);
  g_free (run);
}

static void
take_page (Run *run, JdcImagePage *page)
{
  GPtrArray *images = jdc_image_page_get_images (page);

  for (guint i = 0; i < run->sources->len; i++)
    {
      FerrySource *one = g_ptr_array_index (run->sources, i);

      for (guint j = 0; one->image == NULL && j < images->len; j++)
        if (g_strcmp0 (jdc_image_get_id (g_ptr_array_index (images, j)), one->id) == 0)
          one->image = g_object_ref (g_ptr_array_index (images, j));
    }
}

static void
note_not_found (Run *run, FerrySource *one, const GError *error)
{
  g_autofree char *message = g_strdup_printf (_("There is no image %s in this region. Check the ID."), one->id);

  one->problem =
    ferry_problem_new_full (FERRY_REASON_NOT_FOUND, one->id, run->region, jdc_error_get_http_status (error),
                            jdc_error_get_service_status (error), jdc_error_get_request_id (error), message);
}

static void
read_one_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  FerrySource *one = g_ptr_array_index (run->sources, run->next);
  g_autoptr (GError) error = NULL;

  one->image = jdc_client_describe_image_finish (JDC_CLIENT (source), result, &error);
  if (one->image == NULL && !g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (one->image == NULL)
    note_not_found (run, one, error);
  read_next (task);
}

static void
read_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  for (; run->next < run->sources->len; run->next++)
    {
      FerrySource *one = g_ptr_array_index (run->sources, run->next);

      if (one->image != NULL || one->problem != NULL)
        continue;
      jdc_client_describe_image_async (run->client, run->region, one->id, g_task_get_cancellable (task),
                                       read_one_cb, g_object_ref (task));
      return;
    }
  g_task_return_pointer (task, g_ptr_array_ref (run->sources), (GDestroyNotify) g_ptr_array_unref);
}

static void
read_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = NULL;

  page = jdc_client_describe_images_finish (JDC_CLIENT (source), result, &error);
  if (page == NULL && !g_error_matches (error, JDC_ERROR, JDC_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (page != NULL)
    take_page (run, page);
  read_next (task);
}

void
ferry_source_free (FerrySource *self)
{
  g_free (self->id);
  g_clear_object (&self->image);
  g_clear_pointer (&self->problem, ferry_problem_unref);
  g_free (self);
}

/**
 * ferry_source_reader_read_async:
 * @client: whose images
 * @region: where they are
 * @ids: 1 to 100 image IDs
 * @cancellable: (nullable): to stop
 * @callback: called when all are known
 * @user_data: for @callback
 *
 * Reads images by ID with one call, and one more for each that is missing in its answer.
 */
void
ferry_source_reader_read_async (JdcClient *client,
                                const char *region,
                                const char *const *ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  GTask *task;
  Run *run = g_new0 (Run, 1);

  g_return_if_fail (JDC_IS_CLIENT (client));

  run->client = g_object_ref (client);
  run->region = g_strdup (region);
  run->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_source_free);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      FerrySource *one = g_new0 (FerrySource, 1);

      one->id = g_strdup (ids[i]);
      g_ptr_array_add (run->sources, one);
    }
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_source_reader_read_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  jdc_image_query_set_ids (query, ids);
  jdc_image_query_set_page (query, 1, 100);
  jdc_client_describe_images_async (client, region, query, cancellable, read_all_cb, task);
}

/**
 * ferry_source_reader_read_finish:
 * @result: from the callback
 * @error: why nothing could be read
 *
 * Returns: (transfer full) (element-type FerrySource): one for each ID, in the order asked for
 */
GPtrArray *
ferry_source_reader_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
