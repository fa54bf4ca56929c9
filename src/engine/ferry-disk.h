/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-image.h"

G_BEGIN_DECLS

/**
 * FerryDisk:
 * @is_system: whether it is the system disk
 * @device: (nullable): "vda"
 * @category: (nullable): the service's word: `cloud`, `local`, …
 * @disk_type: (nullable): the service's word: `ssd.gp1`, …
 * @size_gb: 0 if not known
 * @snapshot: (nullable): ID of the snapshot that holds its content
 * @encrypted: whether that is encrypted
 *
 * One disk of an image, for details. Owned by the array it came in.
 */
typedef struct
{
  gboolean is_system;
  char *device;
  char *category;
  char *disk_type;
  gint64 size_gb;
  char *snapshot;
  gboolean encrypted;
} FerryDisk;

GPtrArray *ferry_disk_list (FerryImage *image);
const char *ferry_disk_get_boot_mode (FerryImage *image);

G_END_DECLS
