/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-state-words.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

#define TRY_AGAIN N_ ("_Try Again"), "win.refresh", FALSE
#define OPEN_ACCOUNTS N_ ("_Open Accounts…"), "app.accounts", TRUE

/* By the state; the description is the problem's sentence where none is given. */
static const struct
{
  FerrySessionState state;
  const char *icon;
  const char *title;
  const char *description;
  const char *button;
  const char *action;
  gboolean suggested;
} states[] = {
  { FERRY_SESSION_KEYRING_ERROR, "dialog-password-symbolic", N_ ("Keys Not Readable"), NULL, TRY_AGAIN },
  { FERRY_SESSION_OFFLINE, "network-offline-symbolic", N_ ("You Are Offline"),
    N_ ("The list returns by itself when the network does. Running copies go on in the cloud."), TRY_AGAIN },
  { FERRY_SESSION_WRONG_KEYS, "dialog-password-symbolic", N_ ("JD Cloud did not accept this key pair"), NULL,
    OPEN_ACCOUNTS },
  { FERRY_SESSION_CLOCK_OFF, "preferences-system-time-symbolic", N_ ("The Clock Is Off"), NULL, TRY_AGAIN },
  { FERRY_SESSION_NO_PERMISSION, "dialog-password-symbolic", N_ ("No Permission"),
    N_ ("JD Cloud refused this key pair the list of images (describeImages)."), OPEN_ACCOUNTS },
  { FERRY_SESSION_THROTTLED, "content-loading-symbolic", N_ ("JD Cloud Asks for Patience"),
    N_ ("There were too many requests. The list comes by itself in a moment."), TRY_AGAIN },
  { FERRY_SESSION_SERVICE_ERROR, "dialog-warning-symbolic", N_ ("The List Could Not Be Read"), NULL,
    TRY_AGAIN },
};

/* Support asks for it; patience needs no support. */
static char *
dup_request (const FerryProblem *problem)
{
  if (problem == NULL || problem->request_id == NULL || problem->reason == FERRY_REASON_THROTTLED)
    return NULL;

  return g_strdup_printf (_ ("Request ID %s"), problem->request_id);
}

/**
 * ferry_state_words_clear:
 * @self: words
 */
void
ferry_state_words_clear (FerryStateWords *self)
{
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->request, g_free);
}

/**
 * ferry_state_words_for_session:
 * @self: (out): where to put the words
 * @session: a session that has no list to show, and is not about to get one
 */
void
ferry_state_words_for_session (FerryStateWords *self, FerrySession *session)
{
  FerrySessionState state = ferry_session_get_state (session);
  FerryProblem *problem = ferry_session_get_problem (session);
  const char *sentence = problem != NULL ? problem->message : "";
  guint i = 0;

  while (i < G_N_ELEMENTS (states) - 1 && states[i].state != state)
    i++;
  self->icon = states[i].icon;
  self->title = _ (states[i].title);
  self->description = g_strdup (states[i].description != NULL ? _ (states[i].description) : sentence);
  self->request = dup_request (problem);
  self->button = _ (states[i].button);
  self->action = states[i].action;
  self->suggested = states[i].suggested;
}

/**
 * ferry_state_words_for_empty:
 * @self: (out): where to put the words
 *
 * For a region without images.
 */
void
ferry_state_words_for_empty (FerryStateWords *self)
{
  self->icon = "drive-multidisk-symbolic";
  self->title = _ ("No Private Images");
  self->description = g_strdup (_ ("This region has none yet. Images made or copied here will appear."));
  self->button = _ ("_Choose Another Region");
  self->action = "win.place";
  self->suggested = TRUE;
}

/**
 * ferry_state_words_for_no_results:
 * @self: (out): where to put the words
 * @region: the ID of the region shown
 * @text: what was looked for, "" if only filters hide everything
 */
void
ferry_state_words_for_no_results (FerryStateWords *self, const char *region, const char *text)
{
  const char *name = ferry_region_get_name (region);

  self->icon = "system-search-symbolic";
  self->title = _ ("No Results");
  self->description = *text != '\0' ? g_strdup_printf (_ ("No image in %s matches “%s”."), name, text)
                                    : g_strdup_printf (_ ("No image in %s passes the filters."), name);
  self->button = _ ("Clear _Search");
  self->action = "images.clear-search";
  self->suggested = FALSE;
}
