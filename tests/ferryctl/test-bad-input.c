/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever people, scripts, keys, clocks and servers get wrong: a clear sentence, the right exit status, the right
 * JSON, and nothing sent. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ctl-harness.h"

#define EVERYTHING "img-00000001"

typedef struct
{
  const char *name;
  const char *command;
  int status;
  const char *reason;
} Case;

/* Refused before any request. */
static const Case static_cases[] = {
  { "no-command", "", 2, "usage" },
  { "unknown-command", "frobnicate", 2, "usage" },
  { "unknown-option", "images --frobnicate", 2, "usage" },
  { "plan-not-yet-a-word", "images extra", 2, "usage" },
  { "option-without-value", "images --region", 2, "usage" },
  { "option-eats-no-option", "copy --to cn-east-1 img-a --from --no-wait", 2, "usage" },
  { "option-twice", "copy --from cn-north-1 --to cn-east-1 --to cn-east-2 img-a", 2, "usage" },
  { "flag-with-value", "copies --active=yes", 2, "usage" },
  { "no-image", "copy --from cn-north-1 --to cn-east-1", 2, "usage" },
  { "no-from", "copy --to cn-east-1 img-a", 2, "usage" },
  { "no-to", "copy --from cn-north-1 img-a", 2, "usage" },
  { "settle-no-number", "copy --from cn-north-1 --to cn-east-1 img-a --settle soon", 2, "usage" },
  { "settle-negative", "copy --from cn-north-1 --to cn-east-1 img-a --settle=-1", 2, "usage" },
  { "request-id-empty", "copy --from cn-north-1 --to cn-east-1 img-a --request-id ''", 2, "usage" },
  { "request-id-blank", "convert --region cn-north-1 img-a --request-id ' \t\343\200\200'", 2, "usage" },
  { "edit-nothing", "edit --region cn-north-1 img-a", 2, "usage" },
  { "delete-unasked", "delete --region cn-north-1 img-a", 2, "usage" },
  { "resolve-no-choice", "resolve op-a", 2, "usage" },
  { "resolve-two-choices", "resolve op-a --forget --send-again", 2, "usage" },
  { "demo-and-account", "--demo --account x images", 2, "usage" },
  { "no-region", "images", 2, "usage" },
  { "bad-endpoint", "images --region cn-north-1 --endpoint nonsense", 2, "bad-endpoint" },
  { "bad-endpoint-scheme", "images --region cn-north-1 --endpoint ftp://127.0.0.1", 2, "bad-endpoint" },
  { "http-afar", "images --region cn-north-1 --endpoint http://example.com", 2, "bad-endpoint" },
  { "http-afar-copy", "copy --from cn-north-1 --to cn-north-1 img-a --endpoint http://10.0.0.1", 2,
    "bad-endpoint" },
  { "six-images", "copy --from cn-north-1 --to cn-east-1 img-a img-b img-c img-d img-e img-f", 3,
    "too-many" },
  { "same-region", "copy --from cn-north-1 --to cn-north-1 img-a", 3, "same-region" },
  { "unknown-source", "copy --from cn-north-9 --to cn-east-1 img-a", 3, "unknown-region" },
  { "unknown-target", "copy --from cn-north-1 --to mars img-a", 3, "unknown-region" },
  { "unknown-region-images", "images --region mars", 3, "unknown-region" },
  { "unknown-region-quotas", "quotas --from mars", 3, "unknown-region" },
  { "unknown-region-convert", "convert --region mars img-a", 3, "unknown-region" },
  { "unknown-region-edit", "edit --region mars img-a --name b", 3, "unknown-region" },
  { "unknown-region-delete", "delete --region mars img-a --yes", 3, "unknown-region" },
  { "same-image-twice", "copy --from cn-north-1 --to cn-east-1 img-a img-b img-a", 3, "duplicate-image" },
  { "name-of-33", "copy --from cn-north-1 --to cn-east-1 img-a --name 123456789012345678901234567890123", 3,
    "name-invalid" },
  { "name-with-blank", "copy --from cn-north-1 --to cn-east-1 img-a --name 'a b'", 3, "name-invalid" },
  { "name-empty", "copy --from cn-north-1 --to cn-east-1 img-a --name ''", 3, "name-invalid" },
  { "edit-name", "edit --region cn-north-1 img-a --name 'a/b'", 3, "name-invalid" },
};

static void
test_static (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *journal = ctl_harness_get_journal (harness);
  g_autofree char *requests = NULL;
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json %s", one->command);
  g_autoptr (CtlRun) words = ctl_harness_run (harness, "%s", one->command);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (words->err), "\n", -1);

  ctl_assert_failed (run, one->status, one->reason);
  g_assert_cmpuint (run->lines->len, ==, 1);
  ctl_assert_status (words, one->status);
  g_assert_cmpstr (words->out, ==, "");
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  requests = emulator_thread_dup_requests_json (harness->emulator);
  g_assert_null (strstr (requests, "\"operation\""));
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_description (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  /* 256 characters with " (cn-north-1 img-a)", which is 19: 237 fit. */
  g_autofree char *longest = g_strnfill (237, 'x');
  g_autofree char *wide = g_strnfill (79, 'x');
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) fits = NULL;

  run = ctl_harness_run (harness, "--json copy --from cn-north-1 --to cn-east-1 img-a --description %sy",
                         longest);
  ctl_assert_failed (run, 3, "description-too-long");
  fits =
    ctl_harness_run (harness, "--json copy --from cn-north-1 --to cn-east-1 img-a --description %s", longest);
  ctl_assert_failed (fits, 3, "not-found");
}

/* Image rules: all that is wrong is told at once, and nothing is sent. */
static void
test_images (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *local = ctl_harness_find_image (harness, "cn-north-1", "旧版应用-本地盘");
  g_autofree char *encrypted = ctl_harness_find_image (harness, "cn-north-1", "加密数据盘镜像");
  g_autofree char *pending = ctl_harness_find_image (harness, "cn-north-1", "nightly-build-base");
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) dry = NULL;
  JsonArray *errors;

  run = ctl_harness_run (harness, "copy --json --from cn-north-1 --to cn-east-1 %s %s %s img-unknown0", local,
                         encrypted, pending);
  ctl_assert_failed (run, 3, "local-system-disk");
  errors = json_object_get_array_member (ctl_run_get_last (run), "errors");
  g_assert_cmpuint (json_array_get_length (errors), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const reasons[] = { "local-system-disk", "encrypted", "not-available", "not-found" };
      JsonObject *error = json_array_get_object_element (errors, i);

      g_assert_cmpstr (json_object_get_string_member (error, "reason"), ==, reasons[i]);
      g_assert_false (json_object_get_null_member (error, "image"));
    }
  dry = ctl_harness_run (harness, "copy --dry-run --json --from cn-north-1 --to cn-east-1 %s", local);
  ctl_assert_failed (dry, 3, "local-system-disk");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

static void
test_keys_missing (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  static const char *const commands[] = { "images --region cn-north-1",
                                          "quotas",
                                          "copy --from cn-north-1 --to cn-east-1 img-a",
                                          "copy --dry-run --from cn-north-1 --to cn-east-1 img-a",
                                          "convert --region cn-north-1 img-a",
                                          "edit --region cn-north-1 img-a --name b",
                                          "delete --region cn-north-1 img-a --yes",
                                          "retry op-a" };

  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json %s", commands[i]);

      ctl_assert_failed (run, 4, "no-account");
    }
}

static void
test_keys_wrong (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  static const char *const commands[] = { "images --region cn-north-1",
                                          "quotas",
                                          "copy --from cn-north-1 --to cn-east-1 " EVERYTHING,
                                          "copy --dry-run --from cn-north-1 --to cn-east-1 " EVERYTHING,
                                          "convert --region cn-north-1 " EVERYTHING,
                                          "edit --region cn-north-1 --name b " EVERYTHING,
                                          "delete --region cn-north-1 --yes " EVERYTHING };

  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "wrong-but-secret");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json %s", commands[i]);
      JsonObject *error;

      ctl_assert_failed (run, 4, "auth");
      error = ctl_run_get_error (run);
      g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, "ACCESS_ERROR");
      g_assert_false (json_object_get_null_member (error, "request_id"));
      g_assert_nonnull (strstr (run->err, json_object_get_string_member (error, "request_id")));
      g_assert_null (strstr (run->err, "wrong-but-secret"));
    }
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

static void
test_clock (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (CtlHarness) harness = NULL;
  g_autoptr (CtlRun) run = NULL;

  options.clock_offset = 20 * 60;
  harness = ctl_harness_new_with_options (&options);
  run = ctl_harness_run (harness, "--json images --region cn-north-1");
  ctl_assert_failed (run, 4, "clock");
  /* A little of it passes while the service answers. */
  g_assert_true (strstr (run->err, "20 minutes slow") != NULL ||
                 strstr (run->err, "19 minutes slow") != NULL);
}

static void
test_forbidden (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;

  ctl_harness_fault (harness, "{\"fault\": \"error\", \"http\": 403, \"status\": \"HTTP_FORBIDDEN\", "
                              "\"message\": \"no\", \"count\": 0}");
  run = ctl_harness_run (harness, "--json quotas");
  ctl_assert_failed (run, 4, "forbidden");
}

/* What a broken server, a proxy or a hotspot answers; read in every way there is. */
static const struct
{
  const char *name;
  const char *fault;
  const char *reason;
} answers[] = {
  { "html", "\"fault\": \"html\"", "protocol" },
  { "half", "\"fault\": \"malformed\"", "protocol" },
  { "nothing", "\"fault\": \"empty\"", "protocol" },
  { "brackets", "\"fault\": \"nested\", \"size\": 100000", "protocol" },
  { "200-mb", "\"fault\": \"huge\", \"size\": 209715200", "protocol" },
  { "wrong-type", "\"fault\": \"replace\", \"member\": \"result\", \"value\": [1]", "protocol" },
  { "internal", "\"fault\": \"error\"", "service" },
};

static void
test_answer (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *fault = g_strdup_printf ("{\"operation\": \"read\", \"count\": 0, %s}", answers[n].fault);
  g_autoptr (CtlRun) images = NULL;
  g_autoptr (CtlRun) copy = NULL;

  ctl_harness_fault (harness, fault);
  images = ctl_harness_run (harness, "--json images --region cn-north-1");
  ctl_assert_failed (images, 5, answers[n].reason);
  copy = ctl_harness_run (harness, "--json copy --from cn-north-1 --to cn-east-1 " EVERYTHING);
  ctl_assert_failed (copy, 5, answers[n].reason);
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

static void
test_no_server (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;

  /* Nobody listens on the discard port. */
  run = ctl_harness_run (harness, "--json images --region cn-north-1 --endpoint http://127.0.0.1:9");
  ctl_assert_failed (run, 5, "network");
  g_assert_true (json_object_get_null_member (ctl_run_get_error (run), "status"));
}

/* A journal that cannot be written: nothing may be sent. */
static void
test_home_read_only (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", "windows-ad-01");
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) copies = NULL;

  if (geteuid () == 0)
    ctl_harness_set_variable (harness, "XDG_DATA_HOME", "/proc/1");
  else
    g_chmod (harness->home, 0500);
  run = ctl_harness_run (harness, "--json copy --from cn-north-1 --to cn-east-1 %s", image);
  ctl_assert_failed (run, 1, "internal");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
  copies = ctl_harness_run (harness, "--json copies");
  ctl_assert_status (copies, 0);
}

static void
test_disk_full (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", "windows-ad-01");
  g_autoptr (CtlRun) run = NULL;

  harness->file_limit = 8192;
  run = ctl_harness_run (harness, "--json copy --from cn-north-1 --to cn-east-1 %s", image);
  ctl_assert_failed (run, 1, "internal");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

/* /dev/full stands for a disk that is full when the answer is written. */
static void
test_output_full (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *err = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", harness->home, TRUE);
  g_subprocess_launcher_set_stdout_file_path (launcher, "/dev/full");
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("FERRYCTL"), "copies", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_true (g_str_has_prefix (err, "ferryctl: "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (static_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bad-input/static/", static_cases[i].name, NULL);

      g_test_add_data_func (path, &static_cases[i], test_static);
    }
  g_test_add_func ("/bad-input/description", test_description);
  g_test_add_func ("/bad-input/images", test_images);
  g_test_add_func ("/bad-input/keys-missing", test_keys_missing);
  g_test_add_func ("/bad-input/keys-wrong", test_keys_wrong);
  g_test_add_func ("/bad-input/clock", test_clock);
  g_test_add_func ("/bad-input/forbidden", test_forbidden);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/bad-input/answer/", answers[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_answer);
    }
  g_test_add_func ("/bad-input/no-server", test_no_server);
  g_test_add_func ("/bad-input/home-read-only", test_home_read_only);
  g_test_add_func ("/bad-input/disk-full", test_disk_full);
  g_test_add_func ("/bad-input/output-full", test_output_full);

  return g_test_run ();
}
