/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-phrases.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)

typedef enum
{
  DAY_TODAY,
  DAY_YESTERDAY,
  DAY_EARLIER,
} Day;

static Day
get_day (GDateTime *moment, GDateTime *now)
{
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);

  if (g_date_time_get_year (moment) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (moment) == g_date_time_get_day_of_year (now))
    return DAY_TODAY;
  if (g_date_time_get_year (moment) == g_date_time_get_year (yesterday) &&
      g_date_time_get_day_of_year (moment) == g_date_time_get_day_of_year (yesterday))
    return DAY_YESTERDAY;

  return DAY_EARLIER;
}

static char *
format_moment (gint64 moment, GDateTime *now, const char *const formats[3])
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (moment);

  return time != NULL ? g_date_time_format (time, formats[get_day (time, now)]) : g_strdup ("");
}

static guint
minutes_down (int seconds)
{
  return MAX (seconds / MINUTE, 1);
}

static guint
minutes_up (int seconds)
{
  return MAX ((seconds + MINUTE - 1) / MINUTE, 1);
}

/* Hours of what took long, to the nearest. */
static guint
round_hours (gint64 seconds)
{
  return (guint) ((seconds + HOUR / 2) / HOUR);
}

/* Text is laid out by its first letter that has a direction. */
static gboolean
is_right_to_left (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeScript script = g_unichar_get_script (c);

      if (g_unichar_isalpha (c))
        return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW ||
               script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA ||
               script == G_UNICODE_SCRIPT_NKO;
    }

  return FALSE;
}

/**
 * ferry_phrase_count_images:
 * @n: how many
 *
 * Returns: (transfer full): "3 images"
 */
char *
ferry_phrase_count_images (guint n)
{
  return g_strdup_printf (ngettext ("%u image", "%u images", n), n);
}

/**
 * ferry_phrase_count_snapshots:
 * @n: how many
 *
 * Returns: (transfer full): "7 snapshots"
 */
char *
ferry_phrase_count_snapshots (guint n)
{
  return g_strdup_printf (ngettext ("%u snapshot", "%u snapshots", n), n);
}

/**
 * ferry_phrase_join_facts:
 * @facts: (array zero-terminated=1): short notes
 *
 * Returns: (transfer full): all of them in one line
 */
char *
ferry_phrase_join_facts (char **facts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (facts != NULL, NULL);

  for (guint i = 0; facts[i] != NULL; i++)
    {
      /* Translators: stands between short notes: "3 images · 7 snapshots" */
      if (text->len > 0 && *facts[i] != '\0')
        g_string_append (text, C_ ("between facts", " · "));
      g_string_append (text, facts[i]);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * ferry_phrase_list:
 * @items: (array zero-terminated=1): names
 *
 * Returns: (transfer full): an enumeration for a sentence
 */
char *
ferry_phrase_list (char **items)
{
  guint n;
  char *text;

  g_return_val_if_fail (items != NULL, NULL);

  n = g_strv_length (items);
  text = g_strdup (n > 0 ? items[0] : "");
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *before = text;

      /* Translators: an enumeration grows from its beginning: "A, B", then "A, B and C". */
      if (i + 1 < n)
        text = g_strdup_printf (C_ ("enumeration", "%s, %s"), before, items[i]);
      else
        text = g_strdup_printf (C_ ("end of enumeration", "%s and %s"), before, items[i]);
    }

  return text;
}

/**
 * ferry_phrase_route:
 * @from: where something comes from
 * @to: where it goes
 *
 * The arrow points the way the text is read: from right to left if @from is written so.
 *
 * Returns: (transfer full): "Beijing → Suqian"
 */
char *
ferry_phrase_route (const char *from, const char *to)
{
  g_return_val_if_fail (from != NULL && to != NULL, NULL);

  if (is_right_to_left (from))
    return g_strdup_printf ("%s ← %s", from, to);

  return g_strdup_printf ("%s → %s", from, to);
}

/**
 * ferry_phrase_moment:
 * @moment: real time in microseconds
 * @now: the local time it is
 *
 * Returns: (transfer full): "today 11:20", "yesterday 18:40", "12 Nov 2026"
 */
char *
ferry_phrase_moment (gint64 moment, GDateTime *now)
{
  const char *const formats[] = {
    /* Translators: these are formats of g_date_time_format(). */
    C_ ("when it ended", "today %H:%M"),
    C_ ("when it ended", "yesterday %H:%M"),
    C_ ("when it ended", "%-d %b %Y"),
  };

  return format_moment (moment, now, formats);
}

/**
 * ferry_phrase_started:
 * @moment: real time in microseconds
 * @now: the local time it is
 *
 * Returns: (transfer full): "started 14:02"
 */
char *
ferry_phrase_started (gint64 moment, GDateTime *now)
{
  const char *const formats[] = {
    C_ ("when it started", "started %H:%M"),
    C_ ("when it started", "started yesterday %H:%M"),
    C_ ("when it started", "started %-d %b %Y"),
  };

  return format_moment (moment, now, formats);
}

/**
 * ferry_phrase_took:
 * @seconds: a duration
 *
 * Returns: (transfer full): "Took 9 minutes"
 */
char *
ferry_phrase_took (gint64 seconds)
{
  guint minutes = (guint) ((seconds + MINUTE / 2) / MINUTE);

  if (minutes == 0)
    return g_strdup (_ ("Took less than a minute"));
  if (minutes < 90)
    return g_strdup_printf (ngettext ("Took %u minute", "Took %u minutes", minutes), minutes);

  return g_strdup_printf (ngettext ("Took about %u hour", "Took about %u hours", round_hours (seconds)),
                          round_hours (seconds));
}

/**
 * ferry_phrase_took_fact:
 * @seconds: a duration
 *
 * Returns: (transfer full): "took 9 minutes", for the middle of a line
 */
char *
ferry_phrase_took_fact (gint64 seconds)
{
  guint minutes = (guint) ((seconds + MINUTE / 2) / MINUTE);

  if (minutes == 0)
    return g_strdup (_ ("took less than a minute"));
  if (minutes < 90)
    return g_strdup_printf (ngettext ("took %u minute", "took %u minutes", minutes), minutes);

  return g_strdup_printf (ngettext ("took about %u hour", "took about %u hours", round_hours (seconds)),
                          round_hours (seconds));
}

/**
 * ferry_phrase_time_left:
 * @low: seconds it takes at least
 * @high: seconds it takes at most
 *
 * Returns: (transfer full): "6–9 minutes left"; never none
 */
char *
ferry_phrase_time_left (int low, int high)
{
  guint from;
  guint to;

  if (high < MINUTE)
    return g_strdup (_ ("Less than a minute left"));
  if (high >= 2 * HOUR)
    {
      from = low / HOUR;
      to = (high + HOUR - 1) / HOUR;
      if (from == 0)
        return g_strdup_printf (ngettext ("Up to %u hour left", "Up to %u hours left", to), to);
      return g_strdup_printf (ngettext ("%u–%u hour left", "%u–%u hours left", to), from, to);
    }
  from = minutes_down (low);
  to = minutes_up (high);
  if (from >= to)
    return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", to), to);

  return g_strdup_printf (ngettext ("%u–%u minute left", "%u–%u minutes left", to), from, to);
}

/**
 * ferry_phrase_time_left_spoken:
 * @low: seconds it takes at least
 * @high: seconds it takes at most
 *
 * Returns: (transfer full): "6 to 9 minutes left", for screen readers
 */
char *
ferry_phrase_time_left_spoken (int low, int high)
{
  guint from = minutes_down (low);
  guint to = minutes_up (high);

  if (high < MINUTE || high >= 2 * HOUR || from >= to)
    return ferry_phrase_time_left (low, high);

  return g_strdup_printf (ngettext ("%u to %u minute left", "%u to %u minutes left", to), from, to);
}
