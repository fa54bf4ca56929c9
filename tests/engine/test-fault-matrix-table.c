/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads fault-matrix.md: its tables say which faults there are, which calls each one can strike, and what has
 * to come of it. A table is known by its heading. */
#include "config.h"

#include "test-fault-matrix-table.h"

typedef enum
{
  TABLE_OTHER,
  TABLE_GROUPS,   /* group | calls */
  TABLE_FAULTS,   /* fault | rule | strikes */
  TABLE_EXPECTED, /* fault | call | the user sees | journal | cloud */
} TableKind;

typedef struct
{
  MatrixTable *table;
  GHashTable *groups;  /* (owned): name → GStrv of calls */
  GHashTable *entries; /* (owned): "fault at call" → MatrixEntry, unowned */
  TableKind kind;
} Reader;

static void
entry_free (MatrixEntry *entry)
{
  g_free (entry->fault);
  g_free (entry->call);
  g_free (entry->rule);
  g_free (entry->sees);
  g_free (entry->journal);
  g_free (entry->cloud);
  g_free (entry);
}

G_GNUC_PRINTF (2, 3)
static void
complain (Reader *reader, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (reader->table->mistakes, g_strdup_vprintf (format, args));
  va_end (args);
}

/* The cells of a line of a table, without the marks of Markdown. */
static GStrv
split_cells (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, "|", -1);
  g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();

  for (guint i = 1; parts[i] != NULL && parts[i + 1] != NULL; i++)
    {
      g_autoptr (GString) cell = g_string_new (g_strstrip (parts[i]));

      g_string_replace (cell, "`", "", 0);
      g_strv_builder_add (cells, cell->str);
    }
  return g_strv_builder_end (cells);
}

static TableKind
find_kind (char **cells)
{
  guint n = g_strv_length (cells);

  if (n == 2 && g_str_equal (cells[0], "group"))
    return TABLE_GROUPS;
  if (n == 3 && g_str_equal (cells[0], "fault"))
    return TABLE_FAULTS;
  return n == 5 && g_str_equal (cells[0], "fault") ? TABLE_EXPECTED : TABLE_OTHER;
}

/* Calls by name or by group. */
static GStrv
expand_calls (Reader *reader, const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ", ", -1);
  g_autoptr (GStrvBuilder) calls = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      char **group = g_hash_table_lookup (reader->groups, names[i]);

      if (group != NULL)
        g_strv_builder_addv (calls, (const char **) group);
      else
        g_strv_builder_add (calls, names[i]);
    }
  return g_strv_builder_end (calls);
}

static void
read_fault (Reader *reader, char **cells)
{
  g_auto (GStrv) calls = expand_calls (reader, cells[2]);

  for (guint i = 0; calls[i] != NULL; i++)
    {
      MatrixEntry *entry = g_new0 (MatrixEntry, 1);
      char *key = g_strdup_printf ("%s at %s", cells[0], calls[i]);

      entry->fault = g_strdup (cells[0]);
      entry->call = g_strdup (calls[i]);
      entry->rule = g_strdup (cells[1]);
      g_ptr_array_add (reader->table->entries, entry);
      if (!g_hash_table_insert (reader->entries, key, entry))
        complain (reader, "%s at %s is there twice", cells[0], calls[i]);
    }
}

static void
expect (Reader *reader, const char *fault, const char *call, char **cells, gboolean first)
{
  g_autofree char *key = g_strdup_printf ("%s at %s", fault, call);
  MatrixEntry *entry = g_hash_table_lookup (reader->entries, key);

  if (entry == NULL)
    {
      complain (reader, "%s: there is no such fault at this call", key);
      return;
    }
  if (entry->sees != NULL)
    {
      complain (reader, "%s: two rows tell what comes of it", key);
      return;
    }
  entry->sees = g_strdup (cells[2]);
  entry->journal = g_strdup (cells[3]);
  entry->cloud = g_strdup (cells[4]);
  entry->first = first;
}

static void
read_expected (Reader *reader, char **cells)
{
  g_auto (GStrv) faults = g_strsplit (cells[0], ", ", -1);
  g_auto (GStrv) calls = expand_calls (reader, cells[1]);

  for (guint i = 0; faults[i] != NULL; i++)
    for (guint j = 0; calls[j] != NULL; j++)
      expect (reader, faults[i], calls[j], cells, i == 0);
}

static void
read_line (Reader *reader, const char *line)
{
  g_auto (GStrv) cells = NULL;

  if (!g_str_has_prefix (line, "|"))
    {
      reader->kind = TABLE_OTHER;
      return;
    }
  if (g_str_has_prefix (line, "|--"))
    return;
  cells = split_cells (line);
  if (reader->kind == TABLE_OTHER)
    reader->kind = find_kind (cells);
  else if (reader->kind == TABLE_GROUPS)
    g_hash_table_insert (reader->groups, g_strdup (cells[0]), expand_calls (reader, cells[1]));
  else if (g_strv_length (cells) != (reader->kind == TABLE_FAULTS ? 3 : 5))
    complain (reader, "this line has a cell too many or too few: %s", line);
  else if (reader->kind == TABLE_FAULTS)
    read_fault (reader, cells);
  else
    read_expected (reader, cells);
}

/* Reads the file; mistakes in it are told by the table. */
MatrixTable *
matrix_table_new (const char *path)
{
  MatrixTable *self = g_new0 (MatrixTable, 1);
  Reader reader = { .table = self };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->mistakes = g_ptr_array_new_with_free_func (g_free);
  reader.groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  reader.entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (&reader, lines[i]);
  for (guint i = 0; i < self->entries->len; i++)
    {
      MatrixEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->sees == NULL)
        complain (&reader, "%s at %s: no row tells what comes of it", entry->fault, entry->call);
    }
  g_hash_table_unref (reader.groups);
  g_hash_table_unref (reader.entries);
  return self;
}

void
matrix_table_free (MatrixTable *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->mistakes);
  g_free (self);
}

static gboolean
fits (char **expected, const GPtrArray *steps, guint from)
{
  gsize length = *expected != NULL ? strlen (*expected) : 0;

  if (*expected == NULL)
    return from == steps->len;
  if ((*expected)[0] == '(')
    {
      g_autofree char *inner = g_strndup (*expected + 1, length - 2);
      char *without[] = { inner, NULL };
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      if (from < steps->len)
        g_ptr_array_add (one, g_ptr_array_index (steps, from));
      return (from < steps->len && fits (without, one, 0) && fits (expected + 1, steps, from + 1)) ||
             fits (expected + 1, steps, from);
    }
  return from < steps->len && g_str_equal (*expected, g_ptr_array_index (steps, from)) &&
         fits (expected + 1, steps, from + 1);
}

/* Whether @steps are those of @expected, in their order. One in parentheses may be missing. */
gboolean
matrix_table_fits (const char *expected, const char *separator, const GPtrArray *steps)
{
  g_auto (GStrv) words = g_strsplit (expected, separator, -1);

  return fits (words, steps, 0);
}
