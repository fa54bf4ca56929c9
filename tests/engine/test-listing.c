/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-listing.h"

#include "fake-service.h"

static FerryListing *
fetch (FakeService *service, FerryListingFlags flags, FerryClock *clock, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_listing_fetch_async (fake_service_get_client (service), "cn-east-2", clock, flags, NULL,
                             fake_take_result, &result);
  fake_wait (&result);

  return ferry_listing_fetch_finish (result, error);
}

static FerryListing *
fetch_ok (FakeService *service, FerryListingFlags flags)
{
  g_autoptr (GError) error = NULL;
  FerryListing *listing = fetch (service, flags, NULL, &error);

  g_assert_no_error (error);

  return listing;
}

/* An honest service: @user_data says how many images. */
static char *
answer_honest (const FakeRequest *request, guint *status, gpointer user_data)
{
  guint n = GPOINTER_TO_UINT (user_data);
  guint first = (request->page - 1) * 100;

  g_assert_cmpstr (request->path, ==, "/v1/regions/cn-east-2/images");

  return fake_numbered_images (first, first < n ? MIN (n - first, 100) : 0, n);
}

static void
test_honest (void)
{
  static const struct
  {
    guint n;
    guint two_passes;
    guint one_pass;
  } rows[] = { { 0, 1, 1 },   { 1, 1, 1 },   { 99, 1, 1 },    { 100, 1, 1 },
               { 101, 4, 2 }, { 200, 4, 2 }, { 1234, 26, 13 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      for (guint flags = FERRY_LISTING_DEFAULT; flags <= FERRY_LISTING_ONE_PASS; flags++)
        {
          g_autoptr (FakeService) service = fake_service_new (answer_honest, GUINT_TO_POINTER (rows[i].n));
          g_autoptr (FerryListing) listing = fetch_ok (service, flags);

          g_assert_true (ferry_listing_is_complete (listing));
          g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, rows[i].n);
          g_assert_cmpuint (fake_service_get_n_requests (service), ==,
                            flags == FERRY_LISTING_ONE_PASS ? rows[i].one_pass : rows[i].two_passes);
          g_assert_cmpuint (fake_service_get_most_at_once (service), <=, 6);
        }
    }
}

static void
test_getters (void)
{
  gint64 before = g_get_monotonic_time ();
  g_autoptr (FakeService) service = fake_service_new (answer_honest, GUINT_TO_POINTER (250));
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);
  g_autoptr (GHashTable) ids = ferry_listing_dup_ids (listing);
  g_autoptr (GHashTable) same = ferry_listing_dup_ids (listing);
  GPtrArray *images = ferry_listing_get_images (listing);

  g_assert_cmpstr (ferry_listing_get_region (listing), ==, "cn-east-2");
  g_assert_cmpuint (images->len, ==, 250);
  /* In the order of the pages, although they came in any order. */
  g_assert_cmpstr (jdc_image_get_id (g_ptr_array_index (images, 0)), ==, "img-0000");
  g_assert_cmpstr (jdc_image_get_id (g_ptr_array_index (images, 249)), ==, "img-0249");
  g_assert_true (ferry_listing_lookup (listing, "img-0123") == g_ptr_array_index (images, 123));
  g_assert_null (ferry_listing_lookup (listing, "img-0250"));
  g_assert_true (ids == same);
  g_assert_cmpint (ferry_listing_get_started_monotonic (listing), >=, before);
  g_assert_cmpint (ferry_listing_get_taken_monotonic (listing), >=,
                   ferry_listing_get_started_monotonic (listing));
  g_assert_null (ferry_listing_get_owner_pin (listing));

  /* The set outlives the listing. */
  g_assert_finalize_object (g_steal_pointer (&listing));
  g_assert_cmpuint (g_hash_table_size (ids), ==, 250);
  g_assert_true (g_hash_table_contains (ids, "img-0249"));
  g_assert_false (g_hash_table_contains (ids, "img-0250"));
}

static char *
answer_pins (const FakeRequest *request, guint *status, gpointer user_data)
{
  return fake_images (
    "{\"imageId\":\"img-1\"},{\"imageId\":\"img-2\",\"ownerPin\":\"\"},"
    "{\"imageId\":\"img-3\",\"ownerPin\":\"pin3\"},{\"imageId\":\"img-4\",\"ownerPin\":\"pin4\"}",
    4);
}

static void
test_owner_pin (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_pins, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

  g_assert_cmpstr (ferry_listing_get_owner_pin (listing), ==, "pin3");
}

/* An image is deleted between the pages of the first pass: one of the second page slips onto the first and
 * is missed. 150 images are left; the next two passes agree on them. */
static char *
answer_shift (const FakeRequest *request, guint *status, gpointer user_data)
{
  if (request->number == 0)
    return fake_numbered_images (0, 100, 151);
  if (request->number == 1)
    return fake_numbered_images (102, 49, 151);

  return request->page == 1 ? fake_numbered_images (1, 100, 150) : fake_numbered_images (101, 50, 150);
}

static void
test_shift (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_shift, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

  g_assert_true (ferry_listing_is_complete (listing));
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 6);
  g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, 150);
  g_assert_nonnull (ferry_listing_lookup (listing, "img-0101"));
  g_assert_null (ferry_listing_lookup (listing, "img-0000"));
}

/* Both passes count right, but a colleague's image came and another went between them. */
static char *
answer_swap (const FakeRequest *request, guint *status, gpointer user_data)
{
  gboolean first_pass = request->number < 2;

  if (request->page == 1)
    return fake_numbered_images (0, 100, 120);

  return fake_numbered_images (first_pass ? 100 : 101, 20, 120);
}

static void
test_passes_differ (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_swap, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

  g_assert_true (ferry_listing_is_complete (listing));
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 6);
  g_assert_null (ferry_listing_lookup (listing, "img-0100"));
  g_assert_nonnull (ferry_listing_lookup (listing, "img-0120"));
}

/* The first pass saw all images, but its count was wrong: it proves nothing, so two more are needed. */
static char *
answer_late_count (const FakeRequest *request, guint *status, gpointer user_data)
{
  gint64 total = request->number < 2 ? 121 : 120;

  return fake_numbered_images ((request->page - 1) * 100, request->page == 1 ? 100 : 20, total);
}

static void
test_late_count (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_late_count, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

  g_assert_true (ferry_listing_is_complete (listing));
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 6);
}

/* Another set of images at each pass: never complete, but all that was seen is there. */
static char *
answer_restless (const FakeRequest *request, guint *status, gpointer user_data)
{
  guint pass = request->number / 2;

  return request->page == 1 ? fake_numbered_images (0, 100, 110)
                            : fake_numbered_images (100 + pass * 10, 10, 110);
}

static void
test_restless (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_restless, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

  g_assert_false (ferry_listing_is_complete (listing));
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 6);
  g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, 130);
  for (guint i = 100; i < 130; i += 10)
    {
      g_autofree char *id = g_strdup_printf ("img-%04u", i);

      g_assert_nonnull (ferry_listing_lookup (listing, id));
    }
}

/* The lies of a total. */
typedef struct
{
  guint n_per_page[4];
  gint64 totals[4];
  gboolean complete;
  guint n_requests;
  guint n_images;
} Lie;

static char *
answer_lie (const FakeRequest *request, guint *status, gpointer user_data)
{
  const Lie *lie = user_data;

  g_assert_cmpuint (request->page, <=, 4);

  return fake_numbered_images ((request->page - 1) * 100, lie->n_per_page[request->page - 1],
                               lie->totals[request->page - 1]);
}

static void
test_total (void)
{
  static const Lie lies[] = {
    /* Too many promised on a single page: asked three times, never believed. */
    { { 10 }, { 12 }, FALSE, 3, 10 },
    /* Too few promised. */
    { { 10 }, { 8 }, FALSE, 3, 10 },
    /* Nothing is told: pages are asked for while they are full. */
    { { 10 }, { -1 }, FALSE, 3, 10 },
    { { 100, 100, 30 }, { -1, -1, -1 }, FALSE, 9, 230 },
    { { 100, 0 }, { -1, -1 }, FALSE, 6, 100 },
    /* Too few promised, so that later pages are not asked for. */
    { { 100, 100 }, { 100, 100 }, TRUE, 1, 100 },
    { { 100, 50 }, { 160, 160 }, FALSE, 6, 150 },
    /* The count changes on the way. */
    { { 100, 50 }, { 150, 151 }, FALSE, 6, 150 },
    /* Nothing on the first page. */
    { { 0 }, { 5 }, FALSE, 3, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (FakeService) service = fake_service_new (answer_lie, (gpointer) &lies[i]);
      g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_DEFAULT);

      g_test_message ("row %u", i);
      g_assert_cmpint (ferry_listing_is_complete (listing), ==, lies[i].complete);
      g_assert_cmpuint (fake_service_get_n_requests (service), ==, lies[i].n_requests);
      g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, lies[i].n_images);
    }
}

/* A total of a billion: an empty page ends it. */
static char *
answer_billion (const FakeRequest *request, guint *status, gpointer user_data)
{
  return fake_numbered_images ((request->page - 1) * 100, request->page <= 2 ? 100 : 0, 1000000000);
}

static void
test_billion (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_billion, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_ONE_PASS);

  g_assert_false (ferry_listing_is_complete (listing));
  g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, 200);
  g_assert_cmpuint (fake_service_get_n_requests (service), <, 40);
}

/* Twice the same image on one page, or on two. */
static char *
answer_doubled (const FakeRequest *request, guint *status, gpointer user_data)
{
  return fake_images (
    "{\"imageId\":\"img-1\",\"name\":\"a\"},{\"imageId\":\"img-2\"},{\"imageId\":\"img-1\"}",
    GPOINTER_TO_UINT (user_data));
}

static void
test_duplicates (void)
{
  g_autoptr (FakeService) three = fake_service_new (answer_doubled, GUINT_TO_POINTER (3));
  g_autoptr (FakeService) two = fake_service_new (answer_doubled, GUINT_TO_POINTER (2));
  g_autoptr (FerryListing) wrong = fetch_ok (three, FERRY_LISTING_DEFAULT);
  g_autoptr (FerryListing) right = fetch_ok (two, FERRY_LISTING_DEFAULT);

  g_assert_false (ferry_listing_is_complete (wrong));
  g_assert_cmpuint (ferry_listing_get_n_images (wrong), ==, 2);
  g_assert_true (ferry_listing_is_complete (right));
  g_assert_cmpuint (ferry_listing_get_n_images (right), ==, 2);
}

/* For display: a second look only when the first contradicts itself. */
static void
test_one_pass_shift (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_shift, NULL);
  g_autoptr (FerryListing) listing = fetch_ok (service, FERRY_LISTING_ONE_PASS);

  g_assert_true (ferry_listing_is_complete (listing));
  g_assert_cmpuint (fake_service_get_n_requests (service), ==, 4);
  g_assert_cmpuint (ferry_listing_get_n_images (listing), ==, 150);
}

static char *
answer_failing (const FakeRequest *request, guint *status, gpointer user_data)
{
  if (request->page != GPOINTER_TO_UINT (user_data))
    return fake_numbered_images ((request->page - 1) * 100, 100, 1000);

  *status = 500;
  return fake_error (500, "INTERNAL", "Internal server error");
}

static void
test_failing (void)
{
  static const guint pages[] = { 1, 2, 5, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (FakeService) service = fake_service_new (answer_failing, GUINT_TO_POINTER (pages[i]));
      g_autoptr (GError) error = NULL;
      g_autoptr (FerryListing) listing = fetch (service, FERRY_LISTING_DEFAULT, NULL, &error);

      g_assert_null (listing);
      g_assert_error (error, JDC_ERROR, JDC_ERROR_SERVICE);
      g_assert_cmpuint (fake_service_get_n_requests (service), <=, 10);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_honest, GUINT_TO_POINTER (1000));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_listing_fetch_async (fake_service_get_client (service), "cn-east-2", NULL, FERRY_LISTING_DEFAULT,
                             cancellable, fake_take_result, &result);
  while (fake_service_get_n_requests (service) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  fake_wait (&result);
  g_assert_null (ferry_listing_fetch_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The times are those of the clock that is given. */
static void
test_clock (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_honest, GUINT_TO_POINTER (250));
  g_autoptr (FerryClock) clock = ferry_clock_new_manual (0, 12345);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryListing) listing = fetch (service, FERRY_LISTING_DEFAULT, clock, &error);

  g_assert_no_error (error);
  g_assert_true (ferry_listing_is_complete (listing));
  g_assert_cmpint (ferry_listing_get_started_monotonic (listing), ==, 12345);
  g_assert_cmpint (ferry_listing_get_taken_monotonic (listing), ==, 12345);
}

static void
progress_cb (GPtrArray *images, guint loaded, guint total, gpointer user_data)
{
  guint *latest = user_data;

  g_assert_cmpuint (loaded, >, latest[0]);
  g_assert_cmpuint (total, ==, 250);
  latest[0] = loaded;
  latest[1]++;
}

static void
test_progress (void)
{
  g_autoptr (FakeService) service = fake_service_new (answer_honest, GUINT_TO_POINTER (250));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryListing) listing = NULL;
  guint latest[2] = { 0, 0 };

  ferry_listing_fetch_with_progress_async (fake_service_get_client (service), "cn-east-2", NULL,
                                           FERRY_LISTING_DEFAULT, progress_cb, latest, NULL, fake_take_result,
                                           &result);
  fake_wait (&result);
  listing = ferry_listing_fetch_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (latest[0], ==, 250);
  g_assert_cmpuint (latest[1], ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listing/honest", test_honest);
  g_test_add_func ("/listing/getters", test_getters);
  g_test_add_func ("/listing/owner-pin", test_owner_pin);
  g_test_add_func ("/listing/shift", test_shift);
  g_test_add_func ("/listing/passes-differ", test_passes_differ);
  g_test_add_func ("/listing/late-count", test_late_count);
  g_test_add_func ("/listing/restless", test_restless);
  g_test_add_func ("/listing/total", test_total);
  g_test_add_func ("/listing/billion", test_billion);
  g_test_add_func ("/listing/duplicates", test_duplicates);
  g_test_add_func ("/listing/one-pass-shift", test_one_pass_shift);
  g_test_add_func ("/listing/failing", test_failing);
  g_test_add_func ("/listing/cancelled", test_cancelled);
  g_test_add_func ("/listing/clock", test_clock);
  g_test_add_func ("/listing/progress", test_progress);

  return g_test_run ();
}
