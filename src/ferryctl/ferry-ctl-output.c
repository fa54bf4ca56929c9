/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-output.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-table.h"

struct _FerryCtlOutput
{
  gboolean json;
  gboolean terminal; /* standard output is one that understands cursor movements */
  gboolean color;
  gboolean failed;     /* standard output cannot be written: nobody reads it, or the disk is full */
  const char *charset; /* (nullable): to convert to, NULL = UTF-8 as it is */
  char *footer;        /* (owned) (nullable): shown now */
  guint footer_lines;
};

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, text, length);

      if (written < 0 && errno == EAGAIN)
        g_usleep (10000);
      else if (written < 0 && errno != EINTR)
        return FALSE;
      text += MAX (written, 0);
      length -= (gsize) MAX (written, 0);
    }
  return TRUE;
}

/* Without standard output there is still the work to finish and the exit status to give. */
static void
write_out (FerryCtlOutput *self, const char *text, gsize length)
{
  if (self->failed || length == 0 || write_all (STDOUT_FILENO, text, length))
    return;
  self->failed = TRUE;
  if (errno != EPIPE)
    {
      g_autofree char *message =
        g_strdup_printf (_ ("Standard output could not be written: %s."), g_strerror (errno));

      ferry_ctl_output_say (self, message);
    }
}

static void
write_text (FerryCtlOutput *self, int fd, const char *text)
{
  g_autofree char *converted = NULL;

  if (self->charset != NULL)
    converted = g_convert_with_fallback (text, -1, self->charset, "UTF-8", "?", NULL, NULL, NULL);
  if (converted != NULL)
    text = converted;
  if (fd == STDOUT_FILENO)
    write_out (self, text, strlen (text));
  else
    write_all (fd, text, strlen (text));
}

static void
hide_footer (FerryCtlOutput *self)
{
  g_autofree char *erase = NULL;

  if (self->footer == NULL)
    return;
  erase = g_strdup_printf ("\r\033[%uA\033[J", self->footer_lines);
  write_out (self, erase, strlen (erase));
}

static void
show_footer (FerryCtlOutput *self)
{
  if (self->footer != NULL)
    write_text (self, STDOUT_FILENO, self->footer);
}

static gboolean
is_capable_terminal (void)
{
  const char *term = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && term != NULL && *term != '\0' && !g_str_equal (term, "dumb");
}

/* Where the locale names no charset that could hold our words (cron's "C"), UTF-8 is the better guess. */
static const char *
find_charset (void)
{
  const char *charset;

  if (g_get_charset (&charset) || g_str_has_prefix (charset, "ANSI_X3") || g_str_equal (charset, "US-ASCII"))
    return NULL;
  return charset;
}

/**
 * ferry_ctl_output_new:
 *
 * Returns: (transfer full): the program's standard output and standard error
 */
FerryCtlOutput *
ferry_ctl_output_new (void)
{
  FerryCtlOutput *self = g_new0 (FerryCtlOutput, 1);
  const char *no_color = g_getenv ("NO_COLOR");

  self->terminal = is_capable_terminal ();
  self->color = self->terminal && (no_color == NULL || *no_color == '\0');
  self->charset = find_charset ();
  return self;
}

/**
 * ferry_ctl_output_free:
 * @self: (transfer full): the output
 */
void
ferry_ctl_output_free (FerryCtlOutput *self)
{
  g_free (self->footer);
  g_free (self);
}

/**
 * ferry_ctl_output_set_json:
 * @self: the output
 * @json: whether standard output is JSON only
 */
void
ferry_ctl_output_set_json (FerryCtlOutput *self, gboolean json)
{
  self->json = json;
}

/**
 * ferry_ctl_output_is_json:
 * @self: the output
 *
 * Returns: whether standard output is JSON only
 */
gboolean
ferry_ctl_output_is_json (FerryCtlOutput *self)
{
  return self->json;
}

/**
 * ferry_ctl_output_is_terminal:
 * @self: the output
 *
 * Returns: whether a person reads standard output on a terminal that can show a footer
 */
gboolean
ferry_ctl_output_is_terminal (FerryCtlOutput *self)
{
  return self->terminal && !self->json;
}

/**
 * ferry_ctl_output_has_color:
 * @self: the output
 *
 * Returns: whether standard output may be coloured: a terminal, and NO_COLOR is not set
 */
gboolean
ferry_ctl_output_has_color (FerryCtlOutput *self)
{
  return self->color && !self->json;
}

/**
 * ferry_ctl_output_has_failed:
 * @self: the output
 *
 * Returns: whether something could not be written
 */
gboolean
ferry_ctl_output_has_failed (FerryCtlOutput *self)
{
  return self->failed;
}

/**
 * ferry_ctl_output_get_columns:
 * @self: the output
 *
 * Returns: how wide the terminal is, 80 if that is not known
 */
guint
ferry_ctl_output_get_columns (FerryCtlOutput *self)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

/**
 * ferry_ctl_output_print:
 * @self: the output
 * @text: words for people, with their line ends
 *
 * Writes to standard output; nothing when that is JSON.
 */
void
ferry_ctl_output_print (FerryCtlOutput *self, const char *text)
{
  if (self->json)
    return;
  hide_footer (self);
  write_text (self, STDOUT_FILENO, text);
  show_footer (self);
}

/**
 * ferry_ctl_output_print_json:
 * @self: the output
 * @json: a document; a line end is added to it
 *
 * Writes to standard output; nothing unless that is JSON. JSON is UTF-8 in every locale.
 */
void
ferry_ctl_output_print_json (FerryCtlOutput *self, GString *json)
{
  if (!self->json)
    return;
  g_string_append_c (json, '\n');
  write_out (self, json->str, json->len);
}

/**
 * ferry_ctl_output_say:
 * @self: the output
 * @sentence: one or more sentences for people, without a line end
 *
 * Writes to standard error, behind the program's name.
 */
void
ferry_ctl_output_say (FerryCtlOutput *self, const char *sentence)
{
  g_autofree char *clean = ferry_ctl_table_dup_clean (sentence);
  g_autofree char *line = g_strconcat ("ferryctl: ", clean, "\n", NULL);

  hide_footer (self);
  write_text (self, STDERR_FILENO, line);
  show_footer (self);
}

/**
 * ferry_ctl_output_set_footer:
 * @self: the output
 * @text: (nullable): whole lines, none wider than the terminal; NULL leaves the present footer where it is, as
 *   ordinary text
 *
 * Shows @text below everything written so far, in place of the footer before. On terminals only.
 */
void
ferry_ctl_output_set_footer (FerryCtlOutput *self, const char *text)
{
  if (!ferry_ctl_output_is_terminal (self) || g_strcmp0 (text, self->footer) == 0)
    return;
  if (text != NULL)
    hide_footer (self);
  g_set_str (&self->footer, text);
  self->footer_lines = 0;
  for (const char *p = text; p != NULL && *p != '\0'; p++)
    self->footer_lines += *p == '\n' ? 1 : 0;
  if (text != NULL)
    show_footer (self);
}
