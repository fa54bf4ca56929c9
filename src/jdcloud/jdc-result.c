/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes objects of the results of the operations. Each function is a JdcParseFunc. */

#include "config.h"

#include "jdc-result-private.h"

#include "jdc-copy-pair.h"
#include "jdc-image-page-private.h"
#include "jdc-image-private.h"
#include "jdc-quota.h"
#include "jdc-snapshot-page-private.h"

/* Returns: (nullable): a text that has to be there */
static const char *
read_needed_text (JdcReader *reader, const JdcValue *object, const char *name)
{
  const char *text = object != NULL ? jdc_reader_string (reader, object, name) : NULL;

  if (text != NULL && *text != '\0')
    return text;
  jdc_reader_fail (reader, name);
  return NULL;
}

/* Returns: (nullable) (transfer full): a quota; both numbers have to be there, for none may be taken for
 * enough */
static JdcQuota *
read_quota (JdcReader *reader, const JdcValue *object)
{
  gint64 used;
  gint64 limit;

  if (object == NULL || jdc_reader_member (reader, object, "used") == NULL ||
      jdc_reader_member (reader, object, "limit") == NULL)
    {
      jdc_reader_fail (reader, "quota");
      return NULL;
    }
  used = jdc_reader_integer (reader, object, "used", 0);
  limit = jdc_reader_integer (reader, object, "limit", 0);
  return jdc_quota_new (used, limit);
}

/* describeImages. @data: the query */
gpointer
jdc_result_image_page (JdcReader *reader, const JdcValue *result, gpointer data)
{
  if (result != NULL)
    return jdc_image_page_new_from_json (reader, result, data);
  jdc_reader_fail (reader, "result");
  return NULL;
}

/* describeImage */
gpointer
jdc_result_image (JdcReader *reader, const JdcValue *result, gpointer data)
{
  const JdcValue *image = result != NULL ? jdc_reader_object (reader, result, "image") : NULL;

  if (image != NULL)
    return jdc_image_new_from_json (reader, image);
  jdc_reader_fail (reader, "image");
  return NULL;
}

/* describeSnapshots. @data: the query */
gpointer
jdc_result_snapshot_page (JdcReader *reader, const JdcValue *result, gpointer data)
{
  if (result != NULL)
    return jdc_snapshot_page_new_from_json (reader, result, data);
  jdc_reader_fail (reader, "result");
  return NULL;
}

/* copyImages. Order and completeness are not documented: whoever asked looks for its own images. */
gpointer
jdc_result_copy_pairs (JdcReader *reader, const JdcValue *result, gpointer data)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_object_unref);
  const JdcValue *array = result != NULL ? jdc_reader_array (reader, result, "copyImages") : NULL;

  if (array == NULL)
    jdc_reader_fail (reader, "copyImages");
  for (const JdcValue *element = array != NULL ? jdc_value_get_next (array, NULL) : NULL; element != NULL;
       element = jdc_value_get_next (array, element))
    {
      const JdcValue *object = jdc_reader_element (reader, element, "copyImages");
      const char *source = read_needed_text (reader, object, "sourceImageId");
      const char *destination = read_needed_text (reader, object, "destinationImageId");

      if (source != NULL && destination != NULL)
        g_ptr_array_add (pairs, jdc_copy_pair_new (source, destination));
    }
  return pairs;
}

/* convertImage */
gpointer
jdc_result_image_id (JdcReader *reader, const JdcValue *result, gpointer data)
{
  return g_strdup (read_needed_text (reader, result, "imageId"));
}

/* describeQuotas of the vm service: an array, one element a kind of resource */
gpointer
jdc_result_image_quota (JdcReader *reader, const JdcValue *result, gpointer data)
{
  const JdcValue *quotas = result != NULL ? jdc_reader_array (reader, result, "quotas") : NULL;
  JdcQuota *quota = NULL;

  for (const JdcValue *element = quotas != NULL ? jdc_value_get_next (quotas, NULL) : NULL;
       element != NULL && quota == NULL; element = jdc_value_get_next (quotas, element))
    {
      const JdcValue *object = jdc_reader_element (reader, element, "quotas");

      if (object != NULL && g_strcmp0 (jdc_reader_string (reader, object, "resourceType"), "image") == 0)
        quota = read_quota (reader, object);
    }
  if (quota == NULL)
    jdc_reader_fail (reader, "quotas");
  return quota;
}

/* describeQuota of the disk service: one object */
gpointer
jdc_result_snapshot_quota (JdcReader *reader, const JdcValue *result, gpointer data)
{
  return read_quota (reader, result != NULL ? jdc_reader_object (reader, result, "quota") : NULL);
}
