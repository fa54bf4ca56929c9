/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-add-account-dialog.h"

#include <glib/gi18n-lib.h>

/* The entries of the dialog; they live as long as it. */
typedef struct
{
  FerrySession *session; /* (owned) */
  AdwDialog *dialog;
  GtkEditable *name;
  GtkEditable *access_key;
  GtkEditable *secret_key;
  GtkLabel *error;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->session);
  g_free (form);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = ADW_DIALOG (user_data);
  Form *form = g_object_get_data (G_OBJECT (dialog), "form");
  g_autoptr (GError) error = NULL;
  FerryAccount *account = ferry_account_store_add_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  if (account != NULL)
    {
      ferry_session_set_account (form->session, account);
      adw_dialog_close (dialog);
      return;
    }
  gtk_label_set_label (form->error, error->message);
}

static void
add_clicked_cb (GtkButton *button, Form *form)
{
  FerryAccountInput input = {
    .label = gtk_editable_get_text (form->name),
    .access_key = gtk_editable_get_text (form->access_key),
    .secret_key = gtk_editable_get_text (form->secret_key),
  };

  ferry_account_store_add_async (ferry_session_get_accounts (form->session), &input, NULL, added_cb,
                                 g_object_ref (form->dialog));
}

static GtkEditable *
add_row (GtkWidget *group, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return GTK_EDITABLE (row);
}

static GtkWidget *
make_page (Form *form)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *more = adw_preferences_group_new ();

  form->name = add_row (group, adw_entry_row_new (), _ ("Name"));
  form->access_key = add_row (group, adw_entry_row_new (), _ ("AccessKey ID"));
  form->secret_key = add_row (group, adw_password_entry_row_new (), _ ("SecretKey"));
  form->error = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (form->error, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (form->error), "error");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (more), GTK_WIDGET (form->error));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (more));

  return page;
}

/**
 * ferry_add_account_dialog_present:
 * @session: where to add it
 * @parent: (nullable): the window it belongs to
 *
 * Asks for a key pair and keeps it.
 */
void
ferry_add_account_dialog_present (FerrySession *session, GtkWidget *parent)
{
  Form *form = g_new0 (Form, 1);
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add"));

  g_return_if_fail (FERRY_IS_SESSION (session));

  form->session = g_object_ref (session);
  form->dialog = adw_dialog_new ();
  g_object_set_data_full (G_OBJECT (form->dialog), "form", form, form_free);
  gtk_widget_add_css_class (add, "suggested-action");
  g_signal_connect (add, "clicked", G_CALLBACK (add_clicked_cb), form);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), add);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_page (form));
  adw_dialog_set_title (form->dialog, _ ("Add Account"));
  adw_dialog_set_content_width (form->dialog, 460);
  adw_dialog_set_content_height (form->dialog, 400);
  adw_dialog_set_default_widget (form->dialog, add);
  adw_dialog_set_child (form->dialog, view);
  adw_dialog_present (form->dialog, parent);
}
