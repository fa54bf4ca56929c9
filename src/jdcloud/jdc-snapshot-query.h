/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_SNAPSHOT_QUERY (jdc_snapshot_query_get_type ())

G_DECLARE_FINAL_TYPE (JdcSnapshotQuery, jdc_snapshot_query, JDC, SNAPSHOT_QUERY, GObject)

JdcSnapshotQuery *jdc_snapshot_query_new (void);
void jdc_snapshot_query_set_source (JdcSnapshotQuery *self, const char *snapshot_source);
void jdc_snapshot_query_set_ids (JdcSnapshotQuery *self, const char *const *snapshot_ids);
void jdc_snapshot_query_set_status (JdcSnapshotQuery *self, const char *status);
void jdc_snapshot_query_set_name (JdcSnapshotQuery *self, const char *name);
void jdc_snapshot_query_set_page (JdcSnapshotQuery *self, guint page_number, guint page_size);
guint jdc_snapshot_query_get_page_number (JdcSnapshotQuery *self);
guint jdc_snapshot_query_get_page_size (JdcSnapshotQuery *self);
JdcSnapshotQuery *jdc_snapshot_query_next (JdcSnapshotQuery *self);

G_END_DECLS
