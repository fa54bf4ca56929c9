/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-ask.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-keys.h"
#include "ferryctl/ferry-ctl-known.h"
#include "jdcloud/jdc-client.h"

typedef struct
{
  FerryCloud *cloud; /* (owned) (nullable): once the keys are loaded */
  FerryCtlAsk *ask;  /* (owned) */
} Delete;

static void
delete_free (Delete *self)
{
  ferry_ctl_ask_free (self->ask);
  g_clear_object (&self->cloud);
  g_free (self);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  FerryCtl *ctl = user_data;
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);

  if (!ferry_engine_delete_finish (FERRY_ENGINE (source), result, &problem, &error))
    {
      if (problem != NULL)
        ferry_ctl_fail_with (ctl, problem);
      else
        ferry_ctl_fail_with_error (ctl, error, arguments->region);
      return;
    }
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "region", arguments->region);
  ferry_ctl_json_string (json, "image", arguments->words[0]);
  ferry_ctl_json_bool (json, "with_snapshots", arguments->with_snapshots);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_print_document (ctl, json);
  if (arguments->with_snapshots)
    ferry_ctl_print (ctl, _ ("%s was deleted, with those of its snapshots that nothing else uses.\n"),
                     arguments->words[0]);
  else
    ferry_ctl_print (ctl, _ ("%s was deleted. Its snapshots stay.\n"), arguments->words[0]);
  ferry_ctl_end (ctl, FERRY_CTL_EXIT_DONE);
}

/* The engine knows what an account keeps busy once it drives that account's work, which deleting need not start. */
static gboolean
refuse_busy (FerryCtl *ctl, const char *region, const char *image)
{
  g_autoptr (FerryProblem) problem = NULL;
  g_autofree char *message = NULL;

  if (!ferry_ctl_known_keeps_busy (ferry_engine_get_operations (ferry_ctl_get_engine (ctl)), image))
    return FALSE;
  message = g_strdup_printf (_ ("%s is being copied or converted: wait until that has ended."), image);
  problem = ferry_problem_new (FERRY_REASON_BUSY, image, region, message);
  ferry_ctl_fail_with (ctl, problem);
  return TRUE;
}

static void
engine_opened (FerryCtl *ctl, gpointer user_data)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Delete *self = ferry_ctl_get_data (ctl);

  if (refuse_busy (ctl, arguments->region, arguments->words[0]))
    return;
  ferry_ctl_set_interrupted_words (
    ctl, _ ("Interrupted. Whether the image was deleted is not known: look for it."));
  ferry_engine_delete_async (ferry_ctl_get_engine (ctl), self->cloud, arguments->region, arguments->words[0],
                             arguments->with_snapshots, ferry_ctl_get_cancellable (ctl), deleted_cb, ctl);
}

static void
delete_confirmed (FerryCtl *ctl, gpointer user_data)
{
  ferry_ctl_open_engine (ctl, engine_opened, NULL);
}

static char *
dup_question (const FerryCtlArguments *arguments, JdcImage *image)
{
  guint n = jdc_image_count_snapshots (image);

  if (n == 0)
    return g_strdup_printf (_ ("Delete the image %s (%s) for good?"), jdc_image_get_name (image),
                            jdc_image_get_id (image));
  if (arguments->with_snapshots)
    return g_strdup_printf (
      ngettext ("Delete the image %s (%s) for good, and its %u snapshot if nothing else uses "
                "it?",
                "Delete the image %s (%s) for good, and those of its %u snapshots that nothing "
                "else uses?",
                n),
      jdc_image_get_name (image), jdc_image_get_id (image), n);
  return g_strdup_printf (
    ngettext ("Delete the image %s (%s) for good? Its %u snapshot stays and is still billed.",
              "Delete the image %s (%s) for good? Its %u snapshots stay and are still billed.", n),
    jdc_image_get_name (image), jdc_image_get_id (image), n);
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcImage) image = jdc_client_describe_image_finish (JDC_CLIENT (source), result, &error);
  g_autofree char *question = NULL;
  FerryCtl *ctl = user_data;
  Delete *self = ferry_ctl_get_data (ctl);

  if (image == NULL)
    {
      ferry_ctl_fail_with_error (ctl, error, ferry_ctl_get_arguments (ctl)->region);
      return;
    }
  question = dup_question (ferry_ctl_get_arguments (ctl), image);
  ferry_ctl_ask_confirmation (self->ask, question, delete_confirmed, _ ("Nothing was deleted."));
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  FerryCtlKeys *first = g_ptr_array_index (keys, 0);
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Delete *self = ferry_ctl_get_data (ctl);

  self->cloud = g_object_ref (first->cloud);
  if (arguments->yes)
    ferry_ctl_open_engine (ctl, engine_opened, NULL);
  else
    jdc_client_describe_image_async (ferry_cloud_get_client (self->cloud), arguments->region,
                                     arguments->words[0], ferry_ctl_get_cancellable (ctl), described_cb, ctl);
}

/**
 * ferry_ctl_delete_start:
 * @ctl: the run
 *
 * Deletes an image, after asking.
 */
void
ferry_ctl_delete_start (FerryCtl *ctl)
{
  const FerryCtlArguments *arguments = ferry_ctl_get_arguments (ctl);
  Delete *self = g_new0 (Delete, 1);

  self->ask = ferry_ctl_ask_new (ctl);
  ferry_ctl_set_data (ctl, self, (GDestroyNotify) delete_free);
  if (ferry_ctl_check_region (ctl, arguments->region))
    ferry_ctl_keys_load (ctl, FALSE, keys_loaded, NULL);
}
