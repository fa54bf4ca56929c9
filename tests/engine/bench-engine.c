/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine costs the main loop and the processor: a hundred replicas in three regions that are followed, a look
 * for hundreds of lost answers, and the opening of a journal of 100 000 operations. Prints numbers and ratios; fails
 * only when something does not work. */
#include "config.h"

#include <sqlite3.h>
#include <time.h>

#include "emulator/emulator-options.h"
#include "engine-harness.h"

#define N_REPLICAS 100
#define PER_OPERATION 5
#define FOLLOW_SECONDS 20
#define BUDGET_MS 16.0
#define N_ENTRIES 100000
#define N_RUNS 9

static const char *targets[] = { "cn-east-1", "cn-east-2", "cn-south-1" };

/* Of the dispatches of this thread's main loop. */
typedef struct
{
  guint n;
  gint64 longest_wall;
  gint64 longest_cpu;
  gint64 cpu;
} Dispatches;

static gint64
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
note_dispatch (Dispatches *all, gint64 wall, gint64 cpu)
{
  all->n++;
  all->longest_wall = MAX (all->longest_wall, wall);
  all->longest_cpu = MAX (all->longest_cpu, cpu);
  all->cpu += cpu;
}

/* One round of the main loop, its parts timed: what stands between two frames of a window. */
static void
iterate (Dispatches *all, int timeout)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[256];
  int priority = 0;
  int wait = 0;
  int n;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n = g_main_context_query (context, priority, &wait, fds, G_N_ELEMENTS (fds));
  g_poll (fds, (guint) n, wait < 0 ? timeout : MIN (wait, timeout));
  if (g_main_context_check (context, priority, fds, n))
    {
      gint64 wall = g_get_monotonic_time ();
      gint64 cpu = get_cpu ();

      g_main_context_dispatch (context);
      note_dispatch (all, g_get_monotonic_time () - wall, get_cpu () - cpu);
    }
  g_main_context_release (context);
}

static void
run_for (Dispatches *all, guint seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    iterate (all, 100);
}

static void
tell (const char *what, const Dispatches *all)
{
  g_print ("%-44s %8u dispatches, the longest %.2f ms (processor %.2f ms, %.2f of the budget of %.0f ms)\n",
           what, all->n, (double) all->longest_wall / 1000, (double) all->longest_cpu / 1000,
           (double) all->longest_cpu / 1000 / BUDGET_MS, BUDGET_MS);
}

static EngineHarness *
make_cloud (guint n_images, double speed)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  EngineHarness *harness;

  options.time_scale = speed;
  options.images = n_images;
  harness = engine_harness_new_with_options (&options);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *json =
        g_strdup_printf ("{\"region\":\"%s\",\"images\":10000,\"snapshots\":10000}", targets[i]);

      engine_harness_control (harness, "/_emulator/quotas", json);
    }
  return harness;
}

static void
ask_for (EngineHarness *harness, GPtrArray *sources, guint n)
{
  for (guint i = 0; i < n / PER_OPERATION; i++)
    {
      const char *images[PER_OPERATION + 1] = { NULL };

      for (guint j = 0; j < PER_OPERATION; j++)
        images[j] = g_ptr_array_index (sources, i * PER_OPERATION + j);
      g_object_unref (engine_harness_copy (harness, targets[i % G_N_ELEMENTS (targets)], images));
    }
}

static gboolean
has_all (EngineHarness *harness, FerryState state)
{
  GListModel *operations = ferry_engine_get_operations (harness->engine);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      for (guint j = 0; j < ferry_operation_get_n_replicas (operation); j++)
        if (ferry_replica_get_state (ferry_operation_get_replica (operation, j)) != state)
          return FALSE;
    }
  return TRUE;
}

static void
bench_follow (void)
{
  g_autoptr (EngineHarness) harness = make_cloud (N_REPLICAS * 2, 1);
  g_autoptr (GPtrArray) sources = engine_harness_find_sources (harness);
  Dispatches sending = { 0 };
  Dispatches following = { 0 };
  guint commits;

  engine_harness_fault (harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":120,\"count\":0}");
  ask_for (harness, sources, N_REPLICAS);
  while (!has_all (harness, FERRY_STATE_PENDING))
    iterate (&sending, 100);
  tell ("100 copies are sent:", &sending);
  run_for (&following, FOLLOW_SECONDS);
  tell ("100 replicas in 3 regions are followed:", &following);
  g_print ("%-44s %.2f %% of a core (budget 0.5 %%)\n",
           "  which takes:", 100.0 * (double) following.cpu / (FOLLOW_SECONDS * G_USEC_PER_SEC));
  emulator_thread_advance (harness->emulator, 1000);
  while (!has_all (harness, FERRY_STATE_VERIFIED))
    iterate (&following, 100);
  commits = ferry_journal_get_n_commits (ferry_engine_get_journal (harness->engine));
  g_print ("%-44s %.2f (budget 4)\n", "journal commits for an image:", (double) commits / N_REPLICAS);
}

static void
bench_look (void)
{
  g_autoptr (EngineHarness) harness = make_cloud (N_REPLICAS * 2, 100);
  g_autoptr (GPtrArray) sources = engine_harness_find_sources (harness);
  Dispatches looking = { 0 };

  engine_harness_fault (harness,
                        "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true,\"count\":0}");
  engine_harness_fault (
    harness, "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":50000,\"count\":0}");
  engine_harness_fault (
    harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100000,\"count\":0}");
  ferry_engine_override_settle (harness->engine, 300, TRUE);
  ask_for (harness, sources, N_REPLICAS);
  while (!has_all (harness, FERRY_STATE_UNCONFIRMED))
    iterate (&looking, 100);
  engine_harness_close_engine (harness);
  emulator_thread_clear_faults (harness->emulator);
  emulator_thread_advance (harness->emulator, 60000);
  engine_harness_open_engine (harness);
  looking = (Dispatches) { 0 };
  while (!has_all (harness, FERRY_STATE_PENDING))
    iterate (&looking, 100);
  tell ("100 lost answers are found:", &looking);
}

/* Ended operations of the last months, each with a replica, an attempt and two lines of the audit log. */
static void
fill_journal (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *sql = g_strdup_printf (
    "PRAGMA synchronous=OFF; BEGIN;"
    "INSERT INTO identity (id, endpoint, owner) VALUES (1, 'x', 'pin');"
    "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
    " SELECT i, CAST (unixepoch () AS INTEGER) * 1000000 - i * 100000000 AS t FROM n;"
    "INSERT INTO operation (id, uid, identity, kind, account, source_region, target_region, settle_seconds,"
    " allow_unknown_quota, told, created) SELECT i, 'op-' || i, 1, 'copy', 'Work', 'cn-north-1', "
    "'cn-east-1', 120, 0, 1, t"
    " FROM n;"
    "INSERT INTO replica (id, operation, position, source, image, state, waiting_for, progress, facts, "
    "reason,"
    " http_status, attempts, accepted, first_seen, ended, unfinished) SELECT i, i, 0, 'img-' || i, 'img-r' "
    "|| i,"
    " 'verified', 'none', 100, '{\"version\":1,\"id\":\"img-x\",\"name\":\"web\",\"type\":\"cloudDisk\"}', "
    "'none', 0, 0, t, t, t, 0"
    " FROM n;"
    "INSERT INTO attempt (replica, number, outcome, image_quota_used, started, ended, http_status)"
    " SELECT i, 1, 'accepted', 5, t, t, 0 FROM n;"
    "INSERT INTO audit (time, account, action, operation, region, image, outcome)"
    " SELECT t, 'Work', 'copyImages', 'op-' || i, 'cn-east-1', 'img-' || i, 'accepted' FROM n;"
    "INSERT INTO audit (time, account, action, operation, region, image, outcome)"
    " SELECT t, 'Work', 'request', 'op-' || i, 'cn-east-1', NULL, 'queued' FROM n; COMMIT;",
    n);
  sqlite3 *handle = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  if (sqlite3_exec (handle, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message);
  sqlite3_close (handle);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : 1;
}

static double
measure_opening (EngineHarness *harness)
{
  gint64 times[N_RUNS];

  for (guint i = 0; i < N_RUNS; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      engine_harness_open_without_keys (harness);
      times[i] = g_get_monotonic_time () - begin;
      engine_harness_close_engine (harness);
    }
  qsort (times, N_RUNS, sizeof *times, compare_times);
  return (double) times[N_RUNS / 2] / 1000;
}

static void
bench_open (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (EngineHarness) harness = engine_harness_new_closed (&options);
  double empty = measure_opening (harness);
  double full;

  fill_journal (harness->folder, 1000);
  full = measure_opening (harness);
  g_print ("%-44s %.1f ms, %.1f times an empty journal (%.1f ms)\n", "opening with 1 000 operations:", full,
           full / empty, empty);
}

static void
bench_open_large (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (EngineHarness) harness = engine_harness_new_closed (&options);
  double full;
  Dispatches opening = { 0 };
  gint64 end;

  engine_harness_open_without_keys (harness);
  engine_harness_close_engine (harness);
  fill_journal (harness->folder, N_ENTRIES);
  full = measure_opening (harness);
  g_print ("%-44s %.1f ms\n", "opening with 100 000 operations:", full);
  engine_harness_open_without_keys (harness);
  end = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    iterate (&opening, 100);
  tell ("  the seconds after it:", &opening);
}

int
main (int argc, char *argv[])
{
  bench_follow ();
  bench_look ();
  bench_open ();
  bench_open_large ();
  return 0;
}
