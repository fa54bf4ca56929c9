/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_SNAPSHOT (jdc_snapshot_get_type ())

G_DECLARE_FINAL_TYPE (JdcSnapshot, jdc_snapshot, JDC, SNAPSHOT, GObject)

const char *jdc_snapshot_get_id (JdcSnapshot *self);
const char *jdc_snapshot_get_name (JdcSnapshot *self);
const char *jdc_snapshot_get_description (JdcSnapshot *self);
const char *jdc_snapshot_get_status (JdcSnapshot *self);
const char *jdc_snapshot_get_source (JdcSnapshot *self);
const char *jdc_snapshot_get_disk_id (JdcSnapshot *self);
const char *jdc_snapshot_get_create_time (JdcSnapshot *self);
gint64 jdc_snapshot_get_size_gb (JdcSnapshot *self);
const char *const *jdc_snapshot_get_image_ids (JdcSnapshot *self);
gboolean jdc_snapshot_get_encrypted (JdcSnapshot *self);

G_END_DECLS
