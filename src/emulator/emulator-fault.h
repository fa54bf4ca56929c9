/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "emulator/emulator-call.h"

G_BEGIN_DECLS

/* What goes wrong. Up to EMULATOR_FAULT_LAST_DELIVERY it is the answer, after that the cloud itself. */
typedef enum
{
  EMULATOR_FAULT_ERROR,
  EMULATOR_FAULT_THROTTLE,
  EMULATOR_FAULT_RESET,
  EMULATOR_FAULT_STALL,
  EMULATOR_FAULT_TRUNCATE,
  EMULATOR_FAULT_MALFORMED,
  EMULATOR_FAULT_HTML,
  EMULATOR_FAULT_EMPTY,
  EMULATOR_FAULT_HUGE,
  EMULATOR_FAULT_NESTED,
  EMULATOR_FAULT_REDIRECT,
  EMULATOR_FAULT_LAST_DELIVERY = EMULATOR_FAULT_REDIRECT,
  EMULATOR_FAULT_SLOW,
  EMULATOR_FAULT_DATE,
  EMULATOR_FAULT_REPLACE,
  EMULATOR_FAULT_REMOVE,
  EMULATOR_FAULT_TEXTS_IGNORED,
  EMULATOR_FAULT_PAIR_MISSING,
  EMULATOR_FAULT_PAIR_FOREIGN,
  EMULATOR_FAULT_PAIRS_REORDERED,
  EMULATOR_FAULT_IDS_404,
  EMULATOR_FAULT_PAGE_SHIFT,
  EMULATOR_FAULT_STALE,
  EMULATOR_FAULT_QUOTA_LAG,
  EMULATOR_FAULT_COLLEAGUE,
  EMULATOR_FAULT_VISIBLE_LATE,
  EMULATOR_FAULT_DESCRIPTION,
  EMULATOR_FAULT_DURATION,
  EMULATOR_FAULT_STUCK,
  EMULATOR_FAULT_REPLICA_ERROR,
  EMULATOR_FAULT_VANISH,
} EmulatorFaultKind;

/* One rule: when it strikes and what it does. FAULTS.md is its description. Reference-counted, since a call
 * that acts late remembers its faults. */
typedef struct
{
  EmulatorFaultKind kind;

  char *operation; /* (nullable): any */
  char *region;    /* (nullable): any */
  char *target;    /* (nullable): any */
  char *image;     /* (nullable): any */
  guint skip;
  guint count; /* G_MAXUINT: for good */
  double probability;
  guint hits;

  gboolean acts; /* the operation is carried out before the fault is answered */
  double
    acts_after;   /* seconds after which it is carried out although the fault was answered; negative: never */
  double seconds; /* negative: not given */
  int at;         /* percent */
  int by;
  guint http;
  guint code;
  guint ms;
  gint64 size;
  int retry_after; /* negative: none */
  char *status;
  char *message;
  char *text;          /* (nullable) */
  char *member;        /* (nullable) */
  char *location;      /* (nullable) */
  char *into;          /* (nullable) */
  char *source;        /* (nullable) */
  char *source_region; /* (nullable) */
  gboolean unrelated;
  gboolean after;
  gboolean busy;
  JsonNode *value;   /* (nullable) */
  JsonNode *details; /* (nullable) */
} EmulatorFault;

EmulatorFault *emulator_fault_new_from_json (JsonNode *node, GError **error);
EmulatorFault *emulator_fault_ref (EmulatorFault *self);
void emulator_fault_unref (EmulatorFault *self);
gboolean emulator_fault_concerns (const EmulatorFault *self, EmulatorCall *call);
gboolean emulator_fault_is_delivery (const EmulatorFault *self);
const char *emulator_fault_get_name (const EmulatorFault *self);
guint emulator_fault_get_http (const EmulatorFault *self, guint usual);
EmulatorFault *emulator_fault_find (EmulatorCall *call, EmulatorFaultKind kind);
EmulatorFault *emulator_fault_find_delivery (EmulatorCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorFault, emulator_fault_unref)

G_END_DECLS
