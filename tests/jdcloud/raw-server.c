/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "raw-server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ENDLESS_BYTES (200u * 1024 * 1024)

typedef struct
{
  RawKind kind;
  guint status;
  char *headers;
  char *body;
} Order;

struct _RawServer
{
  GSocketService *service;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GCancellable *stop;
  char *url;
  guint16 port;

  GMutex mutex; /* of everything below */
  GCond changed;
  GQueue orders;
  GPtrArray *requests;
  guint n_conns;
  guint n_running;
  guint64 sent;
  gboolean surprised;
};

static void
order_free (Order *order)
{
  g_free (order->headers);
  g_free (order->body);
  g_free (order);
}

static void
request_free (RawRequest *request)
{
  g_free (request->method);
  g_free (request->target);
  g_hash_table_unref (request->headers);
  g_free (request->body);
  g_free (request);
}

static gboolean
read_headers (RawRequest *request, GDataInputStream *input, GCancellable *stop)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, stop, NULL);
      char *colon;

      if (line == NULL)
        return FALSE;
      if (*line == '\0')
        return TRUE;
      colon = strchr (line, ':');
      g_assert_nonnull (colon);
      *colon = '\0';
      g_hash_table_insert (request->headers, g_ascii_strdown (line, -1), g_strdup (g_strstrip (colon + 1)));
    }
}

/* Returns: (nullable): the next request on the connection */
static RawRequest *
read_request (GDataInputStream *input, GCancellable *stop)
{
  g_autofree char *line = g_data_input_stream_read_line (input, NULL, stop, NULL);
  g_auto (GStrv) parts = line != NULL ? g_strsplit (line, " ", 3) : NULL;
  RawRequest *request;
  const char *length;
  gsize n;

  if (parts == NULL || g_strv_length (parts) != 3)
    return NULL;
  request = g_new0 (RawRequest, 1);
  request->method = g_strdup (parts[0]);
  request->target = g_strdup (parts[1]);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_headers (request, input, stop))
    {
      request_free (request);
      return NULL;
    }
  length = g_hash_table_lookup (request->headers, "content-length");
  n = length != NULL ? strtoul (length, NULL, 10) : 0;
  request->body = g_malloc0 (n + 1);
  if (n > 0 && !g_input_stream_read_all (G_INPUT_STREAM (input), request->body, n, NULL, stop, NULL))
    g_clear_pointer (&request, request_free);
  return request;
}

static Order *
take_order (RawServer *self, RawRequest *request)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Order *order = g_queue_pop_head (&self->orders);

  g_ptr_array_add (self->requests, request);
  if (order == NULL)
    self->surprised = TRUE;
  g_cond_broadcast (&self->changed);
  return order;
}

static void
send_reply (GOutputStream *output, const Order *order, gsize announced, gsize sent, GCancellable *stop)
{
  g_autofree char *head =
    g_strdup_printf ("HTTP/1.1 %u Whatever\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n", order->status,
                     announced, order->headers != NULL ? order->headers : "");

  g_output_stream_write_all (output, head, strlen (head), NULL, stop, NULL);
  g_output_stream_write_all (output, order->body, sent, NULL, stop, NULL);
}

static void
send_endless (RawServer *self, GOutputStream *output, const Order *order)
{
  g_autofree char *blanks = g_strnfill (64 * 1024, ' ');

  send_reply (output, order, ENDLESS_BYTES, 0, self->stop);
  while (self->sent < ENDLESS_BYTES)
    {
      if (!g_output_stream_write_all (output, blanks, 64 * 1024, NULL, self->stop, NULL))
        return;
      self->sent += 64 * 1024;
    }
}

static void
reset (GSocketConnection *connection)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER, &at_once,
              sizeof at_once);
}

static void
stall (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!g_cancellable_is_cancelled (self->stop))
    g_cond_wait (&self->changed, &self->mutex);
}

/* Returns: whether the connection goes on */
static gboolean
obey (RawServer *self, GSocketConnection *connection, const Order *order)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  switch (order->kind)
    {
    case RAW_REPLY:
      send_reply (output, order, strlen (order->body), strlen (order->body), self->stop);
      return TRUE;
    case RAW_RESET:
      reset (connection);
      return FALSE;
    case RAW_CLOSE:
      return FALSE;
    case RAW_STALL:
      stall (self);
      return FALSE;
    case RAW_TRUNCATE:
      send_reply (output, order, strlen (order->body), strlen (order->body) / 2, self->stop);
      return FALSE;
    case RAW_ENDLESS:
      send_endless (self, output, order);
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  RawServer *self = user_data;
  g_autoptr (GDataInputStream) input =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  gboolean goes_on = TRUE;

  g_mutex_lock (&self->mutex);
  self->n_conns++;
  self->n_running++;
  g_mutex_unlock (&self->mutex);

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (goes_on)
    {
      RawRequest *request = read_request (input, self->stop);
      Order *order = request != NULL ? take_order (self, request) : NULL;

      goes_on = order != NULL && obey (self, connection, order);
      g_clear_pointer (&order, order_free);
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gpointer
thread_main (gpointer data)
{
  RawServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_socket_service_start (self->service);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

RawServer *
raw_server_new (void)
{
  RawServer *self = g_new0 (RawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->stop = g_cancellable_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);

  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (32);
  g_socket_service_stop (self->service);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  self->thread = g_thread_new ("raw-server", thread_main, self);
  return self;
}

void
raw_server_free (RawServer *self)
{
  g_cancellable_cancel (self->stop);
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->changed);
  while (self->n_running > 0)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);

  g_assert_false (self->surprised);
  g_assert_cmpuint (g_queue_get_length (&self->orders), ==, 0);

  g_object_unref (self->service);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self->url);
  g_free (self);
}

const char *
raw_server_get_url (RawServer *self)
{
  return self->url;
}

guint16
raw_server_get_port (RawServer *self)
{
  return self->port;
}

/* @headers: (nullable): each with its CR LF. @body: (nullable) */
void
raw_server_order (RawServer *self, RawKind kind, guint status, const char *headers, const char *body)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Order *order = g_new (Order, 1);

  order->kind = kind;
  order->status = status;
  order->headers = g_strdup (headers);
  order->body = g_strdup (body != NULL ? body : "");
  g_queue_push_tail (&self->orders, order);
}

void
raw_server_reply (RawServer *self, guint status, const char *body)
{
  raw_server_order (self, RAW_REPLY, status, NULL, body);
}

guint
raw_server_get_n (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->requests->len;
}

guint
raw_server_get_n_conns (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_conns;
}

/* How much of an endless body has been taken. Ask when its connection has ended. */
guint64
raw_server_get_sent (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->n_running > 0)
    g_cond_wait (&self->changed, &self->mutex);
  return self->sent;
}

const RawRequest *
raw_server_get_request (RawServer *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_assert_cmpuint (index, <, self->requests->len);
  return g_ptr_array_index (self->requests, index);
}

const char *
raw_server_get_header (RawServer *self, guint index, const char *name)
{
  return g_hash_table_lookup (raw_server_get_request (self, index)->headers, name);
}
