/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accounts/ferry-pasted-text.h"

#include <string.h>

static void
test_trim (void)
{
  const struct
  {
    const char *pasted;
    const char *trimmed;
  } cases[] = {
    { "KEY", "KEY" },
    { NULL, "" },
    { "", "" },
    { " \t\r\n ", "" },
    { " KEY ", "KEY" },
    { "\tKEY\r\n", "KEY" },
    { "\xe2\x80\x8bKEY\xe2\x80\x8b", "KEY" }, /* zero width space */
    { "\xef\xbb\xbfKEY", "KEY" },             /* byte order mark */
    { "KEY\xe2\x80\x8d\xe2\x81\xa0", "KEY" }, /* zero width joiner, word joiner */
    { "\xc2\xa0KEY\xe3\x80\x80", "KEY" },     /* no-break space, ideographic space */
    { "\xe2\x80\xaaKEY\xe2\x80\xac", "KEY" }, /* embedding marks of bidirectional text */
    { "KEY\xc2\xad", "KEY" },                 /* soft hyphen */
    { "\x01KEY\x7f", "KEY" },                 /* control characters */
    { "A B", "A B" },
    { " A\xe2\x80\x8b"
      "B ",
      "A\xe2\x80\x8b"
      "B" },
    { " \xff ", "\xff" },       /* not UTF-8 */
    { "\xe2\x80", "\xe2\x80" }, /* cut UTF-8 */
    { " 生产 ", "生产" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = 99;
      const char *start = ferry_pasted_text_trim (cases[i].pasted, -1, &length);
      g_autofree char *trimmed = g_strndup (start, length);

      g_assert_cmpstr (trimmed, ==, cases[i].trimmed);
    }
}

static void
test_trim_span (void)
{
  gsize length;
  const char *start = ferry_pasted_text_trim ("a  b  c", 5, &length);

  g_assert_cmpmem (start, length, "a  b", 4);
  /* A character cut by the end of the span is not read beyond it. */
  start = ferry_pasted_text_trim ("a\xe2\x80\x8b", 3, &length);
  g_assert_cmpuint (length, ==, 3);
  start = ferry_pasted_text_trim ("  ", 0, &length);
  g_assert_cmpuint (length, ==, 0);
}

static void
test_is_key (void)
{
  g_assert_true (ferry_pasted_text_is_key ("A1!~", 4, 4));
  g_assert_false (ferry_pasted_text_is_key ("A1!~", 4, 3));
  g_assert_false (ferry_pasted_text_is_key ("", 0, 4));
  g_assert_false (ferry_pasted_text_is_key ("A B", 3, 4));
  g_assert_false (ferry_pasted_text_is_key ("A\nB", 3, 4));
  g_assert_false (ferry_pasted_text_is_key ("\xc3\xa9", 2, 4));
  g_assert_false (ferry_pasted_text_is_key ("A\0B", 3, 4));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pasted-text/trim", test_trim);
  g_test_add_func ("/pasted-text/trim-span", test_trim_span);
  g_test_add_func ("/pasted-text/is-key", test_is_key);
  return g_test_run ();
}
