/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What copyImages answers for one image: the source and its replica in the target region. Immutable. */

#include "config.h"

#include "jdc-copy-pair.h"

struct _JdcCopyPair
{
  GObject parent_instance;

  char *source_id;      /* (owned) */
  char *destination_id; /* (owned) */
};

G_DEFINE_FINAL_TYPE (JdcCopyPair, jdc_copy_pair, G_TYPE_OBJECT)

static void
jdc_copy_pair_finalize (GObject *object)
{
  JdcCopyPair *self = JDC_COPY_PAIR (object);

  g_free (self->source_id);
  g_free (self->destination_id);

  G_OBJECT_CLASS (jdc_copy_pair_parent_class)->finalize (object);
}

static void
jdc_copy_pair_class_init (JdcCopyPairClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_copy_pair_finalize;
}

static void
jdc_copy_pair_init (JdcCopyPair *self)
{
}

/**
 * jdc_copy_pair_new:
 * @source_id: the ID of the image that is copied
 * @destination_id: the ID of its replica
 *
 * Returns: (transfer full): the pair
 */
JdcCopyPair *
jdc_copy_pair_new (const char *source_id, const char *destination_id)
{
  JdcCopyPair *self;

  g_return_val_if_fail (source_id != NULL, NULL);
  g_return_val_if_fail (destination_id != NULL, NULL);

  self = g_object_new (JDC_TYPE_COPY_PAIR, NULL);
  self->source_id = g_strdup (source_id);
  self->destination_id = g_strdup (destination_id);
  return self;
}

/**
 * jdc_copy_pair_get_source_id:
 * @self: a pair
 *
 * Returns: the ID of the image that is copied
 */
const char *
jdc_copy_pair_get_source_id (JdcCopyPair *self)
{
  g_return_val_if_fail (JDC_IS_COPY_PAIR (self), NULL);

  return self->source_id;
}

/**
 * jdc_copy_pair_get_destination_id:
 * @self: a pair
 *
 * Returns: the ID of its replica in the target region
 */
const char *
jdc_copy_pair_get_destination_id (JdcCopyPair *self)
{
  g_return_val_if_fail (JDC_IS_COPY_PAIR (self), NULL);

  return self->destination_id;
}
