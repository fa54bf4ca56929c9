/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many requests a hundred copies into three regions make: one a tick and region while they are followed,
 * and never more than 600 a minute. Counts only; what a call costs is for the benchmarks. */
#include "config.h"

#include "emulator/emulator-options.h"
#include "engine-harness.h"
#include "engine/ferry-limiter.h"
#include "test-network-common.h"

#define N_IMAGES 130
#define N_COPIES 100
#define N_RESTART 450
#define PER_OPERATION 5
#define WATCHED_MS 12000
/* Two seconds between ticks at first, a fifth less by chance. */
#define LEAST_TICK_MS 1600

static const char *targets[] = { "cn-east-1", "cn-east-2", "cn-south-1" };

typedef struct
{
  EngineHarness *harness;
  GPtrArray *operations; /* (element-type FerryOperation) */
} Fleet;

static gboolean
all_pending (gpointer data)
{
  Fleet *fleet = data;

  for (guint i = 0; i < fleet->operations->len; i++)
    for (guint j = 0; j < PER_OPERATION; j++)
      if (ferry_replica_get_state (
            ferry_operation_get_replica (g_ptr_array_index (fleet->operations, i), j)) != FERRY_STATE_PENDING)
        return FALSE;
  return TRUE;
}

static gboolean
all_done (gpointer data)
{
  Fleet *fleet = data;

  for (guint i = 0; i < fleet->operations->len; i++)
    if (ferry_operation_get_state (g_ptr_array_index (fleet->operations, i)) != FERRY_OPERATION_DONE)
      return FALSE;
  return TRUE;
}

static void
ask_for_all (Fleet *fleet, GPtrArray *sources, guint n_copies, guint n_targets)
{
  for (guint i = 0; i < n_copies / PER_OPERATION; i++)
    {
      const char *images[PER_OPERATION + 1] = { NULL };

      for (guint j = 0; j < PER_OPERATION; j++)
        images[j] = g_ptr_array_index (sources, i * PER_OPERATION + j);
      g_ptr_array_add (fleet->operations,
                       engine_harness_copy (fleet->harness, targets[i % n_targets], images));
    }
}

/* The times of all requests so far, microseconds; of those that follow replicas by ID in @region if it is
 * given. */
static GArray *
get_times (Fleet *fleet, const char *region)
{
  g_autofree char *log = emulator_thread_dup_requests_json (fleet->harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      g_autoptr (GDateTime) time =
        g_date_time_new_from_iso8601 (json_object_get_string_member (request, "time"), NULL);
      gint64 us = g_date_time_to_unix_usec (time);

      if (region == NULL || (g_str_equal (json_object_get_string_member (request, "region"), region) &&
                             strstr (json_object_get_string_member (request, "query"), "ids.") != NULL))
        g_array_append_val (times, us);
    }
  return times;
}

static void
check_ticks (Fleet *fleet)
{
  guint before[G_N_ELEMENTS (targets)];
  guint sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GArray) times = get_times (fleet, targets[i]);

      before[i] = times->len;
    }
  network_test_pass_time (WATCHED_MS);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GArray) times = get_times (fleet, targets[i]);

      g_assert_cmpuint (times->len - before[i], >, 0);
      g_assert_cmpuint (times->len - before[i], <=, WATCHED_MS / LEAST_TICK_MS + 1);
      sum += times->len - before[i];
    }
  g_test_message ("%u requests in %d s", sum, WATCHED_MS / 1000);
}

static void
test_hundred (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (GPtrArray) sources = NULL;
  Fleet fleet = { 0 };
  guint busiest;

  options.time_scale = 10;
  options.images = N_IMAGES;
  fleet.harness = engine_harness_new_with_options (&options);
  fleet.operations = g_ptr_array_new_with_free_func (g_object_unref);
  sources = engine_harness_find_sources (fleet.harness);
  g_assert_cmpuint (sources->len, >=, N_COPIES);
  engine_harness_fault (fleet.harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":400,"
                                       "\"count\":0}");
  ask_for_all (&fleet, sources, N_COPIES, G_N_ELEMENTS (targets));
  engine_harness_run_until (all_pending, &fleet, 60);
  g_assert_cmpuint (engine_harness_count_requests (fleet.harness, "copyImages"), ==, N_COPIES);
  check_ticks (&fleet);

  /* All of them end at the same moment, and each is compared with its source. */
  engine_harness_run_until (all_done, &fleet, 90);
  busiest = engine_harness_find_busiest_minute (fleet.harness, 0);
  g_test_message ("%u requests in the busiest minute", busiest);
  g_assert_cmpuint (busiest, <=, FERRY_LIMITER_PER_MINUTE);
  g_ptr_array_unref (fleet.operations);
  engine_harness_free (fleet.harness);
}

static void
take_over (Fleet *fleet)
{
  GListModel *operations;

  g_ptr_array_set_size (fleet->operations, 0);
  engine_harness_close_engine (fleet->harness);
  emulator_thread_clear_faults (fleet->harness->emulator);
  engine_harness_open_engine (fleet->harness);
  operations = ferry_engine_get_operations (fleet->harness->engine);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    g_ptr_array_add (fleet->operations, g_list_model_get_item (operations, i));
}

/* Another process takes over more work than one call can name, and nothing of it was sent. */
static void
test_restart (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GArray) before = NULL;
  Fleet fleet = { 0 };
  guint busiest;

  options.time_scale = 10;
  options.images = 600;
  fleet.harness = engine_harness_new_with_options (&options);
  fleet.operations = g_ptr_array_new_with_free_func (g_object_unref);
  sources = engine_harness_find_sources (fleet.harness);
  g_assert_cmpuint (sources->len, >=, N_RESTART);
  engine_harness_fault (fleet.harness, "{\"operation\":\"describeImages\",\"region\":\"cn-east-1\","
                                       "\"fault\":\"error\",\"http\":503,\"count\":0}");
  ask_for_all (&fleet, sources, N_RESTART, 1);
  before = get_times (&fleet, NULL);
  take_over (&fleet);
  g_assert_cmpuint (fleet.operations->len, ==, N_RESTART / PER_OPERATION);
  engine_harness_run_until (all_done, &fleet, 240);
  g_assert_cmpuint (engine_harness_count_requests (fleet.harness, "copyImages"), ==, N_RESTART);
  busiest = engine_harness_find_busiest_minute (fleet.harness, before->len);
  g_test_message ("%u requests in the busiest minute", busiest);
  g_assert_cmpuint (busiest, <=, FERRY_LIMITER_PER_MINUTE);
  g_ptr_array_unref (fleet.operations);
  engine_harness_free (fleet.harness);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/network-budget/hundred", test_hundred);
  if (g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL)
    g_test_add_func ("/network-budget/restart", test_restart);
  return g_test_run ();
}
