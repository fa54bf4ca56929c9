/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-client.h"
#include "jdc-exchange-private.h"
#include "jdc-json-private.h"

G_BEGIN_DECLS

/*
 * JdcParseFunc:
 * @reader: where wrong types are noted
 * @result: (nullable): the `result` of the answer
 * @data: what the call was made with
 *
 * Returns: (transfer full): an object, even when @reader failed
 */
typedef gpointer (*JdcParseFunc) (JdcReader *reader, const JdcValue *result, gpointer data);

/*
 * JdcWire: what a client shares with its calls. Calls hold a reference of their client.
 */
typedef struct
{
  SoupSession *session; /* (owned) */
  JdcGate *gate;        /* (owned) (nullable) */
  gboolean writes_pass;
  guint max_tries;
  double retry_seconds;
  double read_seconds;
  double write_seconds;
  gsize max_answer;
  gint n_requests; /* (atomic) */
  gint token_form; /* (atomic): one of JdcTokenForm */
} JdcWire;

/* Which of its two documented forms the session token has to be sent in. */
typedef enum
{
  JDC_TOKEN_UNKNOWN,
  JDC_TOKEN_RAW,
  JDC_TOKEN_BASE64,
} JdcTokenForm;

void jdc_call_run (GTask *task,
                   JdcWire *wire,
                   JdcRequest *request,
                   JdcParseFunc parse,
                   gpointer data,
                   GDestroyNotify data_free,
                   GDestroyNotify value_free);
char *jdc_call_dup_request_id (GTask *task);

G_END_DECLS
