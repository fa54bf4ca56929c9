/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-image-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-check-button.h"
#include "app/ferry-row-menu.h"
#include "app/ferry-words.h"

struct _FerryImageRow
{
  GtkWidget parent_instance;

  FerrySession *session;       /* (owned) */
  FerryTickModel *ticks;       /* (owned) */
  GtkListItem *item;           /* (unowned): the row of the list, which owns this */
  FerryImage *image;           /* (owned) (nullable) */
  GSignalGroup *image_signals; /* (owned) */
  guint update_id;
  gboolean updating;

  GtkCheckButton *box;
  GtkLabel *name;
  GtkLabel *facts;
  GtkImage *icon;
  GtkLabel *status;
  GtkMenuButton *more;
};

G_DEFINE_FINAL_TYPE (FerryImageRow, ferry_image_row, GTK_TYPE_WIDGET)

static void queue_update (FerryImageRow *self);

static void
box_toggled_cb (FerryImageRow *self)
{
  g_assert (FERRY_IS_IMAGE_ROW (self));

  if (self->updating || self->image == NULL)
    return;
  ferry_tick_model_set_ticked (self->ticks, self->image, gtk_check_button_get_active (self->box));
  queue_update (self);
}

static gboolean
link_activated_cb (FerryImageRow *self)
{
  g_assert (FERRY_IS_IMAGE_ROW (self));

  if (self->image != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "image.convert", "s", ferry_image_get_id (self->image));

  return TRUE;
}

static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  FerryImageRow *self = FERRY_IMAGE_ROW (user_data);
  g_autoptr (GMenuModel) menu = NULL;

  if (self->image == NULL)
    return;
  menu = ferry_row_menu_new (self->image, ferry_session_get_read_only (self->session));
  ferry_row_menu_attach (button, menu);
}

static void
update_box (FerryImageRow *self)
{
  g_autofree char *label = g_strdup_printf (_ ("Copy %s"), ferry_words_get_label (self->image));

  self->updating = TRUE;
  gtk_check_button_set_active (self->box, ferry_tick_model_is_ticked (self->ticks, self->image));
  self->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), ferry_tick_model_may_tick (self->ticks, self->image));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->box), ferry_image_get_reason_text (self->image));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* What stands behind the status: why it cannot be copied, else where it is already. As markup. */
static char *
make_rest (FerryImageRow *self)
{
  const char *reason = ferry_image_get_reason_text (self->image);
  g_autoptr (GPtrArray) presences = NULL;
  g_autofree char *cities = NULL;

  if (reason != NULL && ferry_image_get_reason (self->image) == FERRY_REASON_LOCAL_SYSTEM_DISK &&
      !ferry_session_get_read_only (self->session))
    return g_markup_printf_escaped ("<span alpha=\"65%%\">%s</span> <a href=\"convert\">%s</a>",
                                    _ ("Local disk:"), _ ("convert first…"));
  if (reason != NULL)
    return g_markup_printf_escaped ("<span alpha=\"65%%\">%s</span>", reason);

  presences =
    ferry_replica_index_lookup (ferry_session_get_replicas (self->session),
                                ferry_image_get_region (self->image), ferry_image_get_id (self->image));
  if (presences->len == 0)
    return NULL;
  cities = ferry_words_dup_cities (presences);

  return g_markup_printf_escaped ("<span alpha=\"65%%\">%s</span>", cities);
}

static void
update_status (FerryImageRow *self)
{
  gboolean is_error = g_str_equal (ferry_image_get_status (self->image), "error");
  g_autofree char *status = ferry_words_dup_status (self->image);
  g_autofree char *escaped = g_markup_escape_text (status, -1);
  g_autofree char *rest = make_rest (self);
  g_autofree char *markup = NULL;

  markup = rest != NULL ? g_strdup_printf ("%s · %s", escaped, rest) : g_steal_pointer (&escaped);
  gtk_label_set_label (self->status, markup);
  gtk_image_set_from_icon_name (self->icon, ferry_words_get_status_icon (self->image));
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), is_error ? "dimmed" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), is_error ? "error" : "dimmed");
}

/* What a screen reader says of the row. */
static void
update_item (FerryImageRow *self)
{
  g_autofree char *description =
    ferry_words_dup_description (self->image, ferry_session_get_replicas (self->session));

  gtk_list_item_set_accessible_label (self->item, ferry_words_get_label (self->image));
  gtk_list_item_set_accessible_description (self->item, description);
}

static void
update (FerryImageRow *self)
{
  g_autofree char *facts = NULL;
  g_autofree char *label = NULL;

  if (self->image == NULL)
    return;
  update_item (self);
  facts = ferry_words_dup_facts (self->image);
  label = g_strdup_printf (_ ("More actions for %s"), ferry_words_get_label (self->image));
  update_box (self);
  update_status (self);
  gtk_label_set_label (self->name, ferry_words_get_label (self->image));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), ferry_image_get_id (self->image));
  gtk_label_set_label (self->facts, facts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryImageRow *self = FERRY_IMAGE_ROW (user_data);

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (FerryImageRow *self)
{
  g_assert (FERRY_IS_IMAGE_ROW (self));

  if (self->update_id == 0 && self->image != NULL)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
ferry_image_row_dispose (GObject *object)
{
  FerryImageRow *self = FERRY_IMAGE_ROW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->update_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_IMAGE_ROW);
  g_clear_object (&self->image_signals);
  g_clear_object (&self->image);
  g_clear_object (&self->ticks);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_image_row_parent_class)->dispose (object);
}

static void
ferry_image_row_class_init (FerryImageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_image_row_dispose;
  g_type_ensure (FERRY_TYPE_CHECK_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-image-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, box);
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, name);
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, facts);
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, status);
  gtk_widget_class_bind_template_child (widget_class, FerryImageRow, more);
  gtk_widget_class_bind_template_callback (widget_class, box_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_activated_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
ferry_image_row_init (FerryImageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->more, create_menu_cb, self, NULL);
  self->image_signals = g_signal_group_new (FERRY_TYPE_IMAGE);
  g_signal_group_connect_swapped (self->image_signals, "notify", G_CALLBACK (queue_update), self);
}

/**
 * ferry_image_row_new:
 * @session: whose images
 * @ticks: what is ticked
 * @item: whose child it will be
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
ferry_image_row_new (FerrySession *session, FerryTickModel *ticks, GtkListItem *item)
{
  FerryImageRow *self;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (ticks), NULL);

  self = g_object_new (FERRY_TYPE_IMAGE_ROW, NULL);
  self->session = g_object_ref (session);
  self->ticks = g_object_ref (ticks);
  self->item = item;
  g_signal_connect_object (ticks, "notify::n-ticked", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ferry_session_get_replicas (session), "changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * ferry_image_row_get_image:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
FerryImage *
ferry_image_row_get_image (FerryImageRow *self)
{
  g_return_val_if_fail (FERRY_IS_IMAGE_ROW (self), NULL);

  return self->image;
}

/**
 * ferry_image_row_set_image:
 * @self: a row
 * @image: (nullable): what to show
 */
void
ferry_image_row_set_image (FerryImageRow *self, FerryImage *image)
{
  g_return_if_fail (FERRY_IS_IMAGE_ROW (self));

  if (!g_set_object (&self->image, image))
    return;
  g_signal_group_set_target (self->image_signals, image);
  update (self);
}

/**
 * ferry_image_row_popup:
 * @self: a row
 *
 * Opens its More menu.
 */
void
ferry_image_row_popup (FerryImageRow *self)
{
  g_return_if_fail (FERRY_IS_IMAGE_ROW (self));

  gtk_menu_button_popup (self->more);
}
