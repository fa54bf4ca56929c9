/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-call.h"

G_BEGIN_DECLS

/* One line of the request log. Reference-counted, since a call that acts late completes it later. */
typedef struct
{
  gint64 time; /* µs since 1970 */
  char *method;
  char *path;
  char *query;           /* (nullable) */
  const char *operation; /* (nullable) static */
  char *region;          /* (nullable) */
  char *id;              /* (nullable) */
  char *body;            /* (nullable): of a write */
  char *request_id;
  char *faults; /* (nullable): their names */
  char *error;  /* (nullable): error.status */
  guint http;   /* 0: nothing was sent */
  gboolean acted;
  gboolean late;
} EmulatorRecord;

EmulatorRecord *emulator_record_new (EmulatorCall *call, const char *request_id);
EmulatorRecord *emulator_record_ref (EmulatorRecord *self);
void emulator_record_unref (EmulatorRecord *self);
void emulator_record_describe (EmulatorRecord *self, EmulatorCall *call);
void emulator_record_append_json (const EmulatorRecord *self, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorRecord, emulator_record_unref)

G_END_DECLS
