/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The envelopes of the API, and the faults that change what is in them. */

#include "config.h"

#include "emulator/emulator-answer.h"

#include "emulator/emulator-json.h"
#include "emulator/emulator-problem.h"

/* What a fault that only names an HTTP status says besides. */
static const struct
{
  guint http;
  const char *status;
  const char *message;
} defaults[] = {
  { 400, "INVALID_ARGUMENT", "Invalid parameter" },
  { 401, "ACCESS_ERROR", "sign result is not same [gw]" },
  { 403, "HTTP_FORBIDDEN", "Your IP address is not allowed" },
  { 404, "NOT_FOUND", "no route and no API found with those values" },
  { 413, "HTTP_REQUEST_ENTITY_TOO_LARGE", "Request size limit exceeded" },
  { 414, "HTTP_URI_TOO_LONG", "URI too long" },
  { 429, "RATE_LIMIT", "rate limit exceeded" },
  { 500, "INTERNAL", "Internal server error" },
  { 501, "NOT_IMPLEMENTED", "Not implemented" },
  { 502, "HTTP_BAD_GATEWAY", "An invalid response was received from the upstream server" },
  { 503, "HTTP_SERVICE_UNAVAILABLE", "The upstream server is currently unavailable" },
  { 504, "HTTP_SERVER_TIMING_OUT", "The upstream server is timing out" },
};

static EmulatorAnswer *
answer_alloc (guint http, const char *request_id)
{
  EmulatorAnswer *self = g_new0 (EmulatorAnswer, 1);

  self->http = http;
  self->request_id = g_strdup (request_id);
  self->body = g_string_new (NULL);
  return self;
}

static void
append_error (GString *out, guint code, const char *status, const char *message, JsonNode *details)
{
  emulator_json_open (out, "error", '{');
  emulator_json_int (out, "code", code);
  emulator_json_string (out, "status", status);
  emulator_json_string (out, "message", message);
  if (details != NULL)
    {
      g_autofree char *json = json_to_string (details, FALSE);

      emulator_json_raw (out, "details", json, strlen (json));
    }
  emulator_json_close (out, '}');
}

static guint
find_default (guint http)
{
  guint place = 7;

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      if (defaults[i].http == http)
        place = i;
    }
  return place;
}

static void edit_node (JsonNode *node, char **path, const EmulatorFault *fault);

static void
edit_member (JsonObject *object, char **path, const EmulatorFault *fault)
{
  if (!json_object_has_member (object, path[0]) && path[1] != NULL)
    return;
  if (path[1] != NULL)
    edit_node (json_object_get_member (object, path[0]), path + 1, fault);
  else if (fault->kind == EMULATOR_FAULT_REMOVE)
    json_object_remove_member (object, path[0]);
  else
    json_object_set_member (
      object, path[0], fault->value != NULL ? json_node_copy (fault->value) : json_node_new (JSON_NODE_NULL));
}

static void
edit_element (JsonArray *array, guint place, char **path, const EmulatorFault *fault)
{
  if (path[1] != NULL)
    {
      edit_node (json_array_get_element (array, place), path + 1, fault);
      return;
    }
  json_array_remove_element (array, place);
  if (fault->kind != EMULATOR_FAULT_REMOVE)
    {
      g_autoptr (JsonArray) rest = json_array_new ();
      guint count = json_array_get_length (array);

      /* An array has no insert: what follows is taken off and put back. */
      for (guint i = place; i < count; i++)
        {
          json_array_add_element (rest, json_array_dup_element (array, place));
          json_array_remove_element (array, place);
        }
      json_array_add_element (array, fault->value != NULL ? json_node_copy (fault->value)
                                                          : json_node_new (JSON_NODE_NULL));
      for (guint i = 0; i < json_array_get_length (rest); i++)
        json_array_add_element (array, json_array_dup_element (rest, i));
    }
}

static void
edit_node (JsonNode *node, char **path, const EmulatorFault *fault)
{
  guint64 place;

  if (JSON_NODE_HOLDS_OBJECT (node))
    edit_member (json_node_get_object (node), path, fault);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      if (g_str_equal (path[0], "*"))
        {
          for (guint i = json_array_get_length (array); i > 0; i--)
            edit_element (array, i - 1, path, fault);
        }
      else if (g_ascii_string_to_unsigned (path[0], 10, 0, G_MAXUINT, &place, NULL) &&
               place < json_array_get_length (array))
        edit_element (array, (guint) place, path, fault);
    }
}

static void
edit_body (EmulatorAnswer *self, const EmulatorFault *fault)
{
  g_autoptr (JsonNode) root = json_from_string (self->body->str, NULL);
  g_auto (GStrv) path = g_strsplit (fault->member != NULL ? fault->member : "", ".", -1);
  g_autofree char *json = NULL;

  if (root == NULL || path[0] == NULL)
    return;
  edit_node (root, path, fault);
  json = json_to_string (root, FALSE);
  g_string_assign (self->body, json);
}

/* A success; @result holds the members of the result, empty for an operation that returns nothing. */
EmulatorAnswer *
emulator_answer_new (const char *request_id, const char *result)
{
  EmulatorAnswer *self = answer_alloc (200, request_id);

  emulator_json_open (self->body, NULL, '{');
  emulator_json_string (self->body, "requestId", request_id);
  if (*result != '\0')
    {
      emulator_json_open (self->body, "result", '{');
      g_string_append (self->body, result);
      emulator_json_close (self->body, '}');
    }
  emulator_json_close (self->body, '}');
  return self;
}

/* A refusal. The gateway writes the error first, the services write it last. */
EmulatorAnswer *
emulator_answer_new_problem (const char *request_id, const GError *problem)
{
  EmulatorAnswer *self = answer_alloc (emulator_problem_get_http (problem), request_id);
  gboolean gateway = emulator_problem_is_gateway (problem);

  self->status = g_strdup (emulator_problem_get_status (problem));
  emulator_json_open (self->body, NULL, '{');
  if (!gateway)
    emulator_json_string (self->body, "requestId", request_id);
  append_error (self->body, self->http, self->status, problem->message, NULL);
  if (gateway)
    emulator_json_string (self->body, "requestId", request_id);
  emulator_json_close (self->body, '}');
  return self;
}

/* The error that a fault asks for; what it leaves out is what goes with its HTTP status. */
EmulatorAnswer *
emulator_answer_new_fault (const char *request_id, const EmulatorFault *fault)
{
  guint http = fault->http > 0 ? fault->http : fault->kind == EMULATOR_FAULT_THROTTLE ? 429 : 500;
  guint code = fault->code > 0 ? fault->code : http >= 400 ? http : 500;
  guint place = find_default (code);
  EmulatorAnswer *self = answer_alloc (http, request_id);

  self->status = g_strdup (fault->status != NULL ? fault->status : defaults[place].status);
  emulator_json_open (self->body, NULL, '{');
  emulator_json_string (self->body, "requestId", request_id);
  append_error (self->body, code, self->status,
                fault->message != NULL ? fault->message : defaults[place].message, fault->details);
  emulator_json_close (self->body, '}');
  return self;
}

/* An answer of the control addresses. */
EmulatorAnswer *
emulator_answer_new_plain (guint http, const char *json)
{
  EmulatorAnswer *self = answer_alloc (http, NULL);

  g_string_assign (self->body, json);
  return self;
}

/* Frees the answer. */
void
emulator_answer_free (EmulatorAnswer *self)
{
  g_free (self->request_id);
  g_free (self->status);
  g_string_free (self->body, TRUE);
  g_free (self);
}

/* Carries out the "replace" and "remove" faults of @call. */
void
emulator_answer_edit (EmulatorAnswer *self, EmulatorCall *call)
{
  for (guint i = 0; i < call->faults->len; i++)
    {
      const EmulatorFault *fault = g_ptr_array_index (call->faults, i);

      if (fault->kind == EMULATOR_FAULT_REPLACE || fault->kind == EMULATOR_FAULT_REMOVE)
        edit_body (self, fault);
    }
}
