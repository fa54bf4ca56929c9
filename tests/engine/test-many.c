/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many operations, and a process that is killed again and again: all come to their end, each image once, and a
 * process that takes over lists a region once for all of them. Some dozens here; hundreds with
 * IMAGE_FERRY_NIGHTLY=1. */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>

#include "emulator/emulator-options.h"
#include "engine-harness.h"

#define SPEED 100

static const char *targets[] = { "cn-east-1", "cn-east-2" };

static gboolean
is_nightly (void)
{
  return g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL;
}

static void
raise_quotas (EngineHarness *harness)
{
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *json =
        g_strdup_printf ("{\"region\":\"%s\",\"images\":10000,\"snapshots\":10000}", targets[i]);

      engine_harness_control (harness, "/_emulator/quotas", json);
    }
}

static EngineHarness *
make_cloud (guint n_images)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  EngineHarness *harness;

  options.time_scale = SPEED;
  options.images = n_images;
  harness = engine_harness_new_with_options (&options);
  raise_quotas (harness);
  return harness;
}

/* One image each, in turn to both regions. */
static void
ask_for (EngineHarness *harness, GPtrArray *sources, guint n, guint n_targets)
{
  for (guint i = 0; i < n; i++)
    {
      const char *images[] = { g_ptr_array_index (sources, i), NULL };

      g_object_unref (engine_harness_copy (harness, targets[i % n_targets], images));
    }
}

static GSubprocess *
start_finisher (EngineHarness *harness)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "engine", "crowd-member", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, program,
                      harness->folder, emulator_thread_get_uri (harness->emulator), "1", "finish", NULL);

  g_assert_no_error (error);
  return process;
}

static void
check_end (EngineHarness *harness, GPtrArray *sources, guint n, guint n_targets)
{
  g_autoptr (GSubprocess) last = start_finisher (harness);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (last, NULL, NULL, &out, &err, NULL));
  g_assert_cmpstr (err, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (last), ==, 0);
  lines = g_strsplit (g_strchomp (out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, n);
  for (guint i = 0; i < n; i++)
    {
      guint made = engine_harness_count_replicas (harness, targets[i % n_targets], sources->pdata[i]);

      if (strstr (lines[i], " verified img-") == NULL || made != 1)
        g_error ("%u replicas, and the journal says: %s", made, lines[i]);
    }
}

static void
test_restarts (void)
{
  guint n = is_nightly () ? 200 : 40;
  guint n_restarts = is_nightly () ? 20 : 6;
  g_autoptr (EngineHarness) harness = make_cloud (n * 2);
  g_autoptr (GPtrArray) sources = engine_harness_find_sources (harness);

  g_assert_cmpuint (sources->len, >=, n);
  /* They all wait while they are asked for. */
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"operation\":\"describeImages\",\"region\":\"%s\","
                                                "\"fault\":\"error\",\"http\":503,\"count\":0}",
                                                targets[i]);

      engine_harness_fault (harness, fault);
    }
  ask_for (harness, sources, n, G_N_ELEMENTS (targets));
  engine_harness_close_engine (harness);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 0);
  emulator_thread_clear_faults (harness->emulator);
  /* So that many are killed while they wait for an answer. */
  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"slow\",\"ms\":150,\"count\":0}");
  for (guint i = 0; i < n_restarts; i++)
    {
      g_autoptr (GSubprocess) process = start_finisher (harness);

      g_usleep ((gulong) g_test_rand_int_range (20, 700) * 1000);
      g_subprocess_send_signal (process, SIGKILL);
      g_subprocess_wait (process, NULL, NULL);
    }
  check_end (harness, sources, n, G_N_ELEMENTS (targets));
  g_test_message ("%u requests to copy, %u requests in the busiest minute of all processes together",
                  engine_harness_count_requests (harness, "copyImages"),
                  engine_harness_find_busiest_minute (harness, 0));
}

/* First pages of whole listings of @region. */
static guint
count_listings (EngineHarness *harness, const char *region)
{
  g_autofree char *log = emulator_thread_dup_requests_json (harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      const char *query = json_object_get_string_member (request, "query");

      n += g_strcmp0 (json_object_get_string_member_with_default (request, "operation", NULL),
                      "describeImages") == 0 &&
           g_str_equal (json_object_get_string_member (request, "region"), region) &&
           strstr (query, "pageNumber=1&") != NULL && strstr (query, "ids.") == NULL;
    }
  return n;
}

typedef struct
{
  EngineHarness *harness;
  FerryState state;
} Wanted;

static gboolean
all_have_state (gpointer data)
{
  Wanted *wanted = data;
  GListModel *operations = ferry_engine_get_operations (wanted->harness->engine);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (ferry_replica_get_state (ferry_operation_get_replica (operation, 0)) != wanted->state)
        return FALSE;
    }
  return TRUE;
}

/* Every answer was lost: a new process finds all of them with one listing. */
static void
test_one_listing (void)
{
  guint n = is_nightly () ? 200 : 40;
  g_autoptr (EngineHarness) harness = make_cloud (n * 2);
  g_autoptr (GPtrArray) sources = engine_harness_find_sources (harness);
  Wanted wanted = { harness, FERRY_STATE_UNCONFIRMED };
  guint before;

  engine_harness_fault (harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true,\"count\":0}");
  engine_harness_fault (
    harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100000,\"count\":0}");
  engine_harness_fault (
    harness, "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":50000,\"count\":0}");
  ferry_engine_override_settle (harness->engine, 300, TRUE);
  ask_for (harness, sources, n, 1);
  engine_harness_run_until (all_have_state, &wanted, 60);
  engine_harness_close_engine (harness);
  emulator_thread_clear_faults (harness->emulator);
  emulator_thread_advance (harness->emulator, 60000);

  before = count_listings (harness, targets[0]);
  engine_harness_open_engine (harness);
  wanted.state = FERRY_STATE_PENDING;
  engine_harness_run_until (all_have_state, &wanted, 60);
  /* With more than one page two passes have to agree. */
  g_assert_cmpuint (count_listings (harness, targets[0]) - before, <=, 2);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/many/restarts", test_restarts);
  g_test_add_func ("/many/one-listing", test_one_listing);
  return g_test_run ();
}
