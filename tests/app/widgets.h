/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Finding widgets as a person does: by what they say. %NULL if it cannot be seen. */
GtkWidget *find_type (GtkWidget *widget, GType type);
GtkWidget *find_row (GtkWidget *widget, const char *title);
GtkWidget *find_label (GtkWidget *widget, const char *text);
GtkWidget *find_button (GtkWidget *widget, const char *label);
gboolean shows_text (GtkWidget *widget, const char *part);

GtkWidget *get_dialog (gpointer window);
void type_into (gpointer window, const char *title, const char *text);
void press (gpointer window, const char *label);
void activate_row (gpointer window, const char *title);

G_END_DECLS
