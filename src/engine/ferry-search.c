/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-search.h"

#include <string.h>

/**
 * ferry_search_fold:
 * @text: a text, which may come from anywhere
 *
 * Returns: (transfer full): what ferry_search_matches() looks at
 */
char *
ferry_search_fold (const char *text)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (normal == NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
    }

  return g_utf8_casefold (normal, -1);
}

/**
 * ferry_search_split:
 * @text: what was typed
 *
 * Returns: (transfer full): its words, folded; none if there are only blanks
 */
GStrv
ferry_search_split (const char *text)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *folded = ferry_search_fold (text);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n\r\f\v", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);

  return g_strv_builder_end (words);
}

/**
 * ferry_search_matches:
 * @words: (array zero-terminated=1): of ferry_search_split()
 * @key: a text of ferry_search_fold()
 *
 * Returns: whether each of @words occurs in @key
 */
gboolean
ferry_search_matches (const char *const *words, const char *key)
{
  g_return_val_if_fail (words != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (key, words[i]) == NULL)
      return FALSE;

  return TRUE;
}
