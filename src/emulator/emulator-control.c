/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses under /_emulator/ by which a test looks at the cloud and changes it from another process.
 * They need no signature; the server listens on the loopback address alone. */

#include "config.h"

#include "emulator/emulator-control.h"

#include <gio/gio.h>

#include "emulator/emulator-json.h"

/* A control request; the handlers answer with a JSON document, or fail, which is answered with 400. */
typedef struct
{
  EmulatorService *service;
  const char *text;   /* the body */
  JsonObject *object; /* (nullable): the body, if it is an object */
  gboolean quit;
} Request;

typedef char *(*Handler) (Request *request, GError **error);

static char *
done (void)
{
  return g_strdup ("{\"ok\":true}");
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

static const char *
get_text (Request *request, const char *name)
{
  return json_object_get_string_member_with_default (request->object, name, NULL);
}

static gint64
get_number (Request *request, const char *name, gint64 fallback)
{
  return json_object_get_int_member_with_default (request->object, name, fallback);
}

static char *
list_requests (Request *request, GError **error)
{
  return emulator_service_dup_requests (request->service);
}

static char *
clear_requests (Request *request, GError **error)
{
  emulator_service_clear_requests (request->service);
  return done ();
}

static char *
add_faults (Request *request, GError **error)
{
  return emulator_faults_add_json (emulator_service_get_faults (request->service), request->text, error)
           ? done ()
           : NULL;
}

static char *
clear_faults (Request *request, GError **error)
{
  emulator_faults_clear (emulator_service_get_faults (request->service));
  return done ();
}

static char *
show_state (Request *request, GError **error)
{
  return emulator_service_dup_state (request->service);
}

static char *
advance (Request *request, GError **error)
{
  JsonNode *seconds = request->object != NULL ? json_object_get_member (request->object, "seconds") : NULL;

  if (seconds == NULL || !JSON_NODE_HOLDS_VALUE (seconds))
    {
      fail (error, "\"seconds\" is missing");
      return NULL;
    }
  emulator_clock_advance (emulator_cloud_get_clock (emulator_service_get_cloud (request->service)),
                          json_node_get_double (seconds));
  return done ();
}

static char *
quit (Request *request, GError **error)
{
  request->quit = TRUE;
  return done ();
}

static EmulatorRegion *
find_region (Request *request, GError **error)
{
  EmulatorRegion *region = NULL;

  if (request->object != NULL)
    region =
      emulator_cloud_get_region (emulator_service_get_cloud (request->service), get_text (request, "region"));
  if (region == NULL)
    fail (error, "\"region\" is missing or unknown");
  return region;
}

static char *
set_quotas (Request *request, GError **error)
{
  EmulatorRegion *region = find_region (request, error);

  if (region == NULL)
    return NULL;
  region->image_limit = (guint) CLAMP (get_number (request, "images", region->image_limit), 0, G_MAXINT);
  region->snapshot_limit =
    (guint) CLAMP (get_number (request, "snapshots", region->snapshot_limit), 0, G_MAXINT);
  return done ();
}

static void
set_text (Request *request, const char *name, EmulatorImage *image, char **field)
{
  if (get_text (request, name) != NULL)
    emulator_image_set (image, field, get_text (request, name));
}

static void
set_flag (Request *request, const char *name, gboolean *flag)
{
  *flag = json_object_get_boolean_member_with_default (request->object, name, *flag);
}

static void
change_image (Request *request, EmulatorImage *image)
{
  set_text (request, "name", image, &image->name);
  set_text (request, "description", image, &image->description);
  set_text (request, "status", image, &image->status);
  set_text (request, "launchPermission", image, &image->permission);
  set_text (request, "platform", image, &image->platform);
  set_text (request, "osVersion", image, &image->os_version);
  set_text (request, "osType", image, &image->os_type);
  set_text (request, "architecture", image, &image->architecture);
  set_text (request, "bootMode", image, &image->boot_mode);
  set_flag (request, "taskConflict", &image->foreign_task);
  set_flag (request, "protected", &image->protected_);
  set_flag (request, "localInUse", &image->local_in_use);
  image->busy = (guint) CLAMP (get_number (request, "busy", image->busy), 0, 1000);
  image->size_mb = (guint) CLAMP (get_number (request, "sizeMB", image->size_mb), 0, G_MAXINT);
  image->progress = (int) CLAMP (get_number (request, "progress", image->progress), -1, 100);
  emulator_image_changed (image);
}

static void
add_disk (EmulatorImage *image, JsonObject *object)
{
  EmulatorDisk *disk = emulator_disk_new (
    image->disks->len, json_object_get_boolean_member_with_default (object, "local", FALSE),
    json_object_get_string_member_with_default (object, "type", "ssd.gp1"),
    (guint) CLAMP (json_object_get_int_member_with_default (object, "sizeGB", 40), 1, 16000));

  disk->encrypted = json_object_get_boolean_member_with_default (object, "encrypted", FALSE);
  if (!disk->local && json_object_get_boolean_member_with_default (object, "snapshot", TRUE))
    disk->snapshot = g_strdup ("new");
  g_ptr_array_add (image->disks, disk);
}

static void
add_disks (Request *request, EmulatorImage *image)
{
  JsonNode *node = json_object_get_member (request->object, "disks");
  JsonArray *disks = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; disks != NULL && i < json_array_get_length (disks); i++)
    {
      JsonNode *disk = json_array_get_element (disks, i);

      if (JSON_NODE_HOLDS_OBJECT (disk))
        add_disk (image, json_node_get_object (disk));
    }
  if (image->disks->len == 0)
    {
      g_autoptr (JsonObject) plain = json_object_new ();

      add_disk (image, plain);
    }
}

static EmulatorImage *
make_image (Request *request, EmulatorRegion *region)
{
  EmulatorCloud *cloud = emulator_service_get_cloud (request->service);
  g_autofree char *id = g_strdup (get_text (request, "id"));
  gint64 now = emulator_cloud_get_now (cloud);
  EmulatorImage *image;

  if (id == NULL)
    id = emulator_cloud_make_id (cloud, "img-");
  image = emulator_image_new (id, "image");
  image->created = now / G_USEC_PER_SEC;
  emulator_image_set (image, &image->description, "");
  set_text (request, "source", image, &image->source);
  set_flag (request, "hidden", &image->hidden);
  set_flag (request, "incomplete", &image->incomplete);
  change_image (request, image);
  add_disks (request, image);
  emulator_cloud_give_snapshots (cloud, region, image, G_MAXUINT);
  emulator_region_add_image (region, image, now);
  return image;
}

static char *
put_image (Request *request, GError **error)
{
  EmulatorRegion *region = find_region (request, error);
  EmulatorCloud *cloud = emulator_service_get_cloud (request->service);
  GString *out = NULL;
  EmulatorImage *image;

  if (region == NULL)
    return NULL;
  image =
    get_text (request, "id") != NULL ? emulator_region_get_image (region, get_text (request, "id")) : NULL;
  if (image != NULL && json_object_get_boolean_member_with_default (request->object, "remove", FALSE))
    {
      emulator_region_remove_image (region, image, TRUE, emulator_cloud_get_now (cloud));
      return done ();
    }
  if (image == NULL)
    image = make_image (request, region);
  else
    {
      change_image (request, image);
      if (!json_object_get_boolean_member_with_default (request->object, "hidden", TRUE))
        emulator_region_show_image (region, image);
    }
  out = g_string_new (NULL);
  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "id", image->id);
  emulator_json_close (out, '}');
  return g_string_free_and_steal (out);
}

static const struct
{
  const char *method;
  const char *path;
  Handler handler;
} handlers[] = {
  { "GET", "/_emulator/requests", list_requests },
  { "DELETE", "/_emulator/requests", clear_requests },
  { "POST", "/_emulator/faults", add_faults },
  { "DELETE", "/_emulator/faults", clear_faults },
  { "GET", "/_emulator/state", show_state },
  { "POST", "/_emulator/images", put_image },
  { "POST", "/_emulator/quotas", set_quotas },
  { "POST", "/_emulator/advance", advance },
  { "POST", "/_emulator/quit", quit },
};

static EmulatorAnswer *
answer_error (guint http, const char *message)
{
  g_autoptr (GString) out = g_string_new (NULL);

  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "message", message);
  emulator_json_close (out, '}');
  return emulator_answer_new_plain (http, out->str);
}

static EmulatorAnswer *
answer_with (Handler handler, Request *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = handler (request, &error);

  return json != NULL ? emulator_answer_new_plain (200, json)
                      : answer_error (400, error != NULL ? error->message : "Invalid request");
}

/* Answers a request under /_emulator/. Sets @quit when the program is asked to end. */
EmulatorAnswer *
emulator_control_answer (EmulatorService *service,
                         const char *method,
                         const char *path,
                         GBytes *body,
                         gboolean *quit_)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *text = size > 0 ? g_strndup (data, size) : g_strdup ("");
  g_autoptr (JsonNode) root = *text != '\0' ? json_from_string (text, NULL) : NULL;
  Request request = { .service = service, .text = text };

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    request.object = json_node_get_object (root);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      if (g_str_equal (handlers[i].method, method) && g_str_equal (handlers[i].path, path))
        {
          EmulatorAnswer *answer = answer_with (handlers[i].handler, &request);

          *quit_ = request.quit;
          return answer;
        }
    }
  return answer_error (404, "No such control address");
}
