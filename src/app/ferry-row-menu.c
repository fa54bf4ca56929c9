/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with one image. An item that cannot be chosen now stays where it is, insensitive: its action is
 * image.blocked, which is never enabled. */

#include "config.h"

#include "app/ferry-row-menu.h"

#include <glib/gi18n-lib.h>

static void
append (GMenu *menu, const char *label, const char *action, FerryImage *image, gboolean allowed)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, allowed ? action : "image.blocked", "s",
                                     ferry_image_get_id (image));
  g_menu_append_item (menu, item);
}

static gboolean
is_allowed (FerryProblem *problem)
{
  g_autoptr (FerryProblem) owned = problem;

  return owned == NULL;
}

/**
 * ferry_row_menu_new:
 * @image: an image
 * @read_only: whether its account may only look
 *
 * Returns: (transfer full): the menu of its row
 */
GMenuModel *
ferry_row_menu_new (FerryImage *image, gboolean read_only)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  append (change, C_ ("menu", "Copy Image…"), "image.copy", image,
          !read_only && ferry_image_get_eligible (image));
  append (change, C_ ("menu", "Convert Image Type…"), "image.convert", image,
          !read_only && is_allowed (ferry_image_check_convert (image)));
  append (change, C_ ("menu", "Edit…"), "image.edit", image,
          !read_only && is_allowed (ferry_image_check_edit (image)));
  append (look, C_ ("menu", "Copy ID"), "image.copy-id", image, TRUE);
  append (look, C_ ("menu", "Details"), "image.details", image, TRUE);
  append (end, C_ ("menu", "Delete…"), "image.delete", image,
          !read_only && is_allowed (ferry_image_check_delete (image)));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));

  return G_MENU_MODEL (menu);
}

/**
 * ferry_row_menu_attach:
 * @button: the button at the end of a row
 * @menu: what ferry_row_menu_new() made for the row
 *
 * Lets @button open @menu, which reaches into the row and not beyond its end.
 */
void
ferry_row_menu_attach (GtkMenuButton *button, GMenuModel *menu)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_halign (popover, GTK_ALIGN_END);
  gtk_menu_button_set_popover (button, popover);
}

static gboolean
query_tooltip_cb (GtkWidget *button, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, C_ ("row", "More"));

  return TRUE;
}

/**
 * ferry_row_menu_button_new:
 * @create: called when the menu is opened, to make it
 * @user_data: for @create
 *
 * Returns: (transfer floating): the button at the end of a row
 */
GtkWidget *
ferry_row_menu_button_new (GtkMenuButtonCreatePopupFunc create, gpointer user_data)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create, user_data, NULL);
  /* A fixed text would make GTK ask the display where the pointer is, and wait, for each button. */
  gtk_widget_set_has_tooltip (button, TRUE);
  g_signal_connect (button, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");

  return button;
}
