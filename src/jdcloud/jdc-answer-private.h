/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-json-private.h"

G_BEGIN_DECLS

/*
 * JdcReply: what came back for one request, before anyone looked into its body. Once it is whole, the body ends in a
 * NUL that is counted.
 */
typedef struct
{
  guint http_status;
  char *request_id; /* (owned) (nullable): of the header */
  int retry_after;
  gint64 clock_offset;
  GByteArray *body; /* (owned) */
} JdcReply;

JdcReply *jdc_reply_new (void);
void jdc_reply_free (JdcReply *self);

JdcJson *jdc_answer_read (const JdcReply *reply, char **request_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JdcReply, jdc_reply_free)

G_END_DECLS
