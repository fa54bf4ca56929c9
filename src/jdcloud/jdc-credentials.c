/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of an account. Immutable, usable on any thread; wiped from memory when the last user lets go. */

#include "config.h"

#include "jdc-credentials.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "jdc-error.h"

struct _JdcCredentials
{
  GObject parent_instance;

  char *access_key;    /* (owned) */
  char *secret_key;    /* (owned) */
  char *session_token; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (JdcCredentials, jdc_credentials, G_TYPE_OBJECT)

static void
wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
is_graphic_ascii (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }
  return TRUE;
}

static void
jdc_credentials_finalize (GObject *object)
{
  JdcCredentials *self = JDC_CREDENTIALS (object);

  wipe (self->access_key);
  wipe (self->secret_key);
  wipe (self->session_token);

  G_OBJECT_CLASS (jdc_credentials_parent_class)->finalize (object);
}

static void
jdc_credentials_class_init (JdcCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_credentials_finalize;
}

static void
jdc_credentials_init (JdcCredentials *self)
{
}

/**
 * jdc_credentials_new:
 * @access_key: the access key
 * @secret_key: the secret key
 * @session_token: (nullable): the token of temporary keys; an empty one counts as none
 *
 * Takes copies of the keys.
 *
 * Returns: (transfer full): the credentials
 */
JdcCredentials *
jdc_credentials_new (const char *access_key, const char *secret_key, const char *session_token)
{
  JdcCredentials *self;

  g_return_val_if_fail (access_key != NULL, NULL);
  g_return_val_if_fail (secret_key != NULL, NULL);

  self = g_object_new (JDC_TYPE_CREDENTIALS, NULL);
  self->access_key = g_strdup (access_key);
  self->secret_key = g_strdup (secret_key);
  if (session_token != NULL && *session_token != '\0')
    self->session_token = g_strdup (session_token);
  return self;
}

/**
 * jdc_credentials_get_access_key:
 * @self: credentials
 *
 * Returns: the access key; not secret in itself, but not for logs either
 */
const char *
jdc_credentials_get_access_key (JdcCredentials *self)
{
  g_return_val_if_fail (JDC_IS_CREDENTIALS (self), NULL);

  return self->access_key;
}

/**
 * jdc_credentials_get_secret_key:
 * @self: credentials
 *
 * Returns: the secret key, valid as long as @self
 */
const char *
jdc_credentials_get_secret_key (JdcCredentials *self)
{
  g_return_val_if_fail (JDC_IS_CREDENTIALS (self), NULL);

  return self->secret_key;
}

/**
 * jdc_credentials_get_session_token:
 * @self: credentials
 *
 * Returns: (nullable): the session token, valid as long as @self
 */
const char *
jdc_credentials_get_session_token (JdcCredentials *self)
{
  g_return_val_if_fail (JDC_IS_CREDENTIALS (self), NULL);

  return self->session_token;
}

/**
 * jdc_credentials_check:
 * @access_key: (nullable): an access key as typed
 * @secret_key: (nullable): a secret key as typed
 * @error: where to say what is wrong
 *
 * Tells whether the keys can be right at all, before anything is sent: keys are printable ASCII without
 * blanks, and what does not fit an HTTP header must never get that far. Neither key is repeated in the error.
 *
 * Returns: whether the keys can be right
 */
gboolean
jdc_credentials_check (const char *access_key, const char *secret_key, GError **error)
{
  const char *problem = NULL;

  if (access_key == NULL || *access_key == '\0')
    problem = _ ("The access key is missing: enter it.");
  else if (secret_key == NULL || *secret_key == '\0')
    problem = _ ("The secret key is missing: enter it.");
  /* A slash would be read as the end of the key in the Authorization header, a comma as the end of a field.
   */
  else if (!is_graphic_ascii (access_key) || strpbrk (access_key, "/,") != NULL)
    problem = _ ("The access key has characters that no access key has: copy it again from the console.");
  else if (!is_graphic_ascii (secret_key))
    problem = _ ("The secret key has characters that no secret key has: copy it again from the console.");

  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, jdc_error_new (JDC_ERROR_AUTH, JDC_FATE_NEVER_SENT, problem));
  return FALSE;
}
