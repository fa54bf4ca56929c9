/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-accounts-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-account-page.h"
#include "app/ferry-add-account-dialog.h"
#include "app/ferry-import-dialog.h"

struct _FerryAccountsDialog
{
  AdwDialog parent_instance;

  FerrySession *session; /* (owned) (nullable) */

  AdwNavigationView *view;
  AdwBanner *banner;
  GtkListBox *list;
  GtkWidget *more;
  GtkWidget *import;
};

G_DEFINE_FINAL_TYPE (FerryAccountsDialog, ferry_accounts_dialog, ADW_TYPE_DIALOG)

/* A page of an account that is gone goes too. */
static void
leave_removed_account (FerryAccountsDialog *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->view);
  FerryAccount *account;

  if (!FERRY_IS_ACCOUNT_PAGE (page))
    return;
  account = ferry_account_page_get_account (FERRY_ACCOUNT_PAGE (page));
  if (ferry_account_store_find_id (ferry_session_get_accounts (self->session),
                                   ferry_account_get_id (account)) == NULL)
    adw_navigation_view_pop_to_tag (self->view, "accounts");
}

static void
update (FerryAccountsDialog *self)
{
  gboolean locked = ferry_account_store_get_locked (ferry_session_get_accounts (self->session));
  FerryProblem *problem = ferry_session_get_accounts_problem (self->session);

  g_assert (FERRY_IS_ACCOUNTS_DIALOG (self));

  if (locked)
    adw_banner_set_title (self->banner, _ ("The keyring is locked, with the accounts in it."));
  else if (problem != NULL)
    adw_banner_set_title (self->banner, problem->message);
  adw_banner_set_button_label (self->banner, locked ? _ ("_Unlock") : _ ("_Try Again"));
  adw_banner_set_revealed (self->banner, locked || problem != NULL);
  leave_removed_account (self);
}

static const char *
get_origin_word (FerryAccountOrigin origin)
{
  switch (origin)
    {
    case FERRY_ACCOUNT_ORIGIN_ENVIRONMENT:
      return C_ ("account", "Environment");
    case FERRY_ACCOUNT_ORIGIN_SESSION_ONLY:
      return C_ ("account", "This run only");
    case FERRY_ACCOUNT_ORIGIN_DEMO:
    case FERRY_ACCOUNT_ORIGIN_KEYRING:
    default:
      return NULL;
    }
}

static GtkWidget *
add_word (AdwActionRow *row, const char *word)
{
  GtkWidget *label = gtk_label_new (word);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  adw_action_row_add_suffix (row, label);

  return label;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  FerryAccount *account = FERRY_ACCOUNT (item);
  const char *origin = get_origin_word (ferry_account_get_origin (account));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *read_only;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_bind_property (account, "label", row, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (account, "access-key", row, "subtitle", G_BINDING_SYNC_CREATE);
  if (origin != NULL)
    add_word (ADW_ACTION_ROW (row), origin);
  read_only = add_word (ADW_ACTION_ROW (row), C_ ("account", "Read-only"));
  g_object_bind_property (account, "read-only", read_only, "visible", G_BINDING_SYNC_CREATE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));

  return row;
}

static void
row_activated_cb (FerryAccountsDialog *self, GtkListBoxRow *row)
{
  g_autoptr (FerryAccount) account = NULL;

  account = g_list_model_get_item (G_LIST_MODEL (ferry_session_get_accounts (self->session)),
                                   (guint) gtk_list_box_row_get_index (row));
  adw_navigation_view_push (self->view,
                            ADW_NAVIGATION_PAGE (ferry_account_page_new (self->session, account)));
}

static void
unlock_clicked_cb (FerryAccountsDialog *self)
{
  ferry_session_reload_accounts (self->session, TRUE);
}

static void
add_activated_cb (FerryAccountsDialog *self)
{
  ferry_add_account_dialog_present (self->session, GTK_WIDGET (self));
}

static void
import_activated_cb (FerryAccountsDialog *self)
{
  ferry_import_dialog_present (self->session, GTK_WIDGET (self));
}

static void
ferry_accounts_dialog_dispose (GObject *object)
{
  FerryAccountsDialog *self = FERRY_ACCOUNTS_DIALOG (object);

  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_ACCOUNTS_DIALOG);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_accounts_dialog_parent_class)->dispose (object);
}

static void
ferry_accounts_dialog_class_init (FerryAccountsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_accounts_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-accounts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryAccountsDialog, view);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountsDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountsDialog, more);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountsDialog, import);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_activated_cb);
}

static void
ferry_accounts_dialog_init (FerryAccountsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_accounts_dialog_new:
 * @session: whose accounts
 *
 * Returns: (transfer floating): the dialog
 */
FerryAccountsDialog *
ferry_accounts_dialog_new (FerrySession *session)
{
  FerryAccountsDialog *self;
  FerryAccountStore *accounts;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);

  self = g_object_new (FERRY_TYPE_ACCOUNTS_DIALOG, NULL);
  self->session = g_object_ref (session);
  accounts = ferry_session_get_accounts (session);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (accounts), create_row, NULL, NULL);
  /* Real keys have no place in a cloud that is forgotten with its window. */
  gtk_widget_set_visible (self->more, !ferry_session_is_demo (session));
  gtk_widget_set_visible (self->import, ferry_import_dialog_is_possible ());
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::locked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

/**
 * ferry_accounts_dialog_present:
 * @session: whose accounts
 * @parent: (nullable): the window it belongs to
 *
 * Shows all accounts, to add, change and remove them.
 */
void
ferry_accounts_dialog_present (FerrySession *session, GtkWidget *parent)
{
  g_return_if_fail (FERRY_IS_SESSION (session));

  adw_dialog_present (ADW_DIALOG (ferry_accounts_dialog_new (session)), parent);
}
