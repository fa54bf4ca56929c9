/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times as the service writes them. Its examples carry no zone; the emulator means China's, +08:00. */

#include "config.h"

#include "emulator/emulator-time.h"

#define LOCAL_OFFSET (8 * 60 * 60)

/* "2026-01-02 03:04:05" in local time, or with @iso "2026-01-01T19:04:05Z". */
char *
emulator_time_format (gint64 unix_time, gboolean iso)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_time + (iso ? 0 : LOCAL_OFFSET));

  return g_date_time_format (time, iso ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M:%S");
}

/* The Unix time of a local time without a zone, 0 if it is none. */
gint64
emulator_time_parse (const char *local)
{
  g_autofree char *text = g_strconcat (local, "+08:00", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return time != NULL ? g_date_time_to_unix (time) : 0;
}
