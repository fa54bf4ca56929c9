/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryRegion:
 * @id: what the service calls it, "cn-north-1"
 * @name: its English name, marked for translation
 * @city: the city in it, English, marked for translation
 *
 * One region of JD Cloud. Static: never freed.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *city;
} FerryRegion;

const FerryRegion *ferry_regions_get (guint *n);
const FerryRegion *ferry_region_find (const char *id);
const char *ferry_region_get_name (const char *id);
const char *ferry_region_get_city (const char *id);
gboolean ferry_region_is_known (const char *id);

G_END_DECLS
