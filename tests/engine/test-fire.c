/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal fails while copies are on their way: no space, moved, locked, damaged, of an older version, of another
 * computer; and somebody sets the clock. What cannot be written down is not sent, the user reads why, and once the
 * cause is gone everything goes on. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "emulator/emulator-options.h"
#include "engine/ferry-journal-private.h"
#include "test-network-common.h"

#define SPEED 20
#define FAST 100
#define DAY ((gint64) 24 * 3600 * G_USEC_PER_SEC)

/* Files may not grow, which the journal meets as it would a full disk. */
static void
fill_disk (gboolean full)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 4096 : RLIM_INFINITY;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static gboolean
has_problem (gpointer data)
{
  return ferry_engine_get_problem (((NetworkTest *) data)->harness->engine) != NULL;
}

static gboolean
has_no_problem (gpointer data)
{
  return !has_problem (data);
}

static void
assert_says (NetworkTest *test, const char *words)
{
  FerryProblem *problem;

  engine_harness_run_until (has_problem, test, 30);
  problem = ferry_engine_get_problem (test->harness->engine);
  if (strstr (problem->message, words) == NULL)
    g_error ("“%s” does not say “%s”", problem->message, words);
}

/* Nothing was written, so nothing may be sent. */
static void
test_full_before_sending (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);

  network_test_copy (test, 1);
  fill_disk (TRUE);
  assert_says (test, "no space left");
  network_test_pass_time (1500);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  fill_disk (FALSE);
  network_test_assert_done (test, "accepted", 1);
  engine_harness_run_until (has_no_problem, test, 10);
}

/* The answer is there and cannot be written: it waits, and is not forgotten. */
static void
test_full_when_answered (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"slow\",\"ms\":1500}");
  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_SUBMITTING, 20);
  fill_disk (TRUE);
  assert_says (test, "no space left");
  g_assert_cmpint (ferry_replica_get_state (ferry_operation_get_replica (test->operation, 0)), ==,
                   FERRY_STATE_SUBMITTING);
  fill_disk (FALSE);
  network_test_assert_done (test, "accepted", 1);
}

/* Progress is a hint that is not kept for later; the end is. */
static void
test_full_while_pending (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  fill_disk (TRUE);
  assert_says (test, "no space left");
  emulator_thread_advance (test->harness->emulator, 1000);
  network_test_pass_time (5000);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_RUNNING);
  fill_disk (FALSE);
  network_test_assert_done (test, "accepted", 1);
  g_assert_cmpint (ferry_replica_get_progress (ferry_operation_get_replica (test->operation, 0)), ==, 100);
}

/* A request that cannot be written down is no request. */
static void
test_full_when_asked (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autoptr (GError) error = NULL;

  fill_disk (TRUE);
  error = engine_harness_request_error (test->harness, test->image);
  fill_disk (FALSE);
  g_assert_error (error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_NO_SPACE);
  network_test_pass_time (500);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
}

static void
move_journal (NetworkTest *test, const char *from, const char *to)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *old = g_strconcat (test->harness->folder, "/", from, suffixes[i], NULL);
      g_autofree char *new = g_strconcat (test->harness->folder, "/", to, suffixes[i], NULL);

      g_assert_cmpint (g_rename (old, new), ==, 0);
    }
}

static void
test_moved (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  move_journal (test, "journal.db", "elsewhere.db");
  assert_says (test, "cannot be used");
  move_journal (test, "elsewhere.db", "journal.db");
  network_test_assert_done (test, "accepted", 1);
}

static sqlite3 *
open_file (NetworkTest *test)
{
  g_autofree char *path = g_build_filename (test->harness->folder, "journal.db", NULL);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  return handle;
}

/* Another program writes for longer than anybody waits. */
static void
test_locked (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);
  sqlite3 *handle;

  ferry_journal_set_busy_timeout (ferry_engine_get_journal (test->harness->engine), 200);
  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  handle = open_file (test);
  g_assert_cmpint (sqlite3_exec (handle, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_says (test, "locked");
  g_assert_cmpint (sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  network_test_assert_done (test, "accepted", 1);
}

static void
spoil (NetworkTest *test)
{
  g_autofree char *path = g_build_filename (test->harness->folder, "journal.db", NULL);
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  for (guint i = 0; i < 4096 * 8; i++)
    fputc ((int) (i * 7 % 251), file);
  fclose (file);
}

/* The file is spoilt while a copy is on its way. Whatever the process still manages to write, the next one sets it
 * aside, says so once with the path, and asks before the same image is copied again. */
static void
test_damaged (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);
  const char *images[] = { test->image, NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", images);
  g_autoptr (FerrySubmission) again = NULL;
  g_autofree char *words = NULL;
  g_autofree char *more = NULL;

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  spoil (test);
  network_test_pass_time (1500);
  g_signal_handlers_disconnect_by_data (ferry_operation_get_replica (test->operation, 0), test);
  g_clear_object (&test->operation);
  engine_harness_close_engine (test->harness);
  spoil (test);

  engine_harness_open_engine (test->harness);
  words = engine_harness_tell_recovery (test->harness);
  more = engine_harness_tell_recovery (test->harness);
  g_assert_nonnull (words);
  g_assert_nonnull (strstr (words, test->harness->folder));
  g_assert_nonnull (strstr (words, "journal.db.damaged-"));
  g_assert_null (more);
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_operations (test->harness->engine)), ==, 0);
  again = engine_harness_request (test->harness, request);
  g_assert_true (again->needs_confirmation);
  g_assert_null (again->created);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", test->image), ==, 1);
}

/* A journal of version 1 of this cloud, as if written here by another computer, with two copies whose answers were
 * lost. */
static void
make_old_journal (EngineHarness *harness)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "data", "journal-v1.sql", NULL);
  g_autofree char *path = g_build_filename (harness->folder, "journal.db", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) sql = NULL;
  sqlite3 *handle = NULL;

  g_assert_true (g_file_get_contents (script, &text, NULL, NULL));
  sql = g_string_new (text);
  g_string_replace (sql, "http://127.0.0.1:1", emulator_thread_get_uri (harness->emulator), 0);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql->str, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static guint
count_all (EngineHarness *harness)
{
  return engine_harness_count_requests (harness, "describeImages") +
         engine_harness_count_requests (harness, "copyImages");
}

/* An old journal from elsewhere: shown, and not driven before somebody says so; then it goes on. */
static void
test_old_and_foreign (void)
{
  EmulatorOptions options = { .seed = 1, .time_scale = FAST };
  g_autoptr (EngineHarness) harness = engine_harness_new_closed (&options);
  g_autoptr (FerryOperation) operation = NULL;
  g_autoptr (FerrySubmission) refused = NULL;
  g_autoptr (FerryRequest) request = NULL;
  const char *images[] = { "img-6yu8ns1t06", NULL };

  make_old_journal (harness);
  engine_harness_open_without_keys (harness);
  ferry_engine_override_settle (harness->engine, 1, TRUE);
  engine_harness_add_keys (harness, EMULATOR_DEFAULT_SECRET_KEY);
  g_assert_true (ferry_engine_is_foreign (harness->engine));
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_operations (harness->engine)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_duplicates (harness->engine)), ==, 1);
  operation = g_list_model_get_item (ferry_engine_get_operations (harness->engine), 1);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_RUNNING);

  network_test_pass_time (2500);
  g_assert_false (ferry_engine_drives (harness->engine, operation));
  g_assert_cmpuint (count_all (harness), ==, 0);
  g_assert_false (engine_harness_cancel (harness, operation));
  request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-2", images);
  refused = engine_harness_request (harness, request);
  g_assert_cmpuint (refused->problems->len, ==, 1);

  g_assert_true (engine_harness_adopt_journal (harness));
  g_assert_false (ferry_engine_is_foreign (harness->engine));
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (
      engine_harness_count_replicas (harness, "cn-east-2",
                                     ferry_replica_get_source (ferry_operation_get_replica (operation, i))),
      ==, 1);
}

typedef struct
{
  const char *name;
  gint64 by;
} ClockChange;

static const ClockChange clock_changes[] = {
  { "back", -DAY },
  { "forward", DAY },
};

/* Somebody sets the clock while a replica is accepted and cannot be seen yet: it neither vanishes nor waits a day. */
static void
test_clock_while_pending (gconstpointer data)
{
  const ClockChange *change = data;
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  FerryClock *clock = test->harness->clock;

  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":200}");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  ferry_clock_set_real (clock, ferry_clock_get_real (clock) + change->by);
  network_test_assert_done (test, "accepted", 1);
  g_assert_false (network_test_saw (test, "vanished: vanished"));
}

/* The same while an answer is lost: the settle time is nobody's clock. */
static void
test_clock_while_looking (gconstpointer data)
{
  const ClockChange *change = data;
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  FerryClock *clock = test->harness->clock;

  engine_harness_fault (test->harness,
                        "[{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true},"
                        "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":100}]");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "unconfirmed: network", 20);
  ferry_clock_set_real (clock, ferry_clock_get_real (clock) + change->by);
  network_test_assert_done (test, "unconfirmed: network, adopted", 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/fire/full/before-sending", test_full_before_sending);
  g_test_add_func ("/fire/full/when-answered", test_full_when_answered);
  g_test_add_func ("/fire/full/while-pending", test_full_while_pending);
  g_test_add_func ("/fire/full/when-asked", test_full_when_asked);
  g_test_add_func ("/fire/moved", test_moved);
  g_test_add_func ("/fire/locked", test_locked);
  g_test_add_func ("/fire/damaged", test_damaged);
  g_test_add_func ("/fire/old-and-foreign", test_old_and_foreign);
  for (guint i = 0; i < G_N_ELEMENTS (clock_changes); i++)
    {
      g_autofree char *pending = g_strconcat ("/fire/clock/while-pending/", clock_changes[i].name, NULL);
      g_autofree char *looking = g_strconcat ("/fire/clock/while-looking/", clock_changes[i].name, NULL);

      g_test_add_data_func (pending, &clock_changes[i], test_clock_while_pending);
      g_test_add_data_func (looking, &clock_changes[i], test_clock_while_looking);
    }
  return g_test_run ();
}
