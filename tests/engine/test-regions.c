/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-regions.h"

static void
test_documented (void)
{
  static const struct
  {
    const char *id;
    const char *name;
    const char *city;
  } rows[] = {
    { "cn-north-1", "North China-Beijing", "Beijing" },
    { "cn-east-1", "East China-Suqian", "Suqian" },
    { "cn-east-2", "East China-Shanghai", "Shanghai" },
    { "cn-south-1", "South China-Guangzhou", "Guangzhou" },
  };
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpstr (regions[i].id, ==, rows[i].id);
      g_assert_cmpstr (ferry_region_get_name (rows[i].id), ==, rows[i].name);
      g_assert_cmpstr (ferry_region_get_city (rows[i].id), ==, rows[i].city);
      g_assert_true (ferry_region_find (rows[i].id) == &regions[i]);
      g_assert_true (ferry_region_is_known (rows[i].id));
    }
}

static void
test_unknown (void)
{
  static const char *const ids[] = { "", "cn-north", "cn-north-10", "CN-NORTH-1", "ap-southeast-1" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_false (ferry_region_is_known (ids[i]));
      g_assert_null (ferry_region_find (ids[i]));
      g_assert_cmpstr (ferry_region_get_name (ids[i]), ==, ids[i]);
      g_assert_cmpstr (ferry_region_get_city (ids[i]), ==, ids[i]);
    }
  g_assert_false (ferry_region_is_known (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regions/documented", test_documented);
  g_test_add_func ("/regions/unknown", test_unknown);

  return g_test_run ();
}
