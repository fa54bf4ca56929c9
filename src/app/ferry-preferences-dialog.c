/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-preferences-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-settings.h"

static void
add_switch (AdwPreferencesGroup *group,
            GSettings *settings,
            const char *key,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  ferry_settings_bind (settings, key, row, "active");
  adw_preferences_group_add (group, row);
}

/**
 * ferry_preferences_dialog_present:
 * @settings: the settings
 * @parent: (nullable): the window it belongs to
 *
 * Shows the preferences.
 */
void
ferry_preferences_dialog_present (GSettings *settings, GtkWidget *parent)
{
  AdwDialog *dialog = adw_preferences_dialog_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  add_switch (group, settings, FERRY_SETTING_NOTIFY, _ ("Notifications"),
              _ ("Tell when a copy ends or needs a decision"));
  add_switch (group, settings, FERRY_SETTING_RESUME_AT_LOGIN, _ ("Resume Copies at Login"),
              _ ("Follow unfinished copies in the background after logging in"));
  adw_preferences_page_add (page, group);
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), page);
  adw_dialog_present (dialog, parent);
}
