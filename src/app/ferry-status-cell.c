/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-status-cell.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-words.h"

struct _FerryStatusCell
{
  GtkWidget parent_instance;

  GtkImage *icon; /* (owned by the tree), as all of these */
  GtkWidget *lines;
  GtkLabel *status;
  GtkWidget *why; /* (nullable), as its labels: made when first needed, since most images can be copied */
  GtkLabel *reason;
  GtkLabel *link;        /* a label of its own, so that dimming the reason does not wash it out */
  char *image_id;        /* (owned) (nullable) */
  const char *icon_name; /* (unowned) (nullable): static */
};

G_DEFINE_FINAL_TYPE (FerryStatusCell, ferry_status_cell, GTK_TYPE_WIDGET)

static gboolean
link_activated_cb (FerryStatusCell *self)
{
  g_assert (FERRY_IS_STATUS_CELL (self));

  if (self->image_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "image.convert", "s", self->image_id);

  return TRUE;
}

static GtkLabel *
add_label (GtkWidget *box, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (classes != NULL)
    gtk_widget_set_css_classes (label, (const char **) classes);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkLabel *
add_link (FerryStatusCell *self)
{
  static const char *const classes[] = { "caption", NULL };
  GtkLabel *link = add_label (self->why, classes);
  g_autofree char *text = g_markup_escape_text (_ ("convert first…"), -1);
  g_autofree char *markup = g_strdup_printf ("<a href=\"convert\">%s</a>", text);

  gtk_label_set_markup (link, markup);
  g_signal_connect_swapped (link, "activate-link", G_CALLBACK (link_activated_cb), self);

  return link;
}

static void
ferry_status_cell_dispose (GObject *object)
{
  FerryStatusCell *self = FERRY_STATUS_CELL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->image_id, g_free);

  G_OBJECT_CLASS (ferry_status_cell_parent_class)->dispose (object);
}

static void
ferry_status_cell_class_init (FerryStatusCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_status_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
ferry_status_cell_init (FerryStatusCell *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 8);
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->icon), GTK_WIDGET (self));
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
  gtk_widget_set_valign (self->lines, GTK_ALIGN_CENTER);
  self->status = add_label (self->lines, NULL);
}

/**
 * ferry_status_cell_new:
 *
 * Returns: (transfer floating): a cell that shows nothing yet
 */
GtkWidget *
ferry_status_cell_new (void)
{
  return g_object_new (FERRY_TYPE_STATUS_CELL, NULL);
}

static void
show_status (FerryStatusCell *self, FerryImage *image)
{
  gboolean is_error = g_str_equal (ferry_image_get_status (image), "error");
  const char *icon_name = ferry_words_get_status_icon (image);
  g_autofree char *text = ferry_words_dup_status (image);

  gtk_label_set_label (self->status, text);
  if (self->icon_name == icon_name)
    return;
  self->icon_name = icon_name;
  gtk_image_set_from_icon_name (self->icon, icon_name);
  if (is_error)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->status), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "dimmed");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->status), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), "dimmed");
    }
}

static void
show_reason (FerryStatusCell *self, const char *reason, gboolean is_local)
{
  static const char *const dim[] = { "caption", "dimmed", NULL };

  if (self->why == NULL)
    {
      self->why = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
      gtk_box_append (GTK_BOX (self->lines), self->why);
      self->reason = add_label (self->why, dim);
    }
  if (is_local && self->link == NULL)
    self->link = add_link (self);
  /* Translators: followed by the link "convert first…". */
  gtk_label_set_label (self->reason, is_local ? _ ("Local disk:") : reason);
  if (self->link != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->link), is_local);
}

/**
 * ferry_status_cell_set_image:
 * @self: a status cell
 * @image: what to show
 * @may_convert: whether to offer the conversion of a local disk
 */
void
ferry_status_cell_set_image (FerryStatusCell *self, FerryImage *image, gboolean may_convert)
{
  const char *reason;
  gboolean is_local;

  g_return_if_fail (FERRY_IS_STATUS_CELL (self));
  g_return_if_fail (FERRY_IS_IMAGE (image));

  g_set_str (&self->image_id, ferry_image_get_id (image));
  show_status (self, image);
  reason = ferry_image_get_reason_text (image);
  is_local = may_convert && ferry_image_get_reason (image) == FERRY_REASON_LOCAL_SYSTEM_DISK;
  if (reason != NULL)
    show_reason (self, reason, is_local);
  if (self->why != NULL)
    gtk_widget_set_visible (self->why, reason != NULL);
}
