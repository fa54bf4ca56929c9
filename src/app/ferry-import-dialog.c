/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ticked profiles are imported one after the other: each is tried with one call, then saved. What fails says so in
 * its row and stays ticked; the others are imported all the same. */

#include "config.h"

#include "app/ferry-import-dialog.h"

#include <glib/gi18n-lib.h>

#include "accounts/ferry-accounts-error.h"
#include "accounts/ferry-jdc-config.h"
#include "app/ferry-account-fault.h"
#include "app/ferry-import-row.h"
#include "app/ferry-key-trial.h"

struct _FerryImportDialog
{
  AdwDialog parent_instance;

  FerrySession *session;     /* (owned) (nullable) */
  FerryJdcConfig *config;    /* (owned) (nullable): NULL if the file cannot be read */
  GCancellable *cancellable; /* (owned) (nullable): of the import that is running */
  FerryAccount *first;       /* (owned) (nullable): the first one imported */
  char *label;               /* (owned) (nullable): of the one that is being imported */
  guint position;            /* its row */
  guint n_failed;
  gboolean once; /* for this run only: the keyring does not keep them */

  GtkWidget *import;
  GtkWidget *notice_icon;
  GtkLabel *notice_text;
  GtkWidget *group;
  GtkListBox *list;
  GtkWidget *once_button;
};

G_DEFINE_FINAL_TYPE (FerryImportDialog, ferry_import_dialog, ADW_TYPE_DIALOG)

static void import_next (FerryImportDialog *self);

static FerryImportRow *
get_row (FerryImportDialog *self, guint position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) position);

  return row != NULL ? FERRY_IMPORT_ROW (row) : NULL;
}

static void
update (FerryImportDialog *self)
{
  gboolean any = FALSE;

  for (guint i = 0; get_row (self, i) != NULL; i++)
    any = any || ferry_import_row_get_ticked (get_row (self, i));
  gtk_widget_set_sensitive (self->import, any && self->cancellable == NULL);
  gtk_widget_set_sensitive (self->once_button, self->cancellable == NULL);
}

/* Profiles are often called "default": a number tells them from the accounts that are there. */
static char *
choose_label (FerryImportDialog *self, const char *name)
{
  FerryAccountStore *accounts = ferry_session_get_accounts (self->session);
  g_autofree char *label = g_strdup (name);

  for (guint i = 2; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;

      if (ferry_account_store_check_label (accounts, label, &error) ||
          !g_error_matches (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_DUPLICATE))
        break;
      g_free (label);
      label = g_strdup_printf ("%s %u", name, i);
    }

  return g_steal_pointer (&label);
}

static gboolean
get_input (FerryImportDialog *self, FerryAccountInput *input)
{
  if (!ferry_jdc_profile_fill_input (ferry_import_row_get_profile (get_row (self, self->position)), input))
    return FALSE;
  input->label = self->label;

  return TRUE;
}

static void
end (FerryImportDialog *self)
{
  gboolean cancelled = g_cancellable_is_cancelled (self->cancellable);

  g_clear_object (&self->cancellable);
  update (self);
  if (self->first != NULL && ferry_session_get_account (self->session) == NULL)
    ferry_session_set_account (self->session, self->first);
  if (self->n_failed == 0 && !cancelled)
    adw_dialog_close (ADW_DIALOG (self));
}

static void
go_on (FerryImportDialog *self)
{
  self->position++;
  import_next (self);
}

static void
note_failure (FerryImportDialog *self, const GError *error)
{
  FerryImportRow *row = get_row (self, self->position);
  g_autoptr (FerryAccountFault) fault = NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ferry_import_row_set_state (row, FERRY_IMPORT_IDLE, NULL);
      return;
    }
  fault = ferry_account_fault_new (error, FALSE);
  text =
    fault->advice != NULL ? g_strdup_printf ("%s\n%s", fault->title, fault->advice) : g_strdup (fault->title);
  ferry_import_row_set_state (row, FERRY_IMPORT_FAILED, text);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), fault->title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  gtk_widget_set_visible (self->once_button, fault->keyring);
  self->n_failed++;
}

static void
note_success (FerryImportDialog *self, FerryAccount *account)
{
  g_autofree char *text = NULL;

  if (self->first == NULL)
    self->first = g_object_ref (account);
  text = g_strdup_printf (_ ("Imported as “%s”"), ferry_account_get_label (account));
  ferry_import_row_set_state (get_row (self, self->position), FERRY_IMPORT_DONE, text);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccount) account =
    ferry_account_store_add_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  if (account != NULL)
    note_success (self, account);
  else
    note_failure (self, error);
  go_on (self);
}

static void
add_once (FerryImportDialog *self, const FerryAccountInput *input)
{
  g_autoptr (GError) error = NULL;
  FerryAccount *account =
    ferry_account_store_add_session_only (ferry_session_get_accounts (self->session), input, &error);

  if (account != NULL)
    note_success (self, account);
  else
    note_failure (self, error);
  go_on (self);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  FerryAccountInput input;

  if (!ferry_key_trial_finish (FERRY_SESSION (source), result, &error))
    {
      note_failure (self, error);
      go_on (self);
    }
  else if (get_input (self, &input) && self->once)
    add_once (self, &input);
  else
    ferry_account_store_add_async (ferry_session_get_accounts (self->session), &input, self->cancellable,
                                   added_cb, g_object_ref (self));
}

static void
import_next (FerryImportDialog *self)
{
  FerryImportRow *row;
  FerryAccountInput input;

  while ((row = get_row (self, self->position)) != NULL && !ferry_import_row_get_ticked (row))
    self->position++;
  if (row == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      end (self);
      return;
    }
  g_free (self->label);
  self->label = choose_label (self, ferry_jdc_profile_get_name (ferry_import_row_get_profile (row)));
  ferry_import_row_set_state (row, FERRY_IMPORT_BUSY, NULL);
  get_input (self, &input);
  ferry_key_trial_async (self->session, NULL, &input, self->cancellable, tried_cb, g_object_ref (self));
}

static void
import_clicked_cb (FerryImportDialog *self)
{
  g_assert (FERRY_IS_IMPORT_DIALOG (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->position = 0;
  self->n_failed = 0;
  gtk_widget_set_visible (self->once_button, FALSE);
  update (self);
  import_next (self);
}

static void
once_clicked_cb (FerryImportDialog *self)
{
  self->once = TRUE;
  import_clicked_cb (self);
}

static void
cancel_clicked_cb (FerryImportDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
ferry_import_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (FERRY_IMPORT_DIALOG (dialog)->cancellable);
}

static void
ferry_import_dialog_dispose (GObject *object)
{
  FerryImportDialog *self = FERRY_IMPORT_DIALOG (object);

  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_IMPORT_DIALOG);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->config);
  g_clear_object (&self->first);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (ferry_import_dialog_parent_class)->dispose (object);
}

static void
ferry_import_dialog_class_init (FerryImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_import_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = ferry_import_dialog_closed;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryImportDialog, import);
  gtk_widget_class_bind_template_child (widget_class, FerryImportDialog, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, FerryImportDialog, notice_text);
  gtk_widget_class_bind_template_child (widget_class, FerryImportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, FerryImportDialog, list);
  gtk_widget_class_bind_template_child_full (widget_class, "once", FALSE,
                                             G_STRUCT_OFFSET (FerryImportDialog, once_button));
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, once_clicked_cb);
}

static void
ferry_import_dialog_init (FerryImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
find_known (FerryImportDialog *self, const char *access_key)
{
  GListModel *accounts = G_LIST_MODEL (ferry_session_get_accounts (self->session));

  for (guint i = 0; access_key != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (ferry_account_get_access_key (account), access_key) == 0)
        return ferry_account_get_label (account);
    }

  return NULL;
}

static void
add_rows (FerryImportDialog *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->config)); i++)
    {
      g_autoptr (FerryJdcProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->config), i);
      FerryImportRow *row =
        ferry_import_row_new (profile, find_known (self, ferry_jdc_profile_get_access_key (profile)));

      g_signal_connect_object (row, "notify::ticked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }
}

/**
 * ferry_import_dialog_new:
 * @session: where to add the accounts
 * @path: the file
 *
 * Returns: (transfer floating): the dialog
 */
FerryImportDialog *
ferry_import_dialog_new (FerrySession *session, const char *path)
{
  FerryImportDialog *self;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (FERRY_TYPE_IMPORT_DIALOG, NULL);
  self->session = g_object_ref (session);
  self->config = ferry_jdc_config_read (path, &error);
  if (self->config != NULL)
    {
      gtk_label_set_label (self->notice_text, ferry_jdc_config_get_warning (self->config));
      add_rows (self);
    }
  else
    {
      gtk_label_set_label (self->notice_text, error->message);
      gtk_widget_set_visible (self->group, FALSE);
    }
  update (self);

  return self;
}

/**
 * ferry_import_dialog_is_possible:
 *
 * Returns: whether there is a file of jdc to import from
 */
gboolean
ferry_import_dialog_is_possible (void)
{
  g_autofree char *path = ferry_jdc_config_dup_default_path ();

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * ferry_import_dialog_present:
 * @session: where to add the accounts
 * @parent: (nullable): the window it belongs to
 *
 * Shows what jdc is configured with, to import it.
 */
void
ferry_import_dialog_present (FerrySession *session, GtkWidget *parent)
{
  g_autofree char *path = NULL;

  g_return_if_fail (FERRY_IS_SESSION (session));

  path = ferry_jdc_config_dup_default_path ();
  adw_dialog_present (ADW_DIALOG (ferry_import_dialog_new (session, path)), parent);
}
