/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-quota-table.h"

#include "engine/ferry-limiter.h"

#include "fake-service.h"

static const char *const regions[] = { "cn-north-1", "cn-east-1", "cn-east-2", "cn-south-1", NULL };

/* Both services live on one port here; only the query tells them apart, and the images answer has an array.
 * The disk service's answer comes for a request without filters, which the fake cannot see: so every answer
 * holds both shapes. */
static char *
both_shapes (guint used)
{
  return g_strdup_printf (
    "{\"requestId\":\"r\",\"result\":{\"quotas\":[{\"resourceType\":\"image\",\"limit\":20,"
    "\"used\":%u}],\"quota\":{\"limit\":60,\"used\":%u}}}",
    used, used * 10);
}

static char *
answer_quotas (const FakeRequest *request, guint *status, gpointer user_data)
{
  const char *failing = user_data;

  if (g_strcmp0 (request->region, failing) == 0)
    {
      *status = 403;
      return fake_error (403, "HTTP_FORBIDDEN", "no permission");
    }

  return both_shapes (g_str_equal (request->region, "cn-east-1") ? 4 : 1);
}

static GPtrArray *
read_quotas (FakeService *service, const char *const *of)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *quotas;

  ferry_quotas_read_async (fake_service_get_client (service), of, NULL, fake_take_result, &result);
  fake_wait (&result);
  quotas = ferry_quotas_read_finish (result, &error);
  g_assert_no_error (error);

  return quotas;
}

static void
test_all (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_quotas, NULL);
  g_autoptr (GPtrArray) quotas = read_quotas (service, regions);

  g_assert_cmpuint (quotas->len, ==, 4);
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 8);
  g_assert_cmpuint (fake_service_get_most_at_once (service), >, 1);
  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);

      g_assert_cmpstr (quota->region, ==, regions[i]);
      g_assert_true (quota->images.known);
      g_assert_true (quota->snapshots.known);
      g_assert_cmpint (quota->images.used, ==, i == 1 ? 4 : 1);
      g_assert_cmpint (quota->images.limit, ==, 20);
      g_assert_cmpint (quota->images.reserved, ==, 0);
      g_assert_cmpint (quota->snapshots.used, ==, i == 1 ? 40 : 10);
      g_assert_cmpint (quota->snapshots.limit, ==, 60);
      g_assert_null (quota->images_problem);
      g_assert_null (quota->snapshots_problem);
    }
}

static void
test_one_fails (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_quotas, (gpointer) "cn-east-2");
  g_autoptr (GPtrArray) quotas = read_quotas (service, regions);

  for (guint i = 0; i < quotas->len; i++)
    {
      FerryRegionQuota *quota = g_ptr_array_index (quotas, i);
      gboolean fails = g_str_equal (quota->region, "cn-east-2");

      g_assert_cmpint (quota->images.known, ==, !fails);
      g_assert_cmpint (quota->snapshots.known, ==, !fails);
      if (!fails)
        continue;
      g_assert_cmpint (quota->images_problem->reason, ==, FERRY_REASON_FORBIDDEN);
      g_assert_cmpint (quota->snapshots_problem->reason, ==, FERRY_REASON_FORBIDDEN);
      g_assert_cmpstr (quota->images_problem->region, ==, "cn-east-2");
      g_assert_cmpuint (quota->images_problem->http_status, ==, 403);
    }
}

static void
test_none (void)
{
  const char *const none[] = { NULL };
  g_autoptr (FakeService) service = fake_service_new (answer_quotas, NULL);
  g_autoptr (GPtrArray) quotas = read_quotas (service, none);

  g_assert_cmpuint (quotas->len, ==, 0);
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 0);
}

static char *
answer_throttled (const FakeRequest *request, guint *status, gpointer user_data)
{
  *status = 429;

  return fake_error (429, "RATE_LIMIT", "slow down");
}

static void
test_throttled (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_throttled, NULL);
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();
  g_autoptr (FerryLimiter) limiter = ferry_limiter_new (clock);
  g_autoptr (GPtrArray) quotas = NULL;
  FerryRegionQuota *quota;

  jdc_client_set_gate (fake_service_get_client (service), JDC_GATE (limiter), FALSE);
  quotas = read_quotas (service, regions);
  quota = g_ptr_array_index (quotas, 0);
  g_assert_cmpint (quota->images_problem->reason, ==, FERRY_REASON_THROTTLED);
  g_assert_cmpint (ferry_limiter_get_wait (limiter, "vm", quota->region), >, 0);
  g_assert_cmpint (ferry_limiter_get_wait (limiter, "disk", quota->region), >, 0);
  g_assert_cmpint (ferry_limiter_get_wait (limiter, "vm", "elsewhere"), ==, 0);
}

static char *
answer_broken (const FakeRequest *request, guint *status, gpointer user_data)
{
  *status = 503;

  return fake_error (503, "UNAVAILABLE", "later");
}

/* What the client repeats by itself counts as often as it leaves. */
static void
test_every_try_counts (void)
{
  const char *const one[] = { "cn-east-1", NULL };
  g_autoptr (FakeService) service = fake_service_new (answer_broken, NULL);
  g_autoptr (FerryClock) clock = ferry_clock_new_manual (0, 0);
  g_autoptr (FerryLimiter) limiter = ferry_limiter_new (clock);
  g_autoptr (GPtrArray) quotas = NULL;

  jdc_client_set_read_retry (fake_service_get_client (service), 3, 30);
  jdc_client_set_gate (fake_service_get_client (service), JDC_GATE (limiter), FALSE);
  quotas = read_quotas (service, one);
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 6);
  g_assert_cmpuint (ferry_limiter_get_n_free (limiter), ==, FERRY_LIMITER_BURST - 6);
}

static void
test_cancelled (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_quotas, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_quotas_read_async (fake_service_get_client (service), regions, cancellable, fake_take_result,
                           &result);
  g_cancellable_cancel (cancellable);
  fake_wait (&result);
  g_assert_null (ferry_quotas_read_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quota-table/all", test_all);
  g_test_add_func ("/quota-table/one-fails", test_one_fails);
  g_test_add_func ("/quota-table/none", test_none);
  g_test_add_func ("/quota-table/throttled", test_throttled);
  g_test_add_func ("/quota-table/every-try-counts", test_every_try_counts);
  g_test_add_func ("/quota-table/cancelled", test_cancelled);

  return g_test_run ();
}
