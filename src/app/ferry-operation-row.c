/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the replicas are made when the row is opened for the first time: a long history costs little. */

#include "config.h"

#include "app/ferry-operation-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-choose-image-dialog.h"
#include "app/ferry-copy-text.h"
#include "app/ferry-copy-words.h"
#include "app/ferry-delete-dialog.h"
#include "app/ferry-details-dialog.h"
#include "app/ferry-open-image.h"
#include "app/ferry-operation-dialog.h"
#include "app/ferry-phrases.h"
#include "app/ferry-replica-row.h"
#include "app/ferry-window.h"
#include "engine/ferry-regions.h"

struct _FerryOperationRow
{
  AdwExpanderRow parent_instance;

  FerrySession *session;     /* (owned) */
  GListModel *operations;    /* (owned): all of them: one may wait for another */
  FerryOperation *operation; /* (owned) */
  GPtrArray *rows;           /* (owned) (element-type FerryReplicaRow): made so far, owned by GTK */
  gboolean narrow;
  gboolean worth_opening; /* at the last look */
  guint update_id;
  GtkWidget *before_menu; /* (weak) (nullable): what had the keyboard when the menu was opened */
  const char *style;

  GtkImage *icon;
  GtkMenuButton *more;
  GtkWidget *retry;
  AdwButtonContent *retry_content;
  GtkWidget *retry_icon;
  GtkLabel *time;
};

G_DEFINE_FINAL_TYPE (FerryOperationRow, ferry_operation_row, ADW_TYPE_EXPANDER_ROW)

static gboolean
can_drive (FerryOperationRow *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  return engine != NULL && !ferry_engine_is_foreign (engine) &&
         ferry_engine_can_drive (engine, self->operation);
}

/* Of another computer's journal, or of keys that are not here. */
static FerryFollowed
find_followed (FerryOperationRow *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine == NULL || can_drive (self) ||
      ferry_operation_state_is_ended (ferry_operation_get_state (self->operation)))
    return FERRY_FOLLOWED_HERE;

  return ferry_engine_is_foreign (engine) || ferry_engine_is_driven (engine, self->operation)
           ? FERRY_FOLLOWED_ELSEWHERE
           : FERRY_FOLLOWED_BY_NOBODY;
}

static const char *
get_account_shown (FerryOperationRow *self)
{
  FerryAccount *account = ferry_session_get_account (self->session);

  return account != NULL ? ferry_account_get_label (account) : NULL;
}

/* Only of the account shown is it known; of others the engine says so. */
static gboolean
may_write (FerryOperationRow *self)
{
  return g_strcmp0 (get_account_shown (self), ferry_operation_get_account (self->operation)) != 0 ||
         !ferry_session_get_read_only (self->session);
}

/* What is missing of this operation, and can be asked for again. */
static guint
count_retriable (FerryOperationRow *self)
{
  guint n = ferry_copy_words_count_failed (self->operation);

  for (guint i = 0; i < ferry_operation_get_n_replicas (self->operation); i++)
    n += ferry_replica_get_state (ferry_operation_get_replica (self->operation, i)) == FERRY_STATE_CANCELLED;

  return n;
}

static FerryOperation *
find_blocker (FerryOperationRow *self)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (self->operation); i++)
    {
      FerryOperation *blocker = ferry_copy_words_find_blocker (
        self->operations, self->operation, ferry_operation_get_replica (self->operation, i));

      if (blocker != NULL)
        return blocker;
    }

  return NULL;
}

/* Rows of replicas */

static void
add_replica (FerryOperationRow *self, FerryReplica *replica)
{
  GtkWidget *row = ferry_replica_row_new (self->operation, replica);

  ferry_replica_row_set_operations (FERRY_REPLICA_ROW (row), self->operations);
  ferry_replica_row_set_can_decide (FERRY_REPLICA_ROW (row), can_drive (self) && may_write (self));
  ferry_replica_row_set_followed (FERRY_REPLICA_ROW (row), find_followed (self));
  ferry_replica_row_set_narrow (FERRY_REPLICA_ROW (row), self->narrow);
  g_ptr_array_add (self->rows, row);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
expanded_cb (FerryOperationRow *self)
{
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  for (guint i = self->rows->len; i < ferry_operation_get_n_replicas (self->operation); i++)
    add_replica (self, ferry_operation_get_replica (self->operation, i));
}

/* Looks */

static void
set_style (FerryOperationRow *self, const char *style)
{
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style);
  self->style = style != NULL ? style : "dimmed";
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->style);
}

static void
update_retry (FerryOperationRow *self)
{
  guint n = count_retriable (self);
  gboolean ended = ferry_operation_state_is_ended (ferry_operation_get_state (self->operation));
  gboolean possible = ended && n > 0 && can_drive (self) && may_write (self);
  gboolean some = n < ferry_operation_get_n_replicas (self->operation);

  adw_button_content_set_label (self->retry_content, some ? _ ("_Retry Failed Only") : C_ ("copy", "_Retry"));
  gtk_widget_set_tooltip_text (self->retry_icon, some ? _ ("Retry Failed Only") : C_ ("copy", "Retry"));
  gtk_widget_set_visible (self->retry, possible && !self->narrow);
  gtk_widget_set_visible (self->retry_icon, possible && self->narrow);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "operation.retry", possible);
}

static void
update_accessible (FerryOperationRow *self, const char *title)
{
  g_autofree char *label = NULL;

  /* Translators: for screen readers: a button with more actions for "Beijing → Suqian" */
  label = g_strdup_printf (_ ("More actions for %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (user_data);

  self->update_id = 0;
  ferry_operation_row_update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (FerryOperationRow *self)
{
  g_assert (FERRY_IS_OPERATION_ROW (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add (update_idle, self);
}

static void
replicas_changed_cb (FerryOperationRow *self, guint position, guint removed, guint added)
{
  g_assert (FERRY_IS_OPERATION_ROW (self));

  for (guint i = position; i < position + added; i++)
    g_signal_connect_object (ferry_operation_get_replica (self->operation, i), "notify",
                             G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  if (self->rows->len > 0)
    expanded_cb (self);
  queue_update (self);
}

/* Acting */

static void
tell_error (FerryOperationRow *self, const GError *error)
{
  if (error != NULL)
    ferry_window_tell (GTK_WIDGET (self), error->message);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryOperationRow) self = FERRY_OPERATION_ROW (user_data);
  g_autoptr (GError) error = NULL;

  ferry_engine_retry_finish (FERRY_ENGINE (source), result, &error);
  tell_error (self, error);
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryOperationRow) self = FERRY_OPERATION_ROW (user_data);
  g_autoptr (GError) error = NULL;

  ferry_engine_cancel_finish (FERRY_ENGINE (source), result, &error);
  tell_error (self, error);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryOperationRow) self = FERRY_OPERATION_ROW (user_data);
  g_autoptr (GError) error = NULL;

  ferry_engine_resolve_finish (FERRY_ENGINE (source), result, &error);
  tell_error (self, error);
}

static void
resolve (FerryOperationRow *self, FerryReplica *replica, FerryChoice choice, const char *image)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine != NULL && replica != NULL)
    ferry_engine_resolve_async (engine, replica, choice, image, resolved_cb, g_object_ref (self));
}

static FerryReplica *
find_replica (FerryOperationRow *self, GVariant *parameter)
{
  return ferry_operation_find_source (self->operation, g_variant_get_string (parameter, NULL));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (widget);
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine != NULL)
    ferry_engine_retry_async (engine, self->operation, retried_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (widget);
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine != NULL)
    ferry_engine_cancel_async (engine, self->operation, cancelled_cb, g_object_ref (self));
}

static void
chosen_cb (const char *image, gpointer user_data, gpointer row)
{
  resolve (FERRY_OPERATION_ROW (row), FERRY_REPLICA (user_data), FERRY_CHOICE_THERE, image);
}

static void
there_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (widget);
  FerryReplica *replica = find_replica (self, parameter);

  if (replica != NULL)
    ferry_choose_image_dialog_present (self->session, self->operation, replica, chosen_cb, widget);
}

static void
send_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  resolve (FERRY_OPERATION_ROW (widget), find_replica (FERRY_OPERATION_ROW (widget), parameter),
           FERRY_CHOICE_SEND_AGAIN, NULL);
}

static void
forget_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  resolve (FERRY_OPERATION_ROW (widget), find_replica (FERRY_OPERATION_ROW (widget), parameter),
           FERRY_CHOICE_FORGET, NULL);
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (widget);

  ferry_operation_dialog_present (self->session, self->operation, widget);
}

static void
copy_text (GtkWidget *widget, const char *text, const char *said)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  ferry_window_tell (widget, said);
}

/* What ferryctl calls its account; without a name it takes the keys of the environment first. */
static const char *
get_account_of_command (FerryOperationRow *self)
{
  const char *label = ferry_operation_get_account (self->operation);
  FerryAccount *account = ferry_account_store_find_label (ferry_session_get_accounts (self->session), label);

  return account != NULL && ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_ENVIRONMENT ? NULL
                                                                                                   : label;
}

static void
copy_command_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (widget);
  g_autofree char *text = ferry_copy_text_dup_command (self->operation, get_account_of_command (self),
                                                       ferry_session_is_demo (self->session),
                                                       ferry_session_get_endpoint (self->session));

  copy_text (widget, text, _ ("Command copied"));
}

static void
copy_details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = ferry_copy_text_dup_details (FERRY_OPERATION_ROW (widget)->operation);

  copy_text (widget, text, _ ("Details copied"));
}

static void
copy_text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy_text (widget, g_variant_get_string (parameter, NULL), _ ("Request ID copied"));
}

/* Lists are those of the account shown. */
static gboolean
is_account_shown (FerryOperationRow *self)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (get_account_shown (self), ferry_operation_get_account (self->operation)) == 0)
    return TRUE;
  text = g_strdup_printf (_ ("Choose the account “%s” first"), ferry_operation_get_account (self->operation));
  ferry_window_tell (GTK_WIDGET (self), text);

  return FALSE;
}

static void
open_image (FerryOperationRow *self, GVariant *parameter, FerryOpenImageFunc present)
{
  FerryReplica *replica = find_replica (self, parameter);

  if (replica == NULL || ferry_replica_get_image (replica) == NULL || !is_account_shown (self))
    return;
  ferry_open_image (self->session, ferry_operation_get_target_region (self->operation),
                    ferry_replica_get_image (replica), present, GTK_WIDGET (self));
}

static void
open_replica_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_image (FERRY_OPERATION_ROW (widget), parameter, ferry_details_dialog_present_image);
}

static void
delete_failed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_image (FERRY_OPERATION_ROW (widget), parameter, ferry_delete_dialog_present_image);
}

/* The menu */

static void
add_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, target != NULL ? "s" : NULL, target);
  g_menu_append_item (menu, item);
}

static void
add_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static gboolean
is_openable (FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);

  return ferry_replica_get_image (replica) != NULL && state != FERRY_STATE_VANISHED;
}

static gboolean
is_deletable (FerryReplica *replica)
{
  return ferry_replica_get_image (replica) != NULL && ferry_replica_get_state (replica) == FERRY_STATE_ERROR;
}

/* One replica: an item; several: a menu of them. */
static void
add_replicas (FerryOperationRow *self,
              GMenu *menu,
              const char *label,
              const char *action,
              gboolean (*is_meant) (FerryReplica *replica))
{
  g_autoptr (GMenu) submenu = g_menu_new ();
  const char *only = NULL;

  for (guint i = 0; i < ferry_operation_get_n_replicas (self->operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (self->operation, i);

      if (!is_meant (replica))
        continue;
      only = ferry_replica_get_source (replica);
      add_item (submenu, ferry_copy_words_get_name (replica), action, only);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (submenu)) == 1)
    add_item (menu, label, action, only);
  else if (only != NULL)
    g_menu_append_submenu (menu, label, G_MENU_MODEL (submenu));
}

static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (user_data);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();
  g_autoptr (GMenu) texts = g_menu_new ();
  g_autoptr (GMenu) deletes = g_menu_new ();
  guint unsent = ferry_copy_words_count_unsent (self->operation);

  if (unsent > 0 && can_drive (self))
    add_item (acts,
              unsent == ferry_operation_get_n_replicas (self->operation) ? C_ ("copy", "_Cancel")
                                                                         : _ ("_Cancel What Was Not Sent"),
              "operation.cancel", NULL);
  add_replicas (self, acts, _ ("_Open Replica"), "operation.open-replica", is_openable);
  add_item (texts, _ ("Copy as Co_mmand"), "operation.copy-command", NULL);
  add_item (texts, _ ("Copy De_tails"), "operation.copy-details", NULL);
  add_item (texts, C_ ("copy", "_Details"), "operation.details", "");
  if (can_drive (self))
    add_replicas (self, deletes, _ ("D_elete Failed Replica…"), "operation.delete-failed", is_deletable);
  add_section (menu, acts);
  add_section (menu, texts);
  add_section (menu, deletes);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static gboolean
return_focus_idle (gpointer user_data)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (user_data);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->before_menu != NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->more)))
    gtk_widget_grab_focus (self->before_menu);
  g_clear_weak_pointer (&self->before_menu);

  return G_SOURCE_REMOVE;
}

/* A moment later it has given the keyboard to its button, or its item has opened a dialog. */
static void
menu_closed_cb (FerryOperationRow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, return_focus_idle, g_object_ref (self), g_object_unref);
}

/* The menu of the row: whoever closes it is back where it was opened. */
static void
popup_menu (FerryOperationRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkPopover *popover;

  g_set_weak_pointer (&self->before_menu,
                      focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ? focus : NULL);
  gtk_menu_button_popup (self->more);
  popover = gtk_menu_button_get_popover (self->more);
  if (popover != NULL && self->before_menu != NULL)
    g_signal_connect_object (popover, "closed", G_CALLBACK (menu_closed_cb), self, G_CONNECT_SWAPPED);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, FerryOperationRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  popup_menu (FERRY_OPERATION_ROW (widget));

  return TRUE;
}

static void
ferry_operation_row_dispose (GObject *object)
{
  FerryOperationRow *self = FERRY_OPERATION_ROW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_weak_pointer (&self->before_menu);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_OPERATION_ROW);
  g_clear_object (&self->session);
  g_clear_object (&self->operation);
  g_clear_object (&self->operations);

  G_OBJECT_CLASS (ferry_operation_row_parent_class)->dispose (object);
}

static void
ferry_operation_row_finalize (GObject *object)
{
  g_ptr_array_unref (FERRY_OPERATION_ROW (object)->rows);

  G_OBJECT_CLASS (ferry_operation_row_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "operation.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "operation.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "operation.details", "s", details_action);
  gtk_widget_class_install_action (widget_class, "operation.copy-command", NULL, copy_command_action);
  gtk_widget_class_install_action (widget_class, "operation.copy-details", NULL, copy_details_action);
  gtk_widget_class_install_action (widget_class, "operation.copy-text", "s", copy_text_action);
  gtk_widget_class_install_action (widget_class, "operation.open-replica", "s", open_replica_action);
  gtk_widget_class_install_action (widget_class, "operation.delete-failed", "s", delete_failed_action);
  gtk_widget_class_install_action (widget_class, "replica.there", "s", there_action);
  gtk_widget_class_install_action (widget_class, "replica.send-again", "s", send_again_action);
  gtk_widget_class_install_action (widget_class, "replica.forget", "s", forget_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
}

static void
ferry_operation_row_class_init (FerryOperationRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ferry_operation_row_dispose;
  object_class->finalize = ferry_operation_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-operation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, more);
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, retry);
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, retry_content);
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, retry_icon);
  gtk_widget_class_bind_template_child (widget_class, FerryOperationRow, time);
  install_actions (widget_class);
}

static void
ferry_operation_row_init (FerryOperationRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->more, create_menu_cb, self, NULL);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

static gboolean
is_worth_opening (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  return state == FERRY_OPERATION_RUNNING || state == FERRY_OPERATION_UNDECIDED ||
         state == FERRY_OPERATION_FAILED || state == FERRY_OPERATION_PARTIAL;
}

/* Opens once when there is something to see; whoever closes the row then is left in peace. */
static void
open_when_worth (FerryOperationRow *self)
{
  gboolean was_worth_opening = self->worth_opening;

  self->worth_opening = is_worth_opening (self->operation);
  if (self->worth_opening && !was_worth_opening)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
}

/**
 * ferry_operation_row_new:
 * @session: whose engine drives it
 * @operations: all operations
 * @operation: one of them
 *
 * Returns: (transfer full): a row that follows @operation; open if it runs, failed, or needs a decision
 */
GtkWidget *
ferry_operation_row_new (FerrySession *session, GListModel *operations, FerryOperation *operation)
{
  FerryOperationRow *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  self = g_object_new (FERRY_TYPE_OPERATION_ROW, NULL);
  self->session = g_object_ref (session);
  self->operations = g_object_ref (operations);
  self->operation = g_object_ref (operation);
  title = ferry_copy_words_dup_title (operation);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  /* The title names what can be focused, which is inside; the list's own item needs a name as well. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  update_accessible (self, title);
  g_signal_connect_object (operation, "notify", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "items-changed", G_CALLBACK (replicas_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  replicas_changed_cb (self, 0, 0, ferry_operation_get_n_replicas (operation));
  ferry_operation_row_update (self);

  return GTK_WIDGET (self);
}

/**
 * ferry_operation_row_get_operation:
 * @self: an operation row
 *
 * Returns: (transfer none): what it shows
 */
FerryOperation *
ferry_operation_row_get_operation (FerryOperationRow *self)
{
  g_return_val_if_fail (FERRY_IS_OPERATION_ROW (self), NULL);

  return self->operation;
}

/**
 * ferry_operation_row_set_narrow:
 * @self: an operation row
 * @narrow: whether the window is narrow
 */
void
ferry_operation_row_set_narrow (FerryOperationRow *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_OPERATION_ROW (self));

  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  for (guint i = 0; i < self->rows->len; i++)
    ferry_replica_row_set_narrow (g_ptr_array_index (self->rows, i), narrow);
  ferry_operation_row_update (self);
}

/* There is no room for the time beside it when narrow. */
static void
update_subtitle (FerryOperationRow *self, FerryFollowed followed, const char *left)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *course =
    ferry_copy_words_dup_subtitle (self->operation, find_blocker (self), get_account_shown (self), now);
  const char *facts[4] = { course, NULL };
  g_autofree char *all = NULL;
  guint n = 1;

  if (followed != FERRY_FOLLOWED_HERE)
    facts[n++] = ferry_copy_words_get_followed (followed);
  if (left != NULL && self->narrow)
    facts[n++] = left;
  all = ferry_phrase_join_facts ((char **) facts);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), all);
}

/**
 * ferry_operation_row_update:
 * @self: an operation row
 *
 * Says anew how the operation stands: time has passed, or what it waits for has changed.
 */
void
ferry_operation_row_update (FerryOperationRow *self)
{
  FerryFollowed followed;
  g_autofree char *left = NULL;

  g_return_if_fail (FERRY_IS_OPERATION_ROW (self));

  followed = find_followed (self);
  left = followed != FERRY_FOLLOWED_BY_NOBODY ? ferry_copy_words_dup_time_left (self->operation) : NULL;
  update_subtitle (self, followed, left);
  gtk_label_set_label (self->time, left != NULL ? left : "");
  gtk_widget_set_visible (GTK_WIDGET (self->time), left != NULL && !self->narrow);
  gtk_image_set_from_icon_name (self->icon, ferry_copy_words_get_icon (self->operation));
  set_style (self, ferry_copy_words_get_style (self->operation));
  update_retry (self);
  open_when_worth (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      FerryReplicaRow *row = g_ptr_array_index (self->rows, i);

      ferry_replica_row_set_followed (row, followed);
      ferry_replica_row_set_can_decide (row, can_drive (self) && may_write (self));
    }
}
