/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK asks a selection model for three things a list of boxes must not do: a plain click or an arrow key selects one
 * row alone, Shift extends to a range, Ctrl+A selects all. They are refused, so that no tick is lost or set by
 * accident; GTK then only moves the focus. */

#include "config.h"

#include "app/ferry-tick-model.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-words.h"
#include "engine/ferry-rules.h"

struct _FerryTickModel
{
  GObject parent_instance;

  GListModel *model;     /* (owned) (nullable) */
  FerryCatalog *catalog; /* (owned) (nullable) */
  GPtrArray *ticked;     /* (element-type FerryImage) (owned): in the order of ticking, at most five */
  guint n_snapshots;
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_CATALOG,
  PROP_N_TICKED,
  PROP_N_SNAPSHOTS,
  PROP_FULL,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

enum
{
  SIGNAL_REFUSED,
  SIGNAL_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
ferry_tick_model_get_item_type (GListModel *list)
{
  return FERRY_TYPE_IMAGE;
}

static guint
ferry_tick_model_get_n_items (GListModel *list)
{
  FerryTickModel *self = FERRY_TICK_MODEL (list);

  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static gpointer
ferry_tick_model_get_item (GListModel *list, guint position)
{
  FerryTickModel *self = FERRY_TICK_MODEL (list);

  return self->model != NULL ? g_list_model_get_item (self->model, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_tick_model_get_item_type;
  iface->get_n_items = ferry_tick_model_get_n_items;
  iface->get_item = ferry_tick_model_get_item;
}

static gboolean
ferry_tick_model_is_selected (GtkSelectionModel *selection, guint position)
{
  FerryTickModel *self = FERRY_TICK_MODEL (selection);
  g_autoptr (FerryImage) image = NULL;

  if (self->ticked->len == 0)
    return FALSE;
  image = g_list_model_get_item (G_LIST_MODEL (self), position);

  return image != NULL && ferry_tick_model_is_ticked (self, image);
}

static GtkBitset *
ferry_tick_model_get_selection_in_range (GtkSelectionModel *selection, guint position, guint n_items)
{
  GtkBitset *result = gtk_bitset_new_empty ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));

  /* GTK asks for "everything" with a range that ends far behind the list. */
  n_items = position < n ? MIN (n_items, n - position) : 0;
  for (guint i = position; i < position + n_items; i++)
    if (ferry_tick_model_is_selected (selection, i))
      gtk_bitset_add (result, i);

  return result;
}

static gboolean
set_ticked_at (FerryTickModel *self, guint position, gboolean ticked)
{
  g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (self), position);

  return image != NULL && ferry_tick_model_set_ticked (self, image, ticked);
}

static gboolean
ferry_tick_model_select_item (GtkSelectionModel *selection, guint position, gboolean unselect_rest)
{
  if (unselect_rest)
    return FALSE;

  return set_ticked_at (FERRY_TICK_MODEL (selection), position, TRUE);
}

static gboolean
ferry_tick_model_unselect_item (GtkSelectionModel *selection, guint position)
{
  return set_ticked_at (FERRY_TICK_MODEL (selection), position, FALSE);
}

static gboolean
ferry_tick_model_select_range (GtkSelectionModel *selection,
                               guint position,
                               guint n_items,
                               gboolean unselect_rest)
{
  return FALSE;
}

static gboolean
ferry_tick_model_unselect_range (GtkSelectionModel *selection, guint position, guint n_items)
{
  return FALSE;
}

static gboolean
ferry_tick_model_select_all (GtkSelectionModel *selection)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("One copy takes at most %d image", "One copy takes at most %d images", FERRY_RULES_MAX_IMAGES),
    FERRY_RULES_MAX_IMAGES);

  g_signal_emit (selection, signals[SIGNAL_REFUSED], 0, NULL, text);

  return FALSE;
}

static gboolean
ferry_tick_model_unselect_all (GtkSelectionModel *selection)
{
  ferry_tick_model_clear (FERRY_TICK_MODEL (selection));

  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = ferry_tick_model_is_selected;
  iface->get_selection_in_range = ferry_tick_model_get_selection_in_range;
  iface->select_item = ferry_tick_model_select_item;
  iface->unselect_item = ferry_tick_model_unselect_item;
  iface->select_range = ferry_tick_model_select_range;
  iface->unselect_range = ferry_tick_model_unselect_range;
  iface->select_all = ferry_tick_model_select_all;
  iface->unselect_all = ferry_tick_model_unselect_all;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryTickModel,
                               ferry_tick_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static void
notify (FerryTickModel *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[property]);
}

/* The view repaints what it shows of the range; finding the one row would cost more. */
static void
emit_selection_changed (FerryTickModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
update_counts (FerryTickModel *self, guint old_n_ticked)
{
  guint n_snapshots = 0;

  g_assert (FERRY_IS_TICK_MODEL (self));

  for (guint i = 0; i < self->ticked->len; i++)
    n_snapshots += ferry_image_get_snapshots (g_ptr_array_index (self->ticked, i));
  g_object_freeze_notify (G_OBJECT (self));
  if (n_snapshots != self->n_snapshots)
    {
      self->n_snapshots = n_snapshots;
      notify (self, PROP_N_SNAPSHOTS);
    }
  if (old_n_ticked != self->ticked->len)
    notify (self, PROP_N_TICKED);
  if ((old_n_ticked >= FERRY_RULES_MAX_IMAGES) != ferry_tick_model_get_full (self))
    notify (self, PROP_FULL);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
find_ticked (FerryTickModel *self, FerryImage *image, guint *position)
{
  for (guint i = 0; i < self->ticked->len; i++)
    {
      FerryImage *ticked = g_ptr_array_index (self->ticked, i);

      if (ticked != image && !g_str_equal (ferry_image_get_id (ticked), ferry_image_get_id (image)))
        continue;
      if (position != NULL)
        *position = i;
      return TRUE;
    }

  return FALSE;
}

static void ticked_image_changed_cb (FerryImage *image, GParamSpec *pspec, FerryTickModel *self);

static void
remove_tick (FerryTickModel *self, guint position)
{
  FerryImage *image = g_ptr_array_index (self->ticked, position);
  guint before = self->ticked->len;

  g_assert (FERRY_IS_TICK_MODEL (self));

  g_signal_handlers_disconnect_by_func (image, ticked_image_changed_cb, self);
  g_ptr_array_remove_index (self->ticked, position);
  update_counts (self, before);
  emit_selection_changed (self);
}

static void
drop_tick (FerryTickModel *self, FerryImage *image, const char *reason)
{
  g_autoptr (FerryImage) kept = g_object_ref (image);
  g_autofree char *name = g_strdup (ferry_words_get_name (kept));
  g_autofree char *text = g_strdup (reason);
  guint position;

  if (!find_ticked (self, kept, &position))
    return;
  remove_tick (self, position);
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, *name != '\0' ? name : ferry_image_get_id (kept), text);
}

static void
ticked_image_changed_cb (FerryImage *image, GParamSpec *pspec, FerryTickModel *self)
{
  g_assert (FERRY_IS_TICK_MODEL (self));

  if (!ferry_image_get_eligible (image))
    drop_tick (self, image, ferry_image_get_reason_text (image));
  else
    update_counts (self, self->ticked->len);
}

static void
catalog_changed_cb (FerryCatalog *catalog, guint position, guint removed, guint added, FerryTickModel *self)
{
  g_assert (FERRY_IS_TICK_MODEL (self));

  for (guint i = self->ticked->len; removed > 0 && i > 0; i--)
    {
      FerryImage *image = g_ptr_array_index (self->ticked, i - 1);

      if (ferry_catalog_lookup (catalog, ferry_image_get_id (image)) == NULL)
        drop_tick (self, image, _ ("It is not there any more"));
    }
}

static void
model_changed_cb (GListModel *model, guint position, guint removed, guint added, FerryTickModel *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
ferry_tick_model_dispose (GObject *object)
{
  FerryTickModel *self = FERRY_TICK_MODEL (object);

  for (guint i = 0; i < self->ticked->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->ticked, i), ticked_image_changed_cb, self);
  g_ptr_array_set_size (self->ticked, 0);
  g_clear_object (&self->catalog);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (ferry_tick_model_parent_class)->dispose (object);
}

static void
ferry_tick_model_finalize (GObject *object)
{
  FerryTickModel *self = FERRY_TICK_MODEL (object);

  g_clear_pointer (&self->ticked, g_ptr_array_unref);

  G_OBJECT_CLASS (ferry_tick_model_parent_class)->finalize (object);
}

static void
ferry_tick_model_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryTickModel *self = FERRY_TICK_MODEL (object);

  switch (property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;

    case PROP_CATALOG:
      g_value_set_object (value, self->catalog);
      break;

    case PROP_N_TICKED:
      g_value_set_uint (value, self->ticked->len);
      break;

    case PROP_N_SNAPSHOTS:
      g_value_set_uint (value, self->n_snapshots);
      break;

    case PROP_FULL:
      g_value_set_boolean (value, ferry_tick_model_get_full (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_tick_model_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerryTickModel *self = FERRY_TICK_MODEL (object);

  switch (property_id)
    {
    case PROP_MODEL:
      ferry_tick_model_set_model (self, g_value_get_object (value));
      break;

    case PROP_CATALOG:
      ferry_tick_model_set_catalog (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_tick_model_class_init (FerryTickModelClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_tick_model_dispose;
  object_class->finalize = ferry_tick_model_finalize;
  object_class->get_property = ferry_tick_model_get_property;
  object_class->set_property = ferry_tick_model_set_property;

  pspecs[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  pspecs[PROP_CATALOG] = g_param_spec_object ("catalog", NULL, NULL, FERRY_TYPE_CATALOG, writable);
  pspecs[PROP_N_TICKED] = g_param_spec_uint ("n-ticked", NULL, NULL, 0, FERRY_RULES_MAX_IMAGES, 0, readable);
  pspecs[PROP_N_SNAPSHOTS] = g_param_spec_uint ("n-snapshots", NULL, NULL, 0, G_MAXUINT, 0, readable);
  pspecs[PROP_FULL] = g_param_spec_boolean ("full", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);

  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FERRY_TYPE_TICK_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, FERRY_TYPE_IMAGE, G_TYPE_STRING);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", FERRY_TYPE_TICK_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
ferry_tick_model_init (FerryTickModel *self)
{
  self->ticked = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_tick_model_new:
 * @model: (nullable) (transfer full): the rows
 *
 * Returns: (transfer full): a model of the same rows in which nothing is ticked
 */
FerryTickModel *
ferry_tick_model_new (GListModel *model)
{
  FerryTickModel *self = g_object_new (FERRY_TYPE_TICK_MODEL, "model", model, NULL);

  g_clear_object (&model);

  return self;
}

/**
 * ferry_tick_model_get_model:
 * @self: a tick model
 *
 * Returns: (transfer none) (nullable): the rows
 */
GListModel *
ferry_tick_model_get_model (FerryTickModel *self)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), NULL);

  return self->model;
}

/**
 * ferry_tick_model_set_model:
 * @self: a tick model
 * @model: (nullable): the rows; ticks stay
 */
void
ferry_tick_model_set_model (FerryTickModel *self, GListModel *model)
{
  guint removed;

  g_return_if_fail (FERRY_IS_TICK_MODEL (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (model == self->model)
    return;
  removed = g_list_model_get_n_items (G_LIST_MODEL (self));
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, model_changed_cb, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (model_changed_cb), self, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed,
                              g_list_model_get_n_items (G_LIST_MODEL (self)));
  notify (self, PROP_MODEL);
}

/**
 * ferry_tick_model_get_catalog:
 * @self: a tick model
 *
 * Returns: (transfer none) (nullable): where all images are
 */
FerryCatalog *
ferry_tick_model_get_catalog (FerryTickModel *self)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), NULL);

  return self->catalog;
}

/**
 * ferry_tick_model_set_catalog:
 * @self: a tick model
 * @catalog: (nullable): all images, shown or not
 *
 * Another catalog is another region or account: all ticks go.
 */
void
ferry_tick_model_set_catalog (FerryTickModel *self, FerryCatalog *catalog)
{
  g_return_if_fail (FERRY_IS_TICK_MODEL (self));
  g_return_if_fail (catalog == NULL || FERRY_IS_CATALOG (catalog));

  if (catalog == self->catalog)
    return;
  ferry_tick_model_clear (self);
  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_func (self->catalog, catalog_changed_cb, self);
  g_set_object (&self->catalog, catalog);
  if (catalog != NULL)
    g_signal_connect_object (catalog, "items-changed", G_CALLBACK (catalog_changed_cb), self, 0);
  notify (self, PROP_CATALOG);
}

/**
 * ferry_tick_model_is_ticked:
 * @self: a tick model
 * @image: an image
 *
 * Returns: whether @image is ticked
 */
gboolean
ferry_tick_model_is_ticked (FerryTickModel *self, FerryImage *image)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), FALSE);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), FALSE);

  return find_ticked (self, image, NULL);
}

/**
 * ferry_tick_model_may_tick:
 * @self: a tick model
 * @image: an image
 *
 * Returns: whether the box of @image can be used: to untick, or to tick within the limit
 */
gboolean
ferry_tick_model_may_tick (FerryTickModel *self, FerryImage *image)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), FALSE);

  return ferry_tick_model_is_ticked (self, image) ||
         (ferry_image_get_eligible (image) && !ferry_tick_model_get_full (self));
}

static void
add_tick (FerryTickModel *self, FerryImage *image)
{
  guint before = self->ticked->len;

  g_ptr_array_add (self->ticked, g_object_ref (image));
  g_signal_connect_object (image, "notify", G_CALLBACK (ticked_image_changed_cb), self, 0);
  update_counts (self, before);
  emit_selection_changed (self);
}

/**
 * ferry_tick_model_set_ticked:
 * @self: a tick model
 * @image: one of its images
 * @ticked: whether to tick or to untick it
 *
 * A tick that the rules forbid is refused with "refused".
 *
 * Returns: whether it is as asked now
 */
gboolean
ferry_tick_model_set_ticked (FerryTickModel *self, FerryImage *image, gboolean ticked)
{
  g_autoptr (FerryProblem) problem = NULL;
  guint position;

  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), FALSE);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), FALSE);

  if (find_ticked (self, image, &position))
    {
      if (!ticked)
        remove_tick (self, position);
      return TRUE;
    }
  if (!ticked)
    return TRUE;

  problem = ferry_image_dup_problem (image);
  if (problem == NULL)
    problem = ferry_rules_check_tick (self->ticked->len);
  if (problem == NULL)
    {
      add_tick (self, image);
      return TRUE;
    }
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, image, problem->message);

  return FALSE;
}

/**
 * ferry_tick_model_clear:
 * @self: a tick model
 *
 * Unticks everything.
 */
void
ferry_tick_model_clear (FerryTickModel *self)
{
  guint before;

  g_return_if_fail (FERRY_IS_TICK_MODEL (self));

  before = self->ticked->len;
  if (before == 0)
    return;
  for (guint i = 0; i < before; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->ticked, i), ticked_image_changed_cb, self);
  g_ptr_array_set_size (self->ticked, 0);
  update_counts (self, before);
  emit_selection_changed (self);
}

/**
 * ferry_tick_model_get_n_ticked:
 * @self: a tick model
 *
 * Returns: how many images are ticked
 */
guint
ferry_tick_model_get_n_ticked (FerryTickModel *self)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), 0);

  return self->ticked->len;
}

/**
 * ferry_tick_model_get_n_snapshots:
 * @self: a tick model
 *
 * Returns: how many snapshots the ticked images hold
 */
guint
ferry_tick_model_get_n_snapshots (FerryTickModel *self)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), 0);

  return self->n_snapshots;
}

/**
 * ferry_tick_model_get_full:
 * @self: a tick model
 *
 * Returns: whether as many are ticked as one copy takes
 */
gboolean
ferry_tick_model_get_full (FerryTickModel *self)
{
  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), FALSE);

  return self->ticked->len >= FERRY_RULES_MAX_IMAGES;
}

/**
 * ferry_tick_model_dup_ids:
 * @self: a tick model
 *
 * Returns: (transfer full) (array zero-terminated=1): the IDs of the ticked images, in the order of ticking
 */
char **
ferry_tick_model_dup_ids (FerryTickModel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (FERRY_IS_TICK_MODEL (self), NULL);

  for (guint i = 0; i < self->ticked->len; i++)
    g_strv_builder_add (builder, ferry_image_get_id (g_ptr_array_index (self->ticked, i)));

  return g_strv_builder_end (builder);
}
