/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a call to its answer: gateway first, then faults, then the operation. Knows no socket; what a fault
 * does to the delivery of the answer is EmulatorDelivery's business. */

#include "config.h"

#include "emulator/emulator-service.h"

#include <string.h>

#include "emulator/emulator-copying.h"
#include "emulator/emulator-gate.h"
#include "emulator/emulator-json.h"
#include "emulator/emulator-operation.h"
#include "emulator/emulator-problem.h"
#include "emulator/emulator-seed.h"
#include "emulator/emulator-signature.h"

#define MAX_URL 8192
#define MAX_RECORDS 50000

struct _EmulatorService
{
  EmulatorCloud *cloud;   /* (owned) */
  EmulatorGate *gate;     /* (owned) */
  EmulatorFaults *faults; /* (owned) */
  GQueue records;         /* (owned) of EmulatorRecord, the oldest first */
  gint64 clock_offset;
};

/* A call whose operation is carried out after its answer. */
typedef struct
{
  EmulatorService *service; /* (unowned): owns the agenda */
  EmulatorCall *call;       /* (owned) */
  EmulatorRecord *record;   /* (owned) */
} LateAct;

static void
late_act_free (gpointer data)
{
  LateAct *act = data;

  emulator_call_unref (act->call);
  emulator_record_unref (act->record);
  g_free (act);
}

static gboolean
run_operation (EmulatorService *self,
               EmulatorCall *call,
               EmulatorRecord *record,
               GString *result,
               GError **error)
{
  gboolean done = call->operation->handler (self->cloud, call, result, error);

  record->acted = done && call->operation->writes;
  return done;
}

static void
late_act_cb (gpointer user_data)
{
  LateAct *act = user_data;
  g_autoptr (GString) result = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  act->record->late = run_operation (act->service, act->call, act->record, result, &error);
}

static void
schedule_late_act (EmulatorService *self, EmulatorCall *call, EmulatorRecord *record, double seconds)
{
  LateAct *act = g_new0 (LateAct, 1);
  g_autofree char *what = g_strdup_printf ("late %s", call->operation->name);

  act->service = self;
  act->call = emulator_call_ref (call);
  act->record = emulator_record_ref (record);
  emulator_clock_schedule (emulator_cloud_get_clock (self->cloud), seconds, what, late_act_cb, act,
                           late_act_free);
}

/* vm and disk share the port: only the signed scope tells them apart. */
static void
read_service (EmulatorCall *call, SoupMessageHeaders *headers)
{
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  g_autoptr (EmulatorSignature) signature = NULL;

  if (authorization != NULL)
    signature = emulator_signature_parse (authorization, NULL);
  if (signature != NULL)
    call->service = g_strdup (signature->service);
}

static gboolean
admit (EmulatorService *self, EmulatorCall *call, SoupMessageHeaders *headers, GError **error)
{
  gsize length = strlen (call->path) + (call->query != NULL ? strlen (call->query) + 1 : 0);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC + self->clock_offset;

  if (length > MAX_URL)
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_URI_TOO_LONG, "URI too long");
      return FALSE;
    }
  read_service (call, headers);
  if (!emulator_operation_route (call))
    {
      g_set_error_literal (error, EMULATOR_PROBLEM, EMULATOR_PROBLEM_NO_ROUTE,
                           "no route and no API found with those values");
      return FALSE;
    }
  if (!emulator_gate_check (self->gate, call, headers, now, error))
    return FALSE;
  return !g_str_equal (call->method, "POST") || emulator_call_read_body (call, error);
}

static EmulatorAnswer *
perform (EmulatorService *self, EmulatorCall *call, EmulatorRecord *record)
{
  g_autoptr (GString) result = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const EmulatorFault *fault;
  gboolean done = FALSE;

  emulator_faults_strike (self->faults, call);
  emulator_record_describe (record, call);
  fault = emulator_fault_find_delivery (call);
  emulator_copying_intrude (self->cloud, call, FALSE);
  if (fault == NULL || fault->acts)
    done = run_operation (self, call, record, result, &error);
  else if (fault->acts_after >= 0)
    schedule_late_act (self, call, record, fault->acts_after);
  emulator_copying_intrude (self->cloud, call, TRUE);
  if (fault != NULL && (fault->kind == EMULATOR_FAULT_ERROR || fault->kind == EMULATOR_FAULT_THROTTLE))
    return emulator_answer_new_fault (record->request_id, fault);
  return done || error == NULL ? emulator_answer_new (record->request_id, result->str)
                               : emulator_answer_new_problem (record->request_id, error);
}

static void
keep_record (EmulatorService *self, EmulatorRecord *record)
{
  g_queue_push_tail (&self->records, emulator_record_ref (record));
  if (self->records.length > MAX_RECORDS)
    emulator_record_unref (g_queue_pop_head (&self->records));
}

static guint
get_sent_status (EmulatorCall *call, const EmulatorAnswer *answer)
{
  const EmulatorFault *fault = emulator_fault_find_delivery (call);

  return fault != NULL ? emulator_fault_get_http (fault, answer->http) : answer->http;
}

/* The cloud that @options describe. */
EmulatorService *
emulator_service_new (const EmulatorOptions *options)
{
  EmulatorService *self = g_new0 (EmulatorService, 1);

  self->cloud = emulator_cloud_new (options);
  self->gate = emulator_gate_new (options);
  self->faults = emulator_faults_new (options->seed);
  self->clock_offset = options->clock_offset;
  g_queue_init (&self->records);
  emulator_seed_fill (self->cloud, options->images);
  return self;
}

/* Frees the service. */
void
emulator_service_free (EmulatorService *self)
{
  emulator_cloud_free (self->cloud);
  emulator_gate_free (self->gate);
  emulator_faults_free (self->faults);
  g_queue_clear_full (&self->records, (GDestroyNotify) emulator_record_unref);
  g_free (self);
}

/* The cloud. */
EmulatorCloud *
emulator_service_get_cloud (EmulatorService *self)
{
  return self->cloud;
}

/* The faults. */
EmulatorFaults *
emulator_service_get_faults (EmulatorService *self)
{
  return self->faults;
}

/* Answers @call; the faults that strike it hang on it afterwards. */
EmulatorAnswer *
emulator_service_answer (EmulatorService *self, EmulatorCall *call, SoupMessageHeaders *headers)
{
  g_autofree char *request_id = emulator_cloud_make_request_id (self->cloud);
  g_autoptr (EmulatorRecord) record = emulator_record_new (call, request_id);
  g_autoptr (GError) error = NULL;
  EmulatorAnswer *answer;

  emulator_clock_run (emulator_cloud_get_clock (self->cloud));
  if (admit (self, call, headers, &error))
    answer = perform (self, call, record);
  else
    answer = emulator_answer_new_problem (request_id, error);
  emulator_answer_edit (answer, call);
  if (call->operation != NULL)
    emulator_record_describe (record, call);
  record->http = get_sent_status (call, answer);
  g_set_str (&record->error, answer->status);
  keep_record (self, record);
  return answer;
}

/* The request log as a JSON document. */
char *
emulator_service_dup_requests (EmulatorService *self)
{
  GString *out = g_string_new (NULL);

  emulator_json_open (out, NULL, '{');
  emulator_json_open (out, "requests", '[');
  for (GList *link = self->records.head; link != NULL; link = link->next)
    emulator_record_append_json (link->data, out);
  emulator_json_close (out, ']');
  emulator_json_close (out, '}');
  return g_string_free_and_steal (out);
}

/* Empties the request log. */
void
emulator_service_clear_requests (EmulatorService *self)
{
  g_queue_clear_full (&self->records, (GDestroyNotify) emulator_record_unref);
}

/* Everything about the cloud as a JSON document. */
char *
emulator_service_dup_state (EmulatorService *self)
{
  GString *out = g_string_new (NULL);

  emulator_clock_run (emulator_cloud_get_clock (self->cloud));
  emulator_json_open (out, NULL, '{');
  emulator_cloud_append_state (self->cloud, out);
  emulator_faults_append_json (self->faults, out);
  emulator_json_close (out, '}');
  return g_string_free_and_steal (out);
}
