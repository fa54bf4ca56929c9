/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may ask of a copy on its way, conversions, and the guarded single operations. */
#include "config.h"

#include "engine-harness.h"

#define SPEED 100
#define NO_WORDS "{\"operation\":\"copyImages\",\"fault\":\"description\",\"text\":\"\",\"count\":0}"

static char *
image_named (EngineHarness *harness, const char *name)
{
  return engine_harness_find_image (harness, "cn-north-1", name);
}

/* A replica without any words after a lost answer: weak evidence, which only the user can settle. */
static FerryOperation *
make_undecided (EngineHarness *harness, const char *image, gboolean acted)
{
  const char *images[] = { image, NULL };
  FerryOperation *operation;

  engine_harness_fault (harness, NO_WORDS);
  if (acted)
    engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}");
  else
    {
      engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\"}");
      engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"colleague\",\"text\":\"\","
                                     "\"seconds\":10,\"after\":true}");
    }
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 40);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_UNDECIDED);
  g_assert_nonnull (ferry_replica_get_candidate (ferry_operation_get_replica (operation, 0)));
  return operation;
}

static void
test_there (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a, TRUE);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);
  g_autofree char *candidate = g_strdup (ferry_replica_get_candidate (replica));

  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_THERE, candidate));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpstr (ferry_replica_get_image (replica), ==, candidate);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 1);
}

static void
test_send_again (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a, FALSE);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);

  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_SEND_AGAIN, NULL));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 2);
}

/* What the user said of the candidate is heard by the process that goes on. */
static void
test_send_again_later (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a, TRUE);
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (operation));

  g_assert_nonnull (ferry_replica_get_candidate (ferry_operation_get_replica (operation, 0)));
  /* Nothing is sent in this process any more. */
  engine_harness_fault (harness, "{\"operation\":\"describeImages\",\"fault\":\"error\",\"count\":0}");
  g_assert_true (engine_harness_resolve (harness, ferry_operation_get_replica (operation, 0),
                                         FERRY_CHOICE_SEND_AGAIN, NULL));
  g_clear_object (&operation);
  engine_harness_close_engine (harness);
  emulator_thread_clear_faults (harness->emulator);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);

  engine_harness_open_engine (harness);
  operation = g_object_ref (ferry_engine_find_operation (harness->engine, uid));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 2);
}

/* What is said of a copy changes nothing at the service; what would send is refused. */
static void
test_read_only (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a, TRUE);
  FerryReplica *replica = ferry_operation_get_replica (operation, 0);
  g_autofree char *candidate = g_strdup (ferry_replica_get_candidate (replica));
  g_autoptr (FerryCloud) cloud = engine_harness_replace_cloud (harness, TRUE);

  g_assert_true (ferry_engine_is_read_only (harness->engine, operation));
  g_assert_false (engine_harness_resolve (harness, replica, FERRY_CHOICE_SEND_AGAIN, NULL));
  g_assert_cmpint (harness->reason, ==, FERRY_REASON_READ_ONLY);
  g_assert_cmpint (ferry_replica_get_state (replica), ==, FERRY_STATE_UNDECIDED);
  g_assert_true (engine_harness_resolve (harness, replica, FERRY_CHOICE_THERE, candidate));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
}

static void
test_retry_read_only (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = NULL;
  g_autoptr (FerryCloud) cloud = NULL;
  g_autoptr (FerryCloud) writable = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"replica-error\"}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 30);
  cloud = engine_harness_replace_cloud (harness, TRUE);
  g_assert_false (engine_harness_retry (harness, operation));
  g_assert_cmpint (harness->reason, ==, FERRY_REASON_READ_ONLY);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_FAILED);
  writable = engine_harness_replace_cloud (harness, FALSE);
  g_assert_true (engine_harness_retry (harness, operation));
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
}

static void
test_forget (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryOperation) operation = make_undecided (harness, a, FALSE);

  g_assert_true (engine_harness_resolve (harness, ferry_operation_get_replica (operation, 0), FERRY_CHOICE_FORGET,
                                         NULL));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_CANCELLED);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
}

static void
test_retry (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) operation = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"replica-error\"}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_FAILED);
  g_assert_true (engine_harness_retry (harness, operation));
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_QUEUED);
  engine_harness_wait_rest (operation, 30);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (harness, "cn-east-1", a), ==, 2);
}

static void
test_cancel (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (10);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  const char *images[] = { a, NULL };
  g_autoptr (FerryOperation) first = engine_harness_copy (harness, "cn-east-1", images);
  g_autoptr (FerryOperation) second = engine_harness_copy (harness, "cn-south-1", images);

  /* The first is on its way and cannot be stopped; the second has not been sent. */
  engine_harness_wait_state (ferry_operation_get_replica (first, 0), FERRY_STATE_PENDING, 20);
  engine_harness_wait_state (ferry_operation_get_replica (second, 0), FERRY_STATE_WAITING, 20);
  g_assert_true (engine_harness_cancel (harness, first));
  g_assert_true (engine_harness_cancel (harness, second));
  g_assert_cmpint (ferry_operation_get_state (second), ==, FERRY_OPERATION_CANCELLED);
  engine_harness_wait_rest (first, 60);
  g_assert_cmpint (ferry_operation_get_state (first), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "copyImages"), ==, 1);
}

/* A request that is acted on long after it was given up: two replicas, and the user is told. */
static void
test_duplicate (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autofree char *b = image_named (harness, "redis-cluster-node");
  const char *images[] = { a, NULL };
  const char *others[] = { b, NULL };
  g_autoptr (FerryOperation) operation = NULL;
  g_autoptr (FerryOperation) next = NULL;

  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":1500}");
  engine_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":10,\"count\":0}");
  operation = engine_harness_copy (harness, "cn-east-1", images);
  engine_harness_wait_rest (operation, 60);
  g_assert_cmpint (ferry_operation_get_state (operation), ==, FERRY_OPERATION_DONE);
  while (engine_harness_count_replicas (harness, "cn-east-1", a) < 2)
    g_main_context_iteration (NULL, FALSE);

  /* Any complete listing of the region finds it. */
  next = engine_harness_copy (harness, "cn-east-1", others);
  engine_harness_wait_rest (next, 60);
  g_assert_cmpuint (engine_harness_count_duplicates (harness), ==, 1);
}

static void
test_convert (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "legacy-local-with-data");
  const char *images[] = { a, NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_CONVERT, "cn-north-1", "cn-north-1", images);
  g_autoptr (FerrySubmission) submission = NULL;
  g_autoptr (FerryProblem) busy = NULL;

  request->settle_seconds = 1;
  submission = engine_harness_request (harness, request);
  g_assert_cmpuint (submission->problems->len, ==, 0);
  engine_harness_wait_state (ferry_operation_get_replica (submission->created, 0), FERRY_STATE_PENDING, 20);
  busy = engine_harness_delete (harness, a);
  g_assert_nonnull (busy);
  g_assert_cmpint (busy->reason, ==, FERRY_REASON_BUSY);
  engine_harness_wait_rest (submission->created, 40);
  g_assert_cmpint (ferry_operation_get_state (submission->created), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_requests (harness, "convertImage"), ==, 1);
}

static void
test_convert_lost (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "legacy-local-with-data");
  const char *images[] = { a, NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_CONVERT, "cn-north-1", "cn-north-1", images);
  g_autoptr (FerrySubmission) submission = NULL;
  FerryOperationState state;

  engine_harness_fault (harness, "{\"operation\":\"convertImage\",\"fault\":\"reset\",\"acts\":true}");
  request->settle_seconds = 1;
  submission = engine_harness_request (harness, request);
  engine_harness_wait_rest (submission->created, 40);
  state = ferry_operation_get_state (submission->created);
  g_assert_true (state == FERRY_OPERATION_DONE || state == FERRY_OPERATION_UNDECIDED);
  g_assert_cmpuint (engine_harness_count_requests (harness, "convertImage"), ==, 1);
}

static void
test_edit (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autofree char *again = NULL;

  g_assert_null (engine_harness_edit (harness, a, "ci-runner-2", "two"));
  again = image_named (harness, "ci-runner-2");
  g_assert_cmpstr (again, ==, a);
}

static void
test_edit_lost (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autofree char *again = NULL;

  engine_harness_fault (harness, "{\"operation\":\"modifyImageAttribute\",\"fault\":\"reset\"}");
  engine_harness_fault (harness, "{\"operation\":\"modifyImageAttribute\",\"fault\":\"reset\",\"acts\":true}");
  g_assert_null (engine_harness_edit (harness, a, "ci-runner-3", NULL));
  again = image_named (harness, "ci-runner-3");
  g_assert_cmpstr (again, ==, a);
  g_assert_cmpuint (engine_harness_count_requests (harness, "modifyImageAttribute"), ==, 2);
}

static void
test_edit_refused (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");
  g_autoptr (FerryProblem) name = engine_harness_edit (harness, a, "no spaces allowed", NULL);
  g_autoptr (FerryProblem) missing = engine_harness_edit (harness, "img-missing00", "fine", NULL);

  g_assert_cmpint (name->reason, ==, FERRY_REASON_NAME_INVALID);
  g_assert_cmpint (missing->reason, ==, FERRY_REASON_NOT_FOUND);
  g_assert_cmpuint (engine_harness_count_requests (harness, "modifyImageAttribute"), ==, 0);
}

static void
test_delete_lost (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *a = image_named (harness, "ci-runner-golden");

  engine_harness_fault (harness, "{\"operation\":\"deleteImage\",\"fault\":\"reset\",\"acts\":true}");
  g_assert_null (engine_harness_delete (harness, a));
  g_assert_cmpuint (engine_harness_count_requests (harness, "deleteImage"), ==, 1);
}

static void
test_delete_refused (void)
{
  g_autoptr (EngineHarness) harness = engine_harness_new (SPEED);
  g_autofree char *shared = image_named (harness, "windows-ad-01");
  g_autofree char *kept = image_named (harness, "合规归档-请勿删除");
  g_autoptr (FerryProblem) one = engine_harness_delete (harness, shared);
  g_autoptr (FerryProblem) two = engine_harness_delete (harness, kept);

  g_assert_cmpint (one->reason, ==, FERRY_REASON_SHARED);
  g_assert_cmpint (two->reason, ==, FERRY_REASON_PROTECTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/choices/there", test_there);
  g_test_add_func ("/choices/send-again", test_send_again);
  g_test_add_func ("/choices/send-again-later", test_send_again_later);
  g_test_add_func ("/choices/read-only", test_read_only);
  g_test_add_func ("/choices/retry-read-only", test_retry_read_only);
  g_test_add_func ("/choices/forget", test_forget);
  g_test_add_func ("/choices/retry", test_retry);
  g_test_add_func ("/choices/cancel", test_cancel);
  g_test_add_func ("/choices/duplicate", test_duplicate);
  g_test_add_func ("/choices/convert", test_convert);
  g_test_add_func ("/choices/convert-lost", test_convert_lost);
  g_test_add_func ("/choices/edit", test_edit);
  g_test_add_func ("/choices/edit-lost", test_edit_lost);
  g_test_add_func ("/choices/edit-refused", test_edit_refused);
  g_test_add_func ("/choices/delete-lost", test_delete_lost);
  g_test_add_func ("/choices/delete-refused", test_delete_refused);
  return g_test_run ();
}
