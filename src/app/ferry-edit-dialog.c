/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-edit-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-first-focus.h"
#include "app/ferry-text-row.h"
#include "app/ferry-window.h"
#include "app/ferry-words.h"
#include "engine/ferry-provenance.h"

struct _FerryEditDialog
{
  AdwDialog parent_instance;

  FerrySession *session; /* (owned) */
  FerryAccount *account; /* (owned) (nullable): whose image it is */
  FerryImage *image;     /* (owned) */
  GWeakRef parent;       /* of the window that is told */
  char *old_name;        /* (owned): as the entry shows it */
  char *old_description; /* (owned): as the entry shows it */
  char *source;          /* (owned) (nullable): the image that this one is a replica of */
  gboolean working;

  AdwWindowTitle *window_title;
  GtkWidget *cancel;
  GtkWidget *save;
  GtkStack *save_stack;
  GtkWidget *texts;
  FerryTextRow *name;
  FerryTextRow *description;
  GtkLabel *name_reason;
  GtkLabel *description_reason;
  GtkLabel *hint;
  GtkWidget *error_box;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (FerryEditDialog, ferry_edit_dialog, ADW_TYPE_DIALOG)

static const char *
get_text (FerryTextRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_changed (FerryTextRow *row, const char *old)
{
  return g_strcmp0 (get_text (row), old) != 0;
}

static void
update_hint (FerryEditDialog *self)
{
  g_autofree char *text = NULL;

  if (self->source == NULL)
    return;
  if (ferry_provenance_names (get_text (self->description), self->source))
    text =
      g_strdup_printf (_ ("Keep %s in the description: it tells that this is its replica."), self->source);
  else
    text = g_strdup_printf (_ ("Without %s in the description nobody can tell that this is its replica."),
                            self->source);
  gtk_label_set_label (self->hint, text);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), TRUE);
}

static void
update (FerryEditDialog *self)
{
  gboolean changed =
    is_changed (self->name, self->old_name) || is_changed (self->description, self->old_description);
  gboolean usable =
    ferry_text_row_get_reason (self->name) == NULL && ferry_text_row_get_reason (self->description) == NULL;

  gtk_widget_set_sensitive (self->save, changed && usable && !self->working);
  gtk_widget_set_sensitive (self->texts, !self->working);
  gtk_stack_set_visible_child_name (self->save_stack, self->working ? "spinner" : "label");
  update_hint (self);
}

static void
say_error (FerryEditDialog *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (self->error_box, text != NULL);
  if (text != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
changed_cb (FerryEditDialog *self)
{
  if (self->image == NULL)
    return;
  say_error (self, NULL);
  update (self);
}

static void
say_problem (FerryEditDialog *self, const FerryProblem *problem)
{
  g_autofree char *text = NULL;

  if (problem->request_id != NULL)
    /* Translators: what went wrong, and what to quote to support. */
    text = g_strdup_printf (_ ("%s Request ID %s."), problem->message, problem->request_id);
  say_error (self, text != NULL ? text : problem->message);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryEditDialog) self = FERRY_EDIT_DIALOG (user_data);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  self->working = FALSE;
  if (ferry_session_edit_finish (FERRY_SESSION (source), result, &problem, &error))
    {
      text = g_strdup_printf (_ ("“%s” is changed"), ferry_words_get_label (self->image));
      if (parent != NULL)
        ferry_window_tell (parent, text);
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  if (problem != NULL)
    say_problem (self, problem);
  else
    say_error (self, error->message);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
save_clicked_cb (FerryEditDialog *self)
{
  const char *name = is_changed (self->name, self->old_name) ? get_text (self->name) : NULL;
  const char *description =
    is_changed (self->description, self->old_description) ? get_text (self->description) : NULL;

  if (ferry_session_get_account (self->session) != self->account)
    {
      say_error (self, _ ("Its account is not shown any more."));
      return;
    }
  say_error (self, NULL);
  /* What has the focus must not become insensitive under it. */
  gtk_widget_grab_focus (self->cancel);
  self->working = TRUE;
  update (self);
  ferry_session_edit_async (self->session, ferry_image_get_region (self->image),
                            ferry_image_get_id (self->image), name, description, NULL, edited_cb,
                            g_object_ref (self));
}

static void
cancel_clicked_cb (FerryEditDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
ferry_edit_dialog_dispose (GObject *object)
{
  FerryEditDialog *self = FERRY_EDIT_DIALOG (object);

  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_EDIT_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->account);
  g_clear_object (&self->image);

  G_OBJECT_CLASS (ferry_edit_dialog_parent_class)->dispose (object);
}

static void
ferry_edit_dialog_finalize (GObject *object)
{
  FerryEditDialog *self = FERRY_EDIT_DIALOG (object);

  g_weak_ref_clear (&self->parent);
  g_free (self->old_name);
  g_free (self->old_description);
  g_free (self->source);

  G_OBJECT_CLASS (ferry_edit_dialog_parent_class)->finalize (object);
}

static void
ferry_edit_dialog_class_init (FerryEditDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ferry_edit_dialog_dispose;
  object_class->finalize = ferry_edit_dialog_finalize;
  g_type_ensure (FERRY_TYPE_TEXT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-edit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, save);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, save_stack);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, texts);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, name);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, description);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, name_reason);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, description_reason);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, FerryEditDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
ferry_edit_dialog_init (FerryEditDialog *self)
{
  g_weak_ref_init (&self->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ferry_text_row_set_reason_label (self->name, self->name_reason);
  ferry_text_row_set_reason_label (self->description, self->description_reason);
}

/* The source of a replica: not the image itself, should its description name it. */
static char *
find_source (FerryImage *image)
{
  g_autofree char *source = NULL;

  if (!ferry_provenance_parse (ferry_image_get_description (image), NULL, &source) ||
      g_strcmp0 (source, ferry_image_get_id (image)) == 0)
    return NULL;

  return g_steal_pointer (&source);
}

/**
 * ferry_edit_dialog_new:
 * @session: whose account
 * @image: an image of any region
 * @parent: (nullable): a widget of the window that is told
 *
 * Returns: (transfer full): a dialog
 */
FerryEditDialog *
ferry_edit_dialog_new (FerrySession *session, FerryImage *image, GtkWidget *parent)
{
  FerryEditDialog *self;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  self = g_object_new (FERRY_TYPE_EDIT_DIALOG, NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->account, ferry_session_get_account (session));
  g_weak_ref_set (&self->parent, parent);
  self->source = find_source (image);
  adw_window_title_set_subtitle (self->window_title, ferry_image_get_id (image));
  g_object_set (self->name, "optional", *ferry_image_get_name (image) == '\0', NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->name), ferry_image_get_name (image));
  gtk_editable_set_text (GTK_EDITABLE (self->description), ferry_image_get_description (image));
  ferry_text_row_accept (self->name);
  ferry_text_row_accept (self->description);
  self->old_name = g_strdup (get_text (self->name));
  self->old_description = g_strdup (get_text (self->description));
  self->image = g_object_ref (image);
  ferry_first_focus_set (ADW_DIALOG (self), GTK_WIDGET (self->name));
  update (self);

  return self;
}

/**
 * ferry_edit_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Asks for an image's new name and description.
 */
void
ferry_edit_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;

  if (image != NULL)
    adw_dialog_present (ADW_DIALOG (ferry_edit_dialog_new (session, image, parent)), parent);
}
