/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-network-common.h"

#include "emulator/emulator-options.h"

#define TARGET "cn-east-1"
#define NAME "ci-runner-golden"
#define PUMP_MS 4

typedef struct
{
  NetworkTest *test;
  const char *news;
} Wanted;

static NetworkTest *
new_closed (double speed)
{
  NetworkTest *self = g_new0 (NetworkTest, 1);
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = speed;
  self->harness = engine_harness_new_closed (&options);
  self->sees = g_ptr_array_new_with_free_func (g_free);
  self->image = engine_harness_find_image (self->harness, "cn-north-1", NAME);
  return self;
}

static void
open_engine (NetworkTest *self)
{
  engine_harness_open_engine (self->harness);
  engine_harness_be_impatient (self->harness);
}

/* Straight to a cloud whose clock runs @speed times as fast as ours. */
NetworkTest *
network_test_new (double speed)
{
  NetworkTest *self = new_closed (speed);

  open_engine (self);
  return self;
}

/* Through a network that fails when told to. */
NetworkTest *
network_test_new_with_proxy (double speed)
{
  NetworkTest *self = new_closed (speed);

  self->proxy = network_proxy_new (emulator_thread_get_uri (self->harness->emulator));
  self->harness->endpoint = g_strdup_printf ("http://127.0.0.1:%u", network_proxy_get_port (self->proxy));
  open_engine (self);
  return self;
}

/* Over TLS, at @endpoint (nullable: the address of the network itself). */
NetworkTest *
network_test_new_with_tls (double speed, const char *endpoint, GTlsCertificate *certificate)
{
  NetworkTest *self = new_closed (speed);

  self->proxy = network_proxy_new (emulator_thread_get_uri (self->harness->emulator));
  network_proxy_set_certificate (self->proxy, certificate);
  self->harness->endpoint =
    endpoint != NULL ? g_strdup (endpoint)
                     : g_strdup_printf ("https://127.0.0.1:%u", network_proxy_get_port (self->proxy));
  open_engine (self);
  return self;
}

static gboolean
pump_cb (gpointer user_data)
{
  NetworkTest *self = user_data;
  gint64 now = g_get_monotonic_time ();
  double speed = *(double *) g_object_get_data (G_OBJECT (self->harness->clock), "speed");

  ferry_clock_advance (self->harness->clock, (gint64) ((now - self->pumped) * speed));
  self->pumped = now;
  return G_SOURCE_CONTINUE;
}

/* The engine's clock runs as fast as the cloud's, so that hours pass in seconds. It stands still at first. */
NetworkTest *
network_test_new_with_clock (double speed)
{
  NetworkTest *self = new_closed (speed);

  self->harness->clock = ferry_clock_new_manual (g_get_real_time (), g_get_monotonic_time ());
  g_object_set_data_full (G_OBJECT (self->harness->clock), "speed", g_memdup2 (&speed, sizeof speed), g_free);
  open_engine (self);
  return self;
}

void
network_test_run_clock (NetworkTest *self, gboolean run)
{
  g_clear_handle_id (&self->pump, g_source_remove);
  self->pumped = g_get_monotonic_time ();
  if (run)
    self->pump = g_timeout_add (PUMP_MS, pump_cb, self);
}

static void
unwatch (NetworkTest *self)
{
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (ferry_operation_get_replica (self->operation, 0), self);
  g_clear_object (&self->operation);
}

void
network_test_free (NetworkTest *self)
{
  g_clear_handle_id (&self->pump, g_source_remove);
  unwatch (self);
  engine_harness_close_engine (self->harness);
  g_clear_pointer (&self->proxy, network_proxy_free);
  engine_harness_free (self->harness);
  g_ptr_array_unref (self->sees);
  g_free (self->image);
  g_free (self);
}

static void
replica_changed_cb (FerryReplica *replica, GParamSpec *pspec, NetworkTest *self)
{
  char *news = engine_harness_describe_replica (replica);

  self->was_slow |= ferry_replica_get_slow (replica);
  if (news == NULL || network_test_saw (self, news))
    {
      g_free (news);
      return;
    }
  g_test_message ("%s", news);
  g_ptr_array_add (self->sees, news);
}

void
network_test_watch (NetworkTest *self, FerryOperation *operation)
{
  unwatch (self);
  self->operation = g_object_ref (operation);
  g_signal_connect (ferry_operation_get_replica (operation, 0), "notify", G_CALLBACK (replica_changed_cb),
                    self);
}

FerrySubmission *
network_test_ask (NetworkTest *self, const char *target, guint settle)
{
  const char *images[] = { self->image, NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", target, images);

  request->settle_seconds = settle;
  return engine_harness_request (self->harness, request);
}

void
network_test_copy (NetworkTest *self, guint settle)
{
  g_autoptr (FerrySubmission) submission = network_test_ask (self, TARGET, settle);

  g_assert_nonnull (submission->created);
  network_test_watch (self, submission->created);
}

/* Another process goes on with the work, with @secret for a key. */
void
network_test_restart (NetworkTest *self, const char *secret)
{
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (self->operation));

  unwatch (self);
  engine_harness_close_engine (self->harness);
  engine_harness_open_without_keys (self->harness);
  network_test_watch (self, ferry_engine_find_operation (self->harness->engine, uid));
  engine_harness_add_keys (self->harness, secret);
  engine_harness_be_impatient (self->harness);
}

static gboolean
time_passed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* To the service of one region, all kinds together. */
guint
network_test_count_requests (NetworkTest *self, const char *region)
{
  g_autofree char *log = emulator_thread_dup_requests_json (self->harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    if (g_strcmp0 (json_object_get_string_member (json_array_get_object_element (requests, i), "region"),
                   region) == 0)
      n++;
  return n;
}

void
network_test_pass_time (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, time_passed_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
network_test_saw (NetworkTest *self, const char *news)
{
  return g_ptr_array_find_with_equal_func (self->sees, news, g_str_equal, NULL);
}

static gboolean
has_news (gpointer data)
{
  Wanted *wanted = data;

  return network_test_saw (wanted->test, wanted->news);
}

void
network_test_wait_for_news (NetworkTest *self, const char *news, guint seconds)
{
  Wanted wanted = { self, news };

  engine_harness_run_until (has_news, &wanted, seconds);
}

void
network_test_wait_for_state (NetworkTest *self, FerryState state, guint seconds)
{
  engine_harness_wait_state (ferry_operation_get_replica (self->operation, 0), state, seconds);
}

/* Waits for the end: one replica, @sent requests to copy in the cloud, and @journal about them. */
void
network_test_assert_done (NetworkTest *self, const char *journal, guint sent)
{
  g_autofree char *audit = NULL;

  engine_harness_wait_rest (self->operation, 60);
  audit = engine_harness_dup_audit (self->harness, "copyImages");
  g_assert_cmpint (ferry_operation_get_state (self->operation), ==, FERRY_OPERATION_DONE);
  g_assert_cmpuint (engine_harness_count_replicas (self->harness, TARGET, self->image), ==, 1);
  g_assert_cmpuint (engine_harness_count_requests (self->harness, "copyImages"), ==, sent);
  g_assert_cmpstr (audit, ==, journal);
}
