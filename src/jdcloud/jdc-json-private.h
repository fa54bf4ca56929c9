/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How deep an answer may be nested; the deepest documented one has seven levels. */
#define JDC_JSON_MAX_DEPTH 64
/* How many values an answer may hold; a page of 100 images has about 5 000. */
#define JDC_JSON_MAX_VALUES 1000000

/* An answer that was parsed. */
typedef struct _JdcJson JdcJson;
/* A value in an answer: valid as long as the answer. */
typedef struct _JdcValue JdcValue;

/*
 * Reads members of one answer. The first member of a wrong type is kept in @failed, and everything read after
 * it is absent: callers read all they want and look at @failed once.
 */
typedef struct
{
  const char *failed; /* (nullable): the name of the first member of a wrong type */
} JdcReader;

JdcJson *jdc_json_parse (const char *data, gsize length, GError **error);
void jdc_json_free (JdcJson *self);
const JdcValue *jdc_json_get_object (const JdcJson *self);

const JdcValue *jdc_value_get_next (const JdcValue *container, const JdcValue *previous);
guint jdc_value_get_length (const JdcValue *container);
const char *jdc_value_get_string (const JdcValue *self);
gboolean jdc_value_get_integer (const JdcValue *self, gint64 *integer);

const char *jdc_reader_string (JdcReader *reader, const JdcValue *object, const char *name);
gint64 jdc_reader_integer (JdcReader *reader, const JdcValue *object, const char *name, gint64 absent);
gboolean jdc_reader_boolean (JdcReader *reader, const JdcValue *object, const char *name);
const JdcValue *jdc_reader_object (JdcReader *reader, const JdcValue *object, const char *name);
const JdcValue *jdc_reader_array (JdcReader *reader, const JdcValue *object, const char *name);
const JdcValue *jdc_reader_element (JdcReader *reader, const JdcValue *element, const char *name);
const JdcValue *jdc_reader_member (JdcReader *reader, const JdcValue *object, const char *name);
void jdc_reader_fail (JdcReader *reader, const char *name);
gboolean jdc_reader_ok (JdcReader *reader, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JdcJson, jdc_json_free)

G_END_DECLS
