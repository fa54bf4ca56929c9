/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-harness.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define PIPES                                                                                                \
  (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE)

struct _CtlProcess
{
  GSubprocess *subprocess; /* (owned) */
  GString *out;            /* (owned): read so far */
  gboolean json;
};

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

CtlHarness *
ctl_harness_new (double time_scale)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = time_scale;
  return ctl_harness_new_with_options (&options);
}

CtlHarness *
ctl_harness_new_with_options (const EmulatorOptions *options)
{
  g_autoptr (GError) error = NULL;
  CtlHarness *self = g_new0 (CtlHarness, 1);

  self->emulator = emulator_thread_new (options, 0, &error);
  g_assert_no_error (error);
  self->home = g_dir_make_tmp ("ferryctl-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->environment = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ctl_harness_set_variable (self, "HOME", self->home);
  ctl_harness_set_variable (self, "XDG_DATA_HOME", self->home);
  ctl_harness_set_variable (self, "XDG_CONFIG_HOME", self->home);
  ctl_harness_set_variable (self, "XDG_CACHE_HOME", self->home);
  ctl_harness_set_variable (self, "JDCLOUD_ACCESS_KEY", EMULATOR_DEFAULT_ACCESS_KEY);
  ctl_harness_set_variable (self, "JDCLOUD_SECRET_KEY", EMULATOR_DEFAULT_SECRET_KEY);
  ctl_harness_set_variable (self, "JDCLOUD_SECURITY_TOKEN", "");
  ctl_harness_set_variable (self, "JDCLOUD_REGION", "");
  return self;
}

void
ctl_harness_free (CtlHarness *self)
{
  emulator_thread_free (self->emulator);
  g_chmod (self->home, 0700);
  remove_tree (self->home);
  g_free (self->home);
  g_hash_table_unref (self->environment);
  g_free (self);
}

void
ctl_harness_set_variable (CtlHarness *self, const char *name, const char *value)
{
  g_hash_table_replace (self->environment, g_strdup (name), g_strdup (value));
}

void
ctl_harness_fault (CtlHarness *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  emulator_thread_add_fault_json (self->emulator, json, &error);
  g_assert_no_error (error);
}

/* The ID of the image with that name. */
char *
ctl_harness_find_image (CtlHarness *self, const char *region, const char *name)
{
  g_autofree char *text = emulator_thread_dup_state_json (self->emulator);
  g_autoptr (JsonNode) root = parse (text);
  JsonArray *regions = json_object_get_array_member (json_node_get_object (root), "regions");

  for (guint i = 0; i < json_array_get_length (regions); i++)
    {
      JsonObject *one = json_array_get_object_element (regions, i);
      JsonArray *images = json_object_get_array_member (one, "images");

      for (guint j = 0; j < json_array_get_length (images); j++)
        {
          JsonObject *image = json_array_get_object_element (images, j);

          if (g_str_equal (json_object_get_string_member (one, "id"), region) &&
              g_str_equal (json_object_get_string_member (image, "name"), name))
            return g_strdup (json_object_get_string_member (image, "id"));
        }
    }
  g_assert_not_reached ();
}

/* How many replicas were ever made of an image. */
guint
ctl_harness_count_replicas (CtlHarness *self, const char *source)
{
  g_autofree char *text = emulator_thread_dup_state_json (self->emulator);
  g_autoptr (JsonNode) root = parse (text);
  JsonObject *replicas = json_object_get_object_member (json_node_get_object (root), "replicas");

  if (!json_object_has_member (replicas, source))
    return 0;
  return json_array_get_length (json_object_get_array_member (replicas, source));
}

static guint
count_requests (CtlHarness *self, const char *const *operations)
{
  g_autofree char *text = emulator_thread_dup_requests_json (self->emulator);
  g_autoptr (JsonNode) root = parse (text);
  JsonArray *requests = JSON_NODE_HOLDS_ARRAY (root)
                          ? json_node_get_array (root)
                          : json_object_get_array_member (json_node_get_object (root), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      const char *operation = json_object_get_string_member_with_default (request, "operation", "");

      n += g_strv_contains (operations, operation) ? 1 : 0;
    }
  return n;
}

guint
ctl_harness_count_requests (CtlHarness *self, const char *operation)
{
  const char *operations[] = { operation, NULL };

  return count_requests (self, operations);
}

guint
ctl_harness_count_writes (CtlHarness *self)
{
  static const char *const writes[] = { "copyImages", "convertImage", "modifyImageAttribute", "deleteImage",
                                        NULL };

  return count_requests (self, writes);
}

char *
ctl_harness_get_journal (CtlHarness *self)
{
  return g_build_filename (self->home, "image-ferry", "journal.db", NULL);
}

/* In the child: nothing but system calls. */
static void
limit_files_cb (gpointer user_data)
{
  const CtlHarness *self = user_data;
  struct rlimit limit = { (rlim_t) self->file_limit, (rlim_t) self->file_limit };

  setrlimit (RLIMIT_FSIZE, &limit);
  signal (SIGXFSZ, SIG_IGN);
}

static GSubprocess *
spawn (CtlHarness *self, const char *command_line, int terminal, gboolean *json)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (terminal < 0 ? PIPES : G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *whole = g_strconcat (g_getenv ("FERRYCTL"), " ", command_line, NULL);
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *subprocess;
  GHashTableIter iter;
  gpointer name, value;

  g_shell_parse_argv (whole, NULL, &arguments, &error);
  g_assert_no_error (error);
  g_strv_builder_add (builder, arguments[0]);
  if (strstr (command_line, "--endpoint") == NULL && strstr (command_line, "--demo") == NULL)
    g_strv_builder_add_many (builder, "--endpoint", emulator_thread_get_uri (self->emulator), NULL);
  g_strv_builder_addv (builder, (const char **) arguments + 1);
  g_strfreev (arguments);
  arguments = g_strv_builder_end (builder);
  *json = g_strv_contains ((const char *const *) arguments, "--json");

  g_hash_table_iter_init (&iter, self->environment);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (*(const char *) value != '\0')
        g_subprocess_launcher_setenv (launcher, name, value, TRUE);
      else
        g_subprocess_launcher_unsetenv (launcher, name);
    }
  if (self->file_limit > 0)
    g_subprocess_launcher_set_child_setup (launcher, limit_files_cb, self, NULL);
  if (terminal >= 0)
    {
      g_subprocess_launcher_take_stdin_fd (launcher, fcntl (terminal, F_DUPFD_CLOEXEC, 0));
      g_subprocess_launcher_take_stdout_fd (launcher, fcntl (terminal, F_DUPFD_CLOEXEC, 0));
      g_subprocess_launcher_take_stderr_fd (launcher, fcntl (terminal, F_DUPFD_CLOEXEC, 0));
    }
  subprocess = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, &error);
  g_assert_no_error (error);
  return subprocess;
}

static GPtrArray *
parse_lines (const char *text)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0')
        g_ptr_array_add (nodes, parse (lines[i]));
    }
  /* The last line is whole. */
  g_assert_true (*text == '\0' || g_str_has_suffix (text, "\n"));
  return nodes;
}

static CtlRun *
run_new (GSubprocess *subprocess, char *out, char *err, gboolean json)
{
  CtlRun *run = g_new0 (CtlRun, 1);

  g_assert_true (g_subprocess_get_if_exited (subprocess));
  run->status = g_subprocess_get_exit_status (subprocess);
  run->out = out;
  run->err = err;
  g_test_message ("exit %d\n%s%s", run->status, run->out, run->err);
  run->lines = json ? parse_lines (out) : g_ptr_array_new ();
  return run;
}

CtlRun *
ctl_harness_run (CtlHarness *self, const char *command_line, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, command_line);
  text = g_strdup_vprintf (command_line, arguments);
  va_end (arguments);
  return ctl_harness_run_with_input (self, "", text);
}

/* @input: what stands on standard input. */
CtlRun *
ctl_harness_run_with_input (CtlHarness *self, const char *input, const char *command_line)
{
  g_autoptr (GSubprocess) subprocess = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  char *err = NULL;
  gboolean json;

  g_test_message ("ferryctl %s", command_line);
  subprocess = spawn (self, command_line, -1, &json);
  /* It may end without reading all of it; what it says is wanted all the same. */
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (subprocess), input, strlen (input), NULL, NULL,
                             NULL);
  g_subprocess_communicate_utf8 (subprocess, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  return run_new (subprocess, out, err, json);
}

/* On a terminal: what it writes goes there, and what is read comes from there. */
GSubprocess *
ctl_harness_start_on_terminal (CtlHarness *self, int terminal, const char *command_line)
{
  gboolean json;

  g_test_message ("ferryctl %s, on a terminal", command_line);
  return spawn (self, command_line, terminal, &json);
}

CtlProcess *
ctl_harness_start (CtlHarness *self, const char *command_line, ...)
{
  CtlProcess *process = g_new0 (CtlProcess, 1);
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, command_line);
  text = g_strdup_vprintf (command_line, arguments);
  va_end (arguments);
  g_test_message ("ferryctl %s &", text);
  process->subprocess = spawn (self, text, -1, &process->json);
  process->out = g_string_new (NULL);
  return process;
}

/* Until standard output holds @text. */
void
ctl_process_wait_for (CtlProcess *process, const char *text)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process->subprocess);
  g_autoptr (GError) error = NULL;

  while (strstr (process->out->str, text) == NULL)
    {
      char buffer[4096];
      gssize length = g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (length, >, 0);
      g_string_append_len (process->out, buffer, length);
    }
}

void
ctl_process_send_signal (CtlProcess *process, int number)
{
  g_subprocess_send_signal (process->subprocess, number);
}

/* Ends it without a word, as a power cut would. */
void
ctl_process_kill (CtlProcess *process)
{
  g_subprocess_send_signal (process->subprocess, SIGKILL);
  g_assert_true (g_subprocess_wait (process->subprocess, NULL, NULL));
  g_object_unref (process->subprocess);
  g_string_free (process->out, TRUE);
  g_free (process);
}

CtlRun *
ctl_process_finish (CtlProcess *process)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = NULL;
  char *err = NULL;
  CtlRun *run;

  g_subprocess_communicate_utf8 (process->subprocess, NULL, NULL, &rest, &err, &error);
  g_assert_no_error (error);
  g_string_append (process->out, rest);
  run = run_new (process->subprocess, g_string_free (process->out, FALSE), err, process->json);
  g_object_unref (process->subprocess);
  g_free (process);
  return run;
}

void
ctl_run_free (CtlRun *run)
{
  g_free (run->out);
  g_free (run->err);
  g_ptr_array_unref (run->lines);
  g_free (run);
}

/* The only document, or the last line. */
JsonObject *
ctl_run_get_last (CtlRun *run)
{
  g_assert_cmpuint (run->lines->len, >, 0);
  return json_node_get_object (g_ptr_array_index (run->lines, run->lines->len - 1));
}

guint
ctl_run_count_events (CtlRun *run, const char *event)
{
  guint n = 0;

  for (guint i = 0; i < run->lines->len; i++)
    {
      JsonObject *line = json_node_get_object (g_ptr_array_index (run->lines, i));

      n += g_strcmp0 (json_object_get_string_member_with_default (line, "event", NULL), event) == 0 ? 1 : 0;
    }
  return n;
}

JsonObject *
ctl_run_get_error (CtlRun *run)
{
  JsonNode *node = json_object_get_member (ctl_run_get_last (run), "error");

  g_assert_nonnull (node);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonObject *
ctl_run_get_operation (CtlRun *run, guint position)
{
  JsonArray *operations = json_object_get_array_member (ctl_run_get_last (run), "operations");

  g_assert_cmpuint (json_array_get_length (operations), >, position);
  return json_array_get_object_element (operations, position);
}

JsonObject *
ctl_run_get_replica (CtlRun *run, guint operation, guint position)
{
  JsonArray *replicas = json_object_get_array_member (ctl_run_get_operation (run, operation), "replicas");

  g_assert_cmpuint (json_array_get_length (replicas), >, position);
  return json_array_get_object_element (replicas, position);
}

void
ctl_assert_status (CtlRun *run, int status)
{
  if (run->status != status)
    g_test_message ("expected exit %d", status);
  g_assert_cmpint (run->status, ==, status);
}

/* Failed in the way that the interface says: exit status, reason, one whole sentence at least, nothing secret. */
void
ctl_assert_failed (CtlRun *run, int status, const char *reason)
{
  JsonObject *last = ctl_run_get_last (run);
  JsonObject *error = ctl_run_get_error (run);
  JsonArray *errors = json_object_get_array_member (last, "errors");

  g_assert_nonnull (error);
  ctl_assert_error_members (error);
  g_assert_cmpstr (json_object_get_string_member (error, "reason"), ==, reason);
  ctl_assert_status (run, status);
  g_assert_cmpuint (json_array_get_length (errors), >, 0);
  for (guint i = 0; i < json_array_get_length (errors); i++)
    ctl_assert_error_members (json_array_get_object_element (errors, i));
  g_assert_true (
    json_node_equal (json_object_get_member (last, "error"), json_array_get_element (errors, 0)));
  if (json_object_has_member (last, "event"))
    {
      ctl_assert_members (last, "event exit error errors operations");
      g_assert_cmpint (json_object_get_int_member (last, "exit"), ==, status);
    }
  else
    {
      ctl_assert_members (last, "error errors");
    }
  g_assert_true (g_str_has_prefix (run->err, "ferryctl: "));
  g_assert_nonnull (strstr (run->err, json_object_get_string_member (error, "message")));
  g_assert_null (strstr (run->err, EMULATOR_DEFAULT_SECRET_KEY));
  g_assert_null (strstr (run->out, EMULATOR_DEFAULT_SECRET_KEY));
}

/* Exactly these members, parted by blanks. */
void
ctl_assert_members (JsonObject *object, const char *members)
{
  g_auto (GStrv) names = g_strsplit (members, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!json_object_has_member (object, names[i]))
        g_error ("member %s is missing", names[i]);
    }
  g_assert_cmpuint (json_object_get_size (object), ==, g_strv_length (names));
}

void
ctl_assert_error_members (JsonObject *error)
{
  const char *message = json_object_get_string_member (error, "message");

  ctl_assert_members (error, "reason message image region status request_id");
  g_assert_cmpuint (strlen (message), >, 10);
  g_assert_true (g_str_has_suffix (message, ".") || g_str_has_suffix (message, "?"));
}

static void
assert_replica_members (JsonObject *replica)
{
  JsonNode *progress = json_object_get_member (replica, "progress");
  JsonNode *error = json_object_get_member (replica, "error");

  ctl_assert_members (replica, "source replica state waiting_for progress error");
  if (!JSON_NODE_HOLDS_NULL (progress))
    g_assert_true (json_node_get_value_type (progress) == G_TYPE_INT64);
  if (!JSON_NODE_HOLDS_NULL (error))
    ctl_assert_error_members (json_node_get_object (error));
}

void
ctl_assert_operation_members (JsonObject *operation)
{
  JsonArray *replicas = json_object_get_array_member (operation, "replicas");
  JsonNode *plan = json_object_get_member (operation, "plan");

  ctl_assert_members (operation, "id source target state replicas plan");
  g_assert_cmpuint (json_array_get_length (replicas), >, 0);
  for (guint i = 0; i < json_array_get_length (replicas); i++)
    assert_replica_members (json_array_get_object_element (replicas, i));
  if (!JSON_NODE_HOLDS_NULL (plan))
    {
      ctl_assert_members (json_node_get_object (plan), "calls images snapshots");
      ctl_assert_members (json_object_get_object_member (json_node_get_object (plan), "images"),
                          "used limit adds");
      ctl_assert_members (json_object_get_object_member (json_node_get_object (plan), "snapshots"),
                          "used limit adds");
    }
}
