/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JDC_TYPE_PROXY_RESOLVER (jdc_proxy_resolver_get_type ())

G_DECLARE_FINAL_TYPE (JdcProxyResolver, jdc_proxy_resolver, JDC, PROXY_RESOLVER, GObject)

GProxyResolver *jdc_proxy_resolver_new (GProxyResolver *base);
gboolean jdc_is_loopback_host (const char *host);

G_END_DECLS
