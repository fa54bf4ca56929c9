/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading answers that may hold anything: nesting is bounded before parsing, every type is checked after it.
 */

#include "config.h"

#include "jdc-json-private.h"

#include <string.h>

#include "jdc-error-private.h"

/* Steps over a string. @p points behind its first quote. Returns behind the last one, %NULL when there is
 * none. */
static const char *
skip_string (const char *p, const char *end)
{
  while (p < end)
    {
      const char *quote = memchr (p, '"', (gsize) (end - p));
      const char *escape;

      if (quote == NULL)
        return NULL;
      escape = memchr (p, '\\', (gsize) (quote - p));
      if (escape == NULL)
        return quote + 1;
      /* The byte behind the backslash means nothing, whatever it is. */
      p = escape + 2;
    }
  return NULL;
}

/**
 * jdc_json_check_depth:
 * @data: an answer
 * @length: its length
 *
 * One pass over the bytes, before a recursive parser sees them. Also refuses comments and single quotes,
 * which are no JSON and which lenient parsers take: behind them brackets could hide.
 *
 * Returns: whether the answer is nested no deeper than %JDC_JSON_MAX_DEPTH
 */
gboolean
jdc_json_check_depth (const char *data, gsize length)
{
  const char *end = data + length;
  guint depth = 0;

  for (const char *p = data; p != NULL && p < end;)
    {
      switch (*p++)
        {
        case '"':
          p = skip_string (p, end);
          if (p == NULL)
            return FALSE;
          break;
        case '{':
        case '[':
          if (++depth > JDC_JSON_MAX_DEPTH)
            return FALSE;
          break;
        case '}':
        case ']':
          if (depth-- == 0)
            return FALSE;
          break;
        case '/':
        case '\'':
        case '#':
          return FALSE;
        default:
          break;
        }
    }
  return TRUE;
}

/**
 * jdc_json_parse:
 * @data: an answer, with a NUL behind it
 * @length: its length, without the NUL
 * @error: set when it is not JSON, or nested too deep
 *
 * Returns: (transfer full) (nullable): the root, immutable
 */
JsonNode *
jdc_json_parse (const char *data, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (!jdc_json_check_depth (data, length))
    {
      g_propagate_error (error, jdc_error_new_protocol ("no JSON, or nested too deep"));
      return NULL;
    }
  parser = json_parser_new_immutable ();
  json_parser_set_strict (parser, TRUE);
  if (json_parser_load_from_data (parser, data, (gssize) length, NULL))
    root = json_parser_steal_root (parser);
  if (root == NULL)
    g_propagate_error (error, jdc_error_new_protocol ("no JSON"));
  return g_steal_pointer (&root);
}

/* Notes that @name has a wrong type. The first one is kept. */
void
jdc_reader_fail (JdcReader *reader, const char *name)
{
  if (reader->failed == NULL)
    reader->failed = name;
}

/* Returns: whether everything read so far had the right type; sets @error if not */
gboolean
jdc_reader_ok (JdcReader *reader, GError **error)
{
  if (reader->failed == NULL)
    return TRUE;
  g_propagate_error (error, jdc_error_new_protocol (reader->failed));
  return FALSE;
}

/* Returns: (nullable): a member; %NULL when it is absent or null, which mean the same */
JsonNode *
jdc_reader_member (JdcReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node;

  if (reader->failed != NULL)
    return NULL;
  node = json_object_get_member (object, name);
  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

/* Returns: (nullable): a text member */
const char *
jdc_reader_string (JdcReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = jdc_reader_member (reader, object, name);
  const char *text;

  if (node == NULL)
    return NULL;
  text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  if (text == NULL)
    jdc_reader_fail (reader, name);
  return text;
}

/* Returns: a member that is a whole number, @absent when there is none */
gint64
jdc_reader_integer (JdcReader *reader, JsonObject *object, const char *name, gint64 absent)
{
  JsonNode *node = jdc_reader_member (reader, object, name);

  if (node == NULL)
    return absent;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  jdc_reader_fail (reader, name);
  return absent;
}

/* Returns: a member that is true or false, %FALSE when there is none */
gboolean
jdc_reader_boolean (JdcReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = jdc_reader_member (reader, object, name);

  if (node == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  jdc_reader_fail (reader, name);
  return FALSE;
}

/* Returns: (nullable) (transfer none): a member that is an object */
JsonObject *
jdc_reader_object (JdcReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = jdc_reader_member (reader, object, name);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  jdc_reader_fail (reader, name);
  return NULL;
}

/* Returns: (nullable) (transfer none): a member that is an array */
JsonArray *
jdc_reader_array (JdcReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = jdc_reader_member (reader, object, name);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  jdc_reader_fail (reader, name);
  return NULL;
}

/* Returns: (nullable) (transfer none): an element of @array, which is @name, that has to be an object */
JsonObject *
jdc_reader_element (JdcReader *reader, JsonArray *array, guint index, const char *name)
{
  JsonNode *node = json_array_get_element (array, index);

  if (reader->failed == NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  jdc_reader_fail (reader, name);
  return NULL;
}
