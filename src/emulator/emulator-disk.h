/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk of an image. */
typedef struct
{
  char *device; /* vda is the system disk */
  char *type;   /* ssd.gp1, …; %NULL for a local disk */
  gboolean local;
  gboolean encrypted;
  guint size_gb;
  guint iops;     /* 0: not said */
  char *snapshot; /* (nullable): an ID; an empty data disk and a local disk have none */
} EmulatorDisk;

EmulatorDisk *emulator_disk_new (guint index, gboolean local, const char *type, guint size_gb);
EmulatorDisk *emulator_disk_copy (const EmulatorDisk *self);
void emulator_disk_free (EmulatorDisk *self);
void emulator_disk_append_json (const EmulatorDisk *self,
                                GString *out,
                                const char *name,
                                gboolean with_snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorDisk, emulator_disk_free)

G_END_DECLS
