/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "engine/ferry-quota-table.h"
#include "engine/ferry-regions.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keys.h"
#include "ferryctl/ferry-ctl-report.h"
#include "ferryctl/ferry-ctl-table.h"

static void
put_quota (GString *out, const char *name, const FerryQuota *quota)
{
  if (!quota->known)
    {
      ferry_ctl_json_null (out, name);
      return;
    }
  ferry_ctl_json_open (out, name, '{');
  ferry_ctl_json_int (out, "used", quota->used);
  ferry_ctl_json_int (out, "limit", quota->limit);
  ferry_ctl_json_close (out, '}');
}

static char *
dup_quota_text (const FerryQuota *quota)
{
  if (!quota->known)
    return g_strdup (_ ("unknown"));
  return g_strdup_printf ("%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT, quota->used, quota->limit);
}

/* Every problem once, though images and snapshots often fail for the same reason. */
static GPtrArray *
collect_problems (GPtrArray *quotas)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);

  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);

      if (quota->images_problem != NULL)
        g_ptr_array_add (problems, ferry_problem_ref (quota->images_problem));
      if (quota->snapshots_problem != NULL &&
          !ferry_problem_equal (quota->snapshots_problem, quota->images_problem))
        g_ptr_array_add (problems, ferry_problem_ref (quota->snapshots_problem));
    }
  return problems;
}

static gboolean
any_is_known (GPtrArray *quotas)
{
  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);

      if (quota->images.known || quota->snapshots.known)
        return TRUE;
    }
  return FALSE;
}

static FerryCtlExit
judge_problems (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (problems, i);

      if (ferry_ctl_exit_for_reason (problem->reason) != FERRY_CTL_EXIT_KEYS)
        return FERRY_CTL_EXIT_SERVICE;
    }
  return FERRY_CTL_EXIT_KEYS;
}

static void
print_document (FerryCtl *ctl, GPtrArray *quotas, GPtrArray *problems)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_open (out, "regions", '[');
  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);

      ferry_ctl_json_open (out, NULL, '{');
      ferry_ctl_json_string (out, "id", quota->region);
      ferry_ctl_json_string (out, "name", ferry_region_get_name (quota->region));
      put_quota (out, "images", &quota->images);
      put_quota (out, "snapshots", &quota->snapshots);
      ferry_ctl_json_close (out, '}');
    }
  ferry_ctl_json_close (out, ']');
  ferry_ctl_json_open (out, "errors", '[');
  for (guint i = 0; i < problems->len; i++)
    ferry_ctl_report_error (out, NULL, g_ptr_array_index (problems, i), NULL);
  ferry_ctl_json_close (out, ']');
  ferry_ctl_json_close (out, '}');
  ferry_ctl_print_document (ctl, out);
}

static void
print_table (FerryCtl *ctl, GPtrArray *quotas)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (4);
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_table_set_right (table, 2);
  ferry_ctl_table_set_right (table, 3);
  ferry_ctl_table_add (table, _ ("REGION"));
  ferry_ctl_table_add (table, _ ("NAME"));
  ferry_ctl_table_add (table, _ ("IMAGES"));
  ferry_ctl_table_add (table, _ ("SNAPSHOTS"));
  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);

      ferry_ctl_table_add (table, quota->region);
      ferry_ctl_table_add (table, ferry_region_get_name (quota->region));
      ferry_ctl_table_take (table, dup_quota_text (&quota->images));
      ferry_ctl_table_take (table, dup_quota_text (&quota->snapshots));
    }
  ferry_ctl_table_append (table, out, "");
  ferry_ctl_output_print (ferry_ctl_get_output (ctl), out->str);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = ferry_quotas_read_finish (result, &error);
  g_autoptr (GPtrArray) problems = NULL;
  FerryCtl *ctl = user_data;

  if (quotas == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, NULL);
      return;
    }
  problems = collect_problems (quotas);
  for (guint i = 0; i < problems->len; i++)
    ferry_ctl_add_problem (ctl, g_ptr_array_index (problems, i));
  if (!any_is_known (quotas))
    {
      ferry_ctl_end (ctl, judge_problems (problems));
      return;
    }
  print_table (ctl, quotas);
  print_document (ctl, quotas, problems);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  FerryCtlKeys *first = g_ptr_array_index (keys, 0);
  const char *from = ferry_ctl_get_arguments (ctl)->from;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint n_regions;
  const FerryRegion *regions = ferry_regions_get (&n_regions);

  for (guint i = 0; i < n_regions; i++)
    {
      if (g_strcmp0 (regions[i].id, from) != 0)
        g_ptr_array_add (ids, (gpointer) regions[i].id);
    }
  g_ptr_array_add (ids, NULL);
  ferry_quotas_read_async (ferry_cloud_get_client (first->cloud), (const char *const *) ids->pdata,
                           ferry_ctl_get_cancellable (ctl), read_cb, ctl);
}

/**
 * ferry_ctl_quotas_start:
 * @ctl: the run
 *
 * Shows the quotas of all regions. A region that cannot be read keeps nobody from the others.
 */
void
ferry_ctl_quotas_start (FerryCtl *ctl)
{
  const char *from = ferry_ctl_get_arguments (ctl)->from;

  if (from == NULL || ferry_ctl_check_region (ctl, from))
    ferry_ctl_keys_load (ctl, FALSE, keys_loaded, NULL);
}
