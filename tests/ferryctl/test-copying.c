/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change something: what they tell while they run, how they end, and what the cloud has then. */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "ctl-harness.h"

/* Fast enough for tests, slow enough to see progress. */
#define SCALE 30

#define FIRST "windows-ad-01"
#define SECOND "空白数据盘"
#define COPY "copy --json --from cn-north-1 --to cn-east-1 "

static const char *
get_state (CtlRun *run, guint operation, guint position)
{
  return json_object_get_string_member (ctl_run_get_replica (run, operation, position), "state");
}

static const char *
get_id (CtlRun *run)
{
  return json_object_get_string_member (ctl_run_get_operation (run, 0), "id");
}

static guint
count_operations (CtlRun *run)
{
  return json_array_get_length (json_object_get_array_member (ctl_run_get_last (run), "operations"));
}

static void
assert_no_operations (CtlRun *run)
{
  g_assert_cmpuint (count_operations (run), ==, 0);
}

/* Every line has the members of the interface, queued comes first, finished last. */
static void
assert_lines (CtlRun *run)
{
  for (guint i = 0; i < run->lines->len; i++)
    {
      JsonObject *line = json_node_get_object (g_ptr_array_index (run->lines, i));
      const char *event = json_object_get_string_member (line, "event");

      if (g_str_equal (event, "queued"))
        {
          ctl_assert_members (line, "event operation");
          ctl_assert_operation_members (json_object_get_object_member (line, "operation"));
        }
      else if (g_str_equal (event, "finished"))
        {
          g_assert_cmpuint (i, ==, run->lines->len - 1);
          ctl_assert_members (line, "event exit error errors operations");
          g_assert_cmpint (json_object_get_int_member (line, "exit"), ==, run->status);
        }
      else
        {
          g_assert_true (g_str_equal (event, "state") || g_str_equal (event, "progress"));
          ctl_assert_members (line, "event operation source target replica state waiting_for progress error");
          g_assert_true (JSON_NODE_HOLDS_VALUE (json_object_get_member (line, "operation")));
        }
    }
  g_assert_cmpuint (ctl_run_count_events (run, "finished"), ==, 1);
  for (guint i = 0; i < count_operations (run); i++)
    ctl_assert_operation_members (ctl_run_get_operation (run, i));
}

static void
test_copy (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "%s %s", first, second);
  g_autoptr (CtlRun) copies = NULL;
  g_autoptr (CtlRun) active = NULL;
  g_autoptr (CtlRun) words = NULL;
  JsonObject *line;

  ctl_assert_status (run, 0);
  assert_lines (run);
  line = json_node_get_object (g_ptr_array_index (run->lines, 0));
  g_assert_cmpstr (json_object_get_string_member (line, "event"), ==, "queued");
  g_assert_cmpuint (ctl_run_count_events (run, "queued"), ==, 1);
  g_assert_cmpuint (ctl_run_count_events (run, "state"), >=, 4);
  g_assert_null (ctl_run_get_error (run));
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (run, 0), "state"), ==, "done");
  g_assert_cmpstr (get_state (run, 0, 0), ==, "verified");
  g_assert_cmpstr (get_state (run, 0, 1), ==, "verified");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (run, 0), "source"), ==,
                   "cn-north-1");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (run, 0), "target"), ==, "cn-east-1");
  g_assert_cmpuint (ctl_harness_count_replicas (harness, first), ==, 1);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, second), ==, 1);

  /* Without keys, the journal still tells. */
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  copies = ctl_harness_run (harness, "copies --json");
  ctl_assert_status (copies, 0);
  ctl_assert_members (ctl_run_get_last (copies), "operations");
  g_assert_true (json_node_equal (json_object_get_member (ctl_run_get_last (run), "operations"),
                                  json_object_get_member (ctl_run_get_last (copies), "operations")));
  active = ctl_harness_run (harness, "copies --json --active");
  assert_no_operations (active);
  words = ctl_harness_run (harness, "copies");
  g_assert_nonnull (strstr (words->out, get_id (run)));
}

static void
test_words (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "copy --from cn-north-1 --to cn-east-1 %s", image);

  ctl_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_nonnull (strstr (run->out, "available, verified"));
  g_assert_null (strstr (run->out, "\033"));
}

static void
test_no_wait_and_resume (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "--no-wait %s", image);
  g_autoptr (CtlRun) resume = NULL;
  g_autoptr (CtlRun) again = NULL;

  ctl_assert_status (run, 0);
  assert_lines (run);
  g_assert_cmpstr (get_state (run, 0, 0), ==, "pending");
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
  assert_lines (resume);
  g_assert_cmpstr (get_state (resume, 0, 0), ==, "verified");
  g_assert_cmpstr (get_id (resume), ==, get_id (run));
  again = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (again, 0);
  assert_no_operations (again);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

static void
test_dry_run (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *journal = ctl_harness_get_journal (harness);
  g_autofree char *folder = g_path_get_dirname (journal);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "--dry-run %s", image);
  JsonObject *plan;

  ctl_assert_status (run, 0);
  assert_lines (run);
  g_assert_cmpuint (run->lines->len, ==, 1);
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (run, 0), "state"), ==, "planned");
  g_assert_true (json_object_get_null_member (ctl_run_get_operation (run, 0), "id"));
  g_assert_cmpstr (get_state (run, 0, 0), ==, "planned");
  plan = json_object_get_object_member (ctl_run_get_operation (run, 0), "plan");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (plan, "calls")), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (plan, "images"), "adds"), ==,
                   1);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

static void
test_if_missing (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "--if-missing %s", image);
  g_autoptr (CtlRun) again = ctl_harness_run (harness, COPY "--if-missing %s", image);
  g_autoptr (CtlRun) dry = ctl_harness_run (harness, COPY "--if-missing --dry-run %s", image);

  ctl_assert_status (run, 0);
  ctl_assert_status (again, 0);
  assert_no_operations (again);
  ctl_assert_status (dry, 0);
  assert_no_operations (dry);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

static void
test_request_id (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "--request-id nightly-1 %s", first);
  g_autoptr (CtlRun) same = ctl_harness_run (harness, COPY "--request-id nightly-1 %s", first);
  g_autoptr (CtlRun) other = ctl_harness_run (harness, COPY "--request-id nightly-1 %s", second);
  g_autoptr (CtlRun) dry = ctl_harness_run (harness, COPY "--dry-run --request-id nightly-1 %s", second);

  ctl_assert_status (run, 0);
  ctl_assert_status (same, 0);
  g_assert_cmpstr (get_id (same), ==, get_id (run));
  ctl_assert_failed (other, 3, "request-id-reused");
  assert_no_operations (other);
  ctl_assert_failed (dry, 3, "request-id-reused");
  g_assert_cmpuint (ctl_harness_count_replicas (harness, first), ==, 1);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, second), ==, 0);
}

/* An equal request while the first one runs is the same one. */
static void
test_attach (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "--no-wait %s", image);
  g_autoptr (CtlRun) dry = ctl_harness_run (harness, COPY "--dry-run %s", image);
  g_autoptr (CtlRun) again = ctl_harness_run (harness, COPY "--name other %s", image);

  ctl_assert_status (run, 0);
  ctl_assert_status (dry, 0);
  g_assert_cmpstr (get_id (dry), ==, get_id (run));
  ctl_assert_status (again, 0);
  g_assert_cmpstr (get_id (again), ==, get_id (run));
  g_assert_nonnull (strstr (again->err, "another name"));
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

static void
test_quota (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) full = NULL;
  g_autoptr (CtlRun) unknown = NULL;
  g_autoptr (CtlRun) allowed = NULL;
  g_autoptr (CtlRun) late = NULL;

  full = ctl_harness_run (harness, "copy --json --from cn-north-1 --to cn-south-1 %s %s", first, second);
  ctl_assert_failed (full, 7, "quota-images");
  assert_no_operations (full);

  ctl_harness_fault (harness, "{\"operation\": \"describeQuota\", \"count\": 0, \"fault\": \"error\", "
                              "\"http\": 403, \"status\": \"HTTP_FORBIDDEN\"}");
  unknown = ctl_harness_run (harness, COPY "%s", first);
  ctl_assert_failed (unknown, 5, "quota-unknown");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
  allowed = ctl_harness_run (harness, COPY "--allow-unknown-quota %s", first);
  ctl_assert_status (allowed, 0);

  emulator_thread_clear_faults (harness->emulator);
  ctl_harness_fault (harness,
                     "{\"operation\": \"copyImages\", \"fault\": \"error\", \"http\": 429, "
                     "\"status\": \"QUOTA_EXCEEDED\", \"message\": \"Snapshot quota limit exceeded\"}");
  late = ctl_harness_run (harness, COPY "%s", second);
  ctl_assert_failed (late, 7, "quota-snapshots");
  assert_lines (late);
  g_assert_cmpstr (get_state (late, 0, 0), ==, "refused");
}

static void
test_replica_error_and_retry (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) unknown = NULL;
  g_autoptr (CtlRun) retry = NULL;
  g_autoptr (CtlRun) nothing = NULL;

  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"replica-error\"}");
  run = ctl_harness_run (harness, COPY "%s", image);
  ctl_assert_failed (run, 6, "replica-error");
  assert_lines (run);
  g_assert_cmpstr (get_state (run, 0, 0), ==, "error");
  unknown = ctl_harness_run (harness, "retry --json op-unknown");
  ctl_assert_failed (unknown, 3, "not-found");
  retry = ctl_harness_run (harness, "retry --json %s", get_id (run));
  ctl_assert_status (retry, 0);
  assert_lines (retry);
  g_assert_cmpstr (get_id (retry), ==, get_id (run));
  g_assert_cmpstr (get_state (retry, 0, 0), ==, "verified");
  nothing = ctl_harness_run (harness, "retry --json");
  ctl_assert_status (nothing, 0);
  assert_no_operations (nothing);
}

/* One is accepted, the other refused. */
static void
test_partly_refused (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autofree char *fault = NULL;
  g_autoptr (CtlRun) run = NULL;
  JsonObject *error;

  fault = g_strdup_printf (
    "{\"operation\": \"copyImages\", \"image\": \"%s\", \"fault\": \"error\", \"http\": 400, "
    "\"status\": \"FAILED_PRECONDITION\", \"message\": \"Can't use this image\"}",
    second);
  ctl_harness_fault (harness, fault);
  run = ctl_harness_run (harness, COPY "%s %s", first, second);
  ctl_assert_failed (run, 6, "not-private");
  error = ctl_run_get_error (run);
  g_assert_cmpstr (json_object_get_string_member (error, "image"), ==, second);
  g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, "FAILED_PRECONDITION");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (run, 0), "state"), ==, "partial");
}

/* The answer is lost, the copy made: it is found, not made again. */
static void
test_lost_answer (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) hasty = NULL;
  g_autoptr (CtlRun) resume = NULL;

  ctl_harness_fault (harness,
                     "{\"operation\": \"copyImages\", \"fault\": \"reset\", \"acts\": true, \"count\": 2}");
  run = ctl_harness_run (harness, COPY "--settle 2 %s", first);
  ctl_assert_status (run, 0);
  hasty = ctl_harness_run (harness, COPY "--settle 2 --no-wait %s", second);
  ctl_assert_status (hasty, 5);
  g_assert_cmpstr (get_state (hasty, 0, 0), ==, "unconfirmed");
  g_assert_nonnull (ctl_run_get_error (hasty));
  resume = ctl_harness_run (harness, "resume --json --settle 2");
  ctl_assert_status (resume, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, first), ==, 1);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, second), ==, 1);
}

/* The same image to another region waits for the first copy. */
static void
test_busy (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) first = ctl_harness_run (harness, COPY "--no-wait %s", image);
  g_autoptr (CtlRun) images = ctl_harness_run (harness, "images --json --region cn-north-1 --name %s", FIRST);
  g_autoptr (CtlRun) delete = ctl_harness_run (harness, "delete --yes --json --region cn-north-1 %s", image);
  g_autoptr (CtlRun) second =
    ctl_harness_run (harness, "copy --json --no-wait --from cn-north-1 --to cn-south-1 %s", image);
  g_autoptr (CtlRun) resume = NULL;
  JsonObject *row;

  ctl_assert_status (first, 0);
  row = json_array_get_object_element (json_object_get_array_member (ctl_run_get_last (images), "images"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "reason"), ==, "busy");
  ctl_assert_failed (delete, 3, "busy");
  ctl_assert_status (second, 5);
  g_assert_cmpstr (get_state (second, 0, 0), ==, "waiting");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_replica (second, 0, 0), "waiting_for"), ==,
                   "busy");
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
  g_assert_cmpuint (count_operations (resume), ==, 2);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 2);
}

static void
test_convert (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *local = ctl_harness_find_image (harness, "cn-north-1", "旧版应用-本地盘");
  g_autofree char *cloud = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "convert --json --region cn-north-1 %s", local);
  g_autoptr (CtlRun) wrong = ctl_harness_run (harness, "convert --json --region cn-north-1 %s", cloud);
  JsonObject *operation = ctl_run_get_operation (run, 0);

  ctl_assert_status (run, 0);
  assert_lines (run);
  g_assert_cmpstr (json_object_get_string_member (operation, "target"), ==, "cn-north-1");
  ctl_assert_failed (wrong, 3, "not-local-system-disk");
  g_assert_cmpuint (ctl_harness_count_requests (harness, "convertImage"), ==, 1);
}

static void
test_edit_and_delete (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *shared = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autofree char *pending = ctl_harness_find_image (harness, "cn-north-1", "nightly-build-base");
  g_autoptr (CtlRun) edit = NULL;
  g_autoptr (CtlRun) early = NULL;
  g_autoptr (CtlRun) others = NULL;
  g_autoptr (CtlRun) delete = NULL;
  g_autoptr (CtlRun) again = NULL;
  g_autofree char *found = NULL;

  edit = ctl_harness_run (
    harness, "edit --json --region cn-north-1 --name renamed --description 'new text' %s", image);
  ctl_assert_status (edit, 0);
  ctl_assert_members (ctl_run_get_last (edit), "region image name description");
  found = ctl_harness_find_image (harness, "cn-north-1", "renamed");
  g_assert_cmpstr (found, ==, image);
  early = ctl_harness_run (harness, "delete --json --yes --region cn-north-1 %s", pending);
  ctl_assert_failed (early, 3, "not-available");
  others = ctl_harness_run (harness, "delete --json --yes --region cn-north-1 %s", shared);
  ctl_assert_failed (others, 3, "shared");
  delete = ctl_harness_run (harness, "delete --json --yes --with-snapshots --region cn-north-1 %s", image);
  ctl_assert_status (delete, 0);
  ctl_assert_members (ctl_run_get_last (delete), "region image with_snapshots");
  emulator_thread_advance (harness->emulator, 600);
  again = ctl_harness_run (harness, "delete --json --yes --region cn-north-1 %s", image);
  ctl_assert_failed (again, 3, "not-found");
}

/* A replica that nothing ties to its source, and the answer lost: only the user can tell. */
static void
test_undecided_and_resolve (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) copies = NULL;
  g_autoptr (CtlRun) resolve = NULL;
  g_autoptr (CtlRun) resume = NULL;
  g_autofree char *candidate = NULL;

  ctl_harness_fault (harness, "[{\"operation\": \"copyImages\", \"fault\": \"reset\", \"acts\": true}, "
                              "{\"operation\": \"copyImages\", \"fault\": \"description\", \"text\": \"\"}]");
  run = ctl_harness_run (harness, COPY "--settle 1 %s", image);
  ctl_assert_failed (run, 5, "undecided");
  g_assert_cmpstr (get_state (run, 0, 0), ==, "undecided");
  g_assert_nonnull (strstr (run->err, "ferryctl resolve"));
  copies = ctl_harness_run (harness, "copies");
  g_assert_nonnull (strstr (copies->out, "ferryctl resolve"));
  candidate = ctl_harness_find_image (harness, "cn-east-1", FIRST);
  resolve = ctl_harness_run (harness, "resolve --json %s --there %s", get_id (run), candidate);
  ctl_assert_status (resolve, 0);
  ctl_assert_operation_members (ctl_run_get_operation (resolve, 0));
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

/* Interrupted: the status of the signal, a last line, and the copy goes on. */
static void
interrupt (int number, int status)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (1);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  CtlProcess *process = ctl_harness_start (harness, COPY "%s", image);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) resume = NULL;

  ctl_process_wait_for (process, "\"progress\":0");
  ctl_process_send_signal (process, number);
  run = ctl_process_finish (process);
  ctl_assert_failed (run, status, "interrupted");
  assert_lines (run);
  g_assert_cmpstr (get_state (run, 0, 0), ==, "pending");
  emulator_thread_advance (harness->emulator, 600);
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

static void
test_sigint (void)
{
  interrupt (SIGINT, 130);
}

static void
test_sigterm (void)
{
  interrupt (SIGTERM, 143);
}

/* The keys are refused while everything waits for them: nothing else can happen. */
static void
test_keys_revoked (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) first = ctl_harness_run (harness, COPY "--no-wait %s", image);
  g_autoptr (CtlRun) revoked = NULL;
  g_autoptr (CtlRun) resume = NULL;

  ctl_assert_status (first, 0);
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "revoked");
  revoked = ctl_harness_run (harness, "resume --json");
  ctl_assert_failed (revoked, 4, "auth");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", EMULATOR_DEFAULT_SECRET_KEY);
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
}

static void
set_keys (CtlHarness *harness, gboolean there)
{
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", there ? EMULATOR_DEFAULT_ACCESS_KEY : "");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", there ? EMULATOR_DEFAULT_SECRET_KEY : "");
}

/* Runs @command without any keys. @reason: (nullable): why it fails, NULL if there is nothing to do. */
static void
run_without_keys (CtlHarness *harness, const char *command, const char *reason)
{
  g_autoptr (CtlRun) run = NULL;

  set_keys (harness, FALSE);
  run = ctl_harness_run (harness, "%s --json", command);
  if (reason != NULL)
    ctl_assert_failed (run, 4, reason);
  else
    ctl_assert_status (run, 0);
  assert_no_operations (run);
  set_keys (harness, TRUE);
}

/* Only where there is something to do, its keys are missed. */
static void
test_keys_not_needed (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *journal = ctl_harness_get_journal (harness);
  g_autoptr (CtlRun) copy = NULL;
  g_autoptr (CtlRun) resume = NULL;
  g_autoptr (CtlRun) refused = NULL;

  run_without_keys (harness, "resume", NULL);
  run_without_keys (harness, "resume --take-over", NULL);
  run_without_keys (harness, "retry", NULL);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));

  copy = ctl_harness_run (harness, COPY "--no-wait %s", image);
  ctl_assert_status (copy, 0);
  run_without_keys (harness, "resume", "no-account");
  run_without_keys (harness, "retry", NULL);
  resume = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resume, 0);
  run_without_keys (harness, "resume", NULL);

  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"error\", \"http\": 403, "
                              "\"status\": \"HTTP_FORBIDDEN\", \"message\": \"no\"}");
  refused = ctl_harness_run (harness, COPY "%s", image);
  ctl_assert_failed (refused, 4, "forbidden");
  run_without_keys (harness, "resume", NULL);
  run_without_keys (harness, "retry", "no-account");
}

/* Refused when the request is sent, though everything could be read. */
static void
test_keys_refused_late (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (SCALE);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) forbidden = NULL;
  g_autoptr (CtlRun) resume = NULL;

  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"error\", \"http\": 401, "
                              "\"status\": \"UNAUTHENTICATED\", \"message\": \"no\", \"count\": 0}");
  run = ctl_harness_run (harness, COPY "%s", image);
  ctl_assert_failed (run, 4, "auth");
  assert_lines (run);
  g_assert_cmpstr (get_state (run, 0, 0), ==, "waiting");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_replica (run, 0, 0), "waiting_for"), ==,
                   "auth");

  emulator_thread_clear_faults (harness->emulator);
  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"error\", \"http\": 403, "
                              "\"status\": \"HTTP_FORBIDDEN\", \"message\": \"no\"}");
  forbidden = ctl_harness_run (harness, "resume --json");
  ctl_assert_failed (forbidden, 4, "forbidden");
  g_assert_cmpstr (get_state (forbidden, 0, 0), ==, "refused");
  resume = ctl_harness_run (harness, "retry --json");
  ctl_assert_status (resume, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/copying/copy", test_copy);
  g_test_add_func ("/copying/words", test_words);
  g_test_add_func ("/copying/no-wait-and-resume", test_no_wait_and_resume);
  g_test_add_func ("/copying/dry-run", test_dry_run);
  g_test_add_func ("/copying/if-missing", test_if_missing);
  g_test_add_func ("/copying/request-id", test_request_id);
  g_test_add_func ("/copying/attach", test_attach);
  g_test_add_func ("/copying/quota", test_quota);
  g_test_add_func ("/copying/replica-error-and-retry", test_replica_error_and_retry);
  g_test_add_func ("/copying/partly-refused", test_partly_refused);
  g_test_add_func ("/copying/lost-answer", test_lost_answer);
  g_test_add_func ("/copying/busy", test_busy);
  g_test_add_func ("/copying/convert", test_convert);
  g_test_add_func ("/copying/edit-and-delete", test_edit_and_delete);
  g_test_add_func ("/copying/undecided-and-resolve", test_undecided_and_resolve);
  g_test_add_func ("/copying/sigint", test_sigint);
  g_test_add_func ("/copying/sigterm", test_sigterm);
  g_test_add_func ("/copying/keys-revoked", test_keys_revoked);
  g_test_add_func ("/copying/keys-not-needed", test_keys_not_needed);
  g_test_add_func ("/copying/keys-refused-late", test_keys_refused_late);

  return g_test_run ();
}
