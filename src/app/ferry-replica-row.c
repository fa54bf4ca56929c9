/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-replica-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-words.h"
#include "engine/ferry-regions.h"

/* Wide enough for the longest state, the same in every row, so that bars stand in a column. */
#define STATUS_WIDTH 380
/* How often a screen reader hears of progress, in percent. */
#define ANNOUNCE_STEP 25

struct _FerryReplicaRow
{
  GtkListBoxRow parent_instance;

  FerryOperation *operation; /* (owned) */
  FerryReplica *replica;     /* (owned) */
  GListModel *operations;    /* (owned) (nullable): among them the one it may wait for */
  gboolean can_decide;
  FerryFollowed followed;
  guint update_id;
  int announced; /* the last percentage that was announced, or was there from the beginning */
  const char *style;

  GtkBox *content;
  AdwClamp *status;
  GtkLabel *name;
  GtkLabel *ids;
  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *time;
  GtkProgressBar *progress;
  GtkLabel *note;
  GtkWidget *request_box;
  GtkLabel *request;
  GtkWidget *copy_request;
  GtkWidget *choices;
  GtkWidget *there;
  GtkWidget *send_again;
  GtkWidget *forget;
};

G_DEFINE_FINAL_TYPE (FerryReplicaRow, ferry_replica_row, GTK_TYPE_LIST_BOX_ROW)

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_style (FerryReplicaRow *self, const char *style)
{
  if (style == NULL)
    style = "dimmed";
  if (self->style == style)
    return;
  if (self->style != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style);
      gtk_widget_remove_css_class (GTK_WIDGET (self->state), self->style);
    }
  self->style = style;
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
  /* What went well is no alarm: its words stay quiet. */
  if (g_str_equal (style, "error") || g_str_equal (style, "warning"))
    gtk_widget_add_css_class (GTK_WIDGET (self->state), style);
}

static char *
dup_route (FerryReplicaRow *self)
{
  /* Translators: for screen readers: an image on its way: "payment-gateway to Suqian" */
  return g_strdup_printf (C_ ("progress", "%s to %s"), ferry_copy_words_get_name (self->replica),
                          ferry_region_get_city (ferry_operation_get_target_region (self->operation)));
}

static void
show_progress (FerryReplicaRow *self, FerryCopyWords *words)
{
  g_autofree char *route = dup_route (self);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), words->fraction >= 0);
  if (words->fraction < 0)
    {
      gtk_progress_bar_set_fraction (self->progress, 0);
      return;
    }
  /* Never backwards, whatever an answer says. */
  if (words->fraction > gtk_progress_bar_get_fraction (self->progress))
    gtk_progress_bar_set_fraction (self->progress, words->fraction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, route,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words->spoken, -1);
}

static void
show_request (FerryReplicaRow *self, const char *request_id)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->request_box, request_id != NULL);
  if (request_id == NULL)
    return;
  text = g_strdup_printf (_ ("Request ID %s"), request_id);
  gtk_label_set_label (self->request, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->copy_request), "s", request_id);
}

/* The row is read as a whole: what it is, how it stands, what to do. */
static void
update_accessible (FerryReplicaRow *self, FerryCopyWords *words)
{
  g_autofree char *route = dup_route (self);
  const char *parts[] = { words->state, words->time, words->note, NULL };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, text->len > 0 ? ", %s" : "%s", parts[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, route,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
announce_progress (FerryReplicaRow *self)
{
  int progress = ferry_replica_get_progress (self->replica);
  int step = progress / ANNOUNCE_STEP * ANNOUNCE_STEP;
  g_autofree char *route = NULL;
  g_autofree char *text = NULL;

  if (ferry_replica_get_state (self->replica) != FERRY_STATE_PENDING)
    {
      self->announced = 0;
      return;
    }
  if (step <= self->announced || step >= 100)
    return;
  self->announced = step;
  route = dup_route (self);
  /* Translators: for screen readers: "payment-gateway to Suqian: 50 percent" */
  text = g_strdup_printf (_ ("%s: %d percent"), route, step);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryReplicaRow *self = FERRY_REPLICA_ROW (user_data);

  self->update_id = 0;
  ferry_replica_row_update (self);
  announce_progress (self);

  return G_SOURCE_REMOVE;
}

/* A commit changes several properties: they are shown together. */
static void
queue_update (FerryReplicaRow *self)
{
  g_assert (FERRY_IS_REPLICA_ROW (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add (update_idle, self);
}

static void
ferry_replica_row_dispose (GObject *object)
{
  FerryReplicaRow *self = FERRY_REPLICA_ROW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  /* The template would let go of the child behind its parent's back. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_REPLICA_ROW);
  g_clear_object (&self->operations);
  g_clear_object (&self->operation);
  g_clear_object (&self->replica);

  G_OBJECT_CLASS (ferry_replica_row_parent_class)->dispose (object);
}

static void
ferry_replica_row_class_init (FerryReplicaRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_replica_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-replica-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, content);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, status);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, name);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, ids);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, state);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, time);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, progress);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, note);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, request_box);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, request);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, copy_request);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, choices);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, there);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, send_again);
  gtk_widget_class_bind_template_child (widget_class, FerryReplicaRow, forget);
}

static void
ferry_replica_row_init (FerryReplicaRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_replica_row_new:
 * @operation: an operation
 * @replica: one of its replicas
 *
 * Returns: (transfer full): a row that follows @replica
 */
GtkWidget *
ferry_replica_row_new (FerryOperation *operation, FerryReplica *replica)
{
  FerryReplicaRow *self;
  const char *source;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);
  g_return_val_if_fail (FERRY_IS_REPLICA (replica), NULL);

  self = g_object_new (FERRY_TYPE_REPLICA_ROW, NULL);
  self->operation = g_object_ref (operation);
  self->replica = g_object_ref (replica);
  self->announced = ferry_replica_get_progress (replica);
  source = ferry_replica_get_source (replica);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", source);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->there), "s", source);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->send_again), "s", source);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->forget), "s", source);
  g_signal_connect_object (replica, "notify", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  ferry_replica_row_update (self);

  return GTK_WIDGET (self);
}

/**
 * ferry_replica_row_set_operations:
 * @self: a replica row
 * @operations: (nullable): all operations of the journal
 */
void
ferry_replica_row_set_operations (FerryReplicaRow *self, GListModel *operations)
{
  g_return_if_fail (FERRY_IS_REPLICA_ROW (self));

  if (g_set_object (&self->operations, operations))
    ferry_replica_row_update (self);
}

/**
 * ferry_replica_row_set_narrow:
 * @self: a replica row
 * @narrow: whether the state stands under the name
 */
void
ferry_replica_row_set_narrow (FerryReplicaRow *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_REPLICA_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->content, narrow ? 6 : 18);
  gtk_widget_set_size_request (GTK_WIDGET (self->status), narrow ? -1 : STATUS_WIDTH, -1);
  adw_clamp_set_maximum_size (self->status, narrow ? G_MAXINT : STATUS_WIDTH);
  adw_clamp_set_tightening_threshold (self->status, narrow ? G_MAXINT : STATUS_WIDTH);
}

/**
 * ferry_replica_row_set_can_decide:
 * @self: a replica row
 * @can_decide: whether this process has the keys to act on a decision
 */
void
ferry_replica_row_set_can_decide (FerryReplicaRow *self, gboolean can_decide)
{
  g_return_if_fail (FERRY_IS_REPLICA_ROW (self));

  self->can_decide = can_decide;
  ferry_replica_row_update (self);
}

/**
 * ferry_replica_row_set_followed:
 * @self: a replica row
 * @followed: who looks after the operation while it is not through
 */
void
ferry_replica_row_set_followed (FerryReplicaRow *self, FerryFollowed followed)
{
  g_return_if_fail (FERRY_IS_REPLICA_ROW (self));

  if (self->followed == followed)
    return;
  self->followed = followed;
  ferry_replica_row_update (self);
}

/**
 * ferry_replica_row_update:
 * @self: a replica row
 *
 * Says anew how the replica stands: time has passed, or what it waits for has changed.
 */
void
ferry_replica_row_update (FerryReplicaRow *self)
{
  FerryOperation *blocker;
  g_autoptr (FerryCopyWords) words = NULL;
  g_autofree char *ids = NULL;

  g_return_if_fail (FERRY_IS_REPLICA_ROW (self));

  blocker = ferry_copy_words_find_blocker (self->operations, self->operation, self->replica);
  words = ferry_copy_words_new (self->operation, self->replica, blocker, g_get_monotonic_time ());
  ferry_copy_words_set_followed (words, self->replica, self->followed);
  ids = ferry_copy_words_dup_ids (self->replica);
  gtk_label_set_label (self->name, ferry_copy_words_get_name (self->replica));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), ferry_copy_words_get_name (self->replica));
  gtk_label_set_label (self->ids, ids);
  gtk_image_set_from_icon_name (self->icon, words->icon_name);
  set_style (self, words->style);
  set_text (self->state, words->state);
  set_text (self->time, words->time);
  set_text (self->note, words->note);
  show_progress (self, words);
  show_request (self, words->request_id);
  gtk_widget_set_visible (self->choices, self->can_decide &&
                                           ferry_replica_get_state (self->replica) == FERRY_STATE_UNDECIDED);
  update_accessible (self, words);
}

/**
 * ferry_replica_row_get_replica:
 * @self: a replica row
 *
 * Returns: (transfer none): what it shows
 */
FerryReplica *
ferry_replica_row_get_replica (FerryReplicaRow *self)
{
  g_return_val_if_fail (FERRY_IS_REPLICA_ROW (self), NULL);

  return self->replica;
}
