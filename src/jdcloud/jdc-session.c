/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdc-session.h"

#include "jdc-proxy-resolver.h"

/* Seconds of silence. Longer than any call takes; the client has shorter limits of its own for reads. */
#define SILENCE_SECONDS 60

/**
 * jdc_session_new:
 *
 * Makes the session that all calls go through: many connections, because each write takes one of its own; no
 * cookies; no proxy for this computer itself; no answers to authentication challenges, which would send a signed request a second time.
 *
 * Returns: (transfer full): the session
 */
SoupSession *
jdc_session_new (void)
{
  g_autoptr (GProxyResolver) resolver = jdc_proxy_resolver_new (NULL);
  SoupSession *session = soup_session_new_with_options (
    "user-agent", "ImageFerry/" PACKAGE_VERSION, "max-conns", 64, "max-conns-per-host", 16, "timeout",
    SILENCE_SECONDS, "idle-timeout", SILENCE_SECONDS, "accept-language-auto", FALSE, "proxy-resolver",
    resolver, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  return session;
}
