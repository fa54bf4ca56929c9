/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-problem.h"

#include <glib/gi18n-lib.h>

#include "jdcloud/jdc-error.h"

G_DEFINE_BOXED_TYPE (FerryProblem, ferry_problem, ferry_problem_ref, ferry_problem_unref)

/* By JdcError, whose codes tell apart what a person can do, as the reasons do. */
static const FerryReason jdc_reasons[] = {
  [JDC_ERROR_NETWORK] = FERRY_REASON_NETWORK,
  [JDC_ERROR_PROXY] = FERRY_REASON_NETWORK,
  [JDC_ERROR_TLS] = FERRY_REASON_TLS,
  [JDC_ERROR_AUTH] = FERRY_REASON_AUTH,
  [JDC_ERROR_CLOCK] = FERRY_REASON_CLOCK,
  [JDC_ERROR_FORBIDDEN] = FERRY_REASON_FORBIDDEN,
  [JDC_ERROR_NOT_FOUND] = FERRY_REASON_NOT_FOUND,
  [JDC_ERROR_LOCAL_DISK] = FERRY_REASON_LOCAL_SYSTEM_DISK,
  [JDC_ERROR_CLOUD_DISK] = FERRY_REASON_NOT_LOCAL_SYSTEM_DISK,
  [JDC_ERROR_STATUS] = FERRY_REASON_NOT_AVAILABLE,
  [JDC_ERROR_NOT_PRIVATE] = FERRY_REASON_NOT_PRIVATE,
  [JDC_ERROR_ENCRYPTED] = FERRY_REASON_ENCRYPTED,
  [JDC_ERROR_REGION] = FERRY_REASON_UNKNOWN_REGION,
  [JDC_ERROR_PROTECTED] = FERRY_REASON_PROTECTED,
  [JDC_ERROR_SHARED] = FERRY_REASON_SHARED,
  [JDC_ERROR_BUSY] = FERRY_REASON_BUSY,
  [JDC_ERROR_QUOTA_IMAGES] = FERRY_REASON_QUOTA_IMAGES,
  [JDC_ERROR_QUOTA_SNAPSHOTS] = FERRY_REASON_QUOTA_SNAPSHOTS,
  /* A quota whose name we cannot read: a full one all the same, and every copy adds an image. */
  [JDC_ERROR_QUOTA] = FERRY_REASON_QUOTA_IMAGES,
  [JDC_ERROR_THROTTLED] = FERRY_REASON_THROTTLED,
  [JDC_ERROR_INVALID] = FERRY_REASON_SERVICE,
  [JDC_ERROR_SERVICE] = FERRY_REASON_SERVICE,
  [JDC_ERROR_PROTOCOL] = FERRY_REASON_PROTOCOL,
  [JDC_ERROR_ENDPOINT] = FERRY_REASON_BAD_ENDPOINT,
};

static gboolean
is_network_error (const GError *error)
{
  static const GIOErrorEnum codes[] = {
    G_IO_ERROR_HOST_NOT_FOUND,     G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_NETWORK_UNREACHABLE,
    G_IO_ERROR_CONNECTION_REFUSED, G_IO_ERROR_BROKEN_PIPE,      G_IO_ERROR_TIMED_OUT,
    G_IO_ERROR_NOT_CONNECTED,      G_IO_ERROR_PROXY_FAILED,     G_IO_ERROR_PROXY_AUTH_FAILED,
    G_IO_ERROR_PROXY_NOT_ALLOWED,  G_IO_ERROR_PROXY_NEED_AUTH,
  };

  if (error->domain == G_RESOLVER_ERROR)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static FerryReason
reason_for_error (const GError *error)
{
  if (error->domain == JDC_ERROR && (guint) error->code < G_N_ELEMENTS (jdc_reasons))
    return jdc_reasons[error->code];
  if (error->domain == FERRY_REASON_ERROR)
    return (FerryReason) error->code;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FERRY_REASON_INTERRUPTED;
  if (error->domain == G_TLS_ERROR)
    return FERRY_REASON_TLS;
  if (is_network_error (error))
    return FERRY_REASON_NETWORK;

  return FERRY_REASON_INTERNAL;
}

static char *
message_for_error (const GError *error)
{
  const char *said = jdc_error_get_service_message (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("It was interrupted: start it again."));

  /* Only what has no sentence of its own needs the service's words. */
  if (g_error_matches (error, JDC_ERROR, JDC_ERROR_INVALID) && said != NULL && *said != '\0')
    return g_strdup_printf (_ ("JD Cloud refused the request and says: %s"), said);

  return g_strdup (error->message);
}

static void
clear_problem (gpointer data)
{
  FerryProblem *self = data;

  g_free (self->message);
  g_free (self->image);
  g_free (self->region);
  g_free (self->service_status);
  g_free (self->request_id);
}

/**
 * ferry_problem_new:
 * @reason: what kind of problem
 * @image: (nullable): the image it is about
 * @region: (nullable): the region it is about
 * @message: one translated sentence that says what to do
 *
 * Returns: (transfer full): a problem that the service had no part in
 */
FerryProblem *
ferry_problem_new (FerryReason reason, const char *image, const char *region, const char *message)
{
  return ferry_problem_new_full (reason, image, region, 0, NULL, NULL, message);
}

/**
 * ferry_problem_new_full:
 * @reason: what kind of problem
 * @image: (nullable): the image it is about
 * @region: (nullable): the region it is about
 * @http_status: the service's HTTP status, 0 if it did not answer
 * @service_status: (nullable): the service's own word, such as `FAILED_PRECONDITION`
 * @request_id: (nullable): the service's request ID
 * @message: (nullable): one translated sentence that says what to do
 *
 * Returns: (transfer full): a problem
 */
FerryProblem *
ferry_problem_new_full (FerryReason reason,
                        const char *image,
                        const char *region,
                        guint http_status,
                        const char *service_status,
                        const char *request_id,
                        const char *message)
{
  FerryProblem *self = g_atomic_rc_box_new0 (FerryProblem);

  self->reason = reason;
  self->message = g_strdup (message != NULL ? message : "");
  self->image = g_strdup (image);
  self->region = g_strdup (region);
  self->http_status = http_status;
  self->service_status = g_strdup (service_status);
  self->request_id = g_strdup (request_id);

  return self;
}

/**
 * ferry_problem_new_for_error:
 * @error: any error: of the client, of the journal, of GIO
 * @image: (nullable): the image the call was about
 * @region: (nullable): the region the call was about
 *
 * Returns: (transfer full): the same in our words, with what the service said
 */
FerryProblem *
ferry_problem_new_for_error (const GError *error, const char *image, const char *region)
{
  g_autofree char *message = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  message = message_for_error (error);

  return ferry_problem_new_full (reason_for_error (error), image, region, jdc_error_get_http_status (error),
                                 jdc_error_get_service_status (error), jdc_error_get_request_id (error),
                                 message);
}

/**
 * ferry_problem_ref:
 * @self: a problem
 *
 * Returns: (transfer full): @self
 */
FerryProblem *
ferry_problem_ref (FerryProblem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * ferry_problem_unref:
 * @self: (transfer full): a problem
 */
void
ferry_problem_unref (FerryProblem *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_problem);
}

/* What the service has understood and refused, it refuses again; a timeout (408, 499) or a collision (409) may pass. */
static gboolean
is_refusal (guint http_status)
{
  return (http_status >= 400 && http_status < 500 && http_status != 408 && http_status != 409 &&
          http_status != 499) ||
         http_status == 501;
}

/**
 * ferry_problem_is_transient:
 * @self: a problem
 *
 * Returns: %TRUE if the same call may well succeed a little later, with nobody doing anything
 */
gboolean
ferry_problem_is_transient (const FerryProblem *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->reason == FERRY_REASON_SERVICE)
    return !is_refusal (self->http_status);

  return self->reason == FERRY_REASON_NETWORK || self->reason == FERRY_REASON_THROTTLED ||
         self->reason == FERRY_REASON_TLS || self->reason == FERRY_REASON_PROTOCOL;
}

/**
 * ferry_problem_equal:
 * @a: (nullable): a problem
 * @b: (nullable): a problem
 *
 * The request ID is no difference: it changes with every try.
 *
 * Returns: %TRUE if both tell a person the same
 */
gboolean
ferry_problem_equal (const FerryProblem *a, const FerryProblem *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return a->reason == b->reason && a->http_status == b->http_status &&
         g_strcmp0 (a->service_status, b->service_status) == 0 && g_strcmp0 (a->message, b->message) == 0 &&
         g_strcmp0 (a->image, b->image) == 0 && g_strcmp0 (a->region, b->region) == 0;
}
