/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_QUOTA (jdc_quota_get_type ())

G_DECLARE_FINAL_TYPE (JdcQuota, jdc_quota, JDC, QUOTA, GObject)

JdcQuota *jdc_quota_new (gint64 used, gint64 limit);
gint64 jdc_quota_get_used (JdcQuota *self);
gint64 jdc_quota_get_limit (JdcQuota *self);

G_END_DECLS
