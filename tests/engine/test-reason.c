/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-reason.h"

static void
test_round_trip (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < FERRY_N_REASONS; i++)
    {
      const char *word = ferry_reason_to_string (i);

      g_assert_nonnull (word);
      g_assert_true (g_hash_table_add (seen, (gpointer) word));
      g_assert_cmpint (ferry_reason_from_string (word), ==, i);
    }
}

/* The words that scripts rely on. */
static void
test_interface (void)
{
  g_auto (GStrv) words = g_strsplit (
    "local-system-disk not-available encrypted busy not-private not-found too-many same-region "
    "unknown-region "
    "duplicate-image name-invalid description-too-long quota-images quota-snapshots quota-unknown read-only "
    "no-account auth forbidden clock network tls throttled service protocol bad-endpoint already-present "
    "request-id-reused undecided not-local-system-disk shared protected usage internal replica-error differs "
    "vanished interrupted",
    " ", -1);

  g_assert_cmpuint (g_strv_length (words) + 1, ==, FERRY_N_REASONS);
  for (guint i = 0; words[i] != NULL; i++)
    g_assert_cmpstr (ferry_reason_to_string (FERRY_REASON_NONE + 1 + i), ==, words[i]);
}

static void
test_unknown (void)
{
  g_assert_cmpint (ferry_reason_from_string (NULL), ==, FERRY_REASON_NONE);
  g_assert_cmpint (ferry_reason_from_string (""), ==, FERRY_REASON_INTERNAL);
  g_assert_cmpint (ferry_reason_from_string ("of-tomorrow"), ==, FERRY_REASON_INTERNAL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reason/round-trip", test_round_trip);
  g_test_add_func ("/reason/interface", test_interface);
  g_test_add_func ("/reason/unknown", test_unknown);

  return g_test_run ();
}
