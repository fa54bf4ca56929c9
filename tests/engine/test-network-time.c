/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes minutes and hours: throttling, sleep, back-off, copies that stand still. The engine's clock is
 * in the hands of the test; where it runs it runs as fast as the cloud's. */
#include "config.h"

#include "test-network-common.h"

#define SPEED 50
#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

static guint
count_all (NetworkTest *test)
{
  g_autofree char *log = emulator_thread_dup_requests_json (test->harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (root), "requests"));
}

/* Lets @time pass at once, and whatever follows from it happen. */
static void
jump (NetworkTest *test, gint64 time)
{
  ferry_clock_advance (test->harness->clock, time);
  network_test_pass_time (100);
}

/* The service asks for two minutes of quiet: not a request leaves in that time. */
static void
test_throttled (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  engine_harness_fault (test->harness, "{\"operation\":\"describeImages\",\"region\":\"cn-east-1\","
                                       "\"fault\":\"throttle\",\"retryAfter\":120}");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "waiting for throttled: throttled", 20);
  network_test_run_clock (test, FALSE);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_WAITING);
  n = count_all (test);
  jump (test, MINUTE);
  /* Not even when the network changes. */
  ferry_engine_hurry (test->harness->engine);
  jump (test, MINUTE - 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_all (test), ==, n);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_throttled_while_pending (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  engine_harness_fault (test->harness,
                        "{\"region\":\"cn-east-1\",\"fault\":\"throttle\",\"retryAfter\":120}");
  network_test_wait_for_news (test, "pending, waiting for throttled: throttled", 20);
  network_test_run_clock (test, FALSE);
  n = count_all (test);
  jump (test, 2 * MINUTE - 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_all (test), ==, n);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
}

/* A service that is down for an hour is asked about once a minute, and hurrying helps at once. */
static void
test_hurry (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  engine_harness_fault (test->harness, "{\"fault\":\"error\",\"http\":503,\"retryAfter\":1800,\"count\":0}");
  network_test_wait_for_news (test, "pending, waiting for network: service", 20);
  network_test_run_clock (test, FALSE);
  n = count_all (test);
  jump (test, 20 * MINUTE);
  g_assert_cmpuint (count_all (test), ==, n);
  emulator_thread_clear_faults (test->harness->emulator);
  ferry_engine_hurry (test->harness->engine);
  jump (test, 0);
  g_assert_cmpuint (count_all (test), >, n);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_back_off (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  guint n;

  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  engine_harness_fault (test->harness, "{\"fault\":\"error\",\"http\":503,\"count\":0}");
  network_test_wait_for_news (test, "pending, waiting for network: service", 20);
  network_test_run_clock (test, FALSE);
  n = count_all (test);
  for (guint i = 0; i < 120; i++)
    {
      ferry_clock_advance (test->harness->clock, MINUTE / 2);
      network_test_pass_time (20);
    }
  /* An hour: once a minute or so, and a few at first. */
  g_assert_cmpuint (count_all (test) - n, <=, 80);
  g_assert_cmpuint (count_all (test) - n, >=, 20);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_RUNNING);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
}

/* The lid is closed for eight hours. The first answers after it fail, as they do. Nothing has vanished,
 * nothing failed. */
static void
test_sleep_while_pending (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
  engine_harness_fault (test->harness, "{\"fault\":\"reset\",\"count\":2}");
  emulator_thread_advance (test->harness->emulator, 8 * 3600);
  jump (test, 8 * 60 * MINUTE);
  ferry_engine_hurry (test->harness->engine);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
  g_assert_false (network_test_saw (test, "vanished: vanished"));
}

/* Asleep, nobody has been looking: the settle time is counted in lists, not in hours. */
static void
test_sleep_while_looking (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\"}");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "unconfirmed: network", 20);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
  jump (test, 8 * 60 * MINUTE);
  jump (test, G_USEC_PER_SEC);
  g_assert_cmpint (ferry_replica_get_state (ferry_operation_get_replica (test->operation, 0)), ==,
                   FERRY_STATE_UNCONFIRMED);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 1);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "unconfirmed: network, accepted", 2);
}

/* Offline for a day after the answer was lost: not undecided, and the replica is found. */
static void
test_day_offline (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_news (test, "unconfirmed: network", 20);
  engine_harness_fault (test->harness, "{\"fault\":\"error\",\"http\":503,\"count\":0}");
  network_test_run_clock (test, FALSE);
  for (guint i = 0; i < 48; i++)
    {
      ferry_clock_advance (test->harness->clock, 30 * MINUTE);
      network_test_pass_time (20);
    }
  g_assert_cmpint (ferry_replica_get_state (ferry_operation_get_replica (test->operation, 0)), ==,
                   FERRY_STATE_UNCONFIRMED);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "unconfirmed: network, adopted", 1);
}

static gboolean
is_slow (gpointer data)
{
  return ferry_replica_get_slow (data);
}

/* A copy that stands still turns slow, never fails, and is no longer slow when it goes on. */
static void
test_stuck (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  FerryReplica *replica;

  engine_harness_fault (test->harness,
                        "[{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100},"
                        "{\"operation\":\"copyImages\",\"fault\":\"stuck\",\"at\":50,"
                        "\"seconds\":40000}]");
  network_test_copy (test, 120);
  replica = ferry_operation_get_replica (test->operation, 0);
  network_test_run_clock (test, TRUE);
  engine_harness_run_until (is_slow, replica, 60);
  g_assert_cmpint (ferry_replica_get_progress (replica), ==, 50);
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_PENDING);
  network_test_run_clock (test, FALSE);
  for (guint i = 0; i < 20; i++)
    {
      emulator_thread_advance (test->harness->emulator, 30 * 60);
      ferry_clock_advance (test->harness->clock, 30 * MINUTE);
      network_test_pass_time (50);
    }
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_PENDING);
  g_assert_true (ferry_replica_get_slow (replica));
  emulator_thread_advance (test->harness->emulator, 10000);
  network_test_run_clock (test, TRUE);
  network_test_assert_done (test, "accepted", 1);
  g_assert_false (ferry_replica_get_slow (replica));
  g_assert_cmpint (ferry_replica_get_eta_low (replica), ==, -1);
}

/* Accepted, and never to be seen: an hour is given to it, then it is told to have vanished. */
static void
test_never_seen (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  FerryReplica *replica;

  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":1000000}");
  network_test_copy (test, 120);
  replica = ferry_operation_get_replica (test->operation, 0);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_test_run_clock (test, FALSE);
  for (guint i = 0; i < 50; i++)
    jump (test, MINUTE);
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_PENDING);
  network_test_run_clock (test, TRUE);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_true (network_test_saw (test, "vanished: vanished"));
}

typedef struct
{
  FerryReplica *replica;
  int progress;
} Reaching;

static gboolean
has_progress (gpointer data)
{
  Reaching *reaching = data;

  return ferry_replica_get_progress (reaching->replica) >= reaching->progress;
}

/* Unknown at first, then a range that holds what it will take. */
static void
test_eta (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  FerryReplica *replica;
  Reaching reaching = { NULL, 40 };
  int left;

  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":300}");
  network_test_copy (test, 120);
  replica = ferry_operation_get_replica (test->operation, 0);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  g_assert_cmpint (ferry_replica_get_eta_low (replica), ==, -1);
  g_assert_cmpint (ferry_replica_get_eta_high (replica), ==, -1);
  reaching.replica = replica;
  engine_harness_run_until (has_progress, &reaching, 40);
  left = 300 * (100 - ferry_replica_get_progress (replica)) / 100;
  g_test_message ("%d s left, said %d to %d", left, ferry_replica_get_eta_low (replica),
                  ferry_replica_get_eta_high (replica));
  g_assert_cmpint (ferry_replica_get_eta_low (replica), >, 0);
  g_assert_cmpint (ferry_replica_get_eta_low (replica), <=, left);
  g_assert_cmpint (ferry_replica_get_eta_high (replica), >=, left - 30);
  g_assert_cmpint (ferry_replica_get_eta_high (replica), <, 4 * left);
  network_test_assert_done (test, "accepted", 1);
  g_assert_false (test->was_slow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/network-time/throttled", test_throttled);
  g_test_add_func ("/network-time/throttled-while-pending", test_throttled_while_pending);
  g_test_add_func ("/network-time/hurry", test_hurry);
  g_test_add_func ("/network-time/back-off", test_back_off);
  g_test_add_func ("/network-time/sleep-while-pending", test_sleep_while_pending);
  g_test_add_func ("/network-time/sleep-while-looking", test_sleep_while_looking);
  g_test_add_func ("/network-time/day-offline", test_day_offline);
  g_test_add_func ("/network-time/stuck", test_stuck);
  g_test_add_func ("/network-time/never-seen", test_never_seen);
  g_test_add_func ("/network-time/eta", test_eta);
  return g_test_run ();
}
