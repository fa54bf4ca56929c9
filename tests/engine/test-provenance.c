/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-provenance.h"

#define REGION "cn-north-1"
#define IMAGE "img-a1"
#define SUFFIX " (cn-north-1 img-a1)"

static void
test_suffix (void)
{
  g_autofree char *suffix = ferry_provenance_suffix (REGION, IMAGE);

  g_assert_cmpstr (suffix, ==, SUFFIX);
}

static char *
repeat (const char *character, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, character);

  return g_string_free_and_steal (text);
}

/* The suffix has 20 characters here, so 236 are left. */
static void
test_describe (void)
{
  static const struct
  {
    const char *character;
    guint n;
    FerryReason reason;
  } rows[] = {
    { "a", 1, FERRY_REASON_NONE },    { "a", 235, FERRY_REASON_NONE },
    { "a", 236, FERRY_REASON_NONE },  { "a", 237, FERRY_REASON_DESCRIPTION_TOO_LONG },
    { "华", 236, FERRY_REASON_NONE }, { "华", 237, FERRY_REASON_DESCRIPTION_TOO_LONG },
    { "🚢", 236, FERRY_REASON_NONE }, { "🚢", 237, FERRY_REASON_DESCRIPTION_TOO_LONG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *given = repeat (rows[i].character, rows[i].n);
      g_autofree char *expected = g_strconcat (given, SUFFIX, NULL);
      g_autoptr (FerryProblem) problem = NULL;
      g_autofree char *text = ferry_provenance_describe (given, REGION, IMAGE, &problem);

      g_assert_cmpstr (text, ==, rows[i].reason == FERRY_REASON_NONE ? expected : NULL);
      if (rows[i].reason == FERRY_REASON_NONE)
        g_assert_null (problem);
      else
        {
          g_assert_cmpint (problem->reason, ==, rows[i].reason);
          g_assert_cmpstr (problem->image, ==, IMAGE);
        }
    }
}

static void
test_describe_nothing (void)
{
  g_autoptr (FerryProblem) problem = NULL;

  g_assert_null (ferry_provenance_describe (NULL, REGION, IMAGE, &problem));
  g_assert_null (problem);
  g_assert_null (ferry_provenance_describe ("", REGION, IMAGE, &problem));
  g_assert_null (problem);
  g_assert_null (ferry_provenance_describe ("\xff", REGION, IMAGE, &problem));
  g_assert_cmpint (problem->reason, ==, FERRY_REASON_USAGE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *description;
    gboolean names;
  } rows[] = {
    { NULL, FALSE },
    { "", FALSE },
    { "img-a1", TRUE },
    { "cn-north-1 img-a1", TRUE },
    { "(cn-north-1 img-a1)", TRUE },
    { "img-a1.", TRUE },
    { "从华北img-a1复制", TRUE },
    { "源镜像：img-a1，地域：cn-north-1", TRUE },
    { "img-a12", FALSE },
    { "img-a1b", FALSE },
    { "img-a1-", FALSE },
    { "img-a1_2", FALSE },
    { "ximg-a1", FALSE },
    { "-img-a1", FALSE },
    { "_img-a1", FALSE },
    { "9img-a1", FALSE },
    { "img-a", FALSE },
    { "IMG-A1", FALSE },
    { "img-a12 img-a1", TRUE },
    { "img-a12img-a1 then\timg-a1\n", TRUE },
    { "img-a1img-a1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].description);
      g_assert_cmpint (ferry_provenance_names (rows[i].description, IMAGE), ==, rows[i].names);
    }
  g_assert_false (ferry_provenance_names ("anything", ""));
}

static void
test_find_other (void)
{
  static const struct
  {
    const char *description;
    const char *other;
  } rows[] = {
    { NULL, NULL },
    { "", NULL },
    { "no image", NULL },
    { "img-", NULL },
    { "img-a1", NULL },
    { "img-a1 and img-a1", NULL },
    { "img-a12", "img-a12" },
    { "img-a1 from img-b2", "img-b2" },
    { "从img-b2复制", "img-b2" },
    { "ximg-b2", NULL },
    { "my-img-b2", NULL },
    { "img-b2_x", "img-b2_x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *other = ferry_provenance_find_other (rows[i].description, IMAGE);

      g_test_message ("%s", rows[i].description);
      g_assert_cmpstr (other, ==, rows[i].other);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *description;
    const char *region;
    const char *image;
  } rows[] = {
    { NULL, NULL, NULL },
    { "", NULL, NULL },
    { "cn-north-1 alone", NULL, NULL },
    { "base (cn-north-1 img-a1)", "cn-north-1", "img-a1" },
    { "cn-north-1 img-a1b2c3d401", "cn-north-1", "img-a1b2c3d401" },
    { "img-a1 img-b2 cn-east-2", "cn-east-2", "img-a1" },
    { "img-a1 of cn-south-1, not cn-east-1", "cn-south-1", "img-a1" },
    { "cn-north-10 img-a1", NULL, "img-a1" },
    { "cn-north-1a img-a1", NULL, "img-a1" },
    { "源地域cn-east-1镜像img-a1。", "cn-east-1", "img-a1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *region = NULL;
      g_autofree char *image = NULL;

      g_test_message ("%s", rows[i].description);
      g_assert_cmpint (ferry_provenance_parse (rows[i].description, &region, &image), ==,
                       rows[i].image != NULL);
      g_assert_cmpstr (region, ==, rows[i].region);
      g_assert_cmpstr (image, ==, rows[i].image);
      g_assert_cmpint (ferry_provenance_parse (rows[i].description, NULL, NULL), ==, rows[i].image != NULL);
    }
}

/* What we write is what we find again. */
static void
test_round_trip (void)
{
  g_autofree char *text = ferry_provenance_describe ("底图 img-zz", "cn-east-2", "img-9", NULL);
  g_autofree char *region = NULL;

  g_assert_true (ferry_provenance_names (text, "img-9"));
  g_assert_true (ferry_provenance_parse (text, &region, NULL));
  g_assert_cmpstr (region, ==, "cn-east-2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provenance/suffix", test_suffix);
  g_test_add_func ("/provenance/describe", test_describe);
  g_test_add_func ("/provenance/describe-nothing", test_describe_nothing);
  g_test_add_func ("/provenance/names", test_names);
  g_test_add_func ("/provenance/find-other", test_find_other);
  g_test_add_func ("/provenance/parse", test_parse);
  g_test_add_func ("/provenance/round-trip", test_round_trip);

  return g_test_run ();
}
