/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the vectors leave out because the service's own signers disagree about it. The vectors: sign-vectors.c. */

#include "config.h"

#include <string.h>

#include "jdcloud/jdc-signer.h"

static const JdcSigningRequest plain = {
  .method = "get",
  .service = "vm",
  .region = "cn-north-1",
  .host = "vm.jdcloud-api.com",
  .path = "/v1",
  .date = "20260314T015926Z",
  .nonce = "nonce",
  .sign_host = TRUE,
};

static void
test_path (void)
{
  static const char *const cases[][2] = {
    { "", "/" },
    { "/a//b", "/a//b" },
    { "/a@b", "/a%40b" },
    { "/x:y", "/x%3Ay" },
    { "/镜像", "/%E9%95%9C%E5%83%8F" },
    { "/AZaz09-_.~", "/AZaz09-_.~" },
    { "/100%25", "/100%2525" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *encoded = jdc_signer_dup_canonical_path (cases[i][0]);

      g_assert_cmpstr (encoded, ==, cases[i][1]);
    }
}

static void
test_query (void)
{
  /* Sorted by the decoded name, then by the decoded value; a blank is %20; a pair without a value keeps its =. */
  const JdcPair pairs[] = {
    { "名", "x" },      { "k", "b" },     { "ids.2", "2" }, { "k", "a" },
    { "ids.10", "10" }, { "a b", "c d" }, { "z", NULL },    { "K", "/" },
  };
  g_autofree char *query = jdc_signer_dup_canonical_query (pairs, G_N_ELEMENTS (pairs));
  g_autofree char *none = jdc_signer_dup_canonical_query (NULL, 0);

  g_assert_cmpstr (query, ==, "K=%2F&a%20b=c%20d&ids.10=10&ids.2=2&k=a&k=b&z=&%E5%90%8D=x");
  g_assert_cmpstr (none, ==, "");
}

static void
test_headers (void)
{
  const JdcPair headers[] = {
    { "X-Blanks", "  a \t b  " },    { "User-Agent", "me" },         { "AUTHORIZATION", "old" },
    { "x-jdcloud-request-id", "1" }, { "x-jdcloud-nonce", "stale" }, { "Content-Type", "application/json" },
  };
  JdcSigningRequest request = plain;
  g_autofree char *canonical = NULL;

  request.headers = headers;
  request.n_headers = G_N_ELEMENTS (headers);
  canonical = jdc_signer_dup_canonical_request (&request);
  g_assert_cmpstr (canonical, ==,
                   "GET\n/v1\n\n"
                   "content-type:application/json\nhost:vm.jdcloud-api.com\nx-blanks:a b\n"
                   "x-jdcloud-date:20260314T015926Z\nx-jdcloud-nonce:nonce\n\n"
                   "content-type;host;x-blanks;x-jdcloud-date;x-jdcloud-nonce\n"
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
test_body (void)
{
  static const char text[] = "body data";
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autofree char *hash = jdc_signer_dup_payload_hash (body);
  g_autofree char *none = jdc_signer_dup_payload_hash (NULL);
  g_autofree char *same = jdc_signer_dup_payload_hash (empty);

  g_assert_cmpstr (hash, ==, "e51832a118eeff7ad976d635b7d04538e362e4c21bd0f6253580b0a83a209074");
  g_assert_cmpstr (none, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (none, ==, same);
}

static void
test_no_secret (void)
{
  g_autoptr (JdcCredentials) keys = jdc_credentials_new ("AK", "VERYSECRET", NULL);
  g_autofree char *authorization = jdc_signer_dup_authorization (&plain, keys);

  g_assert_null (strstr (authorization, "VERYSECRET"));
  g_assert_true (g_str_has_prefix (
    authorization, "JDCLOUD2-HMAC-SHA256 Credential=AK/20260314/cn-north-1/vm/jdcloud2_request, "
                   "SignedHeaders=host;x-jdcloud-date;x-jdcloud-nonce, Signature="));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signer/path", test_path);
  g_test_add_func ("/signer/query", test_query);
  g_test_add_func ("/signer/headers", test_headers);
  g_test_add_func ("/signer/body", test_body);
  g_test_add_func ("/signer/no-secret", test_no_secret);
  return g_test_run ();
}
