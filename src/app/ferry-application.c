/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#ifdef __GLIBC__
#  include <malloc.h>
#endif

#include "accounts/ferry-libsecret-store.h"
#include "app/ferry-about.h"
#include "app/ferry-accounts-dialog.h"
#include "app/ferry-autostart.h"
#include "app/ferry-background.h"
#include "app/ferry-notifier.h"
#include "app/ferry-portal.h"
#include "app/ferry-preferences-dialog.h"
#include "app/ferry-quit-dialog.h"
#include "app/ferry-settings.h"
#include "app/ferry-wakeup.h"
#include "app/ferry-window.h"

struct _FerryApplication
{
  AdwApplication parent_instance;

  GSettings *settings;          /* (owned) (nullable): from start-up on */
  char *endpoint;               /* (owned) (nullable): --endpoint */
  FerrySession *session;        /* (owned) (nullable): the person's, once asked for */
  FerrySession *demo;           /* (owned) (nullable) */
  FerryNotifier *notifier;      /* (owned) (nullable): of the session */
  FerryNotifier *demo_notifier; /* (owned) (nullable) */
  FerryBackground *background;  /* (owned) (nullable): from start-up on */
  FerryAutostart *autostart;    /* (owned) (nullable): from start-up on */
  FerryWakeup *wakeup;          /* (owned) (nullable): from the first session on */
  char *show;                   /* (owned) (nullable): an operation to show when the journal is read */
  GPtrArray *retries;           /* (owned): operations to retry when the keys are read */
};

G_DEFINE_FINAL_TYPE (FerryApplication, ferry_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
  { "win.search", { "<Control>f" } },
  { "win.page::images", { "<Control>1" } },
  { "win.page::copies", { "<Control>2" } },
  { "win.page::coverage", { "<Control>3" } },
  { "win.place", { "<Control>l" } },
  { "win.refresh", { "<Control>r", "F5" } },
  { "win.copy", { "<Control><Shift>c" } },
  { "win.export", { "<Control>e" } },
};

static FerryWindow *
find_window (FerryApplication *self, FerrySession *session)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (FERRY_IS_WINDOW (l->data) && ferry_window_get_session (l->data) == session)
      return l->data;

  return NULL;
}

static void
hurry (FerrySession *session)
{
  FerryEngine *engine = session != NULL ? ferry_session_get_engine (session) : NULL;

  if (engine != NULL)
    ferry_engine_hurry (engine);
}

/* What happened to the copies while the computer was asleep is asked at once. */
static void
woken_cb (FerryApplication *self)
{
  hurry (self->session);
  hurry (self->demo);
}

static void
set_settle (FerryApplication *self, FerrySession *session)
{
  FerryEngine *engine = session != NULL ? ferry_session_get_engine (session) : NULL;

  if (engine != NULL)
    ferry_engine_set_settle (engine,
                             (guint) g_settings_get_int (self->settings, FERRY_SETTING_SETTLE_SECONDS));
}

static void
settle_changed_cb (FerryApplication *self)
{
  set_settle (self, self->session);
  set_settle (self, self->demo);
}

static gboolean
start_session_idle (gpointer user_data)
{
  ferry_session_start (FERRY_SESSION (user_data));

  return G_SOURCE_REMOVE;
}

/* The window is on screen before anything is read. */
static void
start_soon (FerryApplication *self, FerrySession *session)
{
  g_signal_connect_object (session, "engine-ready", G_CALLBACK (set_settle), self, G_CONNECT_SWAPPED);
  ferry_background_add_session (self->background, session);
  g_idle_add_full (G_PRIORITY_LOW, start_session_idle, g_object_ref (session), g_object_unref);
  if (self->wakeup != NULL)
    return;
  self->wakeup = ferry_wakeup_new ();
  g_signal_connect_object (self->wakeup, "woken", G_CALLBACK (woken_cb), self, G_CONNECT_SWAPPED);
}

static void
present_session (FerryApplication *self, FerrySession *session)
{
  FerryWindow *window = find_window (self, session);

  if (window == NULL)
    window = ferry_window_new (GTK_APPLICATION (self), session);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_now (FerryApplication *self, FerrySession *session, const char *uid)
{
  present_session (self, session);
  ferry_window_show_operation (find_window (self, session), uid);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryApplication) self = FERRY_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_demo = self->demo != NULL && FERRY_ENGINE (source) == ferry_session_get_engine (self->demo);
  FerrySession *session = is_demo ? self->demo : self->session;

  if (ferry_engine_retry_finish (FERRY_ENGINE (source), result, &error) || session == NULL)
    return;
  show_now (self, session, "");
  ferry_window_tell (GTK_WIDGET (find_window (self, session)), error->message);
}

static FerryOperation *
find_operation (FerrySession *session, const char *uid)
{
  FerryEngine *engine = session != NULL ? ferry_session_get_engine (session) : NULL;

  return engine != NULL ? ferry_engine_find_operation (engine, uid) : NULL;
}

static gboolean
retry_now (FerryApplication *self, FerrySession *session, const char *uid)
{
  FerryOperation *operation = find_operation (session, uid);

  if (operation == NULL)
    return FALSE;
  ferry_engine_retry_async (ferry_session_get_engine (session), operation, retried_cb, g_object_ref (self));

  return TRUE;
}

static void
engine_ready_cb (FerryApplication *self)
{
  g_autofree char *uid = g_steal_pointer (&self->show);

  if (uid != NULL)
    show_now (self, self->session, uid);
}

static void
settled_cb (FerryApplication *self)
{
  for (guint i = 0; i < self->retries->len; i++)
    retry_now (self, self->session, g_ptr_array_index (self->retries, i));
  g_ptr_array_set_size (self->retries, 0);
}

/* Without a window as yet. */
static void
ensure_session (FerryApplication *self)
{
  g_autoptr (FerrySecretStore) keyring = NULL;
  g_autofree char *folder = NULL;

  if (self->session != NULL)
    return;
  keyring = ferry_libsecret_store_new ();
  folder = g_build_filename (g_get_user_data_dir (), "image-ferry", NULL);
  self->session = ferry_session_new (self->settings, keyring, folder, self->endpoint);
  self->notifier = ferry_notifier_new (GTK_APPLICATION (self), self->session);
  g_signal_connect_object (self->session, "engine-ready", G_CALLBACK (engine_ready_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  start_soon (self, self->session);
}

static void
open_session (FerryApplication *self)
{
  ensure_session (self);
  present_session (self, self->session);
}

static GtkWidget *
get_parent (FerryApplication *self)
{
  return GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self)));
}

/* The session that the dialogs of the application are about: that of the window in front. */
static FerrySession *
get_active_session (FerryApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return FERRY_IS_WINDOW (window) ? ferry_window_get_session (FERRY_WINDOW (window)) : self->session;
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ferry_about_present (get_parent (user_data));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);

  ferry_preferences_dialog_present (self->settings, self->autostart, get_parent (self));
}

static void
accounts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);
  FerrySession *session = get_active_session (self);

  if (session != NULL)
    ferry_accounts_dialog_present (session, get_parent (self));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);
  GtkWidget *parent = get_parent (self);
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;

  if (parent == NULL)
    return;
  builder = gtk_builder_new_from_resource ("/io/github/imageferry/ImageFerry/ferry-shortcuts.ui");
  window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  /* No key is listed that does nothing. */
  gtk_widget_set_visible (GTK_WIDGET (gtk_builder_get_object (builder, "coverage")),
                          FERRY_IS_WINDOW (parent) &&
                            ferry_window_has_page (FERRY_WINDOW (parent), "coverage"));
  gtk_window_set_transient_for (window, GTK_WINDOW (parent));
  gtk_window_present (window);
}

static void
demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ferry_application_open_demo (FERRY_APPLICATION (user_data));
}

static void
present_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);

  if (self->session == NULL && self->demo != NULL)
    present_session (self, self->demo);
  else
    open_session (self);
}

/* Where notifications lead, also when they start the program. */
static void
show_operation_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);
  const char *uid = g_variant_get_string (parameter, NULL);

  if (find_operation (self->demo, uid) != NULL)
    {
      show_now (self, self->demo, uid);
      return;
    }
  open_session (self);
  if (ferry_session_get_engine (self->session) != NULL)
    show_now (self, self->session, uid);
  else
    g_set_str (&self->show, uid);
}

static void
retry_operation_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);
  const char *uid = g_variant_get_string (parameter, NULL);

  if (retry_now (self, self->demo, uid))
    return;
  ensure_session (self);
  if (ferry_session_is_settled (self->session))
    retry_now (self, self->session, uid);
  else
    g_ptr_array_add (self->retries, g_strdup (uid));
}

static guint
count_unfinished (FerrySession *session)
{
  FerryEngine *engine = session != NULL ? ferry_session_get_engine (session) : NULL;

  return engine != NULL ? ferry_engine_get_n_active (engine) : 0;
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  FerryApplication *self = FERRY_APPLICATION (user_data);
  guint n_running = ferry_background_count_running_of (self->session);
  guint n_demo = ferry_background_count_running_of (self->demo);
  GtkWidget *parent = get_parent (self);

  if (n_running + n_demo == 0 || parent == NULL)
    g_application_quit (G_APPLICATION (self));
  else
    ferry_quit_dialog_present (GTK_APPLICATION (self), n_running, n_demo, parent);
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_action },
  { .name = "accounts", .activate = accounts_action },
  { .name = "demo", .activate = demo_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "present", .activate = present_action },
  { .name = "quit", .activate = quit_action },
  { .name = "retry-operation", .activate = retry_operation_action, .parameter_type = "s" },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "show-operation", .activate = show_operation_action, .parameter_type = "s" },
};

/* Logging out ends the program as Quit does, without a question: nothing is lost, and the demo cleans up. */
static gboolean
signalled_cb (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));

  return G_SOURCE_CONTINUE;
}

/* In a sandbox the desktop decides what runs without a window. */
static void
use_portal (FerryApplication *self)
{
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (self));

  if (connection == NULL || !ferry_portal_is_needed ())
    return;
  ferry_background_set_portal (self->background, connection);
  ferry_autostart_set_portal (self->autostart, connection);
}

static void
make_services (FerryApplication *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *program = ferry_autostart_dup_program ();

  self->settings = ferry_settings_new ();
  self->background = ferry_background_new (GTK_APPLICATION (self), self->settings);
  self->autostart = ferry_autostart_new (self->settings, folder, program);
  use_portal (self);
  g_signal_connect_object (self->settings, "changed::" FERRY_SETTING_SETTLE_SECONDS,
                           G_CALLBACK (settle_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
ferry_application_startup (GApplication *application)
{
  FerryApplication *self = FERRY_APPLICATION (application);

  G_APPLICATION_CLASS (ferry_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  make_services (self);
  g_unix_signal_add (SIGHUP, signalled_cb, self);
  g_unix_signal_add (SIGINT, signalled_cb, self);
  g_unix_signal_add (SIGTERM, signalled_cb, self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, shortcuts[i].keys);
}

static void
ferry_application_activate (GApplication *application)
{
  open_session (FERRY_APPLICATION (application));
}

static int
ferry_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  FerryApplication *self = FERRY_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  const char *endpoint = NULL;

  if (g_variant_dict_contains (options, "demo"))
    {
      ferry_application_open_demo (self);
      return 0;
    }
  /* Keys are used with one service for as long as the program runs. */
  if (g_variant_dict_lookup (options, "endpoint", "&s", &endpoint) && self->session == NULL)
    g_set_str (&self->endpoint, endpoint);
  if (g_variant_dict_contains (options, "background"))
    ensure_session (self);
  else
    g_application_activate (application);

  return 0;
}

static int
ferry_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("image-ferry %s\n", PACKAGE_VERSION);

  return 0;
}

static void
close_session (FerryApplication *self, FerrySession **session, FerryNotifier **notifier)
{
  if (*session != NULL)
    {
      ferry_background_remove_session (self->background, *session);
      ferry_session_close (*session);
    }
  g_clear_object (notifier);
  g_clear_object (session);
}

/* A demo that nobody sees and where nothing happens any more is over. */
static void
ferry_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  FerryApplication *self = FERRY_APPLICATION (application);

  GTK_APPLICATION_CLASS (ferry_application_parent_class)->window_removed (application, window);

  if (!FERRY_IS_WINDOW (window) || self->demo == NULL ||
      ferry_window_get_session (FERRY_WINDOW (window)) != self->demo || count_unfinished (self->demo) > 0)
    return;
  ferry_notifier_withdraw_all (self->demo_notifier);
  close_session (self, &self->demo, &self->demo_notifier);
}

static void
ferry_application_shutdown (GApplication *application)
{
  FerryApplication *self = FERRY_APPLICATION (application);

  close_session (self, &self->demo, &self->demo_notifier);
  close_session (self, &self->session, &self->notifier);
  ferry_background_close (self->background);
  g_settings_sync ();

  G_APPLICATION_CLASS (ferry_application_parent_class)->shutdown (application);
}

static void
ferry_application_finalize (GObject *object)
{
  FerryApplication *self = FERRY_APPLICATION (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->demo_notifier);
  g_clear_object (&self->demo);
  g_clear_object (&self->session);
  g_clear_object (&self->wakeup);
  g_clear_object (&self->autostart);
  g_clear_object (&self->background);
  g_clear_object (&self->settings);
  g_ptr_array_unref (self->retries);
  g_free (self->show);
  g_free (self->endpoint);

  G_OBJECT_CLASS (ferry_application_parent_class)->finalize (object);
}

static void
ferry_application_class_init (FerryApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = ferry_application_finalize;
  application_class->startup = ferry_application_startup;
  application_class->activate = ferry_application_activate;
  application_class->command_line = ferry_application_command_line;
  application_class->handle_local_options = ferry_application_handle_local_options;
  application_class->shutdown = ferry_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = ferry_application_window_removed;
}

/* The answers of a long list come and go in large blocks, which are given back to the system at once, and the few other
 * threads need no heaps of their own: 3 MB less at 10 000 images. */
static void
save_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  mallopt (M_ARENA_MAX, 1);
#endif
}

static void
ferry_application_init (FerryApplication *self)
{
  const GOptionEntry options[] = {
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Follow unfinished copies without a window"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Use a local demo cloud; nothing real is touched"), NULL },
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Use the service at this address"), N_ ("URL") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };

  save_memory ();
  self->retries = g_ptr_array_new_with_free_func (g_free);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * ferry_application_new:
 *
 * Returns: (transfer full): the program
 */
FerryApplication *
ferry_application_new (void)
{
  return g_object_new (FERRY_TYPE_APPLICATION, "application-id", APPLICATION_ID, "resource-base-path",
                       "/io/github/imageferry/ImageFerry", "flags", G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}

/**
 * ferry_application_get_settings:
 * @self: the program
 *
 * Returns: (transfer none): its settings
 */
GSettings *
ferry_application_get_settings (FerryApplication *self)
{
  g_return_val_if_fail (FERRY_IS_APPLICATION (self), NULL);

  return self->settings;
}

/**
 * ferry_application_get_session:
 * @self: the program
 *
 * Returns: (transfer none) (nullable): the person's session, %NULL if only the demo was asked for
 */
FerrySession *
ferry_application_get_session (FerryApplication *self)
{
  g_return_val_if_fail (FERRY_IS_APPLICATION (self), NULL);

  return self->session;
}

/**
 * ferry_application_open_demo:
 * @self: the program
 *
 * Opens the window of the demo cloud, or presents it.
 */
void
ferry_application_open_demo (FerryApplication *self)
{
  g_return_if_fail (FERRY_IS_APPLICATION (self));

  if (self->demo == NULL)
    {
      self->demo = ferry_session_new_demo (self->settings);
      self->demo_notifier = ferry_notifier_new (GTK_APPLICATION (self), self->demo);
      start_soon (self, self->demo);
    }
  present_session (self, self->demo);
}
