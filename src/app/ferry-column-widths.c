/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How wide the columns of a list must be in this language and at this size of text, and which of them fit. */

#include "config.h"

#include "app/ferry-column-widths.h"

/* GtkSettings:gtk-xft-dpi at a text scale of 1. */
#define DPI_PLAIN 98304.0

/* Fewer pixels, at a text scale of 1, are too few for a name. */
#define NAME_MIN 140

/**
 * ferry_column_widths_get_scale:
 * @widget: a widget
 *
 * Returns: how large its text is, 1 or more
 */
double
ferry_column_widths_get_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), 1);

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? MAX (dpi / DPI_PLAIN, 1) : 1;
}

/**
 * ferry_column_widths_measure_title:
 * @view: a list
 * @column: the position of one of its columns; its fixed width is taken away
 *
 * The view's first child holds the titles, in the order of the columns; should that change one day, only long titles
 * suffer.
 *
 * Returns: how wide its title must be to be read in this language
 */
int
ferry_column_widths_measure_title (GtkColumnView *view, guint column)
{
  g_autoptr (GtkColumnViewColumn) it = NULL;
  GtkWidget *header;
  GtkWidget *title;
  int natural = 0;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), 0);

  it = g_list_model_get_item (gtk_column_view_get_columns (view), column);
  header = gtk_widget_get_first_child (GTK_WIDGET (view));
  title = header != NULL ? gtk_widget_get_first_child (header) : NULL;
  for (guint i = 0; i < column && title != NULL; i++)
    title = gtk_widget_get_next_sibling (title);
  /* It counts the width that was set, too. */
  gtk_column_view_column_set_fixed_width (it, -1);
  if (title != NULL)
    gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);

  return natural;
}

static double
sum_widths (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  double sum = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      sum += MAX (gtk_column_view_column_get_fixed_width (column), 0);
    }

  return sum;
}

/**
 * ferry_column_widths_fit:
 * @view: a list in which one column has no fixed width: that of the names
 * @pairs: twice @n_pairs columns, those that may go first before the others
 * @wanted: for each pair, whether it is to be seen where there is room
 * @n_pairs: how many pairs
 *
 * Shows the wanted columns, and hides a pair when with it the name would get too little.
 */
void
ferry_column_widths_fit (GtkColumnView *view,
                         GtkColumnViewColumn *const *pairs,
                         const gboolean *wanted,
                         guint n_pairs)
{
  GtkAdjustment *adjustment;
  double room;
  double needed;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
  room = adjustment != NULL ? gtk_adjustment_get_page_size (adjustment) : 0;
  needed = NAME_MIN * ferry_column_widths_get_scale (GTK_WIDGET (view)) + sum_widths (view);
  for (guint i = 0; i < n_pairs; i++)
    {
      /* A list that was never laid out has no room yet. */
      gboolean visible = wanted[i] && (room <= 1 || needed <= room);

      for (guint j = 2 * i; j < 2 * i + 2; j++)
        {
          needed -= MAX (gtk_column_view_column_get_fixed_width (pairs[j]), 0);
          gtk_column_view_column_set_visible (pairs[j], visible);
        }
    }
}
