/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes minutes and hours: throttling, sleep, back-off, copies that stand still. The engine's clock is
 * in the hands of the test; where it runs it runs as fast as the cloud's. */
#include "config.h"

#include "jdcloud/jdc-client.h"
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

static void
complained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JdcQuota) quota = jdc_client_describe_image_quota_finish (JDC_CLIENT (source), result, NULL);

  g_assert_null (quota);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* The service asks for two minutes of quiet in @region, by the answer to a call that is none of the driver's. */
static void
complain (NetworkTest *test, const char *region)
{
  g_autofree char *rule = g_strdup_printf ("{\"operation\":\"describeQuotas\",\"region\":\"%s\","
                                           "\"fault\":\"throttle\",\"retryAfter\":120}",
                                           region);
  gboolean done = FALSE;

  engine_harness_fault (test->harness, rule);
  jdc_client_describe_image_quota_async (ferry_cloud_get_client (test->harness->cloud), region, NULL,
                                         complained_cb, &done);
  engine_harness_run_until (is_true, &done, 20);
}

static void
count_cb (guint *count)
{
  ++*count;
}

/* A copy that cannot be sent since its source's region is quiet says so; what is on its way elsewhere does not mind. */
static void
test_quiet_source (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  const char *images[] = { other, NULL };
  g_autoptr (FerryOperation) second = NULL;
  FerryReplica *first;
  FerryReplica *waiting;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":600}");
  network_test_copy (test, 120);
  first = ferry_operation_get_replica (test->operation, 0);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_test_run_clock (test, FALSE);
  second = engine_harness_copy (test->harness, "cn-east-2", images);
  waiting = ferry_operation_get_replica (second, 0);
  complain (test, "cn-north-1");
  jump (test, G_USEC_PER_SEC);
  g_assert_cmpint (ferry_replica_get_state (waiting), ==, FERRY_STATE_WAITING);
  g_assert_cmpint (ferry_replica_get_waiting_for (waiting), ==, FERRY_WAIT_THROTTLED);
  g_assert_cmpint (ferry_replica_get_problem (waiting)->reason, ==, FERRY_REASON_THROTTLED);
  g_assert_cmpint (ferry_replica_get_waiting_for (first), ==, FERRY_WAIT_NONE);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 1);
  network_test_run_clock (test, TRUE);
  engine_harness_wait_rest (second, 60);
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_DONE);
  network_test_assert_done (test, "accepted, accepted", 2);
  g_assert_false (network_test_saw (test, "pending, waiting for throttled: throttled"));
}

/* What is followed or looked for in a region that is quiet says so, once, and no longer when it is answered for. */
static void
test_quiet_target (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_clock (SPEED);
  g_autofree char *lost = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  const char *images[] = { lost, NULL };
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "kafka-broker-3");
  const char *elsewhere[] = { other, NULL };
  g_autoptr (FerryOperation) second = NULL;
  g_autoptr (FerryOperation) third = NULL;
  guint changes = 0;
  guint touched = 0;

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":900}");
  network_test_copy (test, 120);
  network_test_run_clock (test, TRUE);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  engine_harness_fault (test->harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":false}");
  second = engine_harness_copy (test->harness, "cn-east-1", images);
  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_UNCONFIRMED, 20);
  third = engine_harness_copy (test->harness, "cn-east-2", elsewhere);
  engine_harness_wait_state (ferry_operation_get_replica (third, 0), FERRY_STATE_PENDING, 20);
  network_test_run_clock (test, FALSE);
  network_test_pass_time (100);
  g_signal_connect_swapped (ferry_operation_get_replica (test->operation, 0), "notify::waiting-for",
                            G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (ferry_operation_get_replica (third, 0), "notify::waiting-for", G_CALLBACK (count_cb),
                            &touched);
  complain (test, "cn-east-1");
  for (guint i = 0; i < 10; i++)
    jump (test, 10 * G_USEC_PER_SEC);
  g_assert_true (network_test_saw (test, "pending, waiting for throttled: throttled"));
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (ferry_replica_get_state (ferry_operation_get_replica (second, 0)), ==, FERRY_STATE_UNCONFIRMED);
  g_assert_cmpint (ferry_replica_get_waiting_for (ferry_operation_get_replica (second, 0)), ==,
                   FERRY_WAIT_THROTTLED);
  network_test_run_clock (test, TRUE);
  engine_harness_wait_rest (second, 60);
  engine_harness_wait_rest (third, 60);
  engine_harness_wait_rest (test->operation, 60);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpuint (touched, ==, 0);
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
  g_test_add_func ("/network-time/quiet-source", test_quiet_source);
  g_test_add_func ("/network-time/quiet-target", test_quiet_target);
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
