/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-problem.h"

#include "jdcloud/jdc-error.h"

static void
test_new (void)
{
  g_autoptr (FerryProblem) problem =
    ferry_problem_new_full (FERRY_REASON_BUSY, "img-1", "cn-east-2", 400, "ABORTED", "req", "Wait.");
  g_autoptr (FerryProblem) same = ferry_problem_ref (problem);
  g_autoptr (FerryProblem) again =
    ferry_problem_new_full (FERRY_REASON_BUSY, "img-1", "cn-east-2", 400, "ABORTED", "req-2", "Wait.");
  g_autoptr (FerryProblem) reworded =
    ferry_problem_new_full (FERRY_REASON_BUSY, "img-1", "cn-east-2", 400, "CANCELLED", "req", "Wait.");
  g_autoptr (FerryProblem) other = ferry_problem_new (FERRY_REASON_BUSY, "img-2", "cn-east-2", "Wait.");

  g_assert_true (same == problem);
  g_assert_cmpint (problem->reason, ==, FERRY_REASON_BUSY);
  g_assert_cmpstr (problem->image, ==, "img-1");
  g_assert_cmpstr (problem->region, ==, "cn-east-2");
  g_assert_cmpuint (problem->http_status, ==, 400);
  g_assert_cmpstr (problem->service_status, ==, "ABORTED");
  g_assert_cmpstr (problem->request_id, ==, "req");
  g_assert_cmpstr (problem->message, ==, "Wait.");
  g_assert_true (ferry_problem_equal (problem, again));
  g_assert_false (ferry_problem_equal (problem, reworded));
  g_assert_false (ferry_problem_equal (problem, other));
  g_assert_false (ferry_problem_equal (problem, NULL));
  g_assert_true (ferry_problem_equal (NULL, NULL));
}

static void
test_jdc_errors (void)
{
  static const struct
  {
    JdcError code;
    FerryReason reason;
  } rows[] = {
    { JDC_ERROR_NETWORK, FERRY_REASON_NETWORK },
    { JDC_ERROR_PROXY, FERRY_REASON_NETWORK },
    { JDC_ERROR_TLS, FERRY_REASON_TLS },
    { JDC_ERROR_AUTH, FERRY_REASON_AUTH },
    { JDC_ERROR_CLOCK, FERRY_REASON_CLOCK },
    { JDC_ERROR_FORBIDDEN, FERRY_REASON_FORBIDDEN },
    { JDC_ERROR_NOT_FOUND, FERRY_REASON_NOT_FOUND },
    { JDC_ERROR_LOCAL_DISK, FERRY_REASON_LOCAL_SYSTEM_DISK },
    { JDC_ERROR_CLOUD_DISK, FERRY_REASON_NOT_LOCAL_SYSTEM_DISK },
    { JDC_ERROR_STATUS, FERRY_REASON_NOT_AVAILABLE },
    { JDC_ERROR_NOT_PRIVATE, FERRY_REASON_NOT_PRIVATE },
    { JDC_ERROR_ENCRYPTED, FERRY_REASON_ENCRYPTED },
    { JDC_ERROR_REGION, FERRY_REASON_UNKNOWN_REGION },
    { JDC_ERROR_PROTECTED, FERRY_REASON_PROTECTED },
    { JDC_ERROR_SHARED, FERRY_REASON_SHARED },
    { JDC_ERROR_BUSY, FERRY_REASON_BUSY },
    { JDC_ERROR_QUOTA_IMAGES, FERRY_REASON_QUOTA_IMAGES },
    { JDC_ERROR_QUOTA_SNAPSHOTS, FERRY_REASON_QUOTA_SNAPSHOTS },
    { JDC_ERROR_QUOTA, FERRY_REASON_QUOTA_IMAGES },
    { JDC_ERROR_THROTTLED, FERRY_REASON_THROTTLED },
    { JDC_ERROR_INVALID, FERRY_REASON_SERVICE },
    { JDC_ERROR_SERVICE, FERRY_REASON_SERVICE },
    { JDC_ERROR_PROTOCOL, FERRY_REASON_PROTOCOL },
    { JDC_ERROR_ENDPOINT, FERRY_REASON_BAD_ENDPOINT },
  };

  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, JDC_ERROR_ENDPOINT + 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error =
        jdc_error_new_full (rows[i].code, JDC_FATE_REFUSED, 418, "TEAPOT", "I'm a pot", "r1");
      g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, "img-1", "cn-east-1");

      g_assert_cmpint (problem->reason, ==, rows[i].reason);
      g_assert_cmpuint (problem->http_status, ==, 418);
      g_assert_cmpstr (problem->service_status, ==, "TEAPOT");
      g_assert_cmpstr (problem->request_id, ==, "r1");
      g_assert_cmpstr (problem->image, ==, "img-1");
      g_assert_cmpstr (problem->region, ==, "cn-east-1");
      if (rows[i].code != JDC_ERROR_INVALID)
        g_assert_cmpstr (problem->message, ==, error->message);
      else
        g_assert_nonnull (strstr (problem->message, "I'm a pot"));
    }
}

static void
test_other_errors (void)
{
  const struct
  {
    GQuark domain;
    int code;
    FerryReason reason;
  } rows[] = {
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, FERRY_REASON_INTERRUPTED },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, FERRY_REASON_NETWORK },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, FERRY_REASON_NETWORK },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, FERRY_REASON_INTERNAL },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, FERRY_REASON_NETWORK },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, FERRY_REASON_TLS },
    { G_FILE_ERROR, G_FILE_ERROR_NOSPC, FERRY_REASON_INTERNAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (rows[i].domain, rows[i].code, "It went wrong.");
      g_autoptr (FerryProblem) problem = ferry_problem_new_for_error (error, NULL, NULL);

      g_assert_cmpint (problem->reason, ==, rows[i].reason);
      g_assert_cmpuint (problem->http_status, ==, 0);
      g_assert_null (problem->service_status);
      g_assert_null (problem->request_id);
      g_assert_cmpstr (problem->message, !=, "");
    }
}

static gboolean
passes (FerryReason reason, guint http_status)
{
  g_autoptr (FerryProblem) problem =
    ferry_problem_new_full (reason, NULL, NULL, http_status, NULL, NULL, "It went wrong.");

  return ferry_problem_is_transient (problem);
}

static void
test_transient (void)
{
  static const guint refusals[] = { 400, 404, 405, 413, 422, 501 };
  static const guint faults[] = { 0, 302, 408, 409, 499, 500, 503 };
  guint n = 0;

  for (guint i = 0; i < FERRY_N_REASONS; i++)
    n += passes (i, 0) ? 1 : 0;

  g_assert_cmpuint (n, ==, 5);
  g_assert_true (passes (FERRY_REASON_NETWORK, 0));
  g_assert_true (passes (FERRY_REASON_THROTTLED, 429));
  g_assert_true (passes (FERRY_REASON_TLS, 0));
  g_assert_true (passes (FERRY_REASON_PROTOCOL, 400));
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_assert_false (passes (FERRY_REASON_SERVICE, refusals[i]));
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    g_assert_true (passes (FERRY_REASON_SERVICE, faults[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/new", test_new);
  g_test_add_func ("/problem/jdc-errors", test_jdc_errors);
  g_test_add_func ("/problem/other-errors", test_other_errors);
  g_test_add_func ("/problem/transient", test_transient);

  return g_test_run ();
}
