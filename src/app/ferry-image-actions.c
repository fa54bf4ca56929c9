/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-image-actions.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-convert-dialog.h"
#include "app/ferry-copy-dialog.h"
#include "app/ferry-delete-dialog.h"
#include "app/ferry-details-dialog.h"
#include "app/ferry-edit-dialog.h"
#include "app/ferry-images-page.h"
#include "app/ferry-window.h"

static FerrySession *
get_session (GtkWidget *widget)
{
  return ferry_images_page_get_session (FERRY_IMAGES_PAGE (widget));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  char *ids[] = { (char *) g_variant_get_string (parameter, NULL), NULL };

  ferry_copy_dialog_present (get_session (widget), ids, widget);
}

static void
convert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_convert_dialog_present (get_session (widget), g_variant_get_string (parameter, NULL), widget);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_edit_dialog_present (get_session (widget), g_variant_get_string (parameter, NULL), widget);
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_details_dialog_present (get_session (widget), g_variant_get_string (parameter, NULL), widget);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_delete_dialog_present (get_session (widget), g_variant_get_string (parameter, NULL), widget);
}

static void
copy_id_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id = g_variant_get_string (parameter, NULL);
  g_autofree char *text = g_strdup_printf (_ ("%s is in the clipboard"), id);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), id);
  ferry_window_tell (widget, text);
}

/**
 * ferry_image_actions_install:
 * @widget_class: the class of the images page
 *
 * Adds what can be done with one image: the actions of its menu, each with the ID of the image.
 */
void
ferry_image_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "image.copy", "s", copy_action);
  gtk_widget_class_install_action (widget_class, "image.convert", "s", convert_action);
  gtk_widget_class_install_action (widget_class, "image.edit", "s", edit_action);
  gtk_widget_class_install_action (widget_class, "image.copy-id", "s", copy_id_action);
  gtk_widget_class_install_action (widget_class, "image.details", "s", details_action);
  gtk_widget_class_install_action (widget_class, "image.delete", "s", delete_action);
}

/**
 * ferry_image_actions_check:
 * @session: where @image is shown
 * @image: an image
 * @action: the name of one of the actions
 *
 * Returns: (transfer full) (nullable): what keeps a key from doing what the menu would not offer, %NULL = go on
 */
FerryProblem *
ferry_image_actions_check (FerrySession *session, FerryImage *image, const char *action)
{
  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  if (g_str_equal (action, "image.copy-id"))
    return NULL;
  if (ferry_session_get_read_only (session))
    return ferry_problem_new (FERRY_REASON_READ_ONLY, NULL, NULL,
                              _ ("This account is read-only: nothing can be copied, edited or deleted."));
  if (g_str_equal (action, "image.edit"))
    return ferry_image_check_edit (image);

  return ferry_image_check_delete (image);
}
