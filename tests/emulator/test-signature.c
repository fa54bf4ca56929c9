/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verifier against the published vectors, and every refusal of the gateway. */

#include "config.h"

#include "emulator-client.h"

#include <string.h>

#include "emulator/emulator-problem.h"
#include "emulator/emulator-signature.h"

/* A request as it would arrive. */
typedef struct
{
  const char *method;
  char *path;
  char *query;
  SoupMessageHeaders *headers;
  GBytes *body;
  EmulatorSignature *signature;
  const char *secret;
} Request;

static char *
encode (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

static char *
make_query (JsonArray *pairs)
{
  GString *query = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      g_autofree char *name = encode (json_array_get_string_element (pair, 0));
      g_autofree char *value = encode (json_array_get_string_element (pair, 1));

      g_string_append_printf (query, "%s%s=%s", i > 0 ? "&" : "", name, value);
    }
  return g_string_free_and_steal (query);
}

static void
add_header_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  soup_message_headers_replace (user_data, name, json_node_get_string (value));
}

static Request *
request_new (JsonObject *vector)
{
  Request *self = g_new0 (Request, 1);
  const char *body = json_object_get_string_member (vector, "body");
  const char *authorization = json_object_get_string_member (vector, "authorization");
  g_autoptr (GError) error = NULL;

  self->method = json_object_get_string_member (vector, "method");
  self->path = g_uri_escape_string (json_object_get_string_member (vector, "path"), "/:*!'()", FALSE);
  self->query = make_query (json_object_get_array_member (vector, "query"));
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->body = g_bytes_new (body, strlen (body));
  self->secret = json_object_get_string_member (vector, "secret_key");
  json_object_foreach_member (json_object_get_object_member (vector, "headers"), add_header_cb,
                              self->headers);
  soup_message_headers_replace (self->headers, "Host", json_object_get_string_member (vector, "host"));
  soup_message_headers_replace (self->headers, "x-jdcloud-date",
                                json_object_get_string_member (vector, "date"));
  soup_message_headers_replace (self->headers, "x-jdcloud-nonce",
                                json_object_get_string_member (vector, "nonce"));
  self->signature = emulator_signature_parse (authorization, &error);
  g_assert_no_error (error);
  return self;
}

static void
request_free (Request *self)
{
  g_free (self->path);
  g_free (self->query);
  soup_message_headers_unref (self->headers);
  g_bytes_unref (self->body);
  emulator_signature_free (self->signature);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static gboolean
verify (const Request *self)
{
  return emulator_signature_verify (self->signature, self->secret, self->method, self->path, self->query,
                                    self->headers, self->body);
}

static void
refuse_changed_text (Request *self, char **text)
{
  g_autofree char *right = g_steal_pointer (text);

  *text = g_strconcat (right, "x", NULL);
  g_assert_false (verify (self));
  g_free (*text);
  *text = g_steal_pointer (&right);
  g_assert_true (verify (self));
}

static void
refuse_changed_header (Request *self, const char *name)
{
  g_autofree char *right = g_strdup (soup_message_headers_get_one (self->headers, name));
  g_autofree char *wrong = g_strconcat (right, "1", NULL);

  soup_message_headers_replace (self->headers, name, wrong);
  g_assert_false (verify (self));
  soup_message_headers_remove (self->headers, name);
  g_assert_false (verify (self));
  soup_message_headers_replace (self->headers, name, right);
  g_assert_true (verify (self));
}

static void
refuse_changed_body (Request *self)
{
  GBytes *right = self->body;

  self->body = g_bytes_new ("{}x", 3);
  g_assert_false (verify (self));
  g_bytes_unref (self->body);
  self->body = right;
}

static void
refuse_changed_secret (Request *self)
{
  const char *right = self->secret;

  self->secret = "wrong";
  g_assert_false (verify (self));
  self->secret = right;
}

static void
check_vector (JsonObject *vector)
{
  g_autoptr (Request) request = request_new (vector);

  g_test_message ("%s", json_object_get_string_member (vector, "name"));
  g_assert_true (verify (request));
  refuse_changed_text (request, &request->path);
  refuse_changed_text (request, &request->query);
  refuse_changed_text (request, &request->signature->signature);
  refuse_changed_text (request, &request->signature->region);
  for (guint i = 0; request->signature->signed_headers[i] != NULL; i++)
    refuse_changed_header (request, request->signature->signed_headers[i]);
  refuse_changed_body (request);
  refuse_changed_secret (request);
  request->signature->signature[3] ^= 1;
  g_assert_false (verify (request));
}

static void
test_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "signing-vectors.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (vectors), >=, 59);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check_vector (json_array_get_object_element (vectors, i));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *authorization;
    const char *message;
  } cases[] = {
    { "Basic abc", "Invalid authentication credentials" },
    { "JDCLOUD3-HMAC-SHA256 Credential=A/1/r/vm/jdcloud2_request", "Invalid authentication credentials" },
    { "JDCLOUD2-HMAC-SHA256 SignedHeaders=host, Signature=0",
      "lack of credential in the header authorization" },
    { "JDCLOUD2-HMAC-SHA256 Credential=A/1/r/vm/aws4, SignedHeaders=host, Signature=0",
      "lack of credential in the header authorization" },
    { "JDCLOUD2-HMAC-SHA256 Credential=A/1/r/vm/jdcloud2_request, Signature=0",
      "lack of header signedHeaders" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (emulator_signature_parse (cases[i].authorization, &error));
      g_assert_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_ACCESS);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

#define LIST "/v1/regions/cn-north-1/images?imageSource=private"

static void
refuse_access (Client *client, const char *message)
{
  g_autoptr (JsonNode) answer = client_get (client, LIST);

  assert_error (client, answer, 401, "ACCESS_ERROR", message);
  /* The gateway writes the error first. */
  g_assert_true (g_str_has_prefix (client->body, "{\"error\":"));
}

static void
accept_access (Client *client)
{
  g_autoptr (JsonNode) answer = client_get (client, LIST);

  assert_ok (client);
}

static void
test_missing_headers (void)
{
  g_autoptr (Client) client = client_new (NULL);

  accept_access (client);
  client->omit = "authorization";
  refuse_access (client, "lack of header authorization[gw]");
  client->omit = "x-jdcloud-date";
  refuse_access (client, "lack of header x-jdcloud-date");
  client->omit = "x-jdcloud-nonce";
  refuse_access (client, "lack of header x-jdcloud-nonce");
  client->omit = "host";
  refuse_access (client, "sign result is not same [gw]");
  client->omit = "content-type";
  accept_access (client);
}

static void
test_wrong_keys (void)
{
  g_autoptr (Client) client = client_new (NULL);

  client->access_key = "SOMEBODYELSE";
  refuse_access (client, "Invalid accessKey");
  client->access_key = EMULATOR_DEFAULT_ACCESS_KEY;
  client->secret_key = "wrong";
  refuse_access (client, "sign result is not same [gw]");
  client->secret_key = EMULATOR_DEFAULT_SECRET_KEY;
  client->scope_region = "cn-east-2";
  refuse_access (client, "sign result is not same [gw]");
}

static void
test_time (void)
{
  g_autoptr (Client) client = client_new (NULL);

  client->skew = 14 * 60;
  accept_access (client);
  client->skew = -14 * 60;
  accept_access (client);
  client->skew = 16 * 60;
  refuse_access (client, "x-jdcloud-date is expired [gw]");
  client->skew = -16 * 60;
  refuse_access (client, "x-jdcloud-date is expired [gw]");
}

static void
test_clock_offset (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (GDateTime) date = NULL;

  options.clock_offset = 3600;
  client = client_new (&options);
  refuse_access (client, "x-jdcloud-date is expired [gw]");
  date = soup_date_time_new_from_http_string (client->date);
  g_assert_cmpint (ABS (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC - 3600), <, 60);
  client->skew = 3600;
  accept_access (client);
}

static void
test_nonce (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autoptr (JsonNode) answer = NULL;

  client->nonce = "once";
  accept_access (client);
  answer = client_get (client, LIST);
  assert_error (client, answer, 403, "APIGW_NONCE_CONFLICT", "repeated access");
  client->nonce = "twice";
  accept_access (client);
}

static void
test_token (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) raw = NULL;
  g_autoptr (Client) base64 = NULL;

  options.session_token = "a+token/with=signs";
  raw = client_new (&options);
  refuse_access (raw, "Invalid authentication credentials");
  raw->token = "another";
  refuse_access (raw, "Invalid authentication credentials");
  raw->token = "YSt0b2tlbi93aXRoPXNpZ25z";
  refuse_access (raw, "Invalid authentication credentials");
  raw->token = "a+token/with=signs";
  accept_access (raw);
  options.token_encoding = EMULATOR_TOKEN_BASE64;
  base64 = client_new (&options);
  base64->token = "a+token/with=signs";
  refuse_access (base64, "Invalid authentication credentials");
  base64->token = "YSt0b2tlbi93aXRoPXNpZ25z";
  accept_access (base64);
}

static void
test_unexpected_token (void)
{
  g_autoptr (Client) client = client_new (NULL);

  client->token = "nobody-gave-it";
  refuse_access (client, "Invalid authentication credentials");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/signature/vectors", test_vectors);
  g_test_add_func ("/emulator/signature/parse", test_parse);
  g_test_add_func ("/emulator/gate/missing-headers", test_missing_headers);
  g_test_add_func ("/emulator/gate/wrong-keys", test_wrong_keys);
  g_test_add_func ("/emulator/gate/time", test_time);
  g_test_add_func ("/emulator/gate/clock-offset", test_clock_offset);
  g_test_add_func ("/emulator/gate/nonce", test_nonce);
  g_test_add_func ("/emulator/gate/token", test_token);
  g_test_add_func ("/emulator/gate/unexpected-token", test_unexpected_token);
  return g_test_run ();
}
