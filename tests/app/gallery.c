/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws dialogs and states of the window into PNG files, for looking at:
 * gallery FOLDER WIDTH HEIGHT light|dark [NAME…] */

#include "config.h"

#include <locale.h>
#include <string.h>

#include "app-harness.h"
#include "app/ferry-accounts-dialog.h"
#include "app/ferry-add-account-dialog.h"
#include "app/ferry-application.h"
#include "app/ferry-import-dialog.h"
#include "app/ferry-preferences-dialog.h"
#include "app/ferry-window.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  FerryWindow *window;
} Scene;

typedef struct
{
  const char *name;
  void (*show) (Scene *scene);
} Picture;

static void
press_default (Scene *scene)
{
  g_signal_emit_by_name (adw_dialog_get_default_widget (ADW_DIALOG (get_dialog (scene->window))), "clicked");
}

static void
show_first_start (Scene *scene)
{
  ferry_session_start (scene->cloud->session);
}

static void
show_add_account (Scene *scene)
{
  show_first_start (scene);
  ferry_add_account_dialog_present (scene->cloud->session, GTK_WIDGET (scene->window));
}

static void
enter_keys (Scene *scene, const char *access_key, const char *secret_key)
{
  show_add_account (scene);
  type_into (scene->window, "Name", "Production");
  type_into (scene->window, "AccessKey ID", access_key);
  type_into (scene->window, "SecretKey", secret_key);
  type_into (scene->window, "Endpoint (optional)", emulator_thread_get_uri (scene->cloud->cloud));
  press_default (scene);
}

static void
show_add_account_error (Scene *scene)
{
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, "wrong-secret-key-of-some-length");
}

static void
show_add_account_unknown (Scene *scene)
{
  enter_keys (scene, "JDC_8F2E61B0C47A935D", "wrong");
}

static void
show_add_account_busy (Scene *scene)
{
  app_cloud_fault (scene->cloud, "{\"operation\":\"describeImages\",\"fault\":\"stall\"}");
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY);
}

static void
show_add_account_keyring (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  error = ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  ferry_memory_store_set_failure (scene->cloud->keyring, error);
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY);
}

static void
show_accounts (Scene *scene)
{
  app_cloud_start (scene->cloud);
  ferry_accounts_dialog_present (scene->cloud->session, GTK_WIDGET (scene->window));
}

static void
show_account (Scene *scene)
{
  show_accounts (scene);
  app_settle ();
  activate_row (scene->window, "Production");
}

static void
show_import (Scene *scene)
{
  g_autofree char *path = g_build_filename (scene->cloud->folder, "jdc", NULL);

  show_first_start (scene);
  g_file_set_contents (
    path,
    "[default]\naccess_key = JDC_8F2E61B0C47A935D\nsecret_key = abc\nregion_id = cn-north-1\n"
    "[backup]\naccess_key = JDC_11112222\nsecret_key = def\nregion_id = cn-east-2\n"
    "[broken]\naccess_key =\nsecret_key =\n",
    -1, NULL);
  adw_dialog_present (ADW_DIALOG (ferry_import_dialog_new (scene->cloud->session, path)),
                      GTK_WIDGET (scene->window));
}

static void
show_preferences (Scene *scene)
{
  show_first_start (scene);
  ferry_preferences_dialog_present (scene->cloud->settings, GTK_WIDGET (scene->window));
}

static void
show_about (Scene *scene)
{
  show_first_start (scene);
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "about", NULL);
}

static const Picture pictures[] = {
  { "first-start", show_first_start },
  { "add-account", show_add_account },
  { "add-account-error", show_add_account_error },
  { "add-account-unknown", show_add_account_unknown },
  { "add-account-busy", show_add_account_busy },
  { "add-account-keyring", show_add_account_keyring },
  { "accounts", show_accounts },
  { "account", show_account },
  { "import", show_import },
  { "preferences", show_preferences },
  { "about", show_about },
};

static void
wait (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    app_iterate ();
}

static void
save (Scene *scene, const char *file)
{
  GtkWidget *widget = GTK_WIDGET (scene->window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, file));
}

static void
draw (GtkApplication *application, const Picture *picture, char *argv[])
{
  Scene scene = { .cloud = app_cloud_new (100, 0) };
  g_autofree char *file = g_strdup_printf ("%s/%s-%s-%s.png", argv[1], picture->name, argv[2], argv[4]);

  scene.window = ferry_window_new (application, scene.cloud->session);
  gtk_window_set_default_size (GTK_WINDOW (scene.window), atoi (argv[2]), atoi (argv[3]));
  gtk_window_present (GTK_WINDOW (scene.window));
  wait (100);
  picture->show (&scene);
  wait (1200);
  save (&scene, file);
  gtk_window_destroy (GTK_WINDOW (scene.window));
  app_cloud_free (scene.cloud);
}

static gboolean
is_wanted (const char *name, int argc, char *argv[])
{
  for (int i = 5; i < argc; i++)
    if (g_str_equal (argv[i], name))
      return TRUE;

  return argc <= 5;
}

int
main (int argc, char *argv[])
{
  g_autoptr (FerryApplication) application = NULL;

  if (argc < 5)
    return 2;
  setlocale (LC_ALL, "");
  application = ferry_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_application_set_default (G_APPLICATION (application));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), g_str_equal (argv[4], "dark")
                                                                          ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                          : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (is_wanted (pictures[i].name, argc, argv))
      draw (GTK_APPLICATION (application), &pictures[i], argv);

  return 0;
}
