/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-settings.h"

#include <gtk/gtk.h>

/* No schema is installed where tests run: what is used is in the program. */
static void
test_defaults (void)
{
  g_autoptr (GSettings) settings = ferry_settings_new ();
  g_autofree char *column = g_settings_get_string (settings, FERRY_SETTING_SORT_COLUMN);

  g_assert_cmpint (g_settings_get_int (settings, FERRY_SETTING_WINDOW_WIDTH), ==, 1200);
  g_assert_cmpstr (column, ==, "created");
  g_assert_true (g_settings_get_boolean (settings, FERRY_SETTING_NOTIFY));
}

static void
test_bind (void)
{
  g_autoptr (GSettings) settings = ferry_settings_new ();
  GtkWidget *widget = g_object_ref_sink (gtk_switch_new ());

  ferry_settings_bind (settings, FERRY_SETTING_NOTIFY, widget, "active");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (widget)));
  g_assert_true (gtk_widget_get_sensitive (widget));
  gtk_switch_set_active (GTK_SWITCH (widget), FALSE);
  g_assert_false (g_settings_get_boolean (settings, FERRY_SETTING_NOTIFY));
  g_assert_finalize_object (widget);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/defaults", test_defaults);
  g_test_add_func ("/settings/bind", test_bind);

  return g_test_run ();
}
