/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list of more rows than this is long. */
#define FERRY_ROW_GATE_LONG 224

/* FerryRowGate: the rows of another model: at first some, soon all. */
#define FERRY_TYPE_ROW_GATE (ferry_row_gate_get_type ())
G_DECLARE_FINAL_TYPE (FerryRowGate, ferry_row_gate, FERRY, ROW_GATE, GObject)

FerryRowGate *ferry_row_gate_new (GListModel *model);
void ferry_row_gate_close (FerryRowGate *self);
void ferry_row_gate_set_held (FerryRowGate *self, gboolean held);

G_END_DECLS
