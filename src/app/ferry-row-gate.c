/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK makes the widgets of some two hundred rows as soon as a list has so many, whether they can be seen or not, and the
 * window stands still meanwhile. So it is given a screenful first, which is drawn, and then more at a time until it has
 * what it makes widgets for. Only then it is told of the rest, which costs nothing. */

#include "config.h"

#include "app/ferry-row-gate.h"

/* How many rows at a time: at least as many as fit on a screen. */
#define STEP 32

struct _FerryRowGate
{
  GObject parent_instance;

  GListModel *model; /* (owned) */
  guint limit;       /* how many rows may be shown, G_MAXUINT = all */
  guint n_items;     /* how many are */
  gboolean held;
  guint open_id;
};

static GType
ferry_row_gate_get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (FERRY_ROW_GATE (list)->model);
}

static guint
ferry_row_gate_get_n_items (GListModel *list)
{
  return FERRY_ROW_GATE (list)->n_items;
}

static gpointer
ferry_row_gate_get_item (GListModel *list, guint position)
{
  FerryRowGate *self = FERRY_ROW_GATE (list);

  return position < self->n_items ? g_list_model_get_item (self->model, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_row_gate_get_item_type;
  iface->get_n_items = ferry_row_gate_get_n_items;
  iface->get_item = ferry_row_gate_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryRowGate,
                               ferry_row_gate,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean open_idle (gpointer user_data);

/* After the frame that shows what there is already. */
static void
queue_open (FerryRowGate *self)
{
  if (self->open_id == 0 && !self->held && g_list_model_get_n_items (self->model) > self->limit)
    self->open_id = g_idle_add (open_idle, self);
}

static void
set_limit (FerryRowGate *self, guint limit)
{
  guint before = self->n_items;
  guint kept;

  g_assert (FERRY_IS_ROW_GATE (self));

  self->limit = limit;
  self->n_items = MIN (g_list_model_get_n_items (self->model), limit);
  kept = MIN (before, self->n_items);
  if (before != self->n_items)
    g_list_model_items_changed (G_LIST_MODEL (self), kept, before - kept, self->n_items - kept);
}

static gboolean
open_idle (gpointer user_data)
{
  FerryRowGate *self = FERRY_ROW_GATE (user_data);

  set_limit (self, self->limit < FERRY_ROW_GATE_LONG ? self->limit + STEP : G_MAXUINT);
  if (g_list_model_get_n_items (self->model) > self->limit)
    return G_SOURCE_CONTINUE;
  self->open_id = 0;

  return G_SOURCE_REMOVE;
}

static void
model_changed_cb (GListModel *model, guint position, guint removed, guint added, FerryRowGate *self)
{
  guint before = self->n_items;

  g_assert (FERRY_IS_ROW_GATE (self));

  self->n_items = MIN (g_list_model_get_n_items (model), self->limit);
  queue_open (self);
  if (self->limit == G_MAXUINT)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  else if (position < MAX (before, self->n_items))
    g_list_model_items_changed (G_LIST_MODEL (self), position, before - position, self->n_items - position);
}

static void
ferry_row_gate_dispose (GObject *object)
{
  FerryRowGate *self = FERRY_ROW_GATE (object);

  g_clear_handle_id (&self->open_id, g_source_remove);

  G_OBJECT_CLASS (ferry_row_gate_parent_class)->dispose (object);
}

static void
ferry_row_gate_finalize (GObject *object)
{
  g_clear_object (&FERRY_ROW_GATE (object)->model);

  G_OBJECT_CLASS (ferry_row_gate_parent_class)->finalize (object);
}

static void
ferry_row_gate_class_init (FerryRowGateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_row_gate_dispose;
  object_class->finalize = ferry_row_gate_finalize;
}

static void
ferry_row_gate_init (FerryRowGate *self)
{
  self->limit = STEP;
}

/**
 * ferry_row_gate_new:
 * @model: (transfer full): the rows
 *
 * Returns: (transfer full): a model of the first rows, which opens by itself
 */
FerryRowGate *
ferry_row_gate_new (GListModel *model)
{
  FerryRowGate *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  self = g_object_new (FERRY_TYPE_ROW_GATE, NULL);
  self->model = model;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (model_changed_cb), self, 0);
  set_limit (self, STEP);
  queue_open (self);

  return self;
}

/**
 * ferry_row_gate_close:
 * @self: a gate
 *
 * Shows the first rows only, and opens again from there. To be called before most rows change.
 */
void
ferry_row_gate_close (FerryRowGate *self)
{
  g_return_if_fail (FERRY_IS_ROW_GATE (self));

  g_clear_handle_id (&self->open_id, g_source_remove);
  set_limit (self, STEP);
  queue_open (self);
}

/**
 * ferry_row_gate_set_held:
 * @self: a gate
 * @held: whether it opens no further for now: nearly all rows are about to change
 */
void
ferry_row_gate_set_held (FerryRowGate *self, gboolean held)
{
  g_return_if_fail (FERRY_IS_ROW_GATE (self));

  self->held = held;
  if (held)
    g_clear_handle_id (&self->open_id, g_source_remove);
  else
    queue_open (self);
}
