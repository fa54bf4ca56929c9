/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-quit-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"

static char *
make_body_of_running (guint n)
{
  return g_strdup_printf (
    ngettext (
      "%u operation has not ended. What runs in JD Cloud goes on there and is looked at when Image Ferry "
      "starts again; what still waits is not sent before that.",
      "%u operations have not ended. What runs in JD Cloud goes on there and is looked at when Image Ferry "
      "starts again; what still waits is not sent before that.",
      n),
    n);
}

/* What quitting means for what is not through. */
static char *
make_body (guint n_running, guint n_demo)
{
  const char *demo = _ ("The demo cloud ends with Image Ferry, and its copies with it.");
  g_autofree char *running = NULL;

  if (n_running == 0)
    return g_strdup (demo);
  running = make_body_of_running (n_running);

  return n_demo == 0 ? g_steal_pointer (&running) : g_strjoin ("\n\n", running, demo, NULL);
}

/* A window that is closed while copies run leaves them to the background. */
static void
close_windows (GtkApplication *application)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = windows; l != NULL; l = l->next)
    if (FERRY_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkApplication) application = GTK_APPLICATION (user_data);
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_str_equal (response, "quit"))
    g_application_quit (G_APPLICATION (application));
  else if (g_str_equal (response, "background"))
    close_windows (application);
}

/**
 * ferry_quit_dialog_present:
 * @application: what to quit
 * @n_running: how many operations are not through
 * @n_demo: how many of the demo cloud
 * @parent: the window in front
 *
 * Says what quitting means for what is not through, and quits if that is wanted.
 */
void
ferry_quit_dialog_present (GtkApplication *application, guint n_running, guint n_demo, GtkWidget *parent)
{
  g_autofree char *body = NULL;
  AdwAlertDialog *dialog;

  g_return_if_fail (GTK_IS_APPLICATION (application));

  body = make_body (n_running, n_demo);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Quit While Copies Run?"), body));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "background",
                                  _ ("Go On in the _Background"), "quit", _ ("_Quit"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "background", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, parent, NULL, chosen_cb, g_object_ref (application));
}
