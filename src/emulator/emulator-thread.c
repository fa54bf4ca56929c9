/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server in a thread of its own, for callers that block: synchronous tests and benchmarks. Every call is
 * carried out in that thread while the caller waits, so the server itself needs no locks. */

#include "config.h"

#include "emulator/emulator-thread.h"

struct _EmulatorThread
{
  GThread *thread;        /* (owned) */
  GMainContext *context;  /* (owned) */
  GMainLoop *loop;        /* (owned) */
  EmulatorServer *server; /* (owned), used in the thread alone */
  char *uri;              /* (owned) */
};

/* One call into the thread. */
typedef struct
{
  EmulatorThread *self;
  const EmulatorOptions *options;
  guint16 port;
  const char *json;
  double seconds;
  GError **error;
  gboolean ok;
  char *text;
  void (*work) (gpointer call);
  GMutex mutex;
  GCond cond;
  gboolean done;
} Call;

static gboolean
call_cb (gpointer user_data)
{
  Call *call = user_data;

  call->work (call);
  g_mutex_lock (&call->mutex);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);
  return G_SOURCE_REMOVE;
}

static void
invoke (EmulatorThread *self, Call *call, void (*work) (gpointer call))
{
  g_autoptr (GSource) source = g_idle_source_new ();

  call->self = self;
  call->work = work;
  g_mutex_init (&call->mutex);
  g_cond_init (&call->cond);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_cb, call, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&call->mutex);
  while (!call->done)
    g_cond_wait (&call->cond, &call->mutex);
  g_mutex_unlock (&call->mutex);
  g_mutex_clear (&call->mutex);
  g_cond_clear (&call->cond);
}

static gpointer
thread_func (gpointer user_data)
{
  EmulatorThread *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  /* What closing the connections left to do. */
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
start_work (gpointer data)
{
  Call *call = data;
  EmulatorThread *self = call->self;

  self->server = emulator_server_new (call->options);
  call->ok = emulator_server_start (self->server, call->port, call->error);
  self->uri = g_strdup (emulator_server_get_uri (self->server));
}

static void
stop_work (gpointer data)
{
  Call *call = data;

  emulator_server_stop (call->self->server);
  g_clear_object (&call->self->server);
  g_main_loop_quit (call->self->loop);
}

static void
add_fault_work (gpointer data)
{
  Call *call = data;

  call->ok = emulator_server_add_fault_json (call->self->server, call->json, call->error);
}

static void
clear_faults_work (gpointer data)
{
  Call *call = data;

  emulator_server_clear_faults (call->self->server);
}

static void
advance_work (gpointer data)
{
  Call *call = data;

  emulator_server_advance (call->self->server, call->seconds);
}

static void
state_work (gpointer data)
{
  Call *call = data;

  call->text = emulator_server_dup_state_json (call->self->server);
}

static void
requests_work (gpointer data)
{
  Call *call = data;

  call->text = emulator_server_dup_requests_json (call->self->server);
}

/* Starts a server for @options (nullable: the demo) on @port (0: any) in a thread of its own; returns when it
 * listens. */
EmulatorThread *
emulator_thread_new (const EmulatorOptions *options, guint16 port, GError **error)
{
  g_autoptr (EmulatorThread) self = g_new0 (EmulatorThread, 1);
  Call call = { .options = options, .port = port, .error = error };

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("emulator", thread_func, self);
  invoke (self, &call, start_work);
  return call.ok ? g_steal_pointer (&self) : NULL;
}

/* Stops the server and ends its thread. */
void
emulator_thread_free (EmulatorThread *self)
{
  Call call = { 0 };

  invoke (self, &call, stop_work);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->uri);
  g_free (self);
}

/* "http://127.0.0.1:PORT". */
const char *
emulator_thread_get_uri (EmulatorThread *self)
{
  return self->uri;
}

/* emulator_server_add_fault_json() from any thread. */
gboolean
emulator_thread_add_fault_json (EmulatorThread *self, const char *json, GError **error)
{
  Call call = { .json = json, .error = error };

  invoke (self, &call, add_fault_work);
  return call.ok;
}

/* emulator_server_clear_faults() from any thread. */
void
emulator_thread_clear_faults (EmulatorThread *self)
{
  Call call = { 0 };

  invoke (self, &call, clear_faults_work);
}

/* emulator_server_advance() from any thread. */
void
emulator_thread_advance (EmulatorThread *self, double seconds)
{
  Call call = { .seconds = seconds };

  invoke (self, &call, advance_work);
}

/* emulator_server_dup_state_json() from any thread. */
char *
emulator_thread_dup_state_json (EmulatorThread *self)
{
  Call call = { 0 };

  invoke (self, &call, state_work);
  return call.text;
}

/* emulator_server_dup_requests_json() from any thread. */
char *
emulator_thread_dup_requests_json (EmulatorThread *self)
{
  Call call = { 0 };

  invoke (self, &call, requests_work);
  return call.text;
}
