/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

void ferry_add_account_dialog_present (FerrySession *session, GtkWidget *parent);

G_END_DECLS
