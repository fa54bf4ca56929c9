/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Asks the system which proxy to use, except for this computer itself: a proxy could not reach it, and many systems
 * name a proxy without naming that exception. Usable on any thread.
 */

#include "config.h"

#include "jdc-proxy-resolver.h"

struct _JdcProxyResolver
{
  GObject parent_instance;

  GProxyResolver *base; /* (owned) (nullable): NULL = the system's, which is costly to set up and asked for late */
};

static void jdc_proxy_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JdcProxyResolver,
                               jdc_proxy_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, jdc_proxy_resolver_iface_init))

static gboolean
is_loopback_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && jdc_is_loopback_host (g_uri_get_host (uri));
}

static char **
new_direct (void)
{
  static const char *const direct[] = { "direct://", NULL };

  return g_strdupv ((char **) direct);
}

static GProxyResolver *
get_base (JdcProxyResolver *self)
{
  return self->base != NULL ? self->base : g_proxy_resolver_get_default ();
}

static gboolean
jdc_proxy_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
jdc_proxy_resolver_lookup (GProxyResolver *resolver,
                           const char *uri,
                           GCancellable *cancellable,
                           GError **error)
{
  JdcProxyResolver *self = JDC_PROXY_RESOLVER (resolver);

  if (is_loopback_uri (uri))
    return new_direct ();
  return g_proxy_resolver_lookup (get_base (self), uri, cancellable, error);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies != NULL)
    g_task_return_pointer (task, proxies, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
jdc_proxy_resolver_lookup_async (GProxyResolver *resolver,
                                 const char *uri,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  JdcProxyResolver *self = JDC_PROXY_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jdc_proxy_resolver_lookup_async);
  if (is_loopback_uri (uri))
    g_task_return_pointer (task, new_direct (), (GDestroyNotify) g_strfreev);
  else
    g_proxy_resolver_lookup_async (get_base (self), uri, cancellable, looked_up_cb, g_object_ref (task));
}

static char **
jdc_proxy_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, resolver), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
jdc_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = jdc_proxy_resolver_is_supported;
  iface->lookup = jdc_proxy_resolver_lookup;
  iface->lookup_async = jdc_proxy_resolver_lookup_async;
  iface->lookup_finish = jdc_proxy_resolver_lookup_finish;
}

static void
jdc_proxy_resolver_finalize (GObject *object)
{
  JdcProxyResolver *self = JDC_PROXY_RESOLVER (object);

  g_clear_object (&self->base);

  G_OBJECT_CLASS (jdc_proxy_resolver_parent_class)->finalize (object);
}

static void
jdc_proxy_resolver_class_init (JdcProxyResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_proxy_resolver_finalize;
}

static void
jdc_proxy_resolver_init (JdcProxyResolver *self)
{
}

/**
 * jdc_proxy_resolver_new:
 * @base: (nullable): whom to ask, %NULL for the system's resolver
 *
 * Returns: (transfer full): the resolver
 */
GProxyResolver *
jdc_proxy_resolver_new (GProxyResolver *base)
{
  JdcProxyResolver *self;

  g_return_val_if_fail (base == NULL || G_IS_PROXY_RESOLVER (base), NULL);

  self = g_object_new (JDC_TYPE_PROXY_RESOLVER, NULL);
  g_set_object (&self->base, base);
  return G_PROXY_RESOLVER (self);
}

/**
 * jdc_is_loopback_host:
 * @host: a host name or an address
 *
 * Looks at the text alone: a name that merely resolves to a loopback address today is not trusted.
 *
 * Returns: whether it is this computer: 127.0.0.0/8, ::1 or localhost
 */
gboolean
jdc_is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}
