/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-text.h"

#include <string.h>

#include "operations.h"

static FerryOperation *
make_named (void)
{
  FerryOperationRecord record = { 0 };

  record.id = 7;
  record.uid = (char *) "op-7";
  record.kind = FERRY_KIND_COPY;
  record.account = (char *) "It's production";
  record.source_region = (char *) "cn-north-1";
  record.target_region = (char *) "cn-east-1";
  record.name = (char *) "web-frontend";
  record.description = (char *) "for $HOME";
  record.allow_unknown_quota = TRUE;

  return ferry_operation_new (&record);
}

/* A shell that reads the line gets the very texts. */
static void
test_command (void)
{
  g_autoptr (FerryOperation) operation = make_named ();
  g_autofree char *command = NULL;
  g_auto (GStrv) argv = NULL;
  const char *expected[] = { "ferryctl",
                             "--account",
                             "It's production",
                             "copy",
                             "--from",
                             "cn-north-1",
                             "--to",
                             "cn-east-1",
                             "--name",
                             "web-frontend",
                             "--description",
                             "for $HOME",
                             "--allow-unknown-quota",
                             "img-1",
                             "img-2",
                             NULL };

  add_replica (operation, "img-1", NULL, FERRY_STATE_PENDING);
  add_replica (operation, "img-2", NULL, FERRY_STATE_PENDING);
  command = ferry_copy_text_dup_command (operation, "It's production", FALSE, NULL);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  g_assert_cmpstrv (argv, expected);
}

static void
test_other_commands (void)
{
  g_autoptr (FerryOperation) convert = make_operation (FERRY_KIND_CONVERT, "op-1", "cn-north-1", 0);
  g_autoptr (FerryOperation) demo = make_operation (FERRY_KIND_COPY, "op-2", "cn-east-1", 0);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  add_replica (convert, "img-1", NULL, FERRY_STATE_PENDING);
  add_replica (demo, "img-1", NULL, FERRY_STATE_PENDING);
  first = ferry_copy_text_dup_command (convert, NULL, FALSE, "http://127.0.0.1:8 9");
  g_assert_cmpstr (first, ==, "ferryctl --endpoint 'http://127.0.0.1:8 9' convert --region cn-north-1 img-1");
  second = ferry_copy_text_dup_command (demo, "Demo", TRUE, NULL);
  g_assert_cmpstr (second, ==, "ferryctl --demo copy --from cn-north-1 --to cn-east-1 img-1");
}

static void
test_details (void)
{
  g_autoptr (FerryOperation) operation = make_named ();
  FerryReplica *replica = add_replica (operation, "img-1", "payment-gateway", FERRY_STATE_REFUSED);
  g_autofree char *text = NULL;

  set_problem (replica, FERRY_REASON_QUOTA_IMAGES, "There is no room.", "req-42");
  text = ferry_copy_text_dup_details (operation);
  g_assert_nonnull (strstr (text, "Beijing → Suqian\n"));
  g_assert_nonnull (strstr (text, "Operation: op-7\n"));
  g_assert_nonnull (strstr (text, "\npayment-gateway\n"));
  g_assert_nonnull (strstr (text, "Problem: There is no room.\n"));
  g_assert_nonnull (strstr (text, "Request ID: req-42\n"));
  g_assert_null (strstr (text, "Replica image"));
}

static void
test_csv (void)
{
  g_autoptr (FerryOperation) operation = make_operation (FERRY_KIND_COPY, "op-1", "cn-east-1", 0);
  FerryReplica *replica = add_replica (operation, "img-1", "payment-gateway", FERRY_STATE_REFUSED);
  g_autoptr (GString) csv = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  set_image (replica, "img-2");
  set_problem (replica, FERRY_REASON_QUOTA_IMAGES, "=He said \"no\",\nand went", "req-42");
  set_times (replica, 0, G_USEC_PER_SEC);
  ferry_copy_text_append_csv_titles (csv);
  ferry_copy_text_append_csv (csv, operation);
  lines = g_strsplit (csv->str, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[0], "operation,kind,account,"));
  g_assert_cmpstr (
    lines[1], ==,
    "\"op-1\",\"copy\",\"Production\",\"cn-north-1\",\"cn-east-1\",\"payment-gateway\",\"img-1\","
    "\"img-2\",\"refused\",\"\",\"\",\"\",\"1970-01-01T00:00:01Z\",\"quota-images\","
    "\"'=He said \"\"no\"\",\nand went\",\"req-42\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/copy-text/command", test_command);
  g_test_add_func ("/copy-text/other-commands", test_other_commands);
  g_test_add_func ("/copy-text/details", test_details);
  g_test_add_func ("/copy-text/csv", test_csv);

  return g_test_run ();
}
