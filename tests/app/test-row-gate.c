/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-row-gate.h"

#include "app-harness.h"

/* A list, its gate, and what somebody knows of the gate who only listens. */
typedef struct
{
  GtkStringList *list;
  FerryRowGate *gate;
  GPtrArray *known; /* (element-type utf8) */
  guint most;       /* rows that came at once */
} Fixture;

static void
changed_cb (GListModel *gate, guint position, guint removed, guint added, Fixture *fixture)
{
  g_ptr_array_remove_range (fixture->known, position, removed);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkStringObject) string = g_list_model_get_item (gate, i);

      g_ptr_array_insert (fixture->known, (int) i, g_strdup (gtk_string_object_get_string (string)));
    }
  g_assert_cmpuint (fixture->known->len, ==, g_list_model_get_n_items (gate));
  if (position < FERRY_ROW_GATE_LONG)
    fixture->most = MAX (fixture->most, MIN (added, FERRY_ROW_GATE_LONG - position));
}

static void
add_rows (Fixture *fixture, guint position, const char *prefix, guint n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rows = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_take (builder, g_strdup_printf ("%s%u", prefix, i));
  rows = g_strv_builder_end (builder);
  gtk_string_list_splice (fixture->list, position, 0, (const char *const *) rows);
}

static void
assert_rows (Fixture *fixture, guint n)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->gate)), ==, n);
  g_assert_cmpuint (fixture->known->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (g_ptr_array_index (fixture->known, i), ==,
                     gtk_string_list_get_string (fixture->list, i));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->list = gtk_string_list_new (NULL);
  fixture->gate = ferry_row_gate_new (g_object_ref (G_LIST_MODEL (fixture->list)));
  fixture->known = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (fixture->gate, "items-changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->gate);
  g_object_unref (fixture->list);
  g_ptr_array_unref (fixture->known);
}

/* A list that fits on a screen is passed on as it is. */
static void
test_short (Fixture *fixture, gconstpointer data)
{
  add_rows (fixture, 0, "a", 10);
  assert_rows (fixture, 10);
  add_rows (fixture, 5, "b", 3);
  gtk_string_list_remove (fixture->list, 0);
  assert_rows (fixture, 12);
  app_settle ();
  assert_rows (fixture, 12);
}

static void
test_long (Fixture *fixture, gconstpointer data)
{
  add_rows (fixture, 0, "a", 1000);
  assert_rows (fixture, 32);
  app_settle ();
  assert_rows (fixture, 1000);
  g_assert_cmpuint (fixture->most, ==, 32);

  /* Now it is open. */
  add_rows (fixture, 500, "b", 1000);
  assert_rows (fixture, 2000);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  add_rows (fixture, 0, "a", 1000);
  app_settle ();
  ferry_row_gate_close (fixture->gate);
  assert_rows (fixture, 32);
  app_settle ();
  assert_rows (fixture, 1000);
}

/* Rows come and go where they can be seen, and where they cannot. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  ferry_row_gate_set_held (fixture->gate, TRUE);
  add_rows (fixture, 0, "a", 100);
  app_settle ();
  assert_rows (fixture, 32);
  add_rows (fixture, 0, "b", 10);
  add_rows (fixture, 40, "c", 10);
  assert_rows (fixture, 32);
  gtk_string_list_splice (fixture->list, 5, 110, NULL);
  assert_rows (fixture, 10);
  add_rows (fixture, 7, "d", 100);
  assert_rows (fixture, 32);
  ferry_row_gate_set_held (fixture->gate, FALSE);
  app_settle ();
  assert_rows (fixture, 110);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/row-gate/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("short", test_short);
  ADD ("long", test_long);
  ADD ("close", test_close);
  ADD ("held", test_held);

  return g_test_run ();
}
