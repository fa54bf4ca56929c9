/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the driver does while nobody watches it: attempts that were given up are looked for now and then and never in
 * a hurry, what they made after all is adopted or reported, undecided copies resolve themselves, and what people ask
 * for meanwhile is done. */
#include "config.h"

#include <sqlite3.h>

#include "emulator/emulator-options.h"
#include "test-network-common.h"

#define SPEED 50
#define FAST 100
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static guint
count_lists (NetworkTest *test)
{
  return engine_harness_count_requests (test->harness, "describeImages");
}

/* Lets @time pass in both clocks, step by step, and whatever follows from it happen. */
static void
let_pass (NetworkTest *test, gint64 time, gint64 step)
{
  for (gint64 passed = 0; passed < time; passed += step)
    {
      emulator_thread_advance (test->harness->emulator, (double) step / SECOND);
      ferry_clock_advance (test->harness->clock, step);
      network_test_pass_time (30);
    }
}

/* The first answer is lost, nothing was made, and the second attempt is accepted. */
static void
copy_twice (NetworkTest *test)
{
  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\"}");
  network_test_copy (test, 20);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "unconfirmed: network, accepted", 2);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
}

/* After ten minutes, an hour, six and twenty-four: four lists, and then no more. */
static void
test_superseded (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  copy_twice (test);
  n = count_lists (test);
  let_pass (test, 15 * MINUTE, MINUTE);
  g_assert_cmpuint (count_lists (test) - n, ==, 1);
  let_pass (test, HOUR, 5 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, ==, 2);
  let_pass (test, 6 * HOUR, 20 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, ==, 3);
  let_pass (test, 20 * HOUR, HOUR);
  g_assert_cmpuint (count_lists (test) - n, ==, 4);
  let_pass (test, 48 * HOUR, HOUR);
  g_assert_cmpuint (count_lists (test) - n, ==, 4);
  g_assert_cmpuint (ferry_clock_get_n_pending (test->harness->clock), ==, 0);
}

/* Another process looks at once, since nobody knows whether it was done when it was due; a day later none does. */
static void
test_superseded_across_restart (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  copy_twice (test);
  let_pass (test, 3 * HOUR, HOUR);
  n = count_lists (test);
  network_test_restart (test, EMULATOR_DEFAULT_SECRET_KEY);
  let_pass (test, 10 * SECOND, SECOND);
  g_assert_cmpuint (count_lists (test) - n, ==, 1);
  let_pass (test, 60 * HOUR, 2 * HOUR);
  n = count_lists (test);
  network_test_restart (test, EMULATOR_DEFAULT_SECRET_KEY);
  let_pass (test, HOUR, 10 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, ==, 0);
}

/* Given up, and then kept from being sent again for longer than the first look is away: that look is no hurry. */
static void
test_superseded_while_waiting (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\"}");
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":401,\"count\":0}");
  network_test_copy (test, 20);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "waiting for auth: auth", 30);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
  n = count_lists (test);
  let_pass (test, 30 * MINUTE, MINUTE / 2);
  /* Each try takes a baseline and the source, once a minute at most. */
  g_assert_cmpuint (count_lists (test) - n, <=, 100);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_run_clock (test, TRUE);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", test->image), ==, 1);
}

/* It was given up, and shows up before the next one could be sent: it is the replica. */
static void
test_appears_before_sending (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":400}");
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":401,\"count\":0}");
  network_test_copy (test, 20);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "waiting for auth: auth", 30);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 60);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", test->image), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_duplicates (test->harness->engine)), ==, 0);
}

/* What met "is busy" had acted all the same, and shows up only after that was looked for: it is found in the list that
 * would have become the baseline of the next attempt. */
static void
test_busy_appears_before_sending (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":400,"
                                       "\"status\":\"FAILED_PRECONDITION\",\"message\":\"The image is busy\","
                                       "\"acts\":true}");
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":400}");
  network_test_copy (test, 60);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "waiting for busy: busy", 30);
  engine_harness_fault (test->harness, "{\"operation\":\"describeImages\",\"region\":\"cn-north-1\","
                                       "\"fault\":\"error\",\"http\":503,\"count\":0}");
  network_test_wait_for_news (test, "waiting for network: service", 30);
  network_test_pass_time (9000);
  emulator_thread_clear_faults (test->harness->emulator);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 1);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", test->image), ==, 1);
}

/* An attempt after a lost one is refused for good: whether the lost one acted is still open, and is looked for. The
 * refusal outlives the process and a region that cannot be listed, and stands in the end. */
static void
test_refused_later (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);
  FerryReplica *replica;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\"}");
  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":403,"
                                       "\"count\":0}");
  network_test_copy (test, 2);
  network_test_wait_for_news (test, "unconfirmed: forbidden", 30);
  g_assert_false (engine_harness_cancel (test->harness, test->operation) &&
                  ferry_operation_get_state (test->operation) == FERRY_OPERATION_CANCELLED);
  network_test_restart (test, EMULATOR_DEFAULT_SECRET_KEY);
  engine_harness_fault (test->harness, "{\"operation\":\"describeImages\",\"region\":\"cn-east-1\","
                                       "\"fault\":\"error\",\"http\":503,\"count\":0}");
  network_test_wait_for_news (test, "unconfirmed, waiting for network: forbidden", 20);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_wait_for_state (test, FERRY_STATE_REFUSED, 60);
  replica = ferry_operation_get_replica (test->operation, 0);
  g_assert_cmpint (ferry_replica_get_problem (replica)->reason, ==, FERRY_REASON_FORBIDDEN);
  g_assert_cmpint (ferry_replica_get_problem (replica)->http_status, ==, 403);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 2);
}

static void
make_undecided (NetworkTest *test, guint description_seconds)
{
  g_autofree char *late = g_strdup_printf (
    "{\"operation\":\"copyImages\",\"fault\":\"description\",\"seconds\":%u}", description_seconds);

  engine_harness_fault (test->harness, late);
  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  network_test_copy (test, 10);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "undecided: undecided", 60);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
}

/* The user was asked, and has not answered when the proof comes. */
static void
test_undecided_resolves_itself (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  make_undecided (test, 5000);
  let_pass (test, 4 * HOUR, 5 * MINUTE);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "unconfirmed: network, undecided, adopted", 1);
}

/* Looks come ever less often, and end after a day. */
static void
test_undecided_is_quiet (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  make_undecided (test, 10000000);
  n = count_lists (test);
  let_pass (test, HOUR, 2 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, >, 0);
  let_pass (test, 24 * HOUR, 20 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, <=, 12);
  n = count_lists (test);
  let_pass (test, 72 * HOUR, 2 * HOUR);
  g_assert_cmpuint (count_lists (test), ==, n);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_UNDECIDED);
  g_assert_cmpuint (ferry_clock_get_n_pending (test->harness->clock), ==, 0);
}

/* Lists that other copies need do not put off the next look of one that is undecided. */
static void
test_undecided_beside_others (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  guint n;

  make_undecided (test, 10000000);
  emulator_thread_clear_faults (test->harness->emulator);
  for (guint i = 0; i < 6; i++)
    {
      const char *images[] = { other, NULL };
      g_autoptr (FerryOperation) operation = NULL;

      network_test_run_clock (test, TRUE);
      operation = engine_harness_copy (test->harness, "cn-east-1", images);
      engine_harness_wait_rest (operation, 30);
      network_test_run_clock (test, FALSE);
    }
  n = count_lists (test);
  let_pass (test, 20 * MINUTE, 2 * MINUTE);
  g_assert_cmpuint (count_lists (test) - n, >, 0);
}

static void
run_sql (EngineHarness *harness, const char *sql)
{
  g_autofree char *path = g_build_filename (harness->folder, "journal.db", NULL);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static gint64
get_sql (EngineHarness *harness, const char *sql)
{
  g_autofree char *path = g_build_filename (harness->folder, "journal.db", NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *handle = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return value;
}

/* Without its baseline nothing is new to an attempt: it stays unconfirmed, is not asked about in a hurry, and the
 * user reads that the journal cannot be read. */
static void
test_baseline_lost (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);
  g_autofree char *uid = NULL;
  guint n;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  network_test_copy (test, 300);
  network_test_wait_for_state (test, FERRY_STATE_UNCONFIRMED, 20);
  engine_harness_close_engine (test->harness);
  run_sql (test->harness, "PRAGMA foreign_keys=OFF; DELETE FROM baseline");
  engine_harness_open_engine (test->harness);
  n = count_lists (test);
  network_test_pass_time (3000);
  g_assert_cmpuint (count_lists (test) - n, <=, 1);
  g_assert_nonnull (ferry_engine_get_problem (test->harness->engine));
  g_assert_cmpuint (ferry_engine_get_n_active (test->harness->engine), ==, 1);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 1);
}

/* Refused long ago, its baseline forgotten, and tried again. */
static void
test_baseline_pruned (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);
  g_autofree char *uid = NULL;
  FerryOperation *operation;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":400,"
                                       "\"status\":\"INVALID_ARGUMENT\"}");
  network_test_copy (test, 1);
  engine_harness_wait_rest (test->operation, 20);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_FAILED);
  uid = g_strdup (ferry_operation_get_uid (test->operation));
  g_signal_handlers_disconnect_by_data (ferry_operation_get_replica (test->operation, 0), test);
  g_clear_object (&test->operation);
  engine_harness_close_engine (test->harness);
  run_sql (test->harness, "UPDATE attempt SET baseline = NULL; DELETE FROM baseline");

  engine_harness_open_engine (test->harness);
  operation = ferry_engine_find_operation (test->harness->engine, uid);
  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  g_assert_true (engine_harness_retry (test->harness, operation));
  engine_harness_wait_state (ferry_operation_get_replica (operation, 0), FERRY_STATE_UNCONFIRMED, 20);
  engine_harness_close_engine (test->harness);
  engine_harness_open_engine (test->harness);
  operation = ferry_engine_find_operation (test->harness->engine, uid);
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", test->image), ==, 1);
}

/* Cancelled in the moment in which it is about to be sent. */
static void
test_cancel_at_once (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);

  engine_harness_fault (test->harness,
                        "{\"operation\":\"describeQuotas\",\"region\":\"cn-east-1\",\"skip\":1,"
                        "\"fault\":\"slow\",\"ms\":800}");
  network_test_copy (test, 1);
  g_assert_true (engine_harness_cancel (test->harness, test->operation));
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_CANCELLED);
  network_test_pass_time (1000);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
}

/* It waits for a colleague's copy, and is not wanted any more. */
static void
test_cancel_busy (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);

  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"colleague\",\"into\":\"cn-south-1\","
                        "\"busy\":true,\"seconds\":6000}");
  network_test_copy (test, 300);
  network_test_wait_for_state (test, FERRY_STATE_WAITING, 20);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 1);
  g_assert_true (engine_harness_cancel (test->harness, test->operation));
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_CANCELLED);
}

/* An ID that makes a call for many fail is asked for by itself from then on. */
static void
test_unknown_id_fails_all (void)
{
  EmulatorOptions options = { .seed = 1, .time_scale = SPEED, .ids_404 = TRUE };
  g_autoptr (EngineHarness) harness = engine_harness_new_with_options (&options);
  g_autofree char *a = engine_harness_find_image (harness, "cn-north-1", "ci-runner-golden");
  g_autofree char *b = engine_harness_find_image (harness, "cn-north-1", "redis-cluster-node");
  g_autofree char *c = engine_harness_find_image (harness, "cn-north-1", "kafka-broker-3");
  const char *images[] = { a, b, c, NULL };
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":300}");
  engine_harness_fault (harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":400,\"count\":0}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  /* Not three more for every tick. */
  g_assert_cmpuint (engine_harness_count_requests (harness, "describeImages"), <=, 24);
}

/* The account becomes read-only while a copy is queued: it waits, and is sent when that has ended. */
static void
test_read_only (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autoptr (FerryCloud) guarded = NULL;

  engine_harness_fault (test->harness, "{\"operation\":\"describeImages\",\"region\":\"cn-east-1\","
                                       "\"fault\":\"error\",\"http\":503,\"count\":0}");
  network_test_copy (test, 1);
  guarded = engine_harness_replace_cloud (test->harness, TRUE);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_wait_for_news (test, "waiting for auth: read-only", 20);
  network_test_pass_time (1000);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  g_object_unref (engine_harness_replace_cloud (test->harness, FALSE));
  network_test_assert_done (test, "accepted", 1);
}

static gboolean
has_duplicate (gpointer data)
{
  EngineHarness *harness = data;

  return g_list_model_get_n_items (ferry_engine_get_duplicates (harness->engine)) > 0;
}

/* Acted on long after it was given up: a second replica, which the next listing finds. */
static FerryDuplicate *
make_duplicate (NetworkTest *test)
{
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  const char *others[] = { other, NULL };
  g_autoptr (FerryOperation) next = NULL;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":1500}");
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":10,\"count\":0}");
  network_test_copy (test, 1);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_DONE);
  while (engine_harness_count_replicas (test->harness, "cn-east-1", test->image) < 2)
    network_test_pass_time (20);
  emulator_thread_advance (test->harness->emulator, 100);
  next = engine_harness_copy (test->harness, "cn-east-1", others);
  engine_harness_wait_rest (next, 60);
  engine_harness_run_until (has_duplicate, test->harness, 20);
  return g_list_model_get_item (ferry_engine_get_duplicates (test->harness->engine), 0);
}

static void
assert_settled_for_good (NetworkTest *test)
{
  g_autofree char *third = engine_harness_find_image (test->harness, "cn-north-1", "kafka-broker-3");
  const char *images[] = { third, NULL };
  g_autoptr (FerryOperation) next = NULL;

  g_assert_false (has_duplicate (test->harness));
  g_assert_cmpint (get_sql (test->harness, "SELECT count(*) FROM duplicate WHERE settled"), ==, 1);
  network_test_restart (test, EMULATOR_DEFAULT_SECRET_KEY);
  g_assert_false (has_duplicate (test->harness));
  /* Another listing finds it again, and says nothing. */
  next = engine_harness_copy (test->harness, "cn-east-1", images);
  engine_harness_wait_rest (next, 60);
  network_test_pass_time (500);
  g_assert_false (has_duplicate (test->harness));
  g_assert_cmpint (get_sql (test->harness, "SELECT count(*) FROM duplicate"), ==, 1);
}

static void
test_duplicate_kept (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autoptr (FerryDuplicate) duplicate = make_duplicate (test);
  FerryReplica *replica = ferry_operation_get_replica (test->operation, 0);

  g_assert_true (ferry_duplicate_get_operation (duplicate) == test->operation);
  g_assert_true (ferry_duplicate_get_replica (duplicate) == replica);
  g_assert_cmpstr (ferry_duplicate_get_region (duplicate), ==, "cn-east-1");
  g_assert_cmpstr (ferry_duplicate_get_image (duplicate), !=, ferry_replica_get_image (replica));
  g_assert_cmpint (ferry_duplicate_get_found (duplicate), >, 0);
  g_assert_true (engine_harness_settle (test->harness, duplicate, TRUE, NULL));
  assert_settled_for_good (test);
}

static void
test_duplicate_deleted (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autoptr (FerryDuplicate) duplicate = make_duplicate (test);
  g_autoptr (FerryProblem) problem = NULL;

  g_assert_true (engine_harness_settle (test->harness, duplicate, FALSE, &problem));
  g_assert_null (problem);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "deleteImage"), ==, 1);
  assert_settled_for_good (test);
}

/* What cannot be deleted stays on the list, with a reason. */
static void
test_duplicate_not_deleted (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autoptr (FerryDuplicate) duplicate = make_duplicate (test);
  g_autofree char *guard = g_strdup_printf ("{\"region\":\"cn-east-1\",\"id\":\"%s\",\"protected\":true}",
                                            ferry_duplicate_get_image (duplicate));
  g_autoptr (FerryProblem) problem = NULL;

  engine_harness_control (test->harness, "/_emulator/images", guard);
  g_assert_false (engine_harness_settle (test->harness, duplicate, FALSE, &problem));
  g_assert_nonnull (problem);
  g_assert_cmpint (problem->reason, ==, FERRY_REASON_PROTECTED);
  g_assert_true (has_duplicate (test->harness));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/looks/superseded", test_superseded);
  g_test_add_func ("/looks/superseded-across-restart", test_superseded_across_restart);
  g_test_add_func ("/looks/superseded-while-waiting", test_superseded_while_waiting);
  g_test_add_func ("/looks/appears-before-sending", test_appears_before_sending);
  g_test_add_func ("/looks/undecided-resolves-itself", test_undecided_resolves_itself);
  g_test_add_func ("/looks/undecided-is-quiet", test_undecided_is_quiet);
  g_test_add_func ("/looks/undecided-beside-others", test_undecided_beside_others);
  g_test_add_func ("/looks/baseline-lost", test_baseline_lost);
  g_test_add_func ("/looks/baseline-pruned", test_baseline_pruned);
  g_test_add_func ("/looks/cancel-at-once", test_cancel_at_once);
  g_test_add_func ("/looks/cancel-busy", test_cancel_busy);
  g_test_add_func ("/looks/unknown-id-fails-all", test_unknown_id_fails_all);
  g_test_add_func ("/looks/busy-appears-before-sending", test_busy_appears_before_sending);
  g_test_add_func ("/looks/refused-later", test_refused_later);
  g_test_add_func ("/looks/read-only", test_read_only);
  g_test_add_func ("/looks/duplicate-kept", test_duplicate_kept);
  g_test_add_func ("/looks/duplicate-deleted", test_duplicate_deleted);
  g_test_add_func ("/looks/duplicate-not-deleted", test_duplicate_not_deleted);
  return g_test_run ();
}
