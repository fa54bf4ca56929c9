/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A check button that assistive technologies can press as well as read: GTK gives its own no action. */

#include "config.h"

#include "app/ferry-check-button.h"

#define ACTION "check.click"

struct _FerryCheckButton
{
  GtkCheckButton parent_instance;
};

G_DEFINE_FINAL_TYPE (FerryCheckButton, ferry_check_button, GTK_TYPE_CHECK_BUTTON)

static void
click_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (gtk_widget_is_sensitive (widget))
    gtk_widget_activate (widget);
}

static void
ferry_check_button_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GtkStateFlags changed = previous ^ gtk_widget_get_state_flags (widget);

  if ((changed & GTK_STATE_FLAG_INSENSITIVE) != 0)
    gtk_widget_action_set_enabled (widget, ACTION, gtk_widget_is_sensitive (widget));
  GTK_WIDGET_CLASS (ferry_check_button_parent_class)->state_flags_changed (widget, previous);
}

static void
ferry_check_button_class_init (FerryCheckButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->state_flags_changed = ferry_check_button_state_flags_changed;
  gtk_widget_class_install_action (widget_class, ACTION, NULL, click_cb);
}

static void
ferry_check_button_init (FerryCheckButton *self)
{
}

/**
 * ferry_check_button_new:
 *
 * Returns: (transfer floating): a check button; with a group it is a radio button
 */
GtkWidget *
ferry_check_button_new (void)
{
  return g_object_new (FERRY_TYPE_CHECK_BUTTON, NULL);
}
