/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows: the catalog, sorted, then filtered (so that a keystroke need not sort), then let through a little at a time,
 * then with ticks. Both lists, the wide and the compact one, show the same rows; only the one in front has a model. */

#include "config.h"

#include "app/ferry-images-page.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-dialog.h"
#include "app/ferry-details-dialog.h"
#include "app/ferry-image-actions.h"
#include "app/ferry-image-columns.h"
#include "app/ferry-image-filter.h"
#include "app/ferry-image-row.h"
#include "app/ferry-image-sorters.h"
#include "app/ferry-images-export.h"
#include "app/ferry-row-gate.h"
#include "app/ferry-row-menu.h"
#include "app/ferry-settings.h"
#include "app/ferry-state-words.h"
#include "app/ferry-window.h"
#include "app/ferry-words.h"

/* A list that comes sooner needs no spinner before it. */
#define SPINNER_DELAY 300

struct _FerryImagesPage
{
  AdwBin parent_instance;

  FerrySession *session;         /* (owned) (nullable) */
  FerryImageColumns *columns;    /* (owned) (nullable) */
  GtkSortListModel *sorted;      /* (owned) */
  GtkFilterListModel *shown;     /* (owned) */
  FerryImageFilter *filter;      /* (owned) */
  FerryRowGate *gate;            /* (owned) */
  FerryTickModel *ticks;         /* (owned) */
  GSignalGroup *catalog_signals; /* (owned) */
  FerryLayout layout;
  AdwToast *refusal; /* (weak): the last one, while it is shown */
  guint spinner_id;
  guint focus_id;
  gboolean wants_focus; /* the list gets the focus when it comes */

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkDropDown *status_filter;
  GtkDropDown *type_filter;
  GtkStack *stack;
  GtkColumnView *view;
  GtkListView *compact;
  GtkLabel *loaded;
  AdwStatusPage *status;
  GtkLabel *request;
  GtkButton *remedy;
};

G_DEFINE_FINAL_TYPE (FerryImagesPage, ferry_images_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static gboolean
is_narrow (FerryImagesPage *self)
{
  return self->layout == FERRY_LAYOUT_NARROW;
}

static GtkWidget *
get_list (FerryImagesPage *self)
{
  return is_narrow (self) ? GTK_WIDGET (self->compact) : GTK_WIDGET (self->view);
}

static guint
count_shown (FerryImagesPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->ticks));
}

static guint
count_all (FerryImagesPage *self)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);

  return catalog != NULL ? g_list_model_get_n_items (G_LIST_MODEL (catalog)) : 0;
}

/* While a list is read for the first time, others may still come before those that are there. */
static gboolean
is_whole (FerryImagesPage *self)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);

  return catalog != NULL && ferry_catalog_get_refreshed_at (catalog) != NULL;
}

static void
show_words (FerryImagesPage *self, const FerryStateWords *words)
{
  g_autofree char *description = g_markup_escape_text (words->description, -1);

  adw_status_page_set_icon_name (self->status, words->icon);
  adw_status_page_set_title (self->status, words->title);
  adw_status_page_set_description (self->status, description);
  gtk_label_set_label (self->request, words->request != NULL ? words->request : "");
  gtk_widget_set_visible (GTK_WIDGET (self->request), words->request != NULL);
  gtk_button_set_label (self->remedy, words->button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remedy), words->action);
  if (words->suggested)
    gtk_widget_add_css_class (GTK_WIDGET (self->remedy), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->remedy), "suggested-action");
  gtk_stack_set_visible_child_name (self->stack, "status");
}

/* Whoever writes meanwhile, or has opened a dialog, is not interrupted. */
static gboolean
may_take_focus (FerryImagesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || GTK_IS_TEXT (focus))
    return FALSE;

  return !ADW_IS_APPLICATION_WINDOW (root) ||
         adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (root)) == NULL;
}

static void
focus_first_row (FerryImagesPage *self)
{
  if (count_shown (self) == 0)
    return;
  if (is_narrow (self))
    gtk_list_view_scroll_to (self->compact, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  else
    ferry_image_columns_focus_row (self->columns, 0);
  ferry_images_page_focus_list (self);
}

static gboolean
focus_idle (gpointer user_data)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (user_data);

  self->focus_id = 0;
  if (may_take_focus (self))
    focus_first_row (self);

  return G_SOURCE_REMOVE;
}

static void
show_list (FerryImagesPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, is_narrow (self) ? "narrow" : "wide");
  if (!self->wants_focus || !is_whole (self))
    return;
  self->wants_focus = FALSE;
  /* The menu that was chosen from gives the focus back to its button when it closes. */
  if (self->focus_id == 0)
    self->focus_id = g_idle_add_full (G_PRIORITY_LOW, focus_idle, self, NULL);
}

static void
update_loaded (FerryImagesPage *self)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);
  guint total = catalog != NULL ? ferry_catalog_get_total (catalog) : 0;
  g_autofree char *text = NULL;

  if (total > 0)
    /* Translators: how many of how many images have been read. */
    text = g_strdup_printf (C_ ("loading", "%'u of %'u"), ferry_catalog_get_loaded (catalog), total);
  gtk_label_set_label (self->loaded, text != NULL ? text : "");
}

static gboolean
spinner_due_cb (gpointer user_data)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (user_data);

  self->spinner_id = 0;
  update_loaded (self);
  gtk_stack_set_visible_child_name (self->stack, "loading");

  return G_SOURCE_REMOVE;
}

static void
show_loading (FerryImagesPage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") == 0 || self->spinner_id != 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, "nothing");
  self->spinner_id = g_timeout_add (SPINNER_DELAY, spinner_due_cb, self);
}

static void
show_trouble (FerryImagesPage *self)
{
  FerryStateWords words = { 0 };

  if (!ferry_session_has_list (self->session))
    ferry_state_words_for_session (&words, self->session);
  else if (count_all (self) == 0)
    ferry_state_words_for_empty (&words);
  else
    ferry_state_words_for_no_results (&words, ferry_session_get_region (self->session),
                                      ferry_image_filter_get_text (self->filter));
  show_words (self, &words);
  ferry_state_words_clear (&words);
}

/* What is in front: the list, a spinner, or what stands in the way. */
static void
update_stack (FerryImagesPage *self)
{
  FerrySessionState state;
  gboolean is_loading;

  g_assert (FERRY_IS_IMAGES_PAGE (self));

  /* The rows move once more when the list goes. */
  if (self->session == NULL)
    return;
  state = ferry_session_get_state (self->session);
  is_loading = !ferry_session_has_list (self->session) && state <= FERRY_SESSION_LOADING &&
               state != FERRY_SESSION_KEYRING_ERROR;
  if (!is_loading)
    g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (is_loading)
    show_loading (self);
  else if (ferry_session_has_list (self->session) && count_shown (self) > 0)
    show_list (self);
  else
    show_trouble (self);
}

/* Only the list in front builds rows. */
static void
update_models (FerryImagesPage *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->ticks);

  ferry_row_gate_close (self->gate);
  gtk_column_view_set_model (self->view, is_narrow (self) ? NULL : model);
  gtk_list_view_set_model (self->compact, is_narrow (self) ? model : NULL);
}

/* GTK does not look at rows that changed. */
static void
renew_order (FerryImagesPage *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  g_assert (FERRY_IS_IMAGES_PAGE (self));

  if (!ferry_image_sorter_agrees (sorter, G_LIST_MODEL (self->sorted)))
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
  if (ferry_image_filter_is_active (self->filter))
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
refreshed_cb (FerryImagesPage *self)
{
  ferry_row_gate_set_held (self->gate, FALSE);
  renew_order (self);
  update_stack (self);
}

static void
replicas_changed_cb (FerryImagesPage *self)
{
  if (g_strcmp0 (ferry_image_columns_get_sort_column (self->columns, NULL), "replicas") == 0)
    renew_order (self);
}

static void
sorter_changed_cb (FerryImagesPage *self)
{
  GSettings *settings;
  gboolean descending = FALSE;
  const char *column;

  /* The list tells so once more when it goes. */
  if (self->columns == NULL)
    return;
  column = ferry_image_columns_get_sort_column (self->columns, &descending);
  if (column == NULL)
    return;
  settings = ferry_session_get_settings (self->session);
  g_settings_set_string (settings, FERRY_SETTING_SORT_COLUMN, column);
  g_settings_set_boolean (settings, FERRY_SETTING_SORT_DESCENDING, descending);
}

static void
tell_cleared (FerryImagesPage *self, guint n_ticked)
{
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u image was unticked: another region or account is shown",
                               "%u images were unticked: another region or account is shown", n_ticked),
                     n_ticked);

  ferry_window_tell (GTK_WIDGET (self), text);
}

static void
catalog_changed_cb (FerryImagesPage *self)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);
  guint n_ticked = ferry_tick_model_get_n_ticked (self->ticks);

  g_assert (FERRY_IS_IMAGES_PAGE (self));

  ferry_row_gate_close (self->gate);
  ferry_row_gate_set_held (self->gate, !is_whole (self));
  ferry_tick_model_set_catalog (self->ticks, catalog);
  if (ferry_tick_model_get_n_ticked (self->ticks) < n_ticked)
    tell_cleared (self, n_ticked);
  gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (catalog));
  g_signal_group_set_target (self->catalog_signals, catalog);
  update_stack (self);
}

/* Another region or account was chosen: whoever did so wants to go on in its list. */
static void
place_changed_cb (FerryImagesPage *self)
{
  g_assert (FERRY_IS_IMAGES_PAGE (self));

  self->wants_focus |= gtk_widget_get_mapped (GTK_WIDGET (self));
  update_stack (self);
}

/* What is found in a long list is shown from the top, and the first of it at once. */
static void
start_over (FerryImagesPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) <= FERRY_ROW_GATE_LONG)
    return;
  ferry_row_gate_close (self->gate);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_list (self))), 0);
}

static void
search_changed_cb (FerryImagesPage *self)
{
  start_over (self);
  ferry_image_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  update_stack (self);
}

static void
filter_chosen_cb (FerryImagesPage *self)
{
  if (self->filter == NULL)
    return;
  start_over (self);
  ferry_image_filter_set_status (self->filter, gtk_drop_down_get_selected (self->status_filter));
  ferry_image_filter_set_image_type (self->filter, gtk_drop_down_get_selected (self->type_filter));
  update_stack (self);
}

/* A list is never short for a reason that cannot be seen. */
static void
search_mode_changed_cb (FerryImagesPage *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      ferry_image_filter_set_text (self->filter, "");
      gtk_drop_down_set_selected (self->status_filter, FERRY_STATUS_FILTER_ANY);
      gtk_drop_down_set_selected (self->type_filter, FERRY_TYPE_FILTER_ANY);
      /* What folds up keeps the focus until it is gone, and a dialog would give it back to nobody. */
      if (gtk_widget_get_focus_child (GTK_WIDGET (self->search_bar)) != NULL)
        ferry_images_page_focus_list (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_SEARCH_MODE]);
}

/* One refusal at a time, however often it is tried. */
static void
tell_refusal (FerryImagesPage *self, AdwToast *toast)
{
  FerryWindow *window = ferry_window_find (GTK_WIDGET (self));

  if (self->refusal != NULL)
    adw_toast_dismiss (self->refusal);
  if (window == NULL)
    {
      g_object_unref (g_object_ref_sink (toast));
      return;
    }
  g_set_weak_pointer (&self->refusal, toast);
  ferry_window_add_toast (window, toast);
}

static void
refused_cb (FerryTickModel *ticks, FerryImage *image, const char *text, FerryImagesPage *self)
{
  FerryWindow *window = ferry_window_find (GTK_WIDGET (self));
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  if (ferry_tick_model_get_full (ticks) && window != NULL && ferry_window_has_page (window, "coverage"))
    {
      adw_toast_set_button_label (toast, _ ("Plan More…"));
      adw_toast_set_action_name (toast, "win.page");
      adw_toast_set_action_target (toast, "s", "coverage");
    }
  tell_refusal (self, toast);
}

static void
dropped_cb (FerryTickModel *ticks, const char *name, const char *reason, FerryImagesPage *self)
{
  /* Translators: the name of an image, and why: "payment-gateway was unticked: Being copied to Shanghai". */
  g_autofree char *text = g_strdup_printf (_ ("%s was unticked: %s"), name, reason);

  ferry_window_tell (GTK_WIDGET (self), text);
}

static void
row_activated_cb (FerryImagesPage *self, guint position)
{
  g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (self->ticks), position);

  if (image != NULL)
    ferry_details_dialog_present (self->session, ferry_image_get_id (image), GTK_WIDGET (self));
}

/* @widget: a row of the compact list, or something in it. */
static FerryImageRow *
find_compact_row (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, FERRY_TYPE_IMAGE_ROW);

  if (row == NULL)
    row = gtk_widget_get_first_child (widget);

  return FERRY_IS_IMAGE_ROW (row) ? FERRY_IMAGE_ROW (row) : NULL;
}

static FerryImage *
find_image (FerryImagesPage *self, GtkWidget *widget)
{
  FerryImageRow *row;

  if (widget == NULL)
    return NULL;
  if (!is_narrow (self))
    return ferry_image_columns_find_image (self->columns, widget);
  row = find_compact_row (widget);

  return row != NULL ? ferry_image_row_get_image (row) : NULL;
}

static FerryImage *
get_focused_image (FerryImagesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? find_image (self, gtk_root_get_focus (root)) : NULL;
}

static void
popover_closed_cb (GtkPopover *popover)
{
  /* The chosen action runs after this. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
}

static void
popup_menu_at (FerryImagesPage *self, FerryImage *image, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) menu = ferry_row_menu_new (image, ferry_session_get_read_only (self->session));
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, FerryImagesPage *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  FerryImage *image = find_image (self, picked);
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (image == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu_at (self, image, &at);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (widget);
  FerryImage *image = get_focused_image (self);

  if (image == NULL)
    return FALSE;
  if (!is_narrow (self))
    return ferry_image_columns_popup (self->columns, image);
  ferry_image_row_popup (find_compact_row (gtk_root_get_focus (gtk_widget_get_root (widget))));

  return TRUE;
}

/* @args: the name of an action with an image ID. */
static gboolean
action_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (widget);
  FerryImage *image = get_focused_image (self);
  g_autoptr (FerryProblem) problem = NULL;
  const char *action = g_variant_get_string (args, NULL);

  if (image == NULL)
    return FALSE;
  problem = ferry_image_actions_check (self->session, image, action);
  if (problem != NULL)
    ferry_window_tell (widget, problem->message);
  else
    gtk_widget_activate_action (widget, action, "s", ferry_image_get_id (image));

  return TRUE;
}

static void
clear_search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  ferry_images_page_focus_list (self);
}

static void
compact_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FerryImagesPage *self)
{
  gtk_list_item_set_child (item, ferry_image_row_new (self->session, self->ticks, item));
}

static void
compact_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FerryImagesPage *self)
{
  ferry_image_row_set_image (FERRY_IMAGE_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
compact_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, FerryImagesPage *self)
{
  ferry_image_row_set_image (FERRY_IMAGE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
add_compact_factory (FerryImagesPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (compact_setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (compact_bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (compact_unbind_cb), self, 0);
  gtk_list_view_set_factory (self->compact, factory);
}

static void
add_context_menu (FerryImagesPage *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (row_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
ferry_images_page_dispose (GObject *object)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  g_clear_weak_pointer (&self->refusal);
  g_clear_object (&self->session);
  g_clear_object (&self->columns);
  /* The template would let go of the child behind the back of AdwBin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_IMAGES_PAGE);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->ticks);
  g_clear_object (&self->gate);
  g_clear_object (&self->shown);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (ferry_images_page_parent_class)->dispose (object);
}

static void
ferry_images_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (object);

  if (property_id == PROP_SEARCH_MODE)
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->search_bar));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
ferry_images_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (object);

  if (property_id == PROP_SEARCH_MODE)
    gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-images-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, status_filter);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, type_filter);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, view);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, compact);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, loaded);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, status);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, request);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, remedy);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  ferry_image_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "images.clear-search", NULL, clear_search_action);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, action_key_cb, "s", "image.edit");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, action_key_cb, "s", "image.delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, action_key_cb, "s", "image.delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, action_key_cb, "s",
                                "image.copy-id");
}

static void
ferry_images_page_class_init (FerryImagesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ferry_images_page_dispose;
  object_class->get_property = ferry_images_page_get_property;
  object_class->set_property = ferry_images_page_set_property;
  pspecs[PROP_SEARCH_MODE] = g_param_spec_boolean (
    "search-mode", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  bind_children (widget_class);
  install_actions (widget_class);
}

static void
ferry_images_page_init (FerryImagesPage *self)
{
  self->wants_focus = TRUE;
  self->filter = ferry_image_filter_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  self->sorted = gtk_sort_list_model_new (NULL, g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->sorted)),
                                           g_object_ref (GTK_FILTER (self->filter)));
  self->gate = ferry_row_gate_new (g_object_ref (G_LIST_MODEL (self->shown)));
  self->ticks = ferry_tick_model_new (g_object_ref (G_LIST_MODEL (self->gate)));
  self->catalog_signals = g_signal_group_new (FERRY_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::refreshed-at", G_CALLBACK (refreshed_cb),
                                  self);
  g_signal_group_connect_swapped (self->catalog_signals, "notify::loaded", G_CALLBACK (update_loaded), self);
  g_signal_connect_object (self->ticks, "refused", G_CALLBACK (refused_cb), self, 0);
  g_signal_connect_object (self->ticks, "dropped", G_CALLBACK (dropped_cb), self, 0);
  add_compact_factory (self);
  add_context_menu (self);
}

static void
restore_order (FerryImagesPage *self)
{
  GSettings *settings = ferry_session_get_settings (self->session);
  g_autofree char *column = g_settings_get_string (settings, FERRY_SETTING_SORT_COLUMN);

  ferry_image_columns_sort_by (self->columns, column,
                               g_settings_get_boolean (settings, FERRY_SETTING_SORT_DESCENDING));
}

/**
 * ferry_images_page_set_session:
 * @self: an images page
 * @session: what to show; to be set once
 */
void
ferry_images_page_set_session (FerryImagesPage *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->columns = ferry_image_columns_new (self->view, session, self->ticks);
  restore_order (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ferry_session_get_replicas (session), "changed", G_CALLBACK (replicas_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::catalog", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::region", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ticks, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  update_models (self);
  catalog_changed_cb (self);
}

/**
 * ferry_images_page_get_session:
 * @self: an images page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
FerrySession *
ferry_images_page_get_session (FerryImagesPage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGES_PAGE (self), NULL);

  return self->session;
}

/**
 * ferry_images_page_set_layout:
 * @self: an images page
 * @layout: how wide the window is
 */
void
ferry_images_page_set_layout (FerryImagesPage *self, FerryLayout layout)
{
  gboolean had_focus;

  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));

  had_focus = gtk_widget_get_focus_child (get_list (self)) != NULL;
  self->layout = layout;
  if (self->session == NULL)
    return;
  ferry_image_columns_set_layout (self->columns, layout);
  update_models (self);
  if (is_narrow (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "compact");
  update_stack (self);
  if (had_focus)
    ferry_images_page_focus_list (self);
}

/**
 * ferry_images_page_get_ticks:
 * @self: an images page
 *
 * Returns: (transfer none): what is ticked
 */
FerryTickModel *
ferry_images_page_get_ticks (FerryImagesPage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGES_PAGE (self), NULL);

  return self->ticks;
}

/**
 * ferry_images_page_export:
 * @self: an images page
 *
 * Writes the images that are shown, in their order, into a file that the person chooses.
 */
void
ferry_images_page_export (FerryImagesPage *self)
{
  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));

  ferry_images_export_present (G_LIST_MODEL (self->shown), ferry_session_get_replicas (self->session),
                               ferry_session_get_region (self->session), GTK_WIDGET (self));
}

/**
 * ferry_images_page_get_search_bar:
 * @self: an images page
 *
 * The page does not show it itself: it stands above what the window tells of the list.
 *
 * Returns: (transfer none): the bar that searches the list
 */
GtkWidget *
ferry_images_page_get_search_bar (FerryImagesPage *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGES_PAGE (self), NULL);

  return GTK_WIDGET (self->search_bar);
}

/**
 * ferry_images_page_copy_ticked:
 * @self: an images page
 *
 * Asks where to copy the ticked images to.
 */
void
ferry_images_page_copy_ticked (FerryImagesPage *self)
{
  g_auto (GStrv) ids = NULL;

  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));

  ids = ferry_tick_model_dup_ids (self->ticks);
  if (ids[0] != NULL)
    ferry_copy_dialog_present (self->session, ids, GTK_WIDGET (self));
}

/**
 * ferry_images_page_focus_list:
 * @self: an images page
 *
 * Puts the focus into the list.
 */
void
ferry_images_page_focus_list (FerryImagesPage *self)
{
  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));

  gtk_widget_grab_focus (get_list (self));
}
