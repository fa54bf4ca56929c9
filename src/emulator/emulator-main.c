/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program: options in, one line with the address out, then serve until told to end. Keys come from a file
 * or the environment, never from an argument that a process list would show. */

#include "config.h"

#include "emulator/emulator-main.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

#include "emulator/emulator-server.h"

/* What the command line says. */
typedef struct
{
  int port;
  int seed;
  double time_scale;
  int images;
  char *access_key;
  char *secret_key_file;
  char *token_encoding;
  char *faults;
  gint64 clock_offset;
  gint64 epoch;
  gboolean legacy_source;
  gboolean iso_times;
  gboolean ids_404;
  char *secret_key;    /* read */
  char *session_token; /* read */
} Settings;

static void
settings_clear (Settings *settings)
{
  g_free (settings->access_key);
  g_free (settings->secret_key_file);
  g_free (settings->token_encoding);
  g_free (settings->faults);
  g_free (settings->secret_key);
  g_free (settings->session_token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

static gboolean
is_in_range (const Settings *settings)
{
  static const char *const encodings[] = { "raw", "base64", NULL };

  return settings->port >= 0 && settings->port <= G_MAXUINT16 && settings->images >= 0 &&
         settings->images <= EMULATOR_MAX_IMAGES && settings->time_scale >= 0 &&
         (settings->token_encoding == NULL || g_strv_contains (encodings, settings->token_encoding));
}

static gboolean
parse (Settings *settings, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &settings->port, "Port on 127.0.0.1; 0 takes a free one", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &settings->seed, "Number that decides all IDs and chances", "N" },
    { "time-scale", 0, 0, G_OPTION_ARG_DOUBLE, &settings->time_scale,
      "Speed of the cloud's clock; 0 stops it", "X" },
    { "images", 0, 0, G_OPTION_ARG_INT, &settings->images, "Images in cn-north-1 instead of the demo set",
      "N" },
    { "access-key", 0, 0, G_OPTION_ARG_STRING, &settings->access_key, "Access key to accept", "KEY" },
    { "secret-key-file", 0, 0, G_OPTION_ARG_FILENAME, &settings->secret_key_file,
      "File with the secret key; else EMULATOR_SECRET_KEY", "FILE" },
    { "token-encoding", 0, 0, G_OPTION_ARG_STRING, &settings->token_encoding,
      "How the token of EMULATOR_SESSION_TOKEN is sent", "raw|base64" },
    { "faults", 0, 0, G_OPTION_ARG_FILENAME, &settings->faults, "Fault rules to begin with", "FILE" },
    { "clock-offset", 0, 0, G_OPTION_ARG_INT64, &settings->clock_offset,
      "How far the server's clock is ahead", "SECONDS" },
    { "epoch", 0, 0, G_OPTION_ARG_INT64, &settings->epoch, "Unix time at which the cloud's clock starts",
      "SECONDS" },
    { "legacy-source", 0, 0, G_OPTION_ARG_NONE, &settings->legacy_source, "Older words in imageSource",
      NULL },
    { "iso-times", 0, 0, G_OPTION_ARG_NONE, &settings->iso_times, "Times in ISO 8601", NULL },
    { "ids-404", 0, 0, G_OPTION_ARG_NONE, &settings->ids_404, "An unknown ID fails a listing by IDs", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "A local stand-in for JD Cloud images, for trying and testing Image Ferry.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || !is_in_range (settings))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "An argument is out of range");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_secrets (Settings *settings, GError **error)
{
  settings->session_token = g_strdup (g_getenv ("EMULATOR_SESSION_TOKEN"));
  if (settings->secret_key_file == NULL)
    {
      settings->secret_key = g_strdup (g_getenv ("EMULATOR_SECRET_KEY"));
      return TRUE;
    }
  if (!g_file_get_contents (settings->secret_key_file, &settings->secret_key, NULL, error))
    return FALSE;
  g_strchomp (settings->secret_key);
  return TRUE;
}

static EmulatorServer *
create_server (const Settings *settings, GError **error)
{
  g_autoptr (EmulatorServer) server = NULL;
  g_autofree char *faults = NULL;
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.seed = (guint32) settings->seed;
  options.time_scale = settings->time_scale;
  options.images = (guint) settings->images;
  options.access_key = settings->access_key;
  options.secret_key = settings->secret_key;
  options.session_token = settings->session_token;
  if (g_strcmp0 (settings->token_encoding, "base64") == 0)
    options.token_encoding = EMULATOR_TOKEN_BASE64;
  options.clock_offset = settings->clock_offset;
  options.epoch = settings->epoch;
  options.legacy_source = settings->legacy_source;
  options.iso_times = settings->iso_times;
  options.ids_404 = settings->ids_404;
  server = emulator_server_new (&options);
  if (settings->faults != NULL && (!g_file_get_contents (settings->faults, &faults, NULL, error) ||
                                   !emulator_server_add_fault_json (server, faults, error)))
    return NULL;
  if (!emulator_server_start (server, (guint16) settings->port, error))
    return NULL;
  return g_steal_pointer (&server);
}

static gboolean
signal_received_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_idle_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* A moment later, so that the one who asked gets an answer. */
static void
quit_asked_cb (EmulatorServer *server, gpointer user_data)
{
  g_timeout_add (50, quit_idle_cb, user_data);
}

static void
serve (EmulatorServer *server)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint terminate = g_unix_signal_add (SIGTERM, signal_received_cb, loop);
  guint interrupt = g_unix_signal_add (SIGINT, signal_received_cb, loop);

  g_signal_connect (server, "quit", G_CALLBACK (quit_asked_cb), loop);
  printf ("%s\n", emulator_server_get_uri (server));
  fflush (stdout);
  g_main_loop_run (loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);
  emulator_server_stop (server);
}

/* Runs the program and returns its exit status: 0, or 2 when it could not start. */
int
emulator_main (int argc, char **argv)
{
  g_auto (Settings) settings = { .seed = 1, .time_scale = 1.0 };
  g_autoptr (EmulatorServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (parse (&settings, &argc, &argv, &error) && read_secrets (&settings, &error))
    server = create_server (&settings, &error);
  if (server == NULL)
    {
      fprintf (stderr, "image-ferry-emulator: %s\n", error->message);
      return 2;
    }
  serve (server);
  return 0;
}
