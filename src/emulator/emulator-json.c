/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes JSON straight into a GString: pages of a hundred images are answered thousands of times in a
 * benchmark, and a tree of nodes would cost more than everything else together. Commas are put where the text
 * so far asks for one. */

#include "config.h"

#include "emulator/emulator-json.h"

#include <string.h>

static void
append_text (GString *out, const char *value)
{
  const char *run = value;

  g_string_append_c (out, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
        continue;
      g_string_append_len (out, run, p - run);
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
      run = p + 1;
    }
  g_string_append (out, run);
  g_string_append_c (out, '"');
}

static void
begin_value (GString *out, const char *name)
{
  if (out->len > 0 && strchr ("{[:", out->str[out->len - 1]) == NULL)
    g_string_append_c (out, ',');
  if (name != NULL)
    {
      append_text (out, name);
      g_string_append_c (out, ':');
    }
}

/* Opens an object or array with @bracket; @name is %NULL inside an array and at the top. */
void
emulator_json_open (GString *out, const char *name, char bracket)
{
  begin_value (out, name);
  g_string_append_c (out, bracket);
}

/* Ends what emulator_json_open() began. */
void
emulator_json_close (GString *out, char bracket)
{
  g_string_append_c (out, bracket);
}

/* Appends a string; %NULL leaves the member out, as the service does with what is not set. */
void
emulator_json_string (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  begin_value (out, name);
  append_text (out, value);
}

/* Appends an integer. */
void
emulator_json_int (GString *out, const char *name, gint64 value)
{
  begin_value (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

/* Appends a boolean. */
void
emulator_json_bool (GString *out, const char *name, gboolean value)
{
  begin_value (out, name);
  g_string_append (out, value ? "true" : "false");
}

/* Appends null. */
void
emulator_json_null (GString *out, const char *name)
{
  begin_value (out, name);
  g_string_append (out, "null");
}

/* Appends @length bytes of ready JSON. */
void
emulator_json_raw (GString *out, const char *name, const char *json, gsize length)
{
  begin_value (out, name);
  g_string_append_len (out, json, length);
}
