/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FERRY_ETA_SAMPLES 8

/**
 * FerryEta:
 *
 * How long a copy will still take, told from its percentages so far. A value: initialise with
 * ferry_eta_init(), copy and drop at will; the fields are private. Times are monotonic microseconds.
 */
typedef struct
{
  gint64 first_time; /* of the first sample */
  gint64 base_time;  /* when the first percentage was shown for the last time */
  int base_progress;
  int progress;                 /* the highest so far, -1 before any sample */
  gint64 longest_gap;           /* between two changes */
  guint n_changes;
  gint64 times[FERRY_ETA_SAMPLES];      /* the latest changes, in a ring */
  int steps[FERRY_ETA_SAMPLES];
} FerryEta;

void ferry_eta_init (FerryEta *self);
gboolean ferry_eta_feed (FerryEta *self, gint64 time, int progress);
int ferry_eta_get_progress (const FerryEta *self);
double ferry_eta_get_rate (const FerryEta *self);
gboolean ferry_eta_get_remaining (const FerryEta *self, gint64 now, guint *low, guint *high);
gboolean ferry_eta_guess_remaining (const FerryEta *self, gint64 now, double rate, guint *low, guint *high);
gboolean ferry_eta_is_slow (const FerryEta *self, gint64 now);

G_END_DECLS
