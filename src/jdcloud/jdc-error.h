/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JDC_ERROR (jdc_error_quark ())

/**
 * JdcError:
 * @JDC_ERROR_NETWORK: no answer: no connection, a reset, a time-out
 * @JDC_ERROR_PROXY: the proxy could not be used
 * @JDC_ERROR_TLS: the service's certificate or the handshake was refused
 * @JDC_ERROR_AUTH: the keys were refused
 * @JDC_ERROR_CLOCK: the keys were refused while this computer's clock is off by more than five minutes
 * @JDC_ERROR_FORBIDDEN: the keys lack the permission
 * @JDC_ERROR_NOT_FOUND: the service says that there is no such thing
 * @JDC_ERROR_LOCAL_DISK: only cloud disk images can be used, and this is a local disk one
 * @JDC_ERROR_CLOUD_DISK: only local disk images can be used, and this is a cloud disk one
 * @JDC_ERROR_STATUS: the image is not Available
 * @JDC_ERROR_NOT_PRIVATE: not a private image of this account
 * @JDC_ERROR_ENCRYPTED: the image has an encrypted snapshot
 * @JDC_ERROR_REGION: no such region
 * @JDC_ERROR_PROTECTED: the image must not be deleted: protected, or in use by instances
 * @JDC_ERROR_SHARED: the image is shared or public in the community
 * @JDC_ERROR_BUSY: another copy, conversion or task runs on the image
 * @JDC_ERROR_QUOTA_IMAGES: no private image left in the quota
 * @JDC_ERROR_QUOTA_SNAPSHOTS: no snapshot left in the quota
 * @JDC_ERROR_QUOTA: another quota is used up
 * @JDC_ERROR_THROTTLED: called too often
 * @JDC_ERROR_INVALID: the service refused the request for another reason
 * @JDC_ERROR_SERVICE: a fault of the service
 * @JDC_ERROR_PROTOCOL: the answer was not understood
 * @JDC_ERROR_ENDPOINT: the text of an endpoint cannot be used
 *
 * What went wrong, by what can be done about it.
 */
typedef enum
{
  JDC_ERROR_NETWORK,
  JDC_ERROR_PROXY,
  JDC_ERROR_TLS,
  JDC_ERROR_AUTH,
  JDC_ERROR_CLOCK,
  JDC_ERROR_FORBIDDEN,
  JDC_ERROR_NOT_FOUND,
  JDC_ERROR_LOCAL_DISK,
  JDC_ERROR_CLOUD_DISK,
  JDC_ERROR_STATUS,
  JDC_ERROR_NOT_PRIVATE,
  JDC_ERROR_ENCRYPTED,
  JDC_ERROR_REGION,
  JDC_ERROR_PROTECTED,
  JDC_ERROR_SHARED,
  JDC_ERROR_BUSY,
  JDC_ERROR_QUOTA_IMAGES,
  JDC_ERROR_QUOTA_SNAPSHOTS,
  JDC_ERROR_QUOTA,
  JDC_ERROR_THROTTLED,
  JDC_ERROR_INVALID,
  JDC_ERROR_SERVICE,
  JDC_ERROR_PROTOCOL,
  JDC_ERROR_ENDPOINT,
} JdcError;

/**
 * JdcFate:
 * @JDC_FATE_UNKNOWN: the service may or may not have acted
 * @JDC_FATE_NEVER_SENT: no byte of the request left this computer
 * @JDC_FATE_REFUSED: the service said, in so many words, that it did not act
 *
 * What is known about a failed request. Decides whether a write may be repeated.
 */
typedef enum
{
  JDC_FATE_UNKNOWN,
  JDC_FATE_NEVER_SENT,
  JDC_FATE_REFUSED,
} JdcFate;

GQuark jdc_error_quark (void);

GError *jdc_error_new (JdcError code, JdcFate fate, const char *message);
GError *jdc_error_new_full (JdcError code,
                            JdcFate fate,
                            guint http_status,
                            const char *service_status,
                            const char *service_message,
                            const char *request_id);

guint jdc_error_get_http_status (const GError *error);
const char *jdc_error_get_service_status (const GError *error);
const char *jdc_error_get_service_message (const GError *error);
const char *jdc_error_get_request_id (const GError *error);
int jdc_error_get_retry_after (const GError *error);
gint64 jdc_error_get_clock_offset (const GError *error);
JdcFate jdc_error_get_fate (const GError *error);

G_END_DECLS
