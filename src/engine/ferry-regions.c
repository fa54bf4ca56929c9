/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-regions.h"

#include <glib/gi18n-lib.h>

/* The service has no call that lists its regions: these four are documented. */
static const FerryRegion regions[] = {
  { "cn-north-1", N_ ("North China-Beijing"), N_ ("Beijing") },
  { "cn-east-1", N_ ("East China-Suqian"), N_ ("Suqian") },
  { "cn-east-2", N_ ("East China-Shanghai"), N_ ("Shanghai") },
  { "cn-south-1", N_ ("South China-Guangzhou"), N_ ("Guangzhou") },
};

/**
 * ferry_regions_get:
 * @n: (out) (optional): how many there are
 *
 * Returns: (array length=n): all regions, in the order in which they are shown
 */
const FerryRegion *
ferry_regions_get (guint *n)
{
  if (n != NULL)
    *n = G_N_ELEMENTS (regions);

  return regions;
}

/**
 * ferry_region_find:
 * @id: (nullable): a region ID
 *
 * Returns: (nullable): the region, %NULL if it is not known
 */
const FerryRegion *
ferry_region_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    if (g_strcmp0 (regions[i].id, id) == 0)
      return &regions[i];

  return NULL;
}

/**
 * ferry_region_get_name:
 * @id: a region ID
 *
 * Returns: its name in the user's language; @id itself if the region is not known
 */
const char *
ferry_region_get_name (const char *id)
{
  const FerryRegion *region = ferry_region_find (id);

  return region != NULL ? _ (region->name) : id;
}

/**
 * ferry_region_get_city:
 * @id: a region ID
 *
 * Returns: its city in the user's language; @id itself if the region is not known
 */
const char *
ferry_region_get_city (const char *id)
{
  const FerryRegion *region = ferry_region_find (id);

  return region != NULL ? _ (region->city) : id;
}

/**
 * ferry_region_is_known:
 * @id: (nullable): a region ID
 *
 * Returns: %TRUE if it is one of ferry_regions_get()
 */
gboolean
ferry_region_is_known (const char *id)
{
  return ferry_region_find (id) != NULL;
}
