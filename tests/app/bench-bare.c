/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every text is made beforehand, so that a cell costs what GTK takes for it and nothing else. */

#include "config.h"

#include "bench-bare.h"

#include <string.h>

#include "app/ferry-words.h"

enum
{
  TICK,
  NAME,
  TYPE,
  STATUS,
  SYSTEM,
  SIZE,
  SNAPSHOTS,
  CREATED,
  REPLICAS,
  MORE,
  N_COLUMNS
};

/* As wide as ours; 0 = the rest. */
static const int widths[N_COLUMNS] = { 46, 0, 102, 226, 132, 76, 92, 112, 184, 50 };

#define BARE_TYPE_ITEM (bare_item_get_type ())
G_DECLARE_FINAL_TYPE (BareItem, bare_item, BARE, ITEM, GObject)

struct _BareItem
{
  GObject parent_instance;

  char *texts[N_COLUMNS]; /* (owned) (nullable) */
  char *id;               /* (owned) */
  char *reason;           /* (owned) (nullable) */
  const char *icon;
  char *sort_key;   /* (owned) */
  char *search_key; /* (owned) */
  gint64 created;
};

G_DEFINE_FINAL_TYPE (BareItem, bare_item, G_TYPE_OBJECT)

static void
bare_item_class_init (BareItemClass *klass)
{
}

static void
bare_item_init (BareItem *self)
{
}

static BareItem *
bare_item_new (FerryImage *image)
{
  BareItem *self = g_object_new (BARE_TYPE_ITEM, NULL);
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);

  self->id = g_strdup (ferry_image_get_id (image));
  self->reason = g_strdup (ferry_image_get_reason_text (image));
  self->icon = ferry_words_get_status_icon (image);
  self->sort_key = g_strdup (ferry_image_get_sort_key (image));
  self->search_key = g_strdup (ferry_image_get_search_key (image));
  self->created = ferry_image_get_created_unix (image);
  self->texts[NAME] = g_strdup (ferry_image_get_name (image));
  self->texts[TYPE] = g_strdup (ferry_image_get_type_text (image));
  self->texts[STATUS] = ferry_words_dup_status (image);
  self->texts[SYSTEM] = ferry_image_dup_os (image);
  self->texts[SIZE] = ferry_words_dup_size (ferry_image_get_total_gb (image));
  self->texts[SNAPSHOTS] = g_strdup_printf ("%u", ferry_image_get_snapshots (image));
  self->texts[CREATED] = ferry_words_dup_time (created);

  return self;
}

static GtkWidget *
add_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (box != NULL)
    gtk_box_append (GTK_BOX (box), label);

  return label;
}

static GtkWidget *
make_status (void)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *why = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (cell), gtk_image_new ());
  gtk_box_append (GTK_BOX (cell), lines);
  add_label (lines, NULL);
  gtk_box_append (GTK_BOX (lines), why);
  gtk_widget_add_css_class (add_label (why, NULL), "dimmed");
  gtk_label_set_markup (GTK_LABEL (add_label (why, NULL)), "<a href=\"convert\">convert first…</a>");

  return cell;
}

static GtkWidget *
make_cell (guint column)
{
  GtkWidget *cell;

  switch (column)
    {
    case TICK:
      return gtk_check_button_new ();

    case NAME:
      cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      add_label (cell, NULL);
      gtk_widget_add_css_class (add_label (cell, NULL), "dimmed");
      return cell;

    case STATUS:
      return make_status ();

    case REPLICAS:
      return gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

    case MORE:
      cell = gtk_menu_button_new ();
      gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (cell), "view-more-symbolic");
      gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (cell, "flat");
      return cell;

    default:
      return add_label (NULL, NULL);
    }
}

static void
fill_status (GtkWidget *cell, BareItem *item)
{
  GtkWidget *icon = gtk_widget_get_first_child (cell);
  GtkWidget *status = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *why = gtk_widget_get_next_sibling (status);
  GtkWidget *reason = gtk_widget_get_first_child (why);

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), item->icon);
  gtk_label_set_label (GTK_LABEL (status), item->texts[STATUS]);
  gtk_label_set_label (GTK_LABEL (reason), item->reason != NULL ? item->reason : "");
  gtk_widget_set_visible (gtk_widget_get_next_sibling (reason), FALSE);
  gtk_widget_set_visible (why, item->reason != NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer column)
{
  gtk_column_view_cell_set_child (cell, make_cell (GPOINTER_TO_UINT (column)));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer data)
{
  BareItem *item = gtk_column_view_cell_get_item (cell);
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  guint column = GPOINTER_TO_UINT (data);

  if (column == STATUS)
    fill_status (child, item);
  else if (column == TICK)
    gtk_widget_set_sensitive (child, item->reason == NULL);
  else if (GTK_IS_LABEL (child))
    gtk_label_set_label (GTK_LABEL (child), item->texts[column]);
  if (column != NAME)
    return;
  child = gtk_widget_get_first_child (child);
  gtk_label_set_label (GTK_LABEL (child), item->texts[NAME]);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (child)), item->id);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (((const BareItem *) a)->sort_key, ((const BareItem *) b)->sort_key);
}

static int
compare_created (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 left = ((const BareItem *) a)->created;
  gint64 right = ((const BareItem *) b)->created;

  return (left > right) - (left < right);
}

static void
add_column (GtkColumnView *view, guint i)
{
  static const char *const ids[N_COLUMNS] = { [NAME] = "name", [CREATED] = "created" };
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (ids[i], factory);
  g_autoptr (GtkCustomSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
  if (ids[i] != NULL)
    sorter = gtk_custom_sorter_new (i == NAME ? compare_names : compare_created, NULL, NULL);
  gtk_column_view_column_set_id (column, ids[i]);
  gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
  gtk_column_view_column_set_expand (column, widths[i] == 0);
  if (widths[i] > 0)
    gtk_column_view_column_set_fixed_width (column, widths[i]);
  gtk_column_view_append_column (view, column);
  if (i == CREATED)
    gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
}

static gboolean
matches (gpointer item, gpointer entry)
{
  return strstr (((BareItem *) item)->search_key, gtk_editable_get_text (entry)) != NULL;
}

static void
search_changed_cb (GtkSearchEntry *entry, GtkFilter *filter)
{
  static gsize length;
  gsize now = strlen (gtk_editable_get_text (GTK_EDITABLE (entry)));

  gtk_filter_changed (filter, now > length ? GTK_FILTER_CHANGE_MORE_STRICT : GTK_FILTER_CHANGE_LESS_STRICT);
  length = now;
}

static GListModel *
make_items (FerryCatalog *catalog)
{
  GListStore *store = g_list_store_new (BARE_TYPE_ITEM);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      g_ptr_array_add (items, bare_item_new (image));
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);

  return G_LIST_MODEL (store);
}

GtkWidget *
bench_bare_new (GtkApplication *application, FerryCatalog *catalog)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *view = gtk_column_view_new (NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (matches, entry, NULL));
  GtkSorter *sorter = g_object_ref (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (view)));
  GListModel *rows = G_LIST_MODEL (gtk_sort_list_model_new (make_items (catalog), sorter));

  for (guint i = 0; i < N_COLUMNS; i++)
    add_column (GTK_COLUMN_VIEW (view), i);
  rows = G_LIST_MODEL (gtk_filter_list_model_new (rows, g_object_ref (filter)));
  gtk_column_view_set_model (GTK_COLUMN_VIEW (view), GTK_SELECTION_MODEL (gtk_no_selection_new (rows)));
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (entry), 0);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (search_changed_cb), filter, 0);
  g_object_unref (filter);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);

  return window;
}
