/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes are saved as they are made; what cannot be saved goes back to what it was, with the reason beneath. */

#include "config.h"

#include "app/ferry-account-page.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-account-fault.h"
#include "app/ferry-add-account-dialog.h"
#include "app/ferry-remove-account-dialog.h"
#include "engine/ferry-regions.h"

struct _FerryAccountPage
{
  AdwNavigationPage parent_instance;

  FerrySession *session; /* (owned) (nullable) */
  FerryAccount *account; /* (owned) (nullable) */
  gboolean filling;      /* the rows show what is saved: that is no change */

  AdwPreferencesGroup *group;
  GtkEditable *label;
  AdwActionRow *access_key;
  AdwActionRow *endpoint;
  AdwComboRow *region;
  AdwSwitchRow *read_only;
  GtkWidget *fault_group;
  GtkLabel *fault;
  GtkWidget *keys_group;
  GtkWidget *remove_group;
};

G_DEFINE_FINAL_TYPE (FerryAccountPage, ferry_account_page, ADW_TYPE_NAVIGATION_PAGE)

static void
clear_fault (FerryAccountPage *self)
{
  gtk_widget_set_visible (self->fault_group, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->label), "error");
}

static void
show_fault (FerryAccountPage *self, const GError *error)
{
  g_autoptr (FerryAccountFault) fault = ferry_account_fault_new (error, FALSE);

  if (fault->field == FERRY_ACCOUNT_FIELD_LABEL)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
  gtk_label_set_label (self->fault, error->message);
  gtk_widget_set_visible (self->fault_group, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), error->message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static guint
find_region (const char *id)
{
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (regions[i].id, id) == 0)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

/* A name that is being typed is left alone. */
static void
fill (FerryAccountPage *self, gboolean with_label)
{
  const char *endpoint = ferry_account_get_endpoint (self->account);

  self->filling = TRUE;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), ferry_account_get_label (self->account));
  if (with_label)
    gtk_editable_set_text (self->label, ferry_account_get_label (self->account));
  adw_action_row_set_subtitle (self->access_key, ferry_account_get_access_key (self->account));
  adw_action_row_set_subtitle (self->endpoint, endpoint != NULL ? endpoint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->endpoint), endpoint != NULL);
  adw_combo_row_set_selected (self->region, find_region (ferry_account_get_default_region (self->account)));
  adw_switch_row_set_active (self->read_only, ferry_account_get_read_only (self->account));
  self->filling = FALSE;
}

static void
account_changed_cb (FerryAccountPage *self, GParamSpec *pspec)
{
  fill (self, g_str_equal (g_param_spec_get_name (pspec), "label"));
}

/* The session notices what becomes of the account shown, not of the others. */
static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_account_store_update_finish (FERRY_ACCOUNT_STORE (source), result, &error))
    {
      clear_fault (self);
      if (self->account != ferry_session_get_account (self->session))
        ferry_session_reload_account (self->session, self->account);
      return;
    }
  fill (self, FALSE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_fault (self, error);
}

static void
update (FerryAccountPage *self, const char *label)
{
  guint selected = adw_combo_row_get_selected (self->region);
  FerryAccountInput input = {
    .label = label,
    .endpoint = ferry_account_get_endpoint (self->account),
    .default_region = selected != GTK_INVALID_LIST_POSITION ? ferry_regions_get (NULL)[selected].id : NULL,
    .read_only = adw_switch_row_get_active (self->read_only),
  };

  ferry_account_store_update_async (ferry_session_get_accounts (self->session), self->account, &input, NULL,
                                    updated_cb, g_object_ref (self));
}

static void
label_applied_cb (FerryAccountPage *self)
{
  update (self, gtk_editable_get_text (self->label));
}

static void
row_changed_cb (FerryAccountPage *self)
{
  if (!self->filling)
    update (self, ferry_account_get_label (self->account));
}

static void
keys_activated_cb (FerryAccountPage *self)
{
  adw_dialog_present (ADW_DIALOG (ferry_add_account_dialog_new (self->session, self->account)),
                      GTK_WIDGET (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_account_store_remove_finish (FERRY_ACCOUNT_STORE (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_fault (self, error);
}

static void
remove_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAccountPage) self = user_data;

  if (ferry_remove_account_dialog_finish (ADW_ALERT_DIALOG (source), result))
    ferry_account_store_remove_async (ferry_session_get_accounts (self->session), self->account, NULL,
                                      removed_cb, g_object_ref (self));
}

static void
remove_activated_cb (FerryAccountPage *self)
{
  ferry_remove_account_dialog_ask (self->session, self->account, GTK_WIDGET (self), remove_chosen_cb,
                                   g_object_ref (self));
}

static void
ferry_account_page_dispose (GObject *object)
{
  FerryAccountPage *self = FERRY_ACCOUNT_PAGE (object);

  /* The template would let go of the child behind its parent's back. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_ACCOUNT_PAGE);
  g_clear_object (&self->session);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ferry_account_page_parent_class)->dispose (object);
}

static void
ferry_account_page_class_init (FerryAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_account_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, group);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, label);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, access_key);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, endpoint);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, region);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, read_only);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, fault_group);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, fault);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, keys_group);
  gtk_widget_class_bind_template_child (widget_class, FerryAccountPage, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, clear_fault);
  gtk_widget_class_bind_template_callback (widget_class, label_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, keys_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_activated_cb);
}

static void
ferry_account_page_init (FerryAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_regions (FerryAccountPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (names, ferry_region_get_name (regions[i].id));
  adw_combo_row_set_model (self->region, G_LIST_MODEL (names));
}

/* Words beside rows that cannot be changed: why. */
static const char *
describe_origin (FerryAccountOrigin origin)
{
  switch (origin)
    {
    case FERRY_ACCOUNT_ORIGIN_ENVIRONMENT:
      return _ (
        "This account comes from the environment variables JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY: change "
        "it there.");
    case FERRY_ACCOUNT_ORIGIN_SESSION_ONLY:
      return _ ("These keys are kept in memory alone and forgotten when Image Ferry quits.");
    case FERRY_ACCOUNT_ORIGIN_DEMO:
      return _ ("This account is part of the demo cloud; nothing real is touched with it.");
    case FERRY_ACCOUNT_ORIGIN_KEYRING:
    default:
      return NULL;
    }
}

static void
show_origin (FerryAccountPage *self)
{
  FerryAccountOrigin origin = ferry_account_get_origin (self->account);
  gboolean ours = origin == FERRY_ACCOUNT_ORIGIN_KEYRING || origin == FERRY_ACCOUNT_ORIGIN_SESSION_ONLY;

  adw_preferences_group_set_description (self->group, describe_origin (origin));
  gtk_widget_set_sensitive (GTK_WIDGET (self->label), ours);
  gtk_widget_set_sensitive (GTK_WIDGET (self->region), ours);
  gtk_widget_set_sensitive (GTK_WIDGET (self->read_only), ours);
  gtk_widget_set_visible (self->keys_group, ours);
  gtk_widget_set_visible (self->remove_group, ours);
}

/**
 * ferry_account_page_new:
 * @session: whose account
 * @account: the account
 *
 * Returns: (transfer floating): the page
 */
FerryAccountPage *
ferry_account_page_new (FerrySession *session, FerryAccount *account)
{
  FerryAccountPage *self;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_ACCOUNT (account), NULL);

  self = g_object_new (FERRY_TYPE_ACCOUNT_PAGE, NULL);
  self->session = g_object_ref (session);
  self->account = g_object_ref (account);
  fill_regions (self);
  fill (self, TRUE);
  show_origin (self);
  g_signal_connect_object (account, "notify", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->region, "notify::selected", G_CALLBACK (row_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->read_only, "notify::active", G_CALLBACK (row_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ferry_account_page_get_account:
 * @self: a page
 *
 * Returns: (transfer none): the account it shows
 */
FerryAccount *
ferry_account_page_get_account (FerryAccountPage *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_PAGE (self), NULL);

  return self->account;
}
