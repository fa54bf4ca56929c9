/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Where the service answers: a web address in which `{service}` stands for `vm` or `disk`. Immutable, usable
 * on any thread. Its normalised text is part of an account's identity, so that two spellings must give one
 * text.
 */

#include "config.h"

#include "jdc-endpoint.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "jdc-error.h"
#include "jdc-proxy-resolver.h"
#include "jdc-signer.h"

#define PLACEHOLDER "{service}"
/* Stands for the placeholder while the text is read, because braces are not allowed in an address. */
#define STAND_IN "image-ferry-service"

struct _JdcEndpoint
{
  GObject parent_instance;

  char *template;  /* (owned): normalised */
  char *base_path; /* (owned): decoded, may hold the placeholder, without a slash at the end */
  gboolean is_loopback;
};

G_DEFINE_FINAL_TYPE (JdcEndpoint, jdc_endpoint, G_TYPE_OBJECT)

static char *
replace_all (const char *text, const char *from, const char *to)
{
  GString *out = g_string_new (text);

  g_string_replace (out, from, to, 0);
  return g_string_free (out, FALSE);
}

static gboolean
is_usable_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;
  if (g_hostname_is_ip_address (host))
    return TRUE;
  for (const char *p = host; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
        return FALSE;
    }
  return TRUE;
}

static const char *
find_problem (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    return _ ("The endpoint must begin with https://.");
  if (g_uri_get_userinfo (uri) != NULL)
    return _ ("The endpoint must not hold a user name or a password: remove them.");
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return _ ("The endpoint must end with its host or path: remove “?” or “#” and what follows.");
  if (!is_usable_host (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0)
    return _ ("The endpoint has no usable host name: check it.");
  return NULL;
}

/* Returns: (nullable): the decoded path, %NULL when it has what no base path may have */
static char *
decode_base_path (GUri *uri)
{
  g_autofree char *path = g_uri_unescape_string (g_uri_get_path (uri), "/");
  gsize length;

  if (path == NULL || !g_utf8_validate (path, -1, NULL))
    return NULL;
  for (const char *p = path; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        return NULL;
    }
  /* Dot segments are resolved already; what empty ones mean is for every server to decide. */
  if (strstr (path, "//") != NULL)
    return NULL;

  length = strlen (path);
  if (length > 0 && path[length - 1] == '/')
    path[length - 1] = '\0';
  return g_steal_pointer (&path);
}

static char *
format_template (GUri *uri, const char *base_path)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *path = *base_path != '\0' ? jdc_signer_dup_canonical_path (base_path) : g_strdup ("");
  int port = g_uri_get_port (uri);
  int own_port = strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
  g_autofree char *port_text = port > 0 && port != own_port ? g_strdup_printf (":%d", port) : g_strdup ("");
  gboolean is_ipv6 = strchr (host, ':') != NULL;
  g_autofree char *text = g_strconcat (g_uri_get_scheme (uri), "://", is_ipv6 ? "[" : "", host,
                                       is_ipv6 ? "]" : "", port_text, path, NULL);

  return replace_all (text, STAND_IN, PLACEHOLDER);
}

static void
jdc_endpoint_finalize (GObject *object)
{
  JdcEndpoint *self = JDC_ENDPOINT (object);

  g_free (self->template);
  g_free (self->base_path);

  G_OBJECT_CLASS (jdc_endpoint_parent_class)->finalize (object);
}

static void
jdc_endpoint_class_init (JdcEndpointClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jdc_endpoint_finalize;
}

static void
jdc_endpoint_init (JdcEndpoint *self)
{
}

static JdcEndpoint *
refuse (const char *problem, GError **error)
{
  g_propagate_error (error, jdc_error_new (JDC_ERROR_ENDPOINT, JDC_FATE_NEVER_SENT, problem));
  return NULL;
}

/**
 * jdc_endpoint_new:
 * @text: a web address as typed, such as %JDC_ENDPOINT_DEFAULT
 * @error: where to say what is wrong
 *
 * Reads an endpoint. `{service}` is replaced by `vm` or `disk`; without it the one host serves both. Plain
 * http is for this computer alone (127.0.0.0/8, ::1, localhost), since everything else would be read on the
 * way.
 *
 * Returns: (transfer full) (nullable): the endpoint
 */
JdcEndpoint *
jdc_endpoint_new (const char *text, GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *readable = NULL;
  g_autofree char *base_path = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *problem;
  JdcEndpoint *self;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  readable = replace_all (trimmed, PLACEHOLDER, STAND_IN);
  uri = g_uri_parse (readable, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || strpbrk (readable, "{} \t\r\n\\") != NULL || strstr (trimmed, STAND_IN) != NULL)
    return refuse (_ ("The endpoint is not a web address: check it."), error);
  problem = find_problem (uri);
  if (problem != NULL)
    return refuse (problem, error);
  if (strcmp (g_uri_get_scheme (uri), "http") == 0 && !jdc_is_loopback_host (g_uri_get_host (uri)))
    return refuse (_ ("Plain http is for this computer alone: use https."), error);
  base_path = decode_base_path (uri);
  if (base_path == NULL)
    return refuse (_ ("The path of the endpoint cannot be used: check it."), error);

  self = g_object_new (JDC_TYPE_ENDPOINT, NULL);
  self->template = format_template (uri, base_path);
  self->base_path = replace_all (base_path, STAND_IN, PLACEHOLDER);
  self->is_loopback = jdc_is_loopback_host (g_uri_get_host (uri));
  return self;
}

/**
 * jdc_endpoint_get_template:
 * @self: an endpoint
 *
 * Returns: the normalised text: scheme and host in lower case, no port that goes without saying, no slash at
 * the end
 */
const char *
jdc_endpoint_get_template (JdcEndpoint *self)
{
  g_return_val_if_fail (JDC_IS_ENDPOINT (self), NULL);

  return self->template;
}

/**
 * jdc_endpoint_is_loopback:
 * @self: an endpoint
 *
 * Returns: whether it is on this computer, so that neither network nor proxy matters
 */
gboolean
jdc_endpoint_is_loopback (JdcEndpoint *self)
{
  g_return_val_if_fail (JDC_IS_ENDPOINT (self), FALSE);

  return self->is_loopback;
}

/**
 * jdc_endpoint_dup_base_path:
 * @self: an endpoint
 * @service: `vm` or `disk`
 *
 * Returns: (transfer full): what stands before every path, decoded; mostly empty
 */
char *
jdc_endpoint_dup_base_path (JdcEndpoint *self, const char *service)
{
  g_return_val_if_fail (JDC_IS_ENDPOINT (self), NULL);
  g_return_val_if_fail (service != NULL, NULL);

  return replace_all (self->base_path, PLACEHOLDER, service);
}

/**
 * jdc_endpoint_build_uri:
 * @self: an endpoint
 * @service: `vm` or `disk`
 * @path: a path of the service, decoded, beginning with a slash
 * @query: (nullable): a query, encoded; an empty one counts as none
 *
 * Makes the address of a request. Its path and query are encoded as they are signed, the colon too.
 *
 * Returns: (transfer full): the address
 */
GUri *
jdc_endpoint_build_uri (JdcEndpoint *self, const char *service, const char *path, const char *query)
{
  g_autofree char *base = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (JDC_IS_ENDPOINT (self), NULL);
  g_return_val_if_fail (service != NULL, NULL);
  g_return_val_if_fail (path != NULL && *path == '/', NULL);

  base = replace_all (self->template, PLACEHOLDER, service);
  encoded = jdc_signer_dup_canonical_path (path);
  text = g_strconcat (base, encoded, query != NULL && *query != '\0' ? "?" : NULL, query, NULL);
  return g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
}
