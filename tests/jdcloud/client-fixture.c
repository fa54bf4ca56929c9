/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client-fixture.h"

#include <string.h>

#include "jdcloud/jdc-signer.h"
#include "sample.h"

JdcClient *
new_client (Fixture *fixture, const char *url, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (url, &error);
  g_autoptr (JdcCredentials) keys = jdc_credentials_new (ACCESS_KEY, SECRET_KEY, token);

  g_assert_no_error (error);
  return jdc_client_new (endpoint, keys, fixture->session);
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = raw_server_new ();
  fixture->session = jdc_session_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->client = new_client (fixture, raw_server_get_url (fixture->server), data);
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  /* Whatever went wrong, nothing keeps the client or the session alive. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->client);
  soup_session_abort (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->session);
  raw_server_free (fixture->server);
}

void
got_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

void
wait_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Until the server has @n requests: counting them here would tell only that they are on their way. */
void
wait_arrived (Fixture *fixture, guint n)
{
  while (raw_server_get_n (fixture->server) < n)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
    }
}

void
begin_list (Fixture *fixture)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();

  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  jdc_client_describe_images_async (fixture->client, "cn-north-1", query, fixture->cancellable, got_result_cb,
                                    fixture);
}

JdcImagePage *
list (Fixture *fixture)
{
  begin_list (fixture);
  wait_result (fixture);
  return jdc_client_describe_images_finish (fixture->client, fixture->result, &fixture->error);
}

void
begin_copy (Fixture *fixture)
{
  static const char *const ids[] = { "img-a1b2c3d401", NULL };

  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  jdc_client_copy_images_async (fixture->client, "cn-north-1", ids, "cn-east-2", NULL, NULL,
                                fixture->cancellable, got_result_cb, fixture);
}

GPtrArray *
copy (Fixture *fixture)
{
  begin_copy (fixture);
  wait_result (fixture);
  return jdc_client_copy_images_finish (fixture->client, fixture->result, NULL, &fixture->error);
}

void
assert_list_fails (Fixture *fixture, JdcError code)
{
  g_autoptr (JdcImagePage) page = list (fixture);

  g_assert_null (page);
  g_assert_error (fixture->error, JDC_ERROR, (int) code);
}

void
assert_copy_fails (Fixture *fixture, JdcError code, JdcFate fate)
{
  g_autoptr (GPtrArray) pairs = copy (fixture);

  g_assert_null (pairs);
  g_assert_error (fixture->error, JDC_ERROR, (int) code);
  g_assert_cmpint (jdc_error_get_fate (fixture->error), ==, fate);
}

void
order_sample (Fixture *fixture, guint status, const char *name)
{
  g_autofree char *text = load_sample (name);

  raw_server_reply (fixture->server, status, text);
}

/* Checks the signature of what arrived, as the service would: from the bytes on the wire. */
void
assert_signed (Fixture *fixture, guint index, const char *service, const char *region, gboolean with_token)
{
  const RawRequest *request = raw_server_get_request (fixture->server, index);
  g_auto (GStrv) parts = g_strsplit (request->target, "?", 2);
  g_autofree char *path = g_uri_unescape_string (parts[0], NULL);
  g_autoptr (GHashTable) query =
    parts[1] != NULL ? g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (JdcPair));
  g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));
  g_autoptr (JdcCredentials) keys = jdc_credentials_new (ACCESS_KEY, SECRET_KEY, NULL);
  g_autofree char *authorization = NULL;
  const JdcPair headers[] = {
    { "content-type", g_hash_table_lookup (request->headers, "content-type") },
    { "x-jdcloud-security-token", g_hash_table_lookup (request->headers, "x-jdcloud-security-token") },
  };
  JdcSigningRequest signing = {
    .method = request->method,
    .service = service,
    .region = region,
    .host = g_hash_table_lookup (request->headers, "host"),
    .path = path,
    .headers = headers,
    .n_headers = with_token ? 2 : 1,
    .body = body,
    .date = g_hash_table_lookup (request->headers, "x-jdcloud-date"),
    .nonce = g_hash_table_lookup (request->headers, "x-jdcloud-nonce"),
    .sign_host = TRUE,
  };
  GHashTableIter iter;
  JdcPair pair;

  if (query != NULL)
    g_hash_table_iter_init (&iter, query);
  while (query != NULL && g_hash_table_iter_next (&iter, (gpointer *) &pair.name, (gpointer *) &pair.value))
    g_array_append_val (pairs, pair);
  signing.query = (const JdcPair *) (gconstpointer) pairs->data;
  signing.n_query = pairs->len;
  authorization = jdc_signer_dup_authorization (&signing, keys);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, authorization);
  g_assert_cmpstr (headers[0].value, ==, "application/json");
  g_assert_cmpint (headers[1].value != NULL, ==, with_token);
}
