/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vm describeQuotas, disk describeQuota, describeSnapshots and describeSnapshot. The two quota calls differ
 * in service, query and shape of the answer, as the real ones do. */

#include "config.h"

#include "emulator/emulator-quotas.h"

#include <string.h>

#include "emulator/emulator-fault.h"
#include "emulator/emulator-json.h"
#include "emulator/emulator-problem.h"

/* What the account has besides images. The order is that of the documents. */
static const struct
{
  const char *type;
  guint limit;
  guint used;
} others[] = {
  { "instance", 20, 6 },           { "instance_cpu", 400, 48 }, { "instance_memory", 1600, 192 },
  { "instance_local_disk", 0, 0 }, { "keypair", 20, 2 },        { "image", 0, 0 },
  { "instanceTemplate", 20, 1 },   { "imageShare", 20, 0 },
};

static void
get_usage (EmulatorCloud *cloud, EmulatorCall *call, EmulatorRegion *region, guint *images, guint *snapshots)
{
  const EmulatorFault *lag = emulator_fault_find (call, EMULATOR_FAULT_QUOTA_LAG);
  double seconds = lag != NULL ? MAX (lag->seconds, 0) : 0;

  emulator_region_get_usage (region, emulator_cloud_get_now (cloud) - (gint64) (seconds * G_USEC_PER_SEC),
                             images, snapshots);
}

static void
append_quota (GString *out, const char *type, guint limit, guint used)
{
  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "resourceType", type);
  emulator_json_int (out, "limit", limit);
  emulator_json_int (out, "used", used);
  emulator_json_close (out, '}');
}

static gboolean
refuse_argument (GError **error, const char *message)
{
  g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, message);
  return FALSE;
}

static gboolean
is_wanted (char **values, const char *value)
{
  return values == NULL || g_strv_contains ((const char *const *) values, value);
}

static gboolean
has_name (char **values, const char *name)
{
  return values == NULL || values[0] == NULL || strstr (name, values[0]) != NULL;
}

static GPtrArray *
filter_snapshots (EmulatorCall *call, EmulatorRegion *region)
{
  g_auto (GStrv) ids = emulator_call_dup_filter (call, "snapshotId");
  g_auto (GStrv) disks = emulator_call_dup_filter (call, "diskId");
  g_auto (GStrv) states = emulator_call_dup_filter (call, "status");
  g_auto (GStrv) names = emulator_call_dup_filter (call, "name");
  const char *source = emulator_call_get_param (call, "snapshotSource");
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < region->snapshots->len && (source == NULL || g_str_equal (source, "private")); i++)
    {
      EmulatorSnapshot *snapshot = g_ptr_array_index (region->snapshots, i);

      if (is_wanted (ids, snapshot->id) && is_wanted (states, snapshot->status) &&
          has_name (names, snapshot->name) &&
          is_wanted (disks, snapshot->disk_id != NULL ? snapshot->disk_id : ""))
        g_ptr_array_add (found, snapshot);
    }
  return found;
}

/* describeQuotas of vm. Without a filter: every type that needs no image ID. */
gboolean
emulator_quotas_list (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  g_auto (GStrv) types = emulator_call_dup_filter (call, "resourceTypes");
  guint images;
  guint snapshots;

  if (region == NULL)
    return FALSE;
  if (types != NULL && is_wanted (types, "imageShare") && emulator_call_get_param (call, "imageId") == NULL)
    return refuse_argument (error, "Parameter ImageId missing");
  get_usage (cloud, call, region, &images, &snapshots);
  emulator_json_open (result, "quotas", '[');
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      gboolean is_image = g_str_equal (others[i].type, "image");

      if (!is_wanted (types, others[i].type) || (types == NULL && g_str_equal (others[i].type, "imageShare")))
        continue;
      append_quota (result, others[i].type, is_image ? region->image_limit : others[i].limit,
                    is_image ? images : others[i].used);
    }
  emulator_json_close (result, ']');
  return TRUE;
}

/* describeQuota of disk: one type, one object. */
gboolean
emulator_quotas_show_disk (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  const char *type = emulator_call_get_param (call, "type");
  gboolean is_snapshot = g_strcmp0 (type, "snapshot") == 0;
  guint images;
  guint snapshots;

  if (region == NULL)
    return FALSE;
  if (!is_snapshot && g_strcmp0 (type, "disk") != 0 && g_strcmp0 (type, "snapshot_policy") != 0)
    return refuse_argument (error, type == NULL ? "Parameter type missing" : "Invalid parameter 'type'");
  get_usage (cloud, call, region, &images, &snapshots);
  emulator_json_open (result, "quota", '{');
  emulator_json_int (result, "limit", is_snapshot ? region->snapshot_limit : 50);
  emulator_json_int (result, "used", is_snapshot ? snapshots : 8);
  emulator_json_close (result, '}');
  return TRUE;
}

/* describeSnapshots of disk. */
gboolean
emulator_quotas_list_snapshots (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  gboolean iso = (emulator_cloud_get_style (cloud) & EMULATOR_STYLE_ISO_TIMES) != 0;
  g_autoptr (GPtrArray) found = NULL;
  guint number;
  guint size;

  if (region == NULL || !emulator_call_get_page (call, &number, &size, error))
    return FALSE;
  found = filter_snapshots (call, region);
  emulator_json_open (result, "snapshots", '[');
  for (guint64 i = (guint64) (number - 1) * size; i < MIN ((guint64) number * size, (guint64) found->len);
       i++)
    emulator_snapshot_append_json (g_ptr_array_index (found, i), result, NULL, iso);
  emulator_json_close (result, ']');
  emulator_json_int (result, "totalCount", found->len);
  return TRUE;
}

/* describeSnapshot of disk. */
gboolean
emulator_quotas_show_snapshot (EmulatorCloud *cloud, EmulatorCall *call, GString *result, GError **error)
{
  EmulatorRegion *region = emulator_cloud_find_region (cloud, call->region, error);
  EmulatorSnapshot *snapshot = region != NULL ? emulator_region_get_snapshot (region, call->id) : NULL;
  gboolean iso = (emulator_cloud_get_style (cloud) & EMULATOR_STYLE_ISO_TIMES) != 0;

  if (region == NULL)
    return FALSE;
  if (snapshot == NULL)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_NOT_FOUND, "Snapshot '%s' not found", call->id);
      return FALSE;
    }
  emulator_snapshot_append_json (snapshot, result, "snapshot", iso);
  return TRUE;
}
