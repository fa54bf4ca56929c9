/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All rules of the product, as pure functions from facts to a verdict in words. Nothing else decides what
 * may be copied, converted, edited or deleted. */

#include "config.h"

#include "engine/ferry-rules.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/ferry-provenance.h"
#include "engine/ferry-regions.h"
#include "jdcloud/jdc-image.h"

/* Texts and regions */

static GPtrArray *
problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
}

static void
add_problem (GPtrArray *problems, FerryProblem *problem)
{
  if (problem != NULL)
    g_ptr_array_add (problems, problem);
}

G_GNUC_PRINTF (4, 5)
static FerryProblem *
problem_printf (FerryReason reason, const char *image, const char *region, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  return ferry_problem_new (reason, image, region, message);
}

/* Chinese, A to Z, a to z, 0 to 9, "_", "-" and "." (the service's own list). */
static gboolean
is_name_char (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c) || c == '_' || c == '-' || c == '.';

  /* The Chinese zero stands in dates, and is a number, no letter. */
  return c == 0x3007 || (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha (c));
}

static FerryProblem *
check_same_region (const char *source, const char *target)
{
  if (g_strcmp0 (source, target) != 0)
    return NULL;

  return problem_printf (FERRY_REASON_SAME_REGION, NULL, target,
                         _ ("The images are in %s already: choose another target region."),
                         ferry_region_get_name (target));
}

static void
check_duplicates (GPtrArray *problems, const char *const *image_ids)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; image_ids[i] != NULL; i++)
    {
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, image_ids[i])) + 1;

      g_hash_table_replace (counts, (gpointer) image_ids[i], GUINT_TO_POINTER (count));
      if (count == 2)
        add_problem (problems,
                     problem_printf (FERRY_REASON_DUPLICATE_IMAGE, image_ids[i], NULL,
                                     _ ("%s is named more than once: name every image once."), image_ids[i]));
    }
}

static guint
count_distinct (const char *const *image_ids)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; image_ids[i] != NULL; i++)
    g_hash_table_add (ids, (gpointer) image_ids[i]);

  return g_hash_table_size (ids);
}

static FerryProblem *
too_many (void)
{
  return problem_printf (FERRY_REASON_TOO_MANY, NULL, NULL,
                         ngettext ("One copy takes at most %d image: copy the others afterwards.",
                                   "One copy takes at most %d images: copy the others afterwards.",
                                   FERRY_RULES_MAX_IMAGES),
                         FERRY_RULES_MAX_IMAGES);
}

/* The longest ID leaves the least room for the user's own words. */
static FerryProblem *
check_longest (const char *source_region, const char *const *image_ids, const char *description)
{
  const char *longest = "";
  g_autofree char *text = NULL;
  FerryProblem *problem = NULL;

  for (guint i = 0; image_ids[i] != NULL; i++)
    if (g_utf8_strlen (image_ids[i], -1) > g_utf8_strlen (longest, -1))
      longest = image_ids[i];

  text = ferry_provenance_describe (description, source_region, longest, &problem);

  return problem;
}

static void
check_common (GPtrArray *problems,
              const char *source_region,
              const char *const *image_ids,
              guint max_images,
              const char *name,
              const char *description)
{
  check_duplicates (problems, image_ids);
  if (count_distinct (image_ids) > max_images)
    add_problem (problems, too_many ());
  add_problem (problems, ferry_rules_check_name (name));
  add_problem (problems, check_longest (source_region, image_ids, description));
}

static void
check_any (GPtrArray *problems, const char *const *image_ids)
{
  if (image_ids[0] == NULL)
    add_problem (problems, ferry_problem_new (FERRY_REASON_USAGE, NULL, NULL,
                                              _ ("No image is named: name at least one.")));
}

/**
 * ferry_rules_check_request:
 * @source_region: where the images are
 * @target_region: where the replicas shall be
 * @image_ids: (array zero-terminated=1): the images
 * @name: (nullable): a name for the replicas
 * @description: (nullable): a description for the replicas, without its suffix
 *
 * The rules that need no fact of the service: R4, R5, R7.
 *
 * Returns: (transfer full) (element-type FerryProblem): all that stands in the way, in a fixed order: no
 *   image, same region, unknown region, duplicate image, too many, name, description
 */
GPtrArray *
ferry_rules_check_request (const char *source_region,
                           const char *target_region,
                           const char *const *image_ids,
                           const char *name,
                           const char *description)
{
  GPtrArray *problems;

  g_return_val_if_fail (source_region != NULL, NULL);
  g_return_val_if_fail (target_region != NULL, NULL);
  g_return_val_if_fail (image_ids != NULL, NULL);

  problems = problems_new ();
  check_any (problems, image_ids);
  add_problem (problems, check_same_region (source_region, target_region));
  add_problem (problems, ferry_rules_check_region (source_region));
  if (!g_str_equal (source_region, target_region))
    add_problem (problems, ferry_rules_check_region (target_region));
  check_common (problems, source_region, image_ids, FERRY_RULES_MAX_IMAGES, name, description);

  return problems;
}

/**
 * ferry_rules_check_plan:
 * @source_region: where the images are
 * @target_regions: (array zero-terminated=1): where the replicas shall be
 * @image_ids: (array zero-terminated=1): the images, any number
 * @name: (nullable): a name for the replicas
 * @description: (nullable): a description for the replicas, without its suffix
 *
 * The same for a plan, which takes any number of images to any number of regions.
 *
 * Returns: (transfer full) (element-type FerryProblem): as ferry_rules_check_request(); a target named twice
 *   is fine
 */
GPtrArray *
ferry_rules_check_plan (const char *source_region,
                        const char *const *target_regions,
                        const char *const *image_ids,
                        const char *name,
                        const char *description)
{
  g_autoptr (GHashTable) seen = NULL;
  GPtrArray *problems;

  g_return_val_if_fail (source_region != NULL, NULL);
  g_return_val_if_fail (target_regions != NULL, NULL);
  g_return_val_if_fail (image_ids != NULL, NULL);

  problems = problems_new ();
  check_any (problems, image_ids);
  if (g_strv_contains (target_regions, source_region))
    add_problem (problems, check_same_region (source_region, source_region));

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (seen, (gpointer) source_region);
  add_problem (problems, ferry_rules_check_region (source_region));
  for (guint i = 0; target_regions[i] != NULL; i++)
    if (g_hash_table_add (seen, (gpointer) target_regions[i]))
      add_problem (problems, ferry_rules_check_region (target_regions[i]));
  check_common (problems, source_region, image_ids, G_MAXUINT, name, description);

  return problems;
}

/**
 * ferry_rules_check_region:
 * @region: a region ID
 *
 * Returns: (transfer full) (nullable): %NULL if it is a known one
 */
FerryProblem *
ferry_rules_check_region (const char *region)
{
  g_autoptr (GString) known = NULL;
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  g_return_val_if_fail (region != NULL, NULL);

  if (ferry_region_is_known (region))
    return NULL;

  known = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", regions[i].id);

  return problem_printf (FERRY_REASON_UNKNOWN_REGION, NULL, region,
                         _ ("There is no region “%s”: choose one of %s."), region, known->str);
}

/**
 * ferry_rules_check_name:
 * @name: (nullable): a name for an image; %NULL = none is given
 *
 * Returns: (transfer full) (nullable): %NULL if it has 1 to 32 characters, all of them Chinese, letters A to
 *   Z, digits, `_`, `-` or `.`
 */
FerryProblem *
ferry_rules_check_name (const char *name)
{
  glong length = 0;

  if (name == NULL)
    return NULL;

  if (!g_utf8_validate (name, -1, NULL))
    return ferry_problem_new (FERRY_REASON_NAME_INVALID, NULL, NULL, _ ("The name is no valid UTF-8 text."));

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (!is_name_char (g_utf8_get_char (at)))
        return ferry_problem_new (
          FERRY_REASON_NAME_INVALID, NULL, NULL,
          _ ("A name has Chinese characters, letters A to Z, digits, “_”, “-” and “.” only."));
      length++;
    }

  if (length >= 1 && length <= FERRY_RULES_MAX_NAME)
    return NULL;

  return problem_printf (FERRY_REASON_NAME_INVALID, NULL, NULL,
                         _ ("A name has 1 to %d characters, this one has %ld."), FERRY_RULES_MAX_NAME,
                         length);
}

/**
 * ferry_rules_check_description:
 * @description: (nullable): the whole description of an image, with its suffix if it has one; %NULL = none
 *   is given
 *
 * Returns: (transfer full) (nullable): %NULL if it has at most 256 characters
 */
FerryProblem *
ferry_rules_check_description (const char *description)
{
  glong length;

  if (description == NULL)
    return NULL;

  if (!g_utf8_validate (description, -1, NULL))
    return ferry_problem_new (FERRY_REASON_USAGE, NULL, NULL, _ ("The description is no valid UTF-8 text."));

  length = g_utf8_strlen (description, -1);
  if (length <= FERRY_RULES_MAX_DESCRIPTION)
    return NULL;

  return problem_printf (FERRY_REASON_DESCRIPTION_TOO_LONG, NULL, NULL,
                         ngettext ("The description is %ld character too long: it may have %d in all.",
                                   "The description is %ld characters too long: it may have %d in all.",
                                   (gulong) (length - FERRY_RULES_MAX_DESCRIPTION)),
                         length - FERRY_RULES_MAX_DESCRIPTION, FERRY_RULES_MAX_DESCRIPTION);
}

/**
 * ferry_rules_check_tick:
 * @n_ticked: how many images are ticked already
 *
 * Returns: (transfer full) (nullable): %NULL if one more may be ticked (R4)
 */
FerryProblem *
ferry_rules_check_tick (guint n_ticked)
{
  return n_ticked < FERRY_RULES_MAX_IMAGES ? NULL : too_many ();
}

/* Images */

static gboolean
has_status (JdcImage *image, const char *status)
{
  return g_strcmp0 (jdc_image_get_status (image), status) == 0;
}

/* "cloud", "local", or NULL for what we do not know. The disk tells it where the image does not. */
static const char *
get_system_disk_kind (JdcImage *image)
{
  const char *type = jdc_image_get_root_device_type (image);
  JdcDisk *disk = jdc_image_get_system_disk (image);
  const char *category = disk != NULL ? jdc_disk_get_category (disk) : NULL;

  if (type == NULL || *type == '\0')
    type = category;
  if (g_strcmp0 (type, "cloudDisk") == 0 || g_strcmp0 (type, "cloud") == 0)
    return "cloud";
  if (g_strcmp0 (type, "localDisk") == 0 || g_strcmp0 (type, "local") == 0)
    return "local";

  return NULL;
}

static FerryReason
judge_convert (JdcImage *image, gboolean busy)
{
  if (!jdc_image_is_private (image))
    return FERRY_REASON_NOT_PRIVATE;
  if (g_strcmp0 (get_system_disk_kind (image), "local") != 0)
    return FERRY_REASON_NOT_LOCAL_SYSTEM_DISK;
  if (!has_status (image, "ready"))
    return FERRY_REASON_NOT_AVAILABLE;

  return busy ? FERRY_REASON_BUSY : FERRY_REASON_NONE;
}

static FerryReason
judge_delete (JdcImage *image, gboolean busy)
{
  if (!jdc_image_is_private (image))
    return FERRY_REASON_NOT_PRIVATE;
  if (!has_status (image, "ready") && !has_status (image, "error"))
    return FERRY_REASON_NOT_AVAILABLE;
  if (busy)
    return FERRY_REASON_BUSY;

  return jdc_image_is_shared (image) ? FERRY_REASON_SHARED : FERRY_REASON_NONE;
}

static FerryReason
judge_edit (JdcImage *image)
{
  if (!jdc_image_is_private (image))
    return FERRY_REASON_NOT_PRIVATE;
  if (has_status (image, "pending") || has_status (image, "deleting"))
    return FERRY_REASON_NOT_AVAILABLE;

  return FERRY_REASON_NONE;
}

/* The sentences that copying, converting, editing and deleting share. */
static FerryProblem *
new_image_problem (FerryReason reason, JdcImage *image, const char *region, const char *not_available)
{
  const char *format = not_available;
  g_autofree char *message = NULL;

  if (reason == FERRY_REASON_NONE)
    return NULL;
  if (reason == FERRY_REASON_NOT_PRIVATE)
    format = _ ("“%s” is not a private image of this account: choose one of the account’s own.");
  else if (reason == FERRY_REASON_LOCAL_SYSTEM_DISK)
    format = _ ("“%s” has a local system disk: convert its image type first.");
  else if (reason == FERRY_REASON_NOT_LOCAL_SYSTEM_DISK)
    format = _ ("“%s” has no local system disk: it needs no conversion.");
  else if (reason == FERRY_REASON_ENCRYPTED)
    format = _ ("“%s” holds an encrypted snapshot: such images cannot be copied.");
  else if (reason == FERRY_REASON_BUSY)
    format = _ ("“%s” is being copied or converted: wait until that has ended.");
  else if (reason == FERRY_REASON_SHARED)
    format = _ ("“%s” is shared with other accounts: cancel the sharing first.");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, ferry_rules_get_label (image));
#pragma GCC diagnostic pop

  return ferry_problem_new (reason, jdc_image_get_id (image), region, message);
}

static const char *
get_copy_sentence (JdcImage *image)
{
  if (has_status (image, "pending"))
    return _ ("“%s” is still being made: it can be copied when it is Available.");
  if (has_status (image, "ready"))
    return _ ("What kind of system disk “%s” has is not known: only a cloud system disk can be copied.");

  return _ ("“%s” cannot be copied in this state: it must be Available.");
}

/**
 * ferry_rules_judge_image:
 * @image: an image
 * @busy: a copy or conversion that we know of uses it
 *
 * May it be copied? R1, R2, R3. Cheap: for long lists.
 *
 * Returns: the first reason why not, %FERRY_REASON_NONE if it may
 */
FerryReason
ferry_rules_judge_image (JdcImage *image, gboolean busy)
{
  const char *kind;

  g_return_val_if_fail (JDC_IS_IMAGE (image), FERRY_REASON_INTERNAL);

  kind = get_system_disk_kind (image);
  if (!jdc_image_is_private (image))
    return FERRY_REASON_NOT_PRIVATE;
  if (g_strcmp0 (kind, "local") == 0)
    return FERRY_REASON_LOCAL_SYSTEM_DISK;
  if (!has_status (image, "ready") || kind == NULL)
    return FERRY_REASON_NOT_AVAILABLE;
  if (jdc_image_is_encrypted (image))
    return FERRY_REASON_ENCRYPTED;

  return busy ? FERRY_REASON_BUSY : FERRY_REASON_NONE;
}

/**
 * ferry_rules_check_image:
 * @image: an image
 * @region: (nullable): where it is
 * @busy: a copy or conversion that we know of uses it
 *
 * Returns: (transfer full) (nullable): what ferry_rules_judge_image() says, in words; %NULL if it may be
 *   copied
 */
FerryProblem *
ferry_rules_check_image (JdcImage *image, const char *region, gboolean busy)
{
  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  return new_image_problem (ferry_rules_judge_image (image, busy), image, region, get_copy_sentence (image));
}

/**
 * ferry_rules_check_convert:
 * @image: an image
 * @region: (nullable): where it is
 * @busy: a copy or conversion that we know of uses it
 *
 * Returns: (transfer full) (nullable): %NULL if its type may be converted (R11)
 */
FerryProblem *
ferry_rules_check_convert (JdcImage *image, const char *region, gboolean busy)
{
  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  return new_image_problem (judge_convert (image, busy), image, region,
                            _ ("“%s” cannot be converted in this state: it must be Available."));
}

/**
 * ferry_rules_check_delete:
 * @image: an image
 * @region: (nullable): where it is
 * @busy: a copy or conversion that we know of uses it
 *
 * Returns: (transfer full) (nullable): %NULL if it may be deleted (R12)
 */
FerryProblem *
ferry_rules_check_delete (JdcImage *image, const char *region, gboolean busy)
{
  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  return new_image_problem (judge_delete (image, busy), image, region,
                            _ ("“%s” cannot be deleted in this state: it must be Available or in Error."));
}

/**
 * ferry_rules_check_edit:
 * @image: an image
 * @region: (nullable): where it is
 *
 * Returns: (transfer full) (nullable): %NULL if its name and description may be edited (R10)
 */
FerryProblem *
ferry_rules_check_edit (JdcImage *image, const char *region)
{
  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  return new_image_problem (judge_edit (image), image, region,
                            _ ("“%s” cannot be edited in this state: wait until its creation has ended."));
}

/* Quotas */

/* How many are missing for @needed more, 0 if there is room. */
static guint
get_missing (const FerryQuota *quota, guint needed)
{
  if (quota == NULL || !quota->known || needed == 0)
    return 0;

  return (guint) CLAMP (needed - (quota->limit - quota->used - quota->reserved), 0, G_MAXINT);
}

static gboolean
is_unknown (const FerryQuota *quota, guint needed)
{
  return needed > 0 && (quota == NULL || !quota->known);
}

static FerryProblem *
check_image_quota (const char *region, const FerryQuota *quota, guint needed)
{
  guint missing = get_missing (quota, needed);

  if (is_unknown (quota, needed))
    return problem_printf (FERRY_REASON_QUOTA_UNKNOWN, NULL, region,
                           _ ("The private image quota of %s could not be read, so there may be no room."),
                           ferry_region_get_name (region));
  if (missing == 0)
    return NULL;

  return problem_printf (
    FERRY_REASON_QUOTA_IMAGES, NULL, region,
    ngettext ("%s is %u private image short: delete one there or open a ticket for a higher quota.",
              "%s is %u private images short: delete some there or open a ticket for a higher quota.",
              missing),
    ferry_region_get_name (region), missing);
}

static FerryProblem *
check_snapshot_quota (const char *region, const FerryQuota *quota, guint needed)
{
  guint missing = get_missing (quota, needed);

  if (is_unknown (quota, needed))
    return problem_printf (
      FERRY_REASON_QUOTA_UNKNOWN, NULL, region,
      _ ("The cloud disk snapshot quota of %s could not be read, so there may be no room."),
      ferry_region_get_name (region));
  if (missing == 0)
    return NULL;

  return problem_printf (
    FERRY_REASON_QUOTA_SNAPSHOTS, NULL, region,
    ngettext ("%s is %u snapshot short: delete one there or open a ticket for a higher quota.",
              "%s is %u snapshots short: delete some there or open a ticket for a higher quota.", missing),
    ferry_region_get_name (region), missing);
}

/**
 * ferry_rules_check_quota:
 * @region: the target region
 * @images: (nullable): its private image quota; %NULL = not read
 * @snapshots: (nullable): its cloud disk snapshot quota; %NULL = not read
 * @n_images: how many images shall be added
 * @n_snapshots: how many snapshots they hold
 *
 * R6. An unknown quota is never taken for enough.
 *
 * Returns: (transfer full) (element-type FerryProblem): what is missing: first of images, then of snapshots
 */
GPtrArray *
ferry_rules_check_quota (const char *region,
                         const FerryQuota *images,
                         const FerryQuota *snapshots,
                         guint n_images,
                         guint n_snapshots)
{
  GPtrArray *problems;

  g_return_val_if_fail (region != NULL, NULL);

  problems = problems_new ();
  add_problem (problems, check_image_quota (region, images, n_images));
  add_problem (problems, check_snapshot_quota (region, snapshots, n_snapshots));

  return problems;
}

/**
 * ferry_rules_dup_shortfall:
 * @images: (nullable): a private image quota
 * @snapshots: (nullable): a cloud disk snapshot quota
 * @n_images: how many images shall be added
 * @n_snapshots: how many snapshots they hold
 *
 * Returns: (transfer full) (nullable): what a region lacks in a few words, "2 snapshots short"; %NULL if it
 *   has room
 */
char *
ferry_rules_dup_shortfall (const FerryQuota *images,
                           const FerryQuota *snapshots,
                           guint n_images,
                           guint n_snapshots)
{
  guint missing_images = get_missing (images, n_images);
  guint missing_snapshots = get_missing (snapshots, n_snapshots);
  g_autofree char *image_text = NULL;
  g_autofree char *snapshot_text = NULL;

  if (missing_images > 0)
    image_text =
      g_strdup_printf (ngettext ("%u image short", "%u images short", missing_images), missing_images);
  if (missing_snapshots > 0)
    snapshot_text = g_strdup_printf (ngettext ("%u snapshot short", "%u snapshots short", missing_snapshots),
                                     missing_snapshots);

  if (image_text != NULL && snapshot_text != NULL)
    /* Translators: two short notes side by side, "1 image short · 2 snapshots short" */
    return g_strdup_printf (C_ ("quota", "%s · %s"), image_text, snapshot_text);
  if (image_text != NULL || snapshot_text != NULL)
    return g_strdup (image_text != NULL ? image_text : snapshot_text);
  if (is_unknown (images, n_images) || is_unknown (snapshots, n_snapshots))
    return g_strdup (_ ("Quota could not be read"));

  return NULL;
}

/* Words */

/**
 * ferry_rules_get_label:
 * @image: an image
 *
 * Returns: (transfer none): its name; its ID if it has none
 */
const char *
ferry_rules_get_label (JdcImage *image)
{
  const char *name;

  g_return_val_if_fail (JDC_IS_IMAGE (image), NULL);

  name = jdc_image_get_name (image);

  return name != NULL && *name != '\0' ? name : jdc_image_get_id (image);
}

/**
 * ferry_rules_short_reason:
 * @reason: why an image cannot be copied
 * @status: (nullable): the image's status
 *
 * Returns: (nullable): the same in a few words, for a row; %NULL for %FERRY_REASON_NONE
 */
const char *
ferry_rules_short_reason (FerryReason reason, const char *status)
{
  if (reason == FERRY_REASON_NONE)
    return NULL;
  if (reason == FERRY_REASON_LOCAL_SYSTEM_DISK)
    return _ ("Local disk: convert first…");
  if (reason == FERRY_REASON_NOT_AVAILABLE && g_strcmp0 (status, "pending") == 0)
    return _ ("Can be copied when available");
  if (reason == FERRY_REASON_NOT_AVAILABLE)
    return _ ("Cannot be copied in this state");
  if (reason == FERRY_REASON_ENCRYPTED)
    return _ ("Encrypted: cannot be copied");
  if (reason == FERRY_REASON_BUSY)
    return _ ("Being copied or converted");
  if (reason == FERRY_REASON_NOT_PRIVATE)
    return _ ("Not a private image");
  if (reason == FERRY_REASON_TOO_MANY)
    return _ ("Limit of one copy reached");

  return _ ("Cannot be copied");
}
