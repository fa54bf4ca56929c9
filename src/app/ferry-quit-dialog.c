/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-quit-dialog.h"

#include <glib/gi18n-lib.h>

/* What quitting means for copies that are not through. */
static char *
make_body (guint n_running, guint n_demo)
{
  if (n_running == 0)
    return g_strdup (_ ("The demo cloud ends with the program, and its copies with it."));

  return g_strdup_printf (
    ngettext (
      "%u copy is not through. What runs in the cloud goes on there and is checked at the next start; what "
      "still waits is not sent before.",
      "%u copies are not through. What runs in the cloud goes on there and is checked at the next start; "
      "what still waits is not sent before.",
      n_running),
    n_running);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = G_APPLICATION (user_data);
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_str_equal (response, "quit"))
    g_application_quit (application);
}

/**
 * ferry_quit_dialog_present:
 * @application: what to quit
 * @n_running: how many copies are not through
 * @n_demo: how many of those of the demo
 * @parent: the window in front
 *
 * Says what quitting means for the copies that are not through, and quits if that is wanted.
 */
void
ferry_quit_dialog_present (GApplication *application, guint n_running, guint n_demo, GtkWidget *parent)
{
  g_autofree char *body = make_body (n_running, n_demo);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Quit While Copies Run?"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "quit", _ ("_Quit"),
                                  NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), parent, NULL, chosen_cb, g_object_ref (application));
}
