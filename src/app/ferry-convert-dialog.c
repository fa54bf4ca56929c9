/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-convert-dialog.h"

#include <glib/gi18n-lib.h>

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
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerryImage *image)
{
  FerrySession *session = g_object_get_data (G_OBJECT (dialog), "session");
  const char *ids[] = { ferry_image_get_id (image), NULL };
  const char *region = ferry_image_get_region (image);
  g_autoptr (FerryRequest) request = NULL;

  if (!g_str_equal (response, "convert"))
    return;
  request = ferry_request_new (FERRY_KIND_CONVERT, region, region, ids);
  ferry_session_request_async (session, request, NULL, requested_cb,
                               g_object_ref (g_object_get_data (G_OBJECT (dialog), "parent")));
}

/**
 * ferry_convert_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Says what Image Type Conversion does, and asks for it.
 */
void
ferry_convert_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;
  AdwAlertDialog *dialog;

  if (image == NULL)
    return;
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  adw_alert_dialog_format_heading (dialog, _ ("Convert “%s”?"), ferry_image_get_name (image));
  adw_alert_dialog_format_body (
    dialog,
    _ ("A new image with a cloud system disk is made in %s. The old one stays, but cannot be "
       "deleted or converted again until this ends. It cannot be undone."),
    ferry_region_get_name (ferry_image_get_region (image)));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "convert", _ ("Con_vert"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "convert", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "session", g_object_ref (session), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "parent", g_object_ref (parent), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), image, 0);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
