/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the quotas of every other region while it is open, each by itself, so that a slow region holds up no other.
 * The engine checks all rules anew on Copy. */

#include "config.h"

#include "app/ferry-copy-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-image-row.h"
#include "app/ferry-phrases.h"
#include "app/ferry-region-row.h"
#include "app/ferry-settings.h"
#include "app/ferry-text-row.h"
#include "app/ferry-window.h"
#include "engine/ferry-image-facts.h"
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
  gboolean chosen_by_hand;

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
  GtkListBox *regions;
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

/* A quota on its way. */
typedef struct
{
  FerryCopyDialog *dialog; /* (owned) */
  FerryRegionRow *row;     /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->dialog);
  g_object_unref (reading->row);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static Reading *
reading_new (FerryCopyDialog *self, FerryRegionRow *row)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->dialog = g_object_ref (self);
  reading->row = g_object_ref (row);

  return reading;
}

/* Rows */

static FerryCopyImageRow *
get_image_row (FerryCopyDialog *self, guint position)
{
  return (FerryCopyImageRow *) gtk_list_box_get_row_at_index (self->images, (int) position);
}

static FerryRegionRow *
get_region_row (FerryCopyDialog *self, guint position)
{
  return (FerryRegionRow *) gtk_list_box_get_row_at_index (self->regions, (int) position);
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

static FerryRegionRow *
find_target (FerryCopyDialog *self)
{
  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    if (ferry_region_row_get_chosen (get_region_row (self, i)))
      return get_region_row (self, i);

  return NULL;
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
    return g_strdup (_ ("This account is set to read-only. Change that in its settings to copy images."));

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
  gboolean possible = FALSE;
  gboolean settled = TRUE;

  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    {
      possible |= ferry_region_row_get_possible (get_region_row (self, i));
      settled &= ferry_region_row_get_settled (get_region_row (self, i));
    }
  if (possible)
    return g_strdup (_ ("Choose a target region."));
  if (!settled)
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
  if (is_error || find_target (self) != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_text (self->sentence),
                             is_error ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH
                                      : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
update_sentence (FerryCopyDialog *self, FerryRegionRow *target, const char *obstacle)
{
  g_autofree char *general = self->problems->len > 0 ? dup_general_problems (self) : NULL;
  const char *error = obstacle != NULL ? obstacle : general;
  g_autofree char *markup = NULL;

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
  gboolean valid =
    ferry_text_row_get_reason (self->name) == NULL && ferry_text_row_get_reason (self->description) == NULL;
  const char *label = C_ ("button", "_Copy");

  if (self->confirm_present)
    label = _ ("_Copy Again");
  else if (target != NULL && ferry_region_row_get_blind (target))
    label = _ ("_Copy Anyway");
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
  FerryRegionRow *target = find_target (self);
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

/* Quotas */

static void
count_waiting (FerryCopyDialog *self, FerryOperation *operation, guint *n_images, guint *n_snapshots)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      const FerryReplicaRecord *record =
        ferry_replica_get_record (ferry_operation_get_replica (operation, i));
      FerryCatalog *catalog =
        ferry_session_ensure_catalog (self->session, ferry_operation_get_source_region (operation));
      FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, record->source) : NULL;
      g_autoptr (FerryImageFacts) facts = NULL;

      if (record->state != FERRY_STATE_QUEUED && record->state != FERRY_STATE_WAITING)
        continue;
      if (record->facts != NULL)
        facts = ferry_image_facts_from_string (record->facts);
      ++*n_images;
      if (facts != NULL)
        *n_snapshots += ferry_image_facts_get_snapshots (facts);
      else if (image != NULL)
        *n_snapshots += ferry_image_get_snapshots (image);
    }
}

/* What copies of ours that wait will take there: the service does not know of them yet. */
static void
update_reserved (FerryCopyDialog *self, FerryRegionRow *row)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);
  GListModel *operations = engine != NULL ? ferry_engine_get_operations (engine) : NULL;
  guint n_images = 0;
  guint n_snapshots = 0;

  for (guint i = 0; operations != NULL && i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (!ferry_operation_state_is_ended (ferry_operation_get_state (operation)) &&
          g_str_equal (ferry_operation_get_target_region (operation), ferry_region_row_get_region (row)) &&
          self->account != NULL &&
          g_strcmp0 (ferry_operation_get_account (operation), ferry_account_get_label (self->account)) == 0)
        count_waiting (self, operation, &n_images, &n_snapshots);
    }
  ferry_region_row_set_reserved (row, n_images, n_snapshots);
}

/* The focus follows what has become possible as long as nobody has moved it. */
static void
move_focus (FerryCopyDialog *self)
{
  GtkWidget *focus = adw_dialog_get_focus (ADW_DIALOG (self));
  FerryRegionRow *row = find_target (self);

  if (focus != NULL && focus != self->cancel_button)
    return;
  for (guint i = 0; row == NULL && get_region_row (self, i) != NULL; i++)
    if (ferry_region_row_get_possible (get_region_row (self, i)))
      row = get_region_row (self, i);
  if (row != NULL)
    gtk_widget_grab_focus (ferry_region_row_get_radio (row));
}

/* The region used last, if it has room. */
static void
preselect (FerryCopyDialog *self, FerryRegionRow *row)
{
  g_autofree char *last = NULL;

  if (self->chosen_by_hand || find_target (self) != NULL || ferry_region_row_get_blind (row))
    return;
  last = g_settings_get_string (ferry_session_get_settings (self->session), FERRY_SETTING_LAST_TARGET_REGION);
  if (g_str_equal (last, ferry_region_row_get_region (row)))
    ferry_region_row_choose (row);
  self->chosen_by_hand = FALSE;
}

static void
quota_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  FerryCopyDialog *self = reading->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = ferry_quotas_read_finish (result, &error);

  if (quotas == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  ferry_region_row_set_quota (reading->row, g_ptr_array_index (quotas, 0));
  preselect (self, reading->row);
  update (self);
  move_focus (self);
}

static void
read_quota (FerryCopyDialog *self, FerryRegionRow *row)
{
  FerryCloud *cloud = ferry_session_get_cloud (self->session);
  const char *const regions[] = { ferry_region_row_get_region (row), NULL };

  update_reserved (self, row);
  ferry_region_row_set_reading (row);
  if (cloud != NULL && ferry_session_get_account (self->session) == self->account)
    ferry_quotas_read_async (ferry_cloud_get_client (cloud), regions, ferry_cloud_get_limiter (cloud),
                             self->cancellable, quota_read_cb, reading_new (self, row));
}

static void
retry_cb (FerryRegionRow *row, FerryCopyDialog *self)
{
  g_assert (FERRY_IS_COPY_DIALOG (self));

  read_quota (self, row);
  update (self);
}

static void
read_all_quotas (FerryCopyDialog *self)
{
  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    read_quota (self, get_region_row (self, i));
}

/* What is there already */

static gboolean
is_there (GPtrArray *presences, const char *region)
{
  for (guint i = 0; i < presences->len; i++)
    {
      FerryPresence *presence = g_ptr_array_index (presences, i);

      if (!presence->running && g_str_equal (presence->region, region))
        return TRUE;
    }

  return FALSE;
}

static void
update_present (FerryCopyDialog *self, FerryRegionRow *row)
{
  FerryReplicaIndex *index = ferry_session_get_replicas (self->session);
  guint n = 0;

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    {
      g_autoptr (GPtrArray) presences =
        ferry_replica_index_lookup (index, self->source_region, get_image_id (self, i));

      n += is_there (presences, ferry_region_row_get_region (row));
    }
  ferry_region_row_set_n_present (row, n);
}

static void
replicas_changed_cb (FerryCopyDialog *self)
{
  g_assert (FERRY_IS_COPY_DIALOG (self));

  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    update_present (self, get_region_row (self, i));
  update (self);
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
    read_all_quotas (self);
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
}

static FerryRequest *
make_request (FerryCopyDialog *self, FerryRegionRow *target)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  FerryRequest *request;

  for (guint i = 0; get_image_row (self, i) != NULL; i++)
    g_strv_builder_add (builder, get_image_id (self, i));
  ids = g_strv_builder_end (builder);
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
  FerryRegionRow *target = find_target (self);
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
region_activated_cb (FerryCopyDialog *self, GtkListBoxRow *row)
{
  ferry_region_row_choose (FERRY_REGION_ROW (row));
  gtk_widget_grab_focus (ferry_region_row_get_radio (FERRY_REGION_ROW (row)));
}

static void
chosen_cb (FerryCopyDialog *self, GParamSpec *pspec, FerryRegionRow *row)
{
  if (ferry_region_row_get_chosen (row))
    {
      self->chosen_by_hand = TRUE;
      forget_problems (self);
    }
  update (self);
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

  gtk_label_set_label (self->n_images_label, images);
  gtk_label_set_label (self->n_snapshots_label, snapshots);
  gtk_label_set_label (
    self->texts_hint,
    n == 1 ? _ ("Optional. Left empty, the replica keeps the name of its source. The source region "
                "and ID are always added to the description.")
           : _ ("Optional. Left empty, every replica keeps the name of its source. A name given "
                "here is that of every replica. The source region and ID are always added to the "
                "description."));
  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    ferry_region_row_set_needed (get_region_row (self, i), n, n_snapshots);
}

static void
leave_out_cb (FerryCopyDialog *self, FerryCopyImageRow *row)
{
  gtk_list_box_remove (self->images, GTK_WIDGET (row));
  forget_problems (self);
  update_counts (self);
  replicas_changed_cb (self);
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
  for (guint i = 0; get_region_row (self, i) != NULL; i++)
    ferry_region_row_set_narrow (get_region_row (self, i), narrow);
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
  gtk_widget_class_bind_template_child (widget_class, FerryCopyDialog, regions);
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
  gtk_widget_class_bind_template_callback (widget_class, region_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, texts_changed_cb);
}

static void
ferry_copy_dialog_class_init (FerryCopyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_copy_dialog_dispose;
  object_class->finalize = ferry_copy_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = ferry_copy_dialog_closed;

  g_type_ensure (FERRY_TYPE_TEXT_ROW);
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
ferry_copy_dialog_init (FerryCopyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_problem_unref);
  g_weak_ref_init (&self->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ferry_text_row_set_reason_label (self->name, self->name_reason);
  ferry_text_row_set_reason_label (self->description, self->description_reason);
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
      g_signal_connect_object (row, "leave-out", G_CALLBACK (leave_out_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->images, row);
      longest = MAX (longest, (guint) g_utf8_strlen (suffix, -1));
    }
  ferry_text_row_set_reserved (self->description, longest);
}

static void
add_regions (FerryCopyDialog *self)
{
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row;

      if (g_str_equal (regions[i].id, self->source_region))
        continue;
      row = ferry_region_row_new (regions[i].id);
      if (get_region_row (self, 0) != NULL)
        ferry_region_row_set_group (FERRY_REGION_ROW (row), get_region_row (self, 0));
      g_signal_connect_object (row, "notify::chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), self, 0);
      gtk_list_box_append (self->regions, row);
    }
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
  add_images (self, image_ids);
  add_regions (self);
  update_counts (self);
  read_all_quotas (self);
  g_signal_connect_object (ferry_session_get_replicas (session), "changed", G_CALLBACK (replicas_changed_cb),
                           self, G_CONNECT_SWAPPED);
  replicas_changed_cb (self);
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

  target = find_target (self);

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
