/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-search.h"

static gboolean
finds (const char *typed, const char *text)
{
  g_auto (GStrv) words = ferry_search_split (typed);
  g_autofree char *key = ferry_search_fold (text);

  return ferry_search_matches ((const char *const *) words, key);
}

static void
test_words (void)
{
  g_assert_true (finds ("", "web-01"));
  g_assert_true (finds (" \t\n", "web-01"));
  g_assert_true (finds ("01 web", "web-01"));
  g_assert_true (finds ("\vweb\r01\f", "web-01"));
  g_assert_false (finds ("web 02", "web-01"));
}

static void
test_folding (void)
{
  g_assert_true (finds ("WEB", "web-01"));
  g_assert_true (finds ("web", "ＷＥＢ－０１"));
  g_assert_true (finds ("strasse", "Hauptstraße"));
  g_assert_true (finds ("订单", "订单服务-网关"));
  g_assert_true (finds ("e\xcc\x81t\xc3\xa9", "\xc3\xa9te\xcc\x81"));
}

/* What the service sent, or an old journal holds, may be anything. */
static void
test_not_utf8 (void)
{
  g_assert_true (finds ("web", "\xff\xfeweb"));
  g_assert_true (finds ("\xff", "a\xff"));
  g_assert_false (finds ("db", "\xff\xfeweb"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search/words", test_words);
  g_test_add_func ("/search/folding", test_folding);
  g_test_add_func ("/search/not-utf8", test_not_utf8);

  return g_test_run ();
}
