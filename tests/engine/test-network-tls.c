/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secure connections, and proxies on the way. The certificate of test-network.pem is trusted here; that of
 * data/self-signed.pem is nobody's. Nothing in the program can switch the checks off. */
#include "config.h"

#include "test-network-common.h"

#define SPEED 20
#define FAST 100
#define ENDPOINT "https://{service}.ferry.test"

/* The system's proxy settings, as far as GIO knows. */
typedef struct
{
  GObject parent_instance;
} SystemProxy;

typedef GObjectClass SystemProxyClass;

static GType system_proxy_get_type (void);
static void system_proxy_iface_init (GProxyResolverInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SystemProxy,
                         system_proxy,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, system_proxy_iface_init))

static char *proxy_uri; /* (owned) (nullable): none */

static gboolean
system_proxy_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
system_proxy_lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  const char *proxies[] = { proxy_uri != NULL ? proxy_uri : "direct://", NULL };

  return g_strdupv ((char **) proxies);
}

static void
system_proxy_lookup_async (GProxyResolver *resolver,
                           const char *uri,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, system_proxy_lookup (resolver, uri, NULL, NULL), (GDestroyNotify) g_strfreev);
}

static char **
system_proxy_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
system_proxy_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = system_proxy_is_supported;
  iface->lookup = system_proxy_lookup;
  iface->lookup_async = system_proxy_lookup_async;
  iface->lookup_finish = system_proxy_lookup_finish;
}

static void
system_proxy_class_init (SystemProxyClass *klass)
{
}

static void
system_proxy_init (SystemProxy *self)
{
}

static GTlsCertificate *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static GTlsCertificate *
load_good (void)
{
  return load ("engine", "test-network.pem");
}

static GTlsCertificate *
load_bad (void)
{
  return load ("data", "self-signed.pem");
}

static guint
count_everything (NetworkTest *test)
{
  g_autofree char *log = emulator_thread_dup_requests_json (test->harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (log, NULL);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (root), "requests"));
}

static void
assert_refused (NetworkTest *test, FerryReason reason)
{
  g_autoptr (FerrySubmission) submission = network_test_ask (test, "cn-east-1", 1);
  FerryProblem *problem;

  g_assert_null (submission->created);
  g_assert_cmpuint (submission->problems->len, ==, 1);
  problem = g_ptr_array_index (submission->problems, 0);
  g_test_message ("%s", problem->message);
  g_assert_cmpint (problem->reason, ==, reason);
  g_assert_cmpuint (count_everything (test), ==, 0);
}

static void
test_trusted (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, NULL, good);

  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_untrusted (void)
{
  g_autoptr (GTlsCertificate) bad = load_bad ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, NULL, bad);

  assert_refused (test, FERRY_REASON_TLS);
}

/* Trusted, and another host's. */
static void
test_wrong_host (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, "https://ferry.test", good);

  proxy_uri = g_strdup_printf ("http://127.0.0.1:%u", network_proxy_get_port (test->proxy));
  network_proxy_set_connect (test->proxy, TRUE, 200);
  assert_refused (test, FERRY_REASON_TLS);
  g_clear_pointer (&proxy_uri, g_free);
}

/* Somebody steps in between right before the request to copy, which never leaves, and goes away again. */
static void
test_stranger_steps_in (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (GTlsCertificate) bad = load_bad ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, NULL, good);

  network_test_copy (test, 1);
  network_proxy_set_certificate (test->proxy, bad);
  network_test_wait_for_news (test, "waiting for network: tls", 20);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  network_proxy_set_certificate (test->proxy, good);
  network_test_assert_done (test, "never-sent: tls, accepted", 1);
}

static void
test_stranger_while_pending (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (GTlsCertificate) bad = load_bad ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (SPEED, NULL, good);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_proxy_set_certificate (test->proxy, bad);
  network_proxy_cut_all (test->proxy);
  network_test_wait_for_news (test, "pending, waiting for network: tls", 20);
  network_proxy_set_certificate (test->proxy, good);
  network_test_assert_done (test, "accepted", 1);
}

static void
test_slow_handshake (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, NULL, good);

  network_proxy_set_delay (test->proxy, 300);
  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
  g_assert_cmpuint (test->sees->len, ==, 1);
}

/* Taken, and not a byte of the handshake: it is the network that fails, and nothing was sent. */
static void
test_silent_handshake (void)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  g_autoptr (NetworkTest) test = network_test_new_with_tls (FAST, NULL, good);

  network_test_copy (test, 1);
  network_proxy_set_connect (test->proxy, TRUE, 200);
  network_test_wait_for_news (test, "waiting for network: network", 20);
  network_proxy_set_connect (test->proxy, FALSE, 200);
  network_test_assert_done (test, "never-sent: network, accepted", 1);
}

static NetworkTest *
new_behind_proxy (double speed)
{
  g_autoptr (GTlsCertificate) good = load_good ();
  NetworkTest *test = network_test_new_with_tls (speed, ENDPOINT, good);

  network_proxy_set_connect (test->proxy, TRUE, 200);
  g_free (proxy_uri);
  proxy_uri = g_strdup_printf ("http://127.0.0.1:%u", network_proxy_get_port (test->proxy));
  return test;
}

static void
test_proxy (void)
{
  g_autoptr (NetworkTest) test = new_behind_proxy (FAST);

  network_test_copy (test, 1);
  network_test_assert_done (test, "accepted", 1);
  /* One connection for the request to copy, at least one for all the rest, and one to the other service. */
  g_assert_cmpuint (network_proxy_get_n_connects (test->proxy), >=, 3);
}

/* The proxy wants a password, or does not get through: nothing was sent, and it is not the service that is to
 * blame. */
static void
test_proxy_refuses (gconstpointer data)
{
  guint status = GPOINTER_TO_UINT (data);
  g_autoptr (NetworkTest) test = new_behind_proxy (FAST);

  network_test_copy (test, 1);
  network_proxy_set_connect (test->proxy, TRUE, status);
  network_test_wait_for_news (test, "waiting for network: network", 20);
  g_assert_cmpuint (engine_harness_count_requests (test->harness, "copyImages"), ==, 0);
  network_proxy_set_connect (test->proxy, TRUE, 200);
  network_test_assert_done (test, "never-sent: network, accepted", 1);
}

static void
test_proxy_down (void)
{
  g_autoptr (NetworkTest) test = new_behind_proxy (SPEED);

  network_test_copy (test, 1);
  network_test_wait_for_state (test, FERRY_STATE_PENDING, 20);
  network_proxy_go_down (test->proxy);
  network_proxy_cut_all (test->proxy);
  network_test_wait_for_news (test, "pending, waiting for network: network", 20);
  network_proxy_come_up (test->proxy);
  network_test_assert_done (test, "accepted", 1);
}

static gboolean
prepare_trust (void)
{
  g_autofree char *anchors = g_test_build_filename (G_TEST_DIST, "engine", "test-network.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return FALSE;
  database = g_tls_file_database_new (anchors, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  return TRUE;
}

static void
prepare_proxy (void)
{
  GIOExtensionPoint *point = g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);

  g_io_extension_point_set_required_type (point, G_TYPE_PROXY_RESOLVER);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, system_proxy_get_type (),
                                  "ferry-test", 1000);
}

static void
add_tests (void)
{
  g_test_add_func ("/network-tls/trusted", test_trusted);
  g_test_add_func ("/network-tls/untrusted", test_untrusted);
  g_test_add_func ("/network-tls/wrong-host", test_wrong_host);
  g_test_add_func ("/network-tls/stranger-steps-in", test_stranger_steps_in);
  g_test_add_func ("/network-tls/stranger-while-pending", test_stranger_while_pending);
  g_test_add_func ("/network-tls/slow-handshake", test_slow_handshake);
  g_test_add_func ("/network-tls/silent-handshake", test_silent_handshake);
  g_test_add_func ("/network-tls/proxy/copy", test_proxy);
  g_test_add_data_func ("/network-tls/proxy/wants-password", GUINT_TO_POINTER (407), test_proxy_refuses);
  g_test_add_data_func ("/network-tls/proxy/bad-gateway", GUINT_TO_POINTER (502), test_proxy_refuses);
  g_test_add_data_func ("/network-tls/proxy/forbids", GUINT_TO_POINTER (403), test_proxy_refuses);
  g_test_add_func ("/network-tls/proxy/down", test_proxy_down);
}

int
main (int argc, char *argv[])
{
  int result;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "ferry-test", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  prepare_proxy ();
  if (!prepare_trust ())
    {
      g_print ("1..0 # SKIP GIO has no TLS backend here\n");
      return 0;
    }
  add_tests ();
  result = g_test_run ();
  g_free (proxy_uri);
  return result;
}
