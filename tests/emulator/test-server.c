/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server as a whole: control addresses, the same answers for the same seed, many images, both ways to run it in a
 * process, and the program. */

#include "config.h"

#include "emulator-client.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define NORTH "/v1/regions/cn-north-1"

static JsonNode *
dup_state (Client *client)
{
  JsonNode *state = client_control (client, "GET", "state", "");

  assert_ok (client);
  return state;
}

static void
control_well (Client *client, const char *path, const char *body)
{
  g_autoptr (JsonNode) answer = client_control (client, "POST", path, body);

  assert_ok (client);
}

static void
test_request_log (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autofree char *id = client_find (client, "cn-north-1", "uefi-rocky9");
  g_autoptr (JsonNode) copy = client_copy (client, "cn-north-1", id, "cn-east-1");
  g_autoptr (JsonNode) again = client_copy (client, "cn-north-1", id, "cn-east-1");
  g_autoptr (JsonNode) requests = client_control (client, "GET", "requests", "");
  g_autoptr (JsonNode) cleared = NULL;
  g_autoptr (JsonNode) empty = NULL;

  g_assert_cmpuint (json_length (requests, "requests"), ==, 3);
  g_assert_cmpstr (json_text (requests, "requests.0.method"), ==, "GET");
  g_assert_cmpstr (json_text (requests, "requests.0.path"), ==, NORTH "/images");
  g_assert_cmpstr (json_text (requests, "requests.0.query"), ==, "imageSource=private&imageName=uefi-rocky9");
  g_assert_cmpstr (json_text (requests, "requests.0.operation"), ==, "describeImages");
  g_assert_false (json_node_get_boolean (json_at (requests, "requests.0.acted")));
  g_assert_cmpstr (json_text (requests, "requests.1.operation"), ==, "copyImages");
  g_assert_nonnull (strstr (json_text (requests, "requests.1.body"), id));
  g_assert_cmpint (json_number (requests, "requests.1.status"), ==, 200);
  g_assert_true (json_node_get_boolean (json_at (requests, "requests.1.acted")));
  g_assert_cmpint (json_number (requests, "requests.2.status"), ==, 400);
  g_assert_cmpstr (json_text (requests, "requests.2.error"), ==, "FAILED_PRECONDITION");
  g_assert_false (json_node_get_boolean (json_at (requests, "requests.2.acted")));
  g_assert_null (strstr (client->body, EMULATOR_DEFAULT_SECRET_KEY));
  g_assert_null (strstr (client->body, "Signature="));
  cleared = client_control (client, "DELETE", "requests", "");
  assert_ok (client);
  empty = client_control (client, "GET", "requests", "");
  g_assert_cmpuint (json_length (empty, "requests"), ==, 0);
}

static void
test_state (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;

  options.time_scale = 0;
  client = client_new (&options);
  before = dup_state (client);
  g_assert_cmpuint (json_length (before, "regions"), ==, 4);
  g_assert_cmpstr (json_text (before, "regions.0.id"), ==, "cn-north-1");
  g_assert_cmpint (json_number (before, "regions.0.quotas.images.limit"), ==, 40);
  g_assert_cmpint (json_number (before, "regions.0.quotas.images.used"), ==, 24);
  g_assert_cmpint (json_number (before, "regions.0.quotas.snapshots.limit"), ==, 80);
  /* The private ones and those of other sources. */
  g_assert_cmpuint (json_length (before, "regions.0.images"), ==, 29);
  g_assert_nonnull (json_at (before, "regions.0.images.0.answer.imageId"));
  g_assert_cmpuint (json_length (before, "tasks"), ==, 2);
  g_assert_cmpuint (json_length (before, "faults"), ==, 0);
  control_well (client, "advance", "{\"seconds\":1000}");
  after = dup_state (client);
  g_assert_cmpuint (json_length (after, "tasks"), ==, 0);
  g_assert_cmpint (json_number (after, "now") - json_number (before, "now"), ==, 1000);
}

static void
test_images (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) added = client_control (
    client, "POST", "images",
    "{\"region\":\"cn-south-1\",\"name\":\"新镜像\",\"status\":\"error\",\"sizeMB\":7,\"progress\":-1,"
    "\"architecture\":\"arm64\",\"disks\":[{\"sizeGB\":60},{\"sizeGB\":70,\"encrypted\":true},"
    "{\"sizeGB\":80,\"snapshot\":false}]}");
  g_autoptr (JsonNode) shown = NULL;
  g_autofree char *change = NULL;
  g_autofree char *removal = NULL;
  g_autoptr (JsonNode) changed = NULL;
  g_autoptr (JsonNode) gone = NULL;

  assert_ok (client);
  id = g_strdup (json_text (added, "id"));
  shown = client_show (client, "cn-south-1", id);
  g_assert_cmpstr (json_text (shown, "result.image.name"), ==, "新镜像");
  g_assert_cmpstr (json_text (shown, "result.image.status"), ==, "error");
  g_assert_null (json_at (shown, "result.image.progress"));
  g_assert_cmpint (json_number (shown, "result.image.systemDiskSizeGB"), ==, 60);
  g_assert_cmpuint (json_length (shown, "result.image.dataDisks"), ==, 2);
  g_assert_null (json_at (shown, "result.image.dataDisks.1.cloudDisk.snapshotId"));
  change = g_strdup_printf (
    "{\"region\":\"cn-south-1\",\"id\":\"%s\",\"status\":\"ready\",\"description\":\"d\"}", id);
  control_well (client, "images", change);
  changed = client_show (client, "cn-south-1", id);
  g_assert_cmpstr (json_text (changed, "result.image.status"), ==, "ready");
  g_assert_cmpstr (json_text (changed, "result.image.desc"), ==, "d");
  removal = g_strdup_printf ("{\"region\":\"cn-south-1\",\"id\":\"%s\",\"remove\":true}", id);
  control_well (client, "images", removal);
  gone = client_show (client, "cn-south-1", id);
  g_assert_cmpuint (client->status, ==, 404);
}

static void
test_faults_by_control (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autoptr (JsonNode) wrong = client_control (client, "POST", "faults", "{\"fault\":\"explode\"}");
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) cleared = NULL;
  g_autoptr (JsonNode) list = NULL;

  g_assert_cmpuint (client->status, ==, 400);
  g_assert_nonnull (json_text (wrong, "message"));
  control_well (client, "faults", "[{\"fault\":\"error\",\"count\":0},{\"fault\":\"slow\",\"ms\":1}]");
  list = client_get (client, NORTH "/images?imageSource=private");
  g_assert_cmpuint (client->status, ==, 500);
  state = dup_state (client);
  g_assert_cmpuint (json_length (state, "faults"), ==, 2);
  g_assert_cmpint (json_number (state, "faults.0.hits"), ==, 1);
  cleared = client_control (client, "DELETE", "faults", "");
  g_clear_pointer (&list, json_node_unref);
  list = client_get (client, NORTH "/images?imageSource=private");
  assert_ok (client);
}

static void
refuse_control (Client *client, const char *method, const char *path, const char *body, guint http)
{
  g_autoptr (JsonNode) answer = client_control (client, method, path, body);

  g_test_message ("%s %s %s", method, path, body);
  g_assert_cmpuint (client->status, ==, http);
}

static void
test_control_refusals (void)
{
  g_autoptr (Client) client = client_new (NULL);

  refuse_control (client, "GET", "nothing", "", 404);
  refuse_control (client, "GET", "faults", "", 404);
  refuse_control (client, "POST", "faults", "", 400);
  refuse_control (client, "POST", "advance", "", 400);
  refuse_control (client, "POST", "advance", "{\"seconds\":[]}", 400);
  refuse_control (client, "POST", "quotas", "{\"images\":1}", 400);
  refuse_control (client, "POST", "images", "{\"region\":\"cn-west-9\"}", 400);
  refuse_control (client, "POST", "images", "[]", 400);
}

static void
test_not_from_a_page (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autofree char *uri = g_strconcat (emulator_thread_get_uri (client->emulator), "/_emulator/state", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_headers_replace (soup_message_get_request_headers (message), "Origin", "https://example.org");
  answer = soup_session_send_and_read (client->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 403);
}

/* The bodies of a few answers of a cloud, joined. */
static char *
play (guint32 seed)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autoptr (JsonNode) third = NULL;

  options.seed = seed;
  options.time_scale = 0;
  options.epoch = 1780000000;
  client = client_new (&options);
  first = client_get (client, NORTH "/images?imageSource=private&pageSize=100");
  g_string_append (all, client->body);
  id = client_find (client, "cn-north-1", "redis-cluster-node");
  second = client_copy (client, "cn-north-1", id, "cn-east-1");
  g_string_append (all, client->body);
  emulator_thread_advance (client->emulator, 30);
  third = client_get (client, "/v1/regions/cn-east-1/images?imageSource=private");
  g_string_append (all, client->body);
  return g_string_free_and_steal (g_steal_pointer (&all));
}

static void
test_determinism (void)
{
  g_autofree char *first = play (7);
  g_autofree char *same = play (7);
  g_autofree char *other = play (8);

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, other);
}

static void
test_many_images (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  g_autoptr (JsonNode) last = NULL;
  g_autoptr (JsonNode) state = NULL;

  options.images = EMULATOR_MAX_IMAGES;
  client = client_new (&options);
  last = client_get (client, NORTH "/images?imageSource=private&pageNumber=200&pageSize=100");
  g_assert_cmpuint (json_length (last, "result.images"), ==, 100);
  g_assert_cmpint (json_number (last, "result.totalCount"), ==, EMULATOR_MAX_IMAGES);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GBytes **answer = user_data;

  *answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

/* As --demo does: server and client on one main loop. */
static void
test_in_process (void)
{
  EmulatorServer *server = emulator_server_new (NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *answer = NULL;

  g_assert_null (emulator_server_get_uri (server));
  emulator_server_start (server, 0, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (emulator_server_get_uri (server), "http://127.0.0.1:"));
  uri = g_strconcat (emulator_server_get_uri (server), NORTH "/images", NULL);
  message = soup_message_new ("GET", uri);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, answered_cb, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_message_get_status (message), ==, 401);
  g_bytes_unref (answer);
  soup_session_abort (session);
  emulator_server_stop (server);
  g_assert_null (emulator_server_get_uri (server));
  g_assert_finalize_object (server);
}

static void
test_port_in_use (void)
{
  g_autoptr (Client) client = client_new (NULL);
  g_autoptr (EmulatorServer) server = emulator_server_new (NULL);
  g_autoptr (GError) error = NULL;
  const char *uri = emulator_thread_get_uri (client->emulator);

  g_assert_false (emulator_server_start (server, (guint16) atoi (strrchr (uri, ':') + 1), &error));
  g_assert_nonnull (error);
  g_assert_null (emulator_server_get_uri (server));
}

static GSubprocess *
spawn (const char *const *argv, char **uri)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "EMULATOR_SECRET_KEY", "from-the-environment", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  *uri = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  return process;
}

static void
send_plain (const char *method, const char *uri, const char *path, guint http)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *target = g_strconcat (uri, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, target);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, http);
}

static void
expect_exit (GSubprocess *process, int status)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
}

static void
test_program (void)
{
  const char *const argv[] = { g_getenv ("EMULATOR_PROGRAM"), "--port", "0", "--images", "12", NULL };
  static const int ends[] = { SIGTERM, SIGINT, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *uri = NULL;
      g_autoptr (GSubprocess) process = spawn (argv, &uri);

      g_assert_true (g_str_has_prefix (uri, "http://127.0.0.1:"));
      send_plain ("GET", uri, NORTH "/images", 401);
      if (ends[i] != 0)
        g_subprocess_send_signal (process, ends[i]);
      else
        send_plain ("POST", uri, "/_emulator/quit", 200);
      expect_exit (process, 0);
    }
}

static void
test_program_usage (void)
{
  static const char *const wrong[][3] = {
    { "--port", "70000" },
    { "--images", "20001" },
    { "--time-scale", "-1" },
    { "--nonsense" },
    { "argument" },
    { "--faults", "/none" },
    { "--secret-key-file", "/none" },
    { "--token-encoding", "hex" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const argv[] = { g_getenv ("EMULATOR_PROGRAM"), wrong[i][0], wrong[i][1], NULL };
      g_autofree char *uri = NULL;
      g_autoptr (GSubprocess) process = spawn (argv, &uri);

      g_test_message ("%s", wrong[i][0]);
      g_assert_null (uri);
      expect_exit (process, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/server/request-log", test_request_log);
  g_test_add_func ("/emulator/server/state", test_state);
  g_test_add_func ("/emulator/server/images", test_images);
  g_test_add_func ("/emulator/server/faults", test_faults_by_control);
  g_test_add_func ("/emulator/server/control-refusals", test_control_refusals);
  g_test_add_func ("/emulator/server/not-from-a-page", test_not_from_a_page);
  g_test_add_func ("/emulator/server/determinism", test_determinism);
  g_test_add_func ("/emulator/server/many-images", test_many_images);
  g_test_add_func ("/emulator/server/in-process", test_in_process);
  g_test_add_func ("/emulator/server/port-in-use", test_port_in_use);
  g_test_add_func ("/emulator/server/program", test_program);
  g_test_add_func ("/emulator/server/program-usage", test_program_usage);
  return g_test_run ();
}
