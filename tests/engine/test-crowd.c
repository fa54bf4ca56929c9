/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several processes share a journal: one drives, the others show it, ask it, and take over when it is killed. The
 * other processes are real ones; this one has an engine of its own beside them. */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>

#include "engine-harness.h"
#include "engine/ferry-limiter.h"
#include "engine/ferry-lock.h"

#define SPEED 100
#define NO_WORDS "{\"operation\":\"copyImages\",\"fault\":\"description\",\"text\":\"\",\"count\":0}"

static char *
image_named (EngineHarness *harness, const char *name)
{
  return engine_harness_find_image (harness, "cn-north-1", name);
}

static GSubprocess *
start_member (EngineHarness *harness, const char *mode, const char *target, const char *const *images)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "engine", "crowd-member", NULL);
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (args, program);
  g_ptr_array_add (args, harness->folder);
  g_ptr_array_add (args, (gpointer) emulator_thread_get_uri (harness->emulator));
  g_ptr_array_add (args, (gpointer) "1");
  g_ptr_array_add (args, (gpointer) mode);
  if (target != NULL)
    g_ptr_array_add (args, (gpointer) target);
  for (guint i = 0; images != NULL && images[i] != NULL; i++)
    g_ptr_array_add (args, (gpointer) images[i]);
  g_ptr_array_add (args, NULL);
  process = g_subprocess_newv ((const char *const *) args->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

static void
end_member (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGKILL);
  g_subprocess_wait (process, NULL, NULL);
}

static gboolean
is_locked (gpointer data)
{
  EngineHarness *harness = data;

  return ferry_lock_is_taken (harness->folder, 1);
}

/* A process that drives, while ours looks on. */
static GSubprocess *
start_driver_as (EngineHarness *harness, const char *mode)
{
  GSubprocess *process;

  engine_harness_close_engine (harness);
  process = start_member (harness, mode, NULL, NULL);
  while (!is_locked (harness))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  engine_harness_open_engine (harness);
  return process;
}

static GSubprocess *
start_driver (EngineHarness *harness)
{
  return start_driver_as (harness, "drive");
}

typedef struct
{
  guint progress;
  guint ended;
} Noted;

static void
note_progress_cb (Noted *noted)
{
  noted->progress++;
}

static void
note_ended_cb (Noted *noted)
{
  noted->ended++;
}

static gboolean
tell (EngineHarness *harness, FerryOperation *operation)
{
  return engine_harness_tell (harness, operation);
}

/* What the driver does is seen while it happens, and told once. */
static void
test_watch (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (5);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);
  Noted noted = { 0 };

  g_assert_false (ferry_engine_drives (harness->engine, operation));
  g_assert_true (ferry_engine_can_drive (harness->engine, operation));
  g_assert_cmpuint (ferry_engine_get_n_active (harness->engine), ==, 1);
  g_signal_connect_swapped (replica, "notify::progress", G_CALLBACK (note_progress_cb), &noted);
  g_signal_connect_swapped (harness->engine, "ended", G_CALLBACK (note_ended_cb), &noted);
  g_assert_false (tell (harness, operation));
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_VERIFIED);
  g_assert_cmpuint (noted.progress, >=, 3);
  g_assert_cmpuint (noted.ended, ==, 1);
  g_assert_cmpuint (ferry_engine_get_n_active (harness->engine), ==, 0);
  g_assert_false (ferry_engine_drives (harness->engine, operation));
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
  g_assert_true (tell (harness, operation));
  g_assert_false (tell (harness, operation));
  g_signal_handlers_disconnect_by_data (harness->engine, &noted);
  end_member (driver);
}

static gboolean
is_half_done (gpointer data)
{
  return ferry_replica_get_progress (data) == 50;
}

/* A copy that stands still is seen to be slow although nothing is committed any more, and nothing ticks after that. */
static void
test_watch_slow (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (GSubprocess) driver = NULL;
  g_autoptr (FerryOperation) operation = NULL;
  FerryReplica *replica;

  engine_harness_fault (harness, "[{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100},"
                                 "{\"operation\":\"copyImages\",\"fault\":\"stuck\",\"at\":50,"
                                 "\"seconds\":1000000}]");
  harness->clock = ferry_clock_new_manual (g_get_real_time (), g_get_monotonic_time ());
  driver = start_driver (harness);
  operation = engine_harness_copy (harness, "cn-east-1", images);
  replica = ferry_operation_get_replica (operation, 0);
  engine_harness_run_until (is_half_done, replica, 60);
  g_assert_false (ferry_replica_get_slow (replica));
  for (guint i = 0; i < 25; i++)
    ferry_clock_advance (harness->clock, 30 * G_USEC_PER_SEC);
  g_assert_true (ferry_replica_get_slow (replica));
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_PENDING);
  g_assert_cmpuint (ferry_clock_get_n_pending (harness->clock), ==, 0);
  emulator_thread_advance (harness->emulator, 2000000);
  engine_harness_wait_rest (operation, 60);
  g_assert_false (ferry_replica_get_slow (replica));
  end_member (driver);
}

static gboolean
has_operation (gpointer data)
{
  EngineHarness *harness = data;

  return g_list_model_get_n_items (ferry_engine_get_operations (harness->engine)) > 0;
}

/* What another process asks for appears here, and is done here. */
static void
test_drive_for_others (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (GSubprocess) asker = NULL;
  g_autoptr (FerryOperation) operation = NULL;

  asker = start_member (harness, "copy", "cn-east-1", images);
  engine_harness_run_until (has_operation, harness, 30);
  operation = g_list_model_get_item (ferry_engine_get_operations (harness->engine), 0);
  g_assert_cmpuint (ferry_operation_get_n_replicas (operation), ==, 1);
  g_assert_true (ferry_engine_drives (harness->engine, operation));
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_subprocess_wait (asker, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (asker), ==, 0);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
}

static void
test_take_over (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (10);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);

  engine_harness_wait_state (ferry_operation_get_replica (operation, 0), FERRY_STATE_PENDING, 30);
  g_assert_true (ferry_limiter_get_beside (ferry_cloud_get_limiter (harness->cloud)));
  end_member (driver);
  engine_harness_wait_rest (operation, 60);
  g_assert_true (ferry_engine_drives (harness->engine, operation));
  g_assert_false (ferry_limiter_get_beside (ferry_cloud_get_limiter (harness->cloud)));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
}

/* A source that is busy keeps the second operation from being sent: it can be cancelled, and tried again. */
static void
test_wish_cancel_and_retry (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (20);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) first = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryOperation) second = engine_harness_copy (harness, "cn-east-2", images);

  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_WAITING, 30);
  g_assert_true (engine_harness_cancel (harness, second));
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_CANCELLED);
  g_assert_true (tell (harness, second));
  g_assert_false (ferry_engine_drives (harness->engine, second));
  g_assert_true (engine_harness_retry (harness, second));
  g_assert_false (ferry_operation_state_is_ended (ferry_operation_get_state (second)));
  engine_harness_wait_rest (first, 60);
  engine_harness_wait_rest (second, 60);
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_DONE);
  /* Its end is news again. */
  g_assert_true (tell (harness, second));
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 2);
  end_member (driver);
}

static FerryOperation *
make_undecided (EngineHarness *harness, const char *image)
{
  const char *images[] = { image, NULL };
  FerryOperation *operation;

  engine_harness_fault (harness, NO_WORDS);
  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_UNDECIDED);
  return operation;
}

static void
test_wish_adopt (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  g_autoptr (FerryOperation) operation = make_undecided (harness, a);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);
  g_autofree char *candidate = g_strdup (ferry_replica_get_candidate (replica));

  /* It needs the user, and then has ended: two things to tell. */
  g_assert_true (tell (harness, operation));
  g_assert_false (tell (harness, operation));
  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_THERE, candidate));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpstr (ferry_replica_get_image (replica), ==, candidate);
  g_assert_true (tell (harness, operation));
  g_assert_false (ferry_engine_drives (harness->engine, operation));
  end_member (driver);
}

static void
test_wish_forget (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  g_autoptr (FerryOperation) operation = make_undecided (harness, a);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);

  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_FORGET, NULL));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_CANCELLED);
  end_member (driver);
}

/* Here the account may be written to, in the process that drives it may not: it refuses what would send, in words. */
static void
test_wish_read_only (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a);
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (operation));
  g_autoptr (GSubprocess) driver = NULL;
  FerryReplica *replica;

  g_clear_object (&operation);
  driver = start_driver_as (harness, "only-read");
  operation = g_object_ref (ferry_engine_find_operation (harness->engine, uid));
  replica = ferry_operation_get_replica (operation, 0);
  g_assert_false (ferry_engine_is_read_only (harness->engine, operation));
  g_assert_false (engine_harness_resolve (harness, replica, FERRY_CHOICE_SEND_AGAIN, NULL));
  g_assert_cmpint (harness->reason, ==, FERRY_REASON_READ_ONLY);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_UNDECIDED);
  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_FORGET, NULL));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_CANCELLED);
  g_assert_false (engine_harness_retry (harness, operation));
  g_assert_cmpint (harness->reason, ==, FERRY_REASON_READ_ONLY);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_CANCELLED);
  while (engine_harness_count_wishes (harness) > 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
  end_member (driver);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ferry_journal_commit_finish (FERRY_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* As of a process that asked long ago, and slept since. */
static void
put_old_wish (EngineHarness *harness, FerryReplica *replica, FerryVerb verb)
{
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  const FerryReplicaRecord *record = ferry_replica_get_record (replica);
  FerryWishRecord wish = {
    .operation = record->operation, .replica = record->id, .verb = verb, .created = 1
  };
  gboolean done = FALSE;

  ferry_transaction_put_wish (transaction, &wish);
  ferry_journal_commit_async (ferry_engine_get_journal (harness->engine), transaction, committed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* When the only wish in the journal was refused, 0 = not yet. */
static gint64
get_refused_at (EngineHarness *harness)
{
  g_autoptr (FerryJournalContents) contents = engine_harness_load (harness);
  FerryWishRecord *wish;

  g_assert_cmpuint (contents->wishes->len, ==, 1);
  wish = g_ptr_array_index (contents->wishes, 0);
  return wish->refused ? wish->created : 0;
}

/* However long ago it was asked: whoever did so has time to read the refusal. */
static void
test_refusal_of_old_wish (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a);
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (operation));
  g_autoptr (GSubprocess) driver = NULL;
  gint64 refused_at = 0;

  g_clear_object (&operation);
  driver = start_driver_as (harness, "only-read");
  operation = g_object_ref (ferry_engine_find_operation (harness->engine, uid));
  put_old_wish (harness, ferry_operation_get_replica (operation, 0), FERRY_VERB_SEND_AGAIN);
  while (refused_at == 0)
    refused_at = get_refused_at (harness);
  g_assert_cmpint (refused_at, >, 1);
  end_member (driver);
}

static void
stop_member (GSubprocess *process, int number)
{
  g_subprocess_send_signal (process, number);
}

static gboolean
kill_cb (gpointer user_data)
{
  g_subprocess_send_signal (user_data, SIGKILL);
  return G_SOURCE_REMOVE;
}

/* The driver hangs, and then dies, with the wish in the journal: this process takes over and fulfils it itself. */
static void
test_wish_outlives_driver (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (5);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) first = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryOperation) second = engine_harness_copy (harness, "cn-east-2", images);

  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_WAITING, 30);
  engine_harness_wait_state (ferry_operation_get_replica (first, 0), FERRY_STATE_PENDING, 30);
  stop_member (driver, SIGSTOP);
  g_timeout_add (1500, kill_cb, driver);
  g_assert_true (engine_harness_cancel (harness, second));
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_CANCELLED);
  g_assert_true (ferry_engine_drives (harness->engine, second));
  g_subprocess_wait (driver, NULL, NULL);
}

/* A process without keys can ask as long as somebody drives; then it is told that nobody does. */
static void
test_wish_without_keys (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (10);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (GSubprocess) driver = start_driver (harness);
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) first = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryOperation) second = engine_harness_copy (harness, "cn-east-2", images);

  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_WAITING, 30);
  ferry_engine_remove_cloud (harness->engine, harness->cloud);
  g_assert_false (ferry_engine_can_drive (harness->engine, second));
  g_assert_true (engine_harness_cancel (harness, second));
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_CANCELLED);

  stop_member (driver, SIGSTOP);
  g_timeout_add (500, kill_cb, driver);
  g_assert_false (engine_harness_retry (harness, second));
  g_subprocess_wait (driver, NULL, NULL);
  /* And nothing is left behind for later. */
  g_assert_cmpuint (engine_harness_count_wishes (harness), ==, 0);
  g_assert_false (engine_harness_retry (harness, second));
}

typedef struct
{
  EngineHarness *harness;
  FerryOperation *operation;
  gboolean driven;
} Driven;

static gboolean
is_driven (gpointer data)
{
  Driven *driven = data;

  return ferry_engine_drives (driven->harness->engine, driven->operation) == driven->driven;
}

/* Two identities turn out to be one owner's: whoever drives one of them keeps the other from being driven. */
static void
test_join (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (2);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);
  Driven driven = { harness, operation, TRUE };
  gint64 alias = engine_harness_identify (harness, "ANOTHERKEY", NULL);
  g_autoptr (FerryLock) lock = ferry_lock_new (harness->folder, alias, NULL, 0);
  g_autoptr (GError) error = NULL;

  engine_harness_run_until (is_driven, &driven, 30);
  engine_harness_wait_state (ferry_operation_get_replica (operation, 0), FERRY_STATE_PENDING, 30);
  g_assert_true (ferry_lock_try (lock, &error));
  g_assert_cmpint (engine_harness_identify (harness, "ANOTHERKEY", "demo_pin"), !=, alias);
  driven.driven = FALSE;
  engine_harness_run_until (is_driven, &driven, 30);

  /* That process has heard of it, too. */
  ferry_lock_release (lock);
  driven.driven = TRUE;
  engine_harness_run_until (is_driven, &driven, 30);
  g_assert_true (ferry_lock_is_taken (harness->folder, alias));
  emulator_thread_advance (harness->emulator, 1000);
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
}

static void
collect (GSubprocess *process, const char *what, GString *lines)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL));
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0 || *err != '\0')
    g_error ("%s ended with %d: %s", what, g_subprocess_get_status (process), err);
  g_string_append (lines, out);
}

static void
check_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (strstr (lines[i], " verified img-") == NULL)
      g_error ("not done: %s", lines[i]);
}

/* Three processes want overlapping images, one copies some of them elsewhere; a fourth drives and may be killed. */
static void
crowd_once (guint round, gboolean kill_driver)
{
  static const char *names[] = { "ci-runner-golden", "redis-cluster-node", "kafka-broker-3", "订单服务-网关",
                                 "web-frontend-2026.02" };
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  GSubprocess *members[4];
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  engine_harness_close_engine (harness);
  engine_harness_control (harness, "/_emulator/quotas",
                          "{\"region\":\"cn-east-1\",\"images\":1000,\"snapshots\":1000}");
  engine_harness_control (harness, "/_emulator/quotas",
                          "{\"region\":\"cn-east-2\",\"images\":1000,\"snapshots\":1000}");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (ids, image_named (harness, names[i]));
  members[0] = start_member (harness, "drive", NULL, NULL);
  for (guint i = 1; i < G_N_ELEMENTS (members); i++)
    {
      const char *images[] = { ids->pdata[i - 1], ids->pdata[i], ids->pdata[i + 1], NULL };

      members[i] = start_member (harness, "copy", i == 3 ? "cn-east-2" : "cn-east-1", images);
    }
  if (kill_driver)
    g_usleep ((gulong) g_test_rand_int_range (50, 1200) * 1000);
  if (kill_driver)
    end_member (members[0]);
  for (guint i = 1; i < G_N_ELEMENTS (members); i++)
    collect (members[i], "a member", lines);
  if (!kill_driver)
    end_member (members[0]);

  check_lines (lines->str);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", ids->pdata[i]), ==, 1);
  for (guint i = 2; i < 5; i++)
    g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-2", ids->pdata[i]), ==, 1);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 7);
  /* Two attempts of one source at once would have met "is busy". */
  g_assert_cmpuint (engine_harness_count_refused (harness, "copyImages"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_object_unref (members[i]);
  g_test_message ("round %u%s", round, kill_driver ? ", driver killed" : "");
}

static void
test_together (void)
{
  guint rounds = g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL ? 50 : 8;

  for (guint i = 0; i < rounds; i++)
    crowd_once (i, i % 2 == 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/crowd/watch", test_watch);
  g_test_add_func ("/crowd/watch-slow", test_watch_slow);
  g_test_add_func ("/crowd/drive-for-others", test_drive_for_others);
  g_test_add_func ("/crowd/take-over", test_take_over);
  g_test_add_func ("/crowd/wish-cancel-and-retry", test_wish_cancel_and_retry);
  g_test_add_func ("/crowd/wish-adopt", test_wish_adopt);
  g_test_add_func ("/crowd/wish-forget", test_wish_forget);
  g_test_add_func ("/crowd/wish-read-only", test_wish_read_only);
  g_test_add_func ("/crowd/refusal-of-old-wish", test_refusal_of_old_wish);
  g_test_add_func ("/crowd/wish-outlives-driver", test_wish_outlives_driver);
  g_test_add_func ("/crowd/wish-without-keys", test_wish_without_keys);
  g_test_add_func ("/crowd/join", test_join);
  g_test_add_func ("/crowd/together", test_together);
  return g_test_run ();
}
