/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ferry_copies_export_present (GListModel *operations, GtkWidget *parent);

G_END_DECLS
