/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-window.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-banner.h"
#include "app/ferry-copies-page.h"
#include "app/ferry-first-start-page.h"
#include "app/ferry-images-page.h"
#include "app/ferry-place-button.h"
#include "app/ferry-settings.h"
#include "app/ferry-take-over-dialog.h"
#include "app/ferry-tick-bar.h"
#include "engine/ferry-regions.h"

struct _FerryWindow
{
  AdwApplicationWindow parent_instance;

  FerrySession *session; /* (owned) */
  FerryLayout layout;

  AdwBreakpoint *medium;
  AdwBreakpoint *small;
  AdwBreakpoint *narrow;
  AdwHeaderBar *header;
  GtkStack *title;
  AdwBin *place_start;
  AdwBin *place_title;
  FerryPlaceButton *place;
  GtkWidget *search_start;
  GtkWidget *search_end;
  AdwBin *search_place;
  FerryBanner *banner;
  AdwToastOverlay *toasts;
  GtkStack *content;
  AdwViewStack *pages;
  AdwViewStackPage *copies_page;
  FerryImagesPage *images;
  FerryCopiesPage *copies;
  FerryFirstStartPage *first_start;
  FerryTickBar *tick_bar;
  AdwViewSwitcherBar *switcher_bar;
};

G_DEFINE_FINAL_TYPE (FerryWindow, ferry_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_PAGE,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static gboolean
has_account (FerryWindow *self)
{
  FerrySessionState state = ferry_session_get_state (self->session);

  return state != FERRY_SESSION_NO_ACCOUNT && state != FERRY_SESSION_LOCKED;
}

static gboolean
is_on_page (FerryWindow *self, const char *page)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), page) == 0;
}

static void
move_place (FerryWindow *self, AdwBin *to)
{
  AdwBin *from = to == self->place_start ? self->place_title : self->place_start;

  if (adw_bin_get_child (from) == NULL)
    return;
  g_object_ref (self->place);
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (to, GTK_WIDGET (self->place));
  g_object_unref (self->place);
}

/* Where the header's parts are depends on the width, on the page, and on whether there is an account at all. */
static void
update_header (FerryWindow *self)
{
  gboolean shown = has_account (self);
  gboolean narrow = self->layout == FERRY_LAYOUT_NARROW;
  gboolean on_images = is_on_page (self, "images");
  gboolean searchable = on_images || is_on_page (self, "copies");

  g_assert (FERRY_IS_WINDOW (self));

  move_place (self, narrow ? self->place_title : self->place_start);
  gtk_widget_set_visible (GTK_WIDGET (self->place_start), shown && !narrow);
  gtk_widget_set_visible (self->search_start, shown && narrow && searchable);
  gtk_widget_set_visible (self->search_end, shown && !narrow && searchable);
  gtk_stack_set_visible_child_name (self->title, !shown ? "name" : narrow ? "place" : "switcher");
  adw_view_switcher_bar_set_reveal (self->switcher_bar, shown && narrow);
  ferry_place_button_set_all_regions (self->place, is_on_page (self, "copies"));
  gtk_widget_set_visible (GTK_WIDGET (self->search_place), shown && on_images);
  ferry_tick_bar_set_narrow (self->tick_bar, narrow);
  ferry_tick_bar_set_shown (self->tick_bar, shown && on_images && ferry_session_has_list (self->session));
  gtk_stack_set_visible_child_name (self->content, shown ? "pages" : "first-start");
}

static void
update_actions (FerryWindow *self)
{
  FerryTickModel *ticks = ferry_images_page_get_ticks (self->images);
  gboolean any = ticks != NULL && ferry_tick_model_get_n_ticked (ticks) > 0;
  gboolean on_images = is_on_page (self, "images");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.copy",
                                 any && on_images && !ferry_session_get_read_only (self->session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.untick", any && on_images);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.refresh", has_account (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export",
                                 has_account (self) &&
                                   (on_images ? ferry_session_has_list (self->session)
                                              : ferry_session_get_engine (self->session) != NULL));
}

static void
update (FerryWindow *self)
{
  update_header (self);
  update_actions (self);
}

/* Search is that of the page shown. */
static void
set_search_action (FerryWindow *self)
{
  gpointer page = is_on_page (self, "copies") ? (gpointer) self->copies : (gpointer) self->images;
  g_autoptr (GPropertyAction) search = g_property_action_new ("search", page, "search-mode");

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (search));
}

/* Whoever comes by keyboard comes to the list, not to the buttons before it. */
static void
show_copies (FerryWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  adw_view_stack_page_set_needs_attention (self->copies_page, FALSE);
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->copies)))
    ferry_copies_page_focus_list (self->copies);
}

static void
page_changed_cb (FerryWindow *self)
{
  if (self->session == NULL)
    return;
  if (is_on_page (self, "copies"))
    show_copies (self);
  set_search_action (self);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_PAGE]);
}

/* What did not go well is marked until it was looked at. */
static void
ended_cb (FerrySession *session, FerryOperation *operation, FerryWindow *self)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  if (state != FERRY_OPERATION_DONE && state != FERRY_OPERATION_CANCELLED && !is_on_page (self, "copies"))
    adw_view_stack_page_set_needs_attention (self->copies_page, TRUE);
}

static void
breakpoint_changed_cb (FerryWindow *self)
{
  AdwBreakpoint *breakpoint = adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self));
  FerryLayout layout = FERRY_LAYOUT_WIDE;

  if (breakpoint == self->narrow)
    layout = FERRY_LAYOUT_NARROW;
  else if (breakpoint == self->small)
    layout = FERRY_LAYOUT_SMALL;
  else if (breakpoint == self->medium)
    layout = FERRY_LAYOUT_MEDIUM;
  if (layout == self->layout)
    return;
  self->layout = layout;
  ferry_images_page_set_layout (self->images, layout);
  ferry_copies_page_set_narrow (self->copies, layout == FERRY_LAYOUT_NARROW);
  ferry_first_start_page_set_narrow (self->first_start, layout == FERRY_LAYOUT_NARROW);
  update_header (self);
}

static void
n_active_changed_cb (FerryWindow *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine != NULL)
    adw_view_stack_page_set_badge_number (self->copies_page, ferry_engine_get_n_active (engine));
}

static void
take_over_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryEngine *engine = ferry_session_get_engine (FERRY_WINDOW (widget)->session);

  if (engine != NULL && ferry_engine_is_foreign (engine))
    ferry_take_over_dialog_present (engine, widget);
}

/* Copies that wait for an answer are worth a question; otherwise the banner will do. */
static void
ask_about_journal (FerryWindow *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine != NULL && ferry_engine_get_n_active (engine) > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.take-over", NULL);
}

static void
engine_ready_cb (FerryWindow *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  if (engine == NULL)
    return;
  ask_about_journal (self);
  g_signal_connect_object (engine, "notify::n-active", G_CALLBACK (n_active_changed_cb), self,
                           G_CONNECT_SWAPPED);
  n_active_changed_cb (self);
}

static void
place_changed_cb (FerryWindow *self)
{
  FerryAccount *account = ferry_session_get_account (self->session);
  GActionMap *map = G_ACTION_MAP (self);
  GSimpleAction *region = G_SIMPLE_ACTION (g_action_map_lookup_action (map, "region"));
  GSimpleAction *chosen = G_SIMPLE_ACTION (g_action_map_lookup_action (map, "account"));

  g_simple_action_set_state (region, g_variant_new_string (ferry_session_get_region (self->session)));
  g_simple_action_set_state (chosen,
                             g_variant_new_string (account != NULL ? ferry_account_get_id (account) : ""));
  update (self);
}

static void
region_action (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  FerryWindow *self = FERRY_WINDOW (user_data);
  const char *region = g_variant_get_string (value, NULL);

  if (ferry_region_is_known (region))
    ferry_session_set_region (self->session, region);
}

static void
account_action (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  FerryWindow *self = FERRY_WINDOW (user_data);
  FerryAccount *account = ferry_account_store_find_id (ferry_session_get_accounts (self->session),
                                                       g_variant_get_string (value, NULL));

  if (account != NULL)
    ferry_session_set_account (self->session, account);
}

static const GActionEntry actions[] = {
  { .name = "region", .parameter_type = "s", .state = "''", .change_state = region_action },
  { .name = "account", .parameter_type = "s", .state = "''", .change_state = account_action },
};

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_window_show_page (FERRY_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_operation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_window_show_operation (FERRY_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
place_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryWindow *self = FERRY_WINDOW (widget);

  if (has_account (self))
    ferry_place_button_popup (self->place);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_session_refresh (FERRY_WINDOW (widget)->session);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_images_page_copy_ticked (FERRY_WINDOW (widget)->images);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryWindow *self = FERRY_WINDOW (widget);

  if (is_on_page (self, "copies"))
    gtk_widget_activate_action (GTK_WIDGET (self->copies), "copies.export", NULL);
  else
    ferry_images_page_export (self->images);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  FerryWindow *self = FERRY_WINDOW (widget);
  gboolean searching;

  g_object_get (self->images, "search-mode", &searching, NULL);
  if (!searching || !is_on_page (self, "images"))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self->images), "images.clear-search", NULL);

  return GDK_EVENT_STOP;
}

static void
untick_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ferry_tick_model_clear (ferry_images_page_get_ticks (FERRY_WINDOW (widget)->images));
}

static void
restore_size (FerryWindow *self)
{
  GSettings *settings = ferry_session_get_settings (self->session);

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, FERRY_SETTING_WINDOW_WIDTH),
                               g_settings_get_int (settings, FERRY_SETTING_WINDOW_HEIGHT));
  if (g_settings_get_boolean (settings, FERRY_SETTING_WINDOW_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (FerryWindow *self)
{
  GSettings *settings = ferry_session_get_settings (self->session);
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, FERRY_SETTING_WINDOW_WIDTH, MAX (width, 360));
  g_settings_set_int (settings, FERRY_SETTING_WINDOW_HEIGHT, MAX (height, 294));
  g_settings_set_boolean (settings, FERRY_SETTING_WINDOW_MAXIMIZED,
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
ferry_window_close_request (GtkWindow *window)
{
  remember_size (FERRY_WINDOW (window));

  return GTK_WINDOW_CLASS (ferry_window_parent_class)->close_request (window);
}

static void
connect_session (FerryWindow *self)
{
  ferry_place_button_set_session (self->place, self->session);
  ferry_banner_set_session (self->banner, self->session);
  ferry_first_start_page_set_session (self->first_start, self->session);
  ferry_images_page_set_session (self->images, self->session);
  ferry_copies_page_set_session (self->copies, self->session);
  ferry_tick_bar_set_models (self->tick_bar, self->session, ferry_images_page_get_ticks (self->images));

  g_object_bind_property (self->copies, "needs-attention", self->copies_page, "needs-attention",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->session, "notify::account", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::region", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::catalog", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::read-only", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "engine-ready", G_CALLBACK (engine_ready_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "ended", G_CALLBACK (ended_cb), self, 0);
  g_signal_connect_object (ferry_images_page_get_ticks (self->images), "notify::n-ticked",
                           G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
}

static void
ferry_window_constructed (GObject *object)
{
  FerryWindow *self = FERRY_WINDOW (object);

  G_OBJECT_CLASS (ferry_window_parent_class)->constructed (object);

  connect_session (self);
  set_search_action (self);
  restore_size (self);
  engine_ready_cb (self);
  place_changed_cb (self);
}

static void
ferry_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ferry_window_parent_class)->map (widget);

  ask_about_journal (FERRY_WINDOW (widget));
}

static void
ferry_window_dispose (GObject *object)
{
  FerryWindow *self = FERRY_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_WINDOW);

  G_OBJECT_CLASS (ferry_window_parent_class)->dispose (object);
}

static void
ferry_window_finalize (GObject *object)
{
  FerryWindow *self = FERRY_WINDOW (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_window_parent_class)->finalize (object);
}

static void
ferry_window_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryWindow *self = FERRY_WINDOW (object);

  if (property_id == PROP_SESSION)
    g_value_set_object (value, self->session);
  else if (property_id == PROP_PAGE)
    g_value_set_string (value, ferry_window_get_page (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
ferry_window_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerryWindow *self = FERRY_WINDOW (object);

  if (property_id == PROP_SESSION)
    self->session = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, medium);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, small);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, narrow);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, header);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, title);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, place_start);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, place_title);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, place);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, search_start);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, search_end);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, search_place);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, content);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, copies_page);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, images);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, copies);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, first_start);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, tick_bar);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, switcher_bar);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
}

static void
ferry_window_class_init (FerryWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = ferry_window_constructed;
  object_class->dispose = ferry_window_dispose;
  object_class->finalize = ferry_window_finalize;
  object_class->get_property = ferry_window_get_property;
  object_class->set_property = ferry_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = ferry_window_close_request;
  widget_class->map = ferry_window_map;

  pspecs[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FERRY_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  pspecs[PROP_PAGE] = g_param_spec_string (
    "page", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  g_type_ensure (FERRY_TYPE_BANNER);
  g_type_ensure (FERRY_TYPE_COPIES_PAGE);
  g_type_ensure (FERRY_TYPE_FIRST_START_PAGE);
  g_type_ensure (FERRY_TYPE_IMAGES_PAGE);
  g_type_ensure (FERRY_TYPE_PLACE_BUTTON);
  g_type_ensure (FERRY_TYPE_TICK_BAR);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.show-operation", "s", show_operation_action);
  gtk_widget_class_install_action (widget_class, "win.take-over", NULL, take_over_action);
  gtk_widget_class_install_action (widget_class, "win.place", NULL, place_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.untick", NULL, untick_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

/* A page is named after its title, mnemonic and all: a screen reader should not say "underscore". */
static void
name_pages (FerryWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->pages);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      g_autoptr (GString) name = g_string_new (adw_view_stack_page_get_title (page));

      g_string_replace (name, "_", "", 1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
    }
}

static void
ferry_window_init (FerryWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  name_pages (self);
  adw_bin_set_child (self->search_place, ferry_images_page_get_search_bar (self->images));
  g_signal_connect (self, "notify::current-breakpoint", G_CALLBACK (breakpoint_changed_cb), NULL);
}

/**
 * ferry_window_new:
 * @application: the program
 * @session: what to show
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
FerryWindow *
ferry_window_new (GtkApplication *application, FerrySession *session)
{
  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);

  return g_object_new (FERRY_TYPE_WINDOW, "application", application, "session", session, NULL);
}

/**
 * ferry_window_get_session:
 * @self: a window
 *
 * Returns: (transfer none): what it shows
 */
FerrySession *
ferry_window_get_session (FerryWindow *self)
{
  g_return_val_if_fail (FERRY_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * ferry_window_get_layout:
 * @self: a window
 *
 * Returns: how wide it is
 */
FerryLayout
ferry_window_get_layout (FerryWindow *self)
{
  g_return_val_if_fail (FERRY_IS_WINDOW (self), FERRY_LAYOUT_WIDE);

  return self->layout;
}

/**
 * ferry_window_has_page:
 * @self: a window
 * @page: the name of a page
 *
 * Returns: whether there is such a page
 */
gboolean
ferry_window_has_page (FerryWindow *self, const char *page)
{
  g_return_val_if_fail (FERRY_IS_WINDOW (self), FALSE);

  return adw_view_stack_get_child_by_name (self->pages, page) != NULL;
}

/**
 * ferry_window_get_page:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the name of the page shown
 */
const char *
ferry_window_get_page (FerryWindow *self)
{
  g_return_val_if_fail (FERRY_IS_WINDOW (self), NULL);

  return self->pages != NULL && has_account (self) ? adw_view_stack_get_visible_child_name (self->pages)
                                                   : NULL;
}

/**
 * ferry_window_show_operation:
 * @self: a window
 * @uid: an operation's ID, or "" for all
 *
 * Shows what became of an operation.
 */
void
ferry_window_show_operation (FerryWindow *self, const char *uid)
{
  g_return_if_fail (FERRY_IS_WINDOW (self));
  g_return_if_fail (uid != NULL);

  ferry_window_show_page (self, "copies");
  if (*uid != '\0')
    ferry_copies_page_show_operation (self->copies, uid);
}

/**
 * ferry_window_show_page:
 * @self: a window
 * @page: `images`, `copies`; a page that is not there changes nothing
 */
void
ferry_window_show_page (FerryWindow *self, const char *page)
{
  g_return_if_fail (FERRY_IS_WINDOW (self));
  g_return_if_fail (page != NULL);

  if (ferry_window_has_page (self, page))
    adw_view_stack_set_visible_child_name (self->pages, page);
}

/* A narrow window has room for a few words in a line: the others follow beneath. */
static void
wrap_title (FerryWindow *self, AdwToast *toast)
{
  GtkWidget *label = gtk_label_new (adw_toast_get_title (toast));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  /* The toast asks how high it must be for this width. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_text (GTK_LABEL (label)),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * ferry_window_add_toast:
 * @self: a window
 * @toast: (transfer full): what to say
 *
 * Says something in passing. Screen readers say it too: libadwaita announces toasts.
 */
void
ferry_window_add_toast (FerryWindow *self, AdwToast *toast)
{
  g_return_if_fail (FERRY_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  if (self->layout == FERRY_LAYOUT_NARROW && adw_toast_get_custom_title (toast) == NULL)
    wrap_title (self, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * ferry_window_find:
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): the main window it is in, or its dialog's window belongs to
 */
FerryWindow *
ferry_window_find (GtkWidget *widget)
{
  GtkWidget *window;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  window = gtk_widget_get_ancestor (widget, FERRY_TYPE_WINDOW);

  return window != NULL ? FERRY_WINDOW (window) : NULL;
}

/**
 * ferry_window_tell:
 * @widget: a widget in a main window
 * @text: a short sentence without markup
 *
 * Says something in passing.
 */
void
ferry_window_tell (GtkWidget *widget, const char *text)
{
  FerryWindow *window = ferry_window_find (widget);
  AdwToast *toast;

  g_return_if_fail (text != NULL);

  if (window == NULL)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  ferry_window_add_toast (window, toast);
}

/* A copy that somebody asked for before is not made twice, and that is said. */
static char *
describe_copying (FerrySubmission *submission)
{
  FerryOperation *operation = g_ptr_array_index (submission->operations, 0);
  const char *city = ferry_region_get_city (ferry_operation_get_target_region (operation));
  guint n_attached = submission->attached != NULL ? g_strv_length (submission->attached) : 0;
  guint n = n_attached;

  if (submission->created == NULL)
    return g_strdup_printf (
      ngettext ("%u image is being copied to %s already", "%u images are being copied to %s already", n), n,
      city);
  n += ferry_operation_get_n_replicas (submission->created);

  return g_strdup_printf (ngettext ("%u image is being copied to %s", "%u images are being copied to %s", n),
                          n, city);
}

/**
 * ferry_window_tell_copying:
 * @widget: a widget in a main window
 * @submission: an accepted one
 *
 * Says that images are being copied, and where to look. All ticks go.
 */
void
ferry_window_tell_copying (GtkWidget *widget, FerrySubmission *submission)
{
  FerryWindow *self = ferry_window_find (widget);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (self == NULL || submission->operations->len == 0)
    return;
  text = describe_copying (submission);
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, C_ ("toast", "Show"));
  adw_toast_set_action_name (toast, "win.show-operation");
  adw_toast_set_action_target (toast, "s",
                               ferry_operation_get_uid (g_ptr_array_index (submission->operations, 0)));
  ferry_window_add_toast (self, toast);
  ferry_tick_model_clear (ferry_images_page_get_ticks (self->images));
}
