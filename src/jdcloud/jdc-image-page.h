/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-image-query.h"
#include "jdc-image.h"

G_BEGIN_DECLS

#define JDC_TYPE_IMAGE_PAGE (jdc_image_page_get_type ())

G_DECLARE_FINAL_TYPE (JdcImagePage, jdc_image_page, JDC, IMAGE_PAGE, GObject)

GPtrArray *jdc_image_page_get_images (JdcImagePage *self);
gint64 jdc_image_page_get_total_count (JdcImagePage *self);
JdcImageQuery *jdc_image_page_dup_next_query (JdcImagePage *self);

G_END_DECLS
