/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls the emulator as a stranger would: own signer, plain SoupSession, blocking. */

#include "config.h"

#include "emulator-client.h"

#include <string.h>

static void
hmac (guint8 key[32], gsize length, const guint8 *from, const char *text)
{
  g_autoptr (GHmac) digest = g_hmac_new (G_CHECKSUM_SHA256, from, length);
  gsize size = 32;

  g_hmac_update (digest, (const guchar *) text, -1);
  g_hmac_get_digest (digest, key, &size);
}

static char *
sign (Client *self, const char *day, const char *region, const char *service, const char *text)
{
  g_autofree char *first = g_strconcat ("JDCLOUD2", self->secret_key, NULL);
  guint8 key[32];

  hmac (key, strlen (first), (const guint8 *) first, day);
  hmac (key, 32, key, region);
  hmac (key, 32, key, service);
  hmac (key, 32, key, "jdcloud2_request");
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, 32, text, -1);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The tests write their queries encoded; only the order is missing. */
static char *
sort_query (const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, "&", -1);

  qsort (parts, g_strv_length (parts), sizeof *parts, compare_parts);
  return g_strjoinv ("&", parts);
}

static char *
encode_path (const char *path)
{
  g_autofree char *plain = g_uri_unescape_string (path, NULL);

  return g_uri_escape_string (plain, "/", FALSE);
}

static char *
dup_region (Client *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (self->scope_region != NULL)
    return g_strdup (self->scope_region);
  return g_strdup (g_strv_length (parts) > 3 ? parts[3] : "jdcloud-api");
}

static void
add_header (Client *self,
            GString *canonical,
            GString *names,
            SoupMessageHeaders *headers,
            const char *name,
            const char *value)
{
  if (value == NULL || g_strcmp0 (self->omit, name) == 0)
    return;
  if (!g_str_equal (name, "host"))
    soup_message_headers_replace (headers, name, value);
  g_string_append_printf (canonical, "%s:%s\n", name, value);
  g_string_append_printf (names, "%s%s", names->len > 0 ? ";" : "", name);
}

static void
authorize (Client *self, SoupMessage *message, const char *service, const char *target, const char *body)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_auto (GStrv) parts = g_strsplit (target, "?", 2);
  g_autofree char *path = encode_path (parts[0]);
  g_autofree char *query = sort_query (parts[1] != NULL ? parts[1] : "");
  g_autofree char *region = dup_region (self, parts[0]);
  g_autofree char *random = g_uuid_string_random ();
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + self->skew);
  g_autofree char *date = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *day = g_strndup (date, 8);
  g_autofree char *host = g_strdup (emulator_thread_get_uri (self->emulator) + strlen ("http://"));
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);
  g_autoptr (GString) canonical = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *canonical_hash = NULL;
  g_autofree char *to_sign = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *authorization = NULL;

  g_string_printf (canonical, "%s\n%s\n%s\n", soup_message_get_method (message), path, query);
  add_header (self, canonical, names, headers, "content-type", "application/json");
  add_header (self, canonical, names, headers, "host", host);
  add_header (self, canonical, names, headers, "x-jdcloud-date", date);
  add_header (self, canonical, names, headers, "x-jdcloud-nonce", self->nonce != NULL ? self->nonce : random);
  add_header (self, canonical, names, headers, "x-jdcloud-security-token", self->token);
  g_string_append_printf (canonical, "\n%s\n%s", names->str, hash);
  canonical_hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical->str, -1);
  to_sign = g_strdup_printf ("JDCLOUD2-HMAC-SHA256\n%s\n%s/%s/%s/jdcloud2_request\n%s", date, day, region,
                             service, canonical_hash);
  signature = sign (self, day, region, service, to_sign);
  authorization = g_strdup_printf (
    "JDCLOUD2-HMAC-SHA256 Credential=%s/%s/%s/%s/jdcloud2_request, SignedHeaders=%s, Signature=%s",
    self->access_key, day, region, service, names->str, signature);
  if (g_strcmp0 (self->omit, "authorization") != 0)
    soup_message_headers_replace (headers, "Authorization", authorization);
}

static void
forget (Client *self)
{
  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_error (&self->error);
  self->status = 0;
}

static JsonNode *
send (Client *self, SoupMessage *message, const char *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_autoptr (GBytes) request = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;

  forget (self);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  if (*body != '\0')
    soup_message_set_request_body_from_bytes (message, "application/json", request);
  answer = soup_session_send_and_read (self->session, message, NULL, &self->error);
  if (answer == NULL)
    return NULL;
  self->status = soup_message_get_status (message);
  self->request_id = g_strdup (soup_message_headers_get_one (headers, "x-jdcloud-request-id"));
  self->date = g_strdup (soup_message_headers_get_one (headers, "Date"));
  self->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  self->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  self->body = g_bytes_get_size (answer) > 0
                 ? g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer))
                 : g_strdup ("");
  return json_from_string (self->body, NULL);
}

/* Starts an emulator for @options (nullable) and a client with its keys. */
Client *
client_new (const EmulatorOptions *options)
{
  Client *self = g_new0 (Client, 1);
  g_autoptr (GError) error = NULL;

  self->emulator = emulator_thread_new (options, 0, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
  soup_session_set_timeout (self->session, 20);
  self->access_key = EMULATOR_DEFAULT_ACCESS_KEY;
  self->secret_key = EMULATOR_DEFAULT_SECRET_KEY;
  return self;
}

/* Ends both. */
void
client_free (Client *self)
{
  forget (self);
  soup_session_abort (self->session);
  g_assert_finalize_object (self->session);
  emulator_thread_free (self->emulator);
  g_free (self);
}

/* Sends a signed request and returns the answer as JSON, %NULL if it is none or there is none. */
JsonNode *
client_call (Client *self, const char *service, const char *method, const char *target, const char *body)
{
  g_autofree char *uri = g_strconcat (emulator_thread_get_uri (self->emulator), target, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);

  authorize (self, message, service, target, body);
  return send (self, message, body);
}

static JsonNode *
call_va (Client *self, const char *service, const char *method, const char *format, va_list args)
{
  g_autofree char *target = g_strdup_vprintf (format, args);

  return client_call (self, service, method, target, "");
}

/* GET of vm. */
JsonNode *
client_get (Client *self, const char *format, ...)
{
  JsonNode *answer;
  va_list args;

  va_start (args, format);
  answer = call_va (self, "vm", "GET", format, args);
  va_end (args);
  return answer;
}

/* GET of disk. */
JsonNode *
client_get_disk (Client *self, const char *format, ...)
{
  JsonNode *answer;
  va_list args;

  va_start (args, format);
  answer = call_va (self, "disk", "GET", format, args);
  va_end (args);
  return answer;
}

/* DELETE of vm. */
JsonNode *
client_delete (Client *self, const char *format, ...)
{
  JsonNode *answer;
  va_list args;

  va_start (args, format);
  answer = call_va (self, "vm", "DELETE", format, args);
  va_end (args);
  return answer;
}

/* POST of vm with a body. */
JsonNode *
client_post (Client *self, const char *target, const char *format, ...)
{
  g_autofree char *body = NULL;
  va_list args;

  va_start (args, format);
  body = g_strdup_vprintf (format, args);
  va_end (args);
  return client_call (self, "vm", "POST", target, body);
}

/* copyImages of one image. */
JsonNode *
client_copy (Client *self, const char *from, const char *image, const char *to)
{
  g_autofree char *target = g_strdup_printf ("/v1/regions/%s/images:copyImages", from);

  return client_post (self, target, "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"%s\"}", image, to);
}

/* An unsigned request to /_emulator/. */
JsonNode *
client_control (Client *self, const char *method, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (emulator_thread_get_uri (self->emulator), "/_emulator/", path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);

  return send (self, message, body);
}

/* Adds fault rules, which must be right. */
void
client_fault (Client *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  emulator_thread_add_fault_json (self->emulator, json, &error);
  g_assert_no_error (error);
}

/* The ID of the first private image of a name. */
char *
client_find (Client *self, const char *region, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autoptr (JsonNode) answer =
    client_get (self, "/v1/regions/%s/images?imageSource=private&imageName=%s", region, escaped);

  assert_ok (self);
  return g_strdup (json_text (answer, "result.images.0.imageId"));
}

/* describeImage. */
JsonNode *
client_show (Client *self, const char *region, const char *id)
{
  return client_get (self, "/v1/regions/%s/images/%s", region, id);
}

/* The node at a path such as "result.images.0.name", %NULL if there is none. */
JsonNode *
json_at (JsonNode *root, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  JsonNode *node = root;

  for (guint i = 0; parts[i] != NULL && node != NULL; i++)
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), parts[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               (guint) atoi (parts[i]) < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), (guint) atoi (parts[i]));
      else
        node = NULL;
    }
  return node;
}

/* The string at a path, %NULL if it is absent or none. */
const char *
json_text (JsonNode *root, const char *path)
{
  JsonNode *node = json_at (root, path);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

/* The integer at a path; it must be there. */
gint64
json_number (JsonNode *root, const char *path)
{
  JsonNode *node = json_at (root, path);

  g_assert_nonnull (node);
  g_assert_true (json_node_get_value_type (node) == G_TYPE_INT64);
  return json_node_get_int (node);
}

/* The length of the array at a path; it must be there. */
guint
json_length (JsonNode *root, const char *path)
{
  JsonNode *node = json_at (root, path);

  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  return json_array_get_length (json_node_get_array (node));
}

/* Asserts an error envelope, its HTTP status, words and request ID. */
void
assert_error (Client *self, JsonNode *answer, guint http, const char *status, const char *message)
{
  g_assert_cmpuint (self->status, ==, http);
  g_assert_nonnull (answer);
  g_assert_cmpint (json_number (answer, "error.code"), ==, http);
  g_assert_cmpstr (json_text (answer, "error.status"), ==, status);
  g_assert_cmpstr (json_text (answer, "error.message"), ==, message);
  g_assert_cmpstr (json_text (answer, "requestId"), ==, self->request_id);
  g_assert_cmpuint (strlen (self->request_id), ==, 32);
}
