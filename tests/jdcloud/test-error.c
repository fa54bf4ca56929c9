/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>

#include "jdcloud/jdc-error-private.h"

static void
assert_neutral (const GError *error)
{
  g_assert_cmpuint (jdc_error_get_http_status (error), ==, 0);
  g_assert_null (jdc_error_get_service_status (error));
  g_assert_null (jdc_error_get_service_message (error));
  g_assert_null (jdc_error_get_request_id (error));
  g_assert_cmpint (jdc_error_get_retry_after (error), ==, -1);
  g_assert_cmpint (jdc_error_get_clock_offset (error), ==, 0);
}

static void
test_foreign (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");

  assert_neutral (foreign);
  g_assert_cmpint (jdc_error_get_fate (foreign), ==, JDC_FATE_UNKNOWN);
  assert_neutral (NULL);
  g_assert_cmpint (jdc_error_get_fate (NULL), ==, JDC_FATE_UNKNOWN);
}

static void
test_plain (void)
{
  g_autoptr (GError) error = jdc_error_new (JDC_ERROR_BUSY, JDC_FATE_REFUSED, NULL);
  g_autoptr (GError) own = jdc_error_new (JDC_ERROR_BUSY, JDC_FATE_NEVER_SENT, "Own words.");
  g_autoptr (GError) literal = g_error_new_literal (JDC_ERROR, JDC_ERROR_TLS, "By hand.");

  g_assert_error (error, JDC_ERROR, JDC_ERROR_BUSY);
  g_assert_cmpint (jdc_error_get_fate (error), ==, JDC_FATE_REFUSED);
  assert_neutral (error);
  g_assert_cmpstr (own->message, ==, "Own words.");
  assert_neutral (literal);
  g_assert_cmpint (jdc_error_get_fate (literal), ==, JDC_FATE_UNKNOWN);
}

static void
test_copied (void)
{
  g_autoptr (GError) error =
    jdc_error_new_full (JDC_ERROR_QUOTA, JDC_FATE_REFUSED, 429, "QUOTA_EXCEEDED", "words", "request");
  g_autoptr (GError) copy = g_error_copy (error);

  g_clear_error (&error);
  g_assert_cmpuint (jdc_error_get_http_status (copy), ==, 429);
  g_assert_cmpstr (jdc_error_get_service_status (copy), ==, "QUOTA_EXCEEDED");
  g_assert_cmpstr (jdc_error_get_service_message (copy), ==, "words");
  g_assert_cmpstr (jdc_error_get_request_id (copy), ==, "request");
  g_assert_cmpint (jdc_error_get_fate (copy), ==, JDC_FATE_REFUSED);
}

/* Every code has a sentence of its own. */
static void
test_sentences (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = JDC_ERROR_NETWORK; code <= JDC_ERROR_ENDPOINT; code++)
    {
      g_autoptr (GError) error = jdc_error_new ((JdcError) code, JDC_FATE_UNKNOWN, NULL);

      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_true (g_hash_table_add (seen, g_strdup (error->message)));
    }
}

static void
test_from_io (void)
{
  static const struct
  {
    const char *domain;
    int code;
    JdcError expected;
  } cases[] = {
    { "g-io-error-quark", G_IO_ERROR_CONNECTION_REFUSED, JDC_ERROR_NETWORK },
    { "g-io-error-quark", G_IO_ERROR_TIMED_OUT, JDC_ERROR_NETWORK },
    { "g-io-error-quark", G_IO_ERROR_PARTIAL_INPUT, JDC_ERROR_NETWORK },
    { "g-io-error-quark", G_IO_ERROR_PROXY_FAILED, JDC_ERROR_PROXY },
    { "g-io-error-quark", G_IO_ERROR_PROXY_NEED_AUTH, JDC_ERROR_PROXY },
    { "g-io-error-quark", G_IO_ERROR_INVALID_DATA, JDC_ERROR_PROTOCOL },
    { "g-resolver-error-quark", G_RESOLVER_ERROR_NOT_FOUND, JDC_ERROR_NETWORK },
    { "g-tls-error-quark", G_TLS_ERROR_BAD_CERTIFICATE, JDC_ERROR_TLS },
    { "g-tls-error-quark", G_TLS_ERROR_EOF, JDC_ERROR_NETWORK },
  };
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) passed = jdc_error_new_from_io (cancelled, TRUE);

  g_assert_error (passed, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) io =
        g_error_new_literal (g_quark_from_string (cases[i].domain), cases[i].code, "secret");
      g_autoptr (GError) sent = jdc_error_new_from_io (io, TRUE);
      g_autoptr (GError) unsent = jdc_error_new_from_io (io, FALSE);

      g_assert_error (sent, JDC_ERROR, (int) cases[i].expected);
      g_assert_cmpint (jdc_error_get_fate (sent), ==, JDC_FATE_UNKNOWN);
      g_assert_cmpint (jdc_error_get_fate (unsent), ==, JDC_FATE_NEVER_SENT);
      g_assert_null (strstr (sent->message, "secret"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/error/plain", test_plain);
  g_test_add_func ("/error/copied", test_copied);
  g_test_add_func ("/error/sentences", test_sentences);
  g_test_add_func ("/error/from-io", test_from_io);
  return g_test_run ();
}
