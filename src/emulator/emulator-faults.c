/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules in force. Every rule counts for itself which calls it concerned and which of them it struck. */

#include "config.h"

#include "emulator/emulator-faults.h"

#include "emulator/emulator-json.h"

struct _EmulatorFaults
{
  GPtrArray *rules; /* (owned) of EmulatorFault */
  GRand *rand;      /* (owned) */
};

static gboolean
strikes (EmulatorFaults *self, EmulatorFault *fault, EmulatorCall *call)
{
  if (fault->hits >= fault->count || !emulator_fault_concerns (fault, call))
    return FALSE;
  if (fault->skip > 0)
    {
      fault->skip--;
      return FALSE;
    }
  if (fault->probability < 1.0 && g_rand_double (self->rand) >= fault->probability)
    return FALSE;
  fault->hits++;
  return TRUE;
}

/* No rules yet; @seed decides what rules with a probability do. */
EmulatorFaults *
emulator_faults_new (guint32 seed)
{
  EmulatorFaults *self = g_new0 (EmulatorFaults, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_fault_unref);
  self->rand = g_rand_new_with_seed (seed + 2);
  return self;
}

/* Frees the rules. */
void
emulator_faults_free (EmulatorFaults *self)
{
  g_ptr_array_unref (self->rules);
  g_rand_free (self->rand);
  g_free (self);
}

/* Adds the rule, or the array of rules, in @json: all of them or, when one is wrong, none. */
gboolean
emulator_faults_add_json (EmulatorFaults *self, const char *json, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_fault_unref);
  g_autoptr (JsonNode) root = json_from_string (json, error);
  gboolean is_array = root != NULL && JSON_NODE_HOLDS_ARRAY (root);
  guint count = is_array ? json_array_get_length (json_node_get_array (root)) : 1;

  if (root == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "No rule");
      return FALSE;
    }
  for (guint i = 0; i < count; i++)
    {
      JsonNode *node = is_array ? json_array_get_element (json_node_get_array (root), i) : root;
      EmulatorFault *fault = emulator_fault_new_from_json (node, error);

      if (fault == NULL)
        return FALSE;
      g_ptr_array_add (rules, fault);
    }
  g_ptr_array_extend_and_steal (self->rules, g_steal_pointer (&rules));
  return TRUE;
}

/* Forgets all rules. What they already caused goes on. */
void
emulator_faults_clear (EmulatorFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
}

/* Finds the rules that strike @call and hangs them onto it. */
void
emulator_faults_strike (EmulatorFaults *self, EmulatorCall *call)
{
  g_ptr_array_set_free_func (call->faults, (GDestroyNotify) emulator_fault_unref);
  for (guint i = 0; i < self->rules->len; i++)
    {
      EmulatorFault *fault = g_ptr_array_index (self->rules, i);

      /* A call has one answer: further rules about it wait for the next call. */
      if (emulator_fault_is_delivery (fault) && emulator_fault_find_delivery (call) != NULL)
        continue;
      if (strikes (self, fault, call))
        g_ptr_array_add (call->faults, emulator_fault_ref (fault));
    }
}

/* Appends the member "faults": each rule's name and how often it struck. */
void
emulator_faults_append_json (EmulatorFaults *self, GString *out)
{
  emulator_json_open (out, "faults", '[');
  for (guint i = 0; i < self->rules->len; i++)
    {
      const EmulatorFault *fault = g_ptr_array_index (self->rules, i);

      emulator_json_open (out, NULL, '{');
      emulator_json_string (out, "fault", emulator_fault_get_name (fault));
      emulator_json_string (out, "operation", fault->operation);
      emulator_json_int (out, "hits", fault->hits);
      emulator_json_close (out, '}');
    }
  emulator_json_close (out, ']');
}
