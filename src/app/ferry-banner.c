/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at the session whenever it changes. While the service asks for patience it counts the seconds; otherwise no
 * timer runs. */

#include "config.h"

#include "app/ferry-banner.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-problem-dialog.h"

struct _FerryBanner
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */
  AdwBanner *banner;
  guint timer;
};

G_DEFINE_FINAL_TYPE (FerryBanner, ferry_banner, ADW_TYPE_BIN)

static void update (FerryBanner *self);

static gboolean
second_passed_cb (gpointer user_data)
{
  FerryBanner *self = FERRY_BANNER (user_data);

  self->timer = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static char *
make_time (FerrySession *session)
{
  GDateTime *time = ferry_catalog_get_refreshed_at (ferry_session_get_catalog (session));

  /* Translators: a time of day, see strftime(3). */
  return g_date_time_format (time, C_ ("time", "%H:%M"));
}

static char *
describe_offline (FerryBanner *self)
{
  g_autofree char *time = make_time (self->session);

  return g_strdup_printf (_ ("You are offline. This is the list as of %s."), time);
}

static char *
describe_throttled (FerryBanner *self)
{
  gint64 left = (ferry_session_get_retry_at (self->session) - g_get_monotonic_time ()) / G_USEC_PER_SEC + 1;

  if (ferry_session_get_retry_at (self->session) == 0 || left < 1)
    return g_strdup (_ ("JD Cloud asks for patience."));
  self->timer = g_timeout_add_seconds (1, second_passed_cb, self);

  return g_strdup_printf (ngettext ("JD Cloud asks for patience: next look in %d second.",
                                    "JD Cloud asks for patience: next look in %d seconds.", (int) left),
                          (int) left);
}

/* Trouble that stops the list is told by the page itself, unless there is an older list to look at. How long it lasts
 * can be told only here. */
static char *
describe_list (FerryBanner *self)
{
  FerrySessionState state = ferry_session_get_state (self->session);
  FerryProblem *problem = ferry_session_get_problem (self->session);
  g_autofree char *time = NULL;

  if (state == FERRY_SESSION_THROTTLED)
    return describe_throttled (self);
  if (!ferry_session_has_list (self->session) || problem == NULL)
    return NULL;
  if (state == FERRY_SESSION_OFFLINE)
    return describe_offline (self);
  time = make_time (self->session);

  return g_strdup_printf (_ ("This is the list as of %s. %s"), time, problem->message);
}

/* What the service has to answer for is told with what its support asks for. Keys that are refused are not accepted by
 * trying again. */
static void
choose_remedy (FerryBanner *self, const char **button, const char **action)
{
  FerrySessionState state = ferry_session_get_state (self->session);
  FerryProblem *problem = ferry_session_get_problem (self->session);

  if (!ferry_session_has_list (self->session))
    return;
  if (state == FERRY_SESSION_WRONG_KEYS || state == FERRY_SESSION_NO_PERMISSION)
    {
      *button = _ ("_Open Accounts…");
      *action = "app.accounts";
    }
  else if (state == FERRY_SESSION_SERVICE_ERROR && problem->request_id != NULL)
    {
      *button = C_ ("menu", "Details");
      *action = "banner.details";
    }
  else
    *button = _ ("Try Again");
}

/* Until somebody says that this computer takes over, nothing is copied. */
static gboolean
is_foreign (FerryBanner *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  return engine != NULL && ferry_engine_is_foreign (engine);
}

static char *
describe_foreign (FerryBanner *self, const char **button, const char **action)
{
  *button = _ ("Go On Here…");
  *action = "win.take-over";

  return g_strdup (
    _ ("The journal of copies came from another computer. Nothing is copied before you say that this one "
       "takes over."));
}

static char *
describe (FerryBanner *self, const char **button, const char **action)
{
  FerryProblem *problem = ferry_session_get_problem (self->session);
  FerryProblem *journal = ferry_session_get_journal_problem (self->session);
  char *text;

  *button = NULL;
  *action = "win.refresh";
  if (ferry_session_get_state (self->session) == FERRY_SESSION_CLOCK_OFF && problem != NULL &&
      ferry_session_has_list (self->session))
    return g_strdup (problem->message);
  if (journal != NULL)
    return g_strdup (journal->message);
  if (is_foreign (self))
    return describe_foreign (self, button, action);
  text = describe_list (self);
  if (text != NULL)
    {
      choose_remedy (self, button, action);
      return text;
    }
  if (ferry_session_get_read_only (self->session))
    return g_strdup (_ ("This account is read-only: nothing can be copied, edited or deleted."));
  if (ferry_session_is_demo (self->session))
    return g_strdup (_ ("This is the demo cloud. Nothing here is real, and nothing costs anything."));

  return NULL;
}

static void
update (FerryBanner *self)
{
  g_autofree char *text = NULL;
  const char *button = NULL;
  const char *action = NULL;

  g_assert (FERRY_IS_BANNER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  text = describe (self, &button, &action);
  if (text != NULL)
    {
      adw_banner_set_title (self->banner, text);
      adw_banner_set_button_label (self->banner, button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), action);
    }
  adw_banner_set_revealed (self->banner, text != NULL);
}

static void
engine_ready_cb (FerryBanner *self)
{
  g_signal_connect_object (ferry_session_get_engine (self->session), "notify::foreign", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);
}

static void
details_answered_cb (AdwAlertDialog *dialog, const char *response, FerryBanner *self)
{
  if (g_str_equal (response, "retry"))
    ferry_session_refresh (self->session);
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryBanner *self = FERRY_BANNER (widget);
  FerryProblem *problem = ferry_session_get_problem (self->session);
  AdwDialog *dialog;

  if (problem == NULL)
    return;
  dialog = ferry_problem_dialog_new (_ ("The List Could Not Be Read"), problem, NULL);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "retry", _ ("_Try Again"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (details_answered_cb), self, 0);
  adw_dialog_present (dialog, widget);
}

static void
ferry_banner_dispose (GObject *object)
{
  FerryBanner *self = FERRY_BANNER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_banner_parent_class)->dispose (object);
}

static void
ferry_banner_class_init (FerryBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_banner_dispose;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "banner.details", NULL, details_action);
}

static void
ferry_banner_init (FerryBanner *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

/**
 * ferry_banner_set_session:
 * @self: a banner
 * @session: what it tells of; to be set once
 */
void
ferry_banner_set_session (FerryBanner *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_BANNER (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "engine-ready", G_CALLBACK (engine_ready_cb), self, G_CONNECT_SWAPPED);
  if (ferry_session_get_engine (session) != NULL)
    engine_ready_cb (self);
  else
    update (self);
}

/**
 * ferry_banner_get_text:
 * @self: a banner
 *
 * Returns: (transfer none) (nullable): what it tells, %NULL if it is not shown
 */
const char *
ferry_banner_get_text (FerryBanner *self)
{
  g_return_val_if_fail (FERRY_IS_BANNER (self), NULL);

  return adw_banner_get_revealed (self->banner) ? adw_banner_get_title (self->banner) : NULL;
}
