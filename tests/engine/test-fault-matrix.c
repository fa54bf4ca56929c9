/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each fault of the local cloud at each call of a copy's life, held against fault-matrix.md: what the user
 * sees, what the journal says, what the cloud holds. By default one fault of each row of the table, with
 * IMAGE_FERRY_NIGHTLY=1 all of them. FAULT_MATRIX_ONLY=TEXT runs those whose "fault at call" holds TEXT. */
#include "config.h"

#include <gio/gio.h>
#include <locale.h>

#include "test-fault-matrix-case.h"

/* Cases that run at a time: they mostly wait. */
#define PARALLEL 24

typedef struct
{
  GPtrArray *entries; /* (element-type MatrixEntry): to run, those that take longest first */
  guint next;
  GPtrArray *running; /* (owned) (element-type MatrixCase) */
  guint n_wrong;
} Crowd;

static char *
table_path (void)
{
  return g_test_build_filename (G_TEST_DIST, "engine", "fault-matrix.md", NULL);
}

static void
test_table (void)
{
  g_autofree char *path = table_path ();
  g_autoptr (MatrixTable) table = matrix_table_new (path);

  for (guint i = 0; i < table->entries->len; i++)
    {
      MatrixEntry *entry = g_ptr_array_index (table->entries, i);

      if (!matrix_case_knows_call (entry->call))
        g_ptr_array_add (table->mistakes, g_strdup_printf ("there is no call %s", entry->call));
    }
  for (guint i = 0; i < table->mistakes->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (table->mistakes, i));
  g_assert_cmpuint (table->entries->len, >, 0);
  g_assert_cmpuint (table->mistakes->len, ==, 0);
}

static gboolean
is_wanted (const MatrixEntry *entry)
{
  const char *only = g_getenv ("FAULT_MATRIX_ONLY");
  g_autofree char *name = g_strdup_printf ("%s at %s", entry->fault, entry->call);

  if (entry->sees == NULL || !matrix_case_knows_call (entry->call))
    return FALSE;
  if (only != NULL)
    return strstr (name, only) != NULL;
  return entry->first || g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL;
}

static int
compare_patience (gconstpointer a, gconstpointer b)
{
  const MatrixEntry *one = *(const MatrixEntry *const *) a;
  const MatrixEntry *other = *(const MatrixEntry *const *) b;

  return (int) matrix_case_get_patience (other) - (int) matrix_case_get_patience (one);
}

static GPtrArray *
choose_entries (MatrixTable *table)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < table->entries->len; i++)
    if (is_wanted (g_ptr_array_index (table->entries, i)))
      g_ptr_array_add (chosen, g_ptr_array_index (table->entries, i));
  g_ptr_array_sort (chosen, compare_patience);
  return chosen;
}

static void
end_case (Crowd *crowd, MatrixCase *one)
{
  g_autofree char *complaint = matrix_case_dup_complaint (one);

  if (complaint != NULL)
    {
      crowd->n_wrong++;
      g_test_message ("%s", complaint);
    }
  g_ptr_array_remove_fast (crowd->running, one);
}

static void
run_crowd (Crowd *crowd)
{
  while (crowd->running->len > 0 || crowd->next < crowd->entries->len)
    {
      while (crowd->running->len < PARALLEL && crowd->next < crowd->entries->len)
        g_ptr_array_add (crowd->running, matrix_case_new (g_ptr_array_index (crowd->entries, crowd->next++)));
      for (guint i = crowd->running->len; i > 0; i--)
        if (matrix_case_go_on (g_ptr_array_index (crowd->running, i - 1)))
          end_case (crowd, g_ptr_array_index (crowd->running, i - 1));
      g_main_context_iteration (NULL, TRUE);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_runs (void)
{
  g_autofree char *path = table_path ();
  g_autoptr (MatrixTable) table = matrix_table_new (path);
  g_autoptr (GPtrArray) entries = choose_entries (table);
  Crowd crowd = { .entries = entries };
  guint tick = g_timeout_add (50, tick_cb, NULL);

  crowd.running = g_ptr_array_new_with_free_func ((GDestroyNotify) matrix_case_free);
  run_crowd (&crowd);
  g_source_remove (tick);
  g_ptr_array_unref (crowd.running);
  g_test_message ("%u of %u cases, %u not as the table says", entries->len, table->entries->len,
                  crowd.n_wrong);
  g_assert_cmpuint (entries->len, >, 0);
  g_assert_cmpuint (crowd.n_wrong, ==, 0);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/fault-matrix/table", test_table);
  g_test_add_func ("/fault-matrix/runs", test_runs);
  return g_test_run ();
}
