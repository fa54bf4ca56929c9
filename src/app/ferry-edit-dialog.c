/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-edit-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"
#include "engine/ferry-rules.h"

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = GTK_WIDGET (user_data);
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  ferry_session_edit_finish (FERRY_SESSION (source), result, &problem, &error);
  if (problem != NULL || error != NULL)
    ferry_window_tell (parent, problem != NULL ? problem->message : error->message);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerryImage *image)
{
  FerrySession *session = g_object_get_data (G_OBJECT (dialog), "session");
  GtkEditable *name = g_object_get_data (G_OBJECT (dialog), "name");
  GtkEditable *description = g_object_get_data (G_OBJECT (dialog), "description");

  if (!g_str_equal (response, "save"))
    return;
  ferry_session_edit_async (session, ferry_image_get_region (image), ferry_image_get_id (image),
                            gtk_editable_get_text (name), gtk_editable_get_text (description), NULL,
                            edited_cb, g_object_ref (g_object_get_data (G_OBJECT (dialog), "parent")));
}

static GtkWidget *
add_entry (AdwAlertDialog *dialog,
           GtkWidget *list,
           const char *key,
           const char *title,
           const char *text,
           int length)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), length);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_object_set_data (G_OBJECT (dialog), key, row);

  return row;
}

/**
 * ferry_edit_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Asks for an image's new name and description.
 */
void
ferry_edit_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;
  AdwAlertDialog *dialog;
  GtkWidget *list;

  if (image == NULL)
    return;
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Edit Image"), NULL));
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  add_entry (dialog, list, "name", _ ("Name"), ferry_image_get_name (image), FERRY_RULES_MAX_NAME);
  add_entry (dialog, list, "description", _ ("Description"), ferry_image_get_description (image),
             FERRY_RULES_MAX_DESCRIPTION);
  adw_alert_dialog_set_extra_child (dialog, list);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "save", _ ("_Save"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "save");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "session", g_object_ref (session), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "parent", g_object_ref (parent), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), image, 0);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
