/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-image.h"

#include "fake-service.h"

#define READY "\"status\":\"ready\",\"rootDeviceType\":\"cloudDisk\""
#define FULL                                                                                                 \
  READY ",\"name\":\"web\",\"desc\":\"d\",\"platform\":\"CentOS\",\"osVersion\":\"7.9\",\"architecture\":"   \
        "\"x86_64\","                                                                                        \
        "\"sizeMB\":2494,\"systemDiskSizeGB\":40,\"snapshotId\":\"s1\",\"progress\":\"100\","                \
        "\"createTime\":\"2025-11-03 14:22:07\",\"launchPermission\":\"specifiedUsers\""

static FerryImage *
image_new (const char *members)
{
  g_autoptr (JdcImage) image = fake_jdc_image ("img-1", members);

  return ferry_image_new (image, "cn-north-1");
}

static void
test_properties (void)
{
  g_autoptr (FerryImage) image = image_new (FULL);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  g_autofree char *status = NULL;
  g_autofree char *status_text = NULL;
  g_autofree char *type = NULL;
  g_autofree char *type_text = NULL;
  g_autofree char *os = NULL;
  g_autofree char *architecture = NULL;
  g_autoptr (GDateTime) created = NULL;
  g_autoptr (GDateTime) expected = g_date_time_new_utc (2025, 11, 3, 6, 22, 7);
  gint64 size;
  gint64 disk;
  int progress;
  guint snapshots;
  gboolean encrypted;
  gboolean eligible;

  g_object_get (image, "id", &id, "name", &name, "description", &description, "status", &status,
                "status-text", &status_text, "root-device-type", &type, "type-text", &type_text, "os", &os,
                "architecture", &architecture, "size-mb", &size, "disk-gb", &disk, "progress", &progress,
                "snapshots", &snapshots, "encrypted", &encrypted, "created", &created, "eligible", &eligible,
                NULL);
  g_assert_cmpstr (id, ==, "img-1");
  g_assert_cmpstr (name, ==, "web");
  g_assert_cmpstr (description, ==, "d");
  g_assert_cmpstr (status, ==, "ready");
  g_assert_cmpstr (status_text, ==, "Available");
  g_assert_cmpstr (type, ==, "cloudDisk");
  g_assert_cmpstr (type_text, ==, "Cloud");
  g_assert_cmpstr (os, ==, "CentOS 7.9");
  g_assert_cmpstr (architecture, ==, "x86_64");
  g_assert_cmpint (size, ==, 2494);
  g_assert_cmpint (disk, ==, 40);
  g_assert_cmpint (progress, ==, 100);
  g_assert_cmpuint (snapshots, ==, 1);
  g_assert_false (encrypted);
  g_assert_true (eligible);
  g_assert_true (g_date_time_equal (created, expected));
  g_assert_true (ferry_image_get_shared (image));
  g_assert_cmpstr (ferry_image_get_region (image), ==, "cn-north-1");
  g_assert_finalize_object (g_steal_pointer (&image));
}

/* Every member may be absent. */
static void
test_absent (void)
{
  g_autoptr (FerryImage) image = image_new (NULL);
  g_autofree char *os = ferry_image_dup_os (image);

  g_assert_cmpstr (ferry_image_get_name (image), ==, "");
  g_assert_cmpstr (ferry_image_get_description (image), ==, "");
  g_assert_cmpstr (ferry_image_get_status_text (image), ==, "");
  g_assert_cmpstr (ferry_image_get_type_text (image), ==, "");
  g_assert_cmpstr (os, ==, "");
  g_assert_cmpstr (ferry_image_get_architecture (image), ==, "");
  g_assert_cmpint (ferry_image_get_size_mb (image), ==, -1);
  g_assert_cmpint (ferry_image_get_disk_gb (image), ==, -1);
  g_assert_cmpint (ferry_image_get_progress (image), ==, -1);
  g_assert_null (ferry_image_dup_created (image));
  g_assert_false (ferry_image_get_eligible (image));
}

static void
test_words (void)
{
  static const struct
  {
    const char *status;
    const char *text;
  } rows[] = {
    { "ready", "Available" },   { "pending", "Pending" },   { "error", "Error" },
    { "deleting", "Deleting" }, { "thinking", "thinking" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members =
        g_strdup_printf ("\"status\":\"%s\",\"rootDeviceType\":\"tape\"", rows[i].status);
      g_autoptr (FerryImage) image = image_new (members);

      g_assert_cmpstr (ferry_image_get_status_text (image), ==, rows[i].text);
      g_assert_cmpstr (ferry_image_get_type_text (image), ==, "tape");
    }
}

static void
notified_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

static void
update (FerryImage *image, const char *members)
{
  g_autoptr (JdcImage) jdc = fake_jdc_image ("img-1", members);

  ferry_image_set_jdc_image (image, jdc);
}

/* Only what changed is notified. */
static void
test_update (void)
{
  g_autoptr (FerryImage) image =
    image_new ("\"status\":\"pending\",\"progress\":\"5\",\"rootDeviceType\":\"cloudDisk\"");
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (image, "notify", G_CALLBACK (notified_cb), log);
  update (image, "\"status\":\"pending\",\"progress\":\"5\",\"rootDeviceType\":\"cloudDisk\"");
  g_assert_cmpstr (log->str, ==, "");

  update (image, "\"status\":\"pending\",\"progress\":\"6\",\"rootDeviceType\":\"cloudDisk\"");
  g_assert_cmpstr (log->str, ==, "progress ");
  g_assert_cmpint (ferry_image_get_progress (image), ==, 6);

  g_string_truncate (log, 0);
  update (image, "\"status\":\"ready\",\"progress\":\"6\",\"rootDeviceType\":\"cloudDisk\"");
  g_assert_nonnull (strstr (log->str, "status "));
  g_assert_nonnull (strstr (log->str, "status-text "));
  g_assert_nonnull (strstr (log->str, "eligible "));
  g_assert_null (strstr (log->str, "progress"));
  g_assert_null (strstr (log->str, "name"));
  g_assert_true (ferry_image_get_eligible (image));

  g_string_truncate (log, 0);
  update (image, FULL);
  g_assert_nonnull (strstr (log->str, "name "));
  g_assert_nonnull (strstr (log->str, "description "));
  g_assert_nonnull (strstr (log->str, "os "));
  g_assert_nonnull (strstr (log->str, "snapshots "));
  g_assert_nonnull (strstr (log->str, "disk-gb "));
  g_assert_nonnull (strstr (log->str, "created "));
  g_assert_null (strstr (log->str, "eligible"));

  /* Its status is the same, and yet it may not be copied any more. */
  g_string_truncate (log, 0);
  update (image, READY ",\"systemDisk\":{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"encrypted\":true}}");
  g_assert_nonnull (strstr (log->str, "eligible "));
  g_assert_nonnull (strstr (log->str, "reason-text "));
  g_assert_nonnull (strstr (log->str, "encrypted "));
  g_assert_false (ferry_image_get_eligible (image));
}

static void
test_busy (void)
{
  g_autoptr (FerryImage) image = image_new (READY);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (FerryProblem) problem = NULL;

  g_signal_connect (image, "notify", G_CALLBACK (notified_cb), log);
  g_assert_null (ferry_image_get_reason_text (image));
  ferry_image_set_busy_with (image, "Being copied to Shanghai");
  g_assert_nonnull (strstr (log->str, "busy-with "));
  g_assert_nonnull (strstr (log->str, "eligible "));
  g_assert_false (ferry_image_get_eligible (image));
  g_assert_cmpstr (ferry_image_get_reason_text (image), ==, "Being copied to Shanghai");
  problem = ferry_image_dup_problem (image);
  g_assert_cmpint (problem->reason, ==, FERRY_REASON_BUSY);

  g_string_truncate (log, 0);
  ferry_image_set_busy_with (image, "Being copied to Shanghai");
  g_assert_cmpstr (log->str, ==, "");

  ferry_image_set_busy_with (image, NULL);
  g_assert_true (ferry_image_get_eligible (image));
}

static void
test_checks (void)
{
  g_autoptr (FerryImage) image = image_new (FULL);
  g_autoptr (FerryProblem) convert = ferry_image_check_convert (image);
  g_autoptr (FerryProblem) remove = ferry_image_check_delete (image);

  g_assert_cmpint (convert->reason, ==, FERRY_REASON_NOT_LOCAL_SYSTEM_DISK);
  g_assert_cmpint (remove->reason, ==, FERRY_REASON_SHARED);
  g_assert_null (ferry_image_check_edit (image));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/properties", test_properties);
  g_test_add_func ("/image/absent", test_absent);
  g_test_add_func ("/image/words", test_words);
  g_test_add_func ("/image/update", test_update);
  g_test_add_func ("/image/busy", test_busy);
  g_test_add_func ("/image/checks", test_checks);

  return g_test_run ();
}
