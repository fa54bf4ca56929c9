/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Verifies JDCLOUD2-HMAC-SHA256 over a request as it arrived: path and query are decoded and encoded again in
 * the one canonical way, since official clients send other spellings than they sign (a bare ':' or '*'). */

#include "config.h"

#include "emulator/emulator-signature.h"

#include <string.h>

#include "emulator/emulator-problem.h"

#define ALGORITHM "JDCLOUD2-HMAC-SHA256"
#define TERMINATOR "jdcloud2_request"

typedef struct
{
  char *name;
  char *value;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

static int
pair_compare (gconstpointer a, gconstpointer b)
{
  const Pair *left = *(const Pair *const *) a;
  const Pair *right = *(const Pair *const *) b;
  int order = strcmp (left->name, right->name);

  return order != 0 ? order : strcmp (left->value, right->value);
}

static void
append_decoded (GString *out, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) &&
          g_ascii_isxdigit (text[i + 2]))
        {
          g_string_append_c (
            out, (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2])));
          i += 2;
        }
      else
        g_string_append_c (out, text[i]);
    }
}

static char *
decode (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);

  append_decoded (out, text, length);
  return g_string_free_and_steal (out);
}

static void
append_encoded (GString *out, const char *text, const char *bare)
{
  static const char hex[] = "0123456789ABCDEF";

  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p) || strchr ("-_.~", *p) != NULL || strchr (bare, *p) != NULL)
        g_string_append_c (out, (char) *p);
      else
        {
          g_string_append_c (out, '%');
          g_string_append_c (out, hex[*p >> 4]);
          g_string_append_c (out, hex[*p & 15]);
        }
    }
}

static void
append_path (GString *out, const char *path)
{
  g_autofree char *decoded = decode (path, strlen (path));

  append_encoded (out, *decoded != '\0' ? decoded : "/", "/");
}

static GPtrArray *
split_query (const char *query)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (pair_free);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');
      gsize name_length = equals != NULL ? (gsize) (equals - parts[i]) : strlen (parts[i]);
      Pair *pair;

      if (*parts[i] == '\0')
        continue;
      pair = g_new0 (Pair, 1);
      pair->name = decode (parts[i], name_length);
      pair->value = equals != NULL ? decode (equals + 1, strlen (equals + 1)) : g_strdup ("");
      g_ptr_array_add (pairs, pair);
    }
  g_ptr_array_sort (pairs, pair_compare);
  return pairs;
}

static void
append_query (GString *out, const char *query)
{
  g_autoptr (GPtrArray) pairs = split_query (query);

  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = g_ptr_array_index (pairs, i);

      if (i > 0)
        g_string_append_c (out, '&');
      append_encoded (out, pair->name, "");
      g_string_append_c (out, '=');
      append_encoded (out, pair->value, "");
    }
}

static void
append_header_value (GString *out, const char *value)
{
  gboolean gap = FALSE;
  gsize start = out->len;

  for (const char *p = value; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        {
          gap = TRUE;
          continue;
        }
      if (gap && out->len > start)
        g_string_append_c (out, ' ');
      gap = FALSE;
      g_string_append_c (out, *p);
    }
}

static gboolean
append_headers (GString *out, const EmulatorSignature *self, SoupMessageHeaders *headers)
{
  for (guint i = 0; self->signed_headers[i] != NULL; i++)
    {
      const char *value = soup_message_headers_get_list (headers, self->signed_headers[i]);

      if (value == NULL || (i > 0 && strcmp (self->signed_headers[i - 1], self->signed_headers[i]) >= 0))
        return FALSE;
      g_string_append (out, self->signed_headers[i]);
      g_string_append_c (out, ':');
      append_header_value (out, value);
      g_string_append_c (out, '\n');
    }
  return TRUE;
}

static char *
make_string_to_sign (const EmulatorSignature *self, const char *date, const char *canonical)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  return g_strdup_printf (ALGORITHM "\n%s\n%s/%s/%s/" TERMINATOR "\n%s", date, self->day, self->region,
                          self->service, hash);
}

static void
derive (guint8 key[32], const guint8 *from, gsize length, const char *text)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, from, length);
  gsize size = 32;

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, key, &size);
}

static char *
compute_signature (const EmulatorSignature *self, const char *secret_key, const char *string_to_sign)
{
  g_autofree char *first = g_strconcat ("JDCLOUD2", secret_key, NULL);
  guint8 key[32];

  derive (key, (const guint8 *) first, strlen (first), self->day);
  derive (key, key, sizeof key, self->region);
  derive (key, key, sizeof key, self->service);
  derive (key, key, sizeof key, TERMINATOR);
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, sizeof key, string_to_sign, -1);
}

static gboolean
is_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  guint difference = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint) (a[i] ^ b[i]);
  return difference == 0;
}

static char *
get_part (char **parts, const char *name)
{
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (g_str_has_prefix (part, name))
        return g_strdup (part + strlen (name));
    }
  return NULL;
}

static gboolean
parse_credential (EmulatorSignature *self, const char *credential)
{
  g_auto (GStrv) parts = g_strsplit (credential, "/", -1);

  if (g_strv_length (parts) != 5 || !g_str_equal (parts[4], TERMINATOR))
    return FALSE;
  self->access_key = g_strdup (parts[0]);
  self->day = g_strdup (parts[1]);
  self->region = g_strdup (parts[2]);
  self->service = g_strdup (parts[3]);
  return TRUE;
}

/* Takes an Authorization header apart. Fails with EMULATOR_PROBLEM_ACCESS and the gateway's words. */
EmulatorSignature *
emulator_signature_parse (const char *authorization, GError **error)
{
  g_autoptr (EmulatorSignature) self = g_new0 (EmulatorSignature, 1);
  g_autofree char *credential = NULL;
  g_autofree char *names = NULL;
  g_auto (GStrv) parts = NULL;

  if (!g_str_has_prefix (authorization, ALGORITHM " "))
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_ACCESS,
                           "Invalid authentication credentials");
      return NULL;
    }
  parts = g_strsplit (authorization + strlen (ALGORITHM " "), ",", -1);
  credential = get_part (parts, "Credential=");
  names = get_part (parts, "SignedHeaders=");
  self->signature = get_part (parts, "Signature=");
  if (credential == NULL || !parse_credential (self, credential))
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_ACCESS,
                           "lack of credential in the header authorization");
      return NULL;
    }
  if (names == NULL || *names == '\0')
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_ACCESS, "lack of header signedHeaders");
      return NULL;
    }
  self->signed_headers = g_strsplit (names, ";", -1);
  if (self->signature == NULL)
    self->signature = g_strdup ("");
  return g_steal_pointer (&self);
}

/* Frees @self. */
void
emulator_signature_free (EmulatorSignature *self)
{
  g_free (self->access_key);
  g_free (self->day);
  g_free (self->region);
  g_free (self->service);
  g_strfreev (self->signed_headers);
  g_free (self->signature);
  g_free (self);
}

/* Whether @header, in lower case, is among the signed ones. */
gboolean
emulator_signature_covers (const EmulatorSignature *self, const char *header)
{
  return g_strv_contains ((const char *const *) self->signed_headers, header);
}

/* Whether the request is signed with @secret_key. @path and @query are as received (@query may be %NULL);
 * only the signed headers count, and all of them must be there. */
gboolean
emulator_signature_verify (const EmulatorSignature *self,
                           const char *secret_key,
                           const char *method,
                           const char *path,
                           const char *query,
                           SoupMessageHeaders *headers,
                           GBytes *body)
{
  g_autoptr (GString) canonical = g_string_new (method);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autofree char *names = g_strjoinv (";", self->signed_headers);
  g_autofree char *string_to_sign = NULL;
  g_autofree char *expected = NULL;
  const char *date = soup_message_headers_get_one (headers, "x-jdcloud-date");

  if (date == NULL)
    return FALSE;
  g_string_append_c (canonical, '\n');
  append_path (canonical, path);
  g_string_append_c (canonical, '\n');
  append_query (canonical, query);
  g_string_append_c (canonical, '\n');
  if (!append_headers (canonical, self, headers))
    return FALSE;
  g_string_append_printf (canonical, "\n%s\n%s", names, hash);
  string_to_sign = make_string_to_sign (self, date, canonical->str);
  expected = compute_signature (self, secret_key, string_to_sign);
  return is_equal (expected, self->signature);
}
