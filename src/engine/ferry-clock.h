/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* FerryClock: the time, and wake-up calls at a time. The system's, or in tests one that only moves when told
 * to. Times are microseconds. Main thread. */
#define FERRY_TYPE_CLOCK (ferry_clock_get_type ())
G_DECLARE_FINAL_TYPE (FerryClock, ferry_clock, FERRY, CLOCK, GObject)

FerryClock *ferry_clock_new_system (void);
FerryClock *ferry_clock_new_manual (gint64 real, gint64 monotonic);

gint64 ferry_clock_get_real (FerryClock *self);
gint64 ferry_clock_get_monotonic (FerryClock *self);

guint ferry_clock_wake_at (FerryClock *self, gint64 monotonic, GSourceOnceFunc function, gpointer user_data);
void ferry_clock_cancel (FerryClock *self, guint id);
guint ferry_clock_get_n_pending (FerryClock *self);

void ferry_clock_advance (FerryClock *self, gint64 microseconds);
void ferry_clock_set_real (FerryClock *self, gint64 real);

G_END_DECLS
