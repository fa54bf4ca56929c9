/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written into the journal comes back, in order, all or nothing. */

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "test-journal-common.h"

static void
test_round_trip (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (FerryJournal) journal = test_open (folder->path);
  gint64 identity = test_identify (journal, "AK-1", "pin-1");
  g_autoptr (FerryJournalRequest) request =
    test_request (journal, identity, NULL, (const char *[]) { "img-a", "img-b", NULL });
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryOperationRecord *operation;

  g_assert_cmpint (request->created, >, 0);
  g_assert_cmpuint (request->attached->len, ==, 0);

  contents = test_load (journal, TRUE, 0);
  g_assert_cmpuint (contents->operations->len, ==, 1);
  g_assert_cmpuint (contents->replicas->len, ==, 2);

  operation = g_ptr_array_index (contents->operations, 0);
  g_assert_cmpint (operation->id, ==, request->created);
  g_assert_true (g_regex_match_simple ("^op-[a-z2-7]{10}$", operation->uid, 0, 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/round-trip", test_round_trip);

  return g_test_run ();
}
