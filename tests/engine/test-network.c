/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy while the network fails: offline at any moment, cut, silent and slow connections, a region that is
 * down, keys that are refused. Nothing is lost, nothing doubled, and the words are right. */
#include "config.h"

#include "emulator/emulator-options.h"
#include "test-network-common.h"

#define SPEED 20
#define FAST 100

static const char *names[] = { "ci-runner-golden", "redis-cluster-node", "kafka-broker-3", "订单服务-网关",
                               "web-frontend-2026.02" };

static void
go_offline (NetworkTest *test)
{
  network_proxy_go_down (test->proxy);
  network_proxy_cut_all (test->proxy);
}

static void
go_online (NetworkTest *test)
{
  network_proxy_come_up (test->proxy);
  ferry_engine_hurry (test->harness->engine);
}

static void
test_offline_when_asked (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);
  g_autoptr (FerrySubmission) submission = NULL;

  go_offline (test);
  submission = network_test_ask (test, "cn-east-1", 1);
  g_assert_null (submission->created);
  g_assert_cmpuint (submission->problems->len, ==, 1);
  g_assert_cmpint (((FerryProblem *) g_ptr_array_index (submission->problems, 0))->reason, ==,
                   FERRY_REASON_NETWORK);
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_operations (test->harness->engine)), ==, 0);
  go_online (test);
  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_offline_after_asked (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);

  network_test_copy (test, 1);
  go_offline (test);
  network_test_wait_for_news (test, "waiting for network: network", 20);
  network_test_pass_time (3000);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_WAITING);
  go_online (test);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_offline_while_pending (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  go_offline (test);
  network_test_wait_for_news (test, "pending, waiting for network: network", 20);
  network_test_pass_time (3000);
  g_assert_cmpint (ferry_operation_get_state (test->operation), ==, FERRY_OPERATION_RUNNING);
  go_online (test);
  network_test_assert_done (test, "accepted", 1);
}

/* The replica is finished in the cloud before anybody can read so. */
static void
test_offline_while_it_ends (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  go_offline (test);
  network_test_pass_time (3000);
  g_assert_cmpint (ferry_replica_get_state (ferry_operation_get_replica (test->operation, 0)), ==,
                   FERRY_STATE_PENDING);
  go_online (test);
  network_test_assert_done (test, "accepted", 1);
}

/* Longer than the settle time: without lists nothing is concluded. */
static void
test_offline_while_looking (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);

  engine_harness_fault (test->harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  network_test_copy (test, 1);
  network_test_wait_for_news (test, "unconfirmed: network", 20);
  go_offline (test);
  network_test_wait_for_news (test, "unconfirmed, waiting for network: network", 20);
  network_test_pass_time (4000);
  g_assert_false (network_test_saw (test, "undecided: undecided"));
  go_online (test);
  network_test_assert_done (test, "unconfirmed: network, adopted", 1);
}

static void
test_offline_at_start (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  go_offline (test);
  network_test_restart (test, EMULATOR_DEFAULT_SECRET_KEY);
  network_test_wait_for_news (test, "pending, waiting for network: network", 20);
  go_online (test);
  network_test_assert_done (test, "accepted", 1);
}

/* Reads go over connections that are kept; the request to copy takes one of its own, and there is none. */
static void
test_write_never_leaves (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);

  network_test_copy (test, 1);
  network_proxy_go_down (test->proxy);
  network_test_wait_for_news (test, "waiting for network: network", 20);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  go_online (test);
  network_test_assert_done (test, "never-sent: network, accepted", 1);
}

typedef struct
{
  const char *name;
  NetworkMode mode;
  const char *journal;
} LostWrite;

static const LostWrite lost_writes[] = {
  /* It never came to the cloud, which nobody here can know: one request less in the cloud than in the
   * journal. */
  { "cut", NETWORK_RESET, "unconfirmed: network, accepted" },
  { "silent", NETWORK_SILENT, "unconfirmed: network, accepted" },
  { "answer-cut", NETWORK_CUT_ANSWERS, "unconfirmed: network, adopted" },
};

static void
test_lost_write (gconstpointer data)
{
  const LostWrite *lost = data;
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);

  network_test_copy (test, 1);
  network_proxy_set_mode_of_new (test->proxy, lost->mode);
  network_test_wait_for_news (test, "unconfirmed: network", 20);
  network_proxy_set_mode (test->proxy, NETWORK_PASS);
  network_test_assert_done (test, lost->journal, 1);
}

/* After a sleep, or behind a router that forgets, every kept connection is dead at once. */
static void
test_dead_connections (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  for (guint i = 0; i < 8; i++)
    {
      network_proxy_set_mode (test->proxy, i % 2 == 0 ? NETWORK_RESET : NETWORK_CUT_ANSWERS);
      network_proxy_set_mode_of_new (test->proxy, NETWORK_PASS);
      ferry_engine_hurry (test->harness->engine);
      network_test_pass_time (300);
    }
  network_test_assert_done (test, "accepted", 1);
}

static void
test_slow (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (SPEED);

  network_proxy_set_delay (test->proxy, 250);
  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
  g_assert_cmpuint (test->sees->len, ==, 1);
}

/* Everything there is, in no order, while five copies are asked for and sent. */
static void
let_network_flap (NetworkTest *test, guint ms)
{
  static const NetworkMode modes[] = { NETWORK_PASS, NETWORK_RESET, NETWORK_SILENT, NETWORK_CUT_ANSWERS };
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    {
      guint what = (guint) g_test_rand_int_range (0, 7);

      if (what < G_N_ELEMENTS (modes))
        network_proxy_set_mode (test->proxy, modes[what]);
      else if (what == 4)
        network_proxy_cut_all (test->proxy);
      else if (what == 5)
        network_proxy_set_delay (test->proxy, (guint) g_test_rand_int_range (0, 200));
      else
        go_offline (test);
      network_test_pass_time ((guint) g_test_rand_int_range (50, 400));
      go_online (test);
    }
  network_proxy_set_mode (test->proxy, NETWORK_PASS);
  network_proxy_set_delay (test->proxy, 0);
  network_proxy_cut_all (test->proxy);
}

static void
test_flapping (void)
{
  g_autoptr (NetworkTest) test = network_test_new_with_proxy (FAST);
  g_autoptr (FerryRequest) request = NULL;
  g_autoptr (FerrySubmission) submission = NULL;
  g_auto (GStrv) images = g_new0 (char *, G_N_ELEMENTS (names) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    images[i] = engine_harness_find_image (test->harness, "cn-north-1", names[i]);
  request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", (const char *const *) images);
  request->settle_seconds = 3;
  submission = engine_harness_request (test->harness, request);
  g_assert_nonnull (submission->created);
  network_test_watch (test, submission->created);
  /* Too short for three lost attempts, after which only the user could tell. */
  let_network_flap (test, 6000);
  engine_harness_wait_rest (submission->created, 90);
  g_assert_cmpint (ferry_operation_get_state (submission->created), ==, FERRY_OPERATION_DONE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-1", images[i]), ==, 1);
}

typedef struct
{
  const char *name;
  const char *rule;
  const char *news;
  gboolean nightly; /* much like another one */
} RegionDown;

static const RegionDown regions_down[] = {
  { "error", "{\"region\":\"cn-east-2\",\"fault\":\"error\",\"http\":503,\"count\":0}",
    "waiting for network: service" },
  { "silent", "{\"region\":\"cn-east-2\",\"fault\":\"stall\",\"count\":0}", "waiting for network: network" },
  { "cut", "{\"region\":\"cn-east-2\",\"fault\":\"reset\",\"count\":0}", "waiting for network: network",
    TRUE },
  { "garbage", "{\"region\":\"cn-east-2\",\"fault\":\"html\",\"count\":0}", "waiting for network: protocol",
    TRUE },
  { "throttled", "{\"region\":\"cn-east-2\",\"fault\":\"throttle\",\"count\":0}",
    "waiting for throttled: throttled" },
};

/* One region is down. The copy to another one goes on; the one that waits does when the region is back. */
static void
test_region_down (gconstpointer data)
{
  const RegionDown *down = data;
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  const char *images[] = { other, NULL };
  g_autoptr (FerrySubmission) waiting = network_test_ask (test, "cn-east-2", 1);
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (test->harness, down->rule);
  network_test_watch (test, waiting->created);
  network_test_wait_for_news (test, down->news, 20);
  operation = engine_harness_copy (test->harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpint (ferry_operation_get_state (waiting->created), ==, FERRY_OPERATION_WAITING);
  emulator_thread_clear_faults (test->harness->emulator);
  ferry_engine_hurry (test->harness->engine);
  engine_harness_wait_rest (waiting->created, 60);
  g_assert_cmpint (ferry_operation_get_state (waiting->created), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (test->harness, "cn-east-2", test->image), ==, 1);
}

/* One region asks for an hour of quiet. It gets it; copies to another region neither wait nor are followed less. */
static void
test_quiet_region (void)
{
  g_autoptr (NetworkTest) test = network_test_new (FAST);
  g_autofree char *other = engine_harness_find_image (test->harness, "cn-north-1", "redis-cluster-node");
  const char *images[] = { other, NULL };
  g_autoptr (FerrySubmission) waiting = network_test_ask (test, "cn-east-2", 1);
  guint before;

  engine_harness_fault (test->harness, "{\"region\":\"cn-east-2\",\"fault\":\"throttle\",\"retryAfter\":3600,"
                                       "\"count\":0}");
  network_test_watch (test, waiting->created);
  network_test_wait_for_news (test, "waiting for throttled: throttled", 20);
  before = network_test_count_requests (test, "cn-east-2");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (FerryOperation) operation =
        engine_harness_copy (test->harness, i == 0 ? "cn-east-1" : "cn-south-1", images);

      engine_harness_wait_rest (operation, 30);
      g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
    }
  g_assert_cmpint (ferry_operation_get_state (waiting->created), ==, FERRY_OPERATION_WAITING);
  g_assert_cmpuint (network_test_count_requests (test, "cn-east-2"), ==, before);
}

/* Keys that are refused for a while: whatever waits goes on by itself once they are accepted again. */
static void
test_keys_refused (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);

  network_test_copy (test, 1);
  engine_harness_fault (test->harness, "{\"fault\":\"error\",\"http\":401,\"count\":0}");
  network_test_wait_for_news (test, "waiting for auth: auth", 20);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  engine_harness_fault (test->harness, "{\"fault\":\"error\",\"http\":401,\"count\":0}");
  network_test_wait_for_news (test, "pending, waiting for auth: auth", 20);
  network_test_pass_time (3000);
  emulator_thread_clear_faults (test->harness->emulator);
  network_test_assert_done (test, "accepted", 1);
}

/* The secret was changed: the old one is refused, the new one goes on with the work. */
static void
test_new_keys (void)
{
  g_autoptr (NetworkTest) test = network_test_new (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_test_restart (test, "a-secret-of-yesterday");
  network_test_wait_for_news (test, "pending, waiting for auth: auth", 20);
  network_test_pass_time (3000);
  engine_harness_add_keys (test->harness, EMULATOR_DEFAULT_SECRET_KEY);
  network_test_assert_done (test, "accepted", 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/network/offline/when-asked", test_offline_when_asked);
  g_test_add_func ("/network/offline/after-asked", test_offline_after_asked);
  g_test_add_func ("/network/offline/while-pending", test_offline_while_pending);
  g_test_add_func ("/network/offline/while-it-ends", test_offline_while_it_ends);
  g_test_add_func ("/network/offline/while-looking", test_offline_while_looking);
  g_test_add_func ("/network/offline/at-start", test_offline_at_start);
  g_test_add_func ("/network/write/never-leaves", test_write_never_leaves);
  for (guint i = 0; i < G_N_ELEMENTS (lost_writes); i++)
    {
      g_autofree char *path = g_strconcat ("/network/write/", lost_writes[i].name, NULL);

      g_test_add_data_func (path, &lost_writes[i], test_lost_write);
    }
  g_test_add_func ("/network/dead-connections", test_dead_connections);
  g_test_add_func ("/network/slow", test_slow);
  g_test_add_func ("/network/flapping", test_flapping);
  for (guint i = 0; i < G_N_ELEMENTS (regions_down); i++)
    {
      g_autofree char *path = g_strconcat ("/network/region-down/", regions_down[i].name, NULL);

      if (!regions_down[i].nightly || g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL)
        g_test_add_data_func (path, &regions_down[i], test_region_down);
    }
  g_test_add_func ("/network/quiet-region", test_quiet_region);
  g_test_add_func ("/network/keys/refused", test_keys_refused);
  g_test_add_func ("/network/keys/new", test_new_keys);
  return g_test_run ();
}
