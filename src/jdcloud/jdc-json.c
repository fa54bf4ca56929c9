/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reading answers that may hold anything: nesting and size are bounded, every type is checked when it is read.
 *
 * A list of ten thousand images is mostly parsing, and a tree of small allocations makes most of that. So an
 * answer is one copy of its bytes, in which the texts are decoded where they stand, and one array of its values in
 * the order of the text: a container is followed by what it holds.
 */

#include "config.h"

#include "jdc-json-private.h"

#include <errno.h>
#include <string.h>

#include "jdc-error-private.h"

typedef enum
{
  JDC_KIND_NULL,
  JDC_KIND_FALSE,
  JDC_KIND_TRUE,
  JDC_KIND_INTEGER,
  JDC_KIND_REAL, /* also an integer that gint64 cannot hold: nothing reads it */
  JDC_KIND_STRING,
  JDC_KIND_ARRAY,
  JDC_KIND_OBJECT,
} JdcKind;

struct _JdcValue
{
  JdcKind kind;
  guint32 span;        /* values up to the next one beside it: itself and all that it holds */
  guint32 length;      /* of a container: how many values it holds itself */
  guint32 name_length; /* of a member of an object, in bytes */
  const char *name;    /* (nullable): of a member of an object */
  union
  {
    const char *text;
    gint64 integer;
  };
};

struct _JdcJson
{
  char *text;       /* (owned): the answer, decoded in place */
  JdcValue *values; /* (owned): the root is the first */
};

typedef struct
{
  char *at; /* where the parser is; the text ends in a NUL and holds no other */
  JdcValue *values;
  guint32 n_values;
  guint32 n_allocated;
} Parser;

static gboolean parse_value (Parser *parser, guint depth, const char *name, gsize name_length);

static void
skip_blanks (Parser *parser)
{
  while (*parser->at == ' ' || *parser->at == '\n' || *parser->at == '\r' || *parser->at == '\t')
    parser->at++;
}

static gboolean
skip_char (Parser *parser, char c)
{
  skip_blanks (parser);
  if (*parser->at != c)
    return FALSE;
  parser->at++;
  return TRUE;
}

static gboolean
read_hex (const char **from, gunichar *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (**from);

      if (digit < 0)
        return FALSE;
      *unit = *unit * 16 + (gunichar) digit;
      (*from)++;
    }
  return TRUE;
}

/* @from stands behind `\u`. Half a pair of surrogates becomes the replacement character; a NUL is refused, since it
 * would end the text for everyone but us. */
static gboolean
decode_unicode (const char **from, char **to)
{
  gunichar unit;
  gunichar low;

  if (!read_hex (from, &unit) || unit == 0)
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00 && (*from)[0] == '\\' && (*from)[1] == 'u')
    {
      const char *ahead = *from + 2;

      if (!read_hex (&ahead, &low))
        return FALSE;
      if (low >= 0xdc00 && low < 0xe000)
        {
          unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          *from = ahead;
        }
    }
  if (unit >= 0xd800 && unit < 0xe000)
    unit = 0xfffd;
  *to += g_unichar_to_utf8 (unit, *to);
  return TRUE;
}

/* @from stands behind the backslash. What is decoded is never longer than what it was. */
static gboolean
decode_escape (const char **from, char **to)
{
  static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

  if (**from == 'u')
    {
      (*from)++;
      return decode_unicode (from, to);
    }
  for (const char *p = escapes; *p != '\0'; p += 2)
    {
      if (*p != **from)
        continue;
      (*from)++;
      *(*to)++ = p[1];
      return TRUE;
    }
  return FALSE;
}

/* The parser stands behind the first quote. Returns: (nullable): the text, ended by a NUL where a quote was */
static const char *
parse_string (Parser *parser, gsize *length)
{
  char *start = parser->at;
  const char *from;
  char *to;

  from = start + strcspn (start, "\"\\");
  to = (char *) from;
  while (*from != '"')
    {
      if (*from == '\0')
        return NULL;
      if (*from != '\\')
        {
          *to++ = *from++;
          continue;
        }
      from++;
      if (!decode_escape (&from, &to))
        return NULL;
    }
  *length = (gsize) (to - start);
  parser->at = (char *) from + 1;
  *to = '\0';
  return start;
}

static gboolean
skip_digits (const char **at)
{
  const char *start = *at;

  while (g_ascii_isdigit (**at))
    (*at)++;
  return *at > start;
}

/* The grammar of JSON, which is narrower than what strtod() takes. */
static gboolean
parse_number (Parser *parser, JdcValue *value)
{
  const char *start = parser->at;
  const char *at = start + (*start == '-' ? 1 : 0);
  const char *digits = at;

  if (!skip_digits (&at) || (*digits == '0' && at > digits + 1))
    return FALSE;
  value->kind = JDC_KIND_INTEGER;
  if (*at == '.')
    {
      at++;
      value->kind = JDC_KIND_REAL;
      if (!skip_digits (&at))
        return FALSE;
    }
  if (*at == 'e' || *at == 'E')
    {
      at++;
      value->kind = JDC_KIND_REAL;
      if (*at == '+' || *at == '-')
        at++;
      if (!skip_digits (&at))
        return FALSE;
    }
  parser->at += at - start;
  if (value->kind == JDC_KIND_REAL)
    return TRUE;
  errno = 0;
  value->integer = g_ascii_strtoll (start, NULL, 10);
  if (errno == ERANGE)
    value->kind = JDC_KIND_REAL;
  return TRUE;
}

static gboolean
parse_word (Parser *parser, const char *word, JdcKind kind, JdcValue *value)
{
  gsize length = strlen (word);

  if (strncmp (parser->at, word, length) != 0)
    return FALSE;
  parser->at += length;
  value->kind = kind;
  return TRUE;
}

/* Returns: the place of a new value; the array may have moved */
static guint32
add_value (Parser *parser, const char *name, gsize name_length)
{
  JdcValue *value;

  if (parser->n_values == parser->n_allocated)
    {
      parser->n_allocated *= 2;
      parser->values = g_renew (JdcValue, parser->values, parser->n_allocated);
    }
  value = &parser->values[parser->n_values];
  *value = (JdcValue) { .span = 1, .name = name, .name_length = (guint32) name_length };
  return parser->n_values++;
}

static gboolean
parse_member (Parser *parser, guint depth)
{
  const char *name;
  gsize length;

  if (!skip_char (parser, '"'))
    return FALSE;
  name = parse_string (parser, &length);
  return name != NULL && skip_char (parser, ':') && parse_value (parser, depth, name, length);
}

/* The parser stands behind the opening bracket. */
static gboolean
parse_container (Parser *parser, guint depth, JdcKind kind, guint32 place)
{
  char closing = kind == JDC_KIND_OBJECT ? '}' : ']';
  guint32 length = 0;

  if (depth > JDC_JSON_MAX_DEPTH)
    return FALSE;
  if (!skip_char (parser, closing))
    {
      do
        {
          gboolean parsed =
            kind == JDC_KIND_OBJECT ? parse_member (parser, depth) : parse_value (parser, depth, NULL, 0);

          if (!parsed)
            return FALSE;
          length++;
        }
      while (skip_char (parser, ','));
      if (!skip_char (parser, closing))
        return FALSE;
    }
  parser->values[place].kind = kind;
  parser->values[place].length = length;
  parser->values[place].span = parser->n_values - place;
  return TRUE;
}

static gboolean
parse_value (Parser *parser, guint depth, const char *name, gsize name_length)
{
  guint32 place;
  gsize length;
  JdcValue *value;

  if (parser->n_values >= JDC_JSON_MAX_VALUES)
    return FALSE;
  place = add_value (parser, name, name_length);
  value = &parser->values[place];
  skip_blanks (parser);
  switch (*parser->at)
    {
    case '"':
      parser->at++;
      value->kind = JDC_KIND_STRING;
      value->text = parse_string (parser, &length);
      return value->text != NULL;
    case '{':
      parser->at++;
      return parse_container (parser, depth + 1, JDC_KIND_OBJECT, place);
    case '[':
      parser->at++;
      return parse_container (parser, depth + 1, JDC_KIND_ARRAY, place);
    case 't':
      return parse_word (parser, "true", JDC_KIND_TRUE, value);
    case 'f':
      return parse_word (parser, "false", JDC_KIND_FALSE, value);
    case 'n':
      return parse_word (parser, "null", JDC_KIND_NULL, value);
    default:
      return parse_number (parser, value);
    }
}

static gboolean
parse_all (Parser *parser)
{
  if (!parse_value (parser, 0, NULL, 0))
    return FALSE;
  skip_blanks (parser);
  return *parser->at == '\0';
}

/**
 * jdc_json_parse:
 * @data: an answer
 * @length: its length
 * @error: set when it is not JSON, or too much of it
 *
 * Strictly by RFC 8259, except that control characters may stand in texts. A byte order mark is refused.
 *
 * Returns: (transfer full) (nullable): what it holds
 */
JdcJson *
jdc_json_parse (const char *data, gsize length, GError **error)
{
  g_autoptr (JdcJson) self = g_new0 (JdcJson, 1);
  Parser parser = { 0 };
  gboolean parsed;

  self->text = g_malloc (length + 1);
  if (length > 0)
    memcpy (self->text, data, length);
  self->text[length] = '\0';
  parser.at = self->text;
  /* Few answers have more values than one in ten bytes. */
  parser.n_allocated = (guint32) MIN (length / 10 + 16, JDC_JSON_MAX_VALUES);
  parser.values = g_new (JdcValue, parser.n_allocated);
  /* Lengths within are of 32 bits. No answer comes near. */
  parsed = length < G_MAXUINT32 && g_utf8_validate_len (self->text, length, NULL) && parse_all (&parser);
  self->values = parser.values;
  if (parsed)
    return g_steal_pointer (&self);
  g_propagate_error (error, jdc_error_new_protocol ("no JSON, or nested too deep"));
  return NULL;
}

void
jdc_json_free (JdcJson *self)
{
  g_free (self->text);
  g_free (self->values);
  g_free (self);
}

/* Returns: (nullable): the whole answer; %NULL when it is no object */
const JdcValue *
jdc_json_get_object (const JdcJson *self)
{
  return self->values[0].kind == JDC_KIND_OBJECT ? &self->values[0] : NULL;
}

/*
 * @container: an array or an object
 * @previous: (nullable): a value it holds, %NULL to begin
 *
 * Returns: (nullable): the next value it holds
 */
const JdcValue *
jdc_value_get_next (const JdcValue *container, const JdcValue *previous)
{
  const JdcValue *next = previous == NULL ? container + 1 : previous + previous->span;

  return next < container + container->span ? next : NULL;
}

/* Returns: how many values an array or an object holds */
guint
jdc_value_get_length (const JdcValue *container)
{
  return container->length;
}

/* Returns: (nullable): a text; %NULL when it is none */
const char *
jdc_value_get_string (const JdcValue *self)
{
  return self->kind == JDC_KIND_STRING ? self->text : NULL;
}

/* Returns: whether it is a whole number */
gboolean
jdc_value_get_integer (const JdcValue *self, gint64 *integer)
{
  if (self->kind != JDC_KIND_INTEGER)
    return FALSE;
  *integer = self->integer;
  return TRUE;
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

/* Returns: (nullable): a member; %NULL when it is absent or null, which mean the same. One that is there twice fails:
 * nobody can tell which is meant. */
const JdcValue *
jdc_reader_member (JdcReader *reader, const JdcValue *object, const char *name)
{
  const JdcValue *end = object + object->span;
  const JdcValue *member = NULL;
  gsize length = strlen (name);

  if (reader->failed != NULL)
    return NULL;
  for (const JdcValue *value = object + 1; value < end; value += value->span)
    {
      if (value->name_length != length || memcmp (value->name, name, length) != 0)
        continue;
      if (member != NULL)
        {
          jdc_reader_fail (reader, name);
          return NULL;
        }
      member = value;
    }
  return member == NULL || member->kind == JDC_KIND_NULL ? NULL : member;
}

static const JdcValue *
read_kind (JdcReader *reader, const JdcValue *object, const char *name, JdcKind kind)
{
  const JdcValue *value = jdc_reader_member (reader, object, name);

  if (value == NULL || value->kind == kind)
    return value;
  jdc_reader_fail (reader, name);
  return NULL;
}

/* Returns: (nullable): a text member */
const char *
jdc_reader_string (JdcReader *reader, const JdcValue *object, const char *name)
{
  const JdcValue *value = read_kind (reader, object, name, JDC_KIND_STRING);

  return value != NULL ? value->text : NULL;
}

/* Returns: a member that is a whole number, @absent when there is none */
gint64
jdc_reader_integer (JdcReader *reader, const JdcValue *object, const char *name, gint64 absent)
{
  const JdcValue *value = read_kind (reader, object, name, JDC_KIND_INTEGER);

  return value != NULL ? value->integer : absent;
}

/* Returns: a member that is true or false, %FALSE when there is none */
gboolean
jdc_reader_boolean (JdcReader *reader, const JdcValue *object, const char *name)
{
  const JdcValue *value = jdc_reader_member (reader, object, name);

  if (value != NULL && value->kind != JDC_KIND_TRUE && value->kind != JDC_KIND_FALSE)
    jdc_reader_fail (reader, name);
  return value != NULL && value->kind == JDC_KIND_TRUE;
}

/* Returns: (nullable): a member that is an object */
const JdcValue *
jdc_reader_object (JdcReader *reader, const JdcValue *object, const char *name)
{
  return read_kind (reader, object, name, JDC_KIND_OBJECT);
}

/* Returns: (nullable): a member that is an array */
const JdcValue *
jdc_reader_array (JdcReader *reader, const JdcValue *object, const char *name)
{
  return read_kind (reader, object, name, JDC_KIND_ARRAY);
}

/* Returns: (nullable): @element of the array @name, which has to be an object */
const JdcValue *
jdc_reader_element (JdcReader *reader, const JdcValue *element, const char *name)
{
  if (reader->failed == NULL && element->kind == JDC_KIND_OBJECT)
    return element;
  jdc_reader_fail (reader, name);
  return NULL;
}
