/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-json-private.h"
#include "jdc-snapshot.h"

G_BEGIN_DECLS

JdcSnapshot *jdc_snapshot_new_from_json (JdcReader *reader, const JdcValue *object);

G_END_DECLS
