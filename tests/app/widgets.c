/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets.h"

#include <string.h>

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Matches matches, gconstpointer data)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (matches (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, matches, data);

  return found;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) type);
}

GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  return find (widget, is_of_type, &type);
}

/* Mnemonics are no part of what stands there. */
static gboolean
says (const char *text, const char *wanted)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "_", 2);
  g_autofree char *plain = g_strjoinv ("", parts);

  return g_str_equal (plain, wanted);
}

static gboolean
has_title (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) &&
         says (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  return find (widget, has_title, title);
}

static gboolean
is_label (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && says (gtk_label_get_label (GTK_LABEL (widget)), text);
}

GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  return find (widget, is_label, text);
}

static gboolean
has_label (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && find (widget, is_label, label) != NULL;
}

GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  return find (widget, has_label, label);
}

static gboolean
holds_text (GtkWidget *widget, gconstpointer part)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL;
}

gboolean
shows_text (GtkWidget *widget, const char *part)
{
  return widget != NULL && find (widget, holds_text, part) != NULL;
}

GtkWidget *
get_dialog (gpointer window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  return dialog != NULL ? GTK_WIDGET (dialog) : NULL;
}

/* A row in a closed expander is as good: its text stays. */
static GtkWidget *
find_hidden_row (GtkWidget *widget, const char *title)
{
  GtkWidget *found = has_title (widget, title) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_hidden_row (child, title);

  return found;
}

void
type_into (gpointer window, const char *title, const char *text)
{
  GtkWidget *row = find_hidden_row (get_dialog (window), title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

void
press (gpointer window, const char *label)
{
  GtkWidget *button = find_button (get_dialog (window), label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
activate_row (gpointer window, const char *title)
{
  GtkWidget *row = find_row (get_dialog (window), title);

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_is_sensitive (row));
  g_signal_emit_by_name (row, "activate");
}
