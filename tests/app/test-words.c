/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-words.h"

#include "app-harness.h"

#define DISK(size)                                                                                           \
  "{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"diskSizeGB\":" size ",\"snapshotId\":\"s" size "\"}}"

static void
assert_size (gint64 gb, const char *expected)
{
  g_autofree char *text = ferry_words_dup_size (gb);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_size (void)
{
  assert_size (-1, "");
  assert_size (40, "40 GB");
  assert_size (999, "999 GB");
  assert_size (1000, "1 TB");
  assert_size (1540, "1.5 TB");
}

static void
test_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) old = g_date_time_new_local (2021, 2, 3, 4, 5, 6);
  g_autofree char *today = ferry_words_dup_time (now);
  g_autofree char *long_ago = ferry_words_dup_time (old);
  g_autofree char *unknown = ferry_words_dup_time (NULL);

  g_assert_true (g_str_has_prefix (today, "Today "));
  g_assert_cmpstr (long_ago, ==, "3 Feb 2021");
  g_assert_cmpstr (unknown, ==, "");
}

static void
assert_status (const char *members, const char *text, const char *icon)
{
  g_autoptr (FerryImage) image = app_image ("img-1", members);
  g_autofree char *status = ferry_words_dup_status (image);

  g_assert_cmpstr (status, ==, text);
  g_assert_cmpstr (ferry_words_get_status_icon (image), ==, icon);
}

static void
test_status (void)
{
  assert_status ("", "Available", "selection-mode-symbolic");
  assert_status ("\"status\":\"pending\",\"progress\":\"43\"", "Pending 43%", "content-loading-symbolic");
  assert_status ("\"status\":\"pending\"", "Pending", "content-loading-symbolic");
  assert_status ("\"status\":\"error\"", "Error", "dialog-error-symbolic");
  assert_status ("\"status\":\"deleting\"", "Deleting", "user-trash-symbolic");
  assert_status ("\"status\":\"freezing\"", "freezing", "dialog-question-symbolic");
}

static void
assert_facts (const char *members, const char *expected)
{
  g_autoptr (FerryImage) image = app_image ("img-1", members);
  g_autofree char *facts = ferry_words_dup_facts (image);

  g_assert_cmpstr (facts, ==, expected);
}

static void
test_facts (void)
{
  assert_facts ("", "");
  assert_facts ("\"platform\":\"CentOS\",\"osVersion\":\"7.9\","
                "\"systemDiskSizeGB\":40,\"systemDisk\":" DISK ("40") ",\"dataDisks\":[" DISK ("500") "]",
                "540 GB · 2 snapshots · CentOS 7.9");
  assert_facts ("\"rootDeviceType\":\"localDisk\",\"platform\":\"CentOS\"", "Local System Disk · CentOS");
}

static void
test_description (void)
{
  g_autoptr (FerryReplicaIndex) replicas = ferry_replica_index_new ();
  g_autoptr (FerryImage) eligible = app_image ("img-1", "\"systemDisk\":" DISK ("40"));
  g_autoptr (FerryImage) local = app_image ("img-2", "\"rootDeviceType\":\"localDisk\"");
  g_autofree char *first = ferry_words_dup_description (eligible, replicas);
  g_autofree char *second = ferry_words_dup_description (local, replicas);

  g_assert_cmpstr (first, ==, "Available, Cloud System Disk, 1 snapshot, replicas: none");
  g_assert_cmpstr (second, ==, "Available, Local System Disk, 0 snapshots, Local disk: convert first…");
}

static void
test_label (void)
{
  g_autoptr (FerryImage) named = app_image ("img-1", "");
  g_autoptr (FerryImage) nameless = app_image ("img-2", "\"name\":\"\"");

  g_assert_cmpstr (ferry_words_get_label (named), ==, "name of img-1");
  g_assert_cmpstr (ferry_words_get_label (nameless), ==, "img-2");
}

/* What no service would take is not shown whole either; what it would take is. */
static void
test_long_name (void)
{
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autofree char *member = g_strdup_printf ("\"name\":\"%s\"", much);
  g_autofree char *begin = g_strnfill (300, 'x');
  g_autofree char *cut = g_strconcat (begin, "…", NULL);
  g_autofree char *short_text = ferry_words_dup_shown (begin);
  g_autofree char *long_text = ferry_words_dup_shown (much);
  g_autofree char *chinese = g_strdup_printf ("像%s", much);
  g_autofree char *chinese_text = ferry_words_dup_shown (chinese);
  g_autoptr (FerryImage) image = app_image ("img-1", member);

  g_assert_cmpstr (short_text, ==, begin);
  g_assert_cmpstr (long_text, ==, cut);
  g_assert_cmpint (g_utf8_strlen (chinese_text, -1), ==, 301);
  g_assert_cmpstr (ferry_words_get_label (image), ==, cut);
  g_assert_cmpstr (ferry_words_get_name (image), ==, cut);
  /* A text that has changed is cut anew. */
  g_assert_cmpstr (ferry_words_get_shown (G_OBJECT (image), chinese), ==, chinese_text);
  g_assert_null (ferry_words_dup_shown (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/size", test_size);
  g_test_add_func ("/words/time", test_time);
  g_test_add_func ("/words/status", test_status);
  g_test_add_func ("/words/facts", test_facts);
  g_test_add_func ("/words/description", test_description);
  g_test_add_func ("/words/label", test_label);
  g_test_add_func ("/words/long-name", test_long_name);

  return g_test_run ();
}
