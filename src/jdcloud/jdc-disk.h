/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_DISK (jdc_disk_get_type ())

G_DECLARE_FINAL_TYPE (JdcDisk, jdc_disk, JDC, DISK, GObject)

const char *jdc_disk_get_device_name (JdcDisk *self);
const char *jdc_disk_get_category (JdcDisk *self);
const char *jdc_disk_get_disk_type (JdcDisk *self);
gint64 jdc_disk_get_size_gb (JdcDisk *self);
const char *jdc_disk_get_snapshot_id (JdcDisk *self);
gboolean jdc_disk_get_encrypted (JdcDisk *self);
gboolean jdc_disk_equal (JdcDisk *a, JdcDisk *b);

G_END_DECLS
