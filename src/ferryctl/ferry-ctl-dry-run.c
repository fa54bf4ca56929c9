/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-copy.h"

#include <inttypes.h>

#include <glib/gi18n.h>

#include "engine/ferry-preflight.h"
#include "engine/ferry-regions.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-known.h"
#include "ferryctl/ferry-ctl-report.h"
#include "jdcloud/jdc-image.h"

/* A dry run asks the service the same questions as the run, but there is no engine: that would make a journal, and
 * drive what is in it. A journal that is there is read. */
typedef struct
{
  FerryCtl *ctl;         /* (not owned) */
  FerryCloud *cloud;     /* (owned) */
  FerryRequest *request; /* (owned): without the images that are on their way already */
  GPtrArray *attached;   /* (owned) (element-type FerryOperation): that they are on their way with */
} DryRun;

static void
dry_run_free (DryRun *run)
{
  g_object_unref (run->cloud);
  ferry_request_free (run->request);
  g_ptr_array_unref (run->attached);
  g_free (run);
}

static FerryOperation *
make_operation (FerryPreflight *preflight)
{
  const FerryRequest *request = ferry_preflight_get_request (preflight);
  GPtrArray *images = ferry_preflight_get_images (preflight);
  FerryOperationRecord record = { .kind = request->kind,
                                  .source_region = request->source_region,
                                  .target_region = request->target_region };
  FerryOperation *operation = ferry_operation_new (&record);

  for (guint i = 0; i < images->len; i++)
    {
      FerryReplicaRecord one = { .position = i, .state = FERRY_STATE_PLANNED, .progress = -1 };
      g_autoptr (FerryReplica) replica = NULL;

      one.source = (char *) jdc_image_get_id (g_ptr_array_index (images, i));
      replica = ferry_replica_new (&one);
      ferry_operation_add_replica (operation, replica);
    }
  return operation;
}

static void
print_quota (FerryCtl *ctl, const char *what, const FerryPreflightQuota *quota)
{
  if (quota->known)
    ferry_ctl_print (
      ctl, _ ("%s: %" PRId64 " of %" PRId64 " in use, %" PRId64 " more\n"), what,
      quota->used, quota->limit, quota->adds);
  else
    ferry_ctl_print (ctl, _ ("%s: quota unknown, %" PRId64 " more\n"), what, quota->adds);
}

static void
print_plan (FerryCtl *ctl, FerryPreflight *preflight)
{
  const FerryRequest *request = ferry_preflight_get_request (preflight);
  g_auto (GStrv) calls = ferry_preflight_dup_calls (preflight);

  ferry_ctl_print (ctl, _ ("Nothing stands in the way. These calls would be sent:\n"));
  for (guint i = 0; calls[i] != NULL; i++)
    ferry_ctl_print (ctl, "  %s\n", calls[i]);
  ferry_ctl_print (ctl, _ ("In %s:\n"), ferry_region_get_name (request->target_region));
  print_quota (ctl, _ ("  Private images"), ferry_preflight_get_image_quota (preflight));
  print_quota (ctl, _ ("  Cloud disk snapshots"), ferry_preflight_get_snapshot_quota (preflight));
}

static void
tell_left_out (DryRun *run, FerryPreflight *preflight)
{
  char **skipped = ferry_preflight_get_skipped (preflight);

  for (guint i = 0; skipped != NULL && skipped[i] != NULL; i++)
    ferry_ctl_say (run->ctl, _ ("%s has, or may have, a replica in %s already and would be left out."),
                   skipped[i], run->request->target_region);
}

/* @preflight: (nullable): NULL = every image is on its way already */
static void
answer (DryRun *run, FerryPreflight *preflight)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_json_open (json, NULL, '[');
  if (preflight != NULL && ferry_preflight_get_images (preflight)->len > 0)
    {
      g_autoptr (FerryOperation) operation = make_operation (preflight);
      g_autofree char *plan = ferry_ctl_report_plan (preflight);

      ferry_ctl_report_operation (json, NULL, operation, plan);
      print_plan (run->ctl, preflight);
    }
  for (guint i = 0; i < run->attached->len; i++)
    ferry_ctl_report_operation (json, NULL, g_ptr_array_index (run->attached, i), NULL);
  ferry_ctl_json_close (json, ']');
  ferry_ctl_set_operations (run->ctl, json);
  ferry_ctl_end (run->ctl, FERRY_CTL_EXIT_DONE);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DryRun *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryPreflight) preflight = ferry_preflight_run_finish (result, &error);

  if (preflight == NULL)
    {
      ferry_ctl_fail_with_error (run->ctl, error, run->request->source_region);
      return;
    }
  if (ferry_preflight_get_problems (preflight)->len > 0)
    {
      ferry_ctl_fail_with_all (run->ctl, ferry_preflight_get_problems (preflight));
      return;
    }
  tell_left_out (run, preflight);
  answer (run, preflight);
}

static void
check (DryRun *run, GHashTable *busy)
{
  const FerryPreflightContext context = { .busy = busy };

  if (run->request->images[0] == NULL)
    {
      answer (run, NULL);
      return;
    }
  ferry_preflight_run_async (run->cloud, run->request, &context, ferry_ctl_get_cancellable (run->ctl),
                             checked_cb, run);
}

static gboolean
same_arguments (FerryOperation *operation, const FerryRequest *request)
{
  const FerryOperationRecord *record = ferry_operation_get_record (operation);

  if (record->kind != request->kind || !g_str_equal (record->source_region, request->source_region) ||
      !g_str_equal (record->target_region, request->target_region) ||
      g_strcmp0 (record->name, request->name) != 0 ||
      g_strcmp0 (record->description, request->description) != 0 ||
      ferry_operation_get_n_replicas (operation) != g_strv_length (request->images))
    return FALSE;
  for (guint i = 0; request->images[i] != NULL; i++)
    {
      if (ferry_operation_find_source (operation, request->images[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
attach (DryRun *run, FerryOperation *operation)
{
  if (!g_ptr_array_find (run->attached, operation, NULL))
    g_ptr_array_add (run->attached, g_object_ref (operation));
}

/* What the engine does with a --request-id. Returns whether the request is allowed. */
static gboolean
use_request_id (DryRun *run, GPtrArray *operations)
{
  for (guint i = 0; i < operations->len; i++)
    {
      FerryOperation *operation = g_ptr_array_index (operations, i);

      if (run->request->request_id == NULL ||
          g_strcmp0 (ferry_operation_get_record (operation)->request_id, run->request->request_id) != 0)
        continue;
      if (!same_arguments (operation, run->request))
        {
          ferry_ctl_fail (run->ctl, FERRY_REASON_REQUEST_ID_REUSED, NULL,
                          _ ("This request ID was used for another request: choose a new one."));
          return FALSE;
        }
      attach (run, operation);
      g_clear_pointer (&run->request->images, g_strfreev);
      run->request->images = g_new0 (char *, 1);
    }
  return TRUE;
}

static void
leave_out_underway (DryRun *run, GPtrArray *operations)
{
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();

  for (guint i = 0; run->request->images[i] != NULL; i++)
    {
      const char *image = run->request->images[i];
      FerryOperation *operation = ferry_ctl_known_underway (operations, run->request->source_region,
                                                            run->request->target_region, image);

      if (operation == NULL)
        {
          g_strv_builder_add (left, image);
          continue;
        }
      ferry_ctl_say (run->ctl, _ ("%s is on its way to %s already."), image, run->request->target_region);
      if (!run->request->if_missing)
        attach (run, operation);
    }
  g_strfreev (run->request->images);
  run->request->images = g_strv_builder_end (left);
}

static void
journal_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DryRun *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournalContents) contents =
    ferry_journal_load_finish (FERRY_JOURNAL (source), result, &error);
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GHashTable) busy = NULL;

  if (contents == NULL)
    {
      ferry_ctl_fail_with_error (run->ctl, error, NULL);
      return;
    }
  operations = ferry_ctl_known_operations (contents);
  if (!use_request_id (run, operations))
    return;
  leave_out_underway (run, operations);
  busy = ferry_ctl_known_converting (contents);
  check (run, busy);
}

static void
journal_opened (FerryCtl *ctl, gpointer user_data)
{
  DryRun *run = user_data;

  if (ferry_ctl_get_journal (ctl) == NULL)
    check (run, NULL);
  else
    ferry_journal_load_async (ferry_ctl_get_journal (ctl), FALSE, G_MAXINT, journal_loaded_cb, run);
}

/**
 * ferry_ctl_dry_run:
 * @ctl: the run
 * @cloud: whose images
 * @request: what would be asked for
 *
 * Checks @request as the engine would, shows what would be done, and ends the run. Sends no write and writes nothing
 * to this computer either.
 */
void
ferry_ctl_dry_run (FerryCtl *ctl, FerryCloud *cloud, const FerryRequest *request)
{
  DryRun *run = g_new0 (DryRun, 1);

  run->ctl = ctl;
  run->cloud = g_object_ref (cloud);
  run->request = ferry_request_copy (request);
  run->attached = g_ptr_array_new_with_free_func (g_object_unref);
  ferry_ctl_keep (ctl, run, (GDestroyNotify) dry_run_free);
  ferry_ctl_open_journal (ctl, journal_opened, run);
}
