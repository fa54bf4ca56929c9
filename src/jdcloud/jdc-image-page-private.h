/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-image-page.h"
#include "jdc-json-private.h"

G_BEGIN_DECLS

JdcImagePage *jdc_image_page_new_from_json (JdcReader *reader, const JdcValue *result, JdcImageQuery *query);

G_END_DECLS
