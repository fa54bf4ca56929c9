/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/ferry-catalog.h"

G_BEGIN_DECLS

/* FerryTickModel: the GtkSelectionModel of a list of FerryImage in which a selected row is a ticked one: chosen by its
 * box, by Space or Ctrl+click, never by moving about. Ticks belong to image IDs, so they outlive sorting, searching
 * and refreshing. Main thread.
 *
 * Properties: model (GListModel of FerryImage, the rows shown), catalog (FerryCatalog, nullable: all images; setting
 * another one clears the ticks), n-ticked, n-snapshots, full (read-only).
 * Signals: "refused" (FerryImage or NULL, text): a tick was not set, and why. "dropped" (name, text): a ticked image
 * may not be copied any more, and why. */
#define FERRY_TYPE_TICK_MODEL (ferry_tick_model_get_type ())
G_DECLARE_FINAL_TYPE (FerryTickModel, ferry_tick_model, FERRY, TICK_MODEL, GObject)

FerryTickModel *ferry_tick_model_new (GListModel *model);

GListModel *ferry_tick_model_get_model (FerryTickModel *self);
void ferry_tick_model_set_model (FerryTickModel *self, GListModel *model);
FerryCatalog *ferry_tick_model_get_catalog (FerryTickModel *self);
void ferry_tick_model_set_catalog (FerryTickModel *self, FerryCatalog *catalog);

gboolean ferry_tick_model_is_ticked (FerryTickModel *self, FerryImage *image);
gboolean ferry_tick_model_may_tick (FerryTickModel *self, FerryImage *image);
gboolean ferry_tick_model_set_ticked (FerryTickModel *self, FerryImage *image, gboolean ticked);
void ferry_tick_model_clear (FerryTickModel *self);
guint ferry_tick_model_get_n_ticked (FerryTickModel *self);
guint ferry_tick_model_get_n_snapshots (FerryTickModel *self);
gboolean ferry_tick_model_get_full (FerryTickModel *self);
char **ferry_tick_model_dup_ids (FerryTickModel *self);

G_END_DECLS
