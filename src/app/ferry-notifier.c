/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-notifier.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-ending-words.h"
#include "app/ferry-settings.h"
#include "app/ferry-window.h"

/* As many are told one by one when several have ended while no process was there; more are told together. */
#define MAX_AT_ONCE 3
/* Of how many operations an earlier process may have left a notification behind. A desktop keeps no more. */
#define MAX_LEFT 100
#define EARLIER_ID "ended-earlier"
#define FOREIGN_ID "foreign-journal"

struct _FerryNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* (not owned): it owns this */
  FerrySession *session;       /* (owned) */
  GHashTable *sent;            /* (owned): set of the notifications that may be on screen */
  GPtrArray *earlier;          /* (owned): FerryOperation: ended before this process began */
  guint n_asking;              /* of those of before, how many the journal has still to answer for */
};

G_DEFINE_FINAL_TYPE (FerryNotifier, ferry_notifier, G_TYPE_OBJECT)

/* A question to the engine: may this process tell of it? */
typedef struct
{
  FerryNotifier *notifier;   /* (owned) */
  FerryOperation *operation; /* (owned) */
  gboolean earlier;
} Question;

static void
question_free (Question *question)
{
  g_application_release (G_APPLICATION (question->notifier->application));
  g_object_unref (question->notifier);
  g_object_unref (question->operation);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static FerryWindow *
find_window (FerryNotifier *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (FERRY_IS_WINDOW (l->data) && ferry_window_get_session (l->data) == self->session)
      return l->data;

  return NULL;
}

static gboolean
is_in_front (FerryWindow *window)
{
  return window != NULL && gtk_window_is_active (GTK_WINDOW (window));
}

static gboolean
shows_copies (FerryWindow *window)
{
  return is_in_front (window) && g_strcmp0 (ferry_window_get_page (window), "copies") == 0;
}

static char *
make_id (FerryOperation *operation)
{
  return g_strdup_printf ("ended-%s", ferry_operation_get_uid (operation));
}

static void
withdraw (FerryNotifier *self, const char *id)
{
  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
send (FerryNotifier *self, const char *id, GNotification *notification)
{
  if (!g_settings_get_boolean (ferry_session_get_settings (self->session), FERRY_SETTING_NOTIFY))
    return;
  g_hash_table_add (self->sent, g_strdup (id));
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

/* A copy that runs again makes what was told of it old. */
static void
state_changed_cb (FerryOperation *operation, GParamSpec *pspec, FerryNotifier *self)
{
  FerryOperationState state = ferry_operation_get_state (operation);
  g_autofree char *id = NULL;

  if (ferry_operation_state_is_ended (state) || state == FERRY_OPERATION_UNDECIDED)
    return;
  id = make_id (operation);
  if (g_hash_table_remove (self->sent, id))
    withdraw (self, id);
  g_signal_handlers_disconnect_by_func (operation, state_changed_cb, self);
}

/* From now on what was told of @operation goes when it was seen, or is old. */
static void
expect_withdrawal (FerryNotifier *self, FerryOperation *operation)
{
  g_hash_table_add (self->sent, make_id (operation));
  g_signal_handlers_disconnect_by_func (operation, state_changed_cb, self);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (state_changed_cb), self, 0);
}

static void
send_for (FerryNotifier *self, FerryOperation *operation, const char *title)
{
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autofree char *body = ferry_ending_words_dup_body (operation);
  g_autofree char *id = make_id (operation);
  const char *uid = ferry_operation_get_uid (operation);
  gboolean good = ferry_operation_get_state (operation) == FERRY_OPERATION_DONE;

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, good ? "transfer.complete" : "transfer.error");
  g_notification_set_priority (notification,
                               good ? G_NOTIFICATION_PRIORITY_NORMAL : G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-operation", "s", uid);
  g_notification_add_button_with_target (notification, C_ ("notification", "Show"), "app.show-operation", "s",
                                         uid);
  if (ferry_ending_words_can_retry (operation))
    g_notification_add_button_with_target (notification, C_ ("notification", "Retry"), "app.retry-operation",
                                           "s", uid);
  expect_withdrawal (self, operation);
  send (self, id, notification);
}

static void
toast (FerryWindow *window, const char *title, const char *action, GVariant *target, gboolean urgent)
{
  AdwToast *item = adw_toast_new (title);

  adw_toast_set_use_markup (item, FALSE);
  adw_toast_set_button_label (item, C_ ("toast", "Show"));
  adw_toast_set_action_name (item, action);
  adw_toast_set_action_target_value (item, target);
  if (urgent)
    adw_toast_set_timeout (item, 0);
  ferry_window_add_toast (window, item);
}

/* Who looks at the copies sees it end; whoever cannot see hears it. */
static void
tell (FerryNotifier *self, FerryOperation *operation)
{
  g_autofree char *title = ferry_ending_words_dup_title (operation);
  FerryWindow *window = find_window (self);

  if (title == NULL)
    return;
  if (shows_copies (window))
    gtk_accessible_announce (GTK_ACCESSIBLE (window), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  else if (is_in_front (window))
    toast (window, title, "app.show-operation", g_variant_new_string (ferry_operation_get_uid (operation)),
           ferry_operation_get_state (operation) != FERRY_OPERATION_DONE);
  else
    send_for (self, operation, title);
}

static void
tell_together (FerryNotifier *self, guint n)
{
  g_autofree char *title = NULL;
  g_autoptr (GNotification) notification = NULL;
  FerryWindow *window = find_window (self);

  title = g_strdup_printf (ngettext ("%u operation ended while Image Ferry was closed",
                                     "%u operations ended while Image Ferry was closed", n),
                           n);
  if (is_in_front (window))
    {
      toast (window, title, "app.show-operation", g_variant_new_string (""), TRUE);
      return;
    }
  notification = g_notification_new (title);
  g_notification_set_body (notification, _ ("Copies shows what became of each."));
  g_notification_set_default_action_and_target (notification, "app.show-operation", "s", "");
  g_notification_add_button_with_target (notification, C_ ("notification", "Show"), "app.show-operation", "s",
                                         "");
  send (self, EARLIER_ID, notification);
}

/* What ended while nobody was there is told when all is known. */
static void
tell_earlier (FerryNotifier *self)
{
  if (self->earlier->len > MAX_AT_ONCE)
    tell_together (self, self->earlier->len);
  else
    for (guint i = 0; i < self->earlier->len; i++)
      tell (self, g_ptr_array_index (self->earlier, i));
  g_ptr_array_set_size (self->earlier, 0);
}

static gboolean
was_cancelled (FerryOperation *operation)
{
  return ferry_operation_get_state (operation) == FERRY_OPERATION_CANCELLED;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  FerryNotifier *self = question->notifier;
  g_autoptr (GError) error = NULL;
  gboolean ours = ferry_engine_tell_finish (FERRY_ENGINE (source), result, &error);

  /* Twice is better than never. */
  if (error != NULL)
    g_message ("Another process may tell of an operation as well: %s", error->message);
  ours = ours || error != NULL;
  if (ours && question->earlier && !was_cancelled (question->operation))
    g_ptr_array_add (self->earlier, g_object_ref (question->operation));
  else if (ours)
    tell (self, question->operation);
  if (question->earlier && --self->n_asking == 0)
    tell_earlier (self);
}

/* The process stays until what it has to tell is told. */
static void
ask (FerryNotifier *self, FerryOperation *operation, gboolean earlier)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);
  Question *question;

  if (engine == NULL)
    return;
  question = g_new0 (Question, 1);
  question->notifier = g_object_ref (self);
  question->operation = g_object_ref (operation);
  question->earlier = earlier;
  self->n_asking += earlier;
  g_application_hold (G_APPLICATION (self->application));
  ferry_engine_tell_async (engine, operation, answered_cb, question);
}

static void
ended_cb (FerrySession *session, FerryOperation *operation, FerryNotifier *self)
{
  ask (self, operation, FALSE);
}

static gboolean
is_at_rest (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  return state == FERRY_OPERATION_UNDECIDED || ferry_operation_state_is_ended (state);
}

static gboolean
is_untold (FerryOperation *operation)
{
  return ferry_operation_get_state (operation) == FERRY_OPERATION_UNDECIDED ||
         (is_at_rest (operation) && !ferry_operation_get_record (operation)->told);
}

/* A desktop keeps notifications longer than a process lasts: what an earlier one has told may be on screen still. */
static void
remember_left (FerryNotifier *self, GListModel *operations)
{
  guint n = g_list_model_get_n_items (operations);

  g_hash_table_add (self->sent, g_strdup (EARLIER_ID));
  for (guint i = n > MAX_LEFT ? n - MAX_LEFT : 0; i < n; i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (is_at_rest (operation))
        expect_withdrawal (self, operation);
    }
}

/* That copies may have been forgotten is not said in passing. */
static void
recovery_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryNotifier) self = user_data;
  g_autofree char *text = ferry_engine_tell_recovery_finish (FERRY_ENGINE (source), result, NULL);
  FerryWindow *window = find_window (self);
  g_autoptr (GNotification) notification = NULL;
  AdwDialog *dialog;

  if (text == NULL)
    return;
  if (window != NULL)
    {
      dialog = adw_alert_dialog_new (_ ("The Journal Was Damaged"), text);
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
      adw_dialog_present (dialog, GTK_WIDGET (window));
      return;
    }
  notification = g_notification_new (_ ("The Journal Was Damaged"));
  g_notification_set_body (notification, text);
  g_notification_set_default_action (notification, "app.present");
  g_application_send_notification (G_APPLICATION (self->application), "journal", notification);
}

static void
withdraw_if_seen (FerryNotifier *self)
{
  if (shows_copies (find_window (self)))
    ferry_notifier_withdraw_all (self);
}

/* What ended, or came to rest, and was told by nobody. */
static void
tell_untold (FerryNotifier *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);
  GListModel *operations;

  if (engine == NULL || ferry_engine_is_foreign (engine))
    return;
  operations = ferry_engine_get_operations (engine);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (is_untold (operation))
        ask (self, operation, TRUE);
    }
}

/* Without a window nobody would hear that the copies wait for an answer. */
static void
tell_foreign (FerryNotifier *self)
{
  g_autoptr (GNotification) notification = NULL;

  if (find_window (self) != NULL || ferry_engine_get_n_active (ferry_session_get_engine (self->session)) == 0)
    return;
  notification = g_notification_new (_ ("Copies wait for your answer"));
  g_notification_set_body (
    notification,
    _ ("Their journal came from another computer. Open Image Ferry and say whether they go on here."));
  g_notification_set_default_action (notification, "app.present");
  send (self, FOREIGN_ID, notification);
}

static void
engine_ready_cb (FerryNotifier *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine == NULL)
    return;
  ferry_engine_tell_recovery_async (engine, recovery_cb, g_object_ref (self));
  remember_left (self, ferry_engine_get_operations (engine));
  withdraw_if_seen (self);
  g_signal_connect_object (engine, "notify::foreign", G_CALLBACK (tell_untold), self, G_CONNECT_SWAPPED);
  if (ferry_engine_is_foreign (engine))
    tell_foreign (self);
  else
    tell_untold (self);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, FerryNotifier *self)
{
  if (!FERRY_IS_WINDOW (window) || ferry_window_get_session (FERRY_WINDOW (window)) != self->session)
    return;
  withdraw (self, FOREIGN_ID);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (withdraw_if_seen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::page", G_CALLBACK (withdraw_if_seen), self, G_CONNECT_SWAPPED);
}

static void
ferry_notifier_finalize (GObject *object)
{
  FerryNotifier *self = FERRY_NOTIFIER (object);

  g_clear_object (&self->session);
  g_hash_table_unref (self->sent);
  g_ptr_array_unref (self->earlier);

  G_OBJECT_CLASS (ferry_notifier_parent_class)->finalize (object);
}

static void
ferry_notifier_class_init (FerryNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_notifier_finalize;
}

static void
ferry_notifier_init (FerryNotifier *self)
{
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->earlier = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_notifier_new:
 * @application: the program, which owns the notifier
 * @session: whose operations to tell of; not started yet
 *
 * Returns: (transfer full): a notifier
 */
FerryNotifier *
ferry_notifier_new (GtkApplication *application, FerrySession *session)
{
  FerryNotifier *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);

  self = g_object_new (FERRY_TYPE_NOTIFIER, NULL);
  self->application = application;
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "ended", G_CALLBACK (ended_cb), self, 0);
  g_signal_connect_object (session, "engine-ready", G_CALLBACK (engine_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self, 0);

  return self;
}

/**
 * ferry_notifier_withdraw_all:
 * @self: a notifier
 *
 * Takes all its notifications off the screen: they were seen, or lead nowhere any more.
 */
void
ferry_notifier_withdraw_all (FerryNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (FERRY_IS_NOTIFIER (self));

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    withdraw (self, id);
  g_hash_table_remove_all (self->sent);
}
