/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * An image as the service described it at one moment. Immutable, usable on any thread. Has no properties:
 * images come by thousands, and what shows them makes its own objects of the few on the screen.
 */

#include "config.h"

#include "jdc-image-private.h"

#include <string.h>

#include "jdc-disk-private.h"
#include "jdc-error-private.h"
#include "jdc-word-private.h"

struct _JdcImage
{
  GObject parent_instance;

  char *id;                   /* (owned) */
  char *name;                 /* (owned) (nullable) */
  char *description;          /* (owned) (nullable) */
  char *create_time;          /* (owned) (nullable) */
  char *snapshot_id;          /* (owned) (nullable) */
  JdcWord *platform;          /* (owned) (nullable) */
  JdcWord *os_version;        /* (owned) (nullable) */
  JdcWord *os_type;           /* (owned) (nullable) */
  JdcWord *architecture;      /* (owned) (nullable) */
  JdcWord *status;            /* (owned) (nullable) */
  JdcWord *image_source;      /* (owned) (nullable) */
  JdcWord *root_device_type;  /* (owned) (nullable) */
  JdcWord *boot_mode;         /* (owned) (nullable) */
  JdcWord *owner_pin;         /* (owned) (nullable) */
  JdcWord *launch_permission; /* (owned) (nullable) */
  gint64 system_disk_size_gb;
  gint64 size_mb;
  int progress;
  JdcDisk *system_disk;  /* (owned) (nullable) */
  GPtrArray *data_disks; /* (owned) (element-type JdcDisk) (nullable): %NULL for none */
};

G_DEFINE_FINAL_TYPE (JdcImage, jdc_image, G_TYPE_OBJECT)

/* The members that are equal when their pointers are. */
static void
clear_words (JdcImage *self)
{
  jdc_word_free (self->platform);
  jdc_word_free (self->os_version);
  jdc_word_free (self->os_type);
  jdc_word_free (self->architecture);
  jdc_word_free (self->status);
  jdc_word_free (self->image_source);
  jdc_word_free (self->root_device_type);
  jdc_word_free (self->boot_mode);
  jdc_word_free (self->owner_pin);
  jdc_word_free (self->launch_permission);
}

static gboolean
equal_words (JdcImage *a, JdcImage *b)
{
  return a->platform == b->platform && a->os_version == b->os_version && a->os_type == b->os_type &&
         a->architecture == b->architecture && a->status == b->status && a->image_source == b->image_source &&
         a->root_device_type == b->root_device_type && a->boot_mode == b->boot_mode &&
         a->owner_pin == b->owner_pin && a->launch_permission == b->launch_permission;
}

static gboolean
equal_disks (JdcImage *a, JdcImage *b)
{
  guint n = a->data_disks != NULL ? a->data_disks->len : 0;

  if ((a->system_disk == NULL) != (b->system_disk == NULL) ||
      n != (b->data_disks != NULL ? b->data_disks->len : 0))
    return FALSE;
  if (a->system_disk != NULL && !jdc_disk_equal (a->system_disk, b->system_disk))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!jdc_disk_equal (g_ptr_array_index (a->data_disks, i), g_ptr_array_index (b->data_disks, i)))
        return FALSE;
    }
  return TRUE;
}

/* The service sends percents as a text of digits; a number is taken too. Anything else is no progress known.
 */
static int
read_progress (JdcReader *reader, const JdcValue *object)
{
  const JdcValue *value = jdc_reader_member (reader, object, "progress");
  guint64 percent;
  gint64 number;

  if (value == NULL)
    return -1;
  if (jdc_value_get_integer (value, &number))
    return number < 0 ? -1 : (int) MIN (number, 100);
  if (jdc_value_get_string (value) == NULL)
    {
      jdc_reader_fail (reader, "progress");
      return -1;
    }
  if (!g_ascii_string_to_unsigned (jdc_value_get_string (value), 10, 0, G_MAXUINT64, &percent, NULL))
    return -1;
  return (int) MIN (percent, 100);
}

static void
read_disks (JdcImage *self, JdcReader *reader, const JdcValue *object)
{
  const JdcValue *system = jdc_reader_object (reader, object, "systemDisk");
  const JdcValue *data = jdc_reader_array (reader, object, "dataDisks");
  const JdcValue *first = data != NULL ? jdc_value_get_next (data, NULL) : NULL;

  if (system != NULL)
    self->system_disk = jdc_disk_new_from_json (reader, system);
  if (first != NULL)
    self->data_disks = g_ptr_array_new_full (jdc_value_get_length (data), g_object_unref);
  for (const JdcValue *element = first; element != NULL; element = jdc_value_get_next (data, element))
    {
      const JdcValue *disk = jdc_reader_element (reader, element, "dataDisks");

      if (disk != NULL)
        g_ptr_array_add (self->data_disks, jdc_disk_new_from_json (reader, disk));
    }
}

static void
read_words (JdcImage *self, JdcReader *reader, const JdcValue *object)
{
  self->platform = jdc_word_new (jdc_reader_string (reader, object, "platform"));
  self->os_version = jdc_word_new (jdc_reader_string (reader, object, "osVersion"));
  self->os_type = jdc_word_new (jdc_reader_string (reader, object, "osType"));
  self->architecture = jdc_word_new (jdc_reader_string (reader, object, "architecture"));
  self->status = jdc_word_new (jdc_reader_string (reader, object, "status"));
  self->image_source = jdc_word_new (jdc_reader_string (reader, object, "imageSource"));
  self->root_device_type = jdc_word_new (jdc_reader_string (reader, object, "rootDeviceType"));
  self->boot_mode = jdc_word_new (jdc_reader_string (reader, object, "bootMode"));
  self->owner_pin = jdc_word_new (jdc_reader_string (reader, object, "ownerPin"));
  self->launch_permission = jdc_word_new (jdc_reader_string (reader, object, "launchPermission"));
}

/* Adds @id to @seen unless it is empty or there already. An image has few disks: a list does. */
static void
add_snapshot (GPtrArray *seen, const char *id)
{
  if (id == NULL || *id == '\0')
    return;
  if (!g_ptr_array_find_with_equal_func (seen, id, g_str_equal, NULL))
    g_ptr_array_add (seen, (gpointer) id);
}

static void
jdc_image_finalize (GObject *object)
{
  JdcImage *self = JDC_IMAGE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->create_time);
  g_free (self->snapshot_id);
  clear_words (self);
  g_clear_object (&self->system_disk);
  g_clear_pointer (&self->data_disks, g_ptr_array_unref);

  G_OBJECT_CLASS (jdc_image_parent_class)->finalize (object);
}

static void
jdc_image_class_init (JdcImageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_image_finalize;
}

static void
jdc_image_init (JdcImage *self)
{
}

/* Reads an Image. Always makes an object; whether it holds is in @reader. */
JdcImage *
jdc_image_new_from_json (JdcReader *reader, const JdcValue *object)
{
  JdcImage *self = g_object_new (JDC_TYPE_IMAGE, NULL);
  const char *id = jdc_reader_string (reader, object, "imageId");

  /* Every member may be absent by the documentation, but an image without an ID is none. */
  if (id == NULL || *id == '\0')
    jdc_reader_fail (reader, "imageId");
  self->id = g_strdup (id != NULL ? id : "");
  self->name = g_strdup (jdc_reader_string (reader, object, "name"));
  self->description = g_strdup (jdc_reader_string (reader, object, "desc"));
  self->create_time = g_strdup (jdc_reader_string (reader, object, "createTime"));
  self->snapshot_id = g_strdup (jdc_reader_string (reader, object, "snapshotId"));
  self->system_disk_size_gb = MAX (jdc_reader_integer (reader, object, "systemDiskSizeGB", -1), -1);
  self->size_mb = MAX (jdc_reader_integer (reader, object, "sizeMB", -1), -1);
  self->progress = read_progress (reader, object);
  read_words (self, reader, object);
  read_disks (self, reader, object);
  return self;
}

/**
 * jdc_image_new_from_data:
 * @data: an Image as JSON, as in the service's answers
 * @length: its length, -1 when it ends in a NUL
 * @error: set to %JDC_ERROR_PROTOCOL when it is not understood
 *
 * Returns: (transfer full) (nullable): the image
 */
JdcImage *
jdc_image_new_from_data (const char *data, gssize length, GError **error)
{
  g_autoptr (JdcJson) root = NULL;
  g_autoptr (JdcImage) self = NULL;
  JdcReader reader = { NULL };

  g_return_val_if_fail (data != NULL, NULL);

  root = jdc_json_parse (data, length < 0 ? strlen (data) : (gsize) length, error);
  if (root == NULL)
    return NULL;
  if (jdc_json_get_object (root) != NULL)
    self = jdc_image_new_from_json (&reader, jdc_json_get_object (root));
  else
    jdc_reader_fail (&reader, "image");
  return jdc_reader_ok (&reader, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jdc_image_get_id:
 * @self: an image
 *
 * Returns: its ID, never empty
 */
const char *
jdc_image_get_id (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->id;
}

/**
 * jdc_image_get_name:
 * @self: an image
 *
 * Returns: (nullable): its name
 */
const char *
jdc_image_get_name (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->name;
}

/**
 * jdc_image_get_description:
 * @self: an image
 *
 * Returns: (nullable): its description, `desc` in answers
 */
const char *
jdc_image_get_description (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->description;
}

/**
 * jdc_image_get_platform:
 * @self: an image
 *
 * Returns: (nullable): such as `CentOS`; the list is open
 */
const char *
jdc_image_get_platform (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->platform;
}

/**
 * jdc_image_get_os_version:
 * @self: an image
 *
 * Returns: (nullable): such as `8.2`
 */
const char *
jdc_image_get_os_version (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->os_version;
}

/**
 * jdc_image_get_os_type:
 * @self: an image
 *
 * Returns: (nullable): `linux` or `windows`
 */
const char *
jdc_image_get_os_type (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->os_type;
}

/**
 * jdc_image_get_architecture:
 * @self: an image
 *
 * Returns: (nullable): such as `x86_64`
 */
const char *
jdc_image_get_architecture (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->architecture;
}

/**
 * jdc_image_get_status:
 * @self: an image
 *
 * Returns: (nullable): `pending`, `ready`, `deleting`, `error`, or a word of a later service
 */
const char *
jdc_image_get_status (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->status;
}

/**
 * jdc_image_get_image_source:
 * @self: an image
 *
 * Returns: (nullable): `private`, or `self` in older answers, or another source
 */
const char *
jdc_image_get_image_source (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->image_source;
}

/**
 * jdc_image_get_root_device_type:
 * @self: an image
 *
 * Returns: (nullable): `cloudDisk` or `localDisk`
 */
const char *
jdc_image_get_root_device_type (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->root_device_type;
}

/**
 * jdc_image_get_create_time:
 * @self: an image
 *
 * Returns: (nullable): when it was made, in the service's own writing
 */
const char *
jdc_image_get_create_time (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->create_time;
}

/**
 * jdc_image_get_boot_mode:
 * @self: an image
 *
 * Returns: (nullable): `bios` or `uefi`
 */
const char *
jdc_image_get_boot_mode (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->boot_mode;
}

/**
 * jdc_image_get_owner_pin:
 * @self: an image
 *
 * Returns: (nullable): the account that owns it
 */
const char *
jdc_image_get_owner_pin (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->owner_pin;
}

/**
 * jdc_image_get_launch_permission:
 * @self: an image
 *
 * Returns: (nullable): `all`, `specifiedUsers` or `ownerOnly`
 */
const char *
jdc_image_get_launch_permission (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->launch_permission;
}

/**
 * jdc_image_get_snapshot_id:
 * @self: an image
 *
 * Returns: (nullable): the snapshot of its system disk
 */
const char *
jdc_image_get_snapshot_id (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->snapshot_id;
}

/**
 * jdc_image_get_system_disk_size_gb:
 * @self: an image
 *
 * Returns: the size of its system disk in GB, -1 when absent
 */
gint64
jdc_image_get_system_disk_size_gb (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), -1);

  return self->system_disk_size_gb;
}

/**
 * jdc_image_get_size_mb:
 * @self: an image
 *
 * Returns: its real size in MB, 0 at times, -1 when absent
 */
gint64
jdc_image_get_size_mb (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), -1);

  return self->size_mb;
}

/**
 * jdc_image_get_progress:
 * @self: an image
 *
 * Returns: how much of a copy or conversion is done in percent, -1 when unknown
 */
int
jdc_image_get_progress (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), -1);

  return self->progress;
}

/**
 * jdc_image_get_system_disk:
 * @self: an image
 *
 * Returns: (nullable) (transfer none): its system disk
 */
JdcDisk *
jdc_image_get_system_disk (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  return self->system_disk;
}

/**
 * jdc_image_get_data_disks:
 * @self: an image
 *
 * Returns: (transfer none) (element-type JdcDisk): its data disks, never %NULL; not to be changed
 */
GPtrArray *
jdc_image_get_data_disks (JdcImage *self)
{
  static gsize none = 0;

  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  if (self->data_disks != NULL)
    return self->data_disks;
  if (g_once_init_enter (&none))
    g_once_init_leave (&none, (gsize) g_ptr_array_new ());
  return (GPtrArray *) none;
}

/**
 * jdc_image_count_snapshots:
 * @self: an image
 *
 * Counts the distinct snapshots that its system disk and its data disks are made from. A copy uses as many of
 * the target's quota, since each is copied first (JD Cloud's help page on copying images).
 *
 * Returns: how many
 */
guint
jdc_image_count_snapshots (JdcImage *self)
{
  g_autoptr (GPtrArray) seen = NULL;
  GPtrArray *data;

  g_return_val_if_fail (JDC_IS_IMAGE (self), 0);

  seen = g_ptr_array_sized_new (4);
  data = jdc_image_get_data_disks (self);
  add_snapshot (seen, self->snapshot_id);
  if (self->system_disk != NULL)
    add_snapshot (seen, jdc_disk_get_snapshot_id (self->system_disk));
  for (guint i = 0; i < data->len; i++)
    add_snapshot (seen, jdc_disk_get_snapshot_id (g_ptr_array_index (data, i)));
  return seen->len;
}

/**
 * jdc_image_is_encrypted:
 * @self: an image
 *
 * Returns: whether any of its disks is encrypted
 */
gboolean
jdc_image_is_encrypted (JdcImage *self)
{
  GPtrArray *data;

  g_return_val_if_fail (JDC_IS_IMAGE (self), FALSE);

  if (self->system_disk != NULL && jdc_disk_get_encrypted (self->system_disk))
    return TRUE;
  data = jdc_image_get_data_disks (self);
  for (guint i = 0; i < data->len; i++)
    {
      if (jdc_disk_get_encrypted (g_ptr_array_index (data, i)))
        return TRUE;
    }
  return FALSE;
}

/**
 * jdc_image_is_private:
 * @self: an image
 *
 * Newer answers say `private`, older ones `self`; without the member the query's own filter is trusted.
 *
 * Returns: whether it is a private image of the account
 */
gboolean
jdc_image_is_private (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), FALSE);

  return self->image_source == NULL || strcmp (self->image_source, "private") == 0 ||
         strcmp (self->image_source, "self") == 0;
}

/**
 * jdc_image_is_shared:
 * @self: an image
 *
 * Returns: whether other accounts may use it
 */
gboolean
jdc_image_is_shared (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), FALSE);

  return g_strcmp0 (self->launch_permission, "specifiedUsers") == 0 ||
         g_strcmp0 (self->launch_permission, "all") == 0;
}

/**
 * jdc_image_get_disk_gb:
 * @self: an image
 *
 * Returns: the size of its system disk in GB, -1 when unknown
 */
gint64
jdc_image_get_disk_gb (JdcImage *self)
{
  g_return_val_if_fail (JDC_IS_IMAGE (self), -1);

  if (self->system_disk != NULL && jdc_disk_get_size_gb (self->system_disk) >= 0)
    return jdc_disk_get_size_gb (self->system_disk);
  return self->system_disk_size_gb;
}

/**
 * jdc_image_dup_created:
 * @self: an image
 *
 * Reads its time of making. The service writes it without a zone or as ISO 8601; without a zone it is taken
 * for the service's own, +08:00, which is not documented.
 *
 * Returns: (transfer full) (nullable): the time in UTC
 */
GDateTime *
jdc_image_dup_created (JdcImage *self)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (JDC_IS_IMAGE (self), NULL);

  if (self->create_time == NULL)
    return NULL;
  zone = g_time_zone_new_offset (8 * 60 * 60);
  local = g_date_time_new_from_iso8601 (self->create_time, zone);
  return local != NULL ? g_date_time_to_utc (local) : NULL;
}

/**
 * jdc_image_equal:
 * @a: an image
 * @b: another one
 *
 * Returns: whether all that is known of them is equal, so that nothing shown changes
 */
gboolean
jdc_image_equal (JdcImage *a, JdcImage *b)
{
  g_return_val_if_fail (JDC_IS_IMAGE (a), FALSE);
  g_return_val_if_fail (JDC_IS_IMAGE (b), FALSE);

  if (a == b)
    return TRUE;
  return equal_words (a, b) && a->progress == b->progress && a->size_mb == b->size_mb &&
         a->system_disk_size_gb == b->system_disk_size_gb && strcmp (a->id, b->id) == 0 &&
         g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->description, b->description) == 0 &&
         g_strcmp0 (a->create_time, b->create_time) == 0 && g_strcmp0 (a->snapshot_id, b->snapshot_id) == 0 &&
         equal_disks (a, b);
}
