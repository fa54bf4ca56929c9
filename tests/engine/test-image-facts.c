/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-image-facts.h"

#include "fake-service.h"

#define SYSTEM(size)                                                                                         \
  "\"rootDeviceType\":\"cloudDisk\",\"systemDisk\":{\"diskCategory\":\"cloud\",\"deviceName\":\"vda\","      \
  "\"cloudDisk\":{\"diskSizeGB\":" #size ",\"snapshotId\":\"s0\"}}"
#define PENDING_SYSTEM(size)                                                                                 \
  "\"rootDeviceType\":\"cloudDisk\",\"systemDisk\":{\"diskCategory\":\"cloud\",\"deviceName\":\"vda\","      \
  "\"cloudDisk\":{\"diskSizeGB\":" #size "}}"
#define LOCAL_SYSTEM(size)                                                                                   \
  "\"rootDeviceType\":\"localDisk\",\"systemDisk\":{\"diskCategory\":\"local\",\"deviceName\":\"vda\","      \
  "\"localDisk\":{\"diskSizeGB\":" #size "}}"
#define DISK(device, size, snapshot)                                                                         \
  "{\"diskCategory\":\"cloud\",\"deviceName\":\"" device "\",\"cloudDisk\":{\"diskSizeGB\":" #size           \
  ",\"snapshotId\":\"" snapshot "\"}}"
#define DATA(disks) "\"dataDisks\":[" disks "]"
#define OS                                                                                                   \
  "\"name\":\"数据库\",\"architecture\":\"x86_64\",\"osType\":\"linux\",\"platform\":\"Ubuntu\","            \
  "\"osVersion\":\"22.04\",\"bootMode\":\"bios\""
#define FULL OS "," SYSTEM (100) "," DATA (DISK ("vdb", 500, "s1") "," DISK ("vdc", 200, "s2"))

static FerryImageFacts *
facts (const char *members)
{
  g_autoptr (JdcImage) image = fake_jdc_image ("img-1", members);

  return ferry_image_facts_new (image);
}

static void
test_new (void)
{
  g_autoptr (FerryImageFacts) full = facts (FULL);
  g_autoptr (FerryImageFacts) same = ferry_image_facts_ref (full);

  g_assert_true (same == full);
  g_assert_cmpstr (ferry_image_facts_get_id (full), ==, "img-1");
  g_assert_cmpstr (ferry_image_facts_get_name (full), ==, "数据库");
  g_assert_cmpuint (ferry_image_facts_get_snapshots (full), ==, 3);
}

static void
test_round_trip (void)
{
  static const char *const rows[] = { FULL,
                                      OS,
                                      NULL,
                                      SYSTEM (40),
                                      DATA (DISK ("vdb", 500, "")),
                                      "\"systemDiskSizeGB\":40",
                                      "\"name\":\"\\\"\\\\ \\u0001\"" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FerryImageFacts) before = facts (rows[i]);
      g_autofree char *text = ferry_image_facts_to_string (before);
      g_autoptr (FerryImageFacts) after = ferry_image_facts_from_string (text);
      g_autofree char *again = NULL;
      g_auto (GStrv) diff = NULL;

      g_assert_nonnull (after);
      g_assert_null (strchr (text, '\n'));
      again = ferry_image_facts_to_string (after);
      diff = ferry_image_facts_diff (before, after);
      g_assert_cmpstr (text, ==, again);
      g_assert_cmpuint (g_strv_length (diff), ==, 0);
    }
}

static void
test_garbage (void)
{
  static const char *const rows[] = {
    NULL,
    "",
    "null",
    "[]",
    "{}",
    "{",
    "\xff",
    "{\"version\":2,\"id\":\"i\",\"snapshots\":0,\"data\":[]}",
    "{\"version\":1,\"snapshots\":0,\"data\":[]}",
    "{\"version\":1,\"id\":7,\"snapshots\":0,\"data\":[]}",
    "{\"version\":1,\"id\":\"i\",\"data\":[]}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":-1,\"data\":[]}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":{}}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":[1]}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":[{\"gb\":\"1\",\"snapshot\":true}]}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":[{\"gb\":1}]}",
    "{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":[],\"system\":[]}",
  };
  g_autoptr (FerryImageFacts) least =
    ferry_image_facts_from_string ("{\"version\":1,\"id\":\"i\",\"snapshots\":0,\"data\":[]}");

  g_assert_nonnull (least);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %u", i);
      g_assert_null (ferry_image_facts_from_string (rows[i]));
    }
}

static void
test_diff (void)
{
  static const struct
  {
    const char *source;
    const char *replica;
    const char *words;
  } rows[] = {
    { FULL, FULL, "" },
    { FULL, NULL, "" },
    { NULL, FULL, "" },
    { FULL, "\"name\":\"other\"", "" },
    { FULL, OS "," SYSTEM (101), "system disk, number of snapshots" },
    { SYSTEM (40), SYSTEM (80), "system disk" },
    { SYSTEM (40), "\"systemDiskSizeGB\":80", "system disk" },
    { SYSTEM (40), SYSTEM (0), "" },
    { SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1")), SYSTEM (40) "," DATA (DISK ("vdb", 50, "s9")),
      "data disks" },
    { SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1")), SYSTEM (40) "," DATA (DISK ("vdc", 500, "s9")),
      "data disks" },
    { SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1")), SYSTEM (40), "number of snapshots" },
    { SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1")),
      SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1") "," DISK ("vdc", 500, "s2")),
      "data disks, number of snapshots" },
    { SYSTEM (40) "," DATA (DISK ("vdb", 500, "s1")), SYSTEM (40) "," DATA (DISK ("vdb", 500, "")),
      "data disks, number of snapshots" },
    /* Order is no difference. */
    { DATA (DISK ("vdb", 1, "s1") "," DISK ("vdc", 2, "s2")),
      DATA (DISK ("vdc", 2, "s8") "," DISK ("vdb", 1, "s9")), "" },
    { "\"architecture\":\"x86_64\"", "\"architecture\":\"arm64\"", "architecture" },
    { "\"architecture\":\"aarch64\"", "\"architecture\":\"arm64\"", "" },
    { "\"architecture\":\"x86_64\"", "\"architecture\":\"\"", "" },
    { "\"osType\":\"linux\"", "\"osType\":\"windows\"", "operating system" },
    { "\"platform\":\"Ubuntu\",\"osVersion\":\"20\"", "\"platform\":\"CentOS\",\"osVersion\":\"7\"",
      "operating system" },
    { "\"osVersion\":\"7.8\"", "\"osVersion\":\"7.9\"", "operating system" },
    { "\"bootMode\":\"bios\"", "\"bootMode\":\"uefi\"", "boot mode" },
    { SYSTEM (40) ",\"snapshotId\":\"s0\"", SYSTEM (40) ",\"snapshotId\":\"s7\"", "number of snapshots" },
    /* A converted image gains the snapshot of its system disk. */
    { LOCAL_SYSTEM (40), SYSTEM (40), "" },
    { LOCAL_SYSTEM (40) "," DATA (DISK ("vdb", 9, "s1")), SYSTEM (40) "," DATA (DISK ("vdb", 9, "s1")), "" },
    { LOCAL_SYSTEM (40) "," DATA (DISK ("vdb", 9, "s1")), SYSTEM (40), "number of snapshots" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FerryImageFacts) source = facts (rows[i].source);
      g_autoptr (FerryImageFacts) replica = facts (rows[i].replica);
      g_auto (GStrv) diff = ferry_image_facts_diff (source, replica);
      g_autofree char *words = g_strjoinv (", ", diff);

      g_test_message ("row %u", i);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static void
test_compatible (void)
{
  static const struct
  {
    const char *source;
    const char *candidate;
    gboolean compatible;
  } rows[] = {
    { FULL, FULL, TRUE },
    { FULL, NULL, TRUE },
    { FULL, "\"name\":\"other\"", TRUE },
    { NULL, FULL, TRUE },
    { FULL, PENDING_SYSTEM (100), TRUE },
    { FULL, PENDING_SYSTEM (0), TRUE },
    { FULL, PENDING_SYSTEM (40), FALSE },
    { FULL, "\"systemDiskSizeGB\":40", FALSE },
    { FULL, "\"architecture\":\"arm64\"", FALSE },
    { FULL, "\"architecture\":\"\"", TRUE },
    { "\"architecture\":\"aarch64\"", "\"architecture\":\"arm64\"", TRUE },
    /* A pending image may not list its data disks yet, or only some. */
    { FULL, PENDING_SYSTEM (100) "," DATA (DISK ("vdc", 200, "")), TRUE },
    { FULL, PENDING_SYSTEM (100) "," DATA (DISK ("vdc", 201, "")), FALSE },
    { FULL, PENDING_SYSTEM (100) "," DATA (DISK ("vdd", 200, "")), FALSE },
    { SYSTEM (40), PENDING_SYSTEM (40) "," DATA (DISK ("vdb", 10, "")), FALSE },
    { "\"systemDiskSizeGB\":40", PENDING_SYSTEM (40), TRUE },
    /* Other facts do not decide. */
    { FULL, "\"platform\":\"CentOS\",\"bootMode\":\"uefi\"", TRUE },
    { LOCAL_SYSTEM (40), PENDING_SYSTEM (40), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FerryImageFacts) source = facts (rows[i].source);
      g_autoptr (JdcImage) image = fake_jdc_image ("img-2", rows[i].candidate);

      g_test_message ("row %u", i);
      g_assert_cmpint (ferry_image_facts_compatible_image (source, image), ==, rows[i].compatible);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-facts/new", test_new);
  g_test_add_func ("/image-facts/round-trip", test_round_trip);
  g_test_add_func ("/image-facts/garbage", test_garbage);
  g_test_add_func ("/image-facts/diff", test_diff);
  g_test_add_func ("/image-facts/compatible", test_compatible);

  return g_test_run ();
}
