/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One page of a list of snapshots. Immutable. The service promises no order and no consistency between pages.
 */

#include "config.h"

#include "jdc-snapshot-page-private.h"

#include "jdc-snapshot-private.h"

struct _JdcSnapshotPage
{
  GObject parent_instance;

  GPtrArray *snapshots; /* (owned) (element-type JdcSnapshot) */
  gint64 total_count;
  JdcSnapshotQuery *query; /* (owned): not changed by anyone */
};

G_DEFINE_FINAL_TYPE (JdcSnapshotPage, jdc_snapshot_page, G_TYPE_OBJECT)

static void
jdc_snapshot_page_finalize (GObject *object)
{
  JdcSnapshotPage *self = JDC_SNAPSHOT_PAGE (object);

  g_ptr_array_unref (self->snapshots);
  g_object_unref (self->query);

  G_OBJECT_CLASS (jdc_snapshot_page_parent_class)->finalize (object);
}

static void
jdc_snapshot_page_class_init (JdcSnapshotPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_snapshot_page_finalize;
}

static void
jdc_snapshot_page_init (JdcSnapshotPage *self)
{
}

/* Reads a result of describeSnapshots. Always makes an object; whether it holds is in @reader. Takes no copy
 * of @query. */
JdcSnapshotPage *
jdc_snapshot_page_new_from_json (JdcReader *reader, const JdcValue *result, JdcSnapshotQuery *query)
{
  JdcSnapshotPage *self = g_object_new (JDC_TYPE_SNAPSHOT_PAGE, NULL);
  const JdcValue *snapshots = jdc_reader_array (reader, result, "snapshots");

  self->query = g_object_ref (query);
  self->total_count = MAX (jdc_reader_integer (reader, result, "totalCount", -1), -1);
  self->snapshots =
    g_ptr_array_new_full (snapshots != NULL ? jdc_value_get_length (snapshots) : 0, g_object_unref);
  for (const JdcValue *element = snapshots != NULL ? jdc_value_get_next (snapshots, NULL) : NULL;
       element != NULL && reader->failed == NULL; element = jdc_value_get_next (snapshots, element))
    {
      const JdcValue *snapshot = jdc_reader_element (reader, element, "snapshots");

      if (snapshot != NULL)
        g_ptr_array_add (self->snapshots, jdc_snapshot_new_from_json (reader, snapshot));
    }
  return self;
}

/**
 * jdc_snapshot_page_get_snapshots:
 * @self: a page
 *
 * Returns: (transfer none) (element-type JdcSnapshot): its snapshots; not to be changed
 */
GPtrArray *
jdc_snapshot_page_get_snapshots (JdcSnapshotPage *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT_PAGE (self), NULL);

  return self->snapshots;
}

/**
 * jdc_snapshot_page_get_total_count:
 * @self: a page
 *
 * Returns: how many snapshots all pages have together, -1 when the service did not say
 */
gint64
jdc_snapshot_page_get_total_count (JdcSnapshotPage *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT_PAGE (self), -1);

  return self->total_count;
}

/**
 * jdc_snapshot_page_dup_next_query:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the query for the next page, %NULL after the last one
 */
JdcSnapshotQuery *
jdc_snapshot_page_dup_next_query (JdcSnapshotPage *self)
{
  guint64 before;

  g_return_val_if_fail (JDC_IS_SNAPSHOT_PAGE (self), NULL);

  /* An empty page ends the list, whatever the total says: else a wrong total would keep us asking for ever.
   */
  if (self->snapshots->len == 0)
    return NULL;
  before = (guint64) jdc_snapshot_query_get_page_number (self->query) *
           jdc_snapshot_query_get_page_size (self->query);
  if (self->total_count >= 0 ? before >= (guint64) self->total_count
                             : self->snapshots->len < jdc_snapshot_query_get_page_size (self->query))
    return NULL;
  return jdc_snapshot_query_next (self->query);
}
