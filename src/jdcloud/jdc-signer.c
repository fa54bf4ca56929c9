/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * JDCLOUD2-HMAC-SHA256, as pure functions. It is the fourth version of Amazon's signature with other names
 * and with the path encoded once. Where the service's own signers disagree, this follows its documentation:
 * names are sorted before they are encoded, blanks in header values are folded.
 */

#include "config.h"

#include "jdc-signer.h"

#include <string.h>

#define SHA256_LENGTH 32
#define TERMINATOR "jdcloud2_request"

typedef struct
{
  char *name;  /* (owned): lower case */
  char *value; /* (owned): folded */
} Header;

static void
header_free (Header *header)
{
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static void
append_encoded (GString *out, const char *text, gboolean keep_slash)
{
  static const char hex[] = "0123456789ABCDEF";

  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p) || strchr ("-_.~", *p) != NULL || (keep_slash && *p == '/'))
        {
          g_string_append_c (out, (char) *p);
          continue;
        }
      g_string_append_c (out, '%');
      g_string_append_c (out, hex[*p >> 4]);
      g_string_append_c (out, hex[*p & 15]);
    }
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const JdcPair *left = *(const JdcPair *const *) a;
  const JdcPair *right = *(const JdcPair *const *) b;
  int order = strcmp (left->name, right->name);

  if (order != 0)
    return order;
  return g_strcmp0 (left->value != NULL ? left->value : "", right->value != NULL ? right->value : "");
}

static int
compare_headers (gconstpointer a, gconstpointer b)
{
  const Header *left = *(const Header *const *) a;
  const Header *right = *(const Header *const *) b;

  return strcmp (left->name, right->name);
}

/* Trims @value and makes one blank of every run of blanks. */
static char *
fold_blanks (const char *value)
{
  GString *out = g_string_new (NULL);
  gboolean pending = FALSE;

  for (const char *p = value != NULL ? value : ""; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        {
          pending = out->len > 0;
          continue;
        }
      if (pending)
        g_string_append_c (out, ' ');
      pending = FALSE;
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/* Those that HTTP libraries and proxies may change, and those that the request itself names. */
static gboolean
is_left_out (const char *name)
{
  static const char *const left_out[] = {
    "authorization", "user-agent", "x-jdcloud-request-id", "host", "x-jdcloud-date", "x-jdcloud-nonce", NULL
  };

  return g_strv_contains (left_out, name);
}

static void
add_header (GPtrArray *headers, const char *name, const char *value)
{
  Header *header = g_new (Header, 1);

  header->name = g_ascii_strdown (name, -1);
  header->value = fold_blanks (value);
  g_ptr_array_add (headers, header);
}

static GPtrArray *
collect_headers (const JdcSigningRequest *request)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func ((GDestroyNotify) header_free);

  for (gsize i = 0; i < request->n_headers; i++)
    {
      g_autofree char *name = g_ascii_strdown (request->headers[i].name, -1);

      if (!is_left_out (name))
        add_header (headers, name, request->headers[i].value);
    }
  if (request->sign_host)
    add_header (headers, "host", request->host);
  add_header (headers, "x-jdcloud-date", request->date);
  add_header (headers, "x-jdcloud-nonce", request->nonce);
  g_ptr_array_sort (headers, compare_headers);
  return headers;
}

static char *
join_names (GPtrArray *headers)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < headers->len; i++)
    {
      const Header *header = g_ptr_array_index (headers, i);

      if (i > 0)
        g_string_append_c (out, ';');
      g_string_append (out, header->name);
    }
  return g_string_free (out, FALSE);
}

static char *
dup_scope (const JdcSigningRequest *request)
{
  return g_strdup_printf ("%.8s/%s/%s/" TERMINATOR, request->date, request->region, request->service);
}

static void
hmac_bytes (const guint8 *key, gsize key_length, const char *text, guint8 digest[SHA256_LENGTH])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  gsize length = SHA256_LENGTH;

  g_hmac_update (hmac, (const guchar *) text, (gssize) strlen (text));
  g_hmac_get_digest (hmac, digest, &length);
}

static char *
sign_text (const JdcSigningRequest *request, JdcCredentials *credentials, const char *text)
{
  char *start = g_strconcat ("JDCLOUD2", jdc_credentials_get_secret_key (credentials), NULL);
  g_autofree char *day = g_strndup (request->date, 8);
  guint8 key[SHA256_LENGTH];
  char *signature;

  hmac_bytes ((const guint8 *) start, strlen (start), day, key);
  explicit_bzero (start, strlen (start));
  g_free (start);
  hmac_bytes (key, sizeof key, request->region, key);
  hmac_bytes (key, sizeof key, request->service, key);
  hmac_bytes (key, sizeof key, TERMINATOR, key);
  signature = g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, sizeof key, text, -1);
  explicit_bzero (key, sizeof key);
  return signature;
}

/**
 * jdc_signer_dup_canonical_path:
 * @path: a path, decoded
 *
 * Encodes every byte but letters, digits, `-_.~` and `/`: the colon too. What is signed is also what is sent.
 *
 * Returns: (transfer full): the encoded path, `/` for an empty one
 */
char *
jdc_signer_dup_canonical_path (const char *path)
{
  GString *out;

  g_return_val_if_fail (path != NULL, NULL);

  if (*path == '\0')
    return g_strdup ("/");
  out = g_string_sized_new (strlen (path) + 16);
  append_encoded (out, path, TRUE);
  return g_string_free (out, FALSE);
}

/**
 * jdc_signer_dup_canonical_query:
 * @query: (array length=n_query): pairs, decoded, in any order
 * @n_query: how many
 *
 * Sorts by name, then by value, and encodes each once.
 *
 * Returns: (transfer full): the query, without `?`
 */
char *
jdc_signer_dup_canonical_query (const JdcPair *query, gsize n_query)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new ((guint) n_query);
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < n_query; i++)
    g_ptr_array_add (sorted, (gpointer) &query[i]);
  g_ptr_array_sort (sorted, compare_pairs);

  for (guint i = 0; i < sorted->len; i++)
    {
      const JdcPair *pair = g_ptr_array_index (sorted, i);

      if (i > 0)
        g_string_append_c (out, '&');
      append_encoded (out, pair->name, FALSE);
      g_string_append_c (out, '=');
      if (pair->value != NULL)
        append_encoded (out, pair->value, FALSE);
    }
  return g_string_free (out, FALSE);
}

/**
 * jdc_signer_dup_payload_hash:
 * @body: (nullable): the bytes as sent
 *
 * Returns: (transfer full): their SHA-256 in lower-case hexadecimal digits
 */
char *
jdc_signer_dup_payload_hash (GBytes *body)
{
  if (body == NULL)
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, NULL, 0);
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
}

/**
 * jdc_signer_dup_canonical_request:
 * @request: a request
 *
 * Returns: (transfer full): the text whose hash is signed
 */
char *
jdc_signer_dup_canonical_request (const JdcSigningRequest *request)
{
  g_autoptr (GPtrArray) headers = collect_headers (request);
  g_autofree char *method = g_ascii_strup (request->method, -1);
  g_autofree char *path = jdc_signer_dup_canonical_path (request->path);
  g_autofree char *query = jdc_signer_dup_canonical_query (request->query, request->n_query);
  g_autofree char *names = join_names (headers);
  g_autofree char *hash = jdc_signer_dup_payload_hash (request->body);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n%s\n%s\n", method, path, query);
  for (guint i = 0; i < headers->len; i++)
    {
      const Header *header = g_ptr_array_index (headers, i);

      g_string_append_printf (out, "%s:%s\n", header->name, header->value);
    }
  g_string_append_printf (out, "\n%s\n%s", names, hash);
  return g_string_free (out, FALSE);
}

/**
 * jdc_signer_dup_string_to_sign:
 * @request: a request
 *
 * Returns: (transfer full): the text that is signed
 */
char *
jdc_signer_dup_string_to_sign (const JdcSigningRequest *request)
{
  g_autofree char *canonical = jdc_signer_dup_canonical_request (request);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
  g_autofree char *scope = dup_scope (request);

  return g_strjoin ("\n", JDC_SIGNER_ALGORITHM, request->date, scope, hash, NULL);
}

/**
 * jdc_signer_dup_authorization:
 * @request: a request
 * @credentials: the keys
 *
 * Returns: (transfer full): the value of the Authorization header
 */
char *
jdc_signer_dup_authorization (const JdcSigningRequest *request, JdcCredentials *credentials)
{
  g_autoptr (GPtrArray) headers = collect_headers (request);
  g_autofree char *names = join_names (headers);
  g_autofree char *scope = dup_scope (request);
  g_autofree char *text = jdc_signer_dup_string_to_sign (request);
  g_autofree char *signature = sign_text (request, credentials, text);

  return g_strdup_printf (JDC_SIGNER_ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s",
                          jdc_credentials_get_access_key (credentials), scope, names, signature);
}
