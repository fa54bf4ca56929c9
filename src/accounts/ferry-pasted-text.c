/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people paste into entries. Works on spans, so that no second copy of a secret is made. */

#include "config.h"

#include "ferry-pasted-text.h"

#include <string.h>

static gboolean
is_invisible (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT ||
         c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x3164;
}

/* Broken UTF-8 is kept: it is for the check of the field to refuse. */
static gboolean
starts_invisible (const char *text, const char *end)
{
  gunichar c = g_utf8_get_char_validated (text, end - text);

  return c != (gunichar) -1 && c != (gunichar) -2 && is_invisible (c);
}

static const char *
find_last_character (const char *text, const char *end)
{
  const char *last = g_utf8_find_prev_char (text, end);

  return last != NULL ? last : text;
}

/**
 * ferry_pasted_text_trim:
 * @text: (nullable): what was pasted
 * @length: bytes of @text, -1 if it ends with NUL
 * @trimmed_length: (out): bytes of what is returned
 *
 * Skips what nobody sees at both ends: blanks, tabs, line ends, control and zero-width characters.
 *
 * Returns: a place in @text, not terminated there; "" for %NULL
 */
const char *
ferry_pasted_text_trim (const char *text, gssize length, gsize *trimmed_length)
{
  const char *end;

  if (text == NULL)
    {
      *trimmed_length = 0;
      return "";
    }
  end = text + (length < 0 ? strlen (text) : (gsize) length);
  while (text < end && starts_invisible (text, end))
    text = g_utf8_next_char (text);
  while (text < end)
    {
      const char *last = find_last_character (text, end);

      if (!starts_invisible (last, end))
        break;
      end = last;
    }
  *trimmed_length = end - text;
  return text;
}

/**
 * ferry_pasted_text_is_key:
 * @text: a span
 * @length: its bytes
 * @max_length: how long it may be
 *
 * Keys and tokens are printable ASCII without blanks; anything else in one comes from copying badly.
 *
 * Returns: whether @text can be a key or token
 */
gboolean
ferry_pasted_text_is_key (const char *text, gsize length, gsize max_length)
{
  if (length == 0 || length > max_length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isgraph (text[i]))
        return FALSE;
    }
  return TRUE;
}
