/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A text that many images have in common, such as a status: interned, so that ten thousand images share one
 * copy and comparing two is comparing pointers. Counted, so that nothing a server sends stays for ever.
 */
typedef char JdcWord;

/* Returns: (nullable) (transfer full): the word; %NULL for %NULL */
static inline JdcWord *
jdc_word_new (const char *text)
{
  return text != NULL ? g_ref_string_new_intern (text) : NULL;
}

static inline void
jdc_word_free (JdcWord *word)
{
  if (word != NULL)
    g_ref_string_release (word);
}

G_END_DECLS
