/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-problem-dialog.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
make_request_label (const char *request_id)
{
  g_autofree char *text = g_strdup_printf (_ ("Request ID %s"), request_id);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");

  return label;
}

/**
 * ferry_problem_dialog_new:
 * @heading: what was not done
 * @problem: (nullable): why
 * @error: (nullable): why, if there is no problem
 *
 * Returns: (transfer full): a dialog that says why something a person asked for was not done
 */
AdwDialog *
ferry_problem_dialog_new (const char *heading, const FerryProblem *problem, const GError *error)
{
  const char *message = problem != NULL ? problem->message : error != NULL ? error->message : NULL;
  AdwDialog *dialog = adw_alert_dialog_new (heading, message);

  if (problem != NULL && problem->request_id != NULL)
    adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), make_request_label (problem->request_id));
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", C_ ("button", "_Close"));
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");

  return dialog;
}

/**
 * ferry_problem_dialog_present:
 * @heading: what was not done
 * @problem: (nullable): why
 * @error: (nullable): why, if there is no problem
 * @parent: a widget of the window it belongs to
 */
void
ferry_problem_dialog_present (const char *heading,
                              const FerryProblem *problem,
                              const GError *error,
                              GtkWidget *parent)
{
  adw_dialog_present (ferry_problem_dialog_new (heading, problem, error), parent);
}
