/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-json.h"

#include <string.h>

/* Ten thousand images are written with this: a string without anything to escape is appended in one go. */

static void
begin_value (GString *out, const char *name)
{
  char last = out->len > 0 ? out->str[out->len - 1] : '\n';

  if (last != '{' && last != '[' && last != '\n')
    g_string_append_c (out, ',');
  if (name == NULL)
    return;
  g_string_append_c (out, '"');
  g_string_append (out, name);
  g_string_append_len (out, "\":", 2);
}

static void
append_escaped (GString *out, guchar c)
{
  switch (c)
    {
    case '"':
      g_string_append_len (out, "\\\"", 2);
      break;
    case '\\':
      g_string_append_len (out, "\\\\", 2);
      break;
    case '\n':
      g_string_append_len (out, "\\n", 2);
      break;
    case '\r':
      g_string_append_len (out, "\\r", 2);
      break;
    case '\t':
      g_string_append_len (out, "\\t", 2);
      break;
    default:
      g_string_append_printf (out, "\\u%04x", c);
    }
}

static void
append_text (GString *out, const char *text)
{
  const char *start = text;

  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (G_LIKELY (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f))
        continue;
      g_string_append_len (out, start, p - start);
      append_escaped (out, c);
      start = p + 1;
    }
  g_string_append (out, start);
}

/**
 * ferry_ctl_json_open:
 * @out: where to
 * @name: (nullable): name of the member
 * @bracket: `{` or `[`
 *
 * Begins an object or an array.
 */
void
ferry_ctl_json_open (GString *out, const char *name, char bracket)
{
  begin_value (out, name);
  g_string_append_c (out, bracket);
}

/**
 * ferry_ctl_json_close:
 * @out: where to
 * @bracket: `}` or `]`
 *
 * Ends an object or an array.
 */
void
ferry_ctl_json_close (GString *out, char bracket)
{
  g_string_append_c (out, bracket);
}

/**
 * ferry_ctl_json_string:
 * @out: where to
 * @name: (nullable): name of the member
 * @value: (nullable): its value; bytes that are no text are replaced
 *
 * Appends a string, or null.
 */
void
ferry_ctl_json_string (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    {
      ferry_ctl_json_null (out, name);
      return;
    }
  begin_value (out, name);
  g_string_append_c (out, '"');
  if (G_LIKELY (g_utf8_validate (value, -1, NULL)))
    {
      append_text (out, value);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);

      append_text (out, valid);
    }
  g_string_append_c (out, '"');
}

/**
 * ferry_ctl_json_int:
 * @out: where to
 * @name: (nullable): name of the member
 * @value: its value
 *
 * Appends an integer.
 */
void
ferry_ctl_json_int (GString *out, const char *name, gint64 value)
{
  char digits[24];
  char *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  begin_value (out, name);
  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

/**
 * ferry_ctl_json_bool:
 * @out: where to
 * @name: (nullable): name of the member
 * @value: its value
 *
 * Appends true or false.
 */
void
ferry_ctl_json_bool (GString *out, const char *name, gboolean value)
{
  begin_value (out, name);
  g_string_append (out, value ? "true" : "false");
}

/**
 * ferry_ctl_json_null:
 * @out: where to
 * @name: (nullable): name of the member
 *
 * Appends null: a member is there although its value is not known.
 */
void
ferry_ctl_json_null (GString *out, const char *name)
{
  begin_value (out, name);
  g_string_append_len (out, "null", 4);
}

/**
 * ferry_ctl_json_raw:
 * @out: where to
 * @name: (nullable): name of the member
 * @json: a finished value
 *
 * Appends what is JSON already.
 */
void
ferry_ctl_json_raw (GString *out, const char *name, const char *json)
{
  begin_value (out, name);
  g_string_append (out, json);
}

/* g_date_time_format() costs more than the rest of an image together. */
static void
put_digits (char *p, int value, int n)
{
  for (int i = n - 1; i >= 0; i--)
    {
      p[i] = (char) ('0' + value % 10);
      value /= 10;
    }
}

/**
 * ferry_ctl_json_time:
 * @out: where to
 * @name: (nullable): name of the member
 * @time: (nullable): a time in any zone
 *
 * Appends the time in UTC as RFC 3339 has it, without a fraction, or null.
 */
void
ferry_ctl_json_time (GString *out, const char *name, GDateTime *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  char text[] = "\"0000-00-00T00:00:00Z\"";
  int year, month, day;

  if (utc == NULL)
    {
      ferry_ctl_json_null (out, name);
      return;
    }
  g_date_time_get_ymd (utc, &year, &month, &day);
  put_digits (text + 1, year, 4);
  put_digits (text + 6, month, 2);
  put_digits (text + 9, day, 2);
  put_digits (text + 12, g_date_time_get_hour (utc), 2);
  put_digits (text + 15, g_date_time_get_minute (utc), 2);
  put_digits (text + 18, g_date_time_get_second (utc), 2);
  ferry_ctl_json_raw (out, name, text);
}
