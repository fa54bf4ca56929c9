/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * RawServer: a loopback server below HTTP libraries, which does what no well-behaved server does. It takes its
 * orders from a queue, one for each request on whatever connection, and writes down the requests. A request without
 * an order fails the test when the server is freed.
 */
typedef struct _RawServer RawServer;

typedef enum
{
  RAW_REPLY,    /* answer, keep the connection */
  RAW_EARLY,    /* answer before anything is asked; only as the first of a connection */
  RAW_RESET,    /* read the request, then reset the connection */
  RAW_CLOSE,    /* read the request, then close the connection */
  RAW_STALL,    /* read the request, then say nothing until the server is freed */
  RAW_TRUNCATE, /* announce the whole body, send half of it, close */
  RAW_ENDLESS,  /* announce a body of 200 MB of blanks and go on sending while anybody reads */
} RawKind;

typedef struct
{
  char *method;
  char *target;        /* path and query as on the wire */
  GHashTable *headers; /* lower-case names */
  char *body;
} RawRequest;

RawServer *raw_server_new (void);
void raw_server_free (RawServer *self);
void raw_server_use_tls (RawServer *self, GTlsCertificate *certificate);
const char *raw_server_get_url (RawServer *self);
guint16 raw_server_get_port (RawServer *self);
void raw_server_order (RawServer *self, RawKind kind, guint status, const char *headers, const char *body);
void raw_server_reply (RawServer *self, guint status, const char *body);
guint raw_server_get_n (RawServer *self);
guint raw_server_get_n_conns (RawServer *self);
gint64 raw_server_wait_endless (RawServer *self);
void raw_server_wait_early (RawServer *self);
const RawRequest *raw_server_get_request (RawServer *self, guint index);
const char *raw_server_get_header (RawServer *self, guint index, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

G_END_DECLS
