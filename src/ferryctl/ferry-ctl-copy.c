/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-copy.h"

#include <glib/gi18n.h>

#include "engine/ferry-preflight.h"
#include "ferryctl/ferry-ctl-commands.h"
#include "ferryctl/ferry-ctl-follow.h"
#include "ferryctl/ferry-ctl-keys.h"

typedef struct
{
  FerryRequest *request;  /* (owned) */
  FerryCloud *cloud;      /* (owned) (nullable): once the keys are loaded */
  FerryCtlFollow *follow; /* (owned) (nullable): once accepted */
} Copy;

static void
copy_free (Copy *self)
{
  ferry_request_free (self->request);
  g_clear_object (&self->cloud);
  g_clear_pointer (&self->follow, ferry_ctl_follow_free);
  g_free (self);
}

static void
tell_skipped (FerryCtl *ctl, Copy *self, char **skipped)
{
  for (guint i = 0; skipped != NULL && skipped[i] != NULL; i++)
    ferry_ctl_say (ctl, _ ("%s has, or may have, a replica in %s already and is left out."), skipped[i],
                   self->request->target_region);
}

static void
tell_attached (FerryCtl *ctl, Copy *self, const FerrySubmission *submission)
{
  for (guint i = 0; submission->attached != NULL && submission->attached[i] != NULL; i++)
    ferry_ctl_say (ctl, _ ("%s is on its way to %s already: that copy is followed."), submission->attached[i],
                   self->request->target_region);
  if (submission->texts_differ)
    ferry_ctl_say (ctl, _ ("It was asked for with another name or description, which it keeps."));
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission =
    ferry_engine_request_finish (FERRY_ENGINE (source), result, &error);
  FerryCtl *ctl = user_data;
  Copy *self = ferry_ctl_get_data (ctl);

  if (submission == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, self->request->source_region);
      return;
    }
  if (submission->problems->len > 0)
    {
      ferry_ctl_fail_with_all (ctl, submission->problems);
      return;
    }
  tell_skipped (ctl, self, submission->skipped);
  tell_attached (ctl, self, submission);
  self->follow = ferry_ctl_follow_new (ctl);
  for (guint i = 0; i < submission->operations->len; i++)
    ferry_ctl_follow_add (self->follow, g_ptr_array_index (submission->operations, i),
                          (const char *const *) self->request->images);
  if (ferry_ctl_follow_get_n_operations (self->follow) == 0)
    ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
  else
    ferry_ctl_follow_start (self->follow);
}

static void
engine_opened (FerryCtl *ctl, gpointer user_data)
{
  Copy *self = ferry_ctl_get_data (ctl);

  ferry_engine_request_async (ferry_ctl_get_engine (ctl), self->cloud, self->request,
                              ferry_ctl_get_cancellable (ctl), requested_cb, ctl);
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  FerryCtlKeys *first = g_ptr_array_index (keys, 0);
  Copy *self = ferry_ctl_get_data (ctl);

  self->cloud = g_object_ref (first->cloud);
  if (ferry_ctl_get_arguments (ctl)->dry_run)
    ferry_ctl_dry_run (ctl, self->cloud, self->request);
  else
    ferry_ctl_open_engine (ctl, engine_opened, NULL);
}

/**
 * ferry_ctl_copy_request:
 * @ctl: the run
 * @request: (transfer full): what to ask the engine for
 *
 * Adds what the command line says about every kind of request, then checks it, records it and follows it to its end,
 * or only shows what would be done.
 */
void
ferry_ctl_copy_request (FerryCtl *ctl, FerryRequest *request)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  g_autoptr (GPtrArray) problems = NULL;
  Copy *self = g_new0 (Copy, 1);

  self->request = request;
  ferry_ctl_set_data (ctl, self, (GDestroyNotify) copy_free);
  ferry_ctl_set_interrupted_words (ctl,
                                   _ ("Interrupted. “ferryctl copies” shows what was recorded until then."));
  request->request_id = g_strdup (arguments->request_id);
  request->allow_unknown_quota = arguments->allow_unknown_quota;
  if (arguments->settle >= 0)
    request->settle_seconds = (guint) MAX (arguments->settle, 1);
  problems = ferry_preflight_check_static (request);
  if (problems->len > 0)
    ferry_ctl_fail_with_all (ctl, problems);
  else
    ferry_ctl_keys_load (ctl, FALSE, keys_loaded, NULL);
}

/**
 * ferry_ctl_copy_start:
 * @ctl: the run
 *
 * Copies images to another region.
 */
void
ferry_ctl_copy_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  FerryRequest *request = ferry_request_new (FERRY_KIND_COPY, arguments->from, arguments->to,
                                             (const char *const *) arguments->words);

  request->name = g_strdup (arguments->name);
  request->description = g_strdup (arguments->description);
  request->if_missing = arguments->if_missing;
  ferry_ctl_copy_request (ctl, request);
}

/**
 * ferry_ctl_convert_start:
 * @ctl: the run
 *
 * Makes a Cloud System Disk image of a Local System Disk image.
 */
void
ferry_ctl_convert_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  ferry_ctl_copy_request (ctl, ferry_request_new (FERRY_KIND_CONVERT, arguments->region, arguments->region,
                                                  (const char *const *) arguments->words));
}
