/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Any bytes as any answer to any operation. The first byte chooses the HTTP status. Build with clang and
 * -Dfuzzers=true, run as fuzz-answer CORPUS-FOLDER; tests/data/samples is a good one to begin with.
 */

#include "config.h"

#include <gio/gio.h>
#include <stdint.h>

#include "jdcloud/jdc-answer-private.h"
#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-image-page.h"
#include "jdcloud/jdc-image-query.h"
#include "jdcloud/jdc-result-private.h"
#include "jdcloud/jdc-snapshot-page.h"
#include "jdcloud/jdc-snapshot-query.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
use_image (JdcImage *image)
{
  g_autoptr (GDateTime) created = jdc_image_dup_created (image);

  g_assert_nonnull (jdc_image_get_id (image));
  g_assert_cmpint (jdc_image_get_progress (image), <=, 100);
  g_assert_cmpint (jdc_image_get_progress (image), >=, -1);
  g_assert_cmpint (jdc_image_get_disk_gb (image), >=, -1);
  jdc_image_count_snapshots (image);
  jdc_image_is_encrypted (image);
  g_assert_true (jdc_image_equal (image, image));
}

static void
try_pages (const JdcValue *result)
{
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  g_autoptr (JdcSnapshotQuery) snapshot_query = jdc_snapshot_query_new ();
  JdcReader reader = { NULL };
  JdcReader snapshot_reader = { NULL };
  g_autoptr (JdcImagePage) page = jdc_result_image_page (&reader, result, query);
  g_autoptr (JdcSnapshotPage) snapshots = jdc_result_snapshot_page (&snapshot_reader, result, snapshot_query);
  g_autoptr (JdcImageQuery) next = NULL;
  g_autoptr (JdcSnapshotQuery) snapshot_next = NULL;

  if (reader.failed == NULL)
    {
      next = jdc_image_page_dup_next_query (page);
      g_ptr_array_foreach (jdc_image_page_get_images (page), (GFunc) (GCallback) use_image, NULL);
    }
  if (snapshot_reader.failed == NULL)
    snapshot_next = jdc_snapshot_page_dup_next_query (snapshots);
}

static void
try_others (const JdcValue *result)
{
  JdcReader readers[5] = { 0 };
  g_autoptr (JdcImage) image = jdc_result_image (&readers[0], result, NULL);
  g_autoptr (GPtrArray) pairs = jdc_result_copy_pairs (&readers[1], result, NULL);
  g_autofree char *image_id = jdc_result_image_id (&readers[2], result, NULL);
  g_autoptr (GObject) images = jdc_result_image_quota (&readers[3], result, NULL);
  g_autoptr (GObject) snapshots = jdc_result_snapshot_quota (&readers[4], result, NULL);

  if (readers[0].failed == NULL)
    use_image (image);
  g_assert_nonnull (pairs);
  g_assert_true (readers[2].failed != NULL || image_id != NULL);
  g_assert_true (readers[3].failed != NULL || images != NULL);
  g_assert_true (readers[4].failed != NULL || snapshots != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint statuses[] = { 200, 200, 200, 200, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503 };
  static const guint8 nul = 0;
  g_autoptr (JdcReply) reply = jdc_reply_new ();
  g_autofree char *request_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcJson) root = NULL;
  JdcReader reader = { NULL };
  const JdcValue *result;

  if (size < 1 || size > 1024 * 1024)
    return 0;
  reply->http_status = statuses[data[0] % G_N_ELEMENTS (statuses)];
  g_byte_array_append (reply->body, data + 1, (guint) size - 1);
  g_byte_array_append (reply->body, &nul, 1);
  root = jdc_answer_read (reply, &request_id, &error);
  g_assert_true ((root == NULL) == (error != NULL));
  if (root == NULL)
    {
      g_assert_true (error->domain == JDC_ERROR);
      return 0;
    }
  result = jdc_reader_object (&reader, jdc_json_get_object (root), "result");
  try_pages (result);
  try_others (result);
  return 0;
}
