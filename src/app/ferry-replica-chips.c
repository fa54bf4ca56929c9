/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chips are made when first needed and kept: most rows show the same few. */

#include "config.h"

#include "app/ferry-replica-chips.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-replica-index.h"
#include "app/ferry-words.h"
#include "engine/ferry-regions.h"

#define N_CHIPS 2

/* A chip: perhaps the sign of something running, and a word. */
typedef struct
{
  GtkWidget *box; /* (owned by the tree) (nullable) */
  GtkWidget *icon;
  GtkLabel *label;
} Chip;

struct _FerryReplicaChips
{
  GtkWidget parent_instance;

  Chip chips[N_CHIPS + 1]; /* the last says how many more */
  char *tooltip;           /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (FerryReplicaChips, ferry_replica_chips, GTK_TYPE_WIDGET)

static void
make_chip (FerryReplicaChips *self, Chip *chip)
{
  chip->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  chip->icon = gtk_image_new_from_icon_name ("content-loading-symbolic");
  chip->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_image_set_pixel_size (GTK_IMAGE (chip->icon), 12);
  gtk_label_set_ellipsize (chip->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (chip->box, "chip");
  gtk_widget_add_css_class (chip->box, "caption");
  gtk_widget_add_css_class (chip->box, "numeric");
  gtk_widget_set_valign (chip->box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (chip->box), chip->icon);
  gtk_box_append (GTK_BOX (chip->box), GTK_WIDGET (chip->label));
  gtk_widget_insert_before (chip->box, GTK_WIDGET (self), NULL);
}

static void
show_chip (FerryReplicaChips *self, guint i, const char *text, gboolean running)
{
  Chip *chip = &self->chips[i];

  /* They are made in order, so the one before is always there. */
  for (guint j = 0; j <= i; j++)
    if (self->chips[j].box == NULL)
      make_chip (self, &self->chips[j]);
  gtk_label_set_label (chip->label, text);
  gtk_widget_set_visible (chip->icon, running);
  gtk_widget_set_visible (chip->box, TRUE);
}

static void
hide_chips (FerryReplicaChips *self, guint from)
{
  for (guint i = from; i < G_N_ELEMENTS (self->chips); i++)
    if (self->chips[i].box != NULL)
      gtk_widget_set_visible (self->chips[i].box, FALSE);
}

static char *
describe_long (const FerryPresence *presence)
{
  const char *region = ferry_region_get_name (presence->region);
  g_autofree char *percent = NULL;

  if (presence->running && presence->progress >= 0)
    {
      percent = ferry_words_dup_percent (presence->progress);
      return g_strdup_printf (_ ("Being copied to %s: %s"), region, percent);
    }
  if (presence->running)
    return g_strdup_printf (_ ("Being copied to %s"), region);

  /* Translators: a region and the ID of the replica there. */
  return g_strdup_printf (C_ ("replica", "%s: %s"), region, presence->image != NULL ? presence->image : "");
}

static char *
make_tooltip (GPtrArray *presences)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < presences->len; i++)
    {
      g_autofree char *line = describe_long (g_ptr_array_index (presences, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* A fixed text would make GTK ask the display where the pointer is, and wait, for each row. */
static gboolean
ferry_replica_chips_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, FERRY_REPLICA_CHIPS (widget)->tooltip);

  return FERRY_REPLICA_CHIPS (widget)->tooltip != NULL;
}

static void
ferry_replica_chips_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&FERRY_REPLICA_CHIPS (object)->tooltip, g_free);

  G_OBJECT_CLASS (ferry_replica_chips_parent_class)->dispose (object);
}

static void
ferry_replica_chips_class_init (FerryReplicaChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_replica_chips_dispose;
  widget_class->query_tooltip = ferry_replica_chips_query_tooltip;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
ferry_replica_chips_init (FerryReplicaChips *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 4);
}

/**
 * ferry_replica_chips_new:
 *
 * Returns: (transfer floating): chips that show nothing yet
 */
GtkWidget *
ferry_replica_chips_new (void)
{
  return g_object_new (FERRY_TYPE_REPLICA_CHIPS, NULL);
}

/**
 * ferry_replica_chips_set_presences:
 * @self: chips
 * @presences: (element-type FerryPresence): the replicas of one image, the most important first
 */
void
ferry_replica_chips_set_presences (FerryReplicaChips *self, GPtrArray *presences)
{
  guint n_shown = MIN (presences->len, N_CHIPS);

  g_return_if_fail (FERRY_IS_REPLICA_CHIPS (self));

  for (guint i = 0; i < n_shown; i++)
    {
      const FerryPresence *presence = g_ptr_array_index (presences, i);
      g_autofree char *text = ferry_words_dup_presence (presence);

      show_chip (self, i, text, presence->running);
    }
  hide_chips (self, n_shown);
  if (presences->len > N_CHIPS)
    {
      /* Translators: so many more replicas than are shown. */
      g_autofree char *text = g_strdup_printf (C_ ("replicas", "+%u"), presences->len - N_CHIPS);

      show_chip (self, N_CHIPS, text, FALSE);
    }
  g_free (self->tooltip);
  self->tooltip = presences->len > 0 ? make_tooltip (presences) : NULL;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), self->tooltip != NULL);
}
