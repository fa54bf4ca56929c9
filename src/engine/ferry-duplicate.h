/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/* FerryDuplicate: an image of a target region that an attempt which was given up seems to have made after all: the
 * user keeps or deletes it. Never changes. Properties (read-only): operation, replica (FerryReplica: the one that was
 * meant to be made), region, image, found (microseconds since 1970 in UTC). Main thread. */
#define FERRY_TYPE_DUPLICATE (ferry_duplicate_get_type ())
G_DECLARE_FINAL_TYPE (FerryDuplicate, ferry_duplicate, FERRY, DUPLICATE, GObject)

FerryDuplicate *ferry_duplicate_new (const FerryDuplicateRecord *record,
                                     FerryOperation *operation,
                                     FerryReplica *replica);
const FerryDuplicateRecord *ferry_duplicate_get_record (FerryDuplicate *self);

FerryOperation *ferry_duplicate_get_operation (FerryDuplicate *self);
FerryReplica *ferry_duplicate_get_replica (FerryDuplicate *self);
const char *ferry_duplicate_get_region (FerryDuplicate *self);
const char *ferry_duplicate_get_image (FerryDuplicate *self);
gint64 ferry_duplicate_get_found (FerryDuplicate *self);

G_END_DECLS
