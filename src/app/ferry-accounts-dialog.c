/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-accounts-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-add-account-dialog.h"

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ferry_account_store_remove_finish (FERRY_ACCOUNT_STORE (source), result, &error))
    g_message ("%s", error->message);
}

static void
remove_clicked_cb (GtkButton *button, FerrySession *session)
{
  FerryAccount *account = g_object_get_data (G_OBJECT (button), "account");

  ferry_account_store_remove_async (ferry_session_get_accounts (session), account, NULL, removed_cb, NULL);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  FerryAccount *account = FERRY_ACCOUNT (item);
  FerrySession *session = FERRY_SESSION (user_data);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ferry_account_get_label (account));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ferry_account_get_access_key (account));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove Account"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_visible (button, ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_KEYRING);
  g_object_set_data_full (G_OBJECT (button), "account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), session, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
add_clicked_cb (GtkButton *button, FerrySession *session)
{
  ferry_add_account_dialog_present (session, GTK_WIDGET (button));
}

/**
 * ferry_accounts_dialog_present:
 * @session: whose accounts
 * @parent: (nullable): the window it belongs to
 *
 * Shows all accounts, to add and remove them.
 */
void
ferry_accounts_dialog_present (FerrySession *session, GtkWidget *parent)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add…"));

  g_return_if_fail (FERRY_IS_SESSION (session));

  g_signal_connect_object (add, "clicked", G_CALLBACK (add_clicked_cb), session, 0);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), add);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_bind_model (GTK_LIST_BOX (list), G_LIST_MODEL (ferry_session_get_accounts (session)),
                           create_row, session, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Accounts"));
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
