/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which snapshots to list. Filled in by one owner, not changed once it is handed to a client. */

#include "config.h"

#include "jdc-snapshot-query-private.h"

#include "jdc-image-query.h"

struct _JdcSnapshotQuery
{
  GObject parent_instance;

  char *source; /* (owned) (nullable) */
  char **ids;   /* (owned) (nullable) */
  char *status; /* (owned) (nullable) */
  char *name;   /* (owned) (nullable) */
  guint page_number;
  guint page_size;
};

G_DEFINE_FINAL_TYPE (JdcSnapshotQuery, jdc_snapshot_query, G_TYPE_OBJECT)

static void
jdc_snapshot_query_finalize (GObject *object)
{
  JdcSnapshotQuery *self = JDC_SNAPSHOT_QUERY (object);

  g_free (self->source);
  g_strfreev (self->ids);
  g_free (self->status);
  g_free (self->name);

  G_OBJECT_CLASS (jdc_snapshot_query_parent_class)->finalize (object);
}

static void
jdc_snapshot_query_class_init (JdcSnapshotQueryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_snapshot_query_finalize;
}

static void
jdc_snapshot_query_init (JdcSnapshotQuery *self)
{
  self->page_number = 1;
  self->page_size = JDC_PAGE_SIZE_MAX;
}

static void
add_single_filter (JdcParams *params, guint *n_filters, const char *name, const char *value)
{
  const char *const values[] = { value, NULL };

  jdc_params_add_filter (params, n_filters, name, values);
}

/* Returns: (transfer full): the same query for another page */
JdcSnapshotQuery *
jdc_snapshot_query_copy (JdcSnapshotQuery *self, guint page_number)
{
  JdcSnapshotQuery *copy;

  g_assert (JDC_IS_SNAPSHOT_QUERY (self));

  copy = g_object_new (JDC_TYPE_SNAPSHOT_QUERY, NULL);
  copy->source = g_strdup (self->source);
  copy->ids = g_strdupv (self->ids);
  copy->status = g_strdup (self->status);
  copy->name = g_strdup (self->name);
  copy->page_number = page_number;
  copy->page_size = self->page_size;
  return copy;
}

/* Returns: (transfer full): what is sent */
JdcParams *
jdc_snapshot_query_dup_params (JdcSnapshotQuery *self)
{
  JdcParams *params;
  guint n_filters = 0;

  g_assert (JDC_IS_SNAPSHOT_QUERY (self));

  params = jdc_params_new ();
  jdc_params_add (params, "snapshotSource", self->source);
  jdc_params_add_filter (params, &n_filters, "snapshotId", (const char *const *) self->ids);
  add_single_filter (params, &n_filters, "status", self->status);
  add_single_filter (params, &n_filters, "name", self->name);
  jdc_params_add_uint (params, "pageNumber", self->page_number);
  jdc_params_add_uint (params, "pageSize", self->page_size);
  return params;
}

/**
 * jdc_snapshot_query_new:
 *
 * Returns: (transfer full): all private snapshots, the first page of 100
 */
JdcSnapshotQuery *
jdc_snapshot_query_new (void)
{
  return g_object_new (JDC_TYPE_SNAPSHOT_QUERY, NULL);
}

/**
 * jdc_snapshot_query_set_source:
 * @self: a query
 * @snapshot_source: (nullable): `private` (the service's default), `others` or `shared`
 */
void
jdc_snapshot_query_set_source (JdcSnapshotQuery *self, const char *snapshot_source)
{
  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (self));

  g_set_str (&self->source, snapshot_source);
}

/**
 * jdc_snapshot_query_set_ids:
 * @self: a query
 * @snapshot_ids: (nullable) (array zero-terminated=1): the IDs
 */
void
jdc_snapshot_query_set_ids (JdcSnapshotQuery *self, const char *const *snapshot_ids)
{
  char **copy;

  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (self));

  copy = g_strdupv ((char **) snapshot_ids);
  g_strfreev (self->ids);
  self->ids = copy;
}

/**
 * jdc_snapshot_query_set_status:
 * @self: a query
 * @status: (nullable): one status
 */
void
jdc_snapshot_query_set_status (JdcSnapshotQuery *self, const char *status)
{
  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (self));

  g_set_str (&self->status, status);
}

/**
 * jdc_snapshot_query_set_name:
 * @self: a query
 * @name: (nullable): a part of the name
 */
void
jdc_snapshot_query_set_name (JdcSnapshotQuery *self, const char *name)
{
  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (self));

  g_set_str (&self->name, name);
}

/**
 * jdc_snapshot_query_set_page:
 * @self: a query
 * @page_number: from 1
 * @page_size: how many a page, brought into what the service takes, 10 to 100
 */
void
jdc_snapshot_query_set_page (JdcSnapshotQuery *self, guint page_number, guint page_size)
{
  g_return_if_fail (JDC_IS_SNAPSHOT_QUERY (self));
  g_return_if_fail (page_number > 0);

  self->page_number = page_number;
  self->page_size = CLAMP (page_size, JDC_PAGE_SIZE_MIN, JDC_PAGE_SIZE_MAX);
}

/**
 * jdc_snapshot_query_get_page_number:
 * @self: a query
 *
 * Returns: the page, from 1
 */
guint
jdc_snapshot_query_get_page_number (JdcSnapshotQuery *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT_QUERY (self), 0);

  return self->page_number;
}

/**
 * jdc_snapshot_query_get_page_size:
 * @self: a query
 *
 * Returns: how many a page
 */
guint
jdc_snapshot_query_get_page_size (JdcSnapshotQuery *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT_QUERY (self), 0);

  return self->page_size;
}

/**
 * jdc_snapshot_query_next:
 * @self: a query
 *
 * Returns: (transfer full): the same query for the next page; @self stays as it is
 */
JdcSnapshotQuery *
jdc_snapshot_query_next (JdcSnapshotQuery *self)
{
  g_return_val_if_fail (JDC_IS_SNAPSHOT_QUERY (self), NULL);

  return jdc_snapshot_query_copy (self, self->page_number + 1);
}
