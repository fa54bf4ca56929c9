/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The secret of a keyring item: {"access_key":"…","secret_key":"…","session_token":"…"}, the token only if there is
 * one. The access key stands in it too, so that the keys are always a pair, whatever else is changed at the same
 * moment. It is written and read in libsecret's non-pageable memory; a general JSON parser would leave copies all
 * over the heap. */

#include "config.h"

#include "ferry-secret-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ferry-accounts-error.h"
#include "ferry-pasted-text.h"

#define SECRET_KEY_MAX 512
#define SESSION_TOKEN_MAX 16384

typedef char SecureText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecureText, secret_password_free)

/* Non-pageable memory is to be had only by way of a value. */
static SecureText *
copy_secure (const char *text, gsize length)
{
  return secret_value_unref_to_password (secret_value_new (text, length, "text/plain"), NULL);
}

/* A member of the object. Keys are printable ASCII: only two characters need escaping. */
static char *
append_member (char *at, const char *name, const char *value, gsize length)
{
  at = g_stpcpy (at, at[-1] == '{' ? "\"" : ",\"");
  at = g_stpcpy (at, name);
  at = g_stpcpy (at, "\":\"");
  for (gsize i = 0; i < length; i++)
    {
      if (value[i] == '"' || value[i] == '\\')
        *at++ = '\\';
      *at++ = value[i];
    }
  *at++ = '"';
  return at;
}

static SecretValue *
write_json (const char *access_key, const char *key, gsize key_length, const char *token, gsize token_length)
{
  gsize size = 2 * (strlen (access_key) + key_length + token_length) + 64;
  g_autofree char *blank = g_malloc0 (size);
  SecureText *json = copy_secure (blank, size);
  char *at = json;

  *at++ = '{';
  at = append_member (at, "access_key", access_key, strlen (access_key));
  at = append_member (at, "secret_key", key, key_length);
  if (token_length > 0)
    at = append_member (at, "session_token", token, token_length);
  *at++ = '}';
  *at = '\0';
  return secret_value_new_full (json, at - json, "text/plain", (GDestroyNotify) secret_password_free);
}

static void
skip_blanks (char **at)
{
  *at += strspn (*at, " \t\r\n");
}

static gboolean
skip_mark (char **at, char mark)
{
  skip_blanks (at);
  if (**at != mark)
    return FALSE;
  (*at)++;
  return TRUE;
}

/* Decodes a string where it stands. Escapes that printable ASCII never needs are refused. */
static char *
read_string (char **at)
{
  char *start, *in, *out;

  if (!skip_mark (at, '"'))
    return NULL;
  start = out = *at;
  for (in = *at; *in != '"'; in++)
    {
      if (*in == '\\' && g_ascii_isalnum (*++in))
        return NULL;
      if (!g_ascii_isgraph (*in))
        return NULL;
      *out++ = *in;
    }
  *at = in + 1;
  *out = '\0';
  return start;
}

/* Members that a newer version may have added are skipped. */
static gboolean
read_json (char *json, const char **access_key, const char **key, const char **token)
{
  if (!skip_mark (&json, '{'))
    return FALSE;
  do
    {
      const char *name = read_string (&json);
      const char *value;

      if (name == NULL || !skip_mark (&json, ':') || (value = read_string (&json)) == NULL)
        return FALSE;
      if (g_str_equal (name, "access_key"))
        *access_key = value;
      else if (g_str_equal (name, "secret_key"))
        *key = value;
      else if (g_str_equal (name, "session_token"))
        *token = value;
    }
  while (skip_mark (&json, ','));
  if (!skip_mark (&json, '}'))
    return FALSE;
  skip_blanks (&json);
  return *json == '\0' && *access_key != NULL && *key != NULL && **key != '\0';
}

/**
 * ferry_secret_keys_check:
 * @secret_key: a secret key, trimmed
 * @length: bytes of it
 * @error: where to say what is wrong with it; it is not repeated there
 *
 * Returns: whether that can be a secret key
 */
gboolean
ferry_secret_keys_check (const char *secret_key, gsize length, GError **error)
{
  g_return_val_if_fail (secret_key != NULL, FALSE);

  if (length == 0)
    g_set_error_literal (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY,
                         _ ("The SecretKey is missing: enter it."));
  else if (!ferry_pasted_text_is_key (secret_key, length, SECRET_KEY_MAX))
    g_set_error_literal (
      error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY,
      _ ("The SecretKey has a blank or a character inside that no SecretKey has: copy it again "
         "from the console."));
  else
    return TRUE;
  return FALSE;
}

/**
 * ferry_secret_keys_pack:
 * @access_key: the access key, checked already
 * @secret_key: the secret key as pasted
 * @session_token: (nullable): the token of temporary keys as pasted; blank counts as none
 * @error: where to say which of them is wrong; neither is repeated there
 *
 * Trims and checks the secrets and puts them into what a keyring item holds.
 *
 * Returns: (transfer full) (nullable): the secret, in non-pageable memory
 */
SecretValue *
ferry_secret_keys_pack (const char *access_key,
                        const char *secret_key,
                        const char *session_token,
                        GError **error)
{
  gsize key_length, token_length;
  const char *key = ferry_pasted_text_trim (secret_key, -1, &key_length);
  const char *token = ferry_pasted_text_trim (session_token, -1, &token_length);

  g_return_val_if_fail (access_key != NULL, NULL);

  if (!ferry_secret_keys_check (key, key_length, error))
    return NULL;
  if (token_length == 0 || ferry_pasted_text_is_key (token, token_length, SESSION_TOKEN_MAX))
    return write_json (access_key, key, key_length, token, token_length);
  g_set_error_literal (
    error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SESSION_TOKEN,
    _ ("The session token has a blank or a character inside that no token has: copy it again."));
  return NULL;
}

/**
 * ferry_secret_keys_unpack:
 * @value: what a keyring item holds
 * @error: where to say that it cannot be read
 *
 * Returns: (transfer full) (nullable): the keys
 */
JdcCredentials *
ferry_secret_keys_unpack (SecretValue *value, GError **error)
{
  gsize length;
  const char *text, *access_key = NULL, *key = NULL, *token = NULL;
  g_autoptr (SecureText) json = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  text = secret_value_get (value, &length);
  json = copy_secure (text, length);
  if (read_json (json, &access_key, &key, &token))
    return jdc_credentials_new (access_key, key, token);
  g_set_error_literal (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_SECRET_KEY,
                       _ ("What the keyring holds for this account cannot be read: enter its keys again."));
  return NULL;
}
