/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-search.h"

#include "jdcloud/jdc-client.h"

typedef struct
{
  JdcClient *client;    /* (owned) */
  char *region;         /* (owned) */
  JdcImageQuery *query; /* (owned): of the next page */
  GPtrArray *images;    /* (owned) (element-type JdcImage): found so far */
} Search;

static void
search_free (Search *self)
{
  g_object_unref (self->client);
  g_object_unref (self->query);
  g_ptr_array_unref (self->images);
  g_free (self->region);
  g_free (self);
}

static void ask_for_page (GTask *task);

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImagePage) page = jdc_client_describe_images_finish (self->client, result, &error);
  g_autoptr (JdcImageQuery) next = NULL;

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_ptr_array_extend (self->images, jdc_image_page_get_images (page), (GCopyFunc) g_object_ref, NULL);
  next = jdc_image_page_dup_next_query (page);
  if (next == NULL)
    {
      g_task_return_pointer (task, g_ptr_array_ref (self->images), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_set_object (&self->query, next);
  ask_for_page (task);
}

static void
ask_for_page (GTask *task)
{
  Search *self = g_task_get_task_data (task);

  jdc_client_describe_images_async (self->client, self->region, self->query, g_task_get_cancellable (task),
                                    page_cb, g_object_ref (task));
}

/**
 * ferry_ctl_search_async:
 * @client: whose images
 * @region: where
 * @name: text in their name
 * @cancellable: (nullable): to stop
 * @callback: called when all pages are in
 * @user_data: for @callback
 *
 * Lets the service look for images by name, page by page.
 */
void
ferry_ctl_search_async (JdcClient *client,
                        const char *region,
                        const char *name,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *self = g_new0 (Search, 1);

  g_task_set_source_tag (task, ferry_ctl_search_async);
  self->client = g_object_ref (client);
  self->region = g_strdup (region);
  self->images = g_ptr_array_new_with_free_func (g_object_unref);
  self->query = jdc_image_query_new ();
  jdc_image_query_set_source (self->query, "private");
  jdc_image_query_set_name (self->query, name);
  jdc_image_query_set_page (self->query, 1, JDC_PAGE_SIZE_MAX);
  g_task_set_task_data (task, self, (GDestroyNotify) search_free);
  ask_for_page (task);
}

/**
 * ferry_ctl_search_finish:
 * @result: from the callback
 * @error: why it failed
 *
 * Returns: (transfer full) (element-type JdcImage) (nullable): what was found
 */
GPtrArray *
ferry_ctl_search_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
