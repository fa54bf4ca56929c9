/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-images-page.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-dialog.h"

struct _FerryImagesPage
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */
  FerryTickModel *ticks; /* (owned) */

  GtkSearchBar *search_bar;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (FerryImagesPage, ferry_images_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       ferry_image_get_name (gtk_list_item_get_item (item)));
}

static void
catalog_changed_cb (FerryImagesPage *self)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);

  ferry_tick_model_set_catalog (self->ticks, catalog);
  ferry_tick_model_set_model (self->ticks, G_LIST_MODEL (catalog));
}

static void
ferry_images_page_dispose (GObject *object)
{
  FerryImagesPage *self = FERRY_IMAGES_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_IMAGES_PAGE);
  g_clear_object (&self->ticks);
  g_clear_object (&self->session);

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
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-images-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, FerryImagesPage, view);
}

static void
ferry_images_page_init (FerryImagesPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticks = ferry_tick_model_new (NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  column = gtk_column_view_column_new (_ ("Name"), factory);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->ticks));
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
  g_signal_connect_object (session, "notify::catalog", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  catalog_changed_cb (self);
}

/**
 * ferry_images_page_set_layout:
 * @self: an images page
 * @layout: how wide the window is
 */
void
ferry_images_page_set_layout (FerryImagesPage *self, FerryLayout layout)
{
  g_return_if_fail (FERRY_IS_IMAGES_PAGE (self));
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

  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
