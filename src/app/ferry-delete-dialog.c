/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-delete-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"
#include "engine/ferry-regions.h"

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = GTK_WIDGET (user_data);
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  ferry_session_delete_finish (FERRY_SESSION (source), result, &problem, &error);
  if (problem != NULL || error != NULL)
    ferry_window_tell (parent, problem != NULL ? problem->message : error->message);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerryImage *image)
{
  FerrySession *session = g_object_get_data (G_OBJECT (dialog), "session");
  GtkCheckButton *check = GTK_CHECK_BUTTON (adw_alert_dialog_get_extra_child (dialog));

  if (!g_str_equal (response, "delete"))
    return;
  ferry_session_delete_async (session, ferry_image_get_region (image), ferry_image_get_id (image),
                              gtk_check_button_get_active (check), NULL, deleted_cb,
                              g_object_ref (g_object_get_data (G_OBJECT (dialog), "parent")));
}

static GtkWidget *
make_check (guint n_snapshots)
{
  g_autofree char *label = g_strdup_printf (
    ngettext ("Also delete its %u snapshot", "Also delete its %u snapshots", n_snapshots), n_snapshots);
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_widget_set_visible (check, n_snapshots > 0);

  return check;
}

/**
 * ferry_delete_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Says what goes and what stays, and deletes the image if that is wanted.
 */
void
ferry_delete_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;
  AdwAlertDialog *dialog;

  if (image == NULL)
    return;
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  adw_alert_dialog_format_heading (dialog, _ ("Delete “%s”?"), ferry_image_get_name (image));
  adw_alert_dialog_format_body (dialog, _ ("The image %s will be gone from %s for good."), image_id,
                                ferry_region_get_name (ferry_image_get_region (image)));
  adw_alert_dialog_set_extra_child (dialog, make_check (ferry_image_get_snapshots (image)));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "session", g_object_ref (session), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "parent", g_object_ref (parent), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), image, 0);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
