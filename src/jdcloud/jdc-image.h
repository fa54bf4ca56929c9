/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-disk.h"

G_BEGIN_DECLS

#define JDC_TYPE_IMAGE (jdc_image_get_type ())

G_DECLARE_FINAL_TYPE (JdcImage, jdc_image, JDC, IMAGE, GObject)

JdcImage *jdc_image_new_from_data (const char *data, gssize length, GError **error);

const char *jdc_image_get_id (JdcImage *self);
const char *jdc_image_get_name (JdcImage *self);
const char *jdc_image_get_description (JdcImage *self);
const char *jdc_image_get_platform (JdcImage *self);
const char *jdc_image_get_os_version (JdcImage *self);
const char *jdc_image_get_os_type (JdcImage *self);
const char *jdc_image_get_architecture (JdcImage *self);
const char *jdc_image_get_status (JdcImage *self);
const char *jdc_image_get_image_source (JdcImage *self);
const char *jdc_image_get_root_device_type (JdcImage *self);
const char *jdc_image_get_create_time (JdcImage *self);
const char *jdc_image_get_boot_mode (JdcImage *self);
const char *jdc_image_get_owner_pin (JdcImage *self);
const char *jdc_image_get_launch_permission (JdcImage *self);
const char *jdc_image_get_snapshot_id (JdcImage *self);
gint64 jdc_image_get_system_disk_size_gb (JdcImage *self);
gint64 jdc_image_get_size_mb (JdcImage *self);
int jdc_image_get_progress (JdcImage *self);
JdcDisk *jdc_image_get_system_disk (JdcImage *self);
GPtrArray *jdc_image_get_data_disks (JdcImage *self);

guint jdc_image_count_snapshots (JdcImage *self);
gboolean jdc_image_is_encrypted (JdcImage *self);
gboolean jdc_image_is_private (JdcImage *self);
gboolean jdc_image_is_shared (JdcImage *self);
gint64 jdc_image_get_disk_gb (JdcImage *self);
GDateTime *jdc_image_dup_created (JdcImage *self);
gboolean jdc_image_equal (JdcImage *a, JdcImage *b);

G_END_DECLS
