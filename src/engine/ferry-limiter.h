/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"

G_BEGIN_DECLS

/* The most requests of one account in any minute: the service documents 1000 at the worst. */
#define FERRY_LIMITER_PER_MINUTE 600
/* …and while another process does the account's work: both together stay below that. */
#define FERRY_LIMITER_PER_MINUTE_BESIDE 350
/* How many of those may leave at once. */
#define FERRY_LIMITER_BURST 300
/* How many are kept for the engine's work and for writes. */
#define FERRY_LIMITER_RESERVE 60

/* FerryLimiter: makes every request of one account wait for its turn: the gate of that account's clients.
 * Signal "held-changed": quiet that the service asks for somewhere has begun or ended. Main thread. */
#define FERRY_TYPE_LIMITER (ferry_limiter_get_type ())
G_DECLARE_FINAL_TYPE (FerryLimiter, ferry_limiter, FERRY, LIMITER, GObject)

FerryLimiter *ferry_limiter_new (FerryClock *clock);
FerryClock *ferry_limiter_get_clock (FerryLimiter *self);

void ferry_limiter_set_beside (FerryLimiter *self, gboolean beside);
gboolean ferry_limiter_get_beside (FerryLimiter *self);

void ferry_limiter_acquire_async (FerryLimiter *self,
                                  const char *service,
                                  const char *region,
                                  gboolean first,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ferry_limiter_acquire_finish (FerryLimiter *self, GAsyncResult *result, GError **error);

/* For who comes back by itself, and for what must not wait when its time has come. */
gint64 ferry_limiter_get_wait (FerryLimiter *self, const char *service, const char *region);
guint ferry_limiter_get_n_free (FerryLimiter *self);
void ferry_limiter_take (FerryLimiter *self, guint n);
void ferry_limiter_give_back (FerryLimiter *self);

void ferry_limiter_end (FerryLimiter *self, const char *service, const char *region, const GError *error);
gint64 ferry_limiter_get_quiet (FerryLimiter *self, const char *service, const char *region);
gint64 ferry_limiter_get_held_until (FerryLimiter *self, const char *service, const char *region);
guint ferry_limiter_get_n_waiting (FerryLimiter *self);

G_END_DECLS
