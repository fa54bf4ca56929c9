/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-image-query.h"
#include "jdc-params-private.h"

G_BEGIN_DECLS

JdcImageQuery *jdc_image_query_copy (JdcImageQuery *self, guint page_number);
JdcParams *jdc_image_query_dup_params (JdcImageQuery *self);

G_END_DECLS
