/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "raw-server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ENDLESS_BYTES (200 * 1024 * 1024)

typedef struct
{
  RawKind kind;
  guint status;
  char *headers;
  char *body;
} Order;

struct _RawServer
{
  GSocketListener *listener;
  GThread *thread;    /* takes connections */
  GPtrArray *threads; /* one a connection; of that thread until it has ended */
  GCancellable *stop;
  GTlsCertificate *certificate;
  char *url;
  guint16 port;

  GMutex mutex; /* of everything below */
  GCond changed;
  GQueue orders;
  GPtrArray *requests;
  guint n_conns;
  gint64 endless; /* how much of an endless body was taken, -1 until that is over */
  gboolean early; /* an answer that nobody has asked for is on its way */
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
  gint64 sent = 0;

  send_reply (output, order, ENDLESS_BYTES, 0, self->stop);
  while (sent < ENDLESS_BYTES &&
         g_output_stream_write_all (output, blanks, 64 * 1024, NULL, self->stop, NULL))
    sent += 64 * 1024;

  g_mutex_lock (&self->mutex);
  self->endless = sent;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
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
obey (RawServer *self, GSocketConnection *connection, GIOStream *stream, const Order *order)
{
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  switch (order->kind)
    {
    case RAW_REPLY:
      send_reply (output, order, strlen (order->body), strlen (order->body), self->stop);
      return TRUE;
    case RAW_EARLY:
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

/* Returns: (nullable) (transfer full): what to talk through; %NULL when the peer wanted no such server */
static GIOStream *
wrap (RawServer *self, GSocketConnection *connection)
{
  g_autoptr (GIOStream) tls = NULL;

  if (self->certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));
  tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  if (tls == NULL || !g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->stop, NULL))
    return NULL;
  return g_steal_pointer (&tls);
}

/* Only the thread of the connection takes the order away, once there is a request. */
static const Order *
find_early (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const Order *order = g_queue_peek_head (&self->orders);

  return order != NULL && order->kind == RAW_EARLY ? order : NULL;
}

static void
answer_early (RawServer *self, GIOStream *stream)
{
  const Order *order = find_early (self);

  if (order == NULL)
    return;
  send_reply (g_io_stream_get_output_stream (stream), order, strlen (order->body), strlen (order->body),
              self->stop);
  g_mutex_lock (&self->mutex);
  self->early = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static void
serve (RawServer *self, GSocketConnection *connection)
{
  g_autoptr (GIOStream) stream = wrap (self, connection);
  g_autoptr (GDataInputStream) input = NULL;
  gboolean goes_on = stream != NULL;

  if (stream == NULL)
    return;
  input = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  answer_early (self, stream);
  while (goes_on)
    {
      RawRequest *request = read_request (input, self->stop);
      Order *order = request != NULL ? take_order (self, request) : NULL;

      goes_on = order != NULL && obey (self, connection, stream, order);
      g_clear_pointer (&order, order_free);
    }
}

typedef struct
{
  RawServer *server;
  GSocketConnection *connection;
} Guest;

static gpointer
serve_thread (gpointer data)
{
  g_autofree Guest *guest = data;
  g_autoptr (GSocketConnection) connection = guest->connection;

  serve (guest->server, connection);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  RawServer *self = data;

  for (;;)
    {
      GSocketConnection *connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);
      Guest *guest;

      if (connection == NULL)
        return NULL;
      guest = g_new (Guest, 1);
      guest->server = self;
      guest->connection = connection;
      g_mutex_lock (&self->mutex);
      self->n_conns++;
      g_mutex_unlock (&self->mutex);
      g_ptr_array_add (self->threads, g_thread_new ("raw-connection", serve_thread, guest));
    }
}

RawServer *
raw_server_new (void)
{
  RawServer *self = g_new0 (RawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->endless = -1;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->stop = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &address, &error);
  g_assert_no_error (error);

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  self->thread = g_thread_new ("raw-server", accept_thread, self);
  return self;
}

void
raw_server_free (RawServer *self)
{
  g_cancellable_cancel (self->stop);
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_socket_listener_close (self->listener);

  g_assert_false (self->surprised);
  g_assert_cmpuint (g_queue_get_length (&self->orders), ==, 0);

  g_object_unref (self->listener);
  g_ptr_array_unref (self->threads);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_clear_object (&self->certificate);
  g_free (self->url);
  g_free (self);
}

/* To be called before anybody connects. */
void
raw_server_use_tls (RawServer *self, GTlsCertificate *certificate)
{
  self->certificate = g_object_ref (certificate);
  g_free (self->url);
  self->url = g_strdup_printf ("https://127.0.0.1:%u", self->port);
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

/* Returns: how much of an endless body was taken, once its connection is over */
gint64
raw_server_wait_endless (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->endless < 0)
    g_cond_wait (&self->changed, &self->mutex);
  return self->endless;
}

/* Until the answer of a %RAW_EARLY order has left. */
void
raw_server_wait_early (RawServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->early)
    g_cond_wait (&self->changed, &self->mutex);
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
