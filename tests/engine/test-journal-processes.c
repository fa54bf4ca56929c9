/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several processes share a journal, and some of them are killed. The test runs itself as those processes:
 * PROGRAM --child WHAT FOLDER NUMBER. */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/ferry-journal-private.h"
#include "test-journal-common.h"

#define N_CHILDREN 3
#define N_ROUNDS 200

typedef FerryJournal *(*Open) (const char *folder);

/* In a child */

/* Sources that all children want, and one that nobody else does. */
static void
do_round (FerryJournal *journal, gint64 identity, guint child, guint round)
{
  g_autofree char *shared = g_strdup_printf ("img-shared-%u", round);
  g_autofree char *own = g_strdup_printf ("img-%u-%u", child, round);
  g_autofree char *token = g_strdup_printf ("token-%u", round);
  g_autoptr (FerryJournalRequest) request = NULL;
  g_autoptr (FerryJournalRequest) named = NULL;
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  FerryReplicaRecord *replica;
  FerryAttemptRecord attempt = { .number = 1, .started = 1 };

  request = test_request (journal, identity, NULL, (const char *[]) { own, shared, NULL });
  g_assert_cmpint (request->created, >, 0);
  named = test_request (journal, identity, token, (const char *[]) { shared, NULL });
  g_assert_false (named->request_id_reused);

  contents = test_load_operations (journal, &request->created, 1);
  replica = g_ptr_array_index (contents->replicas, 0);
  g_assert_cmpstr (replica->source, ==, own);
  replica->state = FERRY_STATE_PENDING;
  attempt.replica = replica->id;
  ferry_transaction_put_replica (transaction, replica);
  ferry_transaction_put_attempt (transaction, &attempt, NULL);
  ferry_transaction_set_durable (transaction, round % 2 == 0);
  test_commit (journal, transaction);
}

static void
hammer (Open open, const char *folder, guint number)
{
  FerryJournal *journal = open (folder);
  gint64 identity = test_identify (journal, "AK-1", "pin-1");

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      do_round (journal, identity, number, i);

      /* The last to close moves the log away while others open it. */
      if (i % 50 == 49)
        {
          test_close (journal);
          journal = open (folder);
        }
    }

  test_close (journal);
}

static void
open_once (const char *folder)
{
  FerryJournal *journal = test_open (folder);

  g_assert_true (ferry_journal_was_recovered (journal));
  test_identify (journal, "AK-1", "pin-1");
  test_close (journal);
}

static void
die_cb (guint number, gboolean committed, gpointer user_data)
{
  int stop = GPOINTER_TO_INT (user_data);
  int here = (int) number * 2 + (committed ? 1 : 0);

  if (here == stop)
    kill (getpid (), SIGKILL);
}

/* Puts one replica through its life and is killed at the @number-th side of a commit. */
static void
live_and_die (const char *folder, guint number)
{
  FerryJournal *journal = test_open (folder);
  g_autoptr (FerryJournalRequest) request = NULL;
  g_autoptr (FerryJournalContents) contents = NULL;
  static const FerryState states[] = { FERRY_STATE_SUBMITTING, FERRY_STATE_PENDING, FERRY_STATE_VERIFIED };
  gint64 identity;

  ferry_journal_set_probe (journal, die_cb, GINT_TO_POINTER (number), NULL);
  identity = test_identify (journal, "AK-1", "pin-1");
  request = test_request (journal, identity, NULL, (const char *[]) { "img-a", NULL });
  contents = test_load_operations (journal, &request->created, 1);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    test_put_state (journal, g_ptr_array_index (contents->replicas, 0), states[i]);

  test_close (journal);
}

static void
commit_once (const char *folder)
{
  FerryJournal *journal = test_open (folder);

  test_identify (journal, "AK-other", NULL);
  test_close (journal);
}

/* Dies between its commit and telling of it. */
static void
commit_silently (const char *folder)
{
  FerryJournal *journal = test_open (folder);
  g_autofree char *bell = g_build_filename (folder, "journal.lock", NULL);

  g_assert_cmpint (g_unlink (bell), ==, 0);
  test_identify (journal, "AK-other", NULL);
  kill (getpid (), SIGKILL);
}

static int
run_child (const char *what, const char *folder, guint number)
{
  if (g_str_equal (what, "hammer"))
    hammer (test_open, folder, number);
  else if (g_str_equal (what, "hammer-remote"))
    hammer (test_open_as_remote, folder, number);
  else if (g_str_equal (what, "open"))
    open_once (folder);
  else if (g_str_equal (what, "die"))
    live_and_die (folder, number);
  else if (g_str_equal (what, "commit"))
    commit_once (folder);
  else if (g_str_equal (what, "commit-silently"))
    commit_silently (folder);
  else
    g_assert_not_reached ();

  return EXIT_SUCCESS;
}

/* In the test */

static GSubprocess *
start_child (const char *what, TestFolder *folder, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/proc/self/exe",
                                         "--child", what, folder->path, text, NULL);

  g_assert_no_error (error);

  return child;
}

static void
assert_child_done (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
}

static void
check_hammer (const char *what)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_CHILDREN; i++)
    g_ptr_array_add (children, start_child (what, folder, i));

  for (guint i = 0; i < N_CHILDREN; i++)
    assert_child_done (g_ptr_array_index (children, i));

  /* Each source once, however many wanted it. */
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM replica"), ==, (N_CHILDREN + 1) * N_ROUNDS);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(DISTINCT source) FROM replica"), ==,
                   (N_CHILDREN + 1) * N_ROUNDS);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM operation"), ==, N_CHILDREN * N_ROUNDS);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM request"), ==, N_ROUNDS);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM attempt"), ==, N_CHILDREN * N_ROUNDS);
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM identity"), ==, 1);
}

static void
test_hammer (void)
{
  check_hammer ("hammer");
}

static void
test_hammer_remote (void)
{
  check_hammer ("hammer-remote");
}

/* Two connections of one process, their work interleaved. */
static void
test_two_connections (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  FerryJournal *first = test_open (folder->path);
  FerryJournal *second = test_open (folder->path);
  gint64 identity = test_identify (first, "AK-1", "pin-1");

  g_assert_cmpint (test_identify (second, "AK-1", "pin-1"), ==, identity);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      do_round (first, identity, 0, i);
      do_round (second, identity, 1, i);
    }

  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM replica"), ==, 3 * N_ROUNDS);
  test_close (first);
  test_close (second);
}

/* All find the damage; one sets the file aside, and none the new one. */
static void
test_damaged_for_all (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = test_folder_build (folder, "journal.db");
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_damaged = 0;

  g_assert_true (g_file_set_contents (path, "no database", -1, NULL));

  for (guint i = 0; i < N_CHILDREN; i++)
    g_ptr_array_add (children, start_child ("open", folder, i));

  for (guint i = 0; i < N_CHILDREN; i++)
    assert_child_done (g_ptr_array_index (children, i));

  dir = g_dir_open (folder->path, 0, NULL);

  while ((name = g_dir_read_name (dir)) != NULL)
    n_damaged += g_str_has_prefix (name, "journal.db.damaged-") ? 1 : 0;

  g_assert_cmpuint (n_damaged, ==, 1);
}

/* What was committed is there, what was not is not, and the journal is whole. */
static void
check_killed (guint stop)
{
  static const char *const after[] = { NULL, NULL, "queued", "submitting", "pending", "verified" };
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GSubprocess) child = start_child ("die", folder, stop);
  const char *expected = after[stop % 2 == 1 ? stop / 2 : stop / 2 - 1];
  g_autoptr (FerryJournalContents) contents = NULL;
  FerryJournal *journal;

  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);

  journal = test_open (folder->path);
  g_assert_false (ferry_journal_was_recovered (journal));
  contents = test_load (journal, FALSE, 0);
  g_assert_cmpuint (contents->replicas->len, ==, expected != NULL ? 1 : 0);

  if (expected != NULL)
    {
      FerryReplicaRecord *replica = g_ptr_array_index (contents->replicas, 0);

      g_assert_cmpstr (ferry_state_to_string (replica->state), ==, expected);
    }

  test_close (journal);
}

/* Commits 1 to 5: the identity, the request, three states. */
static void
test_killed (void)
{
  for (guint stop = 2; stop <= 11; stop++)
    check_killed (stop);
}

static void
note_changed_cb (guint *n_changed)
{
  ++*n_changed;
}

static gboolean
note_timeout_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, note_timeout_cb, &over);

  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_change (const guint *n_changed, guint wanted)
{
  gint64 limit = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (*n_changed < wanted && g_get_monotonic_time () < limit)
    run_for (20);

  g_assert_cmpuint (*n_changed, >=, wanted);
}

static void
check_changed (Open open, const char *what)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  FerryJournal *journal = open (folder->path);
  g_autoptr (GSubprocess) child = NULL;
  gint64 identity;
  guint n_changed = 0;

  g_signal_connect_swapped (journal, "changed", G_CALLBACK (note_changed_cb), &n_changed);
  identity = test_identify (journal, "AK-1", "pin-1");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *source = g_strdup_printf ("img-%u", i);
      g_autoptr (FerryJournalRequest) request =
        test_request (journal, identity, NULL, (const char *[]) { source, NULL });

      g_assert_cmpint (request->created, >, 0);
    }

  /* Its own commits are no news, also not late. */
  run_for (2500);
  g_assert_cmpuint (n_changed, ==, 0);

  child = start_child (what, folder, 0);
  wait_for_change (&n_changed, 1);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_cmpint (test_sql_int (folder, "SELECT count(*) FROM identity"), ==, 2);

  test_close (journal);
}

static void
test_changed (void)
{
  check_changed (test_open, "commit");
}

static void
test_changed_remote (void)
{
  check_changed (test_open_as_remote, "commit");
}

static void
test_changed_silently (void)
{
  check_changed (test_open, "commit-silently");
}

int
main (int argc, char *argv[])
{
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3], (guint) atoi (argv[4]));

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/processes/hammer", test_hammer);
  g_test_add_func ("/journal/processes/hammer-remote", test_hammer_remote);
  g_test_add_func ("/journal/processes/two-connections", test_two_connections);
  g_test_add_func ("/journal/processes/damaged-for-all", test_damaged_for_all);
  g_test_add_func ("/journal/processes/killed", test_killed);
  g_test_add_func ("/journal/processes/changed", test_changed);
  g_test_add_func ("/journal/processes/changed-remote", test_changed_remote);
  g_test_add_func ("/journal/processes/changed-silently", test_changed_silently);

  return g_test_run ();
}
