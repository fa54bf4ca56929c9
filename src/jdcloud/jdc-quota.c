/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much of something a region may hold, and how much it holds. Immutable. */

#include "config.h"

#include "jdc-quota.h"

struct _JdcQuota
{
  GObject parent_instance;

  gint64 used;
  gint64 limit;
};

G_DEFINE_FINAL_TYPE (JdcQuota, jdc_quota, G_TYPE_OBJECT)

static void
jdc_quota_class_init (JdcQuotaClass *klass)
{
}

static void
jdc_quota_init (JdcQuota *self)
{
}

/**
 * jdc_quota_new:
 * @used: how many there are
 * @limit: how many there may be
 *
 * Returns: (transfer full): the quota
 */
JdcQuota *
jdc_quota_new (gint64 used, gint64 limit)
{
  JdcQuota *self = g_object_new (JDC_TYPE_QUOTA, NULL);

  self->used = used;
  self->limit = limit;
  return self;
}

/**
 * jdc_quota_get_used:
 * @self: a quota
 *
 * Returns: how many there are; whether pending ones count is not documented
 */
gint64
jdc_quota_get_used (JdcQuota *self)
{
  g_return_val_if_fail (JDC_IS_QUOTA (self), 0);

  return self->used;
}

/**
 * jdc_quota_get_limit:
 * @self: a quota
 *
 * Returns: how many there may be; less than is used when the limit was lowered
 */
gint64
jdc_quota_get_limit (JdcQuota *self)
{
  g_return_val_if_fail (JDC_IS_QUOTA (self), 0);

  return self->limit;
}
