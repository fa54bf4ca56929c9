/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-disk.h"
#include "jdc-json-private.h"
#include "jdc-word-private.h"

G_BEGIN_DECLS

JdcDisk *jdc_disk_new_from_json (JdcReader *reader, const JdcValue *object);

G_END_DECLS
