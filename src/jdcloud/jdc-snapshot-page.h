/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-snapshot-query.h"
#include "jdc-snapshot.h"

G_BEGIN_DECLS

#define JDC_TYPE_SNAPSHOT_PAGE (jdc_snapshot_page_get_type ())

G_DECLARE_FINAL_TYPE (JdcSnapshotPage, jdc_snapshot_page, JDC, SNAPSHOT_PAGE, GObject)

GPtrArray *jdc_snapshot_page_get_snapshots (JdcSnapshotPage *self);
gint64 jdc_snapshot_page_get_total_count (JdcSnapshotPage *self);
JdcSnapshotQuery *jdc_snapshot_page_dup_next_query (JdcSnapshotPage *self);

G_END_DECLS
