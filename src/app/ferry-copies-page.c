/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row an operation, kept as long as the page: it moves from one list to the other when the operation ends, and
 * keeps what a person has opened in it. So an operation leaves its old list before it enters the new one. */

#include "config.h"

#include "app/ferry-copies-page.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copies-export.h"
#include "app/ferry-copy-order.h"
#include "app/ferry-copy-search.h"
#include "app/ferry-copy-words.h"
#include "app/ferry-duplicate-banner.h"
#include "app/ferry-operation-row.h"

/* How much of the history is shown at once. */
#define STEP 50
/* Words that change with the time are renewed this often while something runs and the page is seen. */
#define RENEW_SECONDS 30
/* How long a row that is opened is kept in sight: it grows for a fifth of a second. */
#define SCROLL_MS 500

typedef enum
{
  SECTION_NONE,
  SECTION_ACTIVE,
  SECTION_ENDED,
} Section;

typedef enum
{
  SHOW_ALL,
  SHOW_VERIFIED,
  SHOW_FAILED,
  SHOW_DIFFERS,
  SHOW_CANCELLED,
} Show;

struct _FerryCopiesPage
{
  AdwBin parent_instance;

  FerrySession *session;      /* (owned) (nullable) */
  GListModel *operations;     /* (owned) (nullable) */
  GHashTable *sections;       /* (owned): FerryOperation → Section: which list it is in */
  GHashTable *rows;           /* (owned): FerryOperation → FerryOperationRow (owned) */
  GtkFilter *active_filter;   /* (owned) */
  GtkFilter *ended_filter;    /* (owned) */
  GtkSorter *active_sorter;   /* (owned) */
  GtkSliceListModel *history; /* (owned) */
  GListModel *active;         /* (owned) */
  FerryCopySearch *search;    /* (owned) */
  gboolean narrow;
  gboolean needs_attention;
  guint update_id;
  guint renew_id;
  guint scroll_id;      /* what keeps a row in sight while the page is laid out */
  gint64 scroll_until;  /* frame time, 0 = not begun */
  GtkWidget *scroll_to; /* (owned) (nullable) */

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  FerryDuplicateBanner *duplicates;
  GtkStack *stack;
  AdwStatusPage *empty;
  AdwStatusPage *no_results;
  GtkViewport *viewport;
  GtkWidget *content;
  GtkWidget *active_section;
  GtkListBox *active_list;
  GtkWidget *ended_section;
  GtkDropDown *filter;
  GtkListBox *ended_list;
  GtkWidget *no_match;
  GtkWidget *earlier;
};

G_DEFINE_FINAL_TYPE (FerryCopiesPage, ferry_copies_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_NEEDS_ATTENTION,
  PROP_SEARCH_MODE,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

/* Which list, and where in it */

static Section
find_section (FerryOperation *operation)
{
  return ferry_operation_state_is_ended (ferry_operation_get_state (operation)) ? SECTION_ENDED
                                                                                : SECTION_ACTIVE;
}

static Section
get_section (FerryCopiesPage *self, FerryOperation *operation)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->sections, operation));
}

static gboolean
has_state (FerryOperation *operation, FerryState state)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    if (ferry_replica_get_state (ferry_operation_get_replica (operation, i)) == state)
      return TRUE;

  return FALSE;
}

static gboolean
is_wanted (FerryCopiesPage *self, FerryOperation *operation)
{
  switch ((Show) gtk_drop_down_get_selected (self->filter))
    {
    case SHOW_VERIFIED:
      return ferry_operation_get_state (operation) == FERRY_OPERATION_DONE;
    case SHOW_FAILED:
      return ferry_copy_words_count_failed (operation) > 0;
    case SHOW_DIFFERS:
      return has_state (operation, FERRY_STATE_DIFFERS);
    case SHOW_CANCELLED:
      return has_state (operation, FERRY_STATE_CANCELLED);
    case SHOW_ALL:
    default:
      return TRUE;
    }
}

static gboolean
match_active (gpointer item, gpointer user_data)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (user_data);

  return get_section (self, item) == SECTION_ACTIVE && ferry_copy_search_matches (self->search, item);
}

static gboolean
match_ended (gpointer item, gpointer user_data)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (user_data);

  return get_section (self, item) == SECTION_ENDED && is_wanted (self, item) &&
         ferry_copy_search_matches (self->search, item);
}

/* Rows */

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (user_data);
  GtkWidget *row = g_hash_table_lookup (self->rows, item);

  if (row == NULL)
    {
      row =
        g_object_ref_sink (ferry_operation_row_new (self->session, self->operations, FERRY_OPERATION (item)));
      g_hash_table_insert (self->rows, item, row);
    }
  ferry_operation_row_set_narrow (FERRY_OPERATION_ROW (row), self->narrow);

  return g_object_ref (row);
}

static guint
count (GListModel *model)
{
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static guint
count_section (FerryCopiesPage *self, Section section)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->sections);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += GPOINTER_TO_UINT (value) == section;

  return n;
}

/* While something is searched for, headings without a match are only in the way. */
static gboolean
has_ended_section (FerryCopiesPage *self, guint n_shown)
{
  return count_section (self, SECTION_ENDED) > 0 &&
         (n_shown > 0 || !ferry_copy_search_is_active (self->search) ||
          gtk_drop_down_get_selected (self->filter) != SHOW_ALL);
}

static const char *
choose_content (FerryCopiesPage *self, guint n_active, guint n_ended)
{
  if (count (self->operations) == 0)
    return "empty";

  return n_active + n_ended == 0 && ferry_copy_search_is_active (self->search) ? "no-results" : "list";
}

static void
update_visible (FerryCopiesPage *self)
{
  guint n_active = count (self->active);
  guint n_ended = count (G_LIST_MODEL (self->history));
  guint n_all = self->history != NULL ? count (gtk_slice_list_model_get_model (self->history)) : 0;

  gtk_stack_set_visible_child_name (self->stack, choose_content (self, n_active, n_ended));
  gtk_widget_set_visible (self->active_section, n_active > 0);
  gtk_widget_set_visible (self->ended_section, has_ended_section (self, n_ended));
  gtk_widget_set_visible (GTK_WIDGET (self->ended_list), n_ended > 0);
  gtk_widget_set_visible (self->no_match, n_ended == 0);
  gtk_widget_set_visible (self->earlier, n_all > n_ended);
}

/* Renewing */

static void
renew_rows (FerryCopiesPage *self)
{
  for (guint i = 0; i < count (self->active); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->active, i);
      FerryOperationRow *row = g_hash_table_lookup (self->rows, operation);

      if (row != NULL)
        ferry_operation_row_update (row);
    }
}

static gboolean
renew_cb (gpointer user_data)
{
  renew_rows (FERRY_COPIES_PAGE (user_data));

  return G_SOURCE_CONTINUE;
}

/* No timer while nothing runs or nobody looks. */
static void
update_renewing (FerryCopiesPage *self)
{
  gboolean wanted = gtk_widget_get_mapped (GTK_WIDGET (self)) && count (self->active) > 0;

  if (wanted && self->renew_id == 0)
    self->renew_id = g_timeout_add_seconds (RENEW_SECONDS, renew_cb, self);
  else if (!wanted)
    g_clear_handle_id (&self->renew_id, g_source_remove);
}

/* Moving from list to list */

static void
filters_changed (FerryCopiesPage *self)
{
  gtk_filter_changed (self->active_filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_filter_changed (self->ended_filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
get_focus_inside (FerryCopiesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, self->content) ? focus : NULL;
}

static gboolean
leave_old_sections (FerryCopiesPage *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < count (self->operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->operations, i);

      if (get_section (self, operation) == find_section (operation))
        continue;
      g_hash_table_insert (self->sections, operation, GUINT_TO_POINTER (SECTION_NONE));
      any = TRUE;
    }

  return any;
}

static void
enter_new_sections (FerryCopiesPage *self)
{
  for (guint i = 0; i < count (self->operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->operations, i);

      g_hash_table_insert (self->sections, operation, GUINT_TO_POINTER (find_section (operation)));
    }
}

static gboolean
is_focus_path_whole (GtkWidget *focus)
{
  for (GtkWidget *widget = focus; gtk_widget_get_parent (widget) != NULL;
       widget = gtk_widget_get_parent (widget))
    if (gtk_widget_get_focus_child (gtk_widget_get_parent (widget)) != widget)
      return FALSE;

  return TRUE;
}

/* A row that went from list to list counts as focused still, but the widgets around it do not know: Tab would lead
 * nowhere, and the window would soon give the keyboard to something else. */
static void
restore_focus (GtkWidget *focus)
{
  GtkRoot *root = gtk_widget_get_root (focus);

  if (root == NULL)
    return;
  if (!is_focus_path_whole (focus))
    gtk_root_set_focus (root, NULL);
  gtk_widget_grab_focus (focus);
}

static void
update (FerryCopiesPage *self)
{
  g_autoptr (GtkWidget) focus = get_focus_inside (self);

  if (focus != NULL)
    g_object_ref (focus);
  if (leave_old_sections (self))
    {
      filters_changed (self);
      enter_new_sections (self);
      filters_changed (self);
    }
  else if (ferry_copy_search_is_active (self->search))
    filters_changed (self);
  gtk_sorter_changed (self->active_sorter, GTK_SORTER_CHANGE_DIFFERENT);
  renew_rows (self);
  update_visible (self);
  update_renewing (self);
  if (focus != NULL)
    restore_focus (focus);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (user_data);

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (FerryCopiesPage *self)
{
  g_assert (FERRY_IS_COPIES_PAGE (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add (update_idle, self);
}

/* The journal forgets old operations. */
static void
forget_removed (FerryCopiesPage *self)
{
  g_autoptr (GHashTable) present = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer operation;

  for (guint i = 0; i < count (self->operations); i++)
    {
      g_autoptr (FerryOperation) item = g_list_model_get_item (self->operations, i);

      g_hash_table_add (present, item);
    }
  g_hash_table_iter_init (&iter, self->sections);
  while (g_hash_table_iter_next (&iter, &operation, NULL))
    if (!g_hash_table_contains (present, operation))
      {
        g_hash_table_remove (self->rows, operation);
        g_hash_table_iter_remove (&iter);
      }
}

static void
operations_changed_cb (FerryCopiesPage *self, guint position, guint removed, guint added)
{
  g_assert (FERRY_IS_COPIES_PAGE (self));

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->operations, i);

      g_signal_connect_object (operation, "notify::state", G_CALLBACK (queue_update), self,
                               G_CONNECT_SWAPPED);
    }
  if (removed > 0)
    forget_removed (self);
  queue_update (self);
}

/* Ends */

static void
set_needs_attention (FerryCopiesPage *self, gboolean needs_attention)
{
  if (self->needs_attention == needs_attention)
    return;
  self->needs_attention = needs_attention;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_NEEDS_ATTENTION]);
}

/* Whoever has asked for it is told by the notifier. */
static void
ended_cb (FerryCopiesPage *self, FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  g_assert (FERRY_IS_COPIES_PAGE (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (state == FERRY_OPERATION_FAILED || state == FERRY_OPERATION_PARTIAL ||
       state == FERRY_OPERATION_UNDECIDED))
    set_needs_attention (self, TRUE);
}

/* What people do */

static void
filter_changed_cb (FerryCopiesPage *self)
{
  if (self->history == NULL)
    return;
  gtk_slice_list_model_set_size (self->history, STEP);
  gtk_filter_changed (self->ended_filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_visible (self);
}

static void
earlier_clicked_cb (FerryCopiesPage *self)
{
  gtk_slice_list_model_set_size (self->history, gtk_slice_list_model_get_size (self->history) + STEP);
  update_visible (self);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (widget);

  if (self->operations != NULL)
    ferry_copies_export_present (self->operations, widget);
}

static void
search_changed_cb (FerryCopiesPage *self)
{
  if (!ferry_copy_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->search_entry))))
    return;
  if (self->history != NULL)
    gtk_slice_list_model_set_size (self->history, STEP);
  filters_changed (self);
  update_visible (self);
}

/* A list is never short for a reason that cannot be seen. */
static void
search_mode_changed_cb (FerryCopiesPage *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      search_changed_cb (self);
      /* What folds up keeps the focus until it is gone, and a dialog would give it back to nobody. */
      if (gtk_widget_get_focus_child (GTK_WIDGET (self->search_bar)) != NULL)
        ferry_copies_page_focus_list (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_SEARCH_MODE]);
}

static void
clear_search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (widget);

  gtk_drop_down_set_selected (self->filter, SHOW_ALL);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  ferry_copies_page_focus_list (self);
}

static void
stop_scrolling (FerryCopiesPage *self)
{
  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
  self->scroll_id = 0;
  self->scroll_until = 0;
  g_clear_object (&self->scroll_to);
}

/* The page itself */

/* What may be done with copies has changed. */
static void
foreign_changed_cb (FerryCopiesPage *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    ferry_operation_row_update (row);
}

static void
engine_changed_cb (FerryCopiesPage *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  g_assert (FERRY_IS_COPIES_PAGE (self));

  if (engine != NULL)
    g_signal_connect_object (engine, "notify::foreign", G_CALLBACK (foreign_changed_cb), self,
                             G_CONNECT_SWAPPED);

  ferry_duplicate_banner_set_engine (self->duplicates, engine);
  ferry_copies_page_set_operations (self, engine != NULL ? ferry_engine_get_operations (engine) : NULL);
}

static void
ferry_copies_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ferry_copies_page_parent_class)->map (widget);

  set_needs_attention (FERRY_COPIES_PAGE (widget), FALSE);
  queue_update (FERRY_COPIES_PAGE (widget));
}

static void
ferry_copies_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&FERRY_COPIES_PAGE (widget)->renew_id, g_source_remove);

  GTK_WIDGET_CLASS (ferry_copies_page_parent_class)->unmap (widget);
}

static void
ferry_copies_page_dispose (GObject *object)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->renew_id, g_source_remove);
  stop_scrolling (self);
  if (self->stack != NULL)
    ferry_copies_page_set_operations (self, NULL);
  /* The template would let go of the child behind the back of AdwBin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_COPIES_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_copies_page_parent_class)->dispose (object);
}

static void
ferry_copies_page_finalize (GObject *object)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (object);

  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->sections);
  g_object_unref (self->active_filter);
  g_object_unref (self->ended_filter);
  g_object_unref (self->active_sorter);
  ferry_copy_search_free (self->search);

  G_OBJECT_CLASS (ferry_copies_page_parent_class)->finalize (object);
}

static void
ferry_copies_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (object);

  if (property_id == PROP_NEEDS_ATTENTION)
    g_value_set_boolean (value, self->needs_attention);
  else if (property_id == PROP_SEARCH_MODE)
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->search_bar));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
ferry_copies_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (object);

  if (property_id == PROP_SEARCH_MODE)
    gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-copies-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, duplicates);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, empty);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, no_results);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, viewport);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, content);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, active_section);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, active_list);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, ended_section);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, ended_list);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, no_match);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, earlier);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_clicked_cb);
}

static void
ferry_copies_page_class_init (FerryCopiesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ferry_copies_page_dispose;
  object_class->finalize = ferry_copies_page_finalize;
  object_class->get_property = ferry_copies_page_get_property;
  object_class->set_property = ferry_copies_page_set_property;
  widget_class->map = ferry_copies_page_map;
  widget_class->unmap = ferry_copies_page_unmap;
  pspecs[PROP_NEEDS_ATTENTION] =
    g_param_spec_boolean ("needs-attention", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  pspecs[PROP_SEARCH_MODE] = g_param_spec_boolean (
    "search-mode", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
  gtk_widget_class_install_action (widget_class, "copies.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "copies.clear-search", NULL, clear_search_action);
  g_type_ensure (FERRY_TYPE_DUPLICATE_BANNER);
  bind_children (widget_class);
}

static void
ferry_copies_page_init (FerryCopiesPage *self)
{
  self->search = ferry_copy_search_new ();
  self->sections = g_hash_table_new (NULL, NULL);
  self->rows = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->active_filter = GTK_FILTER (gtk_custom_filter_new (match_active, self, NULL));
  self->ended_filter = GTK_FILTER (gtk_custom_filter_new (match_ended, self, NULL));
  self->active_sorter = GTK_SORTER (gtk_custom_sorter_new (ferry_copy_order_compare_active, NULL, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

static GListModel *
make_list (GListModel *operations, GtkFilter *filter, GtkSorter *sorter)
{
  GtkFilterListModel *filtered = gtk_filter_list_model_new (g_object_ref (operations), g_object_ref (filter));

  return G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), sorter));
}

/**
 * ferry_copies_page_set_session:
 * @self: a copies page
 * @session: whose journal; to be set once
 */
void
ferry_copies_page_set_session (FerryCopiesPage *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::engine", G_CALLBACK (engine_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  /* Keys that come or go decide who follows a copy. */
  g_signal_connect_object (session, "busy-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  engine_changed_cb (self);
}

/**
 * ferry_copies_page_set_operations:
 * @self: a copies page
 * @operations: (nullable) (element-type FerryOperation): what to show; the session sets that of its engine
 */
void
ferry_copies_page_set_operations (FerryCopiesPage *self, GListModel *operations)
{
  GListModel *ended;

  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));

  if (self->operations == operations)
    return;
  gtk_list_box_bind_model (self->active_list, NULL, NULL, NULL, NULL);
  gtk_list_box_bind_model (self->ended_list, NULL, NULL, NULL, NULL);
  if (self->operations != NULL)
    g_signal_handlers_disconnect_by_data (self->operations, self);
  g_clear_object (&self->active);
  g_clear_object (&self->history);
  g_hash_table_remove_all (self->rows);
  g_hash_table_remove_all (self->sections);
  g_set_object (&self->operations, operations);
  if (operations == NULL)
    return;

  self->active = make_list (operations, self->active_filter, g_object_ref (self->active_sorter));
  ended = make_list (operations, self->ended_filter,
                     GTK_SORTER (gtk_custom_sorter_new (ferry_copy_order_compare_ended, NULL, NULL)));
  self->history = gtk_slice_list_model_new (ended, 0, STEP);
  gtk_list_box_bind_model (self->active_list, self->active, create_row, self, NULL);
  gtk_list_box_bind_model (self->ended_list, G_LIST_MODEL (self->history), create_row, self, NULL);
  g_signal_connect_object (operations, "items-changed", G_CALLBACK (operations_changed_cb), self,
                           G_CONNECT_SWAPPED);
  operations_changed_cb (self, 0, 0, g_list_model_get_n_items (operations));
  update (self);
}

static void
set_compact (AdwStatusPage *page, gboolean compact)
{
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (page), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (page), "compact");
}

/**
 * ferry_copies_page_set_narrow:
 * @self: a copies page
 * @narrow: whether the window is narrow
 */
void
ferry_copies_page_set_narrow (FerryCopiesPage *self, gboolean narrow)
{
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));

  self->narrow = narrow;
  gtk_widget_set_margin_start (self->content, narrow ? 12 : 18);
  gtk_widget_set_margin_end (self->content, narrow ? 12 : 18);
  set_compact (self->empty, narrow);
  set_compact (self->no_results, narrow);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    ferry_operation_row_set_narrow (row, narrow);
}

/**
 * ferry_copies_page_focus_list:
 * @self: a copies page
 *
 * Gives the keyboard to the first operation, unless one of them has it.
 */
void
ferry_copies_page_focus_list (FerryCopiesPage *self)
{
  GtkListBox *list;
  GtkListBoxRow *row;
  GtkWidget *focus;

  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));

  focus = get_focus_inside (self);
  if (focus != NULL && gtk_widget_get_ancestor (focus, FERRY_TYPE_OPERATION_ROW) != NULL)
    return;
  list = count (self->active) > 0 ? self->active_list : self->ended_list;
  row = gtk_list_box_get_row_at_index (list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static FerryOperation *
find_operation (FerryCopiesPage *self, const char *uid)
{
  for (guint i = 0; i < count (self->operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (self->operations, i);

      if (g_strcmp0 (ferry_operation_get_uid (operation), uid) == 0)
        return operation;
    }

  return NULL;
}

/* However long ago it ended, and whatever is searched for. */
static void
reveal (FerryCopiesPage *self, FerryOperation *operation)
{
  if (!ferry_copy_search_matches (self->search, operation))
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  if (get_section (self, operation) != SECTION_ENDED)
    return;
  if (!is_wanted (self, operation))
    gtk_drop_down_set_selected (self->filter, SHOW_ALL);
  while (g_hash_table_lookup (self->rows, operation) == NULL && gtk_widget_get_visible (self->earlier))
    earlier_clicked_cb (self);
}

static gboolean
scroll_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->scroll_until == 0)
    self->scroll_until = now + SCROLL_MS * 1000;
  if (gtk_widget_get_root (self->scroll_to) != NULL)
    gtk_viewport_scroll_to (self->viewport, self->scroll_to, NULL);
  if (now < self->scroll_until)
    return G_SOURCE_CONTINUE;
  self->scroll_id = 0;
  stop_scrolling (self);

  return G_SOURCE_REMOVE;
}

/* The page may not be laid out yet, and the row grows while it opens. */
static void
scroll_to (FerryCopiesPage *self, GtkWidget *row)
{
  stop_scrolling (self);
  self->scroll_to = g_object_ref (row);
  self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick, NULL, NULL);
}

/**
 * ferry_copies_page_show_operation:
 * @self: a copies page
 * @uid: the operation's ID
 *
 * Scrolls to an operation and opens it: where "Show" and notifications lead.
 */
void
ferry_copies_page_show_operation (FerryCopiesPage *self, const char *uid)
{
  FerryOperation *operation;
  GtkWidget *row;

  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));

  operation = find_operation (self, uid);
  if (operation == NULL)
    return;
  update (self);
  reveal (self, operation);
  row = g_hash_table_lookup (self->rows, operation);
  if (row == NULL)
    return;
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_widget_grab_focus (row);
  scroll_to (self, row);
}
