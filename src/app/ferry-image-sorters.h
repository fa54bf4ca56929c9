/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/ferry-replica-index.h"

G_BEGIN_DECLS

GtkSorter *ferry_image_sorter_new (const char *column, FerryReplicaIndex *replicas);
gboolean ferry_image_sorter_agrees (GtkSorter *sorter, GListModel *images);

G_END_DECLS
