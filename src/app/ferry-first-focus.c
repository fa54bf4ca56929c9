/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A dialog that becomes a sheet of a narrow window moves its focus by itself, more than once, and forgets
 * adw_dialog_set_focus(). */

#include "config.h"

#include "app/ferry-first-focus.h"

/* After that a sheet has settled; what moves the focus then means it. */
#define SETTLE_TIME G_USEC_PER_SEC

typedef struct
{
  GtkWidget *widget; /* (unowned): in the dialog, which owns this */
  gboolean touched;  /* the person has done something, and may have moved the focus */
  gint64 mapped_at;  /* monotonic */
  guint idle_id;
} FirstFocus;

static void
first_focus_free (gpointer data)
{
  FirstFocus *self = data;

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_free (self);
}

static FirstFocus *
get_first_focus (AdwDialog *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "first-focus");
}

static gboolean
focus_idle (gpointer user_data)
{
  FirstFocus *self = user_data;

  self->idle_id = 0;
  if (!self->touched)
    gtk_widget_grab_focus (self->widget);

  return G_SOURCE_REMOVE;
}

static void
queue_focus (AdwDialog *dialog)
{
  FirstFocus *self = get_first_focus (dialog);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (dialog));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean has_focus =
    focus == self->widget || (focus != NULL && gtk_widget_is_ancestor (focus, self->widget));

  if (g_get_monotonic_time () - self->mapped_at > SETTLE_TIME)
    return;
  if (!self->touched && !has_focus && self->idle_id == 0)
    self->idle_id = g_idle_add (focus_idle, self);
}

static void
mapped_cb (AdwDialog *dialog)
{
  get_first_focus (dialog)->mapped_at = g_get_monotonic_time ();
  g_signal_connect_object (gtk_widget_get_root (GTK_WIDGET (dialog)), "notify::focus-widget",
                           G_CALLBACK (queue_focus), dialog, G_CONNECT_SWAPPED);
  queue_focus (dialog);
}

static void
unmapped_cb (AdwDialog *dialog)
{
  FirstFocus *self = get_first_focus (dialog);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (dialog));

  if (root != NULL)
    g_signal_handlers_disconnect_by_func (root, queue_focus, dialog);
  g_clear_handle_id (&self->idle_id, g_source_remove);
}

static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, AdwDialog *dialog)
{
  FirstFocus *self = get_first_focus (dialog);
  GdkEventType type = gdk_event_get_event_type (event);

  self->touched |= type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN;

  return GDK_EVENT_PROPAGATE;
}

/**
 * ferry_first_focus_set:
 * @dialog: a dialog that is not shown yet
 * @widget: one of its widgets
 *
 * Lets @widget have the focus when @dialog is shown, however wide the window is, unless the person is faster. To be
 * called once.
 */
void
ferry_first_focus_set (AdwDialog *dialog, GtkWidget *widget)
{
  GtkEventController *events;
  FirstFocus *self;

  g_return_if_fail (ADW_IS_DIALOG (dialog));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (get_first_focus (dialog) == NULL);

  self = g_new0 (FirstFocus, 1);
  self->widget = widget;
  g_object_set_data_full (G_OBJECT (dialog), "first-focus", self, first_focus_free);
  adw_dialog_set_focus (dialog, widget);

  events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (event_cb), dialog, 0);
  gtk_widget_add_controller (GTK_WIDGET (dialog), events);
  g_signal_connect (dialog, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (dialog, "unmap", G_CALLBACK (unmapped_cb), NULL);
}
