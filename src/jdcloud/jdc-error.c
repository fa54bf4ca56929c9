/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdc-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "jdc-error-private.h"

typedef struct
{
  guint http_status;
  JdcFate fate;
  int retry_after;
  gint64 clock_offset;
  char *service_status;  /* (owned) (nullable) */
  char *service_message; /* (owned) (nullable) */
  char *request_id;      /* (owned) (nullable) */
} JdcErrorPrivate;

static void
jdc_error_private_init (JdcErrorPrivate *priv)
{
  priv->retry_after = -1;
}

static void
jdc_error_private_copy (const JdcErrorPrivate *source, JdcErrorPrivate *target)
{
  *target = *source;
  target->service_status = g_strdup (source->service_status);
  target->service_message = g_strdup (source->service_message);
  target->request_id = g_strdup (source->request_id);
}

static void
jdc_error_private_clear (JdcErrorPrivate *priv)
{
  g_free (priv->service_status);
  g_free (priv->service_message);
  g_free (priv->request_id);
}

G_DEFINE_EXTENDED_ERROR (JdcError, jdc_error)

/* In the order of JdcError. */
static const char *const sentences[] = {
  [JDC_ERROR_NETWORK] = N_ ("JD Cloud could not be reached: check the network connection and try again."),
  [JDC_ERROR_PROXY] = N_ ("The proxy could not be used: check the proxy settings."),
  [JDC_ERROR_TLS] =
    N_ ("No secure connection could be made: check the endpoint and the certificates of this computer."),
  [JDC_ERROR_AUTH] = N_ ("JD Cloud did not accept the keys: check the access key and the secret key."),
  [JDC_ERROR_CLOCK] =
    N_ ("This computer’s clock is wrong, so JD Cloud did not accept the keys: set the clock and try again."),
  [JDC_ERROR_FORBIDDEN] =
    N_ ("These keys are not permitted to do this: ask the owner of the account for the permission."),
  [JDC_ERROR_NOT_FOUND] = N_ ("JD Cloud knows no such image in this region: refresh the list."),
  [JDC_ERROR_LOCAL_DISK] = N_ ("The image has a local system disk: convert its image type first."),
  [JDC_ERROR_CLOUD_DISK] = N_ ("The image has a cloud system disk already: it needs no conversion."),
  [JDC_ERROR_STATUS] = N_ ("The image is not Available: wait until it is."),
  [JDC_ERROR_NOT_PRIVATE] =
    N_ ("The image is not a private image of this account: choose one of the account’s own images."),
  [JDC_ERROR_ENCRYPTED] = N_ ("The image has an encrypted disk: such images cannot be copied."),
  [JDC_ERROR_REGION] = N_ ("JD Cloud does not accept this region: choose another one."),
  [JDC_ERROR_PROTECTED] = N_ ("The image is protected from being deleted."),
  [JDC_ERROR_SHARED] = N_ ("The image is shared: stop sharing it first."),
  [JDC_ERROR_BUSY] = N_ ("The image is being copied or converted: wait until that has ended."),
  [JDC_ERROR_QUOTA_IMAGES] =
    N_ ("The quota of private images is used up: delete images or ask JD Cloud for a higher quota."),
  [JDC_ERROR_QUOTA_SNAPSHOTS] =
    N_ ("The quota of snapshots is used up: delete snapshots or ask JD Cloud for a higher quota."),
  [JDC_ERROR_QUOTA] = N_ ("A quota of this account is used up: ask JD Cloud for a higher quota."),
  [JDC_ERROR_THROTTLED] = N_ ("JD Cloud asks for fewer requests: wait a minute and try again."),
  [JDC_ERROR_INVALID] = N_ ("JD Cloud refused the request: see its own message."),
  [JDC_ERROR_SERVICE] = N_ ("JD Cloud has a fault at the moment: try again later."),
  [JDC_ERROR_PROTOCOL] =
    N_ ("The answer could not be understood: check the endpoint and the network, and try again later."),
  [JDC_ERROR_ENDPOINT] = N_ ("The endpoint cannot be used: give an https address."),
};

static JdcErrorPrivate *
peek_private (const GError *error)
{
  if (error == NULL || error->domain != JDC_ERROR)
    return NULL;
  return jdc_error_get_private (error);
}

/* Makes an error from @facts. @message: (nullable): instead of the code's own sentence. */
GError *
jdc_error_new_from_facts (JdcError code, const char *message, const JdcErrorFacts *facts)
{
  GError *error;
  JdcErrorPrivate *priv;

  g_assert (code < G_N_ELEMENTS (sentences));

  error = g_error_new_literal (JDC_ERROR, code, message != NULL ? message : _ (sentences[code]));
  priv = jdc_error_get_private (error);
  priv->http_status = facts->http_status;
  priv->fate = facts->fate;
  priv->retry_after = facts->retry_after;
  priv->clock_offset = facts->clock_offset;
  priv->service_status = g_strdup (facts->service_status);
  priv->service_message = g_strdup (facts->service_message);
  priv->request_id = g_strdup (facts->request_id);
  return error;
}

/* An answer that was not understood. @what goes to the log alone: names of members, never their content. */
GError *
jdc_error_new_protocol (const char *what)
{
  g_debug ("answer not understood: %s", what);
  return jdc_error_new (JDC_ERROR_PROTOCOL, JDC_FATE_UNKNOWN, NULL);
}

static JdcError
code_for_io_error (const GError *error)
{
  /* A peer that merely goes away during TLS is a matter of the network, not of trust. */
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return JDC_ERROR_NETWORK;
  if (error->domain == G_TLS_ERROR)
    return JDC_ERROR_TLS;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return JDC_ERROR_PROXY;
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return JDC_ERROR_PROTOCOL;
  return JDC_ERROR_NETWORK;
}

/*
 * Puts an error of GIO or libsoup into our words. Cancellation passes unchanged.
 * @sent: whether the request may have left this computer.
 */
GError *
jdc_error_new_from_io (const GError *io_error, gboolean sent)
{
  if (g_error_matches (io_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (io_error);

  g_debug ("no answer (%s): %s", sent ? "sent" : "never sent", io_error->message);
  return jdc_error_new (code_for_io_error (io_error), sent ? JDC_FATE_UNKNOWN : JDC_FATE_NEVER_SENT, NULL);
}

/**
 * jdc_error_new:
 * @code: what went wrong
 * @fate: what is known about the request
 * @message: (nullable): one sentence for people, %NULL for the code's own
 *
 * Makes an error as the client would.
 *
 * Returns: (transfer full): the error
 */
GError *
jdc_error_new (JdcError code, JdcFate fate, const char *message)
{
  const JdcErrorFacts facts = { .fate = fate, .retry_after = -1 };

  return jdc_error_new_from_facts (code, message, &facts);
}

/**
 * jdc_error_new_full:
 * @code: what went wrong
 * @fate: what is known about the request
 * @http_status: the status of the answer, 0 for none
 * @service_status: (nullable): the service's own word, such as `FAILED_PRECONDITION`
 * @service_message: (nullable): the service's own message
 * @request_id: (nullable): the service's ID of the request
 *
 * Makes an error as the client would, with the code's own sentence.
 *
 * Returns: (transfer full): the error
 */
GError *
jdc_error_new_full (JdcError code,
                    JdcFate fate,
                    guint http_status,
                    const char *service_status,
                    const char *service_message,
                    const char *request_id)
{
  const JdcErrorFacts facts = {
    .http_status = http_status,
    .fate = fate,
    .retry_after = -1,
    .service_status = service_status,
    .service_message = service_message,
    .request_id = request_id,
  };

  return jdc_error_new_from_facts (code, NULL, &facts);
}

/**
 * jdc_error_get_http_status:
 * @error: any error
 *
 * Returns: the HTTP status of the answer, 0 when there was none
 */
guint
jdc_error_get_http_status (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->http_status : 0;
}

/**
 * jdc_error_get_service_status:
 * @error: any error
 *
 * Returns: (nullable): the service's own word, such as `FAILED_PRECONDITION`
 */
const char *
jdc_error_get_service_status (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->service_status : NULL;
}

/**
 * jdc_error_get_service_message:
 * @error: any error
 *
 * The service's own words: English, meant for developers.
 *
 * Returns: (nullable): the message
 */
const char *
jdc_error_get_service_message (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->service_message : NULL;
}

/**
 * jdc_error_get_request_id:
 * @error: any error
 *
 * Returns: (nullable): the service's ID of the request, to quote to its support
 */
const char *
jdc_error_get_request_id (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->request_id : NULL;
}

/**
 * jdc_error_get_retry_after:
 * @error: any error
 *
 * Returns: how many seconds the service asks to wait, -1 when it does not say
 */
int
jdc_error_get_retry_after (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->retry_after : -1;
}

/**
 * jdc_error_get_clock_offset:
 * @error: any error
 *
 * Returns: the service's clock minus ours in seconds, 0 when the answer had no date
 */
gint64
jdc_error_get_clock_offset (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->clock_offset : 0;
}

/**
 * jdc_error_get_fate:
 * @error: any error
 *
 * Whether the service may have acted on the request. An error of another domain tells nothing.
 *
 * Returns: the fate
 */
JdcFate
jdc_error_get_fate (const GError *error)
{
  const JdcErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->fate : JDC_FATE_UNKNOWN;
}
