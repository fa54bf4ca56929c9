/* SPDX-License-Identifier: GPL-3.0-or-later */

/* While keys are tried and saved all rows are insensitive, so that their texts stay what was tried; secrets are never
 * copied out of their rows. */

#include "config.h"

#include "app/ferry-add-account-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-account-fault.h"
#include "app/ferry-first-focus.h"
#include "app/ferry-key-trial.h"
#include "engine/ferry-regions.h"

struct _FerryAddAccountDialog
{
  AdwDialog parent_instance;

  FerrySession *session;     /* (owned) (nullable) */
  FerryAccount *account;     /* (owned) (nullable): whose keys are changed, NULL for a new account */
  GCancellable *cancellable; /* (owned) (nullable): of the trial that is running */
  char *old_access_key;      /* (owned) (nullable): of @account while its keys are saved */
  GtkWidget *blamed;         /* the row that the fault is about, NULL for none */

  GtkWidget *cancel;
  GtkWidget *save;
  GtkStack *save_stack;
  GtkLabel *save_label;
  GtkLabel *description;
  GtkWidget *keys;
  GtkEditable *label;
  GtkEditable *access_key;
  GtkEditable *secret_key;
  GtkWidget *fault;
  GtkLabel *fault_title;
  GtkLabel *fault_advice;
  GtkWidget *once;
  GtkWidget *place;
  AdwComboRow *region;
  AdwSwitchRow *read_only;
  GtkWidget *more;
  AdwExpanderRow *advanced;
  GtkEditable *session_token;
  GtkEditable *endpoint;
};

G_DEFINE_FINAL_TYPE (FerryAddAccountDialog, ferry_add_account_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What stands in the rows; borrowed from them. */
static FerryAccountInput
get_input (FerryAddAccountDialog *self)
{
  FerryAccountInput input = {
    .access_key = gtk_editable_get_text (self->access_key),
    .secret_key = gtk_editable_get_text (self->secret_key),
    .session_token = gtk_editable_get_text (self->session_token),
  };

  if (self->account != NULL)
    {
      input.endpoint = ferry_account_get_endpoint (self->account);
      input.default_region = ferry_account_get_default_region (self->account);
      return input;
    }
  input.label = gtk_editable_get_text (self->label);
  input.endpoint = gtk_editable_get_text (self->endpoint);
  input.default_region = ferry_regions_get (NULL)[adw_combo_row_get_selected (self->region)].id;
  input.read_only = adw_switch_row_get_active (self->read_only);

  return input;
}

static GtkWidget *
get_row (FerryAddAccountDialog *self, FerryAccountField field)
{
  switch (field)
    {
    case FERRY_ACCOUNT_FIELD_LABEL:
      return GTK_WIDGET (self->label);
    case FERRY_ACCOUNT_FIELD_ACCESS_KEY:
      return GTK_WIDGET (self->access_key);
    case FERRY_ACCOUNT_FIELD_SECRET_KEY:
      return GTK_WIDGET (self->secret_key);
    case FERRY_ACCOUNT_FIELD_SESSION_TOKEN:
      return GTK_WIDGET (self->session_token);
    case FERRY_ACCOUNT_FIELD_ENDPOINT:
      return GTK_WIDGET (self->endpoint);
    case FERRY_ACCOUNT_FIELD_REGION:
    case FERRY_ACCOUNT_FIELD_NONE:
    default:
      return NULL;
    }
}

/* A dialog keeps the height it had at first; the sentence of a fault makes it taller. */
static void
fit (FerryAddAccountDialog *self)
{
  int height;

  gtk_widget_measure (adw_dialog_get_child (ADW_DIALOG (self)), GTK_ORIENTATION_VERTICAL,
                      adw_dialog_get_content_width (ADW_DIALOG (self)), NULL, &height, NULL, NULL);
  adw_dialog_set_content_height (ADW_DIALOG (self), height);
}

static void
clear_fault (FerryAddAccountDialog *self)
{
  if (self->blamed != NULL)
    {
      gtk_widget_remove_css_class (self->blamed, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->blamed), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->blamed), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
    }
  self->blamed = NULL;
  if (!gtk_widget_get_visible (self->fault))
    return;
  gtk_widget_set_visible (self->fault, FALSE);
  fit (self);
}

/* The row to blame takes the focus with its text selected, ready to be pasted over. */
static void
blame (FerryAddAccountDialog *self, GtkWidget *row)
{
  self->blamed = row;
  gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->fault_title, self->fault_advice, NULL, -1);
  if (row == GTK_WIDGET (self->session_token) || row == GTK_WIDGET (self->endpoint))
    adw_expander_row_set_expanded (self->advanced, TRUE);
  gtk_widget_grab_focus (row);
  gtk_editable_select_region (GTK_EDITABLE (row), 0, -1);
}

static void
show_fault (FerryAddAccountDialog *self, const GError *error)
{
  FerryAccountInput input = get_input (self);
  gboolean own_endpoint = input.endpoint != NULL && *input.endpoint != '\0';
  g_autoptr (FerryAccountFault) fault = ferry_account_fault_new (error, own_endpoint);
  GtkWidget *row = get_row (self, fault->field);

  gtk_label_set_label (self->fault_title, fault->title);
  gtk_label_set_label (self->fault_advice, fault->advice != NULL ? fault->advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_advice), fault->advice != NULL);
  gtk_widget_set_visible (self->once, fault->keyring && self->account == NULL);
  gtk_widget_set_visible (self->fault, TRUE);
  fit (self);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), fault->title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (row != NULL && gtk_widget_get_visible (row))
    blame (self, row);
  else
    gtk_widget_grab_focus (fault->keyring && self->account == NULL ? self->once : self->save);
}

static void
set_busy (FerryAddAccountDialog *self, gboolean busy)
{
  /* The focus must not vanish with the row that has it. */
  if (busy)
    gtk_widget_grab_focus (self->cancel);
  gtk_widget_set_sensitive (self->save, !busy);
  gtk_widget_set_sensitive (self->keys, !busy);
  gtk_widget_set_sensitive (self->place, !busy);
  gtk_widget_set_sensitive (self->more, !busy);
  gtk_stack_set_visible_child_name (self->save_stack, busy ? "busy" : "label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->save), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
end_trial (FerryAddAccountDialog *self, const GError *error)
{
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_fault (self, error);
}

static void
finish_with (FerryAddAccountDialog *self, FerryAccount *account)
{
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, account);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAddAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryAccount) account =
    ferry_account_store_add_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  end_trial (self, error);
  if (account != NULL)
    finish_with (self, account);
}

/* The session notices by itself that the account shown has another access key, and nothing else. */
static gboolean
is_noticed (FerryAddAccountDialog *self)
{
  return self->account == ferry_session_get_account (self->session) &&
         g_strcmp0 (self->old_access_key, ferry_account_get_access_key (self->account)) != 0;
}

static void
keys_updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAddAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = ferry_account_store_update_keys_finish (FERRY_ACCOUNT_STORE (source), result, &error);

  end_trial (self, error);
  if (!ok)
    return;
  if (!is_noticed (self))
    ferry_session_reload_account (self->session, self->account);
  finish_with (self, self->account);
}

static void
save (FerryAddAccountDialog *self)
{
  FerryAccountStore *accounts = ferry_session_get_accounts (self->session);
  FerryAccountInput input = get_input (self);

  if (self->account != NULL)
    {
      g_set_str (&self->old_access_key, ferry_account_get_access_key (self->account));
      ferry_account_store_update_keys_async (accounts, self->account, &input, self->cancellable,
                                             keys_updated_cb, g_object_ref (self));
    }
  else
    ferry_account_store_add_async (accounts, &input, self->cancellable, added_cb, g_object_ref (self));
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAddAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_key_trial_finish (FERRY_SESSION (source), result, &error))
    end_trial (self, error);
  else if (g_cancellable_is_cancelled (self->cancellable))
    end_trial (self, NULL);
  else
    save (self);
}

static void
save_clicked_cb (FerryAddAccountDialog *self)
{
  FerryAccountInput input = get_input (self);

  g_assert (FERRY_IS_ADD_ACCOUNT_DIALOG (self));

  if (self->cancellable != NULL)
    return;
  clear_fault (self);
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  ferry_key_trial_async (self->session, self->account, &input, self->cancellable, tried_cb,
                         g_object_ref (self));
}

/* The keys were tried just before: only the keyring stood in the way. */
static void
once_clicked_cb (FerryAddAccountDialog *self)
{
  FerryAccountInput input = get_input (self);
  g_autoptr (GError) error = NULL;
  FerryAccount *account;

  clear_fault (self);
  account = ferry_account_store_add_session_only (ferry_session_get_accounts (self->session), &input, &error);
  if (account != NULL)
    finish_with (self, account);
  else
    show_fault (self, error);
}

static void
cancel_clicked_cb (FerryAddAccountDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* What was tried is not what stands there any more. */
static void
row_changed_cb (FerryAddAccountDialog *self)
{
  if (self->cancellable == NULL)
    clear_fault (self);
}

static void
ferry_add_account_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (FERRY_ADD_ACCOUNT_DIALOG (dialog)->cancellable);
}

static void
ferry_add_account_dialog_dispose (GObject *object)
{
  FerryAddAccountDialog *self = FERRY_ADD_ACCOUNT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_ADD_ACCOUNT_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->account);
  g_clear_pointer (&self->old_access_key, g_free);

  G_OBJECT_CLASS (ferry_add_account_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, save);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, save_stack);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, save_label);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, description);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, keys);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, label);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, access_key);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, secret_key);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, fault_title);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, fault_advice);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, once);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, place);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, region);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, read_only);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, more);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, advanced);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, session_token);
  gtk_widget_class_bind_template_child (widget_class, FerryAddAccountDialog, endpoint);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, once_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_changed_cb);
}

static void
ferry_add_account_dialog_class_init (FerryAddAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_add_account_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = ferry_add_account_dialog_closed;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", FERRY_TYPE_ADD_ACCOUNT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, FERRY_TYPE_ACCOUNT);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/imageferry/ImageFerry/ferry-add-account-dialog.ui");
  bind_children (widget_class);
}

static void
ferry_add_account_dialog_init (FerryAddAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_regions (FerryAddAccountDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);
  guint shown = 0;

  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (names, ferry_region_get_name (regions[i].id));
      if (g_str_equal (regions[i].id, ferry_session_get_region (self->session)))
        shown = i;
    }
  adw_combo_row_set_model (self->region, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->region, shown);
}

static void
set_up_for_new (FerryAddAccountDialog *self)
{
  g_autofree char *description = NULL;

  /* Translators: %s is an address. */
  description =
    g_strdup_printf (_ ("Create a key pair on the <a href=\"%s\">AccessKey management page</a>. It is "
                        "checked with one harmless call and kept in the keyring."),
                     FERRY_ACCESS_KEY_PAGE);
  gtk_label_set_markup (self->description, description);
  fill_regions (self);
}

static void
set_up_for_keys (FerryAddAccountDialog *self)
{
  g_autofree char *description = NULL;

  description =
    g_strdup_printf (_ ("Create a key pair on the <a href=\"%s\">AccessKey management page</a>. It is "
                        "checked with one harmless call before it takes the place of the old one."),
                     FERRY_ACCESS_KEY_PAGE);
  gtk_label_set_markup (self->description, description);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Update Keys"));
  gtk_label_set_label (self->save_label, C_ ("keys", "_Update"));
  gtk_widget_set_visible (GTK_WIDGET (self->label), FALSE);
  gtk_widget_set_visible (self->place, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->endpoint), FALSE);
  gtk_editable_set_text (self->access_key, ferry_account_get_access_key (self->account));
}

/**
 * ferry_add_account_dialog_new:
 * @session: where to add it
 * @account: (nullable): an account that gets new keys, %NULL for a new account
 *
 * Returns: (transfer floating): the dialog
 */
FerryAddAccountDialog *
ferry_add_account_dialog_new (FerrySession *session, FerryAccount *account)
{
  FerryAddAccountDialog *self;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (account == NULL || FERRY_IS_ACCOUNT (account), NULL);

  self = g_object_new (FERRY_TYPE_ADD_ACCOUNT_DIALOG, NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->account, account);
  if (account != NULL)
    set_up_for_keys (self);
  else
    set_up_for_new (self);
  ferry_first_focus_set (ADW_DIALOG (self),
                         account != NULL ? GTK_WIDGET (self->access_key) : GTK_WIDGET (self->label));

  return self;
}

static void
show_account (FerrySession *session, FerryAccount *account)
{
  ferry_session_set_account (session, account);
}

/**
 * ferry_add_account_dialog_present:
 * @session: where to add it
 * @parent: (nullable): the window it belongs to
 *
 * Asks for a key pair and keeps it; the new account is shown then.
 */
void
ferry_add_account_dialog_present (FerrySession *session, GtkWidget *parent)
{
  FerryAddAccountDialog *dialog;

  g_return_if_fail (FERRY_IS_SESSION (session));

  dialog = ferry_add_account_dialog_new (session, NULL);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (show_account), session, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
