/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/ferry-export.h"
#include "app/ferry-replica-index.h"

G_BEGIN_DECLS

void ferry_images_export_write_async (GListModel *images,
                                      FerryReplicaIndex *replicas,
                                      const char *region,
                                      GFile *file,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void ferry_images_export_present (GListModel *images,
                                  FerryReplicaIndex *replicas,
                                  const char *region,
                                  GtkWidget *parent);

G_END_DECLS
