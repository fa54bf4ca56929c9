/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it shows was read a moment ago: the engine checks all rules anew on Copy, on fresh facts. */

#include "config.h"

#include "app/ferry-copy-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-image-row.h"
#include "app/ferry-phrases.h"
#include "app/ferry-settings.h"
#include "app/ferry-target-list.h"
#include "app/ferry-text-row.h"
#include "app/ferry-window.h"
#include "engine/ferry-provenance.h"
#include "engine/ferry-regions.h"

struct _FerryCopyDialog
{
  AdwDialog parent_instance;

  FerrySession *session;     /* (owned) */
  FerryAccount *account;     /* (owned) (nullable): whose images these are */
  char *source_region;       /* (owned) */
  GWeakRef parent;           /* of the window that is told of the copy */
  GCancellable *cancellable; /* (owned): everything that is only read, and a request until it is recorded */
  GPtrArray *problems;       /* (owned) (element-type FerryProblem): what stood in the way of the last try */
  gboolean confirm_present;  /* the journal was lost: the next Copy means it */
  gboolean working;
  gboolean touched; /* the person has done something, and may have moved the focus */
  guint focus_id;

  AdwBreakpoint *low;
  AdwBreakpoint *narrow;
  AdwBreakpoint *narrow_and_low;
  AdwWindowTitle *window_title;
  GtkWidget *cancel_button;
  GtkWidget *copy_button;
  GtkStack *copy_stack;
  GtkLabel *copy_label;
  GtkWidget *content;
  GtkLabel *n_images_label;
  GtkLabel *n_snapshots_label;
  GtkListBox *images;
  FerryTargetList *targets;
  GtkLabel *texts_hint;
  FerryTextRow *name;
  FerryTextRow *description;
  GtkLabel *name_reason;
  GtkLabel *description_reason;
  AdwBin *low_place;
  AdwBin *bottom_place;
  GtkWidget *sentence_box;
  GtkWidget *sentence_icon;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (FerryCopyDialog, ferry_copy_dialog, ADW_TYPE_DIALOG)

/* Rows */

static FerryCopyImageRow *
get_image_row (FerryCopyDialog *self, guint position)
{
  return (FerryCopyImageRow *) gtk_list_box_get_row_at_index (self->images, (int) position);
}

static guint
count_images (FerryCopyDialog *self)
{
  guint n = 0;

  while (get_image_row (self, n) != NULL)
    n++;

  return n;
}

static guint
count_snapshots (FerryCopyDialog *self)
{
  guint n = 0;

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    n += ferry_image_get_snapshots (ferry_copy_image_row_get_image (get_image_row (self, i)));

  return n;
}

static const char *
get_image_id (FerryCopyDialog *self, guint position)
{
  return ferry_image_get_id (ferry_copy_image_row_get_image (get_image_row (self, position)));
}

static char **
dup_ids (FerryCopyDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    g_strv_builder_add (ids, get_image_id (self, i));

  return g_strv_builder_end (ids);
}

/* The sentence */

static char *
dup_obstacle (FerryCopyDialog *self)
{
  FerryAccount *account = ferry_session_get_account (self->session);
  FerryProblem *journal = ferry_session_get_journal_problem (self->session);

  if (self->account == NULL || account != self->account)
    return g_strdup_printf (
      _ ("The account “%s” is not shown any more, so nothing is copied. Close this and start "
         "again."),
      self->account != NULL ? ferry_account_get_label (self->account) : "");
  if (ferry_session_get_read_only (self->session))
    return g_strdup (ferry_cloud_get_read_only_words ());

  return journal != NULL ? g_strdup (journal->message) : NULL;
}

static char *
describe_copy (FerryCopyDialog *self, FerryRegionRow *target)
{
  guint n = count_images (self);
  g_autofree char *images = ferry_phrase_count_images (n);
  g_autofree char *snapshots = ferry_phrase_count_snapshots (count_snapshots (self));
  const char *region = ferry_region_get_name (ferry_region_row_get_region (target));

  /* Translators: "<b>3 images</b> with <b>7 snapshots</b> will be copied to <b>East China-Suqian</b>" */
  return g_markup_printf_escaped (
    ngettext (
      "<b>%1$s</b> with <b>%2$s</b> will be copied to <b>%3$s</b>, where its snapshots are billed too. Until "
      "the copy ends, the source cannot be deleted, copied again or converted; everything else goes on.",
      "<b>%1$s</b> with <b>%2$s</b> will be copied to <b>%3$s</b>, where their snapshots are billed too. "
      "Until "
      "a copy ends, its source cannot be deleted, copied again or converted; everything else goes on.",
      n),
    images, snapshots, region);
}

static char *
describe_doubts (FerryRegionRow *target)
{
  guint n = ferry_region_row_get_n_present (target);
  g_autoptr (GStrvBuilder) doubts = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  if (n > 0)
    g_strv_builder_take (
      doubts,
      g_strdup_printf (ngettext ("%u of them is there already: it will be there a second time.",
                                 "%u of them are there already: they will be there a second time.", n),
                       n));
  if (ferry_region_row_get_blind (target))
    g_strv_builder_add (doubts, _ ("Nobody knows whether there is room: if not, JD Cloud refuses the copy."));
  lines = g_strv_builder_end (doubts);

  return g_strjoinv ("\n", lines);
}

static char *
describe_no_target (FerryCopyDialog *self)
{
  if (ferry_target_list_get_first_possible (self->targets) != NULL)
    return g_strdup (_ ("Choose a target region."));
  if (!ferry_target_list_get_settled (self->targets))
    return g_strdup (_ ("The quotas of the other regions are being read."));

  return g_strdup (_ ("No other region is known to have room for this."));
}

/* Those about one image stand in its row. */
static char *
dup_general_problems (FerryCopyDialog *self)
{
  g_autoptr (GStrvBuilder) messages = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  guint n_images = 0;

  for (guint i = 0; i < self->problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (self->problems, i);

      if (problem->image != NULL)
        n_images++;
      else if (problem->request_id != NULL)
        /* Translators: what went wrong, and what to quote to support. */
        g_strv_builder_take (
          messages, g_strdup_printf (_ ("%s Request ID %s."), problem->message, problem->request_id));
      else
        g_strv_builder_add (messages, problem->message);
    }
  if (self->confirm_present)
    g_strv_builder_add (messages,
                        _ ("Nothing was copied yet. Copy again only if you want a second replica."));
  else if (n_images > 0)
    g_strv_builder_take (
      messages, g_strdup_printf (ngettext ("Nothing was copied: %u image cannot be copied now.",
                                           "Nothing was copied: %u images cannot be copied now.", n_images),
                                 n_images));
  lines = g_strv_builder_end (messages);

  return g_strjoinv ("\n", lines);
}

static void
say (FerryCopyDialog *self, const char *markup, gboolean is_error)
{
  gtk_widget_set_visible (self->sentence_icon, is_error);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->sentence), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->sentence), "error");
  if (g_strcmp0 (gtk_label_get_label (self->sentence), markup) == 0)
    return;
  gtk_label_set_markup (self->sentence, markup);
  if (is_error || ferry_target_list_get_target (self->targets) != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_text (self->sentence),
                             is_error ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH
                                      : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static const char *
get_text_reason (FerryCopyDialog *self)
{
  const char *reason = ferry_text_row_get_reason (self->name);

  return reason != NULL ? reason : ferry_text_row_get_reason (self->description);
}

static void
update_sentence (FerryCopyDialog *self, FerryRegionRow *target, const char *obstacle)
{
  g_autofree char *general = self->problems->len > 0 ? dup_general_problems (self) : NULL;
  const char *error = obstacle != NULL ? obstacle : general;
  g_autofree char *markup = NULL;

  if (error == NULL)
    error = get_text_reason (self);
  if (error != NULL)
    markup = g_markup_escape_text (error, -1);
  else if (target == NULL)
    markup = describe_no_target (self);
  else
    {
      g_autofree char *copy = describe_copy (self, target);
      g_autofree char *doubts = describe_doubts (target);

      markup = *doubts != '\0' ? g_strconcat (copy, "\n", doubts, NULL) : g_strdup (copy);
    }
  say (self, markup, error != NULL);
}

static void
update_button (FerryCopyDialog *self, FerryRegionRow *target, const char *obstacle)
{
  gboolean valid = get_text_reason (self) == NULL;
  const char *label = C_ ("button", "C_opy");

  if (self->confirm_present)
    label = _ ("C_opy Again");
  else if (target != NULL && ferry_region_row_get_blind (target))
    label = _ ("C_opy Anyway");
  gtk_label_set_label (self->copy_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->copy_label), -1);
  gtk_stack_set_visible_child_name (self->copy_stack, self->working ? "spinner" : "label");
  gtk_widget_set_sensitive (self->copy_button, target != NULL && obstacle == NULL && valid && !self->working);
  gtk_widget_set_sensitive (self->content, !self->working);
}

static void
update (FerryCopyDialog *self)
{
  FerryRegionRow *target = ferry_target_list_get_target (self->targets);
  g_autofree char *obstacle = NULL;

  g_assert (FERRY_IS_COPY_DIALOG (self));

  obstacle = dup_obstacle (self);
  update_sentence (self, target, obstacle);
  update_button (self, target, obstacle);
}

/* What a person changes answers what was said before. */
static void
forget_problems (FerryCopyDialog *self)
{
  g_ptr_array_set_size (self->problems, 0);
  self->confirm_present = FALSE;
  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    ferry_copy_image_row_set_problem (get_image_row (self, i), NULL, FALSE);
}

/* The focus goes to the first region that has become possible, until the person does something. */
static gboolean
focus_idle (gpointer user_data)
{
  FerryCopyDialog *self = FERRY_COPY_DIALOG (user_data);
  FerryRegionRow *row = ferry_target_list_get_target (self->targets);

  self->focus_id = 0;
  if (row == NULL)
    row = ferry_target_list_get_first_possible (self->targets);
  if (row != NULL && !self->touched)
    gtk_widget_grab_focus (ferry_region_row_get_radio (row));

  return G_SOURCE_REMOVE;
}

static void
queue_focus (FerryCopyDialog *self)
{
  g_assert (FERRY_IS_COPY_DIALOG (self));

  if (!self->touched && self->focus_id == 0)
    self->focus_id = g_idle_add (focus_idle, self);
}

static void
targets_changed_cb (FerryCopyDialog *self)
{
  update (self);
  queue_focus (self);
}

/* Copying */

static void
show_image_problems (FerryCopyDialog *self)
{
  gboolean others = count_images (self) > 1;

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    for (guint j = 0; j < self->problems->len; j++)
      {
        FerryProblem *problem = g_ptr_array_index (self->problems, j);

        if (g_strcmp0 (problem->image, get_image_id (self, i)) == 0)
          ferry_copy_image_row_set_problem (get_image_row (self, i), problem, others);
      }
}

/* What the list says of an image by now. One that never was whole goes when it cannot be read to its end, which says
 * nothing of its images. */
static FerryProblem *
dup_change (FerryCopyDialog *self, FerryImage *image)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);
  const char *id = ferry_image_get_id (image);

  if (self->account == NULL || ferry_session_get_account (self->session) != self->account ||
      catalog == NULL || !g_str_equal (ferry_catalog_get_region (catalog), self->source_region))
    return NULL;
  if (ferry_catalog_lookup (catalog, id) == NULL && ferry_catalog_get_refreshed_at (catalog) == NULL)
    return NULL;
  if (ferry_catalog_lookup (catalog, id) == NULL)
    return ferry_problem_new (FERRY_REASON_NOT_FOUND, id, self->source_region,
                              _ ("It is not there any more"));

  return ferry_image_dup_problem (image);
}

/* A person who sees the list change need not press Copy to learn that it cannot be. */
static void
note_changes (FerryCopyDialog *self)
{
  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    {
      FerryProblem *problem = dup_change (self, ferry_copy_image_row_get_image (get_image_row (self, i)));

      if (problem != NULL)
        g_ptr_array_add (self->problems, problem);
    }
  show_image_problems (self);
}

static gboolean
is_about_quota (FerryProblem *problem)
{
  return problem->reason == FERRY_REASON_QUOTA_IMAGES || problem->reason == FERRY_REASON_QUOTA_SNAPSHOTS ||
         problem->reason == FERRY_REASON_QUOTA_UNKNOWN;
}

static void
take_problems (FerryCopyDialog *self, FerrySubmission *submission)
{
  gboolean quota = FALSE;

  for (guint i = 0; i < submission->problems->len; i++)
    {
      FerryProblem *problem = g_ptr_array_index (submission->problems, i);

      quota |= is_about_quota (problem);
      g_ptr_array_add (self->problems, ferry_problem_ref (problem));
    }
  self->confirm_present = submission->needs_confirmation;
  show_image_problems (self);
  if (quota)
    ferry_target_list_read (self->targets);
}

static void
take_error (FerryCopyDialog *self, const GError *error)
{
  g_ptr_array_add (self->problems, ferry_problem_new (FERRY_REASON_INTERNAL, NULL, NULL, error->message));
}

static void
finish (FerryCopyDialog *self, FerrySubmission *submission)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);

  if (parent != NULL)
    ferry_window_tell_copying (parent, submission);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryCopyDialog) self = FERRY_COPY_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission =
    ferry_session_request_finish (FERRY_SESSION (source), result, &error);

  self->working = FALSE;
  if (submission != NULL && submission->problems->len == 0)
    {
      finish (self, submission);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (submission != NULL)
    take_problems (self, submission);
  else
    take_error (self, error);
  update (self);
  gtk_widget_grab_focus (self->copy_button);
}

static FerryRequest *
make_request (FerryCopyDialog *self, FerryRegionRow *target)
{
  g_auto (GStrv) ids = dup_ids (self);
  FerryRequest *request;

  request = ferry_request_new (FERRY_KIND_COPY, self->source_region, ferry_region_row_get_region (target),
                               (const char *const *) ids);
  request->name = ferry_text_row_dup_text (self->name);
  request->description = ferry_text_row_dup_text (self->description);
  request->allow_unknown_quota = ferry_region_row_get_blind (target);
  request->accept_present = self->confirm_present;

  return request;
}

static void
copy_clicked_cb (FerryCopyDialog *self)
{
  FerryRegionRow *target = ferry_target_list_get_target (self->targets);
  g_autofree char *obstacle = dup_obstacle (self);
  g_autoptr (FerryRequest) request = NULL;

  if (target == NULL || obstacle != NULL || self->working)
    {
      update (self);
      return;
    }
  request = make_request (self, target);
  g_settings_set_string (ferry_session_get_settings (self->session), FERRY_SETTING_LAST_TARGET_REGION,
                         ferry_region_row_get_region (target));
  forget_problems (self);
  /* What has the focus must not become insensitive under it. */
  gtk_widget_grab_focus (self->cancel_button);
  self->touched = TRUE;
  self->working = TRUE;
  update (self);
  ferry_session_request_async (self->session, request, self->cancellable, requested_cb, g_object_ref (self));
}

/* Other events */

static void
cancel_clicked_cb (FerryCopyDialog *self)
{
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
chosen_cb (FerryCopyDialog *self)
{
  forget_problems (self);
  note_changes (self);
  update (self);
}

static void
image_changed_cb (FerryCopyDialog *self)
{
  g_assert (FERRY_IS_COPY_DIALOG (self));

  /* What is being copied by this very dialog is busy for a good reason. */
  if (!self->working)
    chosen_cb (self);
}

static void
catalog_changed_cb (FerryCatalog *catalog, guint position, guint removed, guint added, FerryCopyDialog *self)
{
  g_assert (FERRY_IS_COPY_DIALOG (self));

  for (guint i = 0; removed > 0 && get_image_row (self, i) != NULL; i++)
    if (ferry_catalog_lookup (catalog, get_image_id (self, i)) == NULL)
      {
        image_changed_cb (self);
        return;
      }
}

static void
texts_changed_cb (FerryCopyDialog *self)
{
  if (self->session != NULL)
    update (self);
}

static void
update_counts (FerryCopyDialog *self)
{
  guint n = count_images (self);
  guint n_snapshots = count_snapshots (self);
  g_autofree char *images = ferry_phrase_count_images (n);
  g_autofree char *snapshots = ferry_phrase_count_snapshots (n_snapshots);
  g_auto (GStrv) ids = NULL;

  gtk_label_set_label (self->n_images_label, images);
  gtk_label_set_label (self->n_snapshots_label, snapshots);
  gtk_label_set_label (
    self->texts_hint,
    n == 1 ? _ ("Optional. Left empty, the replica keeps the name of its source. The source region "
                "and ID are always added to the description.")
           : _ ("Optional. Left empty, every replica keeps the name of its source. A name given "
                "here is that of every replica. The source region and ID are always added to the "
                "description."));
  ids = dup_ids (self);
  ferry_target_list_set_needed (self->targets, (const char *const *) ids, n_snapshots);
}

static void
leave_out_cb (FerryCopyDialog *self, FerryCopyImageRow *row)
{
  gtk_list_box_remove (self->images, GTK_WIDGET (row));
  update_counts (self);
  chosen_cb (self);
}

static void
breakpoint_changed_cb (FerryCopyDialog *self)
{
  AdwBreakpoint *breakpoint = adw_dialog_get_current_breakpoint (ADW_DIALOG (self));
  gboolean narrow = breakpoint != NULL && breakpoint != self->low;
  gboolean low = breakpoint != NULL && breakpoint != self->narrow;
  AdwBin *from = low ? self->bottom_place : self->low_place;
  AdwBin *to = low ? self->low_place : self->bottom_place;

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    ferry_copy_image_row_set_narrow (get_image_row (self, i), narrow);
  ferry_target_list_set_narrow (self->targets, narrow);
  if (adw_bin_get_child (to) == NULL)
    {
      g_object_ref (self->sentence_box);
      adw_bin_set_child (from, NULL);
      adw_bin_set_child (to, self->sentence_box);
      g_object_unref (self->sentence_box);
    }
  gtk_widget_set_visible (GTK_WIDGET (from), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (to), TRUE);
}

static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, FerryCopyDialog *self)
{
  GdkEventType type = gdk_event_get_event_type (event);

  self->touched |= type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN;

  return GDK_EVENT_PROPAGATE;
}

/* A dialog that becomes a sheet of a narrow window moves its focus by itself, more than once. */
static void
ferry_copy_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ferry_copy_dialog_parent_class)->map (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (queue_focus),
                           widget, G_CONNECT_SWAPPED);
  queue_focus (FERRY_COPY_DIALOG (widget));
}

static void
ferry_copy_dialog_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), queue_focus, widget);

  GTK_WIDGET_CLASS (ferry_copy_dialog_parent_class)->unmap (widget);
}

static void
ferry_copy_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (FERRY_COPY_DIALOG (dialog)->cancellable);
}

static void
ferry_copy_dialog_dispose (GObject *object)
{
  FerryCopyDialog *self = FERRY_COPY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_COPY_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ferry_copy_dialog_parent_class)->dispose (object);
}

static void
ferry_copy_dialog_finalize (GObject *object)
{
  FerryCopyDialog *self = FERRY_COPY_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->problems);
  g_weak_ref_clear (&self->parent);
  g_free (self->source_region);

  G_OBJECT_CLASS (ferry_copy_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-copy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, low);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, narrow);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, narrow_and_low);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, copy_stack);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, copy_label);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, content);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, n_images_label);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, n_snapshots_label);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, images);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, targets);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, texts_hint);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, name);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, description);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, name_reason);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, description_reason);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, low_place);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, bottom_place);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, sentence_box);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, sentence_icon);
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, sentence);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, targets_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, texts_changed_cb);
}

static void
ferry_copy_dialog_class_init (FerryCopyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_copy_dialog_dispose;
  object_class->finalize = ferry_copy_dialog_finalize;
  GTK_WIDGET_CLASS (klass)->map = ferry_copy_dialog_map;
  GTK_WIDGET_CLASS (klass)->unmap = ferry_copy_dialog_unmap;
  ADW_DIALOG_CLASS (klass)->closed = ferry_copy_dialog_closed;

  g_type_ensure (FERRY_TYPE_TARGET_LIST);
  g_type_ensure (FERRY_TYPE_TEXT_ROW);
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
ferry_copy_dialog_init (FerryCopyDialog *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->cancellable = g_cancellable_new ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  g_weak_ref_init (&self->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ferry_text_row_set_reason_label (self->name, self->name_reason);
  ferry_text_row_set_reason_label (self->description, self->description_reason);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  g_signal_connect (self, "notify::current-breakpoint", G_CALLBACK (breakpoint_changed_cb), NULL);
}

static void
show_title (FerryCopyDialog *self)
{
  const char *region = ferry_region_get_name (self->source_region);
  g_autofree char *subtitle = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (ferry_session_get_accounts (self->session))) > 1 &&
      self->account != NULL)
    /* Translators: a region and an account: "From North China-Beijing · Production". */
    subtitle = g_strdup_printf (_ ("From %s · %s"), region, ferry_account_get_label (self->account));
  else
    subtitle = g_strdup_printf (_ ("From %s"), region);
  adw_window_title_set_subtitle (self->window_title, subtitle);
}

static void
add_images (FerryCopyDialog *self, char **image_ids)
{
  FerryCatalog *catalog = ferry_session_get_catalog (self->session);
  guint longest = 0;

  for (guint i = 0; catalog != NULL && image_ids[i] != NULL; i++)
    {
      FerryImage *image = ferry_catalog_lookup (catalog, image_ids[i]);
      g_autofree char *suffix = ferry_provenance_suffix (self->source_region, image_ids[i]);
      GtkWidget *row;

      if (image == NULL)
        continue;
      row = ferry_copy_image_row_new (image);
      g_signal_connect_object (image, "notify::eligible", G_CALLBACK (image_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "leave-out", G_CALLBACK (leave_out_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->images, row);
      longest = MAX (longest, (guint) g_utf8_strlen (suffix, -1));
    }
  ferry_text_row_set_reserved (self->description, longest);
  if (catalog != NULL)
    g_signal_connect_object (catalog, "items-changed", G_CALLBACK (catalog_changed_cb), self, 0);
}

/**
 * ferry_copy_dialog_new:
 * @session: where the images are shown
 * @image_ids: images of the region shown
 * @parent: a widget of the window that is told when they are being copied
 *
 * Returns: (transfer full): a dialog that reads quotas already
 */
FerryCopyDialog *
ferry_copy_dialog_new (FerrySession *session, char **image_ids, GtkWidget *parent)
{
  FerryCopyDialog *self;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (image_ids != NULL, NULL);

  self = g_object_new (FERRY_TYPE_COPY_DIALOG, NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->account, ferry_session_get_account (session));
  self->source_region = g_strdup (ferry_session_get_region (session));
  g_weak_ref_set (&self->parent, parent);
  show_title (self);
  ferry_target_list_set_session (self->targets, session);
  add_images (self, image_ids);
  update_counts (self);
  ferry_target_list_read (self->targets);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::journal-problem", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_dialog_set_focus (ADW_DIALOG (self), self->cancel_button);
  update (self);

  return self;
}

/**
 * ferry_copy_dialog_present:
 * @session: where the images are shown
 * @image_ids: images of the region shown
 * @parent: the window it belongs to
 *
 * Asks where to copy images to.
 */
void
ferry_copy_dialog_present (FerrySession *session, char **image_ids, GtkWidget *parent)
{
  FerryCopyDialog *self = ferry_copy_dialog_new (session, image_ids, parent);

  if (self != NULL)
    adw_dialog_present (ADW_DIALOG (self), parent);
}

/**
 * ferry_copy_dialog_get_target:
 * @self: a copy dialog
 *
 * Returns: (transfer none) (nullable): the ID of the region chosen
 */
const char *
ferry_copy_dialog_get_target (FerryCopyDialog *self)
{
  FerryRegionRow *target;

  g_return_val_if_fail (FERRY_IS_COPY_DIALOG (self), NULL);

  target = ferry_target_list_get_target (self->targets);

  return target != NULL ? ferry_region_row_get_region (target) : NULL;
}

/**
 * ferry_copy_dialog_get_sentence:
 * @self: a copy dialog
 *
 * Returns: (transfer none): what it says at the bottom
 */
const char *
ferry_copy_dialog_get_sentence (FerryCopyDialog *self)
{
  g_return_val_if_fail (FERRY_IS_COPY_DIALOG (self), NULL);

  return gtk_label_get_text (self->sentence);
}
