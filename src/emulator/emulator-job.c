/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The making of one image from another: a copy or a conversion. It begins when the request is accepted and
 * ends when the new image is ready, in error, or gone; meanwhile the source is busy. The agenda owns it. */

#include "config.h"

#include "emulator/emulator-job.h"

#include "emulator/emulator-fault.h"

#define VANISH_SECONDS 10.0

typedef struct
{
  EmulatorCloud *cloud; /* (unowned): owns the agenda */
  char *from;
  char *source;
  char *to;
  char *image;
  gboolean holds; /* the source is busy because of it */
  int error_at;
} Job;

static void
job_clear (gpointer data)
{
  Job *job = data;

  g_free (job->from);
  g_free (job->source);
  g_free (job->to);
  g_free (job->image);
}

static void
job_unref (gpointer data)
{
  g_rc_box_release_full (data, job_clear);
}

static EmulatorImage *
get_image (Job *job)
{
  return emulator_cloud_find_image (job->cloud, job->to, job->image);
}

static void
release_source (Job *job)
{
  EmulatorImage *source = emulator_cloud_find_image (job->cloud, job->from, job->source);

  if (job->holds && source != NULL && source->busy > 0)
    source->busy--;
  job->holds = FALSE;
}

static void
set_snapshot_status (Job *job, EmulatorImage *image, const char *status)
{
  EmulatorRegion *region = emulator_cloud_get_region (job->cloud, job->to);

  for (guint i = 0; i < image->disks->len; i++)
    {
      const EmulatorDisk *disk = g_ptr_array_index (image->disks, i);
      EmulatorSnapshot *snapshot =
        disk->snapshot != NULL ? emulator_region_get_snapshot (region, disk->snapshot) : NULL;

      if (snapshot != NULL && g_str_equal (snapshot->status, "creating"))
        snapshot->status = status;
    }
}

static void
finished_cb (gpointer user_data)
{
  Job *job = user_data;
  EmulatorImage *image = get_image (job);

  release_source (job);
  if (image == NULL || image->begun == 0)
    return;
  image->begun = 0;
  image->incomplete = FALSE;
  image->progress = 100;
  emulator_image_set (image, &image->status, "ready");
  set_snapshot_status (job, image, "available");
}

static void
failed_cb (gpointer user_data)
{
  Job *job = user_data;
  EmulatorImage *image = get_image (job);

  release_source (job);
  if (image == NULL || image->begun == 0)
    return;
  image->begun = 0;
  image->progress = job->error_at;
  emulator_image_set (image, &image->status, "error");
  set_snapshot_status (job, image, "error_create");
}

static void
vanished_cb (gpointer user_data)
{
  Job *job = user_data;
  EmulatorImage *image = get_image (job);

  release_source (job);
  if (image != NULL)
    emulator_region_remove_image (emulator_cloud_get_region (job->cloud, job->to), image, TRUE,
                                  emulator_cloud_get_now (job->cloud));
}

static void
shown_cb (gpointer user_data)
{
  Job *job = user_data;
  EmulatorImage *image = get_image (job);

  if (image != NULL)
    emulator_region_show_image (emulator_cloud_get_region (job->cloud, job->to), image);
}

static void
described_cb (gpointer user_data)
{
  Job *job = user_data;
  EmulatorImage *image = get_image (job);

  if (image == NULL)
    return;
  image->mute = FALSE;
  emulator_image_changed (image);
}

static void
schedule (Job *job, double seconds, const char *verb, EmulatorClockFunc func)
{
  g_autofree char *what = g_strdup_printf ("%s %s %s", verb, job->to, job->image);

  emulator_clock_schedule (emulator_cloud_get_clock (job->cloud), seconds, what, func, g_rc_box_acquire (job),
                           job_unref);
}

/* Plans how the job ends. Without faults: after @seconds the image is ready. */
static void
schedule_end (Job *job, EmulatorImage *image, double seconds, EmulatorCall *call)
{
  const EmulatorFault *duration = call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_DURATION) : NULL;
  const EmulatorFault *stuck = call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_STUCK) : NULL;
  const EmulatorFault *failure =
    call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_REPLICA_ERROR) : NULL;

  if (duration != NULL && duration->seconds >= 0)
    seconds = duration->seconds;
  image->duration = (gint64) (seconds * G_USEC_PER_SEC);
  if (failure != NULL)
    {
      job->error_at = CLAMP (failure->at, 0, 100);
      schedule (job, seconds * job->error_at / 100, "fail", failed_cb);
      return;
    }
  if (stuck != NULL)
    {
      image->progress_limit = CLAMP (stuck->at, 0, 99);
      if (stuck->seconds >= 0)
        schedule (job, seconds + stuck->seconds, "finish", finished_cb);
      return;
    }
  schedule (job, seconds, "finish", finished_cb);
}

static void
schedule_oddities (Job *job, EmulatorImage *image, EmulatorCall *call)
{
  const EmulatorFault *late = emulator_fault_find (call, EMULATOR_FAULT_VISIBLE_LATE);
  const EmulatorFault *description = emulator_fault_find (call, EMULATOR_FAULT_DESCRIPTION);
  const EmulatorFault *vanish = emulator_fault_find (call, EMULATOR_FAULT_VANISH);

  if (late != NULL)
    {
      image->hidden = TRUE;
      schedule (job, late->seconds, "show", shown_cb);
    }
  if (description != NULL && description->seconds >= 0)
    {
      image->mute = TRUE;
      schedule (job, description->seconds, "describe", described_cb);
    }
  if (vanish != NULL)
    schedule (job, vanish->seconds >= 0 ? vanish->seconds : VANISH_SECONDS, "vanish", vanished_cb);
}

/* Begins to make @image, which @to takes over, from @source of @from; it takes @seconds of cloud time. With
 * @holds the source is busy until then. The faults of @call (nullable) may change all of this. */
void
emulator_job_start (EmulatorCloud *cloud,
                    EmulatorRegion *from,
                    EmulatorImage *source,
                    EmulatorRegion *to,
                    EmulatorImage *image,
                    double seconds,
                    gboolean holds,
                    EmulatorCall *call)
{
  Job *job = g_rc_box_new0 (Job);

  job->cloud = cloud;
  job->from = g_strdup (from->id);
  job->source = g_strdup (source->id);
  job->to = g_strdup (to->id);
  job->image = g_strdup (image->id);
  job->holds = holds;
  if (holds)
    source->busy++;
  image->begun = emulator_cloud_get_now (cloud);
  emulator_image_set (image, &image->status, "pending");
  schedule_end (job, image, seconds, call);
  if (call != NULL)
    schedule_oddities (job, image, call);
  emulator_region_add_image (to, image, image->begun);
  job_unref (job);
}
