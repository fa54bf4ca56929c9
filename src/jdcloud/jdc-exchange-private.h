/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "jdc-answer-private.h"
#include "jdc-credentials.h"
#include "jdc-endpoint.h"
#include "jdc-params-private.h"

G_BEGIN_DECLS

/*
 * JdcRequest: what one operation asks. The same for all its attempts; date, nonce and signature are made anew
 * for each.
 */
typedef struct
{
  JdcEndpoint *endpoint;       /* (owned) */
  JdcCredentials *credentials; /* (owned) */
  const char *service;         /* (static) */
  const char *method;          /* (static) */
  char *region;                /* (owned) */
  char *path;                  /* (owned): decoded, without the endpoint's base path */
  JdcParams *params;           /* (owned) */
  GBytes *body;                /* (owned) (nullable) */
  gboolean is_write;
} JdcRequest;

/* JdcLimits: what one attempt may take. */
typedef struct
{
  double seconds;
  gsize max_bytes;
  gboolean token_as_base64;
  gint *n_requests; /* counts the attempts that reach the wire; outlives them */
} JdcLimits;

void jdc_request_free (JdcRequest *self);

void jdc_exchange_async (SoupSession *session,
                         const JdcRequest *request,
                         const JdcLimits *limits,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
JdcReply *jdc_exchange_finish (SoupSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
