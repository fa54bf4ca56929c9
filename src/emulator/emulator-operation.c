/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of the operations, and the way from method, path and signed service to one of them. */

#include "config.h"

#include "emulator/emulator-operation.h"

#include <string.h>

#include "emulator/emulator-copying.h"
#include "emulator/emulator-images.h"
#include "emulator/emulator-quotas.h"

static const EmulatorOperation operations[] = {
  { "describeImages", "GET", "vm", "images", FALSE, NULL, FALSE, emulator_images_list },
  { "describeImage", "GET", "vm", "images", TRUE, NULL, FALSE, emulator_images_show },
  { "copyImages", "POST", "vm", "images", FALSE, "copyImages", TRUE, emulator_copying_copy },
  { "convertImage", "POST", "vm", "images", TRUE, "convertImage", TRUE, emulator_copying_convert },
  { "modifyImageAttribute", "POST", "vm", "images", TRUE, "modifyImageAttribute", TRUE,
    emulator_images_modify },
  { "deleteImage", "DELETE", "vm", "images", TRUE, NULL, TRUE, emulator_images_delete },
  { "describeQuotas", "GET", "vm", "quotas", FALSE, NULL, FALSE, emulator_quotas_list },
  { "describeQuota", "GET", "disk", "quotas", FALSE, NULL, FALSE, emulator_quotas_show_disk },
  { "describeSnapshots", "GET", "disk", "snapshots", FALSE, NULL, FALSE, emulator_quotas_list_snapshots },
  { "describeSnapshot", "GET", "disk", "snapshots", TRUE, NULL, FALSE, emulator_quotas_show_snapshot },
};

static char *
unescape_part (const char *part)
{
  char *plain = g_uri_unescape_string (part, NULL);

  return plain != NULL ? plain : g_strdup (part);
}

/* Cuts "name:action" after the last part of a path; an ID holds no colon. */
static char *
cut_action (char *part)
{
  char *colon = strchr (part, ':');

  if (colon == NULL)
    return NULL;
  *colon = '\0';
  return colon + 1;
}

static gboolean
fits (const EmulatorOperation *operation, EmulatorCall *call, const char *collection, const char *action)
{
  return g_str_equal (operation->method, call->method) && g_str_equal (operation->collection, collection) &&
         operation->has_id == (call->id != NULL) && g_strcmp0 (operation->action, action) == 0 &&
         (call->service == NULL || g_str_equal (operation->service, call->service));
}

/* Finds the operation that @call means and fills its region, ID and operation. An unknown service (%NULL: not
 * signed) matches the first operation of that path. Returns whether there is one. */
gboolean
emulator_operation_route (EmulatorCall *call)
{
  g_auto (GStrv) parts = g_strsplit (call->path, "/", -1);
  guint count = g_strv_length (parts);
  g_autofree char *last = NULL;
  g_autofree char *collection = NULL;
  const char *action;

  if ((count != 5 && count != 6) || *parts[0] != '\0' || !g_str_equal (parts[1], "v1") ||
      !g_str_equal (parts[2], "regions"))
    return FALSE;
  last = unescape_part (parts[count - 1]);
  action = cut_action (last);
  collection = count == 6 ? unescape_part (parts[4]) : g_strdup (last);
  call->region = unescape_part (parts[3]);
  if (count == 6)
    call->id = g_steal_pointer (&last);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (fits (&operations[i], call, collection, action))
        {
          call->operation = &operations[i];
          return TRUE;
        }
    }
  return FALSE;
}
