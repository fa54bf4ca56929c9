/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-table.h"

#include <string.h>

#define GAP 2

struct _FerryCtlTable
{
  guint n_columns;
  GPtrArray *cells; /* (owned) (element-type utf8): row by row */
  gboolean *right;  /* (owned): which columns are aligned to the right */
};

static guint
get_char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c) || g_unichar_iscntrl (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

static void
append_spaces (GString *out, guint n)
{
  for (; n > 0; n--)
    g_string_append_c (out, ' ');
}

/* A name may hold anything: a control character must not reach the terminal. */
static void
append_clean (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_iscntrl (c) ? '?' : c);
    }
}

static void
append_cell (FerryCtlTable *self, GString *out, guint column, const char *text, guint width)
{
  guint padding = width - MIN (width, ferry_ctl_table_get_width (text));
  gboolean last = column + 1 == self->n_columns;

  if (self->right[column])
    append_spaces (out, padding);
  append_clean (out, text);
  if (!self->right[column] && !last)
    append_spaces (out, padding);
  if (!last)
    append_spaces (out, GAP);
}

/**
 * ferry_ctl_table_new:
 * @n_columns: how many columns
 *
 * Returns: (transfer full): an empty table
 */
FerryCtlTable *
ferry_ctl_table_new (guint n_columns)
{
  FerryCtlTable *self = g_new0 (FerryCtlTable, 1);

  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->right = g_new0 (gboolean, n_columns);
  return self;
}

/**
 * ferry_ctl_table_free:
 * @self: (transfer full): a table
 */
void
ferry_ctl_table_free (FerryCtlTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self->right);
  g_free (self);
}

/**
 * ferry_ctl_table_set_right:
 * @self: a table
 * @column: which column, from 0
 *
 * Aligns a column to the right, as numbers are.
 */
void
ferry_ctl_table_set_right (FerryCtlTable *self, guint column)
{
  self->right[column] = TRUE;
}

/**
 * ferry_ctl_table_add:
 * @self: a table
 * @text: (nullable): its next cell, row by row
 */
void
ferry_ctl_table_add (FerryCtlTable *self, const char *text)
{
  ferry_ctl_table_take (self, g_strdup (text));
}

/**
 * ferry_ctl_table_take:
 * @self: a table
 * @text: (transfer full) (nullable): its next cell, row by row
 */
void
ferry_ctl_table_take (FerryCtlTable *self, char *text)
{
  g_ptr_array_add (self->cells, text != NULL ? text : g_strdup (""));
}

/**
 * ferry_ctl_table_append:
 * @self: a table whose last row is whole
 * @out: where to
 * @indent: what each line begins with
 *
 * Appends the table, line by line.
 */
void
ferry_ctl_table_append (FerryCtlTable *self, GString *out, const char *indent)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint width = ferry_ctl_table_get_width (g_ptr_array_index (self->cells, i));

      widths[i % self->n_columns] = MAX (widths[i % self->n_columns], width);
    }
  for (guint i = 0; i < self->cells->len; i++)
    {
      guint column = i % self->n_columns;

      if (column == 0)
        g_string_append (out, indent);
      append_cell (self, out, column, g_ptr_array_index (self->cells, i), widths[column]);
      if (column + 1 == self->n_columns)
        {
          while (out->len > 0 && out->str[out->len - 1] == ' ')
            g_string_truncate (out, out->len - 1);
          g_string_append_c (out, '\n');
        }
    }
}

/**
 * ferry_ctl_table_dup_clean:
 * @text: text that may hold something from outside
 *
 * Returns: (transfer full): @text without anything that would move a terminal's cursor
 */
char *
ferry_ctl_table_dup_clean (const char *text)
{
  g_autoptr (GString) out = g_string_sized_new (strlen (text));

  append_clean (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * ferry_ctl_table_get_width:
 * @text: a line of text
 *
 * Returns: how many cells of a terminal it takes
 */
guint
ferry_ctl_table_get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += get_char_width (g_utf8_get_char (text));
  return width;
}

/**
 * ferry_ctl_table_dup_cut:
 * @text: a line of text
 * @width: how many cells of a terminal it may take
 *
 * Returns: (transfer full): as much of @text as fits, with an ellipsis where it was cut
 */
char *
ferry_ctl_table_dup_cut (const char *text, guint width)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint used = 0;

  if (ferry_ctl_table_get_width (text) <= width)
    return g_strdup (text);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      used += get_char_width (g_utf8_get_char (text));
      if (used + 1 > width)
        break;
      g_string_append_unichar (out, g_utf8_get_char (text));
    }
  if (width > 0)
    g_string_append (out, "…");
  return g_string_free (g_steal_pointer (&out), FALSE);
}
