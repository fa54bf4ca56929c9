/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A snapshot of a cloud disk. */
typedef struct
{
  char *id;
  char *name;
  char *description;
  const char *status; /* static */
  char *disk_id;
  guint size_gb;
  gint64 created; /* Unix time */
  gboolean encrypted;
  GPtrArray *images; /* of char *: the IDs of the images that refer to it */
} EmulatorSnapshot;

EmulatorSnapshot *emulator_snapshot_new (const char *id, const char *name, guint size_gb, gint64 created);
void emulator_snapshot_free (EmulatorSnapshot *self);
void emulator_snapshot_link (EmulatorSnapshot *self, const char *image);
gboolean emulator_snapshot_unlink (EmulatorSnapshot *self, const char *image);
void emulator_snapshot_append_json (const EmulatorSnapshot *self,
                                    GString *out,
                                    const char *name,
                                    gboolean iso_times);

G_END_DECLS
