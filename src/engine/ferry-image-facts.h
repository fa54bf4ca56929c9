/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _JdcImage JdcImage;

/* What an image is made of, as it was at one moment: kept in the journal to judge the replica by. Immutable
 * and reference counted. */
typedef struct _FerryImageFacts FerryImageFacts;

#define FERRY_TYPE_IMAGE_FACTS (ferry_image_facts_get_type ())
GType ferry_image_facts_get_type (void);

FerryImageFacts *ferry_image_facts_new (JdcImage *image);
FerryImageFacts *ferry_image_facts_ref (FerryImageFacts *self);
void ferry_image_facts_unref (FerryImageFacts *self);

char *ferry_image_facts_to_string (const FerryImageFacts *self);
FerryImageFacts *ferry_image_facts_from_string (const char *text);

const char *ferry_image_facts_get_id (const FerryImageFacts *self);
const char *ferry_image_facts_get_name (const FerryImageFacts *self);
guint ferry_image_facts_get_snapshots (const FerryImageFacts *self);

GStrv ferry_image_facts_diff (const FerryImageFacts *source, const FerryImageFacts *replica);
gboolean ferry_image_facts_compatible (const FerryImageFacts *source, const FerryImageFacts *candidate);
gboolean ferry_image_facts_compatible_image (const FerryImageFacts *source, JdcImage *candidate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryImageFacts, ferry_image_facts_unref)

G_END_DECLS
