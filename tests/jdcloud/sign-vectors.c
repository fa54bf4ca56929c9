/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * sign-vectors FILE: signs every request of a file of vectors and compares each intermediate text byte for byte.
 * Prints what differs. Ends with 0 when there was at least one vector and nothing differed.
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "jdcloud/jdc-signer.h"

static const char *
text_of (JsonObject *vector, const char *member)
{
  return json_object_get_string_member_with_default (vector, member, "");
}

static GArray *
pairs_of_list (JsonArray *list)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (JdcPair));

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonArray *element = json_array_get_array_element (list, i);
      const JdcPair pair = { json_array_get_string_element (element, 0),
                             json_array_get_string_element (element, 1) };

      g_array_append_val (pairs, pair);
    }
  return pairs;
}

static GArray *
pairs_of_object (JsonObject *object)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (JdcPair));
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const JdcPair pair = { name, json_node_get_string (value) };

      g_array_append_val (pairs, pair);
    }
  return pairs;
}

static guint
compare (JsonObject *vector, const char *member, const char *ours)
{
  const char *expected = text_of (vector, member);

  if (strcmp (expected, ours) == 0)
    return 0;
  g_print ("%s: %s differs\n--- expected\n%s\n--- ours\n%s\n", text_of (vector, "name"), member, expected,
           ours);
  return 1;
}

static guint
check_vector (JsonObject *vector)
{
  const char *text = text_of (vector, "body");
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr (GArray) query = pairs_of_list (json_object_get_array_member (vector, "query"));
  g_autoptr (GArray) headers = pairs_of_object (json_object_get_object_member (vector, "headers"));
  g_autoptr (JdcCredentials) keys =
    jdc_credentials_new (text_of (vector, "access_key"), text_of (vector, "secret_key"), NULL);
  const JdcSigningRequest request = {
    .method = text_of (vector, "method"),
    .service = text_of (vector, "service"),
    .region = text_of (vector, "region"),
    .host = text_of (vector, "host"),
    .path = text_of (vector, "path"),
    .query = (const JdcPair *) (gconstpointer) query->data,
    .n_query = query->len,
    .headers = (const JdcPair *) (gconstpointer) headers->data,
    .n_headers = headers->len,
    .body = body,
    .date = text_of (vector, "date"),
    .nonce = text_of (vector, "nonce"),
    .sign_host = json_object_get_boolean_member_with_default (vector, "sign_host", TRUE),
  };
  g_autofree char *path = jdc_signer_dup_canonical_path (request.path);
  g_autofree char *canonical_query = jdc_signer_dup_canonical_query (request.query, request.n_query);
  g_autofree char *hash = jdc_signer_dup_payload_hash (body);
  g_autofree char *canonical = jdc_signer_dup_canonical_request (&request);
  g_autofree char *to_sign = jdc_signer_dup_string_to_sign (&request);
  g_autofree char *authorization = jdc_signer_dup_authorization (&request, keys);

  return compare (vector, "canonical_path", path) + compare (vector, "canonical_query", canonical_query) +
         compare (vector, "payload_sha256", hash) + compare (vector, "canonical_request", canonical) +
         compare (vector, "string_to_sign", to_sign) + compare (vector, "authorization", authorization);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonNode *root;
  JsonArray *vectors;
  guint n_wrong = 0;

  if (argc != 2)
    {
      g_printerr ("Usage: %s FILE\n", argv[0]);
      return 2;
    }
  if (!json_parser_load_from_file (parser, argv[1], &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_printerr ("%s: not an array of vectors\n", argv[1]);
      return 2;
    }
  vectors = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    n_wrong += check_vector (json_array_get_object_element (vectors, i)) > 0 ? 1 : 0;
  g_print ("%u vectors, %u differ\n", json_array_get_length (vectors), n_wrong);
  return n_wrong == 0 && json_array_get_length (vectors) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
