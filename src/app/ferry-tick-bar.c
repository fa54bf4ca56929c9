/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-tick-bar.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-rules.h"

struct _FerryTickBar
{
  AdwBin parent_instance;

  FerrySession *session;         /* (owned) (nullable) */
  FerryTickModel *ticks;         /* (owned) (nullable) */
  GSignalGroup *catalog_signals; /* (owned) */
  gboolean narrow;
  gboolean shown;
  guint update_id;

  GtkBox *texts;
  GtkLabel *count;
  GtkWidget *dot;
  GtkLabel *rest;
  GtkWidget *clear;
  GtkWidget *clear_icon;
};

G_DEFINE_FINAL_TYPE (FerryTickBar, ferry_tick_bar, ADW_TYPE_BIN)

static guint
count_eligible (FerryCatalog *catalog)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      n += ferry_image_get_eligible (image);
    }

  return n;
}

/* What there is, while nothing is ticked. */
static char *
describe_list (FerryCatalog *catalog)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (catalog));

  /* Translators: the second number says how many of the first can be copied, the third how many one copy takes. */
  return g_strdup_printf (
    ngettext ("%'u image, %'u can be copied. Tick up to %d.", "%'u images, %'u can be copied. Tick up to %d.", n),
    n, count_eligible (catalog), FERRY_RULES_MAX_IMAGES);
}

static char *
describe_loading (FerryCatalog *catalog)
{
  guint loaded = ferry_catalog_get_loaded (catalog);
  guint total = ferry_catalog_get_total (catalog);

  return g_strdup_printf (ngettext ("%'u of %'u image", "%'u of %'u images", total), loaded, total);
}

static void
set_texts (FerryTickBar *self, const char *count, const char *rest)
{
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->rest, rest);
  gtk_widget_set_visible (GTK_WIDGET (self->rest), *rest != '\0');
  gtk_widget_set_visible (self->dot, *rest != '\0' && !self->narrow);
}

static void
show_list (FerryTickBar *self)
{
  FerryCatalog *catalog = ferry_tick_model_get_catalog (self->ticks);
  g_autofree char *text = NULL;

  if (catalog != NULL && ferry_catalog_get_loading (catalog) && ferry_catalog_get_total (catalog) > 0)
    text = describe_loading (catalog);
  else if (catalog == NULL || ferry_catalog_get_refreshed_at (catalog) == NULL)
    text = g_strdup ("");
  else
    text = describe_list (catalog);
  set_texts (self, text, "");
}

static void
show_ticks (FerryTickBar *self, guint n_ticked)
{
  guint n_snapshots = ferry_tick_model_get_n_snapshots (self->ticks);
  g_autofree char *count = NULL;
  g_autofree char *rest = NULL;

  /* Translators: "3 of 5 images": three are ticked, five can be. */
  count = g_strdup_printf (ngettext ("%u of %d image", "%u of %d images", FERRY_RULES_MAX_IMAGES), n_ticked,
                           FERRY_RULES_MAX_IMAGES);
  if (ferry_tick_model_get_full (self->ticks))
    rest = g_strdup_printf (ngettext ("%u snapshot · limit of one copy reached",
                                      "%u snapshots · limit of one copy reached", n_snapshots),
                            n_snapshots);
  else
    rest = g_strdup_printf (ngettext ("%u snapshot", "%u snapshots", n_snapshots), n_snapshots);
  set_texts (self, count, rest);
}

/* Where there is little room, words go on in the next line: none is cut. */
static void
set_wrap (GtkLabel *label, gboolean wrap)
{
  gtk_label_set_wrap (label, wrap);
  gtk_label_set_ellipsize (label, wrap ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
}

static void
update (FerryTickBar *self)
{
  guint n_ticked;

  g_assert (FERRY_IS_TICK_BAR (self));

  if (self->ticks == NULL)
    return;
  n_ticked = ferry_tick_model_get_n_ticked (self->ticks);
  gtk_widget_set_visible (GTK_WIDGET (self), self->shown && (n_ticked > 0 || !self->narrow));
  gtk_widget_set_visible (self->clear, n_ticked > 0 && !self->narrow);
  gtk_widget_set_visible (self->clear_icon, n_ticked > 0 && self->narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->texts),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  set_wrap (self->count, self->narrow);
  set_wrap (self->rest, self->narrow);
  if (n_ticked > 0 && !self->narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count), "heading");
  if (self->narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->rest), "caption");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->rest), "caption");
  if (n_ticked > 0)
    show_ticks (self, n_ticked);
  else
    show_list (self);
}

static gboolean
update_idle (gpointer user_data)
{
  FerryTickBar *self = FERRY_TICK_BAR (user_data);

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* All images are counted, so many changes at once are one, before the next frame. */
static void
queue_update (FerryTickBar *self)
{
  g_assert (FERRY_IS_TICK_BAR (self));

  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
catalog_changed_cb (FerryTickBar *self)
{
  g_signal_group_set_target (self->catalog_signals, ferry_tick_model_get_catalog (self->ticks));
  update (self);
}

static void
ferry_tick_bar_dispose (GObject *object)
{
  FerryTickBar *self = FERRY_TICK_BAR (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_TICK_BAR);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->ticks);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_tick_bar_parent_class)->dispose (object);
}

static void
ferry_tick_bar_class_init (FerryTickBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_tick_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-tick-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, texts);
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, count);
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, dot);
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, rest);
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, clear);
  gtk_widget_class_bind_template_child (widget_class, FerryTickBar, clear_icon);
}

static void
ferry_tick_bar_init (FerryTickBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->catalog_signals = g_signal_group_new (FERRY_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "notify", G_CALLBACK (queue_update), self);
}

/**
 * ferry_tick_bar_set_models:
 * @self: a tick bar
 * @session: whose images
 * @ticks: what is ticked
 *
 * To be called once.
 */
void
ferry_tick_bar_set_models (FerryTickBar *self, FerrySession *session, FerryTickModel *ticks)
{
  g_return_if_fail (FERRY_IS_TICK_BAR (self));
  g_return_if_fail (self->ticks == NULL);

  self->session = g_object_ref (session);
  self->ticks = g_object_ref (ticks);
  g_signal_connect_object (session, "busy-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ticks, "notify::n-ticked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ticks, "notify::n-snapshots", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ticks, "notify::catalog", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  catalog_changed_cb (self);
}

/**
 * ferry_tick_bar_set_narrow:
 * @self: a tick bar
 * @narrow: whether there is little room: then it is shown only while something is ticked
 */
void
ferry_tick_bar_set_narrow (FerryTickBar *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_TICK_BAR (self));

  self->narrow = narrow;
  update (self);
}

/**
 * ferry_tick_bar_set_shown:
 * @self: a tick bar
 * @shown: whether the list it belongs to is in front
 */
void
ferry_tick_bar_set_shown (FerryTickBar *self, gboolean shown)
{
  g_return_if_fail (FERRY_IS_TICK_BAR (self));

  self->shown = shown;
  update (self);
}
