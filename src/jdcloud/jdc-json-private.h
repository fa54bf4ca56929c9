/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How deep an answer may be nested; the deepest documented one has seven levels. */
#define JDC_JSON_MAX_DEPTH 64

/*
 * Reads members of one answer. The first member of a wrong type is kept in @failed, and everything read after
 * it is absent: callers read all they want and look at @failed once.
 */
typedef struct
{
  const char *failed; /* (nullable): the name of the first member of a wrong type */
} JdcReader;

gboolean jdc_json_check_depth (const char *data, gsize length);
JsonNode *jdc_json_parse (const char *data, gsize length, GError **error);

const char *jdc_reader_string (JdcReader *reader, JsonObject *object, const char *name);
gint64 jdc_reader_integer (JdcReader *reader, JsonObject *object, const char *name, gint64 absent);
gboolean jdc_reader_boolean (JdcReader *reader, JsonObject *object, const char *name);
JsonObject *jdc_reader_object (JdcReader *reader, JsonObject *object, const char *name);
JsonArray *jdc_reader_array (JdcReader *reader, JsonObject *object, const char *name);
JsonObject *jdc_reader_element (JdcReader *reader, JsonArray *array, guint index, const char *name);
JsonNode *jdc_reader_member (JdcReader *reader, JsonObject *object, const char *name);
void jdc_reader_fail (JdcReader *reader, const char *name);
gboolean jdc_reader_ok (JdcReader *reader, GError **error);

G_END_DECLS
