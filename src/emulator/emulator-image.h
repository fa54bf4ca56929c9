/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "emulator/emulator-disk.h"

G_BEGIN_DECLS

typedef enum
{
  EMULATOR_STYLE_PLAIN = 0,
  EMULATOR_STYLE_LEGACY_SOURCE = 1 << 0,
  EMULATOR_STYLE_ISO_TIMES = 1 << 1,
} EmulatorStyle;

/* An image of a region. Whoever changes a field calls emulator_image_changed(). */
typedef struct
{
  char *id;
  char *name;
  char *description; /* (nullable): absent from answers */
  char *platform;
  char *os_version;
  char *os_type;
  char *architecture;
  char *source;     /* private, public, thirdparty, shared, community */
  char *status;     /* pending, ready, deleting, error */
  char *permission; /* ownerOnly, specifiedUsers, all */
  char *owner;
  char *boot_mode; /* (nullable) */
  gint64 created;  /* Unix time */
  guint size_mb;
  int progress; /* percent; -1: absent from answers */
  gboolean imported;
  GPtrArray *disks; /* of EmulatorDisk; the first is the system disk */

  /* What no answer shows. */
  guint busy;            /* copies and conversions of it that run */
  gboolean foreign_task; /* an export or so runs: "Conflict with underlay image task" */
  gboolean protected_;   /* "Can't delete protected image" */
  gboolean local_in_use; /* instances were made from this local-system-disk image */
  gboolean hidden;       /* exists, but is not listed yet */
  gboolean mute;         /* its description does not show yet */
  gboolean incomplete;   /* being made: no snapshots, no data disks, no size */
  gint64 added;          /* µs of cloud time at which it came to its region; 0: before the start */
  gint64 begun;          /* µs of cloud time at which making it began; 0: not being made */
  gint64 duration;       /* µs that making it takes */
  int progress_limit;    /* percent at which it gets stuck */

  char *json; /* (nullable): the object as last written */
  gsize json_length;
} EmulatorImage;

EmulatorImage *emulator_image_new (const char *id, const char *name);
EmulatorImage *emulator_image_copy (const EmulatorImage *self, const char *id);
void emulator_image_free (EmulatorImage *self);
void emulator_image_changed (EmulatorImage *self);
void emulator_image_set (EmulatorImage *self, char **field, const char *value);
gboolean emulator_image_is_private (const EmulatorImage *self);
gboolean emulator_image_is_local (const EmulatorImage *self);
const char *emulator_image_get_encrypted (const EmulatorImage *self);
guint emulator_image_count_snapshots (const EmulatorImage *self);
int emulator_image_get_progress (const EmulatorImage *self, gint64 now);
void emulator_image_append_json (EmulatorImage *self,
                                 GString *out,
                                 const char *name,
                                 EmulatorStyle style,
                                 gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorImage, emulator_image_free)

G_END_DECLS
