/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-credentials.h"

G_BEGIN_DECLS

#define JDC_SIGNER_ALGORITHM "JDCLOUD2-HMAC-SHA256"

/**
 * JdcPair:
 * @name: the name of a query parameter (decoded) or of a header
 * @value: its value (decoded); %NULL counts as empty
 */
typedef struct
{
  const char *name;
  const char *value;
} JdcPair;

/**
 * JdcSigningRequest:
 * @method: the HTTP method
 * @service: `vm` or `disk`
 * @region: the region of the path
 * @host: the value of the Host header: with the port when that is not the scheme's own
 * @path: the whole path, decoded
 * @query: the query, decoded, in any order
 * @n_query: how many pairs @query has
 * @headers: what else is sent; those that must not be signed are left out by the signer
 * @n_headers: how many pairs @headers has
 * @body: (nullable): the bytes of the body
 * @date: `YYYYMMDDTHHMMSSZ`, in UTC
 * @nonce: a text never used before
 * @sign_host: whether the Host header is signed; always %TRUE with the live service
 *
 * What is signed. Borrows everything.
 */
typedef struct
{
  const char *method;
  const char *service;
  const char *region;
  const char *host;
  const char *path;
  const JdcPair *query;
  gsize n_query;
  const JdcPair *headers;
  gsize n_headers;
  GBytes *body;
  const char *date;
  const char *nonce;
  gboolean sign_host;
} JdcSigningRequest;

char *jdc_signer_dup_canonical_path (const char *path);
char *jdc_signer_dup_canonical_query (const JdcPair *query, gsize n_query);
char *jdc_signer_dup_payload_hash (GBytes *body);
char *jdc_signer_dup_canonical_request (const JdcSigningRequest *request);
char *jdc_signer_dup_string_to_sign (const JdcSigningRequest *request);
char *jdc_signer_dup_authorization (const JdcSigningRequest *request, JdcCredentials *credentials);

G_END_DECLS
