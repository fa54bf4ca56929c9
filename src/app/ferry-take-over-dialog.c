/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-take-over-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;

  if (ferry_engine_adopt_journal_finish (FERRY_ENGINE (source), result, &error))
    ferry_window_tell (parent, _ ("The copies go on here"));
  else
    ferry_window_tell (parent, error->message);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerryEngine *engine)
{
  GtkWidget *parent = g_object_get_data (G_OBJECT (dialog), "parent");

  if (g_str_equal (response, "go-on"))
    ferry_engine_adopt_journal_async (engine, adopted_cb, g_object_ref (parent));
}

static char *
make_body (FerryEngine *engine)
{
  const char *risk =
    _ ("If Image Ferry still runs with this journal there, both computers look after the same copies, and an "
       "image may be copied twice. Go on here only if it is not used there any more.");
  guint n = ferry_engine_get_n_active (engine);
  g_autofree char *unfinished = NULL;

  if (n == 0)
    return g_strjoin ("\n\n",
                      _ ("The journal of copies was written on another computer. All its copies have ended."),
                      risk, NULL);
  unfinished = g_strdup_printf (
    ngettext ("The journal of copies was written on another computer. %u operation in it has not ended.",
              "The journal of copies was written on another computer. %u operations in it have not ended.",
              n),
    n);

  return g_strjoin ("\n\n", unfinished, risk, NULL);
}

/**
 * ferry_take_over_dialog_present:
 * @engine: an engine whose journal came from another computer
 * @parent: a widget in a main window
 *
 * Asks whether this computer takes over. Before that is said, nothing of the journal is driven here.
 */
void
ferry_take_over_dialog_present (FerryEngine *engine, GtkWidget *parent)
{
  AdwAlertDialog *dialog;
  g_autofree char *body = NULL;

  g_return_if_fail (FERRY_IS_ENGINE (engine));
  g_return_if_fail (GTK_IS_WIDGET (parent));

  body = make_body (engine);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Go On Here?"), body));
  adw_alert_dialog_add_responses (dialog, "later", _ ("_Not Now"), "go-on", _ ("_Go On Here"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "go-on", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "later");
  adw_alert_dialog_set_close_response (dialog, "later");
  g_object_set_data_full (G_OBJECT (dialog), "parent", g_object_ref (parent), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), engine, 0);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
