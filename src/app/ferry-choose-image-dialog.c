/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-choose-image-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-check-button.h"
#include "app/ferry-copy-words.h"
#include "app/ferry-phrases.h"
#include "app/ferry-window.h"
#include "app/ferry-words.h"
#include "engine/ferry-provenance.h"
#include "engine/ferry-regions.h"

/* Clocks differ: an image this much older than the operation may still be its replica. In seconds. */
#define CLOCK_LEEWAY 600

struct _FerryChooseImageDialog
{
  AdwDialog parent_instance;

  FerrySession *session;     /* (owned) */
  FerryOperation *operation; /* (owned) */
  FerryReplica *replica;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
  FerryChosenFunc chosen;
  GWeakRef parent;
  char *choice;          /* (owned) (nullable) */
  GtkCheckButton *first; /* (nullable): the group of all */

  AdwWindowTitle *window_title;
  GtkWidget *choose;
  GtkStack *stack;
  AdwStatusPage *none;
  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (FerryChooseImageDialog, ferry_choose_image_dialog, ADW_TYPE_DIALOG)

static gboolean
is_candidate (FerryChooseImageDialog *self, FerryImage *image)
{
  return g_strcmp0 (ferry_replica_get_candidate (self->replica), ferry_image_get_id (image)) == 0;
}

/* How likely it is: 3 the engine's own candidate, 2 its description names the source, 1 it is called the same. */
static int
get_likelihood (FerryChooseImageDialog *self, FerryImage *image)
{
  const char *name = ferry_operation_get_record (self->operation)->name;

  if (name == NULL)
    name = ferry_replica_get_name (self->replica);
  if (is_candidate (self, image))
    return 3;
  if (ferry_provenance_names (ferry_image_get_description (image), ferry_replica_get_source (self->replica)))
    return 2;

  return g_strcmp0 (name, ferry_image_get_name (image)) == 0 ? 1 : 0;
}

static gboolean
may_be_it (FerryChooseImageDialog *self, FerryImage *image)
{
  gint64 created = ferry_image_get_created_unix (image);
  gint64 asked = ferry_operation_get_record (self->operation)->created / G_USEC_PER_SEC;

  return is_candidate (self, image) || created < 0 || created >= asked - CLOCK_LEEWAY;
}

static int
compare_images (gconstpointer a, gconstpointer b, gpointer user_data)
{
  FerryImage *left = *(FerryImage *const *) a;
  FerryImage *right = *(FerryImage *const *) b;
  int difference = get_likelihood (user_data, right) - get_likelihood (user_data, left);
  gint64 left_created = ferry_image_get_created_unix (left);
  gint64 right_created = ferry_image_get_created_unix (right);

  if (difference != 0)
    return difference;

  return (right_created > left_created) - (right_created < left_created);
}

static void
toggled_cb (GtkCheckButton *radio, FerryChooseImageDialog *self)
{
  if (!gtk_check_button_get_active (radio))
    return;
  g_set_str (&self->choice, g_object_get_data (G_OBJECT (radio), "image"));
  gtk_widget_set_sensitive (self->choose, TRUE);
}

static void
add_image (FerryChooseImageDialog *self, FerryImage *image)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *radio = ferry_check_button_new ();
  g_autoptr (GDateTime) created = ferry_image_dup_created (image);
  g_autofree char *time = ferry_words_dup_time (created);
  g_autofree char *status = ferry_words_dup_status (image);
  const char *facts[] = { ferry_image_get_id (image), status, time, NULL };
  g_autofree char *subtitle = ferry_phrase_join_facts ((char **) facts);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ferry_words_get_label (image));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (radio, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (radio), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ferry_words_get_label (image), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
  g_object_set_data_full (G_OBJECT (radio), "image", g_strdup (ferry_image_get_id (image)), g_free);
  if (self->first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), self->first);
  else
    self->first = GTK_CHECK_BUTTON (radio);
  g_signal_connect_object (radio, "toggled", G_CALLBACK (toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), radio);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), radio);
  adw_preferences_group_add (self->group, row);
  if (is_candidate (self, image))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (radio), TRUE);
}

static void
show_images (FerryChooseImageDialog *self, FerryCatalog *catalog)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      if (may_be_it (self, image))
        g_ptr_array_add (images, g_steal_pointer (&image));
    }
  g_ptr_array_sort_with_data (images, compare_images, self);
  for (guint i = 0; i < images->len; i++)
    add_image (self, g_ptr_array_index (images, i));
  gtk_stack_set_visible_child_name (self->stack, images->len > 0 ? "list" : "none");
}

static void
show_none (FerryChooseImageDialog *self, const char *text)
{
  adw_status_page_set_description (self->none, text);
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryChooseImageDialog) self = FERRY_CHOOSE_IMAGE_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (ferry_catalog_refresh_finish (FERRY_CATALOG (source), result, &error))
    {
      show_images (self, FERRY_CATALOG (source));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = g_markup_escape_text (error->message, -1);
  adw_status_page_set_title (self->none, _ ("The Images Could Not Be Read"));
  show_none (self, text);
}

/* The list of another account's images is not at hand. */
static gboolean
is_account_shown (FerryChooseImageDialog *self)
{
  FerryAccount *account = ferry_session_get_account (self->session);

  return account != NULL &&
         g_strcmp0 (ferry_account_get_label (account), ferry_operation_get_account (self->operation)) == 0;
}

static void
look (FerryChooseImageDialog *self)
{
  const char *region = ferry_operation_get_target_region (self->operation);
  FerryCatalog *catalog =
    is_account_shown (self) ? ferry_session_ensure_catalog (self->session, region) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (catalog != NULL)
    {
      ferry_catalog_refresh_async (catalog, self->cancellable, refreshed_cb, g_object_ref (self));
      return;
    }
  text = g_strdup_printf (_ ("Choose the account “%s” first: then its images can be listed here."),
                          ferry_operation_get_account (self->operation));
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_title (self->none, _ ("Another Account Is Shown"));
  show_none (self, markup);
}

static void
cancel_clicked_cb (FerryChooseImageDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
choose_clicked_cb (FerryChooseImageDialog *self)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);

  if (self->choice != NULL && parent != NULL && self->chosen != NULL)
    self->chosen (self->choice, self->replica, parent);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
ferry_choose_image_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (FERRY_CHOOSE_IMAGE_DIALOG (dialog)->cancellable);
}

static void
ferry_choose_image_dialog_dispose (GObject *object)
{
  FerryChooseImageDialog *self = FERRY_CHOOSE_IMAGE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_CHOOSE_IMAGE_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->operation);
  g_clear_object (&self->replica);

  G_OBJECT_CLASS (ferry_choose_image_dialog_parent_class)->dispose (object);
}

static void
ferry_choose_image_dialog_finalize (GObject *object)
{
  FerryChooseImageDialog *self = FERRY_CHOOSE_IMAGE_DIALOG (object);

  g_object_unref (self->cancellable);
  g_weak_ref_clear (&self->parent);
  g_free (self->choice);

  G_OBJECT_CLASS (ferry_choose_image_dialog_parent_class)->finalize (object);
}

static void
ferry_choose_image_dialog_class_init (FerryChooseImageDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ferry_choose_image_dialog_dispose;
  object_class->finalize = ferry_choose_image_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = ferry_choose_image_dialog_closed;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/imageferry/ImageFerry/ferry-choose-image-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryChooseImageDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, FerryChooseImageDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, FerryChooseImageDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryChooseImageDialog, none);
  gtk_widget_class_bind_template_child (widget_class, FerryChooseImageDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
}

static void
ferry_choose_image_dialog_init (FerryChooseImageDialog *self)
{
  self->cancellable = g_cancellable_new ();
  g_weak_ref_init (&self->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_choose_image_dialog_new:
 * @session: whose account
 * @operation: an operation
 * @replica: one of its replicas, undecided
 *
 * Returns: (transfer full): a dialog that reads the images of the target region already
 */
FerryChooseImageDialog *
ferry_choose_image_dialog_new (FerrySession *session, FerryOperation *operation, FerryReplica *replica)
{
  FerryChooseImageDialog *self;
  g_autofree char *subtitle = NULL;
  g_autofree char *none = NULL;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);
  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  self = g_object_new (FERRY_TYPE_CHOOSE_IMAGE_DIALOG, NULL);
  self->session = g_object_ref (session);
  self->operation = g_object_ref (operation);
  self->replica = g_object_ref (replica);
  /* Translators: an image and a city: "Replica of payment-gateway in Suqian" */
  subtitle = g_strdup_printf (_ ("Replica of %s in %s"), ferry_copy_words_get_name (replica),
                              ferry_region_get_city (ferry_operation_get_target_region (operation)));
  adw_window_title_set_subtitle (self->window_title, subtitle);
  none = g_strdup_printf (_ ("No image in %s came after the copy was asked for. You can send it again."),
                          ferry_region_get_name (ferry_operation_get_target_region (operation)));
  adw_status_page_set_description (self->none, none);
  look (self);

  return self;
}

/**
 * ferry_choose_image_dialog_present:
 * @session: whose account
 * @operation: an operation
 * @replica: one of its replicas, undecided
 * @chosen: called with the image's ID, @replica and @parent
 * @parent: a widget of the window it belongs to
 */
void
ferry_choose_image_dialog_present (FerrySession *session,
                                   FerryOperation *operation,
                                   FerryReplica *replica,
                                   FerryChosenFunc chosen,
                                   GtkWidget *parent)
{
  FerryChooseImageDialog *self = ferry_choose_image_dialog_new (session, operation, replica);

  if (self == NULL)
    return;
  self->chosen = chosen;
  g_weak_ref_set (&self->parent, parent);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
