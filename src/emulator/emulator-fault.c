/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads one rule from JSON, strictly: a misspelt member of a rule would be a test that tests nothing. */

#include "config.h"

#include "emulator/emulator-fault.h"

#include <gio/gio.h>

#include "emulator/emulator-operation.h"

typedef enum
{
  FIELD_TEXT,
  FIELD_COUNT,
  FIELD_INT,
  FIELD_SIZE,
  FIELD_NUMBER,
  FIELD_BOOL,
  FIELD_NODE,
} FieldType;

static const struct
{
  const char *name;
  FieldType type;
  gsize offset;
} fields[] = {
  { "operation", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, operation) },
  { "region", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, region) },
  { "target", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, target) },
  { "image", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, image) },
  { "skip", FIELD_COUNT, G_STRUCT_OFFSET (EmulatorFault, skip) },
  { "count", FIELD_COUNT, G_STRUCT_OFFSET (EmulatorFault, count) },
  { "probability", FIELD_NUMBER, G_STRUCT_OFFSET (EmulatorFault, probability) },
  { "seconds", FIELD_NUMBER, G_STRUCT_OFFSET (EmulatorFault, seconds) },
  { "at", FIELD_INT, G_STRUCT_OFFSET (EmulatorFault, at) },
  { "by", FIELD_INT, G_STRUCT_OFFSET (EmulatorFault, by) },
  { "http", FIELD_COUNT, G_STRUCT_OFFSET (EmulatorFault, http) },
  { "code", FIELD_COUNT, G_STRUCT_OFFSET (EmulatorFault, code) },
  { "ms", FIELD_COUNT, G_STRUCT_OFFSET (EmulatorFault, ms) },
  { "size", FIELD_SIZE, G_STRUCT_OFFSET (EmulatorFault, size) },
  { "retryAfter", FIELD_INT, G_STRUCT_OFFSET (EmulatorFault, retry_after) },
  { "status", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, status) },
  { "message", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, message) },
  { "text", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, text) },
  { "member", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, member) },
  { "location", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, location) },
  { "into", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, into) },
  { "source", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, source) },
  { "sourceRegion", FIELD_TEXT, G_STRUCT_OFFSET (EmulatorFault, source_region) },
  { "unrelated", FIELD_BOOL, G_STRUCT_OFFSET (EmulatorFault, unrelated) },
  { "after", FIELD_BOOL, G_STRUCT_OFFSET (EmulatorFault, after) },
  { "busy", FIELD_BOOL, G_STRUCT_OFFSET (EmulatorFault, busy) },
  { "value", FIELD_NODE, G_STRUCT_OFFSET (EmulatorFault, value) },
  { "details", FIELD_NODE, G_STRUCT_OFFSET (EmulatorFault, details) },
};

/* In the order of EmulatorFaultKind. @acts: whether the operation is carried out unless the rule says
 * otherwise. */
static const struct
{
  const char *name;
  gboolean acts;
} kinds[] = {
  [EMULATOR_FAULT_ERROR] = { "error", FALSE },
  [EMULATOR_FAULT_THROTTLE] = { "throttle", FALSE },
  [EMULATOR_FAULT_RESET] = { "reset", FALSE },
  [EMULATOR_FAULT_STALL] = { "stall", FALSE },
  [EMULATOR_FAULT_TRUNCATE] = { "truncate", TRUE },
  [EMULATOR_FAULT_MALFORMED] = { "malformed", TRUE },
  [EMULATOR_FAULT_HTML] = { "html", TRUE },
  [EMULATOR_FAULT_EMPTY] = { "empty", TRUE },
  [EMULATOR_FAULT_HUGE] = { "huge", TRUE },
  [EMULATOR_FAULT_NESTED] = { "nested", TRUE },
  [EMULATOR_FAULT_REDIRECT] = { "redirect", FALSE },
  [EMULATOR_FAULT_SLOW] = { "slow", TRUE },
  [EMULATOR_FAULT_DATE] = { "date", TRUE },
  [EMULATOR_FAULT_REPLACE] = { "replace", TRUE },
  [EMULATOR_FAULT_REMOVE] = { "remove", TRUE },
  [EMULATOR_FAULT_TEXTS_IGNORED] = { "texts-ignored", TRUE },
  [EMULATOR_FAULT_PAIR_MISSING] = { "pair-missing", TRUE },
  [EMULATOR_FAULT_PAIR_FOREIGN] = { "pair-foreign", TRUE },
  [EMULATOR_FAULT_PAIRS_REORDERED] = { "pairs-reordered", TRUE },
  [EMULATOR_FAULT_IDS_404] = { "ids-404", TRUE },
  [EMULATOR_FAULT_PAGE_SHIFT] = { "page-shift", TRUE },
  [EMULATOR_FAULT_STALE] = { "stale", TRUE },
  [EMULATOR_FAULT_QUOTA_LAG] = { "quota-lag", TRUE },
  [EMULATOR_FAULT_COLLEAGUE] = { "colleague", TRUE },
  [EMULATOR_FAULT_VISIBLE_LATE] = { "visible-late", TRUE },
  [EMULATOR_FAULT_DESCRIPTION] = { "description", TRUE },
  [EMULATOR_FAULT_DURATION] = { "duration", TRUE },
  [EMULATOR_FAULT_STUCK] = { "stuck", TRUE },
  [EMULATOR_FAULT_REPLICA_ERROR] = { "replica-error", TRUE },
  [EMULATOR_FAULT_VANISH] = { "vanish", TRUE },
};

static gboolean
is_number (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
read_field (gpointer field, FieldType type, JsonNode *node)
{
  GType given = json_node_get_value_type (node);

  switch (type)
    {
    case FIELD_TEXT:
      if (given == G_TYPE_STRING)
        g_set_str ((char **) field, json_node_get_string (node));
      return given == G_TYPE_STRING;
    case FIELD_COUNT:
      if (given != G_TYPE_INT64 || json_node_get_int (node) < 0 || json_node_get_int (node) > G_MAXUINT)
        return FALSE;
      *(guint *) field = (guint) json_node_get_int (node);
      return TRUE;
    case FIELD_INT:
      if (given != G_TYPE_INT64 || ABS (json_node_get_int (node)) > G_MAXINT)
        return FALSE;
      *(int *) field = (int) json_node_get_int (node);
      return TRUE;
    case FIELD_SIZE:
      *(gint64 *) field = json_node_get_int (node);
      return given == G_TYPE_INT64 && *(gint64 *) field >= 0;
    case FIELD_NUMBER:
      *(double *) field = json_node_get_double (node);
      return is_number (node);
    case FIELD_BOOL:
      *(gboolean *) field = json_node_get_boolean (node);
      return given == G_TYPE_BOOLEAN;
    case FIELD_NODE:
      g_clear_pointer ((JsonNode **) field, json_node_unref);
      *(JsonNode **) field = json_node_copy (node);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
read_acts (EmulatorFault *self, JsonNode *node)
{
  if (is_number (node))
    {
      self->acts = FALSE;
      self->acts_after = json_node_get_double (node);
      return self->acts_after >= 0;
    }
  self->acts = json_node_get_boolean (node);
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static gboolean
read_member (EmulatorFault *self, const char *name, JsonNode *node)
{
  if (g_str_equal (name, "fault"))
    return TRUE;
  if (g_str_equal (name, "acts"))
    return read_acts (self, node);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (fields[i].name, name))
        return read_field (G_STRUCT_MEMBER_P (self, fields[i].offset), fields[i].type, node);
    }
  return FALSE;
}

static gboolean
read_kind (EmulatorFault *self, JsonObject *object)
{
  const char *name = json_object_get_string_member_with_default (object, "fault", "");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].name, name))
        {
          self->kind = i;
          self->acts = kinds[i].acts;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
names_operation (const char *wanted, const EmulatorOperation *operation)
{
  if (g_str_equal (wanted, "write"))
    return operation->writes;
  if (g_str_equal (wanted, "read"))
    return !operation->writes;
  return g_str_equal (wanted, operation->name);
}

static gboolean
names_image (const char *wanted, EmulatorCall *call)
{
  g_auto (GStrv) ids = emulator_call_dup_list (call, "ids");
  g_auto (GStrv) sources = emulator_call_dup_texts (call, "sourceImageIds");

  return g_strcmp0 (call->id, wanted) == 0 ||
         (ids != NULL && g_strv_contains ((const char *const *) ids, wanted)) ||
         (sources != NULL && g_strv_contains ((const char *const *) sources, wanted));
}

static gboolean
names_target (const char *wanted, EmulatorCall *call)
{
  const char *target = NULL;

  return call->json != NULL && emulator_call_get_text (call, "destinationRegion", &target, NULL) &&
         g_strcmp0 (target, wanted) == 0;
}

/* Reads a rule; fails with %G_IO_ERROR_INVALID_ARGUMENT on anything that it does not know. */
EmulatorFault *
emulator_fault_new_from_json (JsonNode *node, GError **error)
{
  g_autoptr (EmulatorFault) self = g_rc_box_new0 (EmulatorFault);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  self->count = 1;
  self->probability = 1.0;
  self->seconds = -1.0;
  self->acts_after = -1.0;
  self->retry_after = -1;
  self->by = 1;
  self->at = 50;
  self->size = -1;
  if (!JSON_NODE_HOLDS_OBJECT (node) || !read_kind (self, json_node_get_object (node)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Unknown or missing \"fault\"");
      return NULL;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!read_member (self, name, value))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Unknown or wrong member \"%s\"",
                       name);
          return NULL;
        }
    }
  if (self->count == 0)
    self->count = G_MAXUINT;
  return g_steal_pointer (&self);
}

/* Takes a reference. */
EmulatorFault *
emulator_fault_ref (EmulatorFault *self)
{
  return g_rc_box_acquire (self);
}

static void
emulator_fault_clear (gpointer data)
{
  EmulatorFault *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, fields[i].offset);

      if (fields[i].type == FIELD_TEXT)
        g_clear_pointer ((char **) field, g_free);
      else if (fields[i].type == FIELD_NODE)
        g_clear_pointer ((JsonNode **) field, json_node_unref);
    }
}

/* Drops a reference. */
void
emulator_fault_unref (EmulatorFault *self)
{
  g_rc_box_release_full (self, emulator_fault_clear);
}

/* Whether the rule means calls such as @call, its counters left aside. */
gboolean
emulator_fault_concerns (const EmulatorFault *self, EmulatorCall *call)
{
  if (self->operation != NULL && !names_operation (self->operation, call->operation))
    return FALSE;
  if (self->region != NULL && g_strcmp0 (self->region, call->region) != 0)
    return FALSE;
  if (self->target != NULL && !names_target (self->target, call))
    return FALSE;
  return self->image == NULL || names_image (self->image, call);
}

/* Whether the rule decides what the client receives instead of the answer. */
gboolean
emulator_fault_is_delivery (const EmulatorFault *self)
{
  return self->kind <= EMULATOR_FAULT_LAST_DELIVERY;
}

/* The name of the fault, as in the rule. */
const char *
emulator_fault_get_name (const EmulatorFault *self)
{
  return kinds[self->kind].name;
}

/* The HTTP status that the client receives in place of @usual, 0 when nothing is sent. */
guint
emulator_fault_get_http (const EmulatorFault *self, guint usual)
{
  if (self->kind == EMULATOR_FAULT_RESET || self->kind == EMULATOR_FAULT_STALL)
    return 0;
  if (self->http > 0)
    return self->http;
  if (self->kind == EMULATOR_FAULT_REDIRECT)
    return 302;
  return self->kind == EMULATOR_FAULT_HTML ? 200 : usual;
}

/* The fault of a kind that strikes @call, %NULL if none does. */
EmulatorFault *
emulator_fault_find (EmulatorCall *call, EmulatorFaultKind kind)
{
  for (guint i = 0; i < call->faults->len; i++)
    {
      EmulatorFault *fault = g_ptr_array_index (call->faults, i);

      if (fault->kind == kind)
        return fault;
    }
  return NULL;
}

/* The fault that @call's client receives instead of the answer, %NULL if there is none. */
EmulatorFault *
emulator_fault_find_delivery (EmulatorCall *call)
{
  for (guint i = 0; i < call->faults->len; i++)
    {
      EmulatorFault *fault = g_ptr_array_index (call->faults, i);

      if (emulator_fault_is_delivery (fault))
        return fault;
    }
  return NULL;
}
