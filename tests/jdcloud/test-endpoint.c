/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdcloud/jdc-endpoint.h"
#include "jdcloud/jdc-error.h"

static void
test_accepted (void)
{
  static const struct
  {
    const char *text;
    const char *normalised;
    const char *vm_uri;
    gboolean loopback;
  } cases[] = {
    { JDC_ENDPOINT_DEFAULT, "https://{service}.jdcloud-api.com", "https://vm.jdcloud-api.com/v1/x%3Ay?a=b",
      FALSE },
    { "HTTPS://{service}.JDCloud-API.com/", "https://{service}.jdcloud-api.com",
      "https://vm.jdcloud-api.com/v1/x%3Ay?a=b", FALSE },
    { "  https://{service}.jdcloud-api.com:443 ", "https://{service}.jdcloud-api.com",
      "https://vm.jdcloud-api.com/v1/x%3Ay?a=b", FALSE },
    { "https://proxy.example:8443", "https://proxy.example:8443", "https://proxy.example:8443/v1/x%3Ay?a=b",
      FALSE },
    { "https://proxy.example/jd/api/", "https://proxy.example/jd/api",
      "https://proxy.example/jd/api/v1/x%3Ay?a=b", FALSE },
    { "https://proxy.example/{service}", "https://proxy.example/{service}",
      "https://proxy.example/vm/v1/x%3Ay?a=b", FALSE },
    { "https://proxy.example/Jd:Api", "https://proxy.example/Jd%3AApi",
      "https://proxy.example/Jd%3AApi/v1/x%3Ay?a=b", FALSE },
    { "https://proxy.example/a/../%2e/b", "https://proxy.example/b", "https://proxy.example/b/v1/x%3Ay?a=b",
      FALSE },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/x%3Ay?a=b", TRUE },
    { "http://127.0.0.1:80/", "http://127.0.0.1", "http://127.0.0.1/v1/x%3Ay?a=b", TRUE },
    { "http://127.8.9.10:1", "http://127.8.9.10:1", "http://127.8.9.10:1/v1/x%3Ay?a=b", TRUE },
    { "http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080/v1/x%3Ay?a=b", TRUE },
    { "http://LocalHost:8080", "http://localhost:8080", "http://localhost:8080/v1/x%3Ay?a=b", TRUE },
    { "https://localhost:8443", "https://localhost:8443", "https://localhost:8443/v1/x%3Ay?a=b", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (cases[i].text, &error);
      g_autoptr (JdcEndpoint) again = NULL;
      g_autoptr (GUri) uri = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (jdc_endpoint_get_template (endpoint), ==, cases[i].normalised);
      g_assert_cmpint (jdc_endpoint_is_loopback (endpoint), ==, cases[i].loopback);
      uri = jdc_endpoint_build_uri (endpoint, "vm", "/v1/x:y", "a=b");
      text = g_uri_to_string (uri);
      g_assert_cmpstr (text, ==, cases[i].vm_uri);

      /* The normalised text is its own normalised text. */
      again = jdc_endpoint_new (cases[i].normalised, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (jdc_endpoint_get_template (again), ==, cases[i].normalised);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "vm.jdcloud-api.com",
    "//vm.jdcloud-api.com",
    "ftp://vm.jdcloud-api.com",
    "file:///etc/passwd",
    "https://",
    "https:///v1",
    "https://user@host.example",
    "https://user:opensesame@host.example",
    "https://@host.example",
    "https://host.example?x=y",
    "https://host.example/?",
    "https://host.example#frag",
    "https://host.example/#",
    "https://host.example:0",
    "https://host.example:99999",
    "https://host.example:port",
    "https://ho st.example",
    "https://host.example/a b",
    "https://host\\@evil.example",
    "https://host.example/%2F",
    "https://host.example/%0d%0a",
    "https://host.example/%00",
    "https://host.example/%zz",
    "https://host.example//a",
    "https://{region}.jdcloud-api.com",
    "https://{service.jdcloud-api.com",
    "https://{SERVICE}.jdcloud-api.com",
    "https://image-ferry-service.example",
    "http://vm.jdcloud-api.com",
    "http://{service}.localhost:8080",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "http://[::2]",
    "http://[::ffff:10.0.0.1]",
    "http://169.254.169.254",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (texts[i], &error);

      if (endpoint != NULL)
        g_error ("“%s” was taken as “%s”", texts[i], jdc_endpoint_get_template (endpoint));
      g_assert_error (error, JDC_ERROR, JDC_ERROR_ENDPOINT);
      g_assert_cmpint (jdc_error_get_fate (error), ==, JDC_FATE_NEVER_SENT);
      g_assert_null (strstr (error->message, "opensesame"));
    }
}

static void
test_services (void)
{
  g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new ("https://{service}.example/base/{service}", NULL);
  g_autofree char *base = jdc_endpoint_dup_base_path (endpoint, "disk");
  g_autoptr (GUri) uri = jdc_endpoint_build_uri (endpoint, "disk", "/v1", "");
  g_autofree char *text = g_uri_to_string (uri);

  g_assert_cmpstr (base, ==, "/base/disk");
  g_assert_cmpstr (text, ==, "https://disk.example/base/disk/v1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/accepted", test_accepted);
  g_test_add_func ("/endpoint/refused", test_refused);
  g_test_add_func ("/endpoint/services", test_services);
  return g_test_run ();
}
