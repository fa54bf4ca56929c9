/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-json-private.h"
#include "jdc-snapshot-page.h"

G_BEGIN_DECLS

JdcSnapshotPage *jdc_snapshot_page_new_from_json (JdcReader *reader,
                                                  const JdcValue *result,
                                                  JdcSnapshotQuery *query);

G_END_DECLS
