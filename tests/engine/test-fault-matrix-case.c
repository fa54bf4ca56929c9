/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-fault-matrix-case.h"

#include "emulator/emulator-options.h"
#include "engine-harness.h"

#define SPEED 100
#define NAME "ci-runner-golden"
#define NORTH "cn-north-1"
#define EAST "cn-east-1"
#define BIG 130
#define BIG_SOURCE "img-matrixbig"
/* Far beyond what any case takes: what is not over by then is a finding. */
#define PATIENCE 45
#define LONG_PATIENCE 110

#define LOST "{\"operation\":\"copyImages\",\"fault\":\"reset\"}"
#define LOST_ACTED "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true}"
#define LATE "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":480}"
#define HELD "{\"operation\":\"describeImages\",\"region\":\"" EAST "\",\"fault\":\"stall\",\"count\":0}"

/* A call of a copy's life, and how a rule of the emulator meets it. */
typedef struct
{
  const char *name;
  const char *operation;
  gboolean at_target;   /* else at the source's region */
  guint skip;           /* equal calls that come before it */
  gboolean for_good;    /* strikes every such call, else the first */
  const char *prepared; /* (nullable): rules that lead there */
  gboolean restarts;    /* comes only when a process takes over the work of another one */
  gboolean named;       /* the copy is asked for with texts */
  gboolean big;         /* the target has more images than one page holds */
} Call;

static const Call calls[] = {
  { "check-source", "describeImages" },
  { "check-source-for-good", "describeImages", .for_good = TRUE },
  { "check-image-quota", "describeQuotas", TRUE },
  { "check-image-quota-for-good", "describeQuotas", TRUE, .for_good = TRUE },
  { "check-snapshot-quota", "describeQuota", TRUE },
  { "check-snapshot-quota-for-good", "describeQuota", TRUE, .for_good = TRUE },
  { "baseline", "describeImages", TRUE },
  { "baseline-big", "describeImages", TRUE, .big = TRUE },
  { "source", "describeImages", .prepared = HELD, .restarts = TRUE },
  { "quota", "describeQuotas", TRUE, .prepared = HELD, .restarts = TRUE },
  { "copy", "copyImages" },
  { "copy-named", "copyImages", .named = TRUE },
  { "look", "describeImages", TRUE, .skip = 1, .prepared = LOST_ACTED },
  { "look-big", "describeImages", TRUE, .skip = 4, .prepared = LOST_ACTED, .big = TRUE },
  { "look-quota", "describeQuotas", TRUE, .skip = 1, .prepared = LOST },
  { "track", "describeImages", TRUE, .skip = 1 },
  { "absent", "describeImage", TRUE, .prepared = LATE },
  { "verify", "describeImage", TRUE },
  { "verify-for-good", "describeImage", TRUE, .for_good = TRUE },
};

typedef enum
{
  STEP_SET_UP,
  STEP_REQUESTED,
  STEP_ON_ITS_WAY,
  STEP_OVER,
} Step;

struct _MatrixCase
{
  const MatrixEntry *entry;
  const Call *call;
  Step step;
  EngineHarness *harness;      /* (owned) (nullable): before it is set up */
  char *source;                /* (owned) */
  guint images_before;         /* in the target */
  FerrySubmission *submission; /* (owned) (nullable) */
  FerryOperation *operation;   /* (owned) (nullable) */
  int progress;                /* the highest that was shown */
  GPtrArray *sees;             /* (owned) (element-type utf8) */
  GPtrArray *journal;          /* (owned) (element-type utf8) */
  GPtrArray *cloud;            /* (owned) (element-type utf8) */
  GPtrArray *complaints;       /* (owned) (element-type utf8): whatever the row says */
  gint64 began;
  gint64 ended;
};

static const Call *
find_call (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_str_equal (calls[i].name, name))
      return &calls[i];
  return NULL;
}

static const char *
get_from (MatrixCase *self)
{
  return self->call->big ? EAST : NORTH;
}

static const char *
get_to (MatrixCase *self)
{
  return self->call->big ? NORTH : EAST;
}

static void
aim_rule (MatrixCase *self, JsonObject *rule)
{
  if (json_object_has_member (rule, "operation"))
    return;
  json_object_set_string_member (rule, "operation", self->call->operation);
  json_object_set_string_member (rule, "region", self->call->at_target ? get_to (self) : get_from (self));
  if (self->call->skip > 0 && !json_object_has_member (rule, "skip"))
    json_object_set_int_member (rule, "skip", self->call->skip);
  if (self->call->for_good)
    json_object_set_int_member (rule, "count", 0);
}

/* The rule of the table, aimed at the call. One that names an operation itself goes its own way. */
static char *
make_rule (MatrixCase *self)
{
  g_autoptr (GString) text = g_string_new (self->entry->rule);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (text, "SOURCE", self->source, 0);
  root = json_from_string (text->str, &error);
  g_assert_no_error (error);
  if (JSON_NODE_HOLDS_ARRAY (root))
    {
      JsonArray *rules = json_node_get_array (root);

      for (guint i = 0; i < json_array_get_length (rules); i++)
        aim_rule (self, json_array_get_object_element (rules, i));
    }
  else
    aim_rule (self, json_node_get_object (root));
  return json_to_string (root, FALSE);
}

static guint
count_images (MatrixCase *self)
{
  g_autofree char *state = emulator_thread_dup_state_json (self->harness->emulator);
  g_autoptr (JsonNode) root = json_from_string (state, NULL);
  JsonArray *regions = json_object_get_array_member (json_node_get_object (root), "regions");

  for (guint i = 0; i < json_array_get_length (regions); i++)
    {
      JsonObject *region = json_array_get_object_element (regions, i);

      if (g_str_equal (json_object_get_string_member (region, "id"), get_to (self)))
        return json_array_get_length (json_object_get_array_member (region, "images"));
    }
  g_assert_not_reached ();
}

static void
add_big_source (MatrixCase *self)
{
  engine_harness_control (self->harness, "/_emulator/images",
                          "{\"region\":\"" EAST "\",\"id\":\"" BIG_SOURCE "\",\"name\":\"big\","
                          "\"disks\":[{\"sizeGB\":40,\"type\":\"ssd.gp1\",\"snapshot\":true}]}");
}

static void
add_faults (MatrixCase *self)
{
  g_autofree char *rule = make_rule (self);

  if (self->call->prepared != NULL && !self->call->restarts)
    engine_harness_fault (self->harness, self->call->prepared);
  engine_harness_fault (self->harness, rule);
}

static void
add_step (MatrixCase *self, const char *text)
{
  GPtrArray *sees = self->sees;

  if (sees->len == 0 || g_strcmp0 (g_ptr_array_index (sees, sees->len - 1), text) != 0)
    g_ptr_array_add (sees, g_strdup (text));
}

G_GNUC_PRINTF (2, 3)
static void
complain (MatrixCase *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->complaints, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
note_replica (MatrixCase *self, FerryReplica *replica)
{
  g_autofree char *text = engine_harness_describe_replica (replica);
  FerryProblem *problem = ferry_replica_get_problem (replica);

  if (text == NULL)
    return;
  if (problem != NULL && *problem->message == '\0')
    complain (self, "%s without a sentence", text);
  add_step (self, text);
}

static void
replica_changed_cb (FerryReplica *replica, GParamSpec *pspec, MatrixCase *self)
{
  int progress = ferry_replica_get_progress (replica);

  if (progress < self->progress)
    complain (self, "the progress ran back from %d to %d", self->progress, progress);
  self->progress = MAX (self->progress, progress);
  note_replica (self, replica);
}

static void
take_operation (MatrixCase *self, FerryOperation *operation)
{
  g_set_object (&self->operation, operation);
  g_signal_connect (ferry_operation_get_replica (operation, 0), "notify", G_CALLBACK (replica_changed_cb),
                    self);
}

static void
drop_operation (MatrixCase *self)
{
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (ferry_operation_get_replica (self->operation, 0), self);
  g_clear_object (&self->operation);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MatrixCase *self = user_data;
  g_autoptr (GError) error = NULL;

  self->submission = ferry_engine_request_finish (FERRY_ENGINE (source), result, &error);
  g_assert_no_error (error);
  /* At once: the engine goes on before this case gets its turn. */
  if (self->submission->created != NULL && !self->call->restarts)
    take_operation (self, self->submission->created);
}

static void
request (MatrixCase *self)
{
  const char *images[] = { self->source, NULL };
  g_autoptr (FerryRequest) asked =
    ferry_request_new (FERRY_KIND_COPY, get_from (self), get_to (self), images);

  asked->settle_seconds = 1;
  if (self->call->named)
    {
      asked->name = g_strdup ("matrix-copy");
      asked->description = g_strdup ("for the matrix");
    }
  ferry_engine_request_async (self->harness->engine, self->harness->cloud, asked, NULL, requested_cb, self);
}

static void
set_up (MatrixCase *self)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.time_scale = SPEED;
  options.images = self->call->big ? BIG : 0;
  self->harness = engine_harness_new_with_options (&options);
  engine_harness_be_impatient (self->harness);
  if (self->call->big)
    add_big_source (self);
  self->source =
    self->call->big ? g_strdup (BIG_SOURCE) : engine_harness_find_image (self->harness, NORTH, NAME);
  self->images_before = count_images (self);
  if (self->call->restarts)
    engine_harness_fault (self->harness, self->call->prepared);
  else
    add_faults (self);
  request (self);
  self->step = STEP_REQUESTED;
}

static void
note_refusal (MatrixCase *self)
{
  g_autoptr (GString) text = g_string_new ("refused at once: ");

  for (guint i = 0; i < self->submission->problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (self->submission->problems, i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", ferry_reason_to_string (problem->reason));
      if (*problem->message == '\0')
        complain (self, "%s without a sentence", text->str);
    }
  add_step (self, text->str);
}

/* Another process takes the work over before anything was sent. */
static void
restart (MatrixCase *self)
{
  g_autofree char *uid = g_strdup (ferry_operation_get_uid (self->submission->created));

  g_clear_pointer (&self->submission, ferry_submission_free);
  ferry_engine_close (self->harness->engine);
  g_clear_object (&self->harness->engine);
  g_clear_object (&self->harness->cloud);
  emulator_thread_clear_faults (self->harness->emulator);
  add_faults (self);
  engine_harness_open_without_keys (self->harness);
  take_operation (self, ferry_engine_find_operation (self->harness->engine, uid));
  engine_harness_add_keys (self->harness, EMULATOR_DEFAULT_SECRET_KEY);
  engine_harness_be_impatient (self->harness);
}

static void
take_answer (MatrixCase *self)
{
  if (self->submission->problems->len > 0)
    {
      note_refusal (self);
      self->step = STEP_OVER;
      return;
    }
  g_assert_nonnull (self->submission->created);
  if (self->call->restarts)
    restart (self);
  self->step = STEP_ON_ITS_WAY;
}

static gboolean
is_resting (MatrixCase *self)
{
  FerryOperationState state = ferry_operation_get_state (self->operation);

  return ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED;
}

/* The requests to copy, as the journal tells them. */
static void
read_journal (MatrixCase *self)
{
  g_autofree char *audit = engine_harness_dup_audit (self->harness, "copyImages");
  g_auto (GStrv) lines = g_strsplit (*audit != '\0' ? audit : "nothing", ", ", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (self->journal, g_strdup (lines[i]));
}

static void
read_cloud (MatrixCase *self)
{
  guint duplicates = engine_harness_count_duplicates (self->harness);
  guint sent = engine_harness_count_requests (self->harness, "copyImages");

  g_ptr_array_add (self->cloud,
                   g_strdup_printf ("%d new", (int) count_images (self) - (int) self->images_before));
  g_ptr_array_add (self->cloud, g_strdup_printf ("%u sent", sent));
  if (duplicates > 0)
    g_ptr_array_add (self->cloud, g_strdup_printf ("%u reported", duplicates));
}

static void
finish (MatrixCase *self)
{
  self->ended = g_get_monotonic_time ();
  read_journal (self);
  read_cloud (self);
}

gboolean
matrix_case_knows_call (const char *call)
{
  return find_call (call) != NULL;
}

/* How long the case may take, seconds. */
guint
matrix_case_get_patience (const MatrixEntry *entry)
{
  return g_str_equal (entry->call, "verify-for-good") || strstr (entry->fault, "vanish") != NULL
           ? LONG_PATIENCE
           : PATIENCE;
}

MatrixCase *
matrix_case_new (const MatrixEntry *entry)
{
  MatrixCase *self = g_new0 (MatrixCase, 1);

  self->entry = entry;
  self->call = find_call (entry->call);
  self->progress = -1;
  self->sees = g_ptr_array_new_with_free_func (g_free);
  self->journal = g_ptr_array_new_with_free_func (g_free);
  self->cloud = g_ptr_array_new_with_free_func (g_free);
  self->complaints = g_ptr_array_new_with_free_func (g_free);
  self->began = g_get_monotonic_time ();
  return self;
}

void
matrix_case_free (MatrixCase *self)
{
  drop_operation (self);
  g_clear_pointer (&self->submission, ferry_submission_free);
  if (self->harness->engine != NULL)
    ferry_engine_close (self->harness->engine);
  g_clear_object (&self->harness->engine);
  g_clear_object (&self->harness->cloud);
  engine_harness_free (self->harness);
  g_free (self->source);
  g_ptr_array_unref (self->sees);
  g_ptr_array_unref (self->journal);
  g_ptr_array_unref (self->cloud);
  g_ptr_array_unref (self->complaints);
  g_free (self);
}

/* Goes on as far as it can without waiting. Returns: whether it is over */
gboolean
matrix_case_go_on (MatrixCase *self)
{
  gboolean late =
    g_get_monotonic_time () - self->began > matrix_case_get_patience (self->entry) * G_USEC_PER_SEC;

  if (self->step == STEP_SET_UP)
    set_up (self);
  else if (self->step == STEP_REQUESTED && self->submission != NULL)
    take_answer (self);
  else if (self->step == STEP_ON_ITS_WAY && is_resting (self))
    self->step = STEP_OVER;
  else if (late && self->step != STEP_OVER)
    {
      add_step (self, "no end");
      self->step = STEP_OVER;
    }
  if (self->step != STEP_OVER)
    return FALSE;
  finish (self);
  return TRUE;
}

static char *
join (GPtrArray *words, const char *separator)
{
  g_autoptr (GPtrArray) with_end = g_ptr_array_copy (words, (GCopyFunc) g_strdup, NULL);

  g_ptr_array_set_free_func (with_end, g_free);
  g_ptr_array_add (with_end, NULL);
  return g_strjoinv (separator, (char **) with_end->pdata);
}

/* What is not as the table says, NULL if all is. */
char *
matrix_case_dup_complaint (MatrixCase *self)
{
  const MatrixEntry *entry = self->entry;
  g_autofree char *sees = join (self->sees, " → ");
  g_autofree char *journal = join (self->journal, ", ");
  g_autofree char *cloud = join (self->cloud, ", ");
  g_autofree char *complaints = join (self->complaints, "; ");

  if (self->complaints->len == 0 && matrix_table_fits (entry->sees, " → ", self->sees) &&
      matrix_table_fits (entry->journal, ", ", self->journal) &&
      matrix_table_fits (entry->cloud, ", ", self->cloud))
    return NULL;
  return g_strdup_printf ("%s at %s\n#   expected: %s | %s | %s\n#   found:    %s | %s | %s\n#   %s",
                          entry->fault, entry->call, entry->sees, entry->journal, entry->cloud, sees, journal,
                          cloud, complaints);
}

double
matrix_case_get_seconds (MatrixCase *self)
{
  return (double) (self->ended - self->began) / G_USEC_PER_SEC;
}
