/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-preferences-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-settings.h"

/* A row that an administrator has locked says so, for everybody to read. */
static void
update_lock (GSettings *settings, const char *key, AdwActionRow *row)
{
  const char *subtitle = g_object_get_data (G_OBJECT (row), "subtitle");
  g_autofree char *locked = NULL;

  if (!g_settings_is_writable (settings, key))
    locked = g_strconcat (subtitle, "\n", _ ("Set by the administrator of this computer"), NULL);
  adw_action_row_set_subtitle (row, locked != NULL ? locked : subtitle);
  if (locked != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "locked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "locked");
}

static void
add_lock (GSettings *settings, const char *key, AdwActionRow *row)
{
  GtkWidget *lock = gtk_image_new_from_icon_name ("changes-prevent-symbolic");
  g_autofree char *changed = g_strconcat ("writable-changed::", key, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (lock), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Set by the administrator of this computer"), -1);
  adw_action_row_add_suffix (row, lock);
  g_settings_bind_writable (settings, key, lock, "visible", TRUE);
  g_object_set_data_full (G_OBJECT (row), "subtitle", g_strdup (adw_action_row_get_subtitle (row)), g_free);
  g_signal_connect_object (settings, changed, G_CALLBACK (update_lock), row, 0);
  update_lock (settings, key, row);
}

/* Each row has the name of its key. */
static void
bind_row (GtkBuilder *builder, GSettings *settings, const char *key, const char *property)
{
  GObject *row = gtk_builder_get_object (builder, key);

  ferry_settings_bind (settings, key, row, property);
  add_lock (settings, key, ADW_ACTION_ROW (row));
}

static void
autostart_failed_cb (AdwPreferencesDialog *dialog, const char *message)
{
  AdwToast *toast = adw_toast_new (message);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_preferences_dialog_add_toast (dialog, toast);
}

/**
 * ferry_preferences_dialog_present:
 * @settings: the settings
 * @autostart: what starts the program at login
 * @parent: (nullable): the window it belongs to
 *
 * Shows the preferences.
 */
void
ferry_preferences_dialog_present (GSettings *settings, FerryAutostart *autostart, GtkWidget *parent)
{
  g_autoptr (GtkBuilder) builder = NULL;
  AdwDialog *dialog;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (FERRY_IS_AUTOSTART (autostart));

  builder = gtk_builder_new_from_resource ("/io/github/imageferry/ImageFerry/ferry-preferences-dialog.ui");
  dialog = ADW_DIALOG (gtk_builder_get_object (builder, "dialog"));
  bind_row (builder, settings, FERRY_SETTING_NOTIFY, "active");
  bind_row (builder, settings, FERRY_SETTING_KEEP_AWAKE, "active");
  bind_row (builder, settings, FERRY_SETTING_RESUME_AT_LOGIN, "active");
  bind_row (builder, settings, FERRY_SETTING_SETTLE_SECONDS, "value");
  g_signal_connect_object (autostart, "failed", G_CALLBACK (autostart_failed_cb), dialog, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, parent);
}
