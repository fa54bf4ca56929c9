/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-csv.h"

/* Spreadsheets take the wide forms for the same, and blanks before them for nothing. */
static gboolean
is_formula (const char *value)
{
  static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (value, starts[i]))
      return TRUE;

  return FALSE;
}

/* A text that a spreadsheet would run as a formula becomes a text again. */
static void
append_cell (GString *csv, const char *value)
{
  g_string_append_c (csv, '"');
  if (value != NULL && is_formula (value))
    g_string_append_c (csv, '\'');
  for (const char *at = value; at != NULL && *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *at);
    }
  g_string_append_c (csv, '"');
}

/**
 * ferry_csv_append_row:
 * @csv: a table
 * @cells: (array length=n_cells): UTF-8 texts; %NULL is as good as ""
 * @n_cells: how many
 *
 * Appends a row as RFC 4180 says.
 */
void
ferry_csv_append_row (GString *csv, const char *const *cells, guint n_cells)
{
  g_return_if_fail (csv != NULL);

  for (guint i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      append_cell (csv, cells[i]);
    }
  g_string_append (csv, "\r\n");
}
