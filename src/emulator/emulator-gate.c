/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The gateway's check of every request: headers, key, scope, time, signature, token, nonce. Where the
 * documents name no text for a refusal, the text is ours; the status is theirs. */

#include "config.h"

#include "emulator/emulator-gate.h"

#include <stdio.h>
#include <string.h>

#include "emulator/emulator-operation.h"
#include "emulator/emulator-problem.h"
#include "emulator/emulator-signature.h"

#define DATE_WINDOW (15 * 60)
#define NOT_SAME "sign result is not same [gw]"

typedef struct
{
  char *nonce;
  gint64 time;
} Seen;

struct _EmulatorGate
{
  char *access_key;
  char *secret_key;
  char *token;        /* (nullable) as it must stand in the header */
  GHashTable *nonces; /* of the strings in @seen */
  GQueue seen;        /* of Seen, the oldest first */
};

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  g_free (seen->nonce);
  g_free (seen);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_ACCESS, message);
  return FALSE;
}

static gboolean
parse_date (const char *date, gint64 *unix_time)
{
  int part[6];
  int end = 0;
  g_autoptr (GDateTime) time = NULL;

  if (strlen (date) != 16 ||
      sscanf (date, "%4d%2d%2dT%2d%2d%2dZ%n", &part[0], &part[1], &part[2], &part[3], &part[4], &part[5],
              &end) != 6 ||
      end != 16)
    return FALSE;
  time = g_date_time_new_utc (part[0], part[1], part[2], part[3], part[4], part[5]);
  if (time == NULL)
    return FALSE;
  *unix_time = g_date_time_to_unix (time);
  return TRUE;
}

static gboolean
check_presence (SoupMessageHeaders *headers, GError **error)
{
  if (soup_message_headers_get_one (headers, "Authorization") == NULL)
    return refuse (error, "lack of header authorization[gw]");
  if (soup_message_headers_get_one (headers, "x-jdcloud-date") == NULL)
    return refuse (error, "lack of header x-jdcloud-date");
  if (soup_message_headers_get_one (headers, "x-jdcloud-nonce") == NULL)
    return refuse (error, "lack of header x-jdcloud-nonce");
  return TRUE;
}

static gboolean
check_scope (const EmulatorSignature *signature, EmulatorCall *call, const char *date, GError **error)
{
  gboolean fits = emulator_signature_covers (signature, "x-jdcloud-date") &&
                  emulator_signature_covers (signature, "x-jdcloud-nonce") &&
                  emulator_signature_covers (signature, "host") && strncmp (signature->day, date, 8) == 0 &&
                  strlen (signature->day) == 8 && g_strcmp0 (signature->region, call->region) == 0 &&
                  g_strcmp0 (signature->service, call->operation->service) == 0;

  return fits || refuse (error, NOT_SAME);
}

static gboolean
check_time (const char *date, gint64 now, GError **error)
{
  gint64 sent;

  if (!parse_date (date, &sent))
    return refuse (error, "Invalid x-jdcloud-date [gw]");
  if (ABS (sent - now) > DATE_WINDOW)
    return refuse (error, "x-jdcloud-date is expired [gw]");
  return TRUE;
}

static gboolean
check_token (EmulatorGate *self,
             const EmulatorSignature *signature,
             SoupMessageHeaders *headers,
             GError **error)
{
  const char *token = soup_message_headers_get_one (headers, "x-jdcloud-security-token");

  if (token != NULL && !emulator_signature_covers (signature, "x-jdcloud-security-token"))
    return refuse (error, NOT_SAME);
  if (g_strcmp0 (token, self->token) != 0)
    return refuse (error, "Invalid authentication credentials");
  return TRUE;
}

static gboolean
check_nonce (EmulatorGate *self, const char *nonce, gint64 now, GError **error)
{
  Seen *oldest;
  Seen *seen;

  /* Twice the window: an older request is refused for its date. */
  while ((oldest = g_queue_peek_head (&self->seen)) != NULL && oldest->time < now - 2 * DATE_WINDOW)
    {
      g_hash_table_remove (self->nonces, oldest->nonce);
      seen_free (g_queue_pop_head (&self->seen));
    }
  if (g_hash_table_contains (self->nonces, nonce))
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_NONCE, "repeated access");
      return FALSE;
    }
  seen = g_new0 (Seen, 1);
  seen->nonce = g_strdup (nonce);
  seen->time = now;
  g_hash_table_add (self->nonces, seen->nonce);
  g_queue_push_tail (&self->seen, seen);
  return TRUE;
}

/* A gate that knows the one key of @options. */
EmulatorGate *
emulator_gate_new (const EmulatorOptions *options)
{
  EmulatorGate *self = g_new0 (EmulatorGate, 1);
  const char *token = options->session_token;

  self->access_key =
    g_strdup (options->access_key != NULL ? options->access_key : EMULATOR_DEFAULT_ACCESS_KEY);
  self->secret_key =
    g_strdup (options->secret_key != NULL ? options->secret_key : EMULATOR_DEFAULT_SECRET_KEY);
  if (token != NULL && *token != '\0')
    self->token = options->token_encoding == EMULATOR_TOKEN_BASE64
                    ? g_base64_encode ((const guchar *) token, strlen (token))
                    : g_strdup (token);
  self->nonces = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->seen);
  return self;
}

/* Frees the gate. */
void
emulator_gate_free (EmulatorGate *self)
{
  g_free (self->access_key);
  g_free (self->secret_key);
  g_free (self->token);
  g_hash_table_unref (self->nonces);
  g_queue_clear_full (&self->seen, seen_free);
  g_free (self);
}

/* Lets @call pass, or fails with the answer of the gateway. @now is the server's Unix time. */
gboolean
emulator_gate_check (EmulatorGate *self,
                     EmulatorCall *call,
                     SoupMessageHeaders *headers,
                     gint64 now,
                     GError **error)
{
  g_autoptr (EmulatorSignature) signature = NULL;
  const char *date;

  if (!check_presence (headers, error))
    return FALSE;
  signature = emulator_signature_parse (soup_message_headers_get_one (headers, "Authorization"), error);
  if (signature == NULL)
    return FALSE;
  if (!g_str_equal (signature->access_key, self->access_key))
    return refuse (error, "Invalid accessKey");
  date = soup_message_headers_get_one (headers, "x-jdcloud-date");
  if (!check_time (date, now, error) || !check_scope (signature, call, date, error))
    return FALSE;
  if (!emulator_signature_verify (signature, self->secret_key, call->method, call->path, call->query, headers,
                                  call->body))
    return refuse (error, NOT_SAME);
  return check_token (self, signature, headers, error) &&
         check_nonce (self, soup_message_headers_get_one (headers, "x-jdcloud-nonce"), now, error);
}
