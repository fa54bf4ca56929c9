/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Our parser held against json-glib's in its strict mode. They may differ in these alone:
 *
 * - ours refuses a byte order mark, an escaped NUL, a member given twice (once it is read), and too much of anything;
 * - ours takes half a pair of surrogates, as the replacement character, and control characters in texts;
 * - a number that no gint64 holds is no integer for ours, and the nearest one for json-glib.
 */

#include "config.h"

#include "json-twin.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "jdcloud/jdc-json-private.h"

static void compare_values (JsonNode *expected, const JdcValue *value);

static void
compare_objects (JsonObject *expected, const JdcValue *object)
{
  g_autoptr (GList) names = json_object_get_members (expected);
  gboolean unique = jdc_value_get_length (object) == json_object_get_size (expected);
  guint n_failed = 0;

  g_assert_cmpuint (jdc_value_get_length (object), >=, json_object_get_size (expected));
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *member = json_object_get_member (expected, l->data);
      JdcReader reader = { NULL };
      const JdcValue *value = jdc_reader_member (&reader, object, l->data);

      n_failed += reader.failed != NULL ? 1 : 0;
      if (reader.failed != NULL)
        continue;
      g_assert_true (JSON_NODE_HOLDS_NULL (member) == (value == NULL));
      if (value != NULL)
        compare_values (member, value);
    }
  g_assert_true ((n_failed == 0) == unique);
}

static void
compare_arrays (JsonArray *expected, const JdcValue *array)
{
  const JdcValue *element = NULL;

  g_assert_cmpuint (jdc_value_get_length (array), ==, json_array_get_length (expected));
  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      element = jdc_value_get_next (array, element);
      g_assert_nonnull (element);
      compare_values (json_array_get_element (expected, i), element);
    }
  g_assert_null (jdc_value_get_next (array, element));
}

static void
compare_integers (gint64 expected, const JdcValue *value)
{
  gint64 integer = 0;

  if (jdc_value_get_integer (value, &integer))
    g_assert_cmpint (integer, ==, expected);
  else
    g_assert_true (expected == G_MAXINT64 || expected == G_MININT64);
}

static void
compare_values (JsonNode *expected, const JdcValue *value)
{
  GType type = json_node_get_value_type (expected);
  gint64 integer;

  g_assert_cmpint (jdc_value_get_string (value) != NULL, ==, type == G_TYPE_STRING);
  if (JSON_NODE_HOLDS_OBJECT (expected))
    {
      compare_objects (json_node_get_object (expected), value);
    }
  else if (JSON_NODE_HOLDS_ARRAY (expected))
    {
      compare_arrays (json_node_get_array (expected), value);
    }
  else if (type == G_TYPE_STRING)
    {
      g_assert_cmpstr (jdc_value_get_string (value), ==, json_node_get_string (expected));
      g_assert_true (g_utf8_validate (jdc_value_get_string (value), -1, NULL));
    }
  else if (type == G_TYPE_INT64)
    {
      compare_integers (json_node_get_int (expected), value);
    }
  else
    {
      g_assert_false (jdc_value_get_integer (value, &integer));
    }
}

/* How many of the bytes are one of @set. */
static guint
count (const char *data, gsize length, const char *set)
{
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    n += data[i] != '\0' && strchr (set, data[i]) != NULL ? 1 : 0;
  return n;
}

/* By what ours alone refuses. The numbers are upper bounds, since they count what stands in texts too. */
static gboolean
may_be_refused (const char *data, gsize length)
{
  return (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) ||
         g_strstr_len (data, (gssize) length, "\\u0000") != NULL ||
         count (data, length, "[{") > JDC_JSON_MAX_DEPTH || count (data, length, ",[{:") >= JDC_JSON_MAX_VALUES;
}

/* By what ours alone takes. */
static gboolean
may_be_taken (const char *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) data[i] < ' ' || (i + 2 < length && data[i] == '\\' && data[i + 1] == 'u' &&
                                     (data[i + 2] == 'd' || data[i + 2] == 'D')))
        return TRUE;
    }
  return FALSE;
}

gboolean
json_twin_compare (const char *data, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JdcJson) ours = jdc_json_parse (data, length, NULL);
  gboolean taken;

  json_parser_set_strict (parser, TRUE);
  taken = json_parser_load_from_data (parser, data, (gssize) length, NULL);
  if (ours == NULL)
    {
      g_assert_true (!taken || may_be_refused (data, length));
      return FALSE;
    }
  if (!taken)
    {
      g_assert_true (may_be_taken (data, length));
      return TRUE;
    }
  if (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    compare_values (json_parser_get_root (parser), jdc_json_get_object (ours));
  else
    g_assert_null (jdc_json_get_object (ours));
  return TRUE;
}
