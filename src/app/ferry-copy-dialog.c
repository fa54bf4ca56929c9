/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-settings.h"
#include "app/ferry-window.h"
#include "engine/ferry-regions.h"

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission =
    ferry_session_request_finish (FERRY_SESSION (source), result, &error);

  if (submission == NULL)
    ferry_window_tell (parent, error->message);
  else if (submission->problems->len > 0)
    ferry_window_tell (parent, ((FerryProblem *) g_ptr_array_index (submission->problems, 0))->message);
  else
    ferry_window_tell_copying (parent, submission);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerrySession *session)
{
  const char *const *ids = g_object_get_data (G_OBJECT (dialog), "images");
  g_autoptr (FerryRequest) request = NULL;

  if (!ferry_region_is_known (response))
    return;
  request = ferry_request_new (FERRY_KIND_COPY, ferry_session_get_region (session), response, ids);
  g_settings_set_string (ferry_session_get_settings (session), FERRY_SETTING_LAST_TARGET_REGION, response);
  ferry_session_request_async (session, request, NULL, requested_cb,
                               g_object_ref (g_object_get_data (G_OBJECT (dialog), "parent")));
}

/**
 * ferry_copy_dialog_present:
 * @session: where the images are shown
 * @image_ids: images of the region shown
 * @parent: the window it belongs to
 *
 * Asks where to copy images to.
 */
void
ferry_copy_dialog_present (FerrySession *session, char **image_ids, GtkWidget *parent)
{
  AdwAlertDialog *dialog;
  const FerryRegion *regions;
  guint n;

  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (image_ids != NULL);

  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Copy Image"), NULL));
  regions = ferry_regions_get (&n);
  adw_alert_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (regions[i].id, ferry_session_get_region (session)))
      adw_alert_dialog_add_response (dialog, regions[i].id, ferry_region_get_name (regions[i].id));
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "images", g_strdupv (image_ids), (GDestroyNotify) g_strfreev);
  g_object_set_data_full (G_OBJECT (dialog), "parent", g_object_ref (parent), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), session, 0);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
