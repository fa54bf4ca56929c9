/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The operations of JD Cloud that copying images needs, each for one region. May be used on any thread; an
 * operation ends on the thread-default main context that it was started on. Reads are repeated within their
 * budget, writes are sent once: after the answer to one is lost nobody here can know whether it acted.
 */

#include "config.h"

#include "jdc-client.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "jdc-call-private.h"
#include "jdc-image-query-private.h"
#include "jdc-result-private.h"
#include "jdc-snapshot-query-private.h"

#define VM "vm"
#define DISK "disk"

struct _JdcClient
{
  GObject parent_instance;

  JdcEndpoint *endpoint;       /* (owned) */
  JdcCredentials *credentials; /* (owned) */
  JdcWire wire;
};

G_DEFINE_FINAL_TYPE (JdcClient, jdc_client, G_TYPE_OBJECT)

/* IDs and regions become part of a path. What could leave it is refused before anything is sent. */
static gboolean
is_path_word (const char *text)
{
  if (*text == '\0' || *text == '.')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("-_.", *p) == NULL)
        return FALSE;
    }
  return TRUE;
}

static GError *
refuse (JdcError code)
{
  return jdc_error_new (code, JDC_FATE_NEVER_SENT, NULL);
}

static GError *
check_place (const char *region, const char *image_id)
{
  if (!is_path_word (region))
    return refuse (JDC_ERROR_REGION);
  if (image_id != NULL && !is_path_word (image_id))
    return refuse (JDC_ERROR_NOT_FOUND);
  return NULL;
}

static GError *
check_text (const char *text)
{
  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return NULL;
  return jdc_error_new (JDC_ERROR_INVALID, JDC_FATE_NEVER_SENT,
                        _ ("The name or the description is not valid UTF-8: enter it anew."));
}

static GError *
check_copy (const char *region,
            const char *const *image_ids,
            const char *destination_region,
            const char *name,
            const char *description)
{
  guint n = g_strv_length ((char **) image_ids);
  GError *error = check_place (region, NULL);

  if (error == NULL)
    error = check_place (destination_region, NULL);
  if (error == NULL && (n == 0 || n > JDC_COPY_IMAGES_MAX))
    error = jdc_error_new (JDC_ERROR_INVALID, JDC_FATE_NEVER_SENT, _ ("Choose 1 to 10 images for one copy."));
  for (guint i = 0; error == NULL && i < n; i++)
    error = check_place (region, image_ids[i]);
  if (error == NULL)
    error = check_text (name);
  if (error == NULL)
    error = check_text (description);
  return error;
}

static JdcRequest *new_request (JdcClient *self,
                                const char *method,
                                const char *service,
                                const char *region,
                                const char *format,
                                ...) G_GNUC_PRINTF (5, 6);

static JdcRequest *
new_request (JdcClient *self,
             const char *method,
             const char *service,
             const char *region,
             const char *format,
             ...)
{
  JdcRequest *request = g_new0 (JdcRequest, 1);
  g_autofree char *rest = NULL;
  va_list args;

  va_start (args, format);
  rest = g_strdup_vprintf (format, args);
  va_end (args);
  request->endpoint = g_object_ref (self->endpoint);
  request->credentials = g_object_ref (self->credentials);
  request->service = service;
  request->method = method;
  request->region = g_strdup (region);
  request->path = g_strdup_printf ("/v1/regions/%s/%s", region, rest);
  request->params = jdc_params_new ();
  request->is_write = strcmp (method, SOUP_METHOD_GET) != 0;
  return request;
}

static void
take_params (JdcRequest *request, JdcParams *params)
{
  g_array_unref (request->params);
  request->params = params;
}

/* Takes @builder, which holds an open object, as the body. */
static void
take_body (JdcRequest *request, JsonBuilder *builder)
{
  g_autoptr (JsonBuilder) owned = json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (owned);
  char *text = json_to_string (root, FALSE);

  request->body = g_bytes_new_take (text, strlen (text));
}

static JsonBuilder *
begin_body (void)
{
  return json_builder_begin_object (json_builder_new ());
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static GTask *
new_task (JdcClient *self,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/* Ends @task with @error, if there is one. Returns: whether it did */
static gboolean
end_with (GTask *task, GError *error)
{
  if (error == NULL)
    return FALSE;
  g_task_return_error (task, error);
  g_object_unref (task);
  return TRUE;
}

static gpointer
finish_pointer (JdcClient *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
finish_boolean (JdcClient *self, GAsyncResult *result, gpointer tag, char **request_id, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (request_id != NULL)
    *request_id = jdc_call_dup_request_id (G_TASK (result));
  return TRUE;
}

/* Frees what a parse function may have left at %NULL. */
static void
unref_value (gpointer value)
{
  if (value != NULL)
    g_object_unref (value);
}

static void
unref_pairs (gpointer value)
{
  g_ptr_array_unref (value);
}

static void
jdc_client_finalize (GObject *object)
{
  JdcClient *self = JDC_CLIENT (object);

  g_object_unref (self->endpoint);
  g_object_unref (self->credentials);
  g_object_unref (self->wire.session);
  g_clear_object (&self->wire.gate);

  G_OBJECT_CLASS (jdc_client_parent_class)->finalize (object);
}

static void
jdc_client_class_init (JdcClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_client_finalize;
}

static void
jdc_client_init (JdcClient *self)
{
  self->wire.max_tries = 5;
  self->wire.retry_seconds = 30;
  self->wire.read_seconds = 10;
  self->wire.write_seconds = 90;
  self->wire.max_answer = 16 * 1024 * 1024;
}

/**
 * jdc_client_new:
 * @endpoint: where the service answers
 * @credentials: the keys
 * @session: (nullable): from jdc_session_new(), shared by all clients of a process; %NULL for one of its own
 *
 * Returns: (transfer full): a client
 */
JdcClient *
jdc_client_new (JdcEndpoint *endpoint, JdcCredentials *credentials, SoupSession *session)
{
  JdcClient *self;

  g_return_val_if_fail (JDC_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (JDC_IS_CREDENTIALS (credentials), NULL);
  g_return_val_if_fail (session == NULL || SOUP_IS_SESSION (session), NULL);

  self = g_object_new (JDC_TYPE_CLIENT, NULL);
  self->endpoint = g_object_ref (endpoint);
  self->credentials = g_object_ref (credentials);
  self->wire.session = session != NULL ? g_object_ref (session) : jdc_session_new ();
  return self;
}

/**
 * jdc_client_get_endpoint:
 * @self: a client
 *
 * Returns: (transfer none): where the service answers
 */
JdcEndpoint *
jdc_client_get_endpoint (JdcClient *self)
{
  g_return_val_if_fail (JDC_IS_CLIENT (self), NULL);

  return self->endpoint;
}

/**
 * jdc_client_get_credentials:
 * @self: a client
 *
 * Returns: (transfer none): the keys
 */
JdcCredentials *
jdc_client_get_credentials (JdcClient *self)
{
  g_return_val_if_fail (JDC_IS_CLIENT (self), NULL);

  return self->credentials;
}

/**
 * jdc_client_get_n_requests:
 * @self: a client
 *
 * Counts attempts that reached the wire, repetitions included. Any thread may ask.
 *
 * Returns: how many there were
 */
guint
jdc_client_get_n_requests (JdcClient *self)
{
  g_return_val_if_fail (JDC_IS_CLIENT (self), 0);

  return (guint) g_atomic_int_get (&self->wire.n_requests);
}

/**
 * jdc_client_set_read_retry:
 * @self: a client
 * @max_tries: how often a read is tried, 5 unless told; 1 for never again
 * @max_seconds: how long all tries of a read may take together, 30 unless told
 *
 * Bounds the repetition of reads. To be called before the first operation. Writes are never repeated.
 */
void
jdc_client_set_read_retry (JdcClient *self, guint max_tries, double max_seconds)
{
  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (max_tries > 0);

  self->wire.max_tries = max_tries;
  self->wire.retry_seconds = max_seconds;
}

/**
 * jdc_client_set_time_limits:
 * @self: a client
 * @read_seconds: how long one try of a read may take, 10 unless told
 * @write_seconds: how long a write may take, 90 unless told
 *
 * To be called before the first operation.
 */
void
jdc_client_set_time_limits (JdcClient *self, double read_seconds, double write_seconds)
{
  g_return_if_fail (JDC_IS_CLIENT (self));

  self->wire.read_seconds = read_seconds;
  self->wire.write_seconds = write_seconds;
}

/**
 * jdc_client_set_gate:
 * @self: a client
 * @gate: what every try of a call passes before it leaves
 * @writes_pass: writes go by it unseen, because the caller counts them, having made sure first that they may leave; its
 *   reads are for that work, and go first
 *
 * To be called before the first operation. From now on @self is used on the thread of @gate alone.
 */
void
jdc_client_set_gate (JdcClient *self, JdcGate *gate, gboolean writes_pass)
{
  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (JDC_IS_GATE (gate));

  g_set_object (&self->wire.gate, gate);
  self->wire.writes_pass = writes_pass;
}

/**
 * jdc_client_set_max_answer:
 * @self: a client
 * @max_bytes: how long an answer may be, 16 MB unless told
 *
 * To be called before the first operation. Counts what the parser would see, after decompression.
 */
void
jdc_client_set_max_answer (JdcClient *self, gsize max_bytes)
{
  g_return_if_fail (JDC_IS_CLIENT (self));

  self->wire.max_answer = MIN (max_bytes, (gsize) G_MAXINT / 4);
}

/**
 * jdc_client_describe_images_async:
 * @self: a client
 * @region: the region
 * @query: which images; copied
 * @cancellable: (nullable): to stop it
 * @callback: when done
 * @user_data: for @callback
 *
 * Lists one page of images.
 */
void
jdc_client_describe_images_async (JdcClient *self,
                                  const char *region,
                                  JdcImageQuery *query,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  JdcRequest *request;
  JdcImageQuery *copy;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (JDC_IS_IMAGE_QUERY (query));

  task = new_task (self, jdc_client_describe_images_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, NULL)))
    return;
  copy = jdc_image_query_copy (query, jdc_image_query_get_page_number (query));
  request = new_request (self, SOUP_METHOD_GET, VM, region, "images");
  take_params (request, jdc_image_query_dup_params (copy));
  jdc_call_run (task, &self->wire, request, jdc_result_image_page, copy, g_object_unref, unref_value);
}

/**
 * jdc_client_describe_images_finish:
 * @self: a client
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the page
 */
JdcImagePage *
jdc_client_describe_images_finish (JdcClient *self, GAsyncResult *result, GError **error)
{
  return finish_pointer (self, result, jdc_client_describe_images_async, error);
}

/**
 * jdc_client_describe_image_async:
 * @self: a client
 * @region: the region
 * @image_id: the image
 * @cancellable: (nullable): to stop it
 * @callback: when done
 * @user_data: for @callback
 *
 * Reads one image; %JDC_ERROR_NOT_FOUND when the service says that there is none.
 */
void
jdc_client_describe_image_async (JdcClient *self,
                                 const char *region,
                                 const char *image_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;
  JdcRequest *request;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (image_id != NULL);

  task = new_task (self, jdc_client_describe_image_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, image_id)))
    return;
  request = new_request (self, SOUP_METHOD_GET, VM, region, "images/%s", image_id);
  jdc_call_run (task, &self->wire, request, jdc_result_image, NULL, NULL, unref_value);
}

/**
 * jdc_client_describe_image_finish:
 * @self: a client
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the image
 */
JdcImage *
jdc_client_describe_image_finish (JdcClient *self, GAsyncResult *result, GError **error)
{
  return finish_pointer (self, result, jdc_client_describe_image_async, error);
}

/**
 * jdc_client_copy_images_async:
 * @self: a client
 * @region: the region of the images
 * @image_ids: (array zero-terminated=1): 1 to 10 images
 * @destination_region: where the replicas are made
 * @name: (nullable): the name of all replicas; %NULL for those of their sources
 * @description: (nullable): the description of all replicas; %NULL for what the service writes
 * @cancellable: (nullable): heeded until the request is sent
 * @callback: when done
 * @user_data: for @callback
 *
 * Asks for copies. Sent once; there is no way to take it back. Whether some of several images may be copied
 * when another one is refused is not documented: send one image a call.
 */
void
jdc_client_copy_images_async (JdcClient *self,
                              const char *region,
                              const char *const *image_ids,
                              const char *destination_region,
                              const char *name,
                              const char *description,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  JdcRequest *request;
  JsonBuilder *builder;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (image_ids != NULL);
  g_return_if_fail (destination_region != NULL);

  task = new_task (self, jdc_client_copy_images_async, cancellable, callback, user_data);
  if (end_with (task, check_copy (region, image_ids, destination_region, name, description)))
    return;
  builder = begin_body ();
  json_builder_begin_array (json_builder_set_member_name (builder, "sourceImageIds"));
  for (guint i = 0; image_ids[i] != NULL; i++)
    json_builder_add_string_value (builder, image_ids[i]);
  json_builder_end_array (builder);
  add_text (builder, "destinationRegion", destination_region);
  add_text (builder, "name", name);
  add_text (builder, "description", description);
  request = new_request (self, SOUP_METHOD_POST, VM, region, "images:copyImages");
  take_body (request, builder);
  jdc_call_run (task, &self->wire, request, jdc_result_copy_pairs, NULL, NULL, unref_pairs);
}

/**
 * jdc_client_copy_images_finish:
 * @self: a client
 * @result: what the callback got
 * @request_id: (out) (optional) (nullable) (transfer full): the service's ID of the request
 * @error: set on failure; its fate tells whether the service may have acted
 *
 * Returns: (transfer full) (nullable) (element-type JdcCopyPair): the pairs, in any order, perhaps not all
 */
GPtrArray *
jdc_client_copy_images_finish (JdcClient *self, GAsyncResult *result, char **request_id, GError **error)
{
  GPtrArray *pairs = finish_pointer (self, result, jdc_client_copy_images_async, error);

  if (pairs != NULL && request_id != NULL)
    *request_id = jdc_call_dup_request_id (G_TASK (result));
  return pairs;
}

/**
 * jdc_client_convert_image_async:
 * @self: a client
 * @region: the region
 * @image_id: an image with a local system disk
 * @cancellable: (nullable): heeded until the request is sent
 * @callback: when done
 * @user_data: for @callback
 *
 * Asks for a new image with a cloud system disk. Sent once. The body is an empty object, as all of the
 * service's own programs send with a POST; the documentation shows none.
 */
void
jdc_client_convert_image_async (JdcClient *self,
                                const char *region,
                                const char *image_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  JdcRequest *request;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (image_id != NULL);

  task = new_task (self, jdc_client_convert_image_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, image_id)))
    return;
  request = new_request (self, SOUP_METHOD_POST, VM, region, "images/%s:convertImage", image_id);
  take_body (request, begin_body ());
  jdc_call_run (task, &self->wire, request, jdc_result_image_id, NULL, NULL, g_free);
}

/**
 * jdc_client_convert_image_finish:
 * @self: a client
 * @result: what the callback got
 * @request_id: (out) (optional) (nullable) (transfer full): the service's ID of the request
 * @error: set on failure; its fate tells whether the service may have acted
 *
 * Returns: (transfer full) (nullable): the ID of the new image
 */
char *
jdc_client_convert_image_finish (JdcClient *self, GAsyncResult *result, char **request_id, GError **error)
{
  char *image_id = finish_pointer (self, result, jdc_client_convert_image_async, error);

  if (image_id != NULL && request_id != NULL)
    *request_id = jdc_call_dup_request_id (G_TASK (result));
  return image_id;
}

/**
 * jdc_client_modify_image_attribute_async:
 * @self: a client
 * @region: the region
 * @image_id: the image
 * @name: (nullable): its new name, %NULL to leave it; one of the two is needed
 * @description: (nullable): its new description, %NULL to leave it
 * @cancellable: (nullable): heeded until the request is sent
 * @callback: when done
 * @user_data: for @callback
 *
 * Changes the texts of an image. Sent once.
 */
void
jdc_client_modify_image_attribute_async (JdcClient *self,
                                         const char *region,
                                         const char *image_id,
                                         const char *name,
                                         const char *description,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task;
  JdcRequest *request;
  JsonBuilder *builder;
  GError *error;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (image_id != NULL);

  task = new_task (self, jdc_client_modify_image_attribute_async, cancellable, callback, user_data);
  error = check_place (region, image_id);
  if (error == NULL)
    error = check_text (name);
  if (error == NULL)
    error = check_text (description);
  if (end_with (task, error))
    return;
  builder = begin_body ();
  add_text (builder, "name", name);
  add_text (builder, "description", description);
  request = new_request (self, SOUP_METHOD_POST, VM, region, "images/%s:modifyImageAttribute", image_id);
  take_body (request, builder);
  jdc_call_run (task, &self->wire, request, NULL, NULL, NULL, NULL);
}

/**
 * jdc_client_modify_image_attribute_finish:
 * @self: a client
 * @result: what the callback got
 * @request_id: (out) (optional) (nullable) (transfer full): the service's ID of the request
 * @error: set on failure; its fate tells whether the service may have acted
 *
 * Returns: whether the texts are changed
 */
gboolean
jdc_client_modify_image_attribute_finish (JdcClient *self,
                                          GAsyncResult *result,
                                          char **request_id,
                                          GError **error)
{
  return finish_boolean (self, result, jdc_client_modify_image_attribute_async, request_id, error);
}

/**
 * jdc_client_delete_image_async:
 * @self: a client
 * @region: the region
 * @image_id: the image
 * @delete_snapshots: whether its snapshots are to go too; those in use elsewhere stay without an error
 * @cancellable: (nullable): heeded until the request is sent
 * @callback: when done
 * @user_data: for @callback
 *
 * Deletes an image. Sent once.
 */
void
jdc_client_delete_image_async (JdcClient *self,
                               const char *region,
                               const char *image_id,
                               gboolean delete_snapshots,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  JdcRequest *request;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (image_id != NULL);

  task = new_task (self, jdc_client_delete_image_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, image_id)))
    return;
  request = new_request (self, SOUP_METHOD_DELETE, VM, region, "images/%s", image_id);
  jdc_params_add (request->params, "deleteSnapshot", delete_snapshots ? "true" : NULL);
  jdc_call_run (task, &self->wire, request, NULL, NULL, NULL, NULL);
}

/**
 * jdc_client_delete_image_finish:
 * @self: a client
 * @result: what the callback got
 * @request_id: (out) (optional) (nullable) (transfer full): the service's ID of the request
 * @error: set on failure; its fate tells whether the service may have acted
 *
 * Returns: whether the service has accepted to delete it
 */
gboolean
jdc_client_delete_image_finish (JdcClient *self, GAsyncResult *result, char **request_id, GError **error)
{
  return finish_boolean (self, result, jdc_client_delete_image_async, request_id, error);
}

/**
 * jdc_client_describe_image_quota_async:
 * @self: a client
 * @region: the region
 * @cancellable: (nullable): to stop it
 * @callback: when done
 * @user_data: for @callback
 *
 * Reads the quota of private images, describeQuotas of the vm service.
 */
void
jdc_client_describe_image_quota_async (JdcClient *self,
                                       const char *region,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  static const char *const types[] = { "image", NULL };
  guint n_filters = 0;
  GTask *task;
  JdcRequest *request;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);

  task = new_task (self, jdc_client_describe_image_quota_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, NULL)))
    return;
  request = new_request (self, SOUP_METHOD_GET, VM, region, "quotas");
  jdc_params_add_filter (request->params, &n_filters, "resourceTypes", types);
  jdc_call_run (task, &self->wire, request, jdc_result_image_quota, NULL, NULL, unref_value);
}

/**
 * jdc_client_describe_image_quota_finish:
 * @self: a client
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the quota
 */
JdcQuota *
jdc_client_describe_image_quota_finish (JdcClient *self, GAsyncResult *result, GError **error)
{
  return finish_pointer (self, result, jdc_client_describe_image_quota_async, error);
}

/**
 * jdc_client_describe_snapshot_quota_async:
 * @self: a client
 * @region: the region
 * @cancellable: (nullable): to stop it
 * @callback: when done
 * @user_data: for @callback
 *
 * Reads the quota of cloud disk snapshots, describeQuota of the disk service.
 */
void
jdc_client_describe_snapshot_quota_async (JdcClient *self,
                                          const char *region,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task;
  JdcRequest *request;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);

  task = new_task (self, jdc_client_describe_snapshot_quota_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, NULL)))
    return;
  request = new_request (self, SOUP_METHOD_GET, DISK, region, "quotas");
  jdc_params_add (request->params, "type", "snapshot");
  jdc_call_run (task, &self->wire, request, jdc_result_snapshot_quota, NULL, NULL, unref_value);
}

/**
 * jdc_client_describe_snapshot_quota_finish:
 * @self: a client
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the quota
 */
JdcQuota *
jdc_client_describe_snapshot_quota_finish (JdcClient *self, GAsyncResult *result, GError **error)
{
  return finish_pointer (self, result, jdc_client_describe_snapshot_quota_async, error);
}

/**
 * jdc_client_describe_snapshots_async:
 * @self: a client
 * @region: the region
 * @query: which snapshots; copied
 * @cancellable: (nullable): to stop it
 * @callback: when done
 * @user_data: for @callback
 *
 * Lists one page of cloud disk snapshots.
 */
void
jdc_client_describe_snapshots_async (JdcClient *self,
                                     const char *region,
                                     JdcSnapshotQuery *query,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  JdcRequest *request;
  JdcSnapshotQuery *copy;

  g_return_if_fail (JDC_IS_CLIENT (self));
  g_return_if_fail (region != NULL);
  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (query));

  task = new_task (self, jdc_client_describe_snapshots_async, cancellable, callback, user_data);
  if (end_with (task, check_place (region, NULL)))
    return;
  copy = jdc_snapshot_query_copy (query, jdc_snapshot_query_get_page_number (query));
  request = new_request (self, SOUP_METHOD_GET, DISK, region, "snapshots");
  take_params (request, jdc_snapshot_query_dup_params (copy));
  jdc_call_run (task, &self->wire, request, jdc_result_snapshot_page, copy, g_object_unref, unref_value);
}

/**
 * jdc_client_describe_snapshots_finish:
 * @self: a client
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the page
 */
JdcSnapshotPage *
jdc_client_describe_snapshots_finish (JdcClient *self, GAsyncResult *result, GError **error)
{
  return finish_pointer (self, result, jdc_client_describe_snapshots_async, error);
}
