/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor of bench-ferryctl.py: prints the processor seconds that json-glib takes to parse the files given. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <time.h>

static double
get_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  double begin;

  for (int i = 1; i < argc; i++)
    {
      char *text;
      gsize length;

      if (!g_file_get_contents (argv[i], &text, &length, NULL))
        return EXIT_FAILURE;
      g_ptr_array_add (pages, g_bytes_new_take (text, length));
    }
  begin = get_seconds ();
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (JsonNode) root = NULL;
      gsize length;
      const char *text = g_bytes_get_data (g_ptr_array_index (pages, i), &length);

      if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
        return EXIT_FAILURE;
      root = json_parser_steal_root (parser);
    }
  g_print ("%.6f\n", get_seconds () - begin);
  return EXIT_SUCCESS;
}
