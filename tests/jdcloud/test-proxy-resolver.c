/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdcloud/jdc-proxy-resolver.h"

static const struct
{
  const char *uri;
  const char *expected;
} cases[] = {
  { "http://127.0.0.1:8080/v1", "direct://" },
  { "http://127.1.2.3", "direct://" },
  { "https://[::1]:8443", "direct://" },
  { "http://localhost:1", "direct://" },
  { "https://vm.jdcloud-api.com", "http://proxy.example:3128" },
  { "http://localhost.example", "http://proxy.example:3128" },
  { "http://10.0.0.1", "http://proxy.example:3128" },
};

static void
test_sync (void)
{
  g_autoptr (GProxyResolver) base = g_simple_proxy_resolver_new ("http://proxy.example:3128", NULL);
  g_autoptr (GProxyResolver) resolver = jdc_proxy_resolver_new (base);

  g_assert_true (g_proxy_resolver_is_supported (resolver));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) proxies = g_proxy_resolver_lookup (resolver, cases[i].uri, NULL, NULL);

      g_assert_cmpuint (g_strv_length (proxies), ==, 1);
      g_assert_cmpstr (proxies[0], ==, cases[i].expected);
    }
}

static void
got_proxies_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char ***proxies = user_data;

  *proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, NULL);
  g_assert_nonnull (*proxies);
}

static void
test_async (void)
{
  g_autoptr (GProxyResolver) base = g_simple_proxy_resolver_new ("http://proxy.example:3128", NULL);
  g_autoptr (GProxyResolver) resolver = jdc_proxy_resolver_new (base);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) proxies = NULL;

      g_proxy_resolver_lookup_async (resolver, cases[i].uri, NULL, got_proxies_cb, &proxies);
      while (proxies == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (proxies[0], ==, cases[i].expected);
    }
}

static void
test_default (void)
{
  g_autoptr (GProxyResolver) resolver = jdc_proxy_resolver_new (NULL);

  g_assert_finalize_object (g_steal_pointer (&resolver));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-resolver/sync", test_sync);
  g_test_add_func ("/proxy-resolver/async", test_async);
  g_test_add_func ("/proxy-resolver/default", test_default);
  return g_test_run ();
}
