/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/ferry-replica-index.h"
#include "engine/ferry-image.h"

G_BEGIN_DECLS

/* Words for people, in their language; all but where said are owned by the caller. */
char *ferry_words_dup_size (gint64 gb);
char *ferry_words_dup_time (GDateTime *time);
char *ferry_words_dup_percent (int percent);
char *ferry_words_dup_status (FerryImage *image);
char *ferry_words_dup_facts (FerryImage *image);
char *ferry_words_dup_presence (const FerryPresence *presence);
char *ferry_words_dup_presences (GPtrArray *presences);
char *ferry_words_dup_cities (GPtrArray *presences);
char *ferry_words_dup_description (FerryImage *image, FerryReplicaIndex *replicas);
char *ferry_words_dup_list (const char *const *words);
const char *ferry_words_get_name (FerryImage *image);
const char *ferry_words_get_label (FerryImage *image);
char *ferry_words_dup_shown (const char *text);
const char *ferry_words_get_shown (GObject *owner, const char *text);
const char *ferry_words_get_type (FerryImage *image);
const char *ferry_words_get_status_icon (FerryImage *image);

G_END_DECLS
