/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"

G_BEGIN_DECLS

/* The most calls of one account in any minute: the service documents 1000 at the worst. */
#define FERRY_LIMITER_PER_MINUTE 600
/* How many of those may leave at once. */
#define FERRY_LIMITER_BURST 300

/* FerryLimiter: makes every call of one account wait for its turn. Property "held-until": real time in
 * microseconds until which the service asked for quiet, 0 if it did not. Main thread. */
#define FERRY_TYPE_LIMITER (ferry_limiter_get_type ())
G_DECLARE_FINAL_TYPE (FerryLimiter, ferry_limiter, FERRY, LIMITER, GObject)

FerryLimiter *ferry_limiter_new (FerryClock *clock);
FerryClock *ferry_limiter_get_clock (FerryLimiter *self);

void ferry_limiter_acquire_async (FerryLimiter *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ferry_limiter_acquire_finish (FerryLimiter *self, GAsyncResult *result, GError **error);

/* For who comes back by itself: asks before it calls, and counts what it calls. */
gint64 ferry_limiter_get_wait (FerryLimiter *self);
void ferry_limiter_take (FerryLimiter *self);

void ferry_limiter_note_throttled (FerryLimiter *self, int retry_after);
void ferry_limiter_note_success (FerryLimiter *self);
gboolean ferry_limiter_note_error (FerryLimiter *self, const GError *error);
gint64 ferry_limiter_get_held_until (FerryLimiter *self);
guint ferry_limiter_get_n_waiting (FerryLimiter *self);

G_END_DECLS
