/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as an endpoint: what is taken is normal already, https or loopback, and makes addresses. */

#include "config.h"

#include <stdint.h>

#include "jdcloud/jdc-endpoint.h"
#include "jdcloud/jdc-error.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (JdcEndpoint) endpoint = NULL;
  g_autoptr (JdcEndpoint) again = NULL;
  g_autoptr (GUri) uri = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  endpoint = jdc_endpoint_new (text, &error);
  if (endpoint == NULL)
    {
      g_assert_error (error, JDC_ERROR, JDC_ERROR_ENDPOINT);
      return 0;
    }
  g_assert_true (jdc_endpoint_is_loopback (endpoint) ||
                 g_str_has_prefix (jdc_endpoint_get_template (endpoint), "https://"));
  again = jdc_endpoint_new (jdc_endpoint_get_template (endpoint), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jdc_endpoint_get_template (again), ==, jdc_endpoint_get_template (endpoint));
  uri = jdc_endpoint_build_uri (endpoint, "vm", "/v1/x:y", "a=b");
  g_assert_nonnull (uri);
  g_assert_cmpstr (g_uri_get_query (uri), ==, "a=b");
  return 0;
}
