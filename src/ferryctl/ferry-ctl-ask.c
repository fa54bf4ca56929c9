/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-table.h"

/* A line may be as long as a session token. */
#define LINE_MAX_BYTES 32768

struct _FerryCtlAsk
{
  FerryCtl *ctl; /* (not owned) */
  gboolean terminal;
  gboolean hidden;         /* the terminal does not echo now */
  struct termios settings; /* of the terminal before that */
  char *buffer;            /* (owned): LINE_MAX_BYTES, what was read and not yet taken */
  gsize length;
  gboolean at_end;
  guint source_id;
  gulong cancelled_id;
  FerryCtlAskFunc next; /* what waits for the answer */
  gpointer user_data;
  FerryCtlFunc confirmed; /* what goes on after a yes */
  char *refusal;          /* (owned) (nullable): what is said after a no */
};

static void
show_typing (FerryCtlAsk *self)
{
  if (self->hidden)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &self->settings);
  self->hidden = FALSE;
}

static void
hide_typing (FerryCtlAsk *self)
{
  struct termios settings;

  if (!self->terminal || tcgetattr (STDIN_FILENO, &self->settings) < 0)
    return;
  settings = self->settings;
  settings.c_lflag &= ~(tcflag_t) ECHO;
  settings.c_lflag |= ECHONL;
  self->hidden = tcsetattr (STDIN_FILENO, TCSAFLUSH, &settings) == 0;
}

static void
wipe (char *text, gsize length)
{
  explicit_bzero (text, length);
  g_free (text);
}

/* Hands @length bytes on and forgets @taken. The answer may be a further question. */
static void
hand_on (FerryCtlAsk *self, gsize length, gsize taken)
{
  char *text = g_strndup (self->buffer, length);

  self->length -= taken;
  memmove (self->buffer, self->buffer + taken, self->length);
  explicit_bzero (self->buffer + self->length, taken);
  show_typing (self);
  self->next (self->ctl, taken > 0 ? text : NULL, self->user_data);
  wipe (text, length);
}

static gboolean
take_line (FerryCtlAsk *self)
{
  const char *end = memchr (self->buffer, '\n', self->length);
  gsize length = end != NULL ? (gsize) (end - self->buffer) : self->length;

  if (end == NULL && !self->at_end && self->length < LINE_MAX_BYTES)
    return FALSE;
  hand_on (self, length, end != NULL ? length + 1 : length);
  return TRUE;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  FerryCtlAsk *self = user_data;
  gssize length = read (fd, self->buffer + self->length, LINE_MAX_BYTES - self->length);

  if (length < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  self->at_end = length <= 0;
  self->length += (gsize) MAX (length, 0);
  if (!self->at_end && memchr (self->buffer, '\n', self->length) == NULL && self->length < LINE_MAX_BYTES)
    return G_SOURCE_CONTINUE;
  self->source_id = 0;
  take_line (self);
  return G_SOURCE_REMOVE;
}

static void
interrupted_cb (GCancellable *cancellable, gpointer user_data)
{
  FerryCtlAsk *self = user_data;

  ferry_ctl_end (self->ctl, FERRY_CTL_EXIT_INTERNAL);
}

static void
confirmed_or_not (FerryCtl *ctl, const char *answer, gpointer user_data)
{
  FerryCtlAsk *self = user_data;
  g_autofree char *text = g_strstrip (g_strdup (answer != NULL ? answer : ""));

  /* Translators: what one types for "yes"; its first letter will do. */
  if (*text != '\0' && g_str_has_prefix (C_ ("answer", "yes"), text))
    self->confirmed (ctl, NULL);
  else
    ferry_ctl_fail (ctl, FERRY_REASON_INTERRUPTED, NULL, self->refusal);
}

/**
 * ferry_ctl_ask_new:
 * @ctl: the run
 *
 * An interruption while it waits ends the run.
 *
 * Returns: (transfer full): what asks
 */
FerryCtlAsk *
ferry_ctl_ask_new (FerryCtl *ctl)
{
  FerryCtlAsk *self = g_new0 (FerryCtlAsk, 1);

  self->ctl = ctl;
  self->terminal = isatty (STDIN_FILENO);
  self->buffer = g_malloc0 (LINE_MAX_BYTES);
  self->cancelled_id =
    g_cancellable_connect (ferry_ctl_get_cancellable (ctl), G_CALLBACK (interrupted_cb), self, NULL);
  return self;
}

/**
 * ferry_ctl_ask_free:
 * @self: (transfer full): what asks
 *
 * Leaves the terminal as it was.
 */
void
ferry_ctl_ask_free (FerryCtlAsk *self)
{
  show_typing (self);
  g_cancellable_disconnect (ferry_ctl_get_cancellable (self->ctl), self->cancelled_id);
  g_clear_handle_id (&self->source_id, g_source_remove);
  wipe (self->buffer, LINE_MAX_BYTES);
  g_free (self->refusal);
  g_free (self);
}

/**
 * ferry_ctl_ask_line:
 * @self: what asks
 * @prompt: what the person is to enter, with a blank at its end
 * @secret: whether nobody may read it over the person's shoulder
 * @next: called with the answer
 * @user_data: for @next
 *
 * Asks for a line. Without a terminal nothing is said.
 */
void
ferry_ctl_ask_line (FerryCtlAsk *self,
                    const char *prompt,
                    gboolean secret,
                    FerryCtlAskFunc next,
                    gpointer user_data)
{
  g_assert (self->source_id == 0);
  self->next = next;
  self->user_data = user_data;
  if (secret)
    hide_typing (self);
  if (self->terminal)
    fputs (prompt, stderr);
  if (self->terminal || !take_line (self))
    self->source_id = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);
}

/**
 * ferry_ctl_ask_confirmation:
 * @self: what asks
 * @question: a question
 * @next: called after a yes
 * @refusal: what to say after anything else, which fails the command
 *
 * Asks whether to go on.
 */
void
ferry_ctl_ask_confirmation (FerryCtlAsk *self, const char *question, FerryCtlFunc next, const char *refusal)
{
  g_autofree char *clean = ferry_ctl_table_dup_clean (question);
  g_autofree char *prompt = g_strdup_printf ("%s %s ", clean, _ ("[y/N]"));

  self->confirmed = next;
  g_set_str (&self->refusal, refusal);
  ferry_ctl_ask_line (self, prompt, FALSE, confirmed_or_not, self);
}
