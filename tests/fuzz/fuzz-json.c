/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as JSON: our parser and json-glib find the same. Wrapped in an object too, since answers are objects. */

#include "config.h"

#include <glib.h>
#include <stdint.h>

#include "../jdcloud/json-twin.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) object = NULL;

  if (size > 256 * 1024)
    return 0;
  json_twin_compare ((const char *) data, size);
  object = g_string_new ("{\"a\":");
  g_string_append_len (object, (const char *) data, (gssize) size);
  g_string_append_c (object, '}');
  json_twin_compare (object->str, object->len);
  return 0;
}
