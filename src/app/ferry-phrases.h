/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words for numbers, times and lists that several widgets share. All are translated and for people. */

char *ferry_phrase_count_images (guint n);
char *ferry_phrase_count_snapshots (guint n);

/* Takes any number of facts up to NULL; empty ones are left out. "3 images · 7 snapshots · started 14:02" */
char *ferry_phrase_join_facts (char **facts);
/* "Suqian, Shanghai and Guangzhou" */
char *ferry_phrase_list (char **items);
/* "Beijing → Suqian" */
char *ferry_phrase_route (const char *from, const char *to);

/* @moment: real time in microseconds; @now: the local time it is. */
char *ferry_phrase_moment (gint64 moment, GDateTime *now);
char *ferry_phrase_started (gint64 moment, GDateTime *now);

/* Both in seconds. */
char *ferry_phrase_took (gint64 seconds);
char *ferry_phrase_took_fact (gint64 seconds);
char *ferry_phrase_time_left (int low, int high);
char *ferry_phrase_time_left_spoken (int low, int high);

G_END_DECLS
