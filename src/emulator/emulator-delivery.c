/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings an answer onto the wire, or what a fault makes of it: late, cut, garbled, or not at all. Connections
 * are cut from an idle source, since the server is still reading its own structures while it calls its
 * handler. */

#include "config.h"

#include "emulator/emulator-delivery.h"

#include <string.h>
#include <sys/socket.h>

#define HUGE_BLOCK (1024 * 1024)
#define DEFAULT_SIZE (64 * 1024 * 1024)
#define DEFAULT_DEPTH 10000

/* An answer that waits for its moment. */
typedef struct
{
  EmulatorDelivery *delivery; /* (unowned) */
  SoupServerMessage *message; /* (owned) */
  EmulatorCall *call;         /* (owned) (nullable) */
  EmulatorAnswer *answer;     /* (owned) (nullable) */
  GSource *source;            /* (owned) (nullable) */
} Waiting;

struct _EmulatorDelivery
{
  gint64 clock_offset;
  GHashTable *waiting; /* (owned) of Waiting: slow, cut and stalled ones */
};

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->source != NULL)
    g_source_destroy (waiting->source);
  g_clear_pointer (&waiting->source, g_source_unref);
  g_clear_pointer (&waiting->call, emulator_call_unref);
  g_clear_pointer (&waiting->answer, emulator_answer_free);
  g_object_unref (waiting->message);
  g_free (waiting);
}

static Waiting *
hold (EmulatorDelivery *self, SoupServerMessage *message, EmulatorCall *call, EmulatorAnswer *answer)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->delivery = self;
  waiting->message = g_object_ref (message);
  waiting->call = call != NULL ? emulator_call_ref (call) : NULL;
  waiting->answer = answer;
  g_hash_table_add (self->waiting, waiting);
  soup_server_message_pause (message);
  return waiting;
}

static void
wake (Waiting *waiting, guint ms, GSourceFunc func)
{
  waiting->source = ms > 0 ? g_timeout_source_new (ms) : g_idle_source_new ();
  g_source_set_callback (waiting->source, func, waiting, NULL);
  g_source_attach (waiting->source, g_main_context_get_thread_default ());
}

/* Closing with nothing allowed to linger sends RST, as a crashed peer or a firewall does. */
static void
set_reset_on_close (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (socket != NULL)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static gboolean
reset_cb (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GIOStream) stream = NULL;

  set_reset_on_close (waiting->message);
  stream = soup_server_message_steal_connection (waiting->message);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
  g_hash_table_remove (waiting->delivery->waiting, waiting);
  return G_SOURCE_REMOVE;
}

static void
cut_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_debug ("The client did not wait for the cut answer: %s", error->message);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
cut_cb (gpointer user_data)
{
  Waiting *waiting = user_data;
  const EmulatorFault *fault = emulator_fault_find_delivery (waiting->call);
  gsize length = waiting->answer->body->len;
  gsize sent = fault->size >= 0 ? MIN ((gsize) fault->size, length) : length / 2;
  GIOStream *stream = soup_server_message_steal_connection (waiting->message);
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_string_printf (
    text, "HTTP/1.1 %u OK\r\nContent-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
    waiting->answer->http, length);
  g_string_append_len (text, waiting->answer->body->str, (gssize) sent);
  bytes = g_string_free_to_bytes (text);
  if (stream != NULL)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (bytes, &size);

      g_object_set_data_full (G_OBJECT (stream), "emulator-cut", g_steal_pointer (&bytes),
                              (GDestroyNotify) g_bytes_unref);
      g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), data, size, G_PRIORITY_DEFAULT,
                                       NULL, cut_written_cb, stream);
    }
  g_hash_table_remove (waiting->delivery->waiting, waiting);
  return G_SOURCE_REMOVE;
}

static void
set_headers (EmulatorDelivery *self,
             SoupServerMessage *message,
             EmulatorCall *call,
             const EmulatorAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const EmulatorFault *date = call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_DATE) : NULL;
  gint64 skew = self->clock_offset + (date != NULL ? (gint64) date->seconds : 0);

  if (answer->request_id != NULL)
    soup_message_headers_replace (headers, "x-jdcloud-request-id", answer->request_id);
  if (skew != 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + skew);
      g_autofree char *text = soup_date_time_to_string (now, SOUP_DATE_HTTP);

      soup_message_headers_replace (headers, "Date", text);
    }
}

static void
set_body (SoupServerMessage *message, const char *type, const char *text, gsize length)
{
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, length);
}

/* One block, sent as often as the size asks for: the server does not hold what it sends. */
static void
set_huge_body (SoupServerMessage *message, gint64 size)
{
  static const char head[] =
    "{\"requestId\":\"huge\",\"result\":{\"images\":[],\"totalCount\":0,\"padding\":\"";
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  char *filler = g_malloc (HUGE_BLOCK);
  g_autoptr (GBytes) block = NULL;

  memset (filler, 'x', HUGE_BLOCK);
  block = g_bytes_new_take (filler, HUGE_BLOCK);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type",
                                "application/json");
  soup_message_body_append (body, SOUP_MEMORY_STATIC, head, strlen (head));
  for (gint64 left = size; left > 0; left -= HUGE_BLOCK)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (block, 0, (gsize) MIN (left, HUGE_BLOCK));

      soup_message_body_append_bytes (body, part);
    }
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "\"}}", 3);
}

static void
set_nested_body (SoupServerMessage *message, gint64 depth)
{
  g_autoptr (GString) text = g_string_new ("{\"requestId\":\"nested\",\"result\":{\"images\":");

  for (gint64 i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (gint64 i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append (text, "}}");
  set_body (message, "application/json", text->str, text->len);
}

static void
set_faulty_body (SoupServerMessage *message, const EmulatorFault *fault, const EmulatorAnswer *answer)
{
  static const char html[] =
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>\n";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  switch ((int) fault->kind)
    {
    case EMULATOR_FAULT_MALFORMED:
      set_body (message, "application/json", answer->body->str, answer->body->len * 2 / 3);
      break;
    case EMULATOR_FAULT_HTML:
      set_body (message, "text/html", fault->text != NULL ? fault->text : html,
                strlen (fault->text != NULL ? fault->text : html));
      break;
    case EMULATOR_FAULT_EMPTY:
      set_body (message, "application/json", "", 0);
      break;
    case EMULATOR_FAULT_HUGE:
      set_huge_body (message, fault->size >= 0 ? fault->size : DEFAULT_SIZE);
      break;
    case EMULATOR_FAULT_NESTED:
      set_nested_body (message, fault->size >= 0 ? fault->size : DEFAULT_DEPTH);
      break;
    case EMULATOR_FAULT_REDIRECT:
      soup_message_headers_replace (headers, "Location",
                                    fault->location != NULL ? fault->location : "/elsewhere");
      set_body (message, "text/html", "", 0);
      break;
    default:
      if (fault->retry_after >= 0)
        {
          g_autofree char *seconds = g_strdup_printf ("%d", fault->retry_after);

          soup_message_headers_replace (headers, "Retry-After", seconds);
        }
      set_body (message, "application/json", answer->body->str, answer->body->len);
      break;
    }
}

static void
send_now (EmulatorDelivery *self,
          SoupServerMessage *message,
          EmulatorCall *call,
          const EmulatorAnswer *answer)
{
  const EmulatorFault *fault = call != NULL ? emulator_fault_find_delivery (call) : NULL;

  set_headers (self, message, call, answer);
  soup_server_message_set_status (
    message, fault != NULL ? emulator_fault_get_http (fault, answer->http) : answer->http, NULL);
  if (fault != NULL)
    set_faulty_body (message, fault, answer);
  else
    set_body (message, "application/json", answer->body->str, answer->body->len);
}

static gboolean
slow_cb (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (SoupServerMessage) message = g_object_ref (waiting->message);

  send_now (waiting->delivery, message, waiting->call, waiting->answer);
  g_hash_table_remove (waiting->delivery->waiting, waiting);
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

/* A delivery that shows a clock @clock_offset seconds ahead. It belongs to the thread of the server. */
EmulatorDelivery *
emulator_delivery_new (gint64 clock_offset)
{
  EmulatorDelivery *self = g_new0 (EmulatorDelivery, 1);

  self->clock_offset = clock_offset;
  self->waiting = g_hash_table_new_full (NULL, NULL, waiting_free, NULL);
  return self;
}

/* Frees the delivery; what still waits is never sent. */
void
emulator_delivery_free (EmulatorDelivery *self)
{
  g_hash_table_unref (self->waiting);
  g_free (self);
}

/* Gives up what still waits. */
void
emulator_delivery_drop (EmulatorDelivery *self)
{
  g_hash_table_remove_all (self->waiting);
}

/* Sends @answer, which it takes over, as the faults of @call (nullable) will have it. */
void
emulator_delivery_send (EmulatorDelivery *self,
                        SoupServerMessage *message,
                        EmulatorCall *call,
                        EmulatorAnswer *answer)
{
  g_autoptr (EmulatorAnswer) owned = answer;
  const EmulatorFault *fault = call != NULL ? emulator_fault_find_delivery (call) : NULL;
  const EmulatorFault *slow = call != NULL ? emulator_fault_find (call, EMULATOR_FAULT_SLOW) : NULL;
  guint ms = slow != NULL ? slow->ms : 0;

  if (fault != NULL && fault->kind == EMULATOR_FAULT_STALL)
    hold (self, message, call, g_steal_pointer (&owned));
  else if (fault != NULL && fault->kind == EMULATOR_FAULT_RESET)
    wake (hold (self, message, call, g_steal_pointer (&owned)), ms, reset_cb);
  else if (fault != NULL && fault->kind == EMULATOR_FAULT_TRUNCATE)
    wake (hold (self, message, call, g_steal_pointer (&owned)), ms, cut_cb);
  else if (slow != NULL)
    wake (hold (self, message, call, g_steal_pointer (&owned)), ms, slow_cb);
  else
    send_now (self, message, call, owned);
}
