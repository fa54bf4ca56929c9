/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ferryctl's accounts, on a real keyring that with-session.sh starts. */

#include "config.h"

#include "ctl-harness.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_KEY "hush-4711-cloud"
#define ADD_WORK "accounts add Work --access-key " EMULATOR_DEFAULT_ACCESS_KEY " --json"

/* Without keys in the environment, and with an empty keyring. */
static CtlHarness *
new_harness (void)
{
  const SecretSchema schema
    = { APPLICATION_ID ".Account", SECRET_SCHEMA_NONE, { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING } } };
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  CtlHarness *harness;

  options.time_scale = 100;
  options.secret_key = SECRET_KEY;
  harness = ctl_harness_new_with_options (&options);
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  secret_password_clear_sync (&schema, NULL, NULL, "application", APPLICATION_ID, NULL);
  return harness;
}

static CtlRun *
run_with_secret (CtlHarness *harness, const char *command_line)
{
  return ctl_harness_run_with_input (harness, SECRET_KEY "\n", command_line);
}

/* Standard error is full of debugging output here. */
static void
assert_failed (CtlRun *run, int status, const char *reason)
{
  ctl_assert_status (run, status);
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_error (run), "reason"), ==, reason);
}

static void
add_work (CtlHarness *harness)
{
  g_autoptr (CtlRun) run = run_with_secret (harness, ADD_WORK);

  ctl_assert_status (run, 0);
}

static guint
count_accounts (CtlHarness *harness)
{
  g_autoptr (CtlRun) run = ctl_harness_run (harness, "accounts list --json");

  ctl_assert_status (run, 0);
  return json_array_get_length (json_object_get_array_member (ctl_run_get_last (run), "accounts"));
}

static void
test_add_and_use (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) none = ctl_harness_run (harness, "accounts list");
  g_autoptr (CtlRun) added = run_with_secret (harness, ADD_WORK " --region cn-north-1");
  g_autoptr (CtlRun) listed = ctl_harness_run (harness, "accounts list");
  g_autoptr (CtlRun) used = ctl_harness_run (harness, "images --json");
  JsonObject *account;

  ctl_assert_status (none, 0);
  g_assert_cmpstr (none->out, ==, "");
  g_assert_nonnull (strstr (none->err, "accounts add"));
  ctl_assert_status (added, 0);
  account = json_object_get_object_member (ctl_run_get_last (added), "account");
  ctl_assert_members (account, "id name access_key region endpoint read_only origin");
  g_assert_cmpstr (json_object_get_string_member (account, "name"), ==, "Work");
  g_assert_cmpstr (json_object_get_string_member (account, "origin"), ==, "keyring");
  g_assert_cmpuint (ctl_harness_count_requests (harness, "describeImages"), >, 0);
  ctl_assert_status (listed, 0);
  g_assert_nonnull (strstr (listed->out, "Work"));
  g_assert_nonnull (strstr (listed->out, EMULATOR_DEFAULT_ACCESS_KEY));
  /* The only account is used by itself, in its own region. */
  ctl_assert_status (used, 0);
  g_assert_cmpint (json_object_get_int_member (ctl_run_get_last (used), "total"), >, 5);
}

/* Everything is asked for, line by line. */
static void
test_add_from_lines (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) run
    = ctl_harness_run_with_input (harness,
                                  " " EMULATOR_DEFAULT_ACCESS_KEY "\r\n\t" SECRET_KEY " \r\nhush-4711-token",
                                  "accounts add 生产 --token --no-check --read-only --json");
  JsonObject *account;

  ctl_assert_status (run, 0);
  account = json_object_get_object_member (ctl_run_get_last (run), "account");
  g_assert_cmpstr (json_object_get_string_member (account, "access_key"), ==, EMULATOR_DEFAULT_ACCESS_KEY);
  g_assert_true (json_object_get_boolean_member (account, "read_only"));
  g_assert_cmpuint (ctl_harness_count_requests (harness, "describeImages"), ==, 0);
}

/* Keys that the service refuses are not saved. */
static void
test_add_wrong (void)
{
  const struct
  {
    const char *input;
    const char *command_line;
    int status;
    const char *reason;
  } cases[] = {
    { "hush-4711-wrong\n", ADD_WORK, 4, "auth" },
    { "hush-4711 blank\n", ADD_WORK " --no-check", 4, "auth" },
    { "", ADD_WORK " --no-check", 4, "auth" },
    { SECRET_KEY, "accounts add Work --access-key 'A B' --no-check --json", 4, "auth" },
    { SECRET_KEY, "accounts add ' ' --access-key A --no-check --json", 2, "usage" },
    { SECRET_KEY, ADD_WORK " --region cn-nowhere", 3, "unknown-region" },
    { SECRET_KEY, ADD_WORK " --demo", 2, "usage" },
    { SECRET_KEY, ADD_WORK " --account Other", 2, "usage" },
    { SECRET_KEY, "accounts add --json", 2, "usage" },
  };
  g_autoptr (CtlHarness) harness = new_harness ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtlRun) run = ctl_harness_run_with_input (harness, cases[i].input, cases[i].command_line);

      assert_failed (run, cases[i].status, cases[i].reason);
      g_assert_null (strstr (run->out, "hush"));
      g_assert_null (strstr (run->err, "hush"));
    }
  g_assert_cmpuint (count_accounts (harness), ==, 0);
}

static void
test_add_twice (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) again = NULL;

  add_work (harness);
  again = run_with_secret (harness, "accounts add ' wORK' --access-key A --json");
  assert_failed (again, 2, "usage");
  g_assert_cmpuint (count_accounts (harness), ==, 1);
}

static void
test_choose (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) other = NULL;
  g_autoptr (CtlRun) unclear = NULL;
  g_autoptr (CtlRun) chosen = NULL;
  g_autoptr (CtlRun) wrong = NULL;
  g_autoptr (CtlRun) unknown = NULL;

  add_work (harness);
  other = ctl_harness_run_with_input (harness, "hush-4711-other\n",
                                      "accounts add Other --access-key OTHER --no-check");
  ctl_assert_status (other, 0);
  unclear = ctl_harness_run (harness, "quotas --json");
  assert_failed (unclear, 4, "no-account");
  g_assert_nonnull (strstr (unclear->out, "Other, Work"));
  chosen = ctl_harness_run (harness, "--account wOrK quotas --json");
  ctl_assert_status (chosen, 0);
  wrong = ctl_harness_run (harness, "quotas --json --account Other");
  assert_failed (wrong, 4, "auth");
  unknown = ctl_harness_run (harness, "quotas --json --account Nobody");
  assert_failed (unknown, 4, "no-account");
}

/* The account of the environment needs neither keyring nor bus; an account that is named is another matter. */
static void
test_environment_first (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) environment = NULL;
  g_autoptr (CtlRun) named = NULL;
  g_autoptr (CtlRun) half = NULL;
  g_autoptr (CtlRun) none = NULL;

  add_work (harness);
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "OTHER");
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "hush-4711-other");
  named = ctl_harness_run (harness, "quotas --json --account Work");
  ctl_assert_status (named, 0);
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", EMULATOR_DEFAULT_ACCESS_KEY);
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", SECRET_KEY);
  ctl_harness_set_variable (harness, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
  environment = ctl_harness_run (harness, "quotas --json");
  ctl_assert_status (environment, 0);
  ctl_harness_set_variable (harness, "JDCLOUD_SECRET_KEY", "");
  half = ctl_harness_run (harness, "quotas --json");
  assert_failed (half, 4, "no-account");
  ctl_harness_set_variable (harness, "JDCLOUD_ACCESS_KEY", "");
  none = ctl_harness_run (harness, "quotas --json");
  assert_failed (none, 4, "no-account");
  g_assert_nonnull (strstr (none->out, "JDCLOUD_ACCESS_KEY"));
}

static void
test_read_only (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) added = run_with_secret (harness, ADD_WORK " --read-only");
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", "windows-ad-01");
  g_autoptr (CtlRun) run = NULL;

  ctl_assert_status (added, 0);
  run = ctl_harness_run (harness, "copy --json --from cn-north-1 --to cn-east-2 %s", image);
  assert_failed (run, 3, "read-only");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 0);
}

/* It became read-only after a copy was refused: nothing is tried again. */
static void
test_retry_read_only (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", "windows-ad-01");
  g_autoptr (CtlRun) refused = NULL;
  g_autoptr (CtlRun) removed = NULL;
  g_autoptr (CtlRun) added = NULL;
  g_autoptr (CtlRun) all = NULL;
  g_autoptr (CtlRun) named = NULL;
  g_autofree char *id = NULL;

  add_work (harness);
  ctl_harness_fault (harness, "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":403,\"count\":1}");
  refused = ctl_harness_run (harness, "copy --json --from cn-north-1 --to cn-east-2 %s", image);
  g_assert_cmpint (refused->status, !=, 0);
  id = g_strdup (json_object_get_string_member (ctl_run_get_operation (refused, 0), "id"));
  removed = ctl_harness_run (harness, "accounts remove Work --yes");
  ctl_assert_status (removed, 0);
  added = run_with_secret (harness, ADD_WORK " --read-only");
  ctl_assert_status (added, 0);
  all = ctl_harness_run (harness, "retry --json");
  assert_failed (all, 3, "read-only");
  named = ctl_harness_run (harness, "retry --json %s", id);
  assert_failed (named, 3, "read-only");
  g_assert_cmpuint (ctl_harness_count_writes (harness), ==, 1);
}

/* With all accounts wanted, one with bad keys keeps nobody from the others. */
static void
test_resume_all (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autofree char *image = ctl_harness_find_image (harness, "cn-north-1", "windows-ad-01");
  g_autoptr (CtlRun) started = NULL;
  g_autoptr (CtlRun) other = NULL;
  g_autoptr (CtlRun) resumed = NULL;
  g_autoptr (CtlRun) copies = NULL;

  add_work (harness);
  started = ctl_harness_run (harness, "copy --json --no-wait --from cn-north-1 --to cn-east-2 %s", image);
  ctl_assert_status (started, 0);
  other = ctl_harness_run_with_input (harness, "hush-4711-other\n",
                                      "accounts add Other --access-key OTHER --no-check");
  ctl_assert_status (other, 0);
  resumed = ctl_harness_run (harness, "resume --json");
  ctl_assert_status (resumed, 4);
  g_assert_cmpuint (ctl_harness_count_replicas (harness, image), ==, 1);
  copies = ctl_harness_run (harness, "copies --json");
  g_assert_cmpstr (json_object_get_string_member (ctl_run_get_operation (copies, 0), "state"), ==, "done");
}

static void
test_remove (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (CtlRun) unasked = NULL;
  g_autoptr (CtlRun) removed = NULL;
  g_autoptr (CtlRun) again = NULL;

  add_work (harness);
  unasked = ctl_harness_run (harness, "accounts remove Work --json");
  assert_failed (unasked, 2, "usage");
  removed = ctl_harness_run (harness, "accounts remove work --yes --json");
  ctl_assert_status (removed, 0);
  again = ctl_harness_run (harness, "accounts remove work --yes --json");
  assert_failed (again, 4, "no-account");
  g_assert_cmpuint (count_accounts (harness), ==, 0);
}

static void
test_import (void)
{
  const char text[] = "[default]\naccess_key = " EMULATOR_DEFAULT_ACCESS_KEY "\nsecret_key = " SECRET_KEY "\n"
                      "region_id = cn-north-1\nendpoint = www.jdcloud-api.com\nscheme = https\ntimeout = 20\n"
                      "[old]\naccess_key = OLD\nsecret_key = hush-4711-old\n"
                      "[broken]\naccess_key = BROKEN\nsecret_key = hush-4711 blank\n";
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autofree char *folder = g_build_filename (harness->home, ".jdc", NULL);
  g_autofree char *path = g_build_filename (folder, "config", NULL);
  g_autoptr (CtlRun) missing = ctl_harness_run (harness, "accounts import --json");
  g_autoptr (CtlRun) shown = NULL;
  g_autoptr (CtlRun) words = NULL;
  g_autoptr (CtlRun) imported = NULL;
  g_autoptr (CtlRun) renamed = NULL;
  JsonArray *profiles;

  assert_failed (missing, 2, "usage");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  shown = ctl_harness_run (harness, "accounts import --json");
  ctl_assert_status (shown, 0);
  ctl_assert_members (ctl_run_get_last (shown), "file warning profiles errors");
  words = ctl_harness_run (harness, "accounts import");
  g_assert_nonnull (strstr (words->out, "broken"));
  g_assert_nonnull (strstr (words->err, "other users"));
  g_assert_null (strstr (words->out, "hush"));
  g_assert_cmpuint (count_accounts (harness), ==, 0);

  /* One is good, one is refused by the service, one is broken, one is not there. */
  imported = ctl_harness_run (harness, "accounts import default old broken nobody --json");
  ctl_assert_status (imported, 2);
  profiles = json_object_get_array_member (ctl_run_get_last (imported), "profiles");
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (profiles, 0), "imported"));
  g_assert_false (json_object_get_boolean_member (json_array_get_object_element (profiles, 1), "imported"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (ctl_run_get_last (imported), "errors")),
                    ==, 3);
  g_assert_cmpuint (count_accounts (harness), ==, 1);

  renamed = ctl_harness_run (harness, "accounts import default --name Second");
  ctl_assert_status (renamed, 0);
  g_assert_cmpuint (count_accounts (harness), ==, 2);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* A person at a terminal. */
typedef struct
{
  int master;
  int slave;
  GSubprocess *process; /* (owned) */
  GString *seen;        /* (owned): all that the terminal has shown */
} Terminal;

static Terminal *
terminal_new (CtlHarness *harness, const char *command_line)
{
  Terminal *self = g_new0 (Terminal, 1);

  self->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->master, >=, 0);
  g_assert_cmpint (grantpt (self->master), ==, 0);
  g_assert_cmpint (unlockpt (self->master), ==, 0);
  self->slave = open (ptsname (self->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->slave, >=, 0);
  self->seen = g_string_new (NULL);
  self->process = ctl_harness_start_on_terminal (harness, self->slave, command_line);
  return self;
}

static void
terminal_read (Terminal *self)
{
  char buffer[512];
  gssize length = read (self->master, buffer, sizeof buffer);

  if (length > 0)
    g_string_append_len (self->seen, buffer, length);
}

/* Answers once the terminal shows @question. */
static void
terminal_answer (Terminal *self, const char *question, const char *answer)
{
  while (strstr (self->seen->str, question) == NULL)
    terminal_read (self);
  g_assert_cmpint (write (self->master, answer, strlen (answer)), ==, (gssize) strlen (answer));
}

/* Returns the exit status. What is typed must be shown again afterwards. */
static int
terminal_finish (Terminal *self, char **seen)
{
  struct termios settings;
  int status;

  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  status = g_subprocess_get_exit_status (self->process);
  g_assert_cmpint (fcntl (self->master, F_SETFL, O_NONBLOCK), ==, 0);
  for (gsize before = G_MAXSIZE; before != self->seen->len;)
    {
      before = self->seen->len;
      terminal_read (self);
    }
  g_assert_cmpint (tcgetattr (self->slave, &settings), ==, 0);
  g_assert_true ((settings.c_lflag & ECHO) != 0);
  *seen = g_string_free_and_steal (self->seen);
  close (self->slave);
  close (self->master);
  g_object_unref (self->process);
  g_free (self);
  return status;
}

static void
test_terminal_add (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  Terminal *terminal = terminal_new (harness, "accounts add Work --token --no-check");
  g_autofree char *seen = NULL;

  terminal_answer (terminal, "AccessKey ID: ", "AKTYPED\n");
  terminal_answer (terminal, "SecretKey: ", SECRET_KEY "\n");
  terminal_answer (terminal, "Session token: ", "hush-4711-token\n");
  g_assert_cmpint (terminal_finish (terminal, &seen), ==, 0);
  g_assert_nonnull (strstr (seen, "AKTYPED"));
  g_assert_null (strstr (seen, "hush"));
  g_assert_cmpuint (count_accounts (harness), ==, 1);
}

/* Interrupted at the prompt, it ends and leaves the terminal as it was. */
static void
test_terminal_interrupted (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  Terminal *terminal = terminal_new (harness, "accounts add Work --access-key A");
  g_autofree char *seen = NULL;

  terminal_answer (terminal, "SecretKey: ", "hush-4711-half");
  g_subprocess_send_signal (terminal->process, SIGINT);
  g_assert_cmpint (terminal_finish (terminal, &seen), ==, 130);
  g_assert_null (strstr (seen, "hush"));
  g_assert_cmpuint (count_accounts (harness), ==, 0);
}

/* Only a yes removes. */
static void
test_terminal_remove (void)
{
  g_autoptr (CtlHarness) harness = new_harness ();
  const char *const answers[] = { "\n", "no\n", "y\n" };

  add_work (harness);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gboolean yes = i == G_N_ELEMENTS (answers) - 1;
      Terminal *terminal = terminal_new (harness, "accounts remove Work");
      g_autofree char *seen = NULL;

      terminal_answer (terminal, "[y/N] ", answers[i]);
      g_assert_cmpint (terminal_finish (terminal, &seen), ==, yes ? 0 : 130);
      g_assert_cmpuint (count_accounts (harness), ==, yes ? 0 : 1);
    }
}

static void
test_locked (void)
{
  const char *const paths[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (CtlHarness) harness = new_harness ();
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) locked = NULL;
  g_autoptr (CtlRun) listed = NULL;
  g_autoptr (CtlRun) used = NULL;
  g_autoptr (CtlRun) added = NULL;

  add_work (harness);
  locked = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                        "org.freedesktop.Secret.Service", "Lock", g_variant_new ("(^ao)", paths),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (locked);
  listed = ctl_harness_run (harness, "accounts list --json");
  ctl_assert_status (listed, 0);
  used = ctl_harness_run (harness, "quotas --json");
  assert_failed (used, 4, "no-account");
  g_assert_nonnull (strstr (used->out, "unlock"));
  added = run_with_secret (harness, "accounts add Second --access-key A --no-check --json");
  assert_failed (added, 4, "no-account");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/accounts/add-and-use", test_add_and_use);
  g_test_add_func ("/accounts/add-from-lines", test_add_from_lines);
  g_test_add_func ("/accounts/add-wrong", test_add_wrong);
  g_test_add_func ("/accounts/add-twice", test_add_twice);
  g_test_add_func ("/accounts/choose", test_choose);
  g_test_add_func ("/accounts/environment-first", test_environment_first);
  g_test_add_func ("/accounts/read-only", test_read_only);
  g_test_add_func ("/accounts/retry-read-only", test_retry_read_only);
  g_test_add_func ("/accounts/resume-all", test_resume_all);
  g_test_add_func ("/accounts/remove", test_remove);
  g_test_add_func ("/accounts/import", test_import);
  g_test_add_func ("/accounts/terminal-add", test_terminal_add);
  g_test_add_func ("/accounts/terminal-interrupted", test_terminal_interrupted);
  g_test_add_func ("/accounts/terminal-remove", test_terminal_remove);
  /* Last: it stays locked. */
  g_test_add_func ("/accounts/locked", test_locked);

  return g_test_run ();
}
