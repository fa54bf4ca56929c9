/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that only read: what they print, to the last member. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ctl-harness.h"

#define IMAGE_MEMBERS                                                                                        \
  "id name description status type progress platform os_version architecture size_mb disk_gb snapshots "     \
  "encrypted "                                                                                               \
  "created eligible reason message"

static JsonObject *
find_image (CtlRun *run, const char *name)
{
  JsonArray *images = json_object_get_array_member (ctl_run_get_last (run), "images");

  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *image = json_array_get_object_element (images, i);

      if (g_str_equal (json_object_get_string_member (image, "name"), name))
        return image;
    }
  return NULL;
}

static gboolean
holds_integer (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

static void
test_images (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json images --region cn-north-1");
  JsonObject *document = ctl_run_get_last (run);
  JsonArray *images = json_object_get_array_member (document, "images");
  JsonObject *good, *local;

  ctl_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  ctl_assert_members (document, "region images total");
  g_assert_cmpstr (json_object_get_string_member (document, "region"), ==, "cn-north-1");
  g_assert_cmpint (json_object_get_int_member (document, "total"), ==, json_array_get_length (images));
  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *image = json_array_get_object_element (images, i);
      gboolean eligible = json_object_get_boolean_member (image, "eligible");

      ctl_assert_members (image, IMAGE_MEMBERS);
      g_assert_true (eligible == json_object_get_null_member (image, "reason"));
      g_assert_true (eligible == json_object_get_null_member (image, "message"));
    }

  good = find_image (run, "windows-ad-01");
  g_assert_true (json_object_get_boolean_member (good, "eligible"));
  g_assert_cmpstr (json_object_get_string_member (good, "status"), ==, "ready");
  g_assert_cmpstr (json_object_get_string_member (good, "type"), ==, "cloudDisk");
  g_assert_true (holds_integer (good, "disk_gb") && holds_integer (good, "snapshots") &&
                 holds_integer (good, "size_mb"));
  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$",
                                       json_object_get_string_member (good, "created"), 0, 0));
  local = find_image (run, "旧版应用-本地盘");
  g_assert_cmpstr (json_object_get_string_member (local, "reason"), ==, "local-system-disk");
  g_assert_cmpstr (json_object_get_string_member (local, "type"), ==, "localDisk");
  g_assert_true (json_object_get_boolean_member (find_image (run, "加密数据盘镜像"), "encrypted"));
}

/* The service means Chinese time when it names no zone. */
static void
test_created (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;

  ctl_harness_fault (harness,
                     "{\"operation\": \"describeImages\", \"fault\": \"replace\", \"count\": 0, "
                     "\"member\": \"result.images.*.createTime\", \"value\": \"2026-01-01 07:30:00\"}");
  run = ctl_harness_run (harness, "--json images --region cn-north-1");
  ctl_assert_status (run, 0);
  g_assert_cmpstr (json_object_get_string_member (find_image (run, "windows-ad-01"), "created"), ==,
                   "2025-12-31T23:30:00Z");
}

static void
test_images_words (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;

  ctl_harness_set_variable (harness, "JDCLOUD_REGION", "cn-north-1");
  run = ctl_harness_run (harness, "images");
  ctl_assert_status (run, 0);
  g_assert_nonnull (strstr (run->out, "windows-ad-01"));
  g_assert_nonnull (strstr (run->out, "Available"));
  g_assert_null (strstr (run->out, "\033"));
}

static void
test_images_by_name (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "images --region cn-north-1 --name windows --json");
  g_autoptr (CtlRun) none =
    ctl_harness_run (harness, "images --region cn-north-1 --name=nothing-has-it --json");

  ctl_assert_status (run, 0);
  g_assert_cmpint (json_object_get_int_member (ctl_run_get_last (run), "total"), ==, 1);
  g_assert_nonnull (find_image (run, "windows-ad-01"));
  ctl_assert_status (none, 0);
  g_assert_cmpint (json_object_get_int_member (ctl_run_get_last (none), "total"), ==, 0);
}

static void
test_many_images (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (CtlHarness) harness = NULL;
  g_autoptr (CtlRun) run = NULL;

  options.images = 250;
  harness = ctl_harness_new_with_options (&options);
  run = ctl_harness_run (harness, "--json images --region cn-north-1");
  ctl_assert_status (run, 0);
  g_assert_cmpint (json_object_get_int_member (ctl_run_get_last (run), "total"), ==, 250);
}

static void
test_quotas (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json quotas --from cn-north-1");
  JsonArray *regions;

  ctl_assert_status (run, 0);
  ctl_assert_members (ctl_run_get_last (run), "regions errors");
  regions = json_object_get_array_member (ctl_run_get_last (run), "regions");
  g_assert_cmpuint (json_array_get_length (regions), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *region = json_array_get_object_element (regions, i);

      ctl_assert_members (region, "id name images snapshots");
      g_assert_cmpstr (json_object_get_string_member (region, "id"), !=, "cn-north-1");
      ctl_assert_members (json_object_get_object_member (region, "images"), "used limit");
      g_assert_true (holds_integer (json_object_get_object_member (region, "snapshots"), "used"));
    }
}

static void
test_quotas_partly (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;
  JsonArray *regions, *errors;

  ctl_harness_fault (harness, "{\"operation\": \"describeQuotas\", \"region\": \"cn-east-1\", \"count\": 0, "
                              "\"fault\": \"error\", \"http\": 403, \"status\": \"HTTP_FORBIDDEN\"}");
  run = ctl_harness_run (harness, "--json quotas");
  ctl_assert_status (run, 0);
  regions = json_object_get_array_member (ctl_run_get_last (run), "regions");
  errors = json_object_get_array_member (ctl_run_get_last (run), "errors");
  g_assert_cmpuint (json_array_get_length (regions), ==, 4);
  g_assert_cmpuint (json_array_get_length (errors), ==, 1);
  ctl_assert_error_members (json_array_get_object_element (errors, 0));
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (errors, 0), "region"), ==,
                   "cn-east-1");
  for (guint i = 0; i < 4; i++)
    {
      JsonObject *region = json_array_get_object_element (regions, i);
      gboolean struck = g_str_equal (json_object_get_string_member (region, "id"), "cn-east-1");

      g_assert_true (struck == json_object_get_null_member (region, "images"));
      g_assert_false (json_object_get_null_member (region, "snapshots"));
    }
}

static void
test_quotas_none (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "--json quotas --endpoint http://127.0.0.1:9");

  ctl_assert_failed (run, 5, "network");
}

static void
test_copies_empty (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *journal = ctl_harness_get_journal (harness);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) words = NULL;

  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  run = ctl_harness_run (harness, "--json copies --active");
  words = ctl_harness_run (harness, "copies");
  ctl_assert_status (run, 0);
  ctl_assert_status (words, 0);
  g_assert_cmpstr (run->out, ==, "{\"operations\":[]}\n");
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_help (void)
{
  static const char *const commands[] = { "images", "quotas",  "copy",    "copies", "resume",
                                          "retry",  "resolve", "convert", "edit",   "delete" };
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) general = ctl_harness_run (harness, "--help");
  g_autoptr (CtlRun) version = ctl_harness_run (harness, "--version");

  ctl_assert_status (general, 0);
  ctl_assert_status (version, 0);
  g_assert_cmpstr (version->out, ==, "ferryctl " PACKAGE_VERSION "\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CtlRun) run = ctl_harness_run (harness, "%s -h", commands[i]);
      g_autoptr (CtlRun) json = ctl_harness_run (harness, "--json %s --help", commands[i]);

      ctl_assert_status (run, 0);
      g_assert_cmpstr (run->err, ==, "");
      g_assert_nonnull (strstr (run->out, commands[i]));
      g_assert_nonnull (strstr (general->out, commands[i]));
      ctl_assert_status (json, 0);
      g_assert_cmpstr (json_object_get_string_member (ctl_run_get_last (json), "help"), ==, run->out);
    }
}

/* Global options stand anywhere, and "--" ends options. */
static void
test_options_anywhere (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) after = ctl_harness_run (harness, "images --region=cn-north-1 --json");
  g_autoptr (CtlRun) ended =
    ctl_harness_run (harness, "copy --json --from cn-north-1 --to cn-east-1 -- --from");
  g_autoptr (CtlRun) late = ctl_harness_run (harness, "images --region cn-north-1 -- --json");

  ctl_assert_status (after, 0);
  ctl_assert_failed (ended, 3, "not-found");
  ctl_assert_status (late, 2);
  g_assert_cmpstr (late->out, ==, "");
}

static void
test_demo (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) copies = NULL;
  g_autoptr (CtlRun) resume = NULL;
  g_autofree char *journal = ctl_harness_get_journal (harness);

  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  run = ctl_harness_run (harness, "--demo --json images");
  ctl_assert_status (run, 0);
  g_assert_cmpint (json_object_get_int_member (ctl_run_get_last (run), "total"), >, 10);
  g_assert_nonnull (strstr (run->err, "demo"));
  copies = ctl_harness_run (harness, "--demo --json copies");
  ctl_assert_status (copies, 0);
  resume = ctl_harness_run (harness, "--demo --json resume");
  ctl_assert_status (resume, 0);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

/* Debugging spoils no JSON, and never tells a key. */
static void
test_debugging (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autoptr (CtlRun) run = NULL;

  ctl_harness_set_variable (harness, "G_MESSAGES_DEBUG", "all");
  run = ctl_harness_run (harness, "--json images --region cn-north-1");
  ctl_assert_status (run, 0);
  g_assert_cmpuint (run->lines->len, ==, 1);
  g_assert_nonnull (strstr (run->err, "DEBUG"));
  g_assert_null (strstr (run->err, EMULATOR_DEFAULT_SECRET_KEY));
  g_assert_null (strstr (run->err, "Signature="));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reading/images", test_images);
  g_test_add_func ("/reading/created", test_created);
  g_test_add_func ("/reading/images-words", test_images_words);
  g_test_add_func ("/reading/images-by-name", test_images_by_name);
  g_test_add_func ("/reading/many-images", test_many_images);
  g_test_add_func ("/reading/quotas", test_quotas);
  g_test_add_func ("/reading/quotas-partly", test_quotas_partly);
  g_test_add_func ("/reading/quotas-none", test_quotas_none);
  g_test_add_func ("/reading/copies-empty", test_copies_empty);
  g_test_add_func ("/reading/help", test_help);
  g_test_add_func ("/reading/options-anywhere", test_options_anywhere);
  g_test_add_func ("/reading/demo", test_demo);
  g_test_add_func ("/reading/debugging", test_debugging);

  return g_test_run ();
}
