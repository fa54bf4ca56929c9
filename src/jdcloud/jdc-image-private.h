/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-image.h"
#include "jdc-json-private.h"

G_BEGIN_DECLS

JdcImage *jdc_image_new_from_json (JdcReader *reader, const JdcValue *object);

G_END_DECLS
