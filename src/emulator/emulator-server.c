/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTP server, on the loopback address alone. It lives on the thread that starts it and works whenever
 * that thread's default main context runs; EmulatorThread gives it a thread of its own. */

#include "config.h"

#include "emulator/emulator-server.h"

#include <libsoup/soup.h>

#include "emulator/emulator-control.h"
#include "emulator/emulator-delivery.h"
#include "emulator/emulator-service.h"

struct _EmulatorServer
{
  GObject parent_instance;

  EmulatorService *service;   /* (owned) */
  EmulatorDelivery *delivery; /* (owned) */
  SoupServer *soup;           /* (owned) (nullable): while it is started */
  char *uri;                  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (EmulatorServer, emulator_server, G_TYPE_OBJECT)

enum
{
  SIGNAL_QUIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GBytes *
get_body (SoupServerMessage *message)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (message));
}

static void
answer_control (EmulatorServer *self, SoupServerMessage *message, const char *path)
{
  g_autoptr (GBytes) body = get_body (message);
  gboolean quit = FALSE;
  EmulatorAnswer *answer;

  /* No page in a browser may steer the emulator. */
  if (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Origin") != NULL)
    answer = emulator_answer_new_plain (403, "{\"message\":\"Not from a web page\"}");
  else
    answer =
      emulator_control_answer (self->service, soup_server_message_get_method (message), path, body, &quit);
  emulator_delivery_send (self->delivery, message, NULL, answer);
  if (quit)
    g_signal_emit (self, signals[SIGNAL_QUIT], 0);
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  EmulatorServer *self = EMULATOR_SERVER (user_data);
  GUri *uri = soup_server_message_get_uri (message);
  const char *raw_path = g_uri_get_path (uri);
  g_autoptr (EmulatorCall) call = NULL;
  g_autoptr (GBytes) body = NULL;

  if (g_str_has_prefix (raw_path, "/_emulator/"))
    {
      answer_control (self, message, raw_path);
      return;
    }
  body = get_body (message);
  call = emulator_call_new (soup_server_message_get_method (message), raw_path, g_uri_get_query (uri), body);
  emulator_delivery_send (
    self->delivery, message, call,
    emulator_service_answer (self->service, call, soup_server_message_get_request_headers (message)));
}

static void
emulator_server_finalize (GObject *object)
{
  EmulatorServer *self = EMULATOR_SERVER (object);

  emulator_server_stop (self);
  g_clear_pointer (&self->delivery, emulator_delivery_free);
  g_clear_pointer (&self->service, emulator_service_free);
  G_OBJECT_CLASS (emulator_server_parent_class)->finalize (object);
}

static void
emulator_server_class_init (EmulatorServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = emulator_server_finalize;

  /* Somebody asked by POST /_emulator/quit that the program end. */
  signals[SIGNAL_QUIT] =
    g_signal_new ("quit", EMULATOR_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
emulator_server_init (EmulatorServer *self)
{
}

/* A server for the cloud that @options (nullable: the demo) describe, not yet started. */
EmulatorServer *
emulator_server_new (const EmulatorOptions *options)
{
  static const EmulatorOptions defaults = EMULATOR_OPTIONS_INIT;
  EmulatorServer *self = g_object_new (EMULATOR_TYPE_SERVER, NULL);

  if (options == NULL)
    options = &defaults;
  self->service = emulator_service_new (options);
  self->delivery = emulator_delivery_new (options->clock_offset);
  return self;
}

/* Listens on 127.0.0.1:@port, 0 for any free port, in the caller's thread-default main context. */
gboolean
emulator_server_start (EmulatorServer *self, guint16 port, GError **error)
{
  g_autoptr (SoupServer) soup = NULL;
  GSList *uris;

  g_return_val_if_fail (EMULATOR_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->soup == NULL, FALSE);

  soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (soup, NULL, request_cb, self, NULL);
  if (!soup_server_listen_local (soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  uris = soup_server_get_uris (soup);
  self->uri = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->soup = g_steal_pointer (&soup);
  return TRUE;
}

/* Closes the port and every connection. The cloud stays as it is. */
void
emulator_server_stop (EmulatorServer *self)
{
  g_return_if_fail (EMULATOR_IS_SERVER (self));

  emulator_delivery_drop (self->delivery);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->uri, g_free);
}

/* "http://127.0.0.1:PORT"; %NULL while it is not started. */
const char *
emulator_server_get_uri (EmulatorServer *self)
{
  g_return_val_if_fail (EMULATOR_IS_SERVER (self), NULL);

  return self->uri;
}

/* Adds the rule, or array of rules, that FAULTS.md describes. Fails without adding any when one is wrong. */
gboolean
emulator_server_add_fault_json (EmulatorServer *self, const char *json, GError **error)
{
  g_return_val_if_fail (EMULATOR_IS_SERVER (self), FALSE);

  return emulator_faults_add_json (emulator_service_get_faults (self->service), json, error);
}

/* Forgets all rules. */
void
emulator_server_clear_faults (EmulatorServer *self)
{
  g_return_if_fail (EMULATOR_IS_SERVER (self));

  emulator_faults_clear (emulator_service_get_faults (self->service));
}

/* Moves the cloud's clock forward and does what falls due. */
void
emulator_server_advance (EmulatorServer *self, double seconds)
{
  g_return_if_fail (EMULATOR_IS_SERVER (self));

  emulator_clock_advance (emulator_cloud_get_clock (emulator_service_get_cloud (self->service)), seconds);
}

/* What GET /_emulator/state answers. */
char *
emulator_server_dup_state_json (EmulatorServer *self)
{
  g_return_val_if_fail (EMULATOR_IS_SERVER (self), NULL);

  return emulator_service_dup_state (self->service);
}

/* What GET /_emulator/requests answers. */
char *
emulator_server_dup_requests_json (EmulatorServer *self)
{
  g_return_val_if_fail (EMULATOR_IS_SERVER (self), NULL);

  return emulator_service_dup_requests (self->service);
}
