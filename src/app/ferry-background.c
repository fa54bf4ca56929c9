/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-background.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-portal.h"
#include "app/ferry-settings.h"
#include "app/ferry-window.h"

#define TOLD_ID "background"
#define REFUSED_ID "background-refused"

struct _FerryBackground
{
  GObject parent_instance;

  GtkApplication *application; /* (not owned) (nullable): it owns this; NULL when it ends */
  GSettings *settings;         /* (owned) */
  GPtrArray *sessions;         /* (owned): FerrySession */
  GDBusConnection *portal;     /* (owned) (nullable): a sandbox asks there */
  gboolean holding;
  gboolean asked; /* the portal, since the last window went */
  guint cookie;   /* of what keeps the computer awake, 0 = nothing */
  guint n_shown;  /* in the status of the portal */
};

G_DEFINE_FINAL_TYPE (FerryBackground, ferry_background, G_TYPE_OBJECT)

/**
 * ferry_background_count_running_of:
 * @session: (nullable): a session
 *
 * Returns: how many of its operations this process follows: those that nobody has to decide upon first
 */
guint
ferry_background_count_running_of (FerrySession *session)
{
  FerryEngine *engine = session != NULL ? ferry_session_get_engine (session) : NULL;
  GListModel *operations;
  guint n = 0;

  /* The copies of a journal that came from another computer are not followed here. */
  if (engine == NULL || ferry_engine_get_n_active (engine) == 0 || ferry_engine_is_foreign (engine))
    return 0;
  operations = ferry_engine_get_operations (engine);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);
      FerryOperationState state = ferry_operation_get_state (operation);

      n += !ferry_operation_state_is_ended (state) && state != FERRY_OPERATION_UNDECIDED &&
           ferry_engine_can_drive (engine, operation);
    }

  return n;
}

/* Unfinished work whose keys are in a locked keyring is driven as soon as it is unlocked. */
static gboolean
waits_for_keyring (FerrySession *session)
{
  FerryEngine *engine = ferry_session_get_engine (session);

  return engine != NULL && ferry_engine_get_n_active (engine) > 0 && !ferry_engine_is_foreign (engine) &&
         ferry_account_store_get_locked (ferry_session_get_accounts (session));
}

static gboolean
is_busy (FerryBackground *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      FerrySession *session = g_ptr_array_index (self->sessions, i);

      if (!ferry_session_is_settled (session) || ferry_background_count_running_of (session) > 0 ||
          waits_for_keyring (session))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_window (FerryBackground *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (FERRY_IS_WINDOW (l->data))
      return TRUE;

  return FALSE;
}

static void
update_hold (FerryBackground *self)
{
  gboolean busy = is_busy (self);

  if (busy == self->holding)
    return;
  self->holding = busy;
  if (busy)
    g_application_hold (G_APPLICATION (self->application));
  else
    g_application_release (G_APPLICATION (self->application));
}

static void
update_awake (FerryBackground *self)
{
  gboolean wanted = g_settings_get_boolean (self->settings, FERRY_SETTING_KEEP_AWAKE) &&
                    ferry_background_count_running (self) > 0;

  if (wanted && self->cookie == 0)
    self->cookie = gtk_application_inhibit (self->application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND,
                                            _ ("Images are being copied"));
  else if (!wanted && self->cookie != 0)
    {
      gtk_application_uninhibit (self->application, self->cookie);
      self->cookie = 0;
    }
}

static void
send (FerryBackground *self, const char *id, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.present");
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
tell_once (FerryBackground *self)
{
  if (g_settings_get_boolean (self->settings, FERRY_SETTING_BACKGROUND_TOLD))
    return;
  g_settings_set_boolean (self->settings, FERRY_SETTING_BACKGROUND_TOLD, TRUE);
  send (self, TOLD_ID, _ ("Copies go on in the background"),
        _ ("Image Ferry follows them without a window, tells you when they end, and then quits."));
}

static void
portal_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryBackground) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_portal_request_background_finish (result, NULL, &error) || self->application == NULL)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    send (self, REFUSED_ID, _ ("Copies are not followed without a window"), error->message);
  else
    g_message ("The desktop was asked in vain to let copies be followed in the background: %s",
               error->message);
}

static void
ask_portal (FerryBackground *self)
{
  if (self->portal == NULL || self->asked)
    return;
  self->asked = TRUE;
  ferry_portal_request_background_async (
    self->portal, _ ("Follow copies until they end"),
    g_settings_get_boolean (self->settings, FERRY_SETTING_RESUME_AT_LOGIN), portal_answered_cb,
    g_object_ref (self));
}

static void
show_status (FerryBackground *self)
{
  guint n = ferry_background_count_running (self);
  g_autofree char *status = NULL;

  if (self->portal == NULL || n == 0 || n == self->n_shown || has_window (self))
    return;
  self->n_shown = n;
  status = g_strdup_printf (ngettext ("%u operation is under way", "%u operations are under way", n), n);
  ferry_portal_set_status (self->portal, status);
}

static void
update (FerryBackground *self)
{
  g_assert (FERRY_IS_BACKGROUND (self));

  if (self->application == NULL)
    return;
  update_hold (self);
  update_awake (self);
  show_status (self);
}

static void
engine_ready_cb (FerryBackground *self, FerrySession *session)
{
  FerryEngine *engine = ferry_session_get_engine (session);

  if (engine != NULL)
    {
      g_signal_connect_object (engine, "notify::n-active", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (engine, "notify::foreign", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
window_removed_cb (FerryBackground *self, GtkWindow *window)
{
  if (!FERRY_IS_WINDOW (window) || has_window (self))
    return;
  self->asked = FALSE;
  self->n_shown = 0;
  if (ferry_background_count_running (self) > 0)
    {
      tell_once (self);
      ask_portal (self);
    }
  update (self);
}

static void
window_added_cb (FerryBackground *self, GtkWindow *window)
{
  if (FERRY_IS_WINDOW (window))
    g_application_withdraw_notification (G_APPLICATION (self->application), TOLD_ID);
}

static void
ferry_background_finalize (GObject *object)
{
  FerryBackground *self = FERRY_BACKGROUND (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  g_ptr_array_unref (self->sessions);

  G_OBJECT_CLASS (ferry_background_parent_class)->finalize (object);
}

static void
ferry_background_class_init (FerryBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_background_finalize;
}

static void
ferry_background_init (FerryBackground *self)
{
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_background_new:
 * @application: the program, which owns this
 * @settings: the settings
 *
 * Returns: (transfer full): what keeps the program alive
 */
FerryBackground *
ferry_background_new (GtkApplication *application, GSettings *settings)
{
  FerryBackground *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FERRY_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-removed", G_CALLBACK (window_removed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (settings, "changed::" FERRY_SETTING_KEEP_AWAKE, G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ferry_background_add_session:
 * @self: a background
 * @session: a session, not started yet
 *
 * Keeps the program alive until @session has read what there is to do, and while that is done.
 */
void
ferry_background_add_session (FerryBackground *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_BACKGROUND (self));
  g_return_if_fail (FERRY_IS_SESSION (session));

  g_ptr_array_add (self->sessions, g_object_ref (session));
  g_signal_connect_object (session, "engine-ready", G_CALLBACK (engine_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "settled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ferry_session_get_accounts (session), "notify::locked", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/**
 * ferry_background_remove_session:
 * @self: a background
 * @session: a session that was added
 *
 * Forgets @session, whatever it has to do.
 */
void
ferry_background_remove_session (FerryBackground *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_BACKGROUND (self));

  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_handlers_disconnect_by_data (ferry_session_get_accounts (session), self);
  g_ptr_array_remove (self->sessions, session);
  update (self);
}

/**
 * ferry_background_set_portal:
 * @self: a background
 * @connection: the session bus
 *
 * The desktop is asked from now on whether the program may run without a window.
 */
void
ferry_background_set_portal (FerryBackground *self, GDBusConnection *connection)
{
  g_return_if_fail (FERRY_IS_BACKGROUND (self));
  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));

  g_set_object (&self->portal, connection);
}

/**
 * ferry_background_count_running:
 * @self: a background
 *
 * Returns: how many operations this process follows
 */
guint
ferry_background_count_running (FerryBackground *self)
{
  guint n = 0;

  g_return_val_if_fail (FERRY_IS_BACKGROUND (self), 0);

  for (guint i = 0; i < self->sessions->len; i++)
    n += ferry_background_count_running_of (g_ptr_array_index (self->sessions, i));

  return n;
}

/**
 * ferry_background_close:
 * @self: a background
 *
 * Lets the program end.
 */
void
ferry_background_close (FerryBackground *self)
{
  g_return_if_fail (FERRY_IS_BACKGROUND (self));

  if (self->application == NULL)
    return;
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
  if (self->holding)
    g_application_release (G_APPLICATION (self->application));
  self->holding = FALSE;
  g_signal_handlers_disconnect_by_data (self->application, self);
  self->application = NULL;
}
