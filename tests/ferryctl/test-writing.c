/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writers of JSON and of tables. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-table.h"

static void
test_json (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 ("2026-01-01T07:30:09+08:00", NULL);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_string (out, "a", "x");
  ferry_ctl_json_string (out, "b", NULL);
  ferry_ctl_json_int (out, "c", 0);
  ferry_ctl_json_int (out, "d", G_MININT64);
  ferry_ctl_json_int (out, "e", G_MAXINT64);
  ferry_ctl_json_bool (out, "f", TRUE);
  ferry_ctl_json_open (out, "g", '[');
  ferry_ctl_json_int (out, NULL, -1);
  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_close (out, '}');
  ferry_ctl_json_raw (out, NULL, "[]");
  ferry_ctl_json_null (out, NULL);
  ferry_ctl_json_close (out, ']');
  ferry_ctl_json_time (out, "h", time);
  ferry_ctl_json_time (out, "i", NULL);
  ferry_ctl_json_close (out, '}');
  g_assert_cmpstr (
    out->str, ==,
    "{\"a\":\"x\",\"b\":null,\"c\":0,\"d\":-9223372036854775808,\"e\":9223372036854775807,\"f\":true,"
    "\"g\":[-1,{},[],null],\"h\":\"2025-12-31T23:30:09Z\",\"i\":null}");
}

/* A string that ends like the beginning of an array, or holds anything, is still a string. */
static void
test_json_strings (void)
{
  static const char *const texts[] = { "",       "[",      "{",         "a\"b\\c",    "\n\r\t\b\x01\x1f\x7f",
                                       "镜像🚀", "\u2028", "</script>", "100 % \\u00" };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *array;

  ferry_ctl_json_open (out, NULL, '[');
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ferry_ctl_json_string (out, NULL, texts[i]);
  ferry_ctl_json_close (out, ']');
  g_assert_null (strchr (out->str, '\n'));
  node = json_from_string (out->str, &error);
  g_assert_no_error (error);
  array = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (array), ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (json_array_get_string_element (array, i), ==, texts[i]);
}

static void
test_json_broken_text (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_json_string (out, NULL, "a\xff\xfe\"b");
  g_assert_true (g_utf8_validate (out->str, -1, NULL));
  g_assert_true (g_str_has_suffix (out->str, "\\\"b\""));
}

static void
test_table (void)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (3);
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_table_set_right (table, 1);
  ferry_ctl_table_add (table, "镜像");
  ferry_ctl_table_add (table, "7");
  ferry_ctl_table_add (table, "last");
  ferry_ctl_table_add (table, "a");
  ferry_ctl_table_add (table, "100");
  ferry_ctl_table_add (table, NULL);
  ferry_ctl_table_append (table, out, "> ");
  g_assert_cmpstr (out->str, ==, "> 镜像    7  last\n> a     100\n");
}

/* A name must not be able to move the cursor or to fake a line. */
static void
test_table_controls (void)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (1);
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_table_add (table, "a\033[2Jb\nc");
  ferry_ctl_table_append (table, out, "");
  g_assert_cmpstr (out->str, ==, "a?[2Jb?c\n");
}

static void
test_cut (void)
{
  g_autofree char *whole = ferry_ctl_table_dup_cut ("abc", 3);
  g_autofree char *cut = ferry_ctl_table_dup_cut ("abcd", 3);
  g_autofree char *wide = ferry_ctl_table_dup_cut ("镜像镜像", 6);

  g_assert_cmpstr (whole, ==, "abc");
  g_assert_cmpstr (cut, ==, "ab…");
  g_assert_cmpstr (wide, ==, "镜像…");
  g_assert_cmpuint (ferry_ctl_table_get_width (wide), <=, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/writing/json", test_json);
  g_test_add_func ("/writing/json-strings", test_json_strings);
  g_test_add_func ("/writing/json-broken-text", test_json_broken_text);
  g_test_add_func ("/writing/table", test_table);
  g_test_add_func ("/writing/table-controls", test_table_controls);
  g_test_add_func ("/writing/cut", test_cut);

  return g_test_run ();
}
