/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the main loop does, seen from outside: how long one turn of it takes, and when frames are drawn. */
void meter_start (void);
void meter_watch (GtkWidget *window);
double meter_take_longest (void);
void meter_rest (guint milliseconds);
guint meter_count_turns (guint milliseconds);

typedef void (*MeterStep) (gpointer data);
double meter_time (MeterStep step, gpointer data);

void meter_print (const char *name, double value);
void meter_print_memory (void);

G_END_DECLS
