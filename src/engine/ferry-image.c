/* SPDX-License-Identifier: GPL-3.0-or-later */

/* There may be ten thousand of these: one holds what the service told and computes the rest when asked. */

#include "config.h"

#include "engine/ferry-image.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-rules.h"
#include "engine/ferry-search.h"
#include "jdcloud/jdc-image.h"

struct _FerryImage
{
  GObject parent_instance;

  JdcImage *image;    /* (owned) */
  const char *region; /* (unowned): interned */
  char *busy_with;    /* (owned) (nullable) */
  char *sort_key;     /* (owned) (nullable) */
  char *search_key;   /* (owned) (nullable) */
  gint64 created;     /* Unix time, 0 = not read yet */
};

G_DEFINE_FINAL_TYPE (FerryImage, ferry_image, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_STATUS,
  PROP_STATUS_TEXT,
  PROP_ROOT_DEVICE_TYPE,
  PROP_TYPE_TEXT,
  PROP_PROGRESS,
  PROP_OS,
  PROP_ARCHITECTURE,
  PROP_SIZE_MB,
  PROP_DISK_GB,
  PROP_SNAPSHOTS,
  PROP_ENCRYPTED,
  PROP_CREATED,
  PROP_ELIGIBLE,
  PROP_PROBLEM,
  PROP_BUSY_WITH,
  PROP_REASON_TEXT,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

/* Absent and empty are the same to people, and a property that is never NULL is easier to bind to. */
static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
notify (FerryImage *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[property]);
}

/* All that says whether the image may be copied. */
static void
notify_verdict (FerryImage *self)
{
  notify (self, PROP_ELIGIBLE);
  notify (self, PROP_PROBLEM);
  notify (self, PROP_REASON_TEXT);
}

static gboolean
texts_changed (JdcImage *a, JdcImage *b, const char *(*get) (JdcImage *image))
{
  return g_strcmp0 (get (a), get (b)) != 0;
}

static void
notify_texts (FerryImage *self, JdcImage *old)
{
  JdcImage *now = self->image;

  if (texts_changed (old, now, jdc_image_get_name))
    notify (self, PROP_NAME);
  if (texts_changed (old, now, jdc_image_get_description))
    notify (self, PROP_DESCRIPTION);
  if (texts_changed (old, now, jdc_image_get_status))
    {
      notify (self, PROP_STATUS);
      notify (self, PROP_STATUS_TEXT);
    }
  if (texts_changed (old, now, jdc_image_get_root_device_type))
    {
      notify (self, PROP_ROOT_DEVICE_TYPE);
      notify (self, PROP_TYPE_TEXT);
    }
  if (texts_changed (old, now, jdc_image_get_platform) || texts_changed (old, now, jdc_image_get_os_version))
    notify (self, PROP_OS);
  if (texts_changed (old, now, jdc_image_get_architecture))
    notify (self, PROP_ARCHITECTURE);
  if (texts_changed (old, now, jdc_image_get_create_time))
    notify (self, PROP_CREATED);
}

static void
notify_numbers (FerryImage *self, JdcImage *old)
{
  JdcImage *now = self->image;

  if (jdc_image_get_progress (old) != jdc_image_get_progress (now))
    notify (self, PROP_PROGRESS);
  if (jdc_image_get_size_mb (old) != jdc_image_get_size_mb (now))
    notify (self, PROP_SIZE_MB);
  if (jdc_image_get_disk_gb (old) != jdc_image_get_disk_gb (now))
    notify (self, PROP_DISK_GB);
  if (jdc_image_count_snapshots (old) != jdc_image_count_snapshots (now))
    notify (self, PROP_SNAPSHOTS);
  if (jdc_image_is_encrypted (old) != jdc_image_is_encrypted (now))
    notify (self, PROP_ENCRYPTED);
}

/* The texts that need not be made. */
static const char *
get_text (FerryImage *self, guint property)
{
  switch (property)
    {
    case PROP_ID:
      return ferry_image_get_id (self);
    case PROP_NAME:
      return ferry_image_get_name (self);
    case PROP_DESCRIPTION:
      return ferry_image_get_description (self);
    case PROP_STATUS:
      return ferry_image_get_status (self);
    case PROP_STATUS_TEXT:
      return ferry_image_get_status_text (self);
    case PROP_ROOT_DEVICE_TYPE:
      return ferry_image_get_root_device_type (self);
    case PROP_TYPE_TEXT:
      return ferry_image_get_type_text (self);
    case PROP_ARCHITECTURE:
      return ferry_image_get_architecture (self);
    case PROP_BUSY_WITH:
      return ferry_image_get_busy_with (self);
    case PROP_REASON_TEXT:
      return ferry_image_get_reason_text (self);
    default:
      g_assert_not_reached ();
    }
}

static void
forget_keys (FerryImage *self)
{
  g_clear_pointer (&self->sort_key, g_free);
  g_clear_pointer (&self->search_key, g_free);
  self->created = 0;
}

static void
ferry_image_finalize (GObject *object)
{
  FerryImage *self = FERRY_IMAGE (object);

  forget_keys (self);
  g_clear_object (&self->image);
  g_free (self->busy_with);

  G_OBJECT_CLASS (ferry_image_parent_class)->finalize (object);
}

static void
ferry_image_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryImage *self = FERRY_IMAGE (object);

  switch (property_id)
    {
    case PROP_ID:
    case PROP_NAME:
    case PROP_DESCRIPTION:
    case PROP_STATUS:
    case PROP_STATUS_TEXT:
    case PROP_ROOT_DEVICE_TYPE:
    case PROP_TYPE_TEXT:
    case PROP_ARCHITECTURE:
    case PROP_BUSY_WITH:
    case PROP_REASON_TEXT:
      g_value_set_string (value, get_text (self, property_id));
      break;

    case PROP_PROGRESS:
      g_value_set_int (value, ferry_image_get_progress (self));
      break;

    case PROP_OS:
      g_value_take_string (value, ferry_image_dup_os (self));
      break;

    case PROP_SIZE_MB:
      g_value_set_int64 (value, ferry_image_get_size_mb (self));
      break;

    case PROP_DISK_GB:
      g_value_set_int64 (value, ferry_image_get_disk_gb (self));
      break;

    case PROP_SNAPSHOTS:
      g_value_set_uint (value, ferry_image_get_snapshots (self));
      break;

    case PROP_ENCRYPTED:
      g_value_set_boolean (value, ferry_image_get_encrypted (self));
      break;

    case PROP_CREATED:
      g_value_take_boxed (value, ferry_image_dup_created (self));
      break;

    case PROP_ELIGIBLE:
      g_value_set_boolean (value, ferry_image_get_eligible (self));
      break;

    case PROP_PROBLEM:
      g_value_take_boxed (value, ferry_image_dup_problem (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
install_texts (GParamFlags flags)
{
  static const struct
  {
    guint property;
    const char *name;
  } texts[] = {
    { PROP_ID, "id" },
    { PROP_NAME, "name" },
    { PROP_DESCRIPTION, "description" },
    { PROP_STATUS, "status" },
    { PROP_STATUS_TEXT, "status-text" },
    { PROP_ROOT_DEVICE_TYPE, "root-device-type" },
    { PROP_TYPE_TEXT, "type-text" },
    { PROP_OS, "os" },
    { PROP_ARCHITECTURE, "architecture" },
    { PROP_BUSY_WITH, "busy-with" },
    { PROP_REASON_TEXT, "reason-text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    pspecs[texts[i].property] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, flags);
}

static void
ferry_image_class_init (FerryImageClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_image_finalize;
  object_class->get_property = ferry_image_get_property;

  install_texts (flags);
  pspecs[PROP_PROGRESS] = g_param_spec_int ("progress", NULL, NULL, -1, 100, -1, flags);
  pspecs[PROP_SIZE_MB] = g_param_spec_int64 ("size-mb", NULL, NULL, -1, G_MAXINT64, -1, flags);
  pspecs[PROP_DISK_GB] = g_param_spec_int64 ("disk-gb", NULL, NULL, -1, G_MAXINT64, -1, flags);
  pspecs[PROP_SNAPSHOTS] = g_param_spec_uint ("snapshots", NULL, NULL, 0, G_MAXUINT, 0, flags);
  pspecs[PROP_ENCRYPTED] = g_param_spec_boolean ("encrypted", NULL, NULL, FALSE, flags);
  pspecs[PROP_CREATED] = g_param_spec_boxed ("created", NULL, NULL, G_TYPE_DATE_TIME, flags);
  pspecs[PROP_ELIGIBLE] = g_param_spec_boolean ("eligible", NULL, NULL, FALSE, flags);
  pspecs[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, FERRY_TYPE_PROBLEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_image_init (FerryImage *self)
{
}

/**
 * ferry_image_new:
 * @image: what the service told
 * @region: where it is
 *
 * Returns: (transfer full): a row
 */
FerryImage *
ferry_image_new (JdcImage *image, const char *region)
{
  FerryImage *self;

  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);
  g_return_val_if_fail (region != NULL, NULL);

  self = g_object_new (FERRY_TYPE_IMAGE, NULL);
  self->image = g_object_ref (image);
  self->region = g_intern_string (region);

  return self;
}

/**
 * ferry_image_get_jdc_image:
 * @self: an image
 *
 * Returns: (transfer none): what the service told
 */
JdcImage *
ferry_image_get_jdc_image (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return self->image;
}

/**
 * ferry_image_set_jdc_image:
 * @self: an image
 * @image: what the service tells of the same image now
 *
 * Notifies the properties that changed, and no other.
 */
void
ferry_image_set_jdc_image (FerryImage *self, JdcImage *image)
{
  g_autoptr (JdcImage) old = NULL;
  FerryReason reason;

  g_return_if_fail (FERRY_IS_IMAGE (self));
  g_return_if_fail (JDC_IS_IMAGE (image));

  if (jdc_image_equal (self->image, image))
    return;

  reason = ferry_image_get_reason (self);
  old = g_steal_pointer (&self->image);
  self->image = g_object_ref (image);
  forget_keys (self);

  g_object_freeze_notify (G_OBJECT (self));
  notify_texts (self, old);
  notify_numbers (self, old);
  /* The reason's words depend on the status too. */
  if (reason != ferry_image_get_reason (self) || texts_changed (old, image, jdc_image_get_status))
    notify_verdict (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ferry_image_get_id:
 * @self: an image
 *
 * Returns: (transfer none): its ID
 */
const char *
ferry_image_get_id (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return jdc_image_get_id (self->image);
}

/**
 * ferry_image_get_region:
 * @self: an image
 *
 * Returns: (transfer none): the ID of its region
 */
const char *
ferry_image_get_region (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return self->region;
}

/**
 * ferry_image_get_name:
 * @self: an image
 *
 * Returns: (transfer none): its name, "" if it has none
 */
const char *
ferry_image_get_name (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_name (self->image));
}

/**
 * ferry_image_get_description:
 * @self: an image
 *
 * Returns: (transfer none): its description, "" if it has none
 */
const char *
ferry_image_get_description (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_description (self->image));
}

/**
 * ferry_image_get_status:
 * @self: an image
 *
 * Returns: (transfer none): the service's word: `pending`, `ready`, `deleting`, `error`, or a new one
 */
const char *
ferry_image_get_status (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_status (self->image));
}

/**
 * ferry_image_get_status_text:
 * @self: an image
 *
 * Returns: (transfer none): the console's word for its status; the service's own if it is a new one
 */
const char *
ferry_image_get_status_text (FerryImage *self)
{
  const char *status;

  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  status = ferry_image_get_status (self);
  if (g_str_equal (status, "ready"))
    return C_ ("image status", "Available");
  if (g_str_equal (status, "pending"))
    return C_ ("image status", "Pending");
  if (g_str_equal (status, "error"))
    return C_ ("image status", "Error");
  if (g_str_equal (status, "deleting"))
    return C_ ("image status", "Deleting");

  return status;
}

/**
 * ferry_image_get_root_device_type:
 * @self: an image
 *
 * Returns: (transfer none): the service's word: `cloudDisk`, `localDisk`, or a new one
 */
const char *
ferry_image_get_root_device_type (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_root_device_type (self->image));
}

/**
 * ferry_image_get_type_text:
 * @self: an image
 *
 * Returns: (transfer none): what its system disk is, in a word; the service's own if it is a new one
 */
const char *
ferry_image_get_type_text (FerryImage *self)
{
  const char *type;

  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  type = ferry_image_get_root_device_type (self);
  if (g_str_equal (type, "cloudDisk"))
    return C_ ("system disk", "Cloud");
  if (g_str_equal (type, "localDisk"))
    return C_ ("system disk", "Local");

  return type;
}

/**
 * ferry_image_get_progress:
 * @self: an image
 *
 * Returns: how far its creation is in percent, -1 if not known
 */
int
ferry_image_get_progress (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), -1);

  return jdc_image_get_progress (self->image);
}

/**
 * ferry_image_dup_os:
 * @self: an image
 *
 * Returns: (transfer full): its operating system and version, "CentOS 7.9"; "" if not known
 */
char *
ferry_image_dup_os (FerryImage *self)
{
  const char *platform;
  const char *version;

  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  platform = ferry_image_get_platform (self);
  version = ferry_image_get_os_version (self);
  if (*platform == '\0' || *version == '\0')
    return g_strconcat (platform, version, NULL);

  return g_strjoin (" ", platform, version, NULL);
}

/**
 * ferry_image_get_platform:
 * @self: an image
 *
 * Returns: (transfer none): its operating system without version, "" if not known
 */
const char *
ferry_image_get_platform (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_platform (self->image));
}

/**
 * ferry_image_get_os_version:
 * @self: an image
 *
 * Returns: (transfer none): the version of its operating system, "" if not known
 */
const char *
ferry_image_get_os_version (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_os_version (self->image));
}

/**
 * ferry_image_get_architecture:
 * @self: an image
 *
 * Returns: (transfer none): its architecture, "" if not known
 */
const char *
ferry_image_get_architecture (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return or_empty (jdc_image_get_architecture (self->image));
}

/**
 * ferry_image_get_size_mb:
 * @self: an image
 *
 * Returns: its real size in MB, 0 while it is made, -1 if not known
 */
gint64
ferry_image_get_size_mb (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), -1);

  return jdc_image_get_size_mb (self->image);
}

/**
 * ferry_image_get_disk_gb:
 * @self: an image
 *
 * Returns: the size of its system disk in GB, -1 if not known
 */
gint64
ferry_image_get_disk_gb (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), -1);

  return jdc_image_get_disk_gb (self->image);
}

/**
 * ferry_image_get_total_gb:
 * @self: an image
 *
 * Returns: the size of all its disks in GB, -1 if not known
 */
gint64
ferry_image_get_total_gb (FerryImage *self)
{
  GPtrArray *disks;
  gint64 total;

  g_return_val_if_fail (FERRY_IS_IMAGE (self), -1);

  total = jdc_image_get_disk_gb (self->image);
  disks = jdc_image_get_data_disks (self->image);
  for (guint i = 0; total >= 0 && disks != NULL && i < disks->len; i++)
    total += MAX (jdc_disk_get_size_gb (g_ptr_array_index (disks, i)), 0);

  return total;
}

/**
 * ferry_image_get_snapshots:
 * @self: an image
 *
 * Returns: how many snapshots it holds, which is how many a copy adds to the quota
 */
guint
ferry_image_get_snapshots (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), 0);

  return jdc_image_count_snapshots (self->image);
}

/**
 * ferry_image_get_encrypted:
 * @self: an image
 *
 * Returns: %TRUE if one of its disks is encrypted
 */
gboolean
ferry_image_get_encrypted (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), FALSE);

  return jdc_image_is_encrypted (self->image);
}

/**
 * ferry_image_get_shared:
 * @self: an image
 *
 * Returns: %TRUE if it is shared with other accounts
 */
gboolean
ferry_image_get_shared (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), FALSE);

  return jdc_image_is_shared (self->image);
}

/**
 * ferry_image_dup_created:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): when it was made
 */
GDateTime *
ferry_image_dup_created (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return jdc_image_dup_created (self->image);
}

/**
 * ferry_image_get_sort_key:
 * @self: an image
 *
 * Returns: (transfer none): its name, or its ID if it has none, for strcmp() in the order of the user's language
 */
const char *
ferry_image_get_sort_key (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  if (self->sort_key == NULL)
    {
      const char *name = ferry_image_get_name (self);

      /* As for files: web-9 stands before web-10. */
      self->sort_key = g_utf8_collate_key_for_filename (*name != '\0' ? name : ferry_image_get_id (self), -1);
    }

  return self->sort_key;
}

/**
 * ferry_image_get_search_key:
 * @self: an image
 *
 * Returns: (transfer none): name, ID and description, a line each, as ferry_search_fold() makes of them
 */
const char *
ferry_image_get_search_key (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  if (self->search_key == NULL)
    {
      g_autofree char *text = g_strjoin ("\n", ferry_image_get_name (self), ferry_image_get_id (self),
                                         ferry_image_get_description (self), NULL);

      self->search_key = ferry_search_fold (text);
    }

  return self->search_key;
}

/**
 * ferry_image_get_created_unix:
 * @self: an image
 *
 * Returns: when it was made as Unix time, -1 if not known
 */
gint64
ferry_image_get_created_unix (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), -1);

  if (self->created == 0)
    {
      g_autoptr (GDateTime) created = jdc_image_dup_created (self->image);

      self->created = created != NULL ? g_date_time_to_unix (created) : -1;
    }

  return self->created;
}

/**
 * ferry_image_get_eligible:
 * @self: an image
 *
 * Returns: %TRUE if it may be copied now
 */
gboolean
ferry_image_get_eligible (FerryImage *self)
{
  return ferry_image_get_reason (self) == FERRY_REASON_NONE;
}

/**
 * ferry_image_get_reason:
 * @self: an image
 *
 * Returns: why it may not be copied now, %FERRY_REASON_NONE if it may
 */
FerryReason
ferry_image_get_reason (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), FERRY_REASON_INTERNAL);

  return ferry_rules_judge_image (self->image, self->busy_with != NULL);
}

/**
 * ferry_image_dup_problem:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): why it may not be copied now, in a sentence
 */
FerryProblem *
ferry_image_dup_problem (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return ferry_rules_check_image (self->image, self->region, self->busy_with != NULL);
}

/**
 * ferry_image_get_reason_text:
 * @self: an image
 *
 * Returns: (transfer none) (nullable): the same in a few words, for its row: what keeps it busy, if that is
 *   it
 */
const char *
ferry_image_get_reason_text (FerryImage *self)
{
  FerryReason reason;

  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  reason = ferry_image_get_reason (self);
  if (reason == FERRY_REASON_BUSY && *self->busy_with != '\0')
    return self->busy_with;

  return ferry_rules_short_reason (reason, ferry_image_get_status (self));
}

/**
 * ferry_image_get_busy_with:
 * @self: an image
 *
 * Returns: (transfer none) (nullable): which copy or conversion of ours it is busy with, in words
 */
const char *
ferry_image_get_busy_with (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return self->busy_with;
}

/**
 * ferry_image_set_busy_with:
 * @self: an image
 * @text: (nullable): which copy or conversion it is busy with, in words; %NULL = none
 */
void
ferry_image_set_busy_with (FerryImage *self, const char *text)
{
  g_return_if_fail (FERRY_IS_IMAGE (self));

  if (!g_set_str (&self->busy_with, text))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_BUSY_WITH);
  notify_verdict (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ferry_image_check_convert:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): %NULL if its type may be converted now
 */
FerryProblem *
ferry_image_check_convert (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return ferry_rules_check_convert (self->image, self->region, self->busy_with != NULL);
}

/**
 * ferry_image_check_edit:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): %NULL if its name and description may be edited now
 */
FerryProblem *
ferry_image_check_edit (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return ferry_rules_check_edit (self->image, self->region);
}

/**
 * ferry_image_check_delete:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): %NULL if it may be deleted now
 */
FerryProblem *
ferry_image_check_delete (FerryImage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE (self), NULL);

  return ferry_rules_check_delete (self->image, self->region, self->busy_with != NULL);
}
