/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only what is on screen has cells. They are filled by plain function calls, not by bindings, and each image on screen
 * is watched once for all its cells: a list of ten thousand costs as much as one of fifty. */

#include "config.h"

#include "app/ferry-image-columns.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-check-button.h"
#include "app/ferry-column-widths.h"
#include "app/ferry-image-sorters.h"
#include "app/ferry-replica-chips.h"
#include "app/ferry-row-menu.h"
#include "app/ferry-status-cell.h"
#include "app/ferry-words.h"

typedef enum
{
  COLUMN_TICK,
  COLUMN_NAME,
  COLUMN_TYPE,
  COLUMN_STATUS,
  COLUMN_SYSTEM,
  COLUMN_SIZE,
  COLUMN_SNAPSHOTS,
  COLUMN_CREATED,
  COLUMN_REPLICAS,
  COLUMN_MORE,
  N_COLUMNS
} Column;

/* What is on screen of one image. */
typedef struct
{
  FerryImageColumns *columns;  /* (unowned) */
  FerryImage *image;           /* (owned) */
  GtkWidget *cells[N_COLUMNS]; /* (unowned) (nullable): those that are bound to it now */
  GtkColumnViewRow *row;       /* (unowned) (nullable) */
  gulong handler;
  guint stale; /* a bit for each cell to fill anew */
} Row;

#define STALE(column) (1u << (column))
#define STALE_ALL (STALE (N_COLUMNS) - 1)

struct _FerryImageColumns
{
  GObject parent_instance;

  GtkColumnView *view;                     /* (unowned): owns the one who owns this */
  FerrySession *session;                   /* (owned) */
  FerryTickModel *ticks;                   /* (owned) */
  GtkColumnViewColumn *columns[N_COLUMNS]; /* (unowned): of the view */
  GHashTable *rows;                        /* (owned): FerryImage → Row */
  FerryLayout layout;
  GtkAdjustment *room; /* (owned) (nullable): its page is as wide as the list */
  guint fit_id;
  guint update_id;
  gboolean updating; /* boxes are set by us now, not by the person */
};

/* One kind of column. */
typedef struct
{
  const char *name;
  const char *title; /* (nullable): marked for translation */
  int width;         /* at a text scale of 1; 0 = the rest */
  GtkWidget *(*make) (FerryImageColumns *self);
  void (*fill) (FerryImageColumns *self, GtkWidget *cell, FerryImage *image);
} Kind;

G_DEFINE_FINAL_TYPE (FerryImageColumns, ferry_image_columns, G_TYPE_OBJECT)

static GQuark image_quark;

static FerryImage *
get_image (GtkWidget *cell)
{
  return g_object_get_qdata (G_OBJECT (cell), image_quark);
}

static GtkWidget *
make_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static gboolean
query_tooltip_cb (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer get_text)
{
  FerryImage *image = get_image (cell);
  g_autofree char *text = image != NULL ? ((char *(*) (FerryImage *image)) get_text) (image) : NULL;

  gtk_tooltip_set_text (tooltip, text);

  return text != NULL && *text != '\0';
}

/* Asked for when the pointer rests, not set for every row. */
static void
add_tooltip (GtkWidget *cell, char *(*get_text) (FerryImage *image))
{
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip_cb), get_text);
}

static char *
dup_reason (FerryImage *image)
{
  return g_strdup (ferry_image_get_reason_text (image));
}

static char *
dup_label (FerryImage *image)
{
  return g_strdup (ferry_words_get_label (image));
}

static void
show_tick (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  self->updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cell), ferry_tick_model_is_ticked (self->ticks, image));
  self->updating = FALSE;
  gtk_widget_set_sensitive (cell, ferry_tick_model_may_tick (self->ticks, image));
}

static void
box_toggled_cb (GtkCheckButton *box, FerryImageColumns *self)
{
  FerryImage *image = get_image (GTK_WIDGET (box));

  g_assert (FERRY_IS_IMAGE_COLUMNS (self));

  if (self->updating || image == NULL)
    return;
  ferry_tick_model_set_ticked (self->ticks, image, gtk_check_button_get_active (box));
  /* It may have been refused. */
  show_tick (self, GTK_WIDGET (box), image);
}

static GtkWidget *
make_tick (FerryImageColumns *self)
{
  GtkWidget *box = ferry_check_button_new ();

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  add_tooltip (box, dup_reason);
  g_signal_connect_object (box, "toggled", G_CALLBACK (box_toggled_cb), self, 0);

  return box;
}

static void
fill_tick (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autofree char *label = g_strdup_printf (_ ("Copy %s"), ferry_words_get_label (image));

  show_tick (self, cell, image);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
make_name (FerryImageColumns *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *id = make_label ("caption", 0);

  gtk_widget_add_css_class (id, "dimmed");
  gtk_widget_add_css_class (id, "numeric");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), make_label (NULL, 0));
  gtk_box_append (GTK_BOX (box), id);
  add_tooltip (box, dup_label);

  return box;
}

static void
fill_name (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  GtkWidget *name = gtk_widget_get_first_child (cell);

  gtk_label_set_label (GTK_LABEL (name), ferry_words_get_name (image));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (name)), ferry_image_get_id (image));
}

static GtkWidget *
make_text (FerryImageColumns *self)
{
  return make_label (NULL, 0);
}

static GtkWidget *
make_number (FerryImageColumns *self)
{
  return make_label ("numeric", 1);
}

static GtkWidget *
make_count (FerryImageColumns *self)
{
  return make_label ("numeric", .5);
}

static GtkWidget *
make_time (FerryImageColumns *self)
{
  return make_label ("numeric", 0);
}

static GtkWidget *
make_system (FerryImageColumns *self)
{
  GtkWidget *label = make_label (NULL, 0);

  add_tooltip (label, ferry_image_dup_os);

  return label;
}

static void
fill_type (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  gtk_label_set_label (GTK_LABEL (cell), ferry_image_get_type_text (image));
}

static GtkWidget *
make_status (FerryImageColumns *self)
{
  return ferry_status_cell_new ();
}

static void
fill_status (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  ferry_status_cell_set_image (FERRY_STATUS_CELL (cell), image, !ferry_session_get_read_only (self->session));
}

static void
fill_system (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autofree char *text = ferry_image_dup_os (image);

  gtk_label_set_label (GTK_LABEL (cell), text);
}

static void
fill_size (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autofree char *text = ferry_words_dup_size (ferry_image_get_total_gb (image));

  gtk_label_set_label (GTK_LABEL (cell), text);
}

static void
fill_snapshots (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autofree char *text = g_strdup_printf ("%u", ferry_image_get_snapshots (image));

  gtk_label_set_label (GTK_LABEL (cell), text);
}

static void
fill_created (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);
  g_autofree char *text = ferry_words_dup_time (created);

  gtk_label_set_label (GTK_LABEL (cell), text);
}

static GtkWidget *
make_replicas (FerryImageColumns *self)
{
  return ferry_replica_chips_new ();
}

static void
fill_replicas (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autoptr (GPtrArray) presences = ferry_replica_index_lookup (
    ferry_session_get_replicas (self->session), ferry_image_get_region (image), ferry_image_get_id (image));

  ferry_replica_chips_set_presences (FERRY_REPLICA_CHIPS (cell), presences);
}

static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  FerryImageColumns *self = FERRY_IMAGE_COLUMNS (user_data);
  FerryImage *image = get_image (GTK_WIDGET (button));
  g_autoptr (GMenuModel) menu = NULL;

  if (image == NULL)
    return;
  menu = ferry_row_menu_new (image, ferry_session_get_read_only (self->session));
  ferry_row_menu_attach (button, menu);
}

static GtkWidget *
make_more (FerryImageColumns *self)
{
  return ferry_row_menu_button_new (create_menu_cb, self);
}

static void
fill_more (FerryImageColumns *self, GtkWidget *cell, FerryImage *image)
{
  g_autofree char *label = g_strdup_printf (_ ("More actions for %s"), ferry_words_get_label (image));

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static const Kind kinds[N_COLUMNS] = {
  [COLUMN_TICK] = { "tick", NULL, 46, make_tick, fill_tick },
  [COLUMN_NAME] = { "name", NC_ ("column", "Name"), 0, make_name, fill_name },
  [COLUMN_TYPE] = { "type", NC_ ("column", "System Disk"), 102, make_text, fill_type },
  [COLUMN_STATUS] = { "status", NC_ ("column", "Status"), 226, make_status, fill_status },
  [COLUMN_SYSTEM] = { "system", NC_ ("column", "System"), 132, make_system, fill_system },
  [COLUMN_SIZE] = { "size", NC_ ("column", "Size"), 76, make_number, fill_size },
  [COLUMN_SNAPSHOTS] = { "snapshots", NC_ ("column", "Snapshots"), 92, make_count, fill_snapshots },
  [COLUMN_CREATED] = { "created", NC_ ("column", "Created"), 112, make_time, fill_created },
  [COLUMN_REPLICAS] = { "replicas", NC_ ("column", "Replicas"), 184, make_replicas, fill_replicas },
  [COLUMN_MORE] = { "more", NULL, 50, make_more, fill_more },
};

static void
fill_cell (FerryImageColumns *self, guint column, Row *row)
{
  if (row->cells[column] != NULL)
    kinds[column].fill (self, row->cells[column], row->image);
}

/* What a screen reader says of a row: its name, and what the cells tell the eye. */
static void
describe_row (FerryImageColumns *self, Row *row)
{
  g_autofree char *description = NULL;

  if (row->row == NULL)
    return;
  description = ferry_words_dup_description (row->image, ferry_session_get_replicas (self->session));
  gtk_column_view_row_set_accessible_label (row->row, ferry_words_get_label (row->image));
  gtk_column_view_row_set_accessible_description (row->row, description);
}

static void
fill_row (FerryImageColumns *self, Row *row)
{
  guint stale = row->stale;

  row->stale = 0;
  for (guint i = 0; i < N_COLUMNS; i++)
    if (stale & STALE (i))
      fill_cell (self, i, row);
  describe_row (self, row);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryImageColumns *self = FERRY_IMAGE_COLUMNS (user_data);
  GHashTableIter iter;
  gpointer row;

  self->update_id = 0;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((Row *) row)->stale != 0)
      fill_row (self, row);

  return G_SOURCE_REMOVE;
}

/* Before the next frame, so that nobody sees the older words. */
static void
queue_update (FerryImageColumns *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
image_changed_cb (FerryImage *image, GParamSpec *pspec, Row *row)
{
  row->stale = STALE_ALL;
  queue_update (row->columns);
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_signal_handler_disconnect (row->image, row->handler);
  g_object_unref (row->image);
  g_free (row);
}

static Row *
ensure_row (FerryImageColumns *self, FerryImage *image)
{
  Row *row = g_hash_table_lookup (self->rows, image);

  if (row != NULL)
    return row;
  row = g_new0 (Row, 1);
  row->columns = self;
  row->image = g_object_ref (image);
  row->handler = g_signal_connect (image, "notify", G_CALLBACK (image_changed_cb), row);
  g_hash_table_insert (self->rows, image, row);

  return row;
}

static void
release_row (FerryImageColumns *self, Row *row)
{
  if (row->row != NULL)
    return;
  for (guint i = 0; i < N_COLUMNS; i++)
    if (row->cells[i] != NULL)
      return;
  g_hash_table_remove (self->rows, row->image);
}

static void
set_stale (FerryImageColumns *self, guint stale)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    ((Row *) row)->stale |= stale;
  queue_update (self);
}

static void
replicas_changed_cb (FerryImageColumns *self)
{
  set_stale (self, STALE (COLUMN_REPLICAS));
}

static void
read_only_changed_cb (FerryImageColumns *self)
{
  set_stale (self, STALE (COLUMN_STATUS));
}

/* At once: a box answers to a click. */
static void
ticks_changed_cb (FerryImageColumns *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((Row *) row)->cells[COLUMN_TICK] != NULL)
      show_tick (self, ((Row *) row)->cells[COLUMN_TICK], ((Row *) row)->image);
}

static guint
get_column (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (factory), image_quark));
}

static void
cell_setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, FerryImageColumns *self)
{
  gtk_column_view_cell_set_focusable (cell, FALSE);
  gtk_column_view_cell_set_child (cell, kinds[get_column (factory)].make (self));
}

static void
cell_bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, FerryImageColumns *self)
{
  FerryImage *image = gtk_column_view_cell_get_item (cell);
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  guint column = get_column (factory);
  Row *row = ensure_row (self, image);

  row->cells[column] = child;
  g_object_set_qdata (G_OBJECT (child), image_quark, image);
  fill_cell (self, column, row);
}

static void
cell_unbind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, FerryImageColumns *self)
{
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  Row *row = g_hash_table_lookup (self->rows, gtk_column_view_cell_get_item (cell));
  guint column = get_column (factory);

  g_object_set_qdata (G_OBJECT (child), image_quark, NULL);
  if (row == NULL || row->cells[column] != child)
    return;
  row->cells[column] = NULL;
  release_row (self, row);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *view_row, FerryImageColumns *self)
{
  Row *row = ensure_row (self, gtk_column_view_row_get_item (view_row));

  row->row = view_row;
  describe_row (self, row);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *view_row, FerryImageColumns *self)
{
  Row *row = g_hash_table_lookup (self->rows, gtk_column_view_row_get_item (view_row));

  if (row == NULL || row->row != view_row)
    return;
  row->row = NULL;
  release_row (self, row);
}

static GtkListItemFactory *
make_factory (FerryImageColumns *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_qdata (G_OBJECT (factory), image_quark, GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (cell_setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (cell_bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (cell_unbind_cb), self, 0);

  return factory;
}

static void
add_column (FerryImageColumns *self, guint i)
{
  const Kind *kind = &kinds[i];
  const char *title = kind->title != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "column", kind->title) : NULL;
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, make_factory (self, i));
  g_autoptr (GtkSorter) sorter =
    ferry_image_sorter_new (kind->name, ferry_session_get_replicas (self->session));

  gtk_column_view_column_set_id (column, kind->name);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, kind->width == 0);
  gtk_column_view_append_column (self->view, column);
  self->columns[i] = column;
}

static void
add_row_factory (FerryImageColumns *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind_cb), self, 0);
  gtk_column_view_set_row_factory (self->view, factory);
}

/* Columns go in this order, two at a time: first by the width of the window, and where titles are long also when the
 * name would get too little. */
static void
update_visible (FerryImageColumns *self)
{
  GtkColumnViewColumn *pairs[] = { self->columns[COLUMN_SYSTEM], self->columns[COLUMN_SIZE],
                                   self->columns[COLUMN_SNAPSHOTS], self->columns[COLUMN_CREATED] };
  const gboolean wanted[] = { self->layout < FERRY_LAYOUT_MEDIUM, self->layout < FERRY_LAYOUT_SMALL };

  ferry_column_widths_fit (self->view, pairs, wanted, G_N_ELEMENTS (wanted));
}

static gboolean
fit_idle (gpointer user_data)
{
  FerryImageColumns *self = FERRY_IMAGE_COLUMNS (user_data);

  self->fit_id = 0;
  update_visible (self);

  return G_SOURCE_REMOVE;
}

/* The list learns its width while it is laid out; then it is too late to change it. */
static void
queue_fit (FerryImageColumns *self)
{
  g_assert (FERRY_IS_IMAGE_COLUMNS (self));

  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_idle, self, NULL);
}

static void
room_changed_cb (FerryImageColumns *self)
{
  GtkAdjustment *room = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view));

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_set_object (&self->room, room);
  if (room != NULL)
    g_signal_connect_object (room, "notify::page-size", G_CALLBACK (queue_fit), self, G_CONNECT_SWAPPED);
  queue_fit (self);
}

/* Widths are in pixels, text is not. */
static void
update_widths (FerryImageColumns *self)
{
  double scale = ferry_column_widths_get_scale (GTK_WIDGET (self->view));

  g_assert (FERRY_IS_IMAGE_COLUMNS (self));

  for (guint i = 0; i < N_COLUMNS; i++)
    if (kinds[i].width > 0)
      {
        int title = ferry_column_widths_measure_title (self->view, i);

        gtk_column_view_column_set_fixed_width (self->columns[i],
                                                MAX ((int) (kinds[i].width * scale + .5), title));
      }
  queue_fit (self);
}

static gboolean
is_moving_key (guint key)
{
  static const guint keys[] = { GDK_KEY_Up,         GDK_KEY_Down,        GDK_KEY_Home,  GDK_KEY_End,
                                GDK_KEY_Page_Up,    GDK_KEY_Page_Down,   GDK_KEY_KP_Up, GDK_KEY_KP_Down,
                                GDK_KEY_KP_Page_Up, GDK_KEY_KP_Page_Down };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i] == key)
      return TRUE;

  return FALSE;
}

/* Arrow keys go from row to row. GTK would go down the column of the box or the menu that has the focus, and keep to
 * it: Space would then open menus instead of ticking. */
static gboolean
key_pressed_cb (FerryImageColumns *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->view));
  GtkWidget *focus = gtk_root_get_focus (root);
  FerryImage *image = ferry_image_columns_find_image (self, focus);
  Row *row = image != NULL ? g_hash_table_lookup (self->rows, image) : NULL;

  if (!is_moving_key (key) || row == NULL || row->row == NULL ||
      gtk_widget_get_native (focus) != GTK_NATIVE (root))
    return GDK_EVENT_PROPAGATE;
  if (g_strcmp0 (gtk_widget_get_css_name (focus), "row") != 0)
    ferry_image_columns_focus_row (self, gtk_column_view_row_get_position (row->row));

  return GDK_EVENT_PROPAGATE;
}

static void
add_keys (FerryImageColumns *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

static void
ferry_image_columns_dispose (GObject *object)
{
  FerryImageColumns *self = FERRY_IMAGE_COLUMNS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->fit_id, g_source_remove);
  g_clear_object (&self->room);
  g_hash_table_remove_all (self->rows);
  g_clear_object (&self->ticks);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_image_columns_parent_class)->dispose (object);
}

static void
ferry_image_columns_finalize (GObject *object)
{
  FerryImageColumns *self = FERRY_IMAGE_COLUMNS (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);

  G_OBJECT_CLASS (ferry_image_columns_parent_class)->finalize (object);
}

static void
ferry_image_columns_class_init (FerryImageColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_image_columns_dispose;
  object_class->finalize = ferry_image_columns_finalize;
  image_quark = g_quark_from_static_string ("ferry-image");
}

static void
ferry_image_columns_init (FerryImageColumns *self)
{
  self->rows = g_hash_table_new_full (NULL, NULL, NULL, row_free);
}

/**
 * ferry_image_columns_new:
 * @view: the list, without columns; must outlive the result
 * @session: whose images
 * @ticks: the model of @view
 *
 * Returns: (transfer full): the columns of @view
 */
FerryImageColumns *
ferry_image_columns_new (GtkColumnView *view, FerrySession *session, FerryTickModel *ticks)
{
  FerryImageColumns *self;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  self = g_object_new (FERRY_TYPE_IMAGE_COLUMNS, NULL);
  self->view = view;
  self->session = g_object_ref (session);
  self->ticks = g_object_ref (ticks);
  for (guint i = 0; i < N_COLUMNS; i++)
    add_column (self, i);
  add_row_factory (self);
  add_keys (self);
  update_widths (self);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (view)), "notify::gtk-xft-dpi",
                           G_CALLBACK (update_widths), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::hadjustment", G_CALLBACK (room_changed_cb), self,
                           G_CONNECT_SWAPPED);
  room_changed_cb (self);
  /* Before that, titles have no font. */
  g_signal_connect_object (view, "map", G_CALLBACK (update_widths), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ferry_session_get_replicas (session), "changed", G_CALLBACK (replicas_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (read_only_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ticks, "selection-changed", G_CALLBACK (ticks_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ferry_image_columns_set_layout:
 * @self: columns
 * @layout: how wide the window is
 *
 * Hides what there is no room for.
 */
void
ferry_image_columns_set_layout (FerryImageColumns *self, FerryLayout layout)
{
  g_return_if_fail (FERRY_IS_IMAGE_COLUMNS (self));

  self->layout = layout;
  update_visible (self);
}

/**
 * ferry_image_columns_sort_by:
 * @self: columns
 * @column: the name of a column; an unknown one changes nothing
 * @descending: whether the largest stands first
 */
void
ferry_image_columns_sort_by (FerryImageColumns *self, const char *column, gboolean descending)
{
  g_return_if_fail (FERRY_IS_IMAGE_COLUMNS (self));

  for (guint i = 0; i < N_COLUMNS; i++)
    if (g_str_equal (kinds[i].name, column) && gtk_column_view_column_get_sorter (self->columns[i]) != NULL)
      gtk_column_view_sort_by_column (self->view, self->columns[i],
                                      descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/**
 * ferry_image_columns_get_sort_column:
 * @self: columns
 * @descending: (out) (optional): whether the largest stands first
 *
 * Returns: (transfer none) (nullable): the name of the column that is sorted by
 */
const char *
ferry_image_columns_get_sort_column (FerryImageColumns *self, gboolean *descending)
{
  GtkColumnViewSorter *sorter;
  GtkColumnViewColumn *column;

  g_return_val_if_fail (FERRY_IS_IMAGE_COLUMNS (self), NULL);

  sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  if (descending != NULL)
    *descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;

  return column != NULL ? gtk_column_view_column_get_id (column) : NULL;
}

static FerryImage *
find_below (GtkWidget *widget)
{
  FerryImage *image = get_image (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && image == NULL;
       child = gtk_widget_get_next_sibling (child))
    image = find_below (child);

  return image;
}

/**
 * ferry_image_columns_find_image:
 * @self: columns
 * @widget: (nullable): a widget in the list: a row or something in it
 *
 * Returns: (transfer none) (nullable): the image of the row
 */
FerryImage *
ferry_image_columns_find_image (FerryImageColumns *self, GtkWidget *widget)
{
  g_return_val_if_fail (FERRY_IS_IMAGE_COLUMNS (self), NULL);

  if (widget == NULL || !gtk_widget_is_ancestor (widget, GTK_WIDGET (self->view)))
    return NULL;
  for (; widget != GTK_WIDGET (self->view); widget = gtk_widget_get_parent (widget))
    {
      if (get_image (widget) != NULL)
        return get_image (widget);
      if (g_strcmp0 (gtk_widget_get_css_name (widget), "row") == 0)
        return find_below (widget);
    }

  return NULL;
}

/**
 * ferry_image_columns_popup:
 * @self: columns
 * @image: an image
 *
 * Opens the More menu of @image.
 *
 * Returns: whether its row is on screen
 */
gboolean
ferry_image_columns_popup (FerryImageColumns *self, FerryImage *image)
{
  Row *row;

  g_return_val_if_fail (FERRY_IS_IMAGE_COLUMNS (self), FALSE);

  row = g_hash_table_lookup (self->rows, image);
  if (row == NULL || row->cells[COLUMN_MORE] == NULL)
    return FALSE;
  gtk_menu_button_popup (GTK_MENU_BUTTON (row->cells[COLUMN_MORE]));

  return TRUE;
}

/**
 * ferry_image_columns_focus_row:
 * @self: columns
 * @position: where an image stands
 *
 * Makes the row itself what gets the focus next, or now if the list has it: the column of names holds nothing that
 * could take it.
 */
void
ferry_image_columns_focus_row (FerryImageColumns *self, guint position)
{
  g_return_if_fail (FERRY_IS_IMAGE_COLUMNS (self));

  gtk_column_view_scroll_to (self->view, position, self->columns[COLUMN_NAME], GTK_LIST_SCROLL_FOCUS, NULL);
}
