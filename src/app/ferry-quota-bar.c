/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-quota-bar.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

/* As wide as ui.md says, in a wide place. */
#define WIDE 150

struct _FerryQuotaBar
{
  GtkWidget parent_instance;

  gboolean narrow;

  GtkWidget *word;
  GtkWidget *numbers;
  GtkWidget *bars;
  GtkLevelBar *after;
  GtkLevelBar *used;
};

/* Without the interface a screen reader is given a name, but no value. */
G_DEFINE_FINAL_TYPE_WITH_CODE (FerryQuotaBar,
                               ferry_quota_bar,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, NULL))

static void
place (FerryQuotaBar *self, GtkWidget *child, int column, int row, int span)
{
  GtkLayoutManager *manager = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkGridLayoutChild *layout = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (manager, child));

  gtk_grid_layout_child_set_column (layout, column);
  gtk_grid_layout_child_set_row (layout, row);
  gtk_grid_layout_child_set_column_span (layout, span);
}

static void
arrange (FerryQuotaBar *self)
{
  place (self, self->word, 0, 0, 1);
  place (self, self->bars, self->narrow ? 1 : 0, self->narrow ? 0 : 1, self->narrow ? 1 : 2);
  place (self, self->numbers, self->narrow ? 2 : 1, 0, 1);
  gtk_widget_set_hexpand (self->numbers, !self->narrow);
  gtk_widget_set_size_request (GTK_WIDGET (self), self->narrow ? -1 : WIDE, -1);
}

/* The default steps would change the colour by themselves. */
static void
remove_offsets (GtkLevelBar *bar)
{
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_FULL);
}

/* As the formats of translated texts know them on every machine. */
static int
as_int (gint64 n)
{
  return (int) CLAMP (n, 0, G_MAXINT);
}

static int
get_missing (const FerryQuota *quota, guint needed)
{
  return as_int (quota->used + quota->reserved + needed - quota->limit);
}

static char *
describe (const FerryQuota *quota, guint needed)
{
  if (quota->reserved > 0)
    /* Translators: used + needed of limit, and what waiting copies will take. */
    return g_strdup_printf (_ ("%1$d + %2$u of %3$d, %4$d reserved"), as_int (quota->used), needed,
                            as_int (quota->limit), as_int (quota->reserved));

  /* Translators: used + needed of limit: "2 + 3 of 10". */
  return g_strdup_printf (_ ("%1$d + %2$u of %3$d"), as_int (quota->used), needed, as_int (quota->limit));
}

static char *
speak (const FerryQuota *quota, guint needed)
{
  int taken = as_int (quota->used + quota->reserved);
  int missing = get_missing (quota, needed);

  if (missing > 0)
    return g_strdup_printf (_ ("%1$d used, %2$u needed, limit %3$d, %4$d short"), taken, needed,
                            as_int (quota->limit), missing);

  return g_strdup_printf (_ ("%1$d used, %2$u needed, limit %3$d"), taken, needed, as_int (quota->limit));
}

static void
set_bar (GtkLevelBar *bar, gint64 value, gint64 limit)
{
  gtk_level_bar_set_max_value (bar, MAX (limit, 1));
  gtk_level_bar_set_value (bar, CLAMP (value, 0, MAX (limit, 1)));
}

static void
ferry_quota_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FERRY_TYPE_QUOTA_BAR);

  G_OBJECT_CLASS (ferry_quota_bar_parent_class)->dispose (object);
}

static void
ferry_quota_bar_class_init (FerryQuotaBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_quota_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-quota-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryQuotaBar, word);
  gtk_widget_class_bind_template_child (widget_class, FerryQuotaBar, numbers);
  gtk_widget_class_bind_template_child (widget_class, FerryQuotaBar, bars);
  gtk_widget_class_bind_template_child (widget_class, FerryQuotaBar, after);
  gtk_widget_class_bind_template_child (widget_class, FerryQuotaBar, used);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
ferry_quota_bar_init (FerryQuotaBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  remove_offsets (self->after);
  remove_offsets (self->used);
  arrange (self);
}

/**
 * ferry_quota_bar_new:
 *
 * Returns: (transfer full): a bar that shows nothing yet
 */
GtkWidget *
ferry_quota_bar_new (void)
{
  return g_object_new (FERRY_TYPE_QUOTA_BAR, NULL);
}

/**
 * ferry_quota_bar_set_quota:
 * @self: a quota bar
 * @kind: what is counted
 * @region: whose quota, for its name
 * @quota: what was read; it must be known
 * @needed: how many shall be added
 *
 * Shows a quota.
 */
void
ferry_quota_bar_set_quota (FerryQuotaBar *self,
                           FerryQuotaKind kind,
                           const char *region,
                           const FerryQuota *quota,
                           guint needed)
{
  gboolean images = kind == FERRY_QUOTA_IMAGES;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  gint64 taken;

  g_return_if_fail (FERRY_IS_QUOTA_BAR (self));
  g_return_if_fail (region != NULL && quota != NULL && quota->known);

  taken = quota->used + quota->reserved;
  text = describe (quota, needed);
  gtk_label_set_label (GTK_LABEL (self->word), images ? C_ ("quota", "Images") : C_ ("quota", "Snapshots"));
  gtk_label_set_label (GTK_LABEL (self->numbers), text);
  set_bar (self->used, taken, quota->limit);
  set_bar (self->after, taken + needed, quota->limit);
  if (get_missing (quota, needed) > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->after), "short");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->after), "short");

  name =
    g_strdup_printf (images ? _ ("Images in %s") : _ ("Snapshots in %s"), ferry_region_get_name (region));
  value = speak (quota, needed);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
    GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) quota->limit, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
    (double) MIN (taken + needed, quota->limit), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, -1);
}

/**
 * ferry_quota_bar_join_groups:
 * @self: a quota bar
 * @words: for the width of the words
 * @numbers: for the width of the numbers
 *
 * Lets bars that stand above each other begin and end at the same place.
 */
void
ferry_quota_bar_join_groups (FerryQuotaBar *self, GtkSizeGroup *words, GtkSizeGroup *numbers)
{
  g_return_if_fail (FERRY_IS_QUOTA_BAR (self));

  gtk_size_group_add_widget (words, self->word);
  gtk_size_group_add_widget (numbers, self->numbers);
}

/**
 * ferry_quota_bar_set_narrow:
 * @self: a quota bar
 * @narrow: whether it has one line alone
 */
void
ferry_quota_bar_set_narrow (FerryQuotaBar *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_QUOTA_BAR (self));

  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  arrange (self);
}
