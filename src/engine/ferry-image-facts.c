/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-image-facts.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "jdcloud/jdc-image.h"

/* Written into the journal, so that a later version can tell an older form. */
#define VERSION 1

typedef struct
{
  char *device;      /* (owned) (nullable) */
  gint64 size_gb;    /* 0 unknown */
  gboolean snapshot; /* it is made from one */
} Disk;

struct _FerryImageFacts
{
  char *id;           /* (owned) */
  char *name;         /* (owned) (nullable) */
  char *type;         /* (owned) (nullable): rootDeviceType */
  char *architecture; /* (owned) (nullable) */
  char *os_type;      /* (owned) (nullable) */
  char *platform;     /* (owned) (nullable) */
  char *os_version;   /* (owned) (nullable) */
  char *boot_mode;    /* (owned) (nullable) */
  Disk *system;       /* (owned) (nullable) */
  GPtrArray *data;    /* (element-type Disk) (owned) */
  guint snapshots;
};

G_DEFINE_BOXED_TYPE (FerryImageFacts, ferry_image_facts, ferry_image_facts_ref, ferry_image_facts_unref)

static Disk *
disk_new (const char *device, gint64 size_gb, gboolean snapshot)
{
  Disk *disk = g_new0 (Disk, 1);

  disk->device = g_strdup (device);
  disk->size_gb = MAX (size_gb, 0);
  disk->snapshot = snapshot;

  return disk;
}

static void
disk_free (Disk *disk)
{
  g_free (disk->device);
  g_free (disk);
}

static Disk *
disk_new_for_jdc (JdcDisk *disk)
{
  const char *snapshot = jdc_disk_get_snapshot_id (disk);

  return disk_new (jdc_disk_get_device_name (disk), jdc_disk_get_size_gb (disk),
                   snapshot != NULL && *snapshot != '\0');
}

static FerryImageFacts *
facts_new (void)
{
  FerryImageFacts *self = g_atomic_rc_box_new0 (FerryImageFacts);

  self->data = g_ptr_array_new_with_free_func ((GDestroyNotify) disk_free);

  return self;
}

static void
clear_facts (gpointer data)
{
  FerryImageFacts *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_free (self->architecture);
  g_free (self->os_type);
  g_free (self->platform);
  g_free (self->os_version);
  g_free (self->boot_mode);
  g_clear_pointer (&self->system, disk_free);
  g_ptr_array_unref (self->data);
}

/* An empty text is an absent one. */
static char *
dup_text (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* To and from JSON */

static void
write_text (JsonBuilder *builder, const char *member, const char *text)
{
  if (text == NULL)
    return;

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_number (JsonBuilder *builder, const char *member, gint64 number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, number);
}

static void
write_disk (JsonBuilder *builder, const Disk *disk)
{
  json_builder_begin_object (builder);
  write_text (builder, "device", disk->device);
  write_number (builder, "gb", disk->size_gb);
  json_builder_set_member_name (builder, "snapshot");
  json_builder_add_boolean_value (builder, disk->snapshot);
  json_builder_end_object (builder);
}

/* FALSE if it is there, but no text. */
static gboolean
read_text (JsonObject *object, const char *member, char **text)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  *text = dup_text (json_node_get_string (node));

  return TRUE;
}

static gboolean
read_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 0)
    return FALSE;
  *number = json_node_get_int (node);

  return TRUE;
}

static Disk *
read_disk (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *snapshot = object != NULL ? json_object_get_member (object, "snapshot") : NULL;
  g_autofree char *device = NULL;
  gint64 size;

  if (snapshot == NULL || json_node_get_value_type (snapshot) != G_TYPE_BOOLEAN)
    return NULL;
  if (!read_text (object, "device", &device) || !read_number (object, "gb", &size))
    return NULL;

  return disk_new (device, size, json_node_get_boolean (snapshot));
}

static gboolean
read_disks (FerryImageFacts *self, JsonObject *object)
{
  JsonNode *system = json_object_get_member (object, "system");
  JsonNode *data = json_object_get_member (object, "data");
  JsonArray *disks;

  if (system != NULL)
    {
      self->system = read_disk (system);
      if (self->system == NULL)
        return FALSE;
    }
  if (data == NULL || !JSON_NODE_HOLDS_ARRAY (data))
    return FALSE;

  disks = json_node_get_array (data);
  for (guint i = 0; i < json_array_get_length (disks); i++)
    {
      Disk *disk = read_disk (json_array_get_element (disks, i));

      if (disk == NULL)
        return FALSE;
      g_ptr_array_add (self->data, disk);
    }

  return TRUE;
}

/* Comparing */

/* The service has called one architecture by two names. */
static const char *
normalize_architecture (const char *architecture)
{
  return g_strcmp0 (architecture, "aarch64") == 0 ? "arm64" : architecture;
}

static gboolean
texts_differ (const char *a, const char *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) != 0;
}

static gboolean
sizes_differ (gint64 a, gint64 b)
{
  return a > 0 && b > 0 && a != b;
}

static gint64
get_system_size (const FerryImageFacts *self)
{
  return self->system != NULL ? self->system->size_gb : 0;
}

static gboolean
architectures_differ (const FerryImageFacts *a, const FerryImageFacts *b)
{
  return texts_differ (normalize_architecture (a->architecture), normalize_architecture (b->architecture));
}

/* By its device name; by its place if either side names no devices. */
static const Disk *
find_data_disk (const FerryImageFacts *self, const char *device, guint position)
{
  const Disk *at = position < self->data->len ? g_ptr_array_index (self->data, position) : NULL;

  if (device == NULL)
    return at;
  for (guint i = 0; i < self->data->len; i++)
    {
      const Disk *disk = g_ptr_array_index (self->data, i);

      if (g_strcmp0 (disk->device, device) == 0)
        return disk;
    }

  return at != NULL && at->device == NULL ? at : NULL;
}

/* TRUE if a data disk of @self is missing in @other or is of another size there. */
static gboolean
data_disks_differ (const FerryImageFacts *self, const FerryImageFacts *other)
{
  for (guint i = 0; i < self->data->len; i++)
    {
      const Disk *disk = g_ptr_array_index (self->data, i);
      const Disk *same = find_data_disk (other, disk->device, i);

      if (same == NULL || sizes_differ (disk->size_gb, same->size_gb))
        return TRUE;
    }

  return FALSE;
}

/* TRUE if a data disk that was made from a snapshot is now an empty one. A replica that tells of no snapshot
 * at all contradicts nothing. */
static gboolean
data_snapshots_differ (const FerryImageFacts *source, const FerryImageFacts *replica)
{
  for (guint i = 0; replica->snapshots > 0 && i < source->data->len; i++)
    {
      const Disk *disk = g_ptr_array_index (source->data, i);
      const Disk *same = find_data_disk (replica, disk->device, i);

      if (same != NULL && disk->snapshot && !same->snapshot)
        return TRUE;
    }

  return FALSE;
}

/* A converted image has one snapshot more than its source: the one its new system disk is made from. */
static guint
get_expected_snapshots (const FerryImageFacts *source, const FerryImageFacts *replica)
{
  gboolean converted =
    g_strcmp0 (source->type, "localDisk") == 0 && g_strcmp0 (replica->type, "cloudDisk") == 0;

  return source->snapshots + (converted ? 1 : 0);
}

static gboolean
snapshots_differ (const FerryImageFacts *source, const FerryImageFacts *replica)
{
  guint expected = get_expected_snapshots (source, replica);

  return expected > 0 && replica->snapshots > 0 && expected != replica->snapshots;
}

/**
 * ferry_image_facts_new:
 * @image: an image
 *
 * Returns: (transfer full): what it is made of
 */
FerryImageFacts *
ferry_image_facts_new (JdcImage *image)
{
  FerryImageFacts *self;
  GPtrArray *data;
  JdcDisk *system;

  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  self = facts_new ();
  self->id = g_strdup (jdc_image_get_id (image));
  self->name = dup_text (jdc_image_get_name (image));
  self->type = dup_text (jdc_image_get_root_device_type (image));
  self->architecture = dup_text (jdc_image_get_architecture (image));
  self->os_type = dup_text (jdc_image_get_os_type (image));
  self->platform = dup_text (jdc_image_get_platform (image));
  self->os_version = dup_text (jdc_image_get_os_version (image));
  self->boot_mode = dup_text (jdc_image_get_boot_mode (image));
  self->snapshots = jdc_image_count_snapshots (image);

  system = jdc_image_get_system_disk (image);
  if (system != NULL)
    self->system = disk_new_for_jdc (system);
  else if (jdc_image_get_disk_gb (image) > 0)
    self->system = disk_new (NULL, 0, FALSE);
  if (self->system != NULL)
    self->system->size_gb = MAX (jdc_image_get_disk_gb (image), 0);

  data = jdc_image_get_data_disks (image);
  for (guint i = 0; data != NULL && i < data->len; i++)
    g_ptr_array_add (self->data, disk_new_for_jdc (g_ptr_array_index (data, i)));

  return self;
}

/**
 * ferry_image_facts_ref:
 * @self: facts
 *
 * Returns: (transfer full): @self
 */
FerryImageFacts *
ferry_image_facts_ref (FerryImageFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * ferry_image_facts_unref:
 * @self: (transfer full): facts
 */
void
ferry_image_facts_unref (FerryImageFacts *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_facts);
}

/**
 * ferry_image_facts_to_string:
 * @self: facts
 *
 * Returns: (transfer full): the same as one line of JSON, for the journal
 */
char *
ferry_image_facts_to_string (const FerryImageFacts *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  write_number (builder, "version", VERSION);
  write_text (builder, "id", self->id);
  write_text (builder, "name", self->name);
  write_text (builder, "type", self->type);
  write_text (builder, "architecture", self->architecture);
  write_text (builder, "osType", self->os_type);
  write_text (builder, "platform", self->platform);
  write_text (builder, "osVersion", self->os_version);
  write_text (builder, "bootMode", self->boot_mode);
  write_number (builder, "snapshots", self->snapshots);
  if (self->system != NULL)
    {
      json_builder_set_member_name (builder, "system");
      write_disk (builder, self->system);
    }
  json_builder_set_member_name (builder, "data");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->data->len; i++)
    write_disk (builder, g_ptr_array_index (self->data, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static FerryImageFacts *
facts_new_for_json (JsonObject *object)
{
  g_autoptr (FerryImageFacts) self = facts_new ();
  gint64 version;
  gint64 snapshots;

  if (!read_number (object, "version", &version) || version != VERSION ||
      !read_number (object, "snapshots", &snapshots) || snapshots > G_MAXINT)
    return NULL;

  self->snapshots = (guint) snapshots;
  if (read_text (object, "id", &self->id) && self->id != NULL && read_text (object, "name", &self->name) &&
      read_text (object, "type", &self->type) && read_text (object, "architecture", &self->architecture) &&
      read_text (object, "osType", &self->os_type) && read_text (object, "platform", &self->platform) &&
      read_text (object, "osVersion", &self->os_version) &&
      read_text (object, "bootMode", &self->boot_mode) && read_disks (self, object))
    return g_steal_pointer (&self);

  return NULL;
}

/**
 * ferry_image_facts_from_string:
 * @text: (nullable): what ferry_image_facts_to_string() gave
 *
 * Returns: (transfer full) (nullable): the facts; %NULL if @text is damaged or of a later version
 */
FerryImageFacts *
ferry_image_facts_from_string (const char *text)
{
  g_autoptr (JsonNode) root = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  root = json_from_string (text, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  return facts_new_for_json (json_node_get_object (root));
}

/**
 * ferry_image_facts_get_id:
 * @self: facts
 *
 * Returns: (transfer none): the image's ID
 */
const char *
ferry_image_facts_get_id (const FerryImageFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * ferry_image_facts_get_name:
 * @self: facts
 *
 * Returns: (transfer none) (nullable): the image's name
 */
const char *
ferry_image_facts_get_name (const FerryImageFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * ferry_image_facts_get_snapshots:
 * @self: facts
 *
 * Returns: how many snapshots the image holds
 */
guint
ferry_image_facts_get_snapshots (const FerryImageFacts *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->snapshots;
}

/**
 * ferry_image_facts_diff:
 * @source: the source's facts, as they were when it was sent
 * @replica: the finished replica's
 *
 * A member that either side does not tell is no difference. Names, texts and IDs are not compared.
 *
 * Returns: (transfer full): what differs, in words for people; empty = verified
 */
GStrv
ferry_image_facts_diff (const FerryImageFacts *source, const FerryImageFacts *replica)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (replica != NULL, NULL);

  if (sizes_differ (get_system_size (source), get_system_size (replica)))
    g_strv_builder_add (words, C_ ("difference", "system disk"));
  if (source->data->len > 0 && replica->data->len > 0 &&
      (source->data->len != replica->data->len || data_disks_differ (source, replica) ||
       data_snapshots_differ (source, replica)))
    g_strv_builder_add (words, C_ ("difference", "data disks"));
  if (architectures_differ (source, replica))
    g_strv_builder_add (words, C_ ("difference", "architecture"));
  if (texts_differ (source->os_type, replica->os_type) ||
      texts_differ (source->platform, replica->platform) ||
      texts_differ (source->os_version, replica->os_version))
    g_strv_builder_add (words, C_ ("difference", "operating system"));
  if (texts_differ (source->boot_mode, replica->boot_mode))
    g_strv_builder_add (words, C_ ("difference", "boot mode"));
  if (snapshots_differ (source, replica))
    g_strv_builder_add (words, C_ ("difference", "number of snapshots"));

  return g_strv_builder_end (words);
}

/**
 * ferry_image_facts_compatible:
 * @source: the source's facts
 * @candidate: a new image's, maybe still pending
 *
 * Could @candidate be a copy of @source? Its name is not looked at. What it does not tell (yet) contradicts
 * nothing; a data disk that the source does not have does.
 *
 * Returns: %FALSE if disks or architecture contradict
 */
gboolean
ferry_image_facts_compatible (const FerryImageFacts *source, const FerryImageFacts *candidate)
{
  g_return_val_if_fail (source != NULL, FALSE);
  g_return_val_if_fail (candidate != NULL, FALSE);

  if (architectures_differ (source, candidate))
    return FALSE;
  if (sizes_differ (get_system_size (source), get_system_size (candidate)))
    return FALSE;
  /* A source that tells nothing of its disks cannot be contradicted. */
  if (source->system == NULL && source->data->len == 0)
    return TRUE;

  return !data_disks_differ (candidate, source);
}

/**
 * ferry_image_facts_compatible_image:
 * @source: the source's facts
 * @candidate: a new image, maybe still pending
 *
 * Returns: the same for an image
 */
gboolean
ferry_image_facts_compatible_image (const FerryImageFacts *source, JdcImage *candidate)
{
  g_autoptr (FerryImageFacts) facts = NULL;

  g_return_val_if_fail (source != NULL, FALSE);
  g_return_val_if_fail (JDC_IS_IMAGE (candidate), FALSE);

  facts = ferry_image_facts_new (candidate);

  return ferry_image_facts_compatible (source, facts);
}
