/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs of ferryctl know of each other, and of other computers, through the journal: a second run that watches the
 * first and asks it, possible duplicates, what was told, and journals that came from elsewhere or were damaged. */
#include "config.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl-harness.h"

#define FIRST "windows-ad-01"
#define SECOND "空白数据盘"
#define COPY "copy --json --from cn-north-1 --to cn-east-1 "

static const char *
get_id (CtlRun *run)
{
  return json_object_get_string_member (ctl_run_get_operation (run, 0), "id");
}

static void
run_sql (CtlHarness *harness, const char *sql)
{
  g_autofree char *path = ctl_harness_get_journal (harness);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static gint64
get_sql (CtlHarness *harness, const char *sql)
{
  g_autofree char *path = ctl_harness_get_journal (harness);
  sqlite3_stmt *statement = NULL;
  sqlite3 *handle = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return value;
}

/* Two runs want the same: one operation, one replica, and both see it end. */
static void
test_two_runs (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (10);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  CtlProcess *process = ctl_harness_start (harness, COPY "%s", image);
  g_autoptr (CtlRun) second = NULL;
  g_autoptr (CtlRun) first = NULL;

  ctl_process_wait_for (process, "\"pending\"");
  second = ctl_harness_run (harness, COPY "%s", image);
  first = ctl_process_finish (process);
  ctl_assert_status (first, 0);
  ctl_assert_status (second, 0);
  g_assert_cmpstr (get_id (first), ==, get_id (second));
  g_assert_cmpuint (ctl_run_count_events (second, "progress"), >, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

/* The first run is killed; the second, which only watched, brings it to its end. */
static void
test_hand_over (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (10);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  CtlProcess *process = ctl_harness_start (harness, COPY "%s", image);
  CtlProcess *watcher;
  g_autoptr (CtlRun) second = NULL;

  ctl_process_wait_for (process, "\"pending\"");
  watcher = ctl_harness_start (harness, "resume --json");
  ctl_process_wait_for (watcher, "\"pending\"");
  ctl_process_kill (process);
  second = ctl_process_finish (watcher);
  ctl_assert_status (second, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

/* What a person has seen the end of is not told again by another program; what was only sent is not told yet. */
static void
test_told (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) waited = ctl_harness_run (harness, COPY "%s", first);
  g_autoptr (CtlRun) sent = NULL;
  g_autoptr (CtlRun) resumed = NULL;

  ctl_assert_status (waited, 0);
  g_assert_cmpint (get_sql (harness, "SELECT told FROM operation WHERE id = 1"), ==, 1);
  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"duration\", \"seconds\": 300}");
  sent = ctl_harness_run (harness, COPY "--no-wait %s", second);
  ctl_assert_status (sent, 0);
  g_assert_cmpint (get_sql (harness, "SELECT told FROM operation WHERE id = 2"), ==, 0);
  resumed = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resumed, 0);
  g_assert_cmpint (get_sql (harness, "SELECT told FROM operation WHERE id = 2"), ==, 1);
}

/* A replica that an attempt made long after it was given up: shown until somebody says that it stays. */
static void
test_duplicate (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *first = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *second = ctl_harness_find_image (harness, "cn-north-1", SECOND);
  g_autoptr (CtlRun) run = NULL;
  g_autoptr (CtlRun) next = NULL;
  g_autoptr (CtlRun) words = NULL;
  g_autoptr (CtlRun) copies = NULL;
  g_autoptr (CtlRun) wrong = NULL;
  g_autoptr (CtlRun) keep = NULL;
  g_autoptr (CtlRun) after = NULL;
  JsonObject *duplicate;

  ctl_harness_fault (
    harness, "[{\"operation\": \"copyImages\", \"fault\": \"reset\", \"acts\": 1500}, "
             "{\"operation\": \"copyImages\", \"fault\": \"duration\", \"seconds\": 10, \"count\": 0}]");
  run = ctl_harness_run (harness, COPY "--settle 1 %s", first);
  ctl_assert_status (run, 0);
  while (ctl_harness_count_replicas (harness, first) < 2)
    g_usleep (50 * 1000);
  next = ctl_harness_run (harness, COPY "%s", second);
  ctl_assert_status (next, 0);

  copies = ctl_harness_run (harness, "copies --json");
  ctl_assert_status (copies, 0);
  ctl_assert_members (ctl_run_get_last (copies), "operations duplicates");
  duplicate =
    json_array_get_object_element (json_object_get_array_member (ctl_run_get_last (copies), "duplicates"), 0);
  ctl_assert_members (duplicate, "operation source region image found");
  g_assert_cmpstr (json_object_get_string_member (duplicate, "operation"), ==, get_id (run));
  g_assert_cmpstr (json_object_get_string_member (duplicate, "source"), ==, first);
  words = ctl_harness_run (harness, "copies");
  g_assert_nonnull (strstr (words->out, "may be a second replica"));

  wrong = ctl_harness_run (harness, "resolve --json %s --keep img-unknown01", get_id (run));
  ctl_assert_failed (wrong, 3, "not-found");
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  keep = ctl_harness_run (harness, "resolve --json %s --keep %s", get_id (run),
                          json_object_get_string_member (duplicate, "image"));
  ctl_assert_status (keep, 0);
  after = ctl_harness_run (harness, "copies --json");
  ctl_assert_members (ctl_run_get_last (after), "operations");
}

static void
make_foreign (CtlHarness *harness)
{
  run_sql (harness, "UPDATE meta SET value = 'another' WHERE name = 'machine'");
}

/* Off a terminal nobody can be asked: the way out is told. */
static void
test_foreign (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) sent = NULL;
  g_autoptr (CtlRun) refused = NULL;
  g_autoptr (CtlRun) copies = NULL;
  g_autoptr (CtlRun) resumed = NULL;

  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"duration\", \"seconds\": 300}");
  sent = ctl_harness_run (harness, COPY "--no-wait %s", image);
  ctl_assert_status (sent, 0);
  make_foreign (harness);
  refused = ctl_harness_run (harness, "resume --json");
  ctl_assert_failed (refused, 1, "internal");
  g_assert_nonnull (strstr (refused->err, "ferryctl resume --take-over"));
  copies = ctl_harness_run (harness, "copies --json");
  ctl_assert_status (copies, 0);
  resumed = ctl_harness_run (harness, "resume --json --take-over");
  ctl_assert_status (resumed, 0);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
}

/* Answers the question on a terminal. Returns the exit status. */
static int
resume_on_terminal (CtlHarness *harness, const char *answer)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);
  int slave;

  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  slave = open (ptsname (master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  process = ctl_harness_start_on_terminal (harness, slave, "resume");
  while (strstr (seen->str, "[y/N]") == NULL)
    {
      char buffer[512];
      gssize length = read (master, buffer, sizeof buffer);

      g_assert_cmpint (length, >, 0);
      g_string_append_len (seen, buffer, length);
    }
  g_assert_nonnull (strstr (seen->str, "another computer"));
  g_assert_cmpint (write (master, answer, strlen (answer)), ==, (gssize) strlen (answer));
  /* What it prints must not fill the terminal. */
  g_assert_cmpint (fcntl (master, F_SETFL, O_NONBLOCK), ==, 0);
  while (g_subprocess_get_identifier (process) != NULL)
    {
      char buffer[512];

      while (read (master, buffer, sizeof buffer) > 0)
        continue;
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10 * 1000);
    }
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  close (slave);
  close (master);
  return g_subprocess_get_exit_status (process);
}

/* On a terminal a yes is enough, and nothing else. */
static void
test_foreign_asked (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autoptr (CtlRun) sent = NULL;

  ctl_harness_fault (harness, "{\"operation\": \"copyImages\", \"fault\": \"duration\", \"seconds\": 300}");
  sent = ctl_harness_run (harness, COPY "--no-wait %s", image);
  ctl_assert_status (sent, 0);
  make_foreign (harness);
  g_assert_cmpint (resume_on_terminal (harness, "n\n"), !=, 0);
  g_assert_cmpint (get_sql (harness, "SELECT count(*) FROM replica WHERE unfinished"), ==, 1);
  g_assert_cmpint (resume_on_terminal (harness, "y\n"), ==, 0);
  g_assert_cmpint (get_sql (harness, "SELECT count(*) FROM replica WHERE unfinished"), ==, 0);
}

/* Set aside by whichever run finds it, and told once. */
static void
test_damaged (void)
{
  g_autoptr (CtlHarness) harness = ctl_harness_new (100);
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", FIRST);
  g_autofree char *path = ctl_harness_get_journal (harness);
  g_autoptr (CtlRun) run = ctl_harness_run (harness, COPY "%s", image);
  g_autoptr (CtlRun) first = NULL;
  g_autoptr (CtlRun) second = NULL;

  ctl_assert_status (run, 0);
  g_assert_true (g_file_set_contents (path, "no journal", -1, NULL));
  first = ctl_harness_run (harness, "copies");
  ctl_assert_status (first, 0);
  g_assert_nonnull (strstr (first->err, "journal.db.damaged-"));
  second = ctl_harness_run (harness, "copies");
  g_assert_null (strstr (second->err, "damaged"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sharing/two-runs", test_two_runs);
  g_test_add_func ("/sharing/hand-over", test_hand_over);
  g_test_add_func ("/sharing/told", test_told);
  g_test_add_func ("/sharing/duplicate", test_duplicate);
  g_test_add_func ("/sharing/foreign", test_foreign);
  g_test_add_func ("/sharing/foreign-asked", test_foreign_asked);
  g_test_add_func ("/sharing/damaged", test_damaged);
  return g_test_run ();
}
