/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which images to list, and which page of them. Filled in by one owner, not changed once it is handed to a
 * client. */

#include "config.h"

#include "jdc-image-query-private.h"

struct _JdcImageQuery
{
  GObject parent_instance;

  char *source;            /* (owned) (nullable) */
  char **ids;              /* (owned) (nullable) */
  char *name;              /* (owned) (nullable) */
  char *status;            /* (owned) (nullable) */
  char *root_device_type;  /* (owned) (nullable) */
  char *launch_permission; /* (owned) (nullable) */
  char *platform;          /* (owned) (nullable) */
  char *architecture;      /* (owned) (nullable) */
  guint page_number;
  guint page_size;
};

G_DEFINE_FINAL_TYPE (JdcImageQuery, jdc_image_query, G_TYPE_OBJECT)

static void
jdc_image_query_finalize (GObject *object)
{
  JdcImageQuery *self = JDC_IMAGE_QUERY (object);

  g_free (self->source);
  g_strfreev (self->ids);
  g_free (self->name);
  g_free (self->status);
  g_free (self->root_device_type);
  g_free (self->launch_permission);
  g_free (self->platform);
  g_free (self->architecture);

  G_OBJECT_CLASS (jdc_image_query_parent_class)->finalize (object);
}

static void
jdc_image_query_class_init (JdcImageQueryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_image_query_finalize;
}

static void
jdc_image_query_init (JdcImageQuery *self)
{
  self->source = g_strdup ("private");
  self->page_number = 1;
  self->page_size = JDC_PAGE_SIZE_MAX;
}

/* Returns: (transfer full): the same query for another page */
JdcImageQuery *
jdc_image_query_copy (JdcImageQuery *self, guint page_number)
{
  JdcImageQuery *copy;

  g_assert (JDC_IS_IMAGE_QUERY (self));

  copy = g_object_new (JDC_TYPE_IMAGE_QUERY, NULL);
  g_set_str (&copy->source, self->source);
  copy->ids = g_strdupv (self->ids);
  copy->name = g_strdup (self->name);
  copy->status = g_strdup (self->status);
  copy->root_device_type = g_strdup (self->root_device_type);
  copy->launch_permission = g_strdup (self->launch_permission);
  copy->platform = g_strdup (self->platform);
  copy->architecture = g_strdup (self->architecture);
  copy->page_number = page_number;
  copy->page_size = self->page_size;
  return copy;
}

/* Returns: (transfer full): what is sent. With IDs no source is sent: the service asks for one or the other.
 */
JdcParams *
jdc_image_query_dup_params (JdcImageQuery *self)
{
  JdcParams *params;

  g_assert (JDC_IS_IMAGE_QUERY (self));

  params = jdc_params_new ();
  if (self->ids != NULL && self->ids[0] != NULL)
    jdc_params_add_list (params, "ids", (const char *const *) self->ids);
  else
    jdc_params_add (params, "imageSource", self->source);
  jdc_params_add (params, "imageName", self->name);
  jdc_params_add (params, "status", self->status);
  jdc_params_add (params, "rootDeviceType", self->root_device_type);
  jdc_params_add (params, "launchPermission", self->launch_permission);
  jdc_params_add (params, "platform", self->platform);
  jdc_params_add (params, "architecture", self->architecture);
  jdc_params_add_uint (params, "pageNumber", self->page_number);
  jdc_params_add_uint (params, "pageSize", self->page_size);
  return params;
}

/**
 * jdc_image_query_new:
 *
 * Returns: (transfer full): all private images, the first page of 100
 */
JdcImageQuery *
jdc_image_query_new (void)
{
  return g_object_new (JDC_TYPE_IMAGE_QUERY, NULL);
}

/**
 * jdc_image_query_set_source:
 * @self: a query
 * @image_source: (nullable): `private` (the default), `shared`, `public`, `thirdparty` or `community`
 */
void
jdc_image_query_set_source (JdcImageQuery *self, const char *image_source)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->source, image_source);
}

/**
 * jdc_image_query_set_ids:
 * @self: a query
 * @image_ids: (nullable) (array zero-terminated=1): at most 100 IDs; the source then does not matter. Whether
 * an unknown ID fails the whole query is not documented.
 */
void
jdc_image_query_set_ids (JdcImageQuery *self, const char *const *image_ids)
{
  char **copy;

  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  copy = g_strdupv ((char **) image_ids);
  g_strfreev (self->ids);
  self->ids = copy;
}

/**
 * jdc_image_query_set_name:
 * @self: a query
 * @name: (nullable): a part of the name; how the service compares is not documented
 */
void
jdc_image_query_set_name (JdcImageQuery *self, const char *name)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->name, name);
}

/**
 * jdc_image_query_set_status:
 * @self: a query
 * @status: (nullable): one status
 */
void
jdc_image_query_set_status (JdcImageQuery *self, const char *status)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->status, status);
}

/**
 * jdc_image_query_set_root_device_type:
 * @self: a query
 * @root_device_type: (nullable): `cloudDisk` or `localDisk`
 */
void
jdc_image_query_set_root_device_type (JdcImageQuery *self, const char *root_device_type)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->root_device_type, root_device_type);
}

/**
 * jdc_image_query_set_launch_permission:
 * @self: a query
 * @launch_permission: (nullable): `all`, `specifiedUsers` or `ownerOnly`; with private images alone
 */
void
jdc_image_query_set_launch_permission (JdcImageQuery *self, const char *launch_permission)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->launch_permission, launch_permission);
}

/**
 * jdc_image_query_set_platform:
 * @self: a query
 * @platform: (nullable): such as `CentOS`
 */
void
jdc_image_query_set_platform (JdcImageQuery *self, const char *platform)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->platform, platform);
}

/**
 * jdc_image_query_set_architecture:
 * @self: a query
 * @architecture: (nullable): such as `x86_64`
 */
void
jdc_image_query_set_architecture (JdcImageQuery *self, const char *architecture)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));

  g_set_str (&self->architecture, architecture);
}

/**
 * jdc_image_query_set_page:
 * @self: a query
 * @page_number: from 1
 * @page_size: how many a page, brought into what the service takes, 10 to 100
 */
void
jdc_image_query_set_page (JdcImageQuery *self, guint page_number, guint page_size)
{
  g_return_if_fail (JDC_IS_IMAGE_QUERY (self));
  g_return_if_fail (page_number > 0);

  self->page_number = page_number;
  self->page_size = CLAMP (page_size, JDC_PAGE_SIZE_MIN, JDC_PAGE_SIZE_MAX);
}

/**
 * jdc_image_query_get_ids:
 * @self: a query
 *
 * Returns: (nullable): the IDs
 */
const char *const *
jdc_image_query_get_ids (JdcImageQuery *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_QUERY (self), NULL);

  return (const char *const *) self->ids;
}

/**
 * jdc_image_query_get_page_number:
 * @self: a query
 *
 * Returns: the page, from 1
 */
guint
jdc_image_query_get_page_number (JdcImageQuery *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_QUERY (self), 0);

  return self->page_number;
}

/**
 * jdc_image_query_get_page_size:
 * @self: a query
 *
 * Returns: how many a page
 */
guint
jdc_image_query_get_page_size (JdcImageQuery *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_QUERY (self), 0);

  return self->page_size;
}

/**
 * jdc_image_query_next:
 * @self: a query
 *
 * Returns: (transfer full): the same query for the next page; @self stays as it is
 */
JdcImageQuery *
jdc_image_query_next (JdcImageQuery *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE_QUERY (self), NULL);

  return jdc_image_query_copy (self, self->page_number + 1);
}
