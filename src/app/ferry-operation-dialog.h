/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

AdwDialog *ferry_operation_dialog_new (FerrySession *session, FerryOperation *operation);
void ferry_operation_dialog_present (FerrySession *session, FerryOperation *operation, GtkWidget *parent);

G_END_DECLS
