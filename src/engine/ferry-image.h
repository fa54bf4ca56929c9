/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

typedef struct _JdcImage JdcImage;

/* FerryImage: one row of a catalog. The object stays the same while the image changes; properties notify.
 * Main thread. Properties (all read-only): id, name, description, status, status-text, root-device-type,
 * type-text, progress (-1 unknown), os, architecture, size-mb, disk-gb, snapshots, encrypted, created,
 * eligible, problem, busy-with, reason-text. */
#define FERRY_TYPE_IMAGE (ferry_image_get_type ())
G_DECLARE_FINAL_TYPE (FerryImage, ferry_image, FERRY, IMAGE, GObject)

FerryImage *ferry_image_new (JdcImage *image, const char *region);
JdcImage *ferry_image_get_jdc_image (FerryImage *self);
void ferry_image_set_jdc_image (FerryImage *self, JdcImage *image);

const char *ferry_image_get_id (FerryImage *self);
const char *ferry_image_get_region (FerryImage *self);
const char *ferry_image_get_name (FerryImage *self);
const char *ferry_image_get_description (FerryImage *self);
const char *ferry_image_get_status (FerryImage *self);
const char *ferry_image_get_status_text (FerryImage *self);
const char *ferry_image_get_root_device_type (FerryImage *self);
const char *ferry_image_get_type_text (FerryImage *self);
int ferry_image_get_progress (FerryImage *self);
char *ferry_image_dup_os (FerryImage *self);
const char *ferry_image_get_platform (FerryImage *self);
const char *ferry_image_get_os_version (FerryImage *self);
const char *ferry_image_get_architecture (FerryImage *self);
gint64 ferry_image_get_size_mb (FerryImage *self);
gint64 ferry_image_get_disk_gb (FerryImage *self);
gint64 ferry_image_get_total_gb (FerryImage *self);
guint ferry_image_get_snapshots (FerryImage *self);
gboolean ferry_image_get_encrypted (FerryImage *self);
gboolean ferry_image_get_shared (FerryImage *self);
GDateTime *ferry_image_dup_created (FerryImage *self);

/* For lists: made when first asked for, kept until the image changes. */
const char *ferry_image_get_sort_key (FerryImage *self);
const char *ferry_image_get_search_key (FerryImage *self);
gint64 ferry_image_get_created_unix (FerryImage *self);

/* May it be copied now? */
gboolean ferry_image_get_eligible (FerryImage *self);
FerryReason ferry_image_get_reason (FerryImage *self);
FerryProblem *ferry_image_dup_problem (FerryImage *self);
const char *ferry_image_get_reason_text (FerryImage *self);
const char *ferry_image_get_busy_with (FerryImage *self);
void ferry_image_set_busy_with (FerryImage *self, const char *text);

/* May it be converted, edited, deleted now? NULL = yes. */
FerryProblem *ferry_image_check_convert (FerryImage *self);
FerryProblem *ferry_image_check_edit (FerryImage *self);
FerryProblem *ferry_image_check_delete (FerryImage *self);

G_END_DECLS
