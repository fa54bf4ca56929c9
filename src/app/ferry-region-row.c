/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-region-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-check-button.h"
#include "app/ferry-phrases.h"
#include "app/ferry-quota-bar.h"
#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"

struct _FerryRegionRow
{
  GtkListBoxRow parent_instance;

  char *region; /* (owned) */
  guint n_images;
  guint n_snapshots;
  guint n_present;
  guint reserved_images; /* by copies of ours that wait */
  guint reserved_snapshots;
  FerryRegionQuota *quota; /* (owned) (nullable): NULL while it is being read */
  gboolean possible;
  gboolean blind; /* these keys may not read a quota: nobody knows whether there is room */

  GtkCheckButton *radio;
  GtkBox *content;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *short_box;
  GtkLabel *short_label;
  GtkStack *stack;
  GtkWidget *spinner;
  GtkBox *bars;
  FerryQuotaBar *images;
  FerryQuotaBar *snapshots;
  GtkSizeGroup *image_bars;
  GtkSizeGroup *snapshot_bars;
  GtkSizeGroup *words;
  GtkSizeGroup *numbers;
  GtkLabel *unread_label;
  GtkWidget *retry;
};

G_DEFINE_FINAL_TYPE (FerryRegionRow, ferry_region_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  PROP_0,
  PROP_CHOSEN,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_facts (FerryRegionRow *self)
{
  g_autofree char *present = NULL;
  const char *facts[3] = { self->region, NULL, NULL };
  g_autofree char *text = NULL;

  if (self->n_present > 0)
    present =
      g_strdup_printf (ngettext ("%u already there", "%u already there", self->n_present), self->n_present);
  facts[1] = present;
  text = ferry_phrase_join_facts ((char **) facts);
  gtk_label_set_label (self->facts, text);
}

/* What a screen reader says of the choice, reasons included: they are not told by looks alone. */
static void
update_accessible (FerryRegionRow *self)
{
  GtkAccessible *radio = GTK_ACCESSIBLE (self->radio);
  g_autofree char *text = NULL;

  if (self->quota == NULL)
    text = g_strdup (_ ("Its quotas are being read"));
  else if (gtk_widget_get_visible (self->short_box))
    text = g_strdup (gtk_label_get_label (self->short_label));
  else if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "unread"))
    text = g_strdup (gtk_label_get_label (self->unread_label));
  else
    text = g_strdup (gtk_label_get_label (self->facts));
  gtk_accessible_update_property (radio, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static gboolean
is_forbidden (FerryProblem *problem)
{
  return problem != NULL && problem->reason == FERRY_REASON_FORBIDDEN;
}

static gboolean
is_read_or_forbidden (const FerryQuota *quota, FerryProblem *problem)
{
  return quota->known || is_forbidden (problem);
}

static FerryProblem *
get_problem (FerryRegionQuota *quota)
{
  if (quota->images_problem != NULL && !is_forbidden (quota->images_problem))
    return quota->images_problem;
  if (quota->snapshots_problem != NULL)
    return quota->snapshots_problem;

  return quota->images_problem;
}

static void
show_unread (FerryRegionRow *self)
{
  FerryProblem *problem = get_problem (self->quota);

  if (self->blind)
    gtk_label_set_label (self->unread_label, _ ("These keys may not read the quota"));
  else
    gtk_label_set_label (self->unread_label, _ ("Quota could not be read"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->unread_label), problem != NULL ? problem->message : NULL);
  gtk_stack_set_visible_child_name (self->stack, "unread");
}

static FerryQuota
get_images (FerryRegionRow *self)
{
  FerryQuota quota = self->quota->images;

  quota.reserved += self->reserved_images;

  return quota;
}

static FerryQuota
get_snapshots (FerryRegionRow *self)
{
  FerryQuota quota = self->quota->snapshots;

  quota.reserved += self->reserved_snapshots;

  return quota;
}

static void
show_known (FerryRegionRow *self)
{
  FerryQuota images = get_images (self);
  FerryQuota snapshots = get_snapshots (self);

  ferry_quota_bar_set_quota (self->images, FERRY_QUOTA_IMAGES, self->region, &images, self->n_images);
  ferry_quota_bar_set_quota (self->snapshots, FERRY_QUOTA_SNAPSHOTS, self->region, &snapshots,
                             self->n_snapshots);
  gtk_stack_set_visible_child_name (self->stack, "known");
}

/* Of what is known: an unknown quota is no shortfall, and no room either. */
static char *
dup_shortfall (FerryRegionRow *self)
{
  FerryQuota images = get_images (self);
  FerryQuota snapshots = get_snapshots (self);

  return ferry_rules_dup_shortfall (&images, &snapshots, images.known ? self->n_images : 0,
                                    snapshots.known ? self->n_snapshots : 0);
}

static void
show_quota (FerryRegionRow *self, gboolean known)
{
  if (self->quota == NULL)
    gtk_stack_set_visible_child_name (self->stack, "reading");
  else if (known)
    show_known (self);
  else
    show_unread (self);
}

/* The one place that decides whether this region can be chosen; the rules say how much room there is. */
static void
update (FerryRegionRow *self)
{
  FerryRegionQuota *quota = self->quota;
  g_autofree char *shortfall = NULL;
  gboolean known = quota != NULL && quota->images.known && quota->snapshots.known;

  self->blind = quota != NULL && !known && is_read_or_forbidden (&quota->images, quota->images_problem) &&
                is_read_or_forbidden (&quota->snapshots, quota->snapshots_problem);
  show_quota (self, known);
  if (quota != NULL)
    shortfall = dup_shortfall (self);
  gtk_label_set_label (self->short_label, shortfall != NULL ? shortfall : "");
  gtk_widget_set_visible (self->short_box, shortfall != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), shortfall == NULL);
  self->possible = (known || self->blind) && shortfall == NULL;
  gtk_widget_set_sensitive (GTK_WIDGET (self->radio), self->possible);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), self->possible);
  if (!self->possible)
    gtk_check_button_set_active (self->radio, FALSE);
  update_accessible (self);
}

static void
active_changed_cb (FerryRegionRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_CHOSEN]);
}

static void
retry_clicked_cb (FerryRegionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
ferry_region_row_dispose (GObject *object)
{
  /* The template would let go of the child behind its parent's back. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), FERRY_TYPE_REGION_ROW);

  G_OBJECT_CLASS (ferry_region_row_parent_class)->dispose (object);
}

static void
ferry_region_row_finalize (GObject *object)
{
  FerryRegionRow *self = FERRY_REGION_ROW (object);

  g_free (self->region);
  g_clear_pointer (&self->quota, ferry_region_quota_unref);

  G_OBJECT_CLASS (ferry_region_row_parent_class)->finalize (object);
}

static void
ferry_region_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_CHOSEN)
    g_value_set_boolean (value, ferry_region_row_get_chosen (FERRY_REGION_ROW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-region-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, radio);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, content);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, name);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, facts);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, short_box);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, short_label);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, bars);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, images);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, snapshots);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, image_bars);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, snapshot_bars);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, words);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, numbers);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, unread_label);
  gtk_widget_class_bind_template_child (widget_class, FerryRegionRow, retry);
  gtk_widget_class_bind_template_callback (widget_class, active_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
ferry_region_row_class_init (FerryRegionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_region_row_dispose;
  object_class->finalize = ferry_region_row_finalize;
  object_class->get_property = ferry_region_row_get_property;
  pspecs[PROP_CHOSEN] = g_param_spec_boolean (
    "chosen", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
  signals[SIGNAL_RETRY] =
    g_signal_new ("retry", FERRY_TYPE_REGION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FERRY_TYPE_CHECK_BUTTON);
  g_type_ensure (FERRY_TYPE_QUOTA_BAR);
  bind_children (GTK_WIDGET_CLASS (klass));
}

/* Bars of one kind stand above each other in all rows, and are as wide as the widest. */
static void
join_groups (FerryRegionRow *self, FerryRegionRow *first)
{
  gtk_size_group_add_widget (first->image_bars, GTK_WIDGET (self->images));
  gtk_size_group_add_widget (first->snapshot_bars, GTK_WIDGET (self->snapshots));
  ferry_quota_bar_join_groups (self->images, first->words, first->numbers);
  ferry_quota_bar_join_groups (self->snapshots, first->words, first->numbers);
}

static void
ferry_region_row_init (FerryRegionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  join_groups (self, self);
}

/**
 * ferry_region_row_new:
 * @region: the ID of a region
 *
 * Returns: (transfer full): a row whose quotas are being read
 */
GtkWidget *
ferry_region_row_new (const char *region)
{
  FerryRegionRow *self;
  g_autofree char *retry = NULL;

  g_return_val_if_fail (region != NULL, NULL);

  self = g_object_new (FERRY_TYPE_REGION_ROW, NULL);
  self->region = g_strdup (region);
  gtk_label_set_label (self->name, ferry_region_get_name (region));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ferry_region_get_name (region), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->radio), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ferry_region_get_name (region), -1);
  /* Translators: for screen readers */
  retry = g_strdup_printf (_ ("Read the quotas of %s again"), ferry_region_get_name (region));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->retry), GTK_ACCESSIBLE_PROPERTY_LABEL, retry, -1);
  update_facts (self);
  update (self);

  return GTK_WIDGET (self);
}

/**
 * ferry_region_row_set_group:
 * @self: a region row
 * @other: the first of those of which only one can be chosen
 *
 * The quotas of all of them stand in line.
 */
void
ferry_region_row_set_group (FerryRegionRow *self, FerryRegionRow *other)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));
  g_return_if_fail (FERRY_IS_REGION_ROW (other));

  gtk_check_button_set_group (self->radio, other->radio);
  join_groups (self, other);
}

/**
 * ferry_region_row_get_region:
 * @self: a region row
 *
 * Returns: (transfer none): the ID of its region
 */
const char *
ferry_region_row_get_region (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), NULL);

  return self->region;
}

/**
 * ferry_region_row_set_needed:
 * @self: a region row
 * @n_images: how many images shall be copied there
 * @n_snapshots: how many snapshots they hold
 */
void
ferry_region_row_set_needed (FerryRegionRow *self, guint n_images, guint n_snapshots)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  self->n_images = n_images;
  self->n_snapshots = n_snapshots;
  update (self);
}

/**
 * ferry_region_row_set_reading:
 * @self: a region row
 *
 * Its quotas are being read from now on.
 */
void
ferry_region_row_set_reading (FerryRegionRow *self)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  g_clear_pointer (&self->quota, ferry_region_quota_unref);
  update (self);
}

/**
 * ferry_region_row_set_quota:
 * @self: a region row
 * @quota: its quotas, or why they are not known
 */
void
ferry_region_row_set_quota (FerryRegionRow *self, FerryRegionQuota *quota)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));
  g_return_if_fail (quota != NULL);

  g_clear_pointer (&self->quota, ferry_region_quota_unref);
  self->quota = ferry_region_quota_ref (quota);
  update (self);
}

/**
 * ferry_region_row_set_n_present:
 * @self: a region row
 * @n: how many of the images have a replica there already
 */
void
ferry_region_row_set_n_present (FerryRegionRow *self, guint n)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  self->n_present = n;
  update_facts (self);
  update_accessible (self);
}

/**
 * ferry_region_row_set_reserved:
 * @self: a region row
 * @n_images: how many images copies that wait will add there
 * @n_snapshots: how many snapshots
 */
void
ferry_region_row_set_reserved (FerryRegionRow *self, guint n_images, guint n_snapshots)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  if (self->reserved_images == n_images && self->reserved_snapshots == n_snapshots)
    return;
  self->reserved_images = n_images;
  self->reserved_snapshots = n_snapshots;
  update (self);
}

/**
 * ferry_region_row_set_narrow:
 * @self: a region row
 * @narrow: whether the quotas stand beneath the name
 */
void
ferry_region_row_set_narrow (FerryRegionRow *self, gboolean narrow)
{
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
  GtkSizeGroupMode mode = narrow ? GTK_SIZE_GROUP_HORIZONTAL : GTK_SIZE_GROUP_NONE;

  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bars), orientation);
  gtk_box_set_spacing (self->content, narrow ? 6 : 12);
  gtk_box_set_spacing (self->bars, narrow ? 3 : 18);
  gtk_size_group_set_mode (self->image_bars, narrow ? GTK_SIZE_GROUP_NONE : GTK_SIZE_GROUP_HORIZONTAL);
  gtk_size_group_set_mode (self->snapshot_bars, narrow ? GTK_SIZE_GROUP_NONE : GTK_SIZE_GROUP_HORIZONTAL);
  gtk_size_group_set_mode (self->words, mode);
  gtk_size_group_set_mode (self->numbers, mode);
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), narrow);
  gtk_widget_set_halign (self->spinner, narrow ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self->radio), narrow ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  ferry_quota_bar_set_narrow (self->images, narrow);
  ferry_quota_bar_set_narrow (self->snapshots, narrow);
}

/**
 * ferry_region_row_get_settled:
 * @self: a region row
 *
 * Returns: whether its quotas were read, or cannot be
 */
gboolean
ferry_region_row_get_settled (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), FALSE);

  return self->quota != NULL;
}

/**
 * ferry_region_row_get_possible:
 * @self: a region row
 *
 * Returns: whether it can be chosen
 */
gboolean
ferry_region_row_get_possible (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), FALSE);

  return self->possible;
}

/**
 * ferry_region_row_get_n_present:
 * @self: a region row
 *
 * Returns: how many of the images have a replica there already
 */
guint
ferry_region_row_get_n_present (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), 0);

  return self->n_present;
}

/**
 * ferry_region_row_get_blind:
 * @self: a region row
 *
 * Returns: whether it can be chosen although these keys may not read its quotas
 */
gboolean
ferry_region_row_get_blind (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), FALSE);

  return self->blind;
}

/**
 * ferry_region_row_get_chosen:
 * @self: a region row
 *
 * Returns: whether it is the target
 */
gboolean
ferry_region_row_get_chosen (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), FALSE);

  return gtk_check_button_get_active (self->radio);
}

/**
 * ferry_region_row_choose:
 * @self: a region row
 *
 * Makes it the target, if it can be.
 */
void
ferry_region_row_choose (FerryRegionRow *self)
{
  g_return_if_fail (FERRY_IS_REGION_ROW (self));

  if (self->possible)
    gtk_check_button_set_active (self->radio, TRUE);
}

/**
 * ferry_region_row_get_radio:
 * @self: a region row
 *
 * Returns: (transfer none): what takes the focus
 */
GtkWidget *
ferry_region_row_get_radio (FerryRegionRow *self)
{
  g_return_val_if_fail (FERRY_IS_REGION_ROW (self), NULL);

  return GTK_WIDGET (self->radio);
}
