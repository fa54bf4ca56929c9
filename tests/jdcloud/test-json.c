/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "jdcloud/jdc-error.h"
#include "jdcloud/jdc-json-private.h"
#include "json-twin.h"

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
is_taken (const char *text)
{
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);

  return root != NULL;
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

  g_assert_true (is_taken (deepest));
  g_assert_false (is_taken (deeper));
  g_assert_true (is_taken (objects));
  g_assert_false (is_taken (more_objects));
  g_assert_false (is_taken (brackets));
  g_assert_true (is_taken (in_text));
  g_assert_true (is_taken (in_escaped_text));
  g_assert_false (is_taken (behind_text));
  g_assert_false (is_taken (behind_comment));
  g_assert_false (is_taken (behind_quote));
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
                                       "\xef\xbb\xbf{}",
                                       "{\"a\":\"\xff\"}",
                                       "{\"a\":1,}",
                                       "{\"a\" 1}",
                                       "{a:1}",
                                       "{\"a\":'b'}",
                                       "[1 2]",
                                       "[1}",
                                       "[,1]",
                                       "// c\n{}",
                                       "{} x",
                                       "01",
                                       "-",
                                       "1.",
                                       ".5",
                                       "+1",
                                       "1e",
                                       "0x10",
                                       "NaN",
                                       "Infinity",
                                       "tru",
                                       "truex",
                                       "\"\\x\"",
                                       "\"\\u12\"",
                                       "\"\\u12g4\"",
                                       "\"\\u0000\"",
                                       "\"\\ud83d\\u12\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JdcJson) root = jdc_json_parse (texts[i], strlen (texts[i]), &error);

      g_assert_null (root);
      g_assert_error (error, JDC_ERROR, JDC_ERROR_PROTOCOL);
    }
}

static void
test_reader (void)
{
  static const char text[] =
    "{\"text\":\"x\",\"number\":5,\"flag\":true,\"object\":{},\"array\":[{},1],\"null\":null,\"real\":1.5}";
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  const JdcValue *object = jdc_json_get_object (root);
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
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  const JdcValue *object = jdc_json_get_object (root);
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
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  JdcReader whole = { NULL };
  const JdcValue *array = jdc_reader_array (&whole, jdc_json_get_object (root), "c");
  const JdcValue *element = NULL;
  guint n = 0;

  g_assert_cmpuint (jdc_value_get_length (array), ==, 3);
  while ((element = jdc_value_get_next (array, element)) != NULL)
    {
      JdcReader reader = { NULL };

      g_assert_cmpint (jdc_reader_element (&reader, element, "c") != NULL, ==, n == 0);
      g_assert_cmpint (reader.failed == NULL, ==, n == 0);
      n++;
    }
  g_assert_cmpuint (n, ==, 3);
}

static void
assert_text (const char *json, const char *text)
{
  g_autofree char *whole = g_strdup_printf ("{\"a\":%s}", json);
  g_autoptr (JdcJson) root = jdc_json_parse (whole, strlen (whole), NULL);
  JdcReader reader = { NULL };

  g_assert_nonnull (root);
  g_assert_cmpstr (jdc_reader_string (&reader, jdc_json_get_object (root), "a"), ==, text);
}

static void
test_texts (void)
{
  assert_text ("\"\"", "");
  assert_text ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
  assert_text ("\"a\\u0041b\\u955c\\u50CF\"", "aAb镜像");
  assert_text ("\"镜像\\n像\"", "镜像\n像");
  assert_text ("\"\\ud83d\\ude80\"", "🚀");
  /* Halves of pairs. */
  assert_text ("\"\\ud83d\"", "\xef\xbf\xbd");
  assert_text ("\"\\ude80x\"", "\xef\xbf\xbdx");
  assert_text ("\"\\ud83dx\"", "\xef\xbf\xbdx");
  assert_text ("\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
                                     "A");
  /* Not by the book, but descriptions are typed by people. */
  assert_text ("\"a\tb\nc\"", "a\tb\nc");
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *json;
    gint64 number;
    gboolean is_integer;
  } cases[] = {
    { "0", 0, TRUE },
    { "-0", 0, TRUE },
    { "-7", -7, TRUE },
    { "123456789012345678", 123456789012345678, TRUE },
    { "-123456789012345678", -123456789012345678, TRUE },
    { "9223372036854775807", G_MAXINT64, TRUE },
    { "-9223372036854775808", G_MININT64, TRUE },
    { "9223372036854775808", 0, FALSE },
    { "99999999999999999999999999", 0, FALSE },
    { "1.0", 0, FALSE },
    { "1e3", 0, FALSE },
    { "-0.5E-3", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *whole = g_strdup_printf ("{\"a\" : %s }", cases[i].json);
      g_autoptr (JdcJson) root = jdc_json_parse (whole, strlen (whole), NULL);
      JdcReader reader = { NULL };

      g_assert_nonnull (root);
      g_assert_cmpint (jdc_reader_integer (&reader, jdc_json_get_object (root), "a", 0), ==, cases[i].number);
      g_assert_true ((reader.failed == NULL) == cases[i].is_integer);
    }
}

/* Two bytes a value would make an answer many times as large in memory. */
static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; i < JDC_JSON_MAX_VALUES - 2; i++)
    g_string_append (text, "1,");
  g_string_append (text, "1]");
  g_assert_true (is_taken (text->str));
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",1]");
  g_assert_false (is_taken (text->str));
}

typedef void (*SampleFunc) (const char *text, gsize length, gpointer user_data);

static guint
for_each_sample (SampleFunc func, gpointer user_data)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "samples", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      func (text, length, user_data);
      n++;
    }
  return n;
}

static void
compare_sample (const char *text, gsize length, gpointer user_data)
{
  g_assert_true (json_twin_compare (text, length));
}

/* json-glib reads the same in every documented answer. */
static void
test_samples (void)
{
  g_assert_cmpuint (for_each_sample (compare_sample, NULL), >, 50);
}

/* What breaks a sample: whatever means something in JSON, and what means nothing in UTF-8. */
static void
mutate (GRand *rand, GString *text)
{
  static const char *const pieces[] = { "\"",
                                        "\\",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "-",
                                        "0",
                                        "9",
                                        ".",
                                        "e",
                                        "E+",
                                        " ",
                                        "\n",
                                        "\t",
                                        "null",
                                        "true",
                                        "false",
                                        "\"a\":",
                                        "\"a\":1,",
                                        "{}",
                                        "[]",
                                        "{\"a\":{\"a\":1}}",
                                        "\\u",
                                        "\\u0000",
                                        "\\u0041",
                                        "\\ud83d\\ude80",
                                        "\\ud83d",
                                        "\\ude80",
                                        "\\\"",
                                        "\\/",
                                        "\\x",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "1e999",
                                        "-0",
                                        "01",
                                        "1.",
                                        "像",
                                        "\xff",
                                        "\xc0\xaf",
                                        "\xed\xa0\x80",
                                        "\xef\xbb\xbf",
                                        "\x01",
                                        "\x7f",
                                        "//",
                                        "/* */",
                                        "'",
                                        "NaN",
                                        "+1" };
  gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) text->len + 1);
  gsize wanted = (gsize) g_rand_int_range (rand, 0, 12);
  gsize length = MIN (wanted, text->len - at);
  const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
  g_autofree char *part = g_strndup (text->str + at, length);

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      g_string_truncate (text, at);
      break;
    case 1:
      g_string_erase (text, (gssize) at, (gssize) length);
      break;
    case 2:
      g_string_insert_len (text, (gssize) at, part, (gssize) length);
      break;
    case 3:
      g_string_erase (text, (gssize) at, (gssize) MIN (length, 1));
      g_string_insert (text, (gssize) at, piece);
      break;
    default:
      g_string_insert (text, (gssize) at, piece);
    }
}

typedef struct
{
  GRand *rand;
  guint n;
  guint n_taken;
} Mutants;

static void
compare_mutants (const char *sample, gsize length, gpointer user_data)
{
  Mutants *mutants = user_data;
  GRand *rand = mutants->rand;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (GString) text = g_string_new_len (sample, (gssize) length);
      gint32 n = g_rand_int_range (rand, 1, 4);

      for (gint32 j = 0; j < n; j++)
        mutate (rand, text);
      mutants->n++;
      mutants->n_taken += json_twin_compare (text->str, text->len) ? 1 : 0;
    }
}

/* Nor does json-glib read anything else in answers that are broken in some way. */
static void
test_mutants (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  Mutants mutants = { .rand = rand };

  g_assert_cmpuint (for_each_sample (compare_mutants, &mutants), >, 50);
  /* Enough of both kinds to tell something. */
  g_assert_cmpuint (mutants.n_taken, >, mutants.n / 20);
  g_assert_cmpuint (mutants.n_taken, <, mutants.n / 2);
}

/* Which of the two is meant nobody can tell, so neither is taken. */
static void
test_twice (void)
{
  static const char text[] = "{\"a\":1,\"b\":2,\"a\":1,\"c\":null,\"c\":3,\"aa\":4}";
  g_autoptr (JdcJson) root = jdc_json_parse (text, strlen (text), NULL);
  const JdcValue *object = jdc_json_get_object (root);
  JdcReader good = { NULL };
  JdcReader twice = { NULL };
  JdcReader null = { NULL };

  g_assert_cmpint (jdc_reader_integer (&good, object, "b", 0), ==, 2);
  g_assert_cmpint (jdc_reader_integer (&good, object, "aa", 0), ==, 4);
  g_assert_null (good.failed);
  g_assert_cmpint (jdc_reader_integer (&twice, object, "a", 0), ==, 0);
  g_assert_cmpstr (twice.failed, ==, "a");
  g_assert_null (jdc_reader_member (&null, object, "c"));
  g_assert_cmpstr (null.failed, ==, "c");
}

/* A NUL ends the text for everyone but us, so it stands nowhere. */
static void
test_nul (void)
{
  static const char behind[] = "{}\0";
  static const char inside[] = "{\"a\":\"x\0y\"}";

  g_assert_null (jdc_json_parse (behind, sizeof behind, NULL));
  g_assert_null (jdc_json_parse (inside, sizeof inside - 1, NULL));
  g_assert_null (jdc_json_parse ("", 0, NULL));
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
  g_test_add_func ("/json/texts", test_texts);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/too-many", test_too_many);
  g_test_add_func ("/json/samples", test_samples);
  g_test_add_func ("/json/mutants", test_mutants);
  g_test_add_func ("/json/twice", test_twice);
  g_test_add_func ("/json/nul", test_nul);
  return g_test_run ();
}
