/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-network-proxy.h"

#include <string.h>

#define CHUNK 16384
#define POLL_MS 100

struct _NetworkProxy
{
  guint16 port;
  guint16 upstream;
  GSocket *listener;            /* (owned) (nullable): down without it */
  GThread *acceptor;            /* (owned) (nullable) */
  GCancellable *stop;           /* (owned) (nullable): of the acceptor */
  GMutex mutex;                 /* guards what follows */
  GPtrArray *links;             /* (owned) (element-type Link) */
  NetworkMode mode;             /* of connections to come */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  guint delay;
  gboolean connect;
  guint connect_status;
  guint n_connects;
};

/* One connection, with a thread of its own. */
typedef struct
{
  NetworkProxy *proxy;
  GSocketConnection *client; /* (owned) */
  GSocketConnection *server; /* (owned) (nullable) */
  GIOStream *stream;         /* (owned): the client's, perhaps within TLS */
  GThread *thread;           /* (owned) */
  gint mode;                 /* (atomic) NetworkMode */
} Link;

static void
shut (GSocketConnection *connection)
{
  if (connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
}

static void
cut (Link *link)
{
  shut (link->client);
  shut (link->server);
}

static void
link_free (Link *link)
{
  cut (link);
  g_thread_join (link->thread);
  g_clear_object (&link->stream);
  g_clear_object (&link->client);
  g_clear_object (&link->server);
  g_free (link);
}

static NetworkMode
get_mode (Link *link)
{
  return (NetworkMode) g_atomic_int_get (&link->mode);
}

static void
wait_for_delay (NetworkProxy *self)
{
  guint delay;

  g_mutex_lock (&self->mutex);
  delay = self->delay;
  g_mutex_unlock (&self->mutex);
  if (delay > 0)
    g_usleep (delay * 1000);
}

/* Carries what is there from @from to @to, unless the network swallows it, or cuts the link with @cut_at.
 * Returns: bytes taken, 0 if there is nothing now, -1 at the end */
static gssize
carry (Link *link, GIOStream *from, GIOStream *to, NetworkMode cut_at)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (from));
  g_autoptr (GError) error = NULL;
  char buffer[CHUNK];
  gssize n = g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return 0;
  if (n <= 0)
    return -1;
  if (get_mode (link) == NETWORK_SILENT)
    return n;
  if (get_mode (link) == cut_at)
    return -1;
  wait_for_delay (link->proxy);
  return g_output_stream_write_all (g_io_stream_get_output_stream (to), buffer, (gsize) n, NULL, NULL, NULL) ? n
                                                                                                             : -1;
}

static void
wait_for_bytes (Link *link)
{
  GPollFD fds[] = {
    { g_socket_get_fd (g_socket_connection_get_socket (link->client)), G_IO_IN, 0 },
    { g_socket_get_fd (g_socket_connection_get_socket (link->server)), G_IO_IN, 0 },
  };

  g_poll (fds, G_N_ELEMENTS (fds), POLL_MS);
}

/* One thread for both directions, since TLS keeps its errors in one place for both. */
static void
carry_all (Link *link)
{
  gssize up;
  gssize down;

  do
    {
      up = carry (link, link->stream, G_IO_STREAM (link->server), NETWORK_RESET);
      down = up < 0 ? -1 : carry (link, G_IO_STREAM (link->server), link->stream, NETWORK_CUT_ANSWERS);
      if (up == 0 && down == 0)
        wait_for_bytes (link);
    }
  while (up >= 0 && down >= 0);
}

/* Reads up to the empty line; requests to connect have no body. */
static gboolean
read_head (GInputStream *stream, GString *head)
{
  char c;

  while (strstr (head->str, "\r\n\r\n") == NULL)
    {
      if (g_input_stream_read (stream, &c, 1, NULL, NULL) != 1)
        return FALSE;
      g_string_append_c (head, c);
    }
  return g_str_has_prefix (head->str, "CONNECT ");
}

static gboolean
take_connect (Link *link)
{
  NetworkProxy *self = link->proxy;
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *answer = NULL;
  gboolean wanted;
  guint status;

  g_mutex_lock (&self->mutex);
  wanted = self->connect;
  status = self->connect_status;
  g_mutex_unlock (&self->mutex);
  if (!wanted)
    return TRUE;
  if (!read_head (g_io_stream_get_input_stream (link->stream), head))
    return FALSE;
  answer = g_strdup_printf ("HTTP/1.1 %u Answer\r\nContent-Length: 0\r\n\r\n", status);
  g_mutex_lock (&self->mutex);
  self->n_connects++;
  g_mutex_unlock (&self->mutex);
  return g_output_stream_write_all (g_io_stream_get_output_stream (link->stream), answer, strlen (answer),
                                    NULL, NULL, NULL) &&
         status == 200;
}

static gboolean
take_tls (Link *link)
{
  NetworkProxy *self = link->proxy;
  g_autoptr (GTlsCertificate) certificate = NULL;
  GIOStream *tls;

  g_mutex_lock (&self->mutex);
  g_set_object (&certificate, self->certificate);
  g_mutex_unlock (&self->mutex);
  if (certificate == NULL)
    return TRUE;
  tls = g_tls_server_connection_new (link->stream, certificate, NULL);
  g_object_unref (link->stream);
  link->stream = tls;
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL);
}

static gpointer
link_thread (gpointer data)
{
  Link *link = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *server;

  g_socket_client_set_enable_proxy (client, FALSE);
  server = g_socket_client_connect_to_host (client, "127.0.0.1", link->proxy->upstream, NULL, NULL);
  g_mutex_lock (&link->proxy->mutex);
  link->server = server;
  g_mutex_unlock (&link->proxy->mutex);
  if (server != NULL && take_connect (link) && take_tls (link))
    carry_all (link);
  cut (link);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  NetworkProxy *self = data;
  GSocket *socket;

  while ((socket = g_socket_accept (self->listener, self->stop, NULL)) != NULL)
    {
      Link *link = g_new0 (Link, 1);

      link->proxy = self;
      link->client = g_socket_connection_factory_create_connection (socket);
      link->stream = g_object_ref (G_IO_STREAM (link->client));
      g_object_unref (socket);
      g_mutex_lock (&self->mutex);
      link->mode = (gint) self->mode;
      g_ptr_array_add (self->links, link);
      g_mutex_unlock (&self->mutex);
      link->thread = g_thread_new ("network", link_thread, link);
    }
  return NULL;
}

static void
start_listening (NetworkProxy *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->listener, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (self->listener, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (self->listener, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  self->stop = g_cancellable_new ();
  self->acceptor = g_thread_new ("network door", accept_thread, self);
}

/* The way to the server at @upstream_uri, at a port of its own. */
NetworkProxy *
network_proxy_new (const char *upstream_uri)
{
  NetworkProxy *self = g_new0 (NetworkProxy, 1);
  g_autoptr (GUri) uri = g_uri_parse (upstream_uri, G_URI_FLAGS_NONE, NULL);

  self->upstream = (guint16) g_uri_get_port (uri);
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) link_free);
  g_mutex_init (&self->mutex);
  start_listening (self);
  return self;
}

void
network_proxy_free (NetworkProxy *self)
{
  if (self->listener != NULL)
    network_proxy_go_down (self);
  g_ptr_array_unref (self->links);
  g_clear_object (&self->certificate);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
network_proxy_get_port (NetworkProxy *self)
{
  return self->port;
}

/* For all connections, those that are there and those to come. */
void
network_proxy_set_mode (NetworkProxy *self, NetworkMode mode)
{
  g_mutex_lock (&self->mutex);
  self->mode = mode;
  for (guint i = 0; i < self->links->len; i++)
    g_atomic_int_set (&((Link *) g_ptr_array_index (self->links, i))->mode, (gint) mode);
  g_mutex_unlock (&self->mutex);
}

/* For connections to come: those that are there stay as they are. */
void
network_proxy_set_mode_of_new (NetworkProxy *self, NetworkMode mode)
{
  g_mutex_lock (&self->mutex);
  self->mode = mode;
  g_mutex_unlock (&self->mutex);
}

/* How long every piece takes in each direction. */
void
network_proxy_set_delay (NetworkProxy *self, guint ms)
{
  g_mutex_lock (&self->mutex);
  self->delay = ms;
  g_mutex_unlock (&self->mutex);
}

/* TLS with @certificate (nullable: none) for connections to come. */
void
network_proxy_set_certificate (NetworkProxy *self, GTlsCertificate *certificate)
{
  g_mutex_lock (&self->mutex);
  g_set_object (&self->certificate, certificate);
  g_mutex_unlock (&self->mutex);
}

/* Whether it is an HTTP proxy, and what it answers to CONNECT. */
void
network_proxy_set_connect (NetworkProxy *self, gboolean connect, guint status)
{
  g_mutex_lock (&self->mutex);
  self->connect = connect;
  self->connect_status = status;
  g_mutex_unlock (&self->mutex);
}

/* Nobody listens any more. Connections that are there go on. */
void
network_proxy_go_down (NetworkProxy *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (g_steal_pointer (&self->acceptor));
  g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  g_clear_object (&self->stop);
}

/* Listens again, at the same port. */
void
network_proxy_come_up (NetworkProxy *self)
{
  if (self->listener == NULL)
    start_listening (self);
}

/* Cuts the connections that are there. */
void
network_proxy_cut_all (NetworkProxy *self)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->links->len; i++)
    cut (g_ptr_array_index (self->links, i));
  g_mutex_unlock (&self->mutex);
}

guint
network_proxy_get_n_connects (NetworkProxy *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_connects;
  g_mutex_unlock (&self->mutex);
  return n;
}
