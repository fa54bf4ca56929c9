/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-details-dialog.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

static void
add_property (GtkWidget *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_add_css_class (row, "property");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * ferry_details_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: (nullable): the window it belongs to
 *
 * Shows what is known of an image.
 */
void
ferry_details_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog;
  FerryImage *image;
  AdwDialog *dialog;
  GtkWidget *view;
  GtkWidget *header;
  GtkWidget *page;
  GtkWidget *group;

  g_return_if_fail (FERRY_IS_SESSION (session));

  catalog = ferry_session_get_catalog (session);
  image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;
  if (image == NULL)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Image"));
  add_property (group, _ ("ID"), image_id);
  add_property (group, _ ("Status"), ferry_image_get_status_text (image));
  add_property (group, _ ("Description"), ferry_image_get_description (image));
  page = adw_preferences_page_new ();
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  header = adw_header_bar_new ();
  adw_header_bar_set_title_widget (
    ADW_HEADER_BAR (header), adw_window_title_new (ferry_image_get_name (image),
                                                   ferry_region_get_name (ferry_image_get_region (image))));
  view = adw_toolbar_view_new ();
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  dialog = adw_dialog_new ();
  adw_dialog_set_title (dialog, _ ("Details"));
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 610);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
