/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-json-private.h"

static char *
nest (const char *open, const char *close, guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, "1");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static gboolean
is_flat_enough (const char *text)
{
  return jdc_json_check_depth (text, strlen (text));
}

static void
test_depth (void)
{
  g_autofree char *deepest = nest ("[", "]", JDC_JSON_MAX_DEPTH);
  g_autofree char *deeper = nest ("[", "]", JDC_JSON_MAX_DEPTH + 1);
  g_autofree char *objects = nest ("{\"a\":", "}", JDC_JSON_MAX_DEPTH);
  g_autofree char *more_objects = nest ("{\"a\":", "}", JDC_JSON_MAX_DEPTH + 1);
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *in_text = g_strconcat ("\"", brackets, "\"", NULL);
  g_autofree char *in_escaped_text = g_strconcat ("\"\\\"", brackets, "\"", NULL);
  g_autofree char *behind_text = g_strconcat ("\"\\\\\"", brackets, NULL);
  g_autofree char *behind_comment = g_strconcat ("/* \" */", brackets, NULL);
  g_autofree char *behind_quote = g_strconcat ("'\"'", brackets, NULL);

  g_assert_true (is_flat_enough (deepest));
  g_assert_false (is_flat_enough (deeper));
  g_assert_true (is_flat_enough (objects));
  g_assert_false (is_flat_enough (more_objects));
  g_assert_false (is_flat_enough (brackets));
  g_assert_true (is_flat_enough (in_text));
  g_assert_true (is_flat_enough (in_escaped_text));
  g_assert_false (is_flat_enough (behind_text));
  g_assert_false (is_flat_enough (behind_comment));
  g_assert_false (is_flat_enough (behind_quote));
}

static void
test_broken (void)
{
  static const char *const texts[] = { "",
                                       " ",
                                       "{",
                                       "}",
                                       "\"",
                                       "\"\\",
                                       "\"\\\"",
                                       "{\"a\":}",
                                       "[1,]",
                                       "nul",
                                       "var a = {};",
                                       "<html></html>",
                                       "{\"a\":1}{\"b\":2}",
                                       "\xff\xfe{}",
                                       "{\"a\":\"\xff\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = jdc_json_parse (texts[i], strlen (texts[i]), &error);

      g_assert_null (root);
      g_assert_error (error, JDC_ERROR, JDC_ERROR_PROTOCOL);
    }
}

static void
test_reader (void)
{
  static const char text[] =
    "{\"text\":\"x\",\"number\":5,\"flag\":true,\"object\":{},\"array\":[{},1],\"null\":null,\"real\":1.5}";
  g_autoptr (JsonNode) root = jdc_json_parse (text, strlen (text), NULL);
  JsonObject *object = json_node_get_object (root);
  static const char *const names[] = {
    "text", "number", "flag", "object", "array", "real", "null", "absent"
  };
  /* For each member: does it pass as text, integer, boolean, object, array? */
  static const gboolean passes[][5] = { { 1, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0 }, { 0, 0, 1, 0, 0 },
                                        { 0, 0, 0, 1, 0 }, { 0, 0, 0, 0, 1 }, { 0, 0, 0, 0, 0 },
                                        { 1, 1, 1, 1, 1 }, { 1, 1, 1, 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JdcReader readers[5] = { 0 };

      jdc_reader_string (&readers[0], object, names[i]);
      jdc_reader_integer (&readers[1], object, names[i], -1);
      jdc_reader_boolean (&readers[2], object, names[i]);
      jdc_reader_object (&readers[3], object, names[i]);
      jdc_reader_array (&readers[4], object, names[i]);
      for (int j = 0; j < 5; j++)
        g_assert_cmpint (readers[j].failed == NULL, ==, passes[i][j]);
    }
}

/* After a failure everything is absent, and the first failure is the one that is kept. */
static void
test_reader_sticks (void)
{
  static const char text[] = "{\"a\":1,\"b\":\"x\",\"c\":[1]}";
  g_autoptr (JsonNode) root = jdc_json_parse (text, strlen (text), NULL);
  JsonObject *object = json_node_get_object (root);
  JdcReader reader = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (jdc_reader_string (&reader, object, "b"), ==, "x");
  g_assert_null (jdc_reader_string (&reader, object, "a"));
  g_assert_null (jdc_reader_string (&reader, object, "b"));
  g_assert_null (jdc_reader_array (&reader, object, "c"));
  g_assert_cmpstr (reader.failed, ==, "a");
  g_assert_false (jdc_reader_ok (&reader, &error));
  g_assert_error (error, JDC_ERROR, JDC_ERROR_PROTOCOL);
}

static void
test_elements (void)
{
  static const char text[] = "{\"c\":[{},1,null]}";
  g_autoptr (JsonNode) root = jdc_json_parse (text, strlen (text), NULL);
  JsonArray *array = json_object_get_array_member (json_node_get_object (root), "c");

  for (guint i = 0; i < 3; i++)
    {
      JdcReader reader = { NULL };

      g_assert_cmpint (jdc_reader_element (&reader, array, i, "c") != NULL, ==, i == 0);
      g_assert_cmpint (reader.failed == NULL, ==, i == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/broken", test_broken);
  g_test_add_func ("/json/reader", test_reader);
  g_test_add_func ("/json/reader-sticks", test_reader_sticks);
  g_test_add_func ("/json/elements", test_elements);
  return g_test_run ();
}
