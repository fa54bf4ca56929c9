/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EmulatorClock EmulatorClock;

typedef void (*EmulatorClockFunc) (gpointer user_data);
typedef void (*EmulatorClockVisit) (const char *what, gint64 due, gpointer user_data);

EmulatorClock *emulator_clock_new (double scale, gint64 epoch);
void emulator_clock_free (EmulatorClock *self);
gint64 emulator_clock_get_now (EmulatorClock *self);
void emulator_clock_advance (EmulatorClock *self, double seconds);
void emulator_clock_schedule (EmulatorClock *self,
                              double seconds,
                              const char *what,
                              EmulatorClockFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy);
void emulator_clock_run (EmulatorClock *self);
void emulator_clock_foreach (EmulatorClock *self, EmulatorClockVisit visit, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorClock, emulator_clock_free)

G_END_DECLS
