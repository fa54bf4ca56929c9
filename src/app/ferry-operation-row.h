/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryOperationRow: one operation, with a row for each of its replicas. Actions: operation.retry, operation.cancel,
 * operation.details(s: a source's ID), operation.copy-command, operation.copy-details, operation.copy-text(s),
 * operation.open-replica(s: a source's ID), operation.delete-failed(s: a source's ID); replica.there(s),
 * replica.send-again(s), replica.forget(s). */
#define FERRY_TYPE_OPERATION_ROW (ferry_operation_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryOperationRow, ferry_operation_row, FERRY, OPERATION_ROW, AdwExpanderRow)

GtkWidget *ferry_operation_row_new (FerrySession *session, GListModel *operations, FerryOperation *operation);
FerryOperation *ferry_operation_row_get_operation (FerryOperationRow *self);
void ferry_operation_row_set_narrow (FerryOperationRow *self, gboolean narrow);
void ferry_operation_row_update (FerryOperationRow *self);

G_END_DECLS
