/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the network does to a connection. */
typedef enum
{
  NETWORK_PASS,        /* as if it were not there */
  NETWORK_RESET,       /* cut when the first byte comes, which goes nowhere */
  NETWORK_SILENT,      /* taken, and swallows everything */
  NETWORK_CUT_ANSWERS, /* requests pass; cut in place of the answer */
} NetworkMode;

/* The way to a local server, on threads of its own: a network that fails when it is told to. With a certificate it is
 * spoken to over TLS; as an HTTP proxy it wants to be asked with CONNECT first, for whatever host. */
typedef struct _NetworkProxy NetworkProxy;

NetworkProxy *network_proxy_new (const char *upstream_uri);
void network_proxy_free (NetworkProxy *self);
guint16 network_proxy_get_port (NetworkProxy *self);
void network_proxy_set_mode (NetworkProxy *self, NetworkMode mode);
void network_proxy_set_mode_of_new (NetworkProxy *self, NetworkMode mode);
void network_proxy_set_delay (NetworkProxy *self, guint ms);
void network_proxy_set_certificate (NetworkProxy *self, GTlsCertificate *certificate);
void network_proxy_set_connect (NetworkProxy *self, gboolean connect, guint status);
void network_proxy_cut_all (NetworkProxy *self);
void network_proxy_go_down (NetworkProxy *self);
void network_proxy_come_up (NetworkProxy *self);
guint network_proxy_get_n_connects (NetworkProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetworkProxy, network_proxy_free)

G_END_DECLS
