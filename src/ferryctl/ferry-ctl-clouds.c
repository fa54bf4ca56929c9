/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-clouds.h"

#include "engine/ferry-regions.h"
#include "ferryctl/ferry-ctl-keys.h"

/* Opens the engine and gives it all keys there are, one after the other. */
typedef struct
{
  FerryCtl *ctl; /* (not owned) */
  FerryCtlFunc next;
  gpointer user_data;
  GPtrArray *clouds; /* (owned) (element-type FerryCloud): still to be added */
} Adding;

static void add_next (Adding *adding);

static void
adding_free (Adding *adding)
{
  g_ptr_array_unref (adding->clouds);
  g_free (adding);
}

/* Keys that are refused would only make everything wait: say so at once, and go on with the others. */
static gboolean
leave_out (Adding *adding, FerryCloud *cloud, FerryProblem *problem)
{
  if (problem == NULL || ferry_ctl_exit_for_reason (problem->reason) != FERRY_CTL_EXIT_KEYS)
    return FALSE;
  ferry_ctl_add_problem (adding->ctl, problem);
  ferry_ctl_spoil (adding->ctl, FERRY_CTL_EXIT_KEYS);
  ferry_engine_remove_cloud (ferry_ctl_get_engine (adding->ctl), cloud);
  return TRUE;
}

/* Without a network the driver waits. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;

  ferry_cloud_check_finish (FERRY_CLOUD (source), result, &problem, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ferry_ctl_fail_with_error (adding->ctl, error, NULL);
      return;
    }
  leave_out (adding, FERRY_CLOUD (source), problem);
  add_next (adding);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (FerryCloud) cloud = g_ptr_array_steal_index (adding->clouds, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;
  guint n_regions;

  ferry_engine_add_cloud_finish (FERRY_ENGINE (source), result, &error);
  if (error != NULL)
    problem = ferry_problem_new_for_error (error, NULL, NULL);
  if (leave_out (adding, cloud, problem))
    add_next (adding);
  else if (error != NULL)
    ferry_ctl_fail_with_error (adding->ctl, error, NULL);
  else
    ferry_cloud_check_async (cloud, ferry_regions_get (&n_regions)->id,
                             ferry_ctl_get_cancellable (adding->ctl), checked_cb, adding);
}

static void
add_next (Adding *adding)
{
  if (adding->clouds->len > 0)
    {
      ferry_engine_add_cloud_async (ferry_ctl_get_engine (adding->ctl), g_ptr_array_index (adding->clouds, 0),
                                    ferry_ctl_get_cancellable (adding->ctl), added_cb, adding);
      return;
    }
  adding->next (adding->ctl, adding->user_data);
}

/* Nobody watches unattended work, so it takes more time before it sends anything again. */
static void
engine_opened (FerryCtl *ctl, gpointer user_data)
{
  int settle = ferry_ctl_get_arguments (ctl)->settle;

  if (settle >= 0)
    ferry_engine_override_settle (ferry_ctl_get_engine (ctl), (guint) MAX (settle, 1), TRUE);
  else
    ferry_engine_override_settle (ferry_ctl_get_engine (ctl), FERRY_ENGINE_SETTLE_UNATTENDED, FALSE);
  add_next (user_data);
}

static void
keys_loaded (FerryCtl *ctl, GPtrArray *keys, gpointer user_data)
{
  Adding *adding = user_data;

  if (!ferry_ctl_has_journal (ctl))
    {
      adding->next (ctl, adding->user_data);
      return;
    }
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (adding->clouds, g_object_ref (((FerryCtlKeys *) g_ptr_array_index (keys, i))->cloud));
  ferry_ctl_open_engine (ctl, engine_opened, adding);
}

/**
 * ferry_ctl_clouds_add:
 * @ctl: the run
 * @next: called when the engine drives what these keys are for; without an engine if there never was a journal
 * @user_data: for @next
 *
 * Opens the engine with all keys there are. Those that are refused are told and left out, and the run will not end
 * well.
 */
void
ferry_ctl_clouds_add (FerryCtl *ctl, FerryCtlFunc next, gpointer user_data)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->ctl = ctl;
  adding->next = next;
  adding->user_data = user_data;
  adding->clouds = g_ptr_array_new_with_free_func (g_object_unref);
  ferry_ctl_keep (ctl, adding, (GDestroyNotify) adding_free);
  ferry_ctl_keys_load (ctl, TRUE, keys_loaded, adding);
}
