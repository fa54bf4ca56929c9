/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-params-private.h"
#include "jdc-snapshot-query.h"

G_BEGIN_DECLS

JdcSnapshotQuery *jdc_snapshot_query_copy (JdcSnapshotQuery *self, guint page_number);
JdcParams *jdc_snapshot_query_dup_params (JdcSnapshotQuery *self);

G_END_DECLS
