/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-place-button.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

struct _FerryPlaceButton
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */
  gboolean all_regions;

  GtkMenuButton *button;
  GtkLabel *title;
  GtkLabel *subtitle;
};

G_DEFINE_FINAL_TYPE (FerryPlaceButton, ferry_place_button, ADW_TYPE_BIN)

static void
append_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  /* An underscore in a name is no mnemonic. */
  g_autoptr (GString) escaped = g_string_new (label);

  g_string_replace (escaped, "_", "__", 0);
  g_menu_item_set_label (item, escaped->str);
  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GMenu *
make_region_section (void)
{
  GMenu *menu = g_menu_new ();
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    append_item (menu, ferry_region_get_name (regions[i].id), "win.region", regions[i].id);

  return menu;
}

static GMenu *
make_account_section (FerrySession *session)
{
  GListModel *accounts = G_LIST_MODEL (ferry_session_get_accounts (session));
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (FerryAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *label = NULL;

      label = ferry_account_get_read_only (account)
                ? g_strdup_printf (C_ ("account", "%s (read-only)"), ferry_account_get_label (account))
                : g_strdup (ferry_account_get_label (account));
      append_item (menu, label, "win.account", ferry_account_get_id (account));
    }

  return menu;
}

static void
update_menu (FerryPlaceButton *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) regions = make_region_section ();
  g_autoptr (GMenu) accounts = make_account_section (self->session);
  g_autoptr (GMenu) manage = g_menu_new ();

  if (!self->all_regions)
    g_menu_append_section (menu, C_ ("menu", "Region"), G_MENU_MODEL (regions));
  g_menu_append_section (menu, C_ ("menu", "Account"), G_MENU_MODEL (accounts));
  g_menu_append (manage, _ ("Manage Accounts…"), "app.accounts");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (manage));
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
}

static void
update_labels (FerryPlaceButton *self)
{
  FerryAccount *account = ferry_session_get_account (self->session);
  const char *account_label = account != NULL ? ferry_account_get_label (account) : "";
  const char *region = ferry_region_get_name (ferry_session_get_region (self->session));
  g_autofree char *name = NULL;

  gtk_label_set_label (self->title, self->all_regions ? account_label : region);
  gtk_label_set_label (self->subtitle, self->all_regions ? _ ("All regions") : account_label);
  name = self->all_regions ? g_strdup_printf (_ ("All regions, account %s"), account_label)
                           : g_strdup_printf (_ ("Region %s, account %s"), region, account_label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (FerryPlaceButton *self)
{
  g_assert (FERRY_IS_PLACE_BUTTON (self));

  if (self->session == NULL)
    return;
  update_labels (self);
  update_menu (self);
}

static void
ferry_place_button_dispose (GObject *object)
{
  FerryPlaceButton *self = FERRY_PLACE_BUTTON (object);

  /* The template would let go of the child behind the back of AdwBin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_PLACE_BUTTON);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_place_button_parent_class)->dispose (object);
}

static void
ferry_place_button_class_init (FerryPlaceButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_place_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-place-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryPlaceButton, button);
  gtk_widget_class_bind_template_child (widget_class, FerryPlaceButton, title);
  gtk_widget_class_bind_template_child (widget_class, FerryPlaceButton, subtitle);
}

static void
ferry_place_button_init (FerryPlaceButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_place_button_set_session:
 * @self: a place button
 * @session: whose place; to be set once
 */
void
ferry_place_button_set_session (FerryPlaceButton *self, FerrySession *session)
{
  FerryAccountStore *accounts;

  g_return_if_fail (FERRY_IS_PLACE_BUTTON (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  accounts = ferry_session_get_accounts (session);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::region", G_CALLBACK (update_labels), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * ferry_place_button_set_all_regions:
 * @self: a place button
 * @all_regions: whether the page in front shows every region
 */
void
ferry_place_button_set_all_regions (FerryPlaceButton *self, gboolean all_regions)
{
  g_return_if_fail (FERRY_IS_PLACE_BUTTON (self));

  if (self->all_regions == !!all_regions)
    return;
  self->all_regions = !!all_regions;
  update (self);
}

/**
 * ferry_place_button_popup:
 * @self: a place button
 *
 * Opens the menu.
 */
void
ferry_place_button_popup (FerryPlaceButton *self)
{
  g_return_if_fail (FERRY_IS_PLACE_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
