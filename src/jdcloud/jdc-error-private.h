/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-error.h"

G_BEGIN_DECLS

/* The live service's clock and ours may differ by this much before a 401 is put down to the clock. */
#define JDC_CLOCK_TOLERANCE_SECONDS 300

typedef struct
{
  guint http_status;
  JdcFate fate;
  int retry_after;
  gint64 clock_offset;
  const char *service_status;
  const char *service_message;
  const char *request_id;
} JdcErrorFacts;

GError *jdc_error_new_from_facts (JdcError code, const char *message, const JdcErrorFacts *facts);
GError *jdc_error_new_protocol (const char *what);
GError *jdc_error_new_from_io (const GError *io_error, gboolean sent);

G_END_DECLS
