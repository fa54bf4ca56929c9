/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

void ferry_remove_account_dialog_ask (FerrySession *session,
                                      FerryAccount *account,
                                      GtkWidget *parent,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean ferry_remove_account_dialog_finish (AdwAlertDialog *dialog, GAsyncResult *result);

G_END_DECLS
