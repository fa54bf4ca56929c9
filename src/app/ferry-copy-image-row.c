/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-image-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-phrases.h"
#include "app/ferry-words.h"

struct _FerryCopyImageRow
{
  GtkListBoxRow parent_instance;

  FerryImage *image; /* (owned) */

  GtkBox *texts;
  GtkLabel *name;
  GtkLabel *id;
  GtkLabel *snapshots;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkWidget *leave_out;
};

G_DEFINE_FINAL_TYPE (FerryCopyImageRow, ferry_copy_image_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_LEAVE_OUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
leave_out_clicked_cb (FerryCopyImageRow *self)
{
  g_signal_emit (self, signals[SIGNAL_LEAVE_OUT], 0);
}

static void
show_image (FerryCopyImageRow *self)
{
  const char *name = ferry_words_get_name (self->image);
  const char *id = ferry_image_get_id (self->image);
  g_autofree char *snapshots = ferry_phrase_count_snapshots (ferry_image_get_snapshots (self->image));
  g_autofree char *label = NULL;

  gtk_label_set_label (self->name, *name != '\0' ? name : id);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), *name != '\0' ? name : NULL);
  gtk_label_set_label (self->id, *name != '\0' ? id : "");
  gtk_label_set_label (self->snapshots, snapshots);
  /* Translators: for screen readers: do not copy this image */
  label = g_strdup_printf (_ ("Leave out %s"), *name != '\0' ? name : id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->leave_out), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
ferry_copy_image_row_dispose (GObject *object)
{
  FerryCopyImageRow *self = FERRY_COPY_IMAGE_ROW (object);

  /* The template would let go of the child behind its parent's back. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_COPY_IMAGE_ROW);
  g_clear_object (&self->image);

  G_OBJECT_CLASS (ferry_copy_image_row_parent_class)->dispose (object);
}

static void
ferry_copy_image_row_class_init (FerryCopyImageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_copy_image_row_dispose;
  signals[SIGNAL_LEAVE_OUT] = g_signal_new ("leave-out", FERRY_TYPE_COPY_IMAGE_ROW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-copy-image-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, texts);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, name);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, id);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, snapshots);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyImageRow, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, leave_out_clicked_cb);
}

static void
ferry_copy_image_row_init (FerryCopyImageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_copy_image_row_new:
 * @image: what shall be copied
 *
 * Returns: (transfer full): a row
 */
GtkWidget *
ferry_copy_image_row_new (FerryImage *image)
{
  FerryCopyImageRow *self;

  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  self = g_object_new (FERRY_TYPE_COPY_IMAGE_ROW, NULL);
  self->image = g_object_ref (image);
  show_image (self);

  return GTK_WIDGET (self);
}

/**
 * ferry_copy_image_row_get_image:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
FerryImage *
ferry_copy_image_row_get_image (FerryCopyImageRow *self)
{
  g_return_val_if_fail (FERRY_IS_COPY_IMAGE_ROW (self), NULL);

  return self->image;
}

/**
 * ferry_copy_image_row_set_problem:
 * @self: a row
 * @problem: (nullable): what stands in its way
 * @can_leave_out: whether others would remain
 */
void
ferry_copy_image_row_set_problem (FerryCopyImageRow *self, FerryProblem *problem, gboolean can_leave_out)
{
  g_return_if_fail (FERRY_IS_COPY_IMAGE_ROW (self));

  gtk_label_set_label (self->problem_label, problem != NULL ? problem->message : "");
  gtk_widget_set_visible (self->leave_out, can_leave_out);
  gtk_widget_set_visible (self->problem_box, problem != NULL);
}

/**
 * ferry_copy_image_row_set_narrow:
 * @self: a row
 * @narrow: whether the ID stands under the name
 */
void
ferry_copy_image_row_set_narrow (FerryCopyImageRow *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_COPY_IMAGE_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->texts),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->texts, narrow ? 2 : 10);
}
