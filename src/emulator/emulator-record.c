/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the request log keeps of a call. No header is kept, hence no key, token or signature. */

#include "config.h"

#include "emulator/emulator-record.h"

#include "emulator/emulator-fault.h"
#include "emulator/emulator-json.h"
#include "emulator/emulator-operation.h"

/* A line about @call as it arrived. */
EmulatorRecord *
emulator_record_new (EmulatorCall *call, const char *request_id)
{
  EmulatorRecord *self = g_rc_box_new0 (EmulatorRecord);

  self->time = g_get_real_time ();
  self->method = g_strdup (call->method);
  self->path = g_strdup (call->path);
  self->query = g_strdup (call->query);
  self->request_id = g_strdup (request_id);
  return self;
}

/* Takes a reference. */
EmulatorRecord *
emulator_record_ref (EmulatorRecord *self)
{
  return g_rc_box_acquire (self);
}

static void
emulator_record_clear (gpointer data)
{
  EmulatorRecord *self = data;

  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_free (self->region);
  g_free (self->id);
  g_free (self->body);
  g_free (self->request_id);
  g_free (self->faults);
  g_free (self->error);
}

/* Drops a reference. */
void
emulator_record_unref (EmulatorRecord *self)
{
  g_rc_box_release_full (self, emulator_record_clear);
}

/* Adds what became known of @call: operation, region, body, faults. */
void
emulator_record_describe (EmulatorRecord *self, EmulatorCall *call)
{
  g_autoptr (GString) faults = g_string_new (NULL);

  self->operation = call->operation->name;
  g_set_str (&self->region, call->region);
  g_set_str (&self->id, call->id);
  if (call->json != NULL && g_bytes_get_size (call->body) > 0)
    {
      g_free (self->body);
      self->body = g_strndup (g_bytes_get_data (call->body, NULL), g_bytes_get_size (call->body));
    }
  for (guint i = 0; i < call->faults->len; i++)
    g_string_append_printf (faults, "%s%s", i > 0 ? " " : "",
                            emulator_fault_get_name (g_ptr_array_index (call->faults, i)));
  if (faults->len > 0)
    g_set_str (&self->faults, faults->str);
}

/* Appends the line as an object. */
void
emulator_record_append_json (const EmulatorRecord *self, GString *out)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (self->time);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.%fZ");

  emulator_json_open (out, NULL, '{');
  emulator_json_string (out, "time", text);
  emulator_json_string (out, "method", self->method);
  emulator_json_string (out, "path", self->path);
  emulator_json_string (out, "query", self->query != NULL ? self->query : "");
  emulator_json_string (out, "operation", self->operation);
  emulator_json_string (out, "region", self->region);
  emulator_json_string (out, "id", self->id);
  emulator_json_string (out, "body", self->body);
  emulator_json_string (out, "requestId", self->request_id);
  emulator_json_string (out, "faults", self->faults);
  emulator_json_int (out, "status", self->http);
  emulator_json_string (out, "error", self->error);
  emulator_json_bool (out, "acted", self->acted);
  emulator_json_bool (out, "late", self->late);
  emulator_json_close (out, '}');
}
