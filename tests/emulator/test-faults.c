/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every fault, as a client meets it. */

#include "config.h"

#include "emulator-client.h"

#include <string.h>

#include "emulator/emulator-faults.h"

#define NORTH "/v1/regions/cn-north-1"
#define LIST NORTH "/images?imageSource=private"
#define EAST "/v1/regions/cn-east-1"

typedef struct
{
  Client *client;
  char *source;
  char *replica; /* of the last copy, as answered */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = 0;
  self->client = client_new (&options);
  self->source = client_find (self->client, "cn-north-1", "生产-Web服务器-01");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  client_free (self->client);
  g_free (self->source);
  g_free (self->replica);
}

static void
advance (Fixture *self, double seconds)
{
  emulator_thread_advance (self->client->emulator, seconds);
}

static JsonNode *
copy (Fixture *self)
{
  JsonNode *answer = client_copy (self->client, "cn-north-1", self->source, "cn-east-1");

  g_clear_pointer (&self->replica, g_free);
  if (answer != NULL)
    self->replica = g_strdup (json_text (answer, "result.copyImages.0.destinationImageId"));
  return answer;
}

static void
copy_well (Fixture *self)
{
  g_autoptr (JsonNode) answer = copy (self);

  assert_ok (self->client);
  g_assert_nonnull (self->replica);
}

/* How many replicas of the source the cloud ever made. */
static guint
count_replicas (Fixture *self)
{
  g_autofree char *text = emulator_thread_dup_state_json (self->client->emulator);
  g_autofree char *path = g_strdup_printf ("replicas.%s", self->source);
  g_autoptr (JsonNode) state = json_from_string (text, NULL);

  return json_at (state, path) != NULL ? json_length (state, path) : 0;
}

static gint64
count_listed (Fixture *self)
{
  g_autoptr (JsonNode) answer = client_get (self->client, EAST "/images?imageSource=private");

  assert_ok (self->client);
  return json_number (answer, "result.totalCount");
}

static JsonNode *
show_replica (Fixture *self)
{
  return client_show (self->client, "cn-east-1", self->replica);
}

static void
expect_list (Fixture *self)
{
  g_autoptr (JsonNode) answer = client_get (self->client, LIST);

  assert_ok (self->client);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 24);
}

static void
test_error (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client,
                "{\"operation\":\"copyImages\",\"fault\":\"error\",\"http\":500,"
                "\"status\":\"UNKNOWN\",\"message\":\"Unknown server error\",\"details\":[{\"a\":1}]}");
  expect_list (self);
  answer = copy (self);
  assert_error (self->client, answer, 500, "UNKNOWN", "Unknown server error");
  g_assert_cmpint (json_number (answer, "error.details.0.a"), ==, 1);
  g_assert_cmpuint (count_replicas (self), ==, 0);
  copy_well (self);
}

static void
test_error_after_acting (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"operation\":\"write\",\"fault\":\"error\",\"http\":504,\"acts\":true}");
  answer = copy (self);
  assert_error (self->client, answer, 504, "HTTP_SERVER_TIMING_OUT", "The upstream server is timing out");
  g_assert_cmpuint (count_replicas (self), ==, 1);
}

static void
test_error_in_success (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"error\",\"http\":200,\"code\":500}");
  answer = copy (self);
  assert_ok (self->client);
  g_assert_cmpint (json_number (answer, "error.code"), ==, 500);
  g_assert_cmpstr (json_text (answer, "error.status"), ==, "INTERNAL");
}

static void
test_throttle (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  client_fault (self->client, "[{\"fault\":\"throttle\",\"retryAfter\":7},"
                              "{\"fault\":\"throttle\",\"status\":\"HTTP_RATE_LIMIT_EXCEEDED\"}]");
  first = client_get (self->client, LIST);
  assert_error (self->client, first, 429, "RATE_LIMIT", "rate limit exceeded");
  g_assert_cmpstr (self->client->retry_after, ==, "7");
  second = client_get (self->client, LIST);
  assert_error (self->client, second, 429, "HTTP_RATE_LIMIT_EXCEEDED", "rate limit exceeded");
  g_assert_null (self->client->retry_after);
  expect_list (self);
}

static void
lose_answer (Fixture *self)
{
  g_autoptr (JsonNode) answer = copy (self);

  g_assert_null (answer);
  g_assert_cmpuint (self->client->status, ==, 0);
  g_assert_nonnull (self->client->error);
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  client_fault (self->client, "[{\"fault\":\"reset\"},{\"fault\":\"reset\",\"acts\":true}]");
  lose_answer (self);
  g_assert_error (self->client->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpuint (count_replicas (self), ==, 0);
  lose_answer (self);
  g_assert_cmpuint (count_replicas (self), ==, 1);
}

static void
test_act_late (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) requests = NULL;
  g_autofree char *text = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":30}");
  lose_answer (self);
  advance (self, 29);
  g_assert_cmpuint (count_replicas (self), ==, 0);
  advance (self, 2);
  g_assert_cmpuint (count_replicas (self), ==, 1);
  text = emulator_thread_dup_requests_json (self->client->emulator);
  requests = json_from_string (text, NULL);
  g_assert_cmpstr (json_text (requests, "requests.1.operation"), ==, "copyImages");
  g_assert_true (json_node_get_boolean (json_at (requests, "requests.1.acted")));
  g_assert_true (json_node_get_boolean (json_at (requests, "requests.1.late")));
  g_assert_cmpint (json_number (requests, "requests.1.status"), ==, 0);
  g_assert_cmpstr (json_text (requests, "requests.1.faults"), ==, "reset");
}

static void
test_stall (Fixture *self, gconstpointer data)
{
  soup_session_set_timeout (self->client->session, 1);
  client_fault (self->client, "[{\"fault\":\"stall\"},{\"fault\":\"stall\",\"acts\":true}]");
  lose_answer (self);
  g_assert_error (self->client->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (count_replicas (self), ==, 0);
  lose_answer (self);
  g_assert_cmpuint (count_replicas (self), ==, 1);
}

static void
test_truncate (Fixture *self, gconstpointer data)
{
  client_fault (self->client, "[{\"fault\":\"truncate\"},{\"fault\":\"truncate\",\"size\":1}]");
  lose_answer (self);
  g_assert_cmpuint (count_replicas (self), ==, 1);
  {
    g_autoptr (JsonNode) answer = client_get (self->client, LIST);

    g_assert_nonnull (self->client->error);
  }
  expect_list (self);
}

static void
expect_garbage (Fixture *self, const char *rule, guint http, const char *needle)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, rule);
  answer = client_get (self->client, LIST);
  g_test_message ("%s", rule);
  g_assert_no_error (self->client->error);
  g_assert_null (answer);
  g_assert_cmpuint (self->client->status, ==, http);
  g_assert_nonnull (strstr (self->client->body, needle));
  expect_list (self);
}

static void
test_garbage (Fixture *self, gconstpointer data)
{
  expect_garbage (self, "{\"fault\":\"malformed\"}", 200, "requestId");
  expect_garbage (self, "{\"fault\":\"html\"}", 200, "<html>");
  expect_garbage (self, "{\"fault\":\"html\",\"http\":502,\"text\":\"<p>bad\"}", 502, "<p>bad");
  expect_garbage (self, "{\"fault\":\"empty\"}", 200, "");
  g_assert_cmpuint (count_replicas (self), ==, 0);
}

static void
test_empty_acts (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"empty\",\"http\":204}");
  answer = copy (self);
  g_assert_null (answer);
  g_assert_cmpuint (self->client->status, ==, 204);
  g_assert_cmpuint (count_replicas (self), ==, 1);
}

static void
test_huge (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"huge\",\"size\":3000000}");
  answer = client_get (self->client, LIST);
  assert_ok (self->client);
  g_assert_cmpuint (strlen (self->client->body), >, 3000000);
  g_assert_cmpint (json_number (answer, "result.totalCount"), ==, 0);
}

static void
test_nested (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"nested\",\"size\":100}");
  answer = client_get (self->client, LIST);
  assert_ok (self->client);
  g_assert_cmpuint (json_length (answer, "result.images.0.0.0.0"), ==, 1);
  g_assert_nonnull (strstr (self->client->body, "[[[["));
}

static void
test_redirect (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"redirect\",\"location\":\"http://127.0.0.1:1/\"}");
  answer = copy (self);
  g_assert_cmpuint (self->client->status, ==, 302);
  g_assert_cmpstr (self->client->location, ==, "http://127.0.0.1:1/");
  g_assert_cmpuint (count_replicas (self), ==, 0);
}

static void
test_slow (Fixture *self, gconstpointer data)
{
  gint64 started = g_get_monotonic_time ();

  client_fault (self->client, "{\"fault\":\"slow\",\"ms\":200}");
  expect_list (self);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 200 * 1000);
}

static void
test_date (Fixture *self, gconstpointer data)
{
  g_autoptr (GDateTime) date = NULL;

  client_fault (self->client, "{\"fault\":\"date\",\"seconds\":-7200}");
  expect_list (self);
  date = soup_date_time_new_from_http_string (self->client->date);
  g_assert_cmpint (ABS (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC + 7200), <, 60);
}

static void
test_replace (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "[{\"fault\":\"replace\",\"member\":\"result.images.0.name\",\"value\":12},"
                              "{\"fault\":\"replace\",\"member\":\"result.images.*.status\",\"value\":null},"
                              "{\"fault\":\"replace\",\"member\":\"result.images.3\",\"value\":[]},"
                              "{\"fault\":\"remove\",\"member\":\"result.images.1.imageId\"},"
                              "{\"fault\":\"remove\",\"member\":\"result.totalCount\"},"
                              "{\"fault\":\"replace\",\"member\":\"result.nothing.here\",\"value\":1}]");
  answer = client_get (self->client, LIST);
  assert_ok (self->client);
  g_assert_cmpint (json_number (answer, "result.images.0.name"), ==, 12);
  g_assert_true (JSON_NODE_HOLDS_NULL (json_at (answer, "result.images.19.status")));
  g_assert_cmpuint (json_length (answer, "result.images.3"), ==, 0);
  g_assert_cmpuint (json_length (answer, "result.images"), ==, 20);
  g_assert_null (json_at (answer, "result.images.1.imageId"));
  g_assert_nonnull (json_at (answer, "result.images.2.imageId"));
  g_assert_null (json_at (answer, "result.totalCount"));
  expect_list (self);
}

static void
test_pair_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"pair-missing\"}");
  answer = copy (self);
  assert_ok (self->client);
  g_assert_cmpuint (json_length (answer, "result.copyImages"), ==, 0);
  g_assert_cmpuint (count_replicas (self), ==, 1);
}

static void
test_pair_foreign (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"pair-foreign\"}");
  answer = copy (self);
  g_assert_cmpuint (json_length (answer, "result.copyImages"), ==, 2);
  g_assert_cmpstr (json_text (answer, "result.copyImages.0.sourceImageId"), ==, "img-foreign001");
  g_assert_cmpstr (json_text (answer, "result.copyImages.1.sourceImageId"), ==, self->source);
}

static void
test_pairs_reordered (Fixture *self, gconstpointer data)
{
  g_autofree char *other = client_find (self->client, "cn-north-1", "uefi-rocky9");
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client, "{\"fault\":\"pairs-reordered\"}");
  answer = client_post (self->client, NORTH "/images:copyImages",
                        "{\"sourceImageIds\":[\"%s\",\"%s\"],\"destinationRegion\":\"cn-east-1\"}",
                        self->source, other);
  g_assert_cmpstr (json_text (answer, "result.copyImages.0.sourceImageId"), ==, other);
  g_assert_cmpstr (json_text (answer, "result.copyImages.1.sourceImageId"), ==, self->source);
}

static void
test_visible_late (Fixture *self, gconstpointer data)
{
  gint64 before = count_listed (self);
  g_autoptr (JsonNode) hidden = NULL;
  g_autoptr (JsonNode) shown = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":30}");
  copy_well (self);
  hidden = show_replica (self);
  g_assert_cmpuint (self->client->status, ==, 404);
  g_assert_cmpint (count_listed (self), ==, before);
  advance (self, 31);
  shown = show_replica (self);
  assert_ok (self->client);
  g_assert_cmpint (count_listed (self), ==, before + 1);
}

static void
test_description_late (Fixture *self, gconstpointer data)
{
  g_autofree char *wording = g_strdup_printf ("源镜像：%s（cn-north-1）", self->source);
  g_autoptr (JsonNode) early = NULL;
  g_autoptr (JsonNode) late = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"description\",\"seconds\":20,"
                              "\"text\":\"源镜像：{image}（{region}）\"}");
  copy_well (self);
  early = show_replica (self);
  g_assert_cmpstr (json_text (early, "result.image.desc"), ==, "");
  advance (self, 21);
  late = show_replica (self);
  g_assert_cmpstr (json_text (late, "result.image.desc"), ==, wording);
}

static void
test_description_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) shown = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"description\",\"text\":\"\"}");
  answer =
    client_post (self->client, NORTH "/images:copyImages",
                 "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"cn-east-1\",\"description\":\"mine\"}",
                 self->source);
  assert_ok (self->client);
  self->replica = g_strdup (json_text (answer, "result.copyImages.0.destinationImageId"));
  advance (self, 1000);
  shown = show_replica (self);
  g_assert_cmpstr (json_text (shown, "result.image.status"), ==, "ready");
  g_assert_cmpstr (json_text (shown, "result.image.desc"), ==, "");
}

static void
test_texts_ignored (Fixture *self, gconstpointer data)
{
  g_autofree char *description = g_strdup_printf ("Copied from cn-north-1 %s", self->source);
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) shown = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"texts-ignored\"}");
  answer = client_post (self->client, NORTH "/images:copyImages",
                        "{\"sourceImageIds\":[\"%s\"],\"destinationRegion\":\"cn-east-1\",\"name\":\"mine\","
                        "\"description\":\"mine\"}",
                        self->source);
  self->replica = g_strdup (json_text (answer, "result.copyImages.0.destinationImageId"));
  shown = show_replica (self);
  g_assert_cmpstr (json_text (shown, "result.image.name"), ==, "生产-Web服务器-01");
  g_assert_cmpstr (json_text (shown, "result.image.desc"), ==, description);
}

static void
expect_replica (Fixture *self, const char *status, const char *progress)
{
  g_autoptr (JsonNode) answer = show_replica (self);

  assert_ok (self->client);
  g_assert_cmpstr (json_text (answer, "result.image.status"), ==, status);
  g_assert_cmpstr (json_text (answer, "result.image.progress"), ==, progress);
}

static void
test_duration (Fixture *self, gconstpointer data)
{
  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":1000}");
  copy_well (self);
  advance (self, 500);
  expect_replica (self, "pending", "50");
  advance (self, 501);
  expect_replica (self, "ready", "100");
}

static void
test_stuck (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) busy = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"stuck\",\"at\":42}");
  copy_well (self);
  advance (self, 100000);
  expect_replica (self, "pending", "42");
  busy = client_copy (self->client, "cn-north-1", self->source, "cn-east-2");
  g_assert_cmpuint (self->client->status, ==, 400);
}

static void
test_stuck_for_a_while (Fixture *self, gconstpointer data)
{
  client_fault (self->client, "[{\"operation\":\"copyImages\",\"fault\":\"stuck\",\"at\":10,\"seconds\":500},"
                              "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100}]");
  copy_well (self);
  advance (self, 590);
  expect_replica (self, "pending", "10");
  advance (self, 20);
  expect_replica (self, "ready", "100");
}

static void
test_replica_error (Fixture *self, gconstpointer data)
{
  client_fault (self->client, "[{\"operation\":\"copyImages\",\"fault\":\"replica-error\",\"at\":64},"
                              "{\"operation\":\"copyImages\",\"fault\":\"duration\",\"seconds\":100}]");
  copy_well (self);
  advance (self, 63);
  expect_replica (self, "pending", "63");
  advance (self, 2);
  expect_replica (self, "error", "64");
  /* The source is free again. */
  copy_well (self);
}

static void
test_vanish (Fixture *self, gconstpointer data)
{
  gint64 before = count_listed (self);
  g_autoptr (JsonNode) gone = NULL;

  client_fault (self->client, "{\"operation\":\"copyImages\",\"fault\":\"vanish\",\"seconds\":15}");
  copy_well (self);
  g_assert_cmpint (count_listed (self), ==, before + 1);
  advance (self, 16);
  g_assert_cmpint (count_listed (self), ==, before);
  gone = show_replica (self);
  g_assert_cmpuint (self->client->status, ==, 404);
  advance (self, 1000);
  copy_well (self);
  g_assert_cmpuint (count_replicas (self), ==, 2);
}

static void
test_colleague (Fixture *self, gconstpointer data)
{
  gint64 before = count_listed (self);
  g_autofree char *description = g_strdup_printf ("Copied from cn-north-1 %s", self->source);
  g_autoptr (JsonNode) list = NULL;

  client_fault (self->client, "[{\"operation\":\"copyImages\",\"fault\":\"colleague\"},"
                              "{\"operation\":\"copyImages\",\"fault\":\"reset\"}]");
  lose_answer (self);
  g_assert_cmpint (count_listed (self), ==, before + 1);
  g_assert_cmpuint (count_replicas (self), ==, 0);
  list = client_get (self->client, EAST "/images?imageSource=private&imageName=Web");
  /* The seed's own sq-web comes first. */
  g_assert_cmpstr (json_text (list, "result.images.1.desc"), ==, description);
  copy_well (self);
}

static void
test_colleague_makes_busy (Fixture *self, gconstpointer data)
{
  g_autofree char *message = g_strdup_printf ("The image '%s' is busy", self->source);
  g_autoptr (JsonNode) answer = NULL;

  client_fault (self->client,
                "{\"operation\":\"copyImages\",\"fault\":\"colleague\",\"busy\":true,\"seconds\":10}");
  answer = copy (self);
  assert_error (self->client, answer, 400, "FAILED_PRECONDITION", message);
  advance (self, 11);
  copy_well (self);
}

static void
test_colleague_elsewhere (Fixture *self, gconstpointer data)
{
  g_autofree char *rule = g_strdup_printf (
    "[{\"operation\":\"describeImages\",\"fault\":\"colleague\",\"after\":true,\"source\":\"%s\","
    "\"sourceRegion\":\"cn-north-1\",\"text\":\"\"},"
    "{\"operation\":\"describeImages\",\"skip\":1,\"fault\":\"colleague\",\"unrelated\":true,"
    "\"text\":\"somebody-elses\"}]",
    self->source);
  gint64 before;
  g_autofree char *unrelated = NULL;

  client_fault (self->client, rule);
  before = count_listed (self);
  g_assert_cmpint (count_listed (self), ==, before + 2);
  unrelated = client_find (self->client, "cn-east-1", "somebody-elses");
  g_assert_nonnull (unrelated);
}

static void
test_ids_404 (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) strict = NULL;
  g_autoptr (JsonNode) lax = NULL;

  client_fault (self->client, "{\"fault\":\"ids-404\"}");
  strict = client_get (self->client, NORTH "/images?ids.1=%s&ids.2=img-zzzzzzzzzz", self->source);
  assert_error (self->client, strict, 404, "NOT_FOUND", "Image 'img-zzzzzzzzzz' not found");
  lax = client_get (self->client, NORTH "/images?ids.1=%s&ids.2=img-zzzzzzzzzz", self->source);
  g_assert_cmpint (json_number (lax, "result.totalCount"), ==, 1);
}

static void
test_page_shift (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) first = client_get (self->client, LIST "&pageSize=10");
  g_autoptr (JsonNode) plain = client_get (self->client, LIST "&pageSize=10&pageNumber=2");
  g_autoptr (JsonNode) later = NULL;
  g_autoptr (JsonNode) earlier = NULL;

  client_fault (self->client, "[{\"fault\":\"page-shift\"},{\"fault\":\"page-shift\",\"skip\":1,\"by\":-1}]");
  later = client_get (self->client, LIST "&pageSize=10&pageNumber=2");
  g_assert_cmpstr (json_text (later, "result.images.0.imageId"), ==,
                   json_text (plain, "result.images.1.imageId"));
  earlier = client_get (self->client, LIST "&pageSize=10&pageNumber=2");
  g_assert_cmpstr (json_text (earlier, "result.images.0.imageId"), ==,
                   json_text (first, "result.images.9.imageId"));
  g_assert_cmpuint (json_length (earlier, "result.images"), ==, 10);
  g_assert_cmpint (json_number (earlier, "result.totalCount"), ==, 24);
}

static void
test_stale (Fixture *self, gconstpointer data)
{
  gint64 before = count_listed (self);

  copy_well (self);
  client_fault (self->client,
                "{\"operation\":\"describeImages\",\"fault\":\"stale\",\"seconds\":20,\"count\":2}");
  advance (self, 10);
  g_assert_cmpint (count_listed (self), ==, before);
  advance (self, 11);
  g_assert_cmpint (count_listed (self), ==, before + 1);
}

static gint64
get_image_quota (Fixture *self)
{
  g_autoptr (JsonNode) answer =
    client_get (self->client, EAST "/quotas?filters.1.name=resourceTypes&filters.1.values.1=image");

  return json_number (answer, "result.quotas.0.used");
}

static gint64
get_snapshot_quota (Fixture *self)
{
  g_autoptr (JsonNode) answer = client_get_disk (self->client, EAST "/quotas?type=snapshot");

  return json_number (answer, "result.quota.used");
}

static void
test_quota_lag (Fixture *self, gconstpointer data)
{
  gint64 images = get_image_quota (self);
  gint64 snapshots = get_snapshot_quota (self);

  copy_well (self);
  client_fault (self->client,
                "[{\"operation\":\"describeQuotas\",\"fault\":\"quota-lag\",\"seconds\":60,\"count\":0},"
                "{\"operation\":\"describeQuota\",\"fault\":\"quota-lag\",\"seconds\":60,\"count\":0}]");
  advance (self, 30);
  g_assert_cmpint (get_image_quota (self), ==, images);
  g_assert_cmpint (get_snapshot_quota (self), ==, snapshots);
  advance (self, 31);
  g_assert_cmpint (get_image_quota (self), ==, images + 1);
  g_assert_cmpint (get_snapshot_quota (self), ==, snapshots + 1);
}

static void
expect_status (Fixture *self, const char *target, guint http)
{
  g_autoptr (JsonNode) answer = client_get (self->client, "%s", target);

  g_assert_cmpuint (self->client->status, ==, http);
}

static void
test_matching (Fixture *self, gconstpointer data)
{
  g_autofree char *by_image =
    g_strdup_printf ("{\"fault\":\"error\",\"http\":503,\"image\":\"%s\"}", self->source);
  g_autofree char *shown = g_strdup_printf (NORTH "/images/%s", self->source);
  g_autoptr (JsonNode) other = NULL;
  g_autoptr (JsonNode) target = NULL;

  client_fault (self->client,
                "{\"fault\":\"error\",\"http\":501,\"region\":\"cn-south-1\",\"skip\":1,\"count\":2}");
  expect_status (self, LIST, 200);
  expect_status (self, "/v1/regions/cn-south-1/images?imageSource=private", 200);
  expect_status (self, "/v1/regions/cn-south-1/images?imageSource=private", 501);
  expect_status (self, "/v1/regions/cn-south-1/images?imageSource=private", 501);
  expect_status (self, "/v1/regions/cn-south-1/images?imageSource=private", 200);
  client_fault (self->client, by_image);
  expect_status (self, LIST, 200);
  expect_status (self, shown, 503);
  client_fault (self->client, "{\"fault\":\"error\",\"http\":502,\"target\":\"cn-east-2\",\"count\":0}");
  other = copy (self);
  assert_ok (self->client);
  target = client_copy (self->client, "cn-north-1", self->source, "cn-east-2");
  g_assert_cmpuint (self->client->status, ==, 502);
  emulator_thread_clear_faults (self->client->emulator);
  g_clear_pointer (&target, json_node_unref);
  target = client_copy (self->client, "cn-north-1", self->source, "cn-east-2");
  g_assert_cmpuint (self->client->status, ==, 400);
}

/* The seed decides which calls are struck. */
static GString *
draw (guint32 seed)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Client) client = NULL;
  GString *pattern = g_string_new (NULL);

  options.seed = seed;
  client = client_new (&options);
  client_fault (client, "{\"fault\":\"error\",\"count\":0,\"probability\":0.5}");
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (JsonNode) answer = client_get (client, LIST);

      g_string_append_c (pattern, client->status == 200 ? '.' : 'x');
    }
  return pattern;
}

static void
test_probability (void)
{
  g_autoptr (GString) first = draw (1);
  g_autoptr (GString) same = draw (1);
  g_autoptr (GString) other = draw (2);

  g_assert_cmpstr (first->str, ==, same->str);
  g_assert_cmpstr (first->str, !=, other->str);
  g_assert_nonnull (strchr (first->str, '.'));
  g_assert_nonnull (strchr (first->str, 'x'));
}

static void
test_rules_are_strict (void)
{
  static const char *const wrong[] = {
    "",
    "nonsense",
    "7",
    "{}",
    "{\"fault\":\"explode\"}",
    "{\"fault\":\"reset\",\"act\":true}",
    "{\"fault\":\"reset\",\"acts\":\"yes\"}",
    "{\"fault\":\"reset\",\"acts\":-1}",
    "{\"fault\":\"slow\",\"ms\":\"10\"}",
    "{\"fault\":\"slow\",\"ms\":-10}",
    "{\"fault\":\"truncate\",\"size\":-1}",
    "{\"fault\":\"error\",\"status\":5}",
    "{\"fault\":\"colleague\",\"busy\":1}",
    "[{\"fault\":\"reset\"},{\"fault\":\"explode\"}]",
  };
  g_autoptr (EmulatorFaults) faults = emulator_faults_new (1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_false (emulator_faults_add_json (faults, wrong[i], &error));
      g_assert_nonnull (error);
    }
  emulator_faults_append_json (faults, out);
  g_assert_cmpstr (out->str, ==, "\"faults\":[]");
}

#define ADD(name, func) g_test_add ("/emulator/faults/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("error", test_error);
  ADD ("error-after-acting", test_error_after_acting);
  ADD ("error-in-success", test_error_in_success);
  ADD ("throttle", test_throttle);
  ADD ("reset", test_reset);
  ADD ("act-late", test_act_late);
  ADD ("stall", test_stall);
  ADD ("truncate", test_truncate);
  ADD ("garbage", test_garbage);
  ADD ("empty-acts", test_empty_acts);
  ADD ("huge", test_huge);
  ADD ("nested", test_nested);
  ADD ("redirect", test_redirect);
  ADD ("slow", test_slow);
  ADD ("date", test_date);
  ADD ("replace", test_replace);
  ADD ("pair-missing", test_pair_missing);
  ADD ("pair-foreign", test_pair_foreign);
  ADD ("pairs-reordered", test_pairs_reordered);
  ADD ("visible-late", test_visible_late);
  ADD ("description-late", test_description_late);
  ADD ("description-empty", test_description_empty);
  ADD ("texts-ignored", test_texts_ignored);
  ADD ("duration", test_duration);
  ADD ("stuck", test_stuck);
  ADD ("stuck-for-a-while", test_stuck_for_a_while);
  ADD ("replica-error", test_replica_error);
  ADD ("vanish", test_vanish);
  ADD ("colleague", test_colleague);
  ADD ("colleague-makes-busy", test_colleague_makes_busy);
  ADD ("colleague-elsewhere", test_colleague_elsewhere);
  ADD ("ids-404", test_ids_404);
  ADD ("page-shift", test_page_shift);
  ADD ("stale", test_stale);
  ADD ("quota-lag", test_quota_lag);
  ADD ("matching", test_matching);
  g_test_add_func ("/emulator/faults/probability", test_probability);
  g_test_add_func ("/emulator/faults/rules-are-strict", test_rules_are_strict);
  return g_test_run ();
}
