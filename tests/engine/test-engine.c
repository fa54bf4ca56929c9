/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine-harness.h"

#define SPEED 100

static char *
image_named (EngineHarness *harness, const char *name)
{
  return engine_harness_find_image (harness, "cn-north-1", name);
}

static void
test_copy (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autofree char *b = image_named (harness, "redis-cluster-node");
  const char *images[] = { a, b, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);

  g_assert_cmpuint (ferry_operation_get_n_replicas (operation), ==, 2);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  for (guint i = 0; i < 2; i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);

      g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_VERIFIED);
      g_assert_cmpint (ferry_replica_get_progress (replica), ==, 100);
      g_assert_nonnull (ferry_replica_get_image (replica));
      g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", images[i]), ==, 1);
    }
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 2);
  g_assert_cmpuint (ferry_journal_get_n_commits (ferry_engine_get_journal (harness->engine)), <=, 8);
}

static void
test_attach (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", images);
  g_autoptr (FerrySubmission) again = NULL;

  request->name = g_strdup ("other");
  again = engine_harness_request (harness, request);
  g_assert_cmpuint (again->problems->len, ==, 0);
  g_assert_null (again->created);
  g_assert_cmpuint (again->operations->len, ==, 1);
  g_assert_true (g_ptr_array_index (again->operations, 0) == operation);
  g_assert_true (again->texts_differ);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
}

typedef struct
{
  const char *name;
  const char *fault;
  guint writes;
} LostAnswer;

static const LostAnswer lost_answers[] = {
  { "reset-after", "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}", 1 },
  { "reset-before", "{\"operation\":\"copyImages\",\"fault\":\"reset\"}", 2 },
  { "html", "{\"operation\":\"copyImages\",\"fault\":\"html\"}", 1 },
  { "empty", "{\"operation\":\"copyImages\",\"fault\":\"empty\"}", 1 },
  { "truncate", "{\"operation\":\"copyImages\",\"fault\":\"truncate\"}", 1 },
  { "http-500", "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":500}", 2 },
  { "http-500-acted", "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":500,\"acts\":true}", 1 },
  { "pair-missing", "{\"operation\":\"copyImages\",\"fault\":\"pair-missing\"}", 1 },
  { "pair-foreign", "{\"operation\":\"copyImages\",\"fault\":\"pair-foreign\"}", 1 },
  { "throttle", "{\"operation\":\"copyImages\",\"fault\":\"throttle\"}", 2 },
};

static void
test_lost_answer (gconstpointer data)
{
  const LostAnswer *lost = data;
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (harness, lost->fault);
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 40);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, lost->writes);
}

static void
test_resume (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (20);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = engine_harness_copy (harness, "cn-east-1", images);
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (operation));

  engine_harness_wait_state (ferry_operation_get_replica (operation, 0), FERRY_STATE_PENDING, 20);
  g_clear_object (&operation);
  engine_harness_close_engine (harness);
  engine_harness_open_engine (harness);
  operation = g_object_ref (ferry_engine_find_operation (harness->engine, uid));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_RUNNING);
  engine_harness_wait_rest (operation, 40);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
}

static void
test_one_source_two_targets (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) first = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryOperation) second = engine_harness_copy (harness, "cn-south-1", images);

  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_WAITING, 10);
  g_assert_cmpint (ferry_replica_get_waiting_for (ferry_operation_get_replica (second, 0)), ==, FERRY_WAIT_BUSY);
  engine_harness_wait_rest (first, 30);
  engine_harness_wait_rest (second, 30);
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 2);
}

static void
test_busy_elsewhere (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"colleague\",\"into\":\"cn-south-1\","
                                 "\"busy\":true,\"seconds\":60}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 40);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
}

static void
test_replica_error (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"replica-error\"}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_FAILED);
  g_assert_cmpint (ferry_replica_get_problem (ferry_operation_get_replica (operation, 0))->reason, ==,
                   FERRY_REASON_REPLICA_ERROR);
}

typedef struct
{
  GCancellable *cancellable;
  FerrySubmission *submission;
  GError *error;
  gboolean answered;
} Request;

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;

  request->submission = ferry_engine_request_finish (FERRY_ENGINE (source), result, &request->error);
  request->answered = TRUE;
}

static gboolean
is_answered (gpointer data)
{
  return ((Request *) data)->answered;
}

/* Asks for a copy and is interrupted: at once, or as soon as the operation is in the journal. */
static void
ask_and_cancel (EngineHarness *harness, Request *request, gboolean at_once)
{
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryRequest) wanted = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", images);
  GListModel *operations = ferry_engine_get_operations (harness->engine);

  request->cancellable = g_cancellable_new ();
  g_signal_connect_object (operations, "items-changed", G_CALLBACK (g_cancellable_cancel),
                           request->cancellable, G_CONNECT_SWAPPED);
  ferry_engine_request_async (harness->engine, harness->cloud, wanted, request->cancellable, requested_cb,
                              request);
  if (at_once)
    g_cancellable_cancel (request->cancellable);
  engine_harness_run_until (is_answered, request, 20);
  g_assert_true (g_cancellable_is_cancelled (request->cancellable));
}

static void
test_interrupted_early (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  Request request = { 0 };

  ask_and_cancel (harness, &request, TRUE);
  g_assert_error (request.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (request.submission);
  g_assert_cmpuint (g_list_model_get_n_items (ferry_engine_get_operations (harness->engine)), ==, 0);
  g_clear_error (&request.error);
  g_object_unref (request.cancellable);
}

/* What is recorded will happen, so the caller has to learn of it. */
static void
test_interrupted_late (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  Request request = { 0 };

  ask_and_cancel (harness, &request, FALSE);
  g_assert_no_error (request.error);
  g_assert_nonnull (request.submission->created);
  engine_harness_wait_rest (request.submission->created, 30);
  g_assert_cmpint (ferry_operation_get_state (request.submission->created), ==, FERRY_OPERATION_DONE);
  ferry_submission_free (request.submission);
  g_object_unref (request.cancellable);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/copy", test_copy);
  g_test_add_func ("/engine/attach", test_attach);
  g_test_add_func ("/engine/resume", test_resume);
  g_test_add_func ("/engine/one-source-two-targets", test_one_source_two_targets);
  g_test_add_func ("/engine/busy-elsewhere", test_busy_elsewhere);
  g_test_add_func ("/engine/replica-error", test_replica_error);
  g_test_add_func ("/engine/interrupted-early", test_interrupted_early);
  g_test_add_func ("/engine/interrupted-late", test_interrupted_late);
  for (guint i = 0; i < G_N_ELEMENTS (lost_answers); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/lost-answer/", lost_answers[i].name, NULL);

      g_test_add_data_func (path, &lost_answers[i], test_lost_answer);
    }
  return g_test_run ();
}
