/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request with its parameters decoded. It knows what was asked, nothing of the cloud or of the connection.
 */

#include "config.h"

#include "emulator/emulator-call.h"

#include <string.h>

#include "emulator/emulator-problem.h"

static char *
unescape (const char *text, gssize length)
{
  g_autofree char *copy = g_strndup (text, length < 0 ? strlen (text) : (gsize) length);
  char *plain = g_uri_unescape_string (copy, NULL);

  return plain != NULL ? plain : g_steal_pointer (&copy);
}

static GHashTable *
parse_query (const char *query)
{
  GHashTable *params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');

      if (*parts[i] == '\0')
        continue;
      g_hash_table_insert (params, unescape (parts[i], equals != NULL ? equals - parts[i] : -1),
                           equals != NULL ? unescape (equals + 1, -1) : g_strdup (""));
    }
  return params;
}

static gboolean
read_number (EmulatorCall *self, const char *name, guint64 fallback, guint64 *value, GError **error)
{
  const char *text = g_hash_table_lookup (self->params, name);

  *value = fallback;
  if (text == NULL || *text == '\0' || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, value, NULL))
    return TRUE;
  g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid parameter '%s'", name);
  return FALSE;
}

/* A call as it arrived; @path and @query still encoded. */
EmulatorCall *
emulator_call_new (const char *method, const char *path, const char *query, GBytes *body)
{
  EmulatorCall *self = g_rc_box_new0 (EmulatorCall);

  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->query = g_strdup (query);
  self->body = g_bytes_ref (body);
  self->params = parse_query (query);
  self->faults = g_ptr_array_new ();
  return self;
}

/* Takes a reference. */
EmulatorCall *
emulator_call_ref (EmulatorCall *self)
{
  return g_rc_box_acquire (self);
}

static void
emulator_call_clear (gpointer data)
{
  EmulatorCall *self = data;

  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_bytes_unref (self->body);
  g_free (self->service);
  g_free (self->region);
  g_free (self->id);
  g_hash_table_unref (self->params);
  g_clear_pointer (&self->json, json_object_unref);
  g_ptr_array_unref (self->faults);
}

/* Drops a reference. */
void
emulator_call_unref (EmulatorCall *self)
{
  g_rc_box_release_full (self, emulator_call_clear);
}

/* Reads the body as a JSON object; no body counts as an empty object. */
gboolean
emulator_call_read_body (EmulatorCall *self, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  gsize size;
  const char *data = g_bytes_get_data (self->body, &size);
  JsonNode *root;

  if (size == 0)
    {
      self->json = json_object_new ();
      return TRUE;
    }
  parser = json_parser_new_immutable ();
  if (!g_utf8_validate_len (data, size, NULL) ||
      !json_parser_load_from_data (parser, data, (gssize) size, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT,
                           "Invalid request body");
      return FALSE;
    }
  self->json = json_object_ref (json_node_get_object (root));
  return TRUE;
}

/* The query parameter @name, or %NULL if it is absent or empty. */
const char *
emulator_call_get_param (EmulatorCall *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->params, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* The array parameter @name, sent as `name.1=…&name.2=…`: (nullable) when it is absent. */
char **
emulator_call_dup_list (EmulatorCall *self, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint found = 0;

  for (guint i = 1;; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s.%u", name, i);
      const char *value = g_hash_table_lookup (self->params, key);

      if (value == NULL)
        break;
      g_strv_builder_add (builder, value);
      found++;
    }
  return found > 0 ? g_strv_builder_end (builder) : NULL;
}

/* The values of the filter @name, sent as `filters.N.name=…&filters.N.values.M=…`: (nullable) when it is
 * absent. */
char **
emulator_call_dup_filter (EmulatorCall *self, const char *name)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *key = g_strdup_printf ("filters.%u.name", i);
      g_autofree char *values = g_strdup_printf ("filters.%u.values", i);
      const char *value = g_hash_table_lookup (self->params, key);

      if (value == NULL)
        return NULL;
      if (g_str_equal (value, name))
        return emulator_call_dup_list (self, values);
    }
}

/* Reads pageNumber (from 1) and pageSize (10 to 100, 20 when absent). */
gboolean
emulator_call_get_page (EmulatorCall *self, guint *number, guint *size, GError **error)
{
  guint64 page;
  guint64 length;

  if (!read_number (self, "pageNumber", 1, &page, error) ||
      !read_number (self, "pageSize", 20, &length, error))
    return FALSE;
  if (length < 10 || length > 100)
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_OUT_OF_RANGE, "PageSize out of range");
      return FALSE;
    }
  if (page < 1 || page > G_MAXINT)
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_OUT_OF_RANGE, "PageNumber out of range");
      return FALSE;
    }
  *number = (guint) page;
  *size = (guint) length;
  return TRUE;
}

/* Reads the string @name of the body; @text is %NULL when it is absent or null. Another type is refused. */
gboolean
emulator_call_get_text (EmulatorCall *self, const char *name, const char **text, GError **error)
{
  JsonNode *node = json_object_get_member (self->json, name);

  *text = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_INVALID_ARGUMENT, "Invalid parameter '%s'",
                   name);
      return FALSE;
    }
  *text = json_node_get_string (node);
  return TRUE;
}

/* The array of strings @name of the body: (nullable) when it is absent or anything else. */
char **
emulator_call_dup_texts (EmulatorCall *self, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = self->json != NULL ? json_object_get_member (self->json, name) : NULL;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (json_node_get_value_type (item) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (builder, json_node_get_string (item));
    }
  return g_strv_builder_end (builder);
}
