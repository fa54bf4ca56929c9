/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

double ferry_column_widths_get_scale (GtkWidget *widget);
int ferry_column_widths_measure_title (GtkColumnView *view, guint column);
void ferry_column_widths_fit (GtkColumnView *view,
                              GtkColumnViewColumn *const *pairs,
                              const gboolean *wanted,
                              guint n_pairs);

G_END_DECLS
