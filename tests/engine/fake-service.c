/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-service.h"

#include <stdlib.h>

struct _FakeService
{
  SoupServer *server; /* (owned) */
  JdcClient *client;  /* (owned) */
  FakeAnswer answer;
  gpointer user_data;
  GQueue held; /* (element-type SoupServerMessage) (owned): not answered yet */
  gboolean is_held;
  guint wake;
  guint n_requests;
  guint most_at_once;
};

static guint
get_page (SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) form = query != NULL ? soup_form_decode (query) : NULL;
  const char *page = form != NULL ? g_hash_table_lookup (form, "pageNumber") : NULL;

  return page != NULL ? (guint) atoi (page) : 0;
}

static void
answer_message (FakeService *self, SoupServerMessage *message)
{
  g_autofree char *path =
    g_uri_unescape_string (g_uri_get_path (soup_server_message_get_uri (message)), NULL);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  FakeRequest request = {
    .path = path,
    .region = g_strv_length (parts) > 3 ? parts[3] : "",
    .page = get_page (message),
    .number = self->n_requests++,
    .at_once = self->held.length + 1,
  };
  guint status = 200;
  char *body = self->answer (&request, &status, self->user_data);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static gboolean
answer_held_cb (gpointer user_data)
{
  FakeService *self = user_data;
  SoupServerMessage *message = g_queue_pop_head (&self->held);

  answer_message (self, message);
  soup_server_message_unpause (message);
  g_object_unref (message);
  self->wake =
    g_queue_is_empty (&self->held) ? 0 : g_idle_add_full (G_PRIORITY_LOW, answer_held_cb, self, NULL);

  return G_SOURCE_REMOVE;
}

/* Requests that come together are answered one by one when nothing else happens, so that they can be
 * counted. */
static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FakeService *self = user_data;

  soup_server_message_pause (message);
  g_queue_push_tail (&self->held, g_object_ref (message));
  self->most_at_once = MAX (self->most_at_once, self->held.length);
  if (self->wake == 0 && !self->is_held)
    self->wake = g_idle_add_full (G_PRIORITY_LOW, answer_held_cb, self, NULL);
}

FakeService *
fake_service_new (FakeAnswer answer, gpointer user_data)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  g_autoptr (JdcEndpoint) endpoint = NULL;
  g_autoptr (JdcCredentials) credentials = jdc_credentials_new ("FAKEACCESSKEY", "fakesecret", NULL);
  g_autoptr (SoupSession) session = jdc_session_new ();
  GSList *uris;

  self->answer = answer;
  self->user_data = user_data;
  g_queue_init (&self->held);
  self->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  endpoint = jdc_endpoint_new (base, &error);
  g_assert_no_error (error);
  self->client = jdc_client_new (endpoint, credentials, session);
  jdc_client_set_read_retry (self->client, 1, 30);

  return self;
}

void
fake_service_free (FakeService *self)
{
  if (self->wake != 0)
    g_source_remove (self->wake);
  g_queue_clear_full (&self->held, g_object_unref);
  g_clear_object (&self->client);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_free (self);
}

JdcClient *
fake_service_get_client (FakeService *self)
{
  return self->client;
}

guint
fake_service_get_n_requests (FakeService *self)
{
  return self->n_requests;
}

guint
fake_service_get_most_at_once (FakeService *self)
{
  return self->most_at_once;
}

/* Answers nothing until set to FALSE again. */
void
fake_service_set_held (FakeService *self, gboolean held)
{
  self->is_held = held;
  if (!held && self->wake == 0 && !g_queue_is_empty (&self->held))
    self->wake = g_idle_add_full (G_PRIORITY_LOW, answer_held_cb, self, NULL);
}

/* An Image object; @more: further members, such as "\"desc\":\"x\"", NULL for none. Later members win over
 * earlier. */
char *
fake_image (const char *id, const char *more)
{
  return g_strdup_printf ("{\"imageId\":\"%s\"%s%s}", id, more != NULL ? "," : "", more != NULL ? more : "");
}

/* @total: -1 leaves the member out. */
char *
fake_images (const char *images, gint64 total)
{
  if (total < 0)
    return g_strdup_printf ("{\"requestId\":\"r\",\"result\":{\"images\":[%s]}}", images);

  return g_strdup_printf (
    "{\"requestId\":\"r\",\"result\":{\"images\":[%s],\"totalCount\":%" G_GINT64_FORMAT "}}", images, total);
}

/* Images img-FIRST to img-(FIRST + N - 1), four digits each. */
char *
fake_numbered_images (guint first, guint n, gint64 total)
{
  g_autoptr (GString) images = g_string_new (NULL);

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *id = g_strdup_printf ("img-%04u", i);
      g_autofree char *image = fake_image (id, "\"status\":\"ready\",\"rootDeviceType\":\"cloudDisk\"");

      g_string_append_printf (images, "%s%s", i > first ? "," : "", image);
    }

  return fake_images (images->str, total);
}

char *
fake_error (guint code, const char *status, const char *message)
{
  return g_strdup_printf (
    "{\"requestId\":\"req-1\",\"error\":{\"code\":%u,\"status\":\"%s\",\"message\":\"%s\"}}", code, status,
    message);
}

JdcImage *
fake_jdc_image (const char *id, const char *more)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = fake_image (id, more);
  JdcImage *image = jdc_image_new_from_data (data, -1, &error);

  g_assert_no_error (error);

  return image;
}

/* A GAsyncReadyCallback: puts the result where @user_data points. */
void
fake_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **taken = user_data;

  g_assert_null (*taken);
  *taken = g_object_ref (result);
}

void
fake_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}
