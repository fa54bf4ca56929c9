/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-session.h"

#include "app-harness.h"
#include "app/ferry-settings.h"
#include "accounts/ferry-memory-store.h"

#define FAIL(what) "[{\"operation\":\"describeImages\",\"count\":0," what "}]"

static void
wait_for_state (AppCloud *cloud, FerrySessionState state)
{
  app_wait_until (ferry_session_get_state (cloud->session) == state);
}

static guint
count_images (AppCloud *cloud)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ferry_session_get_catalog (cloud->session)));
}

static FerryImage *
find_eligible (AppCloud *cloud)
{
  GListModel *catalog = G_LIST_MODEL (ferry_session_get_catalog (cloud->session));

  for (guint i = 0; i < g_list_model_get_n_items (catalog); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (catalog, i);

      if (ferry_image_get_eligible (image) && ferry_image_get_snapshots (image) == 1)
        return image;
    }
  g_assert_not_reached ();
}

static void
test_no_account (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);

  g_assert_cmpint (ferry_session_get_state (cloud->session), ==, FERRY_SESSION_STARTING);
  ferry_session_start (cloud->session);
  wait_for_state (cloud, FERRY_SESSION_NO_ACCOUNT);
  g_assert_null (ferry_session_get_catalog (cloud->session));
  app_wait_until (ferry_session_get_engine (cloud->session) != NULL);
}

static void
test_ready (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);
  g_autofree char *last = NULL;

  app_cloud_start (cloud);
  g_assert_cmpint (ferry_session_get_state (cloud->session), ==, FERRY_SESSION_LOADING);
  wait_for_state (cloud, FERRY_SESSION_READY);
  g_assert_cmpuint (count_images (cloud), >, 10);
  g_assert_cmpstr (ferry_session_get_region (cloud->session), ==, "cn-north-1");

  ferry_session_set_region (cloud->session, "cn-east-2");
  wait_for_state (cloud, FERRY_SESSION_READY);
  g_assert_cmpuint (count_images (cloud), >, 0);
  last = g_settings_get_string (cloud->settings, FERRY_SETTING_LAST_REGION);
  g_assert_cmpstr (last, ==, "cn-east-2");
}

/* A list seen before is there at once. */
static void
test_return (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);

  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  ferry_session_set_region (cloud->session, "cn-south-1");
  wait_for_state (cloud, FERRY_SESSION_READY);
  ferry_session_set_region (cloud->session, "cn-north-1");
  g_assert_true (ferry_session_has_list (cloud->session));
  g_assert_cmpint (ferry_session_get_state (cloud->session), ==, FERRY_SESSION_READY);
  g_assert_true (ferry_session_get_refreshing (cloud->session));
}

static void
assert_trouble (const char *fault, FerrySessionState state, gboolean tried_again)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);

  app_cloud_fault (cloud, fault);
  app_cloud_start (cloud);
  wait_for_state (cloud, state);
  g_assert_nonnull (ferry_session_get_problem (cloud->session));
  g_assert_nonnull (ferry_session_get_problem (cloud->session)->request_id);
  g_assert_false (ferry_session_has_list (cloud->session));
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session) != 0, ==, tried_again);

  emulator_thread_clear_faults (cloud->cloud);
  ferry_session_refresh (cloud->session);
  g_assert_cmpint (ferry_session_get_state (cloud->session), ==, FERRY_SESSION_LOADING);
  wait_for_state (cloud, FERRY_SESSION_READY);
  g_assert_null (ferry_session_get_problem (cloud->session));
}

static void
test_wrong_keys (void)
{
  assert_trouble (FAIL ("\"fault\":\"error\",\"http\":401,\"code\":401,\"status\":\"UNAUTHENTICATED\""),
                  FERRY_SESSION_WRONG_KEYS, FALSE);
}

static void
test_no_permission (void)
{
  assert_trouble (FAIL ("\"fault\":\"error\",\"http\":403,\"code\":403,\"status\":\"PERMISSION_DENIED\""),
                  FERRY_SESSION_NO_PERMISSION, FALSE);
}

static void
test_service_error (void)
{
  assert_trouble (FAIL ("\"fault\":\"error\",\"http\":503,\"code\":503,\"status\":\"UNAVAILABLE\""),
                  FERRY_SESSION_SERVICE_ERROR, TRUE);
}

/* What the service refuses it would refuse again: that is for a person to try. */
static void
test_refused (void)
{
  assert_trouble (FAIL ("\"fault\":\"error\",\"http\":400,\"code\":400,\"status\":\"INVALID_ARGUMENT\""),
                  FERRY_SESSION_SERVICE_ERROR, FALSE);
  assert_trouble (FAIL ("\"fault\":\"error\",\"http\":404,\"code\":404,\"status\":\"NOT_FOUND\""),
                  FERRY_SESSION_SERVICE_ERROR, FALSE);
}

/* Offline with an older list: it stays, and is tried again by itself. */
static void
test_stale (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);
  guint n;

  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  n = count_images (cloud);
  app_cloud_fault (cloud, FAIL ("\"fault\":\"reset\""));
  ferry_session_refresh (cloud->session);
  wait_for_state (cloud, FERRY_SESSION_OFFLINE);
  g_assert_true (ferry_session_has_list (cloud->session));
  g_assert_cmpuint (count_images (cloud), ==, n);
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session), >, 0);
  emulator_thread_clear_faults (cloud->cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session), ==, 0);
}

/* The service asks for quiet, and the client waits: that is told while it lasts, not when it has failed. */
static void
test_patience (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);
  gint64 now = g_get_monotonic_time ();

  app_cloud_fault (
    cloud,
    "[{\"operation\":\"describeImages\",\"region\":\"cn-north-1\",\"fault\":\"throttle\",\"retryAfter\":2}]");
  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_THROTTLED);
  g_assert_true (ferry_session_get_refreshing (cloud->session));
  g_assert_cmpint (ferry_session_get_problem (cloud->session)->reason, ==, FERRY_REASON_THROTTLED);
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session), >, now);
  wait_for_state (cloud, FERRY_SESSION_READY);
  g_assert_null (ferry_session_get_problem (cloud->session));
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session), ==, 0);

  /* The same with an older list, which stays. */
  app_cloud_fault (
    cloud,
    "[{\"operation\":\"describeImages\",\"region\":\"cn-north-1\",\"fault\":\"throttle\",\"retryAfter\":2}]");
  ferry_session_refresh (cloud->session);
  wait_for_state (cloud, FERRY_SESSION_THROTTLED);
  g_assert_true (ferry_session_has_list (cloud->session));
  g_assert_true (ferry_session_get_refreshing (cloud->session));
  wait_for_state (cloud, FERRY_SESSION_READY);
  app_wait_until (!ferry_session_get_refreshing (cloud->session));

  /* So much patience that the client gives up: the list is tried again by itself, when the service wants it. */
  app_cloud_fault (cloud, "[{\"operation\":\"describeImages\",\"region\":\"cn-north-1\",\"fault\":"
                          "\"throttle\",\"retryAfter\":3000}]");
  ferry_session_refresh (cloud->session);
  app_wait_until (!ferry_session_get_refreshing (cloud->session));
  g_assert_cmpint (ferry_session_get_state (cloud->session), ==, FERRY_SESSION_THROTTLED);
  g_assert_cmpint (ferry_session_get_retry_at (cloud->session), >,
                   now + G_GINT64_CONSTANT (2900) * G_USEC_PER_SEC);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FerrySubmission **submission = user_data;
  g_autoptr (GError) error = NULL;

  *submission = ferry_session_request_finish (FERRY_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static FerrySubmission *
copy (AppCloud *cloud, const char *image, const char *to)
{
  const char *ids[] = { image, NULL };
  g_autoptr (FerryRequest) request =
    ferry_request_new (FERRY_KIND_COPY, ferry_session_get_region (cloud->session), to, ids);
  FerrySubmission *submission = NULL;

  app_wait_until (ferry_session_get_engine (cloud->session) != NULL);
  ferry_session_request_async (cloud->session, request, NULL, requested_cb, &submission);
  app_wait_until (submission != NULL);

  return submission;
}

static gboolean
has_presence (AppCloud *cloud, const char *image, gboolean running)
{
  g_autoptr (GPtrArray) found =
    ferry_replica_index_lookup (ferry_session_get_replicas (cloud->session), "cn-north-1", image);

  for (guint i = 0; i < found->len; i++)
    {
      const FerryPresence *presence = g_ptr_array_index (found, i);

      if (g_str_equal (presence->region, "cn-east-1") && presence->running == running)
        return TRUE;
    }

  return FALSE;
}

/* A copy makes its source busy, is seen on its way in the list of the other region, and frees the source again. */
static void
test_copy (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (20, 0);
  g_autoptr (FerrySubmission) submission = NULL;
  g_autoptr (FerryImage) image = NULL;
  FerryCatalog *target;
  FerryReplica *replica;

  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  app_wait_until ((target = ferry_session_ensure_catalog (cloud->session, "cn-east-1")) != NULL &&
                  ferry_catalog_get_refreshed_at (target) != NULL);
  image = g_object_ref (find_eligible (cloud));
  submission = copy (cloud, ferry_image_get_id (image), "cn-east-1");
  g_assert_cmpuint (submission->problems->len, ==, 0);

  app_wait_until (!ferry_image_get_eligible (image));
  g_assert_cmpstr (ferry_image_get_reason_text (image), ==, "Being copied to Suqian");
  replica = ferry_operation_get_replica (submission->created, 0);
  app_wait_until (ferry_replica_get_image (replica) != NULL);
  app_wait_until (has_presence (cloud, ferry_image_get_id (image), TRUE));
  app_wait_until (ferry_catalog_lookup (target, ferry_replica_get_image (replica)) != NULL);
  app_wait_until (ferry_replica_get_state (replica) == FERRY_STATE_VERIFIED);
  app_wait_until (ferry_image_get_eligible (image));
  app_wait_until (has_presence (cloud, ferry_image_get_id (image), FALSE));
}

static FerryImage *
find_named (AppCloud *cloud, const char *name)
{
  GListModel *catalog = G_LIST_MODEL (ferry_session_get_catalog (cloud->session));

  for (guint i = 0; i < g_list_model_get_n_items (catalog); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (catalog, i);

      if (g_str_equal (ferry_image_get_name (image), name))
        return image;
    }
  g_assert_not_reached ();
}

static guint
count_running_elsewhere (AppCloud *cloud, gint64 after)
{
  g_autoptr (GHashTable) running = ferry_replica_index_dup_running (
    ferry_session_get_replicas (cloud->session), ferry_session_get_region (cloud->session), after);

  return g_hash_table_size (running);
}

/* What a colleague copies is busy as well, as long as the replica is seen on its way, in a list that is not too old. */
static void
test_colleague (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (10, 0);
  g_autoptr (FerryImage) image = NULL;

  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  image = g_object_ref (find_named (cloud, "mysql-primary-backup"));
  app_wait_until (!ferry_image_get_eligible (image));
  g_assert_cmpint (ferry_image_get_reason (image), ==, FERRY_REASON_BUSY);
  g_assert_cmpstr (ferry_image_get_reason_text (image), ==, "Being copied to Guangzhou");
  g_assert_cmpuint (count_running_elsewhere (cloud, 0), ==, 1);
  g_assert_cmpuint (count_running_elsewhere (cloud, g_get_real_time () + G_USEC_PER_SEC), ==, 0);

  emulator_thread_advance (cloud->cloud, 24 * 3600);
  ferry_session_refresh (cloud->session);
  app_wait_until (ferry_image_get_eligible (image));
  g_assert_cmpuint (count_running_elsewhere (cloud, 0), ==, 0);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;

  g_assert_true (ferry_session_edit_finish (FERRY_SESSION (source), result, &problem, &error));
  g_assert_no_error (error);
  g_assert_null (problem);
  *done = TRUE;
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryProblem) problem = NULL;

  g_assert_true (ferry_session_delete_finish (FERRY_SESSION (source), result, &problem, &error));
  g_assert_no_error (error);
  g_assert_null (problem);
  *done = TRUE;
}

static void
test_edit_and_delete (void)
{
  g_autoptr (AppCloud) cloud = app_cloud_new (100, 0);
  g_autofree char *id = NULL;
  FerryCatalog *catalog;
  gboolean edited = FALSE;
  gboolean deleted = FALSE;

  app_cloud_start (cloud);
  wait_for_state (cloud, FERRY_SESSION_READY);
  app_wait_until (ferry_session_get_engine (cloud->session) != NULL);
  catalog = ferry_session_get_catalog (cloud->session);
  id = g_strdup (ferry_image_get_id (find_eligible (cloud)));
  ferry_session_edit_async (cloud->session, "cn-north-1", id, "renamed", NULL, NULL, edited_cb, &edited);
  app_wait_until (edited);
  app_wait_until (g_str_equal (ferry_image_get_name (ferry_catalog_lookup (catalog, id)), "renamed"));
  ferry_session_delete_async (cloud->session, "cn-north-1", id, FALSE, NULL, deleted_cb, &deleted);
  app_wait_until (deleted);
  app_wait_until (ferry_catalog_lookup (catalog, id) == NULL);
}

/* The demo touches nothing of the person's, and leaves nothing behind. */
static void
test_demo (void)
{
  g_autoptr (GSettings) settings = ferry_settings_new ();
  FerrySession *session = ferry_session_new_demo (settings);
  g_autofree char *last = NULL;

  g_settings_reset (settings, FERRY_SETTING_LAST_ACCOUNT);
  ferry_session_start (session);
  app_wait_until (ferry_session_get_state (session) == FERRY_SESSION_READY);
  g_assert_true (ferry_session_is_demo (session));
  app_wait_until (ferry_session_get_engine (session) != NULL);
  last = g_settings_get_string (settings, FERRY_SETTING_LAST_ACCOUNT);
  g_assert_cmpstr (last, ==, "");
  ferry_session_close (session);
  app_settle ();
  g_assert_finalize_object (session);
}

/* Closing in the middle of everything. */
static void
test_close_early (void)
{
  for (guint i = 0; i < 30; i += 3)
    {
      AppCloud *cloud = app_cloud_new (100, 300);

      app_cloud_start (cloud);
      for (guint j = 0; j < i; j++)
        g_main_context_iteration (NULL, FALSE);
      app_cloud_free (cloud);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/no-account", test_no_account);
  g_test_add_func ("/session/ready", test_ready);
  g_test_add_func ("/session/return", test_return);
  g_test_add_func ("/session/wrong-keys", test_wrong_keys);
  g_test_add_func ("/session/no-permission", test_no_permission);
  g_test_add_func ("/session/service-error", test_service_error);
  g_test_add_func ("/session/refused", test_refused);
  g_test_add_func ("/session/stale", test_stale);
  g_test_add_func ("/session/patience", test_patience);
  g_test_add_func ("/session/copy", test_copy);
  g_test_add_func ("/session/colleague", test_colleague);
  g_test_add_func ("/session/edit-and-delete", test_edit_and_delete);
  g_test_add_func ("/session/demo", test_demo);
  g_test_add_func ("/session/close-early", test_close_early);

  return g_test_run ();
}
