/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-rules.h"

#include "fake-service.h"

#define CLOUD "\"rootDeviceType\":\"cloudDisk\""
#define LOCAL "\"rootDeviceType\":\"localDisk\""
#define READY "\"status\":\"ready\""
#define PRIVATE "\"imageSource\":\"private\""
#define ENCRYPTED "\"systemDisk\":{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"encrypted\":true}}"
#define ENCRYPTED_DATA "\"dataDisks\":[{\"diskCategory\":\"cloud\",\"cloudDisk\":{\"encrypted\":true}}]"

/* The reasons, in words and in order. */
static char *
reasons (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (problems, i);

      g_assert_cmpstr (problem->message, !=, "");
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ferry_reason_to_string (problem->reason));
    }

  return g_string_free_and_steal (text);
}

static char *
repeat (const char *character, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, character);

  return g_string_free_and_steal (text);
}

static void
test_request (void)
{
  g_autofree char *long_text = repeat ("长", 236);
  const struct
  {
    const char *source;
    const char *target;
    const char *images;
    const char *name;
    const char *description;
    const char *reasons;
  } rows[] = {
    { "cn-north-1", "cn-east-2", "img-a1", NULL, NULL, "" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a2 img-a3 img-a4 img-a5", "ok", "fine", "" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a2 img-a3 img-a4 img-a5 img-a6", NULL, NULL, "too-many" },
    { "cn-north-1", "cn-east-2", "", NULL, NULL, "usage" },
    { "cn-north-1", "cn-north-1", "img-a1", NULL, NULL, "same-region" },
    { "mars-1", "mars-1", "img-a1", NULL, NULL, "same-region unknown-region" },
    { "mars-1", "cn-east-2", "img-a1", NULL, NULL, "unknown-region" },
    { "cn-north-1", "mars-1", "img-a1", NULL, NULL, "unknown-region" },
    { "mars-1", "mars-2", "img-a1", NULL, NULL, "unknown-region unknown-region" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a1", NULL, NULL, "duplicate-image" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a1 img-a1", NULL, NULL, "duplicate-image" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a2 img-a1 img-a2", NULL, NULL,
      "duplicate-image duplicate-image" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a2 img-a3 img-a4 img-a5 img-a5", NULL, NULL, "duplicate-image" },
    { "cn-north-1", "cn-east-2", "img-a1", "", NULL, "name-invalid" },
    { "cn-north-1", "cn-east-2", "img-a1", NULL, long_text, "" },
    { "cn-north-1", "cn-east-2", "img-a1 img-a12", NULL, long_text, "description-too-long" },
    { "cn-north-1", "cn-east-2", "img-a12 img-a1", NULL, long_text, "description-too-long" },
    { "mars-1", "mars-1", "a a b c d e f", "no no", "\xff",
      "same-region unknown-region duplicate-image too-many name-invalid usage" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) images = g_strsplit (rows[i].images, " ", -1);
      g_autoptr (GPtrArray) problems = ferry_rules_check_request (
        rows[i].source, rows[i].target, (const char *const *) images, rows[i].name, rows[i].description);
      g_autofree char *found = reasons (problems);

      g_test_message ("row %u", i);
      g_assert_cmpstr (found, ==, rows[i].reasons);
    }
}

static void
test_plan (void)
{
  const char *const many[] = { "a", "b", "c", "d", "e", "f", "g", NULL };
  const char *const targets[] = { "cn-east-1", "cn-east-2", "cn-east-1", NULL };
  const char *const wrong[] = { "cn-north-1", "mars-1", "mars-1", NULL };
  g_autoptr (GPtrArray) fine = ferry_rules_check_plan ("cn-north-1", targets, many, NULL, NULL);
  g_autoptr (GPtrArray) problems = ferry_rules_check_plan ("cn-north-1", wrong, many, "x y", NULL);
  g_autofree char *found = reasons (problems);

  g_assert_cmpuint (fine->len, ==, 0);
  g_assert_cmpstr (found, ==, "same-region unknown-region name-invalid");
}

static void
test_name (void)
{
  g_autofree char *a31 = repeat ("a", 31);
  g_autofree char *a32 = repeat ("a", 32);
  g_autofree char *a33 = repeat ("a", 33);
  g_autofree char *c31 = repeat ("华", 31);
  g_autofree char *c32 = repeat ("华", 32);
  g_autofree char *c33 = repeat ("华", 33);
  g_autofree char *rare32 = repeat ("𠮷", 32);
  const struct
  {
    const char *name;
    gboolean valid;
  } rows[] = {
    { NULL, TRUE },         { "", FALSE },          { "a", TRUE },
    { "-", TRUE },          { ".", TRUE },          { "_", TRUE },
    { a31, TRUE },          { a32, TRUE },          { a33, FALSE },
    { c31, TRUE },          { c32, TRUE },          { c33, FALSE },
    { rare32, TRUE },       { "Az09_-.", TRUE },    { "生产-Web服务器-01", TRUE },
    { "二〇二五", TRUE },   { "a b", FALSE },       { "a/b", FALSE },
    { "a:b", FALSE },       { "é", FALSE },         { "ａ", FALSE },
    { "１", FALSE },        { "。", FALSE },        { "，", FALSE },
    { "あ", FALSE },        { "ア", FALSE },        { "한", FALSE },
    { "🚢", FALSE },        { "a\xcc\x81", FALSE }, { "a\n", FALSE },
    { " a", FALSE },        { "a ", FALSE },        { "\xff", FALSE },
    { "a\xe5\x8d", FALSE }, { "⺀", FALSE },        { "\xe2\x80\x8b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FerryProblem) problem = ferry_rules_check_name (rows[i].name);

      g_test_message ("row %u", i);
      g_assert_cmpint (problem == NULL, ==, rows[i].valid);
      if (problem != NULL)
        g_assert_cmpint (problem->reason, ==, FERRY_REASON_NAME_INVALID);
    }
}

static void
test_description (void)
{
  static const struct
  {
    const char *character;
    guint n;
    FerryReason reason;
  } rows[] = {
    { "a", 0, FERRY_REASON_NONE },
    { "a", 256, FERRY_REASON_NONE },
    { "a", 257, FERRY_REASON_DESCRIPTION_TOO_LONG },
    { "长", 256, FERRY_REASON_NONE },
    { "长", 257, FERRY_REASON_DESCRIPTION_TOO_LONG },
    { "🚢", 256, FERRY_REASON_NONE },
    { "🚢", 257, FERRY_REASON_DESCRIPTION_TOO_LONG },
    { "\n", 256, FERRY_REASON_NONE },
    { "\xfe", 1, FERRY_REASON_USAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = repeat (rows[i].character, rows[i].n);
      g_autoptr (FerryProblem) problem = ferry_rules_check_description (text);

      g_assert_cmpint (problem != NULL ? problem->reason : FERRY_REASON_NONE, ==, rows[i].reason);
    }
}

static void
test_tick (void)
{
  for (guint n = 0; n < 8; n++)
    {
      g_autoptr (FerryProblem) problem = ferry_rules_check_tick (n);

      g_assert_cmpint (problem == NULL, ==, n < 5);
      if (problem != NULL)
        g_assert_cmpint (problem->reason, ==, FERRY_REASON_TOO_MANY);
    }
}

typedef struct
{
  const char *members;
  gboolean busy;
  FerryReason reason;
} ImageRow;

static void
check_rows (const ImageRow *rows,
            guint n,
            FerryProblem *(*check) (JdcImage *image, const char *region, gboolean busy))
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *members = g_strconcat ("\"name\":\"web\",", rows[i].members, NULL);
      g_autoptr (JdcImage) image = fake_jdc_image ("img-1", members);
      g_autoptr (FerryProblem) problem = check (image, "cn-north-1", rows[i].busy);

      g_test_message ("row %u: %s", i, members);
      g_assert_cmpint (problem != NULL ? problem->reason : FERRY_REASON_NONE, ==, rows[i].reason);
      if (problem == NULL)
        continue;
      g_assert_cmpstr (problem->image, ==, "img-1");
      g_assert_cmpstr (problem->region, ==, "cn-north-1");
      g_assert_nonnull (strstr (problem->message, "web"));
    }
}

static void
test_image (void)
{
  static const ImageRow rows[] = {
    { CLOUD "," READY, FALSE, FERRY_REASON_NONE },
    { CLOUD "," READY "," PRIVATE, FALSE, FERRY_REASON_NONE },
    { CLOUD "," READY ",\"imageSource\":\"self\"", FALSE, FERRY_REASON_NONE },
    { CLOUD "," READY ",\"imageSource\":\"public\"", FALSE, FERRY_REASON_NOT_PRIVATE },
    { CLOUD "," READY ",\"imageSource\":\"shared\"", FALSE, FERRY_REASON_NOT_PRIVATE },
    { CLOUD "," READY ",\"launchPermission\":\"specifiedUsers\"", FALSE, FERRY_REASON_NONE },
    { LOCAL "," READY, FALSE, FERRY_REASON_LOCAL_SYSTEM_DISK },
    { CLOUD ",\"status\":\"pending\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD ",\"status\":\"error\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD ",\"status\":\"deleting\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD ",\"status\":\"frozen\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD, FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD "," READY "," ENCRYPTED, FALSE, FERRY_REASON_ENCRYPTED },
    { CLOUD "," READY "," ENCRYPTED_DATA, FALSE, FERRY_REASON_ENCRYPTED },
    { CLOUD "," READY, TRUE, FERRY_REASON_BUSY },
    /* An image that does not tell its type is known by its disk. */
    { READY ",\"systemDisk\":{\"diskCategory\":\"cloud\"}", FALSE, FERRY_REASON_NONE },
    { READY ",\"systemDisk\":{\"diskCategory\":\"local\"}", FALSE, FERRY_REASON_LOCAL_SYSTEM_DISK },
    { READY, FALSE, FERRY_REASON_NOT_AVAILABLE },
    { READY ",\"rootDeviceType\":\"tape\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    /* One reason at a time, in this order. */
    { LOCAL ",\"status\":\"error\"," ENCRYPTED ",\"imageSource\":\"public\"", TRUE,
      FERRY_REASON_NOT_PRIVATE },
    { LOCAL ",\"status\":\"error\"," ENCRYPTED, TRUE, FERRY_REASON_LOCAL_SYSTEM_DISK },
    { CLOUD ",\"status\":\"error\"," ENCRYPTED, TRUE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD "," READY "," ENCRYPTED, TRUE, FERRY_REASON_ENCRYPTED },
  };

  check_rows (rows, G_N_ELEMENTS (rows), ferry_rules_check_image);
}

static void
test_convert (void)
{
  static const ImageRow rows[] = {
    { LOCAL "," READY, FALSE, FERRY_REASON_NONE },
    { LOCAL "," READY, TRUE, FERRY_REASON_BUSY },
    { CLOUD "," READY, FALSE, FERRY_REASON_NOT_LOCAL_SYSTEM_DISK },
    { READY, FALSE, FERRY_REASON_NOT_LOCAL_SYSTEM_DISK },
    { LOCAL ",\"status\":\"pending\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { LOCAL ",\"status\":\"error\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { LOCAL "," READY ",\"imageSource\":\"shared\"", FALSE, FERRY_REASON_NOT_PRIVATE },
    { LOCAL "," READY ",\"launchPermission\":\"specifiedUsers\"", FALSE, FERRY_REASON_NONE },
  };

  check_rows (rows, G_N_ELEMENTS (rows), ferry_rules_check_convert);
}

static void
test_delete (void)
{
  static const ImageRow rows[] = {
    { CLOUD "," READY, FALSE, FERRY_REASON_NONE },
    { LOCAL "," READY, FALSE, FERRY_REASON_NONE },
    { CLOUD ",\"status\":\"error\"", FALSE, FERRY_REASON_NONE },
    { CLOUD ",\"status\":\"pending\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD ",\"status\":\"deleting\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD, FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD "," READY, TRUE, FERRY_REASON_BUSY },
    { CLOUD "," READY ",\"launchPermission\":\"specifiedUsers\"", FALSE, FERRY_REASON_SHARED },
    { CLOUD "," READY ",\"launchPermission\":\"all\"", FALSE, FERRY_REASON_SHARED },
    { CLOUD "," READY ",\"launchPermission\":\"ownerOnly\"", FALSE, FERRY_REASON_NONE },
    { CLOUD "," READY ",\"imageSource\":\"public\"", FALSE, FERRY_REASON_NOT_PRIVATE },
    { CLOUD "," READY "," ENCRYPTED, FALSE, FERRY_REASON_NONE },
  };

  check_rows (rows, G_N_ELEMENTS (rows), ferry_rules_check_delete);
}

static FerryProblem *
check_edit (JdcImage *image, const char *region, gboolean busy)
{
  return ferry_rules_check_edit (image, region);
}

static void
test_edit (void)
{
  static const ImageRow rows[] = {
    { CLOUD "," READY, FALSE, FERRY_REASON_NONE },
    { CLOUD "," READY, TRUE, FERRY_REASON_NONE },
    { CLOUD ",\"status\":\"error\"", FALSE, FERRY_REASON_NONE },
    { CLOUD ",\"status\":\"pending\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD ",\"status\":\"deleting\"", FALSE, FERRY_REASON_NOT_AVAILABLE },
    { CLOUD "," READY ",\"imageSource\":\"shared\"", FALSE, FERRY_REASON_NOT_PRIVATE },
  };

  check_rows (rows, G_N_ELEMENTS (rows), check_edit);
}

static void
test_quota (void)
{
  static const struct
  {
    FerryQuota images;
    FerryQuota snapshots;
    guint n_images;
    guint n_snapshots;
    const char *reasons;
    const char *text;
  } rows[] = {
    { { TRUE, 0, 5, 0 }, { TRUE, 0, 15, 0 }, 5, 15, "", NULL },
    { { TRUE, 1, 5, 0 }, { TRUE, 0, 15, 0 }, 5, 15, "quota-images", "1 image short" },
    { { TRUE, 0, 5, 0 }, { TRUE, 2, 15, 0 }, 5, 15, "quota-snapshots", "2 snapshots short" },
    { { TRUE, 0, 5, 1 },
      { TRUE, 0, 15, 1 },
      5,
      15,
      "quota-images quota-snapshots",
      "1 image short · 1 snapshot short" },
    { { TRUE, 7, 5, 0 }, { TRUE, 0, 15, 0 }, 1, 1, "quota-images", "3 images short" },
    { { FALSE }, { TRUE, 0, 15, 0 }, 1, 1, "quota-unknown", "Quota could not be read" },
    { { TRUE, 0, 5, 0 }, { FALSE }, 1, 1, "quota-unknown", "Quota could not be read" },
    { { FALSE }, { FALSE }, 1, 1, "quota-unknown quota-unknown", "Quota could not be read" },
    { { FALSE }, { TRUE, 15, 15, 0 }, 1, 1, "quota-unknown quota-snapshots", "1 snapshot short" },
    { { TRUE, 5, 5, 0 }, { FALSE }, 0, 0, "", NULL },
    { { TRUE, 0, 0, 0 }, { TRUE, 0, 0, 0 }, 1, 0, "quota-images", "1 image short" },
    { { TRUE, 0, G_MAXINT64, 0 }, { TRUE, 0, G_MAXINT64, 0 }, 1, 1, "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) problems = ferry_rules_check_quota (
        "cn-east-2", &rows[i].images, &rows[i].snapshots, rows[i].n_images, rows[i].n_snapshots);
      g_autofree char *found = reasons (problems);
      g_autofree char *text = ferry_rules_dup_shortfall (&rows[i].images, &rows[i].snapshots,
                                                         rows[i].n_images, rows[i].n_snapshots);

      g_test_message ("row %u", i);
      g_assert_cmpstr (found, ==, rows[i].reasons);
      g_assert_cmpstr (text, ==, rows[i].text);
      for (guint j = 0; j < problems->len; j++)
        g_assert_cmpstr (((FerryProblem *) g_ptr_array_index (problems, j))->region, ==, "cn-east-2");
    }
}

static void
test_quota_absent (void)
{
  g_autoptr (GPtrArray) problems = ferry_rules_check_quota ("cn-east-2", NULL, NULL, 1, 1);
  g_autofree char *found = reasons (problems);

  g_assert_cmpstr (found, ==, "quota-unknown quota-unknown");
}

static void
test_short_reason (void)
{
  g_assert_null (ferry_rules_short_reason (FERRY_REASON_NONE, "ready"));
  g_assert_cmpstr (ferry_rules_short_reason (FERRY_REASON_LOCAL_SYSTEM_DISK, NULL), ==,
                   "Local disk: convert first…");
  g_assert_cmpstr (ferry_rules_short_reason (FERRY_REASON_NOT_AVAILABLE, "pending"), ==,
                   "Can be copied when available");
  g_assert_cmpstr (ferry_rules_short_reason (FERRY_REASON_NOT_AVAILABLE, "error"), ==,
                   "Cannot be copied in this state");
  g_assert_cmpstr (ferry_rules_short_reason (FERRY_REASON_ENCRYPTED, NULL), ==,
                   "Encrypted: cannot be copied");
  for (guint i = FERRY_REASON_NONE + 1; i < FERRY_N_REASONS; i++)
    g_assert_nonnull (ferry_rules_short_reason (i, NULL));
}

static void
test_label (void)
{
  g_autoptr (JdcImage) named = fake_jdc_image ("img-1", "\"name\":\"web\"");
  g_autoptr (JdcImage) empty = fake_jdc_image ("img-2", "\"name\":\"\"");
  g_autoptr (JdcImage) absent = fake_jdc_image ("img-3", NULL);

  g_assert_cmpstr (ferry_rules_get_label (named), ==, "web");
  g_assert_cmpstr (ferry_rules_get_label (empty), ==, "img-2");
  g_assert_cmpstr (ferry_rules_get_label (absent), ==, "img-3");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/request", test_request);
  g_test_add_func ("/rules/plan", test_plan);
  g_test_add_func ("/rules/name", test_name);
  g_test_add_func ("/rules/description", test_description);
  g_test_add_func ("/rules/tick", test_tick);
  g_test_add_func ("/rules/image", test_image);
  g_test_add_func ("/rules/convert", test_convert);
  g_test_add_func ("/rules/delete", test_delete);
  g_test_add_func ("/rules/edit", test_edit);
  g_test_add_func ("/rules/quota", test_quota);
  g_test_add_func ("/rules/quota-absent", test_quota_absent);
  g_test_add_func ("/rules/short-reason", test_short_reason);
  g_test_add_func ("/rules/label", test_label);

  return g_test_run ();
}
