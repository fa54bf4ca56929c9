/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_COPY_PAIR (jdc_copy_pair_get_type ())

G_DECLARE_FINAL_TYPE (JdcCopyPair, jdc_copy_pair, JDC, COPY_PAIR, GObject)

JdcCopyPair *jdc_copy_pair_new (const char *source_id, const char *destination_id);
const char *jdc_copy_pair_get_source_id (JdcCopyPair *self);
const char *jdc_copy_pair_get_destination_id (JdcCopyPair *self);

G_END_DECLS
