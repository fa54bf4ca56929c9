/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One page of a list of images. Immutable. The service promises no order and no consistency between pages. */

#include "config.h"

#include "jdc-image-page-private.h"

#include "jdc-image-private.h"

struct _JdcImagePage
{
  GObject parent_instance;

  GPtrArray *images; /* (owned) (element-type JdcImage) */
  gint64 total_count;
  JdcImageQuery *query; /* (owned): not changed by anyone */
};

G_DEFINE_FINAL_TYPE (JdcImagePage, jdc_image_page, G_TYPE_OBJECT)

static void
jdc_image_page_finalize (GObject *object)
{
  JdcImagePage *self = JDC_IMAGE_PAGE (object);

  g_ptr_array_unref (self->images);
  g_object_unref (self->query);

  G_OBJECT_CLASS (jdc_image_page_parent_class)->finalize (object);
}

static void
jdc_image_page_class_init (JdcImagePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_image_page_finalize;
}

static void
jdc_image_page_init (JdcImagePage *self)
{
}

/* Reads a result of describeImages. Always makes an object; whether it holds is in @reader. Takes no copy of
 * @query. */
JdcImagePage *
jdc_image_page_new_from_json (JdcReader *reader, const JdcValue *result, JdcImageQuery *query)
{
  JdcImagePage *self = g_object_new (JDC_TYPE_IMAGE_PAGE, NULL);
  const JdcValue *images = jdc_reader_array (reader, result, "images");

  self->query = g_object_ref (query);
  self->total_count = MAX (jdc_reader_integer (reader, result, "totalCount", -1), -1);
  self->images = g_ptr_array_new_full (images != NULL ? jdc_value_get_length (images) : 0, g_object_unref);
  for (const JdcValue *element = images != NULL ? jdc_value_get_next (images, NULL) : NULL;
       element != NULL && reader->failed == NULL; element = jdc_value_get_next (images, element))
    {
      const JdcValue *image = jdc_reader_element (reader, element, "images");

      if (image != NULL)
        g_ptr_array_add (self->images, jdc_image_new_from_json (reader, image));
    }
  return self;
}

/**
 * jdc_image_page_get_images:
 * @self: a page
 *
 * Returns: (transfer none) (element-type JdcImage): its images; not to be changed
 */
GPtrArray *
jdc_image_page_get_images (JdcImagePage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_PAGE (self), NULL);

  return self->images;
}

/**
 * jdc_image_page_get_total_count:
 * @self: a page
 *
 * Returns: how many images all pages have together, -1 when the service did not say
 */
gint64
jdc_image_page_get_total_count (JdcImagePage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_PAGE (self), -1);

  return self->total_count;
}

/**
 * jdc_image_page_dup_next_query:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the query for the next page, %NULL after the last one
 */
JdcImageQuery *
jdc_image_page_dup_next_query (JdcImagePage *self)
{
  guint64 before;

  g_return_val_if_fail (JDC_IS_IMAGE_PAGE (self), NULL);

  /* An empty page ends the list, whatever the total says: else a wrong total would keep us asking for ever.
   */
  if (self->images->len == 0)
    return NULL;
  before =
    (guint64) jdc_image_query_get_page_number (self->query) * jdc_image_query_get_page_size (self->query);
  if (self->total_count >= 0 ? before >= (guint64) self->total_count
                             : self->images->len < jdc_image_query_get_page_size (self->query))
    return NULL;
  return jdc_image_query_next (self->query);
}
