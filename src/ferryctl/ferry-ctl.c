/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl.h"

#include <signal.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "engine/ferry-regions.h"
#include "ferryctl/ferry-ctl-ask.h"
#include "ferryctl/ferry-ctl-commands.h"
#include "ferryctl/ferry-ctl-demo.h"
#include "ferryctl/ferry-ctl-help.h"
#include "ferryctl/ferry-ctl-json.h"
#include "ferryctl/ferry-ctl-report.h"
#include "jdcloud/jdc-endpoint.h"

/* How long an interrupted command may take to tell what became of it. */
#define LAST_WORDS_MS 3000

#define JOURNAL_NAME "journal.db"

/* Something that lives as long as the run. */
typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Kept;

struct _FerryCtl
{
  FerryCtlArguments *arguments;   /* (owned) */
  const FerryCtlCommand *command; /* (nullable): if there is none by that name */
  FerryCtlOutput *output;         /* (owned) */
  GMainLoop *loop;                /* (owned) */
  GCancellable *cancellable;      /* (owned): cancelled when interrupted */
  FerryCtlDemo *demo;             /* (owned) (nullable) */
  char *folder;                   /* (owned) (nullable): of the journal, once asked for */
  FerryEngine *engine;            /* (owned) (nullable) */
  FerryCtlAsk *ask;               /* (owned) (nullable): about the journal of another computer */
  FerryJournal *journal;          /* (owned) (nullable) */
  FerryCtlFunc next;              /* what an opening goes on with */
  gpointer next_data;
  gpointer data;           /* (nullable): of the command, among the kept */
  GPtrArray *kept;         /* (owned) (element-type Kept) */
  GPtrArray *problems;     /* (owned) (element-type FerryProblem) */
  char *operations;        /* (owned) (nullable): JSON array for "finished" */
  char *interrupted_words; /* (owned) (nullable) */
  gboolean answered;       /* the document was printed */
  gboolean ended;
  int signal; /* 0 = not interrupted */
  int spoilt; /* what the status will be if nothing worse happens */
  int status;
};

static void
kept_free (Kept *kept)
{
  kept->destroy (kept->data);
  g_free (kept);
}

static void
write_finished (FerryCtl *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_json_string (out, "event", "finished");
  ferry_ctl_json_int (out, "exit", self->status);
  ferry_ctl_report_errors (out, self->problems);
  ferry_ctl_json_raw (out, "operations", self->operations != NULL ? self->operations : "[]");
  ferry_ctl_json_close (out, '}');
  ferry_ctl_output_print_json (self->output, out);
}

static void
write_errors (FerryCtl *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ferry_ctl_json_open (out, NULL, '{');
  ferry_ctl_report_errors (out, self->problems);
  ferry_ctl_json_close (out, '}');
  ferry_ctl_output_print_json (self->output, out);
}

static void
write_ending (FerryCtl *self)
{
  ferry_ctl_output_set_footer (self->output, NULL);
  if (self->command != NULL && self->command->streams)
    write_finished (self);
  else if (!self->answered)
    write_errors (self);
  if (self->status == FERRY_CTL_EXIT_DONE && ferry_ctl_output_has_failed (self->output))
    self->status = FERRY_CTL_EXIT_INTERNAL;
}

static void
note_interruption (FerryCtl *self)
{
  const char *words = self->interrupted_words != NULL ? self->interrupted_words : _ ("Interrupted.");
  FerryProblem *problem = ferry_problem_new (FERRY_REASON_INTERRUPTED, NULL, NULL, words);

  g_ptr_array_insert (self->problems, 0, problem);
  ferry_ctl_output_say (self->output, words);
}

static void
last_words_over_cb (gpointer user_data)
{
  ferry_ctl_end (user_data, FERRY_CTL_EXIT_INTERNAL);
}

/* The command sees its cancellable cancelled, and tells the rest itself. */
static gboolean
interrupt (FerryCtl *self, int number)
{
  if (self->signal != 0)
    return G_SOURCE_CONTINUE;
  self->signal = number;
  g_timeout_add_once (LAST_WORDS_MS, last_words_over_cb, self);
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted_cb (gpointer user_data)
{
  return interrupt (user_data, SIGINT);
}

static gboolean
terminated_cb (gpointer user_data)
{
  return interrupt (user_data, SIGTERM);
}

static gboolean
check_endpoint (FerryCtl *self)
{
  g_autoptr (JdcEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  if (self->arguments->endpoint == NULL)
    return TRUE;
  endpoint = jdc_endpoint_new (self->arguments->endpoint, &error);
  if (endpoint == NULL)
    ferry_ctl_fail (self, FERRY_REASON_BAD_ENDPOINT, NULL, error->message);
  return endpoint != NULL;
}

static void
run_command (FerryCtl *self)
{
  g_unix_signal_add (SIGINT, interrupted_cb, self);
  g_unix_signal_add (SIGTERM, terminated_cb, self);
  if (check_endpoint (self) && (!self->arguments->demo || ferry_ctl_start_demo (self) != NULL))
    self->command->start (self);
  if (!self->ended)
    g_main_loop_run (self->loop);
  if (self->signal != 0)
    note_interruption (self);
}

static void
fail_with_mistake (FerryCtl *self, const char *mistake)
{
  g_autofree char *message = NULL;

  if (self->command != NULL)
    message = g_strdup_printf (_ ("%s See “ferryctl %s --help”."), mistake, self->command->name);
  else
    message = g_strdup_printf (_ ("%s See “ferryctl --help”."), mistake);
  ferry_ctl_fail (self, FERRY_REASON_USAGE, NULL, message);
}

static void
print_help (FerryCtl *self)
{
  g_autofree char *text = ferry_ctl_help_dup_text (self->command);
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_output_print (self->output, text);
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "help", text);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_output_print_json (self->output, json);
}

static void
print_version (FerryCtl *self)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ferry_ctl_output_print (self->output, "ferryctl " PACKAGE_VERSION "\n");
  ferry_ctl_json_open (json, NULL, '{');
  ferry_ctl_json_string (json, "version", PACKAGE_VERSION);
  ferry_ctl_json_close (json, '}');
  ferry_ctl_output_print_json (self->output, json);
}

static int
run (FerryCtl *self, int argc, char **argv)
{
  g_autofree char *mistake = NULL;

  self->command = ferry_ctl_options_parse (self->arguments, ferry_ctl_commands_get (), argc, argv, &mistake);
  ferry_ctl_output_set_json (self->output, self->arguments->json);
  if (self->arguments->help || self->arguments->version)
    {
      if (self->arguments->help)
        print_help (self);
      else
        print_version (self);
      return ferry_ctl_output_has_failed (self->output) ? FERRY_CTL_EXIT_INTERNAL : FERRY_CTL_EXIT_DONE;
    }
  if (mistake != NULL)
    fail_with_mistake (self, mistake);
  else
    run_command (self);
  write_ending (self);
  return self->status;
}

static FerryCtl *
ferry_ctl_new (void)
{
  FerryCtl *self = g_new0 (FerryCtl, 1);

  self->arguments = ferry_ctl_arguments_new ();
  self->output = ferry_ctl_output_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  return self;
}

static void
ferry_ctl_free (FerryCtl *self)
{
  if (self->engine != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->engine, self);
      ferry_engine_close (self->engine);
    }
  ferry_ctl_close_journal (self);
  g_clear_pointer (&self->ask, ferry_ctl_ask_free);
  g_ptr_array_unref (self->kept);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->demo, ferry_ctl_demo_free);
  g_ptr_array_unref (self->problems);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);
  ferry_ctl_output_free (self->output);
  ferry_ctl_arguments_free (self->arguments);
  g_free (self->folder);
  g_free (self->operations);
  g_free (self->interrupted_words);
  g_free (self);
}

/* Nothing is sent until the journal can be written again; the engine tries by itself. */
static void
engine_problem_cb (FerryEngine *engine, GParamSpec *pspec, FerryCtl *self)
{
  g_autoptr (FerryProblem) problem = NULL;

  g_object_get (engine, "problem", &problem, NULL);
  if (problem != NULL)
    ferry_ctl_output_say (self->output, problem->message);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  FerryCtl *self = user_data;

  if (self->ended)
    return;
  if (ferry_engine_adopt_journal_finish (FERRY_ENGINE (source), result, &error))
    self->next (self, self->next_data);
  else
    ferry_ctl_fail_with_error (self, error, NULL);
}

static void
take_over (FerryCtl *self, gpointer user_data)
{
  ferry_engine_adopt_journal_async (self->engine, adopted_cb, self);
}

static gboolean
can_ask (FerryCtl *self)
{
  return !self->arguments->json && isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* Two computers with copies of one journal would both drive it. */
static void
go_on_with_journal (FerryCtl *self)
{
  if (!ferry_engine_is_foreign (self->engine))
    self->next (self, self->next_data);
  else if (self->arguments->take_over)
    take_over (self, NULL);
  else if (can_ask (self))
    {
      self->ask = ferry_ctl_ask_new (self);
      ferry_ctl_ask_confirmation (self->ask,
                                  _ ("The journal was written on another computer, which may still drive its "
                                     "copies. Does this computer take over from it?"),
                                  take_over, _ ("Nothing was done."));
    }
  else
    ferry_ctl_fail (
      self, FERRY_REASON_INTERNAL, NULL,
      _ ("The journal was written on another computer, which may still drive its copies: make sure "
         "that it does not, then use “ferryctl resume --take-over”."));
}

/* What a damaged journal held is not known any more: a person must hear of that, once. */
static void
recovery_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = ferry_engine_tell_recovery_finish (FERRY_ENGINE (source), result, &error);
  FerryCtl *self = user_data;

  if (self->ended)
    return;
  if (error != NULL)
    ferry_ctl_fail_with_error (self, error, NULL);
  if (words != NULL)
    ferry_ctl_output_say (self->output, words);
  if (error == NULL)
    go_on_with_journal (self);
}

static void
engine_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryEngine) engine = ferry_engine_open_finish (result, &error);
  FerryCtl *self = user_data;

  if (self->ended)
    return;
  if (engine == NULL)
    {
      ferry_ctl_fail_with_error (self, error, NULL);
      return;
    }
  self->engine = g_steal_pointer (&engine);
  g_signal_connect (self->engine, "notify::problem", G_CALLBACK (engine_problem_cb), self);
  ferry_engine_tell_recovery_async (self->engine, recovery_told_cb, self);
}

/* The same for a command that only reads. */
static void
recovery_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ferry_journal_tell_recovery_finish (FERRY_JOURNAL (source), result, &error);
  g_autofree char *words = path != NULL ? ferry_journal_dup_recovery_words (path) : NULL;
  FerryCtl *self = user_data;

  if (self->ended)
    return;
  if (words != NULL)
    ferry_ctl_output_say (self->output, words);
  self->next (self, self->next_data);
}

static void
journal_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryJournal) journal = ferry_journal_open_finish (result, &error);
  FerryCtl *self = user_data;

  if (self->ended)
    return;
  if (journal == NULL)
    {
      ferry_ctl_fail_with_error (self, error, NULL);
      return;
    }
  self->journal = g_steal_pointer (&journal);
  if (ferry_journal_was_recovered (self->journal))
    ferry_journal_tell_recovery_async (self->journal, recovery_read_cb, self);
  else
    self->next (self, self->next_data);
}

/**
 * ferry_ctl_main:
 * @argc: how many arguments, with the program's name
 * @argv: they
 *
 * Does what the command line asks for.
 *
 * Returns: the exit status
 */
int
ferry_ctl_main (int argc, char **argv)
{
  FerryCtl *self = ferry_ctl_new ();
  int status;

  /* G_MESSAGES_DEBUG must not spoil the JSON on standard output. */
  g_log_writer_default_set_use_stderr (TRUE);
  status = run (self, argc, argv);
  ferry_ctl_free (self);
  return status;
}

const FerryCtlArguments *
ferry_ctl_get_arguments (FerryCtl *self)
{
  return self->arguments;
}

FerryCtlOutput *
ferry_ctl_get_output (FerryCtl *self)
{
  return self->output;
}

GCancellable *
ferry_ctl_get_cancellable (FerryCtl *self)
{
  return self->cancellable;
}

/**
 * ferry_ctl_start_demo:
 * @self: the run
 *
 * Starts the make-believe cloud, unless it runs already. Fails the command if that is not possible.
 *
 * Returns: (transfer none) (nullable): its endpoint
 */
const char *
ferry_ctl_start_demo (FerryCtl *self)
{
  g_autoptr (GError) error = NULL;

  if (self->demo != NULL)
    return ferry_ctl_demo_get_endpoint (self->demo);
  self->demo = ferry_ctl_demo_new (&error);
  if (self->demo == NULL)
    {
      ferry_ctl_fail (self, FERRY_REASON_INTERNAL, NULL, error->message);
      return NULL;
    }
  ferry_ctl_say (
    self, _ ("This is a demo: the cloud is make-believe, inside this program, and forgotten at its end."));
  return ferry_ctl_demo_get_endpoint (self->demo);
}

/**
 * ferry_ctl_get_folder:
 * @self: the run
 *
 * Returns: (transfer none): the folder of the journal; it need not exist yet
 */
const char *
ferry_ctl_get_folder (FerryCtl *self)
{
  if (self->demo != NULL)
    return ferry_ctl_demo_get_folder (self->demo);
  if (self->folder == NULL)
    self->folder = g_build_filename (g_get_user_data_dir (), GETTEXT_PACKAGE, NULL);
  return self->folder;
}

/**
 * ferry_ctl_has_journal:
 * @self: the run
 *
 * Returns: whether there ever was a journal; reading commands never make one
 */
gboolean
ferry_ctl_has_journal (FerryCtl *self)
{
  g_autofree char *path = g_build_filename (ferry_ctl_get_folder (self), JOURNAL_NAME, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * ferry_ctl_set_data:
 * @self: the run
 * @data: (transfer full): what the command keeps from callback to callback
 * @destroy: frees it
 */
void
ferry_ctl_set_data (FerryCtl *self, gpointer data, GDestroyNotify destroy)
{
  g_assert (self->data == NULL);
  self->data = data;
  ferry_ctl_keep (self, data, destroy);
}

gpointer
ferry_ctl_get_data (FerryCtl *self)
{
  return self->data;
}

/**
 * ferry_ctl_keep:
 * @self: the run
 * @data: (transfer full): something that callbacks use
 * @destroy: frees it
 *
 * Frees @data when the run is over: a callback that is never called, because the command ended first, frees nothing.
 */
void
ferry_ctl_keep (FerryCtl *self, gpointer data, GDestroyNotify destroy)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->data = data;
  kept->destroy = destroy;
  g_ptr_array_add (self->kept, kept);
}

/**
 * ferry_ctl_open_engine:
 * @self: the run
 * @next: called when ferry_ctl_get_engine() is there; if it cannot be opened the command fails instead
 * @user_data: for @next
 *
 * Opens the engine on the journal, which is created when there is none.
 */
void
ferry_ctl_open_engine (FerryCtl *self, FerryCtlFunc next, gpointer user_data)
{
  g_autoptr (FerryClock) clock = ferry_clock_new_system ();

  self->next = next;
  self->next_data = user_data;
  ferry_engine_open_async (ferry_ctl_get_folder (self), clock, self->cancellable, engine_opened_cb, self);
}

FerryEngine *
ferry_ctl_get_engine (FerryCtl *self)
{
  return self->engine;
}

/**
 * ferry_ctl_open_journal:
 * @self: the run
 * @next: called when ferry_ctl_get_journal() is there, or is NULL because there never was a journal; if it cannot
 *   be opened the command fails instead
 * @user_data: for @next
 *
 * Opens the journal for reading. It is never created.
 */
void
ferry_ctl_open_journal (FerryCtl *self, FerryCtlFunc next, gpointer user_data)
{
  self->next = next;
  self->next_data = user_data;
  if (!ferry_ctl_has_journal (self))
    next (self, user_data);
  else
    ferry_journal_open_async (ferry_ctl_get_folder (self), self->cancellable, journal_opened_cb, self);
}

FerryJournal *
ferry_ctl_get_journal (FerryCtl *self)
{
  return self->journal;
}

/**
 * ferry_ctl_close_journal:
 * @self: the run
 *
 * Closes what ferry_ctl_open_journal() has opened: the engine opens its own.
 */
void
ferry_ctl_close_journal (FerryCtl *self)
{
  if (self->journal != NULL)
    ferry_journal_close (self->journal);
  g_clear_object (&self->journal);
}

/**
 * ferry_ctl_print:
 * @self: the run
 * @format: as for printf()
 * @...: its arguments
 *
 * Writes to standard output, unless that is JSON.
 */
void
ferry_ctl_print (FerryCtl *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ferry_ctl_output_print (self->output, text);
}

/**
 * ferry_ctl_say:
 * @self: the run
 * @format: as for printf(), a whole sentence
 * @...: its arguments
 *
 * Remarks something on standard error.
 */
void
ferry_ctl_say (FerryCtl *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ferry_ctl_output_say (self->output, text);
}

/**
 * ferry_ctl_print_document:
 * @self: the run
 * @json: the answer of a command that writes one document
 *
 * Writes the document, if JSON is wanted. No other follows, whatever the exit status.
 */
void
ferry_ctl_print_document (FerryCtl *self, GString *json)
{
  self->answered = TRUE;
  ferry_ctl_output_print_json (self->output, json);
}

/**
 * ferry_ctl_set_operations:
 * @self: the run
 * @json: array of OP
 *
 * What the "finished" event shall hold.
 */
void
ferry_ctl_set_operations (FerryCtl *self, GString *json)
{
  g_set_str (&self->operations, json->str);
}

/**
 * ferry_ctl_set_interrupted_words:
 * @self: the run
 * @words: sentences
 *
 * What to say if the command is interrupted from now on.
 */
void
ferry_ctl_set_interrupted_words (FerryCtl *self, const char *words)
{
  g_set_str (&self->interrupted_words, words);
}

/**
 * ferry_ctl_check_region:
 * @self: the run
 * @region: a region ID from the user
 *
 * Fails the command if there is no such region, before any request.
 *
 * Returns: whether there is
 */
gboolean
ferry_ctl_check_region (FerryCtl *self, const char *region)
{
  g_autofree char *message = NULL;

  if (ferry_region_is_known (region))
    return TRUE;
  message = g_strdup_printf (_ ("There is no region “%s”. Choose a region of JD Cloud."), region);
  ferry_ctl_fail (self, FERRY_REASON_UNKNOWN_REGION, region, message);
  return FALSE;
}

/**
 * ferry_ctl_add_problem:
 * @self: the run
 * @problem: a problem
 *
 * Says the problem and keeps it for the errors at the end, where each is told once.
 */
void
ferry_ctl_add_problem (FerryCtl *self, FerryProblem *problem)
{
  g_autofree char *sentence = ferry_ctl_report_sentence (problem);

  for (guint i = 0; i < self->problems->len; i++)
    {
      if (ferry_problem_equal (problem, g_ptr_array_index (self->problems, i)))
        return;
    }
  g_ptr_array_add (self->problems, ferry_problem_ref (problem));
  ferry_ctl_output_say (self->output, sentence);
}

/**
 * ferry_ctl_spoil:
 * @self: the run
 * @status: an exit status
 *
 * Part of the command failed, the rest goes on: if that ends well, the exit status is @status.
 */
void
ferry_ctl_spoil (FerryCtl *self, FerryCtlExit status)
{
  self->spoilt = (int) status;
}

/**
 * ferry_ctl_end:
 * @self: the run
 * @status: exit status; that of a signal wins
 *
 * The command has ended.
 */
void
ferry_ctl_end (FerryCtl *self, FerryCtlExit status)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  if (self->signal != 0)
    self->status = 128 + self->signal;
  else
    self->status = status != FERRY_CTL_EXIT_DONE ? (int) status : self->spoilt;
  g_main_loop_quit (self->loop);
}

/**
 * ferry_ctl_fail:
 * @self: the run
 * @reason: why
 * @region: (nullable): the region it is about
 * @message: a sentence
 *
 * The command has ended without doing anything.
 */
void
ferry_ctl_fail (FerryCtl *self, FerryReason reason, const char *region, const char *message)
{
  g_autoptr (FerryProblem) problem = ferry_problem_new (reason, NULL, region, message);

  ferry_ctl_fail_with (self, problem);
}

/**
 * ferry_ctl_fail_with:
 * @self: the run
 * @problem: why
 *
 * The command has ended without doing anything.
 */
void
ferry_ctl_fail_with (FerryCtl *self, FerryProblem *problem)
{
  if (self->ended)
    return;
  ferry_ctl_add_problem (self, problem);
  ferry_ctl_end (self, ferry_ctl_exit_for_reason (problem->reason));
}

/**
 * ferry_ctl_fail_with_all:
 * @self: the run
 * @problems: (element-type FerryProblem): why, at least one; the first decides the exit status
 *
 * The command has ended without doing anything.
 */
void
ferry_ctl_fail_with_all (FerryCtl *self, GPtrArray *problems)
{
  const FerryProblem *first = g_ptr_array_index (problems, 0);

  if (self->ended)
    return;
  for (guint i = 0; i < problems->len; i++)
    ferry_ctl_add_problem (self, g_ptr_array_index (problems, i));
  ferry_ctl_end (self, ferry_ctl_exit_for_reason (first->reason));
}

/**
 * ferry_ctl_fail_with_error:
 * @self: the run
 * @error: why
 * @region: (nullable): the region it is about
 *
 * The command has ended without doing anything.
 */
void
ferry_ctl_fail_with_error (FerryCtl *self, const GError *error, const char *region)
{
  g_autoptr (FerryProblem) problem = NULL;

  if (self->signal != 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ferry_ctl_end (self, FERRY_CTL_EXIT_INTERNAL);
      return;
    }
  problem = ferry_problem_new_for_error (error, NULL, region);
  ferry_ctl_fail_with (self, problem);
}
